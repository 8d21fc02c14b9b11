/// Anything that goes wrong between us and the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL names no database that we know.
    #[error("store.database “{0}”: use sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME")]
    UnknownUrl(String),
    /// The linked SQLite has the WAL corruption race of versions before 3.51.3.
    #[error("SQLite {0} is too old: 3.51.3 or newer is needed")]
    SqliteTooOld(String),
    /// PostgreSQL before 15.
    #[error("PostgreSQL {0} is too old: 15 or newer is needed")]
    PostgresTooOld(String),
    /// The schema is not what this binary was built for.
    #[error("{0}")]
    Schema(String),
    /// Somebody else holds the lock.
    #[error("{0}")]
    Locked(String),
    /// A row did not hold what its column should.
    #[error("column {column}: {problem}")]
    Decode {
        /// The column.
        column: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A copy that did not prove itself.
    #[error("{0}")]
    Copy(String),
    /// A migration's text failed.
    #[error("migration {name}: {source}")]
    Migration {
        /// Which one.
        name: String,
        /// What the database said.
        source: sqlx::Error,
    },
    /// The file cannot be used.
    #[error("{path}: {source}")]
    File {
        /// Which one.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// What the database said.
    #[error("{statement}: {source}")]
    Statement {
        /// The statement's name.
        statement: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// What the database said, outside a statement.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

impl StoreError {
    /// Whether a unique index refused the row: somebody else was first.
    pub fn is_duplicate(&self) -> bool {
        self.database().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
    }

    /// Whether the same work may succeed if tried again at once.
    pub fn is_transient(&self) -> bool {
        let code = self.database().and_then(|error| error.code());
        // Serialisation failure, deadlock; busy and its snapshot variant.
        code.is_some_and(|code| ["40001", "40P01", "5", "517"].contains(&&*code))
    }

    fn database(&self) -> Option<&(dyn sqlx::error::DatabaseError + 'static)> {
        match self {
            Self::Statement { source, .. } | Self::Database(source) => source.as_database_error(),
            _ => None,
        }
    }
}
