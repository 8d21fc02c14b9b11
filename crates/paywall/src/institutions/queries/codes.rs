use jiff::{Timestamp, civil::Date};
use store::{Db, Executor, Row, Tx, args, statement};
use vocab::ReaderId;

use crate::LinkId;

/// An access code, as the desk sees it: without the code itself.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub id: LinkId,
    pub label: String,
    /// How many readers may redeem it, and how many did.
    pub readers_max: u32,
    pub readers: u32,
    /// The last day on which it may be redeemed.
    pub expires_on: Option<Date>,
    pub revoked_at: Option<Timestamp>,
}

impl Code {
    fn read(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.parse("id")?,
            label: row.text("label")?,
            readers_max: row.small("readers_max")?,
            readers: row.small("readers")?,
            expires_on: row.parse_opt("expires_on")?,
            revoked_at: row.time_opt("revoked_at")?,
        })
    }

    /// Whether somebody may still redeem it on `today`.
    pub(crate) fn is_live(&self, today: Date) -> bool {
        self.revoked_at.is_none()
            && self.readers < self.readers_max
            && self.expires_on.is_none_or(|last| today <= last)
    }
}

statement! {
    LIST_CODES = "SELECT id, label, readers_max, readers, expires_on, revoked_at
        FROM institution_codes WHERE institution = $1 ORDER BY made_at DESC, id LIMIT $2";
}

/// An institution's codes, the latest first.
pub(crate) async fn list_codes(
    on: impl Executor,
    institution: &str,
    limit: u32,
) -> store::Result<Vec<Code>> {
    on.all(&LIST_CODES, args![institution, limit]).await?.iter().map(Code::read).collect()
}

statement! {
    COUNT_CODES = "SELECT COUNT(*) AS codes FROM institution_codes WHERE institution = $1";
}

pub(crate) async fn count_codes(on: impl Executor, institution: &str) -> store::Result<i64> {
    on.one(&COUNT_CODES, args![institution]).await?.map_or(Ok(0), |row| row.int("codes"))
}

statement! {
    INSERT_CODE = "INSERT INTO institution_codes (id, institution, code_hash, label, readers_max, readers,
            expires_on, made_at)
        VALUES ($1, $2, $3, $4, $5, 0, $6, $7)";
}

pub(crate) async fn insert_code(
    tx: &mut Tx,
    institution: &str,
    (code, hash): (&Code, &str),
    now: Timestamp,
) -> store::Result<()> {
    let expires_on = code.expires_on.map(|date| date.to_string());
    let id = code.id.to_string();
    let args = args![id, institution, hash, &code.label, code.readers_max, expires_on, now];
    tx.run(&INSERT_CODE, args).await.map(drop)
}

statement! {
    MARK_CODE_REVOKED = "UPDATE institution_codes SET revoked_at = $3
        WHERE id = $1 AND institution = $2 AND revoked_at IS NULL RETURNING label";
}

/// Revokes it, and gives its label. None where it is not there or was revoked.
pub(crate) async fn revoke_code(
    tx: &mut Tx,
    institution: &str,
    id: LinkId,
    now: Timestamp,
) -> store::Result<Option<String>> {
    let row = tx.one(&MARK_CODE_REVOKED, args![id.to_string(), institution, now]).await?;
    row.map(|row| row.text("label")).transpose()
}

statement! {
    END_MEMBERS_OF_CODE = "UPDATE institution_members SET left_at = $2
        WHERE code = $1 AND left_at IS NULL";
}

/// Ends the memberships of everybody who came by a code; how many they were.
pub(crate) async fn end_members_of(tx: &mut Tx, id: LinkId, now: Timestamp) -> store::Result<u64> {
    tx.run(&END_MEMBERS_OF_CODE, args![id.to_string(), now]).await
}

statement! {
    FIND_CODE_BY_HASH = "SELECT c.id, c.institution, c.expires_on, c.revoked_at, m.left_at AS left_at,
            m.code AS member_by
        FROM institution_codes c
        LEFT JOIN institution_members m ON m.institution = c.institution AND m.reader_id = $2
        WHERE c.code_hash = $1";
}

/// A code that somebody typed, and how that reader stands with its institution.
#[derive(Clone, Debug)]
pub(crate) struct TypedCode {
    pub id: LinkId,
    pub institution: String,
    pub expires_on: Option<Date>,
    pub revoked_at: Option<Timestamp>,
    /// The code by which the reader is or was a member.
    pub member_by: Option<LinkId>,
    /// When the reader left.
    pub left_at: Option<Timestamp>,
}

