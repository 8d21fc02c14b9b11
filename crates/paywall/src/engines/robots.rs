//! What bots are asked to do (`robots.txt`), and what they get whatever they do.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use serde::{Deserialize, Serialize};
use words::Words;

use super::{Bot, Group, bots, find_bot};

/// What a bot meets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Whole stories, where it has proven who it is; the lead where it has not.
    Full,
    /// What everyone may read: free stories, and the others’ leads.
    #[default]
    Lead,
    /// `robots.txt` asks it to stay away.
    Disallow,
    /// The same, and whoever names itself so is answered 403.
    TurnAway,
}

impl Answer {
    const ALL: [Self; 4] = [Self::Full, Self::Lead, Self::Disallow, Self::TurnAway];

    /// The word in forms and in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Lead => "lead",
            Self::Disallow => "disallow",
            Self::TurnAway => "turn-away",
        }
    }

    /// The answer that a form’s word means.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.as_str() == word)
    }
}

/// What the publisher decided about bots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RobotsPolicy {
    /// What all of a kind meet; whoever is not named meets the lead.
    pub groups: BTreeMap<Group, Answer>,
    /// What one of them meets, by id, whatever its kind does.
    pub bots: BTreeMap<String, Answer>,
    /// Whether engines that read whole stories read those for readers and subscribers too.
    pub premium: bool,
    /// Lines of the paper’s own for `robots.txt`.
    pub lines: Vec<String>,
    /// Where sitemaps lie: paths of the paper, or whole addresses.
    pub sitemaps: Vec<String>,
}

/// What cannot be in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RobotsProblem {
    /// Which field: `lines`, `sitemaps`, or a bot’s or a group’s id.
    pub field: String,
    /// Which line of it, from 1; 0 where it has none.
    pub line: usize,
    /// What is wrong.
    pub kind: RobotsProblemKind,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RobotsProblemKind {
    /// A line that is neither a comment nor `field: value` with a field of `robots.txt`.
    NoRule,
    /// A rule’s path that begins with neither `/` nor `*`.
    NoPath,
    /// No address of a sitemap.
    NoSitemap,
    /// A line, or all of them, are longer than crawlers read.
    TooLong,
    /// Whole stories for whom nobody can verify.
    NotVerifiable,
}

/// The lines that one may add.
const FIELDS: [&str; 9] = [
    "user-agent",
    "allow",
    "disallow",
    "crawl-delay",
    "sitemap",
    "content-signal",
    "clean-param",
    "host",
    "request-rate",
];
const LINES_MAX: usize = 200;
const LINE_BYTES_MAX: usize = 500;

/// What no robot has any business with.
const OUT_OF_BOUNDS: [&str; 7] =
    ["/account", "/api/", "/checkout", "/desk", "/login", "/register", "/sandbox"];

impl RobotsPolicy {
    /// What `bot` meets.
    pub fn answer(&self, bot: &Bot) -> Answer {
        let of_group = || self.groups.get(&bot.group);
        let said = self.bots.get(&bot.id).or_else(of_group).copied().unwrap_or_default();
        // Nobody can prove to be a bot that has no addresses of its own.
        if said == Answer::Full && !bot.can_be_verified() { Answer::Lead } else { said }
    }

    /// The first thing in it that cannot be.
    pub fn check(&self) -> Result<(), RobotsProblem> {
        let wrong = |field: &str, line, kind| RobotsProblem { field: field.to_owned(), line, kind };
        for (group, answer) in &self.groups {
            if *answer == Answer::Full {
                return Err(wrong(group.as_str(), 0, RobotsProblemKind::NotVerifiable));
            }
        }
        for (id, answer) in &self.bots {
            let can_be = find_bot(id).is_some_and(Bot::can_be_verified);
            if *answer == Answer::Full && !can_be {
                return Err(wrong(id, 0, RobotsProblemKind::NotVerifiable));
            }
        }
        for (field, lines) in [("lines", &self.lines), ("sitemaps", &self.sitemaps)] {
            let too_long = lines.iter().position(|line| line.len() > LINE_BYTES_MAX);
            if let Some(at) = too_long.or_else(|| (lines.len() > LINES_MAX).then_some(LINES_MAX)) {
                return Err(wrong(field, at + 1, RobotsProblemKind::TooLong));
            }
        }
        for (at, line) in self.lines.iter().enumerate() {
            check_line(line).map_err(|kind| wrong("lines", at + 1, kind))?;
        }
        match self.sitemaps.iter().position(|sitemap| !is_sitemap(sitemap)) {
            Some(at) => Err(wrong("sitemaps", at + 1, RobotsProblemKind::NoSitemap)),
            None => Ok(()),
        }
    }

