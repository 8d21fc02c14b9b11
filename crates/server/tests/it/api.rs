//! The JSON API: lists, stories with their decision, who asks.

use std::collections::BTreeSet;

use http::StatusCode;
use serde_json::Value;
use testkit::{Browser, Options, TestPaper, on_both_databases};
use vocab::Access;

use crate::routes::routes_in_sources;

const TOKEN: &str = "zq7lockedtoken";

/// The id of the story whose slug is this.
pub(crate) async fn id_of(paper: &TestPaper, slug: &str) -> String {
    let listed = paper.browser().get("/api/v1/stories?limit=100").await.json();
    let items = listed["items"].as_array().unwrap();
    let item =
        items.iter().find(|item| item["slug"] == slug).unwrap_or_else(|| panic!("no {slug}"));
    item["id"].as_str().unwrap().to_owned()
}

/// All items of a list, page by page.
async fn all_pages(browser: &Browser, filter: &str, limit: usize) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let after = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
        let reply = browser.get(&format!("/api/v1/stories?limit={limit}{filter}{after}")).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let page = reply.json();
        let found = page["items"].as_array().unwrap();
        assert!(found.len() <= limit);
        items.extend(found.iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => {
                assert_eq!(found.len(), limit, "a page that goes on is full");
                next.clone_into(&mut cursor);
            }
            None => return items,
        }
    }
}

fn texts<'a>(items: &'a [Value], field: &str) -> Vec<&'a str> {
    items.iter().map(|item| item[field].as_str().unwrap()).collect()
}

