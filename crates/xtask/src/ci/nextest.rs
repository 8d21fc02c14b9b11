use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::{Done, Tests, context::Context};

/// Every test of the workspace, with the peers at hand.
pub(super) fn run_all(context: &mut Context<'_>) -> Result<Done> {
    let command = context.cargo(&["nextest", "run", "--workspace", "--no-fail-fast"]);
    run_with_peers(context, "tests", command, 35)
}

/// What reads hostile text or decides: their properties, on many more cases.
pub(super) fn run_properties(context: &mut Context<'_>) -> Result<Done> {
    const PROPERTIES: &str = "package(vocab) + package(meter) + package(terms) + package(counters) \
        + (package(stories) & test(document)) + package(outside)";
    let mut command = long(context);
    command.args(["--workspace", "-E", PROPERTIES]).env("PROPTEST_CASES", "20000");
    run_with_peers(context, "long-properties", command, 120)
}

/// The crash tests, at many more points.
pub(super) fn run_crashes(context: &mut Context<'_>) -> Result<Done> {
    let mut command = long(context);
    command.args(["--workspace", "-E", "test(crash)"]).env("MASTHEAD_TEST_CRASH_POINTS", "1000");
    run_with_peers(context, "long-crashes", command, 240)
}

/// The race tests, many more times.
pub(super) fn run_races(context: &mut Context<'_>) -> Result<Done> {
    let mut command = long(context);
    command.args(["--workspace", "-E", "test(race)"]).env("MASTHEAD_TEST_RACE_TRIALS", "1000");
    run_with_peers(context, "long-races", command, 240)
}

/// A static site behind the documented nginx, Caddy and Varnish, which ask the paper.
pub(super) fn run_edges(context: &mut Context<'_>) -> Result<Done> {
    super::install::proxies(context)?;
    let mut command = context.cargo(&["nextest", "run", "--no-fail-fast"]);
    command.args(["-p", "server", "-E", "binary(proxies) & test(edge_)"]);
    command.env("MASTHEAD_TEST_EDGE", "1");
    run_with_peers(context, "edge", command, 20)
}

/// The wall behind nginx and Varnish.
pub(super) fn run_proxies(context: &mut Context<'_>) -> Result<Done> {
    super::install::proxies(context)?;
    let mut command = long(context);
    command.args(["-p", "server", "-E", "binary(proxies)"]).env("MASTHEAD_TEST_PROXIES", "1");
    run_with_peers(context, "long-proxies", command, 20)
}

fn long(context: &Context<'_>) -> Command {
    context.cargo(&["nextest", "run", "--profile", "long", "--no-fail-fast"])
}

fn run_with_peers(
    context: &mut Context<'_>,
    name: &str,
    mut command: Command,
    minutes: u64,
) -> Result<Done> {
    command.envs(context.peers()?.environment());
    let output = context.try_run(name, &mut command, minutes)?;
    match read_summary(&output.text) {
        Some(tests) if output.success => Ok(Done::Tested(tests)),
        Some(tests) if tests.failed > 0 => {
            println!("{}", output.text.trim_end());
            Ok(Done::Tested(tests))
        }
        _ => bail!(
            "{}",
            output.require_success("cargo nextest").err().context("no summary of the tests")?
        ),
    }
}

/// The numbers of nextest's last line: `Summary [ 1.2s] 9 tests run: 7 passed
/// (1 slow), 1 failed, 1 timed out, 3 skipped`.
fn read_summary(text: &str) -> Option<Tests> {
    let line = text.lines().rfind(|line| line.trim_start().starts_with("Summary ["))?;
    let (_, numbers) = line.split_once(" run:")?;
    let mut tests = Tests::default();
    for part in without_parentheses(numbers).split(',') {
        let (number, word) = part.trim().split_once(' ')?;
        let number: u64 = number.parse().ok()?;
        match word.trim() {
            "passed" => tests.passed += number,
            "skipped" => {}
            // Failed, timed out, could not be executed.
            _ => tests.failed += number,
        }
    }
    Some(tests)
}

fn without_parentheses(text: &str) -> String {
    let mut depth = 0_u32;
    let outside = |c: &char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    text.chars().filter(outside).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_is_read_in_all_its_forms() {
        let read =
            |line: &str| read_summary(&format!("  PASS a\n{line}\nerror: test run failed\n"));
        let good = "     Summary [   0.016s] 12 tests run: 12 passed, 0 skipped";
        assert_eq!(read(good), Some(Tests { passed: 12, failed: 0 }));
        let slow = "     Summary [  90.1s] 1 test run: 1 passed (1 slow, 1 leaky), 2 skipped";
        assert_eq!(read(slow), Some(Tests { passed: 1, failed: 0 }));
        let bad = "     Summary [   1.2s] 9 tests run: 6 passed (1 flaky), 2 failed, 1 timed out, 3 skipped";
        assert_eq!(read(bad), Some(Tests { passed: 6, failed: 3 }));
        assert_eq!(read("error: could not compile"), None);
    }
}
