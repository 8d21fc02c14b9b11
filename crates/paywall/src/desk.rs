//! Staff's pages: passes, that is campaigns and unlocks, and what readers gave.

use axum::Router;

use crate::Paywall;

pub(crate) fn router(paywall: Paywall) -> Router {
    Router::new().with_state(paywall)
}
