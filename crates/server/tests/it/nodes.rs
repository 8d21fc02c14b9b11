//! Two nodes on one database and one Redis Cluster: what happens on one is
//! seen on the other within the freshness table of ARCHITECTURE.md.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::{Duration, Instant},
};

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, Options, TestPaper, redis_url};
use vocab::Access;

const SESSIONS: Duration = Duration::from_millis(500);
const CONTENT: Duration = Duration::from_secs(2);

/// Options with counters that nodes share. The Redis of the tests remembers
/// devices of earlier runs, so every run has others.
pub(crate) fn shared_counters() -> Option<Options> {
    let url = redis_url()?;
    let seed = RandomState::new().hash_one("a run") >> 8;
    Some(Options { seed, ..Options::default() }.set(&format!("store.meter={url}")))
}

/// Each scenario on both databases, with two nodes.
macro_rules! on_two_nodes {
    ($($(#[$meta:meta])* async fn $name:ident($a:ident, $b:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            $(#[$meta])*
            async fn scenario($a: &testkit::TestPaper, $b: &testkit::TestPaper) $body

            async fn run(database: testkit::TestDatabase) {
                let Some(options) = $crate::nodes::shared_counters() else { return };
                let a = testkit::TestPaper::start(database, options).await;
                let b = a.second_node().await;
                scenario(&a, &b).await;
                b.stop().await;
                a.stop().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                run(testkit::TestDatabase::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let Some(database) = testkit::TestDatabase::postgres().await else { return };
                run(database).await;
            }
        }
    )*};
}
pub(crate) use on_two_nodes;

/// The same browser at the other node: the same cookies.
pub(crate) fn at(node: &TestPaper, browser: &Browser) -> Browser {
    let other = node.browser();
    for name in ["masthead_session", "masthead_device"] {
        if let Some(value) = browser.cookie(name) {
            other.set_cookie(name, &value);
        }
    }
    other
}

/// Waits until `check` holds, at most `longest`.
pub(crate) async fn within<F: Future<Output = bool>>(
    longest: Duration,
    what: &str,
    check: impl Fn() -> F,
) {
    let begun = Instant::now();
    loop {
        if check().await {
            return;
        }
        assert!(begun.elapsed() < longest, "not within {longest:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.get("/account").await.status == StatusCode::OK
}

/// Pays for a plan at the node where `browser` is.
pub(crate) async fn subscribe(browser: &Browser, plan: &str) {
    let fields = [("plan", plan), ("state", "DL"), ("renewal_consent", "yes")];
    let page = browser.post("/checkout", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    let paid = browser.post(&page.location(), &[("outcome", "success")]).await;
    assert_eq!(paid.status, StatusCode::SEE_OTHER, "{}", paid.text());
    browser.visit(&paid.location()).await;
}

on_two_nodes! {
    /// A policy that is published on one node decides on the other.
    async fn a_policy_decides_everywhere(a, b) {
        let path = a.publish("ruled", Access::Metered, "RULED-BODY").await;
        let (desk, reader) = (a.browser_of("circulation").await, b.browser());
        assert!(reader.visit(&path).await.access().starts_with("open; because=metered"));
        let page = desk.get("/desk/meter/rule").await.text();
        let (_, seen) = page.split_once("name=\"seen\" value=\"").expect("a form");
        let seen = seen.split('"').next().expect("a value");
        let rule = [("name", "All"), ("access", "metered"), ("outcome", "subscribe"), ("seen", seen)];
        assert_eq!(desk.post("/desk/meter/rule", &rule).await.status, StatusCode::SEE_OTHER);
        let page = desk.get("/desk/meter").await.text();
        let (_, seen) = page.split_once("name=\"seen\" value=\"").expect("a form");
        let seen = seen.split('"').next().expect("a value");
        let reply = desk.post("/desk/meter/publish", &[("seen", seen)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
        let walled = async || reader.visit(&path).await.access() == "wall; because=premium";
        within(CONTENT, "the policy", walled).await;
    }

    /// Log-out, one revoked session, and an account closed at the desk.
    async fn ended_sessions_end_everywhere(a, b) {
        let here = a.browser_of("registered").await;
        let there = at(b, &here);
        assert!(is_signed_in(&there).await);
        here.post("/logout", &[]).await;
        within(SESSIONS, "log-out", async || !is_signed_in(&there).await).await;

        let phone = a.browser_of("registered").await;
        let phone_there = at(b, &phone);
        let laptop = b.browser_of("registered").await;
        assert!(is_signed_in(&phone_there).await);
        let account = laptop.get("/account").await.text();
        let (_, rest) = account.split_once("/account/sessions/").expect("another session");
        let (id, _) = rest.split_once('/').expect("its id");
        laptop.post(&format!("/account/sessions/{id}/revocation"), &[]).await;
        within(SESSIONS, "revocation", async || !is_signed_in(&at(a, &phone)).await).await;
        within(SESSIONS, "revocation", async || !is_signed_in(&phone_there).await).await;

        let reader = a.browser_of("registered").await;
        let reader_there = at(b, &reader);
        let me = reader_there.get("/api/v1/me").await.json();
        let id = me["reader"]["id"].as_str().expect("an id").to_owned();
        let owner = a.browser_of("owner").await;
        let closed = owner.post(&format!("/desk/readers/{id}/closure"), &[]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        within(SESSIONS, "closure", async || !is_signed_in(&reader_there).await).await;
    }

    /// Paid here, open there; cancelled here, over there when its time comes.
    async fn access_begins_and_ends_everywhere(a, b) {
        let path = a.paths(Access::Premium).await.remove(0);
        let here = a.browser_of("registered").await;
        let there = at(b, &here);
        assert_eq!(there.get(&path).await.access(), "wall; because=premium");
        subscribe(&here, "smart-quarterly").await;
        assert_eq!(here.get(&path).await.access(), "open; because=benefit", "at once on this node");
        within(CONTENT, "access", async || there.get(&path).await.access() == "open; because=benefit").await;

        let cancelled = here.post("/account/subscription/cancellation", &[]).await;
        assert_eq!(cancelled.status, StatusCode::SEE_OTHER);
        let says_so = async || {
            there.get("/api/v1/me").await.json()["subscription"]["cancel_at_period_end"] == true
        };
        within(CONTENT, "the cancellation", says_so).await;
        assert!(there.get(&path).await.access().starts_with("open"), "until the period's end");
        a.clock.advance(SignedDuration::from_hours(24 * 93));
        let (here, there) = (a.browser_of("registered").await, b.browser_of("registered").await);
        for browser in [&there, &here] {
            let ended = async || browser.get(&path).await.access() == "wall; because=premium";
            within(CONTENT, "the end", ended).await;
        }
    }

    /// The news of a payment may reach another node first, as a webhook does:
    /// whoever comes back from paying reads at once all the same.
    async fn who_comes_back_from_paying_reads(a, b) {
        let path = a.paths(Access::Premium).await.remove(0);
        let here = a.browser_of("registered").await;
        let there = at(b, &here);
        assert_eq!(here.get(&path).await.access(), "wall; because=premium");
        let fields = [("plan", "smart-quarterly"), ("state", "DL"), ("renewal_consent", "yes")];
        let page = here.post("/checkout", &fields).await;
        let paid = here.post(&page.location(), &[("outcome", "success")]).await;
        let back = paid.location();
        assert_eq!(there.get(&back).await.status, StatusCode::SEE_OTHER);
        assert_eq!(here.get(&back).await.status, StatusCode::SEE_OTHER);
        assert_eq!(here.get(&path).await.access(), "open; because=benefit");
    }

    /// Published, changed, withdrawn.
    async fn stories_change_everywhere(a, b) {
        let there = b.browser_of("subscriber").await;
        // That it is not there yet is remembered too.
        assert_eq!(there.get("/markets/two-nodes").await.status, StatusCode::NOT_FOUND);
        assert!(!there.get("/markets").await.text().contains("Test story two-nodes"));
        let number = a.publish_story("two-nodes", Access::Metered, "first-words").await;
        let shows = async |text: &str| there.get("/markets/two-nodes").await.text().contains(text);
        within(CONTENT, "the story", async || shows("first-words").await).await;
        let listed = async || there.get("/markets").await.text().contains("Test story two-nodes");
        within(CONTENT, "the section front", listed).await;

        let editor = a.browser_of("editor").await;
        let form = [
            ("version", "1"),
            ("section", "markets"),
            ("slug", "two-nodes"),
            ("headline", "Another headline"),
            ("standfirst", "What everyone may read."),
            ("access", "metered"),
            ("lead", "The lead is for everyone."),
            ("body", "Then second-words."),
        ];
        let saved = editor.post(&format!("/desk/stories/{number}"), &form).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        within(CONTENT, "the change", async || shows("second-words").await).await;
        assert!(!shows("first-words").await && shows("Another headline").await);

        let gone = editor.post(&format!("/desk/stories/{number}/withdrawal"), &[("version", "2")]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
        let is_gone = async || there.get("/markets/two-nodes").await.status == StatusCode::GONE;
        within(CONTENT, "the withdrawal", is_gone).await;
        assert!(!there.get("/markets").await.text().contains("Another headline"));
    }

    /// What the desk says about bots.
    async fn what_bots_meet_changes_everywhere(a, b) {
        let there = b.browser();
        let bot = [("user-agent", "Mozilla/5.0 (compatible; GPTBot/1.2)")];
        assert_eq!(there.get_with("/", &bot).await.status, StatusCode::OK);
        let owner = a.browser_of("owner").await;
        let saved = owner.post("/desk/robots", &[("bot-gptbot", "turn-away"), ("do", "save")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        within(CONTENT, "robots.txt", async || there.get("/robots.txt").await.text().contains("GPTBot")).await;
        assert_eq!(there.get_with("/", &bot).await.status, StatusCode::FORBIDDEN);
    }

    /// Prices on the wall and the names in the navigation.
    async fn plans_and_navigation_change_everywhere(a, b) {
        let path = b.paths(Access::Premium).await.remove(0);
        let there = b.browser();
        there.get(&path).await;
        assert!(there.get(&path).await.text().contains("₹900"));
        let owner = a.browser_of("owner").await;
        let plan = [
            ("slug", "smart-quarterly"),
            ("name", "Smart Quarterly"),
            ("price", "960"),
            ("term", "3m"),
            ("benefits", "unlimited premium"),
        ];
        let edited = owner.post("/desk/plans/smart-quarterly", &plan).await;
        assert_eq!(edited.status, StatusCode::SEE_OTHER, "{}", edited.text());
        let new_price = async || {
            let wall = there.get(&path).await.text();
            wall.contains("₹960") && wall.contains("₹320") && !wall.contains("₹900")
        };
        within(CONTENT, "the price on the wall", new_price).await;
        within(CONTENT, "the price", async || there.get("/subscribe").await.text().contains("₹960")).await;

        let section = [
            ("name", "Bazaars"),
            ("description", "Prices and people."),
            ("position", "1"),
        ];
        let saved = owner.post("/desk/sections/markets", &section).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        for page in ["/", "/markets", &path, "/subscribe", "/login"] {
            within(CONTENT, page, async || there.get(page).await.text().contains("Bazaars")).await;
        }
    }

    /// One meter: five stories in all, whichever node was asked, and a union at log-in.
    async fn the_meter_is_one(a, b) {
        let paths = a.paths(Access::Metered).await;
        let here = a.browser();
        here.visit(&paths[0]).await;
        let there = at(b, &here);
        let mut opened = 0;
        for (index, path) in paths.iter().enumerate().take(12) {
            let browser = if index % 2 == 0 { &here } else { &there };
            opened += usize::from(browser.visit(path).await.access().starts_with("open"));
        }
        assert_eq!(opened, 5);
        here.log_in("registered@demo.test", "masthead-demo").await;
        let there = at(b, &here);
        assert_eq!(there.visit(&paths[0]).await.access(), "open; because=metered; used=5; limit=8");
        // Eighty at once over both nodes: exactly the rest.
        let reads = paths.iter().cycle().take(80).enumerate().map(|(index, path)| {
            let browser = if index % 2 == 0 { &here } else { &there };
            async move { (path, browser.get(path).await.access().starts_with("open")) }
        });
        let read = crate::meter::join_all(reads).await;
        let opened: std::collections::BTreeSet<_> =
            read.into_iter().filter(|(_, open)| *open).map(|(path, _)| path).collect();
        assert_eq!(opened.len(), 8);
    }
}
