//! Migrations: twins with the same number and name, applied in order, each in
//! one transaction (both databases can change tables in one).

use std::time::Duration;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::{Db, Exclusive, Executor, Kind, Result, StoreError, args, db::Tx, statement};

/// One step of the schema.
pub struct Migration {
    /// Its number, from 1 without gaps.
    pub number: u32,
    /// Its name, the file's without number and extension.
    pub name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migrations {
    ($($number:literal $digits:literal $name:literal)*) => {
        &[$(Migration {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../../../migrations/sqlite/", $digits, "_", $name, ".sql")),
            postgres: include_str!(concat!("../../../migrations/postgres/", $digits, "_", $name, ".sql")),
        }),*]
    };
}

const MIGRATIONS: &[Migration] = migrations! {
    1 "0001" "store"
    2 "0002" "readers"
    3 "0003" "gateways"
    4 "0004" "billing"
    5 "0005" "stories"
    6 "0006" "counters"
    7 "0007" "face"
    8 "0008" "policy"
    9 "0009" "passes"
    10 "0010" "outside_stories"
    11 "0011" "institutions"
};

/// All migrations that this binary knows.
pub const fn migrations() -> &'static [Migration] {
    MIGRATIONS
}

impl Migration {
    fn script(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Sqlite => self.sqlite,
            Kind::Postgres => self.postgres,
        }
    }

    fn checksum(&self, kind: Kind) -> String {
        let digest = Sha256::digest(self.script(kind).as_bytes());
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    fn label(&self) -> String {
        format!("{:04}_{}", self.number, self.name)
    }
}

/// How the database's schema compares with this binary.
#[derive(Debug, PartialEq, Eq)]
pub enum SchemaState {
    /// Nothing there yet.
    Empty,
    /// As this binary wants it.
    Current,
    /// Migrations are waiting, the first of them this one.
    Behind(String),
    /// A migration began and did not finish.
    HalfApplied(String),
    /// Made by a newer binary.
    Newer(String),
    /// An applied migration's text is not the one that this binary knows.
    Changed(String),
}

impl SchemaState {
    /// An error that says what to do, unless the schema is current.
    pub fn require_current(self) -> Result<()> {
        let problem = match self {
            Self::Current => return Ok(()),
            Self::Empty => "the database is empty: run `masthead migrate`".to_owned(),
            Self::Behind(name) => {
                format!("the database lacks migration {name}: run `masthead migrate`")
            }
            Self::HalfApplied(name) => format!(
                "migration {name} began and did not finish: run `masthead migrate` to finish it"
            ),
            Self::Newer(name) => format!(
                "the database has migration {name}, which this version does not know: use the newer masthead"
            ),
            Self::Changed(name) => format!(
                "migration {name} was applied from a different text: restore a backup, or use the masthead that applied it"
            ),
        };
        Err(StoreError::Schema(problem))
    }
}

statement! {
    LIST_TABLES_NAMED_MIGRATIONS = sqlite
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'migrations'",
        postgres
        "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables
         WHERE table_name = 'migrations' AND table_schema = current_schema()";
}
statement! {
    LIST_MIGRATIONS = "SELECT number, name, checksum, finished_at FROM migrations ORDER BY number";
}
statement! {
    INSERT_MIGRATION = "INSERT INTO migrations (number, name, checksum, started_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (number) DO UPDATE SET name = excluded.name, checksum = excluded.checksum,
            started_at = excluded.started_at WHERE migrations.finished_at IS NULL";
}
statement! {
    MARK_MIGRATION_FINISHED = "UPDATE migrations SET finished_at = $2 WHERE number = $1";
}

const MIGRATIONS_TABLE: &str = "CREATE TABLE IF NOT EXISTS migrations (
    number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL,
    started_at BIGINT NOT NULL, finished_at BIGINT)";

/// Compares the database's schema with this binary.
pub async fn schema_state(db: &Db) -> Result<SchemaState> {
    if db.one(&LIST_TABLES_NAMED_MIGRATIONS, args![]).await?.is_none() {
        return Ok(SchemaState::Empty);
    }
    let mut applied = 0;
    for row in db.all(&LIST_MIGRATIONS, args![]).await? {
        let (number, name): (u32, String) = (row.small("number")?, row.text("name")?);
        let label = format!("{number:04}_{name}");
        let Some(known) = MIGRATIONS.iter().find(|migration| migration.number == number) else {
            return Ok(SchemaState::Newer(label));
        };
        if row.time_opt("finished_at")?.is_none() {
            return Ok(SchemaState::HalfApplied(label));
        }
        if row.text("checksum")? != known.checksum(db.kind()) {
            return Ok(SchemaState::Changed(label));
        }
        applied += 1;
    }
    Ok(match MIGRATIONS.get(applied) {
        None => SchemaState::Current,
        Some(_) if applied == 0 => SchemaState::Empty,
        Some(next) => SchemaState::Behind(next.label()),
    })
}

/// Applies what is missing and returns the names of what was applied. A step
/// that was cut short is done again: its transaction left nothing behind.
pub async fn migrate(db: &Db, now: Timestamp) -> Result<Vec<String>> {
    let _one_at_a_time = wait_for_turn(db).await?;
    let mut tx = db.begin().await?;
    run_named(&mut tx, "migrations", MIGRATIONS_TABLE).await?;
    tx.commit().await?;
    if let state @ (SchemaState::Newer(_) | SchemaState::Changed(_)) = schema_state(db).await? {
        state.require_current()?;
    }
    let mut applied = Vec::new();
    let finished = finished_numbers(db).await?;
    for migration in MIGRATIONS.iter().filter(|migration| !finished.contains(&migration.number)) {
        let (number, kind) = (migration.number, db.kind());
        db.run(&INSERT_MIGRATION, args![number, migration.name, migration.checksum(kind), now])
            .await?;
        let mut tx = db.begin().await?;
        run_named(&mut tx, &migration.label(), migration.script(kind)).await?;
        tx.run(&MARK_MIGRATION_FINISHED, args![number, now]).await?;
        tx.commit().await?;
        applied.push(migration.label());
    }
    Ok(applied)
}

/// Several nodes may be started at once: one migrates, the others wait.
async fn wait_for_turn(db: &Db) -> Result<Exclusive> {
    const PAUSE: Duration = Duration::from_millis(50);
    const PAUSES_MAX: u32 = 1_200;
    const OTHERWISE: &str =
        "another process has been migrating this database for a minute: wait until it ends";
    for _ in 0..PAUSES_MAX {
        match Exclusive::take(db, "migrate", 2, OTHERWISE).await {
            Err(StoreError::Locked(_)) => tokio::time::sleep(PAUSE).await,
            taken => return taken,
        }
    }
    Err(StoreError::Locked(OTHERWISE.to_owned()))
}

async fn finished_numbers(db: &Db) -> Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for row in db.all(&LIST_MIGRATIONS, args![]).await? {
        if row.time_opt("finished_at")?.is_some() {
            numbers.push(row.small("number")?);
        }
    }
    Ok(numbers)
}

async fn run_named(tx: &mut Tx, name: &str, script: &'static str) -> Result<()> {
    tx.run_script(script)
        .await
        .map_err(|source| StoreError::Migration { name: name.to_owned(), source })
}
