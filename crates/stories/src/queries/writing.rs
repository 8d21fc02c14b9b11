use jiff::Timestamp;
use store::{Executor, Result, StoreError, Tx, args, settings, statement};
use vocab::{Access, Ambient, Benefit, StoryId, StoryNumber};
use words::Language;

use crate::{
    document::Document,
    model::{Named, Status},
};

/// What an editor writes.
#[derive(Clone, Debug)]
pub struct StoryText {
    /// The section's slug.
    pub section: String,
    /// The last segment of the address.
    pub slug: String,
    /// The headline.
    pub headline: String,
    /// The word or two above it.
    pub kicker: String,
    /// The sentence or two below it.
    pub standfirst: String,
    /// The opening that everyone may read.
    pub lead: Document,
    /// What only leaves the server on an Open decision.
    pub body: Document,
    /// The level.
    pub access: Access,
    /// A benefit that it asks for besides.
    pub required_benefit: Option<Benefit>,
    /// The authors' slugs, in the order of the byline.
    pub authors: Vec<String>,
    /// The topics; those that do not exist yet are made.
    pub topics: Vec<Named>,
    /// The picture above it.
    pub picture: Option<StoryPicture>,
    /// The language it is written in.
    pub language: Language,
    /// The story that it says in another language.
    pub translation_of: Option<StoryNumber>,
}

/// A picture above a story, and what the story says of it. Where a word is
/// empty, the picture's own stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoryPicture {
    /// The picture's id.
    pub id: String,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// The line below it.
    pub caption: String,
    /// Whose it is.
    pub credit: String,
}

impl StoryText {
    fn picture_args(&self) -> (Option<String>, StoryPicture) {
        let picture = self.picture.clone().unwrap_or_default();
        (self.picture.as_ref().map(|picture| picture.id.clone()), picture)
    }
}

/// A story to be made.
#[derive(Clone, Debug)]
pub struct NewStory {
    /// The text.
    pub text: StoryText,
    /// Where it stands.
    pub status: Status,
    /// When readers may see it.
    pub published_at: Timestamp,
    /// A date that an import brought and that only staff sees.
    pub expires_on: Option<String>,
    /// Where an import found it, unique.
    pub source_key: Option<String>,
    /// Who begins it at the desk.
    pub owner: Option<String>,
}

statement! {
    INSERT_STORY = "INSERT INTO stories (number, id, section, slug, headline, kicker, standfirst, lead, access,
            required_benefit, status, published_at, updated_at, expires_on, words, version, owner, source_key,
            picture, language, translation_of, picture_alt, picture_caption, picture_credit)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $16, $17, $18, $19, $20, $21, $22, $23)";
}
statement! {
    INSERT_BODY = "INSERT INTO bodies (story, document) VALUES ($1, $2)";
}

/// Makes a story and returns its number.
pub async fn insert_story(tx: &mut Tx, ambient: &Ambient, new: &NewStory) -> Result<StoryNumber> {
    let number = settings::advance_sequence(tx, "stories").await?;
    let number = u32::try_from(number).ok().filter(|number| *number < StoryNumber::FIRST_OUTSIDE);
    let number = number.map(StoryNumber).ok_or_else(|| {
        StoreError::Schema("the paper has more stories than story numbers".to_owned())
    })?;
    let text = &new.text;
    let (picture, words) = text.picture_args();
    let args = args![
        number,
        StoryId::fresh(ambient),
        &text.section,
        &text.slug,
        &text.headline,
        &text.kicker,
        &text.standfirst,
        text.lead.to_json().to_string(),
        text.access.as_str(),
        text.required_benefit.as_ref().map(Benefit::to_string),
        new.status.as_str(),
        new.published_at,
        ambient.now(),
        new.expires_on.clone(),
        text.lead.count_words() + text.body.count_words(),
        new.owner.clone(),
        new.source_key.clone(),
        picture,
        text.language.code(),
        text.translation_of.map(|number| i64::from(number.0)),
        words.alt,
        words.caption,
        words.credit,
    ];
    tx.run(&INSERT_STORY, args).await?;
    tx.run(&INSERT_BODY, args![number, text.body.to_json().to_string()]).await?;
    save_bylines(tx, number, text).await?;
    Ok(number)
}

