//! Moving a paper from one database to the other, and what is not moved.

use std::{net::SocketAddr, process::Output};

use server::{
    Duties, Opening, Paper, Running,
    config::{self, Source},
    demo,
};
use store::{CopyReport, Db, Executor as _, args, copy, settings, statement};
use testkit::{Browser, Options, SeededRandom, TestClock, TestDatabase, TestPaper};
use vocab::{Access, Ambient};

use crate::{nodes::subscribe, store::now};

const STORY: &str = "/markets/moving-house";

statement! {
    COUNT_READERS = "SELECT COUNT(*) AS count FROM readers";
}
statement! {
    COUNT_SETTINGS = "SELECT COUNT(*) AS count FROM settings";
}
statement! {
    DAMAGE_A_NUMBER = "UPDATE stories SET words = 'many' WHERE slug = 'moving-house'";
}
statement! {
    DAMAGE_A_TEXT = "UPDATE stories SET headline = CAST($1 AS TEXT) WHERE slug = 'moving-house'";
}
statement! {
    STOP_CHECKING = "PRAGMA foreign_keys = OFF";
}
statement! {
    INSERT_ORPHAN = "INSERT INTO story_topics (story, topic) VALUES (999999, 'nowhere')";
}

async fn count(db: &Db, statement: &'static store::Statement) -> i64 {
    let row = db.one(statement, args![]).await.expect("a count").expect("a row");
    row.int("count").expect("a count")
}

/// What somebody saw in the paper before it moved.
struct Seen {
    /// The story as a subscriber saw it.
    story: String,
    /// A device that has read two metered stories, this one among them.
    device: String,
    metered: String,
}

/// A demonstration that has been used, and stopped.
async fn used_paper() -> (TestDatabase, Seen) {
    let mut paper = TestPaper::start(TestDatabase::sqlite(), Options::default()).await;
    paper.publish("moving-house", Access::Premium, "moving-token ₹ ü").await;
    let buyer = paper.browser_of("registered").await;
    subscribe(&buyer, "super-saver").await;
    let page = buyer.visit(STORY).await;
    assert_eq!(page.access(), "open; because=benefit");
    let (reader, mut paths) = (paper.browser(), paper.paths(Access::Metered).await);
    for path in &paths[..2] {
        reader.visit(path).await;
    }
    paper.settle().await;
    let database = paper.database.take().expect("its database");
    paper.stop().await;
    let device = reader.cookie("masthead_device").expect("a device");
    (database, Seen { story: article(&page.text()), device, metered: paths.remove(0) })
}

fn article(page: &str) -> String {
    let (_, rest) = page.split_once("<article").expect("a story");
    let article = rest.split_once("</article>").expect("its end").0;
    // Sharing names the paper's address, and each copy has one of its own.
    let (before, link) = article.split_once("data-share href=\"").expect("a link");
    format!("{before}{}", link.split_once('"').expect("its end").1)
}

/// Serves what is in `database`, and how to reach it.
async fn serve(database: &TestDatabase) -> (Running, Browser) {
    let listener = server::run::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let file = database.folder().join("copy.toml");
    std::fs::write(&file, demo::configuration(&base).expect("a text")).expect("a file");
    let set = vec![format!("store.database={}", database.url())];
    let config = config::load(&Source { file, environment: Vec::new(), set }).expect("a config");
    let ambient = Ambient::new(TestClock::at(now()), SeededRandom::new(99));
    let paper = Paper::open(config, ambient, Opening { demo: true }).await.expect("a paper");
    let running = Running::start(paper, listener, Duties::All).await.expect("it runs");
    (running, Browser::new(&base))
}

async fn copy_between(from: &TestDatabase, to: &TestDatabase) -> Result<CopyReport, String> {
    let source = Db::open(from.url()).await.expect("the source");
    let target = to.open().await;
    let report = copy(&source, &target, &|_, _| {}).await.map_err(|error| error.to_string());
    source.close().await;
    target.close().await;
    report
}

async fn assert_empty(database: &TestDatabase) {
    let db = database.open().await;
    assert_eq!((count(&db, &COUNT_READERS).await, count(&db, &COUNT_SETTINGS).await), (0, 0));
    db.close().await;
}

