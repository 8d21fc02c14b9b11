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
        let long = "x".repeat(201);
        for (field, value, problem) in [
            ("slug", "Coast", AgreementProblem::Slug),
            ("slug", &long[..61], AgreementProblem::Slug),
            ("name", " ", AgreementProblem::Name),
            ("name", "a\nb", AgreementProblem::Name),
            ("contact", &long, AgreementProblem::Contact),
            ("benefits", " ", AgreementProblem::NoBenefit),
            ("benefits", "all", AgreementProblem::Benefit("all".to_owned())),
            ("from", "24/11/2026", AgreementProblem::From),
            ("from", "9999-01-01", AgreementProblem::From),
            ("until", "2026-11-23", AgreementProblem::Until),
            ("until", "", AgreementProblem::Until),
        ] {
            let mut form = good.clone();
            let changed = match field {
                "slug" => &mut form.slug,
                "name" => &mut form.name,
                "contact" => &mut form.contact,
                "benefits" => &mut form.benefits,
                "from" => &mut form.from,
                _ => &mut form.until,
            };
            value.clone_into(changed);
            assert_eq!(
                form.read().map(|agreement| agreement.slug),
                Err(problem),
                "{field}: {value}"
            );
        }
    }
}
