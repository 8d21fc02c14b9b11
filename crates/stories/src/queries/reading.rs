use std::sync::Arc;

use jiff::Timestamp;
use store::{Db, Executor, Result, Row, args, statement};
use vocab::{StoryId, StoryNumber};
use words::Language;

use crate::{
    document::Document,
    model::{Body, Cursor, Headline, Listing, Status},
};

/// The columns of a headline record: never a column of `bodies`.
macro_rules! headlines {
    ($($rest:tt)+) => {
        concat!(
            "SELECT s.id, s.number, s.section, sec.name AS section_name, s.slug, s.headline, s.kicker,
                s.standfirst, s.lead, s.access, s.required_benefit, s.status, s.published_at,
                s.updated_at, s.words, s.version, s.owner, s.language, s.translation_of, s.picture,
                COALESCE(NULLIF(s.picture_alt, ''), pic.alt) AS picture_alt,
                COALESCE(NULLIF(s.picture_caption, ''), pic.caption) AS picture_caption,
                COALESCE(NULLIF(s.picture_credit, ''), pic.credit) AS picture_credit,
                (SELECT string_agg(r.width || '\u{1f}' || r.height || '\u{1f}' || r.path, '\u{1e}')
                    FROM renditions r WHERE r.picture = s.picture) AS renditions,
                (SELECT string_agg(a.slug || '\u{1f}' || a.name || '\u{1f}' || COALESCE((SELECT r.path
                        FROM renditions r WHERE r.picture = a.picture ORDER BY r.width LIMIT 1), ''), '\u{1e}' ORDER BY sa.position)
                    FROM story_authors sa JOIN authors a ON a.slug = sa.author
                    WHERE sa.story = s.number) AS authors,
                (SELECT string_agg(t.slug || '\u{1f}' || t.name, '\u{1e}' ORDER BY t.slug)
                    FROM story_topics st JOIN topics t ON t.slug = st.topic
                    WHERE st.story = s.number) AS topics
             FROM stories s JOIN sections sec ON sec.slug = s.section
                LEFT JOIN pictures pic ON pic.id = s.picture ",
            $($rest)+
        )
    };
}

pub(super) use headlines;

/// Leaves out a story of which readers of the language `$language` (empty for
/// everybody) may see, by `$now`, a translation in theirs.
macro_rules! without_twins {
    ($language:literal, $now:literal) => {
        concat!(
            " AND (",
            $language,
            " = '' OR s.language = ",
            $language,
            " OR NOT EXISTS (SELECT 1 FROM stories twin WHERE twin.status = 'published'
                AND twin.language = ",
            $language,
            " AND twin.published_at <= ",
            $now,
            " AND (twin.number = s.translation_of OR twin.translation_of = s.number
                OR twin.translation_of = s.translation_of))) "
        )
    };
}

pub(super) use without_twins;

/// For whom stories are listed: of a story and its translation, readers get
/// the one in their language.
#[derive(Clone, Copy, Debug)]
pub struct Audience {
    /// The readers' language; none for everybody, who gets both.
    pub language: Option<Language>,
    /// What is public by then.
    pub now: Timestamp,
}

impl Audience {
    /// Everybody: nothing is left out.
    pub const EVERYBODY: Self = Self { language: None, now: Timestamp::UNIX_EPOCH };

    pub(super) fn code(self) -> &'static str {
        self.language.map_or("", Language::code)
    }
}

fn read(row: Option<Row>) -> Result<Option<Headline>> {
    row.as_ref().map(Headline::read).transpose()
}

statement! {
    FIND_BY_PATH = headlines!("WHERE s.section = $1 AND s.slug = $2");
}

/// The story at `/section/slug`, whatever its status.
pub async fn find_by_path(
    on: impl Executor,
    section: &str,
    slug: &str,
) -> Result<Option<Headline>> {
    read(on.one(&FIND_BY_PATH, args![section, slug]).await?)
}

statement! {
    FIND_BY_NUMBER = headlines!("WHERE s.number = $1");
}

/// The story with this number, whatever its status.
pub async fn find_by_number(on: impl Executor, number: StoryNumber) -> Result<Option<Headline>> {
    read(on.one(&FIND_BY_NUMBER, args![number]).await?)
}

