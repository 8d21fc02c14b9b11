use std::fmt;

use jiff::Timestamp;
use store::Row;
use terms::Term;
use vocab::{Benefit, BenefitSet, Money, Offer, PlanId};
use words::{Language, Words};

/// One version of a plan.
#[derive(Clone, Debug)]
pub struct Plan {
    /// This version's id.
    pub id: PlanId,
    /// The plan's short name, the same in all its versions.
    pub slug: String,
    /// Which version, from 1.
    pub version: u32,
    /// Its name.
    pub name: String,
    /// What one term costs in all, tax included.
    pub price: Money,
    /// How long one payment lasts.
    pub term: Term,
    /// What it includes.
    pub benefits: BenefitSet,
    /// Its place among the plans on sale.
    pub position: i64,
    /// Since when this version is not sold any more.
    pub withdrawn_at: Option<Timestamp>,
}

impl Plan {
    pub(crate) fn read(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.parse("plan_id")?,
            slug: row.text("slug")?,
            version: row.small("version")?,
            name: row.text("name")?,
            price: Money::new(row.int("price_minor")?, row.parse("price_currency")?),
            term: row.parse("term")?,
            benefits: row.parse("benefits")?,
            position: row.int("position")?,
            withdrawn_at: row.time_opt("withdrawn_at")?,
        })
    }

    /// As walls and the plans page show it.
    pub fn offer(&self) -> Offer {
        Offer {
            slug: self.slug.clone(),
            name: self.name.clone(),
            price: self.price,
            count: self.term.count,
            unit: self.term.unit,
            per_month: self.term.months().map(|months| self.price.per_month_floor(months)),
            recommended: false,
        }
    }
}

/// A plan to be put on sale, or the new version of one.
#[derive(Clone, Debug)]
pub struct NewPlan {
    /// Its short name, as `POST /checkout` takes it.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What one term costs in all, tax included.
    pub price: Money,
    /// How long one payment lasts.
    pub term: Term,
    /// What it includes.
    pub benefits: BenefitSet,
}

/// Why a plan cannot be sold: which field, and a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanProblem {
    /// The short name cannot stand in an address.
    Slug,
    /// Another plan has it.
    SlugTaken,
    /// The name is missing or too long.
    Name,
    /// The price is not above zero, or beyond reason.
    Price,
    /// The paper charges in another currency.
    Currency,
    /// Nothing is included.
    Benefits,
}

impl PlanProblem {
    /// The sentence.
    pub fn sentence(self, say: Words) -> String {
        match self {
            Self::Slug => say.plan_slug_wrong(),
            Self::SlugTaken => say.plan_slug_taken(),
            Self::Name => say.plan_name_wrong(),
            Self::Price => say.plan_price_wrong(),
            Self::Currency => say.plan_currency_wrong(),
            Self::Benefits => say.plan_benefits_missing(),
        }
    }
}

impl fmt::Display for PlanProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Words::of(Language::English)))
    }
}

impl std::error::Error for PlanProblem {}

/// The dearest plan, in minor units: ten lakh.
const PRICE_MINOR_MAX: i64 = 100_000_000;
const PRICE_MINOR_MIN: i64 = 100;

impl NewPlan {
    /// Refuses impossible values.
    pub fn check(&self, currency: vocab::Currency) -> Result<(), PlanProblem> {
        let length = self.name.trim().chars().count();
        if !web::is_slug(&self.slug) || self.slug.len() > 60 {
            return Err(PlanProblem::Slug);
        }
        if !(1..=80).contains(&length) || self.name.chars().any(char::is_control) {
            return Err(PlanProblem::Name);
        }
        if !(PRICE_MINOR_MIN..=PRICE_MINOR_MAX).contains(&self.price.minor) {
            return Err(PlanProblem::Price);
        }
        if self.price.currency != currency {
            return Err(PlanProblem::Currency);
        }
        if self.benefits.is_empty() {
            return Err(PlanProblem::Benefits);
        }
        Ok(())
    }
}

/// The order in which readers are told what is included.
pub(crate) fn benefit_rank(benefit: &Benefit) -> u8 {
    match benefit {
        Benefit::Unlimited => 0,
        Benefit::Premium => 1,
        Benefit::Partner(_) => 2,
        Benefit::Epaper => 3,
        Benefit::Newsletters => 4,
        Benefit::SmartInvestor => 5,
        Benefit::Archive => 6,
        Benefit::AdFree => 7,
    }
}

/// What is included, in the order of importance.
pub(crate) fn sort_benefits(benefits: &BenefitSet) -> Vec<Benefit> {
    let mut sorted: Vec<_> = benefits.iter().cloned().collect();
    sorted.sort_by_key(benefit_rank);
    sorted
}
