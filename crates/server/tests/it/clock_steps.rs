//! The machine's clock steps: over the month's edge and back, by a month, and
//! between two starts. No month has more than its stories, and nothing that ends
//! lives longer.

use std::collections::{BTreeMap, BTreeSet};

use counters::Counters;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use testkit::{Options, TestDatabase, TestPaper, on_both_databases};
use vocab::{Access, PaperMonth, StoryNumber};

use crate::{
    counters::{device, window_at},
    gifts::gift_link,
    nodes::shared_counters,
    store::on_both_stores,
    unlocks::unlock,
};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const MONTH: i32 = 24 * 31;
/// Half an hour before December in Kolkata.
const EDGE: &str = "2026-11-30T18:00:00Z";

fn month(moment: Timestamp) -> i32 {
    PaperMonth::of(moment, &TimeZone::get("Asia/Kolkata").expect("a zone")).number()
}

/// A reader who opens whatever opens, after each step of the clock.
async fn no_month_has_more(paper: &TestPaper, steps: &[i32]) {
    let begun: Timestamp = EDGE.parse().expect("a moment");
    paper.clock.set(begun);
    let paths = paper.paths(Access::Metered).await;
    let (reader, registered) = (paper.browser(), paper.browser_of("registered").await);
    let mut opened: BTreeMap<(i32, u32), BTreeSet<&str>> = BTreeMap::new();
    let mut highest = i32::MIN;
    for (turn, step) in std::iter::once(&0).chain(steps).enumerate() {
        paper.clock.advance(HOUR * *step);
        highest = highest.max(month(paper.paper.ambient.now()));
        for path in paths.iter().cycle().skip(turn * 3).take(12) {
            for (browser, limit) in [(&reader, 5), (&registered, 8)] {
                let page = browser.visit(path).await;
                if page.access().starts_with("open; because=metered") {
                    opened.entry((highest, limit)).or_default().insert(path);
                }
            }
        }
    }
    for ((month, limit), stories) in opened {
        assert_eq!(stories.len(), limit as usize, "{steps:?}: {month}: {stories:?}");
    }
}

/// Hours by which the clock steps, one after the other.
const STEPS: [&[i32]; 4] =
    [&[2, -2, 2], &[-2, 4, -2], &[MONTH, -MONTH, MONTH], &[2, -MONTH, MONTH, -1]];

on_both_databases! {
    async fn over_the_edge_and_back(paper: TestPaper, Options::default().at(EDGE)) {
        no_month_has_more(paper, STEPS[0]).await;
    }

    async fn back_first(paper: TestPaper, Options::default().at(EDGE)) {
        no_month_has_more(paper, STEPS[1]).await;
    }

    async fn by_a_month(paper: TestPaper, Options::default().at(EDGE)) {
        no_month_has_more(paper, STEPS[2]).await;
    }

    async fn a_month_back_from_the_next(paper: TestPaper, Options::default().at(EDGE)) {
        no_month_has_more(paper, STEPS[3]).await;
    }

    /// Log-ins, gifts, what is open to everybody: the end stays where it was.
    async fn nothing_lives_longer(paper: TestPaper) {
        let (first, second) = (
            paper.publish("given", Access::Premium, "TOKEN").await,
            paper.publish_story("unlocked", Access::Premium, "TOKEN").await,
        );
        let unlocked = "/markets/unlocked";
        let begun = paper.paper.ambient.now();
        let giver = paper.browser_of("subscriber").await;
        let link = gift_link(&giver, &first).await;
        let (reader, friend) = (paper.browser_of("registered").await, paper.browser());
        unlock(&paper.browser_of("owner").await, &format!("story:{second}")).await;
        assert_eq!(friend.visit(&link).await.access(), "open; because=gift");
        for step in [-2, 2, -24 * 31, -2] {
            paper.clock.set(begun + HOUR * step);
            assert_eq!(reader.get("/account").await.status, StatusCode::OK);
            friend.visit(&link).await;
            friend.visit(unlocked).await;
        }
        paper.clock.set(begun + HOUR * 23);
        assert!(friend.visit(unlocked).await.access().starts_with("open; because=emergency"));
        paper.clock.set(begun + HOUR * 24);
        assert!(friend.visit(unlocked).await.access().starts_with("wall"));
        paper.clock.set(begun + HOUR * (14 * 24) - SignedDuration::from_secs(1));
        assert_eq!(friend.visit(&link).await.access(), "open; because=gift");
        paper.clock.set(begun + HOUR * (14 * 24) + SignedDuration::from_secs(1));
        assert!(friend.visit(&link).await.access().starts_with("wall"));
        let days = 90;
        paper.clock.set(begun + HOUR * (24 * days) - SignedDuration::from_secs(1));
        assert_eq!(reader.get("/account").await.status, StatusCode::OK);
        paper.clock.set(begun + HOUR * (24 * days));
        assert_ne!(reader.get("/account").await.status, StatusCode::OK);
    }
}

on_both_stores! {
    /// A process that is started behind the clock goes on in the month that was.
    async fn a_start_in_the_past_opens_nothing_again(database) {
        let db = database.open().await;
        let (november, december): (Timestamp, Timestamp) =
            (EDGE.parse().expect("a moment"), "2026-12-01T06:00:00Z".parse().expect("a moment"));
        let counters = Counters::open("embedded", &db, december).await.expect("counters");
        for story in 1..=5 {
            counters.count(device(1), window_at(december), StoryNumber(story), 5).await;
        }
        counters.flush().await.expect("written");
        drop(counters);
        let counters = Counters::open("embedded", &db, november).await.expect("counters");
        let again = counters.count(device(1), window_at(november), StoryNumber(6), 5).await;
        assert!(!again.holds_story);
        // Whom it does not know reads on in December, also after the next start.
        assert!(counters.count(device(2), window_at(november), StoryNumber(6), 5).await.holds_story);
        counters.flush().await.expect("written");
        counters.compact(december).await.expect("compacted");
        let counters = Counters::open("embedded", &db, december).await.expect("counters");
        assert_eq!(counters.look(device(2), window_at(december), StoryNumber(6)).await.used, 1);
        assert_eq!(counters.look(device(1), window_at(december), StoryNumber(6)).await.used, 5);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn steps_with_counters_in_redis() {
    for steps in STEPS {
        let Some(options) = shared_counters() else { return };
        let paper = TestPaper::start(TestDatabase::sqlite(), options.at(EDGE)).await;
        no_month_has_more(&paper, steps).await;
        paper.stop().await;
    }
}

/// Started two hours in the past, the paper waits; further back it says so and goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_in_the_past_waits() {
    let Some(options) = shared_counters() else { return };
    let a = TestPaper::start(TestDatabase::sqlite(), options).await;
    let begun = a.paper.ambient.now();
    assert_eq!(a.clock.held_until(), None);
    for (hours, is_held) in [(-4, false), (-2, true)] {
        a.clock.set(begun + HOUR * hours);
        a.second_node().await.stop().await;
        assert_eq!(a.clock.held_until(), is_held.then_some(begun), "{hours} hours");
    }
    a.stop().await;
}
