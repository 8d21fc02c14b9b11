//! Installs what the checks need and is missing, or names it.

use std::{path::Path, process::Command};

use anyhow::{Result, bail};

use super::{Done, context::Context};
use crate::peers;

/// A Debian package, and how to tell that what we need of it is there.
struct Package {
    name: &'static str,
    is_there: fn() -> bool,
}

const PACKAGES: [Package; 11] = [
    Package { name: "postgresql", is_there: || peers::find_postgres_program("initdb").is_ok() },
    Package { name: "redis-server", is_there: || is_in_path("redis-server") },
    Package { name: "redis-tools", is_there: || is_in_path("redis-cli") },
    Package { name: "chromium", is_there: || is_in_path("chromium") },
    Package { name: "default-jre-headless", is_there: || is_in_path("java") },
    Package { name: "wrk", is_there: || is_in_path("wrk") },
    Package { name: "nodejs", is_there: || is_in_path("node") },
    Package { name: "npm", is_there: || is_in_path("npm") },
    Package { name: "python3-venv", is_there: has_venv },
    Package { name: "fonts-dejavu-core", is_there: || has_font("dejavu") },
    Package {
        name: "fonts-liberation",
        is_there: || has_font("liberation") || has_font("liberation2"),
    },
];

pub(crate) fn is_in_path(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join(program).is_file())
}

fn has_font(family: &str) -> bool {
    Path::new("/usr/share/fonts/truetype").join(family).is_dir()
}

fn has_venv() -> bool {
    let mut ask = Command::new("python3");
    ask.args(["-c", "import ensurepip, venv"]).output().is_ok_and(|output| output.status.success())
}

/// Proxies that stand before papers and other sites.
const PROXIES: &[Package] = &[
    Package { name: "nginx-light", is_there: || is_in_path("nginx") },
    Package { name: "varnish", is_there: || is_in_path("varnishd") },
    Package { name: "caddy", is_there: || is_in_path("caddy") },
];

fn missing_of(packages: &[Package]) -> Vec<&'static str> {
    let missing = packages.iter().filter(|package| !(package.is_there)());
    missing.map(|package| package.name).collect()
}

/// Programs of the system.
pub(super) fn debian_packages(context: &mut Context<'_>) -> Result<Done> {
    install_debian(context, &PACKAGES)
}

/// The proxies; Debian starts what it installs, and nobody needs that here.
pub(super) fn proxies(context: &mut Context<'_>) -> Result<Done> {
    let missing = missing_of(PROXIES);
    let done = install_debian(context, PROXIES)?;
    for service in missing.iter().map(|name| name.trim_end_matches("-light")) {
        let _ = Command::new("service").args([service, "stop"]).output();
    }
    Ok(done)
}

fn install_debian(context: &mut Context<'_>, packages: &[Package]) -> Result<Done> {
    let missing = missing_of(packages);
    if missing.is_empty() {
        return Ok(Done::Passed);
    }
    if !is_in_path("apt-get") || !rustix::process::getuid().is_root() {
        bail!(
            "missing: {}. Install them, on Debian with `apt-get install {}`",
            missing.join(", "),
            missing.join(" ")
        );
    }
    println!("   installing {}", missing.join(", "));
    let mut update = context.command("apt-get");
    context.require("apt-update", update.args(["update"]), 10)?;
    let mut install = context.command("apt-get");
    install.args(["install", "-y", "--no-install-recommends"]).args(&missing);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    context.require("apt-install", &mut install, 20)?;
    let missing = missing_of(packages);
    if missing.is_empty() {
        Ok(Done::Passed)
    } else {
        bail!("still missing: {}", missing.join(", "))
    }
}

/// The SMTP sink and the S3 server.
pub(super) fn python_packages(context: &mut Context<'_>) -> Result<Done> {
    if !peers::are_python_peers_installed() {
        peers::install_python_peers(context.run)?;
    }
    Ok(Done::Passed)
}

/// What drives the browser. Its own downloads of browsers and of Java stay off:
/// Debian's are used.
pub(super) fn browser_packages(context: &mut Context<'_>) -> Result<Done> {
    let mut install = context.command("npm");
    install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    install.current_dir(context.root.join("tests/browser"));
    context.require("npm", &mut install, 10)?;
    Ok(Done::Passed)
}

/// Cargo's subcommands, in the versions that the checks were written with.
/// cargo-deny is built without optimisation: it runs for seconds, and builds
/// for many minutes otherwise.
pub(super) fn cargo_tools(context: &mut Context<'_>) -> Result<Done> {
    let tools: [(&str, &[&str]); 2] = [
        ("cargo-nextest", &["cargo-nextest@0.9.143"]),
        ("cargo-deny", &["--debug", "cargo-deny@0.20.2"]),
    ];
    for (tool, arguments) in tools.into_iter().filter(|(tool, _)| !is_in_path(tool)) {
        println!("   installing {tool}");
        let mut install = context.cargo(&["install", "--locked"]);
        install.args(arguments).arg("--target-dir").arg(context.root.join("target/tools"));
        context.require(tool, &mut install, 30)?;
    }
    Ok(Done::Passed)
}
