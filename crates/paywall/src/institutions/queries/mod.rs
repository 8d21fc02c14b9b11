//! All SQL of institutions.

mod codes;
mod grounds;
mod usage;

use jiff::Timestamp;
use store::{Executor, Row, Tx, args, settings, statement};

pub(crate) use codes::*;
pub(crate) use grounds::*;
pub(crate) use usage::*;

use super::{Agreement, INSTITUTIONS_MAX};

/// The sequence whose row is the lock of whoever changes agreements, networks or domains.
const CHANGES: &str = "institution_changes";

/// Holds all institutions still for the rest of the transaction: nobody else changes
/// an agreement, a network or a domain meanwhile, on any node.
pub(crate) async fn hold(tx: &mut Tx) -> store::Result<()> {
    settings::advance_sequence(tx, CHANGES).await.map(drop)
}

impl Agreement {
    fn read(row: &Row) -> store::Result<Self> {
        Ok(Self {
            slug: row.text("slug")?,
            name: row.text("name")?,
            contact: row.text("contact")?,
            benefits: row.parse("benefits")?,
            starts_on: row.parse("starts_on")?,
            ends_on: row.parse("ends_on")?,
            paused_at: row.time_opt("paused_at")?,
            ended_at: row.time_opt("ended_at")?,
        })
    }
}

statement! {
    LIST_OPEN_INSTITUTIONS = "SELECT slug, name, contact, benefits, starts_on, ends_on, paused_at, ended_at
        FROM institutions WHERE ended_at IS NULL ORDER BY name, slug LIMIT $1";
}

/// Those that have not been ended, by name.
pub(crate) async fn list_open(on: impl Executor) -> store::Result<Vec<Agreement>> {
    let rows = on.all(&LIST_OPEN_INSTITUTIONS, args![INSTITUTIONS_MAX]).await?;
    rows.iter().map(Agreement::read).collect()
}

statement! {
    LIST_INSTITUTION_SLUGS = "SELECT slug FROM institutions";
}

/// The short names of all, those included that have been ended: rules may name them still.
pub(crate) async fn list_slugs(on: impl Executor) -> store::Result<Vec<String>> {
    let rows = on.all(&LIST_INSTITUTION_SLUGS, args![]).await?;
    rows.iter().map(|row| row.text("slug")).collect()
}

statement! {
    LIST_ENDED_INSTITUTIONS = "SELECT slug, name, contact, benefits, starts_on, ends_on, paused_at, ended_at
        FROM institutions WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, slug LIMIT $1";
}

/// Those that have been ended, the latest first.
pub(crate) async fn list_ended(on: impl Executor, limit: u32) -> store::Result<Vec<Agreement>> {
    on.all(&LIST_ENDED_INSTITUTIONS, args![limit]).await?.iter().map(Agreement::read).collect()
}

statement! {
    FIND_INSTITUTION = "SELECT slug, name, contact, benefits, starts_on, ends_on, paused_at, ended_at
        FROM institutions WHERE slug = $1";
}

pub(crate) async fn find(on: impl Executor, slug: &str) -> store::Result<Option<Agreement>> {
    let row = on.one(&FIND_INSTITUTION, args![slug]).await?;
    row.as_ref().map(Agreement::read).transpose()
}

statement! {
    COUNT_OPEN_INSTITUTIONS = "SELECT COUNT(*) AS open FROM institutions WHERE ended_at IS NULL";
}

pub(crate) async fn count_open(on: impl Executor) -> store::Result<i64> {
    on.one(&COUNT_OPEN_INSTITUTIONS, args![]).await?.map_or(Ok(0), |row| row.int("open"))
}

statement! {
    INSERT_INSTITUTION = "INSERT INTO institutions (slug, name, contact, benefits, starts_on, ends_on, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (slug) DO NOTHING";
}

/// Makes it. False where the slug is taken.
pub(crate) async fn insert(tx: &mut Tx, new: &Agreement, now: Timestamp) -> store::Result<bool> {
    let Agreement { slug, name, contact, benefits, starts_on, ends_on, .. } = new;
    let dates = [starts_on.to_string(), ends_on.to_string()];
    let [starts_on, ends_on] = dates;
    let args = args![slug, name, contact, benefits.to_string(), starts_on, ends_on, now];
    Ok(tx.run(&INSERT_INSTITUTION, args).await? > 0)
}

statement! {
    CHANGE_INSTITUTION = "UPDATE institutions SET name = $2, contact = $3, benefits = $4, starts_on = $5,
            ends_on = $6
        WHERE slug = $1 AND ended_at IS NULL";
}

/// Changes all but the slug. False where it has been ended.
pub(crate) async fn change(tx: &mut Tx, new: &Agreement) -> store::Result<bool> {
    let Agreement { slug, name, contact, benefits, starts_on, ends_on, .. } = new;
    let (starts_on, ends_on) = (starts_on.to_string(), ends_on.to_string());
    let args = args![slug, name, contact, benefits.to_string(), starts_on, ends_on];
    Ok(tx.run(&CHANGE_INSTITUTION, args).await? > 0)
}

statement! {
    MARK_INSTITUTION_PAUSED = "UPDATE institutions SET paused_at = $2
        WHERE slug = $1 AND paused_at IS NULL AND ended_at IS NULL";
}

/// Pauses it. False where it is paused or has been ended.
pub(crate) async fn pause(tx: &mut Tx, slug: &str, now: Timestamp) -> store::Result<bool> {
    Ok(tx.run(&MARK_INSTITUTION_PAUSED, args![slug, now]).await? > 0)
}

statement! {
    MARK_INSTITUTION_RESUMED = "UPDATE institutions SET paused_at = NULL
        WHERE slug = $1 AND paused_at IS NOT NULL AND ended_at IS NULL";
}

/// Lets it go on. False where it is not paused.
pub(crate) async fn resume(tx: &mut Tx, slug: &str) -> store::Result<bool> {
    Ok(tx.run(&MARK_INSTITUTION_RESUMED, args![slug]).await? > 0)
}

statement! {
    MARK_INSTITUTION_ENDED = "UPDATE institutions SET ended_at = $2
        WHERE slug = $1 AND ended_at IS NULL";
}

/// Ends it for good. False where it has been.
pub(crate) async fn end(tx: &mut Tx, slug: &str, now: Timestamp) -> store::Result<bool> {
    Ok(tx.run(&MARK_INSTITUTION_ENDED, args![slug, now]).await? > 0)
}
