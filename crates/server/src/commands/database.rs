use std::io::IsTerminal as _;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use store::{Db, migrate as apply};

use super::{ambient, say};
use crate::cli::Cli;

/// `masthead migrate`.
pub(super) async fn migrate(cli: &Cli) -> anyhow::Result<()> {
    let config = cli.load_config()?;
    let db = Db::open(&config.database_url()).await?;
    let applied = apply(&db, ambient().now()).await?;
    for name in &applied {
        say!("applied {name}");
    }
    if applied.is_empty() {
        say!("the schema is current");
    }
    db.close().await;
    Ok(())
}

/// `masthead db copy`.
pub(super) async fn copy(from: &str, to: &str) -> anyhow::Result<()> {
    if let Some(file) = from.strip_prefix("sqlite://") {
        anyhow::ensure!(
            std::path::Path::new(file).exists(),
            "--from {from}: there is no such file"
        );
    }
    let source = Db::open(from).await.context("--from")?;
    let target = Db::open(to).await.context("--to")?;
    apply(&target, ambient().now()).await.context("--to")?;
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new_spinner()
    } else {
        ProgressBar::hidden()
    };
    bar.set_style(ProgressStyle::with_template("{spinner} {msg}")?);
    let progress = |table: &str, rows: u64| {
        bar.set_message(format!("{table}: {rows} rows"));
        bar.tick();
    };
    let report = store::copy(&source, &target, &progress).await?;
    bar.finish_and_clear();
    for table in &report.tables {
        say!("{:<20} {:>9} rows  {}", table.table, table.rows, table.checksum);
    }
    let rows: u64 = report.tables.iter().map(|table| table.rows).sum();
    say!("{} tables, {rows} rows copied; counts and checksums agree", report.tables.len());
    source.close().await;
    target.close().await;
    Ok(())
}
