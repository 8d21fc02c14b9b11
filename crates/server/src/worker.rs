//! What goes on while pages are served: the change feed, the meter's writing,
//! jobs, schedules, and what these tell the metrics.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use axum::{Router, body::Body};
use gateways::{WEBHOOK_JOB, WebhookJob, sign_stripe};
use http::{Method, Request, header};
use jiff::SignedDuration;
use mail::{JOB_KIND as MAIL_JOB, Mail};
use store::{
    feed,
    jobs::{self, Handlers, JobError, Worker},
    schedule::{self, Recurring},
};
use tokio::{sync::watch, task::JoinSet};
use tower::ServiceExt as _;

use crate::{Paper, face, paper::load_clock};

/// How often the change feed is asked: what changed on another node is seen
/// within the freshness table of ARCHITECTURE.md.
pub(crate) const FEED_EVERY: Duration = Duration::from_millis(200);
/// How long the feed may be out of reach before this node forgets who is
/// logged in and what they pay for: a revoked benefit never lasts a minute.
const FEED_PATIENCE: Duration = Duration::from_secs(30);
/// How long one look into the feed may take.
const FEED_ANSWER: Duration = Duration::from_secs(5);
/// How often the embedded meter writes: a crash forgets less than a second.
const METER_EVERY: Duration = Duration::from_millis(250);
/// How often what readers opened is written: a crash forgets less than this.
const OPENINGS_EVERY: Duration = Duration::from_secs(10);
const SCHEDULE_EVERY: Duration = Duration::from_secs(1);
const GAUGES_EVERY: Duration = Duration::from_secs(5);
const WORKERS: usize = 2;
const COMPACT_METER: &str = "meter_compact";
const PRUNE: &str = "store_prune";
const CHANGES_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Jobs of the server itself that come again.
const OWN_RECURRING: [Recurring; 2] = [
    Recurring { kind: COMPACT_METER, cron: "40 3 * * *" },
    Recurring { kind: PRUNE, cron: "20 3 * * *" },
];

/// What every node does, whether it works jobs or not.
pub fn spawn_housekeeping(
    paper: &Paper,
    feed: feed::Reader,
    stop: &watch::Receiver<bool>,
    tasks: &mut JoinSet<()>,
) {
    tasks.spawn(follow_feed(paper.clone(), feed, stop.clone()));
    let meter = paper.clone();
    tasks.spawn(every(METER_EVERY, stop.clone(), move || {
        let paper = meter.clone();
        async move {
            // Counters that lost their servers have said so; trying again is no news.
            match paper.counters.flush().await {
                Err(error) if paper.counters.is_whole() => {
                    tracing::warn!(%error, "the meter could not be written; it will be tried again");
                }
                Err(error) => tracing::debug!(%error, "the meter's servers are still away"),
                Ok(()) => {}
            }
        }
    }));
    let opened = paper.clone();
    tasks.spawn(every(OPENINGS_EVERY, stop.clone(), move || flush_openings(opened.clone())));
}

/// Adds to the database what readers opened here, and what institutions used.
async fn flush_openings(paper: Paper) {
    if let Err(error) = paper.stories.flush_openings().await {
        tracing::warn!(%error, "what readers opened could not be written; it will be tried again");
    }
    if let Err(error) = paper.paywall.flush_usage().await {
        tracing::warn!(%error, "what institutions used could not be written; it will be tried again");
    }
}

/// What a node that works jobs does besides.
pub fn spawn_workers(
    paper: &Paper,
    app: &Router,
    stop: &watch::Receiver<bool>,
    tasks: &mut JoinSet<()>,
) {
    let worker = Worker::new(paper.db.clone(), paper.ambient.clone(), handlers(paper, app));
    for _ in 0..WORKERS {
        let (worker, stop) = (worker.clone(), stop.clone());
        tasks.spawn(async move { worker.run(stop).await });
    }
    let scheduled = paper.clone();
    tasks.spawn(every(SCHEDULE_EVERY, stop.clone(), move || {
        let paper = scheduled.clone();
        async move {
            let recurring = [
                &OWN_RECURRING[..],
                billing::Billing::RECURRING,
                readers::Readers::RECURRING,
                paywall::Paywall::RECURRING,
                paywall::Engines::RECURRING,
                outside::Outside::RECURRING,
            ]
            .concat();
            let ticked =
                schedule::tick(&paper.db, &paper.ambient, paper.site.zone(), &recurring).await;
            if let Err(error) = ticked {
                tracing::warn!(%error, "the schedule could not be read");
            }
        }
    }));
    let gauges = paper.clone();
    tasks.spawn(every(GAUGES_EVERY, stop.clone(), move || tell_gauges(gauges.clone())));
}

async fn tell_gauges(paper: Paper) {
    if let Ok((waiting, parked)) = jobs::count_waiting(&paper.db).await {
        metrics::gauge!("masthead_jobs_waiting").set(as_gauge(waiting));
        metrics::gauge!("masthead_jobs_parked").set(as_gauge(parked));
    }
}

/// Gauges are floats by their format; counts of jobs are far below 2^53.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
const fn as_gauge(count: i64) -> f64 {
    count as f64
}

