//! Jobs that come again: cron expressions in the paper's time zone. Any number
//! of nodes may tick; each occurrence is enqueued once.

use croner::Cron;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::json;
use vocab::Ambient;

use crate::{
    Db, Executor, Result, StoreError, args,
    jobs::{self, NewJob},
    statement,
};

/// A job kind and when it comes.
#[derive(Clone, Copy, Debug)]
pub struct Recurring {
    /// The kind of job that is enqueued.
    pub kind: &'static str,
    /// Five fields: minute, hour, day of month, month, day of week.
    pub cron: &'static str,
}

/// How often one occurrence is tried. It carries nothing that could be poison, so
/// a worker that dies with it dies of something else: many deaths in a row, as in
/// a loop of crashes, should not park it.
const TRIES: u32 = 100;

statement! {
    FIND_SCHEDULE = "SELECT next_at FROM schedules WHERE kind = $1";
}
statement! {
    /// Only who still sees the old moment advances it, so an occurrence is enqueued once.
    ADVANCE_SCHEDULE = "UPDATE schedules SET next_at = $3 WHERE kind = $1 AND next_at = $2";
}
statement! {
    INSERT_SCHEDULE = "INSERT INTO schedules (kind, next_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
}

/// Enqueues what is due. Occurrences missed while nobody ticked come once, not many times.
pub async fn tick(
    db: &Db,
    ambient: &Ambient,
    zone: &TimeZone,
    recurring: &[Recurring],
) -> Result<()> {
    let now = ambient.now();
    for entry in recurring {
        let next = next_after(entry, now, zone)?;
        let Some(row) = db.one(&FIND_SCHEDULE, args![entry.kind]).await? else {
            db.run(&INSERT_SCHEDULE, args![entry.kind, next]).await?;
            continue;
        };
        let due = row.time("next_at")?;
        if now < due {
            continue;
        }
        let mut tx = db.begin().await?;
        if tx.run(&ADVANCE_SCHEDULE, args![entry.kind, due, next]).await? == 1 {
            let job = NewJob::new(entry.kind, json!({})).unique("recurring").tries(TRIES);
            jobs::enqueue(&mut tx, ambient, job).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

statement! {
    FIND_FIRST_SCHEDULED = "SELECT MIN(next_at) AS next_at FROM schedules";
}

/// A moment that has certainly been, and no more than two minutes before the
/// last tick: the most frequent job comes each minute, and its next is never past.
pub async fn find_latest_tick(db: &Db) -> Result<Option<Timestamp>> {
    let next = db.one(&FIND_FIRST_SCHEDULED, args![]).await?;
    let next = next.map_or(Ok(None), |row| row.time_opt("next_at"))?;
    Ok(next.map(|next| next - SignedDuration::from_mins(1)))
}

/// The next moment after `now` that the expression names, in the paper's clock
/// time. croner computes with another calendar library, so the date and time of
/// day travel through it as if they were UTC and come back as the paper's.
fn next_after(entry: &Recurring, now: Timestamp, zone: &TimeZone) -> Result<Timestamp> {
    let impossible = || StoreError::Schema(format!("cron {}: {}", entry.kind, entry.cron));
    let cron: Cron = entry.cron.parse().map_err(|_| impossible())?;
    let local = TimeZone::UTC.to_timestamp(zone.to_datetime(now)).map_err(|_| impossible())?;
    let start = chrono::DateTime::<chrono::Utc>::from_timestamp_micros(local.as_microsecond())
        .ok_or_else(impossible)?;
    let next = cron.find_next_occurrence(&start, false).map_err(|_| impossible())?;
    Timestamp::from_microsecond(next.timestamp_micros())
        .ok()
        .map(|next| TimeZone::UTC.to_datetime(next))
        .and_then(|civil| zone.to_timestamp(civil).ok())
        .ok_or_else(impossible)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cron_speaks_the_papers_time() {
        let kolkata = TimeZone::get("Asia/Kolkata").unwrap();
        let nightly = Recurring { kind: "test", cron: "30 3 * * *" };
        let now: Timestamp = "2026-11-23T22:00:00Z".parse().unwrap();
        let next = next_after(&nightly, now, &kolkata).unwrap();
        assert_eq!(next, "2026-11-24T22:00:00Z".parse().unwrap());
        let earlier =
            next_after(&nightly, "2026-11-23T21:59:00Z".parse().unwrap(), &kolkata).unwrap();
        assert_eq!(earlier, now);
    }
}
