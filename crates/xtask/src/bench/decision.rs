use std::{path::PathBuf, process::Command, time::Duration};

use anyhow::{Context as _, Result};

use super::report::machine;
use crate::{
    process::{Run, run_to_end},
    repository,
};

const WITHIN: Duration = Duration::from_secs(900);

/// Measures the decision alone and prints a Markdown table.
pub(super) fn run() -> Result<()> {
    let run = Run::begin()?;
    let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let mut command = Command::new(cargo);
    command.current_dir(repository::root());
    command.args(["run", "--release", "-p", "meter", "--example", "speed"]);
    let log = run.folder().join("decision.log");
    let text = run_to_end(&run, &mut command, &log, WITHIN)?.require_success("the example")?;
    println!("{}", render(&text).with_context(|| format!("the example said:\n{text}"))?);
    Ok(())
}

fn render(text: &str) -> Option<String> {
    let mut table = format!(
        "`cargo xtask bench decision` on {}: `meter::question` and `meter::decide` for a metered story, one thread, the best of 5 rounds of 400,000.\n\n\
         | rules in the policy | decided by the story’s own level, ns | by the last rule, ns |\n\
         | --- | --- | --- |\n",
        machine()
    );
    let lines: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("measured ")).collect();
    for line in &lines {
        let number = |name: &str| {
            let pairs = line.split(' ').filter_map(|pair| pair.split_once('='));
            pairs.filter(|(key, _)| *key == name).find_map(|(_, value)| value.parse::<u64>().ok())
        };
        table.push_str(&format!(
            "| {} | {} | {} |\n",
            number("rules")?,
            number("by_level_ns")?,
            number("by_last_rule_ns")?
        ));
    }
    (!lines.is_empty()).then_some(table)
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn each_policy_is_a_row() {
        let text = "Compiling\nmeasured rules=10 by_level_ns=40 by_last_rule_ns=55\n";
        assert!(render(text).unwrap().ends_with("| 10 | 40 | 55 |\n"));
        assert!(render("error: nothing").is_none());
        assert!(render("measured rules=ten").is_none());
    }
}
