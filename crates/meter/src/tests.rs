use proptest::prelude::*;
use vocab::{Access, Benefit, BenefitSet};

use crate::*;

const POLICY: Policy =
    Policy { free_limit: 5, registered_limit: 8, newcomers: Newcomers::ProveCookie };

fn facts<'a>(access: Access, standing: Standing, benefits: &'a BenefitSet) -> Facts<'a> {
    Facts {
        access,
        required_benefit: None,
        standing,
        device_proven: true,
        benefits,
        purpose: Purpose::Reading,
    }
}

fn subscriber() -> BenefitSet {
    [Benefit::Unlimited, Benefit::Premium].into_iter().collect()
}

#[test]
fn every_level_for_every_visitor() {
    let (none, paid) = (BenefitSet::default(), subscriber());
    let fifth = Some(Tally { used: 5, holds_story: true });
    let sixth = Some(Tally { used: 5, holds_story: false });
    let table = [
        (Access::Free, Standing::Anonymous, &none, None, "open; because=free"),
        (
            Access::Metered,
            Standing::Anonymous,
            &none,
            fifth,
            "open; because=metered; used=5; limit=5",
        ),
        (
            Access::Metered,
            Standing::Anonymous,
            &none,
            sixth,
            "wall; because=limit; used=5; limit=5",
        ),
        (Access::Metered, Standing::Anonymous, &none, None, "wall; because=newcomer"),
        (Access::Metered, Standing::Reader, &none, fifth, "open; because=metered; used=5; limit=8"),
        (Access::Metered, Standing::Reader, &paid, None, "open; because=benefit"),
        (Access::Registered, Standing::Anonymous, &none, None, "wall; because=register"),
        (Access::Registered, Standing::Reader, &none, None, "open; because=registered"),
        (Access::Premium, Standing::Anonymous, &none, None, "wall; because=premium"),
        (Access::Premium, Standing::Reader, &none, None, "wall; because=premium"),
        (Access::Premium, Standing::Reader, &paid, None, "open; because=benefit"),
        (Access::Premium, Standing::Staff, &none, None, "open; because=staff"),
    ];
    for (access, standing, benefits, tally, expected) in table {
        let decision = decide(&POLICY, &facts(access, standing, benefits), tally);
        assert_eq!(decision.to_string(), expected, "{access} for {standing:?}");
    }
}

#[test]
fn a_prefetch_gets_the_lead_and_does_not_count() {
    let none = BenefitSet::default();
    let ahead =
        Facts { purpose: Purpose::Prefetch, ..facts(Access::Metered, Standing::Anonymous, &none) };
    assert_eq!(limit_to_ask(&POLICY, &ahead), Some(Question { limit: 5, counts: false }));
    assert!(!decide(&POLICY, &ahead, Some(Tally { used: 1, holds_story: true })).is_open());
}

#[test]
fn a_newcomer_is_counted_only_where_the_policy_opens() {
    let none = BenefitSet::default();
    let newcomer =
        Facts { device_proven: false, ..facts(Access::Metered, Standing::Anonymous, &none) };
    assert_eq!(limit_to_ask(&POLICY, &newcomer), None);
    let open = Policy { newcomers: Newcomers::Open, ..POLICY };
    assert!(limit_to_ask(&open, &newcomer).is_some());
    let crawler = Facts { purpose: Purpose::Crawler, ..newcomer };
    assert_eq!(limit_to_ask(&open, &crawler), None);
    assert_eq!(decide(&open, &crawler, None).because(), "newcomer");
}

#[test]
fn a_required_benefit_stands_above_the_level() {
    let (none, paid) = (BenefitSet::default(), subscriber());
    let wanted = Benefit::SmartInvestor;
    for benefits in [&none, &paid] {
        let facts = Facts {
            required_benefit: Some(&wanted),
            ..facts(Access::Free, Standing::Reader, benefits)
        };
        assert_eq!(decide(&POLICY, &facts, None).because(), "benefit");
        assert!(!decide(&POLICY, &facts, None).is_open());
    }
}

fn any_facts() -> impl Strategy<Value = (Access, Standing, bool, Purpose, bool, bool)> {
    (
        prop::sample::select(Access::ALL.to_vec()),
        prop::sample::select(vec![Standing::Anonymous, Standing::Reader, Standing::Staff]),
        any::<bool>(),
        prop::sample::select(vec![Purpose::Reading, Purpose::Prefetch, Purpose::Crawler]),
        any::<bool>(),
        any::<bool>(),
    )
}

proptest! {
    /// Nobody without benefit, log-in or count opens anything but a free story.
    #[test]
    fn nothing_opens_without_a_ground(
        (access, standing, proven, purpose, paid, asked) in any_facts(),
        used in 0u32..12,
        holds_story: bool,
    ) {
        let benefits = if paid { subscriber() } else { BenefitSet::default() };
        let facts = Facts { access, required_benefit: None, standing, device_proven: proven, benefits: &benefits, purpose };
        let tally = asked.then_some(Tally { used, holds_story });
        if decide(&POLICY, &facts, tally).is_open() {
            let counted = access == Access::Metered
                && limit_to_ask(&POLICY, &facts).is_some_and(|question| question.counts)
                && asked && holds_story;
            let registered = access == Access::Registered && standing == Standing::Reader;
            prop_assert!(access == Access::Free || standing == Standing::Staff || paid || counted || registered);
        }
    }
}
