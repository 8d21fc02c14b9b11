//! Terms and the periods that follow from them.
//!
//! Boundary `k` of a subscription is its ORIGINAL anchor plus `k` terms,
//! clamped to the month's last day; periods are never chained, so 31 January
//! renews on 28 February and then on 31 March.

use std::{fmt, str::FromStr};

use jiff::{Span, Timestamp, ToSpan, tz::TimeZone};
pub use vocab::TermUnit;

/// How long one payment lasts: a count of days, months or years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The unit.
    pub unit: TermUnit,
    /// How many of them, at least one, at most 1,200.
    pub count: u16,
}

impl Term {
    /// The longest term, in its own units.
    pub const COUNT_MAX: u16 = 1_200;

    /// `count` units, if that is between 1 and [`Self::COUNT_MAX`].
    pub const fn new(unit: TermUnit, count: u16) -> Option<Self> {
        if count >= 1 && count <= Self::COUNT_MAX { Some(Self { unit, count }) } else { None }
    }

    /// In months, for the per-month label; none for terms counted in days.
    pub const fn months(self) -> Option<i64> {
        match self.unit {
            TermUnit::Day => None,
            TermUnit::Month => Some(self.count as i64),
            TermUnit::Year => Some(self.count as i64 * 12),
        }
    }

    /// For readers: `3 months`, `1 year`.
    pub fn label(self) -> String {
        let unit = match self.unit {
            TermUnit::Day => "day",
            TermUnit::Month => "month",
            TermUnit::Year => "year",
        };
        let plural = if self.count == 1 { "" } else { "s" };
        format!("{} {unit}{plural}", self.count)
    }

    /// How often it comes: `every 3 months`, `every year`.
    pub fn every(self) -> String {
        let label = self.label();
        format!("every {}", label.strip_prefix("1 ").unwrap_or(&label))
    }

    fn times(self, k: u32) -> Span {
        let total = i64::from(self.count) * i64::from(k);
        match self.unit {
            TermUnit::Day => total.days(),
            TermUnit::Month => total.months(),
            TermUnit::Year => total.years(),
        }
    }
}

/// `3m`, `1y`, `30d`: as the database keeps it.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            TermUnit::Day => 'd',
            TermUnit::Month => 'm',
            TermUnit::Year => 'y',
        };
        write!(f, "{}{unit}", self.count)
    }
}

/// The text is no term.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a term: write a count of 1 to 1200 and d, m or y, such as 3m")]
pub struct UnknownTerm(String);

impl FromStr for Term {
    type Err = UnknownTerm;

    fn from_str(text: &str) -> Result<Self, UnknownTerm> {
        let unknown = || UnknownTerm(text.to_owned());
        let unit = match text.chars().last() {
            Some('d') => TermUnit::Day,
            Some('m') => TermUnit::Month,
            Some('y') => TermUnit::Year,
            _ => return Err(unknown()),
        };
        let count = text[..text.len() - 1].parse().map_err(|_| unknown())?;
        Self::new(unit, count).ok_or_else(unknown)
    }
}

/// A half-open stretch of time that one invoice pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its number, counted from 0 at the anchor.
    pub index: u32,
    /// The first moment.
    pub starts_at: Timestamp,
    /// The first moment after it.
    pub ends_at: Timestamp,
}

/// Where a subscription's periods lie: its anchor, its term, the paper's time zone.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// When the first period began.
    pub anchor: Timestamp,
    /// How long each period lasts.
    pub term: Term,
    /// In whose calendar months are counted.
    pub zone: TimeZone,
}

impl Schedule {
    /// Boundary `k`: the anchor plus `k` terms in the paper's calendar.
    /// Beyond the calendar's end (year 9999) it is the last instant.
    pub fn boundary(&self, k: u32) -> Timestamp {
        self.anchor
            .to_zoned(self.zone.clone())
            .checked_add(self.term.times(k))
            .map_or(Timestamp::MAX, |zoned| zoned.timestamp())
    }

    /// Period `index`, from boundary `index` to the next.
    pub fn period(&self, index: u32) -> Period {
        Period {
            index,
            starts_at: self.boundary(index),
            ends_at: self.boundary(index.saturating_add(1)),
        }
    }

    /// The latest period at or after `from` that has begun by `now`: the one to
    /// charge for after a long standstill, so that nobody pays for time that
    /// they could not use.
    pub fn latest_begun(&self, from: u32, now: Timestamp) -> Period {
        let mut index = from;
        for next in from.saturating_add(1)..from.saturating_add(PERIODS_SKIPPED_MAX) {
            if self.boundary(next) > now {
                break;
            }
            index = next;
        }
        self.period(index)
    }
}

/// How many periods a standstill may skip at once: ten years of days.
const PERIODS_SKIPPED_MAX: u32 = 3_660;
