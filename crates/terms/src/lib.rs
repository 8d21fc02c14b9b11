//! Plans, periods, tax, and the subscription as a state machine.
//!
//! Pure: no clock, no store, no provider. Callers pass the moment and the
//! facts; what comes back is what to do next.

mod period;
mod state;
mod states_of_india;
mod step;
mod tax;
#[cfg(test)]
mod tests;

pub use period::{Period, Schedule, Term, TermUnit, UnknownTerm};
pub use state::{Status, UnknownStatus};
pub use states_of_india::{IndianState, UnknownState};
pub use step::{
    Agreement, ChargeOutcome, Patience, Settlement, Step, is_entitled, next_step, settle,
};
pub use tax::{Breakdown, TaxKind, TaxLine, gst_included};
