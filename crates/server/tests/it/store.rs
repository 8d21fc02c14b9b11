//! The machine room on both databases: schema, transactions, sequences, the
//! audit log, locks.

use server::{
    Opening, Paper,
    config::{self, Source},
    demo,
};
use store::{
    Db, Exclusive, Executor as _, Kind, SchemaState, args, audit, migrations, schema_state,
    settings, statement,
};
use testkit::{SeededRandom, TestClock, TestDatabase};
use vocab::Ambient;

use crate::meter::join_all;

pub(crate) const NOW: &str = "2026-11-24T06:00:00Z";

pub(crate) fn now() -> jiff::Timestamp {
    NOW.parse().expect("a moment")
}

/// A clock to move, and what sees it.
pub(crate) fn ambient() -> (TestClock, Ambient) {
    let clock = TestClock::at(now());
    (clock.clone(), Ambient::new(clock, SeededRandom::new(7)))
}

/// Makes two tests of one scenario that needs a database and no paper.
macro_rules! on_both_stores {
    ($($(#[$meta:meta])* async fn $name:ident($database:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "a scenario may need nothing from its module")]
            use super::*;

            $(#[$meta])*
            async fn scenario($database: &testkit::TestDatabase) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                scenario(&testkit::TestDatabase::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let Some(database) = testkit::TestDatabase::postgres().await else { return };
                scenario(&database).await;
            }
        }
    )*};
}
pub(crate) use on_both_stores;

statement! {
    INSERT_FUTURE_MIGRATION = "INSERT INTO migrations (number, name, checksum, started_at, finished_at)
        VALUES (99, 'tomorrow', '0', 1, 1)";
}
statement! {
    CHANGE_CHECKSUM = "UPDATE migrations SET checksum = '0' WHERE number = 2";
}
statement! {
    MARK_UNFINISHED = "UPDATE migrations SET finished_at = NULL WHERE name = 'gateways'";
}
statement! {
    DELETE_LAST_MIGRATION = "DELETE FROM migrations
        WHERE number = (SELECT MAX(number) FROM migrations)";
}
statement! {
    DROP_PAYMENTS = "DROP TABLE sandbox_payments";
}
statement! {
    DROP_MANDATES = "DROP TABLE sandbox_mandates";
}
statement! {
    DROP_EVENTS = "DROP TABLE webhook_events";
}
statement! {
    MAKE_TABLE = "CREATE TABLE half (a BIGINT)";
}
statement! {
    COUNT_HALF = "SELECT COUNT(*) AS count FROM half";
}
statement! {
    TELL_JOURNAL = "SELECT journal_mode AS mode FROM pragma_journal_mode";
}
statement! {
    TELL_SYNCHRONOUS = "SELECT synchronous AS mode FROM pragma_synchronous";
}
statement! {
    TELL_FOREIGN_KEYS = "SELECT foreign_keys AS mode FROM pragma_foreign_keys";
}
statement! {
    TELL_SYNCHRONOUS_OF_WRITER = "PRAGMA synchronous";
}
statement! {
    TELL_FOREIGN_KEYS_OF_WRITER = "PRAGMA foreign_keys";
}
statement! {
    TELL_SQLITE_VERSION = "SELECT sqlite_version() AS version";
}
statement! {
    EDIT_ENTRY = "UPDATE audit_log SET detail = 'nothing' WHERE number = 3";
}
statement! {
    UNDO_EDIT = "UPDATE audit_log SET detail = $1 WHERE number = 3";
}
statement! {
    DELETE_ENTRY = "DELETE FROM audit_log WHERE number = 5";
}

async fn open_paper(database: &TestDatabase) -> Result<Paper, String> {
    let file = database.folder().join("masthead.toml");
    std::fs::write(&file, demo::configuration("http://127.0.0.1:1").expect("a text"))
        .expect("a file");
    let set = vec![format!("store.database={}", database.url())];
    let config = config::load(&Source { file, environment: Vec::new(), set }).expect("a config");
    let paper = Paper::open(config, ambient().1, Opening { demo: true }).await;
    paper.map_err(|error| error.to_string())
}

async fn refusal(db: &Db) -> String {
    schema_state(db).await.expect("a state").require_current().expect_err("a refusal").to_string()
}

on_both_stores! {
    /// From empty to current, and then nothing more; an empty schema opens no paper.
    async fn migrations_apply_once(database) {
        let db = Db::open(database.url()).await.expect("a database");
        assert_eq!(schema_state(&db).await.expect("a state"), SchemaState::Empty);
        let said = "the database is empty: run `masthead migrate`";
        assert_eq!(open_paper(database).await.err().expect("a refusal"), said);
        let applied = store::migrate(&db, now()).await.expect("the schema");
        assert_eq!(applied.len(), migrations().len());
        assert_eq!(schema_state(&db).await.expect("a state"), SchemaState::Current);
        assert!(store::migrate(&db, now()).await.expect("nothing").is_empty());
        open_paper(database).await.expect("a paper").close().await;
    }

    /// Several processes at once: each table is made once and nobody fails.
    async fn migrations_may_race(database) {
        let open = async || Db::open(database.url()).await.expect("a database");
        let (a, b, c) = (open().await, open().await, open().await);
        let race = [&a, &b, &c].map(|db| store::migrate(db, now()));
        let applied = join_all(race).await.into_iter().map(|applied| applied.expect("no quarrel").len());
        assert_eq!(applied.sum::<usize>(), migrations().len());
        assert_eq!(schema_state(&a).await.expect("a state"), SchemaState::Current);
    }

    /// What is not as this binary knows it is refused in a sentence.
    async fn strange_schemas_are_refused(database) {
        let db = database.open().await;
        db.run(&INSERT_FUTURE_MIGRATION, args![]).await.expect("a row");
        let said = refusal(&db).await;
        assert_eq!(said, "the database has migration 0099_tomorrow, which this version does not know: use the newer masthead");
        assert_eq!(store::migrate(&db, now()).await.expect_err("a refusal").to_string(), said);
        assert_eq!(open_paper(database).await.err().expect("a refusal"), said);
    }

    async fn a_changed_migration_is_refused(database) {
        let db = database.open().await;
        db.run(&CHANGE_CHECKSUM, args![]).await.expect("a row");
        let said = refusal(&db).await;
        assert_eq!(said, "migration 0002_readers was applied from a different text: restore a backup, or use the masthead that applied it");
        assert_eq!(store::migrate(&db, now()).await.expect_err("a refusal").to_string(), said);
        assert_eq!(open_paper(database).await.err().expect("a refusal"), said);
    }

    /// A step that was cut short is refused by whoever serves and finished by `migrate`.
    async fn a_half_applied_migration_is_finished(database) {
        let db = database.open().await;
        // No later migration changes what this one made.
        for drop in [&DROP_PAYMENTS, &DROP_MANDATES, &DROP_EVENTS] {
            db.run(drop, args![]).await.expect("a table less");
        }
        db.run(&MARK_UNFINISHED, args![]).await.expect("a row");
        let said = refusal(&db).await;
        assert_eq!(said, "migration 0003_gateways began and did not finish: run `masthead migrate` to finish it");
        assert_eq!(open_paper(database).await.err().expect("a refusal"), said);
        assert_eq!(store::migrate(&db, now()).await.expect("the rest"), ["0003_gateways"]);
        open_paper(database).await.expect("a paper").close().await;
    }

    async fn a_schema_that_is_behind_is_refused(database) {
        let db = database.open().await;
        db.run(&DELETE_LAST_MIGRATION, args![]).await.expect("a row less");
        let said = open_paper(database).await.err().expect("a refusal");
        let last = store::migrations().last().expect("migrations");
        let last = format!("{:04}_{}", last.number, last.name);
        assert_eq!(said, format!("the database lacks migration {last}: run `masthead migrate`"));
    }

    /// Tables too: what a killed migration began is not there.
    async fn what_is_not_committed_never_was(database) {
        let db = database.open().await;
        let mut tx = db.begin().await.expect("a transaction");
        tx.run(&MAKE_TABLE, args![]).await.expect("a table");
        settings::set_setting(&mut tx, "half", "done").await.expect("a row");
        assert!(tx.one(&COUNT_HALF, args![]).await.is_ok());
        drop(tx);
        assert!(db.one(&COUNT_HALF, args![]).await.is_err(), "the table is still there");
        assert_eq!(settings::find_setting(&db, "half").await.expect("an answer"), None);
    }

    /// No gaps and no doubles, though a third of those who took a number gave it back.
    async fn sequences_are_gapless(database) {
        let db = database.open().await;
        let take = |index: i64| {
            let db = db.clone();
            async move {
                let mut tx = db.begin().await.expect("a transaction");
                let number = settings::advance_sequence(&mut tx, "test").await.expect("a number");
                if index % 3 == 0 {
                    return None;
                }
                tx.commit().await.expect("kept");
                Some(number)
            }
        };
        let mut numbers: Vec<_> = join_all((0..90).map(take)).await.into_iter().flatten().collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=60).collect::<Vec<_>>());
    }

    /// An edited or a missing entry shows; rollbacks and races leave no gap.
    async fn the_audit_log_is_a_chain(database) {
        let db = database.open().await;
        let record = |index: usize| {
            let db = db.clone();
            async move {
                let mut tx = db.begin().await.expect("a transaction");
                let detail = format!("{index} ₹ ü");
                let deed = audit::Deed { actor: "a", action: "b.c", subject: "d", detail: &detail };
                audit::record(&mut tx, deed, now()).await.expect("an entry");
                if index.is_multiple_of(3) { drop(tx) } else { tx.commit().await.expect("kept") }
            }
        };
        join_all((0..30).map(record)).await;
        let broken = async || audit::find_broken_link(&db).await.expect("an answer");
        assert_eq!(broken().await, None);
        let entries = audit::list_entries(&db, i64::MAX, 100).await.expect("entries");
        assert_eq!(entries.len(), 20);
        let third = entries.iter().find(|entry| entry.number == 3).expect("the third").detail.clone();
        db.run(&EDIT_ENTRY, args![]).await.expect("an edit");
        assert_eq!(broken().await, Some(3));
        db.run(&UNDO_EDIT, args![third]).await.expect("an edit");
        assert_eq!(broken().await, None);
        db.run(&DELETE_ENTRY, args![]).await.expect("a row less");
        assert_eq!(broken().await, Some(6));
    }

    /// One holder at a time, also within a process; free as soon as it is dropped.
    async fn the_exclusive_lock_has_one_holder(database) {
        let (db, other) = (database.open().await, database.open().await);
        let take = async |db| Exclusive::take(db, "test", 9, "somebody else has it").await;
        let held = take(&db).await.expect("the lock");
        for _ in 0..3 {
            assert_eq!(take(&other).await.err().expect("a refusal").to_string(), "somebody else has it");
            assert!(take(&db).await.is_err(), "a second holder in the same process");
        }
        let another = Exclusive::take(&other, "another", 8, "taken").await.expect("another lock");
        drop(held);
        let mut taken = take(&other).await;
        for _ in 0..100 {
            if taken.is_ok() { break }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            taken = take(&other).await;
        }
        taken.expect("the lock is free again");
        drop(another);
    }
}

