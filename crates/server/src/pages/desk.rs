use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use store::{
    StoreError,
    audit::{self, Deed},
    jobs::{self, ParkedJob},
};
use stories::Status;
use vocab::{Access, JobId};
use web::{DeskFrame, PageError, Role, Staff, page_response};
use words::Words;

use crate::Paper;

const PARKED: u32 = 50;

#[derive(Template)]
#[template(path = "desk/home.html")]
struct HomePage {
    frame: DeskFrame,
    today: String,
    stories_today: i64,
    premium_today: i64,
    readers: i64,
    waiting: i64,
    parked: i64,
}

#[derive(Template)]
#[template(path = "desk/settings.html")]
struct SettingsPage {
    frame: DeskFrame,
    entries: Vec<(String, String)>,
    parked: Vec<ParkedJob>,
}

pub(super) fn broken(error: StoreError) -> PageError {
    PageError::unavailable_because(Words::desk_no_database, error)
}

pub(super) async fn show_home(
    State(paper): State<Paper>,
    staff: Staff,
) -> Result<Response, PageError> {
    let now = paper.ambient.now();
    let midnight = paper.site.midnight_before(now);
    let count =
        |access| stories::count_by_status(&paper.db, Status::Published, midnight, now, access);
    let (waiting, parked) = jobs::count_waiting(&paper.db).await.map_err(broken)?;
    let page = HomePage {
        frame: DeskFrame::new(&paper.site, &staff, staff.words().desk_today()),
        today: staff.words().date(now, paper.site.zone()),
        stories_today: count(None).await.map_err(broken)?,
        premium_today: count(Some(Access::Premium)).await.map_err(broken)?,
        readers: readers::count_readers(&paper.db).await.map_err(broken)?,
        waiting,
        parked,
    };
    page_response(StatusCode::OK, &page)
}

/// What is configured, and what waits for a person: for owners.
pub(super) async fn show_settings(
    State(paper): State<Paper>,
    staff: Staff,
) -> Result<Response, PageError> {
    staff.require(&[Role::Owner])?;
    let page = SettingsPage {
        frame: DeskFrame::new(&paper.site, &staff, staff.words().desk_settings()),
        entries: paper.config.entries(),
        parked: jobs::list_parked(&paper.db, PARKED).await.map_err(broken)?,
    };
    page_response(StatusCode::OK, &page)
}

/// Gives a parked job all its tries again.
pub(super) async fn retry_job(
    State(paper): State<Paper>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    staff.require(&[Role::Owner])?;
    let job: JobId = id.parse().map_err(|_| PageError::not_found())?;
    let now = paper.ambient.now();
    let mut tx = paper.db.begin().await.map_err(broken)?;
    if !jobs::retry_parked(&mut tx, job, now).await.map_err(broken)? {
        return Err(PageError::not_found());
    }
    let deed = Deed { actor: &staff.actor(), action: "job.retry", subject: &id, detail: "" };
    audit::record(&mut tx, deed, now).await.map_err(broken)?;
    tx.commit().await.map_err(broken)?;
    Ok(Redirect::to("/desk/settings").into_response())
}
