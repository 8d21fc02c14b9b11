//! Authors' profiles: `content/authors/jane-doe/_index.md` or `authors/jane-doe.md`.

use super::{front_matter::FrontMatter, names::title_case, post::markdown_stem, text::plain_words};
use crate::{document::shorten, model::Author};

/// How much of a profile is kept, in characters.
const NAME_CHARS_MAX: usize = 120;
const ROLE_CHARS_MAX: usize = 200;
const BIO_CHARS_MAX: usize = 2_000;

/// The part of a path below `authors/`, where that is where it lies.
fn below_authors(path: &str) -> Option<&str> {
    path.strip_prefix("content/").unwrap_or(path).strip_prefix("authors/")
}

/// Whether a path is a profile's (or the list of them).
pub(super) fn is_profile(path: &str) -> bool {
    below_authors(path).is_some_and(|rest| markdown_stem(rest).is_some())
}

/// The word by which posts name the author of this profile.
fn key_of(path: &str) -> Option<String> {
    let rest = below_authors(path)?;
    match rest.split_once('/') {
        Some((folder, "_index.md" | "index.md")) => author_slug(folder),
        Some(_) => None,
        None => markdown_stem(rest).filter(|stem| *stem != "_index").and_then(author_slug),
    }
}

/// The slug of an author whom a post or a folder calls `text`.
pub(super) fn author_slug(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let slug = if web::is_slug(&lower) { lower } else { web::slug_from(text) };
    web::is_slug(&slug).then_some(slug)
}

/// The author, and the other slug that the profile gives itself, if any.
/// None where the file is no profile or cannot be read.
pub(super) fn read(path: &str, bytes: &[u8]) -> Option<(Author, Option<String>)> {
    let slug = key_of(path)?;
    let matter = FrontMatter::read(bytes).ok()?;
    let said =
        |keys: &[&str]| keys.iter().find_map(|key| matter.text(key)).map(|text| plain_words(&text));
    let full = || {
        let parts = [matter.text("first_name"), matter.text("last_name")];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let name = said(&["display_name", "name", "title"]).or_else(full);
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| title_case(&slug));
    let role = said(&["role", "job_title", "agency_full_name", "agency"]).unwrap_or_default();
    let bio = said(&["bio"]).unwrap_or_else(|| plain_words(&matter.body));
    let author = Author {
        name: shorten(&name, NAME_CHARS_MAX),
        role: shorten(&role, ROLE_CHARS_MAX),
        bio: shorten(&bio, BIO_CHARS_MAX),
        slug,
        picture: None,
    };
    let other = matter.text("slug").and_then(|slug| author_slug(&slug));
    let other = other.filter(|other| *other != author.slug);
    Some((author, other))
}
