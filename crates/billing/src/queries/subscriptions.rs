use jiff::Timestamp;
use store::{Db, Executor, Result, Tx, args, statement};
use terms::Status;
use vocab::{ReaderId, SubscriptionId};

use super::plans::plan_columns;
use crate::Subscription;

/// A subscription with its plan and its standing cancellation.
macro_rules! subscription_query {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.reader_id, s.status, s.state, s.gateway, s.mandate, s.anchor_at,
                s.period_index, s.period_ends_at, s.renews, s.declines, s.declined_since,
                s.next_action_at, s.lease_until, s.created_at, s.ended_at,
                c.effective_at AS cancels_at, r.email, r.language,
                r.disabled_at AS account_closed_at,
                CASE WHEN s.reader_id IS NULL THEN (SELECT k.email FROM checkouts k
                    WHERE k.subscription_id = s.id ORDER BY k.created_at DESC LIMIT 1) END
                    AS checkout_email, ",
            plan_columns!(),
            " FROM subscriptions s JOIN plans p ON p.id = s.plan_id
            LEFT JOIN cancellations c ON c.subscription_id = s.id AND c.withdrawn_at IS NULL
            LEFT JOIN readers r ON r.id = s.reader_id ",
            $rest
        )
    };
}

statement! {
    FIND_SUBSCRIPTION = subscription_query!("WHERE s.id = $1");
}

/// The subscription `id`.
pub(crate) async fn find(on: impl Executor, id: SubscriptionId) -> Result<Option<Subscription>> {
    on.one(&FIND_SUBSCRIPTION, args![id]).await?.as_ref().map(Subscription::read).transpose()
}

statement! {
    LOCK_SUBSCRIPTION = "UPDATE subscriptions SET revision = revision + 1 WHERE id = $1";
}

/// The subscription `id`, held by this transaction until it ends: whoever wants
/// to change it as well waits.
pub(crate) async fn lock(tx: &mut Tx, id: SubscriptionId) -> Result<Option<Subscription>> {
    tx.run(&LOCK_SUBSCRIPTION, args![id]).await?;
    find(tx, id).await
}

statement! {
    FIND_RUNNING = subscription_query!("WHERE s.reader_id = $1
        AND s.status IN ('trialing', 'active', 'past_due', 'on_hold', 'paused')");
}

/// The reader's running subscription; the database admits one.
pub(crate) async fn find_running(
    on: impl Executor,
    reader: ReaderId,
) -> Result<Option<Subscription>> {
    on.one(&FIND_RUNNING, args![reader]).await?.as_ref().map(Subscription::read).transpose()
}

statement! {
    FIND_LATEST_ENDED = subscription_query!("WHERE s.reader_id = $1
        AND s.status IN ('cancelled', 'expired') ORDER BY s.ended_at DESC, s.id DESC LIMIT 1");
}

/// The reader's subscription that ended last.
pub(crate) async fn find_latest_ended(
    on: impl Executor,
    reader: ReaderId,
) -> Result<Option<Subscription>> {
    on.one(&FIND_LATEST_ENDED, args![reader]).await?.as_ref().map(Subscription::read).transpose()
}

statement! {
    INSERT_SUBSCRIPTION = "INSERT INTO subscriptions (id, reader_id, plan_id, status, state, gateway,
            anchor_at, period_index, period_ends_at, renews, declines, next_action_at, created_at, revision)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, 0)";
}

/// Keeps a subscription that a checkout has just begun.
pub(crate) async fn insert(on: impl Executor, s: &Subscription) -> Result<()> {
    let args = args![
        s.id,
        s.reader,
        s.plan.id,
        s.status.as_str(),
        s.state.code(),
        &s.gateway,
        s.anchor_at,
        s.period_index,
        s.period_ends_at,
        s.renews,
        s.next_action_at,
        s.created_at,
    ];
    on.run(&INSERT_SUBSCRIPTION, args).await.map(drop)
}

