//! What becomes of each post, decided before anything is written: its address,
//! and where the links among the posts lead.

use std::collections::{BTreeSet, HashMap};

use store::Db;

use super::{
    post::markdown_stem,
    queries::find_by_source,
    survey::{Survey, Surveyed, old_path},
};
use crate::{model::Author, queries::is_slug_taken};

/// The longest slug that a path may hold: `web::is_slug`'s limit.
const SLUG_BYTES_MAX: usize = 120;

/// What becomes of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// An earlier run brought it in.
    Unchanged,
    /// It comes in, at this slug.
    New(String),
}

/// What becomes of all posts.
pub(super) struct Plan {
    fates: HashMap<String, Fate>,
    /// Which post an old address leads to: whoever claims it as an alias, or
    /// else the post that lived there.
    old_addresses: HashMap<String, String>,
    profiles: HashMap<String, Author>,
    links: Links,
    /// How many posts there are, the refused among them.
    pub(super) total: u64,
}

/// Where the pages of the old site are now.
#[derive(Default)]
struct Links {
    /// By path below the content's root, without the ending.
    by_path: HashMap<String, String>,
    /// By the file's name, without the ending; none where several share it.
    by_name: HashMap<String, Option<String>>,
    /// By old address and by address on this paper.
    by_address: HashMap<String, String>,
    topics: BTreeSet<String>,
    authors: BTreeSet<String>,
}

/// The source key of the story that comes from `path`.
pub(super) fn source_key(path: &str) -> String {
    format!("markdown:{path}")
}

impl Plan {
    /// Decides, by the order of the paths, so that every run decides alike.
    pub(super) async fn make(db: &Db, section: &str, survey: Survey) -> store::Result<Self> {
        let mut plan = Self {
            fates: HashMap::new(),
            old_addresses: HashMap::new(),
            links: Links { topics: survey.topics, authors: BTreeSet::new(), ..Links::default() },
            total: u64::try_from(survey.posts.len() + survey.refused.len()).unwrap_or(u64::MAX),
            profiles: survey.profiles,
        };
        plan.links.authors =
            survey.authors.iter().map(|key| plan.author_slug(key).to_owned()).collect();
        let mut slugs = BTreeSet::new();
        let aliases = survey
            .posts
            .iter()
            .flat_map(|post| post.aliases.iter().map(move |alias| (alias, post)));
        let own = survey.posts.iter().map(|post| (&post.default_address, post));
        for (address, post) in aliases.chain(own) {
            plan.old_addresses.entry(address.clone()).or_insert_with(|| post.path.clone());
        }
        for post in &survey.posts {
            let (fate, path) = match find_by_source(db, &source_key(&post.path)).await? {
                Some((section, slug)) => (Fate::Unchanged, format!("/{section}/{slug}")),
                None => {
                    let slug = free_slug(db, section, &post.slug, &mut slugs).await?;
                    let path = format!("/{section}/{slug}");
                    (Fate::New(slug), path)
                }
            };
            plan.links.learn(post, &path);
            plan.fates.insert(post.path.clone(), fate);
        }
        for (address, post) in &plan.old_addresses {
            if let Some(path) = plan.links.by_path.get(&page_of(post)).cloned() {
                plan.links.by_address.entry(address.clone()).or_insert(path);
            }
        }
        Ok(plan)
    }

    /// What becomes of the post at `path`; none where it is refused.
    pub(super) fn fate(&self, path: &str) -> Option<&Fate> {
        self.fates.get(path)
    }

    /// The post that this old address leads to, if it is not the one at `path`.
    pub(super) fn other_at(&self, address: &str, path: &str) -> Option<&str> {
        self.old_addresses.get(address).map(String::as_str).filter(|owner| *owner != path)
    }

    /// The author whom posts call `key`, if there is a profile.
    pub(super) fn profile(&self, key: &str) -> Option<&Author> {
        self.profiles.get(key)
    }

    fn author_slug<'a>(&'a self, key: &'a str) -> &'a str {
        self.profile(key).map_or(key, |author| &author.slug)
    }

    /// Where a page of the old site is now.
    pub(super) fn resolve(&self, target: &str) -> Option<String> {
        self.links.resolve(target)
    }
}

/// `slug`, or with -2, -3… where others have it.
async fn free_slug(
    db: &Db,
    section: &str,
    slug: &str,
    planned: &mut BTreeSet<String>,
) -> store::Result<String> {
    let mut candidate = slug.to_owned();
    let mut number = 1;
    while planned.contains(&candidate) || is_slug_taken(db, section, &candidate, None).await? {
        number += 1;
        candidate = with_suffix(slug, number);
    }
    planned.insert(candidate.clone());
    Ok(candidate)
}

/// `slug-2`, cut where it would be too long.
pub(super) fn with_suffix(slug: &str, number: u32) -> String {
    let suffix = format!("-{number}");
    let room = SLUG_BYTES_MAX - suffix.len();
    let stem = slug.get(..room.min(slug.len())).unwrap_or(slug);
    format!("{}{suffix}", stem.trim_end_matches('-'))
}

/// A file's path below the content's root, in lower case, without its ending.
fn page_of(path: &str) -> String {
    let path = path.trim_matches('/').to_lowercase();
    let path = path.strip_prefix("content/").unwrap_or(&path);
    let path = markdown_stem(path).unwrap_or(path);
    path.strip_suffix("/index").or_else(|| path.strip_suffix("/_index")).unwrap_or(path).to_owned()
}

impl Links {
    fn learn(&mut self, post: &Surveyed, path: &str) {
        let page = page_of(&post.path);
        let name = page.rsplit('/').next().unwrap_or(&page).to_owned();
        self.by_name
            .entry(name)
            .and_modify(|found| *found = None)
            .or_insert_with(|| Some(path.to_owned()));
        self.by_path.insert(page, path.to_owned());
        self.by_address.insert(path.to_owned(), path.to_owned());
    }

    fn resolve(&self, target: &str) -> Option<String> {
        let target = target.split(['#', '?']).next().unwrap_or("").trim();
        if target.is_empty() {
            return None;
        }
        let page = page_of(target);
        let is_path = page.contains('/');
        let by_name = || self.by_name.get(&page).cloned().flatten();
        let by_address =
            || old_path(target).and_then(|address| self.by_address.get(&address).cloned());
        let found = self.by_path.get(&page).cloned();
        let found = found.or_else(|| if is_path { None } else { by_name() }).or_else(by_address);
        found.or_else(|| self.list_page(&page))
    }

    /// The page of a topic or an author.
    fn list_page(&self, page: &str) -> Option<String> {
        let (kind, slug) = page.split_once('/')?;
        let known = match kind {
            "topics" => &self.topics,
            "authors" => &self.authors,
            _ => return None,
        };
        known.contains(slug).then(|| format!("/{kind}/{slug}"))
    }
}
