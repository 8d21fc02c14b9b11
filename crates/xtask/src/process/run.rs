use std::{
    fs,
    io::Read as _,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, Stdio},
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, Result, bail};

use super::{
    Managed, Signal,
    journal::{Journal, Started},
};
use crate::repository;

/// Set by ctrl-c: nothing may be started any more.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// The exit code of a program that a ctrl-c ended, by the shell's custom.
const INTERRUPTED: i32 = 130;

/// One run of this tool, with a folder of its own under `target/peers`.
/// Dropping it stops everything that was started through it.
pub(crate) struct Run {
    folder: PathBuf,
    journal: Journal,
    guard: Child,
}

impl Run {
    /// Stops what dead runs left behind, then begins.
    pub(crate) fn begin() -> Result<Self> {
        let parent = repository::target().join("peers");
        stop_stale_runs(&parent);
        let folder = parent.join(format!("run-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let owner =
            Started::look(std::process::id(), Signal::Terminate).context("reading /proc")?;
        fs::write(folder.join("owner"), owner.to_string()).context("writing the run's owner")?;
        let journal = Journal::in_folder(&folder);
        let stopping = journal.clone();
        ctrlc::set_handler(move || {
            STOPPING.store(true, Ordering::SeqCst);
            stopping.stop_all();
            std::process::exit(INTERRUPTED);
        })
        .context("listening for ctrl-c")?;
        let guard = spawn_guard(&folder)?;
        Ok(Self { folder, journal, guard })
    }

    /// The run's own folder, removed at its end.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A folder that another user can reach: the run's own where its parents
    /// let everyone pass, else one among the machine's temporary files.
    pub(crate) fn folder_for_others(&self, name: &str) -> Result<PathBuf> {
        let mut folder = self.folder.join(name);
        if !everyone_may_pass(&self.folder) {
            folder = std::env::temp_dir().join(format!("masthead-{}-{name}", std::process::id()));
            self.journal.write_folder(&folder)?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(folder)
    }

    /// Starts `command` in a process group of its own.
    pub(crate) fn spawn(&self, command: &mut Command, signal: Signal) -> Result<Managed> {
        if STOPPING.load(Ordering::SeqCst) {
            bail!("stopping");
        }
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.process_group(0).spawn().with_context(|| format!("starting {name}"))?;
        let managed = Managed::new(name, child, signal);
        if let Some(started) = managed.started() {
            self.journal.write_process(started)?;
        }
        Ok(managed)
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.journal.stop_all();
        // The guard ends when its input does.
        drop(self.guard.stdin.take());
        let _ended = self.guard.wait();
    }
}

fn spawn_guard(folder: &Path) -> Result<Child> {
    let program = std::env::current_exe().context("finding this program")?;
    let mut command = Command::new(program);
    command.arg("guard").arg(folder).stdin(Stdio::piped()).stdout(Stdio::null());
    command.process_group(0).spawn().context("starting the guard")
}

/// Waits for the end of the run on the other side of standard input, whatever
/// ended it, and stops what it left.
pub(crate) fn guard(folder: &Path) -> Result<ExitCode> {
    let mut rest = Vec::new();
    std::io::stdin().read_to_end(&mut rest).context("waiting for the run's end")?;
    if folder.exists() {
        Journal::in_folder(folder).stop_all();
    }
    Ok(ExitCode::SUCCESS)
}

/// Stops what runs left behind whose owner is dead.
fn stop_stale_runs(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    let folders = entries.flatten().map(|entry| entry.path());
    for folder in folders.filter(|path| is_run_folder(path) && is_stale(path)) {
        eprintln!("stopping what an earlier run left in {}", folder.display());
        Journal::in_folder(&folder).stop_all();
    }
}

fn is_run_folder(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("run-"))
}

fn is_stale(folder: &Path) -> bool {
    let owner = fs::read_to_string(folder.join("owner")).unwrap_or_default();
    !owner.parse::<Started>().is_ok_and(|owner| owner.is_alive())
}

fn everyone_may_pass(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    const PASS: u32 = 0o001;
    let may_pass =
        |path: &Path| fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & PASS == PASS);
    folder.ancestors().filter(|path| !path.as_os_str().is_empty()).all(may_pass)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_without_a_living_owner_is_stale() {
        let folder = std::env::temp_dir().join(format!("xtask-stale-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        assert!(is_stale(&folder));
        let me = Started::look(std::process::id(), Signal::Terminate).unwrap();
        fs::write(folder.join("owner"), me.to_string()).unwrap();
        assert!(!is_stale(&folder));
        fs::remove_dir_all(&folder).unwrap();
    }
}
