//! The audit that anybody may run, against a paper of each kind.

use audit::{Audit, Plan};
use server::plant::{Plant, of_the_cast};
use testkit::{TestPaper, on_both_databases};

/// All rows but a32: it measures times, which other tests on this machine disturb.
/// `cargo xtask ci --only audit` has the machine to itself.
fn rows() -> Vec<u8> {
    (1..=41).filter(|row| *row != 32).collect()
}

on_both_databases! {
    /// Every row passes or waits for its surface; what was planted is gone afterwards.
    async fn the_audit_finds_nothing(paper: TestPaper) {
        let (db, ambient) = (paper.paper.db.clone(), paper.paper.ambient.clone());
        let plant = Plant::set(db, ambient, &paper.base).await.expect("planted");
        let plan = Plan {
            address: paper.base.parse().expect("an address"),
            origin: None,
            planted: plant.planted.clone(),
            subscriber: Some(of_the_cast("subscriber")),
            registered: Some(of_the_cast("registered")),
            lapsed: Some(of_the_cast("lapsed")),
            rows: rows(),
        };
        let report = Audit::begin(plan).await.expect("an audit").run(&|_, _| {}).await;
        let bad = report.rows.iter().filter(|line| !["passed", "pending"].contains(&line.result));
        assert!(bad.count() == 0 && report.remarks.is_empty(), "{report}");
        let planted = plant.planted.stories[0].path.clone();
        plant.take_back().await.expect("taken back");
        assert_eq!(paper.browser().get(&planted).await.status, 410);
        assert!(!paper.browser().get("/").await.text().contains(&planted));
    }

    /// The next audit finds the stories of the last one and plants none beside them.
    async fn what_is_planted_twice_is_there_once(paper: TestPaper) {
        let plant = || Plant::set(paper.paper.db.clone(), paper.paper.ambient.clone(), &paper.base);
        let first = plant().await.expect("planted");
        let ids: Vec<_> = first.planted.small.iter().map(|story| story.id.clone()).collect();
        first.take_back().await.expect("taken back");
        let second = plant().await.expect("planted");
        assert!(second.planted.small.iter().map(|story| &story.id).eq(&ids));
        let path = &second.planted.stories[2].path;
        let page = paper.browser_of("subscriber").await.get(path).await;
        assert!(page.text().contains(&second.planted.stories[2].canaries[0].word));
        second.take_back().await.expect("taken back");
    }

    /// An old address that a draft will take leads on until the draft is published,
    /// so that a draft and nothing take the same way, and the same time.
    async fn a_draft_hides_no_old_address(paper: TestPaper) {
        let draft = paper.paths(vocab::Access::Free).await[0].clone();
        let (section, slug) = draft[1..].split_once('/').expect("a path");
        let db = &paper.paper.db;
        let story = stories::find_by_path(db, section, slug).await.expect("asked").expect("there");
        let mut tx = db.begin().await.expect("a transaction");
        let (status, now) = (stories::Status::Draft, paper.paper.ambient.now());
        let marked = stories::mark_status(&mut tx, story.number, story.version, status, now, now);
        assert!(marked.await.expect("marked"));
        stories::announce_story(&mut tx, section, slug, now).await.expect("told");
        tx.commit().await.expect("kept");
        paper.settle().await;
        let hidden = paper.browser().get(&draft).await;
        assert_eq!(hidden.status, 404);
        let missing = paper.browser().get(&format!("/{section}/nothing-lies-here")).await;
        assert_eq!(hidden.text().replace(slug, ""), missing.text().replace("nothing-lies-here", ""));
    }
}
