//! Who may change something: a page of this paper, or whoever brings a proof of
//! their own. And whose word about addresses is believed.

use http::{Method, StatusCode};
use server::api::{KeyScope, add_key};
use testkit::{Browser, Options, TestPaper, on_both_databases};
use vocab::Access;

use crate::{accounts::is_signed_in, edges::send, routes::routes_in_sources};

const RULE: &str = "did not come from a page of this paper";

/// Origins that are not the paper's; none at all comes first.
fn foreign_origins(paper: &TestPaper) -> Vec<Option<String>> {
    let port = paper.base.rsplit(':').next().unwrap();
    let origins = [
        "null".to_owned(),
        "https://evil.test".to_owned(),
        "http://127.0.0.1".to_owned(),
        "http://127.0.0.1:1".to_owned(),
        format!("https://127.0.0.1:{port}"),
        format!("http://127.0.0.1:{port}.evil.test"),
        format!("http://evil.test:{port}"),
        format!("http://127.0.0.1:{port}/"),
        format!("http://x@127.0.0.1:{port}"),
        format!("http://127.0.0.1:{port}, https://evil.test"),
        format!("http://[::1]:{port}"),
        String::new(),
    ];
    [None].into_iter().chain(origins.into_iter().map(Some)).collect()
}

async fn post_from(
    browser: &Browser,
    path: &str,
    origin: Option<&str>,
    fields: &[(&str, &str)],
) -> testkit::Reply {
    let headers: Vec<_> = origin.iter().map(|origin| ("origin", *origin)).collect();
    browser.post_with(path, fields, &headers).await
}

