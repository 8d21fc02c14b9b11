//! All of the department's SQL, one file a noun.

pub(crate) mod attempts;
pub(crate) mod cancellations;
pub(crate) mod checkouts;
pub(crate) mod invoices;
pub(crate) mod ledger;
pub(crate) mod plans;
pub(crate) mod subscriptions;