#[test]
fn migrations_are_twins() {
    let list = |kind: &str| -> Vec<String> {
        let folder = format!("{}/../../migrations/{kind}", env!("CARGO_MANIFEST_DIR"));
        let entries = std::fs::read_dir(folder).expect("a folder").flatten();
        let mut names: Vec<_> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    let known: Vec<_> =
        migrations().iter().map(|one| format!("{:04}_{}.sql", one.number, one.name)).collect();
    assert_eq!(list("sqlite"), known);
    assert_eq!(list("postgres"), known);
    assert!(migrations().iter().zip(1..).all(|(one, number)| one.number == number));
}

/// Read from the connections themselves, those that read and the one that writes.
#[tokio::test]
async fn sqlite_is_set_up_to_keep_what_it_says() {
    let database = TestDatabase::sqlite();
    let db = database.open().await;
    assert_eq!(db.kind(), Kind::Sqlite);
    let row =
        async |statement| db.one(statement, args![]).await.expect("an answer").expect("a row");
    assert_eq!(row(&TELL_JOURNAL).await.text("mode").expect("a mode"), "wal");
    assert_eq!(row(&TELL_SYNCHRONOUS).await.int("mode").expect("a mode"), 2);
    assert_eq!(row(&TELL_FOREIGN_KEYS).await.int("mode").expect("a mode"), 1);
    let writer = row(&TELL_SYNCHRONOUS_OF_WRITER).await;
    assert_eq!(writer.int("synchronous").expect("a mode"), 2, "FULL");
    assert_eq!(row(&TELL_FOREIGN_KEYS_OF_WRITER).await.int("foreign_keys").expect("a mode"), 1);
    let version = row(&TELL_SQLITE_VERSION).await.text("version").expect("a version");
    let parts: Vec<u32> = version.split('.').map(|part| part.parse().expect("a number")).collect();
    assert!(parts >= vec![3, 51, 3], "{version}");
}
