use std::{collections::BTreeSet, fmt};

use crate::{Audience, Outcome, Policy, Rule, STORIES, rule::is_slug};

/// What cannot be in a policy: where, in which field, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {field}: {wrong}")]
pub struct PolicyProblem {
    /// Where it stands.
    pub place: PolicyPlace,
    /// The field, as the policy writes it.
    pub field: &'static str,
    /// What is wrong with it, and what would do.
    pub wrong: Wrong,
}

/// A part of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyPlace {
    /// The policy itself.
    Policy,
    /// The meter of this name.
    Meter(String),
    /// The rule of this number, counted from 1, and name.
    Rule(usize, String),
}

impl fmt::Display for PolicyPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policy => f.write_str("policy"),
            Self::Meter(name) => write!(f, "meter “{name}”"),
            Self::Rule(number, name) => write!(f, "rule {number} “{name}”"),
        }
    }
}

/// What is wrong with a field, and what would do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The meter that metered stories count in must be there, and first.
    #[error("the first meter is called “{STORIES}”")]
    NotStories,
    /// More than a policy holds.
    #[error("{0} are too many; at most {1}")]
    TooMany(usize, usize),
    /// More than a number may be.
    #[error("{0} is over {1}")]
    TooMuch(u32, u32),
    /// Not a name of small letters.
    #[error("“{0}” is no short name; write small letters, digits and hyphens, at most 80")]
    NotSlug(String),
    /// A name that is taken.
    #[error("another one before it has this name; choose another")]
    Taken,
    /// Registering would take stories away.
    #[error("{0} is less than free_limit, {1}: registering would take stories away")]
    LessThanFree(u32, u32),
    /// An empty name, or a long one, or one of several lines.
    #[error("a line of 1 to {NAME_MAX} characters")]
    NotLine,
    /// A rule that speaks of no level.
    #[error("name at least one level, such as metered")]
    NoLevel,
    /// Something that is no path.
    #[error("“{0}” is no path; begin it with /")]
    NotPath(String),
    /// Older than newer.
    #[error("no story is older than {0} days and newer than {1}")]
    NeverOfAge(u32, u32),
    /// A rule that is never asked.
    #[error(
        "“{0}” before it already decides for everybody about all such stories: move this rule above it"
    )]
    NeverAsked(String),
    /// A meter that is not there.
    #[error("there is no meter “{0}”; there are: {1}")]
    NoSuchMeter(String, String),
    /// An institution that is not there.
    #[error("there is no institution “{0}”; add it at /desk/institutions first")]
    NoSuchInstitution(String),
}

const METERS_MAX: usize = 16;
const RULES_MAX: usize = 100;
const LIST_MAX: usize = 50;
const LIMIT_MAX: u32 = 1_000;
const GRACE_MAX: u32 = 100;
const DAYS_MAX: u32 = 40_000;
/// The longest name of a rule, in characters.
pub const NAME_MAX: usize = 80;

