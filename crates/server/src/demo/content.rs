use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anyhow::Context as _;
use jiff::Timestamp;
use serde::Deserialize;
use store::Tx;
use stories::{
    Author, Named, NewStory, Picture, Section, Status, StoryPicture, StoryText,
    document::{Document, Losses},
};
use vocab::{Access, Benefit, StoryNumber};
use words::Language;

use super::{Files, PaperFile, hours_ago, pictures, pictures::PictureFile, text};
use crate::Paper;

#[derive(Deserialize)]
struct AuthorsFile {
    authors: Vec<AuthorFile>,
}

#[derive(Deserialize)]
struct AuthorFile {
    slug: String,
    name: String,
    role: String,
    bio: String,
    portrait_alt: String,
}

#[derive(Deserialize)]
struct TopicsFile {
    topics: Vec<TopicFile>,
}

#[derive(Deserialize)]
struct TopicFile {
    slug: String,
    name: String,
}

#[derive(Deserialize)]
struct StoryFront {
    headline: String,
    #[serde(default)]
    kicker: String,
    standfirst: String,
    access: String,
    benefit: Option<String>,
    authors: Vec<String>,
    topics: Vec<String>,
    hours_ago: i64,
    picture: Option<String>,
    #[serde(default)]
    picture_alt: String,
    #[serde(default)]
    picture_caption: String,
    #[serde(default)]
    language: Language,
    /// `SECTION/SLUG`.
    translation_of: Option<String>,
}

#[derive(Deserialize)]
struct PageFront {
    title: String,
}

/// Takes a file apart at its first two `---` lines.
fn front_and_text<'a, T: Deserialize<'a>>(file: &'a str) -> anyhow::Result<(T, &'a str)> {
    let rest = file.strip_prefix("---\n").context("no front matter")?;
    let (front, text) = rest.split_once("\n---\n").context("the front matter does not end")?;
    Ok((serde_norway::from_str(front)?, text))
}

fn markdown(text: &str) -> anyhow::Result<Document> {
    let mut losses = Losses::default();
    let document = Document::from_markdown(text, &mut losses);
    anyhow::ensure!(losses.0.is_empty(), "a story cannot hold {:?}", losses.0.keys());
    Ok(document)
}

pub(super) async fn fill(paper: &Paper, file: &PaperFile) -> anyhow::Result<()> {
    let now = paper.ambient.now();
    let mut tx = paper.db.begin().await?;
    for (position, section) in (1i64..).zip(&file.sections) {
        let section = Section {
            slug: section.slug.clone(),
            name: section.name.clone(),
            description: section.description.clone(),
            position,
            opinion: section.opinion,
        };
        stories::save_section(&mut tx, &section).await?;
    }
    let AuthorsFile { authors } = toml::from_str(&text("authors.toml")?)?;
    for AuthorFile { slug, name, role, bio, portrait_alt } in authors {
        let portrait = pictures::keep_portrait(paper, &mut tx, &slug, &portrait_alt).await?;
        let picture = Some(Arc::new(portrait));
        stories::save_author(&mut tx, &Author { slug, name, role, bio, picture }).await?;
    }
    let TopicsFile { topics } = toml::from_str(&text("topics.toml")?)?;
    let topics: Vec<_> =
        topics.into_iter().map(|topic| Named { slug: topic.slug, name: topic.name }).collect();
    insert_stories(paper, &mut tx, &topics).await?;
    for slug in ["about", "privacy", "terms"] {
        let file = text(&format!("pages/{slug}.md"))?;
        let (front, text) = front_and_text::<PageFront>(&file).with_context(|| slug.to_owned())?;
        stories::save_static_page(&mut tx, slug, &front.title, &markdown(text)?, now).await?;
    }
    Ok(tx.commit().await?)
}

/// A story's file, read.
struct StoryFile {
    path: String,
    front: StoryFront,
    text: String,
    published_at: Timestamp,
}