on_both_databases! {
    /// The description names every route of the API, and all that it refers to is in it.
    async fn the_description_is_complete(paper: TestPaper) {
        let description = paper.browser().get("/api/v1/openapi.json").await.json();
        assert!(description["openapi"].as_str().unwrap().starts_with("3."));
        let described: BTreeSet<_> = description["paths"].as_object().unwrap().iter().flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
        }).collect();
        let served: BTreeSet<_> = routes_in_sources().into_iter()
            .filter(|(_, path)| path.starts_with("/api/") && path != "/api/v1/openapi.json" || path.starts_with("/.well-known/"))
            .map(|(method, path)| (method.to_owned(), path)).collect();
        assert_eq!(described, served);
        let text = description.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().unwrap();
            assert!(description.pointer(pointer).is_some(), "{pointer} leads nowhere");
        }
        for (path, methods) in description["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let content = &operation["responses"]["200"]["content"];
                // The gate's wall is a page.
                let kind = if path.ends_with("/gate/wall") { "text/html" } else { "application/json" };
                assert!(content[kind]["schema"].is_object(), "{method} {path}");
                assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{method} {path}");
            }
        }
    }

    /// Page by page comes every story once, newest first, whatever their moments share.
    async fn lists_have_no_gaps_and_no_doubles(paper: TestPaper) {
        for index in 0..25 {
            let access = [Access::Free, Access::Metered, Access::Premium][index % 3];
            paper.publish(&format!("paged-{index}"), access, TOKEN).await;
        }
        let browser = paper.browser();
        let whole = browser.get("/api/v1/stories?limit=100").await.json()["items"].as_array().unwrap().clone();
        assert!((55..100).contains(&whole.len()), "{}", whole.len());
        let distinct: BTreeSet<_> = texts(&whole, "id").into_iter().collect();
        assert_eq!(distinct.len(), whole.len());
        for limit in [1, 7, 25, 64, 100] {
            assert_eq!(texts(&all_pages(&browser, "", limit).await, "id"), texts(&whole, "id"), "{limit}");
        }
        let mut moments: Vec<jiff::Timestamp> = texts(&whole, "published_at").iter().map(|at| at.parse().unwrap()).collect();
        assert!(moments.is_sorted_by(|a, b| a >= b));
        moments.dedup();
        assert!(moments.len() < whole.len(), "some share their moment, or this shows nothing");
        for (filter, field, value) in [("&access=premium", "access", "premium"), ("&section=markets", "section", "markets"), ("&section=markets&access=free", "access", "free")] {
            let wanted: Vec<_> = whole.iter().filter(|item| item[field] == value && (!filter.contains("markets") || item["section"] == "markets")).cloned().collect();
            assert!(!wanted.is_empty());
            assert_eq!(texts(&all_pages(&browser, filter, 4).await, "id"), texts(&wanted, "id"), "{filter}");
        }
        assert_eq!(browser.get("/api/v1/stories?section=nowhere").await.json()["items"], serde_json::json!([]));
        assert_eq!(browser.get("/api/v1/stories").await.json()["items"].as_array().unwrap().len(), 20);
    }

    /// A list tells all that everyone may know, and nothing of any body.
    async fn lists_hold_no_body(paper: TestPaper) {
        paper.publish("locked-premium", Access::Premium, TOKEN).await;
        for browser in [paper.browser(), paper.browser_of("subscriber").await, paper.browser_of("owner").await] {
            let listed = browser.get("/api/v1/stories?limit=100&fields=body&include=body&expand=*").await;
            assert!(!listed.text().contains(TOKEN));
            let item = &listed.json()["items"][0];
            let fields: BTreeSet<_> = item.as_object().unwrap().keys().map(String::as_str).collect();
            for field in ["id", "slug", "url", "headline", "lead", "access", "section", "authors", "published_at"] {
                assert!(fields.contains(field), "{field}");
            }
            assert!(!fields.contains("body") && !fields.contains("decision"));
            assert_eq!(item["url"], format!("{}/markets/locked-premium", paper.base));
            assert_eq!(item["published_at"], "2026-11-24T11:30:00+05:30");
        }
    }

    /// What will not do is named.
    async fn wrong_parameters_are_named(paper: TestPaper) {
        for (query, name) in [
            ("limit=0", "limit"), ("limit=101", "limit"), ("limit=-1", "limit"), ("limit=x", "limit"), ("limit=1.5", "limit"), ("limit=", "limit"),
            ("limit=99999999999999999999", "limit"), ("cursor=x", "cursor"), ("cursor=1-", "cursor"), ("cursor=-1", "cursor"),
            ("cursor=99999999999999999999-1", "cursor"), ("access=gold", "access"), ("access=", "access"), ("access=Premium", "access"),
        ] {
            let reply = paper.browser().get(&format!("/api/v1/stories?{query}")).await;
            assert_eq!((reply.status, reply.header("content-type")), (StatusCode::BAD_REQUEST, "application/problem+json"), "{query}");
            let detail = reply.json()["detail"].as_str().unwrap().to_owned();
            assert!(detail.contains(name), "{query}: {detail}");
        }
        let quoting = paper.browser().get("/api/v1/stories?section=%27%20OR%201%3D1--").await.json();
        assert_eq!(quoting["items"], serde_json::json!([]));
    }

    /// A client without a cookie is a newcomer; with it it reads up to the limit, and no further.
    async fn a_story_comes_with_its_decision(paper: TestPaper) {
        let mut ids = Vec::new();
        for index in 0..6 {
            let slug = format!("decided-{index}");
            paper.publish(&slug, Access::Metered, TOKEN).await;
            ids.push(id_of(paper, &slug).await);
        }
        let browser = paper.browser();
        let first = browser.get(&format!("/api/v1/stories/{}", ids[0])).await;
        assert_eq!((first.status, first.access()), (StatusCode::OK, "wall; because=newcomer"));
        assert_eq!(first.json()["decision"], serde_json::json!({ "open": false, "because": "newcomer", "used": null, "limit": null }));
        assert!(first.json().get("body").is_none() && !first.text().contains(TOKEN));
        assert!(first.header("set-cookie").starts_with("masthead_device="));
        for (index, id) in ids.iter().enumerate().take(5) {
            let open = browser.get(&format!("/api/v1/stories/{id}")).await;
            assert_eq!(open.access(), format!("open; because=metered; used={}; limit=5", index + 1));
            assert_eq!(open.json()["decision"]["used"], index + 1);
            assert_eq!(open.json()["access"], "metered");
            assert_eq!(open.json()["body"].as_str().unwrap().matches(TOKEN).count(), 5);
            assert_eq!(open.header("cache-control"), "private, no-store");
        }
        let wall = browser.get(&format!("/api/v1/stories/{}", ids[5])).await;
        assert_eq!(wall.access(), "wall; because=limit; used=5; limit=5");
        assert!(wall.json().get("body").is_none() && !wall.text().contains(TOKEN));
        // Pages and the API count together.
        assert!(browser.get("/markets/decided-5").await.access().starts_with("wall; because=limit"));
        assert!(browser.get("/markets/decided-0").await.access().starts_with("open"));
        // The device's token does as a header what it does as a cookie.
        let device = browser.cookie("masthead_device").unwrap();
        let app = paper.browser();
        let wall = app.get_with(&format!("/api/v1/stories/{}", ids[5]), &[("masthead-device", &device)]).await;
        assert_eq!(wall.access(), "wall; because=limit; used=5; limit=5");
    }

    /// A log-in's token does for programs what its cookie does for browsers.
    async fn a_bearer_is_its_reader(paper: TestPaper) {
        paper.publish("for-members", Access::Premium, TOKEN).await;
        let path = format!("/api/v1/stories/{}", id_of(paper, "for-members").await);
        for (name, open) in [("subscriber", true), ("registered", false), ("lapsed", false), ("editor", true)] {
            let token = paper.browser_of(name).await.cookie("masthead_session").unwrap();
            for scheme in ["Bearer", "bearer"] {
                let authorization = format!("{scheme} {token}");
                let app = paper.browser();
                let reply = app.get_with(&path, &[("authorization", &authorization)]).await;
                assert_eq!(reply.json()["decision"]["open"], open, "{name}");
                assert_eq!(reply.text().contains(TOKEN), open, "{name}");
                let me = app.get_with("/api/v1/me", &[("authorization", &authorization)]).await.json();
                assert_eq!(me["reader"]["email"], format!("{name}@demo.test"));
            }
        }
        for wrong in ["Bearer", "Basic eDp4"] {
            let reply = paper.browser().get_with(&path, &[("authorization", wrong)]).await;
            assert_eq!(reply.json()["decision"]["open"], false, "{wrong}");
        }
        // A token that is no log-in is told so, and gets nothing.
        for wrong in ["Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer mk_x"] {
            let reply = paper.browser().get_with(&path, &[("authorization", wrong)]).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{wrong}");
            assert!(!reply.text().contains(TOKEN));
        }
    }

    /// `/me` tells each visitor how things stand.
    async fn me_tells_who_asks(paper: TestPaper) {
        let anonymous = paper.browser();
        let me = anonymous.get("/api/v1/me").await;
        assert_eq!(me.header("cache-control"), "private, no-store");
        assert_eq!(me.json(), serde_json::json!({
            "reader": null, "benefits": [], "institution": null, "subscription": null,
            "meter": { "used": 0, "limit": 5, "resets_at": "2026-12-01T00:00:00+05:30" },
        }));
        let path = &paper.paths(Access::Metered).await[0];
        anonymous.visit(path).await;
        assert_eq!(anonymous.get("/api/v1/me").await.json()["meter"]["used"], 1);

        let registered = paper.browser_of("registered").await;
        registered.visit(path).await;
        let me = registered.get("/api/v1/me").await.json();
        assert_eq!((&me["meter"]["used"], &me["meter"]["limit"]), (&1.into(), &8.into()));
        assert_eq!((&me["reader"]["name"], &me["subscription"]), (&"Ritu Registered".into(), &Value::Null));

        let me = paper.browser_of("subscriber").await.get("/api/v1/me").await.json();
        assert_eq!(me["subscription"]["status"], "active");
        assert_eq!(me["subscription"]["plan"], "smart-essential");
        assert_eq!(me["subscription"]["cancel_at_period_end"], false);
        let end: jiff::Timestamp = me["subscription"]["current_period_end"].as_str().unwrap().parse().unwrap();
        assert!(end > paper.paper.ambient.now());
        for benefit in ["unlimited", "premium", "epaper", "archive", "ad-free"] {
            assert!(me["benefits"].as_array().unwrap().contains(&benefit.into()), "{benefit}");
        }
        let me = paper.browser_of("lapsed").await.get("/api/v1/me").await.json();
        assert_eq!(me["benefits"], serde_json::json!([]));
        assert!(["expired", "cancelled"].contains(&me["subscription"]["status"].as_str().unwrap()), "{me}");
    }

    /// The allowance of new devices holds by every way in: pages, marked links, the API.
    async fn every_way_in_counts_new_devices(paper: TestPaper, Options::default().set("meter.network_allowance=2")) {
        paper.publish("wanted", Access::Metered, TOKEN).await;
        let api = format!("/api/v1/stories/{}", id_of(paper, "wanted").await);
        let mut opened = 0;
        for index in 0..9 {
            let browser = paper.browser();
            let first = [&*api, "/markets/wanted?_d=1", "/markets/wanted"][index % 3];
            browser.get(first).await;
            opened += usize::from(browser.get("/markets/wanted").await.text().contains(TOKEN));
        }
        assert_eq!(opened, 2);
    }
}
