use serde::Deserialize;
use vocab::{Access, Benefit, StoryNumber};
use web::{PageError, slug_from};

use crate::{
    Headline, Named, Stories,
    document::{Document, LOST_LINK, Losses},
    queries::{self, StoryText},
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
    pub(super) lead: String,
    pub(super) body: String,
    /// Which button was pressed: `save` or `publish`.
    pub(super) then: String,
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
            authors: slugs.join(", "),
            topics: topics.join(", "),
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
    pub(super) fn benefits(&self) -> Vec<&str> {
        let own = self.required_benefit.trim();
        let other = Some(own).filter(|own| !own.is_empty() && !BENEFITS.contains(own));
        BENEFITS.into_iter().chain(other).collect()
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
    ) -> Result<Result<StoryText, String>, PageError> {
        let mut text = match self.parse() {
            Ok(text) => text,
            Err(problem) => return Ok(Err(problem)),
        };
        let db = &stories.db;
        if queries::find_section(db, &text.section).await.map_err(broken)?.is_none() {
            return Ok(Err("Section: please choose one.".to_owned()));
        }
        text.authors = match find_authors(stories, &self.authors).await? {
            Ok(authors) => authors,
            Err(problem) => return Ok(Err(problem)),
        };
        let other = queries::is_slug_taken(db, &text.section, &text.slug, number);
        if other.await.map_err(broken)? {
            return Ok(Err(taken(&text.slug)));
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
        if slug.is_empty() {
            return Err("This headline gives no address: please write one in small Latin letters."
                .to_owned());
        }
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
            // Names take the database to read.
            authors: Vec::new(),
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

/// The authors whom `typed` names, by address or by name, in its order.
/// Between commas; where a part names nobody as a whole, its words may.
async fn find_authors(
    stories: &Stories,
    typed: &str,
) -> Result<Result<Vec<String>, String>, PageError> {
    let mut found = Vec::new();
    for part in typed.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let whole = find_author(stories, part).await?;
        if !part.contains(char::is_whitespace) || matches!(whole, Ok(Some(_)) | Err(_)) {
            match whole {
                Ok(Some(author)) => found.push(author),
                Ok(None) => return Ok(Err(no_author(part))),
                Err(problem) => return Ok(Err(problem)),
            }
            continue;
        }
        for word in part.split_whitespace() {
            match queries::find_author(&stories.db, word).await.map_err(broken)? {
                Some(author) => found.push(author.slug),
                None => return Ok(Err(no_author(part))),
            }
        }
    }
    Ok(Ok(found))
}

/// The address of the one author whom `text` names.
async fn find_author(
    stories: &Stories,
    text: &str,
) -> Result<Result<Option<String>, String>, PageError> {
    if let Some(author) = queries::find_author(&stories.db, text).await.map_err(broken)? {
        return Ok(Ok(Some(author.slug)));
    }
    let mut named = queries::list_authors_named(&stories.db, text).await.map_err(broken)?;
    if named.len() > 1 {
        return Ok(Err(format!(
            "Authors: more than one is called “{text}”. Please write the author’s address."
        )));
    }
    Ok(Ok(named.pop().map(|author| author.slug)))
}

/// Another story of the section has this address.
pub(super) fn taken(slug: &str) -> String {
    format!("Address: “{slug}” is taken in this section.")
}

fn no_author(text: &str) -> String {
    format!("Authors: there is no author “{text}”. Add the author first.")
}

fn one_line(field: &str, text: &str, chars_max: usize) -> Result<String, String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > chars_max {
        return Err(format!("{field}: at most {chars_max} characters, please."));
    }
    Ok(text)
}

/// Elements whose words or pictures a story would lose. Any other that it does
/// not know, such as a word processor's own, goes and its words stay.
const REFUSED: [&str; 17] = [
    "<script>",
    "<style>",
    "<noscript>",
    "<template>",
    "<head>",
    "<title>",
    "<meta>",
    "<link>",
    "<iframe>",
    "<video>",
    "<audio>",
    "<object>",
    "<embed>",
    "<svg>",
    "<form>",
    "<input>",
    "<button>",
];

/// Reads Markdown. What a story cannot hold is refused, so that nothing vanishes unseen.
pub(super) fn document(field: &str, markdown: &str) -> Result<Document, String> {
    let mut losses = Losses::default();
    let document = Document::from_markdown(markdown, &mut losses);
    let keeps_words = |kind: &str| kind.starts_with('<') && !REFUSED.contains(&kind);
    let mut kinds: Vec<_> =
        losses.0.keys().filter(|kind| !keeps_words(kind)).map(String::as_str).collect();
    if kinds.is_empty() {
        return Ok(document);
    }
    let links: Vec<_> = losses.1.iter().map(|link| format!("“{link}”")).collect();
    let links = format!("{LOST_LINK} ({})", links.join(", "));
    for kind in &mut kinds {
        if *kind == LOST_LINK {
            *kind = &links;
        }
    }
    Err(format!("{field}: a story cannot hold this: {}.", kinds.join(", ")))
}