/// All stories, the oldest first, so that numbers grow with time, with their pictures.
async fn insert_stories(paper: &Paper, tx: &mut Tx, topics: &[Named]) -> anyhow::Result<()> {
    let mut files = Vec::new();
    for path in Files::iter().filter(|path| path.starts_with("stories/")) {
        files.push(read_file(paper, &path).with_context(|| path.to_string())?);
    }
    files.sort_by_key(|file| file.published_at);
    let pictures = pictures::keep_all(paper, tx, &files_pictures(&files)).await?;
    let mut numbers: BTreeMap<String, StoryNumber> = BTreeMap::new();
    for file in &files {
        let new = read_story(topics, &pictures, &numbers, file);
        let new = new.with_context(|| file.path.clone())?;
        let number = stories::insert_story(tx, &paper.ambient, &new).await?;
        let now = paper.ambient.now();
        stories::add_openings(&mut *tx, number, now, openings(&new, now)).await?;
        numbers.insert(format!("{}/{}", new.text.section, new.text.slug), number);
    }
    Ok(())
}

/// Every picture that a story names: its name, what it shows, its caption.
fn files_pictures(files: &[StoryFile]) -> Vec<PictureFile> {
    let mut found = Vec::new();
    let mut names = BTreeSet::new();
    for StoryFile { front, text, .. } in files {
        if let Some(name) = front.picture.clone().filter(|name| names.insert(name.clone())) {
            let (alt, caption) = (front.picture_alt.clone(), front.picture_caption.clone());
            found.push(PictureFile { name, alt, caption });
        }
        for (name, alt) in body_pictures(text) {
            if names.insert(name.to_owned()) {
                let (name, alt) = (name.to_owned(), alt.to_owned());
                found.push(PictureFile { name, alt, caption: String::new() });
            }
        }
    }
    found
}

/// The pictures in a text, written `![what it shows](demo:NAME "Caption")`.
fn body_pictures(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("![").skip(1).filter_map(|rest| {
        let (alt, rest) = rest.split_once("](demo:")?;
        let end = rest.find([' ', ')'])?;
        Some((&rest[..end], alt))
    })
}

/// Some stories are opened more than others, the newest most.
fn openings(new: &NewStory, now: Timestamp) -> u32 {
    const NEWS: jiff::SignedDuration = jiff::SignedDuration::from_hours(36);
    let is_news = now.duration_since(new.published_at) < NEWS;
    let luck = new
        .text
        .slug
        .bytes()
        .fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    200 + luck % 900 + if is_news { 700 } else { 0 }
}

fn read_file(paper: &Paper, path: &str) -> anyhow::Result<StoryFile> {
    let file = text(path)?;
    let (front, text) = front_and_text::<StoryFront>(&file)?;
    // Nobody publishes on the hour.
    let minutes = path.bytes().fold(7_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 53);
    let published_at = hours_ago(paper.ambient.now(), front.hours_ago)
        .saturating_sub(jiff::SignedDuration::from_mins(minutes))?;
    Ok(StoryFile { path: path.to_owned(), text: text.to_owned(), front, published_at })
}

