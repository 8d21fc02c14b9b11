//! Tokens: what is not ours to the letter is worth nothing.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use proptest::prelude::*;
use ring::hmac;
use serde_json::{Value, json};

use crate::token::{Claims, Expected, PublicKey, SigningKey, TokenProblem, Verdict, parse, verify};

const PAPER: &str = "https://paper.example";
const SITE: &str = "https://www.example.test";

fn now() -> Timestamp {
    "2026-11-24T06:00:00Z".parse().unwrap()
}

fn claims() -> Claims {
    let iat = now().as_second();
    Claims {
        iss: PAPER.to_owned(),
        aud: SITE.to_owned(),
        sub: "somebody".to_owned(),
        story: "/news/gold".to_owned(),
        dec: Verdict::Open,
        because: "metered".to_owned(),
        iat,
        exp: iat + 600,
    }
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32]).unwrap()
}

fn check(token: &str, keys: &[PublicKey], now: Timestamp) -> Result<Claims, TokenProblem> {
    let expected = Expected { issuer: PAPER, audience: SITE, story: "/news/gold" };
    verify(token, keys, expected, now)
}

/// Header and claims as somebody else would put them together, signed by `sign`.
fn forge(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let encode = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

fn by_key(seed: u8) -> impl Fn(&[u8]) -> Vec<u8> {
    let pair = ring::signature::Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
    move |signed| pair.sign(signed).as_ref().to_vec()
}

#[test]
fn a_token_holds_for_its_page_and_its_time() {
    let token = key(1).sign(&claims());
    let keys = [key(1).public().clone()];
    assert_eq!(check(&token, &keys, now()), Ok(claims()));
    let at = |seconds: i64| Timestamp::from_second(now().as_second() + seconds).unwrap();
    assert!(check(&token, &keys, at(599)).is_ok());
    assert_eq!(check(&token, &keys, at(600)), Err(TokenProblem::Time));
    assert_eq!(check(&token, &keys, at(601)), Err(TokenProblem::Time));
    assert!(check(&token, &keys, at(-60)).is_ok());
    assert_eq!(check(&token, &keys, at(-61)), Err(TokenProblem::Time));
    let longest = key(1).sign(&Claims { exp: claims().iat + 3_601, ..claims() });
    assert_eq!(check(&longest, &keys, now()), Err(TokenProblem::Time));
}

#[test]
fn for_another_page_site_or_paper_it_is_worth_nothing() {
    let (token, keys) = (key(1).sign(&claims()), [key(1).public().clone()]);
    for expected in [
        Expected { issuer: PAPER, audience: SITE, story: "/news/silver" },
        Expected { issuer: PAPER, audience: "https://other.test", story: "/news/gold" },
        Expected { issuer: "https://other.test", audience: SITE, story: "/news/gold" },
    ] {
        assert_eq!(verify(&token, &keys, expected, now()), Err(TokenProblem::Elsewhere));
    }
}

#[test]
fn other_algorithms_and_keys_of_its_own_are_refused() {
    let (public, ours) = (key(1).public().clone(), serde_json::to_value(claims()).unwrap());
    let keys = [public.clone()];
    let header = |alg: &str| json!({ "alg": alg, "kid": public.kid, "typ": "decision+jwt" });
    let good = forge(&header("EdDSA"), &ours, by_key(1));
    assert!(check(&good, &keys, now()).is_ok(), "the forger's tools work");
    // The public key as a secret: the confusion of algorithms.
    let secret = hmac::Key::new(hmac::HMAC_SHA256, &public.bytes);
    let twice = |signed: &[u8]| hmac::sign(&secret, signed).as_ref().repeat(2);
    for alg in ["none", "None", "HS256", "HS512", "ES256", "RS256", "eddsa", "Ed25519", ""] {
        for token in [forge(&header(alg), &ours, twice), forge(&header(alg), &ours, by_key(1))] {
            assert_eq!(check(&token, &keys, now()), Err(TokenProblem::Header), "{alg}");
        }
    }
    assert_eq!(
        check(&forge(&header("none"), &ours, |_| Vec::new()), &keys, now()),
        Err(TokenProblem::Form)
    );
    assert_eq!(
        check(
            &forge(&header("HS256"), &ours, |signed| hmac::sign(&secret, signed).as_ref().to_vec()),
            &keys,
            now()
        ),
        Err(TokenProblem::Form)
    );
    let own = BASE64_URL_SAFE_NO_PAD.encode(key(9).public().bytes);
    for (name, value) in [
        ("jku", json!("https://evil.test/jwks.json")),
        ("jwk", json!({ "kty": "OKP", "crv": "Ed25519", "x": own })),
        ("x5u", json!("https://evil.test/x")),
        ("x5c", json!(["AAAA"])),
        ("crit", json!(["exp"])),
        ("b64", json!(false)),
    ] {
        let mut header = header("EdDSA");
        header[name] = value;
        assert_eq!(
            check(&forge(&header, &ours, by_key(9)), &keys, now()),
            Err(TokenProblem::Header),
            "{name}"
        );
        assert_eq!(
            check(&forge(&header, &ours, by_key(1)), &keys, now()),
            Err(TokenProblem::Header),
            "{name}"
        );
    }
    assert_eq!(
        check(&forge(&header("EdDSA"), &ours, by_key(9)), &keys, now()),
        Err(TokenProblem::Signature)
    );
}

#[test]
fn an_unknown_or_revoked_key_verifies_nothing() {
    let token = key(1).sign(&claims());
    assert_eq!(check(&token, &[key(2).public().clone()], now()), Err(TokenProblem::UnknownKey));
    assert_eq!(check(&token, &[], now()), Err(TokenProblem::UnknownKey));
    // Another key under the id of the one that signed.
    let swapped = PublicKey { kid: key(1).public().kid.clone(), bytes: key(2).public().bytes };
    assert_eq!(check(&token, &[swapped], now()), Err(TokenProblem::Signature));
}

#[test]
fn claims_of_another_shape_are_refused() {
    let keys = [key(1).public().clone()];
    let header = json!({ "alg": "EdDSA", "kid": keys[0].kid, "typ": "decision+jwt" });
    let change = |name: &str, value: Value| {
        let mut claims = serde_json::to_value(claims()).unwrap();
        claims[name] = value;
        claims
    };
    for odd in [
        change("exp", json!("1795500000")),
        change("exp", json!(1.5e300)),
        change("exp", Value::Null),
        change("aud", json!([SITE, "https://other.test"])),
        change("dec", json!("OPEN")),
        change("dec", json!(true)),
        change("admin", json!(true)),
        json!([]),
        json!("open"),
        json!({}),
    ] {
        assert_eq!(
            check(&forge(&header, &odd, by_key(1)), &keys, now()),
            Err(TokenProblem::Claims),
            "{odd}"
        );
    }
    for (exp, iat) in [(i64::MAX, claims().iat), (i64::MAX, i64::MIN), (i64::MIN, i64::MAX)] {
        let odd = Claims { exp, iat, ..claims() };
        assert_eq!(check(&key(1).sign(&odd), &keys, now()), Err(TokenProblem::Time));
    }
}

#[test]
fn every_changed_bit_and_every_cut_breaks_it() {
    let (token, keys) = (key(1).sign(&claims()), [key(1).public().clone()]);
    for index in 0..token.len() {
        assert!(check(&token[..index], &keys, now()).is_err());
        for bit in 0..7 {
            let mut bytes = token.clone().into_bytes();
            bytes[index] ^= 1 << bit;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(check(&changed, &keys, now()).is_err(), "{index} {bit}");
        }
    }
    for longer in [
        format!("{token}."),
        format!("{token}="),
        format!(".{token}"),
        format!(" {token}"),
        token.repeat(9),
    ] {
        assert!(check(&longer, &keys, now()).is_err());
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic_and_never_accepted(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = parse(&text);
        prop_assert!(check(&text, &[key(1).public().clone()], now()).is_err());
    }

    #[test]
    fn whatever_looks_like_a_token_is_never_accepted(header in "\\PC{0,60}", claims in "\\PC{0,120}", signature in proptest::collection::vec(any::<u8>(), 64)) {
        let encode = |part: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(part);
        let token = format!("{}.{}.{}", encode(header.as_bytes()), encode(claims.as_bytes()), encode(&signature));
        prop_assert!(check(&token, &[key(1).public().clone()], now()).is_err());
    }

    #[test]
    fn what_another_key_signed_is_never_accepted(seed in 2_u8..255, exp in any::<i64>(), story in "[a-z/]{0,20}") {
        let claims = Claims { exp, story, ..claims() };
        let mut other = key(1).public().clone();
        other.bytes = key(seed).public().bytes;
        prop_assert!(check(&key(1).sign(&claims), &[other], now()).is_err());
    }
}
