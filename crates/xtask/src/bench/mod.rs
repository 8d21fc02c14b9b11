//! Measurements, always beside a floor in the same run.

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
}

/// `cargo xtask bench …`.
pub(crate) fn command(subject: &Subject) -> Result<ExitCode> {
    match subject {
        Subject::Pages(options) => pages::run(options)?,
    }
    Ok(ExitCode::SUCCESS)
}
