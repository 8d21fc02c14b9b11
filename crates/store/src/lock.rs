use std::{fs::File, path::PathBuf};

use crate::{Db, Executor as _, Result, StoreError, db::Pools, statement};

/// A lock on the whole database that dies with its holder: a file lock beside
/// SQLite's file, an advisory lock held by a connection on PostgreSQL.
pub struct Exclusive {
    _held: Held,
}

enum Held {
    File { _file: File },
    Connection { _connection: Box<sqlx::pool::PoolConnection<sqlx::Postgres>> },
}

statement! {
    TAKE_ADVISORY_LOCK = sqlite "SELECT $1 AS key, TRUE AS taken",
        postgres "SELECT pg_try_advisory_lock($1) AS taken";
}

/// "masthead", as a number, and the lock's own number added to it.
const ADVISORY_BASE: i64 = 0x6d61_7374_6800;

impl Exclusive {
    /// Takes the lock `name` (its number distinguishes it on PostgreSQL), or
    /// says `otherwise` when another process holds it.
    pub async fn take(db: &Db, name: &str, number: u8, otherwise: &str) -> Result<Self> {
        let locked = || StoreError::Locked(otherwise.to_owned());
        match &db.pools {
            Pools::Sqlite { .. } => {
                let database = db.sqlite_path().map(PathBuf::from).unwrap_or_default();
                let path = PathBuf::from(format!("{}.{name}.lock", database.display()));
                let unusable =
                    |source| StoreError::File { path: path.display().to_string(), source };
                let file = File::options()
                    .create(true)
                    .truncate(false)
                    .write(true)
                    .open(&path)
                    .map_err(unusable)?;
                match file.try_lock() {
                    Ok(()) => Ok(Self { _held: Held::File { _file: file } }),
                    Err(std::fs::TryLockError::WouldBlock) => Err(locked()),
                    Err(std::fs::TryLockError::Error(source)) => Err(unusable(source)),
                }
            }
            Pools::Postgres(pool) => {
                let mut connection = pool.acquire().await?;
                #[expect(clippy::disallowed_methods, reason = "the lock lives in this connection")]
                let row = sqlx::query(TAKE_ADVISORY_LOCK.postgres)
                    .bind(ADVISORY_BASE + i64::from(number))
                    .fetch_one(&mut *connection)
                    .await?;
                if crate::Row::Postgres(row).bool("taken")? {
                    // The lock belongs to the connection: back in the pool it would be kept.
                    connection.close_on_drop();
                    Ok(Self { _held: Held::Connection { _connection: Box::new(connection) } })
                } else {
                    Err(locked())
                }
            }
        }
    }
}

statement! {
    PING = "SELECT 1 AS alive";
}

impl Db {
    /// Asks the database for a sign of life.
    pub async fn ping(&self) -> Result<()> {
        self.one(&PING, vec![]).await.map(drop)
    }
}
