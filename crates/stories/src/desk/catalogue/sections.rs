use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use web::{DeskFrame, Done, FormData, PageError, Staff, is_section_slug, page_response};
use words::Words;

use super::{super::EDITORS, finish, status};
use crate::{Section, Stories, queries, routes::broken};

#[derive(Template)]
#[template(path = "desk/sections.html")]
struct SectionsPage {
    frame: DeskFrame,
    sections: Vec<Section>,
    form: SectionForm,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/section.html")]
struct SectionPage {
    frame: DeskFrame,
    form: SectionForm,
    problem: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(in crate::desk) struct SectionForm {
    slug: String,
    name: String,
    description: String,
    position: String,
    /// `yes` or empty.
    opinion: String,
}

impl SectionForm {
    /// Reads the form, or says which field will not do.
    fn read(&self, say: Words) -> Result<Section, String> {
        if !is_section_slug(&self.slug) {
            return Err(say.desk_section_address_wrong());
        }
        if self.name.trim().is_empty() {
            return Err(say.desk_name_missing());
        }
        let position = self.position.trim().parse();
        Ok(Section {
            position: position.map_err(|_| say.desk_position_wrong())?,
            slug: self.slug.clone(),
            name: self.name.trim().to_owned(),
            description: self.description.trim().to_owned(),
            opinion: self.opinion == "yes",
        })
    }
}

async fn list_page(
    stories: &Stories,
    staff: &Staff,
    mut form: SectionForm,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let sections = queries::list_sections(&stories.db).await.map_err(broken)?;
    if problem.is_none() {
        form.position = (sections.len() + 1).to_string();
    }
    let frame = DeskFrame::new(&stories.site, staff, staff.words().desk_sections());
    page_response(status(problem.as_ref()), &SectionsPage { frame, sections, form, problem })
}

fn form_page(
    stories: &Stories,
    staff: &Staff,
    form: SectionForm,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let frame = DeskFrame::new(&stories.site, staff, staff.words().desk_section_title(&form.slug));
    page_response(status(problem.as_ref()), &SectionPage { frame, form, problem })
}

pub(in crate::desk) async fn list(
    State(stories): State<Stories>,
    staff: Staff,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    list_page(&stories, &staff, SectionForm::default(), None).await
}

pub(in crate::desk) async fn add(
    State(stories): State<Stories>,
    staff: Staff,
    FormData(form): FormData<SectionForm>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let section = match form.read(staff.words()) {
        Ok(section) => section,
        Err(problem) => return list_page(&stories, &staff, form, Some(problem)).await,
    };
    let page = queries::find_static_page(&stories.db, &section.slug).await.map_err(broken)?;
    if page.is_some() {
        let problem = staff.words().desk_section_is_page(&section.slug);
        return list_page(&stories, &staff, form, Some(problem)).await;
    }
    let mut tx = stories.db.begin().await.map_err(broken)?;
    if !queries::insert_section(&mut tx, &section).await.map_err(broken)? {
        // It would hold SQLite's one place for writing while the page is made.
        drop(tx);
        let problem = staff.words().desk_section_exists(&section.slug);
        return list_page(&stories, &staff, form, Some(problem)).await;
    }
    finish(&stories, tx, &staff, "section.save", &section.slug, &section.name).await?;
    Ok(Done::Added.redirect("/desk/sections"))
}

async fn find(stories: &Stories, slug: &str) -> Result<Section, PageError> {
    let section = queries::find_section(&stories.db, slug).await.map_err(broken)?;
    section.ok_or_else(PageError::not_found)
}

pub(in crate::desk) async fn show(
    State(stories): State<Stories>,
    staff: Staff,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let Section { slug, name, description, position, opinion } = find(&stories, &slug).await?;
    let opinion = if opinion { "yes".to_owned() } else { String::new() };
    let form = SectionForm { slug, name, description, position: position.to_string(), opinion };
    form_page(&stories, &staff, form, None)
}

pub(in crate::desk) async fn edit(
    State(stories): State<Stories>,
    staff: Staff,
    Path(slug): Path<String>,
    FormData(form): FormData<SectionForm>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let form = SectionForm { slug: find(&stories, &slug).await?.slug, ..form };
    let section = match form.read(staff.words()) {
        Ok(section) => section,
        Err(problem) => return form_page(&stories, &staff, form, Some(problem)),
    };
    let mut tx = stories.db.begin().await.map_err(broken)?;
    queries::save_section(&mut tx, &section).await.map_err(broken)?;
    finish(&stories, tx, &staff, "section.save", &section.slug, &section.name).await?;
    Ok(Done::Saved.redirect("/desk/sections"))
}
