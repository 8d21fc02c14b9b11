//! One post, as its file says it.

use super::{
    dates::{self, Dated},
    front_matter::FrontMatter,
    names::{sentence_case, title_case},
    profile::author_slug,
    report::Refusal,
    text::plain_words,
};
use crate::model::{Author, Named};

/// The largest title, kicker and byline that make sense.
const TITLE_CHARS_MAX: usize = 300;
const KICKER_CHARS_MAX: usize = 80;
const EXPIRES_CHARS_MAX: usize = 40;
/// More than this in one post is no honest list.
const LIST_MAX: usize = 50;

/// The keys that an import understands.
const KEYS: [&str; 19] = [
    "slug",
    "date",
    "title",
    "summary",
    "description",
    "deck",
    "kicker",
    "authors",
    "author",
    "topics",
    "tags",
    "tag",
    "categories",
    "aliases",
    "redirectto",
    "expirydate",
    "expiryDate",
    "source",
    "source_url",
];
const KEYS_BESIDES: [&str; 3] = ["draft", "canonical", "url"];

/// A post that can be imported.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) title: String,
    /// Fit for an address.
    pub(super) slug: String,
    /// As the post says it, where that is not what `slug` is.
    pub(super) slug_given: Option<String>,
    pub(super) date: Dated,
    pub(super) draft: bool,
    pub(super) kicker: String,
    /// In Markdown.
    pub(super) deck: Option<String>,
    /// In Markdown.
    pub(super) summary: Option<String>,
    /// Slugs, and names for those who have no profile.
    pub(super) authors: Vec<Author>,
    pub(super) topics: Vec<Named>,
    pub(super) aliases: Vec<String>,
    pub(super) redirect_to: Option<String>,
    pub(super) expires_on: Option<String>,
    pub(super) source: Option<String>,
    pub(super) source_url: Option<String>,
    /// In Markdown.
    pub(super) body: String,
    /// What somebody may want to look at: a field, and what about it.
    pub(super) notes: Vec<(String, String)>,
    /// Keys that mean nothing here.
    pub(super) unknown_keys: Vec<String>,
}

/// Whether a path is a post's: Markdown, but no list page, no author's
/// profile, and none of the papers that lie beside the content.
pub(super) fn is_post(path: &str) -> bool {
    const PAPERS: [&str; 7] = [
        "README",
        "LICENSE",
        "LICENCE",
        "CONTRIBUTING",
        "CHANGELOG",
        "SECURITY",
        "CODE_OF_CONDUCT",
    ];
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some(stem) = markdown_stem(name) else { return false };
    stem != "_index" && !PAPERS.contains(&stem) && !super::profile::is_profile(path)
}

/// A file's name without the ending that says Markdown.
pub(super) fn markdown_stem(name: &str) -> Option<&str> {
    name.strip_suffix(".md").or_else(|| name.strip_suffix(".markdown"))
}

impl Post {
    /// Reads a file, or says which field keeps it out.
    pub(super) fn read(path: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        let matter = FrontMatter::read(bytes)?;
        let title = matter.text("title").map(|title| plain_words(&title)).unwrap_or_default();
        if title.is_empty() {
            return Err(Refusal::new("title", "missing or empty"));
        }
        if title.chars().count() > TITLE_CHARS_MAX {
            return Err(Refusal::new("title", format!("longer than {TITLE_CHARS_MAX} characters")));
        }
        let date = read_date(&matter)?;
        let mut notes = Vec::new();
        for key in matter.repeated() {
            notes.push((key.to_owned(), "given more than once; the last one counts".to_owned()));
        }
        let (slug, slug_given) = read_slug(path, &matter, &title, &mut notes)?;
        let known = |key: &&str| !KEYS.contains(key) && !KEYS_BESIDES.contains(key);
        let unknown_keys = matter.keys().filter(known).map(str::to_owned).collect();
        let kicker = matter.text("kicker").map(|text| plain_words(&text)).unwrap_or_default();
        Ok(Self {
            title,
            slug,
            slug_given,
            date,
            draft: matter.is_true("draft"),
            kicker: crate::document::shorten(&kicker, KICKER_CHARS_MAX),
            deck: matter.text("deck"),
            summary: matter.text("summary").or_else(|| matter.text("description")),
            authors: read_authors(&matter),
            topics: read_topics(&matter),
            aliases: matter
                .list("aliases")
                .into_iter()
                .chain(matter.text("url"))
                .take(LIST_MAX)
                .collect(),
            redirect_to: matter.text("redirectto"),
            expires_on: matter
                .text("expirydate")
                .or_else(|| matter.text("expiryDate"))
                .map(|text| text.chars().take(EXPIRES_CHARS_MAX).collect()),
            source: matter.text("source"),
            source_url: matter.text("source_url").or_else(|| matter.text("canonical")),
            notes,
            unknown_keys,
            body: matter.body,
        })
    }

