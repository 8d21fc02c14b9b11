//! What a subscription includes.

use std::{collections::BTreeSet, fmt, str::FromStr};

/// One thing that a subscription includes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Benefit {
    /// Metered stories without a limit.
    Unlimited,
    /// Premium stories.
    Premium,
    /// The e-paper.
    Epaper,
    /// Newsletters for subscribers.
    Newsletters,
    /// The markets vertical.
    SmartInvestor,
    /// The archive since 1997.
    Archive,
    /// Pages without advertisements.
    AdFree,
    /// A partner's offer, by the partner's short name.
    Partner(String),
}

/// The text names no benefit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a benefit: use unlimited, premium, epaper, newsletters, smart-investor, archive, ad-free or partner:NAME"
)]
pub struct UnknownBenefit(pub String);

impl fmt::Display for Benefit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unlimited => f.write_str("unlimited"),
            Self::Premium => f.write_str("premium"),
            Self::Epaper => f.write_str("epaper"),
            Self::Newsletters => f.write_str("newsletters"),
            Self::SmartInvestor => f.write_str("smart-investor"),
            Self::Archive => f.write_str("archive"),
            Self::AdFree => f.write_str("ad-free"),
            Self::Partner(name) => write!(f, "partner:{name}"),
        }
    }
}

impl FromStr for Benefit {
    type Err = UnknownBenefit;

    fn from_str(text: &str) -> Result<Self, UnknownBenefit> {
        Ok(match text {
            "unlimited" => Self::Unlimited,
            "premium" => Self::Premium,
            "epaper" => Self::Epaper,
            "newsletters" => Self::Newsletters,
            "smart-investor" => Self::SmartInvestor,
            "archive" => Self::Archive,
            "ad-free" => Self::AdFree,
            _ => match text.strip_prefix("partner:") {
                Some(name) if is_partner_name(name) => Self::Partner(name.to_owned()),
                _ => return Err(UnknownBenefit(text.to_owned())),
            },
        })
    }
}

fn is_partner_name(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The benefits that a visitor holds, or that a plan includes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BenefitSet(BTreeSet<Benefit>);

impl BenefitSet {
    /// Whether `benefit` is included.
    pub fn holds(&self, benefit: &Benefit) -> bool {
        self.0.contains(benefit)
    }

    /// Whether nothing is included.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In a stable order.
    pub fn iter(&self) -> impl Iterator<Item = &Benefit> {
        self.0.iter()
    }

    /// Adds everything of `other`.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }
}

impl FromIterator<Benefit> for BenefitSet {
    fn from_iter<I: IntoIterator<Item = Benefit>>(benefits: I) -> Self {
        Self(benefits.into_iter().collect())
    }
}

/// Space-separated, as the database keeps it.
impl fmt::Display for BenefitSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, benefit) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{benefit}")?;
        }
        Ok(())
    }
}

impl FromStr for BenefitSet {
    type Err = UnknownBenefit;

    fn from_str(text: &str) -> Result<Self, UnknownBenefit> {
        text.split_whitespace().map(str::parse).collect()
    }
}
