use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::sync::watch;
use vocab::Ambient;

use super::{Fate, Job, claim, complete, fail, queries::extend};
use crate::{Db, Result};

/// Why a job failed, for the log and the desk.
pub type JobError = Box<dyn std::error::Error + Send + Sync>;
/// Does one kind of job. Must be idempotent: a job may run again after a crash.
pub type Handler = Arc<
    dyn Fn(Job) -> Pin<Box<dyn Future<Output = std::result::Result<(), JobError>> + Send>>
        + Send
        + Sync,
>;

/// The handlers of all departments, by kind of job.
#[derive(Clone, Default)]
pub struct Handlers(HashMap<&'static str, Handler>);

impl Handlers {
    /// Adds the handler for `kind`.
    pub fn on<F, Fut, E>(&mut self, kind: &'static str, handler: F)
    where
        F: Fn(Job) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = std::result::Result<(), E>> + Send + 'static,
        E: Into<JobError>,
    {
        let handler: Handler = Arc::new(move |job| {
            let work = handler(job);
            Box::pin(async move { work.await.map_err(Into::into) })
        });
        self.0.insert(kind, handler);
    }
}

/// Works the queue.
#[derive(Clone)]
pub struct Worker {
    db: Db,
    ambient: Ambient,
    handlers: Handlers,
    extend_every: Duration,
}

/// How long to rest when nothing is due.
const REST: Duration = Duration::from_millis(100);
/// How often the lease of the job in hand is extended: a third of it.
const EXTEND_EVERY: Duration = Duration::from_secs(40);
/// How often at most, so that a job that hangs is taken over after an hour.
const EXTENSIONS_MAX: u32 = 90;

impl Worker {
    /// A worker with everybody's handlers.
    pub const fn new(db: Db, ambient: Ambient, handlers: Handlers) -> Self {
        Self { db, ambient, handlers, extend_every: EXTEND_EVERY }
    }

    /// The same worker with another pause between extensions: for tests.
    #[must_use]
    pub const fn extending_every(mut self, pause: Duration) -> Self {
        self.extend_every = pause;
        self
    }

    /// Works until `stop` turns true; the job in hand is finished first.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let worked = match self.work_one().await {
                Ok(worked) => worked,
                Err(error) => {
                    tracing::warn!(%error, "the job queue cannot be reached");
                    false
                }
            };
            if !worked {
                tokio::select! {
                    () = tokio::time::sleep(REST) => {}
                    changed = stop.changed() => if changed.is_err() { return },
                }
            }
        }
    }

    /// Works everything that is due, at most `jobs_max` jobs: for commands and tests.
    pub async fn drain(&self, jobs_max: u32) -> Result<u32> {
        for done in 0..jobs_max {
            if !self.work_one().await? {
                return Ok(done);
            }
        }
        Ok(jobs_max)
    }

    /// Works one job, if one is due.
    pub async fn work_one(&self) -> Result<bool> {
        let Some(mut job) = claim(&self.db, self.ambient.now()).await? else { return Ok(false) };
        let outcome = match self.handlers.0.get(&*job.kind) {
            Some(handler) => self.keep_working(handler.clone(), &mut job).await,
            None => Err(format!("nobody handles jobs of kind {}", job.kind).into()),
        };
        match outcome {
            Ok(()) => {
                if !complete(&self.db, &job).await? {
                    tracing::warn!(job = %job.id, kind = job.kind, "finished after its lease ran out");
                }
            }
            Err(error) => self.give_back(&job, &error.to_string()).await?,
        }
        Ok(true)
    }

    /// Runs the handler in a task of its own, so that a panic costs one try and
    /// not the worker, and keeps the lease while it runs.
    async fn keep_working(
        &self,
        handler: Handler,
        job: &mut Job,
    ) -> std::result::Result<(), JobError> {
        let mut work = tokio::spawn(handler(job.clone()));
        for _ in 0..EXTENSIONS_MAX {
            match tokio::time::timeout(self.extend_every, &mut work).await {
                Ok(ended) => return ended.map_err(JobError::from)?,
                Err(_still_working) => {
                    if let Err(error) = extend(&self.db, job, self.ambient.now()).await {
                        tracing::warn!(job = %job.id, kind = job.kind, %error, "the lease could not be extended");
                    }
                }
            }
        }
        work.await.map_err(JobError::from)?
    }

    async fn give_back(&self, job: &Job, error: &str) -> Result<()> {
        match fail(&self.db, job, error, self.ambient.now()).await? {
            Fate::Retried(at) => {
                tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempt, %at, error, "job failed, will be tried again");
            }
            Fate::Parked => {
                tracing::error!(job = %job.id, kind = job.kind, error, "job parked: it needs a person");
            }
        }
        Ok(())
    }
}
