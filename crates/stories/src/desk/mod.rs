//! The newsroom's pages. What somebody typed is never thrown away.

mod catalogue;
mod components;
mod edit;
mod form;
mod list;
mod page;
mod publication;

use axum::{
    Router,
    routing::{get, post},
};
use store::{
    Tx,
    audit::{self, Deed},
};
use vocab::StoryNumber;
use web::{PageError, Role, Staff};
use words::Words;

use self::catalogue::{authors, pages, sections};
use crate::{Headline, Status, Stories, document::Document, queries, routes::broken};

/// Who writes.
const WRITERS: &[Role] = &[Role::Editor, Role::Author];
/// Who decides what appears.
const EDITORS: &[Role] = &[Role::Editor];

pub(crate) fn router(stories: Stories) -> Router {
    Router::new()
        .route("/desk/components", get(components::show))
        .route("/desk/stories", get(list::list_stories))
        .route("/desk/stories/new", get(edit::show_new).post(edit::create_story))
        .route("/desk/stories/{number}", get(edit::show_story).post(edit::save_story))
        .route("/desk/stories/{number}/preview", get(edit::preview_story))
        .route("/desk/stories/{number}/publication", post(publication::publish))
        .route("/desk/stories/{number}/withdrawal", post(publication::withdraw))
        .route("/desk/sections", get(sections::list).post(sections::add))
        .route("/desk/sections/{slug}", get(sections::show).post(sections::edit))
        .route("/desk/authors", get(authors::list).post(authors::add))
        .route("/desk/authors/{slug}", get(authors::show).post(authors::edit))
        .route("/desk/pages", get(pages::list))
        .route("/desk/pages/{slug}", get(pages::show).post(pages::save))
        .with_state(stories)
}

/// A story, and what this member of the staff may do with it.
enum Open {
    /// Editors all, authors their own drafts.
    ToChange(Headline),
    /// Authors their own that an editor has published.
    ToRead(Headline),
}

/// The story that an address names, as far as this member of the staff may open it.
async fn open_story(stories: &Stories, staff: &Staff, number: &str) -> Result<Open, PageError> {
    staff.require(WRITERS)?;
    let number: StoryNumber = number.parse().map_err(|_| PageError::not_found())?;
    let story = queries::find_by_number(&stories.db, number).await.map_err(broken)?;
    let story = story.ok_or_else(PageError::not_found)?;
    let own = story.owner.as_deref() == Some(&*staff.actor());
    match story.status {
        _ if staff.0.roles.may(EDITORS) => Ok(Open::ToChange(story)),
        Status::Draft if own => Ok(Open::ToChange(story)),
        _ if own => Ok(Open::ToRead(story)),
        _ => Err(PageError::forbidden(Words::desk_not_own_story)),
    }
}

async fn body_of(stories: &Stories, story: &Headline) -> Result<Document, PageError> {
    let body = queries::find_body(&stories.db, story.number).await.map_err(broken)?;
    Ok(body.map(|body| body.document).unwrap_or_default())
}

async fn log(
    stories: &Stories,
    tx: &mut Tx,
    staff: &Staff,
    action: &str,
    subject: &str,
    detail: &str,
) -> Result<(), PageError> {
    let deed = Deed { actor: &staff.actor(), action, subject, detail };
    audit::record(tx, deed, stories.ambient.now()).await.map_err(broken)
}
