use std::sync::Arc;

use serde::Deserialize;
use vocab::{Access, Benefit, StoryNumber};
use web::{PageError, slug_from};
use words::{Language, Words};

use crate::{
    Headline, Named, Picture, Stories,
    document::{Document, Loss, Losses},
    pictures,
    queries::{self, StoryPicture, StoryText},
    routes::broken,
};

/// The benefits that every paper knows; partners' have names of their own.
const BENEFITS: [&str; 7] =
    ["unlimited", "premium", "epaper", "newsletters", "smart-investor", "archive", "ad-free"];

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
    /// The address of the picture; may be empty.
    pub(super) picture: String,
    pub(super) picture_alt: String,
    pub(super) picture_caption: String,
    pub(super) picture_credit: String,
    pub(super) language: String,
    /// The address of the story that this one translates; may be empty.
    pub(super) translation_of: String,
    pub(super) lead: String,
    pub(super) body: String,
    /// Which button was pressed: `save` or `publish`.
    pub(super) then: String,
}

impl StoryForm {
    /// The form for a story as it is saved.
    pub(super) async fn open(stories: &Stories, story: &Headline) -> Result<Self, PageError> {
        let body = super::body_of(stories, story).await?;
        let original = match story.translation_of {
            Some(number) => queries::find_by_number(&stories.db, number).await.map_err(broken)?,
            None => None,
        };
        Ok(Self::of(story, &body, original.as_ref()))
    }

