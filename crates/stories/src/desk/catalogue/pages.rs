use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use http::StatusCode;
use serde::Deserialize;
use web::{
    DeskFrame, Done, FormData, PageError, QueryData, Staff, Visitor, is_section_slug, page_response,
};
use words::Words;

use super::{
    super::{EDITORS, form::document},
    finish,
};
use crate::{StaticPage, Stories, queries, routes::broken};

/// The static pages that every paper has.
const PAGES: [&str; 3] = ["about", "privacy", "terms"];

#[derive(Template)]
#[template(path = "desk/pages.html")]
struct PagesPage {
    frame: DeskFrame,
    pages: Vec<StaticPage>,
    /// The address that was asked for, and why it will not do.
    new: String,
    problem: Option<String>,
}

impl PagesPage {
    /// The pages that every paper has, and those of its own.
    fn slugs(&self) -> Vec<&str> {
        let own = self.pages.iter().map(|page| &*page.slug);
        PAGES.into_iter().chain(own.filter(|slug| !PAGES.contains(slug))).collect()
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(in crate::desk) struct NewPage {
    new: String,
}

/// Whether a static page can lie at `/slug`: nothing else may.
async fn may_lie_at(stories: &Stories, slug: &str) -> Result<bool, PageError> {
    if PAGES.contains(&slug) {
        return Ok(true);
    }
    let section = queries::find_section(&stories.db, slug).await.map_err(broken)?;
    Ok(is_section_slug(slug) && section.is_none())
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
    QueryData(query): QueryData<NewPage>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let new = query.new.trim().trim_matches('/').to_owned();
    let problem = match &*new {
        "" => None,
        slug if may_lie_at(&stories, slug).await? => {
            return Ok(Redirect::to(&format!("/desk/pages/{slug}")).into_response());
        }
        _ => Some(staff.words().desk_page_address_wrong()),
    };
    let pages = queries::list_static_pages(&stories.db).await.map_err(broken)?;
    let frame = DeskFrame::new(&stories.site, &staff, staff.words().desk_pages());
    page_response(super::status(problem.as_ref()), &PagesPage { frame, pages, new, problem })
}

pub(in crate::desk) async fn show(
    State(stories): State<Stories>,
    staff: Staff,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    if !may_lie_at(&stories, &slug).await? {
        return Err(PageError::not_found());
    }
    let page = queries::find_static_page(&stories.db, &slug).await.map_err(broken)?;
    let form = page.map(|page| PageForm { title: page.title, text: page.document.to_markdown() });
    let frame = DeskFrame::new(&stories.site, &staff, staff.words().desk_page_title(&slug));
    let form = form.unwrap_or_default();
    page_response(StatusCode::OK, &PagePage::new(frame, slug, form))
}

pub(in crate::desk) async fn save(
    State(stories): State<Stories>,
    visitor: Visitor,
    staff: Result<Staff, PageError>,
    Path(slug): Path<String>,
    FormData(form): FormData<PageForm>,
) -> Result<Response, PageError> {
    if !may_lie_at(&stories, &slug).await? {
        return Err(PageError::not_found());
    }
    let staff = match staff {
        Ok(staff) => staff,
        Err(error) => return keep_typed(&stories, visitor.words(), error, (slug, form)),
    };
    staff.require(EDITORS)?;
    let title = form.title.trim().to_owned();
    let say = staff.words();
    let read = document(&form.text, say.desk_page_text(), say);
    let read =
        read.and_then(
            |text| {
                if title.is_empty() { Err(say.desk_page_name_missing()) } else { Ok(text) }
            },
        );
    let text = match read {
        Ok(text) => text,
        Err(problem) => {
            let frame = DeskFrame::new(&stories.site, &staff, staff.words().desk_page_title(&slug));
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
    say: Words,
    error: PageError,
    (slug, form): (String, PageForm),
) -> Result<Response, PageError> {
    if error.status != StatusCode::SEE_OTHER {
        return Err(error);
    }
    let frame = DeskFrame::of_nobody(&stories.site, say, say.desk_log_in_ended());
    let page = PagePage { log_in_ended: true, ..PagePage::new(frame, slug, form) };
    page_response(StatusCode::FORBIDDEN, &page)
}