on_both_databases! {
    /// A foreign, missing or unclear origin changes nothing, whatever its form is.
    async fn foreign_origins_change_nothing(paper: TestPaper) {
        let reader = paper.browser_of("registered").await;
        for origin in foreign_origins(paper) {
            let reply = post_from(&reader, "/logout", origin.as_deref(), &[]).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{origin:?}");
            assert!(reply.text().contains(RULE), "{origin:?}");
            assert!(is_signed_in(&reader).await, "{origin:?}");
            let fields = [("email", "nina@readers.test"), ("password", "tea and the morning paper")];
            assert_eq!(post_from(&reader, "/register", origin.as_deref(), &fields).await.status, StatusCode::FORBIDDEN);
        }
        // A form may be sent as plain text, and a browser may name itself twice.
        for headers in [
            &[("content-type", "text/plain"), ("origin", "https://evil.test")][..],
            &[("origin", &*paper.base), ("origin", "https://evil.test")],
            &[("referer", &*paper.base)],
            &[("authorization", "Bearer x")],
            &[("sec-fetch-site", "same-origin")],
        ] {
            let reply = send(&reader, Method::POST, "/logout", headers).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{headers:?}");
        }
        assert!(is_signed_in(&reader).await);
        paper.settle().await;
        assert!(paper.letters_to("nina@readers.test").is_empty());
    }

    /// So it is on every route that changes something; webhooks and service keys prove themselves otherwise.
    async fn every_changing_route_asks_for_the_origin(paper: TestPaper) {
        let owner = paper.browser_of("owner").await;
        let posts = routes_in_sources().into_iter().filter(|(method, path)| *method == "POST" && !path.starts_with("/hooks/") && path != "/api/v1/access");
        for (_, path) in posts {
            let path = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect::<Vec<_>>().join("/");
            for origin in [None, Some("https://evil.test"), Some("null")] {
                let reply = post_from(&owner, &path, origin, &[("version", "1")]).await;
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path} {origin:?}");
                assert!(reply.text().contains(RULE), "{path}");
            }
        }
        for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::TRACE] {
            let path = "/account/subscription/cancellation";
            assert_eq!(send(&owner, method.clone(), path, &[]).await.status, StatusCode::FORBIDDEN, "{method}");
            let own = send(&owner, method.clone(), path, &[("origin", &paper.base)]).await;
            assert_eq!((own.status, own.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD,POST"), "{method}");
        }
        assert!(is_signed_in(&owner).await);
    }

    /// In the demonstration 127.0.0.1 and localhost of one port are one origin.
    async fn loopback_twins_are_one_origin(paper: TestPaper) {
        let twin = paper.base.replace("127.0.0.1", "localhost");
        let fields = [("email", "registered@demo.test"), ("password", "masthead-demo")];
        let browser = paper.browser();
        let host = twin.trim_start_matches("http://");
        let reply = browser.post_with("/login", &fields, &[("origin", &twin), ("host", host)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        assert!(is_signed_in(&browser).await);
        assert_eq!(browser.get_with("/", &[("host", host)]).await.status, StatusCode::OK);
    }

    /// Hooks and the API's callers prove themselves; their proof is asked for.
    async fn proofs_of_their_own_need_no_origin(paper: TestPaper) {
        let program = paper.browser();
        let body = br#"{"id":"evt_1","object":"event","type":"ping","created":1,"data":{"object":{}}}"#;
        let signature = gateways::sign_stripe("whsec_test_secret", body, paper.paper.ambient.now());
        let reply = program.post_bytes("/hooks/stripe", body, &[("stripe-signature", &signature)]).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        for wrong in ["", "t=1,v1=00", &gateways::sign_stripe("another", body, paper.paper.ambient.now())] {
            let reply = program.post_bytes("/hooks/stripe", body, &[("stripe-signature", wrong)]).await;
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        let key = add_key(&paper.paper.db, &paper.paper.ambient, "edge", KeyScope::Access).await.unwrap();
        let asked = br#"{"story":"/markets/seven-mid-caps-own-growth"}"#;
        let bearer = format!("Bearer {key}");
        let json = ("content-type", "application/json");
        let reply = program.post_bytes("/api/v1/access", asked, &[("authorization", &bearer), json]).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let reply = paper.browser_of("owner").await.post_bytes("/api/v1/access", asked, &[json]).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "a cookie is no key");
    }

    /// The demonstration answers to loopback names only, so that no page from
    /// outside reaches it by a name of its own.
    async fn other_hosts_are_refused(paper: TestPaper) {
        let browser = paper.browser();
        for host in ["evil.test", "localhost.evil.test", "127.0.0.1.evil.test", "evil.test:80", "127.0.0.2", "0.0.0.0", "localhost@evil.test", "LOCALHOST.evil.test"] {
            for path in ["/", "/api/v1/stories", "/desk", "/healthz"] {
                let reply = browser.get_with(path, &[("host", host)]).await;
                assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{host} {path}");
                assert!(!reply.text().contains(host), "{host} is not repeated");
            }
        }
        for host in ["localhost", "127.0.0.1:9", "LocalHost:80"] {
            assert_eq!(browser.get_with("/", &[("host", host)]).await.status, StatusCode::OK, "{host}");
        }
    }

    /// No header of a stranger enters a link of the paper’s.
    async fn links_hold_the_configured_address_alone(paper: TestPaper) {
        let headers = [("x-forwarded-host", "evil.test"), ("x-forwarded-proto", "gopher"), ("forwarded", "host=evil.test"), ("x-original-url", "/desk"), ("x-rewrite-url", "/desk")];
        for path in ["/", "/about", "/markets", "/api/v1/stories", "/robots.txt"] {
            let plain = paper.browser().get(path).await;
            let odd = paper.browser().get_with(path, &headers).await;
            assert!(plain.bytes == odd.bytes, "{path}");
        }
        let browser = paper.browser();
        let own = [("origin", &*paper.base), ("x-forwarded-host", "evil.test")];
        browser.post_with("/password", &[("email", "registered@demo.test")], &own).await;
        let letter = paper.latest_letter_to("registered@demo.test").await;
        assert!(letter.contains(&format!("{}/password/reset?token=", paper.base)), "{letter}");
        assert!(!letter.contains("evil"), "{letter}");
    }

    /// `X-Forwarded-For` of a stranger is no address: all forgeries are one network.
    async fn forged_addresses_share_one_allowance(paper: TestPaper, Options::default().set("meter.network_allowance=2")) {
        let path = &paper.paths(Access::Metered).await[0];
        let statuses = arrivals(paper, path, ["203.0.113.1", "203.0.113.2", "203.0.113.3", "66.249.66.1"]).await;
        assert_eq!(statuses, [303, 303, 200, 200]);
    }

    /// A trusted proxy's is: each network has an allowance of its own.
    async fn a_trusted_proxys_addresses_count_apart(
        paper: TestPaper,
        Options::default().set("meter.network_allowance=2").set("server.trusted_proxies=127.0.0.1")
    ) {
        let path = &paper.paths(Access::Metered).await[0];
        let told = ["203.0.113.1", "203.0.113.1", "203.0.113.1", "203.0.113.2"];
        assert_eq!(arrivals(paper, path, told).await, [303, 303, 200, 303]);
        // What the client wrote before the proxy's own entry is not believed; a /64 is one network.
        let chained = ["198.51.100.7, 203.0.113.1", "2001:db8::1", "2001:db8::2", "2001:db8::3"];
        assert_eq!(arrivals(paper, path, chained).await, [200, 303, 303, 200]);
    }
}

/// The statuses that new devices meet: 303 to prove the cookie, or 200 with a wall.
async fn arrivals(paper: &TestPaper, path: &str, forwarded: [&str; 4]) -> Vec<u16> {
    let mut statuses = Vec::new();
    for address in forwarded {
        let reply = paper.browser().get_with(path, &[("x-forwarded-for", address)]).await;
        assert!(reply.status != StatusCode::OK || reply.access() == "wall; because=register");
        statuses.push(reply.status.as_u16());
    }
    statuses
}
