//! The SMTP sink and the S3 server come from Python, in an environment of
//! their own: programs that others wrote notice what ours would overlook.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result};

use crate::{
    process::{Run, run_to_end},
    repository,
};

const REQUIREMENTS: &str = "crates/xtask/python-peers.txt";
const INSTALL_WITHIN: Duration = Duration::from_secs(600);

/// A program of the environment.
pub(super) fn program(name: &str) -> PathBuf {
    environment().join("bin").join(name)
}

fn environment() -> PathBuf {
    repository::target().join("peers/python")
}

/// A copy of the requirements, written when they have been installed.
fn mark(environment: &Path) -> PathBuf {
    environment.join("installed.txt")
}

/// Whether the environment holds what the requirements say now.
pub(crate) fn is_installed() -> bool {
    let wanted = fs::read_to_string(repository::root().join(REQUIREMENTS)).ok();
    let installed = fs::read_to_string(mark(&environment())).ok();
    wanted.is_some() && wanted == installed
}

/// Makes the environment anew.
pub(crate) fn install(run: &Run) -> Result<()> {
    let environment = environment();
    let requirements = repository::root().join(REQUIREMENTS);
    let log = run.folder().join("python.log");
    let mut make = Command::new("python3");
    make.args(["-m", "venv", "--clear"]).arg(&environment);
    run_to_end(run, &mut make, &log, INSTALL_WITHIN)?
        .require_success("python3 -m venv (Debian's package python3-venv)")?;
    let mut install = Command::new(environment.join("bin/python"));
    install.args(["-m", "pip", "install", "--disable-pip-version-check", "-r"]).arg(&requirements);
    run_to_end(run, &mut install, &log, INSTALL_WITHIN)?.require_success("pip install")?;
    fs::copy(&requirements, mark(&environment)).context("marking the environment as installed")?;
    Ok(())
}
