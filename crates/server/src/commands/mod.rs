//! The commands, one file each.

pub(crate) mod audit;
mod database;
mod demo;
mod doctor;
pub(crate) mod import;
mod init;
mod key;
mod renew;
mod serve;

use std::{path::Path, process::ExitCode};

use anyhow::Context as _;

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

/// Makes a folder that nobody else on the machine may look into.
fn make_private_folder(dir: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    let mut builder = std::fs::DirBuilder::new();
    let made = builder.recursive(true).mode(0o700).create(dir);
    made.with_context(|| format!("{} cannot be made", dir.display()))
}

/// Writes a file with secrets in it, which only its owner may read: beside, and
/// then renamed, so that nobody ever reads half of it.
fn write_private(file: &Path, text: &str) -> anyhow::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    let beside = file.with_extension("part");
    let mut options = std::fs::OpenOptions::new();
    let opened = options.write(true).create(true).truncate(true).mode(0o600).open(&beside);
    let written = opened.and_then(|mut opened| {
        opened.write_all(text.as_bytes())?;
        opened.sync_all()?;
        std::fs::rename(&beside, file)
    });
    written.with_context(|| format!("{} cannot be written", file.display()))
}

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
        Command::Audit(args) => return audit::run(&cli, args).await,
        Command::Key(KeyCommand::Rotate) => key::rotate(&cli).await?,
        Command::Key(KeyCommand::Revoke { kid }) => key::revoke(&cli, kid).await?,
        Command::Doctor => return doctor::run(&cli).await,
    }
    Ok(ExitCode::SUCCESS)
}
