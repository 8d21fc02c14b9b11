//! The policies that the desk made: every one is kept, the last is in force; and the
//! draft of the next.

use jiff::Timestamp;
use meter::{Policy, PolicyProblem};
use serde::{Deserialize, Serialize};
use store::{
    Db, Executor, Row, StoreError, Tx, args,
    audit::{self, Deed},
    feed, settings, statement,
};

use crate::{Paywall, changes::say_changes, institutions};

/// The feed's topic for the policy.
pub(crate) const TOPIC: &str = "policy";
/// The setting that holds the draft, and the sequence that numbers its edits.
const DRAFT: &str = "policy_draft";

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

/// A policy that is or was in force.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub number: i64,
    /// None where the desk gave the word back to the configuration.
    pub policy: Option<Policy>,
    pub note: String,
    pub made_at: Timestamp,
}

impl Version {
    fn read(row: &Row) -> store::Result<Self> {
        let text = row.text("policy")?;
        Ok(Self {
            number: row.int("version")?,
            policy: if text.is_empty() { None } else { Some(read(&text)?) },
            note: row.text("note")?,
            made_at: row.time("made_at")?,
        })
    }
}

statement! {
    LIST_POLICIES = "SELECT version, policy, note, made_at FROM policies
        ORDER BY version DESC LIMIT $1";
}

/// The latest, newest first.
pub(crate) async fn list_versions(db: &Db, limit: u32) -> store::Result<Vec<Version>> {
    db.all(&LIST_POLICIES, args![limit]).await?.iter().map(Version::read).collect()
}

statement! {
    FIND_POLICY = "SELECT version, policy, note, made_at FROM policies WHERE version = $1";
}

pub(crate) async fn find_version(db: &Db, number: i64) -> store::Result<Option<Version>> {
    db.one(&FIND_POLICY, args![number]).await?.as_ref().map(Version::read).transpose()
}

statement! {
    INSERT_POLICY = "INSERT INTO policies (version, policy, note, made_by, made_at)
        VALUES ($1, $2, $3, $4, $5)";
}

/// The next policy, as far as it is made. Nothing decides by it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// Which edit of a draft this is; 0 where there is none yet. Whoever edits names
    /// the one that was seen, so that nobody overwrites what another did meanwhile.
    pub revision: i64,
    /// The version that was in force when it was begun.
    pub base: i64,
    pub policy: Policy,
}

