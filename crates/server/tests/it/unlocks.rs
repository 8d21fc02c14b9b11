//! Stories that are open to everybody for a while: what, until when, and that nobody is counted.

use axum::body::Body;
use http::{Method, StatusCode};
use jiff::SignedDuration;
use testkit::{Browser, Options, Reply, TestPaper, on_both_databases};
use vocab::Access;

use crate::nodes::{at, on_two_nodes, within};

const TOKEN: &str = "zq7lockedtoken";
/// The paper's clock stands at 11:30 of the 24th.
const UNTIL: &str = "2026-11-25T11:30";
const OPEN: &str = "open; because=emergency";
const HOUR: SignedDuration = SignedDuration::from_hours(1);

pub(crate) async fn unlock(desk: &Browser, scope: &str) -> Reply {
    let fields = [("scope", scope), ("reason", "The storm over <Odisha>"), ("until", UNTIL)];
    let reply = desk.post("/desk/passes/unlocks", &fields).await;
    assert_eq!(reply.location(), "/desk/passes?done=added", "{}", reply.text());
    reply
}

/// Ends the latest unlock.
async fn end(desk: &Browser) -> Reply {
    let text = desk.get("/desk/passes").await.text();
    let (_, rest) = text.split_once("action=\"/desk/passes/unlocks/").expect("an open unlock");
    let number = rest.split_once('/').unwrap().0.to_owned();
    desk.post(&format!("/desk/passes/unlocks/{number}/end"), &[]).await
}

fn is_open(page: &Reply) -> bool {
    let open = page.access() == OPEN;
    assert_eq!(page.text().contains(TOKEN), open, "{}", page.access());
    open
}