statement! {
    FIND_BY_ID = headlines!("WHERE s.id = $1");
}

/// The story that programs know by this id, whatever its status.
pub(crate) async fn find_by_id(on: impl Executor, id: StoryId) -> Result<Option<Headline>> {
    read(on.one(&FIND_BY_ID, args![id]).await?)
}

statement! {
    FIND_BODY = "SELECT document FROM bodies WHERE story = $1";
}

/// The body: asked for only once a decision is Open, or at the desk.
pub(crate) async fn find_body(on: impl Executor, number: StoryNumber) -> Result<Option<Body>> {
    let Some(row) = on.one(&FIND_BODY, args![number]).await? else { return Ok(None) };
    let document = Document::parse(&row.text("document")?).map_err(|problem| {
        store::StoreError::Decode { column: "document".to_owned(), problem: problem.to_string() }
    })?;
    Ok(Some(Body { document }))
}

/// Where an old address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Redirect {
    /// To a story, wherever it lies now.
    Story(StoryNumber),
    /// To another path or address.
    Target(String),
}

statement! {
    FIND_REDIRECT = "SELECT story, target FROM redirects WHERE path = $1";
}

/// Where the old address `path` leads, if it is one.
pub(crate) async fn find_redirect(on: impl Executor, path: &str) -> Result<Option<Redirect>> {
    let Some(row) = on.one(&FIND_REDIRECT, args![path]).await? else { return Ok(None) };
    if let Some(target) = row.text_opt("target")? {
        return Ok(Some(Redirect::Target(target)));
    }
    Ok(row
        .int_opt("story")?
        .and_then(|number| u32::try_from(number).ok())
        .map(|number| Redirect::Story(StoryNumber(number))))
}

fn listing(rows: &[Row], limit: u32) -> Result<Listing> {
    let stories: Result<Vec<_>> =
        rows.iter().map(|row| Headline::read(row).map(Arc::new)).collect();
    Ok(Listing::page(stories?, usize::try_from(limit).unwrap_or(usize::MAX)))
}

statement! {
    LIST_ALL = headlines!("WHERE s.status = 'published' AND (s.published_at, s.number) < ($1, $2)",
        without_twins!("$4", "$5"), "ORDER BY s.published_at DESC, s.number DESC LIMIT $3");
}

/// The paper's stories, newest first.
pub async fn list_all(db: &Db, audience: Audience, after: Cursor, limit: u32) -> Result<Listing> {
    let args = args![after.at, after.number, limit + 1, audience.code(), audience.now];
    listing(&db.all(&LIST_ALL, args).await?, limit)
}

statement! {
    /// `$4` a section or empty, `$5` an access level or empty.
    LIST_MATCHING = headlines!("WHERE s.status = 'published' AND (s.published_at, s.number) < ($1, $2)
        AND ($4 = '' OR s.section = $4) AND ($5 = '' OR s.access = $5)",
        without_twins!("$6", "$7"), "ORDER BY s.published_at DESC, s.number DESC LIMIT $3");
}

/// Stories of a section, of an access level, or of both, newest first.
pub async fn list_matching(
    db: &Db,
    audience: Audience,
    section: Option<&str>,
    access: Option<vocab::Access>,
    after: Cursor,
    limit: u32,
) -> Result<Listing> {
    let access = access.map_or("", vocab::Access::as_str);
    let args = args![
        after.at,
        after.number,
        limit + 1,
        section.unwrap_or(""),
        access,
        audience.code(),
        audience.now
    ];
    listing(&db.all(&LIST_MATCHING, args).await?, limit)
}

statement! {
    LIST_IN_SECTION = headlines!("WHERE s.status = 'published' AND s.section = $4
        AND (s.published_at, s.number) < ($1, $2)",
        without_twins!("$5", "$6"), "ORDER BY s.published_at DESC, s.number DESC LIMIT $3");
}

/// A section's stories, newest first.
pub(crate) async fn list_in_section(
    db: &Db,
    audience: Audience,
    section: &str,
    after: Cursor,
    limit: u32,
) -> Result<Listing> {
    let args = args![after.at, after.number, limit + 1, section, audience.code(), audience.now];
    listing(&db.all(&LIST_IN_SECTION, args).await?, limit)
}

