//! The States and Union Territories of India: codes of ISO 3166-2:IN, which
//! decide the place of supply.

use std::{fmt, str::FromStr};

/// A State or Union Territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IndianState(u8);

/// Code, name, number in GST identifiers, and whether it is a Union Territory
/// without a legislature of its own tax law (UTGST instead of SGST).
const STATES: [(&str, &str, u8, bool); 36] = [
    ("AN", "Andaman and Nicobar Islands", 35, true),
    ("AP", "Andhra Pradesh", 37, false),
    ("AR", "Arunachal Pradesh", 12, false),
    ("AS", "Assam", 18, false),
    ("BR", "Bihar", 10, false),
    ("CH", "Chandigarh", 4, true),
    ("CG", "Chhattisgarh", 22, false),
    ("DH", "Dadra and Nagar Haveli and Daman and Diu", 26, true),
    ("DL", "Delhi", 7, false),
    ("GA", "Goa", 30, false),
    ("GJ", "Gujarat", 24, false),
    ("HR", "Haryana", 6, false),
    ("HP", "Himachal Pradesh", 2, false),
    ("JK", "Jammu and Kashmir", 1, false),
    ("JH", "Jharkhand", 20, false),
    ("KA", "Karnataka", 29, false),
    ("KL", "Kerala", 32, false),
    ("LA", "Ladakh", 38, true),
    ("LD", "Lakshadweep", 31, true),
    ("MP", "Madhya Pradesh", 23, false),
    ("MH", "Maharashtra", 27, false),
    ("MN", "Manipur", 14, false),
    ("ML", "Meghalaya", 17, false),
    ("MZ", "Mizoram", 15, false),
    ("NL", "Nagaland", 13, false),
    ("OD", "Odisha", 21, false),
    ("PY", "Puducherry", 34, false),
    ("PB", "Punjab", 3, false),
    ("RJ", "Rajasthan", 8, false),
    ("SK", "Sikkim", 11, false),
    ("TN", "Tamil Nadu", 33, false),
    ("TS", "Telangana", 36, false),
    ("TR", "Tripura", 16, false),
    ("UP", "Uttar Pradesh", 9, false),
    ("UK", "Uttarakhand", 5, false),
    ("WB", "West Bengal", 19, false),
];

/// Codes that ISO or common use had before, and what they are now.
const ALIASES: [(&str, &str); 4] = [("CT", "CG"), ("OR", "OD"), ("TG", "TS"), ("UT", "UK")];

impl IndianState {
    /// All of them, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        (0u8..).take(STATES.len()).map(Self)
    }

    fn row(self) -> &'static (&'static str, &'static str, u8, bool) {
        &STATES[usize::from(self.0)]
    }

    /// The two letters.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// The name in English.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The first two digits of a GST identifier of this State.
    pub fn gst_number(self) -> u8 {
        self.row().2
    }

    /// Whether its half of the tax is UTGST instead of SGST.
    pub fn is_union_territory(self) -> bool {
        self.row().3
    }
}

impl fmt::Display for IndianState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text is no code of a State.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a State: use its two letters of ISO 3166-2:IN, such as MH")]
pub struct UnknownState(String);

impl FromStr for IndianState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        let code = ALIASES.iter().find(|(old, _)| *old == text).map_or(text, |(_, now)| now);
        (0u8..)
            .zip(STATES)
            .find(|(_, row)| row.0 == code)
            .map(|(index, _)| Self(index))
            .ok_or_else(|| UnknownState(text.to_owned()))
    }
}
