use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// A program that reads papers, as `bots.toml` describes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bot {
    /// In settings and forms.
    pub id: String,
    /// What `robots.txt` calls it, and what it calls itself.
    pub name: String,
    /// Whose it is.
    pub by: String,
    /// What it is for.
    pub group: Group,
    /// How the names of its addresses end.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Where its maker publishes its addresses; empty if nowhere.
    #[serde(default)]
    pub ranges: String,
    /// Whether nothing names itself so: it stands in `robots.txt` alone.
    #[serde(default)]
    pub silent: bool,
}

/// What a bot reads for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// A search engine that leads readers here.
    Search,
    /// An assistant that answers from pages that it fetches.
    Answers,
    /// What models are trained with.
    Training,
    /// Previews of links, archives, tools.
    Other,
}

impl Group {
    /// All of them, as the desk lists them.
    pub const ALL: [Self; 4] = [Self::Search, Self::Answers, Self::Training, Self::Other];

    /// The word in forms and in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Answers => "answers",
            Self::Training => "training",
            Self::Other => "other",
        }
    }
}

#[derive(Deserialize)]
struct List {
    bot: Vec<Bot>,
}

static BOTS: LazyLock<Vec<Bot>> = LazyLock::new(|| {
    // The list is part of the program; a test reads it.
    toml::from_str::<List>(include_str!("bots.toml")).map_or_else(|_| Vec::new(), |list| list.bot)
});

/// All that are known.
pub fn bots() -> &'static [Bot] {
    &BOTS
}

/// The one of this id.
pub fn find_bot(id: &str) -> Option<&'static Bot> {
    bots().iter().find(|bot| bot.id == id)
}

/// Those that a `User-Agent` names.
pub(super) fn named_in(agent: &str) -> impl Iterator<Item = &'static Bot> {
    bots().iter().filter(move |bot| !bot.silent && bot.is_named_in(agent))
}

impl Bot {
    /// Whether its maker says how its addresses are known.
    pub fn can_be_verified(&self) -> bool {
        self.group == Group::Search && (!self.domains.is_empty() || !self.ranges.is_empty())
    }

    /// Whether an address of this name is its own: the name lies in one of its domains.
    pub(super) fn owns_name(&self, name: &str) -> bool {
        let name = name.trim_end_matches('.');
        self.domains.iter().any(|domain| {
            let Some(at) = name.len().checked_sub(domain.len()) else { return false };
            let (host, end) = (name.as_bytes().get(..at), name.as_bytes().get(at..));
            end.is_some_and(|end| end.eq_ignore_ascii_case(domain.as_bytes()))
                && host.is_some_and(|host| host.is_empty() || host.ends_with(b"."))
        })
    }

    /// Whether the text holds its name as a word.
    fn is_named_in(&self, agent: &str) -> bool {
        let (agent, name) = (agent.as_bytes(), self.name.as_bytes());
        let is_edge = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        agent.windows(name.len()).enumerate().any(|(at, part)| {
            part.eq_ignore_ascii_case(name)
                && is_edge(at.checked_sub(1).and_then(|before| agent.get(before)))
                && is_edge(agent.get(at + name.len()))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use http::{HeaderMap, HeaderValue, header};

    use super::*;

    #[test]
    fn the_list_can_be_read_and_names_each_bot_once() {
        toml::from_str::<List>(include_str!("bots.toml")).unwrap();
        let ids: BTreeSet<_> = bots().iter().map(|bot| &bot.id).collect();
        assert_eq!(ids.len(), bots().len());
        for bot in bots() {
            let plain = |text: &str| !text.is_empty() && text.is_ascii();
            assert!(plain(&bot.name) && plain(&bot.id) && !bot.by.is_empty(), "{bot:?}");
            assert!(bot.domains.is_empty() || bot.group == Group::Search, "{bot:?}");
            assert!(bot.ranges.is_empty() || bot.ranges.starts_with("https://"), "{bot:?}");
        }
    }

    #[test]
    fn whoever_is_named_is_a_crawler_by_its_own_word() {
        for bot in bots().iter().filter(|bot| !bot.silent) {
            let agent = HeaderValue::try_from(format!("Mozilla/5.0 ({}/1.0)", bot.name)).unwrap();
            let headers: HeaderMap = [(header::USER_AGENT, agent)].into_iter().collect();
            assert!(web::declares_itself_crawler(&headers), "{}", bot.name);
        }
    }

    #[test]
    fn a_name_is_a_word_of_the_agent() {
        let named = |agent| named_in(agent).map(|bot| &*bot.id).collect::<Vec<_>>();
        assert_eq!(
            named("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
            ["googlebot"]
        );
        assert_eq!(named("Googlebot-Image/1.0"), ["googlebot"]);
        assert_eq!(named("GOOGLEBOT"), ["googlebot"]);
        assert_eq!(named("bingbot Googlebot"), ["googlebot", "bingbot"]);
        for other in
            ["NotGooglebot/1.0", "Googlebots", "Mozilla/5.0 Firefox/150.0", "", "Google-Extended"]
        {
            assert!(named(other).is_empty(), "{other}");
        }
    }

    #[test]
    fn a_name_in_another_domain_is_not_the_engines() {
        let google = find_bot("googlebot").unwrap();
        for name in ["crawl-66-249-66-1.googlebot.com", "crawl-66-249-66-1.GoogleBot.com."] {
            assert!(google.owns_name(name), "{name}");
        }
        for name in
            ["googlebot.com.evil.test", "evilgooglebot.com", "gae.googleusercontent.com", "", "."]
        {
            assert!(!google.owns_name(name), "{name}");
        }
    }
}
