//! Moving a paper from one database to the other, and proving it.
//!
//! Every table is copied in one transaction of the target, and then both sides
//! are read again: the counts and an order-independent checksum of every row
//! must agree, or nothing is kept.

use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;

use crate::{
    Db, Executor, Result, Row, StoreError, Value, args,
    db::{Pools, bound},
    schema_state, statement,
};

/// A table and its columns, with an example of each column's type.
struct Table {
    name: String,
    columns: Vec<(String, Value)>,
}

/// What was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableCount {
    /// The table.
    pub table: String,
    /// Its rows, equal on both sides.
    pub rows: u64,
    /// Its checksum, equal on both sides.
    pub checksum: String,
}

/// The proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyReport {
    /// One entry a table.
    pub tables: Vec<TableCount>,
}

/// Tables that belong to a database and not to the paper: the target has its
/// own migrations, and nobody waits for changes that are already in it.
const NOT_COPIED: [&str; 2] = ["migrations", "changes"];
/// Parents before children, for the foreign keys; all others follow by name.
const PARENTS_FIRST: [&str; 15] = [
    "readers",
    "plans",
    "subscriptions",
    "invoices",
    "attempts",
    "journal",
    "sections",
    "pictures",
    "authors",
    "topics",
    "stories",
    "gifts",
    "campaigns",
    "institutions",
    "institution_codes",
];
const BATCH: usize = 500;

statement! {
    LIST_COLUMNS = sqlite
        "SELECT m.name AS table_name, c.name AS column_name, lower(c.type) AS type
         FROM sqlite_master m JOIN pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.name",
        postgres
        "SELECT CAST(table_name AS TEXT) AS table_name, CAST(column_name AS TEXT) AS column_name,
            CAST(data_type AS TEXT) AS type
         FROM information_schema.columns WHERE table_schema = current_schema()
         ORDER BY table_name, column_name";
}

/// Copies everything from `from` to `to`, which must be empty but for its
/// schema. `progress` hears of each table and its rows as they go.
pub async fn copy(from: &Db, to: &Db, progress: &(dyn Fn(&str, u64) + Sync)) -> Result<CopyReport> {
    schema_state(from).await?.require_current()?;
    schema_state(to).await?.require_current()?;
    let (tables, theirs) = (tables_of(from).await?, tables_of(to).await?);
    refuse_different_schemas(&tables, &theirs)?;
    for table in &tables {
        if count_rows(to, table).await? > 0 {
            return Err(StoreError::Copy(format!(
                "the target is not empty: table {} has rows; copy into a fresh database",
                table.name
            )));
        }
    }
    let mut target = Target::begin(to).await?;
    for table in &tables {
        copy_table(from, &mut target, table, progress).await?;
    }
    // Read back inside the target's transaction: unless all agrees, it is dropped.
    let mut report = Vec::new();
    for table in &tables {
        report.push(prove_table(from, &mut target, table).await?);
    }
    target.commit().await?;
    Ok(CopyReport { tables: report })
}

fn refuse_different_schemas(ours: &[Table], theirs: &[Table]) -> Result<()> {
    for table in ours {
        let twin = theirs.iter().find(|other| other.name == table.name);
        if twin.is_none_or(|other| other.columns != table.columns) {
            return Err(StoreError::Copy(format!("table {} differs between the two", table.name)));
        }
    }
    Ok(())
}

async fn tables_of(db: &Db) -> Result<Vec<Table>> {
    let mut tables: Vec<Table> = Vec::new();
    for row in db.all(&LIST_COLUMNS, args![]).await? {
        let name = row.text("table_name")?;
        if NOT_COPIED.contains(&&*name) {
            continue;
        }
        let column = (row.text("column_name")?, example(&row.text("type")?)?);
        match tables.last_mut() {
            Some(table) if table.name == name => table.columns.push(column),
            _ => tables.push(Table { name, columns: vec![column] }),
        }
    }
    // The databases sort names in different ways.
    tables.iter_mut().for_each(|table| table.columns.sort_by(|a, b| a.0.cmp(&b.0)));
    let rank = |table: &Table| PARENTS_FIRST.iter().position(|name| *name == table.name);
    tables.sort_by_key(|table| (rank(table).unwrap_or(PARENTS_FIRST.len()), table.name.clone()));
    Ok(tables)
}

fn example(column_type: &str) -> Result<Value> {
    Ok(match column_type {
        "bigint" | "integer" => Value::Int(None),
        "boolean" => Value::Bool(None),
        "text" => Value::Text(None),
        "blob" | "bytea" => Value::Bytes(None),
        other => {
            return Err(StoreError::Copy(format!("a column of type {other} cannot be copied")));
        }
    })
}