    /// The file, for a paper at `url`.
    pub fn robots_txt(&self, url: &str) -> String {
        let mut out = String::new();
        let unwanted = |bot: &&Bot| matches!(self.answer(bot), Answer::Disallow | Answer::TurnAway);
        let mut any = false;
        for bot in bots().iter().filter(unwanted) {
            let _ = writeln!(out, "User-agent: {}", bot.name);
            any = true;
        }
        if any {
            out.push_str("Disallow: /\n\n");
        }
        out.push_str("User-agent: *\n");
        for path in OUT_OF_BOUNDS {
            let _ = writeln!(out, "Disallow: {path}");
        }
        if !self.lines.is_empty() {
            out.push('\n');
        }
        for line in &self.lines {
            let _ = writeln!(out, "{line}");
        }
        if !self.sitemaps.is_empty() {
            out.push('\n');
        }
        for sitemap in &self.sitemaps {
            let base = if sitemap.starts_with('/') { url } else { "" };
            let _ = writeln!(out, "Sitemap: {base}{sitemap}");
        }
        out
    }

    /// What differs from `before`, in a few words, for the audit log.
    pub fn changes_since(&self, before: &Self) -> String {
        let mut said = Vec::new();
        let word = |answer: Option<&Answer>| answer.map_or("default", |answer| answer.as_str());
        let groups: BTreeSet<_> = self.groups.keys().chain(before.groups.keys()).collect();
        for group in groups {
            let (now, then) = (self.groups.get(group), before.groups.get(group));
            if now != then {
                said.push(format!("{}: {}", group.as_str(), word(now)));
            }
        }
        let ids: BTreeSet<_> = self.bots.keys().chain(before.bots.keys()).collect();
        for id in ids {
            let (now, then) = (self.bots.get(id), before.bots.get(id));
            if now != then {
                said.push(format!("{id}: {}", word(now)));
            }
        }
        if self.premium != before.premium {
            said.push(format!("premium: {}", self.premium));
        }
        if self.lines != before.lines {
            said.push(format!("own lines: {}", self.lines.len()));
        }
        if self.sitemaps != before.sitemaps {
            said.push(format!("sitemaps: {}", self.sitemaps.len()));
        }
        said.join(", ")
    }
}

fn check_line(line: &str) -> Result<(), RobotsProblemKind> {
    if line.chars().any(|c| c.is_control()) {
        return Err(RobotsProblemKind::NoRule);
    }
    if line.trim().is_empty() || line.trim_start().starts_with('#') {
        return Ok(());
    }
    let (field, value) = line.split_once(':').ok_or(RobotsProblemKind::NoRule)?;
    let (field, value) = (field.trim().to_ascii_lowercase(), value.trim());
    if !FIELDS.contains(&&*field) {
        return Err(RobotsProblemKind::NoRule);
    }
    match &*field {
        "allow" | "disallow" if value.is_empty() || value.starts_with(['/', '*']) => Ok(()),
        "allow" | "disallow" => Err(RobotsProblemKind::NoPath),
        "sitemap" if !is_sitemap(value) || value.starts_with('/') => {
            Err(RobotsProblemKind::NoSitemap)
        }
        _ if value.is_empty() => Err(RobotsProblemKind::NoRule),
        _ => Ok(()),
    }
}

fn is_sitemap(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_graphic());
    let is_path = text.starts_with('/') && !text.starts_with("//");
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    plain && (is_path || host.is_some_and(|host| !host.is_empty() && !host.starts_with('/')))
}

