use std::{fmt::Display, str::FromStr};

use jiff::Timestamp;
use sqlx::{Column as _, ColumnIndex, Decode, Row as _, Type, TypeInfo as _, ValueRef as _};

use crate::{Result, StoreError, Value};

/// One row of an answer, from either database.
pub enum Row {
    /// From SQLite.
    #[doc(hidden)]
    Sqlite(sqlx::sqlite::SqliteRow),
    /// From PostgreSQL.
    #[doc(hidden)]
    Postgres(sqlx::postgres::PgRow),
}

impl Row {
    fn read<T, I>(&self, column: I) -> Result<Option<T>>
    where
        T: for<'r> Decode<'r, sqlx::Sqlite> + Type<sqlx::Sqlite>,
        T: for<'r> Decode<'r, sqlx::Postgres> + Type<sqlx::Postgres>,
        I: ColumnIndex<sqlx::sqlite::SqliteRow>
            + ColumnIndex<sqlx::postgres::PgRow>
            + Display
            + Copy,
    {
        let value = match self {
            // SQLite's columns are as loosely typed as its expressions; our schema is not.
            Self::Sqlite(row) => row.try_get_unchecked::<Option<T>, _>(column),
            Self::Postgres(row) => row.try_get::<Option<T>, _>(column),
        };
        value.map_err(|error| decode(column, error))
    }

    /// A whole number, or none.
    pub fn int_opt(&self, column: &str) -> Result<Option<i64>> {
        self.read(column)
    }

    /// A whole number.
    pub fn int(&self, column: &str) -> Result<i64> {
        present(column, self.read(column)?)
    }

    /// A whole number that must fit into `T`.
    pub fn small<T: TryFrom<i64>>(&self, column: &str) -> Result<T> {
        let number = self.int(column)?;
        T::try_from(number).map_err(|_| decode(column, format!("{number} is out of range")))
    }

    /// A truth value.
    pub fn bool(&self, column: &str) -> Result<bool> {
        present(column, self.read(column)?)
    }

    /// Text, or none.
    pub fn text_opt(&self, column: &str) -> Result<Option<String>> {
        self.read(column)
    }

    /// Text.
    pub fn text(&self, column: &str) -> Result<String> {
        present(column, self.read(column)?)
    }

    /// Bytes.
    pub fn bytes(&self, column: &str) -> Result<Vec<u8>> {
        present(column, self.read(column)?)
    }

    /// An instant, kept as microseconds since 1970, or none.
    pub fn time_opt(&self, column: &str) -> Result<Option<Timestamp>> {
        self.int_opt(column)?
            .map(|micros| Timestamp::from_microsecond(micros).map_err(|e| decode(column, e)))
            .transpose()
    }

    /// An instant.
    pub fn time(&self, column: &str) -> Result<Timestamp> {
        present(column, self.time_opt(column)?)
    }

    /// Anything that reads itself from text, or none.
    pub fn parse_opt<T: FromStr<Err: Display>>(&self, column: &str) -> Result<Option<T>> {
        self.text_opt(column)?
            .map(|text| text.parse().map_err(|e: T::Err| decode(column, e)))
            .transpose()
    }

    /// Anything that reads itself from text: ids, statuses, terms.
    pub fn parse<T: FromStr<Err: Display>>(&self, column: &str) -> Result<T> {
        present(column, self.parse_opt(column)?)
    }

    /// JSON kept as text.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T> {
        serde_json::from_str(&self.text(column)?).map_err(|error| decode(column, error))
    }

    /// The value at `index`, read as the kind of `like`: for the copy between databases.
    pub(crate) fn value(&self, index: usize, like: &Value) -> Result<Value> {
        self.refuse_other_kind(index, like)?;
        Ok(match like {
            Value::Int(_) => Value::Int(self.read(index)?),
            Value::Bool(_) => Value::Bool(self.read(index)?),
            Value::Text(_) => Value::Text(self.read(index)?),
            Value::Bytes(_) => Value::Bytes(self.read(index)?),
        })
    }
}

impl Row {
    /// SQLite keeps a word in a column of numbers, and reads it as 0: a value
    /// that is not of its column's kind is damage, and no copy of it is right.
    fn refuse_other_kind(&self, index: usize, like: &Value) -> Result<()> {
        let Self::Sqlite(row) = self else { return Ok(()) };
        let column = row.column(index).name();
        let value = row.try_get_raw(index).map_err(|error| decode(column, error))?;
        let wanted = match like {
            Value::Int(_) | Value::Bool(_) => "INTEGER",
            Value::Text(_) => "TEXT",
            Value::Bytes(_) => "BLOB",
        };
        let info = value.type_info();
        if value.is_null() || info.name() == wanted {
            return Ok(());
        }
        Err(decode(column, format!("holds {} where {wanted} should be", info.name())))
    }
}

fn present<T>(column: &str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| decode(column, "is missing"))
}

fn decode(column: impl Display, problem: impl Display) -> StoreError {
    StoreError::Decode { column: column.to_string(), problem: problem.to_string() }
}
