use jiff::SignedDuration;
use vocab::ReaderId;

use super::support::{Paper, days, on_both};
use crate::{
    TickReport,
    cancellation::Asker,
    checkout::{Begun, Order},
    queries::{attempts, invoices, subscriptions},
};

const READER: &str = "renewing@demo.test";

async fn numbers(paper: &Paper, reader: ReaderId) -> Vec<String> {
    let issued = invoices::list_issued_of_reader(&paper.db, reader).await.unwrap();
    issued.into_iter().filter_map(|invoice| invoice.number).collect()
}

async fn subjects(paper: &Paper) -> Vec<String> {
    paper.work().await;
    paper.take_mails(READER).into_iter().map(|mail| mail.subject).collect()
}

#[test]
fn a_renewal_is_charged_once_and_ticking_again_does_nothing() {
    on_both(async |paper| {
        let reader = paper.buy(READER, "smart-quarterly").await;
        let end = paper.running(reader).await.unwrap().period_ends_at;
        assert_eq!(end, "2027-02-23T04:30:00Z".parse().unwrap());
        paper.move_to(end - SignedDuration::from_secs(1));
        assert_eq!(paper.billing.tick().await.unwrap(), TickReport::default());
        paper.move_to(end);
        assert!(paper.reads_premium(reader).await, "what is due and not settled keeps access");
        let report = paper.billing.tick().await.unwrap();
        assert_eq!(report, TickReport { renewed: 1, ..TickReport::default() });
        for _ in 0..3 {
            assert_eq!(paper.billing.tick().await.unwrap(), TickReport::default());
        }
        let running = paper.running(reader).await.unwrap();
        assert_eq!(
            (running.period_index, running.period_ends_at),
            (1, "2027-05-23T04:30:00Z".parse().unwrap())
        );
        assert_eq!(numbers(&paper, reader).await, ["26-27/0000002", "26-27/0000001"]);
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 180_000);
        assert_eq!(paper.rig.charges(), 1);
    });
}

#[test]
fn numbers_start_anew_in_april() {
    on_both(async |paper| {
        let reader = paper.buy(READER, "smart-quarterly").await;
        for _ in 0..2 {
            let end = paper.running(reader).await.unwrap().period_ends_at;
            paper.move_to(end);
            paper.billing.tick().await.unwrap();
        }
        assert_eq!(
            numbers(&paper, reader).await,
            ["27-28/0000001", "26-27/0000002", "26-27/0000001"]
        );
    });
}

#[test]
fn two_workers_at_once_charge_once() {
    on_both(async |paper| {
        let mut readers = Vec::new();
        for number in 0..12 {
            readers.push(paper.buy(&format!("reader{number}@demo.test"), "smart-quarterly").await);
        }
        paper.pass(days(93));
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let paper = paper.clone();
                tokio::spawn(async move { paper.billing.tick().await.unwrap() })
            })
            .collect();
        let mut renewed = 0;
        for task in tasks {
            renewed += task.await.unwrap().renewed;
        }
        assert_eq!(renewed, 12);
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 24 * 90_000);
        for reader in readers {
            assert_eq!(paper.running(reader).await.unwrap().period_index, 1);
        }
    });
}

#[test]
fn after_a_long_standstill_only_the_latest_period_is_charged() {
    on_both(async |paper| {
        let reader = paper.buy(READER, "smart-quarterly").await;
        paper.move_to("2027-09-01T00:00:00Z".parse().unwrap());
        let report = paper.billing.tick().await.unwrap();
        assert_eq!(report.renewed, 1);
        let running = paper.running(reader).await.unwrap();
        assert_eq!(
            (running.period_index, running.period_ends_at),
            (3, "2027-11-23T04:30:00Z".parse().unwrap())
        );
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 180_000);
    });
}

#[test]
fn declines_walk_through_grace_and_hold_to_the_end() {
    on_both(async |paper| {
        let reader = paper.buy_with_failing_mandate(READER, "smart-quarterly").await;
        subjects(&paper).await;
        let end = paper.running(reader).await.unwrap().period_ends_at;
        for (day, status, reads, declined) in [
            (0, "past_due", true, 1),
            (1, "past_due", true, 2),
            (2, "past_due", true, 2),
            (3, "past_due", true, 3),
            (5, "past_due", true, 4),
            (7, "on_hold", false, 5),
            (36, "on_hold", false, 5),
            (37, "expired", false, 5),
        ] {
            paper.move_to(end + days(day));
            paper.billing.tick().await.unwrap();
            assert_eq!(paper.status(reader).await, status, "day {day}");
            assert_eq!(paper.reads_premium(reader).await, reads, "day {day}");
            assert_eq!(paper.rig.charges(), declined, "day {day}");
        }
        let subjects = subjects(&paper).await;
        let count = |part: &str| subjects.iter().filter(|subject| subject.contains(part)).count();
        assert_eq!(
            (count("declined"), count("on hold"), count("has ended")),
            (5, 1, 1),
            "{subjects:?}"
        );
        assert_eq!(
            numbers(&paper, reader).await,
            ["26-27/0000001"],
            "what is not paid has no number"
        );
        // The door is open for a new one.
        let again = paper.buy(READER, "smart-essential").await;
        assert_eq!((again, &*paper.status(reader).await), (reader, "active"));
    });
}

