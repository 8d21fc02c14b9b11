//! The commands, one file each.

mod database;
mod demo;
mod doctor;
pub(crate) mod import;
mod init;
mod key;
mod renew;
mod serve;

use std::process::ExitCode;

use vocab::Ambient;

use crate::{
    Duties,
    cli::{Cli, Command, DbCommand, KeyCommand},
    clock::{OsRandom, SystemClock},
};

/// Prints a line of a command's answer.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        // Whoever closed our output does not want to read on.
        let _ = writeln!(std::io::stdout(), $($text)*);
    }};
}
pub(crate) use say;

/// The real world's time and randomness.
pub(crate) fn ambient() -> Ambient {
    Ambient::new(SystemClock::default(), OsRandom)
}

/// Runs one command.
pub(crate) async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match &cli.command {
        Command::Demo(args) => demo::run(&cli, args).await?,
        Command::Init { dir } => init::run(dir).await?,
        Command::Serve { no_jobs } => {
            let duties = if *no_jobs { Duties::Pages } else { Duties::All };
            serve::run(&cli, duties).await?;
        }
        Command::Work => serve::run(&cli, Duties::Jobs).await?,
        Command::Migrate => database::migrate(&cli).await?,
        Command::Import(command) => import::run(&cli, command).await?,
        Command::Renew { as_of } => renew::run(&cli, *as_of).await?,
        Command::Db(DbCommand::Copy { from, to }) => database::copy(from, to).await?,
        Command::Key(KeyCommand::Add { name, scope }) => key::add(&cli, name, *scope).await?,
        Command::Doctor => return doctor::run(&cli).await,
    }
    Ok(ExitCode::SUCCESS)
}
