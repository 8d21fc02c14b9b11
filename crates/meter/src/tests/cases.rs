//! A story and a visitor to vary.

use jiff::Timestamp;
use vocab::{Access, Benefit, BenefitSet};

use crate::{Facts, Policy, Purpose, Rule, Standing, Story, Subscription};

#[derive(Clone, Debug)]
pub(super) struct TestStory {
    pub(super) access: Access,
    pub(super) required_benefit: Option<Benefit>,
    pub(super) section: &'static str,
    pub(super) topic: &'static str,
    pub(super) author: &'static str,
    pub(super) language: &'static str,
    pub(super) published_at: Option<Timestamp>,
}

pub(super) fn now() -> Timestamp {
    "2026-11-24T06:00:00Z".parse().unwrap()
}

pub(super) fn story(access: Access) -> TestStory {
    TestStory {
        access,
        required_benefit: None,
        section: "markets",
        topic: "copper",
        author: "asha-rao",
        language: "en",
        published_at: "2026-11-23T06:00:00Z".parse().ok(),
    }
}

impl Story for TestStory {
    fn access(&self) -> Access {
        self.access
    }

    fn required_benefit(&self) -> Option<&Benefit> {
        self.required_benefit.as_ref()
    }

    fn section(&self) -> &str {
        self.section
    }

    fn has_topic(&self, slug: &str) -> bool {
        self.topic == slug
    }

    fn has_author(&self, slug: &str) -> bool {
        self.author == slug
    }

    fn language(&self) -> &str {
        self.language
    }

    fn published_at(&self) -> Option<Timestamp> {
        self.published_at
    }
}

pub(super) fn facts<'a>(
    story: &'a TestStory,
    standing: Standing,
    benefits: &'a BenefitSet,
) -> Facts<'a> {
    Facts {
        story,
        now: now(),
        standing,
        subscription: Subscription::None,
        benefits,
        institution: None,
        country: None,
        entry: None,
        pass: None,
        device_proven: true,
        purpose: Purpose::Reading,
    }
}

pub(super) fn paid() -> BenefitSet {
    [Benefit::Unlimited, Benefit::Premium].into_iter().collect()
}

/// A rule that restricts nothing.
pub(super) fn rule(name: &str, outcome: &str) -> Rule {
    Rule {
        name: name.to_owned(),
        sections: Vec::new(),
        topics: Vec::new(),
        authors: Vec::new(),
        access: vec![Access::Metered],
        older_than_days: None,
        newer_than_days: None,
        languages: Vec::new(),
        entries: Vec::new(),
        audience: Vec::new(),
        countries: Vec::new(),
        outcome: outcome.parse().unwrap(),
    }
}

pub(super) fn policy(rules: Vec<Rule>) -> Policy {
    Policy { rules, ..Policy::of_limits(5, 8, crate::Newcomers::ProveCookie) }
}
