//! The states of a subscription.

use std::{fmt, str::FromStr};

/// Where a subscription stands. A requested cancellation is a dated fact
/// beside the status, not a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Checkout begun, nothing paid yet.
    Incomplete,
    /// In a trial that costs nothing.
    Trialing,
    /// Paid.
    Active,
    /// A renewal failed; access goes on through the grace days.
    PastDue,
    /// Grace is over; no access until somebody pays.
    OnHold,
    /// Stopped by the reader for a while.
    Paused,
    /// Ended by the reader.
    Cancelled,
    /// Ended because its term ran out or nobody paid.
    Expired,
    /// Checkout never finished.
    Abandoned,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Incomplete,
        Self::Trialing,
        Self::Active,
        Self::PastDue,
        Self::OnHold,
        Self::Paused,
        Self::Cancelled,
        Self::Expired,
        Self::Abandoned,
    ];

    /// The word in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Trialing => "trialing",
            Self::Active => "active",
            Self::PastDue => "past_due",
            Self::OnHold => "on_hold",
            Self::Paused => "paused",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Abandoned => "abandoned",
        }
    }

    /// Whether it still runs: paid for, in grace, on hold or paused.
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Trialing | Self::Active | Self::PastDue | Self::OnHold | Self::Paused)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not the status of a subscription")]
pub struct UnknownStatus(String);

impl FromStr for Status {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}
