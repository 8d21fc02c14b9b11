use jiff::Timestamp;
use store::{Db, Executor, Result, args, statement};
use vocab::ReaderId;
use web::RoleSet;
use words::Language;

use crate::Reader;

statement! {
    FIND_READER = "SELECT id, email, name, password_hash, roles, verified_at, created_at, disabled_at, language
        FROM readers WHERE id = $1";
}

/// The account `id`.
pub async fn find_reader(on: impl Executor, id: ReaderId) -> Result<Option<Reader>> {
    on.one(&FIND_READER, args![id]).await?.as_ref().map(Reader::read).transpose()
}

statement! {
    FIND_READER_BY_EMAIL = "SELECT id, email, name, password_hash, roles, verified_at, created_at, disabled_at, language
        FROM readers WHERE email_key = $1";
}

/// The account of an address, in whatever letters it is written.
pub async fn find_reader_by_email(on: impl Executor, email: &str) -> Result<Option<Reader>> {
    let key = mail::address_key(email);
    on.one(&FIND_READER_BY_EMAIL, args![key]).await?.as_ref().map(Reader::read).transpose()
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewReader<'a> {
    /// Its id.
    pub id: ReaderId,
    /// Its address.
    pub email: &'a str,
    /// Its name; may be empty.
    pub name: &'a str,
    /// The hash of its password, if it has one.
    pub password_hash: Option<&'a str>,
    /// Its roles.
    pub roles: &'a RoleSet,
    /// Whether the address is proven already.
    pub verified: bool,
}

statement! {
    INSERT_READER = "INSERT INTO readers (id, email, email_key, name, password_hash, roles, verified_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (email_key) DO NOTHING";
}

/// Makes an account. False if the address has one already.
pub async fn insert_reader(on: impl Executor, new: &NewReader<'_>, now: Timestamp) -> Result<bool> {
    let args = args![
        new.id,
        new.email.trim(),
        mail::address_key(new.email),
        new.name.trim(),
        new.password_hash,
        new.roles.to_string(),
        new.verified.then_some(now),
        now,
    ];
    Ok(on.run(&INSERT_READER, args).await? > 0)
}

statement! {
    MARK_VERIFIED = "UPDATE readers SET verified_at = COALESCE(verified_at, $2) WHERE id = $1";
}

/// Notes that the address is proven.
pub async fn mark_verified(on: impl Executor, id: ReaderId, now: Timestamp) -> Result<()> {
    on.run(&MARK_VERIFIED, args![id, now]).await.map(drop)
}

statement! {
    SET_LANGUAGE = "UPDATE readers SET language = $2 WHERE id = $1";
}

/// Notes in which language an account is written to.
pub async fn set_language(on: impl Executor, id: ReaderId, language: Language) -> Result<()> {
    on.run(&SET_LANGUAGE, args![id, language.code()]).await.map(drop)
}

statement! {
    SET_PASSWORD = "UPDATE readers SET password_hash = $2 WHERE id = $1";
}

pub(crate) async fn set_password(on: impl Executor, id: ReaderId, hash: &str) -> Result<()> {
    on.run(&SET_PASSWORD, args![id, hash]).await.map(drop)
}

statement! {
    SET_ROLES = "UPDATE readers SET roles = $2 WHERE id = $1";
}

/// Gives an account exactly these roles.
pub async fn set_roles(on: impl Executor, id: ReaderId, roles: &RoleSet) -> Result<()> {
    on.run(&SET_ROLES, args![id, roles.to_string()]).await.map(drop)
}

statement! {
    SET_DISABLED = "UPDATE readers SET disabled_at = $2 WHERE id = $1";
}

pub(crate) async fn set_disabled(
    on: impl Executor,
    id: ReaderId,
    at: Option<Timestamp>,
) -> Result<()> {
    on.run(&SET_DISABLED, args![id, at]).await.map(drop)
}

statement! {
    /// Keyset paging: newest first, from the row before (created_at, id).
    LIST_READERS = "SELECT id, email, name, password_hash, roles, verified_at, created_at, disabled_at, language
        FROM readers
        WHERE (created_at, id) < ($1, $2) AND (email_key >= $3 AND email_key < $4)
        ORDER BY created_at DESC, id DESC LIMIT $5";
}

/// Up to `limit` accounts older than `before`, whose address begins with `prefix`.
pub async fn list_readers(
    db: &Db,
    before: (Timestamp, &str),
    prefix: &str,
    limit: u32,
) -> Result<Vec<Reader>> {
    let prefix = mail::address_key(prefix);
    // No character sorts after this one in either database's byte order of UTF-8.
    let end = format!("{prefix}\u{10ffff}");
    let args = args![before.0, before.1, prefix, end, limit];
    db.all(&LIST_READERS, args).await?.iter().map(Reader::read).collect()
}

statement! {
    COUNT_READERS = "SELECT COUNT(*) AS count FROM readers";
}

/// How many accounts there are.
pub async fn count_readers(db: &Db) -> Result<i64> {
    db.one(&COUNT_READERS, args![]).await?.map_or(Ok(0), |row| row.int("count"))
}

statement! {
    FIND_OWNER = "SELECT id FROM readers
        WHERE ' ' || roles || ' ' LIKE '% owner %' AND disabled_at IS NULL LIMIT 1";
}

/// Whether the paper has an owner.
pub async fn has_owner(db: &Db) -> Result<bool> {
    Ok(db.one(&FIND_OWNER, args![]).await?.is_some())
}
