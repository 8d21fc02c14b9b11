use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;
use serde::Deserialize;
use web::{DeskFrame, Done, FormData, PageError, Staff, page_response};

use super::{
    super::{EDITORS, form::document, page::LOG_IN_ENDED},
    finish,
};
use crate::{StaticPage, Stories, queries, routes::broken};

/// The static pages that the paper links to.
const PAGES: [&str; 3] = ["about", "privacy", "terms"];

#[derive(Template)]
#[template(path = "desk/pages.html")]
struct PagesPage {
    frame: DeskFrame,
    pages: Vec<StaticPage>,
}

#[derive(Template)]
#[template(path = "desk/page.html")]
struct PagePage {
    frame: DeskFrame,
    slug: String,
    form: PageForm,
    problem: Option<String>,
    log_in_ended: bool,
}

impl PagePage {
    fn new(frame: DeskFrame, slug: String, form: PageForm) -> Self {
        Self { frame, slug, form, problem: None, log_in_ended: false }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(in crate::desk) struct PageForm {
    title: String,
    text: String,
}

pub(in crate::desk) async fn list(
    State(stories): State<Stories>,
    staff: Staff,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let pages = queries::list_static_pages(&stories.db).await.map_err(broken)?;
    let frame = DeskFrame::new(&stories.site, &staff, "Static pages");
    page_response(StatusCode::OK, &PagesPage { frame, pages })
}

pub(in crate::desk) async fn show(
    State(stories): State<Stories>,
    staff: Staff,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    if !PAGES.contains(&&*slug) {
        return Err(PageError::not_found());
    }
    let page = queries::find_static_page(&stories.db, &slug).await.map_err(broken)?;
    let form = page.map(|page| PageForm { title: page.title, text: page.document.to_markdown() });
    let frame = DeskFrame::new(&stories.site, &staff, format!("Page /{slug}"));
    let form = form.unwrap_or_default();
    page_response(StatusCode::OK, &PagePage::new(frame, slug, form))
}

pub(in crate::desk) async fn save(
    State(stories): State<Stories>,
    staff: Result<Staff, PageError>,
    Path(slug): Path<String>,
    FormData(form): FormData<PageForm>,
) -> Result<Response, PageError> {
    if !PAGES.contains(&&*slug) {
        return Err(PageError::not_found());
    }
    let staff = match staff {
        Ok(staff) => staff,
        Err(error) => return keep_typed(&stories, error, slug, form),
    };
    staff.require(EDITORS)?;
    let title = form.title.trim().to_owned();
    let read = document("Text", &form.text);
    let read = read.and_then(|text| {
        if title.is_empty() { Err("Title: please write one.".to_owned()) } else { Ok(text) }
    });
    let text = match read {
        Ok(text) => text,
        Err(problem) => {
            let frame = DeskFrame::new(&stories.site, &staff, format!("Page /{slug}"));
            let page = PagePage { problem: Some(problem), ..PagePage::new(frame, slug, form) };
            return page_response(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let mut tx = stories.db.begin().await.map_err(broken)?;
    let now = stories.ambient.now();
    queries::save_static_page(&mut tx, &slug, &title, &text, now).await.map_err(broken)?;
    finish(&stories, tx, &staff, "page.save", &slug, &title).await?;
    Ok(Done::Saved.redirect("/desk/pages"))
}

/// What somebody typed whose log-in has ended, so that it can be saved after all.
fn keep_typed(
    stories: &Stories,
    error: PageError,
    slug: String,
    form: PageForm,
) -> Result<Response, PageError> {
    if error.status != StatusCode::SEE_OTHER {
        return Err(error);
    }
    let frame = DeskFrame::of_nobody(&stories.site, LOG_IN_ENDED);
    let page = PagePage { log_in_ended: true, ..PagePage::new(frame, slug, form) };
    page_response(StatusCode::FORBIDDEN, &page)
}
