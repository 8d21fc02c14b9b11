//! Measurements, always beside a floor in the same run.

mod decision;
mod endurance;
mod floor;
mod measure;
mod pages;
mod report;
mod visitors;

use std::process::ExitCode;

use anyhow::Result;

#[derive(clap::Subcommand)]
pub(crate) enum Subject {
    /// A story page: metered, walled and to a subscriber, against the floor.
    Pages(pages::Options),
    /// A decision of the meter by itself.
    Decision,
}

/// `cargo xtask bench …`.
pub(crate) fn command(subject: &Subject) -> Result<ExitCode> {
    match subject {
        Subject::Pages(options) => pages::run(options)?,
        Subject::Decision => decision::run()?,
    }
    Ok(ExitCode::SUCCESS)
}
