use serde::Deserialize;
use vocab::{Access, Benefit, StoryNumber};
use web::{PageError, slug_from};

use crate::{
    Headline, Named, Stories,
    document::{Document, Losses},
    queries::{self, StoryText},
    routes::broken,
};

/// What the editor's form holds, as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct StoryForm {
    pub(super) version: i64,
    pub(super) section: String,
    pub(super) slug: String,
    pub(super) headline: String,
    pub(super) kicker: String,
    pub(super) standfirst: String,
    pub(super) access: String,
    pub(super) required_benefit: String,
    pub(super) authors: String,
    pub(super) topics: String,
    pub(super) lead: String,
    pub(super) body: String,
}

impl StoryForm {
    /// The form for a story as it stands.
    pub(super) fn of(story: &Headline, body: &Document) -> Self {
        let slugs: Vec<_> = story.authors.iter().map(|author| author.slug.as_str()).collect();
        let topics: Vec<_> = story.topics.iter().map(|topic| topic.name.as_str()).collect();
        Self {
            version: story.version,
            section: story.section.slug.clone(),
            slug: story.slug.clone(),
            headline: story.headline.clone(),
            kicker: story.kicker.clone(),
            standfirst: story.standfirst.clone(),
            access: story.access.to_string(),
            required_benefit: story
                .required_benefit
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            authors: slugs.join(" "),
            topics: topics.join(", "),
            lead: story.lead.to_markdown(),
            body: body.to_markdown(),
        }
    }

    /// Reads the form, or says which field will not do.
    pub(super) async fn read(
        &self,
        stories: &Stories,
        number: Option<StoryNumber>,
    ) -> Result<Result<StoryText, String>, PageError> {
        let text = match self.parse() {
            Ok(text) => text,
            Err(problem) => return Ok(Err(problem)),
        };
        let db = &stories.db;
        if queries::find_section(db, &text.section).await.map_err(broken)?.is_none() {
            return Ok(Err("Section: please choose one.".to_owned()));
        }
        for author in &text.authors {
            if queries::find_author(db, author).await.map_err(broken)?.is_none() {
                return Ok(Err(format!(
                    "Authors: there is no author “{author}”. Add the author first."
                )));
            }
        }
        let taken = queries::is_slug_taken(db, &text.section, &text.slug, number);
        if taken.await.map_err(broken)? {
            return Ok(Err(format!("Address: “{}” is taken in this section.", text.slug)));
        }
        Ok(Ok(text))
    }

    fn parse(&self) -> Result<StoryText, String> {
        let headline = one_line("Headline", &self.headline, 200)?;
        if headline.is_empty() {
            return Err("Headline: please write one.".to_owned());
        }
        let slug = match self.slug.trim() {
            "" => slug_from(&headline),
            slug => slug.to_owned(),
        };
        if !web::is_slug(&slug) {
            return Err("Address: use small letters, digits and hyphens, at most 120.".to_owned());
        }
        let access: Access =
            self.access.parse().map_err(|problem| format!("Access: {problem}."))?;
        let required_benefit: Option<Benefit> = match self.required_benefit.trim() {
            "" => None,
            text => Some(text.parse().map_err(|problem| format!("Benefit: {problem}."))?),
        };
        let lead = document("Lead", &self.lead)?;
        if lead.is_empty() {
            return Err("Lead: everyone sees it, so please write one.".to_owned());
        }
        Ok(StoryText {
            section: self.section.trim().to_owned(),
            slug,
            headline,
            kicker: one_line("Kicker", &self.kicker, 60)?,
            standfirst: one_line("Standfirst", &self.standfirst, 500)?,
            lead,
            body: document("Body", &self.body)?,
            access,
            required_benefit,
            authors: self.authors.split_whitespace().map(str::to_owned).collect(),
            topics: self.topics()?,
        })
    }

    fn topics(&self) -> Result<Vec<Named>, String> {
        let names = self.topics.split(',').map(str::trim).filter(|name| !name.is_empty());
        names
            .map(|name| match slug_from(name) {
                slug if slug.is_empty() => {
                    Err(format!("Topics: “{name}” has no letter for its address."))
                }
                slug => Ok(Named { slug, name: name.to_owned() }),
            })
            .collect()
    }
}

fn one_line(field: &str, text: &str, chars_max: usize) -> Result<String, String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > chars_max {
        return Err(format!("{field}: at most {chars_max} characters, please."));
    }
    Ok(text)
}

/// Reads Markdown. What a story cannot hold is refused, so that nothing vanishes unseen.
pub(super) fn document(field: &str, markdown: &str) -> Result<Document, String> {
    let mut losses = Losses::default();
    let document = Document::from_markdown(markdown, &mut losses);
    if losses.0.is_empty() {
        return Ok(document);
    }
    let kinds: Vec<_> = losses.0.keys().map(String::as_str).collect();
    Err(format!("{field}: a story cannot hold this: {}.", kinds.join(", ")))
}
