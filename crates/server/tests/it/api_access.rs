//! `POST /api/v1/access`: decisions for a site or an edge that keeps its own pages.

use http::StatusCode;
use serde_json::{Value, json};
use server::api::{KeyScope, add_key};
use testkit::{Options, Reply, TestPaper, on_both_databases};
use vocab::Access;

use crate::api::id_of;

pub(crate) async fn new_key(paper: &TestPaper, name: &str) -> String {
    add_key(&paper.paper.db, &paper.paper.ambient, name, KeyScope::Access).await.expect("a key")
}

async fn ask(paper: &TestPaper, key: &str, body: &Value) -> Reply {
    let bearer = format!("Bearer {key}");
    let headers = [("authorization", &*bearer), ("content-type", "application/json")];
    paper.browser().post_bytes("/api/v1/access", body.to_string().as_bytes(), &headers).await
}

pub(crate) async fn decision(paper: &TestPaper, key: &str, body: &Value) -> Value {
    let reply = ask(paper, key, body).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.header("cache-control"), "private, no-store");
    assert!(!reply.text().contains("zq7lockedtoken"));
    reply.json()
}

async fn reader_id(paper: &TestPaper, name: &str) -> String {
    let found = readers::find_reader_by_email(&paper.paper.db, &format!("{name}@demo.test")).await;
    found.unwrap().expect("one of the cast").id.to_string()
}

