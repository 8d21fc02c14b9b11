use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use web::{DeskFrame, FormData, PageError, Staff, page_response};

use super::{EDITORS, WRITERS, form::StoryForm, log, overtaken, own_story};
use crate::{
    Headline, Section, Status, Stories, announce_story,
    document::Document,
    queries::{self, NewStory, StoryText},
    routes::broken,
};

#[derive(Template)]
#[template(path = "desk/story.html")]
struct StoryPage {
    frame: DeskFrame,
    action: String,
    story: Option<Headline>,
    sections: Vec<Section>,
    form: StoryForm,
    problem: Option<String>,
    may_publish: bool,
}

#[derive(Template)]
#[template(path = "desk/preview.html")]
struct PreviewPage {
    frame: DeskFrame,
    story: Headline,
    lead: String,
    body: String,
}

async fn respond(
    stories: &Stories,
    staff: &Staff,
    story: Option<Headline>,
    form: StoryForm,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let (title, action) = match &story {
        Some(story) => (story.headline.clone(), format!("/desk/stories/{}", story.number)),
        None => ("New story".to_owned(), "/desk/stories/new".to_owned()),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = StoryPage {
        frame: DeskFrame::new(&stories.site, staff, title),
        action,
        story,
        sections: queries::list_sections(&stories.db).await.map_err(broken)?,
        form,
        problem,
        may_publish: staff.0.roles.may(EDITORS),
    };
    page_response(status, &page)
}

pub(super) async fn show_new(
    State(stories): State<Stories>,
    staff: Staff,
) -> Result<Response, PageError> {
    staff.require(WRITERS)?;
    let form = StoryForm { access: "metered".to_owned(), ..StoryForm::default() };
    respond(&stories, &staff, None, form, None).await
}

pub(super) async fn create_story(
    State(stories): State<Stories>,
    staff: Staff,
    FormData(form): FormData<StoryForm>,
) -> Result<Response, PageError> {
    staff.require(WRITERS)?;
    let text = match form.read(&stories, None).await? {
        Ok(text) => text,
        Err(problem) => return respond(&stories, &staff, None, form, Some(problem)).await,
    };
    let new = NewStory {
        text,
        status: Status::Draft,
        published_at: stories.ambient.now(),
        expires_on: None,
        source_key: None,
        owner: Some(staff.actor()),
    };
    let mut tx = stories.db.begin().await.map_err(broken)?;
    let number = queries::insert_story(&mut tx, &stories.ambient, &new).await.map_err(broken)?;
    let subject = number.to_string();
    log(&stories, &mut tx, &staff, "story.create", &subject, &new.text.headline).await?;
    tx.commit().await.map_err(broken)?;
    Ok(Redirect::to(&format!("/desk/stories/{number}")).into_response())
}

async fn body_of(stories: &Stories, story: &Headline) -> Result<Document, PageError> {
    let body = queries::find_body(&stories.db, story.number).await.map_err(broken)?;
    Ok(body.map(|body| body.document).unwrap_or_default())
}

pub(super) async fn show_story(
    State(stories): State<Stories>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let story = own_story(&stories, &staff, &number).await?;
    let form = StoryForm::of(&story, &body_of(&stories, &story).await?);
    respond(&stories, &staff, Some(story), form, None).await
}

pub(super) async fn save_story(
    State(stories): State<Stories>,
    staff: Staff,
    Path(number): Path<String>,
    FormData(form): FormData<StoryForm>,
) -> Result<Response, PageError> {
    let story = own_story(&stories, &staff, &number).await?;
    let text = match form.read(&stories, Some(story.number)).await? {
        Ok(text) => text,
        Err(problem) => return respond(&stories, &staff, Some(story), form, Some(problem)).await,
    };
    save(&stories, &staff, &story, form.version, &text).await?;
    Ok(Redirect::to(&format!("/desk/stories/{}", story.number)).into_response())
}

/// Saves the text; an address that changed leaves a redirect behind.
async fn save(
    stories: &Stories,
    staff: &Staff,
    story: &Headline,
    version: i64,
    text: &StoryText,
) -> Result<(), PageError> {
    let now = stories.ambient.now();
    let mut tx = stories.db.begin().await.map_err(broken)?;
    let saved = queries::update_story(&mut tx, story.number, version, text, now).await;
    if !saved.map_err(broken)? {
        return Err(overtaken());
    }
    let moved = (text.section.as_str(), text.slug.as_str()) != (&*story.section.slug, &*story.slug);
    if moved && story.status != Status::Draft {
        queries::insert_redirect(&mut tx, &story.path(), story.number).await.map_err(broken)?;
    }
    announce_story(&mut tx, &story.section.slug, &story.slug, now).await.map_err(broken)?;
    announce_story(&mut tx, &text.section, &text.slug, now).await.map_err(broken)?;
    log(stories, &mut tx, staff, "story.save", &story.number.to_string(), &text.headline).await?;
    tx.commit().await.map_err(broken)?;
    stories.caches.forget_story(&story.section.slug, &story.slug);
    stories.caches.forget_story(&text.section, &text.slug);
    Ok(())
}

pub(super) async fn preview_story(
    State(stories): State<Stories>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let story = own_story(&stories, &staff, &number).await?;
    let page = PreviewPage {
        frame: DeskFrame::new(&stories.site, &staff, format!("Preview: {}", story.headline)),
        lead: story.lead.to_html(),
        body: body_of(&stories, &story).await?.to_html(),
        story,
    };
    page_response(StatusCode::OK, &page)
}