pub(crate) async fn find_typed_code(
    on: impl Executor,
    hash: &str,
    reader: ReaderId,
) -> store::Result<Option<TypedCode>> {
    let Some(row) = on.one(&FIND_CODE_BY_HASH, args![hash, reader]).await? else {
        return Ok(None);
    };
    Ok(Some(TypedCode {
        id: row.parse("id")?,
        institution: row.text("institution")?,
        expires_on: row.parse_opt("expires_on")?,
        revoked_at: row.time_opt("revoked_at")?,
        member_by: row.parse_opt("member_by")?,
        left_at: row.time_opt("left_at")?,
    }))
}

statement! {
    /// The code's row is the lock: of those who race exactly as many get in as there is room for.
    COUNT_REDEMPTION = "UPDATE institution_codes SET readers = readers + 1
        WHERE id = $1 AND readers < readers_max AND revoked_at IS NULL";
}

/// Takes one of the code's places. False where there is none.
pub(crate) async fn count_redemption(tx: &mut Tx, id: LinkId) -> store::Result<bool> {
    Ok(tx.run(&COUNT_REDEMPTION, args![id.to_string()]).await? > 0)
}

statement! {
    SET_MEMBER = "INSERT INTO institution_members (reader_id, institution, code, joined_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (reader_id, institution) DO UPDATE SET code = excluded.code,
            joined_at = excluded.joined_at, left_at = NULL
        WHERE institution_members.left_at IS NOT NULL";
}

/// Makes the reader a member. False where it is one: nothing was changed.
pub(crate) async fn set_member(
    tx: &mut Tx,
    reader: ReaderId,
    code: &TypedCode,
    now: Timestamp,
) -> store::Result<bool> {
    let args = args![reader, &code.institution, code.id.to_string(), now];
    Ok(tx.run(&SET_MEMBER, args).await? > 0)
}

statement! {
    MARK_MEMBER_LEFT = "UPDATE institution_members SET left_at = $3
        WHERE reader_id = $1 AND institution = $2 AND left_at IS NULL";
}

/// Ends a membership. False where there is none.
pub(crate) async fn leave(
    tx: &mut Tx,
    reader: ReaderId,
    institution: &str,
    now: Timestamp,
) -> store::Result<bool> {
    Ok(tx.run(&MARK_MEMBER_LEFT, args![reader, institution, now]).await? > 0)
}

statement! {
    LIST_MEMBERSHIPS = "SELECT m.institution FROM institution_members m
        JOIN institutions i ON i.slug = m.institution
        WHERE m.reader_id = $1 AND m.left_at IS NULL AND i.ended_at IS NULL ORDER BY m.joined_at";
}

/// The institutions to which a reader belongs by a code.
pub(crate) async fn list_memberships(
    on: impl Executor,
    reader: ReaderId,
) -> store::Result<Vec<String>> {
    let rows = on.all(&LIST_MEMBERSHIPS, args![reader]).await?;
    rows.iter().map(|row| row.text("institution")).collect()
}

statement! {
    LIST_ALL_MEMBERS = "SELECT m.reader_id, m.institution FROM institution_members m
        JOIN institutions i ON i.slug = m.institution
        WHERE m.left_at IS NULL AND i.ended_at IS NULL
            AND (m.reader_id, m.institution) > ($1, $2)
        ORDER BY m.reader_id, m.institution LIMIT $3";
}

const BATCH: u32 = 5_000;

/// Everybody who belongs to an institution by a code.
pub(crate) async fn list_all_members(db: &Db) -> store::Result<Vec<(ReaderId, String)>> {
    let mut members: Vec<(ReaderId, String)> = Vec::new();
    loop {
        let (reader, institution) = members
            .last()
            .map_or_else(Default::default, |(reader, slug)| (reader.to_string(), slug.clone()));
        let rows = db.all(&LIST_ALL_MEMBERS, args![reader, institution, BATCH]).await?;
        for row in &rows {
            members.push((row.parse("reader_id")?, row.text("institution")?));
        }
        if u32::try_from(rows.len()).unwrap_or(0) < BATCH {
            return Ok(members);
        }
    }
}

statement! {
    COUNT_MEMBERS = "SELECT COUNT(*) AS members FROM institution_members
        WHERE institution = $1 AND left_at IS NULL";
}

/// How many belong to an institution by a code.
pub(crate) async fn count_members(on: impl Executor, institution: &str) -> store::Result<i64> {
    on.one(&COUNT_MEMBERS, args![institution]).await?.map_or(Ok(0), |row| row.int("members"))
}
