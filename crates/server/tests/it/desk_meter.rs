//! The paywall's policy at the desk: drafted, tried, published, taken back.

use http::StatusCode;
use testkit::{Browser, TestPaper, on_both_databases};
use vocab::Access;

const META: &str = "/desk/meter";

/// What the page's forms say they saw.
async fn seen(desk: &Browser) -> String {
    let page = desk.get(META).await.text();
    let (_, rest) = page.split_once("name=\"seen\" value=\"").expect("a form");
    rest.split('"').next().expect("a value").to_owned()
}

async fn send(desk: &Browser, part: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let seen = seen(desk).await;
    let mut fields = fields.to_vec();
    fields.push(("seen", &seen));
    let reply = desk.post(&format!("{META}/{part}"), &fields).await;
    (reply.status, reply.text())
}

async fn done(desk: &Browser, part: &str, fields: &[(&str, &str)]) {
    let (status, page) = send(desk, part, fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{part}: {page}");
}

fn access(reply: &testkit::Reply) -> String {
    reply.header("masthead-access").to_owned()
}

/// The latest entries of the audit log, as the desk shows them.
async fn audit(paper: &TestPaper) -> String {
    paper.browser_of("owner").await.get("/desk/audit").await.text()
}

on_both_databases! {
    /// A rule decides nothing while it is a draft, shows in the preview what it would do,
    /// decides on every node once it is published, and stands in the audit log.
    async fn a_rule_is_drafted_tried_and_published(paper: TestPaper) {
        let other = paper.second_node().await;
        let (desk, reader) = (paper.browser_of("circulation").await, paper.browser());
        let path = paper.publish("ruled", Access::Metered, "RULED-BODY").await;
        done(&desk, "rule", &[
            ("name", "Markets need a subscription"), ("access", "metered"), ("sections", "markets"),
            ("audience", "anonymous"), ("audience", "registered"), ("outcome", "subscribe"),
        ]).await;
        assert!(access(&reader.get(&path).await).starts_with("open; because=metered"));
        let page = desk.get(&format!("{META}?story={path}")).await.text();
        for part in [
            "This is a draft", "Markets need a subscription", "subscription needed",
            "No log-in, stories left", "counted, 1 of 5", "With the draft", "(changes)",
            "the subscription includes it", "In force: what masthead.toml says",
            "outcome = &#34;subscribe&#34;",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        done(&desk, "publish", &[("note", "The budget week")]).await;
        assert_eq!(access(&reader.get(&path).await), "wall; because=premium");
        let elsewhere = other.browser();
        other.eventually("the other node decides by the new policy", || async {
            access(&elsewhere.get(&path).await) == "wall; because=premium"
        }).await;
        let page = desk.get(META).await.text();
        assert!(page.contains("In force: version 1") && page.contains("The budget week") && !page.contains("This is a draft"), "{page}");
        let log = audit(&paper).await;
        assert!(log.contains("policy.publish") && log.contains("rule “Markets need a subscription” added"), "{log}");
        // A subscriber reads, and what no rule speaks of is counted as ever.
        let subscriber = paper.browser_of("subscriber").await;
        assert_eq!(access(&subscriber.get(&path).await), "open; because=benefit");
        // The file decides again, and the published one can come back.
        done(&desk, "give-back", &[("note", "")]).await;
        assert!(access(&reader.get(&path).await).starts_with("open; because=metered"));
        done(&desk, "restore", &[("version", "1")]).await;
        assert!(access(&reader.get(&path).await).starts_with("open; because=metered"), "only a draft");
        done(&desk, "publish", &[]).await;
        assert_eq!(access(&reader.get(&path).await), "wall; because=premium");
        assert!(desk.get(META).await.text().contains("In force: version 3"));
        other.stop().await;
    }

    /// What cannot be comes back as it was typed, with the field named; the draft stays.
    async fn what_cannot_be_is_refused_with_its_field(paper: TestPaper) {
        let desk = paper.browser_of("circulation").await;
        let rule = |name: &'static str, field: &'static str, value: &'static str| {
            vec![("name", name), ("access", "metered"), ("outcome", "register"), (field, value)]
        };
        for (fields, says) in [
            (rule("", "topics", ""), "Name: write a line"),
            (rule("A", "older_than_days", "soon"), "Older than, in days: “soon” will not do"),
            (rule("A", "older_than_days", "99999"), "Older than, in days: 99999 is over 40000"),
            (rule("A", "countries", "India"), "Countries: “India” will not do"),
            (rule("A", "entries", "markets"), "Where the visit began: “markets” is no path"),
            (rule("A", "topics", "Budget 2026"), "Topics: “Budget 2026” is no short name"),
            (vec![("name", "A"), ("outcome", "register")], "Levels: tick at least one"),
            (vec![("name", "A"), ("access", "metered"), ("outcome", "meter:none")], "there is no meter “none”; there are: stories"),
            (vec![("name", "A"), ("access", "metered"), ("outcome", "pay")], "What then: “pay” will not do"),
            (vec![("name", "A"), ("access", "gold"), ("outcome", "free")], "Levels: “gold” will not do"),
            (vec![("name", "A"), ("access", "metered"), ("audience", "plan:"), ("outcome", "free")], "Readers: “plan:” will not do"),
        ] {
            let (status, page) = send(&desk, "rule", &fields).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            assert!(page.contains(says), "{says}: {page}");
        }
        let (status, page) = send(&desk, "counts", &[
            ("was", "stories"), ("window", "calendar-month"), ("free_limit", "5"), ("registered_limit", "4"), ("grace", "0"),
        ]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("registering would take stories away") && page.contains("value=\"4\""), "{page}");
        assert!(!desk.get(META).await.text().contains("This is a draft"));
        // A second rule that the first leaves nothing to is refused where it stands.
        done(&desk, "rule", &[("name", "All"), ("access", "metered"), ("outcome", "register")]).await;
        let (status, page) = send(&desk, "rule", &[("name", "Never"), ("access", "metered"), ("sections", "markets"), ("outcome", "free")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Order: “All” before it already decides"), "{page}");
        // A meter that a rule counts in cannot go.
        done(&desk, "rule/remove", &[("at", "0")]).await;
        done(&desk, "counts", &[("was", ""), ("name", "markets"), ("window", "7-days"), ("free_limit", "1"), ("registered_limit", "2"), ("grace", "0")]).await;
        done(&desk, "rule", &[("name", "Markets"), ("access", "metered"), ("sections", "markets"), ("outcome", "meter:markets")]).await;
        let (status, page) = send(&desk, "counts/remove", &[("name", "markets")]).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(page.contains("Rule 1, “Markets”: What then: there is no meter “markets”"), "{page}");
    }

    /// Two people at once: the second is told, and what was typed comes back.
    async fn nobody_overwrites_what_another_did_meanwhile(paper: TestPaper) {
        let (one, two) = (paper.browser_of("circulation").await, paper.browser_of("owner").await);
        let stale = seen(&two).await;
        done(&one, "rule", &[("name", "First"), ("access", "metered"), ("outcome", "register")]).await;
        let reply = two.post(&format!("{META}/rule"), &[
            ("seen", &stale), ("name", "Typed with care"), ("access", "premium"), ("outcome", "free"),
        ]).await;
        assert_eq!(reply.status, StatusCode::CONFLICT);
        assert!(reply.text().contains("Typed with care"), "{}", reply.text());
        for part in ["publish", "discard", "give-back", "restore", "rule/remove", "rule/move"] {
            let fields = [("seen", &*stale), ("at", "0"), ("version", "1")];
            let reply = two.post(&format!("{META}/{part}"), &fields).await;
            assert_eq!(reply.status, StatusCode::CONFLICT, "{part}");
        }
        // Whoever began before another's publication cannot publish over it.
        done(&one, "publish", &[]).await;
        let reply = two.post(&format!("{META}/publish"), &[("seen", &stale)]).await;
        assert_eq!(reply.status, StatusCode::CONFLICT);
        assert!(one.get(META).await.text().contains("In force: version 1"));
    }

    /// A meter of its own with its own window, and grace beyond the limit.
    async fn a_second_meter_counts_for_itself(paper: TestPaper) {
        let (desk, reader) = (paper.browser_of("circulation").await, paper.browser());
        done(&desk, "counts", &[("was", ""), ("name", "markets"), ("window", "day"), ("free_limit", "1"), ("registered_limit", "2"), ("grace", "1")]).await;
        done(&desk, "rule", &[("name", "Markets"), ("access", "metered"), ("sections", "markets"), ("outcome", "meter:markets")]).await;
        done(&desk, "publish", &[]).await;
        let mut seen = Vec::new();
        for slug in ["one", "two", "three"] {
            let path = paper.publish(slug, Access::Metered, "BODY-OF-A-STORY").await;
            seen.push(access(&reader.get(&path).await));
        }
        assert_eq!(seen, [
            "open; because=metered; used=1; limit=1",
            "open; because=metered; used=2; limit=1",
            "wall; because=limit; used=2; limit=1",
        ]);
        // The other meter knows nothing of it.
        let me = reader.get("/api/v1/me").await.json();
        assert_eq!(me["meter"]["used"], 0, "{me}");
    }
}
