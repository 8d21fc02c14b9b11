use std::collections::BTreeSet;

use crate::{Outcome, Policy, Rule, STORIES, rule::is_slug};

/// What cannot be in a policy: where, in which field, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {field}: {problem}")]
pub struct PolicyProblem {
    /// Such as `rule 2 “The archive”`, or `meter “markets”`.
    pub place: String,
    /// The field.
    pub field: &'static str,
    /// What is wrong with it, and what would do.
    pub problem: String,
}

const METERS_MAX: usize = 16;
const RULES_MAX: usize = 100;
const LIST_MAX: usize = 50;
const LIMIT_MAX: u32 = 1_000;
const GRACE_MAX: u32 = 100;
const DAYS_MAX: u32 = 40_000;
const NAME_MAX: usize = 80;

impl Policy {
    /// The first thing in it that cannot be.
    pub fn check(&self) -> Result<(), PolicyProblem> {
        self.check_meters()?;
        self.check_rules()
    }

    fn check_meters(&self) -> Result<(), PolicyProblem> {
        let problem = |name: &str, field, problem: String| {
            Err(PolicyProblem { place: format!("meter “{name}”"), field, problem })
        };
        let first = self.meters.first().map_or("", |meter| &*meter.name);
        if first != STORIES {
            return problem(first, "name", format!("the first meter is called “{STORIES}”"));
        }
        if self.meters.len() > METERS_MAX {
            return problem(first, "meters", format!("at most {METERS_MAX} meters"));
        }
        let mut keys = BTreeSet::new();
        for meter in &self.meters {
            let name = &*meter.name;
            if !is_slug(name) {
                let what = "write small letters, digits and hyphens, at most 80";
                return problem(name, "name", what.to_owned());
            }
            if !keys.insert(meter.key()) {
                return problem(name, "name", "another meter has this name; choose another".into());
            }
            for (field, limit) in
                [("free_limit", meter.free_limit), ("registered_limit", meter.registered_limit)]
            {
                if limit > LIMIT_MAX {
                    return problem(name, field, format!("{limit} is over {LIMIT_MAX}"));
                }
            }
            if meter.registered_limit < meter.free_limit {
                let (less, more) = (meter.registered_limit, meter.free_limit);
                let what = format!(
                    "{less} is less than free_limit, {more}: registering would take stories away"
                );
                return problem(name, "registered_limit", what);
            }
            if meter.grace > GRACE_MAX {
                return problem(name, "grace", format!("{} is over {GRACE_MAX}", meter.grace));
            }
        }
        Ok(())
    }

    fn check_rules(&self) -> Result<(), PolicyProblem> {
        if self.rules.len() > RULES_MAX {
            let problem = format!("at most {RULES_MAX} rules; there are {}", self.rules.len());
            return Err(PolicyProblem { place: "policy".into(), field: "rules", problem });
        }
        for (index, rule) in self.rules.iter().enumerate() {
            let place = || format!("rule {} “{}”", index + 1, rule.name);
            let problem = |(field, problem)| PolicyProblem { place: place(), field, problem };
            rule.check().map_err(problem)?;
            self.check_among_others(index, rule).map_err(problem)?;
        }
        Ok(())
    }

    fn check_among_others(&self, index: usize, rule: &Rule) -> Result<(), (&'static str, String)> {
        let before = self.rules.get(..index).unwrap_or_default();
        if before.iter().any(|other| other.name == rule.name) {
            return Err(("name", "another rule has this name; choose another".to_owned()));
        }
        let covers = |other: &&Rule| {
            other.is_for_all() && rule.access.iter().all(|level| other.access.contains(level))
        };
        if let Some(other) = before.iter().find(covers) {
            let problem = format!(
                "“{}” before it already decides for everybody about all such stories: move this rule above it",
                other.name
            );
            return Err(("order", problem));
        }
        match &rule.outcome {
            Outcome::Counted(name) if self.meter(name).is_none() => {
                let names: Vec<_> = self.meters.iter().map(|meter| &*meter.name).collect();
                let there = names.join(", ");
                Err(("outcome", format!("there is no meter “{name}”; there are: {there}")))
            }
            _ => Ok(()),
        }
    }
}

impl Rule {
    fn check(&self) -> Result<(), (&'static str, String)> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control)
        {
            return Err(("name", format!("a line of 1 to {NAME_MAX} characters")));
        }
        if self.access.is_empty() {
            return Err(("access", "name at least one level, such as metered".to_owned()));
        }
        let slugs = [
            ("sections", &self.sections),
            ("topics", &self.topics),
            ("authors", &self.authors),
            ("languages", &self.languages),
        ];
        for (field, list) in slugs {
            if let Some(other) = list.iter().find(|slug| !is_slug(slug)) {
                return Err((field, format!("“{other}” is no slug; write it as in the address")));
            }
        }
        if let Some(other) = self.entries.iter().find(|entry| !entry.starts_with('/')) {
            return Err(("entries", format!("“{other}” is no path; begin it with /")));
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
            return Err((field, format!("{length} are too many; at most {LIST_MAX}")));
        }
        self.check_age()
    }

    fn check_age(&self) -> Result<(), (&'static str, String)> {
        let ages =
            [("older_than_days", self.older_than_days), ("newer_than_days", self.newer_than_days)];
        if let Some((field, days)) =
            ages.into_iter().find(|(_, days)| days.is_some_and(|days| days > DAYS_MAX))
        {
            return Err((field, format!("{} is over {DAYS_MAX}", days.unwrap_or(0))));
        }
        match (self.older_than_days, self.newer_than_days) {
            (Some(least), Some(most)) if most <= least => Err((
                "newer_than_days",
                format!("no story is older than {least} days and newer than {most}"),
            )),
            _ => Ok(()),
        }
    }
}
