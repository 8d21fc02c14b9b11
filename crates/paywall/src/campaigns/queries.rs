use jiff::Timestamp;
use store::{Db, Executor, Row, Tx, args, statement};

use super::Campaign;
use crate::link::LinkId;

impl Campaign {
    fn read(row: &Row) -> store::Result<Self> {
        let uses_max = row.int_opt("uses_max")?;
        Ok(Self {
            id: row.parse("id")?,
            name: row.text("name")?,
            scope: row.parse("scope")?,
            landing: row.text("landing")?,
            opens_premium: row.int("opens_premium")? != 0,
            starts_at: row.time("starts_at")?,
            ends_at: row.time("ends_at")?,
            uses_max: uses_max.map(|uses| u32::try_from(uses).unwrap_or(0)),
            uses: row.small("uses")?,
            days: row.small("days")?,
            revoked_at: row.time_opt("revoked_at")?,
        })
    }
}

statement! {
    LIST_OPEN_CAMPAIGNS = "SELECT id, name, scope, landing, opens_premium, starts_at, ends_at, uses_max, uses,
            days, revoked_at
        FROM campaigns WHERE revoked_at IS NULL AND ends_at > $1 ORDER BY made_at DESC LIMIT $2";
}

/// Those that open something at `now` or later, the latest first.
pub(crate) async fn list_open(
    on: impl Executor,
    now: Timestamp,
    limit: u32,
) -> store::Result<Vec<Campaign>> {
    on.all(&LIST_OPEN_CAMPAIGNS, args![now, limit]).await?.iter().map(Campaign::read).collect()
}

statement! {
    COUNT_OPEN_CAMPAIGNS = "SELECT COUNT(*) AS open FROM campaigns
        WHERE revoked_at IS NULL AND ends_at > $1";
}

pub(crate) async fn count_open(on: impl Executor, now: Timestamp) -> store::Result<i64> {
    on.one(&COUNT_OPEN_CAMPAIGNS, args![now]).await?.map_or(Ok(0), |row| row.int("open"))
}

statement! {
    LIST_CAMPAIGNS = "SELECT id, name, scope, landing, opens_premium, starts_at, ends_at, uses_max, uses,
            days, revoked_at
        FROM campaigns ORDER BY made_at DESC, id LIMIT $1";
}

/// The latest, whatever became of them.
pub(crate) async fn list(on: impl Executor, limit: u32) -> store::Result<Vec<Campaign>> {
    on.all(&LIST_CAMPAIGNS, args![limit]).await?.iter().map(Campaign::read).collect()
}

statement! {
    FIND_CAMPAIGN = "SELECT id, name, scope, landing, opens_premium, starts_at, ends_at, uses_max, uses,
            days, revoked_at
        FROM campaigns WHERE id = $1";
}

pub(crate) async fn find(on: impl Executor, id: LinkId) -> store::Result<Option<Campaign>> {
    let row = on.one(&FIND_CAMPAIGN, args![id.to_string()]).await?;
    row.as_ref().map(Campaign::read).transpose()
}

statement! {
    INSERT_CAMPAIGN = "INSERT INTO campaigns (id, name, scope, landing, opens_premium, starts_at, ends_at,
            uses_max, uses, days, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10)";
}

pub(crate) async fn insert(tx: &mut Tx, new: &Campaign, now: Timestamp) -> store::Result<()> {
    let Campaign { id, name, scope, landing, opens_premium, starts_at, ends_at, .. } = new;
    let args = args![
        id.to_string(),
        name,
        scope.to_string(),
        landing,
        i64::from(*opens_premium),
        *starts_at,
        *ends_at,
        new.uses_max,
        new.days,
        now
    ];
    tx.run(&INSERT_CAMPAIGN, args).await.map(drop)
}

statement! {
    MARK_CAMPAIGN_REVOKED = "UPDATE campaigns SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
}

/// Takes it back. False where it was.
pub(crate) async fn revoke(tx: &mut Tx, id: LinkId, now: Timestamp) -> store::Result<bool> {
    Ok(tx.run(&MARK_CAMPAIGN_REVOKED, args![id.to_string(), now]).await? > 0)
}

statement! {
    FIND_CAMPAIGN_DEVICE = "SELECT day FROM campaign_devices WHERE campaign = $1 AND device = $2";
}
statement! {
    INSERT_CAMPAIGN_DEVICE = "INSERT INTO campaign_devices (campaign, device, day) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
}
statement! {
    /// The campaign's row is the lock: of those who race exactly as many get in as there is room for.
    COUNT_CAMPAIGN_USE = "UPDATE campaigns SET uses = uses + 1
        WHERE id = $1 AND (uses_max IS NULL OR uses < uses_max) AND revoked_at IS NULL
            AND starts_at <= $2 AND ends_at > $2";
}
statement! {
    COUNT_CAMPAIGN_DAY = "INSERT INTO campaign_days (campaign, day, devices) VALUES ($1, $2, 1)
        ON CONFLICT (campaign, day) DO UPDATE SET devices = campaign_days.devices + 1";
}

/// Makes `device` one of the campaign's uses, once. False where there is no room.
pub(crate) async fn admit(
    db: &Db,
    campaign: &Campaign,
    device: &str,
    day: i32,
    now: Timestamp,
) -> store::Result<bool> {
    let id = campaign.id.to_string();
    if db.one(&FIND_CAMPAIGN_DEVICE, args![&id, device]).await?.is_some() {
        return Ok(true);
    }
    let mut tx = db.begin().await?;
    if tx.run(&INSERT_CAMPAIGN_DEVICE, args![&id, device, day]).await? == 0 {
        tx.rollback().await?;
        return Ok(true);
    }
    if tx.run(&COUNT_CAMPAIGN_USE, args![&id, now]).await? == 0 {
        tx.rollback().await?;
        return Ok(false);
    }
    tx.run(&COUNT_CAMPAIGN_DAY, args![&id, day]).await?;
    tx.commit().await?;
    Ok(true)
}

statement! {
    LIST_CAMPAIGN_DAYS = "SELECT day, devices FROM campaign_days WHERE campaign = $1
        ORDER BY day DESC LIMIT $2";
}

/// Day by day, the latest first: yyyymmdd, and how many devices it let in.
pub(crate) async fn list_days(
    on: impl Executor,
    id: LinkId,
    limit: u32,
) -> store::Result<Vec<(i64, i64)>> {
    let rows = on.all(&LIST_CAMPAIGN_DAYS, args![id.to_string(), limit]).await?;
    rows.iter().map(|row| Ok((row.int("day")?, row.int("devices")?))).collect()
}

statement! {
    DELETE_DEVICES_OF_PAST_CAMPAIGNS = "DELETE FROM campaign_devices WHERE campaign IN
        (SELECT id FROM campaigns WHERE ends_at < $1 OR revoked_at < $1)";
}

/// Forgets on which devices campaigns were used that are over.
pub(crate) async fn prune(db: &Db, now: Timestamp) -> store::Result<()> {
    db.run(&DELETE_DEVICES_OF_PAST_CAMPAIGNS, args![now]).await.map(drop)
}
