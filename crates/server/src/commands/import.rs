use std::path::PathBuf;

use clap::Subcommand;

use crate::cli::Cli;

/// `masthead import`.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Markdown files with YAML front matter, in folders or archives.
    Markdown {
        /// Folders, .tar or .tar.gz archives.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The section that takes the stories; made if it is missing.
        #[arg(long, default_value = "news")]
        section: String,
        /// Their access level.
        #[arg(long, default_value = "metered")]
        access: vocab::Access,
        /// Reports and writes nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

pub(super) async fn run(_cli: &Cli, _command: &ImportCommand) -> anyhow::Result<()> {
    anyhow::bail!("coming in the next commit")
}