/// Why an edit of the draft was not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DraftError {
    /// Somebody else was faster.
    #[error("the draft was changed meanwhile")]
    Stale,
    #[error(transparent)]
    Problem(#[from] PolicyProblem),
    #[error(transparent)]
    Store(#[from] StoreError),
}

async fn find_draft(on: impl Executor) -> store::Result<Option<Draft>> {
    let text = settings::find_setting(on, DRAFT).await?.filter(|text| !text.is_empty());
    let read = |text: String| {
        serde_json::from_str(&text).map_err(|problem| StoreError::Decode {
            column: DRAFT.to_owned(),
            problem: problem.to_string(),
        })
    };
    text.map(read).transpose()
}

/// Locks the draft for the rest of the transaction and sees that it is still the one of
/// `revision`; the number of the edit that this is.
async fn hold_draft(tx: &mut Tx, revision: i64) -> Result<i64, DraftError> {
    let edit = settings::advance_sequence(tx, DRAFT).await?;
    let kept = find_draft(&mut *tx).await?.map_or(0, |draft| draft.revision);
    if kept == revision { Ok(edit) } else { Err(DraftError::Stale) }
}

impl Paywall {
    /// The draft, or what is in force where there is none.
    pub(crate) async fn draft(&self) -> store::Result<Draft> {
        let found = find_draft(&self.db).await?;
        Ok(found.unwrap_or_else(|| {
            let in_force = self.in_force();
            Draft { revision: 0, base: in_force.version, policy: in_force.policy.clone() }
        }))
    }

    /// Refuses what cannot be, and institutions that the paper does not know.
    pub(crate) async fn check_policy(&self, policy: &Policy) -> Result<(), DraftError> {
        policy.check()?;
        let known = institutions::queries::list_slugs(&self.db).await?;
        policy.check_institutions(|slug| known.iter().any(|other| other == slug))?;
        Ok(())
    }

    /// Refuses a configuration whose rules name an institution that the paper does not know.
    pub async fn check_configured(&self) -> store::Result<Result<(), PolicyProblem>> {
        let known = institutions::queries::list_slugs(&self.db).await?;
        let policy = &self.configured;
        Ok(policy.check_institutions(|slug| known.iter().any(|other| other == slug)))
    }

    /// Keeps `policy` as the draft that follows `before`; what cannot be is refused.
    pub(crate) async fn keep_draft(
        &self,
        before: &Draft,
        policy: Policy,
    ) -> Result<(), DraftError> {
        self.check_policy(&policy).await?;
        let mut tx = self.db.begin().await?;
        let revision = hold_draft(&mut tx, before.revision).await?;
        let draft = Draft { revision, base: before.base, policy };
        // A policy is plain data: it always has a JSON form.
        let text = serde_json::to_string(&draft).unwrap_or_default();
        settings::set_setting(&mut tx, DRAFT, &text).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Drops the draft that `before` is.
    pub(crate) async fn drop_draft(&self, before: &Draft) -> Result<(), DraftError> {
        let mut tx = self.db.begin().await?;
        hold_draft(&mut tx, before.revision).await?;
        settings::set_setting(&mut tx, DRAFT, "").await?;
        tx.commit().await?;
        Ok(())
    }

    /// Puts the draft in force on all nodes, and says in the audit log what that changes.
    pub(crate) async fn publish_draft(
        &self,
        draft: &Draft,
        note: &str,
        actor: &str,
    ) -> Result<i64, DraftError> {
        self.check_policy(&draft.policy).await?;
        self.put_in_force(draft, Some(&draft.policy), note, actor).await
    }

    /// Gives the word back to `masthead.toml`.
    pub(crate) async fn give_back(
        &self,
        draft: &Draft,
        note: &str,
        actor: &str,
    ) -> Result<i64, DraftError> {
        self.put_in_force(draft, None, note, actor).await
    }

    async fn put_in_force(
        &self,
        draft: &Draft,
        policy: Option<&Policy>,
        note: &str,
        actor: &str,
    ) -> Result<i64, DraftError> {
        let now = self.ambient.now();
        let mut tx = self.db.begin().await?;
        hold_draft(&mut tx, draft.revision).await?;
        let latest = tx.one(&FIND_LATEST_POLICY, args![]).await?;
        let latest = match &latest {
            Some(row) if !row.text("policy")?.is_empty() => row.int("version")?,
            _ => 0,
        };
        if latest != draft.base {
            return Err(DraftError::Stale);
        }
        let number = settings::advance_sequence(&mut tx, "policies").await?;
        let text = policy.map(|policy| serde_json::to_string(policy).unwrap_or_default());
        let text = text.unwrap_or_default();
        tx.run(&INSERT_POLICY, args![number, text, note, actor, now]).await?;
        settings::set_setting(&mut tx, DRAFT, "").await?;
        let after = policy.unwrap_or(&self.configured);
        let changes = say_changes(&self.in_force().policy, after);
        let detail = if note.is_empty() { changes } else { format!("{note}: {changes}") };
        let subject = number.to_string();
        let action = if policy.is_some() { "policy.publish" } else { "policy.give_back" };
        audit::record(&mut tx, Deed { actor, action, subject: &subject, detail: &detail }, now)
            .await?;
        feed::announce(&mut tx, TOPIC, &subject, now).await?;
        tx.commit().await?;
        // The other nodes learn it from the feed; whoever published sees it at once.
        self.load_policy().await?;
        Ok(number)
    }
}
