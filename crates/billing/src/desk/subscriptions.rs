use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use terms::Status;
use vocab::{Money, ReaderId, SubscriptionId};
use web::{DeskFrame, PageError, QueryData, Staff, page_response};
use words::Words;

use super::{MAY_CHANGE, MAY_GIVE_BACK, MAY_SEE};
use crate::{
    Billing, Subscription,
    cancellation::Asker,
    error::broken,
    model::{Attempt, AttemptOutcome, Invoice},
    queries::{attempts, invoices, subscriptions},
};

const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "desk/subscriptions.html")]
struct SubscriptionsPage {
    frame: DeskFrame,
    subscriptions: Vec<Subscription>,
    status: Option<Status>,
    reader: String,
    older: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/subscription.html")]
struct SubscriptionPage {
    frame: DeskFrame,
    subscription: Subscription,
    invoices: Vec<Invoice>,
    attempts: Vec<Attempt>,
    may_change: bool,
    may_give_back: bool,
    now: Timestamp,
}

impl SubscriptionPage {
    fn date(&self, at: &Timestamp) -> String {
        self.frame.say.date(at, self.frame.site.zone())
    }

    fn moment(&self, at: &Timestamp) -> String {
        self.frame.say.moment(at, self.frame.site.zone())
    }

    /// What it costs, for how long.
    fn plan(&self) -> String {
        let (say, plan) = (self.frame.say, &self.subscription.plan);
        let term = say.term(plan.term.count, plan.term.unit);
        say.desk_subscription_plan(&plan.name, say.money(plan.price), term, plan.version)
    }

    /// An amount of one of its invoices.
    fn amount(&self, minor: &i64, invoice: &Invoice) -> String {
        self.frame.say.money_exact(Money::new(*minor, invoice.total.currency))
    }

    /// Whether money came that is not the amount that was asked for.
    fn has_mismatch(&self) -> bool {
        self.attempts.iter().any(|attempt| attempt.outcome == AttemptOutcome::Mismatch)
    }

    fn may_cancel(&self) -> bool {
        self.may_change
            && self.subscription.status.is_running()
            && self.subscription.cancels_at.is_none()
    }

    fn may_withdraw(&self) -> bool {
        let stands = self.subscription.cancels_at.is_some_and(|at| self.now < at);
        self.may_change && self.subscription.status.is_running() && stands
    }
}

#[derive(Deserialize)]
pub(super) struct ListQuery {
    #[serde(default)]
    status: String,
    #[serde(default)]
    reader: String,
    before: Option<String>,
}

pub(super) async fn list(
    State(billing): State<Billing>,
    staff: Staff,
    QueryData(query): QueryData<ListQuery>,
) -> Result<Response, PageError> {
    staff.require(MAY_SEE)?;
    let status = match &*query.status {
        "" => None,
        text => Some(text.parse().map_err(|_: terms::UnknownStatus| {
            let status = text.to_owned();
            PageError::unprocessable(move |say: Words| say.desk_status_wrong(&status))
        })?),
    };
    let reader: Option<ReaderId> = match &*query.reader {
        "" => None,
        text => Some(text.parse().map_err(|_| PageError::not_found())?),
    };
    let (at, id) = read_cursor(query.before.as_deref());
    let found =
        subscriptions::list(&billing.db, (at, &id), status, reader, PAGE).await.map_err(broken)?;
    let full = found.len() == PAGE as usize;
    let older = found.last().filter(|_| full);
    let older = older.map(|last| format!("{}~{}", last.created_at.as_microsecond(), last.id));
    let frame = DeskFrame::new(&billing.site, &staff, staff.words().desk_subscriptions());
    let page =
        SubscriptionsPage { frame, subscriptions: found, status, reader: query.reader, older };
    page_response(StatusCode::OK, &page)
}

fn read_cursor(text: Option<&str>) -> (Timestamp, String) {
    text.and_then(|text| text.split_once('~'))
        .and_then(|(micros, id)| {
            Some((Timestamp::from_microsecond(micros.parse().ok()?).ok()?, id))
        })
        .map_or((Timestamp::MAX, String::new()), |(at, id)| (at, id.to_owned()))
}

fn read_id(text: &str) -> Result<SubscriptionId, PageError> {
    text.parse().map_err(|_| PageError::not_found())
}

pub(super) async fn show(
    State(billing): State<Billing>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    staff.require(MAY_SEE)?;
    let id = read_id(&id)?;
    let found = subscriptions::find(&billing.db, id).await.map_err(broken)?;
    let subscription = found.ok_or_else(PageError::not_found)?;
    let say = staff.words();
    let title = match &subscription.email {
        Some(email) => say.desk_subscription_of(email, &subscription.plan.name),
        None => say.desk_subscription_of_nobody(&subscription.plan.name),
    };
    let page = SubscriptionPage {
        frame: DeskFrame::new(&billing.site, &staff, title),
        subscription,
        invoices: invoices::list_of_subscription(&billing.db, id).await.map_err(broken)?,
        attempts: attempts::list_of_subscription(&billing.db, id).await.map_err(broken)?,
        may_change: staff.0.roles.may(MAY_CHANGE),
        may_give_back: staff.0.roles.may(MAY_GIVE_BACK),
        now: billing.ambient.now(),
    };
    page_response(StatusCode::OK, &page)
}

pub(super) async fn cancel(
    State(billing): State<Billing>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let id = read_id(&id)?;
    billing.request_cancellation(id, Asker::Staff(&staff.actor())).await?;
    Ok(back(id))
}

pub(super) async fn withdraw(
    State(billing): State<Billing>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let id = read_id(&id)?;
    billing.withdraw_cancellation(id, Asker::Staff(&staff.actor())).await?;
    Ok(back(id))
}

pub(super) async fn give_back(
    State(billing): State<Billing>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    staff.require(MAY_GIVE_BACK)?;
    let id = read_id(&id)?;
    billing.give_mismatch_back(id, &staff.actor()).await?;
    Ok(back(id))
}

fn back(id: SubscriptionId) -> Response {
    Redirect::to(&format!("/desk/subscriptions/{id}")).into_response()
}
