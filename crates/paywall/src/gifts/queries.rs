use jiff::Timestamp;
use store::{Db, Executor, Row, args, statement};
use vocab::{ReaderId, StoryNumber};

use super::GivenStory;
use crate::{Refusal, link::LinkId};

/// A gift, as its giver sees it.
#[derive(Clone, Debug)]
pub struct Gift {
    /// Its number.
    pub id: LinkId,
    /// Where its story lay when it was given.
    pub path: String,
    /// The headline of that moment.
    pub headline: String,
    /// When it was given.
    pub given_at: Timestamp,
    /// Until when it opens.
    pub expires_at: Timestamp,
    /// On how many devices it may open.
    pub openers_max: u32,
    /// On how many it was opened.
    pub openers: u32,
    /// When its giver took it back.
    pub revoked_at: Option<Timestamp>,
}

impl Gift {
    fn read(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.parse("id")?,
            path: row.text("path")?,
            headline: row.text("headline")?,
            given_at: row.time("given_at")?,
            expires_at: row.time("expires_at")?,
            openers_max: row.small("openers_max")?,
            openers: row.small("openers")?,
            revoked_at: row.time_opt("revoked_at")?,
        })
    }

    /// Whether it still lets anybody in at `now`, as far as time and its giver say.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

pub(super) struct NewGift<'a> {
    pub(super) giver: ReaderId,
    pub(super) month: i32,
    pub(super) story: GivenStory<'a>,
    pub(super) given_at: Timestamp,
    pub(super) expires_at: Timestamp,
    pub(super) openers_max: u32,
}

statement! {
    /// Takes the next place of the giver's month. Of those who race for it one gets it.
    INSERT_GIFT = "INSERT INTO gifts (id, giver, month, place, story, path, headline, given_at, expires_at,
            openers_max, openers)
        SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), COALESCE(MAX(place), 0) + 1,
            CAST($4 AS BIGINT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS BIGINT), CAST($8 AS BIGINT),
            CAST($9 AS BIGINT), 0
        FROM gifts WHERE giver = $2 AND month = $3
        HAVING COALESCE(MAX(place), 0) < $10 AND NOT EXISTS (SELECT 1 FROM gifts AS live
            WHERE live.giver = $2 AND live.story = $4 AND live.revoked_at IS NULL AND live.expires_at > $7)
        ON CONFLICT DO NOTHING";
}

/// False where the month is full, the story is given already, or another gift took the place.
pub(super) async fn insert(
    db: &Db,
    id: LinkId,
    new: &NewGift<'_>,
    per_month: u32,
) -> store::Result<bool> {
    let NewGift { giver, month, story, given_at, expires_at, openers_max } = *new;
    let GivenStory { number, path, headline } = story;
    let id = id.to_string();
    let args = args![
        id,
        giver,
        month,
        number,
        path,
        headline,
        given_at,
        expires_at,
        openers_max,
        per_month
    ];
    Ok(db.run(&INSERT_GIFT, args).await? > 0)
}

statement! {
    FIND_LIVE_GIFT = "SELECT id FROM gifts WHERE giver = $1 AND story = $2 AND revoked_at IS NULL
        AND expires_at > $3 ORDER BY given_at DESC LIMIT 1";
}

/// The giver's gift of this story that lets people in now.
pub(super) async fn find_live(
    db: &Db,
    giver: ReaderId,
    story: StoryNumber,
    now: Timestamp,
) -> store::Result<Option<LinkId>> {
    let row = db.one(&FIND_LIVE_GIFT, args![giver, story, now]).await?;
    row.map(|row| row.parse("id")).transpose()
}

statement! {
    COUNT_GIFTS_OF_MONTH = "SELECT COUNT(*) AS given FROM gifts WHERE giver = $1 AND month = $2";
}

pub(super) async fn count_given(db: &Db, giver: ReaderId, month: i32) -> store::Result<u32> {
    let row = db.one(&COUNT_GIFTS_OF_MONTH, args![giver, month]).await?;
    row.map_or(Ok(0), |row| row.small("given"))
}

statement! {
    FIND_GIFT = "SELECT id, path, headline, given_at, expires_at, openers_max, openers, revoked_at
        FROM gifts WHERE id = $1 AND giver = $2";
}

/// The gift, if it is this giver's.
pub(super) async fn find(db: &Db, id: LinkId, giver: ReaderId) -> store::Result<Option<Gift>> {
    let row = db.one(&FIND_GIFT, args![id.to_string(), giver]).await?;
    row.as_ref().map(Gift::read).transpose()
}

statement! {
    LIST_GIFTS = "SELECT id, path, headline, given_at, expires_at, openers_max, openers, revoked_at
        FROM gifts WHERE giver = $1 ORDER BY given_at DESC, place DESC LIMIT $2";
}

/// The giver's last gifts, newest first.
pub(super) async fn list(db: &Db, giver: ReaderId, limit: u32) -> store::Result<Vec<Gift>> {
    db.all(&LIST_GIFTS, args![giver, limit]).await?.iter().map(Gift::read).collect()
}

statement! {
    MARK_GIFT_REVOKED = "UPDATE gifts SET revoked_at = $3
        WHERE id = $1 AND giver = $2 AND revoked_at IS NULL";
}

/// Takes a gift back; once is enough.
pub(super) async fn revoke(
    db: &Db,
    id: LinkId,
    giver: ReaderId,
    now: Timestamp,
) -> store::Result<()> {
    db.run(&MARK_GIFT_REVOKED, args![id.to_string(), giver, now]).await.map(drop)
}

