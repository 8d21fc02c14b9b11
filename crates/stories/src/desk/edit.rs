use axum::{
    extract::{Path, State},
    response::{Html, IntoResponse as _, Response},
};
use http::header;
use store::Tx;
use vocab::StoryNumber;
use web::{Done, FormData, PRIVATE_NO_STORE, PageError, Staff, Visitor};
use words::Words;

use super::{
    EDITORS, Open, WRITERS, body_of,
    form::StoryForm,
    log, open_story,
    page::{self, Notice},
    publication::date_of_publication,
};
use crate::{
    Headline, Status, Stories, announce_story,
    queries::{self, NewStory, StoryText},
    routes::broken,
};

pub(super) async fn show_new(
    State(stories): State<Stories>,
    staff: Staff,
) -> Result<Response, PageError> {
    staff.require(WRITERS)?;
    let language = stories.site.config().language.to_string();
    let form = StoryForm { access: "metered".to_owned(), language, ..StoryForm::default() };
    page::show(&stories, &staff, None, form, Notice::None).await
}

pub(super) async fn create_story(
    State(stories): State<Stories>,
    visitor: Visitor,
    staff: Result<Staff, PageError>,
    FormData(form): FormData<StoryForm>,
) -> Result<Response, PageError> {
    let staff = match staff {
        Ok(staff) => staff,
        Err(error) => {
            let action = "/desk/stories/new".to_owned();
            return page::keep_typed(&stories, visitor.words(), error, (action, form)).await;
        }
    };
    staff.require(if form.publishes() { EDITORS } else { WRITERS })?;
    let text = match form.read(&stories, None, staff.words()).await? {
        Ok(text) => text,
        Err(problem) => {
            return page::show(&stories, &staff, None, form, Notice::Problem(problem)).await;
        }
    };
    match create(&stories, &staff, &text, form.publishes()).await? {
        Some(number) => Ok(deed(&form).redirect(&format!("/desk/stories/{number}"))),
        None => {
            let notice = Notice::Problem(staff.words().desk_address_taken(&text.slug));
            page::show(&stories, &staff, None, form, notice).await
        }
    }
}

/// Makes the story. None if another took the address since it was looked at.
async fn create(
    stories: &Stories,
    staff: &Staff,
    text: &StoryText,
    publishes: bool,
) -> Result<Option<StoryNumber>, PageError> {
    let now = stories.ambient.now();
    let new = NewStory {
        text: text.clone(),
        status: if publishes { Status::Published } else { Status::Draft },
        published_at: now,
        expires_on: None,
        source_key: None,
        owner: Some(staff.actor()),
    };
    let mut tx = stories.db.begin().await.map_err(broken)?;
    let number = match queries::insert_story(&mut tx, &stories.ambient, &new).await {
        Err(error) if error.is_duplicate() => return Ok(None),
        number => number.map_err(broken)?,
    };
    let subject = number.to_string();
    log(stories, &mut tx, staff, "story.create", &subject, &text.headline).await?;
    if publishes {
        log(stories, &mut tx, staff, "story.publish", &subject, &text.headline).await?;
        announce_story(&mut tx, &text.section, &text.slug, now).await.map_err(broken)?;
    }
    tx.commit().await.map_err(broken)?;
    stories.caches.forget_story(&text.section, &text.slug);
    Ok(Some(number))
}

fn deed(form: &StoryForm) -> Done {
    if form.publishes() { Done::Published } else { Done::Saved }
}

pub(super) async fn show_story(
    State(stories): State<Stories>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    match open_story(&stories, &staff, &number).await? {
        Open::ToChange(story) => {
            let form = StoryForm::open(&stories, &story).await?;
            page::show(&stories, &staff, Some(story), form, Notice::None).await
        }
        Open::ToRead(story) => page::show_out_of_hands(&stories, &staff, story, None).await,
    }
}