#[test]
fn a_payment_by_hand_revives_from_grace_and_from_hold() {
    on_both(async |paper| {
        for (email, day) in [("grace@demo.test", 2), ("hold@demo.test", 20)] {
            let reader = paper.buy_with_failing_mandate(email, "smart-quarterly").await;
            let subscription = paper.running(reader).await.unwrap();
            paper.move_to(subscription.period_ends_at);
            paper.billing.tick().await.unwrap();
            paper.pass(days(day));
            paper.billing.tick().await.unwrap();
            let begun = revive(&paper, email, reader).await;
            assert_eq!(begun, revive(&paper, email, reader).await, "two tabs share it");
            let Begun::Pay(url) = begun else { panic!("{begun:?}") };
            paper.choose(url.rsplit('/').next().unwrap(), gateways::PayOutcome::Success).await;
            paper.work().await;
            let revived = paper.running(reader).await.unwrap();
            assert_eq!(
                (&*paper.status(reader).await, revived.period_index, revived.declines),
                ("active", 1, 0)
            );
            assert!(paper.reads_premium(reader).await);
            assert_eq!(
                revived.period_ends_at,
                subscription.agreement(paper.billing.site.zone()).schedule.boundary(2)
            );
            assert_ne!(
                revived.mandate, subscription.mandate,
                "the new mandate renews it from now on"
            );
            assert_eq!(numbers(&paper, reader).await.len(), 2);
        }
    });
}

async fn revive(paper: &Paper, email: &str, reader: ReaderId) -> Begun {
    let subscription = paper.running(reader).await.unwrap();
    let mut payer = super::support::payer(email);
    payer.reader = Some(reader);
    paper.billing.begin_checkout(&Order::Revive(subscription.id), &payer).await.unwrap()
}

#[test]
fn a_payment_by_hand_gives_way_to_the_hold_if_it_is_not_finished() {
    on_both(async |paper| {
        let reader = paper.buy_with_failing_mandate(READER, "smart-quarterly").await;
        let end = paper.running(reader).await.unwrap().period_ends_at;
        paper.move_to(end);
        paper.billing.tick().await.unwrap();
        let Begun::Pay(url) = revive(&paper, READER, reader).await else { panic!() };
        paper.move_to(end + days(8));
        paper.billing.tick().await.unwrap();
        assert_eq!(paper.status(reader).await, "on_hold");
        let payment = url.rsplit('/').next().unwrap();
        let progress = paper.sandbox.find_payment(payment).await.unwrap().unwrap().progress;
        assert_eq!(progress, gateways::Progress::Abandoned);
    });
}

#[test]
fn a_cancellation_keeps_the_paid_period_and_ends_as_cancelled() {
    on_both(async |paper| {
        let reader = paper.buy(READER, "smart-quarterly").await;
        subjects(&paper).await;
        let running = paper.running(reader).await.unwrap();
        let (id, end) = (running.id, running.period_ends_at);
        for _ in 0..3 {
            let at = paper.billing.request_cancellation(id, Asker::Reader).await.unwrap();
            assert_eq!(at, end);
        }
        assert!(paper.reads_premium(reader).await);
        assert_eq!(subjects(&paper).await, ["Your subscription to The Test Daily is cancelled"]);
        let current = paper.billing.current_subscription(reader).await.unwrap().unwrap();
        assert!(current.cancel_at_period_end);
        paper.move_to(end - SignedDuration::from_secs(1));
        assert!(paper.reads_premium(reader).await);
        // Access ends at the moment itself, worker or no worker.
        paper.move_to(end);
        assert!(!paper.reads_premium(reader).await);
        assert!(paper.billing.withdraw_cancellation(id, Asker::Reader).await.is_err());
        // The refused transaction gives the row back in the background, and a
        // tick passes over rows that somebody holds.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let report = paper.billing.tick().await.unwrap();
        assert_eq!(report, TickReport { cancelled: 1, ..TickReport::default() });
        assert_eq!(paper.status(reader).await, "cancelled");
        assert_eq!(paper.rig.charges(), 0);
        assert_eq!(subjects(&paper).await, ["Your subscription to The Test Daily has ended"]);
    });
}

