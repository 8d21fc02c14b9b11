use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Rule, WindowKind, text};

/// The meter that `metered` stories are counted in where no rule says otherwise.
pub const STORIES: &str = "stories";

/// What the publisher decided, once and for all visitors. [`Policy::check`] says
/// what cannot be; an unchecked policy still never opens what it does not name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// What a visitor without a device cookie meets.
    #[serde(with = "text", default)]
    pub newcomers: Newcomers,
    /// The meters; the first is [`STORIES`].
    pub meters: Vec<Meter>,
    /// In order: the first that speaks of a story and a visitor decides. Where none
    /// does, the story's own level does.
    #[serde(default)]
    pub rules: Vec<Rule>,
}

/// Counts distinct stories in a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meter {
    /// Rules name it so; its counts are kept under this name.
    pub name: String,
    /// The time in which stories count.
    #[serde(with = "text", default)]
    pub window: WindowKind,
    /// Stories for a device without a log-in.
    pub free_limit: u32,
    /// Stories for a reader who is logged in.
    pub registered_limit: u32,
    /// Stories beyond the limit that open all the same, with a word that they are the last.
    #[serde(default)]
    pub grace: u32,
}

impl Meter {
    /// What its counts are kept under: 0 for the first meter in its usual window.
    /// Another name or another window begins new counts.
    pub fn key(&self) -> u32 {
        if self.name == STORIES && self.window == WindowKind::Month {
            return 0;
        }
        let kind = match self.window {
            WindowKind::Month => 0,
            WindowKind::Week => 1,
            WindowKind::Day => 2,
            WindowKind::Rolling(_) => 3,
        };
        // FNV-1a; names are checked to have keys of their own.
        let bytes = self.name.bytes().chain([kind]);
        bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    }
}

/// What a visitor without a device cookie meets on a metered story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Newcomers {
    /// A second request that brings the cookie back, before anything is counted.
    #[default]
    ProveCookie,
    /// The story at once, counted on a device made for the occasion.
    Open,
}

impl fmt::Display for Newcomers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ProveCookie => "prove-cookie",
            Self::Open => "open",
        })
    }
}

impl FromStr for Newcomers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "prove-cookie" => Ok(Self::ProveCookie),
            "open" => Ok(Self::Open),
            other => Err(format!("“{other}” will not do; write prove-cookie or open")),
        }
    }
}

impl Policy {
    /// The usual: one meter over a calendar month, and no rules.
    pub fn of_limits(free_limit: u32, registered_limit: u32, newcomers: Newcomers) -> Self {
        let name = STORIES.to_owned();
        let window = WindowKind::Month;
        let stories = Meter { name, window, free_limit, registered_limit, grace: 0 };
        Self { newcomers, meters: vec![stories], rules: Vec::new() }
    }

    /// The meter of this name.
    pub fn meter(&self, name: &str) -> Option<&Meter> {
        self.meters.iter().find(|meter| meter.name == name)
    }

    /// Whether any rule depends on where a visit began: only then is that remembered.
    pub fn asks_for_entry(&self) -> bool {
        self.rules.iter().any(|rule| !rule.entries.is_empty())
    }
}
