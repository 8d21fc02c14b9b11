//! Staff's pages: the policy, its draft, its preview and its history.

mod meters;
mod page;
mod publication;
mod rules;
mod say;

use axum::{
    Router,
    routing::{get, post},
};
use web::{PageError, Role};
use words::Words;

use super::broken;
use crate::{
    Paywall,
    policies::{Draft, DraftError},
};

/// Who may look at the policy.
const MAY_SEE: &[Role] = &[Role::Circulation, Role::Editor];
/// Who may change it.
const MAY_CHANGE: &[Role] = &[Role::Circulation];

const PATH: &str = "/desk/meter";

pub(super) fn router(paywall: Paywall) -> Router {
    Router::new()
        .route("/desk/meter", get(page::show))
        .route("/desk/meter/rule", get(rules::show_form).post(rules::save))
        .route("/desk/meter/rule/move", post(rules::reorder))
        .route("/desk/meter/rule/remove", post(rules::remove))
        .route("/desk/meter/counts", get(meters::show_form).post(meters::save))
        .route("/desk/meter/counts/remove", post(meters::remove))
        .route("/desk/meter/newcomers", post(meters::save_newcomers))
        .route("/desk/meter/publish", post(publication::publish))
        .route("/desk/meter/discard", post(publication::discard))
        .route("/desk/meter/restore", post(publication::restore))
        .route("/desk/meter/give-back", post(publication::give_back))
        .with_state(paywall)
}

/// The draft that a page showed, as its forms say it again.
fn seen(draft: &Draft) -> String {
    format!("{}.{}", draft.revision, draft.base)
}

/// The draft, if it is still the one that was seen.
async fn draft_as_seen(paywall: &Paywall, said: &str) -> Result<Draft, PageError> {
    let draft = paywall.draft().await.map_err(broken)?;
    if seen(&draft) == said { Ok(draft) } else { Err(stale()) }
}

fn stale() -> PageError {
    PageError::conflict(Words::desk_meter_stale)
}

/// For what no form of ours sends: the draft is whole and its parts are there.
fn refused(error: DraftError) -> PageError {
    match error {
        DraftError::Stale => stale(),
        DraftError::Problem(problem) => {
            PageError::bad_request(move |say: Words| say::problem(say, &problem))
        }
        DraftError::Store(error) => broken(error),
    }
}
