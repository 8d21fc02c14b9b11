//! The audit against a little paper of our own, which has one hole at a time: every
//! row passes or waits where there is none, and catches the hole that is its own.

#![allow(missing_docs, clippy::expect_used, reason = "tests fail by panicking")]

mod answers;
mod holes;
mod paper;

use audit::{Audit, LogIn, Plan, Report};

use holes::{ALL, Hole};
use paper::LeakyPaper;

/// Audits a paper with this hole.
async fn report(hole: Option<Hole>, rows: Vec<u8>) -> Report {
    let paper = LeakyPaper::start(hole).await;
    let log_in = |name: &str| {
        Some(LogIn { email: format!("{name}@paper.test"), password: "secret".to_owned() })
    };
    let plan = Plan {
        address: paper.base.parse().expect("an address"),
        origin: None,
        planted: paper.planted(),
        subscriber: log_in("subscriber"),
        registered: log_in("registered"),
        lapsed: log_in("lapsed"),
        rows,
    };
    let audit = Audit::begin(plan).await.expect("an audit");
    audit.run(&|_, _| {}).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_without_a_hole_passes() {
    let report = report(None, Vec::new()).await;
    let bad: Vec<_> =
        report.rows.iter().filter(|line| !["passed", "pending"].contains(&line.result)).collect();
    assert!(bad.is_empty() && report.remarks.is_empty(), "{report}");
    assert_eq!(report.rows.len(), 41);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_catches_its_hole() {
    for (row, hole) in ALL {
        let report = report(Some(*hole), vec![*row]).await;
        let line = report.rows.iter().find(|line| line.row == *row).expect("the row");
        assert_eq!(line.result, "FAILED", "row {row} misses {hole:?}: {}", line.note);
        assert!(!line.note.starts_with("void"), "row {row}, {hole:?}: {}", line.note);
        assert!(report.has_failures());
    }
    let tried: std::collections::BTreeSet<_> = ALL.iter().map(|(row, _)| *row).collect();
    assert!(tried.into_iter().eq(1..=41), "a row is without a hole that it must catch");
}

/// A subscriber who does not get everything makes every row void, and none passes.
#[tokio::test(flavor = "multi_thread")]
async fn without_its_control_no_row_passes() {
    let report = report(Some(Hole::SubscriberLacksAWord), vec![4, 5]).await;
    assert!(report.rows.iter().all(|line| line.result == "FAILED"), "{report}");
    assert!(report.rows.iter().all(|line| line.note.starts_with("void")), "{report}");
}
