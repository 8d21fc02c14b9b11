use jiff::Timestamp;
use store::{Db, Executor, Result, args, statement};
use vocab::{AttemptId, InvoiceId, SubscriptionId};

use crate::model::{Attempt, AttemptOutcome};

statement! {
    FIND_ATTEMPT = "SELECT id, invoice_id, gateway, reference, outcome, created_at FROM attempts WHERE id = $1";
}

/// The attempt `id`.
pub(crate) async fn find(on: impl Executor, id: AttemptId) -> Result<Option<Attempt>> {
    on.one(&FIND_ATTEMPT, args![id]).await?.as_ref().map(Attempt::read).transpose()
}

statement! {
    FIND_SUBSCRIPTION_OF_ATTEMPT = "SELECT i.subscription_id FROM attempts a
        JOIN invoices i ON i.id = a.invoice_id WHERE a.id = $1";
}

/// Whose attempt it is, if it is one of ours.
pub(crate) async fn find_subscription(
    on: impl Executor,
    id: AttemptId,
) -> Result<Option<SubscriptionId>> {
    let row = on.one(&FIND_SUBSCRIPTION_OF_ATTEMPT, args![id]).await?;
    row.map(|row| row.parse("subscription_id")).transpose()
}

statement! {
    FIND_UNRESOLVED = "SELECT a.id, a.invoice_id, a.gateway, a.reference, a.outcome, a.created_at
        FROM attempts a JOIN invoices i ON i.id = a.invoice_id
        WHERE i.subscription_id = $1 AND a.outcome IN ('open', 'pending')
        ORDER BY a.created_at, a.id LIMIT 1";
}

/// The attempt of a subscription whose outcome is not known yet, if any.
pub(crate) async fn find_unresolved(
    on: impl Executor,
    subscription: SubscriptionId,
) -> Result<Option<Attempt>> {
    on.one(&FIND_UNRESOLVED, args![subscription]).await?.as_ref().map(Attempt::read).transpose()
}

statement! {
    FIND_STUCK = "SELECT a.id FROM attempts a JOIN invoices i ON i.id = a.invoice_id
        WHERE i.subscription_id = $1 AND i.paid_at IS NULL AND i.voided_at IS NULL
            AND (a.outcome = 'mismatch' OR a.outcome IN ('refunding', 'refunded')
                AND NOT EXISTS (SELECT 1 FROM checkouts c WHERE c.attempt_id = a.id))
        LIMIT 1";
}

/// An attempt that collected money which does not pay its invoice. Until a
/// person has looked at it, that subscription is not charged again.
pub(crate) async fn find_stuck(
    on: impl Executor,
    subscription: SubscriptionId,
) -> Result<Option<AttemptId>> {
    on.one(&FIND_STUCK, args![subscription]).await?.map(|row| row.parse("id")).transpose()
}

statement! {
    FIND_MISMATCH = "SELECT a.id FROM attempts a JOIN invoices i ON i.id = a.invoice_id
        WHERE i.subscription_id = $1 AND a.outcome = 'mismatch' ORDER BY a.created_at, a.id LIMIT 1";
}

/// The first attempt of a subscription that collected another amount than was
/// asked and about which nobody has decided yet.
pub(crate) async fn find_mismatch(
    on: impl Executor,
    subscription: SubscriptionId,
) -> Result<Option<AttemptId>> {
    on.one(&FIND_MISMATCH, args![subscription]).await?.map(|row| row.parse("id")).transpose()
}

statement! {
    INSERT_ATTEMPT = "INSERT INTO attempts (id, invoice_id, gateway, outcome, created_at)
        VALUES ($1, $2, $3, 'open', $4)";
}

/// Keeps a try before the gateway hears of it; the index admits one at a time.
pub(crate) async fn insert(
    on: impl Executor,
    id: AttemptId,
    invoice: InvoiceId,
    gateway: &str,
    now: Timestamp,
) -> Result<()> {
    on.run(&INSERT_ATTEMPT, args![id, invoice, gateway, now]).await.map(drop)
}

statement! {
    MARK_ATTEMPT = "UPDATE attempts SET outcome = $2, reference = COALESCE($3, reference), settled_at = $4
        WHERE id = $1";
}

/// Notes what became of a try. The caller holds its subscription.
pub(crate) async fn mark(
    on: impl Executor,
    id: AttemptId,
    outcome: AttemptOutcome,
    reference: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let settled_at = (outcome != AttemptOutcome::Pending).then_some(now);
    on.run(&MARK_ATTEMPT, args![id, outcome.as_str(), reference, settled_at]).await.map(drop)
}

statement! {
    LIST_ATTEMPTS_OF_SUBSCRIPTION = "SELECT a.id, a.invoice_id, a.gateway, a.reference, a.outcome, a.created_at
        FROM attempts a JOIN invoices i ON i.id = a.invoice_id
        WHERE i.subscription_id = $1 ORDER BY a.created_at DESC, a.id DESC LIMIT 200";
}

/// All tries of a subscription, newest first.
pub(crate) async fn list_of_subscription(db: &Db, id: SubscriptionId) -> Result<Vec<Attempt>> {
    db.all(&LIST_ATTEMPTS_OF_SUBSCRIPTION, args![id]).await?.iter().map(Attempt::read).collect()
}

statement! {
    /// First payments are left out: the tick polls each at its own pace.
    LIST_UNRESOLVED_BEFORE = "SELECT a.id, a.invoice_id, a.gateway, a.reference, a.outcome, a.created_at
        FROM attempts a JOIN invoices i ON i.id = a.invoice_id
        JOIN subscriptions s ON s.id = i.subscription_id
        WHERE a.outcome IN ('open', 'pending') AND (a.created_at, a.id) > ($1, $2) AND a.created_at < $3
            AND s.status <> 'incomplete'
        ORDER BY a.created_at, a.id LIMIT $4";
}

/// Up to `limit` attempts after (created_at, id) that began before `before` and
/// whose outcome is still not known, first payments aside.
pub(crate) async fn list_unresolved(
    db: &Db,
    after: (Timestamp, &str),
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Attempt>> {
    let args = args![after.0, after.1, before, limit];
    db.all(&LIST_UNRESOLVED_BEFORE, args).await?.iter().map(Attempt::read).collect()
}
