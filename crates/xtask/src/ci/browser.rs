//! What is looked at in a browser: each check has a demonstration of its own,
//! so that none sees what another did.

use std::{fmt::Write as _, process::Command};

use anyhow::{Result, bail};

use super::{Done, Tests, context::Context, papers::Other};
use crate::{
    demo::{Demo, in_the_evening, last_lines},
    repository,
};

/// A reader's whole way through a fresh demo, in Chromium.
pub(super) fn run(context: &mut Context<'_>) -> Result<Done> {
    run_script(context, "browser", &["reader.mjs"], &Papers::default(), 15)
}

/// Every kind of page: markup, axe, sizes, shifts, scripts, keyboard.
pub(super) fn check_pages(context: &mut Context<'_>) -> Result<Done> {
    let papers =
        Papers { others: &[Other::SecondFace, Other::Fresh, Other::Damaged], ..Papers::default() };
    run_script(context, "pages", &["pages.mjs"], &papers, 20)
}

/// Every kind of mail: what a page is asked, and what only a mail is.
pub(super) fn check_mails(context: &mut Context<'_>) -> Result<Done> {
    let settings = &["accounts.staff_second_factor=required", "accounts.login_limit=0"];
    let papers = Papers { settings, ..Papers::default() };
    run_script(context, "mails", &["mails.mjs"], &papers, 10)
}

/// Pictures of pages, compared with the accepted ones.
pub(super) fn check_snapshots(context: &mut Context<'_>) -> Result<Done> {
    let evening = in_the_evening();
    let papers = Papers { settings: &[&*evening], others: &[Other::SecondFace] };
    run_script(context, "snapshots", &["snapshots.mjs"], &papers, 10)
}

/// Lighthouse's scores: the median of three runs.
pub(super) fn run_lighthouse(context: &mut Context<'_>) -> Result<Done> {
    run_script(context, "lighthouse", &["lighthouse.mjs", "3"], &Papers::default(), 15)
}

/// What a script looks at.
#[derive(Default)]
struct Papers<'a> {
    /// How the demonstration is set up.
    settings: &'a [&'a str],
    /// What it needs besides.
    others: &'a [Other],
}

/// Runs a script of `tests/browser` against a demonstration. What it tells
/// besides the checks that hold (tables, times, what failed) is printed.
fn run_script(
    context: &mut Context<'_>,
    name: &str,
    script: &[&str],
    papers: &Papers<'_>,
    minutes: u64,
) -> Result<Done> {
    let program = repository::target().join("release/masthead");
    if context.is_release_broken || !program.exists() {
        bail!("{} is missing: the step release makes it", program.display());
    }
    let data = context.run.folder().join(format!("{name}-demo"));
    let log = context.log(&format!("{name}-demo"));
    let demo = Demo::start(context.run, &program, &data, papers.settings, &log)?;
    let mut test = context.command("node");
    test.args(script).current_dir(context.root.join("tests/browser"));
    point_at(&mut test, &demo);
    test.env("MASTHEAD", &program);
    let start = |other: &Other| other.start(context, &program, &mut test);
    let others = papers.others.iter().map(start).collect::<Result<Vec<_>>>()?;
    println!("   its log: {}", context.log(name).display());
    let output = context.try_run(name, &mut test, minutes)?;
    drop((demo, others));
    let told = output.text.lines().filter(|line| !line.starts_with("ok "));
    let mut shown = String::new();
    for line in told {
        writeln!(shown, "   {line}")?;
    }
    print!("{shown}");
    match read_count(&output.text) {
        Some(tests) if output.success == (tests.failed == 0) => Ok(Done::Tested(tests)),
        _ => bail!(
            "{} did not come to its end; the demo said:\n{}",
            script.join(" "),
            last_lines(&log)
        ),
    }
}

/// Tells a script of `tests/browser` where the paper and its mails are, and
/// where pictures go.
pub(crate) fn point_at(command: &mut Command, demo: &Demo) {
    command.env("BASE_URL", demo.url());
    command.env("OUTBOX", demo.outbox());
    command.env("SCREENSHOTS", repository::target().join("screenshots"));
    command.env("SNAPSHOTS", repository::target().join("snapshots"));
}

/// The numbers of the last line, `# 12 passed, 0 failed`.
fn read_count(text: &str) -> Option<Tests> {
    let line = text.lines().rev().find(|line| line.ends_with(" failed"))?;
    let (passed, failed) = line.strip_prefix("# ")?.split_once(" passed, ")?;
    let failed = failed.strip_suffix(" failed")?;
    Some(Tests { passed: passed.parse().ok()?, failed: failed.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_a_script_is_counted() {
        let text = "ok 1 - it is there\n1..3\n# 2 passed, 1 failed\n";
        assert_eq!(read_count(text), Some(Tests { passed: 2, failed: 1 }));
        assert_eq!(read_count("ok 1 - 3 passed, 0 failed\n"), None);
        assert_eq!(read_count("Error: there is no browser\n"), None);
    }
}
