//! Small facts about the installation, and gapless sequences.

use crate::{Executor, Result, Tx, args, statement};

statement! {
    FIND_SETTING = "SELECT value FROM settings WHERE key = $1";
}

/// The value of `key`, if set.
pub async fn find_setting(on: impl Executor, key: &str) -> Result<Option<String>> {
    on.one(&FIND_SETTING, args![key]).await?.map(|row| row.text("value")).transpose()
}

statement! {
    SET_SETTING = "INSERT INTO settings (key, value) VALUES ($1, $2)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value";
}

/// Sets `key` to `value`.
pub async fn set_setting(on: impl Executor, key: &str, value: &str) -> Result<()> {
    on.run(&SET_SETTING, args![key, value]).await.map(drop)
}

statement! {
    INSERT_SETTING = "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
}

/// Sets `key` unless somebody has set it. False if it was set.
pub async fn insert_setting(on: impl Executor, key: &str, value: &str) -> Result<bool> {
    Ok(on.run(&INSERT_SETTING, args![key, value]).await? > 0)
}

statement! {
    ADVANCE_SEQUENCE = "INSERT INTO sequences (name, value) VALUES ($1, 1)
        ON CONFLICT (name) DO UPDATE SET value = sequences.value + 1 RETURNING value";
}

/// The next number of sequence `name`, from 1. Gapless: the number is given
/// back if the transaction is, and the row's lock keeps the order.
pub async fn advance_sequence(tx: &mut Tx, name: &str) -> Result<i64> {
    match tx.one(&ADVANCE_SEQUENCE, args![name]).await? {
        Some(row) => row.int("value"),
        None => Err(crate::StoreError::Schema(format!("sequence {name} gave no number"))),
    }
}
