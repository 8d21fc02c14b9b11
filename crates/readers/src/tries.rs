//! Limits on tries, counted in the database so that all nodes count together.

use jiff::{SignedDuration, Timestamp};
use store::{Db, Executor, Result, args, statement};

statement! {
    COUNT_TRY = "INSERT INTO tries (key, window_at, count) VALUES ($1, $2, 1)
        ON CONFLICT (key, window_at) DO UPDATE SET count = tries.count + 1 RETURNING count";
}

/// Keys hold addresses as they were typed, by anybody and at any length; what
/// is kept is their hash.
fn hashed(key: &str) -> String {
    web::hex(&web::sha256(key.as_bytes())[..16])
}

/// Counts one try of `key` in the current window. Err holds the seconds to
/// wait when this try is beyond `limit`; 0 is unlimited.
pub async fn count_try(
    db: &Db,
    key: &str,
    limit: u32,
    window: SignedDuration,
    now: Timestamp,
) -> Result<std::result::Result<(), u32>> {
    if limit == 0 {
        return Ok(Ok(()));
    }
    let seconds = window.as_secs().max(1);
    let start = now.as_second() - now.as_second().rem_euclid(seconds);
    let row = db.one(&COUNT_TRY, args![hashed(key), start]).await?;
    let count = row.map_or(Ok(0), |row| row.int("count"))?;
    if count <= i64::from(limit) {
        return Ok(Ok(()));
    }
    Ok(Err(u32::try_from(start + seconds - now.as_second()).unwrap_or(1).max(1)))
}

statement! {
    DELETE_TRIES = "DELETE FROM tries WHERE key = $1";
}

/// Forgets the tries of `key`: it succeeded.
pub(crate) async fn forget_tries(db: &Db, key: &str) -> Result<()> {
    db.run(&DELETE_TRIES, args![hashed(key)]).await.map(drop)
}

statement! {
    DELETE_TRIES_BEFORE = "DELETE FROM tries WHERE window_at < $1";
}
statement! {
    DELETE_LINKS_BEFORE = "DELETE FROM links WHERE expires_at < $1";
}
statement! {
    DELETE_SESSIONS_BEFORE = "DELETE FROM sessions WHERE expires_at < $1 OR revoked_at < $1";
}

/// Removes what ended before `before`: windows, links, log-ins.
pub(crate) async fn prune(db: &Db, before: Timestamp) -> Result<()> {
    db.run(&DELETE_TRIES_BEFORE, args![before.as_second()]).await?;
    db.run(&DELETE_LINKS_BEFORE, args![before]).await?;
    db.run(&DELETE_SESSIONS_BEFORE, args![before]).await.map(drop)
}