    /// Hugo's own address of the post: `/2019/03/26/a-slug`.
    pub(super) fn default_address(&self) -> String {
        let slug = self.slug_given.as_deref().unwrap_or(&self.slug).to_lowercase();
        let day = self.date.day;
        format!("/{:04}/{:02}/{:02}/{slug}", day.year(), day.month(), day.day())
    }
}

fn read_date(matter: &FrontMatter) -> Result<Dated, Refusal> {
    let Some(text) = matter.text("date") else {
        return Err(Refusal::new("date", "missing or empty"));
    };
    dates::parse(&text).ok_or_else(|| {
        let problem =
            format!("“{text}” is not a date such as 2019-03-26 12:38:00 -0500 or 2019-03-26");
        Refusal::new("date", problem)
    })
}

/// The slug, and what the post says where that cannot stand in an address.
fn read_slug(
    path: &str,
    matter: &FrontMatter,
    title: &str,
    notes: &mut Vec<(String, String)>,
) -> Result<(String, Option<String>), Refusal> {
    if let Some(given) = matter.text("slug") {
        let lower = given.to_lowercase();
        if web::is_slug(&lower) {
            return Ok((lower, None));
        }
        let made = cut(&lower).unwrap_or_else(|| web::slug_from(&percent_decoded(&given)));
        if web::is_slug(&made) {
            return Ok((made, Some(given)));
        }
    }
    let parts: Vec<_> = path.rsplit('/').collect();
    let name = parts.first().copied().and_then(markdown_stem).unwrap_or("");
    // A folder with an `index.md` is a post by the folder's name.
    let name = if name == "index" { parts.get(1).copied().unwrap_or("") } else { name };
    for (text, origin) in [(without_date(name), "the file’s name"), (title, "the title")] {
        let made = web::slug_from(&percent_decoded(text));
        if web::is_slug(&made) {
            notes.push((
                "slug".to_owned(),
                format!("none that can be used; “{made}” is made from {origin}"),
            ));
            return Ok((made, None));
        }
    }
    Err(Refusal::new("slug", "none, and neither the file’s name nor the title gives one"))
}

/// A slug that is only too long, cut between two of its words.
fn cut(slug: &str) -> Option<String> {
    let ends = slug.match_indices('-').map(|(end, _)| &slug[..end]);
    let longest = ends.rev().find(|start| web::is_slug(start))?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (slug.len() > longest.len() && slug.chars().all(plain) && !slug.ends_with('-'))
        .then(|| longest.to_owned())
}

/// `2019-03-26-a-year` → `a-year`.
fn without_date(name: &str) -> &str {
    let is_date = |text: &str| {
        let shape: String =
            text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
        shape == "9999-99-99"
    };
    match name.get(..10) {
        Some(date) if is_date(date) => name[10..].trim_start_matches(['-', '_']),
        _ => name,
    }
}

/// `%e2%80%8a` as what it stands for; what stands for nothing goes.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        let digits = text.get(index + 1..index + 3).filter(|_| byte == b'%');
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                index += 3;
            }
            None => {
                out.push(byte);
                index += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn read_authors(matter: &FrontMatter) -> Vec<Author> {
    let mut authors: Vec<Author> = Vec::new();
    let listed = matter.list("authors").into_iter().chain(matter.list("author"));
    for text in listed.take(LIST_MAX) {
        let Some(slug) = author_slug(&text) else { continue };
        if authors.iter().any(|author| author.slug == slug) {
            continue;
        }
        let name = if web::is_slug(&text) { title_case(&text) } else { text };
        authors.push(Author { slug, name, ..Author::default() });
    }
    authors
}

/// The topics; where a post has none, its tags and categories are meant.
fn read_topics(matter: &FrontMatter) -> Vec<Named> {
    let mut listed = matter.list("topics");
    if listed.is_empty() {
        listed = ["tags", "tag", "categories"].iter().flat_map(|key| matter.list(key)).collect();
    }
    let mut topics: Vec<Named> = Vec::new();
    for text in listed.iter().take(LIST_MAX) {
        let slug = web::slug_from(text);
        if web::is_slug(&slug) && !topics.iter().any(|topic| topic.slug == slug) {
            topics.push(Named { slug, name: sentence_case(text) });
        }
    }
    topics
}
