//! Processes that never outlive the run that started them.
//!
//! A run writes a journal of what it started. Four things stop what stands in
//! it: the owner of a process when it is dropped, ctrl-c, a guard process that
//! notices the run's death however it died, and the next run, for the case
//! that the guard was killed too.

mod journal;
mod managed;
mod run;

pub(crate) use journal::Signal;
pub(crate) use managed::{Managed, Output, run_in_terminal, run_to_end};
pub(crate) use run::{Run, guard};
