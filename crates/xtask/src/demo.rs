use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result};

use crate::{
    http,
    peers::ports::free_port,
    process::{Managed, Run, Signal},
};

/// The first start of a demo makes the paper.
const READY_WITHIN: Duration = Duration::from_secs(120);
const EVENING: u64 = 22;
/// Enough of the log to see why a demo did not start.
const LINES_SHOWN: usize = 40;

/// A demo paper being served. Dropping it stops the server; its folder stays.
pub(crate) struct Demo {
    pub(crate) server: Managed,
    pub(crate) port: u16,
    data: PathBuf,
}

impl Demo {
    /// Starts `program demo` on the folder `data` and waits until it is alive.
    pub(crate) fn start(
        run: &Run,
        program: &Path,
        data: &Path,
        settings: &[&str],
        log: &Path,
    ) -> Result<Self> {
        Self::start_with(run, program, data, &as_arguments(settings), log)
    }

    /// Starts it with any other arguments, and waits until it is alive.
    pub(crate) fn start_with(
        run: &Run,
        program: &Path,
        data: &Path,
        arguments: &[&str],
        log: &Path,
    ) -> Result<Self> {
        let mut demo = Self::spawn_with(run, program, data, arguments, log)?;
        let port = demo.port;
        let ready = demo.server.wait_until(READY_WITHIN, || is_alive(port));
        ready.with_context(|| format!("the demo said:\n{}", last_lines(log)))?;
        Ok(demo)
    }

    /// Starts it without waiting.
    pub(crate) fn spawn(
        run: &Run,
        program: &Path,
        data: &Path,
        settings: &[&str],
        log: &Path,
    ) -> Result<Self> {
        Self::spawn_with(run, program, data, &as_arguments(settings), log)
    }

    fn spawn_with(
        run: &Run,
        program: &Path,
        data: &Path,
        arguments: &[&str],
        log: &Path,
    ) -> Result<Self> {
        let port = free_port()?;
        let file = File::create(log).with_context(|| format!("making {}", log.display()))?;
        let twin = file.try_clone().context("sharing the demo's log")?;
        let mut command = Command::new(program);
        command.arg("demo").arg("--data").arg(data).args(["--port", &port.to_string()]);
        command.args(arguments).stdin(Stdio::null()).stdout(file).stderr(twin);
        let server = run.spawn(&mut command, Signal::Terminate)?;
        Ok(Self { server, port, data: data.to_owned() })
    }

    /// Its address, without a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The folder in which it keeps its mails.
    pub(crate) fn outbox(&self) -> PathBuf {
        self.data.join("outbox")
    }

    /// Whether it answers.
    pub(crate) fn is_alive(&self) -> bool {
        is_alive(self.port)
    }
}

fn as_arguments<'a>(settings: &[&'a str]) -> Vec<&'a str> {
    settings.iter().flat_map(|setting| ["--set", setting]).collect()
}

/// The setting of a time zone in which it is between ten and eleven in the evening now,
/// so that a front page holds the same day's stories whenever it is looked at.
#[expect(clippy::disallowed_methods, reason = "no paper runs here: only the machine has a time")]
pub(crate) fn in_the_evening() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    evening_zone(since.as_secs() / 3_600 % 24)
}

/// The same for an hour of the day in UTC. Zones of this name count westward.
fn evening_zone(hour: u64) -> String {
    let east = (EVENING + 36 - hour) % 24;
    let west = if east < 12 { format!("+{}", 12 - east) } else { format!("-{}", east - 12) };
    format!("paper.time_zone=Etc/GMT{west}")
}

/// Whether a paper answers on this port.
pub(crate) fn is_alive(port: u16) -> bool {
    http::send(port, "GET", "/healthz", &[], b"").is_ok_and(|answer| answer.status == 200)
}

/// What a log ends with.
pub(crate) fn last_lines(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES_SHOWN)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::evening_zone;

    #[test]
    fn it_is_evening_at_any_hour() {
        assert_eq!(evening_zone(22), "paper.time_zone=Etc/GMT-0");
        assert_eq!(evening_zone(19), "paper.time_zone=Etc/GMT-3");
        assert_eq!(evening_zone(0), "paper.time_zone=Etc/GMT+2");
        assert_eq!(evening_zone(10), "paper.time_zone=Etc/GMT+12");
        assert_eq!(evening_zone(11), "paper.time_zone=Etc/GMT-11");
    }
}
