use proptest::prelude::*;
use vocab::{Access, Benefit, BenefitSet, Institution};

use super::cases::{facts, paid, policy, rule, story};
use crate::*;

#[test]
fn every_level_for_every_visitor() {
    let (none, paid) = (BenefitSet::default(), paid());
    let fifth = Some(Tally { used: 5, holds_story: true });
    let sixth = Some(Tally { used: 5, holds_story: false });
    let (anonymous, reader) = (Standing::Anonymous, Standing::Reader);
    let table = [
        (Access::Free, anonymous, &none, None, "open; because=free"),
        (Access::Metered, anonymous, &none, fifth, "open; because=metered; used=5; limit=5"),
        (Access::Metered, anonymous, &none, sixth, "wall; because=limit; used=5; limit=5"),
        (Access::Metered, anonymous, &none, None, "wall; because=newcomer"),
        (Access::Metered, reader, &none, fifth, "open; because=metered; used=5; limit=8"),
        (Access::Metered, reader, &paid, None, "open; because=benefit"),
        (Access::Registered, anonymous, &none, None, "wall; because=register"),
        (Access::Registered, reader, &none, None, "open; because=registered"),
        (Access::Premium, anonymous, &none, None, "wall; because=premium"),
        (Access::Premium, reader, &none, None, "wall; because=premium"),
        (Access::Premium, reader, &paid, None, "open; because=benefit"),
        (Access::Premium, Standing::Staff, &none, None, "open; because=staff"),
    ];
    for (access, standing, benefits, tally, expected) in table {
        let story = story(access);
        let decision = decide(&policy(vec![]), &facts(&story, standing, benefits), tally);
        assert_eq!(decision.to_string(), expected, "{access} for {standing:?}");
    }
}

#[test]
fn a_prefetch_gets_the_lead_and_does_not_count() {
    let (none, policy) = (BenefitSet::default(), policy(vec![]));
    let story = story(Access::Metered);
    let ahead = Facts { purpose: Purpose::Prefetch, ..facts(&story, Standing::Anonymous, &none) };
    assert!(!question(&policy, &ahead).unwrap().counts);
    assert!(!decide(&policy, &ahead, Some(Tally { used: 1, holds_story: true })).is_open());
    let gift = Facts { pass: Some(Pass::Gift), ..ahead };
    assert_eq!(decide(&policy, &gift, None).because(), "newcomer");
}

#[test]
fn a_newcomer_is_counted_only_where_the_policy_opens() {
    let (none, policy) = (BenefitSet::default(), policy(vec![]));
    let story = story(Access::Metered);
    let newcomer = Facts { device_proven: false, ..facts(&story, Standing::Anonymous, &none) };
    assert_eq!(question(&policy, &newcomer), None);
    let open = Policy { newcomers: Newcomers::Open, ..policy };
    assert!(question(&open, &newcomer).is_some());
    let crawler = Facts { purpose: Purpose::Crawler, ..newcomer };
    assert_eq!(question(&open, &crawler), None);
    assert_eq!(decide(&open, &crawler, None).because(), "newcomer");
}

#[test]
fn a_required_benefit_stands_above_level_and_rules() {
    let (none, paid) = (BenefitSet::default(), paid());
    let mut story = story(Access::Free);
    story.required_benefit = Some(Benefit::SmartInvestor);
    let mut everything = rule("Open", "free");
    everything.access = Access::ALL.to_vec();
    let policy = policy(vec![everything]);
    for benefits in [&none, &paid] {
        let facts = facts(&story, Standing::Reader, benefits);
        assert_eq!(decide(&policy, &facts, None).to_string(), "wall; because=benefit");
    }
}

#[test]
fn grace_opens_beyond_the_limit_and_says_so() {
    let none = BenefitSet::default();
    let story = story(Access::Metered);
    let mut policy = policy(vec![]);
    policy.meters[0].grace = 2;
    let facts = facts(&story, Standing::Anonymous, &none);
    let question = question(&policy, &facts).unwrap();
    assert_eq!((question.limit, question.ceiling), (5, 7));
    let seventh = decide(&policy, &facts, Some(Tally { used: 7, holds_story: true }));
    assert_eq!(seventh.to_string(), "open; because=metered; used=7; limit=5");
}

#[test]
fn passes_open_what_is_closed_and_nothing_counts() {
    let (none, policy) = (BenefitSet::default(), policy(vec![]));
    for access in [Access::Metered, Access::Registered, Access::Premium] {
        let story = story(access);
        let engine = Pass::Crawler { premium: true };
        for (pass, word) in
            [(Pass::Gift, "gift"), (Pass::Emergency, "emergency"), (engine, "crawler")]
        {
            let facts = Facts { pass: Some(pass), ..facts(&story, Standing::Anonymous, &none) };
            assert_eq!(question(&policy, &facts), None);
            assert_eq!(decide(&policy, &facts, None), Decision::open(pass.into()));
            assert_eq!(decide(&policy, &facts, None).because(), word);
        }
    }
}

