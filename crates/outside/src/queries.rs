use jiff::Timestamp;
use store::{Db, Executor, Result, Row, Tx, args, statement};

use crate::Registered;

statement! {
    FIND_OUTSIDE_STORY = "SELECT facts FROM outside_stories WHERE origin = $1 AND path = $2";
}

/// What the site told about one of its pages.
pub(crate) async fn find_registered(
    db: &Db,
    origin: &str,
    path: &str,
) -> Result<Option<Registered>> {
    let row = db.one(&FIND_OUTSIDE_STORY, args![origin, path]).await?;
    row.map(|row| row.json("facts")).transpose()
}

statement! {
    SAVE_OUTSIDE_STORY = "INSERT INTO outside_stories (origin, path, facts, updated_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (origin, path) DO UPDATE SET facts = excluded.facts, updated_at = excluded.updated_at
        WHERE outside_stories.facts <> excluded.facts";
}

/// Keeps what is told about a page. False if nothing of it is new.
pub(crate) async fn save_registered(
    tx: &mut Tx,
    origin: &str,
    path: &str,
    told: &str,
    now: Timestamp,
) -> Result<bool> {
    Ok(tx.run(&SAVE_OUTSIDE_STORY, args![origin, path, told, now]).await? > 0)
}

statement! {
    DELETE_OUTSIDE_STORY = "DELETE FROM outside_stories WHERE origin = $1 AND path = $2";
}

/// Forgets what was told. False if nothing was.
pub(crate) async fn delete_registered(tx: &mut Tx, origin: &str, path: &str) -> Result<bool> {
    Ok(tx.run(&DELETE_OUTSIDE_STORY, args![origin, path]).await? > 0)
}

/// A signing key's row.
pub(crate) struct KeyRow {
    pub(crate) kid: String,
    pub(crate) seed: Vec<u8>,
    pub(crate) signs_from: Timestamp,
    pub(crate) revoked_at: Option<Timestamp>,
}

impl KeyRow {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            kid: row.text("kid")?,
            seed: row.bytes("seed")?,
            signs_from: row.time("signs_from")?,
            revoked_at: row.time_opt("revoked_at")?,
        })
    }
}

statement! {
    LIST_DECISION_KEYS = "SELECT kid, seed, signs_from, revoked_at FROM decision_keys ORDER BY signs_from, kid";
}

pub(crate) async fn list_keys(on: impl Executor) -> Result<Vec<KeyRow>> {
    on.all(&LIST_DECISION_KEYS, args![]).await?.iter().map(KeyRow::read).collect()
}

statement! {
    INSERT_DECISION_KEY = "INSERT INTO decision_keys (kid, seed, signs_from, created_at) VALUES ($1, $2, $3, $4)";
}

pub(crate) async fn insert_key(
    tx: &mut Tx,
    kid: &str,
    seed: &[u8],
    signs_from: Timestamp,
    now: Timestamp,
) -> Result<()> {
    tx.run(&INSERT_DECISION_KEY, args![kid, seed, signs_from, now]).await.map(drop)
}

statement! {
    REVOKE_DECISION_KEY = "UPDATE decision_keys SET revoked_at = $2 WHERE kid = $1 AND revoked_at IS NULL";
}

/// False if there is no such key, or it was revoked before.
pub(crate) async fn revoke_key(tx: &mut Tx, kid: &str, now: Timestamp) -> Result<bool> {
    Ok(tx.run(&REVOKE_DECISION_KEY, args![kid, now]).await? > 0)
}
