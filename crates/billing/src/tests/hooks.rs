use gateways::{PayOutcome, sign_stripe};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use vocab::{Ambient, Clock};

use super::support::{Paper, SECRET, Seeded, on_both};

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

/// Rightly signed and of a shape that we do not know: taken, so that it is not sent again.
#[test]
fn events_of_any_shape_are_acknowledged() {
    on_both(async |paper| {
        for (number, rest) in [
            r#","data":{"object":{"metadata":null}}"#,
            r#","data":{"object":{"metadata":{"attempt":7}}}"#,
            r#","data":[1]"#,
            r#","data":null"#,
            "",
        ]
        .into_iter()
        .enumerate()
        {
            let body = format!(r#"{{"id":"evt_{number}","type":"x"{rest}}}"#);
            assert_eq!(paper.post_hook(&body).await, StatusCode::OK, "{body}");
        }
        for body in ["[]", "null", r#"{"id":"evt_9"}"#, r#"{"type":"x"}"#] {
            assert_eq!(paper.post_hook(body).await, StatusCode::BAD_REQUEST, "{body}");
        }
    });
}

/// The paper's clock, while the rest of the world is where it was.
struct MovedAhead(Ambient, SignedDuration);

impl Clock for MovedAhead {
    fn now(&self) -> Timestamp {
        self.0.now() + self.1
    }

    fn outside(&self) -> Timestamp {
        self.0.now()
    }
}

/// After `renew --as-of` the providers still sign with their own time.
#[test]
fn a_paper_ahead_of_the_world_believes_the_worlds_signatures() {
    on_both(async |mut paper| {
        let payment = paper.begin(NEW, "smart-quarterly").await;
        let attempt = paper.open_checkout(NEW).await.attempt.to_string();
        paper.choose(&payment, PayOutcome::SilentSuccess).await;
        let ahead = SignedDuration::from_hours(90 * 24);
        let clock = MovedAhead(paper.ambient.clone(), ahead);
        paper.billing.ambient = Ambient::new(clock, Seeded::new(11));
        let body = event("evt_1", &attempt);
        let sign = |seconds| {
            let at = paper.now() + SignedDuration::from_secs(seconds);
            sign_stripe(SECRET, body.as_bytes(), at)
        };
        for seconds in [-301, 301, ahead.as_secs() - 301, ahead.as_secs() + 301] {
            let status = post(&paper, &sign(seconds), &body).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{seconds}");
        }
        assert_eq!(post(&paper, &sign(-300), &body).await, StatusCode::OK);
        assert!(paper.reader(NEW).await.is_some());
        let body = event("evt_2", &attempt);
        let by_paper = sign_stripe(SECRET, body.as_bytes(), paper.now() + ahead);
        assert_eq!(post(&paper, &by_paper, &body).await, StatusCode::OK);
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
