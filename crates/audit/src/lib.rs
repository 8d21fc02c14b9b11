//! The audit: every known way around a paywall, tried against a running paper
//! from outside, as anybody could.
//!
//! It knows no department and asks one host. What stands behind the wall it
//! learns from canaries that somebody planted ([`Planted`]), or from what a
//! subscriber may read; then it looks for that in every answer to everybody else
//! ([`leak`]). The ways around are a table of 41 rows ([`rows`]).

mod audit;
mod browser;
mod cast;
mod chromium;
pub mod leak;
mod outcome;
mod report;
pub mod rows;
pub mod wire;

pub use audit::{Audit, AuditProblem};
pub use cast::{Access, LogIn, Plan, Planted, PlantedStory};
pub use outcome::Outcome;
pub use report::{Line, Report};
