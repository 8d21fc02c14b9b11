use jiff::Timestamp;

use crate::*;

/// The vectors on which the providers' own libraries agree.
const STRIPE_BODY: &str = r#"{"id":"evt_test_1","object":"event","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1","amount":90000,"currency":"inr"}}}"#;
const STRIPE_TAG: &str = "80fa081279df2785a7f03273b0a3c39b50b866f33555e587f34baab1feacaf06";
const RAZORPAY_BODY: &str = r#"{"entity":"event","account_id":"acc_1","event":"subscription.charged","contains":["subscription","payment"],"payload":{"payment":{"entity":{"id":"pay_1","amount":90000,"currency":"INR"}}},"created_at":1760000000}"#;
const RAZORPAY_TAG: &str = "4e58409bd15d62aadac53058be2c5d392976de912e934d309ca1d7c386e30266";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn stripes_scheme_signs_and_verifies_as_published() {
    let header = format!("t=1760000000,v1={STRIPE_TAG}");
    assert_eq!(sign_stripe("whsec_test_secret", STRIPE_BODY.as_bytes(), at(1_760_000_000)), header);
    let verify = |header: &str, body: &str, now| {
        verify_stripe("whsec_test_secret", header, body.as_bytes(), at(now))
    };
    assert_eq!(verify(&header, STRIPE_BODY, 1_760_000_300), Ok(()));
    assert_eq!(verify(&header, STRIPE_BODY, 1_760_000_301), Err(Refusal::Stale));
    assert_eq!(verify(&header, STRIPE_BODY, 1_759_999_699), Err(Refusal::Stale));
    assert_eq!(
        verify(&header, &STRIPE_BODY.replace("90000", "90001"), 1_760_000_000),
        Err(Refusal::WrongSignature)
    );
    let rotated = format!("t=1760000000,v1={},v1={STRIPE_TAG}", "0".repeat(64));
    assert_eq!(verify(&rotated, STRIPE_BODY, 1_760_000_000), Ok(()));
    for malformed in [
        "",
        "t=1760000000",
        &format!("v1={STRIPE_TAG}"),
        &format!("t=x,v1={STRIPE_TAG}"),
        &format!("t=1760000000,v0={STRIPE_TAG}"),
    ] {
        assert_eq!(
            verify(malformed, STRIPE_BODY, 1_760_000_000),
            Err(Refusal::Malformed),
            "{malformed}"
        );
    }
    let shouted = format!("t=1760000000,v1={}", STRIPE_TAG.to_uppercase());
    assert_eq!(verify(&shouted, STRIPE_BODY, 1_760_000_000), Err(Refusal::WrongSignature));
}

#[test]
fn razorpays_scheme_verifies_as_published() {
    let verify =
        |tag: &str, body: &str| verify_razorpay("rzp_webhook_secret", tag, body.as_bytes());
    assert_eq!(verify(RAZORPAY_TAG, RAZORPAY_BODY), Ok(()));
    assert_eq!(verify(RAZORPAY_TAG, &format!("{RAZORPAY_BODY} ")), Err(Refusal::WrongSignature));
    assert_eq!(verify("zz", RAZORPAY_BODY), Err(Refusal::Malformed));
}

#[test]
fn events_are_read_and_nonsense_is_not() {
    let event = read_stripe_event(STRIPE_BODY.as_bytes()).unwrap();
    assert_eq!(
        (&*event.id, &*event.kind, event.attempt),
        ("evt_test_1", "payment_intent.succeeded", None)
    );
    assert_eq!(
        read_razorpay_event(RAZORPAY_BODY.as_bytes(), Some("e1")).unwrap().kind,
        "subscription.charged"
    );
    assert_eq!(read_razorpay_event(RAZORPAY_BODY.as_bytes(), None).unwrap().id.len(), 64);
    for nonsense in [
        "[]",
        "",
        "null",
        r#"["evt_1","x"]"#,
        r#"{"id":"","type":"x"}"#,
        r#"{"id":"evt_1"}"#,
        r#"{"id":1,"type":"x"}"#,
        r#"{"id":"evt_1","type":null}"#,
    ] {
        let read = read_stripe_event(nonsense.as_bytes());
        assert_eq!(read, Err(Refusal::NotAnEvent), "{nonsense}");
    }
}

/// Whatever else an event holds, it is one: the provider must not send it again.
#[test]
fn events_of_any_shape_are_acknowledged() {
    for data in [
        "null",
        "7",
        r#"["a list"]"#,
        r#"{"object":null}"#,
        r#"{"object":"pi_1"}"#,
        r#"{"object":{"metadata":null}}"#,
        r#"{"object":{"metadata":[]}}"#,
        r#"{"object":{"metadata":{"attempt":null}}}"#,
        r#"{"object":{"metadata":{"attempt":17}}}"#,
        r#"{"object":{"metadata":{"attempt":{"id":"x"}}}}"#,
        r#"{"object":{"metadata":{"attempt":"somebody else's"}}}"#,
    ] {
        let body = format!(r#"{{"id":"evt_1","type":"x","data":{data}}}"#);
        let event = read_stripe_event(body.as_bytes()).unwrap();
        assert_eq!((&*event.id, &*event.kind, event.attempt), ("evt_1", "x", None), "{data}");
        let body = format!(r#"{{"event":"x","payload":{data}}}"#);
        assert_eq!(read_razorpay_event(body.as_bytes(), None).unwrap().attempt, None, "{data}");
    }
    let attempt = "0190a0a0-0000-7000-8000-000000000000";
    let body = format!(
        r#"{{"id":"evt_1","type":"x","data":{{"object":{{"metadata":{{"attempt":"{attempt}"}}}}}}}}"#
    );
    let named = read_stripe_event(body.as_bytes()).unwrap().attempt.map(|id| id.to_string());
    assert_eq!(named.as_deref(), Some(attempt));
}
