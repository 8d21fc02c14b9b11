//! Sections, authors and static pages.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde::Deserialize;
use store::Tx;
use web::{DeskFrame, FormData, PageError, QueryData, Staff, is_section_slug, page_response};

use super::{EDITORS, form::document, log};
use crate::{
    Author, CATALOGUE, Section, StaticPage, Stories, announce_catalogue, queries, routes::broken,
};

const AUTHORS: u32 = 200;
/// The static pages that the paper links to.
const PAGES: [&str; 3] = ["about", "privacy", "terms"];

#[derive(Template)]
#[template(path = "desk/sections.html")]
struct SectionsPage {
    frame: DeskFrame,
    sections: Vec<Section>,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/authors.html")]
struct AuthorsPage {
    frame: DeskFrame,
    authors: Vec<Author>,
    next: Option<String>,
    problem: Option<String>,
}

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
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct SectionForm {
    slug: String,
    name: String,
    description: String,
    position: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct AuthorForm {
    slug: String,
    name: String,
    role: String,
    bio: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct PageForm {
    title: String,
    text: String,
}

#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: String,
}

fn status(problem: Option<&String>) -> StatusCode {
    if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

async fn sections_page(
    stories: &Stories,
    staff: &Staff,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let sections = queries::list_sections(&stories.db).await.map_err(broken)?;
    let frame = DeskFrame::new(&stories.site, staff, "Sections");
    page_response(status(problem.as_ref()), &SectionsPage { frame, sections, problem })
}

pub(super) async fn show_sections(
    State(stories): State<Stories>,
    staff: Staff,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    sections_page(&stories, &staff, None).await
}

pub(super) async fn save_section(
    State(stories): State<Stories>,
    staff: Staff,
    FormData(form): FormData<SectionForm>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let section = match read_section(form) {
        Ok(section) => section,
        Err(problem) => return sections_page(&stories, &staff, Some(problem.to_owned())).await,
    };
    let mut tx = stories.db.begin().await.map_err(broken)?;
    queries::save_section(&mut tx, &section).await.map_err(broken)?;
    finish(&stories, tx, &staff, "section.save", &section.slug, &section.name).await?;
    Ok(Redirect::to("/desk/sections").into_response())
}

fn read_section(form: SectionForm) -> Result<Section, &'static str> {
    if !is_section_slug(&form.slug) {
        return Err(
            "Address: small letters, digits and hyphens, and not a word that the paper needs for its own pages.",
        );
    }
    if form.name.trim().is_empty() {
        return Err("Name: please write one.");
    }
    let position = form.position.trim().parse();
    Ok(Section {
        position: position.map_err(|_| "Position: please write a whole number.")?,
        slug: form.slug,
        name: form.name.trim().to_owned(),
        description: form.description.trim().to_owned(),
    })
}

async fn authors_page(
    stories: &Stories,
    staff: &Staff,
    after: &str,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let authors = queries::list_authors(&stories.db, after, AUTHORS).await.map_err(broken)?;
    let full = authors.len() == usize::try_from(AUTHORS).unwrap_or(usize::MAX);
    let next = authors.last().filter(|_| full).map(|last| last.slug.clone());
    let frame = DeskFrame::new(&stories.site, staff, "Authors");
    page_response(status(problem.as_ref()), &AuthorsPage { frame, authors, next, problem })
}

pub(super) async fn show_authors(
    State(stories): State<Stories>,
    staff: Staff,
    QueryData(query): QueryData<After>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    authors_page(&stories, &staff, &query.after, None).await
}

pub(super) async fn save_author(
    State(stories): State<Stories>,
    staff: Staff,
    FormData(form): FormData<AuthorForm>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    if !web::is_slug(&form.slug) || form.name.trim().is_empty() {
        let problem =
            "An author needs a name, and an address of small letters, digits and hyphens.";
        return authors_page(&stories, &staff, "", Some(problem.to_owned())).await;
    }
    let AuthorForm { slug, name, role, bio } = form;
    let trim = |text: String| text.trim().to_owned();
    let author = Author { slug, name: trim(name), role: trim(role), bio: trim(bio) };
    let mut tx = stories.db.begin().await.map_err(broken)?;
    queries::save_author(&mut tx, &author).await.map_err(broken)?;
    finish(&stories, tx, &staff, "author.save", &author.slug, &author.name).await?;
    Ok(Redirect::to("/desk/authors").into_response())
}

pub(super) async fn show_pages(
    State(stories): State<Stories>,
    staff: Staff,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let pages = queries::list_static_pages(&stories.db).await.map_err(broken)?;
    let frame = DeskFrame::new(&stories.site, &staff, "Static pages");
    page_response(StatusCode::OK, &PagesPage { frame, pages })
}

pub(super) async fn show_page(
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
    page_response(StatusCode::OK, &PagePage { frame, slug, form, problem: None })
}

pub(super) async fn save_page(
    State(stories): State<Stories>,
    staff: Staff,
    Path(slug): Path<String>,
    FormData(form): FormData<PageForm>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    if !PAGES.contains(&&*slug) {
        return Err(PageError::not_found());
    }
    let title = form.title.trim().to_owned();
    let read = document("Text", &form.text);
    let read = read.and_then(|text| {
        if title.is_empty() { Err("Title: please write one.".to_owned()) } else { Ok(text) }
    });
    let text = match read {
        Ok(text) => text,
        Err(problem) => {
            let frame = DeskFrame::new(&stories.site, &staff, format!("Page /{slug}"));
            let page = PagePage { frame, slug, form, problem: Some(problem) };
            return page_response(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let mut tx = stories.db.begin().await.map_err(broken)?;
    let now = stories.ambient.now();
    queries::save_static_page(&mut tx, &slug, &title, &text, now).await.map_err(broken)?;
    finish(&stories, tx, &staff, "page.save", &slug, &title).await?;
    Ok(Redirect::to("/desk/pages").into_response())
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