on_both_databases! {
    /// By id, path or address; the token that comes back goes on counting, with the pages.
    async fn decisions_count_as_on_pages(paper: TestPaper) {
        let key = new_key(paper, "edge").await;
        for index in 0..6 {
            paper.publish(&format!("edge-{index}"), Access::Metered, "zq7lockedtoken").await;
        }
        let id = id_of(paper, "edge-0").await;
        let first = decision(paper, &key, &json!({ "story": id })).await;
        assert_eq!(first["decision"]["because"], "newcomer");
        let device = first["device"].as_str().unwrap().to_owned();
        let names = [id, "/markets/edge-1".to_owned(), format!("{}/markets/edge-2?utm=x#top", paper.base), "markets/edge-3".to_owned(), "/markets/edge-4".to_owned()];
        for (index, name) in names.iter().enumerate() {
            for _ in 0..2 {
                let answer = decision(paper, &key, &json!({ "story": name, "device": device })).await;
                assert_eq!(answer["decision"], json!({ "open": true, "because": "metered", "used": index + 1, "limit": 5 }), "{name}");
                assert_eq!(answer["device"], device);
            }
        }
        let wall = decision(paper, &key, &json!({ "story": "/markets/edge-5", "device": device })).await;
        assert_eq!(wall["decision"], json!({ "open": false, "because": "limit", "used": 5, "limit": 5 }));
        let browser = paper.browser();
        browser.set_cookie("masthead_device", &device);
        assert_eq!(browser.get("/markets/edge-5").await.access(), "wall; because=limit; used=5; limit=5");
        // A forged token is no device: it begins anew and is told so.
        let forged = decision(paper, &key, &json!({ "story": "/markets/edge-5", "device": device.replace(&device[..4], "AAAA") })).await;
        assert_eq!(forged["decision"]["because"], "newcomer");
        assert_ne!(forged["device"], device);
    }

    /// With a reader's id the reader's limits and benefits decide.
    async fn readers_bring_their_benefits(paper: TestPaper) {
        let key = new_key(paper, "edge").await;
        paper.publish("premium", Access::Premium, "x").await;
        paper.publish("metered", Access::Metered, "x").await;
        for (name, premium, metered) in [("subscriber", "benefit", "benefit"), ("registered", "premium", "metered"), ("lapsed", "premium", "metered"), ("editor", "premium", "metered")] {
            let reader = reader_id(paper, name).await;
            let answer = decision(paper, &key, &json!({ "story": "/markets/premium", "reader": reader })).await;
            assert_eq!(answer["decision"]["because"], premium, "{name}");
            let answer = decision(paper, &key, &json!({ "story": "/markets/metered", "reader": reader })).await;
            assert_eq!(answer["decision"]["because"], metered, "{name}");
            assert_eq!(answer["decision"]["limit"], if metered == "metered" { json!(8) } else { Value::Null });
        }
        let free = decision(paper, &key, &json!({ "story": paper.paths(Access::Free).await[0] })).await;
        assert_eq!(free["decision"], json!({ "open": true, "because": "free", "used": null, "limit": null }));
    }

    /// Without the right key nothing is told; a revoked or foreign one is no key.
    async fn only_keys_may_ask(paper: TestPaper) {
        let key = new_key(paper, "edge").await;
        let session = paper.browser_of("owner").await.cookie("masthead_session").unwrap();
        let body = json!({ "story": "/markets/seven-mid-caps-own-growth" });
        for wrong in ["", "x", "mk_", &key[..key.len() - 1], &key.to_lowercase(), &session, "' OR 1=1 --"] {
            let reply = ask(paper, wrong, &body).await;
            assert!([StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&reply.status), "{wrong}: {}", reply.status);
            assert!(reply.json().get("decision").is_none());
        }
        assert_eq!(ask(paper, &key, &body).await.status, StatusCode::OK);
        assert!(add_key(&paper.paper.db, &paper.paper.ambient, "edge", KeyScope::Access).await.is_err(), "a name is one key’s");
        let logged = store::audit::list_entries(&paper.paper.db, i64::MAX, 5).await.unwrap();
        assert!(logged.iter().any(|entry| entry.action == "key.add" && entry.subject == "edge"));
        assert!(!format!("{logged:?}").contains(&key), "no secret in the log");
    }

    /// What is not understood is refused and named, and counts nothing.
    async fn odd_questions_are_refused(paper: TestPaper) {
        let key = new_key(paper, "edge").await;
        let story = "/markets/seven-mid-caps-own-growth";
        for (body, status, named) in [
            (json!({}), 400, "story"),
            (json!({ "story": 3 }), 400, "story"),
            (json!({ "story": story, "staff": true }), 400, "staff"),
            (json!({ "story": story, "benefits": ["premium"] }), 400, "benefits"),
            (json!({ "story": story, "address": "here" }), 400, "address"),
            (json!({ "story": story, "reader": "somebody" }), 404, ""),
            (json!({ "story": story, "reader": "01930000-0000-7000-8000-000000000000" }), 404, ""),
            (json!({ "story": "/markets/nothing" }), 404, ""),
            (json!({ "story": "https://evil.test/markets/x" }), 404, ""),
            (json!({ "story": "/desk/stories" }), 404, ""),
            (json!({ "story": "a\0b/c" }), 400, ""),
            (json!([story]), 400, ""),
        ] {
            let reply = ask(paper, &key, &body).await;
            assert_eq!(reply.status.as_u16(), status, "{body}: {}", reply.text());
            assert_eq!(reply.header("content-type"), "application/problem+json");
            assert!(reply.json()["detail"].as_str().unwrap().contains(named), "{body}: {}", reply.text());
        }
    }

    /// New devices are counted by the address that the site tells.
    async fn addresses_share_the_allowance(paper: TestPaper, Options::default().set("meter.network_allowance=1")) {
        let key = new_key(paper, "edge").await;
        paper.publish("metered", Access::Metered, "x").await;
        let mut because = Vec::new();
        for address in ["203.0.113.1", "203.0.113.1", "203.0.113.2", "2001:db8::1", "2001:db8::2"] {
            let answer = decision(paper, &key, &json!({ "story": "/markets/metered", "address": address })).await;
            assert_eq!(answer["device"].is_null(), answer["decision"]["because"] == "register");
            because.push(answer["decision"]["because"].as_str().unwrap().to_owned());
        }
        assert_eq!(because, ["newcomer", "register", "newcomer", "newcomer", "register"]);
    }
}
