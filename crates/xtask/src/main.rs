//! The repository's own tool: `cargo xtask tidy`, `ci`, `peers`, `bench`,
//! `fuzz`, `snapshots` and `screenshots`.
//!
//! It needs nothing of the paper's crates, so that it builds in seconds and
//! works when they do not compile.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its terminal")]

mod bench;
mod ci;
mod demo;
mod fuzz;
mod http;
mod looks;
mod peers;
mod pictures;
mod process;
mod repository;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Checks, benchmarks and peers of the repository")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the house rules: imports, file lengths, twin migrations, reasons.
    Tidy,
    /// Run every check that the repository has.
    Ci(ci::Options),
    /// Start PostgreSQL, Redis Cluster, an SMTP sink and S3, and wait for ctrl-c.
    Peers,
    /// Measure the paper.
    Bench {
        #[command(subcommand)]
        subject: bench::Subject,
    },
    /// Feed strangers' bytes to what decides and to what reads tokens.
    Fuzz(fuzz::Options),
    /// Compare the pages with their accepted pictures.
    Snapshots(looks::SnapshotOptions),
    /// Make the pictures in docs/screenshots.
    Screenshots,
    /// Draw the demo's pictures and portraits, or check the committed ones.
    Pictures(pictures::Options),
    /// Stop a run's processes when the run itself has died.
    #[command(hide = true)]
    Guard {
        /// The run's folder.
        folder: std::path::PathBuf,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Tidy => tidy::command(),
        Command::Ci(options) => ci::command(&options),
        Command::Peers => peers::command(),
        Command::Bench { subject } => bench::command(&subject),
        Command::Fuzz(options) => fuzz::command(&options),
        Command::Snapshots(options) => looks::snapshots(&options),
        Command::Screenshots => looks::screenshots(),
        Command::Pictures(options) => pictures::command(&options),
        Command::Guard { folder } => process::guard(&folder),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
