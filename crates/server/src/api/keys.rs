//! Service keys: secrets of programs, stored hashed.

use std::{fmt, str::FromStr};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use store::{Db, Executor, Tx, args, audit, audit::Deed, statement};
use vocab::Ambient;
use web::sha256;

/// What a key is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyScope {
    /// `POST /api/v1/access`.
    Access,
}

impl fmt::Display for KeyScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("access")
    }
}

impl FromStr for KeyScope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "access" => Ok(Self::Access),
            other => Err(format!("“{other}” is no scope: use access")),
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
pub(crate) async fn is_key(db: &Db, secret: &str, scope: KeyScope) -> store::Result<bool> {
    let row = db.one(&FIND_KEY, args![sha256(secret.as_bytes()).as_slice()]).await?;
    Ok(row.map(|row| row.text("scope")).transpose()? == Some(scope.to_string()))
}