impl RobotsProblem {
    /// What is wrong, in words.
    pub fn say(&self, say: Words) -> String {
        let line = i64::try_from(self.line).unwrap_or(i64::MAX);
        match self.kind {
            RobotsProblemKind::NoRule => say.robots_no_rule(line),
            RobotsProblemKind::NoPath => say.robots_no_path(line),
            RobotsProblemKind::NoSitemap => say.robots_no_sitemap(line),
            RobotsProblemKind::TooLong => say.robots_too_long(line),
            RobotsProblemKind::NotVerifiable => say.robots_not_verifiable(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: &str = "User-agent: *\nDisallow: /account\nDisallow: /api/\nDisallow: /checkout\nDisallow: /desk\nDisallow: /login\nDisallow: /register\nDisallow: /sandbox\n";

    #[test]
    fn a_paper_that_says_nothing_keeps_robots_from_forms_alone() {
        assert_eq!(RobotsPolicy::default().robots_txt("https://paper.test"), USUAL);
        assert_eq!(RobotsPolicy::default().check(), Ok(()));
    }

    #[test]
    fn the_file_names_whoever_is_unwanted_then_all_then_own_lines_and_sitemaps() {
        let policy = RobotsPolicy {
            groups: [(Group::Training, Answer::Disallow)].into(),
            bots: [
                ("ccbot".to_owned(), Answer::Lead),
                ("ahrefsbot".to_owned(), Answer::TurnAway),
                ("googlebot".to_owned(), Answer::Full),
            ]
            .into(),
            lines: vec!["Disallow: /drafts".into(), "# ours".into()],
            sitemaps: vec!["/sitemaps/index.xml".into(), "https://other.test/map.xml".into()],
            ..RobotsPolicy::default()
        };
        assert_eq!(policy.check(), Ok(()));
        let text = policy.robots_txt("https://paper.test");
        let (unwanted, rest) = text.split_once("Disallow: /\n\n").unwrap();
        assert!(
            unwanted.contains("User-agent: GPTBot\n")
                && unwanted.contains("User-agent: Google-Extended\n")
        );
        assert!(unwanted.contains("User-agent: AhrefsBot\n"));
        assert!(!unwanted.contains("CCBot") && !unwanted.contains("Googlebot"));
        assert_eq!(
            rest,
            format!(
                "{USUAL}\nDisallow: /drafts\n# ours\n\nSitemap: https://paper.test/sitemaps/index.xml\nSitemap: https://other.test/map.xml\n"
            )
        );
    }

    #[test]
    fn what_no_crawler_understands_is_refused_with_its_line() {
        for (line, kind) in [
            ("hello", RobotsProblemKind::NoRule),
            ("Dissallow: /x", RobotsProblemKind::NoRule),
            ("User-agent:", RobotsProblemKind::NoRule),
            ("Disallow: /a\u{0}", RobotsProblemKind::NoRule),
            ("Disallow: https://x", RobotsProblemKind::NoPath),
            ("Sitemap: /map.xml", RobotsProblemKind::NoSitemap),
        ] {
            let lines = vec!["Allow: /".to_owned(), line.to_owned()];
            let problem = RobotsPolicy { lines, ..RobotsPolicy::default() }.check().unwrap_err();
            assert_eq!((problem.line, problem.kind), (2, kind), "{line}");
        }
        for sitemap in ["map.xml", "//evil.test/x", "javascript:alert(1)", "https://", "/a b"] {
            let sitemaps = vec![sitemap.to_owned()];
            let problem = RobotsPolicy { sitemaps, ..RobotsPolicy::default() }.check().unwrap_err();
            assert_eq!(problem.kind, RobotsProblemKind::NoSitemap, "{sitemap}");
        }
        let long = RobotsPolicy { lines: vec!["#".repeat(501)], ..RobotsPolicy::default() };
        assert_eq!(long.check().unwrap_err().kind, RobotsProblemKind::TooLong);
        let many = RobotsPolicy { lines: vec!["#".to_owned(); 201], ..RobotsPolicy::default() };
        assert_eq!(many.check().unwrap_err().kind, RobotsProblemKind::TooLong);
    }

    #[test]
    fn whole_stories_are_for_whoever_can_be_verified() {
        for id in ["gptbot", "google-extended", "nobody"] {
            let bots = [(id.to_owned(), Answer::Full)].into();
            let policy = RobotsPolicy { bots, ..RobotsPolicy::default() };
            assert_eq!(policy.check().unwrap_err().kind, RobotsProblemKind::NotVerifiable, "{id}");
            if let Some(bot) = find_bot(id) {
                assert_eq!(policy.answer(bot), Answer::Lead);
            }
        }
    }

    #[test]
    fn what_changed_is_said_in_a_few_words() {
        let before = RobotsPolicy::default();
        let after = RobotsPolicy {
            groups: [(Group::Training, Answer::Disallow)].into(),
            bots: [("googlebot".to_owned(), Answer::Full)].into(),
            premium: true,
            ..RobotsPolicy::default()
        };
        assert_eq!(
            after.changes_since(&before),
            "training: disallow, googlebot: full, premium: true"
        );
        assert_eq!(
            before.changes_since(&after),
            "training: default, googlebot: default, premium: false"
        );
    }
}
