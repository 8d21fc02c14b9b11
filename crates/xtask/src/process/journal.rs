use std::{
    fmt, fs,
    io::Write as _,
    path::{Path, PathBuf},
    str::FromStr,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use rustix::process::{Pid, kill_process_group};

/// How long a process may take to end by itself before it is killed: longer
/// than the ten seconds that nextest gives its tests.
const GRACE: Duration = Duration::from_secs(15);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// The signal that ends a program in an orderly way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// What most programs expect.
    Terminate,
    /// PostgreSQL's fast shutdown; its TERM would wait for clients to leave.
    Interrupt,
}

impl Signal {
    const fn word(self) -> &'static str {
        match self {
            Self::Terminate => "terminate",
            Self::Interrupt => "interrupt",
        }
    }

    const fn number(self) -> rustix::process::Signal {
        match self {
            Self::Terminate => rustix::process::Signal::TERM,
            Self::Interrupt => rustix::process::Signal::INT,
        }
    }
}

/// One process group that a run started. The start time tells it apart from a
/// later process that was given the same number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Started {
    pub(crate) pid: i32,
    started_at: u64,
    signal: Signal,
}

impl Started {
    /// The process `pid` as it runs now, unless it has ended already.
    pub(crate) fn look(pid: u32, signal: Signal) -> Option<Self> {
        let pid = i32::try_from(pid).ok()?;
        let started_at = started_at(pid)?;
        Some(Self { pid, started_at, signal })
    }

    /// Whether that very process still runs.
    pub(crate) fn is_alive(&self) -> bool {
        started_at(self.pid) == Some(self.started_at)
    }

    /// Asks the whole group to end.
    pub(crate) fn ask_to_end(&self) {
        self.send(self.signal.number());
    }

    /// Ends the whole group at once.
    pub(crate) fn kill(&self) {
        self.send(rustix::process::Signal::KILL);
    }

    /// A group that has ended meanwhile needs no signal, so failing is no error.
    fn send(&self, signal: rustix::process::Signal) {
        if let Some(pid) = Pid::from_raw(self.pid) {
            let _ended_already = kill_process_group(pid, signal);
        }
    }
}

impl fmt::Display for Started {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.pid, self.started_at, self.signal.word())
    }
}

impl FromStr for Started {
    type Err = ();

    fn from_str(line: &str) -> Result<Self, ()> {
        let mut words = line.split(' ');
        let pid = words.next().and_then(|word| word.parse().ok()).ok_or(())?;
        let started_at = words.next().and_then(|word| word.parse().ok()).ok_or(())?;
        let signal = match words.next() {
            Some("interrupt") => Signal::Interrupt,
            Some("terminate") => Signal::Terminate,
            _ => return Err(()),
        };
        Ok(Self { pid, started_at, signal })
    }
}

/// When the process started, in ticks since the machine did; nothing for one
/// that is gone or waits as a zombie for its parent to notice.
fn started_at(pid: i32) -> Option<u64> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The command's name stands in parentheses and may hold anything.
    let mut fields = line.rsplit_once(") ")?.1.split(' ');
    let state = fields.next()?;
    if matches!(state, "Z" | "X") {
        return None;
    }
    fields.nth(18)?.parse().ok()
}

/// The list of what a run started, as a file in its folder.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    folder: PathBuf,
}

impl Journal {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// Writes down a process before anything else is done with it.
    pub(crate) fn write_process(&self, started: &Started) -> Result<()> {
        self.append(&format!("process {started}\n"))
    }

    /// Writes down a folder outside the run's own, to be removed with it.
    pub(crate) fn write_folder(&self, folder: &Path) -> Result<()> {
        self.append(&format!("folder {}\n", folder.display()))
    }

    fn append(&self, line: &str) -> Result<()> {
        let path = self.folder.join("journal");
        let opened = fs::File::options().create(true).append(true).open(&path);
        let mut file = opened.with_context(|| format!("opening {}", path.display()))?;
        file.write_all(line.as_bytes()).with_context(|| format!("writing {}", path.display()))
    }

    /// Stops every process in the list and removes the folders.
    pub(crate) fn stop_all(&self) {
        let text = fs::read_to_string(self.folder.join("journal")).unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.strip_prefix("process "));
        let running: Vec<Started> =
            lines.filter_map(|line| line.parse().ok()).filter(Started::is_alive).collect();
        stop(&running);
        for folder in text.lines().filter_map(|line| line.strip_prefix("folder ")) {
            let _gone_already = fs::remove_dir_all(folder);
        }
        let _gone_already = fs::remove_dir_all(&self.folder);
    }
}

/// Asks all of them to end, the latest first, and kills those that have not
/// after [`GRACE`].
pub(crate) fn stop(running: &[Started]) {
    running.iter().rev().for_each(Started::ask_to_end);
    let deadline = Instant::now() + GRACE;
    while running.iter().any(Started::is_alive) && Instant::now() < deadline {
        thread::sleep(LOOK_EVERY);
    }
    running.iter().filter(|started| started.is_alive()).for_each(Started::kill);
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::CommandExt as _;

    use super::*;

    fn sleeper() -> std::process::Child {
        std::process::Command::new("sleep").arg("60").process_group(0).spawn().unwrap()
    }

    #[test]
    fn a_line_reads_back_as_it_was_written() {
        let started = Started { pid: 12, started_at: 3456, signal: Signal::Interrupt };
        assert_eq!(started.to_string().parse(), Ok(started));
        assert!("12 3456 whistle".parse::<Started>().is_err());
    }

    #[test]
    fn another_process_with_the_same_number_is_left_alone() {
        let mut child = sleeper();
        let mut started = Started::look(child.id(), Signal::Terminate).unwrap();
        started.started_at += 1;
        assert!(!started.is_alive());
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[test]
    fn stopping_a_journal_ends_its_processes_and_removes_its_folders() {
        let folder = std::env::temp_dir().join(format!("xtask-journal-{}", std::process::id()));
        let elsewhere = folder.with_extension("elsewhere");
        fs::create_dir_all(&folder).unwrap();
        fs::create_dir_all(&elsewhere).unwrap();
        let mut child = sleeper();
        let journal = Journal::in_folder(&folder);
        journal.write_process(&Started::look(child.id(), Signal::Terminate).unwrap()).unwrap();
        journal.write_folder(&elsewhere).unwrap();
        journal.stop_all();
        assert!(!child.wait().unwrap().success());
        assert!(!folder.exists() && !elsewhere.exists());
    }
}
