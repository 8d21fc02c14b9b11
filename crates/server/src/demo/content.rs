use anyhow::Context as _;
use serde::Deserialize;
use stories::{
    Author, Named, NewStory, Section, Status, StoryText,
    document::{Document, Losses},
};
use vocab::{Access, Benefit};

use super::{Files, PaperFile, hours_ago, text};
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
        };
        stories::save_section(&mut tx, &section).await?;
    }
    let AuthorsFile { authors } = toml::from_str(&text("authors.toml")?)?;
    for AuthorFile { slug, name, role, bio } in authors {
        stories::save_author(&mut tx, &Author { slug, name, role, bio }).await?;
    }
    let TopicsFile { topics } = toml::from_str(&text("topics.toml")?)?;
    let topics: Vec<_> =
        topics.into_iter().map(|topic| Named { slug: topic.slug, name: topic.name }).collect();
    for new in read_stories(paper, &topics)? {
        stories::insert_story(&mut tx, &paper.ambient, &new).await?;
    }
    for slug in ["about", "privacy", "terms"] {
        let file = text(&format!("pages/{slug}.md"))?;
        let (front, text) = front_and_text::<PageFront>(&file).with_context(|| slug.to_owned())?;
        stories::save_static_page(&mut tx, slug, &front.title, &markdown(text)?, now).await?;
    }
    Ok(tx.commit().await?)
}

/// All stories, the oldest first, so that numbers grow with time.
fn read_stories(paper: &Paper, topics: &[Named]) -> anyhow::Result<Vec<NewStory>> {
    let mut stories = Vec::new();
    for path in Files::iter().filter(|path| path.starts_with("stories/")) {
        stories.push(read_story(paper, topics, &path).with_context(|| path.to_string())?);
    }
    stories.sort_by_key(|story| story.published_at);
    Ok(stories)
}

fn read_story(paper: &Paper, topics: &[Named], path: &str) -> anyhow::Result<NewStory> {
    let file = text(path)?;
    let (front, text) = front_and_text::<StoryFront>(&file)?;
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
    let text = StoryText {
        section: section.to_owned(),
        slug: slug.to_owned(),
        headline: front.headline,
        kicker: front.kicker,
        standfirst: front.standfirst,
        lead: markdown(lead)?,
        body: markdown(body)?,
        access: front.access.parse::<Access>()?,
        required_benefit: front.benefit.as_deref().map(str::parse::<Benefit>).transpose()?,
        authors: front.authors,
        topics: front.topics.iter().map(topic).collect::<Result<_, _>>()?,
    };
    Ok(NewStory {
        text,
        status: Status::Published,
        published_at: hours_ago(paper.ambient.now(), front.hours_ago),
        expires_on: None,
        source_key: None,
        owner: None,
    })
}
