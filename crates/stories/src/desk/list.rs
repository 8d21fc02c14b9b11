use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use web::{DeskFrame, PageError, QueryData, Staff, page_response};

use super::{EDITORS, WRITERS};
use crate::{Cursor, Headline, Status, Stories, queries, routes::broken};

const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "desk/stories.html")]
struct StoriesPage {
    frame: DeskFrame,
    search: String,
    status: String,
    stories: Vec<Arc<Headline>>,
    next: Option<Cursor>,
}

#[derive(Deserialize)]
pub(super) struct ListQuery {
    #[serde(default)]
    search: String,
    #[serde(default)]
    status: String,
    before: Option<String>,
}

/// All stories for editors, their own for authors; last changed first.
pub(super) async fn list_stories(
    State(stories): State<Stories>,
    staff: Staff,
    QueryData(query): QueryData<ListQuery>,
) -> Result<Response, PageError> {
    staff.require(WRITERS)?;
    let status: Option<Status> = query.status.parse().ok();
    let start = Cursor { at: Timestamp::MAX, number: u32::MAX };
    let after = query.before.and_then(|before| before.parse().ok()).unwrap_or(start);
    let actor = staff.actor();
    let owner = (!staff.0.roles.may(EDITORS)).then_some(&*actor);
    let found = queries::list_at_desk(&stories.db, status, owner, &query.search, after, PAGE).await;
    let found = found.map_err(broken)?;
    let page = StoriesPage {
        frame: DeskFrame::new(&stories.site, &staff, staff.words().desk_stories()),
        search: query.search,
        status: status.map_or_else(String::new, |status| status.to_string()),
        stories: found.stories,
        next: found.next,
    };
    page_response(StatusCode::OK, &page)
}
