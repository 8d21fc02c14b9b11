//! The gateway collects another amount than was asked: nobody is charged again,
//! nobody reads on for ever, and finance gives it back.

use http::StatusCode;
use jiff::SignedDuration;
use vocab::ReaderId;

use super::{
    desk::staff,
    rig::Fault,
    support::{ENGLISH, Paper, days, on_both},
};
use crate::{
    BillingError, Subscription,
    model::AttemptOutcome,
    queries::{attempts, subscriptions},
};

const READER: &str = "renewing@demo.test";

/// A subscription whose renewal has just collected another amount.
async fn renew_wrongly(paper: &Paper) -> (ReaderId, Subscription) {
    let reader = paper.buy(READER, "smart-quarterly").await;
    let running = paper.running(reader).await.unwrap();
    paper.move_to(running.period_ends_at);
    paper.rig.set(Fault::WrongAmount);
    paper.billing.tick().await.unwrap();
    paper.work().await;
    paper.take_mails(READER);
    (reader, running)
}

/// A person has to look at it; until then nobody is charged again.
#[test]
fn a_renewal_that_collects_another_amount_is_not_repeated() {
    on_both(async |paper| {
        let (reader, _) = renew_wrongly(&paper).await;
        for _ in 0..3 {
            paper.billing.tick().await.unwrap();
            paper.pass(days(2));
        }
        assert_eq!(paper.rig.charges(), 1);
        assert_eq!(paper.running(reader).await.unwrap().period_index, 0);
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 90_000);
    });
}

#[test]
fn a_renewal_that_nobody_resolves_gives_access_as_long_as_grace() {
    on_both(async |paper| {
        let (reader, running) = renew_wrongly(&paper).await;
        assert!(paper.reads_premium(reader).await);
        let last = running.period_ends_at + days(7);
        paper.move_to(last - SignedDuration::from_secs(1));
        assert!(paper.reads_premium(reader).await);
        let sentence = async || {
            paper
                .billing
                .account_part(reader, ENGLISH)
                .await
                .unwrap()
                .subscription
                .unwrap()
                .sentence
        };
        assert!(sentence().await.contains("read on until 2 March 2027"), "{}", sentence().await);
        paper.move_to(last);
        paper.billing.tick().await.unwrap();
        assert!(!paper.reads_premium(reader).await);
        assert!(sentence().await.contains("not settled"), "{}", sentence().await);
    });
}

#[test]
fn finance_gives_a_wrong_amount_back_and_it_is_charged_anew() {
    on_both(async |paper| {
        let (reader, running) = renew_wrongly(&paper).await;
        paper.rig.set(Fault::None);
        paper.pass(days(20));
        assert!(!paper.reads_premium(reader).await);
        let page = format!("/desk/subscriptions/{}", running.id);
        let path = format!("{page}/refund");
        let mut circulation = staff(&paper, "circulation").await;
        assert!(circulation.get(&paper, &page).await.text.contains("Until finance gives it back"));
        assert_eq!(circulation.post(&paper, &path, "").await.status, StatusCode::FORBIDDEN);
        let mut finance = staff(&paper, "finance").await;
        let asks = finance.get(&paper, &page).await.text;
        assert!(asks.contains("Give the wrong amount back and charge anew"), "{asks}");
        paper.rig.set(Fault::Down);
        let down = finance.post(&paper, &path, "").await;
        assert_eq!(down.status, StatusCode::SERVICE_UNAVAILABLE);
        paper.rig.set(Fault::None);
        assert_eq!(finance.post(&paper, &path, "").await.location(), page);
        assert_eq!(finance.post(&paper, &path, "").await.status, StatusCode::CONFLICT, "once");
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 90_000);
        assert_eq!(paper.balance("liabilities:refunds").await, 0);
        let entries = store::audit::list_entries(&paper.db, i64::MAX, 1).await.unwrap();
        assert_eq!((&*entries[0].action, &*entries[0].detail), ("subscription.refund", "₹900.00"));

        assert_eq!(paper.billing.tick().await.unwrap().renewed, 1);
        assert!(paper.reads_premium(reader).await);
        assert_eq!(paper.running(reader).await.unwrap().period_index, 1);
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 180_000);
        paper.work().await;
        let subjects: Vec<_> =
            paper.take_mails(READER).into_iter().map(|mail| mail.subject).collect();
        assert!(subjects.iter().any(|subject| subject.contains("giving ₹900")), "{subjects:?}");
        assert!(!finance.get(&paper, &page).await.text.contains("wrong amount"));
    });
}

#[test]
fn a_first_payment_of_a_wrong_amount_goes_back_and_leaves_nothing() {
    on_both(async |paper| {
        let payment = paper.begin(READER, "smart-quarterly").await;
        let checkout = paper.open_checkout(READER).await;
        paper.rig.set(Fault::WrongAmount);
        paper.choose(&payment, gateways::PayOutcome::Success).await;
        paper.work().await;
        paper.billing.give_mismatch_back(checkout.subscription, "command").await.unwrap();
        let again = paper.billing.give_mismatch_back(checkout.subscription, "command").await;
        assert!(matches!(again, Err(BillingError::Refused(_))));
        let attempt = attempts::find(&paper.db, checkout.attempt).await.unwrap().unwrap();
        assert_eq!(attempt.outcome, AttemptOutcome::Refunded);
        let left = subscriptions::find(&paper.db, checkout.subscription).await.unwrap().unwrap();
        assert_eq!(left.status, terms::Status::Abandoned);
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 0);
        paper.rig.set(Fault::None);
        paper.work().await;
        assert!(paper.take_mails(READER)[0].subject.contains("giving"));
        paper.buy(READER, "smart-quarterly").await;
    });
}
