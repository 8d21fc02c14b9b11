//! Open or Wall: the one decision of the paper, made by one pure function.
//!
//! The caller gathers [`Facts`] about the visitor and the story, asks
//! [`limit_to_ask`] whether the counters take part, lets them count if so, and
//! passes their [`Tally`] to [`decide`]. The decision is total: whatever is
//! missing closes the story, never opens it.

use std::fmt;

use vocab::{Access, Benefit, BenefitSet};

#[cfg(test)]
mod tests;

/// How many metered stories a month are open, by who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// For a device without a log-in.
    pub free_limit: u32,
    /// For a reader who is logged in and has no benefit `unlimited`.
    pub registered_limit: u32,
    /// What a visitor without a device cookie meets.
    pub newcomers: Newcomers,
}

/// What a visitor without a device cookie meets on a metered story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newcomers {
    /// A second request that brings the cookie back, before anything is counted.
    ProveCookie,
    /// The story at once, counted on a device made for the occasion.
    Open,
}

/// Who asks, as far as the meter cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No log-in.
    Anonymous,
    /// Logged in.
    Reader,
    /// Logged in with a role at the desk.
    Staff,
}

/// What the request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody wants to read now.
    Reading,
    /// The browser fetches ahead (`Sec-Purpose: prefetch`): nobody has asked to read yet.
    Prefetch,
    /// Only the headers are asked for (HEAD).
    Look,
    /// A program that says that it is one: a search engine, a link preview.
    Crawler,
}

/// Everything the decision depends on, but the count.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The story's level.
    pub access: Access,
    /// A benefit that the story asks for besides, if any.
    pub required_benefit: Option<&'a Benefit>,
    /// Who asks.
    pub standing: Standing,
    /// Whether the device cookie came back to us, so that it can be counted on.
    pub device_proven: bool,
    /// What the visitor's subscription includes.
    pub benefits: &'a BenefitSet,
    /// What the request is for.
    pub purpose: Purpose,
}

/// What the counters say after counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Distinct metered stories opened in the window, this one included if it is among them.
    pub used: u32,
    /// Whether this story is among them.
    pub holds_story: bool,
}

/// The count as the visitor sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Count {
    /// Stories used.
    pub used: u32,
    /// Stories allowed.
    pub limit: u32,
}

/// Why a story opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OpenReason {
    /// The story is free.
    Free,
    /// The meter has room, or counted this story before.
    Metered,
    /// The reader is logged in.
    Registered,
    /// A benefit includes it.
    Benefit,
    /// The reader works here.
    Staff,
}

/// Why a story stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WallReason {
    /// The meter is full.
    Limit,
    /// Subscribers only.
    Premium,
    /// Log-in needed.
    Register,
    /// A benefit is needed that the visitor lacks.
    Benefit,
    /// The device has not shown yet that it keeps cookies.
    Newcomer,
}

/// The decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// The body may leave the server.
    Open {
        /// Why.
        because: OpenReason,
        /// The count, where a meter took part.
        count: Option<Count>,
    },
    /// Only the lead may.
    Wall {
        /// Why.
        because: WallReason,
        /// The count, where a meter took part.
        count: Option<Count>,
    },
}

impl Decision {
    /// Whether the body may leave the server.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// The count, where a meter took part.
    pub const fn count(&self) -> Option<Count> {
        match self {
            Self::Open { count, .. } | Self::Wall { count, .. } => *count,
        }
    }

    /// The reason's word, as header, API and page say it.
    pub const fn because(&self) -> &'static str {
        match self {
            Self::Open { because, .. } => because.as_str(),
            Self::Wall { because, .. } => because.as_str(),
        }
    }
}

impl OpenReason {
    /// The word in header and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Metered => "metered",
            Self::Registered => "registered",
            Self::Benefit => "benefit",
            Self::Staff => "staff",
        }
    }
}

