use jiff::Timestamp;
use store::{Db, Executor, Result, Row, StoreError, args, statement};

use crate::{
    Picture,
    document::Document,
    model::{Author, Named, Section, StaticPage},
};

fn read_section(row: &Row) -> Result<Section> {
    Ok(Section {
        slug: row.text("slug")?,
        name: row.text("name")?,
        description: row.text("description")?,
        position: row.int("position")?,
        opinion: row.int("opinion")? != 0,
    })
}

statement! {
    LIST_SECTIONS = "SELECT slug, name, description, position, opinion FROM sections ORDER BY position, slug";
}

/// All sections, in the order of the navigation.
pub async fn list_sections(on: impl Executor) -> Result<Vec<Section>> {
    on.all(&LIST_SECTIONS, args![]).await?.iter().map(read_section).collect()
}

statement! {
    FIND_SECTION = "SELECT slug, name, description, position, opinion FROM sections WHERE slug = $1";
}

/// One section.
pub async fn find_section(on: impl Executor, slug: &str) -> Result<Option<Section>> {
    on.one(&FIND_SECTION, args![slug]).await?.as_ref().map(read_section).transpose()
}

statement! {
    SAVE_SECTION = "INSERT INTO sections (slug, name, description, position, opinion)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (slug) DO UPDATE SET name = excluded.name, description = excluded.description,
            position = excluded.position, opinion = excluded.opinion";
}

/// Makes or changes a section.
pub async fn save_section(on: impl Executor, section: &Section) -> Result<()> {
    let Section { slug, name, description, position, opinion } = section;
    on.run(&SAVE_SECTION, args![slug, name, description, *position, i64::from(*opinion)])
        .await
        .map(drop)
}

statement! {
    INSERT_SECTION = "INSERT INTO sections (slug, name, description, position, opinion)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (slug) DO NOTHING";
}

/// Makes a section. False if there is one at this address.
pub(crate) async fn insert_section(on: impl Executor, section: &Section) -> Result<bool> {
    let Section { slug, name, description, position, opinion } = section;
    Ok(on
        .run(&INSERT_SECTION, args![slug, name, description, *position, i64::from(*opinion)])
        .await?
        > 0)
}

fn read_author(row: &Row) -> Result<Author> {
    Ok(Author {
        slug: row.text("slug")?,
        name: row.text("name")?,
        role: row.text("role")?,
        bio: row.text("bio")?,
        picture: Picture::read_opt(row)?,
    })
}

/// The columns of an author, with the portrait.
macro_rules! authors {
    ($rest:literal) => {
        concat!(
            "SELECT a.slug, a.name, a.role, a.bio, a.picture, pic.alt AS picture_alt,
                pic.caption AS picture_caption, pic.credit AS picture_credit,
                (SELECT string_agg(r.width || '\u{1f}' || r.height || '\u{1f}' || r.path, '\u{1e}')
                    FROM renditions r WHERE r.picture = a.picture) AS renditions
             FROM authors a LEFT JOIN pictures pic ON pic.id = a.picture ",
            $rest
        )
    };
}

statement! {
    FIND_AUTHOR = authors!("WHERE a.slug = $1");
}

/// One author.
pub(crate) async fn find_author(on: impl Executor, slug: &str) -> Result<Option<Author>> {
    on.one(&FIND_AUTHOR, args![slug]).await?.as_ref().map(read_author).transpose()
}

statement! {
    LIST_AUTHORS = authors!("WHERE a.slug > $1 ORDER BY a.slug LIMIT $2");
}

/// Up to `limit` authors whose slugs follow `after`.
pub(crate) async fn list_authors(db: &Db, after: &str, limit: u32) -> Result<Vec<Author>> {
    db.all(&LIST_AUTHORS, args![after, limit]).await?.iter().map(read_author).collect()
}

statement! {
    SAVE_AUTHOR = "INSERT INTO authors (slug, name, role, bio, picture) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (slug) DO UPDATE SET name = excluded.name, role = excluded.role, bio = excluded.bio,
            picture = excluded.picture";
}

