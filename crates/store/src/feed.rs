//! The change feed: what changed, so that every node forgets what it cached.
//!
//! Rows are written in the transaction that makes the change, and every node
//! polls. Numbers may become visible out of order, so a poll looks back a little
//! and remembers what it has already told; what is missing further back is
//! asked for by its number until no transaction can still be holding it.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

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
    FIND_CHANGE = "SELECT seq, topic, key FROM changes WHERE seq = $1";
}
statement! {
    /// The latest stay whatever their age: the paper's clock may just have jumped.
    DELETE_CHANGES_BEFORE = "DELETE FROM changes
        WHERE at < $1 AND seq <= (SELECT MAX(seq) FROM changes) - $2";
}

/// How far a poll looks back for numbers that became visible late.
const LOOK_BACK: i64 = 200;
const BATCH_MAX: i64 = 1_000;
/// How long a number further back may still turn up: longer than any transaction.
const GAP_PATIENCE: Duration = Duration::from_secs(600);
/// How many such numbers are asked for; a transaction that failed leaves one too.
const GAPS_MAX: usize = 100;
/// How many changes are kept whatever their age.
const KEPT_MIN: i64 = 1_000;

/// One node's place in the feed.
pub struct Reader {
    db: Db,
    told: BTreeSet<i64>,
    last: i64,
    /// Numbers before the window that nobody has seen, and since when.
    gaps: BTreeMap<i64, Instant>,
}

impl Reader {
    /// Starts at the present end: a node that starts has nothing cached. What
    /// is not committed yet will be told.
    pub async fn at_end(db: &Db) -> Result<Self> {
        let row = db.one(&FIND_LAST_CHANGE, args![]).await?;
        let last = row.map_or(Ok(0), |row| row.int("seq"))?;
        let mut told = BTreeSet::new();
        for row in db.all(&LIST_CHANGES_AFTER, args![window_start(last), LOOK_BACK]).await? {
            told.insert(row.int("seq")?);
        }
        told.split_off(&(last + 1));
        Ok(Self { db: db.clone(), told, last, gaps: BTreeMap::new() })
    }

    /// What changed since the last poll, at most [`BATCH_MAX`] changes.
    pub async fn poll(&mut self) -> Result<Vec<Change>> {
        let from = window_start(self.last);
        let mut rows = self.list_late().await?;
        rows.extend(self.db.all(&LIST_CHANGES_AFTER, args![from, BATCH_MAX]).await?);
        let mut changes = Vec::new();
        for row in rows {
            let seq = row.int("seq")?;
            self.gaps.remove(&seq);
            if self.told.insert(seq) {
                changes.push(Change { topic: row.text("topic")?, key: row.text("key")? });
                self.last = self.last.max(seq);
            }
        }
        self.move_window(from);
        Ok(changes)
    }

    /// What was missing and has turned up.
    async fn list_late(&mut self) -> Result<Vec<crate::Row>> {
        self.gaps.retain(|_, since| since.elapsed() < GAP_PATIENCE);
        while self.gaps.len() > GAPS_MAX {
            self.gaps.pop_first();
        }
        let mut rows = Vec::new();
        for seq in self.gaps.keys() {
            rows.extend(self.db.one(&FIND_CHANGE, args![*seq]).await?);
        }
        Ok(rows)
    }

    /// Notes what the window, which began at `from`, leaves behind unseen.
    fn move_window(&mut self, from: i64) {
        let now = Instant::now();
        let start = window_start(self.last);
        for seq in (from + 1)..=start {
            if !self.told.contains(&seq) {
                self.gaps.insert(seq, now);
            }
        }
        // Later polls begin after `start`, so what was told before is never met again.
        self.told = self.told.split_off(&(start + 1));
    }
}

/// The number after which a poll asks.
fn window_start(last: i64) -> i64 {
    (last - LOOK_BACK).max(0)
}

/// Forgets changes older than `before`, which every node has long seen, but
/// for the latest.
pub async fn prune(db: &Db, before: Timestamp) -> Result<u64> {
    db.run(&DELETE_CHANGES_BEFORE, args![before, KEPT_MIN]).await
}

statement! {
    FIND_LATEST_MOMENT = "SELECT MAX(at) AS at FROM changes";
}

/// When the latest change was announced, if one is still known.
pub async fn find_latest(db: &Db) -> Result<Option<Timestamp>> {
    db.one(&FIND_LATEST_MOMENT, args![]).await?.map_or(Ok(None), |row| row.time_opt("at"))
}
