//! Telling about other people's pages, and asking about them.

use axum::body::Body;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use server::api::KeyScope;
use testkit::{Options, Reply, TestPaper, on_both_databases};

use crate::gate::{Gate, SITE, new_key, with_site};

async fn put(paper: &TestPaper, key: &str, body: &Value) -> Reply {
    let (browser, bearer) = (paper.browser(), format!("Bearer {key}"));
    let headers = [("authorization", &*bearer), ("content-type", "application/json")];
    let request = browser.request(Method::PUT, "/api/v1/outside/stories", &headers);
    browser.send(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn told(paper: &TestPaper, key: &str, stories: Value) -> Value {
    let reply = put(paper, key, &json!({ "origin": SITE, "stories": stories })).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

async fn ask(paper: &TestPaper, key: &str, body: &Value) -> Value {
    let bearer = format!("Bearer {key}");
    let headers = [("authorization", &*bearer), ("content-type", "application/json")];
    let reply =
        paper.browser().post_bytes("/api/v1/access", body.to_string().as_bytes(), &headers).await;
    assert_eq!(reply.status, StatusCode::OK, "{body}: {}", reply.text());
    reply.json()
}

/// With a rule that gives stories older than a month to subscribers only.
fn with_archive() -> Options {
    with_site().toml(
        "[[meter.rules]]
name = \"The archive\"
older_than_days = 30
outcome = \"subscribe\"
[[meter.rules]]
name = \"At home\"
countries = [\"IN\"]
entries = [\"/offer\"]
outcome = \"free\"
",
    )
}

on_both_databases! {
    /// What is told stands above the rules; told again nothing changes; removed, the rules hold again.
    async fn what_a_site_tells_holds_at_once(paper: TestPaper, with_site()) {
        let (gate, cms) = (Gate::new(paper).await, new_key(paper, "cms", KeyScope::Outside).await);
        let browser = gate.known().await;
        let because = async |uri: &str| gate.ask(&browser, uri).await.access().split(['=', ';']).nth(2).unwrap_or("").to_owned();
        assert_eq!(because("/news/gold").await, "metered");
        let pages = json!([
            { "path": "/news/gold", "access": "premium", "section": "metals", "published_at": "2026-11-20T00:00:00Z" },
            { "path": "/premium/open", "access": "free" },
        ]);
        assert_eq!(told(paper, &cms, pages.clone()).await, json!({ "stories": 2, "changed": 2 }));
        assert_eq!(told(paper, &cms, pages).await, json!({ "stories": 2, "changed": 0 }));
        assert_eq!(because("/news/gold").await, "premium");
        assert_eq!(because("/premium/open?x").await, "free");
        assert_eq!(told(paper, &cms, json!([{ "path": "/News//gold/", "removed": true }])).await["changed"], 1);
        // It is the story that was counted before.
        assert_eq!(gate.ask(&browser, "/news/gold").await.access(), "open; because=metered; used=1; limit=5");
        let logged = store::audit::list_entries(&paper.paper.db, i64::MAX, 5).await.unwrap();
        assert!(logged.iter().any(|entry| entry.action == "outside.tell" && entry.subject == SITE));
    }

    /// What one node was told, the others hear from the feed.
    async fn what_a_site_tells_is_heard_everywhere(paper: TestPaper, with_site()) {
        let (gate, parts) = (Gate::new(paper).await, &paper.paper);
        let browser = gate.known().await;
        assert_eq!(gate.ask(&browser, "/premium/x").await.status, StatusCode::FORBIDDEN);
        let origins = parts.checked.origins.clone();
        let elsewhere = outside::Outside::open(parts.db.clone(), parts.ambient.clone(), parts.site.clone(), origins, 10).await.unwrap();
        let facts = outside::Registered { access: Some("free".to_owned()), ..Default::default() };
        let page = outside::Told { path: "/premium/x".to_owned(), facts: Some(facts) };
        assert_eq!(elsewhere.tell(elsewhere.origin(None).unwrap(), &[page], "test").await.unwrap(), 1);
        paper.eventually("the gate opens", || async { gate.ask(&browser, "/premium/x").await.status == StatusCode::OK }).await;
    }

    /// What is not understood is named, and nothing of the batch is kept.
    async fn odd_tellings_are_refused(paper: TestPaper, with_site()) {
        let cms = new_key(paper, "cms", KeyScope::Outside).await;
        let one = |page: Value| json!({ "origin": SITE, "stories": [{ "path": "/premium/y", "access": "free" }, page] });
        let many: Vec<_> = (0..1_001).map(|index| json!({ "path": format!("/news/{index}") })).collect();
        for (body, status, named) in [
            (json!({}), 400, "origin"),
            (json!({ "origin": "https://evil.test", "stories": [] }), 404, "outside.origins"),
            (json!({ "origin": SITE, "stories": many }), 400, "1000"),
            (one(json!({})), 400, "path"),
            (one(json!({ "path": "premium" })), 400, "stories[1].path"),
            (one(json!({ "path": "/x", "access": "paid" })), 400, "stories[1].access"),
            (one(json!({ "path": "/x", "section": "A b" })), 400, "stories[1].section"),
            (one(json!({ "path": "/x", "topics": ["<b>"] })), 400, "stories[1].topics"),
            (one(json!({ "path": "/x", "required_benefit": "all" })), 400, "stories[1].required_benefit"),
            (one(json!({ "path": "/x", "published_at": "yesterday" })), 400, "stories[1].published_at"),
            (one(json!({ "path": "/x", "body": "text" })), 400, "body"),
            (one(json!({ "path": "/Premium/y/" })), 400, "/premium/y"),
        ] {
            let reply = put(paper, &cms, &body).await;
            assert_eq!(reply.status.as_u16(), status, "{}", reply.text());
            assert!(reply.json()["detail"].as_str().unwrap().contains(named), "{named}: {}", reply.text());
        }
        let access = new_key(paper, "edge", KeyScope::Access).await;
        for wrong in ["", "mk_AAAA", &*access] {
            assert_eq!(put(paper, wrong, &one(json!({ "path": "/x" }))).await.status, StatusCode::UNAUTHORIZED);
        }
        let asked = ask(paper, &access, &json!({ "story": format!("{SITE}/premium/y") })).await;
        assert_eq!(asked["decision"]["because"], "premium", "nothing was kept");
    }

    /// The API decides about them as the gate does, in one meter.
    async fn the_api_decides_about_other_peoples_pages(paper: TestPaper, with_site()) {
        let gate = Gate::new(paper).await;
        let browser = gate.known().await;
        let (key, device) = (&gate.bearer["Bearer ".len()..], browser.cookie("masthead_device").unwrap());
        assert_eq!(gate.ask(&browser, "/news/a").await.access(), "open; because=metered; used=1; limit=5");
        for (story, used) in [("/news/a?x=1#y", 1), ("/NEWS/b", 2)] {
            let answer = ask(paper, key, &json!({ "story": format!("{SITE}{story}"), "device": device })).await;
            assert_eq!(answer["decision"], json!({ "open": true, "because": "metered", "used": used, "limit": 5 }), "{story}");
            assert!(answer["token"].is_string());
        }
        for (field, value) in [("method", "HEAD"), ("sec_purpose", "prefetch;prerender"), ("user_agent", "Mozilla/5.0 (compatible; bingbot/2.0)")] {
            let answer = ask(paper, key, &json!({ "story": format!("{SITE}/news/z"), "device": device, field: value })).await;
            assert_eq!((&answer["decision"]["open"], &answer["token"]), (&json!(false), &Value::Null), "{field}");
        }
        assert_eq!(gate.ask(&browser, "/news/c").await.access(), "open; because=metered; used=3; limit=5");
        let front = ask(paper, key, &json!({ "story": SITE })).await;
        assert_eq!(front["decision"]["because"], "free");
        let bearer = [("authorization", &*gate.bearer), ("content-type", "application/json")];
        for (body, named) in [
            (json!({ "story": format!("{SITE}/news/a"), "country": "India" }), "country"),
            (json!({ "story": format!("{SITE}/news/a"), "entry": "offer" }), "entry"),
            (json!({ "story": format!("{SITE}/news/a"), "method": "G T" }), "method"),
            (json!({ "story": format!("{SITE}/news/a"), "user_agent": "a\nb" }), "user_agent"),
        ] {
            let reply = paper.browser().post_bytes("/api/v1/access", body.to_string().as_bytes(), &bearer).await;
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{body}");
            assert!(reply.json()["detail"].as_str().unwrap().contains(named));
        }
        let elsewhere = json!({ "story": format!("{SITE}.evil.test/news/a") });
        let reply = paper.browser().post_bytes("/api/v1/access", elsewhere.to_string().as_bytes(), &bearer).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
    }

    /// The one policy decides: age where it is known, country and entry where they are told.
    async fn the_policy_holds_for_other_peoples_pages(paper: TestPaper, with_archive()) {
        let (gate, cms) = (Gate::new(paper).await, new_key(paper, "cms", KeyScope::Outside).await);
        let key = &gate.bearer["Bearer ".len()..];
        told(paper, &cms, json!([
            { "path": "/news/old", "published_at": "2026-01-01T00:00:00Z" },
            { "path": "/news/new", "published_at": "2026-11-23T00:00:00Z" },
        ])).await;
        let device = gate.known().await.cookie("masthead_device").unwrap();
        for (path, because) in [("/news/old", "premium"), ("/news/new", "metered"), ("/news/unknown", "metered")] {
            let answer = ask(paper, key, &json!({ "story": format!("{SITE}{path}"), "device": device })).await;
            assert_eq!(answer["decision"]["because"], because, "{path}");
        }
        let at_home = json!({ "story": format!("{SITE}/news/x"), "country": "in", "entry": "/offer" });
        assert_eq!(ask(paper, key, &at_home).await["decision"]["because"], "free");
        let abroad = json!({ "story": format!("{SITE}/news/x"), "country": "FR", "entry": "/offer" });
        assert_eq!(ask(paper, key, &abroad).await["decision"]["because"], "newcomer");
    }
}
