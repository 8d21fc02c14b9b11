use axum::{
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use web::{Done, FormData, PageError, Staff};
use words::Words;

use super::{KEEPERS, broken, path_of};
use crate::{Paywall, institutions::queries};

/// Lets an agreement give nothing until it is resumed.
pub(super) async fn pause(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    let (mut tx, _) = paywall.hold_institution(&slug).await?;
    if !queries::pause(&mut tx, &slug, paywall.ambient.now()).await.map_err(broken)? {
        return Err(PageError::conflict(Words::desk_institution_is_paused));
    }
    paywall.finish_institution(tx, &staff, "institution.pause", (&slug, "")).await?;
    Ok(Done::Saved.redirect(&path_of(&slug)))
}

pub(super) async fn resume(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    let (mut tx, _) = paywall.hold_institution(&slug).await?;
    if !queries::resume(&mut tx, &slug).await.map_err(broken)? {
        return Err(PageError::conflict(Words::desk_institution_not_paused));
    }
    paywall.finish_institution(tx, &staff, "institution.resume", (&slug, "")).await?;
    Ok(Done::Saved.redirect(&path_of(&slug)))
}

#[derive(Deserialize)]
pub(super) struct Ending {
    #[serde(default)]
    sure: String,
}

/// Ends an agreement for good; its networks and domains are free for another's.
pub(super) async fn end(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(slug): Path<String>,
    FormData(asked): FormData<Ending>,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    if asked.sure != "yes" {
        return Err(PageError::unprocessable(Words::desk_institution_not_sure));
    }
    let (mut tx, _) = paywall.hold_institution(&slug).await?;
    queries::end(&mut tx, &slug, paywall.ambient.now()).await.map_err(broken)?;
    paywall.finish_institution(tx, &staff, "institution.end", (&slug, "")).await?;
    Ok(Done::Withdrawn.redirect(&path_of(&slug)))
}
