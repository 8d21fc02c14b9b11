//! The change feed: what changed, so that every node forgets what it cached.
//!
//! Rows are written in the transaction that makes the change. Every node polls
//! (and on PostgreSQL is woken). Numbers may become visible out of order, so a
//! poll looks back a little and remembers what it has already told.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{Db, Executor, Result, args, statement};

/// One change: what kind of thing, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The kind: `story`, `session`, `benefits`…
    pub topic: String,
    /// Which one.
    pub key: String,
}

statement! {
    INSERT_CHANGE = "INSERT INTO changes (topic, key, at) VALUES ($1, $2, $3)";
}

/// Tells all nodes, once the surrounding transaction commits.
pub async fn announce(on: impl Executor, topic: &str, key: &str, now: Timestamp) -> Result<()> {
    on.run(&INSERT_CHANGE, args![topic, key, now]).await.map(drop)
}

statement! {
    FIND_LAST_CHANGE = "SELECT COALESCE(MAX(seq), 0) AS seq FROM changes";
}
statement! {
    LIST_CHANGES_AFTER = "SELECT seq, topic, key FROM changes WHERE seq > $1 ORDER BY seq LIMIT $2";
}
statement! {
    DELETE_CHANGES_BEFORE = "DELETE FROM changes WHERE at < $1";
}

/// How far a poll looks back for numbers that became visible late.
const LOOK_BACK: i64 = 200;
const BATCH_MAX: i64 = 1_000;

/// One node's place in the feed.
pub struct Reader {
    db: Db,
    told: BTreeSet<i64>,
    last: i64,
}

impl Reader {
    /// Starts at the present end: a node that starts has nothing cached.
    pub async fn at_end(db: &Db) -> Result<Self> {
        let row = db.one(&FIND_LAST_CHANGE, args![]).await?;
        let last = row.map_or(Ok(0), |row| row.int("seq"))?;
        let told = ((last - LOOK_BACK).max(0)..=last).collect();
        Ok(Self { db: db.clone(), told, last })
    }

    /// What changed since the last poll.
    pub async fn poll(&mut self) -> Result<Vec<Change>> {
        let from = (self.last - LOOK_BACK).max(0);
        let mut changes = Vec::new();
        for row in self.db.all(&LIST_CHANGES_AFTER, args![from, BATCH_MAX]).await? {
            let seq = row.int("seq")?;
            if self.told.insert(seq) {
                changes.push(Change { topic: row.text("topic")?, key: row.text("key")? });
                self.last = self.last.max(seq);
            }
        }
        let keep_from = self.last - 2 * LOOK_BACK;
        self.told = self.told.split_off(&keep_from);
        Ok(changes)
    }
}

/// Forgets changes older than `before`; every node has long seen them.
pub async fn prune(db: &Db, before: Timestamp) -> Result<u64> {
    db.run(&DELETE_CHANGES_BEFORE, args![before]).await
}

statement! {
    FIND_LATEST_MOMENT = "SELECT MAX(at) AS at FROM changes";
}

/// When the latest change was announced, if one is still known.
pub async fn find_latest(db: &Db) -> Result<Option<Timestamp>> {
    db.one(&FIND_LATEST_MOMENT, args![]).await?.map_or(Ok(None), |row| row.time_opt("at"))
}
