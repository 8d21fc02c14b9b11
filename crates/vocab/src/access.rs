//! How much of a story a visitor may read without asking anybody.

use std::{fmt, str::FromStr};

/// The level of a story, chosen by its editor.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Open to everyone, never counted.
    Free,
    /// Open while the visitor's meter has room; each distinct story counts once.
    Metered,
    /// Open to every reader who is logged in.
    Registered,
    /// Open to readers with the benefit `premium`.
    Premium,
}

impl Access {
    /// All levels, from the most open to the most closed.
    pub const ALL: [Self; 4] = [Self::Free, Self::Metered, Self::Registered, Self::Premium];

    /// The word in URLs, the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Metered => "metered",
            Self::Registered => "registered",
            Self::Premium => "premium",
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names none of `free`, `metered`, `registered`, `premium`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an access level: use free, metered, registered or premium")]
pub struct UnknownAccess(String);

impl FromStr for Access {
    type Err = UnknownAccess;

    fn from_str(text: &str) -> Result<Self, UnknownAccess> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str() == text)
            .ok_or_else(|| UnknownAccess(text.to_owned()))
    }
}
