//! What `cargo xtask peers` starts ends with it, even when it is killed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const PEERS: usize = 6;
const ENDED_WITHIN: Duration = Duration::from_secs(20);

/// Where the run of this process keeps its journal.
fn run_folder(child: &Child) -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_xtask"));
    let target = program.ancestors().nth(2).unwrap();
    target.join(format!("peers/run-{}", child.id()))
}

/// The processes in the journal, by number.
fn journalled(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("journal")).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("process "));
    lines.map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}

fn is_alive(pid: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

fn start() -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let mut child = command.arg("peers").stdout(Stdio::piped()).spawn().unwrap();
    let told = BufReader::new(child.stdout.take().unwrap()).lines().take(5).map_while(Result::ok);
    let told: Vec<String> = told.collect();
    assert!(told.iter().any(|line| line.starts_with("export MASTHEAD_TEST_S3=")), "{told:?}");
    child
}

fn stop_by(signal: &str) {
    // Without the programs there is nothing to try: `cargo xtask ci` installs them.
    if std::env::var_os("MASTHEAD_TEST_POSTGRES").is_none() {
        return;
    }
    let mut child = start();
    let folder = run_folder(&child);
    let mut running = journalled(&folder);
    running.retain(|pid| is_alive(pid));
    assert_eq!(running.len(), PEERS, "PostgreSQL, three nodes, SMTP, S3");
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    child.wait().unwrap();
    let deadline = Instant::now() + ENDED_WITHIN;
    while running.iter().any(|pid| is_alive(pid)) || folder.exists() {
        assert!(Instant::now() < deadline, "still there after {signal}: {running:?}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_interrupt_stops_the_peers() {
    stop_by("-INT");
}

#[test]
fn a_kill_stops_the_peers() {
    stop_by("-KILL");
}
