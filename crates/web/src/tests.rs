use http::{HeaderMap, HeaderValue, Method};
use jiff::tz::TimeZone;
use vocab::Currency;

use crate::*;

fn site(url: &str) -> Site {
    let config = SiteConfig {
        url: url.to_owned(),
        zone: TimeZone::UTC,
        currency: Currency::INR,
        language: words::Language::English,
        payment_hosts: vec![],
        loopback_twins: true,
    };
    let settings = FaceSettings { name: "The Test Ledger".to_owned(), ..FaceSettings::default() };
    Site::new(config, Face::new(&settings).unwrap(), Key::new(b"a test key"))
}

#[test]
fn the_desk_loads_typefaces_that_are_there() {
    let find = |path: &str| {
        let (hash, name) = path.strip_prefix("/assets/")?.split_once('/')?;
        find_asset(hash, name)
    };
    let sheet = find(&asset_path("desk.css")).unwrap().plain();
    let text = std::str::from_utf8(sheet).unwrap();
    let after = text.split("url(").skip(1);
    let addresses: Vec<_> = after.filter_map(|rest| rest.split(')').next()).collect();
    assert_eq!(addresses.len(), 2, "{addresses:?}");
    for address in addresses {
        assert!(find(address).is_some(), "{address}");
    }
}

#[test]
fn next_never_leaves_the_paper() {
    for elsewhere in [
        "//evil.test",
        "/\\evil.test",
        "https://evil.test",
        "javascript:alert(1)",
        "",
        "/%0d%0aLocation:x",
        "/%2f/evil.test",
        "/%5cevil",
        "/a/../..//x",
        "/ x",
        "evil",
    ] {
        assert_eq!(SafePath::parse(elsewhere).as_str(), "/", "{elsewhere}");
    }
    assert_eq!(SafePath::parse("/markets/a-story?_d=1&x=2").as_str(), "/markets/a-story?x=2");
    assert_eq!(SafePath::parse("/markets/a-story?_d=1").as_str(), "/markets/a-story");
    assert_eq!(SafePath::parse("/a?b=c&d").encoded(), "/a%3Fb%3Dc%26d");
}

#[test]
fn only_our_own_origin_may_change_things() {
    let site = site("http://127.0.0.1:8080");
    let with = |origin: Option<&'static str>| {
        let mut headers = HeaderMap::new();
        if let Some(origin) = origin {
            headers.insert("origin", HeaderValue::from_static(origin));
        }
        headers
    };
    let post = |origin| is_own_origin(&site, &Method::POST, &with(origin));
    assert!(post(Some("http://127.0.0.1:8080")));
    assert!(post(Some("http://localhost:8080")));
    for foreign in [
        None,
        Some("null"),
        Some("http://localhost:8081"),
        Some("https://127.0.0.1:8080"),
        Some("http://evil.test"),
    ] {
        assert!(!post(foreign), "{foreign:?}");
    }
    assert!(is_own_origin(&site, &Method::GET, &with(None)));
}

#[test]
fn device_tokens_hold_and_forgeries_do_not() {
    let (site, other) = (site("http://localhost:1"), site("https://paper.example"));
    let device = vocab::DeviceId([7; 16]);
    let token = Visitor::device_token(&site, device);
    assert_eq!(token.len(), 43);
    assert_eq!(Visitor::device_from_token(&site, &token), Some(device));
    for forged in ["", "x", &token[1..], &token.replace('B', "C"), &"A".repeat(10_000)] {
        assert_eq!(Visitor::device_from_token(&site, forged), None);
    }
    let cookie = set_cookie(&other, CookieKind::Device, &token);
    let cookie = cookie.to_str().unwrap();
    assert!(cookie.starts_with("__Host-masthead_device=") && cookie.ends_with("; Secure"));
    assert!(!set_cookie(&site, CookieKind::Device, &token).to_str().unwrap().contains("Secure"));
}

#[test]
fn slugs_from_titles() {
    assert_eq!(slug_from("  Élan & Co.: profits up 12 %!"), "elan-co-profits-up-12");
    assert_eq!(slug_from("Don't panic"), "dont-panic");
    assert_eq!(slug_from("हिन्दी"), "");
    assert!(is_slug("a-1") && !is_slug("-a") && !is_slug("A") && !is_slug(""));
}

#[test]
fn prefetches_and_crawlers_say_so() {
    let with = |name: &'static str, value: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_static(value));
        headers
    };
    assert!(is_prefetch(&with("sec-purpose", "prefetch;prerender")));
    assert!(!is_prefetch(&with("sec-purpose", "")));
    assert!(declares_itself_crawler(&with(
        "user-agent",
        "Mozilla/5.0 (compatible; Googlebot/2.1)"
    )));
    assert!(!declares_itself_crawler(&with(
        "user-agent",
        "Mozilla/5.0 (X11; Linux x86_64) Chrome/120"
    )));
    assert!(!declares_itself_crawler(&with("user-agent", "curl/8.0")));
}

#[test]
fn compressed_forms_are_chosen_by_what_is_accepted() {
    let page = SharedPage::new(http::StatusCode::OK, "<p>word</p>".repeat(500));
    let coding = |accept: Option<&'static str>| {
        let mut headers = HeaderMap::new();
        if let Some(accept) = accept {
            headers.insert("accept-encoding", HeaderValue::from_static(accept));
        }
        let response = page.respond(&headers);
        response.headers().get("content-encoding").map(|value| value.to_str().unwrap().to_owned())
    };
    assert_eq!(coding(None), None);
    assert_eq!(coding(Some("gzip, deflate, br")), Some("br".to_owned()));
    assert_eq!(coding(Some("br;q=0, gzip")), Some("gzip".to_owned()));
}