statement! {
    LIST_BY_AUTHOR = headlines!("JOIN story_authors by_author ON by_author.story = s.number
        WHERE s.status = 'published' AND by_author.author = $4 AND (s.published_at, s.number) < ($1, $2)",
        without_twins!("$5", "$6"), "ORDER BY s.published_at DESC, s.number DESC LIMIT $3");
}

/// An author's stories, newest first.
pub(crate) async fn list_by_author(
    db: &Db,
    audience: Audience,
    author: &str,
    after: Cursor,
    limit: u32,
) -> Result<Listing> {
    let args = args![after.at, after.number, limit + 1, author, audience.code(), audience.now];
    listing(&db.all(&LIST_BY_AUTHOR, args).await?, limit)
}

statement! {
    LIST_BY_TOPIC = headlines!("JOIN story_topics on_topic ON on_topic.story = s.number
        WHERE s.status = 'published' AND on_topic.topic = $4 AND (s.published_at, s.number) < ($1, $2)",
        without_twins!("$5", "$6"), "ORDER BY s.published_at DESC, s.number DESC LIMIT $3");
}

/// A topic's stories, newest first.
pub(crate) async fn list_by_topic(
    db: &Db,
    audience: Audience,
    topic: &str,
    after: Cursor,
    limit: u32,
) -> Result<Listing> {
    let args = args![after.at, after.number, limit + 1, topic, audience.code(), audience.now];
    listing(&db.all(&LIST_BY_TOPIC, args).await?, limit)
}

statement! {
    /// `$4` a status or empty for all, `$5` an owner or empty, `$6` a part of the headline.
    LIST_AT_DESK = headlines!("WHERE (s.updated_at, s.number) < ($1, $2) AND ($4 = '' OR s.status = $4)
        AND ($5 = '' OR s.owner = $5)
        AND ($6 = '' OR lower(s.headline) LIKE '%' || lower($6) || '%' ESCAPE '\\')
        ORDER BY s.updated_at DESC, s.number DESC LIMIT $3");
}

/// The stories as the desk sees them, last changed first. The cursor's moment
/// is the last change. `search` is a part of the headline.
pub(crate) async fn list_at_desk(
    db: &Db,
    status: Option<Status>,
    owner: Option<&str>,
    search: &str,
    after: Cursor,
    limit: u32,
) -> Result<Listing> {
    // What LIKE would read as a pattern is text here.
    let search = search.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    let status = status.map_or("", Status::as_str);
    let args = args![after.at, after.number, limit + 1, status, owner.unwrap_or(""), search];
    let mut found = listing(&db.all(&LIST_AT_DESK, args).await?, limit)?;
    if let (Some(next), Some(last)) = (&mut found.next, found.stories.last()) {
        next.at = last.updated_at;
    }
    Ok(found)
}

statement! {
    COUNT_BY_STATUS = "SELECT COUNT(*) AS stories FROM stories
        WHERE status = $1 AND published_at >= $2 AND published_at < $3 AND ($4 = '' OR access = $4)";
}

/// How many stories of a status lie in a span of time; `access` narrows it.
pub async fn count_by_status(
    db: &Db,
    status: Status,
    from: Timestamp,
    until: Timestamp,
    access: Option<vocab::Access>,
) -> Result<i64> {
    let access = access.map_or("", vocab::Access::as_str);
    let row = db.one(&COUNT_BY_STATUS, args![status.as_str(), from, until, access]).await?;
    row.map_or(Ok(0), |row| row.int("stories"))
}

statement! {
    FIND_NEXT_PUBLICATION = "SELECT MIN(published_at) AS at FROM stories
        WHERE status = 'published' AND published_at > $1";
}

/// When the next story that is published already will appear, if one waits.
pub(crate) async fn find_next_publication(db: &Db, after: Timestamp) -> Result<Option<Timestamp>> {
    db.one(&FIND_NEXT_PUBLICATION, args![after]).await?.map_or(Ok(None), |row| row.time_opt("at"))
}