pub(super) async fn save_story(
    State(stories): State<Stories>,
    visitor: Visitor,
    staff: Result<Staff, PageError>,
    Path(number): Path<String>,
    FormData(form): FormData<StoryForm>,
) -> Result<Response, PageError> {
    let staff = match staff {
        Ok(staff) => staff,
        Err(error) => {
            let number: StoryNumber = number.parse().map_err(|_| PageError::not_found())?;
            let action = format!("/desk/stories/{number}");
            return page::keep_typed(&stories, visitor.words(), error, (action, form)).await;
        }
    };
    let story = match open_story(&stories, &staff, &number).await? {
        Open::ToChange(story) => story,
        Open::ToRead(story) => {
            return page::show_out_of_hands(&stories, &staff, story, Some(form)).await;
        }
    };
    if form.publishes() {
        staff.require(EDITORS)?;
    }
    let text = match form.read(&stories, Some(story.number), staff.words()).await? {
        Ok(text) => text,
        Err(problem) => {
            return page::show(&stories, &staff, Some(story), form, Notice::Problem(problem)).await;
        }
    };
    match save(&stories, &staff, &story, &form, &text).await? {
        Saved::Yes => Ok(deed(&form).redirect(&format!("/desk/stories/{}", story.number))),
        Saved::Overtaken => page::show_overtaken(&stories, &staff, &story, form).await,
        Saved::Taken => {
            let notice = Notice::Problem(staff.words().desk_address_taken(&text.slug));
            page::show(&stories, &staff, Some(story), form, notice).await
        }
    }
}

/// What became of a save.
enum Saved {
    Yes,
    /// Somebody else saved this story meanwhile.
    Overtaken,
    /// Another story took the address meanwhile.
    Taken,
}

/// Saves the text, and publishes it where the form asks for that; an address
/// that changed leaves a redirect behind.
async fn save(
    stories: &Stories,
    staff: &Staff,
    story: &Headline,
    form: &StoryForm,
    text: &StoryText,
) -> Result<Saved, PageError> {
    let now = stories.ambient.now();
    let mut tx = stories.db.begin().await.map_err(broken)?;
    match queries::update_story(&mut tx, story.number, form.version, text, now).await {
        Ok(true) => {}
        Ok(false) => return Ok(Saved::Overtaken),
        Err(error) if error.is_duplicate() => return Ok(Saved::Taken),
        Err(error) => return Err(broken(error)),
    }
    let moved = (text.section.as_str(), text.slug.as_str()) != (&*story.section.slug, &*story.slug);
    if moved && story.status != Status::Draft {
        queries::insert_redirect(&mut tx, &story.path(), story.number).await.map_err(broken)?;
    }
    // Readers know nothing of a draft, so nothing of theirs is forgotten.
    let is_seen = story.status != Status::Draft || form.publishes();
    if is_seen {
        announce_story(&mut tx, &story.section.slug, &story.slug, now).await.map_err(broken)?;
        announce_story(&mut tx, &text.section, &text.slug, now).await.map_err(broken)?;
    }
    log(stories, &mut tx, staff, "story.save", &story.number.to_string(), &text.headline).await?;
    if form.publishes() && story.status != Status::Published {
        put_before_readers(stories, &mut tx, staff, story, form.version + 1, text).await?;
    }
    tx.commit().await.map_err(broken)?;
    if is_seen {
        stories.caches.forget_story(&story.section.slug, &story.slug);
        stories.caches.forget_story(&text.section, &text.slug);
    } else {
        stories.caches.forget_headline(&story.section.slug, &story.slug);
        stories.caches.forget_headline(&text.section, &text.slug);
    }
    Ok(Saved::Yes)
}

/// Publishes what this transaction has just saved as `version`.
async fn put_before_readers(
    stories: &Stories,
    tx: &mut Tx,
    staff: &Staff,
    story: &Headline,
    version: i64,
    text: &StoryText,
) -> Result<(), PageError> {
    let now = stories.ambient.now();
    let (status, at) = (Status::Published, date_of_publication(story, now));
    let marked = queries::mark_status(tx, story.number, version, status, at, now).await;
    if !marked.map_err(broken)? {
        return Err(PageError::internal(
            Words::desk_not_published,
            "a story changed within the transaction that saved it",
        ));
    }
    log(stories, tx, staff, "story.publish", &story.number.to_string(), &text.headline).await
}

/// The story as the paper will show it, as it is saved.
pub(super) async fn preview_story(
    State(stories): State<Stories>,
    staff: Staff,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let (Open::ToChange(story) | Open::ToRead(story)) =
        open_story(&stories, &staff, &number).await?;
    let body = body_of(&stories, &story).await?;
    let html = stories.render_preview(&story, &body, visitor.variant()).await?;
    Ok(([(header::CACHE_CONTROL, PRIVATE_NO_STORE)], Html(html)).into_response())
}
