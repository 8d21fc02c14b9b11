//! Everything that strangers hand in as a token, a link, an address or a list: it
//! never panics, only what the paper signed is accepted, and what is written is
//! read as the same.

#![no_main]

mod bytes;

use std::{fmt::Display, str::FromStr, sync::LazyLock};

use bytes::Bytes;
use gateways::{sign_stripe, verify_razorpay, verify_stripe};
use http::{HeaderMap, HeaderValue};
use jiff::{Timestamp, tz::TimeZone};
use libfuzzer_sys::fuzz_target;
use outside::token::{Claims, Expected, PublicKey, SigningKey, Verdict, verify};
use paywall::{Giver, LinkId, LinkKey, Place, RobotsPolicy, Scope, Ticket, read_ranges};
use vocab::{Benefit, BenefitSet, Country, DeviceId, ReaderId, SessionId, StoryNumber};
use web::{
    CookieKind, Face, FaceSettings, Key, SafePath, Site, SiteConfig, Visitor, is_slug, read_cookie,
};

const NOW: i64 = 1_795_500_000;
const SECRET: &str = "whsec_fuzz";

static SITE: LazyLock<Site> = LazyLock::new(|| {
    let settings = FaceSettings { name: "The Fuzz".to_owned(), ..FaceSettings::default() };
    let config = SiteConfig {
        url: "https://paper.test".to_owned(),
        zone: TimeZone::UTC,
        currency: "INR".parse().expect("a currency"),
        language: words::Language::English,
        payment_hosts: Vec::new(),
        loopback_twins: false,
    };
    Site::new(config, Face::new(&settings).expect("a face"), Key::new(b"the paper's secret"))
});
static LINKS: LazyLock<LinkKey> = LazyLock::new(|| LinkKey::new(SITE.key(), "gift"));
static OTHERS: LazyLock<LinkKey> = LazyLock::new(|| LinkKey::new(SITE.key(), "campaign"));
static SIGNER: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::from_seed(&[7; 32]).expect("a key"));
static KEYS: LazyLock<[PublicKey; 1]> = LazyLock::new(|| [SIGNER.public().clone()]);

fn now() -> Timestamp {
    Timestamp::from_second(NOW).expect("a moment")
}

/// The text with one character changed for another, if that is text still.
fn forged(text: &str, bytes: &mut Bytes<'_>) -> Option<String> {
    let mut forged = text.as_bytes().to_vec();
    let place = bytes.number() as usize % forged.len().max(1);
    let flip = 1 << (bytes.byte() % 7);
    *forged.get_mut(place)? ^= flip;
    String::from_utf8(forged).ok()
}

/// Devices, gifts, campaigns: tokens under the paper's own key.
fn our_tokens(bytes: &mut Bytes<'_>) {
    let mut id = [0; 16];
    id.fill_with(|| bytes.byte());
    let device = DeviceId(id);
    let token = Visitor::device_token(&SITE, device);
    assert_eq!(Visitor::device_from_token(&SITE, &token), Some(device));
    let link: LinkId = format!("{:032x}", device.as_u128()).parse().expect("a number");
    let link_token = LINKS.token(link);
    assert_eq!(LINKS.open(&link_token), Some(link));
    assert_eq!(OTHERS.open(&link_token), None);
    let until = Timestamp::from_second(i64::from(bytes.number())).expect("a moment");
    let grant = LINKS.grant(link, until, device);
    assert_eq!(LINKS.open_grant(&grant, device), Some((link, until)));
    if let Some(forged) = forged(&token, bytes) {
        assert_eq!(Visitor::device_from_token(&SITE, &forged), None, "{forged}");
    }
    if let Some(forged) = forged(&link_token, bytes) {
        assert_eq!(LINKS.open(&forged), None, "{forged}");
    }
    if let Some(forged) = forged(&grant, bytes) {
        assert_eq!(LINKS.open_grant(&forged, device), None, "{forged}");
    }
    // Whatever else comes is ours to the letter, or nothing.
    let text = bytes.text();
    if let Some(device) = Visitor::device_from_token(&SITE, text) {
        assert_eq!(Visitor::device_token(&SITE, device), text);
    }
    if let Some(link) = LINKS.open(text) {
        assert_eq!(LINKS.token(link), text);
    }
    if let Some((link, until)) = LINKS.open_grant(text, device) {
        assert_eq!(LINKS.grant(link, until, device), text);
    }
}

