use std::fmt;

use jiff::Timestamp;
use vocab::{Access, Benefit, BenefitSet, Country, Holding, Institution};

/// What rules may ask of a story.
pub trait Story: fmt::Debug + Sync {
    /// Its level.
    fn access(&self) -> Access;
    /// A benefit that it asks for besides, whatever the rules say.
    fn required_benefit(&self) -> Option<&Benefit>;
    /// Its section's slug.
    fn section(&self) -> &str;
    /// Whether it is on the topic of this slug.
    fn has_topic(&self, slug: &str) -> bool;
    /// Whether the author of this slug wrote it.
    fn has_author(&self, slug: &str) -> bool;
    /// The code of its language.
    fn language(&self) -> &str;
    /// When it came out, if that is known. Where it is not, no rule about age speaks of it.
    fn published_at(&self) -> Option<Timestamp>;
}

/// Who asks, as far as the meter cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No log-in.
    Anonymous,
    /// Logged in.
    Reader,
    /// Logged in with a role at the desk.
    Staff,
}

/// How the reader stands with the business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subscription<'a> {
    /// Never had one.
    #[default]
    None,
    /// Had one that has ended.
    Lapsed,
    /// Has one, to the plan of this slug.
    Running(&'a str),
}

impl<'a> From<&'a Holding> for Subscription<'a> {
    fn from(holding: &'a Holding) -> Self {
        match &holding.plan {
            Some(plan) => Self::Running(plan),
            None if holding.has_lapsed => Self::Lapsed,
            None => Self::None,
        }
    }
}

/// What opens a story beside all rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// A link that a subscriber or the desk gave away.
    Gift,
    /// The desk opened the story to everybody for a while.
    Emergency,
    /// A search engine that has proven who it is, where the publisher lets it read
    /// metered stories; and everything else too, if `premium`.
    Crawler {
        /// Whether it may read what is not metered as well.
        premium: bool,
    },
}

/// What the request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody wants to read now.
    Reading,
    /// The browser fetches ahead (`Sec-Purpose: prefetch`): nobody has asked to read yet.
    Prefetch,
    /// Only the headers are asked for (HEAD).
    Look,
    /// A program that says that it is one: a search engine, a link preview.
    Crawler,
}

/// Everything the decision depends on, but the policy and the count.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The story.
    pub story: &'a dyn Story,
    /// When it is.
    pub now: Timestamp,
    /// Who asks.
    pub standing: Standing,
    /// How the reader stands with the business.
    pub subscription: Subscription<'a>,
    /// What the reader's subscription includes.
    pub benefits: &'a BenefitSet,
    /// The institution that the visitor comes from.
    pub institution: Option<&'a Institution>,
    /// The visitor's country, where the proxy before the paper tells.
    pub country: Option<Country>,
    /// The path at which the visit began, where that is remembered.
    pub entry: Option<&'a str>,
    /// What opens the story beside all rules.
    pub pass: Option<Pass>,
    /// Whether the device cookie came back to us, so that it can be counted on.
    pub device_proven: bool,
    /// What the request is for.
    pub purpose: Purpose,
}