statement! {
    UPDATE_SUBSCRIPTION = "UPDATE subscriptions SET reader_id = $2, status = $3, mandate = $4,
            anchor_at = $5, period_index = $6, period_ends_at = $7, renews = $8, declines = $9,
            declined_since = $10, next_action_at = $11, ended_at = $12
        WHERE id = $1";
}

/// Keeps what has become of a subscription. Its lease stays as it is: whoever
/// holds it goes on.
pub(crate) async fn update(on: impl Executor, s: &Subscription) -> Result<()> {
    let args = args![
        s.id,
        s.reader,
        s.status.as_str(),
        s.mandate.clone(),
        s.anchor_at,
        s.period_index,
        s.period_ends_at,
        s.renews,
        s.declines,
        s.declined_since,
        s.next_action_at,
        s.ended_at,
    ];
    on.run(&UPDATE_SUBSCRIPTION, args).await.map(drop)
}

statement! {
    /// The twins differ in how rows are chosen: PostgreSQL's workers skip each
    /// other's (once, hence the materialised list), SQLite's take turns anyway.
    CLAIM_DUE = sqlite "UPDATE subscriptions SET lease_until = $2 WHERE id IN
            (SELECT id FROM subscriptions WHERE next_action_at <= $1
                AND (lease_until IS NULL OR lease_until <= $1) ORDER BY next_action_at LIMIT $3)
            RETURNING id",
        postgres "WITH due AS MATERIALIZED (SELECT id FROM subscriptions WHERE next_action_at <= $1
                AND (lease_until IS NULL OR lease_until <= $1) ORDER BY next_action_at LIMIT $3
                FOR UPDATE SKIP LOCKED)
            UPDATE subscriptions SET lease_until = $2 WHERE id IN (SELECT id FROM due)
            RETURNING id";
}

/// Claims up to `limit` subscriptions for which something is due, until `until`.
pub(crate) async fn claim_due(
    db: &Db,
    now: Timestamp,
    until: Timestamp,
    limit: u32,
) -> Result<Vec<SubscriptionId>> {
    db.all(&CLAIM_DUE, args![now, until, limit]).await?.iter().map(|row| row.parse("id")).collect()
}

statement! {
    CLAIM_ONE = "UPDATE subscriptions SET lease_until = $3
        WHERE id = $1 AND (lease_until IS NULL OR lease_until <= $2)";
}

/// Claims one subscription. False if somebody holds it.
pub(crate) async fn claim_one(
    db: &Db,
    id: SubscriptionId,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool> {
    Ok(db.run(&CLAIM_ONE, args![id, now, until]).await? > 0)
}

statement! {
    RELEASE = "UPDATE subscriptions SET lease_until = NULL, next_action_at = $3
        WHERE id = $1 AND lease_until = $2";
}

/// Gives a claimed subscription back until `next_action_at`. Nothing happens if
/// the lease has run out and another worker holds it.
pub(crate) async fn release(
    on: impl Executor,
    id: SubscriptionId,
    lease: Timestamp,
    next_action_at: Option<Timestamp>,
) -> Result<()> {
    on.run(&RELEASE, args![id, lease, next_action_at]).await.map(drop)
}

statement! {
    /// Keyset paging: newest first, from the row before (created_at, id). An
    /// empty status or reader means any.
    LIST_SUBSCRIPTIONS = subscription_query!("WHERE (s.created_at, s.id) < ($1, $2)
        AND ($3 = '' OR s.status = $3) AND ($4 = '' OR s.reader_id = $4)
        ORDER BY s.created_at DESC, s.id DESC LIMIT $5");
}

/// Up to `limit` subscriptions older than `before`, newest first.
pub(crate) async fn list(
    db: &Db,
    before: (Timestamp, &str),
    status: Option<Status>,
    reader: Option<ReaderId>,
    limit: u32,
) -> Result<Vec<Subscription>> {
    let status = status.map_or("", Status::as_str);
    let reader = reader.map_or_else(String::new, |id| id.to_string());
    let args = args![before.0, before.1, status, reader, limit];
    db.all(&LIST_SUBSCRIPTIONS, args).await?.iter().map(Subscription::read).collect()
}
