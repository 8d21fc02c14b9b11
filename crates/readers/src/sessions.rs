use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use moka::sync::Cache;
use store::{Db, Executor, Result, Row, Tx, args, feed, statement};
use vocab::{Ambient, ReaderId, SessionId};
use web::{SignedIn, hex, sha256};

use crate::Reader;

/// Log-ins: opaque tokens, stored hashed, cached in memory, forgotten on every
/// node by the change that ends them.
#[derive(Clone)]
pub struct Sessions {
    db: Db,
    ambient: Ambient,
    cache: Cache<[u8; 32], Cached>,
    /// Counts forgettings, so that a row read before one is not cached after it.
    generation: Arc<AtomicU64>,
}

#[derive(Clone)]
struct Cached {
    /// None: there is no such log-in.
    signed_in: Option<SignedIn>,
    expires_at: Timestamp,
}

const CACHED_MAX: u64 = 50_000;
const READER_DAYS: i64 = 90;
const STAFF_DAYS: i64 = 7;

/// A log-in that has just begun: what goes into the cookie.
#[derive(Clone)]
pub struct NewSession {
    /// The log-in.
    pub id: SessionId,
    /// The secret, shown to nobody but the browser.
    pub token: String,
}

statement! {
    FIND_SESSION = "SELECT s.id, s.expires_at, r.id AS reader_id, r.email, r.name, r.roles, r.verified_at
        FROM sessions s JOIN readers r ON r.id = s.reader_id
        WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND r.disabled_at IS NULL";
}
statement! {
    INSERT_SESSION = "INSERT INTO sessions (id, reader_id, token_hash, agent, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
}
statement! {
    REVOKE_SESSION = "UPDATE sessions SET revoked_at = $3 WHERE id = $1 AND reader_id = $2
        AND revoked_at IS NULL RETURNING token_hash";
}
statement! {
    REVOKE_SESSIONS_OF_READER = "UPDATE sessions SET revoked_at = $2 WHERE reader_id = $1
        AND revoked_at IS NULL AND id <> $3 RETURNING token_hash";
}
statement! {
    LIST_SESSIONS = "SELECT id, agent, created_at FROM sessions
        WHERE reader_id = $1 AND revoked_at IS NULL AND expires_at > $2
        ORDER BY created_at DESC LIMIT 50";
}

impl Sessions {
    pub(crate) fn new(db: Db, ambient: Ambient) -> Self {
        Self { db, ambient, cache: Cache::new(CACHED_MAX), generation: Arc::default() }
    }

    /// Who is logged in with `token`, if anybody. Warm, it asks no database.
    pub async fn find(&self, token: &str) -> Result<Option<SignedIn>> {
        if token.len() != 43 {
            return Ok(None);
        }
        let hash = sha256(token.as_bytes());
        let now = self.ambient.now();
        if let Some(cached) = self.cache.get(&hash) {
            return Ok(cached.signed_in.filter(|_| now < cached.expires_at));
        }
        let generation = self.generation.load(Ordering::Acquire);
        let row = self.db.one(&FIND_SESSION, args![hash.as_slice()]).await?;
        let cached = match &row {
            Some(row) => Cached {
                signed_in: Some(read_signed_in(row)?),
                expires_at: row.time("expires_at")?,
            },
            None => Cached { signed_in: None, expires_at: Timestamp::MAX },
        };
        if self.generation.load(Ordering::Acquire) == generation {
            self.cache.insert(hash, cached.clone());
        }
        Ok(cached.signed_in.filter(|_| now < cached.expires_at))
    }

    /// Begins a log-in of `reader` on the browser that calls itself `agent`.
    pub async fn begin(&self, tx: &mut Tx, reader: &Reader, agent: &str) -> Result<NewSession> {
        let now = self.ambient.now();
        let days = if reader.roles.is_empty() { READER_DAYS } else { STAFF_DAYS };
        let expires_at = now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(now);
        let token = BASE64_URL_SAFE_NO_PAD.encode(self.ambient.bytes::<32>());
        let hash = sha256(token.as_bytes());
        let id = SessionId::fresh(&self.ambient);
        let agent: String = agent.chars().filter(|c| !c.is_control()).take(200).collect();
        let args = args![id, reader.id, hash.as_slice(), agent, now, expires_at];
        tx.run(&INSERT_SESSION, args).await?;
        // A stranger may have guessed at this token's absence before; forget that.
        self.forget(&hex(&hash));
        Ok(NewSession { id, token })
    }

