use std::{fmt, str::FromStr};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use vocab::{Access, Benefit, Country};

use crate::{Facts, Standing, Story, Subscription, text};

/// One line of the policy: of which stories, for whom, and what then. A list that
/// is empty restricts nothing, but for `access`, which says `metered` where nothing
/// is said: a rule opens or closes other levels only by naming them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What the desk calls it.
    pub name: String,
    /// Of these sections, by slug.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<String>,
    /// On one of these topics, by slug.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// By one of these authors, by slug.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Of these levels.
    #[serde(default = "metered", with = "text::list")]
    pub access: Vec<Access>,
    /// Published more than so many days ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub older_than_days: Option<u32>,
    /// Published at most so many days ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newer_than_days: Option<u32>,
    /// In these languages, such as `hi`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Where the visit began at one of these pages: a path, or with `*` at its end
    /// whatever begins so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<String>,
    /// For these visitors.
    #[serde(default, with = "text::list", skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<Audience>,
    /// From these countries, as the proxy before the paper tells.
    #[serde(default, with = "text::list", skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<Country>,
    /// What then.
    #[serde(with = "text")]
    pub outcome: Outcome,
}

fn metered() -> Vec<Access> {
    vec![Access::Metered]
}

/// Some of all visitors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Without a log-in.
    Anonymous,
    /// Logged in, and never a subscriber.
    Registered,
    /// Logged in; the subscription has ended.
    Lapsed,
    /// With a subscription that runs.
    Subscriber,
    /// With one to this plan, by slug.
    Plan(String),
    /// From an institution; from this one, by slug.
    Institution(Option<String>),
}

/// What a rule asks of a visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing.
    Free,
    /// Room in the meter of this name.
    Counted(String),
    /// A log-in.
    Register,
    /// A subscription.
    Subscribe,
    /// This benefit.
    Benefit(Benefit),
}

impl Rule {
    /// Whether it speaks of this story and this visitor.
    pub fn matches(&self, facts: &Facts<'_>) -> bool {
        self.matches_story(facts.story, facts.now) && self.matches_visitor(facts)
    }

    /// Whether it speaks of this story.
    pub fn matches_story(&self, story: &dyn Story, now: Timestamp) -> bool {
        let any = |slugs: &[String], has: &dyn Fn(&str) -> bool| {
            slugs.is_empty() || slugs.iter().any(|slug| has(slug))
        };
        self.access.contains(&story.access())
            && any(&self.sections, &|slug| story.section() == slug)
            && any(&self.topics, &|slug| story.has_topic(slug))
            && any(&self.authors, &|slug| story.has_author(slug))
            && any(&self.languages, &|language| story.language() == language)
            && self.matches_age(story.published_at(), now)
    }

    fn matches_age(&self, published_at: Option<Timestamp>, now: Timestamp) -> bool {
        let Some(published_at) = published_at else {
            return self.older_than_days.is_none() && self.newer_than_days.is_none();
        };
        let age = now.duration_since(published_at);
        let days = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
        self.older_than_days.is_none_or(|least| age > days(least))
            && self.newer_than_days.is_none_or(|most| age <= days(most))
    }

    fn matches_visitor(&self, facts: &Facts<'_>) -> bool {
        (self.audience.is_empty() || self.audience.iter().any(|audience| audience.holds(facts)))
            && (self.countries.is_empty()
                || facts.country.is_some_and(|country| self.countries.contains(&country)))
            && (self.entries.is_empty()
                || facts.entry.is_some_and(|at| self.entries.iter().any(|entry| begins(entry, at))))
    }

    /// Whether nothing restricts it but the levels: no later rule on those is ever asked.
    pub(crate) fn is_for_all(&self) -> bool {
        let lists = [&self.sections, &self.topics, &self.authors, &self.languages, &self.entries];
        lists.iter().all(|list| list.is_empty())
            && self.audience.is_empty()
            && self.countries.is_empty()
            && self.older_than_days.is_none()
            && self.newer_than_days.is_none()
    }
}

fn begins(entry: &str, at: &str) -> bool {
    entry.strip_suffix('*').map_or(entry == at, |start| at.starts_with(start))
}

impl Audience {
    fn holds(&self, facts: &Facts<'_>) -> bool {
        let logged_in = facts.standing != Standing::Anonymous;
        match self {
            Self::Anonymous => !logged_in,
            Self::Registered => logged_in && facts.subscription == Subscription::None,
            Self::Lapsed => logged_in && facts.subscription == Subscription::Lapsed,
            Self::Subscriber => matches!(facts.subscription, Subscription::Running(_)),
            Self::Plan(slug) => facts.subscription == Subscription::Running(slug),
            Self::Institution(named) => facts
                .institution
                .is_some_and(|from| named.as_ref().is_none_or(|named| **named == *from.slug)),
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("anonymous"),
            Self::Registered => f.write_str("registered"),
            Self::Lapsed => f.write_str("lapsed"),
            Self::Subscriber => f.write_str("subscriber"),
            Self::Plan(slug) => write!(f, "plan:{slug}"),
            Self::Institution(None) => f.write_str("institution"),
            Self::Institution(Some(slug)) => write!(f, "institution:{slug}"),
        }
    }
}

impl FromStr for Audience {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text.split_once(':') {
            None if text == "anonymous" => Self::Anonymous,
            None if text == "registered" => Self::Registered,
            None if text == "lapsed" => Self::Lapsed,
            None if text == "subscriber" => Self::Subscriber,
            None if text == "institution" => Self::Institution(None),
            Some(("plan", slug)) if is_slug(slug) => Self::Plan(slug.to_owned()),
            Some(("institution", slug)) if is_slug(slug) => {
                Self::Institution(Some(slug.to_owned()))
            }
            _ => {
                return Err(format!(
                    "“{text}” is no audience; write anonymous, registered, lapsed, subscriber, plan:SLUG, institution or institution:SLUG"
                ));
            }
        })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Free => f.write_str("free"),
            Self::Counted(meter) => write!(f, "meter:{meter}"),
            Self::Register => f.write_str("register"),
            Self::Subscribe => f.write_str("subscribe"),
            Self::Benefit(benefit) => write!(f, "benefit:{benefit}"),
        }
    }
}

impl FromStr for Outcome {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text.split_once(':') {
            None if text == "free" => Self::Free,
            None if text == "register" => Self::Register,
            None if text == "subscribe" => Self::Subscribe,
            Some(("meter", name)) if is_slug(name) => Self::Counted(name.to_owned()),
            Some(("benefit", name)) => {
                Self::Benefit(name.parse().map_err(|problem| format!("{problem}"))?)
            }
            _ => {
                return Err(format!(
                    "“{text}” is no outcome; write free, meter:NAME, register, subscribe or benefit:NAME"
                ));
            }
        })
    }
}

/// Lower-case letters, digits and hyphens, at most 80.
pub(crate) fn is_slug(text: &str) -> bool {
    (1..=80).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