type Field = (&'static str, Wrong);

impl Policy {
    /// The first thing in it that cannot be.
    pub fn check(&self) -> Result<(), PolicyProblem> {
        self.check_meters()?;
        self.check_rules()
    }

    /// The first rule that names an institution which `exists` does not know.
    pub fn check_institutions(&self, exists: impl Fn(&str) -> bool) -> Result<(), PolicyProblem> {
        for (index, rule) in self.rules.iter().enumerate() {
            let unknown = rule.audience.iter().find_map(|audience| match audience {
                Audience::Institution(Some(slug)) if !exists(slug) => Some(slug.clone()),
                _ => None,
            });
            if let Some(slug) = unknown {
                return Err(PolicyProblem {
                    place: PolicyPlace::Rule(index + 1, rule.name.clone()),
                    field: "audience",
                    wrong: Wrong::NoSuchInstitution(slug),
                });
            }
        }
        Ok(())
    }

    fn check_meters(&self) -> Result<(), PolicyProblem> {
        let problem = |name: &str, (field, wrong)| PolicyProblem {
            place: PolicyPlace::Meter(name.to_owned()),
            field,
            wrong,
        };
        let first = self.meters.first().map_or("", |meter| &*meter.name);
        if first != STORIES {
            return Err(problem(first, ("name", Wrong::NotStories)));
        }
        let count = self.meters.len();
        if count > METERS_MAX {
            return Err(PolicyProblem {
                place: PolicyPlace::Policy,
                field: "meters",
                wrong: Wrong::TooMany(count, METERS_MAX),
            });
        }
        let (mut names, mut keys) = (BTreeSet::new(), BTreeSet::new());
        for meter in &self.meters {
            let name = &*meter.name;
            if !is_slug(name) {
                return Err(problem(name, ("name", Wrong::NotSlug(name.to_owned()))));
            }
            if !names.insert(name) || !keys.insert(meter.key()) {
                return Err(problem(name, ("name", Wrong::Taken)));
            }
            for (field, value, most) in [
                ("free_limit", meter.free_limit, LIMIT_MAX),
                ("registered_limit", meter.registered_limit, LIMIT_MAX),
                ("grace", meter.grace, GRACE_MAX),
            ] {
                if value > most {
                    return Err(problem(name, (field, Wrong::TooMuch(value, most))));
                }
            }
            if meter.registered_limit < meter.free_limit {
                let wrong = Wrong::LessThanFree(meter.registered_limit, meter.free_limit);
                return Err(problem(name, ("registered_limit", wrong)));
            }
        }
        Ok(())
    }

    fn check_rules(&self) -> Result<(), PolicyProblem> {
        let count = self.rules.len();
        if count > RULES_MAX {
            return Err(PolicyProblem {
                place: PolicyPlace::Policy,
                field: "rules",
                wrong: Wrong::TooMany(count, RULES_MAX),
            });
        }
        for (index, rule) in self.rules.iter().enumerate() {
            let problem = |(field, wrong)| PolicyProblem {
                place: PolicyPlace::Rule(index + 1, rule.name.clone()),
                field,
                wrong,
            };
            rule.check().map_err(problem)?;
            self.check_among_others(index, rule).map_err(problem)?;
        }
        Ok(())
    }

    fn check_among_others(&self, index: usize, rule: &Rule) -> Result<(), Field> {
        let before = self.rules.get(..index).unwrap_or_default();
        if before.iter().any(|other| other.name == rule.name) {
            return Err(("name", Wrong::Taken));
        }
        let covers = |other: &&Rule| {
            other.is_for_all() && rule.access.iter().all(|level| other.access.contains(level))
        };
        if let Some(other) = before.iter().find(covers) {
            return Err(("order", Wrong::NeverAsked(other.name.clone())));
        }
        match &rule.outcome {
            Outcome::Counted(name) if self.meter(name).is_none() => {
                let names: Vec<_> = self.meters.iter().map(|meter| &*meter.name).collect();
                Err(("outcome", Wrong::NoSuchMeter(name.clone(), names.join(", "))))
            }
            _ => Ok(()),
        }
    }
}

impl Rule {
    fn check(&self) -> Result<(), Field> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control)
        {
            return Err(("name", Wrong::NotLine));
        }
        if self.access.is_empty() {
            return Err(("access", Wrong::NoLevel));
        }
        let slugs = [
            ("sections", &self.sections),
            ("topics", &self.topics),
            ("authors", &self.authors),
            ("languages", &self.languages),
        ];
        for (field, list) in slugs {
            if let Some(other) = list.iter().find(|slug| !is_slug(slug)) {
                return Err((field, Wrong::NotSlug(other.clone())));
            }
        }
        if let Some(other) = self.entries.iter().find(|entry| !entry.starts_with('/')) {
            return Err(("entries", Wrong::NotPath(other.clone())));
        }
        let lengths = [
            ("sections", self.sections.len()),
            ("topics", self.topics.len()),
            ("authors", self.authors.len()),
            ("languages", self.languages.len()),
            ("entries", self.entries.len()),
            ("audience", self.audience.len()),
            ("countries", self.countries.len()),
        ];
        if let Some((field, length)) = lengths.into_iter().find(|(_, length)| *length > LIST_MAX) {
            return Err((field, Wrong::TooMany(length, LIST_MAX)));
        }
        self.check_age()
    }

    fn check_age(&self) -> Result<(), Field> {
        let ages =
            [("older_than_days", self.older_than_days), ("newer_than_days", self.newer_than_days)];
        for (field, days) in ages {
            if let Some(days) = days.filter(|days| *days > DAYS_MAX) {
                return Err((field, Wrong::TooMuch(days, DAYS_MAX)));
            }
        }
        match (self.older_than_days, self.newer_than_days) {
            (Some(least), Some(most)) if most <= least => {
                Err(("newer_than_days", Wrong::NeverOfAge(least, most)))
            }
            _ => Ok(()),
        }
    }
}
