//! Search engines: who is one, what it may read, and what bots meet.

mod dns;
mod ranges;
mod robots;
mod structured;

use testkit::{Browser, Options, Reply, TestPaper, on_both_databases};
use vocab::Access;

const TOKEN: &str = "zq7lockedtoken";
const GOOGLEBOT: &str = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

/// A paper behind a proxy on this machine, which asks the tests’ name server.
fn behind_a_proxy() -> Options {
    Options::default()
        .set("server.trusted_proxies=127.0.0.1")
        .set(&format!("engines.dns={}", dns::server()))
}

/// One request from `address` by a program that calls itself `agent`.
async fn fetch(paper: &TestPaper, path: &str, agent: &str, address: &str) -> Reply {
    let headers = [("user-agent", agent), ("x-forwarded-for", address)];
    paper.browser().get_with(path, &headers).await
}

/// Saves the desk’s form with these fields and no others.
async fn decide(owner: &Browser, fields: &[(&str, &str)]) {
    let reply = owner.post("/desk/robots", fields).await;
    assert_eq!(reply.status, http::StatusCode::SEE_OTHER, "{}", reply.text());
}

/// Asks until the engine is known.
async fn is_known(paper: &TestPaper, path: &str, address: &str) {
    paper
        .eventually("the engine is known", || async {
            fetch(paper, path, GOOGLEBOT, address).await.access() == "open; because=crawler"
        })
        .await;
}

fn assert_lead(reply: &Reply, what: &str) {
    assert_eq!(reply.status, http::StatusCode::OK, "{what}");
    assert!(reply.access().starts_with("wall; "), "{what}: {}", reply.access());
    assert!(!reply.text().contains(TOKEN), "{what}");
    assert!(reply.text().contains("The lead is for everyone."), "{what}");
}