#[test]
fn an_engine_reads_what_is_metered_and_the_rest_only_where_it_may() {
    let (none, policy) = (BenefitSet::default(), policy(vec![]));
    let engine = Some(Pass::Crawler { premium: false });
    for (access, expected) in [
        (Access::Free, "open; because=free"),
        (Access::Metered, "open; because=crawler"),
        (Access::Registered, "wall; because=register"),
        (Access::Premium, "wall; because=premium"),
    ] {
        let story = story(access);
        let facts = Facts {
            pass: engine,
            purpose: Purpose::Crawler,
            device_proven: false,
            ..facts(&story, Standing::Anonymous, &none)
        };
        assert_eq!(question(&policy, &facts), None, "{access}");
        assert_eq!(decide(&policy, &facts, None).to_string(), expected);
    }
    let mut story = story(Access::Metered);
    story.required_benefit = Some(Benefit::SmartInvestor);
    let facts = Facts { pass: engine, ..facts(&story, Standing::Anonymous, &none) };
    assert_eq!(decide(&policy, &facts, None).to_string(), "wall; because=benefit");
}

#[test]
fn an_institution_pays_for_what_its_agreement_includes() {
    let none = BenefitSet::default();
    let unlimited: BenefitSet = [Benefit::Unlimited].into_iter().collect();
    let policy = policy(vec![]);
    for (access, expected) in [
        (Access::Metered, "open; because=institution"),
        (Access::Registered, "open; because=institution"),
        (Access::Premium, "wall; because=premium"),
    ] {
        let story = story(access);
        let benefits = unlimited.clone();
        let from = Institution { slug: "iit".into(), name: "IIT".into(), benefits };
        let facts = Facts { institution: Some(&from), ..facts(&story, Standing::Anonymous, &none) };
        assert_eq!(decide(&policy, &facts, None).to_string(), expected);
    }
}

fn any_outcome() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "free",
        "meter:stories",
        "meter:nowhere",
        "register",
        "subscribe",
        "benefit:archive",
    ])
}

fn any_rule() -> impl Strategy<Value = Rule> {
    (
        any_outcome(),
        prop::sample::subsequence(Access::ALL.to_vec(), 1..=4),
        prop::sample::select(vec!["", "anonymous", "registered", "lapsed", "subscriber"]),
        prop::option::of(0u32..3),
        any::<bool>(),
    )
        .prop_map(|(outcome, access, audience, older_than_days, here)| Rule {
            access,
            audience: [audience].iter().filter_map(|text| text.parse().ok()).collect(),
            older_than_days,
            sections: if here { vec!["markets".into()] } else { vec!["opinion".into()] },
            ..rule("Some", outcome)
        })
}

proptest! {
    /// Nothing opens without a ground that can be named, whatever the rules.
    #[test]
    fn nothing_opens_without_a_ground(
        access in prop::sample::select(Access::ALL.to_vec()),
        standing in prop::sample::select(vec![Standing::Anonymous, Standing::Reader, Standing::Staff]),
        purpose in prop::sample::select(vec![Purpose::Reading, Purpose::Prefetch, Purpose::Look, Purpose::Crawler]),
        pass in prop::option::of(prop::sample::select(vec![Pass::Gift, Pass::Emergency, Pass::Crawler { premium: false }, Pass::Crawler { premium: true }])),
        rules in prop::collection::vec(any_rule(), 0..4),
        (device_proven, is_paid, lapsed, asked, holds_story) in any::<(bool, bool, bool, bool, bool)>(),
        used in 0u32..12,
    ) {
        let benefits = if is_paid { paid() } else { BenefitSet::default() };
        let story = story(access);
        let policy = policy(rules);
        let facts = Facts {
            device_proven,
            purpose,
            pass,
            subscription: if is_paid { Subscription::Running("p") } else if lapsed { Subscription::Lapsed } else { Subscription::None },
            ..facts(&story, standing, &benefits)
        };
        let question = question(&policy, &facts);
        let tally = asked.then_some(Tally { used, holds_story });
        let (wants, _) = policy.asks(&facts);
        if let Decision::Open { because, count } = decide(&policy, &facts, tally) {
            let ground = match because {
                OpenReason::Free => wants == Asked::Nothing,
                OpenReason::Metered => question.is_some_and(|question| question.counts) && asked && holds_story && count.is_some(),
                OpenReason::Registered => wants == Asked::LogIn && standing == Standing::Reader,
                OpenReason::Benefit => is_paid,
                OpenReason::Gift => pass == Some(Pass::Gift),
                OpenReason::Emergency => pass == Some(Pass::Emergency),
                OpenReason::Crawler => match pass {
                    Some(Pass::Crawler { premium }) => premium || matches!(wants, Asked::Room(_)),
                    _ => false,
                },
                OpenReason::Institution => false,
                OpenReason::Staff => standing == Standing::Staff,
            };
            prop_assert!(ground, "{because:?} for {wants:?}");
            prop_assert!(purpose != Purpose::Prefetch || matches!(because, OpenReason::Free | OpenReason::Emergency));
        }
    }
}
