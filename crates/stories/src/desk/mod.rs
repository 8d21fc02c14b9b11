//! The newsroom's pages: plain for now, and complete.

mod catalogue;
mod edit;
mod form;
mod list;
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

use crate::{Headline, Stories, queries, routes::broken};

/// Who writes.
const WRITERS: &[Role] = &[Role::Editor, Role::Author];
/// Who decides what appears.
const EDITORS: &[Role] = &[Role::Editor];

pub(crate) fn router(stories: Stories) -> Router {
    Router::new()
        .route("/desk/stories", get(list::list_stories))
        .route("/desk/stories/new", get(edit::show_new).post(edit::create_story))
        .route("/desk/stories/{number}", get(edit::show_story).post(edit::save_story))
        .route("/desk/stories/{number}/preview", get(edit::preview_story))
        .route("/desk/stories/{number}/publication", post(publication::publish))
        .route("/desk/stories/{number}/withdrawal", post(publication::withdraw))
        .route("/desk/sections", get(catalogue::show_sections).post(catalogue::save_section))
        .route("/desk/authors", get(catalogue::show_authors).post(catalogue::save_author))
        .route("/desk/pages", get(catalogue::show_pages))
        .route("/desk/pages/{slug}", get(catalogue::show_page).post(catalogue::save_page))
        .with_state(stories)
}

/// The story that an address names, if this member of the staff may work on
/// it: editors on all, authors on their own drafts.
async fn own_story(stories: &Stories, staff: &Staff, number: &str) -> Result<Headline, PageError> {
    staff.require(WRITERS)?;
    let number: StoryNumber = number.parse().map_err(|_| PageError::not_found())?;
    let story = queries::find_by_number(&stories.db, number).await.map_err(broken)?;
    let story = story.ok_or_else(PageError::not_found)?;
    let own = story.owner.as_deref() == Some(&*staff.actor());
    let own_draft = own && story.status == crate::Status::Draft;
    if !own_draft && !staff.0.roles.may(EDITORS) {
        return Err(PageError::forbidden("Authors work on their own drafts; this one is not."));
    }
    Ok(story)
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

/// Somebody else saved the story since this page was loaded.
fn overtaken() -> PageError {
    PageError::conflict(
        "Somebody else has saved this story since you opened it. Nothing of yours was saved: go back, copy your text, and open the story anew.",
    )
}
