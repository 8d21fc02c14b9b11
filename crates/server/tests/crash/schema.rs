//! `masthead migrate`, killed at random moments, and what a running server
//! makes of a clock that another process moves.

use std::{process::Stdio, time::Duration};

use jiff::SignedDuration;
use server::demo;
use store::{Db, SchemaState, Statement, schema_state};
use testkit::{SeededRandom, TestDatabase};
use tokio::process::Command;

use crate::program::Program;

const KILLS: u64 = 12;

/// However often it is killed, the next one finishes, and all tables are there.
async fn kill_migrations(database: &TestDatabase, random: &SeededRandom, longest: u64) -> u32 {
    let file = database.folder().join("masthead.toml");
    std::fs::write(&file, demo::configuration("http://127.0.0.1:1").expect("a text"))
        .expect("a file");
    let set = format!("store.database={}", database.url());
    let migrate = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_masthead"));
        command.args(["migrate", "--set", &set, "--config"]).arg(&file).kill_on_drop(true);
        command.stdout(Stdio::null()).spawn().expect("it starts")
    };
    let mut cut = 0;
    for _ in 0..KILLS {
        let mut process = migrate();
        tokio::time::sleep(Duration::from_micros(random.next_number() % longest)).await;
        process.kill().await.expect("it dies");
        let db = Db::open(database.url()).await.expect("a database");
        let state = schema_state(&db).await.expect("a state");
        assert!(!matches!(state, SchemaState::Newer(_) | SchemaState::Changed(_)), "{state:?}");
        cut += u32::from(!matches!(state, SchemaState::Empty | SchemaState::Current));
        db.close().await;
    }
    assert!(migrate().wait().await.expect("it ends").success());
    let db = Db::open(database.url()).await.expect("a database");
    assert_eq!(schema_state(&db).await.expect("a state"), SchemaState::Current);
    for statement in Statement::all().filter(|statement| !statement.name.starts_with("crash::")) {
        db.prepare(statement).await.expect("every statement finds its tables");
    }
    db.close().await;
    cut
}

#[tokio::test]
async fn crash_in_migrations_on_sqlite() {
    let random = SeededRandom::new(3);
    for _ in 0..3 {
        let cut = kill_migrations(&TestDatabase::sqlite(), &random, 12_000).await;
        eprintln!("SQLite: {cut} of {KILLS} kills left a schema in the middle");
    }
}

#[tokio::test]
async fn crash_in_migrations_on_postgres() {
    let random = SeededRandom::new(3);
    for _ in 0..3 {
        let Some(database) = TestDatabase::postgres().await else { return };
        let cut = kill_migrations(&database, &random, 90_000).await;
        eprintln!("PostgreSQL: {cut} of {KILLS} kills left a schema in the middle");
    }
}

/// `renew --as-of` beside a running server: within two seconds the server lives then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clock_moves_for_the_running_server() {
    let mut program = Program::new(TestDatabase::sqlite(), &SeededRandom::new(4));
    program.start().await;
    let browser = program.browser();
    let resets_at = async || browser.get("/api/v1/me").await.json()["meter"]["resets_at"].clone();
    let before = resets_at().await;
    let as_of = program.clock + SignedDuration::from_hours(24 * 70);
    program.renew_to_the_end(as_of).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let after = resets_at().await;
    assert!(after.as_str() > before.as_str(), "{before} and {after}");
    // And never back.
    program.renew_to_the_end(program.clock - SignedDuration::from_hours(24 * 60)).await;
    program.kill().await;
    program.start().await;
    assert_eq!(resets_at().await, after);
}
