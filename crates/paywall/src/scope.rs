use std::{fmt, str::FromStr};

use meter::Story;
use vocab::StoryNumber;

/// At most so many places in one scope.
const PLACES_MAX: usize = 50;

/// One part of the paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A section, by its slug.
    Section(String),
    /// A topic, by its slug.
    Topic(String),
    /// One story.
    Story(StoryNumber),
}

/// Which stories a campaign or an unlock is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole paper.
    All,
    /// Whatever lies in one of these; at least one.
    Places(Vec<Place>),
}

impl Scope {
    /// Whether `story`, whose number is `number`, is in it.
    pub fn covers(&self, story: &dyn Story, number: StoryNumber) -> bool {
        match self {
            Self::All => true,
            Self::Places(places) => places.iter().any(|place| match place {
                Place::Section(slug) => story.section() == slug,
                Place::Topic(slug) => story.has_topic(slug),
                Place::Story(only) => *only == number,
            }),
        }
    }

    /// Its places; none where it is the whole paper.
    pub fn places(&self) -> &[Place] {
        match self {
            Self::All => &[],
            Self::Places(places) => places,
        }
    }
}

/// What is wrong with a scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeProblem {
    /// Nothing is named.
    #[error("write all, or at least one of section:SLUG, topic:SLUG, story:NUMBER")]
    Empty,
    /// A word that names no place.
    #[error("“{0}” names no place: write section:SLUG, topic:SLUG or story:NUMBER")]
    Unknown(String),
    /// Too many of them.
    #[error("name at most 50 places")]
    TooMany,
}

impl FromStr for Place {
    type Err = ScopeProblem;

    fn from_str(text: &str) -> Result<Self, ScopeProblem> {
        let unknown = || ScopeProblem::Unknown(text.to_owned());
        let (kind, name) = text.split_once(':').ok_or_else(unknown)?;
        match kind {
            "section" if web::is_slug(name) => Ok(Self::Section(name.to_owned())),
            "topic" if web::is_slug(name) => Ok(Self::Topic(name.to_owned())),
            "story" => name.parse().map(Self::Story).map_err(|_| unknown()),
            _ => Err(unknown()),
        }
    }
}

impl FromStr for Scope {
    type Err = ScopeProblem;

    fn from_str(text: &str) -> Result<Self, ScopeProblem> {
        if text.trim() == "all" {
            return Ok(Self::All);
        }
        let words = text.split([' ', ',', '\n', '\r', '\t']).filter(|word| !word.is_empty());
        let places = words.map(str::parse).collect::<Result<Vec<_>, _>>()?;
        match places.len() {
            0 => Err(ScopeProblem::Empty),
            count if count > PLACES_MAX => Err(ScopeProblem::TooMany),
            _ => Ok(Self::Places(places)),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Section(slug) => write!(f, "section:{slug}"),
            Self::Topic(slug) => write!(f, "topic:{slug}"),
            Self::Story(number) => write!(f, "story:{number}"),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Places(places) = self else { return f.write_str("all") };
        let words: Vec<_> = places.iter().map(ToString::to_string).collect();
        f.write_str(&words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_says_what_it_was_read_from() {
        for text in ["all", "section:markets", "section:markets topic:budget story:214"] {
            assert_eq!(text.parse::<Scope>().unwrap().to_string(), text);
        }
        assert_eq!("story:7,\n topic:a".parse::<Scope>().unwrap().to_string(), "story:7 topic:a");
    }

    #[test]
    fn what_names_no_place_is_refused_by_its_word() {
        for (text, names) in [
            ("", "at least one"),
            ("all section:markets", "“all”"),
            ("markets", "“markets”"),
            ("section:", "“section:”"),
            ("section:Markets", "“section:Markets”"),
            ("story:x", "“story:x”"),
            ("author:a", "“author:a”"),
        ] {
            assert!(text.parse::<Scope>().unwrap_err().to_string().contains(names), "{text}");
        }
        let many = vec!["topic:a"; 51].join(" ");
        assert_eq!(many.parse::<Scope>(), Err(ScopeProblem::TooMany));
    }
}
