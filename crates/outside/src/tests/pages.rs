//! Addresses, rules, and what the policy sees.

use meter::Story as _;
use proptest::prelude::*;
use vocab::{Access, StoryNumber};
use web::Key;

use crate::{OriginConfig, OutsideConfig, OutsideStory, Registered, RuleConfig, normal_path};

fn rule(path: &str, access: &str) -> RuleConfig {
    RuleConfig {
        path: path.to_owned(),
        access: access.to_owned(),
        section: None,
        topics: Vec::new(),
        language: None,
        required_benefit: None,
    }
}

fn config(rules: Vec<RuleConfig>) -> OutsideConfig {
    let url = "https://www.example.test".to_owned();
    let origin = OriginConfig { url, otherwise: "premium".to_owned(), rules };
    OutsideConfig { token_minutes: 10, origins: vec![origin] }
}

fn story(path: &str, told: &Registered) -> OutsideStory {
    let mut news = rule("/news/*", "metered");
    news.topics.push("copper".to_owned());
    let rules = vec![rule("/premium/*", "premium"), rule("/about", "free"), news];
    let origins = config(rules).check().unwrap();
    let path = normal_path(path).unwrap();
    OutsideStory::new(&origins[0], path, told, "en", &Key::new(b"test"))
}

#[test]
fn every_spelling_of_a_path_is_the_same_path() {
    let forms = [
        "/premium/gold",
        "/premium/gold/",
        "//premium//gold",
        "/./premium/./gold",
        "/news/../premium/gold",
        "/%70remium/gold",
        "/PREMIUM/Gold",
        "/premium%2Fgold",
        "/premium;x=1/gold;y",
        "/premium/gold?a=b#c",
        "/../../premium/gold",
        "/news/..;/premium/gold",
    ];
    for form in forms {
        assert_eq!(normal_path(form).as_deref(), Some("/premium/gold"), "{form}");
    }
}

#[test]
fn what_servers_disagree_about_is_no_path() {
    let long = format!("/{}", "x".repeat(2_000));
    for raw in [
        "",
        "premium",
        "http://x/premium",
        "/a%00b",
        "/a%0d%0ab",
        "/a\\b",
        "/a%5cb",
        "/%c0%ae",
        "/%zz",
        "/%f",
        "/%",
        &long,
    ] {
        assert_eq!(normal_path(raw), None, "{raw}");
    }
}

proptest! {
    #[test]
    fn any_address_has_one_normal_form_or_none(raw in "[ -~]{0,80}|\\PC{0,40}") {
        if let Some(path) = normal_path(&raw) {
            prop_assert!(path.starts_with('/'));
            prop_assert!(!path.contains("//") && !path.contains("/../") && !path.contains("/./"));
        }
    }
}

#[test]
fn the_first_rule_that_speaks_of_a_path_decides_and_none_closes() {
    let nothing = Registered::default();
    for (path, access, section) in [
        ("/premium/gold", Access::Premium, "premium"),
        ("/premium", Access::Premium, "premium"),
        ("/about", Access::Free, "about"),
        ("/about/us", Access::Premium, "about"),
        ("/news/a/b", Access::Metered, "news"),
        ("/newsletters", Access::Premium, "newsletters"),
        ("/", Access::Premium, ""),
    ] {
        let story = story(path, &nothing);
        assert_eq!((story.access(), story.section()), (access, section), "{path}");
        assert_eq!(story.published_at(), None);
        assert_eq!(story.has_topic("copper"), access == Access::Metered);
    }
}

#[test]
fn what_a_site_tells_stands_above_the_rules_and_changes_no_number() {
    let told = Registered {
        access: Some("free".to_owned()),
        section: Some("metals".to_owned()),
        topics: Some(vec!["gold".to_owned()]),
        authors: vec!["asha-rao".to_owned()],
        language: Some("hi".to_owned()),
        published_at: "2026-11-01T00:00:00Z".parse().ok(),
        required_benefit: None,
    };
    let (plain, known) = (story("/news/x", &Registered::default()), story("/news/x", &told));
    assert_eq!(plain.number, known.number);
    assert!(plain.number.0 >= StoryNumber::FIRST_OUTSIDE && plain.number.0 <= i32::MAX as u32);
    assert_ne!(plain.number, story("/news/y", &told).number);
    assert_eq!((known.access(), known.section(), known.language()), (Access::Free, "metals", "hi"));
    assert!(known.has_topic("gold") && !known.has_topic("copper") && known.has_author("asha-rao"));
    assert!(known.published_at().is_some());
}

#[test]
fn what_cannot_be_configured_is_named() {
    let problem = |rules| config(rules).check().unwrap_err().to_string();
    assert!(
        problem(vec![rule("premium/*", "premium")]).contains("outside.origins[0].rules[0].path")
    );
    assert!(problem(vec![rule("/a*b", "premium")]).contains("rules[0].path"));
    assert!(problem(vec![rule("/a", "free"), rule("/b", "paid")]).contains("rules[1].access"));
    let mut other = config(Vec::new());
    other.token_minutes = 61;
    assert!(other.check().unwrap_err().to_string().contains("between 1 and 60"));
    let mut other = config(Vec::new());
    other.origins.push(other.origins[0].clone());
    assert!(other.check().unwrap_err().to_string().contains("origins[1].url"));
    let mut other = config(Vec::new());
    for url in ["www.example.test", "https://", "https://x/", "https://X.test"] {
        url.clone_into(&mut other.origins[0].url);
        assert!(other.check().is_err(), "{url}");
    }
}