#[test]
fn a_withdrawn_cancellation_renews_as_if_nothing_had_been() {
    on_both(async |paper| {
        let reader = paper.buy(READER, "smart-quarterly").await;
        let running = paper.running(reader).await.unwrap();
        for _ in 0..2 {
            paper.billing.request_cancellation(running.id, Asker::Reader).await.unwrap();
            paper.billing.withdraw_cancellation(running.id, Asker::Reader).await.unwrap();
            paper.billing.withdraw_cancellation(running.id, Asker::Reader).await.unwrap();
        }
        paper.move_to(running.period_ends_at);
        assert_eq!(paper.billing.tick().await.unwrap().renewed, 1);
        assert_eq!(paper.status(reader).await, "active");
    });
}

#[test]
fn cancelling_in_grace_ends_it_at_once() {
    on_both(async |paper| {
        let reader = paper.buy_with_failing_mandate(READER, "smart-quarterly").await;
        let running = paper.running(reader).await.unwrap();
        paper.move_to(running.period_ends_at);
        paper.billing.tick().await.unwrap();
        paper.billing.request_cancellation(running.id, Asker::Reader).await.unwrap();
        assert_eq!(paper.status(reader).await, "cancelled");
        assert!(!paper.reads_premium(reader).await);
    });
}

#[test]
fn what_does_not_renew_expires() {
    on_both(async |paper| {
        paper.rig.set(super::rig::Fault::NoMandate);
        let reader = paper.buy(READER, "smart-quarterly").await;
        let running = paper.running(reader).await.unwrap();
        assert!(!running.renews);
        paper.move_to(running.period_ends_at - SignedDuration::from_secs(1));
        assert!(paper.reads_premium(reader).await);
        paper.move_to(running.period_ends_at);
        assert!(!paper.reads_premium(reader).await);
        assert_eq!(paper.billing.tick().await.unwrap().expired, 1);
        assert_eq!(paper.status(reader).await, "expired");
    });
}

#[test]
fn a_late_decline_after_the_payment_changes_nothing() {
    on_both(async |paper| {
        let reader = paper.buy_with_failing_mandate(READER, "smart-quarterly").await;
        let running = paper.running(reader).await.unwrap();
        paper.move_to(running.period_ends_at);
        paper.billing.tick().await.unwrap();
        let declined =
            attempts::list_of_subscription(&paper.db, running.id).await.unwrap()[0].clone();
        let Begun::Pay(url) = revive(&paper, READER, reader).await else { panic!() };
        paper.choose(url.rsplit('/').next().unwrap(), gateways::PayOutcome::Success).await;
        paper.work().await;
        for _ in 0..100 {
            paper.billing.ask_and_settle(declined.id).await.unwrap();
        }
        let after = subscriptions::find(&paper.db, running.id).await.unwrap().unwrap();
        assert_eq!((after.status.as_str(), after.declines), ("active", 0));
    });
}

#[test]
fn old_subscribers_keep_their_price() {
    on_both(async |paper| {
        let reader = paper.buy(READER, "smart-quarterly").await;
        let dearer = super::support::new_plan("smart-quarterly", "Smart Quarterly", 120_000, "3m");
        paper.billing.edit_plan(dearer, "command").await.unwrap();
        let running = paper.running(reader).await.unwrap();
        paper.move_to(running.period_ends_at);
        assert_eq!(paper.billing.tick().await.unwrap().renewed, 1);
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 180_000);
        assert_eq!(paper.billing.offers().plans[0].price.minor, 120_000);
    });
}

#[test]
fn a_closed_account_is_not_charged() {
    on_both(async |paper| {
        let reader = paper.buy(READER, "smart-quarterly").await;
        let running = paper.running(reader).await.unwrap();
        paper.close_account(reader).await;
        paper.move_to(running.period_ends_at);
        assert_eq!(paper.billing.tick().await.unwrap().cancelled, 1);
        assert_eq!((paper.rig.charges(), &*paper.status(reader).await), (0, "cancelled"));
        let payment = paper.begin(READER, "smart-quarterly").await;
        paper.choose(&payment, gateways::PayOutcome::Success).await;
        paper.work().await;
        assert_eq!(
            paper.running(reader).await.map(|s| s.id),
            None,
            "and a payment for it goes back"
        );
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 90_000);
    });
}