on_both_databases! {
    /// The engine itself gets whole metered stories once the publisher says so, and nobody counts them.
    async fn a_verified_engine_reads_what_the_publisher_lets_it(paper: TestPaper, behind_a_proxy()) {
        let path = paper.publish("locked-metered", Access::Metered, TOKEN).await;
        let premium = paper.publish("locked-premium", Access::Premium, TOKEN).await;
        let registered = paper.publish("locked-registered", Access::Registered, TOKEN).await;
        let engine = "66.249.66.1";
        for _ in 0..3 {
            assert_lead(&fetch(paper, &path, GOOGLEBOT, engine).await, "before the publisher says so");
        }
        let owner = paper.browser_of("owner").await;
        decide(&owner, &[("bot-googlebot", "full"), ("do", "save")]).await;
        // Nobody waits for the first lookup: the lead at once, the story once it is known.
        assert_lead(&fetch(paper, &path, GOOGLEBOT, engine).await, "not known yet");
        is_known(paper, &path, engine).await;
        let page = fetch(paper, &path, GOOGLEBOT, engine).await;
        assert_eq!(page.text().matches(TOKEN).count(), 5, "every token");
        assert!(page.text().contains("<meta name=\"robots\" content=\"noarchive, max-snippet:160\">"));
        assert_eq!((page.header("set-cookie"), page.header("cache-control")), ("", "private, no-store"));
        for path in paper.paths(Access::Metered).await {
            assert_eq!(fetch(paper, &path, GOOGLEBOT, engine).await.access(), "open; because=crawler", "{path}");
        }
        for path in [&premium, &registered] {
            assert_lead(&fetch(paper, path, GOOGLEBOT, engine).await, path);
        }
        // By the same address under another name, or by a reader’s: nothing.
        let bing = "Mozilla/5.0 (compatible; bingbot/2.0)";
        assert_lead(&fetch(paper, &path, bing, engine).await, "another engine");
        assert_eq!(fetch(paper, &path, "Mozilla/5.0 Firefox/150.0", engine).await.status, 303);
        // What a reader gets is the reader’s page.
        let reader = paper.browser().visit(&path).await;
        assert_eq!(reader.access(), "open; because=metered; used=1; limit=5");
        assert!(!reader.text().contains("noarchive"));

        decide(&owner, &[("bot-googlebot", "full"), ("premium", "yes"), ("do", "save")]).await;
        for path in [&premium, &registered, &path] {
            let page = fetch(paper, path, GOOGLEBOT, engine).await;
            assert_eq!(page.access(), "open; because=crawler", "{path}");
            assert_eq!(page.text().matches(TOKEN).count(), 5, "{path}");
        }
        decide(&owner, &[("do", "save")]).await;
        for path in [&premium, &registered, &path] {
            assert_lead(&fetch(paper, path, GOOGLEBOT, engine).await, "after it was taken back");
        }
    }

    /// Its IPv6 addresses are as good.
    async fn an_engine_comes_over_ipv6(paper: TestPaper, behind_a_proxy()) {
        let path = paper.publish("locked-metered", Access::Metered, TOKEN).await;
        decide(&paper.browser_of("owner").await, &[("bot-googlebot", "full"), ("do", "save")]).await;
        is_known(paper, &path, "2001:4860:4801:10::1").await;
        let other = fetch(paper, &path, GOOGLEBOT, "2001:4860:4801:10::2").await;
        assert_lead(&other, "another address with the same name");
    }

    /// Whoever only says so gets the lead, whatever its name in the DNS.
    async fn pretenders_get_the_lead(paper: TestPaper, behind_a_proxy()) {
        let path = paper.publish("locked-metered", Access::Metered, TOKEN).await;
        let premium = paper.publish("locked-premium", Access::Premium, TOKEN).await;
        let fields = [("bot-googlebot", "full"), ("premium", "yes"), ("do", "save")];
        decide(&paper.browser_of("owner").await, &fields).await;
        let pretenders = [
            ("66.249.66.2", "a name that leads elsewhere"),
            ("203.0.113.3", "googlebot.com.evil.test"),
            ("203.0.113.4", "a fetcher that users trigger"),
            ("203.0.113.6", "a name server that fails"),
            ("203.0.113.7", "no name"),
            ("127.0.0.1", "this machine"),
            ("10.0.0.1", "a private address"),
        ];
        for round in 0..3 {
            for (address, what) in pretenders {
                for path in [&path, &premium] {
                    let reply = fetch(paper, path, GOOGLEBOT, address).await;
                    assert_lead(&reply, &format!("{what}, round {round}"));
                }
            }
            // By now the first lookups have ended, and the real one is known.
            is_known(paper, &path, "66.249.66.1").await;
        }
        // Only the proxy’s own word about the address counts.
        let forged = [("user-agent", GOOGLEBOT), ("x-forwarded-for", "66.249.66.1, 203.0.113.7")];
        assert_lead(&paper.browser().get_with(&path, &forged).await, "a forged first hop");
        for (name, value) in [("forwarded", "for=66.249.66.1"), ("x-real-ip", "66.249.66.1"), ("cf-connecting-ip", "66.249.66.1")] {
            let reply = paper.browser().get_with(&path, &[("user-agent", GOOGLEBOT), (name, value)]).await;
            assert_lead(&reply, name);
        }
    }

    /// A name server that never answers: the page is there while the lookup still waits.
    async fn no_page_waits_for_the_dns(paper: TestPaper, behind_a_proxy()) {
        let path = paper.publish("locked-metered", Access::Metered, TOKEN).await;
        decide(&paper.browser_of("owner").await, &[("bot-googlebot", "full"), ("do", "save")]).await;
        // That server says nothing about this address, ever; so a page that waited for it
        // would not come before the lookup has been given up.
        for _ in 0..20 {
            assert_lead(&fetch(paper, &path, GOOGLEBOT, "203.0.113.5").await, "while it is looked up");
        }
        paper.eventually("it was asked", || async { dns::asked("5.113.0.203.") > 0 }).await;
        is_known(paper, &path, "66.249.66.1").await;
    }
}
