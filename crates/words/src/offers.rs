//! Terms, benefits and levels of access in words.

use std::borrow::Borrow;

use vocab::{Access, Benefit, TermUnit};

use crate::Words;

impl Words {
    /// `3 months`, `1 year`.
    pub fn term(self, count: impl Borrow<u16>, unit: impl Borrow<TermUnit>) -> String {
        let count = u32::from(*count.borrow());
        match unit.borrow() {
            TermUnit::Day => self.term_days(count),
            TermUnit::Month => self.term_months(count),
            TermUnit::Year => self.term_years(count),
        }
    }

    /// `every 3 months`, `every year`.
    pub fn every(self, count: impl Borrow<u16>, unit: impl Borrow<TermUnit>) -> String {
        let count = u32::from(*count.borrow());
        match unit.borrow() {
            TermUnit::Day => self.every_days(count),
            TermUnit::Month => self.every_months(count),
            TermUnit::Year => self.every_years(count),
        }
    }

    /// What a benefit is called.
    pub fn benefit_name(self, benefit: &Benefit) -> String {
        match benefit {
            Benefit::Unlimited => self.benefit_unlimited(),
            Benefit::Premium => self.benefit_premium(),
            Benefit::Partner(name) => self.benefit_partner(partner_name(name)),
            Benefit::Epaper => self.benefit_epaper(),
            Benefit::Newsletters => self.benefit_newsletters(),
            Benefit::SmartInvestor => self.benefit_smart_investor(),
            Benefit::Archive => self.benefit_archive(),
            Benefit::AdFree => self.benefit_ad_free(),
        }
    }

    /// A benefit in a word, for the staff.
    pub fn benefit_word(self, benefit: &Benefit) -> String {
        match benefit {
            Benefit::Unlimited => self.benefit_word_unlimited(),
            Benefit::Premium => self.benefit_word_premium(),
            Benefit::Partner(name) => self.benefit_word_partner(name),
            Benefit::Epaper => self.benefit_word_epaper(),
            Benefit::Newsletters => self.benefit_word_newsletters(),
            Benefit::SmartInvestor => self.benefit_word_smart_investor(),
            Benefit::Archive => self.benefit_word_archive(),
            Benefit::AdFree => self.benefit_word_ad_free(),
        }
    }

    /// What a story's level is called at the desk.
    pub fn access_name(self, access: impl Borrow<Access>) -> String {
        match access.borrow() {
            Access::Free => self.access_free(),
            Access::Metered => self.access_metered(),
            Access::Registered => self.access_registered(),
            Access::Premium => self.access_premium(),
        }
    }

    /// What a benefit is good for.
    pub fn benefit_says(self, benefit: &Benefit) -> String {
        match benefit {
            Benefit::Unlimited => self.benefit_unlimited_says(),
            Benefit::Premium => self.benefit_premium_says(),
            Benefit::Partner(_) => self.benefit_partner_says(),
            Benefit::Epaper => self.benefit_epaper_says(),
            Benefit::Newsletters => self.benefit_newsletters_says(),
            Benefit::SmartInvestor => self.benefit_smart_investor_says(),
            Benefit::Archive => self.benefit_archive_says(),
            Benefit::AdFree => self.benefit_ad_free_says(),
        }
    }
}

/// `the-lighthouse` becomes `The Lighthouse`.
fn partner_name(slug: &str) -> String {
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str())
    };
    slug.split('-').filter_map(capital).collect::<Vec<_>>().join(" ")
}
