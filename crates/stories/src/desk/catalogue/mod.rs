//! Sections, authors and static pages.

pub(super) mod authors;
pub(super) mod pages;
pub(super) mod sections;

use http::StatusCode;
use store::Tx;
use web::{PageError, Staff};

use super::log;
use crate::{CATALOGUE, Stories, announce_catalogue, routes::broken};

fn status(problem: Option<&String>) -> StatusCode {
    if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

/// Logs the deed, tells all nodes, commits, and forgets here at once.
async fn finish(
    stories: &Stories,
    mut tx: Tx,
    staff: &Staff,
    action: &str,
    subject: &str,
    detail: &str,
) -> Result<(), PageError> {
    log(stories, &mut tx, staff, action, subject, detail).await?;
    announce_catalogue(&mut tx, stories.ambient.now()).await.map_err(broken)?;
    tx.commit().await.map_err(broken)?;
    let change = store::feed::Change { topic: CATALOGUE.to_owned(), key: String::new() };
    stories.forget(&change).await;
    Ok(())
}