impl Table {
    fn column_list(&self) -> String {
        self.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn select_all(&self) -> String {
        format!("SELECT {} FROM {}", self.column_list(), self.name)
    }

    fn insert(&self) -> String {
        let places: Vec<_> = (1..=self.columns.len()).map(|n| format!("${n}")).collect();
        format!("INSERT INTO {} ({}) VALUES ({})", self.name, self.column_list(), places.join(", "))
    }

    fn values(&self, row: &Row) -> Result<Vec<Value>> {
        let columns = self.columns.iter().enumerate();
        let values = columns.map(|(index, (_, like))| row.value(index, like));
        values.collect::<Result<_>>().map_err(|error| {
            StoreError::Copy(format!("table {}, {error}; nothing was kept", self.name))
        })
    }
}

/// The sum of all rows' hashes, as four wrapping numbers: the same in any order.
#[derive(Default)]
struct Checksum {
    rows: u64,
    sum: [u64; 4],
}

impl Checksum {
    fn add(&mut self, values: &[Value]) {
        let digest = Sha256::digest(format!("{values:?}").as_bytes());
        for (part, chunk) in self.sum.iter_mut().zip(digest.chunks_exact(8)) {
            *part = part.wrapping_add(u64::from_be_bytes(chunk.try_into().unwrap_or_default()));
        }
        self.rows += 1;
    }

    fn text(&self) -> String {
        self.sum.iter().map(|part| format!("{part:016x}")).collect()
    }
}

/// Streams all rows of `table`, so that a paper larger than memory can move.
macro_rules! for_each_row {
    ($executor:expr, $variant:ident, $table:expr, $row:ident => $body:expr) => {{
        use futures_util::TryStreamExt as _;
        let mut rows =
            bound!(AssertSqlSafe($table.select_all()), Vec::<Value>::new()).fetch($executor);
        while let Some(row) = rows.try_next().await? {
            let $row = Row::$variant(row);
            $body
        }
    }};
}

enum Target {
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

impl Target {
    async fn begin(db: &Db) -> Result<Self> {
        Ok(match &db.pools {
            Pools::Sqlite { writer, .. } => {
                Self::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Pools::Postgres(pool) => Self::Postgres(pool.begin().await?),
        })
    }

    async fn insert(&mut self, table: &Table, batch: Vec<Vec<Value>>) -> Result<()> {
        for values in batch {
            let sql = AssertSqlSafe(table.insert());
            match self {
                Self::Sqlite(tx) => bound!(sql, values).execute(&mut **tx).await.map(|_| ())?,
                Self::Postgres(tx) => bound!(sql, values).execute(&mut **tx).await.map(|_| ())?,
            }
        }
        Ok(())
    }

    async fn checksum(&mut self, table: &Table) -> Result<Checksum> {
        let mut checksum = Checksum::default();
        match self {
            Self::Sqlite(tx) => {
                for_each_row!(&mut **tx, Sqlite, table, row => checksum.add(&table.values(&row)?));
            }
            Self::Postgres(tx) => {
                for_each_row!(&mut **tx, Postgres, table, row => checksum.add(&table.values(&row)?));
            }
        }
        Ok(checksum)
    }

    async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

async fn copy_table(
    from: &Db,
    target: &mut Target,
    table: &Table,
    progress: &(dyn Fn(&str, u64) + Sync),
) -> Result<()> {
    let (mut batch, mut rows) = (Vec::with_capacity(BATCH), 0u64);
    macro_rules! take {
        ($row:ident) => {{
            batch.push(table.values(&$row)?);
            rows += 1;
            if batch.len() == BATCH {
                target.insert(table, std::mem::take(&mut batch)).await?;
                progress(&table.name, rows);
            }
        }};
    }
    match &from.pools {
        Pools::Sqlite { readers, .. } => for_each_row!(readers, Sqlite, table, row => take!(row)),
        Pools::Postgres(pool) => for_each_row!(pool, Postgres, table, row => take!(row)),
    }
    target.insert(table, batch).await?;
    progress(&table.name, rows);
    Ok(())
}

async fn prove_table(from: &Db, target: &mut Target, table: &Table) -> Result<TableCount> {
    let mut source = Checksum::default();
    match &from.pools {
        Pools::Sqlite { readers, .. } => {
            for_each_row!(readers, Sqlite, table, row => source.add(&table.values(&row)?));
        }
        Pools::Postgres(pool) => {
            for_each_row!(pool, Postgres, table, row => source.add(&table.values(&row)?));
        }
    }
    let copied = target.checksum(table).await?;
    if (source.rows, source.sum) != (copied.rows, copied.sum) {
        return Err(StoreError::Copy(format!(
            "table {}: {} rows with checksum {} became {} rows with checksum {}; nothing was kept. Stop the paper while you copy it",
            table.name,
            source.rows,
            source.text(),
            copied.rows,
            copied.text()
        )));
    }
    Ok(TableCount { table: table.name.clone(), rows: source.rows, checksum: source.text() })
}

async fn count_rows(db: &Db, table: &Table) -> Result<i64> {
    let sql = AssertSqlSafe(format!("SELECT COUNT(*) AS rows FROM {}", table.name));
    let row = match &db.pools {
        Pools::Sqlite { readers, .. } => {
            Row::Sqlite(bound!(sql, Vec::<Value>::new()).fetch_one(readers).await?)
        }
        Pools::Postgres(pool) => {
            Row::Postgres(bound!(sql, Vec::<Value>::new()).fetch_one(pool).await?)
        }
    };
    row.int("rows")
}
