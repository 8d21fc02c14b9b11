//! Plans, periods, tax, and the subscription as a state machine.
//!
//! Pure: no clock, no store, no provider. Callers pass the moment and the
//! facts; what comes back is what to do next.

mod financial_year;
mod period;
mod state;
mod states_of_india;
mod step;
mod tax;
#[cfg(test)]
mod tests;

pub use financial_year::FinancialYear;
pub use period::{Period, Schedule, Term, TermUnit, UnknownTerm};
pub use state::{Status, UnknownStatus};
pub use states_of_india::{IndianState, UnknownState};
pub use step::{
    Agreement, ChargeOutcome, Patience, Settlement, Step, access_ends_at, ask_again_at,
    cancellation_takes_effect_at, entitlement_holds_until, is_entitled, next_step, settle,
};
pub use tax::{Breakdown, GST_RATE_BP, TaxKind, TaxLine, UnknownTaxKind, gst_included};
