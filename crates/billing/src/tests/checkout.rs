use std::collections::BTreeSet;

use gateways::PayOutcome;

use super::{
    rig::Fault,
    support::{days, on_both, payer},
};
use crate::{
    checkout::Begun,
    model::AttemptOutcome,
    queries::{attempts, invoices},
    settlement::Verdict,
};

const NEW: &str = "new@demo.test";

#[test]
fn a_webhook_alone_gives_access() {
    on_both(async |paper| {
        let reader = paper.buy(NEW, "smart-essential").await;
        assert_eq!(paper.status(reader).await, "active");
        assert!(paper.reads_premium(reader).await);
        let running = paper.running(reader).await.unwrap();
        assert_eq!(running.period_ends_at, "2027-11-23T04:30:00Z".parse().unwrap());
        let issued = invoices::list_issued_of_reader(&paper.db, reader).await.unwrap();
        assert_eq!(issued.len(), 1);
        assert_eq!(issued[0].number.as_deref(), Some("26-27/0000001"));
        assert_eq!(
            (issued[0].breakdown.taxable_minor, issued[0].breakdown.tax_minor()),
            (228_814, 41_186)
        );
        let receipt = &paper.take_mails(NEW)[0];
        for part in [
            "Smart Essential",
            "₹2,700.00",
            "IGST 18\u{a0}%, included  ₹411.86",
            "26-27/0000001",
            "23 November 2027",
            "/register/confirm?token=",
        ] {
            assert!(receipt.text.contains(part), "{part} in {}", receipt.text);
        }
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 270_000);
        assert_eq!(paper.balance("income:subscriptions").await, -228_814);
        assert_eq!(paper.balance("liabilities:tax:igst").await, -41_186);
    });
}

#[test]
fn the_return_alone_gives_access_and_the_webhook_adds_nothing() {
    on_both(async |paper| {
        let payment = paper.begin(NEW, "smart-quarterly").await;
        let attempt = paper.open_checkout(NEW).await.attempt;
        paper.choose(&payment, PayOutcome::Success).await;
        assert_eq!(paper.billing.ask_and_settle(attempt).await.unwrap(), Verdict::Captured);
        let reader = paper.reader(NEW).await.unwrap();
        assert!(paper.reads_premium(reader).await);
        paper.work().await;
        for _ in 0..100 {
            assert_eq!(paper.billing.ask_and_settle(attempt).await.unwrap(), Verdict::Unchanged);
        }
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 90_000);
        paper.work().await;
        assert_eq!(paper.take_mails(NEW).len(), 1);
    });
}

#[test]
fn webhook_return_and_poll_at_once_settle_once() {
    on_both(async |paper| {
        let payment = paper.begin(NEW, "smart-quarterly").await;
        let attempt = paper.open_checkout(NEW).await.attempt;
        paper.choose(&payment, PayOutcome::Success).await;
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let paper = paper.clone();
                tokio::spawn(async move { paper.billing.ask_and_settle(attempt).await.unwrap() })
            })
            .collect();
        let mut captured = 0;
        for task in tasks {
            captured += u32::from(task.await.unwrap() == Verdict::Captured);
        }
        assert_eq!(captured, 1);
        paper.work().await;
        assert_eq!(paper.take_mails(NEW).len(), 1);
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 90_000);
    });
}

#[test]
fn another_amount_at_the_gateway_gives_nothing() {
    on_both(async |paper| {
        let payment = paper.begin(NEW, "smart-essential").await;
        let checkout = paper.open_checkout(NEW).await;
        paper.rig.set(Fault::WrongAmount);
        paper.choose(&payment, PayOutcome::Success).await;
        paper.work().await;
        assert_eq!(paper.reader(NEW).await, None);
        let attempt = attempts::find(&paper.db, checkout.attempt).await.unwrap().unwrap();
        assert_eq!(attempt.outcome, AttemptOutcome::Mismatch);
        // Even when the gateway comes to its senses, a person decides.
        paper.rig.set(Fault::None);
        assert_eq!(
            paper.billing.ask_and_settle(checkout.attempt).await.unwrap(),
            Verdict::Unchanged
        );
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 0);
    });
}

