//! Who did what at the desk: an append-only log whose rows are chained by
//! hash, so that an edited or missing row shows.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::{Db, Executor, Result, Row, Tx, args, settings, statement};

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1 without gaps.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who: a reader's id, or `command` for the command line.
    pub actor: String,
    /// What was done: `story.publish`, `plan.edit`.
    pub action: String,
    /// To what.
    pub subject: String,
    /// In a few words, without secrets.
    pub detail: String,
    hash: String,
}

impl Entry {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            number: row.int("number")?,
            at: row.time("at")?,
            actor: row.text("actor")?,
            action: row.text("action")?,
            subject: row.text("subject")?,
            detail: row.text("detail")?,
            hash: row.text("hash")?,
        })
    }

    fn chain(&self, previous: &str) -> String {
        let text = [
            previous,
            &self.number.to_string(),
            &self.at.as_microsecond().to_string(),
            &self.actor,
            &self.action,
            &self.subject,
            &self.detail,
        ]
        .join("\u{1f}");
        Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Who did what to what, in words.
#[derive(Clone, Copy, Debug)]
pub struct Deed<'a> {
    /// Who: a reader's id, or `command`.
    pub actor: &'a str,
    /// What was done: `story.publish`.
    pub action: &'a str,
    /// To what.
    pub subject: &'a str,
    /// In a few words, without secrets.
    pub detail: &'a str,
}

statement! {
    FIND_LAST_ENTRY = "SELECT number, at, actor, action, subject, detail, hash
        FROM audit_log ORDER BY number DESC LIMIT 1";
}
statement! {
    INSERT_ENTRY = "INSERT INTO audit_log (number, at, actor, action, subject, detail, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
}

/// Records a deed in the transaction that does it.
pub async fn record(tx: &mut Tx, deed: Deed<'_>, now: Timestamp) -> Result<()> {
    // The sequence's row is the lock that keeps the chain in order.
    let number = settings::advance_sequence(tx, "audit").await?;
    let previous = tx.one(&FIND_LAST_ENTRY, args![]).await?;
    let previous = previous.as_ref().map(Entry::read).transpose()?;
    let mut entry = Entry {
        number,
        at: now,
        actor: deed.actor.to_owned(),
        action: deed.action.to_owned(),
        subject: deed.subject.to_owned(),
        detail: deed.detail.to_owned(),
        hash: String::new(),
    };
    entry.hash = entry.chain(previous.as_ref().map_or("", |entry| &entry.hash));
    let Entry { number, at, actor, action, subject, detail, hash } = entry;
    tx.run(&INSERT_ENTRY, args![number, at, actor, action, subject, detail, hash]).await.map(drop)
}

statement! {
    LIST_ENTRIES_BEFORE = "SELECT number, at, actor, action, subject, detail, hash
        FROM audit_log WHERE number < $1 ORDER BY number DESC LIMIT $2";
}

/// Up to `limit` entries before number `before`, newest first.
pub async fn list_entries(db: &Db, before: i64, limit: u32) -> Result<Vec<Entry>> {
    db.all(&LIST_ENTRIES_BEFORE, args![before, limit]).await?.iter().map(Entry::read).collect()
}

/// What a page of the log shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// Up to the limit, newest first.
    pub entries: Vec<Entry>,
    /// Whether older ones follow.
    pub more: bool,
    /// The number of the first entry here that does not fit its chain, or is missing.
    pub broken: Option<i64>,
}

/// Up to `limit` entries before number `before`, and whether their own links
/// hold; what lies outside the page is not looked at.
pub async fn read_page(db: &Db, before: i64, limit: u32) -> Result<Page> {
    // Asked for before the entries: one that is recorded meanwhile only adds to them.
    let given = db.one(&FIND_ENTRIES_GIVEN, args![]).await?;
    let given = given.map_or(Ok(0), |row| row.int("value"))?;
    // One more than the page: the last of it is linked to that.
    let mut entries = list_entries(db, before, limit.saturating_add(1)).await?;
    let newest_expected = given.min(before.saturating_sub(1));
    let newest = entries.first().map_or(0, |entry| entry.number);
    let more = entries.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    let broken = find_broken_link_among(&entries, more)
        .or_else(|| (newest < newest_expected).then_some(newest + 1));
    if more {
        entries.pop();
    }
    Ok(Page { entries, more, broken })
}

/// The first of these entries, newest first, that does not fit the one before
/// it. The oldest follows nothing, unless `more` do before it.
fn find_broken_link_among(entries: &[Entry], more: bool) -> Option<i64> {
    let mut oldest_first = entries.iter().rev();
    let (mut last, mut hash) = match oldest_first.clone().next().filter(|_| more) {
        Some(entry) => {
            oldest_first.next();
            (entry.number, &*entry.hash)
        }
        None => (0, ""),
    };
    for entry in oldest_first {
        if entry.number != last + 1 || entry.chain(hash) != entry.hash {
            return Some(entry.number);
        }
        (last, hash) = (entry.number, &entry.hash);
    }
    None
}

statement! {
    LIST_ENTRIES_AFTER = "SELECT number, at, actor, action, subject, detail, hash
        FROM audit_log WHERE number > $1 ORDER BY number LIMIT $2";
}

statement! {
    FIND_ENTRIES_GIVEN = "SELECT value FROM sequences WHERE name = 'audit'";
}

/// The number of the first entry that does not fit its chain, if any; of the
/// first that is missing, where the latest are.
pub async fn find_broken_link(db: &Db) -> Result<Option<i64>> {
    const BATCH: u32 = 1_000;
    // Asked for before the entries: one that is recorded meanwhile only adds to them.
    let given = db.one(&FIND_ENTRIES_GIVEN, args![]).await?;
    let given = given.map_or(Ok(0), |row| row.int("value"))?;
    let (mut last, mut hash) = (0, String::new());
    loop {
        let rows = db.all(&LIST_ENTRIES_AFTER, args![last, BATCH]).await?;
        if rows.is_empty() {
            return Ok((last < given).then_some(last + 1));
        }
        for row in &rows {
            let entry = Entry::read(row)?;
            if entry.number != last + 1 || entry.chain(&hash) != entry.hash {
                return Ok(Some(entry.number));
            }
            (last, hash) = (entry.number, entry.hash);
        }
    }
}
