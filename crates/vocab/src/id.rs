//! Ids. All but the story's number are UUIDv7, kept as their hyphenated text.

use std::{fmt, str::FromStr};

use uuid::Uuid;

use crate::Ambient;

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh one, from the injected clock and randomness.
            pub fn fresh(ambient: &Ambient) -> Self {
                Self(ambient.uuid())
            }

            /// From its 128 bits.
            pub const fn from_u128(bits: u128) -> Self {
                Self(Uuid::from_u128(bits))
            }

            /// Its 128 bits.
            pub const fn as_u128(self) -> u128 {
                self.0.as_u128()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

uuid_ids! {
    /// An account.
    ReaderId
    /// One log-in of one reader on one browser or app.
    SessionId
    /// One version of a plan.
    PlanId
    /// A reader's agreement on a plan.
    SubscriptionId
    /// A bill for one period.
    InvoiceId
    /// One try at collecting an invoice; its text is the gateway's idempotency key.
    AttemptId
    /// A unit of background work.
    JobId
    /// A story, as programs know it. Meters count its [`StoryNumber`].
    StoryId
}

/// One browser or app, known by a signed cookie: 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeviceId(pub [u8; 16]);

impl DeviceId {
    /// A device that nobody has seen before.
    pub fn fresh(ambient: &Ambient) -> Self {
        Self(ambient.bytes())
    }

    /// Its 128 bits.
    pub const fn as_u128(self) -> u128 {
        u128::from_be_bytes(self.0)
    }
}

/// Only the first half, so that logs cannot be turned into cookies.
impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceId({:016x}…)", (self.as_u128() >> 64) as u64)
    }
}

/// A story's number: dense and small, so that a meter's set of them stays
/// compact (an integer set of Redis takes 166 bytes a reader).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct StoryNumber(pub u32);

impl StoryNumber {
    /// The paper's own stories have smaller numbers. From here to 2³¹ − 1 (integer
    /// sets of Redis take no more for them) lie those of other people's pages.
    pub const FIRST_OUTSIDE: u32 = 1 << 30;
}

impl fmt::Display for StoryNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for StoryNumber {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}
