//! The meter's default window: a calendar month in the paper's time zone.

use std::fmt;

use jiff::{Timestamp, tz::TimeZone};

/// A calendar month as the paper's readers live it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PaperMonth {
    year: i16,
    month: i8,
}

impl PaperMonth {
    /// The month that `instant` falls into in the paper's `zone`.
    pub fn of(instant: Timestamp, zone: &TimeZone) -> Self {
        let date = zone.to_datetime(instant);
        Self { year: date.year(), month: date.month() }
    }

    /// `yyyymm`, the number that keys counters.
    pub fn number(self) -> i32 {
        i32::from(self.year) * 100 + i32::from(self.month)
    }

    /// The instant at which the next month begins in the paper's `zone`, when counting starts anew.
    pub fn ends_at(self, zone: &TimeZone) -> Timestamp {
        let (year, month) =
            if self.month == 12 { (self.year + 1, 1) } else { (self.year, self.month + 1) };
        jiff::civil::Date::new(year, month, 1)
            .ok()
            .and_then(|date| date.to_zoned(zone.clone()).ok())
            .map_or(Timestamp::MAX, |start| start.timestamp())
    }
}

impl fmt::Display for PaperMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}
