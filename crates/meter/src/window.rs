use std::{fmt, str::FromStr};

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use vocab::PaperMonth;

/// The time in which distinct stories count, in the paper's calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WindowKind {
    /// From the first of a month on.
    #[default]
    Month,
    /// From Monday on.
    Week,
    /// From midnight on.
    Day,
    /// The last so many days, today included: a reading falls out at the midnight
    /// after its last day.
    Rolling(u8),
}

/// A window at a moment, as counters know it: periods of which each holds its own readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first period that counts: `yyyymm` of a month, or the day's number since 1970.
    pub first: i32,
    /// The one that new readings go into; of calendar windows the same.
    pub last: i32,
    /// When this answer changes.
    pub holds_until: Timestamp,
    /// When the readings of `last` count no more.
    pub needed_until: Timestamp,
}

impl WindowKind {
    /// The longest rolling window, in days.
    pub const DAYS_MAX: u8 = 31;

    /// The window that `now` falls into in the paper's `zone`.
    pub fn period(self, now: Timestamp, zone: &TimeZone) -> Period {
        let today = zone.to_datetime(now).date();
        let (first, last, ends) = match self {
            Self::Month => {
                let month = PaperMonth::of(now, zone);
                let (number, ends_at) = (month.number(), month.ends_at(zone));
                return Period {
                    first: number,
                    last: number,
                    holds_until: ends_at,
                    needed_until: ends_at,
                };
            }
            Self::Week => {
                let monday = later(today, -i32::from(today.weekday().to_monday_zero_offset()));
                (number(monday), number(monday), later(monday, 7))
            }
            Self::Day => (number(today), number(today), later(today, 1)),
            Self::Rolling(days) => {
                let days = i32::from(days.clamp(1, Self::DAYS_MAX));
                let last = number(today);
                let needed_until = midnight(later(today, days), zone);
                let holds_until = midnight(later(today, 1), zone);
                return Period { first: last - days + 1, last, holds_until, needed_until };
            }
        };
        let ends_at = midnight(ends, zone);
        Period { first, last, holds_until: ends_at, needed_until: ends_at }
    }
}

/// Days since 1970-01-01.
fn number(date: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    let days = date.duration_since(epoch).as_hours() / 24;
    i32::try_from(days).unwrap_or(i32::MAX)
}

fn later(date: Date, days: i32) -> Date {
    date.checked_add(days.days()).unwrap_or(Date::MAX)
}

/// The day's first instant in the paper's zone.
fn midnight(date: Date, zone: &TimeZone) -> Timestamp {
    let start = date.to_zoned(zone.clone()).map(|start| start.timestamp());
    // Beyond the calendar's end nothing is needed any longer than forever.
    start.unwrap_or(Timestamp::MAX - SignedDuration::from_hours(24))
}

/// As the policy writes it.
impl fmt::Display for WindowKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month => f.write_str("calendar-month"),
            Self::Week => f.write_str("week"),
            Self::Day => f.write_str("day"),
            Self::Rolling(days) => write!(f, "{days}-days"),
        }
    }
}

impl FromStr for WindowKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "calendar-month" => return Ok(Self::Month),
            "week" => return Ok(Self::Week),
            "day" => return Ok(Self::Day),
            _ => {}
        }
        let days = text.strip_suffix("-days").and_then(|days| days.parse().ok());
        days.filter(|days| (2..=Self::DAYS_MAX).contains(days)).map(Self::Rolling).ok_or_else(|| {
            format!(
                "“{text}” is no window; write calendar-month, week, day, or a number of days from 2-days to {}-days",
                Self::DAYS_MAX
            )
        })
    }
}
