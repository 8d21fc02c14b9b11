//! The policies that the desk made: every one is kept, the last is in force.

use meter::Policy;
use store::{Db, Executor, StoreError, args, statement};

/// The feed's topic for the policy.
pub(crate) const TOPIC: &str = "policy";

statement! {
    FIND_LATEST_POLICY = "SELECT version, policy FROM policies ORDER BY version DESC LIMIT 1";
}

/// The desk's last word with its number, if it has any to say.
pub(crate) async fn find_in_force(db: &Db) -> store::Result<Option<(i64, Policy)>> {
    let Some(row) = db.one(&FIND_LATEST_POLICY, args![]).await? else { return Ok(None) };
    let text = row.text("policy")?;
    if text.is_empty() {
        return Ok(None);
    }
    Ok(Some((row.int("version")?, read(&text)?)))
}

fn read(text: &str) -> store::Result<Policy> {
    serde_json::from_str(text).map_err(|problem| StoreError::Decode {
        column: "policy".to_owned(),
        problem: problem.to_string(),
    })
}
