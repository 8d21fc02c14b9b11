//! The command line.

use std::{
    io::{IsTerminal as _, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::{commands, config};

/// A newspaper with its own subscription business.
#[derive(Debug, Parser)]
#[command(
    name = "masthead",
    version,
    about = "A newspaper with its own subscription business",
    disable_help_subcommand = true
)]
pub struct Cli {
    /// The configuration file [default: masthead.toml].
    #[arg(long, global = true, env = "MASTHEAD_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Sets a configuration key for this run, such as meter.free_limit=3.
    #[arg(long, global = true, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes (the first time) and serves a complete demonstration paper on 127.0.0.1.
    Demo(DemoArgs),
    /// Makes a new paper in a folder and prints a link for its first owner.
    Init {
        /// The folder.
        dir: PathBuf,
    },
    /// Serves the paper and works its jobs.
    Serve {
        /// Serves only; run `masthead work` beside it.
        #[arg(long)]
        no_jobs: bool,
    },
    /// Works the paper's jobs without serving it.
    Work,
    /// Brings the database's schema up to this version.
    Migrate,
    /// Brings content in.
    #[command(subcommand)]
    Import(commands::import::ImportCommand),
    /// Does what is due in billing: renewals, retries, endings.
    Renew {
        /// Moves the paper's clock forward to this moment first (RFC 3339; sandbox only).
        #[arg(long, value_name = "RFC3339")]
        as_of: Option<jiff::Timestamp>,
    },
    /// Works on the database itself.
    #[command(subcommand)]
    Db(DbCommand),
    /// Service keys for the API.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Tries every known way around the wall against a running paper, and says what leaks.
    Audit(commands::audit::AuditArgs),
    /// Checks everything that the paper needs and says what is wrong.
    Doctor,
}

/// `masthead demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Where the demonstration is kept.
    #[arg(long, default_value = "masthead-demo", value_name = "DIR")]
    pub data: PathBuf,
    /// What it is called and looks like.
    #[arg(long, value_enum, default_value_t)]
    pub theme: crate::demo::Theme,
}

/// `masthead db`.
#[derive(Debug, Subcommand)]
pub enum DbCommand {
    /// Copies a paper from one database to another, empty one, and proves that all arrived.
    Copy {
        /// Where it is: sqlite://FILE or postgres://…
        #[arg(long, value_name = "URL")]
        from: String,
        /// Where it goes; its schema is made if it is missing.
        #[arg(long, value_name = "URL")]
        to: String,
    },
}

/// `masthead key`.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Makes a key and prints its secret, once.
    Add {
        /// What the key is called.
        name: String,
        /// What it is good for: access (to ask for decisions) or outside (to tell about pages).
        #[arg(long)]
        scope: crate::api::KeyScope,
    },
    /// Makes the next key that signs decisions for edges, and prints its id.
    Rotate,
    /// Ends a key that signs decisions: what it signed is worth nothing any more.
    Revoke {
        /// The key’s id, as `/.well-known/jwks.json` lists it.
        #[arg(allow_hyphen_values = true)]
        kid: String,
    },
}

/// Runs the command that the process was started with. 0 on success, 1 on
/// failure with one line on standard error, 2 on bad usage.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log();
    // One TLS provider for the database, the mail server and the listener.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&anyhow::Error::from(error)),
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(code) => code,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    let line = format!("{error:#}").replace('\n', " ");
    let _ = writeln!(std::io::stderr(), "masthead: {line}");
    ExitCode::from(1)
}

/// Logs go to standard error: as text on a terminal, as JSON lines elsewhere.
fn start_log() {
    let filter = EnvFilter::try_from_env("MASTHEAD_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        log.with_target(false).init();
    } else {
        log.json().init();
    }
}

impl Cli {
    /// The configuration of a paper that exists.
    pub fn load_config(&self) -> Result<config::Config, config::ConfigProblem> {
        let file = self.config.clone().unwrap_or_else(config::default_path);
        self.load_config_from(file, Vec::new())
    }

    /// The configuration in `file`, with `set` below the command line's own.
    pub fn load_config_from(
        &self,
        file: PathBuf,
        mut set: Vec<String>,
    ) -> Result<config::Config, config::ConfigProblem> {
        // Somebody else's variable may hold anything; ours must be text.
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .filter(|(name, _)| name.starts_with("MASTHEAD__"))
            .map(|(name, value)| (name, value.to_string_lossy().into_owned()))
            .collect();
        set.extend(self.set.iter().cloned());
        config::load(&config::Source { file, environment, set })
    }
}
