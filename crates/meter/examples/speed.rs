//! How long a decision takes by itself: `cargo xtask bench decision` runs it.
//!
//! Prints one line for each policy: its rules, and nanoseconds for a decision by the
//! story's own level, by its last rule, and by a meter that is asked in between.

#![allow(clippy::print_stdout, reason = "it tells what it measured")]

use std::{hint::black_box, time::Instant};

use jiff::Timestamp;
use meter::{
    Facts, Newcomers, Outcome, Policy, Purpose, Rule, Standing, Story, Subscription, Tally, decide,
    question,
};
use vocab::{Access, Benefit, BenefitSet};

const DECISIONS: u32 = 400_000;
const ROUNDS: usize = 5;

#[derive(Debug)]
struct Bonds {
    section: &'static str,
}

impl Story for Bonds {
    fn access(&self) -> Access {
        Access::Metered
    }

    fn required_benefit(&self) -> Option<&Benefit> {
        None
    }

    fn section(&self) -> &str {
        self.section
    }

    fn has_topic(&self, slug: &str) -> bool {
        ["government-bonds", "rates", "banks"].contains(&slug)
    }

    fn has_author(&self, slug: &str) -> bool {
        slug == "asha-rao"
    }

    fn language(&self) -> &'static str {
        "en"
    }

    fn published_at(&self) -> Option<Timestamp> {
        Some(Timestamp::UNIX_EPOCH)
    }
}

/// As the desk makes them: sections, topics, an author, and an age.
fn rule(number: usize) -> Rule {
    Rule {
        name: format!("Rule {number}"),
        sections: vec![format!("section-{number}"), format!("series-{number}")],
        topics: vec![format!("topic-{number}"), "rates".to_owned()],
        authors: vec!["asha-rao".to_owned()],
        access: vec![Access::Metered, Access::Premium],
        older_than_days: Some(30),
        newer_than_days: None,
        languages: vec!["en".to_owned()],
        entries: Vec::new(),
        audience: Vec::new(),
        countries: Vec::new(),
        outcome: Outcome::Counted("stories".to_owned()),
    }
}

fn policy(rules: usize) -> Policy {
    Policy {
        rules: (0..rules).map(rule).collect(),
        ..Policy::of_limits(5, 8, Newcomers::ProveCookie)
    }
}

/// Nanoseconds for one decision, the best of some rounds.
fn measure(policy: &Policy, story: &Bonds) -> u128 {
    let benefits = BenefitSet::default();
    let facts = Facts {
        story,
        now: Timestamp::MAX,
        standing: Standing::Anonymous,
        subscription: Subscription::None,
        benefits: &benefits,
        institution: None,
        country: None,
        entry: None,
        pass: None,
        device_proven: true,
        purpose: Purpose::Reading,
    };
    let mut best = u128::MAX;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        for used in 0..DECISIONS {
            let (policy, facts) = (black_box(policy), black_box(&facts));
            let tally = question(policy, facts).map(|question| Tally {
                used: used % (question.ceiling + 1),
                holds_story: used % 2 == 0,
            });
            black_box(decide(policy, facts, tally));
        }
        best = best.min(begun.elapsed().as_nanos() / u128::from(DECISIONS));
    }
    best
}

fn main() {
    for rules in [0, 1, 10, 100] {
        let policy = policy(rules);
        let unspoken = measure(&policy, &Bonds { section: "elsewhere" });
        let last = rules.saturating_sub(1);
        let section: &'static str = format!("section-{last}").leak();
        let by_last = measure(&policy, &Bonds { section });
        println!("measured rules={rules} by_level_ns={unspoken} by_last_rule_ns={by_last}");
    }
}