#[test]
fn fifty_tabs_share_one_checkout_and_one_charge() {
    on_both(async |paper| {
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                let paper = paper.clone();
                tokio::spawn(async move { paper.begin(NEW, "smart-essential").await })
            })
            .collect();
        let mut payments = BTreeSet::new();
        for task in tasks {
            payments.insert(task.await.unwrap());
        }
        assert_eq!(payments.len(), 1);
        let payment = payments.pop_first().unwrap();
        let tasks: Vec<_> = (0..10)
            .map(|_| {
                let (paper, payment) = (paper.clone(), payment.clone());
                tokio::spawn(async move { paper.choose(&payment, PayOutcome::Success).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        paper.work().await;
        let reader = paper.reader(NEW).await.unwrap();
        let all = crate::queries::subscriptions::list(
            &paper.db,
            (jiff::Timestamp::MAX, ""),
            None,
            None,
            50,
        );
        assert_eq!(all.await.unwrap().len(), 1);
        assert!(paper.running(reader).await.is_some());
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 270_000);
        let again =
            paper.billing.begin_checkout(&paper.order("super-saver"), &payer(NEW)).await.unwrap();
        assert_eq!(again, Begun::Running);
    });
}

#[test]
fn a_second_tab_with_another_plan_closes_the_first_payment() {
    on_both(async |paper| {
        let first = paper.begin(NEW, "smart-quarterly").await;
        let second = paper.begin(NEW, "super-saver").await;
        assert_ne!(first, second);
        paper.choose(&first, PayOutcome::Success).await;
        paper.work().await;
        assert_eq!(paper.reader(NEW).await, None, "the first tab's page is dead");
        paper.choose(&second, PayOutcome::Success).await;
        paper.work().await;
        let reader = paper.reader(NEW).await.unwrap();
        assert_eq!(paper.running(reader).await.unwrap().plan.slug, "super-saver");
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 390_000);
    });
}

#[test]
fn a_second_tab_finds_the_first_payment_paid() {
    on_both(async |paper| {
        let first = paper.begin(NEW, "smart-quarterly").await;
        paper.choose(&first, PayOutcome::SilentSuccess).await;
        let begun =
            paper.billing.begin_checkout(&paper.order("super-saver"), &payer(NEW)).await.unwrap();
        assert_eq!(begun, Begun::Running);
        let reader = paper.reader(NEW).await.unwrap();
        assert_eq!(paper.running(reader).await.unwrap().plan.slug, "smart-quarterly");
    });
}

#[test]
fn a_payment_that_is_settled_later_waits_and_arrives() {
    on_both(async |paper| {
        let payment = paper.begin(NEW, "smart-quarterly").await;
        let checkout = paper.open_checkout(NEW).await;
        paper.choose(&payment, PayOutcome::Pending).await;
        assert_eq!(paper.billing.ask_and_settle(checkout.attempt).await.unwrap(), Verdict::Pending);
        let begun =
            paper.billing.begin_checkout(&paper.order("super-saver"), &payer(NEW)).await.unwrap();
        assert_eq!(begun, Begun::Confirming(checkout.id));
        paper.pass(jiff::SignedDuration::from_secs(6));
        paper.work().await;
        let reader = paper.reader(NEW).await.unwrap();
        assert_eq!(paper.status(reader).await, "active");
    });
}

#[test]
fn a_declined_payment_leaves_nothing_and_can_be_tried_again() {
    on_both(async |paper| {
        let payment = paper.begin(NEW, "smart-quarterly").await;
        paper.choose(&payment, PayOutcome::Decline).await;
        paper.work().await;
        assert_eq!(paper.reader(NEW).await, None);
        assert!(paper.take_mails(NEW).is_empty());
        let reader = paper.buy(NEW, "smart-quarterly").await;
        assert_eq!(paper.status(reader).await, "active");
        let issued = invoices::list_issued_of_reader(&paper.db, reader).await.unwrap();
        assert_eq!(
            issued[0].number.as_deref(),
            Some("26-27/0000001"),
            "declined drafts take no number"
        );
    });
}

#[test]
fn an_address_with_an_account_gets_the_subscription_and_a_link() {
    on_both(async |paper| {
        let reader = paper.make_reader("known@demo.test").await;
        assert_eq!(paper.buy("Known@Demo.test", "smart-quarterly").await, reader);
        assert!(paper.reads_premium(reader).await);
        let mails = paper.take_mails("known@demo.test");
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("has an account already"), "{}", mails[0].text);
    });
}

