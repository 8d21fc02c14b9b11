//! The draft comes into force, or goes; an earlier policy comes back.

use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use web::{Done, FormData, PageError, Staff};

use super::{MAY_CHANGE, PATH, broken, draft_as_seen, refused};
use crate::{Paywall, policies};

#[derive(Deserialize)]
pub(super) struct Publication {
    seen: String,
    #[serde(default)]
    note: String,
}

impl Publication {
    /// One line, and not a long one.
    fn note(&self) -> String {
        self.note.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
    }
}

pub(super) async fn publish(
    State(paywall): State<Paywall>,
    staff: Staff,
    FormData(asked): FormData<Publication>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let draft = draft_as_seen(&paywall, &asked.seen).await?;
    paywall.publish_draft(&draft, &asked.note(), &staff.actor()).await.map_err(refused)?;
    Ok(Done::Published.redirect(PATH))
}

pub(super) async fn give_back(
    State(paywall): State<Paywall>,
    staff: Staff,
    FormData(asked): FormData<Publication>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let draft = draft_as_seen(&paywall, &asked.seen).await?;
    paywall.give_back(&draft, &asked.note(), &staff.actor()).await.map_err(refused)?;
    Ok(Done::Published.redirect(PATH))
}

pub(super) async fn discard(
    State(paywall): State<Paywall>,
    staff: Staff,
    FormData(asked): FormData<Publication>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let draft = draft_as_seen(&paywall, &asked.seen).await?;
    paywall.drop_draft(&draft).await.map_err(refused)?;
    Ok(Redirect::to(PATH).into_response())
}

#[derive(Deserialize)]
pub(super) struct Restoration {
    seen: String,
    version: i64,
}

/// Makes an earlier policy the draft: it can be looked at before it comes into force.
pub(super) async fn restore(
    State(paywall): State<Paywall>,
    staff: Staff,
    FormData(asked): FormData<Restoration>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let draft = draft_as_seen(&paywall, &asked.seen).await?;
    let version = policies::find_version(&paywall.db, asked.version).await.map_err(broken)?;
    let policy = version.ok_or_else(PageError::not_found)?.policy;
    let policy = policy.unwrap_or_else(|| paywall.configured.clone());
    paywall.keep_draft(&draft, policy).await.map_err(refused)?;
    Ok(Redirect::to(PATH).into_response())
}
