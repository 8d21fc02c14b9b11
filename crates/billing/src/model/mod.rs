//! The department's nouns.

mod attempt;
mod checkout;
mod invoice;
mod plan;
mod subscription;

pub(crate) use attempt::{Attempt, AttemptOutcome};
pub(crate) use checkout::Checkout;
pub(crate) use invoice::{Invoice, write_tax_lines};
pub(crate) use plan::sort_benefits;
pub use plan::{NewPlan, Plan, PlanProblem};
pub use subscription::Subscription;
