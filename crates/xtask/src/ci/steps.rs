use anyhow::{Result, bail};

use super::{Done, audit, browser, context::Context, fuzz, install, nextest, smoke, vendor};
use crate::tidy;

/// One check.
pub(super) struct Step {
    pub(super) name: &'static str,
    /// Whether only `--long` asks for it.
    pub(super) is_long: bool,
    pub(super) run: fn(&mut Context<'_>) -> Result<Done>,
}

const fn step(name: &'static str, run: fn(&mut Context<'_>) -> Result<Done>) -> Step {
    Step { name, is_long: false, run }
}

const fn long_step(name: &'static str, run: fn(&mut Context<'_>) -> Result<Done>) -> Step {
    Step { name, is_long: true, run }
}

/// All of them: first what the others need, then the quick ones.
pub(super) const ALL: &[Step] = &[
    step("debian-packages", install::debian_packages),
    step("python-packages", install::python_packages),
    step("browser-packages", install::browser_packages),
    step("cargo-tools", install::cargo_tools),
    step("tidy", check_tidiness),
    step("fmt", check_format),
    step("clippy", check_lints),
    step("deny", check_dependencies),
    step("advisories", check_advisories),
    step("wasm", check_wasm),
    step("release", build_release),
    step("peers", smoke::check_peers),
    step("tests", nextest::run_all),
    step("doctests", run_doctests),
    step("fuzz", fuzz::run),
    step("edge", nextest::run_edges),
    step("vendor", vendor::check_fonts),
    step("pictures", check_pictures),
    step("audit", audit::run),
    step("browser", browser::run),
    step("pages", browser::check_pages),
    step("mails", browser::check_mails),
    step("snapshots", browser::check_snapshots),
    step("lighthouse", browser::run_lighthouse),
    long_step("long-properties", nextest::run_properties),
    long_step("long-crashes", nextest::run_crashes),
    long_step("long-races", nextest::run_races),
    long_step("long-proxies", nextest::run_proxies),
];

fn check_tidiness(_: &mut Context<'_>) -> Result<Done> {
    let problems = tidy::find_problems()?;
    if problems.is_empty() {
        return Ok(Done::Passed);
    }
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    bail!("{}", lines.join("\n"))
}

fn check_format(context: &mut Context<'_>) -> Result<Done> {
    context.require(
        "fmt",
        &mut context.cargo(&["fmt", "--all", "--check", "--", "--color", "never"]),
        5,
    )?;
    Ok(Done::Passed)
}

fn check_lints(context: &mut Context<'_>) -> Result<Done> {
    let arguments = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    context.require("clippy", &mut context.cargo(&arguments), 30)?;
    Ok(Done::Passed)
}

fn check_dependencies(context: &mut Context<'_>) -> Result<Done> {
    let arguments = ["deny", "check", "bans", "licenses", "sources"];
    context.require("deny", &mut context.cargo(&arguments), 5)?;
    Ok(Done::Passed)
}

/// Known weaknesses of dependencies, where the database of them can be had.
fn check_advisories(context: &mut Context<'_>) -> Result<Done> {
    let mut command = context.cargo(&["deny", "check", "advisories"]);
    command.env("GIT_TERMINAL_PROMPT", "0");
    let output = context.try_run("advisories", &mut command, 3)?;
    if !output.success && output.text.contains("failed to fetch advisory database") {
        return Ok(Done::Skipped("the advisory database cannot be fetched from here".to_owned()));
    }
    output.require_success("cargo deny check advisories")?;
    Ok(Done::Passed)
}

/// What the decision needs is there in a browser and at an edge, too.
fn check_wasm(context: &mut Context<'_>) -> Result<Done> {
    const MISSING: [&str; 8] =
        ["tokio", "mio", "hyper", "axum", "sqlx", "rustls", "getrandom", "rand"];
    let mut tree = context.cargo(&["tree", "-p", "meter", "-e", "normal", "--prefix", "none"]);
    let tree = context.require("wasm", &mut tree, 2)?;
    let names: Vec<_> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    if !names.contains(&"vocab") {
        bail!("cargo tree does not tell what meter is made of");
    }
    if let Some(name) = MISSING.into_iter().find(|name| names.contains(name)) {
        bail!("meter depends on {name}, which WebAssembly lacks");
    }
    let target = "wasm32-unknown-unknown";
    let mut check = context.cargo(&["check", "-p", "meter", "--target", target]);
    let output = context.try_run("wasm", &mut check, 5)?;
    if !output.success && output.text.contains("target may not be installed") {
        return Ok(Done::Skipped(format!("the target {target} is not installed")));
    }
    output.require_success("cargo check for WebAssembly")?;
    Ok(Done::Passed)
}

fn build_release(context: &mut Context<'_>) -> Result<Done> {
    let built = context.require("release", &mut context.cargo(&["build", "--release"]), 40);
    context.is_release_broken = built.is_err();
    built.map(|_| Done::Passed)
}

/// Every picture of the demonstration is what this program draws.
fn check_pictures(context: &mut Context<'_>) -> Result<Done> {
    // Through cargo: the tests' build may have replaced the file of this very program.
    context.require("pictures", &mut context.cargo(&["xtask", "pictures", "--check"]), 15)?;
    Ok(Done::Passed)
}

fn run_doctests(context: &mut Context<'_>) -> Result<Done> {
    let arguments = ["test", "--doc", "--workspace"];
    context.require("doctests", &mut context.cargo(&arguments), 20)?;
    Ok(Done::Passed)
}
