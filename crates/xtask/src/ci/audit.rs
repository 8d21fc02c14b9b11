use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::{Done, Tests, context::Context};
use crate::{
    demo::{Demo, last_lines},
    repository,
};

/// Every known way around the wall, tried against a fresh demonstration by the
/// command that anybody may run.
pub(super) fn run(context: &mut Context<'_>) -> Result<Done> {
    let program = repository::target().join("release/masthead");
    if context.is_release_broken || !program.exists() {
        bail!("{} is missing: the step release makes it", program.display());
    }
    let data = context.run.folder().join("audit-demo");
    let log = context.log("audit-demo");
    let demo = Demo::start(context.run, &program, &data, &[], &log)?;
    let mut command = context.command(&program);
    command.args(["audit", "--json", "--plant", "--config"]).arg(data.join("masthead.toml"));
    command.arg(format!("http://127.0.0.1:{}", demo.port));
    let output = context.try_run("audit", &mut command, 15)?;
    drop(demo);
    let said = || format!("it said:\n{}\nthe demo said:\n{}", output.text, last_lines(&log));
    let report = read_report(&output.text).with_context(said)?;
    for line in &report.told {
        println!("   {line}");
    }
    if output.success == (report.tests.failed == report.skipped) {
        Ok(Done::Tested(report.tests))
    } else {
        bail!("the audit's exit does not fit its report: {}", said())
    }
}

/// What the command reported.
#[derive(Debug, PartialEq, Eq)]
struct Report {
    tests: Tests,
    /// How many of the failures are rows that were not tried: here everything is at hand.
    skipped: u64,
    told: Vec<String>,
}

/// Reads the report out of what the command said, which may hold lines of its log.
fn read_report(text: &str) -> Result<Report> {
    let from = text.find("{\n").context("no report")?;
    let until = text.rfind("\n}").context("no end of the report")? + 2;
    let report: Value = serde_json::from_str(&text[from..until])?;
    let rows = report["rows"].as_array().context("a report without rows")?;
    let mut read = Report { tests: Tests::default(), skipped: 0, told: Vec::new() };
    for row in rows {
        let result = row["result"].as_str().unwrap_or("");
        match result {
            // A row that waits has looked that its surface is not there.
            "passed" | "pending" => read.tests.passed += 1,
            "skipped" => {
                read.skipped += 1;
                read.tests.failed += 1;
            }
            _ => read.tests.failed += 1,
        }
        if result != "passed" {
            let (number, note) = (&row["row"], row["note"].as_str().unwrap_or(""));
            read.told.push(format!("a{number} {result}: {note}"));
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_was_skipped_fails_the_step() {
        let text = "a line of a log\n{\n  \"rows\": [\n    {\"row\": 1, \"result\": \"passed\", \"note\": \"\"},\n    {\"row\": 7, \"result\": \"pending\", \"note\": \"later\"},\n    {\"row\": 9, \"result\": \"skipped\", \"note\": \"no reader\"},\n    {\"row\": 4, \"result\": \"FAILED\", \"note\": \"a leak\"}\n  ]\n}\n";
        let report = read_report(text).unwrap();
        assert_eq!((report.tests, report.skipped), (Tests { passed: 2, failed: 2 }, 1));
        assert_eq!(
            report.told,
            ["a7 pending: later", "a9 skipped: no reader", "a4 FAILED: a leak"]
        );
        assert!(read_report("masthead: it does not answer\n").is_err());
    }
}
