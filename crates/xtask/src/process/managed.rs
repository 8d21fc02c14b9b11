use std::{
    fs::{self, File},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::{
    Run, Signal,
    journal::{self, Started},
};

const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A process with its group, stopped when dropped.
pub(crate) struct Managed {
    name: String,
    child: Child,
    started: Option<Started>,
}

impl Managed {
    pub(super) fn new(name: String, child: Child, signal: Signal) -> Self {
        let started = Started::look(child.id(), signal);
        Self { name, child, started }
    }

    pub(super) const fn started(&self) -> Option<&Started> {
        self.started.as_ref()
    }

    /// The process's number.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// An error when the process has ended, with what it ended by.
    pub(crate) fn require_running(&mut self) -> Result<()> {
        match self.child.try_wait().context("looking at a process")? {
            None => Ok(()),
            Some(status) => bail!("{} ended with {status}", self.name),
        }
    }

    /// Asks `is_ready` until it says yes; an error when the process ends
    /// before, or `limit` has passed.
    pub(crate) fn wait_until(
        &mut self,
        limit: Duration,
        is_ready: impl Fn() -> bool,
    ) -> Result<()> {
        let deadline = Instant::now() + limit;
        while !is_ready() {
            self.require_running()?;
            if Instant::now() > deadline {
                bail!("{} was not ready within {} s", self.name, limit.as_secs());
            }
            thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    /// Waits for the process to end by itself, at most `limit`.
    fn wait_for_end(&mut self, limit: Duration) -> Result<ExitStatus> {
        let deadline = Instant::now() + limit;
        loop {
            if let Some(status) = self.child.try_wait().context("looking at a process")? {
                return Ok(status);
            }
            if Instant::now() > deadline {
                bail!("{} did not end within {} s", self.name, limit.as_secs());
            }
            thread::sleep(LOOK_EVERY);
        }
    }
}

impl Drop for Managed {
    fn drop(&mut self) {
        if let Some(started) = self.started.take() {
            if started.is_alive() {
                journal::stop(std::slice::from_ref(&started));
            }
            // What the process started in its group ends with it.
            started.kill();
        }
        let _ended = self.child.wait();
    }
}

/// What a command that ran to its end said.
pub(crate) struct Output {
    /// Whether it ended well.
    pub(crate) success: bool,
    /// Both outputs, in the order of writing.
    pub(crate) text: String,
}

impl Output {
    /// The text of a command that ended well; else an error that holds it.
    pub(crate) fn require_success(self, what: &str) -> Result<String> {
        if self.success { Ok(self.text) } else { bail!("{what} failed:\n{}", self.text.trim_end()) }
    }
}

/// Runs `command` to its end in this terminal, at most `limit`; whether it
/// ended well.
pub(crate) fn run_in_terminal(run: &Run, command: &mut Command, limit: Duration) -> Result<bool> {
    let mut managed = run.spawn(command.stdin(Stdio::null()), Signal::Terminate)?;
    Ok(managed.wait_for_end(limit)?.success())
}

/// Runs `command` to its end, at most `limit`, with its outputs in `log`.
pub(crate) fn run_to_end(
    run: &Run,
    command: &mut Command,
    log: &Path,
    limit: Duration,
) -> Result<Output> {
    let file = File::create(log).with_context(|| format!("making {}", log.display()))?;
    let twin = file.try_clone().context("sharing a log")?;
    command.stdin(Stdio::null()).stdout(file).stderr(twin);
    let mut managed = run.spawn(command, Signal::Terminate)?;
    let ended = managed.wait_for_end(limit);
    drop(managed);
    let text = String::from_utf8_lossy(&fs::read(log).unwrap_or_default()).into_owned();
    match ended {
        Ok(status) => Ok(Output { success: status.success(), text }),
        Err(error) => Ok(Output { success: false, text: format!("{text}\n{error:#}") }),
    }
}
