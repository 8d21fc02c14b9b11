use jiff::Timestamp;
use vocab::JobId;

use super::{Fate, Job, LEASE, NewJob, backoff};
use crate::{Db, Executor, Result, Row, args, statement};

statement! {
    INSERT_JOB = "INSERT INTO jobs (id, kind, payload, run_at, unique_key, tries_max, attempts, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7)
        ON CONFLICT DO NOTHING";
}

pub(super) async fn insert_job(
    on: impl Executor,
    id: JobId,
    job: &NewJob,
    run_at: Timestamp,
    now: Timestamp,
) -> Result<()> {
    let payload = job.payload.to_string();
    let args = args![id, job.kind, payload, run_at, job.unique_key.clone(), job.tries_max, now];
    on.run(&INSERT_JOB, args).await.map(drop)
}

statement! {
    /// The twins differ in one clause: PostgreSQL's workers skip each other's rows,
    /// SQLite's take turns anyway.
    CLAIM_JOB = sqlite "UPDATE jobs SET lease_until = $2, attempts = attempts + 1
            WHERE id = (SELECT id FROM jobs WHERE parked_at IS NULL AND run_at <= $1
                AND (lease_until IS NULL OR lease_until <= $1) ORDER BY run_at LIMIT 1)
            RETURNING id, kind, payload, attempts, tries_max, lease_until",
        postgres "UPDATE jobs SET lease_until = $2, attempts = attempts + 1
            WHERE id = (SELECT id FROM jobs WHERE parked_at IS NULL AND run_at <= $1
                AND (lease_until IS NULL OR lease_until <= $1) ORDER BY run_at LIMIT 1
                FOR UPDATE SKIP LOCKED)
            RETURNING id, kind, payload, attempts, tries_max, lease_until";
}

/// Claims the job that has waited longest, if any is due. One that has used up
/// its tries without ever finishing (it took its worker with it) is parked instead.
pub async fn claim(db: &Db, now: Timestamp) -> Result<Option<Job>> {
    const POISON_MAX: u32 = 100;
    let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
    for _ in 0..POISON_MAX {
        let Some(row) = db.one(&CLAIM_JOB, args![now, until]).await? else { return Ok(None) };
        let job = read_job(&row)?;
        if job.attempt <= job.tries_max {
            return Ok(Some(job));
        }
        park(db, &job, "its worker died at every try", now).await?;
    }
    Ok(None)
}

fn read_job(row: &Row) -> Result<Job> {
    Ok(Job {
        id: row.parse("id")?,
        kind: row.text("kind")?,
        payload: row.json("payload")?,
        attempt: row.small("attempts")?,
        tries_max: row.small("tries_max")?,
        lease: row.int("lease_until")?,
    })
}

statement! {
    EXTEND_LEASE = "UPDATE jobs SET lease_until = $3 WHERE id = $1 AND lease_until = $2";
}

/// Keeps a job for another lease. One that somebody else holds by now stays theirs.
pub(super) async fn extend(db: &Db, job: &mut Job, now: Timestamp) -> Result<()> {
    let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
    if db.run(&EXTEND_LEASE, args![job.id, job.lease, until]).await? > 0 {
        job.lease = until.as_microsecond();
    }
    Ok(())
}

statement! {
    DELETE_JOB = "DELETE FROM jobs WHERE id = $1 AND lease_until = $2";
}

/// Removes a finished job. False if the lease had run out and another worker holds it now.
pub async fn complete(db: &Db, job: &Job) -> Result<bool> {
    Ok(db.run(&DELETE_JOB, args![job.id, job.lease]).await? > 0)
}

statement! {
    RETRY_JOB = "UPDATE jobs SET lease_until = NULL, run_at = $3, last_error = $4
        WHERE id = $1 AND lease_until = $2";
}
statement! {
    /// A parked job gives up its key: the next occurrence of what recurs must not wait for a person.
    PARK_JOB = "UPDATE jobs SET lease_until = NULL, parked_at = $3, last_error = $4, unique_key = NULL
        WHERE id = $1 AND lease_until = $2";
}

/// Gives a failed job back: for another try, or parked.
pub async fn fail(db: &Db, job: &Job, error: &str, now: Timestamp) -> Result<Fate> {
    if job.attempt >= job.tries_max {
        park(db, job, error, now).await?;
        return Ok(Fate::Parked);
    }
    let at = now.saturating_add(backoff(job.attempt)).unwrap_or(now);
    db.run(&RETRY_JOB, args![job.id, job.lease, at, error]).await?;
    Ok(Fate::Retried(at))
}

async fn park(db: &Db, job: &Job, error: &str, now: Timestamp) -> Result<()> {
    db.run(&PARK_JOB, args![job.id, job.lease, now, error]).await.map(drop)
}

/// A job that waits for a person.
#[derive(Clone, Debug)]
pub struct ParkedJob {
    /// Its id.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// What went wrong last.
    pub error: String,
    /// Since when it is parked.
    pub parked_at: Timestamp,
}

statement! {
    LIST_PARKED = "SELECT id, kind, last_error, parked_at FROM jobs
        WHERE parked_at IS NOT NULL ORDER BY parked_at DESC LIMIT $1";
}

/// The latest parked jobs.
pub async fn list_parked(db: &Db, limit: u32) -> Result<Vec<ParkedJob>> {
    let rows = db.all(&LIST_PARKED, args![limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(ParkedJob {
                id: row.parse("id")?,
                kind: row.text("kind")?,
                error: row.text_opt("last_error")?.unwrap_or_default(),
                parked_at: row.time("parked_at")?,
            })
        })
        .collect()
}

statement! {
    RETRY_PARKED = "UPDATE jobs SET parked_at = NULL, attempts = 0, run_at = $2
        WHERE id = $1 AND parked_at IS NOT NULL";
}

/// Puts a parked job back into the queue with all its tries.
pub async fn retry_parked(on: impl Executor, id: JobId, now: Timestamp) -> Result<bool> {
    Ok(on.run(&RETRY_PARKED, args![id, now]).await? > 0)
}

statement! {
    COUNT_WAITING = "SELECT COUNT(*) FILTER (WHERE parked_at IS NULL) AS waiting,
        COUNT(*) FILTER (WHERE parked_at IS NOT NULL) AS parked FROM jobs";
}

/// How many jobs wait, and how many are parked.
pub async fn count_waiting(db: &Db) -> Result<(i64, i64)> {
    match db.one(&COUNT_WAITING, args![]).await? {
        Some(row) => Ok((row.int("waiting")?, row.int("parked")?)),
        None => Ok((0, 0)),
    }
}
