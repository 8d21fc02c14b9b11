//! Any policy, any visitor, any story: the decision is total, the same each time,
//! within the limits, and opens nothing without a ground that stands in the facts.

#![no_main]

mod bytes;

use bytes::Bytes;
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use meter::{
    Asked, Audience, Decision, Facts, Meter, Newcomers, OpenReason, Outcome, Pass, Policy, Purpose,
    Rule, Standing, Story, Subscription, Tally, WallReason, WindowKind, decide, question,
};
use vocab::{Access, Benefit, BenefitSet, Institution};

const SLUGS: [&str; 4] = ["markets", "copper", "asha-rao", "stories"];
const LEVELS: [Access; 4] = [Access::Free, Access::Metered, Access::Registered, Access::Premium];
const BENEFITS: [Benefit; 4] =
    [Benefit::Unlimited, Benefit::Premium, Benefit::Epaper, Benefit::Archive];
const NOW: i64 = 1_795_500_000;

#[derive(Debug)]
struct AnyStory {
    access: Access,
    required: Option<Benefit>,
    slug: &'static str,
    language: &'static str,
    published_at: Option<Timestamp>,
}

impl Story for AnyStory {
    fn access(&self) -> Access {
        self.access
    }

    fn required_benefit(&self) -> Option<&Benefit> {
        self.required.as_ref()
    }

    fn section(&self) -> &str {
        self.slug
    }

    fn has_topic(&self, slug: &str) -> bool {
        self.slug == slug
    }

    fn has_author(&self, slug: &str) -> bool {
        self.slug == slug
    }

    fn language(&self) -> &str {
        self.language
    }

    fn published_at(&self) -> Option<Timestamp> {
        self.published_at
    }
}

fn optional<T>(bytes: &mut Bytes<'_>, value: impl FnOnce(&mut Bytes<'_>) -> T) -> Option<T> {
    bytes.flag().then(|| value(bytes))
}

fn slug(bytes: &mut Bytes<'_>) -> String {
    bytes.of(&SLUGS).to_owned()
}

fn any_meter(bytes: &mut Bytes<'_>) -> Meter {
    let windows = [WindowKind::Month, WindowKind::Week, WindowKind::Day, WindowKind::Rolling(7)];
    Meter {
        name: bytes.of(&["stories", "copper", "other"]).to_owned(),
        window: bytes.of(&windows),
        free_limit: any_limit(bytes),
        registered_limit: any_limit(bytes),
        grace: any_limit(bytes),
    }
}

fn any_limit(bytes: &mut Bytes<'_>) -> u32 {
    if bytes.flag() { u32::from(bytes.byte() % 8) } else { bytes.number() }
}

fn any_rule(bytes: &mut Bytes<'_>) -> Rule {
    let audience = |bytes: &mut Bytes<'_>| match bytes.byte() % 7 {
        0 => Audience::Anonymous,
        1 => Audience::Registered,
        2 => Audience::Lapsed,
        3 => Audience::Subscriber,
        4 => Audience::Plan(slug(bytes)),
        5 => Audience::Institution(None),
        _ => Audience::Institution(Some(slug(bytes))),
    };
    Rule {
        name: slug(bytes),
        sections: bytes.some(2, slug),
        topics: bytes.some(2, slug),
        authors: bytes.some(2, slug),
        access: bytes.some(3, |bytes| bytes.of(&LEVELS)),
        older_than_days: optional(bytes, |bytes| bytes.number() % 400),
        newer_than_days: optional(bytes, |bytes| bytes.number()),
        languages: bytes.some(1, |bytes| bytes.of(&["en", "hi"]).to_owned()),
        entries: bytes.some(1, |bytes| bytes.of(&["/", "/markets*", "*"]).to_owned()),
        audience: bytes.some(2, audience),
        countries: bytes.some(1, |bytes| bytes.of(&["IN", "US"]).parse().expect("a country")),
        outcome: match bytes.byte() % 5 {
            0 => Outcome::Free,
            1 => Outcome::Counted(slug(bytes)),
            2 => Outcome::Register,
            3 => Outcome::Subscribe,
            _ => Outcome::Benefit(bytes.of(&BENEFITS)),
        },
    }
}

/// As text, as masthead.toml and the desk have it; or one that no text would give.
fn any_policy(bytes: &mut Bytes<'_>) -> Option<Policy> {
    if bytes.flag() {
        let policy: Policy = toml::from_str(bytes.text()).ok()?;
        // What is written is read as the same.
        let written = toml::to_string(&policy).expect("a policy that was read can be written");
        assert_eq!(toml::from_str::<Policy>(&written).as_ref(), Ok(&policy), "{written}");
        return Some(policy);
    }
    let newcomers = bytes.of(&[Newcomers::ProveCookie, Newcomers::Open]);
    let (meters, rules) = (bytes.some(3, any_meter), bytes.some(3, any_rule));
    Some(Policy { newcomers, meters, rules })
}

/// What counters say that do what they are asked.
fn count(policy: &Policy, facts: &Facts<'_>, used: u32, known: bool) -> Option<Tally> {
    let question = question(policy, facts)?;
    let used = used.max(u32::from(known));
    let takes = question.counts && !known && used < question.ceiling;
    Some(Tally { used: used + u32::from(takes), holds_story: known || takes })
}