fn read_story(
    topics: &[Named],
    pictures: &BTreeMap<String, Picture>,
    numbers: &BTreeMap<String, StoryNumber>,
    file: &StoryFile,
) -> anyhow::Result<NewStory> {
    let StoryFile { path, front, text, published_at } = file;
    let mut text = text.clone();
    for (name, picture) in pictures {
        let largest = picture.largest().context("a picture without a size")?;
        text = text.replace(&format!("(demo:{name} "), &format!("({} ", largest.path));
    }
    let (lead, body) = text.split_once("<!--more-->").context("no <!--more-->")?;
    let mut segments = path.trim_end_matches(".md").split('/').skip(1);
    let (Some(section), Some(slug)) = (segments.next(), segments.next()) else {
        anyhow::bail!("must be stories/SECTION/SLUG.md");
    };
    let topic = |slug: &String| {
        topics
            .iter()
            .find(|topic| topic.slug == *slug)
            .cloned()
            .with_context(|| format!("topic {slug}"))
    };
    let picture = front.picture.as_ref().map(|name| {
        let picture = pictures.get(name).with_context(|| format!("picture {name}"))?;
        anyhow::Ok(StoryPicture {
            id: picture.id.clone(),
            alt: front.picture_alt.clone(),
            caption: front.picture_caption.clone(),
            credit: String::new(),
        })
    });
    let original = front.translation_of.as_ref().map(|original| {
        numbers.get(original).copied().with_context(|| format!("no older story {original}"))
    });
    let text = StoryText {
        section: section.to_owned(),
        slug: slug.to_owned(),
        headline: front.headline.clone(),
        kicker: front.kicker.clone(),
        standfirst: front.standfirst.clone(),
        lead: markdown(lead)?,
        body: markdown(body)?,
        access: front.access.parse::<Access>()?,
        required_benefit: front.benefit.as_deref().map(str::parse::<Benefit>).transpose()?,
        authors: front.authors.clone(),
        topics: front.topics.iter().map(topic).collect::<Result<_, _>>()?,
        picture: picture.transpose()?,
        language: front.language,
        translation_of: original.transpose()?,
    };
    Ok(NewStory {
        text,
        status: Status::Published,
        published_at: *published_at,
        expires_on: None,
        source_key: None,
        owner: None,
    })
}

#[cfg(test)]
mod tests {
    use stories::document::Block;

    use super::*;

    const WORDS: std::ops::RangeInclusive<u32> = 150..=900;

    const fn kind(block: &Block) -> &'static str {
        match block {
            Block::Paragraph(_) => "paragraph",
            Block::Heading { .. } => "heading",
            Block::BulletList(_) => "bullets",
            Block::OrderedList { .. } => "numbers",
            Block::Blockquote(_) => "quote",
            Block::CodeBlock(_) => "code",
            Block::Rule => "rule",
            Block::Table(_) => "table",
            Block::Figure(_) => "figure",
            Block::PullQuote { .. } => "pull quote",
            Block::Chart(_) => "chart",
        }
    }

    #[test]
    fn the_demonstration_is_a_month_of_a_daily() {
        let AuthorsFile { authors } = toml::from_str(&text("authors.toml").unwrap()).unwrap();
        let authors: BTreeSet<_> = authors.into_iter().map(|author| author.slug).collect();
        assert_eq!(authors.len(), 8);
        let (mut stories, mut hindi, mut wrote) = (0, 0, BTreeSet::new());
        let (mut kinds, mut oldest, mut has_notes) = (BTreeSet::new(), 0, false);
        for path in Files::iter().filter(|path| path.starts_with("stories/")) {
            let file = text(&path).unwrap();
            let (front, text) = front_and_text::<StoryFront>(&file).unwrap();
            let text = text.replace("(demo:", "(/media/");
            let document = Document::from_markdown(&text, &mut Losses::default());
            let words = document.count_words();
            assert!(WORDS.contains(&words), "{path}: {words} words");
            kinds.extend(document.blocks.iter().map(kind));
            has_notes |= document.has_notes();
            oldest = oldest.max(front.hours_ago);
            wrote.extend(front.authors);
            stories += 1;
            if front.language == Language::Hindi {
                assert!(front.translation_of.is_some(), "{path} translates nothing");
                hindi += 1;
            }
        }
        assert!(stories >= 60, "{stories} stories");
        assert_eq!(hindi, 2);
        assert_eq!(wrote, authors, "each of them writes");
        assert!((24 * 25..24 * 31).contains(&oldest), "the oldest is {oldest} hours old");
        assert_eq!(kinds.len(), 11, "{kinds:?}");
        assert!(has_notes, "no footnotes");
    }
}
