//! The story's page: a form in whatever state the story and its editor are.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use web::{DeskFrame, PageError, Staff, page_response};
use words::Words;

use super::{EDITORS, form::StoryForm};
use crate::{Headline, Section, Status, Stories, queries, routes::broken};

/// What stands above the form, and why.
pub(super) enum Notice {
    /// Nothing out of the ordinary.
    None,
    /// A field will not do.
    Problem(String),
    /// Somebody else has saved the story meanwhile: this.
    Overtaken(Box<StoryForm>),
    /// Nobody is logged in any more.
    LogInEnded,
}

impl Notice {
    const fn status(&self) -> StatusCode {
        match self {
            Self::None => StatusCode::OK,
            Self::Problem(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Overtaken(_) => StatusCode::CONFLICT,
            Self::LogInEnded => StatusCode::FORBIDDEN,
        }
    }

    fn sentence(&self, say: Words) -> Option<String> {
        match self {
            Self::Problem(problem) => Some(problem.clone()),
            Self::Overtaken(_) => Some(say.desk_story_overtaken()),
            // The words of the last are shared with other pages.
            Self::None | Self::LogInEnded => None,
        }
    }

    const fn is_log_in_ended(&self) -> bool {
        matches!(self, Self::LogInEnded)
    }

    fn saved(&self) -> Option<&StoryForm> {
        if let Self::Overtaken(saved) = self { Some(saved) } else { None }
    }
}

#[derive(Template)]
#[template(path = "desk/story.html")]
struct StoryPage {
    frame: DeskFrame,
    action: String,
    story: Option<Headline>,
    sections: Vec<Section>,
    form: StoryForm,
    notice: Notice,
    may_publish: bool,
}

impl StoryPage {
    /// The form's buttons: value and label. The first is what Enter presses.
    fn buttons(&self) -> Vec<(&'static str, String)> {
        let say = self.frame.say;
        let publish = match self.story.as_ref().map(|story| story.status) {
            Some(Status::Published) => None,
            Some(Status::Withdrawn) => Some(("publish", say.desk_story_save_and_publish_again())),
            Some(Status::Draft) | None => Some(("publish", say.desk_story_save_and_publish())),
        };
        let publish = publish.filter(|_| self.may_publish);
        [Some(("save", say.desk_save())), publish].into_iter().flatten().collect()
    }
}

#[derive(Template)]
#[template(path = "desk/story_out_of_hands.html")]
struct OutOfHandsPage {
    frame: DeskFrame,
    story: Headline,
    form: StoryForm,
    typed: bool,
}

/// The form for `staff`.
pub(super) async fn show(
    stories: &Stories,
    staff: &Staff,
    story: Option<Headline>,
    form: StoryForm,
    notice: Notice,
) -> Result<Response, PageError> {
    let (title, action) = match &story {
        Some(story) => (story.headline.clone(), format!("/desk/stories/{}", story.number)),
        None => (staff.words().desk_new_story(), "/desk/stories/new".to_owned()),
    };
    let frame = DeskFrame::new(&stories.site, staff, title);
    let sections = queries::list_sections(&stories.db).await.map_err(broken)?;
    let may_publish = staff.0.roles.may(EDITORS);
    let status = notice.status();
    page_response(status, &StoryPage { frame, action, story, sections, form, notice, may_publish })
}

/// What somebody typed whose log-in has ended, so that it can be saved after
/// all. Of the story itself it shows nothing: nobody may see it.
pub(super) async fn keep_typed(
    stories: &Stories,
    say: Words,
    error: PageError,
    (action, form): (String, StoryForm),
) -> Result<Response, PageError> {
    if error.status != StatusCode::SEE_OTHER {
        return Err(error);
    }
    let page = StoryPage {
        frame: DeskFrame::of_nobody(&stories.site, say, say.desk_log_in_ended()),
        action,
        story: None,
        sections: queries::list_sections(&stories.db).await.map_err(broken)?,
        form,
        notice: Notice::LogInEnded,
        may_publish: false,
    };
    page_response(page.notice.status(), &page)
}

/// The form with what was typed, and below it what somebody else saved.
pub(super) async fn show_overtaken(
    stories: &Stories,
    staff: &Staff,
    story: &Headline,
    form: StoryForm,
) -> Result<Response, PageError> {
    let now = queries::find_by_number(&stories.db, story.number).await.map_err(broken)?;
    let now = now.ok_or_else(PageError::not_found)?;
    let saved = StoryForm::open(stories, &now).await?;
    let form = StoryForm { version: now.version, ..form };
    show(stories, staff, Some(now), form, Notice::Overtaken(Box::new(saved))).await
}

/// An author's own story that is the editors' by now: to read, or with what was
/// typed too late, to copy.
pub(super) async fn show_out_of_hands(
    stories: &Stories,
    staff: &Staff,
    story: Headline,
    typed: Option<StoryForm>,
) -> Result<Response, PageError> {
    let status = if typed.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let frame = DeskFrame::new(&stories.site, staff, story.headline.clone());
    let page = OutOfHandsPage {
        frame,
        typed: typed.is_some(),
        form: match typed {
            Some(typed) => typed,
            None => StoryForm::open(stories, &story).await?,
        },
        story,
    };
    page_response(status, &page)
}
