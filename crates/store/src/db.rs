use std::{future::Future, path::Path, str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection as _, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Result, Row, Statement, StoreError, Value};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One file.
    Sqlite,
    /// A server, version 15 or newer.
    Postgres,
}

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pub(crate) pools: Pools,
    url: String,
}

#[derive(Clone)]
pub(crate) enum Pools {
    /// SQLite admits one writer; readers never wait for it (WAL).
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// The first SQLite without the WAL corruption race.
const SQLITE_OLDEST: (u32, u32, u32) = (3, 51, 3);
const POSTGRES_OLDEST: i64 = 150_000;
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
/// How long to wait for a connection, or for SQLite's writer, before giving up.
const PATIENCE: Duration = Duration::from_secs(10);

crate::statement! {
    FIND_SERVER_VERSION = sqlite "SELECT sqlite_version() AS version",
        postgres "SELECT current_setting('server_version_num') AS version";
}

macro_rules! bound {
    ($sql:expr, $args:expr) => {{
        #[expect(clippy::disallowed_methods, reason = "this is the seam")]
        let mut query = sqlx::query($sql);
        for value in $args {
            query = match value {
                Value::Int(value) => query.bind(value),
                Value::Bool(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Bytes(value) => query.bind(value),
            };
        }
        query
    }};
}
pub(crate) use bound;

impl Db {
    /// Opens `sqlite://FILE` or `postgres://…` and checks its version.
    pub async fn open(url: &str) -> Result<Self> {
        let pools = if let Some(path) = url.strip_prefix("sqlite://") {
            open_sqlite(path).await?
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            open_postgres(url).await?
        } else {
            return Err(StoreError::UnknownUrl(without_password(url)));
        };
        let db = Self { pools, url: url.to_owned() };
        db.check_version().await?;
        Ok(db)
    }

    async fn check_version(&self) -> Result<()> {
        let row = self.one(&FIND_SERVER_VERSION, vec![]).await?;
        let version = row.map_or(Ok(String::new()), |row| row.text("version"))?;
        match self.kind() {
            Kind::Sqlite if !is_recent_sqlite(&version) => Err(StoreError::SqliteTooOld(version)),
            Kind::Postgres if version.parse().unwrap_or(0) < POSTGRES_OLDEST => {
                Err(StoreError::PostgresTooOld(version))
            }
            _ => Ok(()),
        }
    }

    /// Which database this is.
    pub fn kind(&self) -> Kind {
        match self.pools {
            Pools::Sqlite { .. } => Kind::Sqlite,
            Pools::Postgres(_) => Kind::Postgres,
        }
    }

    /// The file of an SQLite database.
    pub fn sqlite_path(&self) -> Option<&Path> {
        self.url.strip_prefix("sqlite://").map(Path::new)
    }

    /// Begins a transaction: on SQLite an immediate one, so that it never has
    /// to upgrade and never fails half-way for want of the lock.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match &self.pools {
            Pools::Sqlite { writer, .. } => {
                Tx(Inner::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?))
            }
            Pools::Postgres(pool) => Tx(Inner::Postgres(pool.begin().await?)),
        })
    }

    /// Prepares `statement` without running it: the registry's test.
    pub async fn prepare(&self, statement: &'static Statement) -> Result<()> {
        use sqlx::Executor as _;
        let text = statement.text(self.kind());
        let sql = sqlx::SqlStr::from_static(text);
        let result = match &self.pools {
            Pools::Sqlite { writer, .. } => writer.prepare(sql).await.map(drop),
            Pools::Postgres(pool) => pool.prepare(sql).await.map(drop),
        };
        result.map_err(|source| StoreError::Statement { statement: statement.name, source })
    }

    /// Makes a further database on a PostgreSQL server: for tests, each of which has its own.
    pub async fn create_database(&self, name: &str) -> Result<()> {
        let Pools::Postgres(pool) = &self.pools else {
            return Err(StoreError::UnknownUrl(without_password(&self.url)));
        };
        let sql = sqlx::AssertSqlSafe(format!("CREATE DATABASE \"{}\"", name.replace('"', "")));
        bound!(sql, Vec::<Value>::new()).execute(pool).await?;
        Ok(())
    }

    /// Closes all connections; SQLite's file is checkpointed.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// Without the password that the URL may hold.
impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Db").field(&without_password(&self.url)).finish()
    }
}

fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}://…{}", &url[..scheme], &url[at..]),
        _ => url.to_owned(),
    }
}

fn is_recent_sqlite(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= SQLITE_OLDEST
}

/// Makes an empty file that only its owner may read: it will hold secrets.
/// SQLite gives its companions the same rights.
fn make_private_file(path: &str) {
    use std::os::unix::fs::OpenOptionsExt as _;
    // What goes wrong here goes wrong again below, where it is told.
    let _ = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
}

