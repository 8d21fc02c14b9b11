//! The form of one meter, and what newcomers meet.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use http::StatusCode;
use meter::{Meter, STORIES};
use serde::Deserialize;
use web::{DeskFrame, FormData, PageError, QueryData, Staff, page_response};

use super::{MAY_CHANGE, PATH, broken, draft_as_seen, refused, say, seen};
use crate::{
    Paywall,
    policies::{Draft, DraftError},
};

#[derive(Template)]
#[template(path = "desk/meter_counts.html")]
struct MeterPage {
    frame: DeskFrame,
    form: MeterForm,
    seen: String,
    problem: Option<String>,
}

impl MeterPage {
    /// Value and label of each window, but for the number of days of a rolling one.
    fn windows(&self) -> Vec<(String, String)> {
        let kinds = ["calendar-month", "week", "day", "30-days", "14-days", "7-days"];
        let mut values: Vec<_> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        if !values.contains(&self.form.window)
            && self.form.window.parse::<meter::WindowKind>().is_ok()
        {
            values.push(self.form.window.clone());
        }
        let label = |value: String| {
            let kind = value.parse().unwrap_or_default();
            (value, say::window(self.frame.say, kind))
        };
        values.into_iter().map(label).collect()
    }

    fn is_first(&self) -> bool {
        self.form.was == STORIES
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MeterForm {
    /// The name under which it stands in the draft; empty for a new one.
    was: String,
    seen: String,
    name: String,
    window: String,
    free_limit: String,
    registered_limit: String,
    grace: String,
}

impl MeterForm {
    fn of(meter: &Meter) -> Self {
        Self {
            was: meter.name.clone(),
            seen: String::new(),
            name: meter.name.clone(),
            window: meter.window.to_string(),
            free_limit: meter.free_limit.to_string(),
            registered_limit: meter.registered_limit.to_string(),
            grace: meter.grace.to_string(),
        }
    }

    fn new_meter() -> Self {
        Self {
            window: "calendar-month".into(),
            free_limit: "3".into(),
            registered_limit: "5".into(),
            grace: "0".into(),
            ..Self::default()
        }
    }

    /// The meter that the form describes, or the field that cannot be read.
    fn read(&self) -> Result<Meter, (&'static str, &str)> {
        fn number<'a>(field: &'static str, text: &'a str) -> Result<u32, (&'static str, &'a str)> {
            text.trim().parse().map_err(|_| (field, text))
        }
        Ok(Meter {
            name: self.name.trim().to_owned(),
            window: self.window.parse().map_err(|_| ("window", &*self.window))?,
            free_limit: number("free_limit", &self.free_limit)?,
            registered_limit: number("registered_limit", &self.registered_limit)?,
            grace: number("grace", &self.grace)?,
        })
    }
}

#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    name: String,
}

pub(super) async fn show_form(
    State(paywall): State<Paywall>,
    staff: Staff,
    QueryData(Named { name }): QueryData<Named>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let draft = paywall.draft().await.map_err(broken)?;
    let form = if name.is_empty() {
        MeterForm::new_meter()
    } else {
        MeterForm::of(draft.policy.meter(&name).ok_or_else(PageError::not_found)?)
    };
    render(&paywall, &staff, &draft, form, None)
}

fn render(
    paywall: &Paywall,
    staff: &Staff,
    draft: &Draft,
    form: MeterForm,
    problem: Option<(StatusCode, String)>,
) -> Result<Response, PageError> {
    let say = staff.words();
    let title =
        if form.was.is_empty() { say.desk_meter_new_meter() } else { say.desk_meter_edit_meter() };
    let (status, problem) = match problem {
        Some((status, problem)) => (status, Some(problem)),
        None => (StatusCode::OK, None),
    };
    let frame = DeskFrame::new(&paywall.site, staff, title);
    page_response(status, &MeterPage { frame, form, seen: seen(draft), problem })
}

/// Adds a meter to the draft or changes one; rules follow its new name.
pub(super) async fn save(
    State(paywall): State<Paywall>,
    staff: Staff,
    FormData(mut form): FormData<MeterForm>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let say = staff.words();
    let draft = paywall.draft().await.map_err(broken)?;
    if seen(&draft) != form.seen {
        let problem = (StatusCode::CONFLICT, say.desk_meter_stale());
        return render(&paywall, &staff, &draft, form, Some(problem));
    }
    if form.was == STORIES {
        // Its name is what rules and counters know it by.
        STORIES.clone_into(&mut form.name);
    }
    let wrong = |problem: String| Some((StatusCode::UNPROCESSABLE_ENTITY, problem));
    let meter = match form.read() {
        Ok(meter) => meter,
        Err((field, text)) => {
            let problem = say.desk_meter_not_read(say::field(say, field), text);
            return render(&paywall, &staff, &draft, form, wrong(problem));
        }
    };
    let mut policy = draft.policy.clone();
    let there = policy.meters.iter().position(|other| other.name == form.was);
    match there.and_then(|place| policy.meters.get_mut(place)) {
        Some(there) => {
            for rule in &mut policy.rules {
                if rule.outcome == meter::Outcome::Counted(form.was.clone()) {
                    rule.outcome = meter::Outcome::Counted(meter.name.clone());
                }
            }
            *there = meter;
        }
        None if form.was.is_empty() => policy.meters.push(meter),
        None => return Err(PageError::not_found()),
    }
    match paywall.keep_draft(&draft, policy).await {
        Ok(()) => Ok(Redirect::to(PATH).into_response()),
        Err(DraftError::Problem(problem)) => {
            let problem = say::problem(say, &problem);
            render(&paywall, &staff, &draft, form, wrong(problem))
        }
        Err(error) => Err(refused(error)),
    }
}

#[derive(Deserialize)]
pub(super) struct Removal {
    name: String,
    seen: String,
}

pub(super) async fn remove(
    State(paywall): State<Paywall>,
    staff: Staff,
    FormData(asked): FormData<Removal>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let draft = draft_as_seen(&paywall, &asked.seen).await?;
    let mut policy = draft.policy.clone();
    let place = policy.meters.iter().position(|meter| meter.name == asked.name);
    policy.meters.remove(place.ok_or_else(PageError::not_found)?);
    paywall.keep_draft(&draft, policy).await.map_err(refused)?;
    Ok(Redirect::to(PATH).into_response())
}

#[derive(Deserialize)]
pub(super) struct NewcomersForm {
    newcomers: String,
    seen: String,
}

pub(super) async fn save_newcomers(
    State(paywall): State<Paywall>,
    staff: Staff,
    FormData(asked): FormData<NewcomersForm>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let draft = draft_as_seen(&paywall, &asked.seen).await?;
    let mut policy = draft.policy.clone();
    policy.newcomers = asked.newcomers.parse().map_err(|_| PageError::not_found())?;
    paywall.keep_draft(&draft, policy).await.map_err(refused)?;
    Ok(Redirect::to(PATH).into_response())
}