    /// Ends one log-in of `reader`, here at once and on every node by the feed.
    pub async fn revoke(&self, reader: ReaderId, session: SessionId) -> Result<bool> {
        let now = self.ambient.now();
        let mut tx = self.db.begin().await?;
        let rows = tx.all(&REVOKE_SESSION, args![session, reader, now]).await?;
        let hashes = self.announce_ended(&mut tx, &rows, now).await?;
        tx.commit().await?;
        hashes.iter().for_each(|hash| self.forget(hash));
        Ok(!hashes.is_empty())
    }

    /// Ends all log-ins of `reader` but `keep`, in the caller's transaction. The
    /// caller passes the result to [`Self::forget`] after the commit.
    pub async fn revoke_all(
        &self,
        tx: &mut Tx,
        reader: ReaderId,
        keep: Option<SessionId>,
    ) -> Result<Vec<String>> {
        let now = self.ambient.now();
        let keep = keep.map_or_else(String::new, |id| id.to_string());
        let rows = tx.all(&REVOKE_SESSIONS_OF_READER, args![reader, now, keep]).await?;
        self.announce_ended(tx, &rows, now).await
    }

    async fn announce_ended(
        &self,
        tx: &mut Tx,
        rows: &[Row],
        now: Timestamp,
    ) -> Result<Vec<String>> {
        let mut hashes = Vec::with_capacity(rows.len());
        for row in rows {
            let hash = hex(&row.bytes("token_hash")?);
            feed::announce(&mut *tx, "session", &hash, now).await?;
            hashes.push(hash);
        }
        Ok(hashes)
    }

    /// Tells all nodes to read `reader`'s log-ins anew: its roles or name changed.
    pub(crate) async fn refresh(&self, tx: &mut Tx, reader: ReaderId) -> Result<Vec<String>> {
        let now = self.ambient.now();
        let rows = tx.all(&LIST_HASHES, args![reader, now]).await?;
        self.announce_ended(tx, &rows, now).await
    }

    pub(crate) async fn list(
        &self,
        reader: ReaderId,
    ) -> Result<Vec<(SessionId, String, Timestamp)>> {
        let rows = self.db.all(&LIST_SESSIONS, args![reader, self.ambient.now()]).await?;
        rows.iter()
            .map(|row| Ok((row.parse("id")?, row.text("agent")?, row.time("created_at")?)))
            .collect()
    }

    /// Forgets the log-in whose token hashes to `hash` (in hexadecimal).
    pub fn forget(&self, hash: &str) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        let mut key = [0; 32];
        let pairs = hash.as_bytes().chunks_exact(2).zip(&mut key);
        for (pair, byte) in pairs {
            let text = std::str::from_utf8(pair).unwrap_or("00");
            *byte = u8::from_str_radix(text, 16).unwrap_or(0);
        }
        self.cache.invalidate(&key);
    }

    pub(crate) fn forget_all(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.cache.invalidate_all();
    }
}

statement! {
    LIST_HASHES = "SELECT token_hash FROM sessions WHERE reader_id = $1 AND revoked_at IS NULL AND expires_at > $2";
}

fn read_signed_in(row: &Row) -> Result<SignedIn> {
    let (email, name) = (row.text("email")?, row.text("name")?);
    Ok(SignedIn {
        reader: row.parse("reader_id")?,
        session: row.parse("id")?,
        name: if name.is_empty() { email.as_str().into() } else { name.into() },
        email: email.into(),
        roles: row.parse("roles")?,
        // Whoever proves an address is logged out everywhere else, so this stays true.
        is_proven: row.time_opt("verified_at")?.is_some(),
    })
}
