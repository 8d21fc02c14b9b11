//! Open or Wall: the one decision of the paper, made by one pure function.
//!
//! A publisher writes a [`Policy`]: meters, and rules in order. The caller gathers
//! [`Facts`] about a visitor and a story, asks [`question`] whether the counters take
//! part, lets them count if so, and passes their [`Tally`] to [`decide`]. The
//! decision is total: whatever is missing closes the story, never opens it.

mod check;
mod decide;
mod decision;
mod facts;
mod policy;
mod rule;
#[cfg(test)]
mod tests;
mod text;
mod window;

pub use check::{NAME_MAX, PolicyPlace, PolicyProblem, Wrong};
pub use decide::{Asked, Question, Tally, decide, question};
pub use decision::{Count, Decision, OpenReason, WallReason};
pub use facts::{Facts, Pass, Purpose, Standing, Story, Subscription};
pub use policy::{Meter, Newcomers, Policy, STORIES};
pub use rule::{Audience, Outcome, Rule};
pub use window::{Period, WindowKind};
