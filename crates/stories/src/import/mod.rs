//! Imports of Markdown: a Hugo site's content folder, as an archive or a folder.
//!
//! Two walks through the archive, so that memory stays bounded: the first
//! reads names ([`survey`]), from which it is decided what becomes of every
//! post ([`plan`]); the second reads texts one by one and writes them in
//! batches ([`write`]). Each story keeps its path within the archive as its
//! source key, so a run that was cut short goes on where it was, and a second
//! run brings in nothing twice.
//!
//! # What becomes of what
//! - Every Markdown file is a post, but for `_index.md`, README and the like,
//!   hidden files, and authors' profiles (`content/authors/…`).
//! - `title`, `date`, `slug`, `kicker`, `authors`, `topics` (or else tags and
//!   categories) as they say; the slug's default is the file's name without
//!   its date. `draft` comes in as a draft. `expirydate` is kept for staff and
//!   unpublishes nothing.
//! - `deck`, `summary` and text become standfirst, lead and body: [`arrange`].
//! - `aliases`, and Hugo's own address `/2019/03/26/slug`, lead to the story.
//! - `redirectto`, `source` and `source_url` (or `canonical`) become paragraphs
//!   at the end of the body.
//! - Shortcodes: [`shortcodes`]. Pictures leave their words, for there is no
//!   place for their files yet.
//! - Whatever is not kept is counted by kind; what is refused has a line.

mod archive;
mod arrange;
mod dates;
mod front_matter;
mod markdown;
mod names;
mod plan;
mod post;
mod profile;
mod queries;
mod report;
mod shortcode_html;
mod shortcode_tag;
mod shortcodes;
mod story;
mod survey;
mod text;
mod write;

use std::{collections::BTreeSet, path::Path, sync::Arc};

use store::{Db, StoreError};
use tokio::{sync::mpsc, task::spawn_blocking};
use vocab::{Access, Ambient};
use words::Language;

pub use archive::ArchiveError;
pub use report::Report;

use self::{
    archive::Found,
    plan::{Fate, Plan},
    post::{Post, is_post},
    report::Refusal,
    story::Prepared,
    write::Writer,
};

/// Stories in one transaction.
const BATCH_STORIES_MAX: usize = 50;
/// What they may weigh together, about.
const BATCH_BYTES_MAX: usize = 8 << 20;
/// Stories that wait for the database while the next are read.
const WAITING_MAX: usize = 8;

/// Where Markdown goes.
#[derive(Debug)]
pub struct MarkdownImport<'a> {
    /// The paper.
    pub db: &'a Db,
    /// Time and randomness.
    pub ambient: &'a Ambient,
    /// The section's slug; the section is made if there is none.
    pub section: &'a str,
    /// The level of every story.
    pub access: Access,
    /// The language of every story.
    pub language: Language,
    /// Reports and writes nothing.
    pub dry_run: bool,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Posts dealt with, the refused and the unchanged among them.
    pub done: u64,
    /// Posts in all.
    pub total: u64,
}

/// Why an import did not happen, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The archive as a whole cannot be used.
    #[error("{path} {problem}")]
    Archive {
        /// The archive.
        path: String,
        /// What is wrong with it.
        problem: ArchiveError,
    },
    /// It has no Markdown.
    #[error("{0} holds no Markdown file that could be a story")]
    Empty(String),
    /// No section can be called so.
    #[error(
        "“{0}” cannot be a section: use a-z, 0-9 and hyphens, and no word that has a page of its own"
    )]
    Section(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The reading thread ended without an answer.
    #[error("reading the archive was interrupted")]
    Interrupted,
}

/// Brings the posts of `archive`, a `.tar.gz`, a `.tar` or a folder, into the
/// paper. `progress` is told after every batch.
///
/// # Errors
/// What makes the archive as a whole unusable. A single post that cannot come
/// in is a line in the report.
pub async fn import_markdown(
    options: &MarkdownImport<'_>,
    archive: &Path,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report, ImportError> {
    if !web::is_section_slug(options.section) {
        return Err(ImportError::Section(options.section.to_owned()));
    }
    let name = archive.display().to_string();
    let unusable = |problem| ImportError::Archive { path: name.clone(), problem };
    let path = archive.to_owned();
    let first = spawn_blocking(move || {
        let mut report = Report::default();
        survey::survey(&path, &mut report).map(|survey| (survey, report))
    });
    let (survey, mut report) =
        first.await.map_err(|_| ImportError::Interrupted)?.map_err(unusable)?;
    report.dry_run = options.dry_run;
    let plan = Arc::new(Plan::make(options.db, options.section, survey).await?);
    if plan.total == 0 {
        return Err(ImportError::Empty(name));
    }
    let mut done = Progress { done: report.refused, total: plan.total };
    progress(done);
    let mut writer = Writer::new(options, report);
    let (send, mut stories) = mpsc::channel(WAITING_MAX);
    let second = spawn_blocking({
        let (path, plan) = (archive.to_owned(), plan.clone());
        move || prepare_all(&path, &plan, &send)
    });
    let mut batch = Vec::new();
    let mut bytes = 0;
    while let Some(outcome) = stories.recv().await {
        done.done += 1;
        match outcome {
            Outcome::Unchanged => writer.report.unchanged += 1,
            Outcome::Refused(path, refusal) => writer.report.refuse(&path, &refusal),
            Outcome::Story(story) => {
                bytes += story.bytes();
                batch.push(*story);
            }
        }
        if batch.len() >= BATCH_STORIES_MAX || bytes >= BATCH_BYTES_MAX {
            writer.write(std::mem::take(&mut batch)).await?;
            bytes = 0;
            progress(done);
        }
    }
    second.await.map_err(|_| ImportError::Interrupted)?.map_err(unusable)?;
    writer.write(batch).await?;
    progress(done);
    let name = archive.file_name().map_or(name, |name| name.to_string_lossy().into_owned());
    Ok(writer.finish(&name).await?)
}

/// What the second walk makes of a post.
enum Outcome {
    Unchanged,
    /// The first walk could read it: the file changed meanwhile.
    Refused(String, Refusal),
    Story(Box<Prepared>),
}

/// The second walk. Ends early when nobody listens any more.
fn prepare_all(
    archive: &Path,
    plan: &Plan,
    send: &mpsc::Sender<Outcome>,
) -> Result<(), ArchiveError> {
    let mut seen = BTreeSet::new();
    let wanted = |path: &str| plan.fate(path).is_some();
    archive::walk(archive, &wanted, &mut |Found { path, content }| {
        let (Ok(bytes), true) = (content, is_post(&path)) else { return true };
        let Some(fate) = plan.fate(&path) else { return true };
        if !seen.insert(path.clone()) {
            return true;
        }
        let outcome = match fate {
            Fate::Unchanged => Outcome::Unchanged,
            Fate::New(slug) => match Post::read(&path, &bytes) {
                Ok(post) => {
                    Outcome::Story(Box::new(Prepared::make(path, post, slug.clone(), plan)))
                }
                Err(refusal) => Outcome::Refused(path, refusal),
            },
        };
        send.blocking_send(outcome).is_ok()
    })
}
