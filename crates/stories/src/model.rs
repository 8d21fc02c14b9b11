use std::{fmt, str::FromStr, sync::Arc};

use jiff::Timestamp;
use store::Row;
use vocab::{Access, Benefit, StoryId, StoryNumber};
use words::{Language, Words};

use crate::{
    Picture,
    document::{Document, DocumentProblem},
};

/// Where a story stands on its way to readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Being written.
    Draft,
    /// Open to readers, from its date on.
    Published,
    /// Taken back: its address says so.
    Withdrawn,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Withdrawn];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What the desk calls it.
    pub fn name(self, say: Words) -> String {
        match self {
            Self::Draft => say.story_status_draft(),
            Self::Published => say.story_status_published(),
            Self::Withdrawn => say.story_status_withdrawn(),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a status: use draft, published or withdrawn")]
pub struct UnknownStatus(String);

impl FromStr for Status {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        let found = Self::ALL.into_iter().find(|status| status.as_str() == text);
        found.ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}

/// Somebody or something with a page of its own: a slug for its address, a name to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// In its address.
    pub slug: String,
    /// As readers see it.
    pub name: String,
}

/// A part of the paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The first segment of its stories' addresses.
    pub slug: String,
    /// As readers see it.
    pub name: String,
    /// One sentence; may be empty.
    pub description: String,
    /// Its place in the navigation.
    pub position: i64,
    /// Whether it holds opinions: the front page shows those apart, with faces.
    pub opinion: bool,
}

impl Section {
    /// Its address on the paper.
    pub fn path(&self) -> String {
        format!("/{}", self.slug)
    }
}

/// Who writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// In the address of the author's page.
    pub slug: String,
    /// As the byline says it.
    pub name: String,
    /// Such as “Deputy editor”; may be empty.
    pub role: String,
    /// A few sentences; may be empty.
    pub bio: String,
    /// The portrait.
    pub picture: Option<Arc<Picture>>,
}

impl Author {
    /// Where the portrait's smallest size lies.
    pub fn face(&self) -> Option<&str> {
        let picture = self.picture.as_deref()?;
        picture.renditions.first().map(|size| &*size.path)
    }
}

/// A name in a byline, with the face that goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Byline {
    /// In the address of the author's page.
    pub slug: String,
    /// As readers see it.
    pub name: String,
    /// Where the smallest size of the portrait lies.
    pub portrait: Option<String>,
}

/// A story without its body: everything that anybody may see. It has no field
/// that could hold the body, so no page made from it can leak one.
#[derive(Clone, Debug)]
pub struct Headline {
    /// As programs know it.
    pub id: StoryId,
    /// The number that meters count.
    pub number: StoryNumber,
    /// Where it stands in the paper.
    pub section: Named,
    /// The last segment of its address.
    pub slug: String,
    /// The headline.
    pub headline: String,
    /// The word or two above it; may be empty.
    pub kicker: String,
    /// The sentence or two below it; may be empty.
    pub standfirst: String,
    /// The opening that everyone may read.
    pub lead: Document,
    /// Its level.
    pub access: Access,
    /// A benefit that it asks for besides.
    pub required_benefit: Option<Benefit>,
    /// Where it stands on its way.
    pub status: Status,
    /// When readers may see it.
    pub published_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// How many words it has in all.
    pub words: u32,
    /// Counts its changes; pages are cached by it.
    pub version: i64,
    /// The language it is written in.
    pub language: Language,
    /// The story that it says in another language.
    pub translation_of: Option<StoryNumber>,
    /// The picture above it.
    pub picture: Option<Arc<Picture>>,
    /// Who wrote it.
    pub authors: Vec<Byline>,
    /// What it is about.
    pub topics: Vec<Named>,
    /// Who began it at the desk.
    pub owner: Option<String>,
}

impl meter::Story for Headline {
    fn access(&self) -> Access {
        self.access
    }

    fn required_benefit(&self) -> Option<&Benefit> {
        self.required_benefit.as_ref()
    }

    fn section(&self) -> &str {
        &self.section.slug
    }

    fn has_topic(&self, slug: &str) -> bool {
        self.topics.iter().any(|topic| topic.slug == slug)
    }

    fn has_author(&self, slug: &str) -> bool {
        self.authors.iter().any(|author| author.slug == slug)
    }

    fn language(&self) -> &str {
        self.language.code()
    }

    fn published_at(&self) -> Option<Timestamp> {
        Some(self.published_at)
    }
}

/// Separates columns and entries in the lists that a headline's row carries.
pub(crate) const UNIT: char = '\u{1f}';
pub(crate) const RECORD: char = '\u{1e}';

