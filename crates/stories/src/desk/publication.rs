use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use web::{FormData, PageError, Staff};

use super::{EDITORS, log, overtaken, own_story};
use crate::{Headline, Status, Stories, announce_story, queries, routes::broken};

#[derive(Deserialize)]
pub(super) struct VersionForm {
    version: i64,
}

/// Puts a story before its readers, at once on this node and within two seconds on all.
pub(super) async fn publish(
    State(stories): State<Stories>,
    staff: Staff,
    Path(number): Path<String>,
    FormData(form): FormData<VersionForm>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let story = own_story(&stories, &staff, &number).await?;
    if story.status == Status::Published {
        return Err(PageError::conflict("This story is published already."));
    }
    // A story that comes back keeps its date; a draft gets today's.
    let now = stories.ambient.now();
    let at = if story.status == Status::Withdrawn { story.published_at } else { now };
    mark(&stories, &staff, &story, form.version, Status::Published, at).await
}

/// Takes a story back: its address answers 410 from now on.
pub(super) async fn withdraw(
    State(stories): State<Stories>,
    staff: Staff,
    Path(number): Path<String>,
    FormData(form): FormData<VersionForm>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let story = own_story(&stories, &staff, &number).await?;
    if story.status != Status::Published {
        return Err(PageError::conflict("Only a published story can be withdrawn."));
    }
    mark(&stories, &staff, &story, form.version, Status::Withdrawn, story.published_at).await
}

async fn mark(
    stories: &Stories,
    staff: &Staff,
    story: &Headline,
    version: i64,
    status: Status,
    published_at: jiff::Timestamp,
) -> Result<Response, PageError> {
    let now = stories.ambient.now();
    let mut tx = stories.db.begin().await.map_err(broken)?;
    let marked = queries::mark_status(&mut tx, story.number, version, status, published_at, now);
    if !marked.await.map_err(broken)? {
        return Err(overtaken());
    }
    announce_story(&mut tx, &story.section.slug, &story.slug, now).await.map_err(broken)?;
    let action =
        format!("story.{}", if status == Status::Published { "publish" } else { "withdraw" });
    log(stories, &mut tx, staff, &action, &story.number.to_string(), &story.headline).await?;
    tx.commit().await.map_err(broken)?;
    stories.caches.forget_story(&story.section.slug, &story.slug);
    Ok(Redirect::to(&format!("/desk/stories/{}", story.number)).into_response())
}