/// Makes or changes an author.
pub async fn save_author(on: impl Executor, author: &Author) -> Result<()> {
    let Author { slug, name, role, bio, picture } = author;
    let picture = picture.as_ref().map(|picture| picture.id.clone());
    on.run(&SAVE_AUTHOR, args![slug, name, role, bio, picture]).await.map(drop)
}

statement! {
    INSERT_AUTHOR = "INSERT INTO authors (slug, name, role, bio, picture) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (slug) DO NOTHING";
}

/// Makes an author. False if there is one at this address.
pub(crate) async fn insert_author(on: impl Executor, author: &Author) -> Result<bool> {
    let Author { slug, name, role, bio, picture } = author;
    let picture = picture.as_ref().map(|picture| picture.id.clone());
    Ok(on.run(&INSERT_AUTHOR, args![slug, name, role, bio, picture]).await? > 0)
}

statement! {
    LIST_AUTHORS_NAMED = authors!("WHERE lower(a.name) = lower($1) ORDER BY a.slug LIMIT 2");
}

/// The authors of this name: one, none, or two of several.
pub(crate) async fn list_authors_named(on: impl Executor, name: &str) -> Result<Vec<Author>> {
    on.all(&LIST_AUTHORS_NAMED, args![name]).await?.iter().map(read_author).collect()
}

fn read_topic(row: &Row) -> Result<Named> {
    Ok(Named { slug: row.text("slug")?, name: row.text("name")? })
}

statement! {
    FIND_TOPIC = "SELECT slug, name FROM topics WHERE slug = $1";
}

/// One topic.
pub async fn find_topic(on: impl Executor, slug: &str) -> Result<Option<Named>> {
    on.one(&FIND_TOPIC, args![slug]).await?.as_ref().map(read_topic).transpose()
}

statement! {
    SAVE_TOPIC = "INSERT INTO topics (slug, name) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING";
}

/// Makes a topic unless there is one with this slug.
pub async fn save_topic(on: impl Executor, topic: &Named) -> Result<()> {
    on.run(&SAVE_TOPIC, args![&topic.slug, &topic.name]).await.map(drop)
}

fn read_page(row: &Row) -> Result<StaticPage> {
    let document = Document::parse(&row.text("document")?).map_err(|problem| {
        StoreError::Decode { column: "document".to_owned(), problem: problem.to_string() }
    })?;
    let (slug, title, updated_at) =
        (row.text("slug")?, row.text("title")?, row.time("updated_at")?);
    Ok(StaticPage { slug, title, document, updated_at })
}

statement! {
    FIND_STATIC_PAGE = "SELECT slug, title, document, updated_at FROM static_pages WHERE slug = $1";
}

/// One static page.
pub(crate) async fn find_static_page(on: impl Executor, slug: &str) -> Result<Option<StaticPage>> {
    on.one(&FIND_STATIC_PAGE, args![slug]).await?.as_ref().map(read_page).transpose()
}

statement! {
    LIST_STATIC_PAGES = "SELECT slug, title, document, updated_at FROM static_pages ORDER BY slug";
}

/// All static pages.
pub(crate) async fn list_static_pages(db: &Db) -> Result<Vec<StaticPage>> {
    db.all(&LIST_STATIC_PAGES, args![]).await?.iter().map(read_page).collect()
}

statement! {
    SAVE_STATIC_PAGE = "INSERT INTO static_pages (slug, title, document, updated_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (slug) DO UPDATE SET title = excluded.title, document = excluded.document,
            updated_at = excluded.updated_at";
}

/// Makes or changes a static page.
pub async fn save_static_page(
    on: impl Executor,
    slug: &str,
    title: &str,
    document: &Document,
    now: Timestamp,
) -> Result<()> {
    let args = args![slug, title, document.to_json().to_string(), now];
    on.run(&SAVE_STATIC_PAGE, args).await.map(drop)
}
