use gateways::PaymentStatus;
use jiff::Timestamp;
use proptest::prelude::*;
use terms::Status;

use super::support::{ENGLISH, days, on_both};
use crate::{DemoCourse, DemoGrant};

#[test]
fn demo_subscriptions_are_real_down_to_the_postings() {
    on_both(async |paper| {
        let subscriber = paper.make_reader("subscriber@demo.test").await;
        let lapsed = paper.make_reader("lapsed@demo.test").await;
        let begun_at = paper.now() - days(40);
        for _ in 0..2 {
            let grant = DemoGrant {
                reader: subscriber,
                plan: "smart-essential".to_owned(),
                state: "DL".parse().unwrap(),
                begun_at,
                course: DemoCourse::Runs,
            };
            paper.billing.grant_for_demo(&grant).await.unwrap();
            let grant = DemoGrant {
                reader: lapsed,
                plan: "smart-quarterly".to_owned(),
                begun_at: paper.now() - days(120),
                course: DemoCourse::Lapsed,
                ..grant
            };
            paper.billing.grant_for_demo(&grant).await.unwrap();
        }
        assert_eq!(paper.status(subscriber).await, "active");
        assert_eq!(paper.status(lapsed).await, "cancelled");
        assert!(paper.reads_premium(subscriber).await && !paper.reads_premium(lapsed).await);
        let running = paper.running(subscriber).await.unwrap();
        assert_eq!(running.anchor_at, begun_at);
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 360_000);
        assert_eq!(paper.balance("liabilities:tax:cgst").await, -20_593 - 6_864);
        // The webhooks of the past are delivered late and change nothing.
        paper.work().await;
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 360_000);
        paper.move_to(running.period_ends_at);
        assert_eq!(paper.billing.tick().await.unwrap().renewed, 1);
        let part = paper.billing.account_part(subscriber, ENGLISH).await.unwrap();
        assert_eq!(part.invoices.len(), 2);
    });
}

#[test]
fn every_statement_is_understood_by_the_database() {
    on_both(async |paper| {
        for statement in store::Statement::all() {
            paper.db.prepare(statement).await.unwrap();
        }
    });
}

#[test]
fn the_account_says_everything_in_a_sentence() {
    on_both(async |paper| {
        let reader = paper.buy("new@demo.test", "smart-essential").await;
        let account = async || {
            paper.billing.account_part(reader, ENGLISH).await.unwrap().subscription.unwrap()
        };
        let part = account().await;
        assert_eq!(
            part.sentence,
            "You have Smart Essential until 23 November 2027. It renews for ₹2,700."
        );
        assert_eq!(part.next_charge.unwrap().date, "23 November 2027");
        assert!(part.may_cancel && !part.may_withdraw && !part.may_pay);
        let id = paper.running(reader).await.unwrap().id;
        paper.billing.request_cancellation(id, crate::cancellation::Asker::Reader).await.unwrap();
        let part = account().await;
        assert!(part.sentence.contains("It is cancelled"), "{}", part.sentence);
        assert!(!part.may_cancel && part.may_withdraw && part.next_charge.is_none());
        let stranger = paper.make_reader("nothing@demo.test").await;
        assert!(
            paper.billing.account_part(stranger, ENGLISH).await.unwrap().subscription.is_none()
        );
    });
}

/// A gateway's words, in any order and any number of times.
fn any_words() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(0u8..4, 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whatever order the gateway's words come in, a payment among them makes
    /// the subscription active, once, and nothing else does.
    #[test]
    fn words_in_any_order_end_in_the_same_state(words in any_words()) {
        on_both(async |paper| {
            paper.begin("new@demo.test", "smart-quarterly").await;
            let checkout = paper.open_checkout("new@demo.test").await;
            let amount = vocab::Money::new(90_000, vocab::Currency::INR);
            for word in &words {
                let progress = match word {
                    0 => gateways::Progress::Captured,
                    1 => gateways::Progress::Declined,
                    2 => gateways::Progress::Pending,
                    _ => gateways::Progress::Open,
                };
                let mandate = (*word == 0).then(|| "m".to_owned());
                let status = PaymentStatus { reference: "r".to_owned(), progress, amount, mandate };
                paper.billing.settle(checkout.attempt, &status).await.unwrap();
            }
            let subscription = crate::queries::subscriptions::find(&paper.db, checkout.subscription);
            let status = subscription.await.unwrap().unwrap().status;
            let expected = if words.contains(&0) {
                Status::Active
            } else if words.contains(&1) {
                Status::Abandoned
            } else {
                Status::Incomplete
            };
            assert_eq!(status, expected, "{words:?}");
            let paid = if words.contains(&0) { 90_000 } else { 0 };
            assert_eq!(paper.balance("assets:gateways:sandbox").await, paid);
            paper.move_to(Timestamp::from_second(4_000_000_000).unwrap());
        });
    }
}
