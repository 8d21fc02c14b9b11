use std::fmt;

use jiff::{Timestamp, tz::TimeZone};

/// A financial year of India, April to March: invoices are numbered in it
/// (CGST Rules, rule 46(b)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FinancialYear {
    begins_in: i16,
}

impl FinancialYear {
    /// The one that `instant` falls into in the paper's `zone`.
    pub fn of(instant: Timestamp, zone: &TimeZone) -> Self {
        let date = zone.to_datetime(instant);
        let begins_in = if date.month() >= 4 { date.year() } else { date.year() - 1 };
        Self { begins_in }
    }

    /// The invoice number `count` of this year: `26-27/0000001`, 13 of the 16
    /// characters that the rule allows.
    pub fn invoice_number(self, count: i64) -> String {
        format!("{self}/{count:07}")
    }
}

/// `26-27`.
impl fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) =
            (self.begins_in.rem_euclid(100), (self.begins_in + 1).rem_euclid(100));
        write!(f, "{first:02}-{second:02}")
    }
}