async fn open_sqlite(path: &str) -> Result<Pools> {
    make_private_file(path);
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was acknowledged survives a power cut, not only a crash.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .disable_statement_logging();
    let pool = || SqlitePoolOptions::new().test_before_acquire(false).acquire_timeout(PATIENCE);
    let writer = pool().max_connections(1).connect_with(options.clone()).await?;
    let readers = pool()
        .max_connections(SQLITE_READERS)
        .connect_lazy_with(options.pragma("query_only", "ON"));
    Ok(Pools::Sqlite { writer, readers })
}

async fn open_postgres(url: &str) -> Result<Pools> {
    let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
    // The pool would only say that it waited; a connection of its own says why.
    options.connect().await?.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .test_before_acquire(false)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await?;
    Ok(Pools::Postgres(pool))
}

/// A transaction. Dropped without [`Tx::commit`], it is as if it never was.
pub struct Tx(Inner);

enum Inner {
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

impl Tx {
    /// Makes it so. When this returns, a crash cannot undo it.
    pub async fn commit(self) -> Result<()> {
        match self.0 {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Ends it at once as if it never was. Merely dropped it ends as surely, but on
    /// PostgreSQL a moment later, and keeps its row locks until then.
    pub async fn rollback(self) -> Result<()> {
        match self.0 {
            Inner::Sqlite(tx) => tx.rollback().await?,
            Inner::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }

    /// Runs several statements of a migration.
    pub(crate) async fn run_script(&mut self, script: &'static str) -> sqlx::Result<()> {
        #[expect(clippy::disallowed_methods, reason = "migrations are scripts, not statements")]
        let script = sqlx::raw_sql(script);
        match &mut self.0 {
            Inner::Sqlite(tx) => script.execute(&mut **tx).await.map(drop),
            Inner::Postgres(tx) => script.execute(&mut **tx).await.map(drop),
        }
    }
}

/// Runs statements: the database itself (each on its own), or a transaction.
pub trait Executor: Send + Sized {
    /// All rows.
    fn all(
        self,
        statement: &'static Statement,
        args: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<Row>>> + Send;

    /// Runs it and tells how many rows it changed.
    fn run(
        self,
        statement: &'static Statement,
        args: Vec<Value>,
    ) -> impl Future<Output = Result<u64>> + Send;

    /// The first row, if any.
    fn one(
        self,
        statement: &'static Statement,
        args: Vec<Value>,
    ) -> impl Future<Output = Result<Option<Row>>> + Send {
        async move { Ok(self.all(statement, args).await?.into_iter().next()) }
    }
}

macro_rules! on_connection {
    (all $connection:expr, $variant:ident, $statement:ident, $sql:expr, $args:ident) => {
        bound!($sql, $args)
            .fetch_all($connection)
            .await
            .map(|rows| rows.into_iter().map(Row::$variant).collect())
            .map_err(|source| StoreError::Statement { statement: $statement.name, source })
    };
    (run $connection:expr, $statement:ident, $sql:expr, $args:ident) => {
        bound!($sql, $args)
            .execute($connection)
            .await
            .map(|done| done.rows_affected())
            .map_err(|source| StoreError::Statement { statement: $statement.name, source })
    };
}

impl Executor for &Db {
    async fn all(self, statement: &'static Statement, args: Vec<Value>) -> Result<Vec<Row>> {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                let pool = if statement.only_reads() { readers } else { writer };
                on_connection!(all pool, Sqlite, statement, statement.sqlite, args)
            }
            Pools::Postgres(pool) => {
                on_connection!(all pool, Postgres, statement, statement.postgres, args)
            }
        }
    }

    async fn run(self, statement: &'static Statement, args: Vec<Value>) -> Result<u64> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                on_connection!(run writer, statement, statement.sqlite, args)
            }
            Pools::Postgres(pool) => on_connection!(run pool, statement, statement.postgres, args),
        }
    }
}

impl Executor for &mut Tx {
    async fn all(self, statement: &'static Statement, args: Vec<Value>) -> Result<Vec<Row>> {
        match &mut self.0 {
            Inner::Sqlite(tx) => {
                on_connection!(all &mut **tx, Sqlite, statement, statement.sqlite, args)
            }
            Inner::Postgres(tx) => {
                on_connection!(all &mut **tx, Postgres, statement, statement.postgres, args)
            }
        }
    }

    async fn run(self, statement: &'static Statement, args: Vec<Value>) -> Result<u64> {
        match &mut self.0 {
            Inner::Sqlite(tx) => on_connection!(run &mut **tx, statement, statement.sqlite, args),
            Inner::Postgres(tx) => {
                on_connection!(run &mut **tx, statement, statement.postgres, args)
            }
        }
    }
}
