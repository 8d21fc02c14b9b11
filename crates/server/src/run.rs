//! A paper that runs: listeners, housekeeping, workers, and an orderly end.

use std::net::SocketAddr;

use anyhow::Context as _;
use axum::{Router, routing::get};
use jiff::SignedDuration;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use store::Exclusive;
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use crate::{Paper, app::app, listener, worker};

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duties {
    /// Pages and jobs.
    All,
    /// Pages only: `serve --no-jobs`.
    Pages,
    /// Jobs only: `work`.
    Jobs,
}

/// How long everything may take to end: the drain, and the job in hand.
const STOP_PATIENCE: std::time::Duration = std::time::Duration::from_secs(40);

/// A paper that runs until it is told to stop.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// The paper.
    pub paper: Paper,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    meter_lock: Option<Exclusive>,
}

/// A listener on `address`, with a clear error if it is taken.
pub async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("server.listen: {address} cannot be listened on"))
}

impl Running {
    /// Starts `paper` on a listener that is bound already.
    pub async fn start(
        paper: Paper,
        listener: TcpListener,
        duties: Duties,
    ) -> anyhow::Result<Self> {
        let address = listener.local_addr()?;
        hold_clock(&paper).await?;
        let meter_lock = lock_meter(&paper, duties).await?;
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let app = app(&paper);
        let feed = worker::open_feed(&paper).await?;
        worker::spawn_housekeeping(&paper, feed, &stopped, &mut tasks);
        if duties != Duties::Pages {
            worker::spawn_workers(&paper, &app, &stopped, &mut tasks);
        }
        if duties != Duties::Jobs {
            let tls = listener::tls(&paper.config)?;
            tasks.spawn(listener::serve(listener, tls, app, stopped.clone()));
        }
        Ok(Self { address, paper, stop, tasks, meter_lock })
    }

    /// Tells metrics on a listener of their own, and says where.
    pub async fn tell_metrics(&mut self, address: SocketAddr) -> anyhow::Result<SocketAddr> {
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("server.metrics_listen: {address} cannot be listened on"))?;
        let address = listener.local_addr()?;
        let handle = recorder()?;
        self.tasks.spawn(keep_up(handle.clone(), self.stop.subscribe()));
        let render = move || {
            let handle = handle.clone();
            async move {
                handle.run_upkeep();
                handle.render()
            }
        };
        let app = Router::new().route("/metrics", get(render));
        self.tasks.spawn(listener::serve(listener, None, app, self.stop.subscribe()));
        Ok(address)
    }

    /// Stops: no new visitors, what is in hand is finished, all is written.
    pub async fn stop(mut self) {
        self.paper.drain();
        let _ = self.stop.send(true);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(STOP_PATIENCE, all).await.is_err() {
            tracing::warn!("some work would not end; its leases run out and it is done again");
            self.tasks.abort_all();
        }
        // On PostgreSQL the lock is a connection, and the pool waits for it.
        drop(self.meter_lock.take());
        self.paper.close().await;
    }
}

/// A step back of the machine's clock that the paper waits for: an hour of summer
/// time, or two, that somebody took for the machine's.
const STEP_BACK_MAX: SignedDuration = SignedDuration::from_hours(3);

/// The clock does not go back behind what the paper has seen before it was
/// started: it stands still until the machine's has caught up.
async fn hold_clock(paper: &Paper) -> anyhow::Result<()> {
    let (change, tick) = (
        store::feed::find_latest(&paper.db).await?,
        store::schedule::find_latest_tick(&paper.db).await?,
    );
    let now = paper.ambient.now();
    let Some(seen) = change.max(tick).filter(|seen| *seen > now) else { return Ok(()) };
    if seen.duration_since(now) > STEP_BACK_MAX {
        tracing::error!(%now, %seen, "the machine's clock is far behind what the paper has seen: set it right, for log-ins and links live longer until it is");
        return Ok(());
    }
    tracing::warn!(%now, %seen, "the machine's clock is behind what the paper has seen: the paper's stands still until it has caught up");
    paper.ambient.clock().never_before(seen);
    Ok(())
}

/// Embedded counters are for one node; a second one would count by itself.
async fn lock_meter(paper: &Paper, duties: Duties) -> anyhow::Result<Option<Exclusive>> {
    if paper.config.store.meter != "embedded" || duties == Duties::Jobs {
        return Ok(None);
    }
    let otherwise = "another process serves this paper with embedded counters, which are for one node: stop it, or set store.meter to redis:// or redis-cluster:// on both";
    Ok(Some(Exclusive::take(&paper.db, "meter", 1, otherwise).await?))
}

/// The process's recorder, installed once.
fn recorder() -> anyhow::Result<PrometheusHandle> {
    const SECONDS: [f64; 8] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0];
    let seconds = Matcher::Full("masthead_response_seconds".to_owned());
    let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &SECONDS)?;
    Ok(builder.install_recorder()?)
}

/// Sums up what histograms have taken in, so that it does not pile up between scrapes.
async fn keep_up(handle: PrometheusHandle, mut stop: watch::Receiver<bool>) {
    const PAUSE: std::time::Duration = std::time::Duration::from_secs(5);
    while !*stop.borrow() {
        handle.run_upkeep();
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// Waits for the signal to stop: SIGTERM, or Ctrl-C.
pub async fn until_told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
