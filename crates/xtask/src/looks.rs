//! What a person looks at: `cargo xtask snapshots` compares pages with their
//! accepted pictures, `cargo xtask screenshots` makes those of the documents.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};

use crate::{
    ci::browser::point_at,
    demo::{Demo, in_the_evening},
    process::{Run, run_in_terminal},
    repository,
};

const SCRIPT_WITHIN: Duration = Duration::from_secs(600);
const SECOND_FACE: &[&str] = &["--theme", "gazette"];
const INSTALL_WITHIN: Duration = Duration::from_secs(600);

#[derive(clap::Args)]
pub(crate) struct SnapshotOptions {
    /// Keep what the pages look like now as what they shall look like.
    #[arg(long)]
    accept: bool,
}

/// Compares pages with their accepted pictures, or accepts them as they are.
pub(crate) fn snapshots(options: &SnapshotOptions) -> Result<ExitCode> {
    let run = Run::begin()?;
    let demo = start(&run, "snapshots", &[])?;
    let second = start(&run, "second-face", SECOND_FACE)?;
    let accept: &[&str] = if options.accept { &["--accept"] } else { &[] };
    let ended = run_script(&run, "snapshots.mjs", &demo, |command| {
        command.args(accept).env("SECOND_URL", second.url());
    })?;
    Ok(ended)
}

/// Makes `docs/screenshots` from the demonstration and its second face.
pub(crate) fn screenshots() -> Result<ExitCode> {
    let run = Run::begin()?;
    let demo = start(&run, "mercury", &[])?;
    let second = start(&run, "gazette", SECOND_FACE)?;
    run_script(&run, "screenshots.mjs", &demo, |command| {
        command.env("SECOND_URL", second.url());
    })
}

/// A demonstration of the newest program that is built.
fn start(run: &Run, name: &str, arguments: &[&str]) -> Result<Demo> {
    let program = newest_program()?;
    println!("starting a demonstration, {name}, with {}", program.display());
    let data = run.folder().join(name);
    let log = run.folder().join(format!("{name}.log"));
    let zone = in_the_evening();
    let arguments: Vec<_> = arguments.iter().copied().chain(["--set", &*zone]).collect();
    Demo::start_with(run, &program, &data, &arguments, &log)
}

/// The release or the debug program, whichever was built last.
fn newest_program() -> Result<PathBuf> {
    let candidates =
        ["release/masthead", "debug/masthead"].map(|path| repository::target().join(path));
    let built = |path: &PathBuf| path.metadata().and_then(|meta| meta.modified()).ok();
    let newest = candidates.into_iter().filter(|path| built(path).is_some()).max_by_key(built);
    newest.context("there is no program yet: cargo build -p server makes it")
}

/// Runs a script of `tests/browser` in this terminal.
fn run_script(
    run: &Run,
    script: &str,
    demo: &Demo,
    arrange: impl FnOnce(&mut Command),
) -> Result<ExitCode> {
    let folder = repository::root().join("tests/browser");
    if !folder.join("node_modules/playwright-core").exists() {
        install(run, &folder)?;
    }
    let mut command = Command::new("node");
    command.arg(script).current_dir(&folder);
    point_at(&mut command, demo);
    arrange(&mut command);
    let ended_well = run_in_terminal(run, &mut command, SCRIPT_WITHIN)?;
    Ok(if ended_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn install(run: &Run, folder: &Path) -> Result<()> {
    let mut command = Command::new("npm");
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
    if !run_in_terminal(run, &mut command, INSTALL_WITHIN)? {
        bail!("npm ci failed in {}", folder.display());
    }
    Ok(())
}
