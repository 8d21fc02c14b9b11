//! The first walk through the archive: which posts there are, what they are
//! called, who wrote for them. It keeps names only, never a text.

use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

use super::{
    archive::{self, ArchiveError, Found},
    post::{Post, is_post},
    profile::{self, is_profile},
    report::{Refusal, Report},
};
use crate::model::Author;

/// What the first walk found.
#[derive(Default)]
pub(super) struct Survey {
    /// The posts that can come in, by their path.
    pub(super) posts: Vec<Surveyed>,
    /// The posts that cannot.
    pub(super) refused: BTreeSet<String>,
    /// Authors by the word that posts use for them.
    pub(super) profiles: HashMap<String, Author>,
    /// The topics that occur.
    pub(super) topics: BTreeSet<String>,
    /// The authors that occur.
    pub(super) authors: BTreeSet<String>,
}

/// One post that can come in.
pub(super) struct Surveyed {
    pub(super) path: String,
    pub(super) slug: String,
    /// Hugo's own address of it.
    pub(super) default_address: String,
    pub(super) aliases: Vec<String>,
}

/// Walks through `archive` and notes every refusal in `report`.
pub(super) fn survey(archive: &Path, report: &mut Report) -> Result<Survey, ArchiveError> {
    let mut survey = Survey::default();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut slugs_of_profiles = Vec::new();
    let wanted = |path: &str| is_post(path) || is_profile(path);
    archive::walk(archive, &wanted, &mut |Found { path, content }| {
        match content {
            Err(why) if !is_post(&path) => report.note(&path, "file", &why),
            Err(why) => survey.refuse(&path, &Refusal::new("file", why), report),
            Ok(bytes) if is_profile(&path) => {
                if let Some((author, other)) = profile::read(&path, &bytes) {
                    slugs_of_profiles.extend(other.map(|other| (other, author.clone())));
                    survey.profiles.insert(author.slug.clone(), author);
                }
            }
            Ok(_) if !seen.insert(path.clone()) => {
                survey.refuse(&path, &Refusal::new("file", "a second file of this name"), report);
            }
            Ok(bytes) => match Post::read(&path, &bytes) {
                Ok(post) => survey.keep(path, &post),
                Err(refusal) => survey.refuse(&path, &refusal, report),
            },
        }
        true
    })?;
    for (other, author) in slugs_of_profiles {
        survey.profiles.entry(other).or_insert(author);
    }
    survey.posts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(survey)
}

impl Survey {
    fn refuse(&mut self, path: &str, refusal: &Refusal, report: &mut Report) {
        report.refuse(path, refusal);
        self.refused.insert(path.to_owned());
    }

    fn keep(&mut self, path: String, post: &Post) {
        self.topics.extend(post.topics.iter().map(|topic| topic.slug.clone()));
        self.authors.extend(post.authors.iter().map(|author| author.slug.clone()));
        self.posts.push(Surveyed {
            path,
            slug: post.slug.clone(),
            default_address: post.default_address(),
            aliases: post.aliases.iter().filter_map(|alias| old_path(alias)).collect(),
        });
    }
}

/// An old address as the paper looks it up: the path alone, in lower case,
/// without the slash at its end. None where it is no address of a page.
pub(super) fn old_path(address: &str) -> Option<String> {
    let path = match address.split_once("://") {
        Some(("http" | "https", rest)) => &rest[rest.find('/')?..],
        Some(_) => return None,
        None => address,
    };
    let path = path.split(['?', '#']).next().unwrap_or("").trim_end_matches('/').to_lowercase();
    let path = if path.starts_with('/') { path } else { format!("/{path}") };
    let plain = path.len() > 1
        && path.len() <= 1_000
        && !path.starts_with("//")
        && !path.contains("..")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    plain.then_some(path)
}