/// Two addresses of one reader cannot be, but a payment begun before another
/// one was finished can: the account changes its mind in a second browser.
#[test]
fn a_payment_beside_a_running_subscription_goes_back() {
    on_both(async |paper| {
        let reader = paper.make_reader("known@demo.test").await;
        let mut logged_in = payer("known@demo.test");
        logged_in.reader = Some(reader);
        // The same account, a checkout under an older address.
        let mut old_address = payer("old@demo.test");
        old_address.reader = Some(reader);
        let first = pay_url(&paper, "smart-quarterly", &old_address).await;
        let second = pay_url(&paper, "smart-essential", &logged_in).await;
        paper.choose(&first, PayOutcome::Success).await;
        paper.choose(&second, PayOutcome::Success).await;
        paper.work().await;
        assert_eq!(paper.status(reader).await, "active");
        let kept = paper.running(reader).await.unwrap().plan.price.minor;
        assert_eq!(paper.balance("assets:gateways:sandbox").await, kept, "the other one went back");
        assert_eq!(paper.balance("liabilities:refunds").await, 0);
        let subjects: Vec<_> =
            paper.take_mails("known@demo.test").into_iter().map(|mail| mail.subject).collect();
        assert!(subjects.iter().any(|subject| subject.contains("giving")), "{subjects:?}");
        // Doing the refund again gives nothing back twice.
        paper.work().await;
        assert_eq!(paper.balance("assets:gateways:sandbox").await, kept);
    });
}

async fn pay_url(
    paper: &super::support::Paper,
    slug: &str,
    payer: &crate::checkout::Payer,
) -> String {
    match paper.billing.begin_checkout(&paper.order(slug), payer).await.unwrap() {
        Begun::Pay(url) => url.rsplit('/').next().unwrap().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lost_webhook_is_made_up_for_by_asking() {
    on_both(async |paper| {
        let payment = paper.begin(NEW, "smart-quarterly").await;
        paper.choose(&payment, PayOutcome::SilentSuccess).await;
        paper.pass(jiff::SignedDuration::from_mins(6));
        let report = paper.billing.tick().await.unwrap();
        assert_eq!(report.found, 1);
        let reader = paper.reader(NEW).await.unwrap();
        assert_eq!(paper.status(reader).await, "active");
    });
}

#[test]
fn an_unfinished_checkout_is_closed_after_a_day() {
    on_both(async |paper| {
        let payment = paper.begin(NEW, "smart-quarterly").await;
        for _ in 0..30 {
            paper.pass(jiff::SignedDuration::from_hours(1));
            paper.billing.tick().await.unwrap();
        }
        let status = paper.sandbox.find_payment(&payment).await.unwrap().unwrap().progress;
        assert_eq!(status, gateways::Progress::Abandoned);
        paper.pass(days(1));
        let reader = paper.buy(NEW, "smart-quarterly").await;
        assert_eq!(paper.status(reader).await, "active");
    });
}

#[test]
fn fifty_buyers_get_fifty_numbers_without_a_gap() {
    on_both(async |paper| {
        let mut attempts = Vec::new();
        for number in 0..50 {
            let email = format!("reader{number}@demo.test");
            let payment = paper.begin(&email, "smart-quarterly").await;
            paper.choose(&payment, PayOutcome::SilentSuccess).await;
            attempts.push(paper.open_checkout(&email).await.attempt);
        }
        let tasks: Vec<_> = attempts
            .into_iter()
            .map(|attempt| {
                let paper = paper.clone();
                tokio::spawn(async move { paper.billing.ask_and_settle(attempt).await.unwrap() })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), Verdict::Captured);
        }
        let mut numbers = BTreeSet::new();
        for number in 0..50 {
            let reader = paper.reader(&format!("reader{number}@demo.test")).await.unwrap();
            let issued = invoices::list_issued_of_reader(&paper.db, reader).await.unwrap();
            numbers.extend(issued.into_iter().filter_map(|invoice| invoice.number));
        }
        let expected: BTreeSet<_> = (1..=50).map(|count| format!("26-27/{count:07}")).collect();
        assert_eq!(numbers, expected);
    });
}
