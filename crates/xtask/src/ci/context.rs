use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context as _, Result};

use crate::{
    peers::Peers,
    process::{Output, Run, run_to_end},
    repository,
};

/// What the steps share.
pub(super) struct Context<'a> {
    pub(super) run: &'a Run,
    pub(super) root: PathBuf,
    /// Whether this run tried to build the paper and could not: what an
    /// earlier one built says nothing about it then.
    pub(super) is_release_broken: bool,
    logs: PathBuf,
    peers: Option<Peers>,
}

impl<'a> Context<'a> {
    /// Nothing started yet; logs of earlier runs removed.
    pub(super) fn new(run: &'a Run) -> Result<Self> {
        let root = repository::root();
        let logs = repository::target().join("ci");
        let _none_yet = fs::remove_dir_all(&logs);
        fs::create_dir_all(&logs).with_context(|| format!("making {}", logs.display()))?;
        Ok(Self { run, root, is_release_broken: false, logs, peers: None })
    }

    /// The peers, started when a step first needs them.
    pub(super) fn peers(&mut self) -> Result<&Peers> {
        if self.peers.is_none() {
            self.peers = Some(Peers::start(self.run)?);
        }
        self.peers.as_ref().context("the peers did not start")
    }

    /// A program to run at the root.
    pub(super) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(&self.root).env("CARGO_TERM_COLOR", "never");
        command
    }

    /// `cargo` with these arguments.
    pub(super) fn cargo(&self, arguments: &[&str]) -> Command {
        let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
        let mut command = self.command(cargo);
        command.args(arguments);
        command
    }

    /// Where the log of this name stands.
    pub(super) fn log(&self, name: &str) -> PathBuf {
        self.logs.join(format!("{name}.log"))
    }

    /// Runs a command to its end; an error with all that it said unless it
    /// ended well.
    pub(super) fn require(
        &self,
        name: &str,
        command: &mut Command,
        minutes: u64,
    ) -> Result<String> {
        let what = describe(command);
        self.try_run(name, command, minutes)?.require_success(&what)
    }

    /// Runs a command to its end, however it ends.
    pub(super) fn try_run(
        &self,
        name: &str,
        command: &mut Command,
        minutes: u64,
    ) -> Result<Output> {
        run_to_end(self.run, command, &self.log(name), Duration::from_secs(60 * minutes))
    }
}

/// The command as somebody would type it.
fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
