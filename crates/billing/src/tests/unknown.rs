//! The gateway fails in every way: the outcome is unknown until it is asked,
//! nobody loses access meanwhile, and there is one charge.

use jiff::SignedDuration;

use super::{
    rig::Fault,
    support::{Paper, days, on_both},
};
use crate::{
    TickReport,
    model::AttemptOutcome,
    queries::{attempts, invoices, subscriptions},
};

const READER: &str = "renewing@demo.test";

async fn renew_under(paper: &Paper, fault: Fault) {
    let reader = paper.buy(READER, "smart-quarterly").await;
    let running = paper.running(reader).await.unwrap();
    paper.move_to(running.period_ends_at);
    paper.rig.set(fault);
    let report = paper.billing.tick().await.unwrap();
    assert_eq!(report, TickReport { unknown: 1, ..TickReport::default() });
    assert_eq!(paper.status(reader).await, "active");
    assert!(paper.reads_premium(reader).await);
    // Ticking on does not hammer the gateway.
    assert_eq!(paper.billing.tick().await.unwrap(), TickReport::default());
    paper.pass(SignedDuration::from_mins(6));
    assert_eq!(paper.billing.tick().await.unwrap().unknown, 1);
    paper.rig.set(Fault::None);
    paper.pass(SignedDuration::from_mins(6));
    assert_eq!(paper.billing.tick().await.unwrap().renewed, 1);
    assert_eq!(paper.running(reader).await.unwrap().period_index, 1);
    assert_eq!(paper.balance("assets:gateways:sandbox").await, 180_000);
    let tries = attempts::list_of_subscription(&paper.db, running.id).await.unwrap();
    let outcomes: Vec<_> = tries.iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, [AttemptOutcome::Captured; 2], "the same attempt, never a new one");
}

#[test]
fn a_gateway_that_fails_after_charging() {
    on_both(async |paper| renew_under(&paper, Fault::FailAfterCharging).await);
}

#[test]
fn a_gateway_that_fails_before_charging() {
    on_both(async |paper| renew_under(&paper, Fault::FailBeforeCharging).await);
}

#[test]
fn a_gateway_that_hangs_after_charging() {
    on_both(async |paper| renew_under(&paper, Fault::HangAfterCharging).await);
}

#[test]
fn a_gateway_that_is_down() {
    on_both(async |paper| renew_under(&paper, Fault::Down).await);
}

/// The worker dies after the commit of the attempt, before or after the
/// charge: whoever comes next finishes it.
async fn take_over(paper: &Paper, charged: bool) {
    let reader = paper.buy(READER, "smart-quarterly").await;
    let running = paper.running(reader).await.unwrap();
    paper.move_to(running.period_ends_at);
    let lease = paper.now() + SignedDuration::from_mins(5);
    assert!(subscriptions::claim_one(&paper.db, running.id, paper.now(), lease).await.unwrap());
    paper.billing.take_step(running.id, lease).await.unwrap();
    if charged {
        let attempt = attempts::find_unresolved(&paper.db, running.id).await.unwrap().unwrap();
        let invoice = invoices::find(&paper.db, attempt.invoice).await.unwrap().unwrap();
        paper.billing.charge(attempt.id, &invoice, &running.mandate.unwrap()).await.unwrap();
    }
    assert_eq!(paper.billing.tick().await.unwrap(), TickReport::default(), "it is held");
    paper.pass(SignedDuration::from_mins(6));
    assert_eq!(paper.billing.tick().await.unwrap().renewed, 1);
    assert_eq!(paper.billing.tick().await.unwrap(), TickReport::default());
    // The dead worker wakes up and finds that it holds nothing any more.
    let woken = paper.billing.take_step(running.id, lease).await.unwrap();
    assert!(matches!(woken, crate::renewal::Taken::Rest));
    assert_eq!(attempts::list_of_subscription(&paper.db, running.id).await.unwrap().len(), 2);
    assert_eq!(paper.balance("assets:gateways:sandbox").await, 180_000);
}

#[test]
fn a_worker_that_dies_before_the_charge_is_taken_over() {
    on_both(async |paper| take_over(&paper, false).await);
}

#[test]
fn a_worker_that_dies_after_the_charge_is_taken_over() {
    on_both(async |paper| take_over(&paper, true).await);
}

#[test]
fn the_janitor_finds_what_was_left() {
    on_both(async |paper| {
        let reader = paper.buy_with_failing_mandate(READER, "smart-quarterly").await;
        let running = paper.running(reader).await.unwrap();
        paper.move_to(running.period_ends_at);
        paper.billing.tick().await.unwrap();
        let mut payer = super::support::payer(READER);
        payer.reader = Some(reader);
        let order = crate::checkout::Order::Revive(running.id);
        paper.billing.begin_checkout(&order, &payer).await.unwrap();
        let payment = paper.open_checkout(READER).await.pay_url;
        let payment = payment.rsplit('/').next().unwrap();
        paper.choose(payment, gateways::PayOutcome::SilentSuccess).await;
        assert_eq!(paper.billing.resolve_leftovers().await.unwrap(), 0, "it is still fresh");
        paper.pass(SignedDuration::from_mins(11));
        assert_eq!(paper.billing.resolve_leftovers().await.unwrap(), 1);
        assert_eq!(paper.status(reader).await, "active");
    });
}

#[test]
fn cancelling_while_a_renewal_is_unknown_keeps_what_it_pays() {
    on_both(async |paper| {
        let reader = paper.buy(READER, "smart-quarterly").await;
        let running = paper.running(reader).await.unwrap();
        paper.move_to(running.period_ends_at);
        paper.rig.set(Fault::FailAfterCharging);
        paper.billing.tick().await.unwrap();
        let asker = crate::cancellation::Asker::Reader;
        let at = paper.billing.request_cancellation(running.id, asker).await.unwrap();
        assert_eq!(at, "2027-05-23T04:30:00Z".parse().unwrap());
        assert!(paper.reads_premium(reader).await);
        paper.rig.set(Fault::None);
        paper.pass(SignedDuration::from_mins(6));
        assert_eq!(paper.billing.tick().await.unwrap().renewed, 1);
        paper.pass(days(80));
        assert!(paper.reads_premium(reader).await);
        paper.move_to(at);
        assert_eq!(paper.billing.tick().await.unwrap().cancelled, 1);
    });
}
