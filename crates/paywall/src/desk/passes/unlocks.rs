use axum::{
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use web::{Done, FormData, PageError, Staff};
use words::Words;

use super::{
    EDITORS, PATH, broken, deed,
    page::{Typed, render},
    read_moment,
};
use crate::{
    Paywall,
    passes::OPEN_MAX,
    unlocks::{self, UnlockProblem, queries},
};

/// What opens stories to everybody.
#[derive(Clone, Default, Deserialize)]
pub(super) struct UnlockForm {
    #[serde(default)]
    pub(super) scope: String,
    #[serde(default)]
    pub(super) reason: String,
    #[serde(default)]
    pub(super) until: String,
}

impl UnlockProblem {
    fn say(&self, say: Words) -> String {
        match self {
            Self::Scope(problem) => problem.say(say),
            Self::Reason => say.unlock_reason_wrong(),
            Self::Until => say.unlock_until_wrong(),
        }
    }
}

/// Opens stories to everybody, at once here and within two seconds on all nodes.
pub(super) async fn open(
    State(paywall): State<Paywall>,
    staff: Staff,
    FormData(form): FormData<UnlockForm>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let (now, say) = (paywall.ambient.now(), staff.words());
    let refuse = async |problem: String| {
        let typed = Typed { unlock: Some((form.clone(), problem)), ..Typed::default() };
        render(&paywall, &staff, typed).await
    };
    let until = read_moment(&form.until, paywall.site.zone());
    let (scope, reason, ends_at) = match unlocks::check(&form.scope, &form.reason, until, now) {
        Ok(checked) => checked,
        Err(problem) => return refuse(problem.say(say)).await,
    };
    if let Some(place) = paywall.missing_place(&scope).await? {
        return refuse(say.passes_scope_missing(place.to_string())).await;
    }
    let mut tx = paywall.db.begin().await.map_err(broken)?;
    let open = queries::list_open(&mut tx, now, OPEN_MAX).await.map_err(broken)?;
    if u32::try_from(open.len()).unwrap_or(u32::MAX) >= OPEN_MAX {
        return Err(PageError::conflict(Words::passes_too_many));
    }
    let number = queries::insert(&mut tx, &scope, &reason, now, ends_at).await.map_err(broken)?;
    let (number, detail) = (number.to_string(), format!("{scope} until {ends_at}: {reason}"));
    paywall.finish(tx, deed(&staff.actor(), "unlock.open", &number, &detail)).await?;
    Ok(Done::Added.redirect(PATH))
}

/// Ends an unlock before its time.
pub(super) async fn end(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let known: i64 = number.parse().map_err(|_| PageError::not_found())?;
    let mut tx = paywall.db.begin().await.map_err(broken)?;
    if !queries::end(&mut tx, known, paywall.ambient.now()).await.map_err(broken)? {
        return Err(PageError::conflict(Words::unlock_has_ended));
    }
    paywall.finish(tx, deed(&staff.actor(), "unlock.end", &number, "")).await?;
    Ok(Done::Withdrawn.redirect(PATH))
}
