//! Staff's pages: the policy, and what opens stories beside it.

mod institutions;
mod passes;
mod policy;

use axum::Router;
use jiff::{civil::Date, tz::TimeZone};
use store::StoreError;
use web::PageError;
use words::Words;

use crate::Paywall;

pub(crate) fn router(paywall: &Paywall) -> Router {
    policy::router(paywall.clone())
        .merge(passes::router(paywall.clone()))
        .merge(institutions::router(paywall.clone()))
}

/// The database failed under a page of the desk.
fn broken(error: StoreError) -> PageError {
    PageError::unavailable_because(Words::desk_no_database, error)
}

/// The month that yyyymm writes.
fn month_label(say: Words, month: i64, zone: &TimeZone) -> String {
    let year = i16::try_from(month / 100).unwrap_or(1970);
    let month = i8::try_from(month % 100).unwrap_or(1);
    let first = Date::new(year, month, 1).ok();
    let first = first.and_then(|first| first.to_zoned(zone.clone()).ok());
    first.map_or_else(String::new, |first| say.month(first.timestamp(), zone))
}
