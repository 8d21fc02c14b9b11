mod plans;
mod subscriptions;

use axum::{
    Router,
    routing::{get, post},
};
use terms::Status;
use web::Role;
use words::Words;

use crate::Billing;

const MAY_SEE: &[Role] = &[Role::Circulation, Role::Support, Role::Finance];
/// Whoever answers for the money.
const MAY_GIVE_BACK: &[Role] = &[Role::Finance];
const MAY_CHANGE: &[Role] = &[Role::Circulation, Role::Finance];

/// What the desk calls where a subscription stands.
pub(crate) fn status_name(status: Status, say: Words) -> String {
    match status {
        Status::Incomplete => say.subscription_status_incomplete(),
        Status::Trialing => say.subscription_status_trialing(),
        Status::Active => say.subscription_status_active(),
        Status::PastDue => say.subscription_status_past_due(),
        Status::OnHold => say.subscription_status_on_hold(),
        Status::Paused => say.subscription_status_paused(),
        Status::Cancelled => say.subscription_status_cancelled(),
        Status::Expired => say.subscription_status_expired(),
        Status::Abandoned => say.subscription_status_abandoned(),
    }
}

pub(crate) fn router(billing: Billing) -> Router {
    Router::new()
        .route("/desk/subscriptions", get(subscriptions::list))
        .route("/desk/subscriptions/{id}", get(subscriptions::show))
        .route("/desk/subscriptions/{id}/cancellation", post(subscriptions::cancel))
        .route("/desk/subscriptions/{id}/cancellation/withdraw", post(subscriptions::withdraw))
        .route("/desk/subscriptions/{id}/refund", post(subscriptions::give_back))
        .route("/desk/plans", get(plans::list).post(plans::add))
        .route("/desk/plans/{slug}", get(plans::show_form).post(plans::edit))
        .route("/desk/plans/{slug}/withdrawal", post(plans::withdraw))
        .route("/desk/plans/{slug}/withdrawal/withdraw", post(plans::put_back))
        .route("/desk/plans/{slug}/position", post(plans::reorder))
        .with_state(billing)
}
