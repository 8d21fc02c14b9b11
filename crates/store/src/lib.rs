//! SQLite and PostgreSQL behind one seam.
//!
//! Departments write one SQL text with `$1` placeholders, whole numbers for
//! money and instants (microseconds), and run it through [`Executor`], on the
//! database itself or inside a [`Tx`]. Each text is a [`Statement`] that
//! registers itself, so that one test prepares all of them on both databases.
//!
//! Besides: migrations in twins, a durable job queue, a change feed that tells
//! every node what to forget, an audit log, sequences, settings, exclusive
//! locks, and the copy from one database to the other.

pub mod audit;
mod copy;
mod db;
mod error;
pub mod feed;
pub mod jobs;
mod lock;
mod migrate;
mod row;
pub mod schedule;
pub mod settings;
mod statement;
mod value;

pub use copy::{CopyReport, TableCount, copy};
pub use db::{Db, Executor, Kind, Tx};
pub use error::StoreError;
pub use inventory;
pub use lock::Exclusive;
pub use migrate::{Migration, SchemaState, migrate, migrations, schema_state};
pub use row::Row;
pub use statement::{Registered, Statement};
pub use value::Value;

/// What almost everything here returns.
pub type Result<T> = std::result::Result<T, StoreError>;
