use std::{
    io::{IsTerminal as _, Write as _},
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use store::Db;
use stories::import::{MarkdownImport, Progress, import_markdown};

use super::{ambient, say};
use crate::{cli::Cli, paper::load_clock};

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
        /// The language they are written in [default: the paper's].
        #[arg(long)]
        language: Option<words::Language>,
        /// Reports and writes nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

pub(super) async fn run(cli: &Cli, command: &ImportCommand) -> anyhow::Result<()> {
    let ImportCommand::Markdown { files, section, access, language, dry_run } = command;
    let (access, dry_run) = (*access, *dry_run);
    let (config, ambient) = (cli.load_config()?, ambient());
    config.require_database_file()?;
    let language = language.map_or_else(|| config.check().map(|checked| checked.language), Ok)?;
    let db = Db::open(&config.database_url()).await?;
    store::schema_state(&db).await?.require_current()?;
    load_clock(&db, &ambient).await?;
    for file in files {
        let options =
            MarkdownImport { db: &db, ambient: &ambient, section, access, language, dry_run };
        let shown = Shown::new()?;
        let outcome = import_markdown(&options, file, &|progress| shown.show(progress)).await;
        shown.finish();
        say!("{}", outcome?);
    }
    db.close().await;
    Ok(())
}

/// How far the import is: a bar on a terminal, a line for each tenth elsewhere.
struct Shown {
    bar: Option<ProgressBar>,
    tenths: AtomicU64,
}

impl Shown {
    fn new() -> anyhow::Result<Self> {
        let bar = if std::io::stderr().is_terminal() {
            let style = ProgressStyle::with_template("{bar:40} {pos}/{len} posts, {eta} left")?;
            Some(ProgressBar::new(0).with_style(style))
        } else {
            None
        };
        Ok(Self { bar, tenths: AtomicU64::new(0) })
    }

    fn show(&self, Progress { done, total }: Progress) {
        if let Some(bar) = &self.bar {
            bar.set_length(total);
            bar.set_position(done);
            return;
        }
        let tenths = (done * 10).checked_div(total).unwrap_or(0);
        if self.tenths.swap(tenths, Ordering::Relaxed) < tenths {
            let _ = writeln!(std::io::stderr(), "{done} of {total} posts");
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