/// A gift, as whoever opens it meets it.
pub(super) struct Opening {
    pub(super) giver: ReaderId,
    story: StoryNumber,
    expires_at: Timestamp,
    revoked_at: Option<Timestamp>,
    /// Whether whoever asks is one of its openers already.
    pub(super) is_known: bool,
}

impl Opening {
    /// Why it does not open story `number`, whoever asks.
    pub(super) fn refuses(&self, number: StoryNumber, now: Timestamp) -> Option<Refusal> {
        if self.story != number {
            Some(Refusal::OtherStory)
        } else if self.revoked_at.is_some() {
            Some(Refusal::TakenBack)
        } else {
            (now >= self.expires_at).then_some(Refusal::Expired)
        }
    }
}

statement! {
    FIND_GIFT_WITH_OPENER = "SELECT giver, story, expires_at, revoked_at,
            (SELECT COUNT(*) FROM gift_openers WHERE gift = $1 AND opener = $2) AS known
        FROM gifts WHERE id = $1";
}

pub(super) async fn find_with_opener(
    db: &Db,
    id: LinkId,
    opener: &str,
) -> store::Result<Option<Opening>> {
    let row = db.one(&FIND_GIFT_WITH_OPENER, args![id.to_string(), opener]).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Opening {
        giver: row.parse("giver")?,
        story: row.small("story").map(StoryNumber)?,
        expires_at: row.time("expires_at")?,
        revoked_at: row.time_opt("revoked_at")?,
        is_known: row.int("known")? > 0,
    }))
}

statement! {
    INSERT_GIFT_OPENER = "INSERT INTO gift_openers (gift, opener, opened_at) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
}
statement! {
    /// The gift's row is the lock: of those who race exactly as many get in as there is room for.
    COUNT_GIFT_OPENER = "UPDATE gifts SET openers = openers + 1
        WHERE id = $1 AND openers < openers_max AND revoked_at IS NULL AND expires_at > $2";
}

/// Makes whoever asks one of its openers. False where there is no room.
pub(super) async fn admit(
    db: &Db,
    id: LinkId,
    opener: &str,
    now: Timestamp,
) -> store::Result<bool> {
    let id = id.to_string();
    let mut tx = db.begin().await?;
    if tx.run(&INSERT_GIFT_OPENER, args![&id, opener, now]).await? == 0 {
        // The same device in another tab was first, and is counted.
        tx.rollback().await?;
        return Ok(true);
    }
    if tx.run(&COUNT_GIFT_OPENER, args![&id, now]).await? == 0 {
        tx.rollback().await?;
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}

/// A story, and how often it was given.
#[derive(Clone, Debug)]
pub(crate) struct GiftedStory {
    /// Where it lay when it was last given.
    pub(crate) path: String,
    /// The headline of that moment.
    pub(crate) headline: String,
    /// How many gave it.
    pub(crate) gifts: i64,
    /// On how many devices it was opened.
    pub(crate) openers: i64,
}

statement! {
    LIST_MOST_GIFTED = "SELECT MAX(path) AS path, MAX(headline) AS headline, COUNT(*) AS gifts,
            CAST(SUM(openers) AS BIGINT) AS openers
        FROM gifts WHERE month >= $1 GROUP BY story ORDER BY gifts DESC, openers DESC, story DESC LIMIT $2";
}

/// The stories that were given most often since month `from`.
pub(crate) async fn list_most_gifted(
    db: &Db,
    from: i32,
    limit: u32,
) -> store::Result<Vec<GiftedStory>> {
    let read = |row: &Row| {
        Ok(GiftedStory {
            path: row.text("path")?,
            headline: row.text("headline")?,
            gifts: row.int("gifts")?,
            openers: row.int("openers")?,
        })
    };
    db.all(&LIST_MOST_GIFTED, args![from, limit]).await?.iter().map(read).collect()
}

/// The gifts of one month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GiftMonth {
    /// yyyymm.
    pub(crate) month: i64,
    pub(crate) gifts: i64,
    pub(crate) givers: i64,
    pub(crate) openers: i64,
}

statement! {
    LIST_GIFT_MONTHS = "SELECT month, COUNT(*) AS gifts, COUNT(DISTINCT giver) AS givers,
            CAST(SUM(openers) AS BIGINT) AS openers
        FROM gifts GROUP BY month ORDER BY month DESC LIMIT $1";
}

/// What was given month by month, the latest first.
pub(crate) async fn list_months(db: &Db, limit: u32) -> store::Result<Vec<GiftMonth>> {
    let read = |row: &Row| {
        Ok(GiftMonth {
            month: row.int("month")?,
            gifts: row.int("gifts")?,
            givers: row.int("givers")?,
            openers: row.int("openers")?,
        })
    };
    db.all(&LIST_GIFT_MONTHS, args![limit]).await?.iter().map(read).collect()
}

statement! {
    DELETE_OPENERS_OF_EXPIRED_GIFTS = "DELETE FROM gift_openers WHERE gift IN
        (SELECT id FROM gifts WHERE expires_at < $1)";
}
statement! {
    DELETE_OLD_GIFTS = "DELETE FROM gifts WHERE expires_at < $1";
}

/// Forgets who opened what has expired, and the gifts that expired before `oldest`.
pub(crate) async fn prune(db: &Db, now: Timestamp, oldest: Timestamp) -> store::Result<()> {
    db.run(&DELETE_OPENERS_OF_EXPIRED_GIFTS, args![now]).await?;
    db.run(&DELETE_OLD_GIFTS, args![oldest]).await.map(drop)
}
