//! Brings prepared stories into the paper, a batch a transaction. A dry run
//! takes the same steps and writes nothing.

use std::collections::{BTreeSet, HashMap};

use store::{Db, Executor, Row, Statement, Tx, Value, audit, settings};

use super::{
    MarkdownImport, plan::source_key, plan::with_suffix, queries::find_by_source, report::Report,
    story::Prepared,
};
use crate::{
    announce_catalogue,
    model::{Author, Named, Section, Status},
    queries::{self, NewStory, StoryText},
};

/// Where statements go: into a transaction, or, in a dry run, nowhere.
enum Hand<'a> {
    Dry(&'a Db),
    Wet(&'a mut Tx),
}

impl Executor for &mut Hand<'_> {
    async fn all(self, statement: &'static Statement, args: Vec<Value>) -> store::Result<Vec<Row>> {
        match self {
            Hand::Dry(db) => db.all(statement, args).await,
            Hand::Wet(tx) => tx.all(statement, args).await,
        }
    }

    async fn run(self, statement: &'static Statement, args: Vec<Value>) -> store::Result<u64> {
        match self {
            Hand::Dry(_) => Ok(0),
            Hand::Wet(tx) => tx.run(statement, args).await,
        }
    }
}

/// Writes batches and remembers what it has made.
pub(super) struct Writer<'a> {
    import: &'a MarkdownImport<'a>,
    pub(super) report: Report,
    authors: BTreeSet<String>,
    topics: BTreeSet<String>,
    /// Old addresses, and the post that each belongs to.
    redirects: HashMap<String, String>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(import: &'a MarkdownImport<'a>, report: Report) -> Self {
        Self {
            import,
            report,
            authors: BTreeSet::new(),
            topics: BTreeSet::new(),
            redirects: HashMap::new(),
        }
    }

    /// Writes all of `batch`, or nothing of it.
    pub(super) async fn write(&mut self, batch: Vec<Prepared>) -> store::Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        if self.import.dry_run {
            return self.write_with(&mut Hand::Dry(self.import.db), batch).await;
        }
        let mut tx = self.import.db.begin().await?;
        // The sequence's row is the lock that lets two imports take turns: each
        // then sees what the other has brought in.
        settings::advance_sequence(&mut tx, "import_batches").await?;
        self.write_with(&mut Hand::Wet(&mut tx), batch).await?;
        // In each, not only in the last: a run that is cut short leaves no stale list.
        announce_catalogue(&mut tx, self.import.ambient.now()).await?;
        tx.commit().await
    }

    async fn write_with(&mut self, hand: &mut Hand<'_>, batch: Vec<Prepared>) -> store::Result<()> {
        self.make_section(hand).await?;
        for prepared in batch {
            self.write_story(hand, prepared).await?;
        }
        Ok(())
    }

    async fn make_section(&mut self, hand: &mut Hand<'_>) -> store::Result<()> {
        let slug = self.import.section;
        if queries::find_section(&mut *hand, slug).await?.is_some() {
            return Ok(());
        }
        let sections = queries::list_sections(&mut *hand).await?;
        let position = sections.iter().map(|section| section.position).max().unwrap_or(0) + 1;
        let name = super::names::title_case(slug);
        let section = Section {
            slug: slug.to_owned(),
            name,
            description: String::new(),
            position,
            opinion: false,
        };
        queries::save_section(&mut *hand, &section).await
    }

    async fn write_story(&mut self, hand: &mut Hand<'_>, story: Prepared) -> store::Result<()> {
        let key = source_key(&story.path);
        if find_by_source(&mut *hand, &key).await?.is_some() {
            self.report.unchanged += 1;
            return Ok(());
        }
        let slug = self.settle_slug(hand, &story).await?;
        for author in &story.authors {
            self.make_author(hand, author).await?;
        }
        for topic in &story.topics {
            self.make_topic(hand, topic).await?;
        }
        let Prepared { path, redirects, draft, losses, notes, .. } = &story;
        let mut redirects = redirects.clone();
        if let Some(given) = &story.slug_given {
            redirects.extend(super::survey::old_path(&format!("/{}/{given}", self.import.section)));
        }
        let redirects = self.free_redirects(hand, path, redirects).await?;
        self.report.imported += 1;
        self.report.drafts += u64::from(*draft);
        self.report.losses.add(losses);
        for (field, what) in notes {
            self.report.note(path, field, what);
        }
        if let Hand::Wet(tx) = hand {
            let new = new_story(self.import, story, slug, key);
            let number = queries::insert_story(tx, self.import.ambient, &new).await?;
            for address in &redirects {
                queries::insert_redirect(&mut **tx, address, number).await?;
            }
        }
        Ok(())
    }

    /// The planned slug, or the next free one if somebody took it meanwhile.
    async fn settle_slug(
        &mut self,
        hand: &mut Hand<'_>,
        story: &Prepared,
    ) -> store::Result<String> {
        let section = self.import.section;
        let mut slug = story.slug.clone();
        let mut number = 1;
        while queries::is_slug_taken(&mut *hand, section, &slug, None).await? {
            number += 1;
            slug = with_suffix(&story.slug_wanted, number);
        }
        if slug != story.slug_wanted {
            let what =
                format!("“{}” is taken; the story is at /{section}/{slug}", story.slug_wanted);
            self.report.note(&story.path, "slug", &what);
        } else if let Some(given) = &story.slug_given {
            let what = format!("“{given}” cannot be an address; the story is at /{section}/{slug}");
            self.report.note(&story.path, "slug", &what);
        }
        self.report.renamed += u64::from(slug != story.slug_wanted || story.slug_given.is_some());
        Ok(slug)
    }

    /// Makes an author unless there is one: what the desk has written stays.
    async fn make_author(&mut self, hand: &mut Hand<'_>, author: &Author) -> store::Result<()> {
        if !self.authors.insert(author.slug.clone()) {
            return Ok(());
        }
        if queries::find_author(&mut *hand, &author.slug).await?.is_none() {
            self.report.authors += 1;
            queries::save_author(&mut *hand, author).await?;
        }
        Ok(())
    }

    async fn make_topic(&mut self, hand: &mut Hand<'_>, topic: &Named) -> store::Result<()> {
        if !self.topics.insert(topic.slug.clone()) {
            return Ok(());
        }
        if queries::find_topic(&mut *hand, &topic.slug).await?.is_none() {
            self.report.topics += 1;
            queries::save_topic(&mut *hand, topic).await?;
        }
        Ok(())
    }

    /// Those of `addresses` that lead nowhere yet, counted.
    async fn free_redirects(
        &mut self,
        hand: &mut Hand<'_>,
        path: &str,
        addresses: Vec<String>,
    ) -> store::Result<Vec<String>> {
        let mut free = Vec::new();
        for address in addresses {
            let owner = self.redirects.entry(address.clone()).or_insert_with(|| path.to_owned());
            let taken =
                owner != path || queries::find_redirect(&mut *hand, &address).await?.is_some();
            if taken {
                self.report.note(
                    path,
                    "aliases",
                    &format!("{address} leads to another story already"),
                );
            } else if !free.contains(&address) {
                self.report.redirects += 1;
                free.push(address);
            }
        }
        Ok(free)
    }

    /// Records the deed, and tells the nodes a last time.
    pub(super) async fn finish(self, archive: &str) -> store::Result<Report> {
        if self.import.dry_run || self.report.imported == 0 {
            return Ok(self.report);
        }
        let now = self.import.ambient.now();
        let detail = format!("{} stories from {archive}", self.report.imported);
        let subject = self.import.section;
        let deed =
            audit::Deed { actor: "command", action: "stories.import", subject, detail: &detail };
        let mut tx = self.import.db.begin().await?;
        audit::record(&mut tx, deed, now).await?;
        announce_catalogue(&mut tx, now).await?;
        tx.commit().await?;
        Ok(self.report)
    }
}

fn new_story(import: &MarkdownImport<'_>, story: Prepared, slug: String, key: String) -> NewStory {
    NewStory {
        text: StoryText {
            section: import.section.to_owned(),
            slug,
            headline: story.headline,
            kicker: story.kicker,
            standfirst: story.parts.standfirst,
            lead: story.parts.lead,
            body: story.parts.body,
            access: import.access,
            required_benefit: None,
            authors: story.authors.into_iter().map(|author| author.slug).collect(),
            topics: story.topics,
            picture: None,
            language: import.language,
            translation_of: None,
        },
        status: if story.draft { Status::Draft } else { Status::Published },
        published_at: story.published_at,
        expires_on: story.expires_on,
        source_key: Some(key),
        owner: None,
    }
}
