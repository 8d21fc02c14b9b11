//! Every SQL text of every crate, prepared on both databases.

use std::collections::BTreeSet;

use store::{Db, Kind, Statement};
use testkit::TestDatabase;

/// Fewer than this, and the registry has lost a crate.
const STATEMENTS_MIN: usize = 150;
/// Crates that speak SQL: each must be linked in and registered.
const SPEAKERS: [&str; 9] = [
    "store", "counters", "gateways", "readers", "billing", "paywall", "outside", "stories",
    "server",
];
/// What the dialects do not share, and what `SELECT *` does to a cached statement.
const BANNED: [&str; 8] =
    ["select *", "::", "ilike", "now()", "current_timestamp", "json_extract", "greatest(", "any("];
/// The only statements whose two texts differ, each for a reason that stands beside it.
const TWINS: [&str; 6] = [
    "billing::queries::subscriptions::CLAIM_DUE",
    "store::copy::LIST_COLUMNS",
    "store::db::FIND_SERVER_VERSION",
    "store::jobs::queries::CLAIM_JOB",
    "store::lock::TAKE_ADVISORY_LOCK",
    "store::migrate::LIST_TABLES_NAMED_MIGRATIONS",
];

/// What belongs to the paper; this test program has statements of its own.
fn registered() -> Vec<&'static Statement> {
    Statement::all().filter(|statement| !statement.name.starts_with("it::")).collect()
}

async fn prepare_all(db: &Db) {
    let mut broken = Vec::new();
    for statement in registered() {
        if let Err(error) = db.prepare(statement).await {
            broken.push(format!("{}: {error}\n{}", statement.name, statement.text(db.kind())));
        }
    }
    assert!(broken.is_empty(), "on {:?}:\n{}", db.kind(), broken.join("\n"));
    db.close().await;
}

#[tokio::test]
async fn all_prepare_on_sqlite() {
    let database = TestDatabase::sqlite();
    let db = database.open().await;
    assert_eq!(db.kind(), Kind::Sqlite);
    prepare_all(&db).await;
}

#[tokio::test]
async fn all_prepare_on_postgres() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let db = database.open().await;
    assert_eq!(db.kind(), Kind::Postgres);
    prepare_all(&db).await;
}

#[test]
fn every_crate_is_registered_once() {
    let statements = registered();
    assert!(statements.len() >= STATEMENTS_MIN, "only {} statements", statements.len());
    for speaker in SPEAKERS {
        let own = |statement: &&Statement| statement.name.starts_with(&format!("{speaker}::"));
        assert!(statements.iter().any(own), "no statement of {speaker} is registered");
    }
    let names: BTreeSet<_> = statements.iter().map(|statement| statement.name).collect();
    assert_eq!(names.len(), statements.len(), "two statements share a name");
}

#[test]
fn none_speaks_a_dialect() {
    for statement in registered() {
        for text in [statement.sqlite, statement.postgres] {
            let lower = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
            for banned in BANNED {
                assert!(!lower.contains(banned), "{}: {banned}\n{text}", statement.name);
            }
        }
    }
}

#[test]
fn twins_differ_only_where_they_must() {
    let differing = registered().into_iter().filter(|one| one.sqlite != one.postgres);
    let names: BTreeSet<_> = differing.map(|statement| statement.name).collect();
    assert_eq!(names, BTreeSet::from(TWINS));
}

/// SQLite's reading connections run what only reads, and nothing that writes hides there.
#[test]
fn what_reads_only_writes_nothing() {
    for statement in registered().into_iter().filter(|statement| statement.only_reads()) {
        let words: Vec<_> = statement.sqlite.split(|c: char| !c.is_alphabetic()).collect();
        for verb in ["INSERT", "UPDATE", "DELETE", "REPLACE"] {
            assert!(!words.contains(&verb), "{} is said to only read", statement.name);
        }
    }
}
