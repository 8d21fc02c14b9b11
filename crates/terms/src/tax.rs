//! Indian goods and services tax, contained in the price.
//!
//! Source: CGST Act and IGST Act, place of supply by Circular 242/36/2024:
//! the recipient's State decides. Rounding: each tax half-up to the paisa,
//! the taxable value is what remains.

use crate::IndianState;

/// What SAC 998431, "on-line text based information", is taxed with: 18 % in
/// hundredths of a percent (Notification 11/2017, unchanged since 1 July 2017).
pub const GST_RATE_BP: u32 = 1_800;

/// Which tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaxKind {
    /// Between States.
    Igst,
    /// The Union's half within a State.
    Cgst,
    /// The State's half.
    Sgst,
    /// A Union Territory's half.
    Utgst,
}

impl TaxKind {
    /// As invoices print it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Igst => "IGST",
            Self::Cgst => "CGST",
            Self::Sgst => "SGST",
            Self::Utgst => "UTGST",
        }
    }
}

/// The text names no tax.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a tax: use IGST, CGST, SGST or UTGST")]
pub struct UnknownTaxKind(String);

impl std::str::FromStr for TaxKind {
    type Err = UnknownTaxKind;

    fn from_str(text: &str) -> Result<Self, UnknownTaxKind> {
        let all = [Self::Igst, Self::Cgst, Self::Sgst, Self::Utgst];
        let found = all.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| UnknownTaxKind(text.to_owned()))
    }
}

/// One tax on one invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxLine {
    /// Which.
    pub kind: TaxKind,
    /// Its rate in hundredths of a percent: 1800 is 18 %.
    pub rate_bp: u32,
    /// In minor units.
    pub amount_minor: i64,
}

impl TaxLine {
    /// `18 %`, `9 %`, `2.5 %`, with a space at which no line breaks.
    pub fn rate_label(&self) -> String {
        let (whole, rest) = (self.rate_bp / 100, self.rate_bp % 100);
        if rest == 0 {
            format!("{whole}\u{a0}%")
        } else {
            format!("{whole}.{}", format!("{rest:02}").trim_end_matches('0')) + "\u{a0}%"
        }
    }
}

/// A total taken apart: `taxable_minor` and the lines sum to it exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// What is left after tax.
    pub taxable_minor: i64,
    /// One line, or two halves.
    pub lines: Vec<TaxLine>,
}

impl Breakdown {
    /// All taxes together.
    pub fn tax_minor(&self) -> i64 {
        self.lines.iter().map(|line| line.amount_minor).sum()
    }
}

/// Takes the tax at `rate_bp` out of `total_minor`, for a supplier in `from`
/// and a recipient in `to`.
pub fn gst_included(
    total_minor: i64,
    rate_bp: u32,
    from: IndianState,
    to: IndianState,
) -> Breakdown {
    let line = |kind, part_bp| TaxLine {
        kind,
        rate_bp: part_bp,
        amount_minor: tax_part(total_minor, part_bp, rate_bp),
    };
    let lines = if from == to {
        let state_half = if to.is_union_territory() { TaxKind::Utgst } else { TaxKind::Sgst };
        vec![line(TaxKind::Cgst, rate_bp / 2), line(state_half, rate_bp / 2)]
    } else {
        vec![line(TaxKind::Igst, rate_bp)]
    };
    let tax: i64 = lines.iter().map(|line| line.amount_minor).sum();
    Breakdown { taxable_minor: total_minor - tax, lines }
}

/// `total × part / (100 % + rate)`, half-up, in 128 bits so that nothing overflows.
fn tax_part(total_minor: i64, part_bp: u32, rate_bp: u32) -> i64 {
    let divisor = 10_000 + i128::from(rate_bp);
    let product = i128::from(total_minor) * i128::from(part_bp);
    let rounded = (2 * product + divisor).div_euclid(2 * divisor);
    i64::try_from(rounded).unwrap_or(i64::MAX)
}
