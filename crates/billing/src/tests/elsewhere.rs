//! Whoever only knows an address cannot end the payment that its owner has open.

use gateways::{PayOutcome, Progress};
use http::StatusCode;
use jiff::SignedDuration;

use super::{
    browser::TestBrowser,
    support::{Paper, on_both, payer},
};
use crate::{checkout::Begun, queries::subscriptions};

const NEW: &str = "new@demo.test";
const FORM: &str = "plan=smart-essential&state=MH&renewal_consent=yes&email=new%40demo.test";

async fn rows(paper: &Paper) -> usize {
    let all = subscriptions::list(&paper.db, (jiff::Timestamp::MAX, ""), None, None, 50);
    all.await.unwrap().len()
}

async fn progress(paper: &Paper, payment: &str) -> Progress {
    let id = payment.rsplit('/').next().unwrap();
    paper.sandbox.find_payment(id).await.unwrap().unwrap().progress
}

#[test]
fn a_stranger_with_another_plan_closes_nothing() {
    on_both(async |paper| {
        let (mut owner, mut stranger) = (TestBrowser::default(), TestBrowser::default());
        let open = owner.post(&paper, "/checkout", FORM).await.location().to_owned();
        let other = FORM.replace("smart-essential", "super-saver");
        for form in [&other, &FORM.replace("state=MH", "state=KA")] {
            let refused = stranger.post(&paper, "/checkout", form).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text.contains("open already"), "{}", refused.text);
            assert!(refused.text.contains("runs out at 11:00"), "{}", refused.text);
        }
        assert_eq!((rows(&paper).await, progress(&paper, &open).await), (1, Progress::Open));
        // Its own browser changes its mind freely.
        let second = owner.post(&paper, "/checkout", &other).await.location().to_owned();
        assert_eq!(progress(&paper, &open).await, Progress::Abandoned);
        // After its hour anybody may begin anew.
        paper.pass(SignedDuration::from_mins(59));
        let refused = stranger.post(&paper, "/checkout", FORM).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        paper.pass(SignedDuration::from_mins(1));
        let third = stranger.post(&paper, "/checkout", FORM).await;
        assert_eq!(third.status, StatusCode::SEE_OTHER, "{}", third.text);
        assert_eq!(progress(&paper, &second).await, Progress::Abandoned);
    });
}

#[test]
fn the_logged_in_reader_is_not_kept_from_paying() {
    on_both(async |paper| {
        let reader = paper.make_reader(NEW).await;
        let mut stranger = TestBrowser::default();
        let first = stranger.post(&paper, "/checkout", FORM).await.location().to_owned();
        let mut owner = payer(NEW);
        owner.reader = Some(reader);
        let begun = paper.billing.begin_checkout(&paper.order("super-saver"), &owner).await;
        assert!(matches!(begun.unwrap(), Begun::Pay(_)));
        assert_eq!(progress(&paper, &first).await, Progress::Abandoned);
        // And a reader's own payment is kept longer than an hour.
        paper.pass(SignedDuration::from_hours(2));
        let refused = stranger.post(&paper, "/checkout", FORM).await;
        assert!(refused.text.contains("runs out at 24 November 2026, 10:00"), "{}", refused.text);
    });
}

#[test]
fn a_payment_that_is_being_confirmed_is_not_shown_to_strangers() {
    on_both(async |paper| {
        let (mut owner, mut stranger) = (TestBrowser::default(), TestBrowser::default());
        let open = owner.post(&paper, "/checkout", FORM).await.location().to_owned();
        paper.choose(open.rsplit('/').next().unwrap(), PayOutcome::Pending).await;
        let told = stranger.post(&paper, "/checkout", FORM).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(told.text.contains("being confirmed"), "{}", told.text);
        assert!(!told.text.contains("checkout="), "{}", told.text);
        let own = owner.post(&paper, "/checkout", FORM).await;
        assert!(own.location().starts_with("/checkout/return?checkout="), "{}", own.location());
        assert_eq!(rows(&paper).await, 1);
    });
}
