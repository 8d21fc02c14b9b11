//! A post as the story that it becomes.

use super::{
    arrange::{Arranged, Words, arrange},
    names::source_name,
    plan::Plan,
    post::Post,
    survey::old_path,
    text,
};
use crate::{
    document::{Block, Inline, Losses, Marks, is_safe_link},
    model::{Author, Named},
};

/// Everything that is written for one post.
pub(super) struct Prepared {
    /// Its path within the archive.
    pub(super) path: String,
    pub(super) headline: String,
    /// What the post calls itself, where no address can hold that.
    pub(super) slug_given: Option<String>,
    pub(super) slug_wanted: String,
    pub(super) slug: String,
    pub(super) kicker: String,
    pub(super) parts: Arranged,
    pub(super) draft: bool,
    pub(super) published_at: jiff::Timestamp,
    pub(super) expires_on: Option<String>,
    pub(super) authors: Vec<Author>,
    pub(super) topics: Vec<Named>,
    /// The addresses that lead to it.
    pub(super) redirects: Vec<String>,
    pub(super) losses: Losses,
    /// A field, and what somebody may want to know about it.
    pub(super) notes: Vec<(String, String)>,
}

impl Prepared {
    /// Makes the story of `post`, to stand at `slug`.
    pub(super) fn make(path: String, post: Post, slug: String, plan: &Plan) -> Self {
        let mut losses = Losses::default();
        let resolve = |target: &str| plan.resolve(target);
        let body = text::read(&post.body, &resolve, &mut losses);
        for key in &post.unknown_keys {
            losses.count(format!("front matter {key}"));
        }
        let mut read = |markdown: &Option<String>| {
            let text = markdown.as_deref().map(|text| text::read(text, &resolve, &mut losses));
            text.unwrap_or_default().document
        };
        let (deck_text, summary_text) = (read(&post.deck), read(&post.summary));
        let mut notes = post.notes.clone();
        let closing = closing(&post, &mut losses);
        let words = Words {
            title: &post.title,
            deck: post.deck.as_deref(),
            deck_text,
            summary: post.summary.as_deref(),
            summary_text,
            closing,
        };
        let parts = arrange(words, body);
        let redirects = redirects(&path, &post, plan, &mut notes);
        let authors = post.authors.into_iter().map(|author| match plan.profile(&author.slug) {
            Some(profile) => profile.clone(),
            None => author,
        });
        Self {
            headline: post.title,
            slug_given: post.slug_given,
            slug_wanted: post.slug,
            slug,
            kicker: post.kicker,
            parts,
            draft: post.draft,
            published_at: post.date.at,
            expires_on: post.expires_on,
            authors: authors.collect(),
            topics: post.topics,
            redirects,
            losses,
            notes,
            path,
        }
    }

    /// About how much memory it takes.
    pub(super) fn bytes(&self) -> usize {
        // A document takes a few times its words.
        let words = self.parts.lead.count_words() + self.parts.body.count_words();
        usize::try_from(words).unwrap_or(0) * 16 + 1_024
    }
}

/// The old addresses that lead to the story: its aliases, and Hugo's own.
fn redirects(
    path: &str,
    post: &Post,
    plan: &Plan,
    notes: &mut Vec<(String, String)>,
) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let own = post.default_address();
    let aliases = post.aliases.iter().map(|alias| ("aliases", alias));
    for (field, address) in aliases.chain([("slug", &own)]) {
        let Some(old) = old_path(address) else {
            notes.push((field.to_owned(), format!("“{address}” is no address of a page")));
            continue;
        };
        if let Some(other) = plan.other_at(&old, path) {
            notes.push((
                field.to_owned(),
                format!("the old address {old} leads to the story of {other}"),
            ));
        } else if !found.contains(&old) {
            found.push(old);
        }
    }
    found
}

/// The paragraphs that end the story.
fn closing(post: &Post, losses: &mut Losses) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(target) = &post.redirect_to {
        losses.count("redirectto, kept as a link");
        blocks.push(linked("This page has moved: ", target, target));
    }
    let host_of_source = post.source_url.as_deref().and_then(host);
    let says_host = |source: &&str| host_of_source.is_some_and(|host| says_source(host, source));
    let name = post.source.as_deref().filter(|source| !says_host(source)).map(source_name);
    match (name, &post.source_url) {
        (Some(name), Some(url)) => {
            let words = host(url).map_or_else(|| name.clone(), |host| format!("{name}, {host}"));
            blocks.push(linked("Source: ", &words, url));
        }
        (None, Some(url)) => blocks.push(linked("Source: ", host(url).unwrap_or(url), url)),
        (Some(name), None) => {
            blocks.push(Block::Paragraph(vec![Inline::plain(format!("Source: {name}"))]))
        }
        (None, None) => {}
    }
    blocks
}

fn linked(before: &str, words: &str, address: &str) -> Block {
    let address = address.trim();
    if !is_safe_link(address) {
        return Block::Paragraph(vec![Inline::plain(format!("{before}{words}"))]);
    }
    let marks = Marks { link: Some(address.to_owned()), ..Marks::default() };
    Block::Paragraph(vec![Inline::plain(before), Inline::Text { text: words.to_owned(), marks }])
}

/// `https://www.gsa.gov/blog` → `gsa.gov`.
fn host(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// Whether a host's name says its source already: `search.gov` and `searchgov`.
fn says_source(host: &str, source: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
    let (host, source) = (plain(host), plain(source));
    source.len() > 5 && host.contains(&source)
}