/// Decisions that an edge verifies.
fn decisions(bytes: &mut Bytes<'_>) {
    let claims = Claims {
        iss: "https://paper.test".to_owned(),
        aud: "https://site.test".to_owned(),
        sub: bytes.text().to_owned(),
        story: bytes.text().to_owned(),
        dec: bytes.of(&[Verdict::Open, Verdict::Wall]),
        because: bytes.text().to_owned(),
        iat: NOW + i64::from(bytes.byte() % 90),
        exp: NOW + i64::from(bytes.number() % 8_000) - 100,
    };
    let expected = Expected { issuer: &claims.iss, audience: &claims.aud, story: &claims.story };
    let token = SIGNER.sign(&claims);
    let read = verify(&token, &*KEYS, expected, now());
    let holds = claims.exp > NOW && claims.exp - claims.iat <= 3_600 && claims.iat <= NOW + 60;
    if token.len() <= 4_096 {
        assert_eq!(read.is_ok(), holds, "{claims:?}: {read:?}");
    }
    assert!(read.is_err() || read.as_ref() == Ok(&claims));
    if let Some(forged) = forged(&token, bytes) {
        assert!(verify(&forged, &*KEYS, expected, now()).is_err(), "{forged}");
    }
    assert!(verify(bytes.text(), &*KEYS, expected, now()).is_err());
    assert!(verify(&token, &[], expected, now()).is_err());
}

/// Webhooks.
fn signatures(bytes: &mut Bytes<'_>) {
    let header = bytes.text();
    let body = bytes.0;
    let signed = sign_stripe(SECRET, body, now());
    assert!(verify_stripe(SECRET, &signed, body, now()).is_ok());
    assert!(verify_stripe("another", &signed, body, now()).is_err());
    assert!(header == signed || verify_stripe(SECRET, header, body, now()).is_err());
    assert!(verify_razorpay(SECRET, header, body).is_err());
    let longer = [body, b" "].concat();
    assert!(verify_stripe(SECRET, &signed, &longer, now()).is_err());
}

/// What is read and written again is the same.
fn same<T: FromStr + Display + PartialEq>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let written = value.to_string();
        let again = written.parse::<T>().ok();
        assert!(again.is_some_and(|again| again == value), "{text:?} is written {written:?}");
    }
}

fn names(text: &str) {
    same::<LinkId>(text);
    same::<ReaderId>(text);
    same::<SessionId>(text);
    same::<StoryNumber>(text);
    same::<Country>(text);
    same::<Benefit>(text);
    same::<BenefitSet>(text);
    same::<Giver>(text);
    same::<Place>(text);
    same::<Scope>(text);
}

/// Addresses and what stands in them.
fn addresses(text: &str) {
    if let Some(path) = outside::normal_path(text) {
        assert_eq!(outside::normal_path(&path).as_ref(), Some(&path), "{text:?}");
        assert!(
            path.starts_with('/') && !path.contains("//") && !path.contains("/../"),
            "{path:?}"
        );
    }
    let path = SafePath::parse(text).to_string();
    assert!(path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'), "{path:?}");
    assert!(path.bytes().all(|byte| byte.is_ascii_graphic()), "{path:?}");
    assert_eq!(SafePath::parse(&path).to_string(), path, "{text:?}");
    let _whether = is_slug(text);
    let Ok(value) = HeaderValue::from_str(text) else { return };
    let mut headers = HeaderMap::new();
    headers.insert("cookie", value);
    for kind in [CookieKind::Device, CookieKind::Visit, CookieKind::Campaign, CookieKind::Session] {
        let _what = read_cookie(&SITE, &headers, kind);
    }
    let _ticket = Ticket::of(&SITE, Some(text), &headers);
}

/// What other machines publish, and what the desk says to them.
fn lists(text: &str) {
    if let Ok(networks) = read_ranges(text) {
        assert!(!networks.is_empty());
    }
    let _rules = toml::from_str::<outside::OutsideConfig>(text);
    let policy = RobotsPolicy {
        lines: text.split('\n').map(str::to_owned).collect(),
        ..RobotsPolicy::default()
    };
    if policy.check().is_ok() {
        // What the desk adds stands below what no robot has any business with.
        let txt = policy.robots_txt("https://paper.test");
        let plain = RobotsPolicy::default().robots_txt("https://paper.test");
        assert!(txt.starts_with(&plain) && txt.ends_with('\n'), "{txt}");
    }
}

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes(data);
    match bytes.byte() % 6 {
        0 => our_tokens(&mut bytes),
        1 => decisions(&mut bytes),
        2 => signatures(&mut bytes),
        3 => names(bytes.text()),
        4 => addresses(bytes.text()),
        _ => lists(bytes.text()),
    }
});
