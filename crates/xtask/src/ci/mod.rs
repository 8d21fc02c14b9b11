//! `cargo xtask ci`: every check in order, one failure never hiding another.

mod audit;
pub(crate) mod browser;
mod context;
mod fuzz;
mod install;
mod nextest;
mod papers;
mod smoke;
mod steps;
mod vendor;

use std::{process::ExitCode, time::Instant};

use anyhow::{Result, bail};

use crate::process::Run;
use context::Context;
pub(crate) use install::is_in_path;
use steps::Step;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Add what does not fit in 40 minutes: many seeds, many crash points.
    #[arg(long)]
    long: bool,
    /// Run only the steps with these names.
    #[arg(long, value_name = "NAME", num_args = 1..)]
    only: Vec<String>,
}

/// How a step that did not fail went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// It held.
    Passed,
    /// It could not be tried, and why that is no failure.
    Skipped(String),
    /// It ran tests, and these are their numbers.
    Tested(Tests),
}

/// Numbers of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tests {
    passed: u64,
    failed: u64,
}

/// What the last line tells: steps and tests together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

impl Count {
    /// Adds a step. Failed tests make their step fail as well.
    fn add(&mut self, result: &Result<Done>) {
        match result {
            Ok(Done::Passed) => self.passed += 1,
            Ok(Done::Skipped(_)) => {}
            Ok(Done::Tested(tests)) => {
                self.passed += tests.passed;
                self.failed += tests.failed;
                let step = if tests.failed == 0 { &mut self.passed } else { &mut self.failed };
                *step += 1;
            }
            Err(_) => self.failed += 1,
        }
    }
}

/// Runs the chosen steps. What they started is stopped before the last line.
pub(crate) fn command(options: &Options) -> Result<ExitCode> {
    let chosen = choose(options)?;
    let run = Run::begin()?;
    let mut context = Context::new(&run)?;
    let mut count = Count::default();
    let begun = Instant::now();
    for step in chosen {
        println!("── {}", step.name);
        let started = Instant::now();
        let result = (step.run)(&mut context);
        let seconds = started.elapsed().as_secs();
        match &result {
            Ok(Done::Passed) => println!("   passed in {seconds} s"),
            Ok(Done::Skipped(why)) => println!("   skipped: {why}"),
            Ok(Done::Tested(Tests { passed, failed })) => {
                println!("   {passed} tests passed, {failed} failed, in {seconds} s");
            }
            Err(error) => println!("{error:#}\n   {} FAILED after {seconds} s", step.name),
        }
        count.add(&result);
    }
    drop(context);
    drop(run);
    println!("in {} s", begun.elapsed().as_secs());
    println!("{} passed, {} failed", count.passed, count.failed);
    Ok(if count.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn choose(options: &Options) -> Result<Vec<&'static Step>> {
    let all: Vec<&str> = steps::ALL.iter().map(|step| step.name).collect();
    if let Some(unknown) = options.only.iter().find(|name| !all.contains(&name.as_str())) {
        bail!("there is no step {unknown}: the steps are {}", all.join(", "));
    }
    let is_chosen = |step: &&Step| {
        let named = options.only.iter().any(|name| name == step.name);
        named || (options.only.is_empty() && (options.long || !step.is_long))
    };
    Ok(steps::ALL.iter().filter(is_chosen).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(long: bool, only: &[&str]) -> Result<Vec<&'static str>> {
        let only = only.iter().map(|name| (*name).to_owned()).collect();
        Ok(choose(&Options { long, only })?.iter().map(|step| step.name).collect())
    }

    #[test]
    fn steps_are_counted_with_the_tests_that_they_ran() {
        let mut count = Count::default();
        count.add(&Ok(Done::Passed));
        count.add(&Ok(Done::Skipped("no network".to_owned())));
        count.add(&Ok(Done::Tested(Tests { passed: 7, failed: 0 })));
        assert_eq!(count, Count { passed: 9, failed: 0 });
        count.add(&Ok(Done::Tested(Tests { passed: 5, failed: 2 })));
        count.add(&Err(anyhow::anyhow!("broken")));
        assert_eq!(count, Count { passed: 14, failed: 4 });
    }

    #[test]
    fn steps_are_chosen_by_name_and_by_length() {
        assert_eq!(names(false, &["tidy", "fmt"]).unwrap(), ["tidy", "fmt"]);
        assert!(!names(false, &[]).unwrap().contains(&"long-crashes"));
        assert!(names(true, &[]).unwrap().contains(&"long-crashes"));
        assert_eq!(names(false, &["long-crashes"]).unwrap(), ["long-crashes"]);
        assert!(names(false, &["tidying"]).unwrap_err().to_string().contains("the steps are"));
    }
}
