use std::{fmt::Display, str::FromStr};

use serde::{Deserialize, Serialize};
use vocab::Access;

use crate::{Origin, PathRule, normal_path, token};

const ORIGINS_MAX: usize = 50;
const RULES_MAX: usize = 200;

/// `[outside]`: sites that keep their own pages.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutsideConfig {
    /// For how many minutes an edge may trust a decision without asking again.
    pub token_minutes: u32,
    /// The sites.
    pub origins: Vec<OriginConfig>,
}

impl Default for OutsideConfig {
    fn default() -> Self {
        Self { token_minutes: 10, origins: Vec::new() }
    }
}

/// `[[outside.origins]]`: one site.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OriginConfig {
    /// Its origin, such as `https://www.example.com`.
    pub url: String,
    /// The level of pages that no rule speaks of.
    #[serde(default = "premium")]
    pub otherwise: String,
    /// Which pages are what, in order: the first that speaks of a path decides.
    #[serde(default)]
    pub rules: Vec<RuleConfig>,
}

fn premium() -> String {
    Access::Premium.to_string()
}

/// `[[outside.origins.rules]]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleConfig {
    /// A path, or with `*` at its end whatever begins so.
    pub path: String,
    /// The level: `free`, `metered`, `registered`, `premium`.
    pub access: String,
    /// The section; the first segment of the path where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The topics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// The code of the language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// A benefit that these pages ask for besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_benefit: Option<String>,
}

/// What cannot be: under which key, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {problem}")]
pub struct OutsideProblem {
    /// Such as `outside.origins[0].rules[2].access`.
    pub key: String,
    /// What is wrong, and what would do.
    pub problem: String,
}

impl OutsideConfig {
    /// Understands all of it, or names the first thing that cannot be.
    pub fn check(&self) -> Result<Vec<Origin>, OutsideProblem> {
        let wrong = |key: &str, problem: String| Err(OutsideProblem { key: key.into(), problem });
        if !(1..=token::MINUTES_MAX).contains(&self.token_minutes) {
            let problem =
                format!("{} is not between 1 and {}", self.token_minutes, token::MINUTES_MAX);
            return wrong("outside.token_minutes", problem);
        }
        if self.origins.len() > ORIGINS_MAX {
            return wrong("outside.origins", format!("at most {ORIGINS_MAX} sites"));
        }
        let mut origins: Vec<Origin> = Vec::new();
        for (index, origin) in self.origins.iter().enumerate() {
            let key = format!("outside.origins[{index}]");
            let known = origin.check(&key)?;
            if origins.iter().any(|other| other.host == known.host) {
                let problem = format!("another site has the host {}", known.host);
                return wrong(&format!("{key}.url"), problem);
            }
            origins.push(known);
        }
        Ok(origins)
    }
}

impl OriginConfig {
    fn check(&self, key: &str) -> Result<Origin, OutsideProblem> {
        let url_key = format!("{key}.url");
        let host = host_of(&self.url).ok_or_else(|| OutsideProblem {
            key: url_key,
            problem: format!(
                "“{}” must be http:// or https://, a host in small letters, and nothing after it",
                self.url
            ),
        })?;
        let otherwise: Access = read(&format!("{key}.otherwise"), &self.otherwise)?;
        if self.rules.len() > RULES_MAX {
            let (key, problem) = (format!("{key}.rules"), format!("at most {RULES_MAX} rules"));
            return Err(OutsideProblem { key, problem });
        }
        let rules = self.rules.iter().enumerate();
        let rules = rules.map(|(index, rule)| rule.check(&format!("{key}.rules[{index}]")));
        Ok(Origin {
            url: self.url.clone(),
            host,
            otherwise,
            rules: rules.collect::<Result<_, _>>()?,
        })
    }
}

impl RuleConfig {
    fn check(&self, key: &str) -> Result<PathRule, OutsideProblem> {
        let (start, is_prefix) = match self.path.strip_suffix('*') {
            Some(start) => (start, true),
            None => (&*self.path, false),
        };
        let path = normal_path(start).filter(|_| !start.contains(['*', '?', '#']));
        let mut path = path.ok_or_else(|| OutsideProblem {
            key: format!("{key}.path"),
            problem: format!(
                "“{}” is no path; write one like /premium/* or /news/today",
                self.path
            ),
        })?;
        if is_prefix && start.ends_with('/') && path != "/" {
            path.push('/');
        }
        let benefit = self.required_benefit.as_deref();
        let benefit = benefit.map(|text| read(&format!("{key}.required_benefit"), text));
        let slugs = [("section", self.section.as_slice()), ("topics", &self.topics)];
        for (field, list) in slugs {
            if let Some(other) = list.iter().find(|slug| !web::is_slug(slug)) {
                let problem =
                    format!("“{other}” is no slug; write small letters, digits and hyphens");
                return Err(OutsideProblem { key: format!("{key}.{field}"), problem });
            }
        }
        Ok(PathRule {
            path,
            is_prefix,
            access: read(&format!("{key}.access"), &self.access)?,
            section: self.section.clone(),
            topics: self.topics.clone(),
            language: self.language.clone(),
            required_benefit: benefit.transpose()?,
        })
    }
}

fn read<T: FromStr<Err: Display>>(key: &str, text: &str) -> Result<T, OutsideProblem> {
    text.parse().map_err(|problem: T::Err| OutsideProblem {
        key: key.to_owned(),
        problem: problem.to_string(),
    })
}

/// The host and port of an origin.
fn host_of(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-:[]".contains(&b);
    (!rest.is_empty() && rest.bytes().all(plain)).then(|| rest.to_owned())
}
