//! The meter: exactly N, whoever races, and nobody counted who should not be.

use http::{Method, StatusCode};
use testkit::{Options, TestPaper, on_both_databases};
use vocab::Access;

const TOKEN: &str = "zq7lockedtoken";

fn open() -> Options {
    Options::default().set("meter.newcomers=open")
}

on_both_databases! {
    /// Five open, the sixth is a wall, and what was read before stays open.
    async fn the_sixth_story_is_a_wall(paper: TestPaper) {
        let browser = paper.browser();
        let paths = paper.paths(Access::Metered).await;
        for (index, path) in paths.iter().take(5).enumerate() {
            let page = browser.visit(path).await;
            assert_eq!(page.access(), format!("open; because=metered; used={}; limit=5", index + 1));
            assert!(page.text().contains("<article data-access=\"open\">"));
            assert_eq!(page.header("cache-control"), "private, no-store");
        }
        let wall = browser.visit(&paths[5]).await;
        assert_eq!(wall.status, StatusCode::OK);
        assert_eq!(wall.access(), "wall; because=limit; used=5; limit=5");
        assert!(wall.text().contains("data-wall=\"limit\""));
        assert_eq!(browser.visit(&paths[2]).await.access(), "open; because=metered; used=5; limit=5");
    }

    /// The newcomer's rule: a second request that brings the cookie, never a loop.
    async fn newcomers_prove_their_cookie(paper: TestPaper) {
        let path = &paper.paths(Access::Metered).await[0];
        let browser = paper.browser();
        let first = browser.get(path).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER);
        assert_eq!(first.location(), format!("{path}?_d=1"));
        let device = browser.cookie("masthead_device").expect("a device cookie");
        assert_eq!(browser.get(&first.location()).await.access(), "open; because=metered; used=1; limit=5");

        let refuses_cookies = paper.browser();
        for _ in 0..3 {
            let page = refuses_cookies.get(&format!("{path}?_d=1")).await;
            assert_eq!((page.status, page.access()), (StatusCode::OK, "wall; because=newcomer"));
            assert!(page.text().contains(&format!("<a href=\"{path}\">")), "a link to the clean address");
            assert!(page.header("set-cookie").starts_with("masthead_device="));
            refuses_cookies.clear_cookies();
        }
        // A shared link with the mark works for its next reader.
        assert!(browser.get(&format!("{path}?_d=1")).await.access().starts_with("open"));
        assert_eq!(browser.cookie("masthead_device"), Some(device));
    }

    /// HEAD, prefetches, crawlers, feeds of the API: nothing is counted, only the lead is sent.
    async fn what_is_not_reading_is_not_counted(paper: TestPaper, open()) {
        let path = paper.publish("locked-away", Access::Metered, TOKEN).await;
        let browser = paper.browser();
        browser.get("/").await;
        for (name, value) in [
            ("sec-purpose", "prefetch"),
            ("purpose", "prefetch"),
            ("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
        ] {
            let page = browser.get_with(&path, &[(name, value)]).await;
            assert!(page.access().starts_with("wall; because=newcomer"), "{name}: {}", page.access());
            assert!(!page.text().contains(TOKEN), "{name}");
        }
        let head = browser.send(browser.request(Method::HEAD, &path, &[]).body(axum::body::Body::empty()).unwrap()).await;
        assert!(head.bytes.is_empty() && head.access().starts_with("wall; because=newcomer"));
        let length: usize = head.header("content-length").parse().expect("a length");
        let read = browser.get(&path).await;
        assert_eq!(read.access(), "open; because=metered; used=1; limit=5");
        assert!(read.text().contains(TOKEN));
        assert_ne!(length, read.bytes.len(), "a HEAD tells the lead’s length, not the story’s");
    }

    /// A hundred stories at once from one device: exactly five bodies.
    async fn a_race_opens_exactly_the_limit(paper: TestPaper) {
        let trials: usize = std::env::var("MASTHEAD_TEST_RACE_TRIALS").ok().and_then(|n| n.parse().ok()).unwrap_or(6);
        let mut paths = Vec::new();
        for index in 0..60 {
            paths.push(paper.publish(&format!("race-{index}"), Access::Metered, TOKEN).await);
        }
        for _ in 0..trials {
            let browser = paper.browser();
            browser.get(&paths[0]).await;
            let reads = paths.iter().map(|path| browser.get(path));
            let pages = join_all(reads).await;
            let opened = pages.iter().filter(|page| page.access().starts_with("open")).count();
            let leaked = pages.iter().filter(|page| page.text().contains(TOKEN)).count();
            assert_eq!((opened, leaked), (5, 5));
            let again = join_all(paths.iter().map(|path| browser.get(path))).await;
            assert_eq!(again.iter().filter(|page| page.access().starts_with("open")).count(), 5);
        }
    }

    /// A log-in unites what device and reader have read; the limit becomes the registered one.
    async fn log_in_unites_the_readings(paper: TestPaper) {
        let paths = paper.paths(Access::Metered).await;
        let phone = paper.browser_of("registered").await;
        for path in &paths[0..3] {
            assert!(phone.visit(path).await.access().starts_with("open"));
        }
        let laptop = paper.browser();
        for path in &paths[3..8] {
            assert!(laptop.visit(path).await.access().starts_with("open"), "{path}");
        }
        assert!(laptop.visit(&paths[8]).await.access().starts_with("wall; because=limit; used=5; limit=5"));
        laptop.log_in("registered@demo.test", "masthead-demo").await;
        assert_eq!(laptop.visit(&paths[0]).await.access(), "open; because=metered; used=8; limit=8");
        assert_eq!(laptop.visit(&paths[8]).await.access(), "wall; because=limit; used=8; limit=8");
        // After log-out the device keeps the union.
        laptop.post("/logout", &[]).await;
        assert_eq!(laptop.visit(&paths[0]).await.access(), "open; because=metered; used=8; limit=5");
        assert_eq!(laptop.visit(&paths[8]).await.access(), "wall; because=limit; used=8; limit=5");
    }

    /// The window is the paper's month: midnight in Kolkata, not in Greenwich.
    async fn the_month_turns_at_the_papers_midnight(paper: TestPaper, Options::default().at("2026-11-30T18:29:00Z")) {
        let paths = paper.paths(Access::Metered).await;
        let browser = paper.browser();
        for path in &paths[0..5] {
            browser.visit(path).await;
        }
        assert!(browser.visit(&paths[5]).await.access().starts_with("wall; because=limit"));
        paper.clock.advance(jiff::SignedDuration::from_mins(1));
        assert_eq!(browser.visit(&paths[5]).await.access(), "open; because=metered; used=1; limit=5");
        // A clock that steps back wins nobody a fresh window: December goes on.
        paper.clock.advance(jiff::SignedDuration::from_hours(-2));
        assert_eq!(browser.visit(&paths[6]).await.access(), "open; because=metered; used=2; limit=5");
    }

    /// New devices of one network beyond the allowance are asked to register, never blocked.
    async fn a_network_brings_only_so_many_new_devices(paper: TestPaper, Options::default().set("meter.network_allowance=3")) {
        let path = &paper.paths(Access::Metered).await[0];
        for _ in 0..3 {
            assert!(paper.browser().visit(path).await.access().starts_with("open"));
        }
        let refused = paper.browser().get(path).await;
        assert_eq!((refused.status, refused.access()), (StatusCode::OK, "wall; because=register"));
        let known = paper.browser_of("registered").await;
        assert!(known.visit(path).await.access().starts_with("open"));
    }
}

/// Runs futures at once and gives their answers in order.
pub(crate) async fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    futures_util::future::join_all(futures).await
}