    fn of(story: &Headline, body: &Document, original: Option<&Headline>) -> Self {
        let says = |word: fn(&Picture) -> &String| {
            story.picture.as_deref().map_or_else(String::new, |picture| word(picture).clone())
        };
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
            authors: slugs.join(", "),
            topics: topics.join(", "),
            picture: story
                .picture
                .as_ref()
                .and_then(|picture| picture.largest())
                .map_or_else(String::new, |size| size.path.clone()),
            picture_alt: says(|picture| &picture.alt),
            picture_caption: says(|picture| &picture.caption),
            picture_credit: says(|picture| &picture.credit),
            language: story.language.to_string(),
            translation_of: original.map_or_else(String::new, Headline::path),
            lead: story.lead.to_markdown(),
            body: body.to_markdown(),
            then: String::new(),
        }
    }

    /// Whether readers are to see it at once.
    pub(super) fn publishes(&self) -> bool {
        self.then == "publish"
    }

    /// What the benefit's list offers: the paper's own, and whichever the story has.
    pub(super) fn benefits(&self, say: Words) -> Vec<(&str, String)> {
        let own = self.required_benefit.trim();
        let other = Some(own).filter(|own| !own.is_empty() && !BENEFITS.contains(own));
        let name = |benefit: &str| match benefit.parse() {
            Ok(known) => say.benefit_word(&known),
            Err(_) => benefit.to_owned(),
        };
        BENEFITS.into_iter().chain(other).map(|benefit| (benefit, name(benefit))).collect()
    }

    /// Whether the story is written in `language`.
    pub(super) fn speaks(&self, language: &Language) -> bool {
        self.language == language.code()
    }

    /// Whether this one is chosen.
    pub(super) fn has_benefit(&self, benefit: &str) -> bool {
        self.required_benefit.trim() == benefit
    }

    /// Reads the form, or says which field will not do.
    pub(super) async fn read(
        &self,
        stories: &Stories,
        number: Option<StoryNumber>,
        say: Words,
    ) -> Result<Result<StoryText, String>, PageError> {
        let mut text = match self.parse(stories.site.config().language, say) {
            Ok(text) => text,
            Err(problem) => return Ok(Err(problem)),
        };
        let db = &stories.db;
        if queries::find_section(db, &text.section).await.map_err(broken)?.is_none() {
            return Ok(Err(say.desk_section_missing()));
        }
        text.authors = match find_authors(stories, &self.authors, say).await? {
            Ok(authors) => authors,
            Err(problem) => return Ok(Err(problem)),
        };
        let field = say.desk_story_picture();
        text.picture = match find_picture(stories, &self.picture, field, say).await? {
            Ok(picture) => picture.map(|picture| self.say_of(&picture)),
            Err(problem) => return Ok(Err(problem)),
        };
        text.translation_of = match self.find_original(stories, number, text.language, say).await? {
            Ok(original) => original,
            Err(problem) => return Ok(Err(problem)),
        };
        let other = queries::is_slug_taken(db, &text.section, &text.slug, number);
        if other.await.map_err(broken)? {
            return Ok(Err(say.desk_address_taken(&text.slug)));
        }
        Ok(Ok(text))
    }

    /// `paper` is the language of whoever chooses none.
    fn parse(&self, paper: Language, say: Words) -> Result<StoryText, String> {
        let line = |label: fn(Words) -> String, text: &str, chars_max: u32| {
            one_line(text, chars_max).ok_or_else(|| say.desk_too_long(label(say), chars_max))
        };
        let headline = line(Words::desk_story_headline, &self.headline, 200)?;
        if headline.is_empty() {
            return Err(say.desk_headline_missing());
        }
        let slug = match self.slug.trim() {
            "" => slug_from(&headline),
            slug => slug.to_owned(),
        };
        if slug.is_empty() {
            return Err(say.desk_headline_no_address());
        }
        if !web::is_slug(&slug) {
            return Err(say.desk_address_wrong());
        }
        let access: Access =
            self.access.parse().map_err(|_| say.desk_access_wrong(&self.access))?;
        let required_benefit: Option<Benefit> = match self.required_benefit.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| say.desk_benefit_wrong(text))?),
        };
        let lead = document(&self.lead, say.desk_story_lead(), say)?;
        if lead.is_empty() {
            return Err(say.desk_lead_missing());
        }
        if lead.has_notes() {
            return Err(say.desk_lead_notes());
        }
        Ok(StoryText {
            section: self.section.trim().to_owned(),
            slug,
            headline,
            kicker: line(Words::desk_story_kicker, &self.kicker, 60)?,
            standfirst: line(Words::desk_story_standfirst, &self.standfirst, 500)?,
            lead,
            body: document(&self.body, say.desk_story_body(), say)?,
            access,
            required_benefit,
            // Names take the database to read.
            authors: Vec::new(),
            topics: self.topics(say)?,
            picture: None,
            language: match self.language.trim() {
                "" => paper,
                text => text.parse().map_err(|_| say.desk_language_wrong(text))?,
            },
            translation_of: None,
        })
    }

    /// What this story says of its picture, where it is not what the picture says itself.
    fn say_of(&self, picture: &Picture) -> StoryPicture {
        let own = |typed: &str, own: &str| {
            let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
            if typed == own { String::new() } else { typed }
        };
        StoryPicture {
            id: picture.id.clone(),
            alt: own(&self.picture_alt, &picture.alt),
            caption: own(&self.picture_caption, &picture.caption),
            credit: own(&self.picture_credit, &picture.credit),
        }
    }

    /// Whether another story says `original` in `language` already.
    async fn has_twin(
        &self,
        stories: &Stories,
        original: &Headline,
        number: Option<StoryNumber>,
        language: Language,
    ) -> Result<bool, PageError> {
        let others = queries::list_all_translations(&stories.db, original.number).await;
        let is_twin =
            |other: &Arc<Headline>| other.language == language && Some(other.number) != number;
        Ok(others.map_err(broken)?.iter().any(is_twin))
    }

    /// Whether other stories say this one in their languages.
    async fn is_original(
        &self,
        stories: &Stories,
        number: Option<StoryNumber>,
    ) -> Result<bool, PageError> {
        let Some(number) = number else { return Ok(false) };
        let others = queries::list_all_translations(&stories.db, number).await;
        Ok(!others.map_err(broken)?.is_empty())
    }

    /// The story that this one says in another language; never a translation itself.
    async fn find_original(
        &self,
        stories: &Stories,
        number: Option<StoryNumber>,
        language: Language,
        say: Words,
    ) -> Result<Result<Option<StoryNumber>, String>, PageError> {
        let path = self.translation_of.trim();
        if path.is_empty() {
            return Ok(Ok(None));
        }
        let path = stories.site.own_path(path).unwrap_or(path);
        let found = match path.trim_matches('/').split_once('/') {
            Some((section, slug)) => queries::find_by_path(&stories.db, section, slug).await,
            None => Ok(None),
        };
        match found.map_err(broken)? {
            None => Ok(Err(say.desk_original_unknown())),
            Some(story) if Some(story.number) == number => Ok(Err(say.desk_original_itself())),
            Some(story) if story.translation_of.is_some() => {
                Ok(Err(say.desk_original_translates()))
            }
            Some(story) if story.language == language => Ok(Err(say.desk_original_same_language())),
            Some(story) if self.has_twin(stories, &story, number, language).await? => {
                Ok(Err(say.desk_original_has_one()))
            }
            Some(_) if self.is_original(stories, number).await? => {
                Ok(Err(say.desk_original_is_one()))
            }
            Some(story) => Ok(Ok(Some(story.number))),
        }
    }

    fn topics(&self, say: Words) -> Result<Vec<Named>, String> {
        let names = self.topics.split(',').map(str::trim).filter(|name| !name.is_empty());
        names
            .map(|name| match slug_from(name) {
                slug if slug.is_empty() => Err(say.desk_topic_no_letter(name)),
                slug => Ok(Named { slug, name: name.to_owned() }),
            })
            .collect()
    }
}

