//! Amounts of money: whole minor units of one currency, never a float.

use std::{fmt, str::FromStr};

/// A currency of ISO 4217 with two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Indian rupee.
    pub const INR: Self = Self(*b"INR");

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// What stands before an amount: the sign, or the code and a space that does not break.
    pub fn mark(self) -> String {
        self.symbol().map_or_else(|| format!("{self}\u{a0}"), str::to_owned)
    }

    fn symbol(self) -> Option<&'static str> {
        match &self.0 {
            b"INR" => Some("₹"),
            b"EUR" => Some("€"),
            b"GBP" => Some("£"),
            b"USD" => Some("$"),
            _ => None,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text is no code of a currency with two decimals.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a currency: use a three-letter ISO 4217 code of a currency with two decimals, such as INR"
)]
pub struct UnknownCurrency(String);

/// Codes whose minor unit is not a hundredth (ISO 4217, table A.1).
const NOT_HUNDREDTHS: [&str; 22] = [
    "BHD", "BIF", "CLF", "CLP", "DJF", "GNF", "IQD", "ISK", "JOD", "JPY", "KMF", "KRW", "KWD",
    "LYD", "OMR", "PYG", "RWF", "TND", "UGX", "VND", "VUV", "XAF",
];

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Self, UnknownCurrency> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(code)
                if code.iter().all(u8::is_ascii_uppercase) && !NOT_HUNDREDTHS.contains(&text) =>
            {
                Ok(Self(code))
            }
            _ => Err(UnknownCurrency(text.to_owned())),
        }
    }
}

/// An amount in minor units (paise) of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units; negative for what is given back.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

impl Money {
    /// `minor` units of `currency`.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The whole major units that `months` months cost each, rounded down:
    /// the per-month label of a plan. Zero months count as one.
    pub const fn per_month_floor(self, months: i64) -> Self {
        let months = if months < 1 { 1 } else { months };
        Self { minor: self.minor / months / 100 * 100, currency: self.currency }
    }

    /// As readers see it: `₹2,700`, with minor units only where there are any.
    pub fn label(self) -> String {
        if self.minor % 100 == 0 { self.format(false) } else { self.format(true) }
    }

    /// As bills show it: always with minor units, `₹2,700.00`.
    pub fn exact(self) -> String {
        self.format(true)
    }

    fn format(self, with_minor: bool) -> String {
        let sign = if self.minor < 0 { "-" } else { "" };
        let minor = self.minor.unsigned_abs();
        let whole = if self.currency == Currency::INR {
            group_indian(minor / 100)
        } else {
            group_thousands(minor / 100)
        };
        let symbol = self.currency.mark();
        if with_minor {
            format!("{sign}{symbol}{whole}.{:02}", minor % 100)
        } else {
            format!("{sign}{symbol}{whole}")
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())
    }
}

/// Digits in Indian groups: three, then twos (`1,23,45,678`).
pub fn group_indian(number: u64) -> String {
    group(number, |index| index == 3 || (index > 3 && (index - 3) % 2 == 0))
}

fn group_thousands(number: u64) -> String {
    group(number, |index| index > 0 && index % 3 == 0)
}

/// Writes digits from the right, with a comma wherever `comma_before(digits so far)`.
fn group(number: u64, comma_before: impl Fn(usize) -> bool) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        let from_right = digits.len() - index;
        if index > 0 && comma_before(from_right) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
