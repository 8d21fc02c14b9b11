//! Published ranges: from files, and fetched anew.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex},
};

use axum::{Router, routing::get};
use http::{HeaderMap, HeaderValue, header};
use paywall::{Dns, Engines, RangesAddress, RangesSource, find_bot, read_ranges};
use testkit::{TestPaper, on_both_databases};
use web::ClientAddress;

use super::{GOOGLEBOT, decide, dns};

const FILE: &str = r#"{"prefixes": [{"ipv4Prefix": "198.51.100.0/24"}]}"#;
const FETCHED: &str = r#"{"creationTime": "2026-11-24T00:00:00.000000", "prefixes": [
    {"ipv4Prefix": "192.0.2.0/27"}, {"ipv6Prefix": "2001:db8:10::/64"}]}"#;

/// Serves whatever `says` holds at the moment, and where.
async fn publisher(says: Arc<Mutex<String>>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let answer = move || {
        let says = says.clone();
        async move { says.lock().expect("the text").clone() }
    };
    let elsewhere = || async { axum::response::Redirect::to("/ranges.json") };
    let app = Router::new().route("/ranges.json", get(answer)).route("/moved.json", get(elsewhere));
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

async fn engines(paper: &TestPaper, url: &str) -> Engines {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let parts = &paper.paper;
    let source = RangesSource {
        bot: find_bot("googlebot").expect("known"),
        networks: read_ranges(FILE).expect("ranges"),
        address: (!url.is_empty()).then(|| RangesAddress::parse(url).expect("an address")),
    };
    let names = Arc::new(Dns::open(Some(dns::server())).expect("a resolver"));
    let (db, ambient, site) = (parts.db.clone(), parts.ambient.clone(), parts.site.clone());
    Engines::open(db, ambient, site, names, vec![source]).await.expect("engines")
}

fn is_google(engines: &Engines, agent: &'static str, address: &str) -> bool {
    let headers: HeaderMap =
        [(header::USER_AGENT, HeaderValue::from_static(agent))].into_iter().collect();
    let address = ClientAddress(address.parse::<IpAddr>().expect("an address"));
    engines.recognise(&headers, address).is_some()
}

on_both_databases! {
    /// An address of the published ranges is the engine’s at once, without a question.
    async fn a_published_range_is_proof(paper: TestPaper) {
        decide(&paper.browser_of("owner").await, &[("bot-googlebot", "full"), ("do", "save")]).await;
        let engines = engines(paper, "").await;
        assert!(is_google(&engines, GOOGLEBOT, "198.51.100.7"));
        assert!(!is_google(&engines, GOOGLEBOT, "198.51.101.7"));
        assert!(!is_google(&engines, "Mozilla/5.0 (compatible; bingbot/2.0)", "198.51.100.7"));
        assert!(!is_google(&engines, "Mozilla/5.0 Firefox/150.0", "198.51.100.7"));
        assert_eq!(dns::asked("7.100.51.198."), 0);
    }

    /// What is fetched stands above the file, for all nodes and after a start; what is no
    /// list of ranges changes nothing.
    async fn the_last_good_ranges_are_kept(paper: TestPaper) {
        decide(&paper.browser_of("owner").await, &[("bot-googlebot", "full"), ("do", "save")]).await;
        let says = Arc::new(Mutex::new(FETCHED.to_owned()));
        let url = publisher(says.clone()).await;
        let first = engines(paper, &format!("{url}/ranges.json")).await;
        assert!(is_google(&first, GOOGLEBOT, "198.51.100.7"), "the file, before anything was fetched");
        first.refresh_ranges().await.expect("fetched");
        let is_right = |engines: &Engines| {
            is_google(engines, GOOGLEBOT, "192.0.2.5")
                && is_google(engines, GOOGLEBOT, "2001:db8:10::7")
                && !is_google(engines, GOOGLEBOT, "198.51.100.7")
        };
        assert!(is_right(&first));
        for bad in ["<html>busy</html>", "{\"prefixes\": []}", r#"{"prefixes": [{"ipv4Prefix": "0.0.0.0/0"}]}"#, &"x".repeat(2 << 20)] {
            *says.lock().expect("the text") = bad.to_owned();
            let problem = first.refresh_ranges().await.expect_err("refused").to_string();
            assert!(problem.starts_with("googlebot: "), "{problem}");
            assert!(is_right(&first), "{problem}");
        }
        let after_a_start = engines(paper, &format!("{url}/gone.json")).await;
        assert!(is_right(&after_a_start));
        assert!(after_a_start.refresh_ranges().await.is_err(), "404");
        assert!(is_right(&after_a_start));
        *says.lock().expect("the text") = FILE.to_owned();
        let moved = engines(paper, &format!("{url}/moved.json")).await;
        let problem = moved.refresh_ranges().await.expect_err("a redirect").to_string();
        assert!(problem.contains("303") && is_right(&moved), "{problem}");
        // Another node hears of it.
        first.refresh_ranges().await.expect("fetched");
        let change = store::feed::Change { topic: "engine_ranges".into(), key: "googlebot".into() };
        after_a_start.forget(&change).await;
        assert!(is_google(&after_a_start, GOOGLEBOT, "198.51.100.7"));
        assert!(!is_google(&after_a_start, GOOGLEBOT, "192.0.2.5"));
    }
}
