//! A reader's own list: stories to read later.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde::Deserialize;
use web::{FormData, Frame, PageError, QueryData, SafePath, Visitor, page_response};
use words::Words;

use super::broken;
use crate::{Headline, Stories, pages::SavedPage, queries};

/// More than anybody reads, and few enough for one page.
const SAVED_MAX: u32 = 500;

#[derive(Deserialize)]
pub(super) struct StoryForm {
    /// The story's path.
    pub(super) story: String,
}

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    saved: String,
    #[serde(default)]
    removed: String,
}

pub(super) async fn show_saved(
    State(stories): State<Stories>,
    visitor: Visitor,
    QueryData(done): QueryData<Done>,
) -> Result<Response, PageError> {
    let reader = visitor.require_reader("/saved")?.reader;
    let now = stories.ambient.now();
    let saved = queries::list_saved(&stories.db, reader, now, SAVED_MAX).await.map_err(broken)?;
    let say = visitor.words();
    let notice = if done.saved.is_empty() {
        stories.headline_of(&done.removed).await?.map(|story| say.saved_removed(&story.headline))
    } else {
        stories.headline_of(&done.saved).await?.map(|story| say.saved_now(&story.headline))
    };
    let frame = Frame::private(&stories.site, &visitor, say.saved_stories(), "/saved");
    page_response(StatusCode::OK, &SavedPage { frame, stories: saved, notice })
}

/// Keeps a story. Whoever is not logged in does that first, and comes back to the story.
pub(super) async fn save(
    State(stories): State<Stories>,
    visitor: Visitor,
    FormData(form): FormData<StoryForm>,
) -> Result<Response, PageError> {
    let path = SafePath::parse(&form.story);
    let reader = visitor.require_reader(path.as_str())?.reader;
    let story = stories.headline_of(path.as_str()).await?.ok_or_else(PageError::not_found)?;
    let count = queries::count_saved(&stories.db, reader).await.map_err(broken)?;
    if count >= i64::from(SAVED_MAX) {
        return Err(PageError::conflict(Words::saved_too_many));
    }
    let now = stories.ambient.now();
    queries::save_story(&stories.db, reader, story.number, now).await.map_err(broken)?;
    Ok(Redirect::to(&format!("/saved?saved={}", story.path())).into_response())
}

pub(super) async fn remove(
    State(stories): State<Stories>,
    visitor: Visitor,
    FormData(form): FormData<StoryForm>,
) -> Result<Response, PageError> {
    let reader = visitor.require_reader("/saved")?.reader;
    // Even of a story that was withdrawn meanwhile.
    let found = stories.caches.headline(&stories.db, &form.story).await.map_err(broken)?;
    let story = found.ok_or_else(PageError::not_found)?;
    queries::unsave_story(&stories.db, reader, story.number).await.map_err(broken)?;
    Ok(Redirect::to(&format!("/saved?removed={}", story.path())).into_response())
}

impl Stories {
    /// The public story at `path`.
    pub(super) async fn headline_of(
        &self,
        path: &str,
    ) -> Result<Option<std::sync::Arc<Headline>>, PageError> {
        let found = self.caches.headline(&self.db, path).await.map_err(broken)?;
        Ok(found.filter(|story| story.is_public(self.ambient.now())))
    }
}
