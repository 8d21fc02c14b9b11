//! Who would read a story, and who would meet which wall: a policy tried on visitors.

use jiff::Timestamp;
use meter::{
    Audience, Decision, Facts, Pass, Policy, Purpose, Standing, Story, Subscription, Tally, decide,
    question,
};
use vocab::{BenefitSet, Country, Institution};

use crate::{Choices, Holder};

/// A kind of visitor to try a policy on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trial {
    /// On the first visit.
    Newcomer,
    /// Without a log-in, with room in the meter, or with none.
    Anonymous { full: bool },
    /// Logged in, never a subscriber.
    Registered { full: bool },
    /// Logged in; the subscription has ended, and the meter is full.
    Lapsed,
    /// A subscriber of this plan, by its place.
    Subscriber(usize),
    /// Without a log-in, on the first visit, from this institution, by its place.
    Institution(usize),
    /// A search engine.
    Crawler,
}

/// What becomes of one kind of visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outlook {
    pub decision: Decision,
    /// The place of the rule that spoke; none where the story's own level did.
    pub rule: Option<usize>,
}

/// From where the visitors of a preview come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    pub country: Option<Country>,
    pub entry: Option<String>,
}

/// How many institutions a preview tries.
const INSTITUTIONS: usize = 12;

/// Of all institutions those that a preview tries: those that rules name come first.
pub(crate) fn tried_institutions(policies: &[&Policy], all: Vec<Holder>) -> Vec<Holder> {
    let is_named = |found: &Holder| {
        let audiences = policies.iter().flat_map(|policy| &policy.rules);
        audiences
            .flat_map(|rule| &rule.audience)
            .any(|one| matches!(one, Audience::Institution(Some(slug)) if *slug == found.slug))
    };
    let (mut tried, others): (Vec<_>, Vec<_>) = all.into_iter().partition(is_named);
    tried.extend(others);
    tried.truncate(INSTITUTIONS);
    tried
}

/// Everybody that a preview tries.
pub(crate) fn trials(choices: &Choices, institutions: &[Holder]) -> Vec<Trial> {
    let mut trials = vec![
        Trial::Newcomer,
        Trial::Anonymous { full: false },
        Trial::Anonymous { full: true },
        Trial::Registered { full: false },
        Trial::Registered { full: true },
        Trial::Lapsed,
    ];
    trials.extend((0..choices.plans.len()).map(Trial::Subscriber));
    trials.extend((0..institutions.len()).map(Trial::Institution));
    trials.push(Trial::Crawler);
    trials
}

/// What `policy` does with a visitor of this kind.
pub(crate) fn outlook(
    policy: &Policy,
    story: &dyn Story,
    trial: &Trial,
    origin: &Origin,
    (choices, institutions): (&Choices, &[Holder]),
    now: Timestamp,
) -> Outlook {
    let none = BenefitSet::default();
    let plan = match trial {
        Trial::Subscriber(place) => choices.plans.get(*place),
        _ => None,
    };
    let institution = match trial {
        Trial::Institution(place) => institutions.get(*place).map(|found| Institution {
            slug: found.slug.as_str().into(),
            name: found.name.as_str().into(),
            benefits: found.benefits.clone(),
        }),
        _ => None,
    };
    let subscription = match (trial, plan) {
        (_, Some(plan)) => Subscription::Running(&plan.slug),
        (Trial::Lapsed, None) => Subscription::Lapsed,
        _ => Subscription::None,
    };
    let standing = match trial {
        Trial::Newcomer | Trial::Anonymous { .. } | Trial::Institution(_) | Trial::Crawler => {
            Standing::Anonymous
        }
        Trial::Registered { .. } | Trial::Lapsed | Trial::Subscriber(_) => Standing::Reader,
    };
    let facts = Facts {
        story,
        now,
        standing,
        subscription,
        benefits: plan.map_or(&none, |plan| &plan.benefits),
        institution: institution.as_ref(),
        country: origin.country,
        entry: origin.entry.as_deref(),
        pass: None::<Pass>,
        device_proven: !matches!(trial, Trial::Newcomer | Trial::Institution(_) | Trial::Crawler),
        purpose: if *trial == Trial::Crawler { Purpose::Crawler } else { Purpose::Reading },
    };
    let tally = question(policy, &facts).map(|question| {
        let is_full = matches!(
            trial,
            Trial::Anonymous { full: true } | Trial::Registered { full: true } | Trial::Lapsed
        );
        if is_full {
            Tally { used: question.ceiling, holds_story: false }
        } else {
            let used = 1.min(question.ceiling);
            Tally { used, holds_story: used > 0 }
        }
    });
    let (_, rule) = policy.asks(&facts);
    Outlook { decision: decide(policy, &facts, tally), rule }
}
