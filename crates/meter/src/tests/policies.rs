use vocab::{Access, BenefitSet, Country, Institution};

use super::cases::{facts, paid, policy, rule, story};
use crate::*;

/// Which rule speaks, and what it makes of an anonymous visitor with room.
fn ruled(rules: Vec<Rule>, change: impl FnOnce(&mut Facts<'_>)) -> (Option<usize>, String) {
    let (none, policy) = (BenefitSet::default(), policy(rules));
    let story = story(Access::Metered);
    let mut facts = facts(&story, Standing::Anonymous, &none);
    change(&mut facts);
    let tally = question(&policy, &facts).map(|_| Tally { used: 1, holds_story: true });
    (policy.asks(&facts).1, decide(&policy, &facts, tally).to_string())
}

#[test]
fn the_first_rule_that_speaks_decides() {
    let elsewhere = Rule { sections: vec!["opinion".into()], ..rule("Opinion", "free") };
    let here = Rule { sections: vec!["markets".into()], ..rule("Markets", "subscribe") };
    let all = rule("All", "register");
    let rules = vec![elsewhere, here, all.clone()];
    assert_eq!(ruled(rules, |_| {}), (Some(1), "wall; because=premium".into()));
    assert_eq!(ruled(vec![all], |_| {}), (Some(0), "wall; because=register".into()));
    let open = (None, "open; because=metered; used=1; limit=5".into());
    assert_eq!(ruled(vec![], |_| {}), open);
}

#[test]
fn every_restriction_restricts() {
    let country = |text: &str| text.parse::<Country>().unwrap();
    let plain = || rule("R", "register");
    let table: Vec<(Rule, bool)> = vec![
        (Rule { topics: vec!["copper".into()], ..plain() }, true),
        (Rule { topics: vec!["tin".into()], ..plain() }, false),
        (Rule { authors: vec!["asha-rao".into()], ..plain() }, true),
        (Rule { authors: vec!["b".into()], ..plain() }, false),
        (Rule { languages: vec!["hi".into()], ..plain() }, false),
        (Rule { languages: vec!["en".into()], ..plain() }, true),
        (Rule { access: vec![Access::Premium], ..plain() }, false),
        (Rule { older_than_days: Some(1), ..plain() }, false),
        (Rule { older_than_days: Some(0), ..plain() }, true),
        (Rule { newer_than_days: Some(1), ..plain() }, true),
        (Rule { newer_than_days: Some(0), ..plain() }, false),
        (Rule { audience: vec![Audience::Anonymous], ..plain() }, true),
        (Rule { audience: vec![Audience::Lapsed], ..plain() }, false),
        (Rule { audience: vec![Audience::Lapsed, Audience::Anonymous], ..plain() }, true),
        (Rule { countries: vec![country("in")], ..plain() }, true),
        (Rule { countries: vec![country("GB")], ..plain() }, false),
        (Rule { entries: vec!["/".into()], ..plain() }, false),
        (Rule { entries: vec!["/markets/*".into()], ..plain() }, true),
    ];
    for (rule, speaks) in table {
        let shown = format!("{rule:?}");
        let (found, _) = ruled(vec![rule], |facts| {
            facts.country = Some(country("IN"));
            facts.entry = Some("/markets/copper-falls");
        });
        assert_eq!(found.is_some(), speaks, "{shown}");
    }
}

#[test]
fn audiences_are_told_apart() {
    let benefits = paid();
    let story = story(Access::Metered);
    let none = BenefitSet::default();
    let from = Institution { slug: "iit".into(), name: "IIT".into(), benefits: none };
    let from = &from;
    let visitors = [
        (Standing::Anonymous, Subscription::None, None, vec!["anonymous"]),
        (Standing::Reader, Subscription::None, None, vec!["registered"]),
        (Standing::Reader, Subscription::Lapsed, None, vec!["lapsed"]),
        (Standing::Reader, Subscription::Running("gold"), None, vec!["subscriber", "plan:gold"]),
        (
            Standing::Anonymous,
            Subscription::None,
            Some(from),
            vec!["anonymous", "institution", "institution:iit"],
        ),
    ];
    let all = [
        "anonymous",
        "registered",
        "lapsed",
        "subscriber",
        "plan:gold",
        "plan:silver",
        "institution",
        "institution:iit",
        "institution:other",
    ];
    for (standing, subscription, institution, expected) in visitors {
        let facts = Facts { subscription, institution, ..facts(&story, standing, &benefits) };
        let held = all.into_iter().filter(|text| {
            let audience = vec![text.parse().unwrap()];
            Rule { audience, ..rule("R", "free") }.matches(&facts)
        });
        assert_eq!(held.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn what_a_rule_keeps_for_subscribers_opens_to_them() {
    let story = story(Access::Metered);
    let policy = policy(vec![rule("Markets", "subscribe")]);
    for (text, opens) in [("unlimited", true), ("premium", true), ("ad-free", false)] {
        let benefits: BenefitSet = text.parse().unwrap();
        let facts = facts(&story, Standing::Reader, &benefits);
        assert_eq!(decide(&policy, &facts, None).is_open(), opens, "{text}");
    }
}

#[test]
fn a_bad_policy_is_refused_with_rule_and_field() {
    let first = Rule { sections: vec!["markets".into()], ..rule("First", "free") };
    let cases: Vec<(Vec<Rule>, &str)> = vec![
        (vec![rule("", "free")], "rule 1 “”: name: "),
        (vec![first.clone(), first.clone()], "rule 2 “First”: name: another"),
        (
            vec![first.clone(), rule("A", "meter:x")],
            "rule 2 “A”: outcome: there is no meter “x”; there are: stories",
        ),
        (vec![rule("A", "free"), first.clone()], "rule 2 “First”: order: “A” before it"),
        (
            vec![Rule { sections: vec!["Markets!".into()], ..rule("A", "free") }],
            "rule 1 “A”: sections: “Markets!”",
        ),
        (vec![Rule { entries: vec!["x".into()], ..rule("A", "free") }], "rule 1 “A”: entries: “x”"),
        (vec![Rule { access: vec![], ..rule("A", "free") }], "rule 1 “A”: access: "),
        (
            vec![Rule { older_than_days: Some(9), newer_than_days: Some(9), ..rule("A", "free") }],
            "rule 1 “A”: newer_than_days: ",
        ),
        (
            vec![Rule { topics: vec!["a".into(); 51], ..rule("A", "free") }],
            "rule 1 “A”: topics: 51",
        ),
    ];
    for (rules, expected) in cases {
        let problem = policy(rules).check().unwrap_err().to_string();
        assert!(problem.starts_with(expected), "{problem}");
    }
    assert_eq!(policy(vec![first, rule("A", "free")]).check(), Ok(()));
}

#[test]
fn a_bad_meter_is_refused_with_its_field() {
    let meter = |name: &str, free_limit, registered_limit| Meter {
        name: name.to_owned(),
        window: WindowKind::Week,
        free_limit,
        registered_limit,
        grace: 0,
    };
    for (extra, expected) in [
        (meter("Markets", 1, 1), "meter “Markets”: name: "),
        (meter("markets", 3, 2), "meter “markets”: registered_limit: 2 is less"),
        (meter("markets", 1, 5_000), "meter “markets”: registered_limit: 5000 is over"),
        (Meter { grace: 101, ..meter("markets", 1, 1) }, "meter “markets”: grace: 101"),
    ] {
        let mut policy = policy(vec![]);
        policy.meters.push(extra);
        let problem = policy.check().unwrap_err().to_string();
        assert!(problem.starts_with(expected), "{problem}");
    }
    let mut twice = policy(vec![]);
    twice.meters.extend([meter("markets", 1, 1), meter("markets", 1, 1)]);
    assert!(twice.check().is_err());
    let none = Policy { meters: vec![], ..policy(vec![]) };
    assert!(none.check().unwrap_err().to_string().contains("stories"));
}

#[test]
fn a_policy_survives_being_written() {
    let rules = vec![
        Rule {
            sections: vec!["markets".into()],
            audience: vec!["plan:gold".parse().unwrap(), Audience::Lapsed],
            countries: vec!["IN".parse().unwrap()],
            older_than_days: Some(30),
            ..rule("The archive", "benefit:archive")
        },
        rule("Counted", "meter:stories"),
    ];
    let policy = policy(rules);
    let text = serde_json::to_string(&policy).unwrap();
    assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
    let bad = text.replace("benefit:archive", "benefit:gold");
    let problem = serde_json::from_str::<Policy>(&bad).unwrap_err().to_string();
    assert!(problem.contains("“gold” is not a benefit"), "{problem}");
    let unknown = text.replace("older_than_days", "older_than");
    assert!(serde_json::from_str::<Policy>(&unknown).is_err());
}
