//! Stories that the desk opens to everybody for a while: a storm, an election.

pub(crate) mod queries;

use jiff::{SignedDuration, Timestamp};
use meter::Story;
use vocab::StoryNumber;

use crate::{Scope, scope::ScopeProblem};

/// The longest that an unlock lasts.
pub(crate) const DAYS_MAX: i64 = 14;
pub(crate) const REASON_CHARS_MAX: usize = 200;

/// Stories that are free for everybody until a moment.
#[derive(Clone, Debug)]
pub struct Unlock {
    /// Its number, from 1.
    pub number: i64,
    /// Which stories.
    pub scope: Scope,
    /// What readers are told.
    pub reason: String,
    /// Since when.
    pub starts_at: Timestamp,
    /// Until when, by itself.
    pub ends_at: Timestamp,
    /// When the desk ended it earlier.
    pub ended_at: Option<Timestamp>,
}

impl Unlock {
    /// Whether it opens anything at `now`. No worker ends it.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && self.starts_at <= now && now < self.ends_at
    }

    /// Whether it opens `story` at `now`.
    pub(crate) fn opens(&self, story: &dyn Story, number: StoryNumber, now: Timestamp) -> bool {
        self.is_live(now) && self.scope.covers(story, number)
    }
}

/// What will not do with an unlock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum UnlockProblem {
    Scope(ScopeProblem),
    Reason,
    Until,
}

/// A new unlock from what was typed; `until` is the moment that was read.
pub(crate) fn check(
    scope: &str,
    reason: &str,
    until: Option<Timestamp>,
    now: Timestamp,
) -> Result<(Scope, String, Timestamp), UnlockProblem> {
    let scope = scope.parse().map_err(UnlockProblem::Scope)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        return Err(UnlockProblem::Reason);
    }
    let latest = now.checked_add(SignedDuration::from_hours(24 * DAYS_MAX));
    let latest = latest.unwrap_or(Timestamp::MAX);
    let until = until.filter(|until| *until > now && *until <= latest);
    Ok((scope, reason.to_owned(), until.ok_or(UnlockProblem::Until)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unlock_needs_a_scope_a_reason_and_an_end_within_two_weeks() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let after = |days: i64| now.checked_add(SignedDuration::from_hours(24 * days)).ok();
        assert!(check("all", "The storm", after(14), now).is_ok());
        let long = "x".repeat(201);
        for (scope, reason, until, problem) in [
            ("all", " ", after(1), UnlockProblem::Reason),
            ("all", &*long, after(1), UnlockProblem::Reason),
            ("all", "The storm", None, UnlockProblem::Until),
            ("all", "The storm", Some(now), UnlockProblem::Until),
            ("all", "The storm", after(15), UnlockProblem::Until),
            ("", "The storm", after(1), UnlockProblem::Scope(ScopeProblem::Empty)),
        ] {
            assert_eq!(check(scope, reason, until, now).unwrap_err(), problem);
        }
    }
}