/// Whether the facts hold what the decision says it opened for.
fn has_ground(policy: &Policy, facts: &Facts<'_>, because: OpenReason) -> bool {
    let (asked, rule) = policy.asks(facts);
    let access = facts.story.access();
    let gives = |benefits: &BenefitSet| match &asked {
        Asked::Nothing | Asked::LogIn => false,
        Asked::Room(_) => benefits.holds(&Benefit::Unlimited),
        Asked::Subscription => {
            benefits.holds(&Benefit::Premium)
                || benefits.holds(&Benefit::Unlimited) && access != Access::Premium
        }
        Asked::Benefit(benefit) => benefits.holds(benefit),
    };
    // Another level than its own a story has only by a rule that names its level.
    let named = |level| {
        let speaks = |place| policy.rules.get::<usize>(place).map(|rule| &rule.access);
        let required = facts.story.required_benefit().is_some();
        !required
            && (access == level || rule.and_then(speaks).is_some_and(|of| of.contains(&access)))
    };
    match because {
        OpenReason::Free => named(Access::Free) && asked == Asked::Nothing,
        OpenReason::Metered => named(Access::Metered) && matches!(asked, Asked::Room(Some(_))),
        OpenReason::Registered => named(Access::Registered) && facts.standing == Standing::Reader,
        OpenReason::Benefit => gives(facts.benefits),
        OpenReason::Institution => {
            facts.institution.is_some_and(|from| asked == Asked::LogIn || gives(&from.benefits))
        }
        OpenReason::Gift => facts.pass == Some(Pass::Gift),
        OpenReason::Emergency => facts.pass == Some(Pass::Emergency),
        OpenReason::Crawler => match facts.pass {
            Some(Pass::Crawler { premium }) => premium || matches!(asked, Asked::Room(_)),
            _ => false,
        },
        OpenReason::Staff => facts.standing == Standing::Staff,
    }
}

fn examine(policy: &Policy, facts: &Facts<'_>, tally: Option<Tally>) -> Decision {
    let decision = decide(policy, facts, tally);
    assert_eq!(decision, decide(policy, facts, tally), "the same each time");
    if let Decision::Open { because, .. } = decision {
        assert!(has_ground(policy, facts, because), "{decision:?} of {facts:?}");
        let ahead = facts.purpose == Purpose::Prefetch;
        assert!(!ahead || matches!(because, OpenReason::Free | OpenReason::Emergency));
        if because == OpenReason::Metered {
            assert!(tally.is_some_and(|tally| tally.holds_story) && decision.count().is_some());
        }
    }
    decision
}

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes(data);
    let bytes = &mut bytes;
    let Some(policy) = any_policy(bytes) else { return };
    let is_sound = policy.check().is_ok();
    let now = Timestamp::from_second(NOW).expect("a moment");
    let story = AnyStory {
        access: bytes.of(&LEVELS),
        required: optional(bytes, |bytes| bytes.of(&BENEFITS)),
        slug: bytes.of(&SLUGS),
        language: bytes.of(&["en", "hi"]),
        published_at: optional(bytes, |bytes| {
            Timestamp::from_second(i64::from(bytes.number())).expect("a moment")
        }),
    };
    let benefits: BenefitSet = bytes.some(2, |bytes| bytes.of(&BENEFITS)).into_iter().collect();
    let institution = Institution {
        slug: bytes.of(&SLUGS).into(),
        name: "".into(),
        benefits: bytes.some(2, |bytes| bytes.of(&BENEFITS)).into_iter().collect(),
    };
    let passes = [
        Pass::Gift,
        Pass::Emergency,
        Pass::Crawler { premium: true },
        Pass::Crawler { premium: false },
    ];
    let purposes = [Purpose::Reading, Purpose::Prefetch, Purpose::Look, Purpose::Crawler];
    let subscriptions = [Subscription::None, Subscription::Lapsed, Subscription::Running("copper")];
    let facts = Facts {
        story: &story,
        now,
        standing: bytes.of(&[Standing::Anonymous, Standing::Reader, Standing::Staff]),
        subscription: bytes.of(&subscriptions),
        benefits: &benefits,
        institution: bytes.flag().then_some(&institution),
        country: optional(bytes, |bytes| bytes.of(&["IN", "US"]).parse().expect("a country")),
        entry: optional(bytes, |bytes| bytes.of(&["/", "/markets", "/markets/gold"])),
        pass: optional(bytes, |bytes| bytes.of(&passes)),
        device_proven: bytes.flag(),
        purpose: bytes.of(&purposes),
    };
    // Whatever the counters might say, and what they do say.
    let said = optional(bytes, |bytes| Tally { used: bytes.number(), holds_story: bytes.flag() });
    examine(&policy, &facts, said);
    let asked = question(&policy, &facts);
    let (used, known) = (any_limit(bytes), bytes.flag());
    let tally = count(&policy, &facts, used, known);
    let decision = examine(&policy, &facts, tally);
    if let (Decision::Open { because: OpenReason::Metered, .. }, Some(asked), Some(tally)) =
        (decision, asked, tally)
    {
        // Beyond the ceiling only what was counted before it was lowered is open.
        let again = count(&policy, &facts, tally.used, true);
        assert!(examine(&policy, &facts, again).is_open(), "what was read stays open");
        let next = count(&policy, &facts, asked.ceiling, false);
        let full = Decision::Wall {
            because: WallReason::Limit,
            count: next.map(|tally| meter::Count { used: tally.used, limit: asked.limit }),
        };
        assert_eq!(examine(&policy, &facts, next), full, "at the limit is the wall");
        assert!(known || tally.used <= asked.ceiling, "{tally:?}");
    }
    // Without a count, and with nothing else, nothing closed opens.
    let nobody = Facts {
        standing: Standing::Anonymous,
        benefits: &BenefitSet::default(),
        institution: None,
        pass: None,
        ..facts
    };
    if let Decision::Open { because, .. } = examine(&policy, &nobody, None) {
        assert_eq!(because, OpenReason::Free);
    }
    // A sound policy has a meter for every rule that counts.
    if is_sound {
        let (asks, _) = policy.asks(&facts);
        assert_ne!(asks, Asked::Room(None), "{policy:?}");
    }
});