statement! {
    /// Only who still sees the old version changes it: nobody's work is overwritten unseen.
    UPDATE_STORY = "UPDATE stories SET section = $3, slug = $4, headline = $5, kicker = $6, standfirst = $7,
            lead = $8, access = $9, required_benefit = $10, updated_at = $11, words = $12,
            picture = $13, language = $14, translation_of = $15, picture_alt = $16,
            picture_caption = $17, picture_credit = $18, version = version + 1
        WHERE number = $1 AND version = $2";
}
statement! {
    UPDATE_BODY = "UPDATE bodies SET document = $2 WHERE story = $1";
}
statement! {
    DELETE_STORY_AUTHORS = "DELETE FROM story_authors WHERE story = $1";
}
statement! {
    DELETE_STORY_TOPICS = "DELETE FROM story_topics WHERE story = $1";
}

/// Changes the text of a story that still has `version`. False if somebody
/// else changed it meanwhile.
pub(crate) async fn update_story(
    tx: &mut Tx,
    number: StoryNumber,
    version: i64,
    text: &StoryText,
    now: Timestamp,
) -> Result<bool> {
    let (picture, words) = text.picture_args();
    let args = args![
        number,
        version,
        &text.section,
        &text.slug,
        &text.headline,
        &text.kicker,
        &text.standfirst,
        text.lead.to_json().to_string(),
        text.access.as_str(),
        text.required_benefit.as_ref().map(Benefit::to_string),
        now,
        text.lead.count_words() + text.body.count_words(),
        picture,
        text.language.code(),
        text.translation_of.map(|number| i64::from(number.0)),
        words.alt,
        words.caption,
        words.credit,
    ];
    if tx.run(&UPDATE_STORY, args).await? == 0 {
        return Ok(false);
    }
    tx.run(&UPDATE_BODY, args![number, text.body.to_json().to_string()]).await?;
    tx.run(&DELETE_STORY_AUTHORS, args![number]).await?;
    tx.run(&DELETE_STORY_TOPICS, args![number]).await?;
    save_bylines(tx, number, text).await?;
    Ok(true)
}

statement! {
    INSERT_STORY_AUTHOR = "INSERT INTO story_authors (story, author, position) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
}
statement! {
    INSERT_STORY_TOPIC = "INSERT INTO story_topics (story, topic) VALUES ($1, $2) ON CONFLICT DO NOTHING";
}

async fn save_bylines(tx: &mut Tx, number: StoryNumber, text: &StoryText) -> Result<()> {
    for (position, author) in (0i64..).zip(&text.authors) {
        tx.run(&INSERT_STORY_AUTHOR, args![number, author, position]).await?;
    }
    for topic in &text.topics {
        super::save_topic(&mut *tx, topic).await?;
        tx.run(&INSERT_STORY_TOPIC, args![number, &topic.slug]).await?;
    }
    Ok(())
}

statement! {
    MARK_STATUS = "UPDATE stories SET status = $3, published_at = $4, updated_at = $5, version = version + 1
        WHERE number = $1 AND version = $2";
}

/// Publishes, withdraws or takes back to draft a story that still has `version`.
pub async fn mark_status(
    tx: &mut Tx,
    number: StoryNumber,
    version: i64,
    status: Status,
    published_at: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    let args = args![number, version, status.as_str(), published_at, now];
    Ok(tx.run(&MARK_STATUS, args).await? > 0)
}

statement! {
    INSERT_REDIRECT = "INSERT INTO redirects (path, story, target) VALUES ($1, $2, NULL)
        ON CONFLICT (path) DO UPDATE SET story = excluded.story, target = NULL";
}

/// Makes the old address `path` lead to a story, wherever it will lie.
pub(crate) async fn insert_redirect(
    on: impl Executor,
    path: &str,
    story: StoryNumber,
) -> Result<()> {
    on.run(&INSERT_REDIRECT, args![path, story]).await.map(drop)
}

statement! {
    FIND_SLUG = "SELECT number FROM stories WHERE section = $1 AND slug = $2";
}

/// Whether another story than `except` has this address.
pub(crate) async fn is_slug_taken(
    on: impl Executor,
    section: &str,
    slug: &str,
    except: Option<StoryNumber>,
) -> Result<bool> {
    let row = on.one(&FIND_SLUG, args![section, slug]).await?;
    let number = row.map(|row| row.small("number").map(StoryNumber)).transpose()?;
    Ok(number.is_some() && number != except)
}
