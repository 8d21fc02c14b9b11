use jiff::civil::Date;
use serde::Deserialize;
use vocab::BenefitSet;
use words::Words;

use crate::institutions::Agreement;

const SLUG_MAX: usize = 60;
const NAME_CHARS_MAX: usize = 120;
const CONTACT_CHARS_MAX: usize = 200;
/// No agreement is made for the time beyond.
const LAST_YEAR: i16 = 2_200;

/// What makes an agreement.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AgreementForm {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) contact: String,
    pub(super) benefits: String,
    pub(super) from: String,
    pub(super) until: String,
}

/// What will not do with an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AgreementProblem {
    Slug,
    Taken,
    Name,
    Contact,
    NoBenefit,
    Benefit(String),
    From,
    Until,
}

impl AgreementProblem {
    pub(super) fn say(&self, say: Words) -> String {
        match self {
            Self::Slug => say.desk_institution_slug_wrong(),
            Self::Taken => say.desk_institution_slug_taken(),
            Self::Name => say.desk_institution_name_wrong(),
            Self::Contact => say.desk_institution_contact_wrong(),
            Self::NoBenefit => say.desk_institution_no_benefit(),
            Self::Benefit(word) => say.desk_institution_benefit_wrong(word),
            Self::From => say.desk_institution_from_wrong(),
            Self::Until => say.desk_institution_until_wrong(),
        }
    }
}

/// A date as a form's field holds it.
pub(super) fn read_date(text: &str) -> Option<Date> {
    let date: Date = text.trim().parse().ok()?;
    (2_000..=LAST_YEAR).contains(&date.year()).then_some(date)
}

impl AgreementForm {
    pub(super) fn of(agreement: &Agreement) -> Self {
        Self {
            slug: agreement.slug.clone(),
            name: agreement.name.clone(),
            contact: agreement.contact.clone(),
            benefits: agreement.benefits.to_string(),
            from: agreement.starts_on.to_string(),
            until: agreement.ends_on.to_string(),
        }
    }

    /// The agreement that was meant, or the first thing that will not do.
    pub(super) fn read(&self) -> Result<Agreement, AgreementProblem> {
        let slug = self.slug.trim();
        if !web::is_slug(slug) || slug.len() > SLUG_MAX {
            return Err(AgreementProblem::Slug);
        }
        let is_line = |text: &str, most: usize| {
            text.chars().count() <= most && !text.chars().any(char::is_control)
        };
        let (name, contact) = (self.name.trim(), self.contact.trim());
        if name.is_empty() || !is_line(name, NAME_CHARS_MAX) {
            return Err(AgreementProblem::Name);
        }
        if !is_line(contact, CONTACT_CHARS_MAX) {
            return Err(AgreementProblem::Contact);
        }
        let benefits: BenefitSet = self
            .benefits
            .parse()
            .map_err(|vocab::UnknownBenefit(word)| AgreementProblem::Benefit(word))?;
        if benefits.is_empty() {
            return Err(AgreementProblem::NoBenefit);
        }
        let starts_on = read_date(&self.from).ok_or(AgreementProblem::From)?;
        let ends_on = read_date(&self.until).filter(|ends_on| *ends_on >= starts_on);
        Ok(Agreement {
            slug: slug.to_owned(),
            name: name.to_owned(),
            contact: contact.to_owned(),
            benefits,
            starts_on,
            ends_on: ends_on.ok_or(AgreementProblem::Until)?,
            paused_at: None,
            ended_at: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_will_not_do_with_an_agreement_is_named() {
        let good = AgreementForm {
            slug: "coast-university".to_owned(),
            name: "Coast University".to_owned(),
            contact: String::new(),
            benefits: "unlimited premium".to_owned(),
            from: "2026-11-24".to_owned(),
            until: "2027-11-23".to_owned(),
        };
        assert!(good.read().is_ok());
        let of = |change: &dyn Fn(&mut AgreementForm)| {
            let mut form = good.clone();
            change(&mut form);
            form.read().map(|agreement| agreement.slug)
        };
        for (problem, change) in [
            (AgreementProblem::Slug, &(|form| form.slug = "Coast".to_owned()) as &dyn Fn(&mut AgreementForm)),
            (AgreementProblem::Slug, &|form| form.slug = "x".repeat(61)),
            (AgreementProblem::Name, &|form| form.name = " ".to_owned()),
            (AgreementProblem::Name, &|form| form.name = "a\nb".to_owned()),
            (AgreementProblem::Contact, &|form| form.contact = "x".repeat(201)),
            (AgreementProblem::NoBenefit, &|form| form.benefits = " ".to_owned()),
            (AgreementProblem::Benefit("all".to_owned()), &|form| form.benefits = "all".to_owned()),
            (AgreementProblem::From, &|form| form.from = "24/11/2026".to_owned()),
            (AgreementProblem::From, &|form| form.from = "9999-01-01".to_owned()),
            (AgreementProblem::Until, &|form| form.until = "2026-11-23".to_owned()),
            (AgreementProblem::Until, &|form| form.until = String::new()),
        ] {
            assert_eq!(of(change), Err(problem));
        }
    }
}