impl Headline {
    pub(crate) fn read(row: &Row) -> store::Result<Self> {
        let lead = row.text("lead")?;
        let lead = Document::parse(&lead).map_err(|problem: DocumentProblem| {
            store::StoreError::Decode { column: "lead".to_owned(), problem: problem.to_string() }
        })?;
        Ok(Self {
            id: row.parse("id")?,
            number: row.small("number").map(StoryNumber)?,
            section: Named { slug: row.text("section")?, name: row.text("section_name")? },
            slug: row.text("slug")?,
            headline: row.text("headline")?,
            kicker: row.text("kicker")?,
            standfirst: row.text("standfirst")?,
            lead,
            access: row.parse("access")?,
            required_benefit: row.parse_opt("required_benefit")?,
            status: row.parse("status")?,
            published_at: row.time("published_at")?,
            updated_at: row.time("updated_at")?,
            words: row.small("words")?,
            version: row.int("version")?,
            language: row.parse("language")?,
            translation_of: row
                .int_opt("translation_of")?
                .and_then(|number| u32::try_from(number).ok())
                .map(StoryNumber),
            picture: Picture::read_opt(row)?,
            authors: read_bylines(row.text_opt("authors")?.as_deref()),
            topics: read_named(row.text_opt("topics")?.as_deref()),
            owner: row.text_opt("owner")?,
        })
    }

    /// Its address on the paper: `/markets/a-story`.
    pub fn path(&self) -> String {
        format!("/{}/{}", self.section.slug, self.slug)
    }

    /// One sentence about it, from what everyone may read.
    pub fn description(&self) -> String {
        let text =
            if self.standfirst.is_empty() { self.lead.to_text() } else { self.standfirst.clone() };
        crate::document::shorten(&text, 160)
    }

    /// Minutes of reading at 220 words a minute, at least one.
    pub const fn reading_minutes(&self) -> u32 {
        let minutes = self.words.div_ceil(220);
        if minutes == 0 { 1 } else { minutes }
    }

    /// Whether somebody changed it after it had appeared.
    pub fn was_changed(&self) -> bool {
        let settled = self.published_at.saturating_add(jiff::SignedDuration::from_mins(5));
        self.version > 1 && settled.is_ok_and(|settled| self.updated_at > settled)
    }

    /// Whether it appeared at `moment` or later. Templates pass references, code values.
    pub fn is_since(&self, moment: impl std::borrow::Borrow<Timestamp>) -> bool {
        self.published_at >= *moment.borrow()
    }

    /// The address of its section.
    pub fn section_path(&self) -> String {
        format!("/{}", self.section.slug)
    }

    /// The face of its first author.
    pub fn face(&self) -> Option<&str> {
        self.authors.first()?.portrait.as_deref()
    }

    /// Whether a mark says that not everyone may read it.
    pub fn is_premium(&self) -> bool {
        self.access == Access::Premium || self.required_benefit.is_some()
    }

    /// Whether readers may see it at `now`.
    pub fn is_public(&self, now: Timestamp) -> bool {
        self.status == Status::Published && self.published_at <= now
    }
}

fn read_bylines(list: Option<&str>) -> Vec<Byline> {
    let read = |entry: &str| {
        let mut parts = entry.split(UNIT).map(str::to_owned);
        let (slug, name) = (parts.next()?, parts.next()?);
        Some(Byline { slug, name, portrait: parts.next().filter(|path| !path.is_empty()) })
    };
    list.unwrap_or("").split(RECORD).filter_map(read).collect()
}

fn read_named(list: Option<&str>) -> Vec<Named> {
    list.unwrap_or("")
        .split(RECORD)
        .filter_map(|entry| entry.split_once(UNIT))
        .map(|(slug, name)| Named { slug: slug.to_owned(), name: name.to_owned() })
        .collect()
}

/// The part of a story that only leaves the server on an Open decision.
#[derive(Clone, Debug)]
pub struct Body {
    /// The text.
    pub document: Document,
}

/// A page that is no story: about, privacy, terms.
#[derive(Clone, Debug)]
pub struct StaticPage {
    /// Its address, without the slash.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub document: Document,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Where a list of stories goes on: behind this moment and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The moment of the last story shown.
    pub at: Timestamp,
    /// Its number.
    pub number: u32,
}

impl Cursor {
    /// Before everything that is public at `now`.
    pub const fn start(now: Timestamp) -> Self {
        Self { at: now, number: u32::MAX }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at.as_microsecond(), self.number)
    }
}

/// The text is no cursor of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the cursor is not one that this paper gave out")]
pub struct UnknownCursor;

impl FromStr for Cursor {
    type Err = UnknownCursor;

    fn from_str(text: &str) -> Result<Self, UnknownCursor> {
        let (micros, number) = text.rsplit_once('-').ok_or(UnknownCursor)?;
        let at = micros.parse().ok().and_then(|micros| Timestamp::from_microsecond(micros).ok());
        Ok(Self {
            at: at.ok_or(UnknownCursor)?,
            number: number.parse().map_err(|_| UnknownCursor)?,
        })
    }
}

/// Stories in order, and where the list goes on, if it does.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The stories.
    pub stories: Vec<Arc<Headline>>,
    /// Where it goes on.
    pub next: Option<Cursor>,
}

impl Listing {
    /// From one story more than the page holds, if there are so many.
    pub(crate) fn page(mut stories: Vec<Arc<Headline>>, limit: usize) -> Self {
        let more = stories.len() > limit;
        stories.truncate(limit);
        let last = stories.last().filter(|_| more);
        let next = last.map(|last| Cursor { at: last.published_at, number: last.number.0 });
        Self { stories, next }
    }
}
