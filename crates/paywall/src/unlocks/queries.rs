use jiff::Timestamp;
use store::{Executor, Row, Tx, args, settings, statement};

use super::Unlock;
use crate::Scope;

impl Unlock {
    fn read(row: &Row) -> store::Result<Self> {
        Ok(Self {
            number: row.int("number")?,
            scope: row.parse("scope")?,
            reason: row.text("reason")?,
            starts_at: row.time("starts_at")?,
            ends_at: row.time("ends_at")?,
            ended_at: row.time_opt("ended_at")?,
        })
    }
}

statement! {
    LIST_OPEN_UNLOCKS = "SELECT number, scope, reason, starts_at, ends_at, ended_at FROM unlocks
        WHERE ended_at IS NULL AND ends_at > $1 ORDER BY number DESC LIMIT $2";
}

/// Those that open something at `now`, the latest first.
pub(crate) async fn list_open(
    on: impl Executor,
    now: Timestamp,
    limit: u32,
) -> store::Result<Vec<Unlock>> {
    on.all(&LIST_OPEN_UNLOCKS, args![now, limit]).await?.iter().map(Unlock::read).collect()
}

statement! {
    LIST_UNLOCKS = "SELECT number, scope, reason, starts_at, ends_at, ended_at FROM unlocks
        ORDER BY number DESC LIMIT $1";
}

/// The latest, whatever became of them.
pub(crate) async fn list(on: impl Executor, limit: u32) -> store::Result<Vec<Unlock>> {
    on.all(&LIST_UNLOCKS, args![limit]).await?.iter().map(Unlock::read).collect()
}

statement! {
    INSERT_UNLOCK = "INSERT INTO unlocks (number, scope, reason, starts_at, ends_at)
        VALUES ($1, $2, $3, $4, $5)";
}

/// Opens `scope` to everybody; gives the unlock's number.
pub(crate) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    reason: &str,
    starts_at: Timestamp,
    ends_at: Timestamp,
) -> store::Result<i64> {
    let number = settings::advance_sequence(tx, "unlock").await?;
    let args = args![number, scope.to_string(), reason, starts_at, ends_at];
    tx.run(&INSERT_UNLOCK, args).await?;
    Ok(number)
}

statement! {
    MARK_UNLOCK_ENDED = "UPDATE unlocks SET ended_at = $2
        WHERE number = $1 AND ended_at IS NULL AND ends_at > $2";
}

/// Ends it before its time. False where it has ended.
pub(crate) async fn end(tx: &mut Tx, number: i64, now: Timestamp) -> store::Result<bool> {
    Ok(tx.run(&MARK_UNLOCK_ENDED, args![number, now]).await? > 0)
}
