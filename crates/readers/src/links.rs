//! One-time links: a secret in a mail, its hash in the database.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use store::{Db, Executor, Result, Row, Tx, args, statement};
use vocab::{Ambient, ReaderId};
use web::{SafePath, hex, sha256};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Proves the address and logs in.
    LogIn,
    /// Sets a new password.
    Reset,
    /// Finishes a log-in of the staff, which a password alone does not.
    SecondFactor,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::LogIn => "log_in",
            Self::Reset => "reset",
            Self::SecondFactor => "second_factor",
        }
    }

    /// How long a link is good for. A new reader may have to wait for the mail.
    const fn life(self) -> SignedDuration {
        match self {
            Self::LogIn => SignedDuration::from_hours(24),
            Self::Reset => SignedDuration::from_mins(30),
            Self::SecondFactor => SignedDuration::from_mins(10),
        }
    }
}

statement! {
    INSERT_LINK = "INSERT INTO links (token_hash, reader_id, purpose, next, password_hash,
            browser_hash, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// What a new link is about.
pub(crate) struct NewLink<'a> {
    pub(crate) reader: ReaderId,
    pub(crate) purpose: Purpose,
    pub(crate) next: &'a SafePath,
    /// The password that takes effect when the link is used in the browser that chose it.
    pub(crate) password_hash: Option<&'a str>,
    /// The browser that asked for the mail: the hash of the secret in its cookie.
    pub(crate) browser_hash: Option<&'a str>,
}

/// Makes a link and returns its secret, in the caller's transaction.
pub async fn issue_link(
    on: impl Executor,
    ambient: &Ambient,
    reader: ReaderId,
    purpose: Purpose,
    next: &SafePath,
) -> Result<String> {
    insert_link(
        on,
        ambient,
        NewLink { reader, purpose, next, password_hash: None, browser_hash: None },
    )
    .await
}

pub(crate) async fn insert_link(
    on: impl Executor,
    ambient: &Ambient,
    new: NewLink<'_>,
) -> Result<String> {
    let now = ambient.now();
    let token = BASE64_URL_SAFE_NO_PAD.encode(ambient.bytes::<24>());
    let expires_at = now.saturating_add(new.purpose.life()).unwrap_or(now);
    let args = args![
        sha256(token.as_bytes()).as_slice(),
        new.reader,
        new.purpose.as_str(),
        new.next.as_str(),
        new.password_hash,
        new.browser_hash,
        now,
        expires_at,
    ];
    on.run(&INSERT_LINK, args).await?;
    Ok(token)
}

/// What a link leads to.
pub(crate) struct Link {
    pub(crate) reader: ReaderId,
    pub(crate) next: SafePath,
    pub(crate) password_hash: Option<String>,
    browser_hash: Option<String>,
}

/// What a link keeps of the browser that asked for it: the hash of the secret
/// in that browser's cookie.
pub(crate) fn browser_hash(secret: &str) -> String {
    hex(&sha256(secret.as_bytes()))
}

impl Link {
    /// Whether the browser that holds `secret` asked for this link.
    pub(crate) fn is_from(&self, secret: Option<&str>) -> bool {
        secret.is_some_and(|secret| self.browser_hash == Some(browser_hash(secret)))
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            reader: row.parse("reader_id")?,
            next: SafePath::parse(&row.text("next")?),
            password_hash: row.text_opt("password_hash")?,
            browser_hash: row.text_opt("browser_hash")?,
        })
    }
}

statement! {
    FIND_LINK = "SELECT reader_id, next, password_hash, browser_hash FROM links
        WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3";
}

statement! {
    VOID_LINKS = "UPDATE links SET used_at = $2 WHERE reader_id = $1 AND used_at IS NULL";
}

/// Makes all links of `reader` worthless: whoever sets a new password may do so
/// because somebody else reads the mails.
pub(crate) async fn void_links(tx: &mut Tx, ambient: &Ambient, reader: ReaderId) -> Result<()> {
    tx.run(&VOID_LINKS, args![reader, ambient.now()]).await.map(drop)
}

/// Looks at a link without using it.
pub(crate) async fn find_link(
    db: &Db,
    ambient: &Ambient,
    token: &str,
    purpose: Purpose,
) -> Result<Option<Link>> {
    let hash = sha256(token.as_bytes());
    let row = db.one(&FIND_LINK, args![hash.as_slice(), purpose.as_str(), ambient.now()]).await?;
    row.as_ref().map(Link::read).transpose()
}

statement! {
    USE_LINK = "UPDATE links SET used_at = $3
        WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3
        RETURNING reader_id, next, password_hash, browser_hash";
}

/// Uses a link up. Of two who try, one gets it.
pub(crate) async fn use_link(
    tx: &mut Tx,
    ambient: &Ambient,
    token: &str,
    purpose: Purpose,
) -> Result<Option<Link>> {
    let hash = sha256(token.as_bytes());
    let row = tx.one(&USE_LINK, args![hash.as_slice(), purpose.as_str(), ambient.now()]).await?;
    row.as_ref().map(Link::read).transpose()
}