on_both_databases! {
    /// Everybody reads at once: strangers without a cookie, programs, the API; nobody is counted.
    async fn an_unlock_opens_to_everybody_and_counts_nobody(paper: TestPaper, Options::default().set("meter.network_allowance=1")) {
        let premium = paper.publish("storm", Access::Premium, TOKEN).await;
        let metered = paper.publish("storm-too", Access::Metered, TOKEN).await;
        let desk = paper.browser_of("editor").await;
        assert!(!is_open(&paper.browser().visit(&premium).await));
        unlock(&desk, "all").await;
        for path in [&premium, &metered] {
            for _ in 0..5 {
                let page = paper.browser().get(path).await;
                assert!(is_open(&page), "{}: no cookie, no allowance", page.access());
                assert!(page.header("set-cookie").is_empty());
                assert_eq!(page.header("x-robots-tag"), "");
                let text = page.text();
                assert!(text.contains("This story is free for everybody until 25 November 2026, 11:30: The storm over &#60;Odisha&#62;"), "{text}");
                assert!(!text.contains("noindex"));
            }
        }
        assert!(is_open(&paper.browser().get_with(&premium, &[("sec-purpose", "prefetch")]).await), "free is free, also ahead");
        let id = crate::api::id_of(paper, "storm").await;
        let answer = paper.browser().get(&format!("/api/v1/stories/{id}")).await;
        assert!(is_open(&answer));
        let key = server::api::add_key(&paper.paper.db, &paper.paper.ambient, "edge", server::api::KeyScope::Access).await.unwrap();
        let asked = format!("{{\"story\":\"{id}\"}}");
        let headers = [("authorization", &*format!("Bearer {key}")), ("content-type", "application/json")];
        let access = paper.browser().post_bytes("/api/v1/access", asked.as_bytes(), &headers).await.json();
        assert_eq!(access["decision"]["because"], "emergency", "{access}");
        // Who pays sees no notice: nothing is different.
        let payer = paper.browser_of("subscriber").await.get(&premium).await;
        assert_eq!(payer.access(), "open; because=benefit");
        assert!(!payer.text().contains("free for everybody"));

        let reader = paper.browser_of("registered").await;
        assert!(is_open(&reader.get(&metered).await));
        assert_eq!(end(&desk).await.location(), "/desk/passes?done=withdrawn");
        assert!(!is_open(&paper.browser().visit(&premium).await), "ended at once");
        let me = reader.get("/api/v1/me").await.json();
        assert_eq!(me["meter"]["used"], 0, "{me}");
        assert_eq!(reader.get(&metered).await.access(), "open; because=metered; used=1; limit=8");
    }

    /// It closes at its moment, whether anything works or not, and opens nothing beside its scope.
    async fn an_unlock_ends_by_itself(paper: TestPaper, Options::default().duties(server::Duties::Pages)) {
        let here = paper.publish("storm", Access::Premium, TOKEN).await;
        let number = paper.publish_story("one-story", Access::Premium, TOKEN).await;
        let desk = paper.browser_of("owner").await;
        unlock(&desk, &format!("topic:banking story:{number}")).await;
        let stranger = paper.browser();
        assert!(is_open(&stranger.get("/markets/one-story").await));
        assert!(!is_open(&stranger.get(&here).await));
        paper.clock.advance(HOUR * 23);
        assert!(is_open(&stranger.get("/markets/one-story").await));
        paper.clock.advance(HOUR);
        assert!(!is_open(&stranger.get("/markets/one-story").await));
        // A clock that steps back opens it again for as long: it is the paper's time that counts.
        let desk = paper.browser_of("owner").await;
        let text = desk.get("/desk/passes").await.text();
        assert!(text.contains("<td class=\"status\">over</td>"), "{text}");
        assert!(!text.contains("/end\""));
    }

    /// A gift is not used up by what is open anyhow, and the page tells the unlock's reason.
    async fn an_unlock_stands_above_gifts(paper: TestPaper) {
        let path = paper.publish("storm", Access::Premium, TOKEN).await;
        let giver = paper.browser_of("subscriber").await;
        let page = giver.get(&giver.post("/gifts", &[("story", &path)]).await.location()).await.text();
        let link = page.split_once("readonly value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
        let desk = paper.browser_of("editor").await;
        unlock(&desk, "section:markets").await;
        let reader = paper.browser();
        assert!(is_open(&reader.get(&link).await));
        assert!(giver.get("/account/gifts").await.text().contains("Opened on 0 of 10 devices."));
        assert_eq!(giver.post("/gifts", &[("story", &path)]).await.status, StatusCode::SEE_OTHER);
        end(&desk).await;
        assert_eq!(reader.visit(&link).await.access(), "open; because=gift");
    }

    /// HEAD says what GET would, and the body's length is its own.
    async fn an_unlocked_story_is_cached_apart(paper: TestPaper) {
        let path = paper.publish("storm", Access::Premium, TOKEN).await;
        let desk = paper.browser_of("editor").await;
        let (stranger, wall) = (paper.browser(), paper.browser().visit(&path).await);
        unlock(&desk, "all").await;
        let first = stranger.get(&path).await;
        end(&desk).await;
        let fields = [("scope", "all"), ("reason", "The election"), ("until", UNTIL)];
        desk.post("/desk/passes/unlocks", &fields).await;
        let second = stranger.get(&path).await;
        assert!(is_open(&first) && is_open(&second));
        assert!(first.text().contains("Odisha") && !second.text().contains("Odisha") && second.text().contains("The election"));
        let head = stranger.send(stranger.request(Method::HEAD, &path, &[]).body(Body::empty()).unwrap()).await;
        assert_eq!((head.access(), head.bytes.len()), (OPEN, 0));
        end(&desk).await;
        assert_eq!(stranger.get(&path).await.bytes, wall.bytes, "the wall is what it was");
    }

    /// What will not do is said with its field; authors and circulation open nothing to everybody.
    async fn an_unlock_that_cannot_be_is_refused(paper: TestPaper) {
        let desk = paper.browser_of("editor").await;
        for (scope, reason, until, says) in [
            ("", "Storm", UNTIL, "What it opens: write all"), ("section:nowhere", "Storm", UNTIL, "has no section:nowhere"), ("all", " ", UNTIL, "Reason: write"),
            ("all", "Storm", "", "Until: write"), ("all", "Storm", "2026-11-24T11:30", "Until: write"), ("all", "Storm", "2026-12-08T11:31", "at most 14 days"), ("all", "Storm", "tomorrow", "Until: write"),
        ] {
            let page = desk.post("/desk/passes/unlocks", &[("scope", scope), ("reason", reason), ("until", until)]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{scope} {until}");
            assert!(page.text().contains(says), "{scope} {until}: {}", page.text());
        }
        for name in ["circulation", "author", "finance", "registered"] {
            let page = paper.browser_of(name).await.post("/desk/passes/unlocks", &[("scope", "all"), ("reason", "x"), ("until", UNTIL)]).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{name}");
        }
        let circulation = paper.browser_of("circulation").await.get("/desk/passes").await.text();
        assert!(!circulation.contains("action=\"/desk/passes/unlocks\"") && circulation.contains("action=\"/desk/passes/campaigns\""));
        assert!(!is_open(&paper.browser().visit(&paper.publish("storm", Access::Premium, TOKEN).await).await));
        for number in ["0", "99", "x", "-1", "9223372036854775808"] {
            let reply = desk.post(&format!("/desk/passes/unlocks/{number}/end"), &[]).await;
            assert!(reply.status.is_client_error(), "{number}: {}", reply.status);
        }
        let owner = paper.browser_of("owner").await;
        unlock(&owner, "all").await;
        end(&owner).await;
        let log = owner.get("/desk/audit").await.text();
        assert!(log.contains("unlock.open") && log.contains("unlock.end") && log.contains("The storm over"));
    }

    /// The desk sees the gifts of each month and what was given most.
    async fn the_desk_sees_what_readers_give(paper: TestPaper) {
        let path = paper.publish("given", Access::Premium, TOKEN).await;
        let giver = paper.browser_of("subscriber").await;
        let page = giver.get(&giver.post("/gifts", &[("story", &path)]).await.location()).await.text();
        let link = page.split_once("readonly value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
        for _ in 0..3 {
            paper.browser().visit(&link).await;
        }
        let text = paper.browser_of("circulation").await.get("/desk/passes").await.text();
        assert!(text.contains("<td>November 2026</td><td class=\"number\">1</td><td class=\"number\">1</td><td class=\"number\">3</td>"), "{text}");
        assert!(text.contains("<a href=\"/markets/given\">Test story given</a></td><td class=\"number\">1</td><td class=\"number\">3</td>"), "{text}");
        assert!(!text.contains("?gift="), "the desk sees no link");
    }
}

on_two_nodes! {
    /// Opened here, open there within two seconds; ended here, shut there.
    async fn unlocks_are_on_all_nodes(a, b) {
        let path = a.publish("storm", Access::Premium, TOKEN).await;
        let desk = a.browser_of("editor").await;
        let there = at(b, &a.browser());
        assert!(!is_open(&there.visit(&path).await));
        unlock(&desk, "all").await;
        within(std::time::Duration::from_secs(2), "it is open there", async || is_open(&there.get(&path).await)).await;
        end(&desk).await;
        within(std::time::Duration::from_secs(2), "it is shut there", async || !is_open(&there.get(&path).await)).await;
    }
}