/// There and back: equal counts and checksums, and each copy is a paper.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paper_moves_there_and_back() {
    let (first, seen) = used_paper().await;
    let Some(second) = TestDatabase::postgres().await else { return };
    let there = copy_between(&first, &second).await.expect("a copy");
    assert!(there.tables.iter().map(|table| table.rows).sum::<u64>() > 200);
    for table in ["readers", "stories", "bodies", "postings", "reading_batches", "sequences"] {
        assert!(there.tables.iter().any(|copied| copied.table == table), "{table}");
    }
    let third = TestDatabase::sqlite();
    assert_eq!(copy_between(&second, &third).await.expect("a copy back"), there);

    for (number, copied) in [&second, &third].into_iter().enumerate() {
        let (running, browser) = serve(copied).await;
        browser.log_in("registered@demo.test", demo::PASSWORD).await;
        let page = browser.visit(STORY).await;
        assert_eq!(page.access(), "open; because=benefit");
        assert_eq!(article(&page.text()), seen.story);
        // Numbers go on where they were.
        browser.post("/logout", &[]).await;
        browser.log_in("lapsed@demo.test", demo::PASSWORD).await;
        subscribe(&browser, "smart-quarterly").await;
        assert_eq!(browser.visit(STORY).await.access(), "open; because=benefit", "copy {number}");
        let device = Browser::new(&format!("http://{}", running.address));
        device.set_cookie("masthead_device", &seen.device);
        let again = device.get(&seen.metered).await;
        assert_eq!(again.access(), "open; because=metered; used=2; limit=5");
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_is_not_empty_is_left_alone() {
    let (first, _) = used_paper().await;
    let targets = [Some(TestDatabase::sqlite()), TestDatabase::postgres().await];
    for target in targets.into_iter().flatten() {
        let db = target.open().await;
        settings::set_setting(&db, "somebody", "lives here").await.expect("a row");
        let said = copy_between(&first, &target).await.expect_err("a refusal");
        assert_eq!(
            said,
            "the target is not empty: table settings has rows; copy into a fresh database"
        );
        assert_eq!((count(&db, &COUNT_READERS).await, count(&db, &COUNT_SETTINGS).await), (0, 1));
    }
}

/// Values that are not what their column should hold, and rows without parents.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_source_is_not_copied() {
    let (first, _) = used_paper().await;
    let source = Db::open(first.url()).await.expect("the source");
    let target = match TestDatabase::postgres().await {
        Some(target) => target,
        None => TestDatabase::sqlite(),
    };
    source.run(&DAMAGE_A_TEXT, args![&[0xff_u8, 0xfe][..]]).await.expect("damage");
    copy_between(&first, &target).await.expect_err("that is no text");
    assert_empty(&target).await;
    source.run(&DAMAGE_A_TEXT, args![&b"fine"[..]]).await.expect("mended");

    source.run(&DAMAGE_A_NUMBER, args![]).await.expect("damage");
    let said = copy_between(&first, &target).await.expect_err("that is no number");
    assert!(said.contains("stories") && said.contains("words"), "{said}");
    assert_empty(&target).await;

    let (orphaned, _) = used_paper().await;
    let source = Db::open(orphaned.url()).await.expect("the source");
    source.run(&STOP_CHECKING, args![]).await.expect("no checks");
    source.run(&INSERT_ORPHAN, args![]).await.expect("an orphan");
    copy_between(&orphaned, &target).await.expect_err("a row without its parent");
    assert_empty(&target).await;
}

/// Somebody writes while the copy runs: nothing is kept.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_that_changes_is_not_copied() {
    let (first, _) = used_paper().await;
    let targets = [Some(TestDatabase::sqlite()), TestDatabase::postgres().await];
    for target in targets.into_iter().flatten() {
        let (source, copied) =
            (Db::open(first.url()).await.expect("the source"), target.open().await);
        let write = |table: &str, _: u64| {
            if table == "settings" {
                let set = settings::set_setting(&source, "paper_moved_on", target.url());
                let handle = tokio::runtime::Handle::current();
                tokio::task::block_in_place(|| handle.block_on(set)).expect("a change");
            }
        };
        let said = copy(&source, &copied, &write).await.expect_err("a refusal").to_string();
        assert!(said.starts_with("table settings: "), "{said}");
        assert!(said.ends_with("nothing was kept. Stop the paper while you copy it"), "{said}");
        assert_empty(&target).await;
    }
}

async fn masthead(arguments: &[&str]) -> Output {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_masthead"));
    command.args(arguments).env("MASTHEAD_LOG", "error").output().await.expect("it runs")
}

/// The command: what it prints, and its exit codes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_copies_and_proves() {
    let (first, _) = used_paper().await;
    let targets = [Some(TestDatabase::sqlite()), TestDatabase::postgres().await];
    for target in targets.into_iter().flatten() {
        let arguments = ["db", "copy", "--from", first.url(), "--to", target.url()];
        let done = masthead(&arguments).await;
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        let last = said.lines().last().expect("a line");
        assert!(last.ends_with(" rows copied; counts and checksums agree"), "{last}");
        let again = masthead(&arguments).await;
        let said = String::from_utf8_lossy(&again.stderr).into_owned();
        assert_eq!((again.status.code(), said.lines().count()), (Some(1), 1), "{said}");
        assert!(said.contains("the target is not empty"), "{said}");
    }
    let nowhere = first.folder().join("nowhere.db");
    let url = format!("sqlite://{}", nowhere.display());
    let refused = masthead(&["db", "copy", "--from", &url, "--to", "sqlite:///tmp/x.db"]).await;
    assert_eq!(refused.status.code(), Some(1));
    assert!(!nowhere.exists(), "a typing error makes no database");
    assert_eq!(masthead(&["db", "copy", "--from", &url]).await.status.code(), Some(2));
}
