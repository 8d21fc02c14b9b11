use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};

use crate::{
    demo::Demo,
    process::{Run, run_to_end},
};

/// Connections of the load: as many as the peers were measured with.
pub(super) const CONNECTIONS: u64 = 16;
const PAUSE_MS: u64 = 4;
/// Ticks of a processor's clock in a second, as Linux tells times in /proc.
const TICKS_PER_SECOND: u64 = 100;
const START_WITHIN: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_micros(500);

/// What one round showed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Round {
    pub(super) requests: u64,
    pub(super) requests_per_second: u64,
    pub(super) bytes_per_request: u64,
    pub(super) failed: u64,
    pub(super) p50_us: u64,
    pub(super) p99_us: u64,
    pub(super) cpu_ns_per_request: u64,
}

/// Where a load goes.
pub(super) struct Target<'a> {
    /// The server, whose processor time is read.
    pub(super) pid: u32,
    pub(super) url: String,
    /// A file with a cookie header on each line.
    pub(super) cookies: &'a Path,
    pub(super) encoding: &'a str,
}

/// How fast a load asks.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    connections: u64,
    /// A connection's mean pause before its next request.
    pause_ms: u64,
}

impl Pace {
    /// Without a pause.
    const FULL: Self = Self { connections: CONNECTIONS, pause_ms: 0 };

    /// About `rate` requests a second, by connections that pause.
    pub(super) fn about(rate: u64) -> Self {
        Self { connections: (rate * PAUSE_MS / 1_000).max(1), pause_ms: PAUSE_MS }
    }
}

/// One round of wrk, as fast as it goes.
pub(super) fn load(run: &Run, target: &Target<'_>, seconds: u64) -> Result<Round> {
    load_at(run, target, seconds, Pace::FULL)
}

/// One round of wrk.
pub(super) fn load_at(run: &Run, target: &Target<'_>, seconds: u64, pace: Pace) -> Result<Round> {
    let script = run.folder().join("load.lua");
    fs::write(&script, include_str!("load.lua")).context("writing wrk's script")?;
    let before = cpu_ticks(target.pid)?;
    let mut wrk = Command::new("wrk");
    wrk.args(["-t", "1", "-c", &pace.connections.to_string(), "-d", &format!("{seconds}s")]);
    wrk.arg("-H").arg(format!("Accept-Encoding: {}", target.encoding));
    wrk.arg("-s").arg(&script).arg(&target.url).arg("--").arg(target.cookies);
    wrk.arg(pace.pause_ms.to_string());
    let limit = Duration::from_secs(seconds + 30);
    let output = run_to_end(run, &mut wrk, &run.folder().join("wrk.log"), limit)?;
    let text = output.require_success("wrk")?;
    let ticks = cpu_ticks(target.pid)?.saturating_sub(before);
    let round = read_round(&text, ticks).with_context(|| format!("wrk said:\n{text}"))?;
    if round.failed > 0 {
        bail!("{} of {} requests to {} failed", round.failed, round.requests, target.url);
    }
    Ok(round)
}

fn read_round(text: &str, ticks: u64) -> Option<Round> {
    let line = text.lines().find_map(|line| line.strip_prefix("measured "))?;
    let number = |name: &str| -> Option<u64> {
        let pairs = line.split(' ').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(key, _)| *key == name).find_map(|(_, value)| value.parse().ok())
    };
    let requests = number("requests").filter(|requests| *requests > 0)?;
    Some(Round {
        requests,
        requests_per_second: requests * 1_000_000 / number("duration_us").filter(|us| *us > 0)?,
        bytes_per_request: number("bytes")? / requests,
        failed: number("failed")?,
        p50_us: number("p50_us")?,
        p99_us: number("p99_us")?,
        cpu_ns_per_request: ticks * (1_000_000_000 / TICKS_PER_SECOND) / requests,
    })
}

/// The processor time that a process has used, user and system, in ticks.
fn cpu_ticks(pid: u32) -> Result<u64> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).context("reading /proc")?;
    let fields: Vec<&str> = line.rsplit_once(") ").context("reading /proc")?.1.split(' ').collect();
    let number = |index: usize| -> Option<u64> { fields.get(index)?.parse().ok() };
    let (user, system) =
        (number(11).context("reading /proc")?, number(12).context("reading /proc")?);
    Ok(user + system)
}

/// A process's memory in KiB: `VmRSS` now, `VmHWM` at most.
pub(super) fn memory_kib(pid: u32, name: &str) -> Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).context("reading /proc")?;
    let line = text.lines().find(|line| line.starts_with(name)).context("reading /proc")?;
    let number = line.split_whitespace().nth(1).and_then(|word| word.parse().ok());
    number.context("reading /proc")
}

/// From the start of the program to its first good answer, on a paper that is
/// there already, in microseconds.
pub(super) fn cold_start_us(
    run: &Run,
    program: &Path,
    data: &Path,
    settings: &[&str],
) -> Result<u64> {
    let log = run.folder().join("cold-start.log");
    let started = Instant::now();
    let mut demo = Demo::spawn(run, program, data, settings, &log)?;
    while !demo.is_alive() {
        demo.server.require_running()?;
        if started.elapsed() > START_WITHIN {
            bail!("no start within {} s", START_WITHIN.as_secs());
        }
        std::thread::sleep(LOOK_EVERY);
    }
    u64::try_from(started.elapsed().as_micros()).context("measuring the start")
}

/// The middle one of these numbers, the upper of two.
pub(super) fn median(numbers: impl IntoIterator<Item = u64>) -> u64 {
    let mut sorted: Vec<u64> = numbers.into_iter().collect();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_read_from_the_last_line_of_the_script() {
        let text = "Running 8s test\nmeasured requests=16000 duration_us=8000000 bytes=160000000 failed=0 p50_us=250 p99_us=3400\n";
        let round = read_round(text, 32).unwrap();
        assert_eq!((round.requests_per_second, round.bytes_per_request), (2_000, 10_000));
        assert_eq!((round.p50_us, round.p99_us, round.cpu_ns_per_request), (250, 3_400, 20_000));
        assert!(read_round("wrk: command failed", 1).is_none());
    }

    #[test]
    fn this_process_has_memory_and_the_median_is_in_the_middle() {
        assert!(memory_kib(std::process::id(), "VmRSS").unwrap() > 500);
        assert_eq!(median([5, 1, 9]), 5);
        assert_eq!(median([]), 0);
    }
}
