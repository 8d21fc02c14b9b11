use jiff::Timestamp;
use store::{Executor, Result, args, statement};
use vocab::SubscriptionId;

statement! {
    INSERT_CANCELLATION = "INSERT INTO cancellations (id, subscription_id, requested_at, effective_at, requested_by)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
}

/// Notes that a cancellation is requested. False if one stands already.
pub(crate) async fn insert(
    on: impl Executor,
    (id, subscription): (String, SubscriptionId),
    effective_at: Timestamp,
    requested_by: &str,
    now: Timestamp,
) -> Result<bool> {
    let args = args![id, subscription, now, effective_at, requested_by];
    Ok(on.run(&INSERT_CANCELLATION, args).await? > 0)
}

statement! {
    MARK_CANCELLATION_WITHDRAWN = "UPDATE cancellations SET withdrawn_at = $2
        WHERE subscription_id = $1 AND withdrawn_at IS NULL";
}

/// Takes a standing cancellation back. False if none stands.
pub(crate) async fn mark_withdrawn(
    on: impl Executor,
    subscription: SubscriptionId,
    now: Timestamp,
) -> Result<bool> {
    Ok(on.run(&MARK_CANCELLATION_WITHDRAWN, args![subscription, now]).await? > 0)
}

statement! {
    POSTPONE_CANCELLATION = "UPDATE cancellations SET effective_at = $2
        WHERE subscription_id = $1 AND withdrawn_at IS NULL AND effective_at < $2";
}

/// A standing cancellation never cuts off a period that has been paid.
pub(crate) async fn postpone(
    on: impl Executor,
    subscription: SubscriptionId,
    until: Timestamp,
) -> Result<()> {
    on.run(&POSTPONE_CANCELLATION, args![subscription, until]).await.map(drop)
}
