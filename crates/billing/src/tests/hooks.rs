use gateways::{PayOutcome, sign_stripe};
use http::StatusCode;
use jiff::SignedDuration;

use super::support::{Paper, SECRET, on_both};

const NEW: &str = "new@demo.test";

fn event(id: &str, attempt: &str) -> String {
    format!(
        r#"{{"id":"{id}","object":"event","type":"payment_intent.succeeded","data":{{"object":{{"id":"pi_1","amount":1,"currency":"inr","metadata":{{"attempt":"{attempt}"}}}}}}}}"#
    )
}

async fn post(paper: &Paper, signature: &str, body: &str) -> StatusCode {
    paper.post_signed("/hooks/sandbox", ("stripe-signature", signature), body).await
}

#[test]
fn a_forged_webhook_is_400_and_changes_nothing() {
    on_both(async |paper| {
        let payment = paper.begin(NEW, "smart-quarterly").await;
        let attempt = paper.open_checkout(NEW).await.attempt.to_string();
        paper.choose(&payment, PayOutcome::SilentSuccess).await;
        let body = event("evt_1", &attempt);
        let now = paper.now();
        let good = sign_stripe(SECRET, body.as_bytes(), now);
        let stale = sign_stripe(SECRET, body.as_bytes(), now - SignedDuration::from_secs(301));
        let future = sign_stripe(SECRET, body.as_bytes(), now + SignedDuration::from_secs(301));
        let wrong = sign_stripe("whsec_other", body.as_bytes(), now);
        for (signature, body) in [
            (&*stale, &*body),
            (&future, &body),
            (&wrong, &body),
            ("", &body),
            ("t=1,v1=zz", &body),
            (&good, &body.replace("evt_1", "evt_2")),
            (&good, &format!("{body} ")),
        ] {
            assert_eq!(post(&paper, signature, body).await, StatusCode::BAD_REQUEST, "{signature}");
        }
        let nonsense = "[]";
        let signed = sign_stripe(SECRET, nonsense.as_bytes(), now);
        assert_eq!(post(&paper, &signed, nonsense).await, StatusCode::BAD_REQUEST);
        let huge = " ".repeat(300 * 1024);
        let signed = sign_stripe(SECRET, huge.as_bytes(), now);
        assert_eq!(post(&paper, &signed, &huge).await, StatusCode::BAD_REQUEST);
        assert_eq!(paper.reader(NEW).await, None);
        assert_eq!(post(&paper, &good, &body).await, StatusCode::OK);
        assert!(paper.reader(NEW).await.is_some());
    });
}

#[test]
fn a_webhook_is_a_hint_and_not_the_truth() {
    on_both(async |paper| {
        paper.begin(NEW, "smart-quarterly").await;
        let attempt = paper.open_checkout(NEW).await.attempt.to_string();
        // Signed rightly, and yet nothing was paid.
        assert_eq!(paper.post_hook(&event("evt_1", &attempt)).await, StatusCode::OK);
        assert_eq!(paper.post_hook(&event("evt_2", "no attempt")).await, StatusCode::OK);
        let unknown = "0190a0a0-0000-7000-8000-000000000000";
        assert_eq!(paper.post_hook(&event("evt_3", unknown)).await, StatusCode::OK);
        assert_eq!(paper.reader(NEW).await, None);
    });
}

#[test]
fn a_hundred_replays_have_one_effect() {
    on_both(async |paper| {
        let payment = paper.begin(NEW, "smart-quarterly").await;
        let attempt = paper.open_checkout(NEW).await.attempt.to_string();
        paper.choose(&payment, PayOutcome::SilentSuccess).await;
        let body = event("evt_1", &attempt);
        for _ in 0..100 {
            assert_eq!(paper.post_hook(&body).await, StatusCode::OK);
        }
        paper.work().await;
        paper.pass(SignedDuration::from_hours(24 * 20));
        assert_eq!(paper.post_hook(&body).await, StatusCode::OK);
        paper.work().await;
        assert_eq!(paper.take_mails(NEW).len(), 1);
        assert_eq!(paper.balance("assets:gateways:sandbox").await, 90_000);
    });
}

#[test]
fn a_webhook_that_cannot_be_verified_by_asking_is_sent_again() {
    on_both(async |paper| {
        let payment = paper.begin(NEW, "smart-quarterly").await;
        let attempt = paper.open_checkout(NEW).await.attempt.to_string();
        paper.choose(&payment, PayOutcome::SilentSuccess).await;
        paper.rig.set(super::rig::Fault::Down);
        let body = event("evt_1", &attempt);
        assert_eq!(paper.post_hook(&body).await, StatusCode::SERVICE_UNAVAILABLE);
        paper.rig.set(super::rig::Fault::None);
        assert_eq!(paper.post_hook(&body).await, StatusCode::OK);
        assert!(paper.reader(NEW).await.is_some());
    });
}

#[test]
fn stripe_and_razorpay_are_verified_noted_and_acknowledged() {
    on_both(async |paper| {
        let body = event("evt_stripe", "none");
        let signature = sign_stripe("whsec_test_secret", body.as_bytes(), paper.now());
        let header = ("stripe-signature", &*signature);
        assert_eq!(paper.post_signed("/hooks/stripe", header, &body).await, StatusCode::OK);
        let wrong = sign_stripe(SECRET, body.as_bytes(), paper.now());
        let header = ("stripe-signature", &*wrong);
        assert_eq!(
            paper.post_signed("/hooks/stripe", header, &body).await,
            StatusCode::BAD_REQUEST
        );
        let body = r#"{"entity":"event","account_id":"acc_1","event":"subscription.charged","contains":["subscription","payment"],"payload":{"payment":{"entity":{"id":"pay_1","amount":90000,"currency":"INR"}}},"created_at":1760000000}"#;
        let tag = "4e58409bd15d62aadac53058be2c5d392976de912e934d309ca1d7c386e30266";
        let header = ("x-razorpay-signature", tag);
        for _ in 0..2 {
            assert_eq!(paper.post_signed("/hooks/razorpay", header, body).await, StatusCode::OK);
        }
        let other = body.replace("90000", "90001");
        assert_eq!(
            paper.post_signed("/hooks/razorpay", header, &other).await,
            StatusCode::BAD_REQUEST
        );
    });
}
