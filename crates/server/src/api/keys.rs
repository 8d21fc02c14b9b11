//! Service keys: secrets of programs, stored hashed.

use std::{fmt, str::FromStr, time::Duration};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use http::HeaderMap;
use moka::sync::Cache;
use store::{Db, Executor, Tx, args, audit, audit::Deed, statement};
use vocab::Ambient;
use web::{PageError, sha256};

use crate::{Paper, front_desk::bearer};

/// What a key is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyScope {
    /// Asking for decisions: `POST /api/v1/access` and the gate.
    Access,
    /// Telling about other people’s pages: `PUT /api/v1/outside/stories`.
    Outside,
}

impl fmt::Display for KeyScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Access => "access",
            Self::Outside => "outside",
        })
    }
}

impl FromStr for KeyScope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "access" => Ok(Self::Access),
            "outside" => Ok(Self::Outside),
            other => Err(format!("“{other}” is no scope: use access or outside")),
        }
    }
}

statement! {
    INSERT_KEY = "INSERT INTO service_keys (key_hash, name, scope, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING";
}

/// Makes a key called `name` and returns its secret, which is not to be had again.
pub async fn add_key(
    db: &Db,
    ambient: &Ambient,
    name: &str,
    scope: KeyScope,
) -> anyhow::Result<String> {
    let secret = format!("mk_{}", BASE64_URL_SAFE_NO_PAD.encode(ambient.bytes::<32>()));
    let now = ambient.now();
    let mut tx: Tx = db.begin().await?;
    let args = args![sha256(secret.as_bytes()).as_slice(), name, scope.to_string(), now];
    anyhow::ensure!(
        tx.run(&INSERT_KEY, args).await? == 1,
        "there is a key called “{name}” already"
    );
    let detail = scope.to_string();
    let deed = Deed { actor: "command", action: "key.add", subject: name, detail: &detail };
    audit::record(&mut tx, deed, now).await?;
    tx.commit().await?;
    Ok(secret)
}

statement! {
    FIND_KEY = "SELECT scope FROM service_keys WHERE key_hash = $1 AND revoked_at IS NULL";
}

/// Whether `secret` is a key that is good for `scope`.
async fn is_key(db: &Db, hash: &[u8; 32], scope: KeyScope) -> store::Result<bool> {
    let row = db.one(&FIND_KEY, args![hash.as_slice()]).await?;
    Ok(row.map(|row| row.text("scope")).transpose()? == Some(scope.to_string()))
}

/// How long a key that was good is taken for good without asking again.
const TRUSTED_FOR: Duration = Duration::from_secs(5);
const KNOWN_MAX: u64 = 1_000;

/// Keys that were good a moment ago: a gate is asked with each page.
pub(crate) struct KnownKeys(Cache<([u8; 32], &'static str), ()>);

impl Default for KnownKeys {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(KNOWN_MAX).time_to_live(TRUSTED_FOR).build())
    }
}

/// Whether the request brings a service key that is good for `scope`.
pub(crate) async fn has_key(
    paper: &Paper,
    headers: &HeaderMap,
    scope: KeyScope,
) -> Result<bool, PageError> {
    let hash = sha256(bearer(headers).unwrap_or("").as_bytes());
    let name = match scope {
        KeyScope::Access => "access",
        KeyScope::Outside => "outside",
    };
    if paper.known_keys.0.get(&(hash, name)).is_some() {
        return Ok(true);
    }
    let is_good = is_key(&paper.db, &hash, scope).await.map_err(super::unavailable)?;
    if is_good {
        paper.known_keys.0.insert((hash, name), ());
    }
    Ok(is_good)
}
