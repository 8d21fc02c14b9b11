//! Stories beside a story: of the same matter, in another language, most read.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use store::{Db, Executor, Result, args, statement};
use vocab::{ReaderId, StoryNumber};

use super::reading::{Audience, headlines, without_twins};
use crate::Headline;

fn read_all(rows: &[store::Row]) -> Result<Vec<Arc<Headline>>> {
    rows.iter().map(|row| Headline::read(row).map(Arc::new)).collect()
}

statement! {
    /// `$1` now, `$2` the story.
    LIST_OF_SAME_TOPICS = headlines!("WHERE s.status = 'published' AND s.published_at <= $1 AND s.number <> $2
        AND s.number IN (SELECT other.story FROM story_topics own
            JOIN story_topics other ON other.topic = own.topic WHERE own.story = $2)
        ORDER BY CASE WHEN s.language = $3 THEN 0 ELSE 1 END, s.published_at DESC, s.number DESC LIMIT $4");
}

/// Stories that share a topic with `story`, those in its language first, newest first.
pub(crate) async fn list_of_same_topics(
    db: &Db,
    story: &Headline,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Arc<Headline>>> {
    let args = args![now, story.number, story.language.code(), limit];
    read_all(&db.all(&LIST_OF_SAME_TOPICS, args).await?)
}

statement! {
    /// `$1` the story or the one that it translates.
    LIST_TRANSLATIONS = headlines!("WHERE s.status = 'published' AND s.published_at <= $2
        AND (s.number = $1 OR s.translation_of = $1) ORDER BY s.number");
}

/// The story in all the languages in which readers may see it, its own
/// included; empty where there is only the one.
pub(crate) async fn list_translations(
    db: &Db,
    story: &Headline,
    now: Timestamp,
) -> Result<Vec<Arc<Headline>>> {
    let first = story.translation_of.unwrap_or(story.number);
    let found = read_all(&db.all(&LIST_TRANSLATIONS, args![first, now]).await?)?;
    Ok(if found.len() > 1 { found } else { Vec::new() })
}

statement! {
    LIST_ALL_TRANSLATIONS = headlines!("WHERE s.translation_of = $1 ORDER BY s.number");
}

/// The translations of a story, drafts and withdrawn ones too: for the desk.
pub(crate) async fn list_all_translations(
    db: &Db,
    original: StoryNumber,
) -> Result<Vec<Arc<Headline>>> {
    read_all(&db.all(&LIST_ALL_TRANSLATIONS, args![original]).await?)
}

statement! {
    LIST_MOST_OPENED = headlines!("JOIN (SELECT story, SUM(openings) AS openings FROM story_openings
            WHERE hour_at >= $1 GROUP BY story) opened ON opened.story = s.number
        WHERE s.status = 'published' AND s.published_at <= $2",
        without_twins!("$4", "$2"), "ORDER BY opened.openings DESC, s.number DESC LIMIT $3");
}

/// The stories that were opened most since `since`.
pub(crate) async fn list_most_opened(
    db: &Db,
    audience: Audience,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<Arc<Headline>>> {
    let args = args![since, audience.now, limit, audience.code()];
    read_all(&db.all(&LIST_MOST_OPENED, args).await?)
}

statement! {
    ADD_OPENINGS = "INSERT INTO story_openings (story, hour_at, openings) VALUES ($1, $2, $3)
        ON CONFLICT (story, hour_at) DO UPDATE SET openings = story_openings.openings + excluded.openings";
}

/// Adds openings to the hour in which `at` lies.
pub async fn add_openings(
    on: impl Executor,
    story: StoryNumber,
    at: Timestamp,
    openings: u32,
) -> Result<()> {
    const HOUR: i64 = 3_600;
    let hour = at.as_second().div_euclid(HOUR) * HOUR;
    let hour = Timestamp::from_second(hour).unwrap_or(at);
    on.run(&ADD_OPENINGS, args![story, hour, openings]).await.map(drop)
}

statement! {
    PRUNE_OPENINGS = "DELETE FROM story_openings WHERE hour_at < $1";
}

/// Forgets what was opened before `before`.
pub(crate) async fn prune_openings(db: &Db, before: Timestamp) -> Result<()> {
    db.run(&PRUNE_OPENINGS, args![before]).await.map(drop)
}

/// How long openings are kept.
pub(crate) const OPENINGS_KEPT: SignedDuration = SignedDuration::from_hours(31 * 24);

statement! {
    SAVE_STORY = "INSERT INTO saved_stories (reader_id, story, saved_at) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
}

/// Keeps a story on a reader's list.
pub(crate) async fn save_story(
    db: &Db,
    reader: ReaderId,
    story: StoryNumber,
    now: Timestamp,
) -> Result<()> {
    db.run(&SAVE_STORY, args![reader, story, now]).await.map(drop)
}

statement! {
    UNSAVE_STORY = "DELETE FROM saved_stories WHERE reader_id = $1 AND story = $2";
}

/// Takes a story from a reader's list.
pub(crate) async fn unsave_story(db: &Db, reader: ReaderId, story: StoryNumber) -> Result<()> {
    db.run(&UNSAVE_STORY, args![reader, story]).await.map(drop)
}

statement! {
    COUNT_SAVED = "SELECT COUNT(*) AS count FROM saved_stories WHERE reader_id = $1";
}

/// How many stories are on a reader's list.
pub(crate) async fn count_saved(db: &Db, reader: ReaderId) -> Result<i64> {
    db.one(&COUNT_SAVED, args![reader]).await?.map_or(Ok(0), |row| row.int("count"))
}

statement! {
    LIST_SAVED = headlines!("JOIN saved_stories saved ON saved.story = s.number
        WHERE saved.reader_id = $1 AND s.status = 'published' AND s.published_at <= $2
        ORDER BY saved.saved_at DESC, s.number DESC LIMIT $3");
}

/// A reader's list, the last saved first.
pub(crate) async fn list_saved(
    db: &Db,
    reader: ReaderId,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Arc<Headline>>> {
    read_all(&db.all(&LIST_SAVED, args![reader, now, limit]).await?)
}
