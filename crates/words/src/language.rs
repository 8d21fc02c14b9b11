use std::{fmt, str::FromStr};

use icu_locale_core::{Locale, locale};

/// A language that the paper's own words exist in.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
pub enum Language {
    /// English, as India writes it.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Hindi.
    #[serde(rename = "hi")]
    Hindi,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Hindi];

    /// For `lang` attributes and `hreflang`: ISO 639-1.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Hindi => "hi",
        }
    }

    /// What its own speakers call it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Hindi => "हिन्दी",
        }
    }

    /// For Open Graph: language and territory.
    pub const fn territory_code(self) -> &'static str {
        match self {
            Self::English => "en_IN",
            Self::Hindi => "hi_IN",
        }
    }

    /// The language of a locale such as `en-IN` or `hi`.
    pub fn of_locale(locale: &str) -> Result<Self, UnknownLanguage> {
        locale.split(['-', '_']).next().unwrap_or("").parse()
    }

    pub(crate) const fn locale(self) -> Locale {
        match self {
            Self::English => locale!("en-IN"),
            // Digits as the Hindi press writes them.
            Self::Hindi => locale!("hi-IN"),
        }
    }
}

impl From<&Self> for Language {
    fn from(language: &Self) -> Self {
        *language
    }
}

impl From<&&Self> for Language {
    fn from(language: &&Self) -> Self {
        **language
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text names no language that the paper speaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no language that the paper’s pages speak: use en or hi")]
pub struct UnknownLanguage(String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        let found =
            Self::ALL.into_iter().find(|language| text.eq_ignore_ascii_case(language.code()));
        found.ok_or_else(|| UnknownLanguage(text.to_owned()))
    }
}