/// The authors whom `typed` names, by address or by name, in its order.
/// Between commas; where a part names nobody as a whole, its words may.
async fn find_authors(
    stories: &Stories,
    typed: &str,
    say: Words,
) -> Result<Result<Vec<String>, String>, PageError> {
    let mut found = Vec::new();
    for part in typed.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let whole = find_author(stories, part, say).await?;
        if !part.contains(char::is_whitespace) || matches!(whole, Ok(Some(_)) | Err(_)) {
            match whole {
                Ok(Some(author)) => found.push(author),
                Ok(None) => return Ok(Err(say.desk_author_unknown(part))),
                Err(problem) => return Ok(Err(problem)),
            }
            continue;
        }
        for word in part.split_whitespace() {
            match queries::find_author(&stories.db, word).await.map_err(broken)? {
                Some(author) => found.push(author.slug),
                None => return Ok(Err(say.desk_author_unknown(part))),
            }
        }
    }
    Ok(Ok(found))
}

/// The address of the one author whom `text` names.
async fn find_author(
    stories: &Stories,
    text: &str,
    say: Words,
) -> Result<Result<Option<String>, String>, PageError> {
    if let Some(author) = queries::find_author(&stories.db, text).await.map_err(broken)? {
        return Ok(Ok(Some(author.slug)));
    }
    let mut named = queries::list_authors_named(&stories.db, text).await.map_err(broken)?;
    if named.len() > 1 {
        return Ok(Err(say.desk_authors_same_name(text)));
    }
    Ok(Ok(named.pop().map(|author| author.slug)))
}

/// The picture at an address of this paper; none where `typed` is empty.
/// `field` is what the form calls it.
pub(super) async fn find_picture(
    stories: &Stories,
    typed: &str,
    field: String,
    say: Words,
) -> Result<Result<Option<Arc<Picture>>, String>, PageError> {
    let path = typed.trim();
    if path.is_empty() {
        return Ok(Ok(None));
    }
    let path = stories.site.own_path(path).unwrap_or(path);
    let found = pictures::find_picture_by_path(&stories.db, path).await.map_err(broken)?;
    Ok(match found {
        Some(picture) => Ok(Some(picture)),
        None => Err(say.desk_picture_unknown(field, path)),
    })
}

/// The text with single spaces; none if it is longer than `chars_max`.
fn one_line(text: &str, chars_max: u32) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = u32::try_from(text.chars().count()).is_ok_and(|count| count <= chars_max);
    fits.then_some(text)
}

/// Elements whose words or pictures a story would lose. Any other that it does
/// not know, such as a word processor's own, goes and its words stay.
const REFUSED: [&str; 17] = [
    "script", "style", "noscript", "template", "head", "title", "meta", "link", "iframe", "video",
    "audio", "object", "embed", "svg", "form", "input", "button",
];

/// Reads Markdown. What a story cannot hold is refused, so that nothing vanishes
/// unseen; `field` is what the form calls it.
pub(super) fn document(markdown: &str, field: String, say: Words) -> Result<Document, String> {
    let mut losses = Losses::default();
    let document = Document::from_markdown(markdown, &mut losses);
    let Losses(_, kinds, links) = losses;
    let name = |kind: &Loss| match kind {
        Loss::Element(name) if !REFUSED.contains(&&**name) => None,
        Loss::Link => {
            let links: Vec<_> = links.iter().map(|link| format!("“{link}”")).collect();
            Some(say.loss_links(links.join(", ")))
        }
        kind => Some(kind.name(say)),
    };
    let names: Vec<_> = kinds.iter().filter_map(name).collect();
    if names.is_empty() {
        return Ok(document);
    }
    Err(say.desk_cannot_hold(field, names.join(", ")))
}