impl WallReason {
    /// The word in header, API and `data-wall`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::Premium => "premium",
            Self::Register => "register",
            Self::Benefit => "benefit",
            Self::Newcomer => "newcomer",
        }
    }
}

/// The value of the header `Masthead-Access`.
impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.is_open() { "open" } else { "wall" };
        write!(f, "{verdict}; because={}", self.because())?;
        if let Some(Count { used, limit }) = self.count() {
            write!(f, "; used={used}; limit={limit}")?;
        }
        Ok(())
    }
}

/// What the counters are asked, where they take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// How many distinct stories this visitor may open.
    pub limit: u32,
    /// Whether opening counts; a prefetch or a crawler only looks.
    pub counts: bool,
}

/// Whether the counters take part in this decision, and with which limit.
pub fn limit_to_ask(policy: &Policy, facts: &Facts<'_>) -> Option<Question> {
    let metered = facts.access == Access::Metered
        && facts.required_benefit.is_none()
        && facts.standing != Standing::Staff
        && !facts.benefits.holds(&Benefit::Unlimited);
    let countable = facts.purpose != Purpose::Crawler;
    let someone = facts.device_proven
        || facts.standing == Standing::Reader
        || policy.newcomers == Newcomers::Open && facts.purpose == Purpose::Reading;
    (metered && countable && someone).then_some(Question {
        limit: match facts.standing {
            Standing::Anonymous => policy.free_limit,
            Standing::Reader | Standing::Staff => policy.registered_limit,
        },
        counts: facts.purpose == Purpose::Reading,
    })
}

/// Open or Wall. `tally` is what the counters answered, where [`limit_to_ask`] said to ask them.
/// What is fetched ahead gets the lead of anything that is not free, whoever
/// fetches; the click that follows decides.
pub fn decide(policy: &Policy, facts: &Facts<'_>, tally: Option<Tally>) -> Decision {
    let ahead = facts.purpose == Purpose::Prefetch;
    match decide_for_readers(policy, facts, tally) {
        Decision::Open { because, count } if ahead && because != OpenReason::Free => {
            Decision::Wall { because: WallReason::Newcomer, count }
        }
        decision => decision,
    }
}

fn decide_for_readers(policy: &Policy, facts: &Facts<'_>, tally: Option<Tally>) -> Decision {
    let open = |because| Decision::Open { because, count: None };
    let wall = |because| Decision::Wall { because, count: None };
    if facts.standing == Standing::Staff {
        return open(OpenReason::Staff);
    }
    if let Some(benefit) = facts.required_benefit {
        return if facts.benefits.holds(benefit) {
            open(OpenReason::Benefit)
        } else {
            wall(WallReason::Benefit)
        };
    }
    match facts.access {
        Access::Free => open(OpenReason::Free),
        Access::Registered if facts.standing == Standing::Reader => open(OpenReason::Registered),
        Access::Registered => wall(WallReason::Register),
        Access::Premium if facts.benefits.holds(&Benefit::Premium) => open(OpenReason::Benefit),
        Access::Premium => wall(WallReason::Premium),
        Access::Metered if facts.benefits.holds(&Benefit::Unlimited) => open(OpenReason::Benefit),
        Access::Metered => decide_by_count(policy, facts, tally),
    }
}

fn decide_by_count(policy: &Policy, facts: &Facts<'_>, tally: Option<Tally>) -> Decision {
    let (Some(question), Some(tally)) = (limit_to_ask(policy, facts), tally) else {
        return Decision::Wall { because: WallReason::Newcomer, count: None };
    };
    let count = Some(Count { used: tally.used, limit: question.limit });
    if !question.counts {
        // Fetched ahead: the lead, whatever the count; the click that follows decides.
        let because = if tally.used >= question.limit && !tally.holds_story {
            WallReason::Limit
        } else {
            WallReason::Newcomer
        };
        return Decision::Wall { because, count };
    }
    if tally.holds_story {
        Decision::Open { because: OpenReason::Metered, count }
    } else {
        Decision::Wall { because: WallReason::Limit, count }
    }
}
