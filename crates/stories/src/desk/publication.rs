use axum::{
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;
use web::{Done, FormData, PageError, Staff};
use words::Words;

use super::{EDITORS, Open, log, open_story};
use crate::{Headline, Status, Stories, announce_story, queries, routes::broken};

#[derive(Deserialize)]
pub(super) struct VersionForm {
    version: i64,
}

/// A story that comes back keeps its date; a draft gets today's.
pub(super) fn date_of_publication(story: &Headline, now: Timestamp) -> Timestamp {
    if story.status == Status::Withdrawn { story.published_at } else { now }
}

/// Puts a story as it is saved before its readers, at once on this node and
/// within two seconds on all.
pub(super) async fn publish(
    State(stories): State<Stories>,
    staff: Staff,
    Path(number): Path<String>,
    FormData(form): FormData<VersionForm>,
) -> Result<Response, PageError> {
    let story = story_of_editor(&stories, &staff, &number).await?;
    if story.status == Status::Published {
        return Err(PageError::conflict(Words::desk_published_already));
    }
    let at = date_of_publication(&story, stories.ambient.now());
    mark(&stories, &staff, &story, form.version, Status::Published, at).await?;
    Ok(Done::Published.redirect(&format!("/desk/stories/{}", story.number)))
}

/// Takes a story back: its address answers 410 from now on.
pub(super) async fn withdraw(
    State(stories): State<Stories>,
    staff: Staff,
    Path(number): Path<String>,
    FormData(form): FormData<VersionForm>,
) -> Result<Response, PageError> {
    let story = story_of_editor(&stories, &staff, &number).await?;
    if story.status != Status::Published {
        return Err(PageError::conflict(Words::desk_only_published));
    }
    let at = story.published_at;
    mark(&stories, &staff, &story, form.version, Status::Withdrawn, at).await?;
    Ok(Done::Withdrawn.redirect(&format!("/desk/stories/{}", story.number)))
}

async fn story_of_editor(
    stories: &Stories,
    staff: &Staff,
    number: &str,
) -> Result<Headline, PageError> {
    staff.require(EDITORS)?;
    let (Open::ToChange(story) | Open::ToRead(story)) = open_story(stories, staff, number).await?;
    Ok(story)
}

async fn mark(
    stories: &Stories,
    staff: &Staff,
    story: &Headline,
    version: i64,
    status: Status,
    published_at: Timestamp,
) -> Result<(), PageError> {
    let now = stories.ambient.now();
    let mut tx = stories.db.begin().await.map_err(broken)?;
    let marked = queries::mark_status(&mut tx, story.number, version, status, published_at, now);
    if !marked.await.map_err(broken)? {
        return Err(PageError::conflict(Words::desk_overtaken));
    }
    announce_story(&mut tx, &story.section.slug, &story.slug, now).await.map_err(broken)?;
    let action =
        format!("story.{}", if status == Status::Published { "publish" } else { "withdraw" });
    log(stories, &mut tx, staff, &action, &story.number.to_string(), &story.headline).await?;
    tx.commit().await.map_err(broken)?;
    stories.caches.forget_story(&story.section.slug, &story.slug);
    Ok(())
}
