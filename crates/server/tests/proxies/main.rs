//! The wall behind the caches that papers put before it, with their default
//! rules: what one visitor may read never reaches another.
//!
//! For `cargo xtask ci --long`, which sets `MASTHEAD_TEST_PROXIES`; elsewhere
//! the tests say so and pass.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

mod edge;
mod proxy;

use ::audit::{Audit, Plan};
use http::StatusCode;
use server::plant::{Plant, of_the_cast};
use testkit::{Browser, Options, TestDatabase, TestPaper};
use vocab::Access;

use proxy::Proxy;

const TOKEN: &str = "zq7lockedtoken";
/// Rows that ask about the paper's own answers to what a proxy answers itself, and times.
const NOT_THROUGH_PROXIES: [u8; 5] = [8, 32, 33, 34, 35];
/// How many strangers ask for what a subscriber has just read.
const STRANGERS: usize = 300;

/// Known ways to talk caches and servers out of their walls.
const TRICKS: [(&str, &str); 16] = [
    ("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
    ("user-agent", "facebookexternalhit/1.1"),
    ("referer", "https://www.google.com/"),
    ("x-forwarded-for", "66.249.66.1"),
    ("x-forwarded-host", "elsewhere.test"),
    ("x-original-url", "/"),
    ("x-rewrite-url", "/about"),
    ("cf-connecting-ip", "66.249.66.1"),
    ("accept", "application/json"),
    ("accept-encoding", "br"),
    ("accept-encoding", "gzip"),
    ("range", "bytes=2000-"),
    ("if-none-match", "*"),
    ("if-modified-since", "Thu, 01 Jan 2032 00:00:00 GMT"),
    ("cache-control", "only-if-cached"),
    ("authorization", "Bearer AAAA"),
];

fn assert_closed(reply: &testkit::Reply, what: &str) {
    assert!(!reply.text().contains(TOKEN), "{what} leaks");
    assert!(!format!("{:?}", reply.headers).contains(TOKEN), "{what} leaks in its headers");
}

/// A browser that goes through the proxy with another browser's cookies.
fn through(proxy: &Proxy, browser: &Browser) -> Browser {
    let copy = Browser::new(&proxy.base);
    for pair in browser.cookies().split("; ").filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').expect("a cookie");
        copy.set_cookie(name, value);
    }
    copy
}

async fn audit(kind: &str) {
    if std::env::var("MASTHEAD_TEST_PROXIES").is_err() {
        eprintln!("skipped behind {kind}: MASTHEAD_TEST_PROXIES is not set");
        return;
    }
    let options = Options::default().set("server.trusted_proxies=127.0.0.1");
    let paper = TestPaper::start(TestDatabase::sqlite(), options).await;
    let premium = paper.publish("locked-premium", Access::Premium, TOKEN).await;
    let metered = paper.publish("locked-metered", Access::Metered, TOKEN).await;
    let proxy = Proxy::start(kind, &paper.base).await;
    let subscriber = through(&proxy, &paper.browser_of("subscriber").await);
    for path in [&premium, &metered] {
        // The control: without it, nothing below says anything.
        let page = subscriber.get(path).await;
        assert!(page.text().contains(TOKEN), "{kind} {path}: the subscriber reads on");
        assert_eq!(page.header("cache-control"), "private, no-store");
        for _ in 0..STRANGERS {
            assert_closed(&Browser::new(&proxy.base).get(path).await, kind);
        }
    }
    at_the_limit(&paper, &proxy, &metered).await;
    for (name, value) in TRICKS {
        subscriber.get(&premium).await;
        let page = Browser::new(&proxy.base).get_with(&premium, &[(name, value)]).await;
        assert_closed(&page, &format!("{kind} {name}: {value}"));
        assert!(!page.status.is_server_error(), "{kind} {name}: {value}: {}", page.status);
    }
    // Deception: what looks like a style sheet is not kept as one.
    for form in ["/x.css", ";.js", "%00.jpg", "%2f..%2fassets/x.png", "?x.css"] {
        let deceived = format!("{premium}{form}");
        subscriber.get(&deceived).await;
        assert_closed(&Browser::new(&proxy.base).get(&deceived).await, &deceived);
    }
    logged_out(&paper, &proxy, &premium).await;
    drop(proxy);
    paper.stop().await;
}

/// The meter counts through the proxy as it does without: five, and no more.
async fn at_the_limit(paper: &TestPaper, proxy: &Proxy, locked: &str) {
    let reader = Browser::new(&proxy.base);
    let paths = paper.paths(Access::Metered).await;
    for path in paths.iter().filter(|path| *path != locked).take(5) {
        assert!(reader.visit(path).await.access().starts_with("open"), "{path}");
    }
    for _ in 0..20 {
        let wall = reader.visit(locked).await;
        assert!(wall.access().starts_with("wall; because=limit"), "{}", wall.access());
        assert_closed(&wall, "at the limit");
    }
}

/// After log-out the old cookie is worth nothing, whatever the proxy remembers.
async fn logged_out(paper: &TestPaper, proxy: &Proxy, locked: &str) {
    let direct = paper.browser_of("subscriber").await;
    let copy = through(proxy, &direct);
    assert!(copy.get(locked).await.text().contains(TOKEN));
    assert_eq!(direct.post("/logout", &[]).await.status, StatusCode::SEE_OTHER);
    assert_closed(&copy.get(locked).await, "after log-out");
}

/// The command's own rows, asked through the proxy. A proxy refuses or speaks for
/// itself where the paper would answer, so rows about spellings are for the bare paper.
async fn audit_through(kind: &str) {
    if std::env::var("MASTHEAD_TEST_PROXIES").is_err() {
        eprintln!("skipped behind {kind}: MASTHEAD_TEST_PROXIES is not set");
        return;
    }
    let options = Options::default().set("server.trusted_proxies=127.0.0.1");
    let paper = TestPaper::start(TestDatabase::sqlite(), options).await;
    let (db, ambient) = (paper.paper.db.clone(), paper.paper.ambient.clone());
    let plant = Plant::set(db, ambient, &paper.base).await.expect("planted");
    let proxy = Proxy::start(kind, &paper.base).await;
    let plan = Plan {
        address: proxy.base.parse().expect("an address"),
        origin: Some(paper.base.clone()),
        planted: plant.planted.clone(),
        subscriber: Some(of_the_cast("subscriber")),
        registered: Some(of_the_cast("registered")),
        lapsed: Some(of_the_cast("lapsed")),
        rows: (1..=41).filter(|row| !NOT_THROUGH_PROXIES.contains(row)).collect(),
    };
    let report = Audit::begin(plan).await.expect("an audit").run(&|_, _| {}).await;
    assert!(!report.has_failures(), "behind {kind}:\n{report}");
    drop(proxy);
    paper.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_finds_nothing_behind_nginx() {
    audit_through("nginx").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_finds_nothing_behind_varnish() {
    audit_through("varnish").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_leaks_behind_nginx() {
    audit("nginx").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_leaks_behind_varnish() {
    audit("varnish").await;
}
