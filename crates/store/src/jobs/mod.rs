//! A durable job queue in the paper's own database.
//!
//! A job is enqueued in the transaction of the fact that needs it. A worker
//! claims it under a lease; if the worker dies, the lease runs out and another
//! takes over. A job that fails is tried again with growing pauses and parked
//! after its last try, where the desk sees it; the queue flows on.

mod queries;
#[cfg(test)]
mod tests;
mod worker;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;
use vocab::{Ambient, JobId};

use crate::{Executor, Result};

pub use queries::{ParkedJob, claim, complete, count_waiting, fail, list_parked, retry_parked};
pub use worker::{Handler, Handlers, JobError, Worker};

/// How often a job is tried, unless it says otherwise.
pub const TRIES_DEFAULT: u32 = 8;
/// How long a worker that is not heard of keeps a job before another takes
/// over; one that lives extends it.
pub const LEASE: SignedDuration = SignedDuration::from_secs(120);

/// A job to enqueue.
#[derive(Clone, Debug)]
pub struct NewJob {
    kind: &'static str,
    payload: Json,
    run_at: Option<Timestamp>,
    unique_key: Option<String>,
    tries_max: u32,
}

impl NewJob {
    /// A job of `kind`, to run at once.
    pub const fn new(kind: &'static str, payload: Json) -> Self {
        Self { kind, payload, run_at: None, unique_key: None, tries_max: TRIES_DEFAULT }
    }

    /// Not before `at`.
    #[must_use]
    pub const fn at(mut self, at: Timestamp) -> Self {
        self.run_at = Some(at);
        self
    }

    /// At most one job of this kind that waits or is worked on has this key; a
    /// second one is dropped. One that is parked does not count.
    #[must_use]
    pub fn unique(mut self, key: impl Into<String>) -> Self {
        self.unique_key = Some(key.into());
        self
    }

    /// Tried at most so often.
    #[must_use]
    pub const fn tries(mut self, tries_max: u32) -> Self {
        self.tries_max = tries_max;
        self
    }
}

/// Puts a job into the queue, in the caller's transaction if it has one.
pub async fn enqueue(on: impl Executor, ambient: &Ambient, job: NewJob) -> Result<()> {
    let now = ambient.now();
    queries::insert_job(on, JobId::fresh(ambient), &job, job.run_at.unwrap_or(now), now).await
}

/// A job that a worker holds.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Which handler it wants.
    pub kind: String,
    /// What the handler needs.
    pub payload: Json,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// How many there may be.
    pub tries_max: u32,
    /// Proof of the claim: who finishes must still hold it.
    lease: i64,
}

impl Job {
    /// The payload as the handler's own type.
    pub fn payload<T: serde::de::DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_value(self.payload.clone())
    }
}

/// What became of a failed job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Tried again at this moment.
    Retried(Timestamp),
    /// Out of tries; a person has to look.
    Parked,
}

/// The pause after the `attempt`-th failure: 2 s, doubling, at most an hour.
pub fn backoff(attempt: u32) -> Duration {
    let seconds = 2u64.saturating_pow(attempt.clamp(1, 12));
    Duration::from_secs(seconds.min(3_600))
}
