mod front;
mod gifts;
mod lists;
mod saved;
mod show_story;
mod story_pages;

use axum::{
    Router,
    routing::{get, post},
};
use store::StoreError;
use web::PageError;

use crate::Stories;

pub use show_story::{Asking, AtHand};
pub(crate) use show_story::{mark, mark_link, no_body};

pub(crate) fn router(stories: Stories) -> Router {
    Router::new()
        .route("/", get(front::show_front))
        .route("/{section}", get(lists::show_section))
        .route("/{section}/{slug}", get(show_story::show_story))
        .route("/authors/{slug}", get(lists::show_author))
        .route("/topics/{slug}", get(lists::show_topic))
        .route("/about", get(lists::show_static))
        .route("/privacy", get(lists::show_static))
        .route("/terms", get(lists::show_static))
        .fallback(show_story::find_old_address)
        .with_state(stories)
}

/// The pages that take forms.
pub(crate) fn form_router(stories: Stories) -> Router {
    Router::new()
        .route("/saved", get(saved::show_saved).post(saved::save))
        .route("/saved/removal", post(saved::remove))
        .route("/gifts", post(gifts::give))
        .with_state(stories)
}

/// The database failed under a reader's page.
pub(crate) fn broken(error: StoreError) -> PageError {
    if error.is_duplicate() {
        return PageError::conflict(words::Words::error_exists);
    }
    PageError::unavailable_because(words::Words::error_not_now, error)
}