/// Runs `work` again and again until `stop`.
async fn every<F, Fut>(pause: Duration, mut stop: watch::Receiver<bool>, work: F)
where
    F: Fn() -> Fut + Send,
    Fut: Future<Output = ()> + Send,
{
    while !*stop.borrow() {
        work().await;
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// This node's place in the feed, taken before it answers anybody: from now on
/// nothing that changes is missed.
pub async fn open_feed(paper: &Paper) -> store::Result<feed::Reader> {
    let reader = feed::Reader::at_end(&paper.db).await?;
    // What changed while the paper opened was not told to anybody.
    let topics = [
        "clock",
        "plans",
        "catalogue",
        "policy",
        "passes",
        "institutions",
        "robots",
        "engine_ranges",
        "decision_keys",
        "outside",
    ];
    for topic in topics {
        paper.forget(&everything_of(topic)).await;
    }
    Ok(reader)
}

/// Forgets, on this node, what any node changed. A node that is cut off from
/// the feed forgets everybody, so that nothing revoked goes on.
async fn follow_feed(paper: Paper, mut feed: feed::Reader, mut stop: watch::Receiver<bool>) {
    let (mut heard, mut cut_off) = (Instant::now(), false);
    while !*stop.borrow() {
        match tokio::time::timeout(FEED_ANSWER, poll_feed(&paper, &mut feed)).await {
            Ok(Ok(())) => {
                heard = Instant::now();
                if std::mem::take(&mut cut_off) {
                    paper.paywall.forget(&everything_of("passes")).await;
                    paper.paywall.forget(&everything_of("institutions")).await;
                }
            }
            Ok(Err(error)) => tracing::warn!(%error, "the change feed cannot be read"),
            Err(_) => tracing::warn!("the change feed does not answer"),
        }
        if heard.elapsed() > FEED_PATIENCE {
            paper.forget_people();
            cut_off = true;
        }
        tokio::select! {
            () = tokio::time::sleep(FEED_EVERY) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// A change that may have been to anything of its kind.
fn everything_of(topic: &str) -> feed::Change {
    feed::Change { topic: topic.to_owned(), key: String::new() }
}

/// One look into the feed.
async fn poll_feed(paper: &Paper, feed: &mut feed::Reader) -> store::Result<()> {
    for change in feed.poll().await? {
        paper.forget(&change).await;
    }
    Ok(())
}

impl Paper {
    /// Forgets who is logged in, what they or their institutions pay for, and which links
    /// let whom in.
    fn forget_people(&self) {
        let everybody = everything_of("clock");
        self.readers.forget(&everybody);
        self.billing.forget(&everybody);
        self.paywall.forget_campaigns();
        self.paywall.forget_institutions();
    }

    /// Forgets what `change` made stale, in every department.
    pub async fn forget(&self, change: &feed::Change) {
        if change.topic == "clock"
            && let Err(error) = load_clock(&self.db, &self.ambient).await
        {
            tracing::error!(%error, "the paper's clock could not be read");
        }
        if change.topic == "plans"
            && let Err(error) = self.billing.reload_plans().await
        {
            tracing::error!(%error, "the plans on sale could not be read anew");
        }
        if change.topic == face::TOPIC {
            match face::load(&self.db, &self.configured_face).await {
                Ok(face) => self.site.set_face(face),
                Err(error) => tracing::error!(%error, "the paper's face could not be read anew"),
            }
        }
        self.readers.forget(change);
        self.billing.forget(change);
        // Pages are made by the policy, so that comes first.
        self.paywall.forget(change).await;
        self.stories.forget(change).await;
        if let Err(error) = self.outside.forget(change).await {
            tracing::error!(%error, "the keys that sign decisions could not be read anew");
        }
    }
}

/// The handlers of all departments and of the server.
pub fn handlers(paper: &Paper, app: &Router) -> Handlers {
    let mut handlers = Handlers::default();
    paper.readers.jobs(&mut handlers);
    paper.billing.jobs(&mut handlers);
    paper.paywall.jobs(&mut handlers);
    paper.outside.jobs(&mut handlers);
    let sending = paper.clone();
    handlers.on(MAIL_JOB, move |job| {
        let paper = sending.clone();
        async move {
            let mail: Mail = job.payload()?;
            paper.mailer.send(&mail, job.id, paper.ambient.now()).await?;
            Ok::<_, JobError>(())
        }
    });
    let (hooked, app) = (paper.clone(), app.clone());
    handlers.on(WEBHOOK_JOB, move |job| {
        let (paper, app) = (hooked.clone(), app.clone());
        async move { deliver_webhook(&paper, app, &job.payload::<WebhookJob>()?).await }
    });
    let compacting = paper.clone();
    handlers.on(COMPACT_METER, move |_| {
        let paper = compacting.clone();
        async move { paper.counters.compact(paper.ambient.now()).await }
    });
    let pruning = paper.clone();
    handlers.on(PRUNE, move |_| {
        let paper = pruning.clone();
        async move {
            paper.stories.prune_openings().await?;
            feed::prune(&paper.db, paper.ambient.now() - CHANGES_KEPT).await.map(drop)
        }
    });
    handlers
}

/// Hands the sandbox's event to the paper's own front desk, signed as a
/// provider would sign it, through all checks that a provider's would meet.
async fn deliver_webhook(paper: &Paper, app: Router, job: &WebhookJob) -> Result<(), JobError> {
    let secrets = &paper.config.gateway.sandbox.webhook_secret;
    let secret =
        secrets.split_whitespace().next().ok_or("gateway.sandbox.webhook_secret is not set")?;
    let signature = sign_stripe(secret, job.body.as_bytes(), paper.ambient.now());
    let request = Request::builder()
        .method(Method::POST)
        .uri("/hooks/sandbox")
        .header(header::HOST, "127.0.0.1")
        .header(header::CONTENT_TYPE, "application/json")
        .header("stripe-signature", signature)
        .body(Body::from(job.body.clone()))?;
    let response = app.oneshot(request).await?;
    if response.status().is_success() {
        return Ok(());
    }
    Err(format!("the paper answered its sandbox with {}", response.status()).into())
}
