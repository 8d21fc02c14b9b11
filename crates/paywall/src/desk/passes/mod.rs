//! Staff's pages: passes, that is unlocks and campaigns, and what readers gave.

mod campaigns;
mod page;
mod unlocks;

use axum::{
    Router,
    routing::{get, post},
};
use jiff::{Timestamp, civil, tz::TimeZone};
use store::{
    Tx,
    audit::{self, Deed},
    feed,
};
use web::{PageError, Role, Staff};
use words::Words;

use super::broken;
use crate::{Paywall, Place, Scope, passes::TOPIC, scope::ScopeProblem};

const PATH: &str = "/desk/passes";
/// Who opens stories to everybody.
const EDITORS: &[Role] = &[Role::Editor];
/// Who gives links away, and sees what became of them.
const GIVERS: &[Role] = &[Role::Editor, Role::Circulation];

pub(super) fn router(paywall: Paywall) -> Router {
    Router::new()
        .route("/desk/passes", get(page::show))
        .route("/desk/passes/unlocks", post(unlocks::open))
        .route("/desk/passes/unlocks/{number}/end", post(unlocks::end))
        .route("/desk/passes/campaigns", post(campaigns::add))
        .route("/desk/passes/campaigns/{id}", get(campaigns::show))
        .route("/desk/passes/campaigns/{id}/revocation", post(campaigns::revoke))
        .with_state(paywall)
}

/// A moment as a form's field holds it, `2026-11-24T18:30`, in the paper's zone.
fn read_moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_timestamp(text.trim().parse::<civil::DateTime>().ok()?).ok()
}

/// As a form's field holds it.
fn write_moment(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%Y-%m-%dT%H:%M").to_string()
}

impl ScopeProblem {
    fn say(&self, say: Words) -> String {
        match self {
            Self::Empty => say.passes_scope_empty(),
            Self::Unknown(word) => say.passes_scope_unknown(word),
            Self::TooMany => say.passes_scope_too_many(),
        }
    }
}

impl Paywall {
    /// The first place of `scope` that the paper lacks.
    async fn missing_place(&self, scope: &Scope) -> Result<Option<Place>, PageError> {
        for place in scope.places() {
            if !(self.departments.has_place)(place.clone()).await.map_err(broken)? {
                return Ok(Some(place.clone()));
            }
        }
        Ok(None)
    }

    /// Logs the deed, tells all nodes, commits, and makes it so on this one.
    async fn finish(&self, mut tx: Tx, deed: Deed<'_>) -> Result<(), PageError> {
        let now = self.ambient.now();
        audit::record(&mut tx, deed, now).await.map_err(broken)?;
        feed::announce(&mut tx, TOPIC, "", now).await.map_err(broken)?;
        tx.commit().await.map_err(broken)?;
        self.load_passes().await.map_err(broken)
    }
}

/// What a deed at the desk says of the staff and what was done.
fn deed<'a>(actor: &'a str, action: &'a str, subject: &'a str, detail: &'a str) -> Deed<'a> {
    Deed { actor, action, subject, detail }
}

/// Whether `staff` may do what editors do.
fn is_editor(staff: &Staff) -> bool {
    staff.0.roles.may(EDITORS)
}
