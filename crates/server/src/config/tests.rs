use std::io::Write as _;

use super::{Source, load};

/// A file of this text, loaded with `set` and `environment` over it.
fn read(text: &str, environment: &[(&str, &str)], set: &[&str]) -> Result<super::Config, String> {
    let folder = std::env::temp_dir().join(format!("masthead-config-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let name = format!(
        "{:x}.toml",
        text.len() * 31
            + set.len() * 7
            + environment.len()
            + text.bytes().map(usize::from).sum::<usize>() * 101
    );
    let file = folder.join(name);
    std::fs::File::create(&file).unwrap().write_all(text.as_bytes()).unwrap();
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let source = Source {
        file,
        environment: environment.iter().map(owned).collect(),
        set: set.iter().map(|pair| (*pair).to_owned()).collect(),
    };
    load(&source).map_err(|problem| problem.to_string())
}

#[test]
fn later_sources_win_and_keep_the_keys_type() {
    let environment = [("MASTHEAD__PAPER__NAME", "1997"), ("MASTHEAD__METER__FREE_LIMIT", "3")];
    let config = read(
        "[paper]\nname = \"A\"\n",
        &environment,
        &["meter.free_limit=4", "server.trusted_proxies=10.0.0.0/8, ::1"],
    )
    .unwrap();
    assert_eq!(config.paper.name, "1997");
    assert_eq!(config.meter.free_limit, 4);
    assert_eq!(config.server.trusted_proxies, ["10.0.0.0/8", "::1"]);
}

#[test]
fn what_cannot_be_is_named_with_its_key() {
    for (text, set, expected) in [
        ("[paper]\nnmae = \"x\"\n", "", "nmae"),
        ("[meter]\nfree_limit = \"five\"\n", "", "meter.free_limit"),
        ("[meter]\nfree_limit = -1\n", "", "meter.free_limit"),
        ("[papers]\n", "", "papers"),
        ("paper = 3\n", "", "paper"),
        ("", "meter.fre_limit=3", "meter.fre_limit"),
        ("", "meter.free_limit=three", "“three” is not a whole number"),
        ("", "meter=3", "name one of its keys"),
        ("", "nonsense", "write KEY=VALUE"),
        ("[paper\n", "", ".toml"),
    ] {
        let set: Vec<_> = [set].into_iter().filter(|set| !set.is_empty()).collect();
        let problem = read(text, &[], &set).unwrap_err();
        assert!(problem.contains(expected), "{text:?} {set:?}: {problem}");
    }
}

#[test]
fn impossible_values_are_named_with_their_key() {
    for (set, key) in [
        ("paper.time_zone=Mars/Olympus", "paper.time_zone"),
        ("paper.currency=rupee", "paper.currency"),
        ("paper.state=XX", "paper.state"),
        ("paper.url=ftp://x", "paper.url"),
        ("paper.url=https://x/y", "paper.url"),
        ("paper.name= ", "paper.name"),
        ("server.listen=8080", "server.listen"),
        ("server.trusted_proxies=everybody", "server.trusted_proxies"),
        ("server.tls.key=key.pem", "server.tls"),
        ("server.country_header=a b", "server.country_header"),
        ("meter.window=fortnight", "meter.window"),
        ("meter.newcomers=all", "meter.newcomers"),
        ("meter.registered_limit=2", "meter.registered_limit"),
        ("gifts.per_month=1001", "gifts.per_month"),
        ("gifts.days=0", "gifts.days"),
        ("gifts.openers=0", "gifts.openers"),
        ("gifts.who=everybody", "gifts.who"),
        ("gifts.who=plan:", "gifts.who"),
        ("accounts.staff_second_factor=maybe", "accounts.staff_second_factor"),
        ("gateway.default=cash", "gateway.default"),
        ("mail.from=nobody", "mail.from"),
        ("store.media=nowhere", "store.media"),
    ] {
        let config = read("", &[], &[set]).unwrap();
        let problem = config.check().unwrap_err().to_string();
        assert!(problem.contains(key), "{set}: {problem}");
    }
    read("", &[], &[]).unwrap().check().unwrap();
}

#[test]
fn rules_are_read_and_a_bad_one_is_named_with_its_field() {
    let rules = |text: &str| {
        let text = format!("[meter]\nwindow = \"week\"\ngrace = 1\n{text}");
        read(&text, &[], &[]).and_then(|config| config.check().map_err(|p| p.to_string()))
    };
    let archive = "[[meter.rules]]\nname = \"The archive\"\nolder_than_days = 365\noutcome = \"benefit:archive\"\n";
    let checked = rules(archive).unwrap();
    assert_eq!(checked.policy.rules[0].name, "The archive");
    assert_eq!(checked.policy.meters[0].window, meter::WindowKind::Week);
    for (text, place, field) in [
        (archive.replace("365", "50000"), "rule 1 “The archive”", "older_than_days"),
        (archive.replace("benefit:archive", "meter:markets"), "rule 1 “The archive”", "outcome"),
        (archive.replace("benefit:archive", "charge"), "meter.rules[0]", "outcome"),
        (archive.replace("older_than_days", "older"), "meter.rules[0]", "older"),
        (format!("{archive}audience = [\"everyone\"]\n"), "meter.rules[0]", "audience"),
        (format!("{archive}{archive}"), "rule 2 “The archive”", "name"),
        (
            "[[meter.meters]]\nname = \"stories\"\nfree_limit = 1\nregistered_limit = 1\n".into(),
            "meter “stories”",
            "name",
        ),
    ] {
        let problem = rules(&text).unwrap_err();
        assert!(problem.contains(place) && problem.contains(field), "{text}: {problem}");
    }
}

#[test]
fn secrets_come_from_files_and_do_not_show() {
    let folder = std::env::temp_dir().join(format!("masthead-config-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("stripe.secret"), "whsec_xyz\n").unwrap();
    let config = read(
        "[gateway.stripe]\nwebhook_secret_file = \"stripe.secret\"\n",
        &[],
        &["store.database=postgres://u:pw@h/d"],
    )
    .unwrap();
    assert_eq!(config.gateway.stripe.webhook_secret, "whsec_xyz");
    let shown = format!("{:?}", config.entries());
    assert!(!shown.contains("whsec_xyz") && !shown.contains("pw@"), "{shown}");
    let missing =
        read("[gateway.stripe]\nwebhook_secret_file = \"nowhere\"\n", &[], &[]).unwrap_err();
    assert!(missing.contains("gateway.stripe.webhook_secret_file"), "{missing}");
}

#[test]
fn engines_that_cannot_be_are_named_with_their_entry() {
    let entry = |text: &str| format!("[[engines.ranges]]\n{text}\n");
    for (text, expected) in [
        ("[engines]\ndns = \"here\"\n".to_owned(), "key engines.dns: “here” is no address"),
        (
            entry("engine = \"gptbot\"\nurl = \"https://x.test/a\""),
            "entry 1, engine: “gptbot” is none of googlebot, ",
        ),
        (entry("engine = \"googlebot\""), "entry 1, file: write a file, a url, or both"),
        (
            entry("engine = \"googlebot\"\nfile = \"no-such-file.json\""),
            "no-such-file.json cannot be read",
        ),
        (
            entry("engine = \"googlebot\"\nurl = \"http://www.bing.com/a\""),
            "entry 1, url: “http://www.bing.com/a” will not do",
        ),
        (
            entry("engine = \"googlebot\"\nurl = \"https://x.test/a\"").repeat(2),
            "entry 2, engine: googlebot stands here twice",
        ),
    ] {
        let problem = read(&text, &[], &[]).unwrap().check().unwrap_err().to_string();
        assert!(problem.contains(expected), "{text}: {problem}");
    }
    let good = entry("engine = \"bingbot\"\nurl = \"https://www.bing.com/toolbox/bingbot.json\"");
    let checked =
        read(&format!("[engines]\ndns = \"127.0.0.1:5353\"\n{good}"), &[], &[]).unwrap().check();
    assert_eq!(checked.unwrap().engines.ranges.len(), 1);
}
