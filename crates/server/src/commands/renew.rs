use jiff::Timestamp;
use store::{Db, feed, jobs::Worker, settings};
use vocab::Ambient;

use super::{ambient, say};
use crate::{Opening, Paper, app::app, cli::Cli, paper::CLOCK_AHEAD, worker};

/// How much of the queue a run works off itself: the mails that it caused.
const JOBS_MAX: u32 = 10_000;

/// `masthead renew`: the billing tick, at the paper's present or a later moment.
pub(super) async fn run(cli: &Cli, as_of: Option<Timestamp>) -> anyhow::Result<()> {
    let config = cli.load_config()?;
    let ambient = ambient();
    let paper = Paper::open(config, ambient.clone(), Opening::default()).await?;
    if let Some(moment) = as_of {
        anyhow::ensure!(
            paper.config.gateway.default == "sandbox",
            "--as-of moves the paper's clock, which is allowed only where the sandbox takes the payments"
        );
        move_clock(&paper.db, &ambient, moment).await?;
    }
    let report = paper.billing.tick().await?;
    let worker =
        Worker::new(paper.db.clone(), ambient.clone(), worker::handlers(&paper, &app(&paper)));
    worker.drain(JOBS_MAX).await?;
    say!("as of {}: {report}", ambient.now());
    paper.close().await;
    Ok(())
}

/// Moves the paper's clock forward to `moment`, for all its processes and for
/// good; an earlier moment changes nothing.
async fn move_clock(db: &Db, ambient: &Ambient, moment: Timestamp) -> anyhow::Result<()> {
    let now = ambient.now();
    let ahead = moment.as_microsecond() - now.as_microsecond();
    if ahead <= 0 {
        say!("the paper's clock stands at {now} already and never goes back");
        return Ok(());
    }
    let before: i64 = settings::find_setting(db, CLOCK_AHEAD)
        .await?
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let total = before + ahead;
    let mut tx = db.begin().await?;
    settings::set_setting(&mut tx, CLOCK_AHEAD, &total.to_string()).await?;
    feed::announce(&mut tx, "clock", "", ambient.now()).await?;
    tx.commit().await?;
    ambient.clock().advance_to_offset(total);
    // Whoever asks the running server next should find it there too.
    tokio::time::sleep(3 * worker::FEED_EVERY).await;
    Ok(())
}
