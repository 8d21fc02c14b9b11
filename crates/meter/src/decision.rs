use std::fmt;

use crate::Pass;

/// The count as the visitor sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Count {
    /// Stories used.
    pub used: u32,
    /// Stories allowed, grace not included.
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
    /// Somebody gave it away.
    Gift,
    /// A search engine reads it that may.
    Crawler,
    /// The visitor's institution pays for it.
    Institution,
    /// The desk opened it to everybody.
    Emergency,
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
    /// Open, without a count.
    pub const fn open(because: OpenReason) -> Self {
        Self::Open { because, count: None }
    }

    /// Wall, without a count.
    pub const fn wall(because: WallReason) -> Self {
        Self::Wall { because, count: None }
    }

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
            Self::Gift => "gift",
            Self::Crawler => "crawler",
            Self::Institution => "institution",
            Self::Emergency => "emergency",
            Self::Staff => "staff",
        }
    }
}

impl From<Pass> for OpenReason {
    fn from(pass: Pass) -> Self {
        match pass {
            Pass::Gift => Self::Gift,
            Pass::Emergency => Self::Emergency,
            Pass::Crawler { .. } => Self::Crawler,
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
