//! Staff's pages: the policy, and what opens stories beside it.

mod passes;
mod policy;

use axum::Router;
use store::StoreError;
use web::PageError;
use words::Words;

use crate::Paywall;

pub(crate) fn router(paywall: &Paywall) -> Router {
    policy::router(paywall.clone()).merge(passes::router(paywall.clone()))
}

/// The database failed under a page of the desk.
fn broken(error: StoreError) -> PageError {
    PageError::unavailable_because(Words::desk_no_database, error)
}
