use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use gateways::{HostedPayment, PayOutcome, PayStep, Progress, Sandbox, UnknownOutcome};
use http::StatusCode;
use serde::Deserialize;
use web::{FormData, Frame, PageError, Visitor, page_response};
use words::Words;

use super::without_own_host;
use crate::{Billing, error::broken};

#[derive(Template)]
#[template(path = "sandbox_pay.html")]
struct PayPage {
    frame: Frame,
    payment: HostedPayment,
    return_path: String,
    stage: Stage,
    renewals_fail: bool,
}

/// What the page shows.
enum Stage {
    /// The choice of outcomes.
    Choose,
    /// The bank's further question.
    Challenge,
    /// Paid, and the browser stays here.
    Paid,
    /// Over, in whatever way.
    Over,
}

#[derive(Deserialize)]
pub(super) struct PayForm {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    renewals_fail: String,
}

async fn find(billing: &Billing, id: &str) -> Result<(Sandbox, HostedPayment), PageError> {
    let sandbox = billing.sandbox.clone().ok_or_else(PageError::not_found)?;
    let payment = sandbox.find_payment(id).await.map_err(broken)?;
    Ok((sandbox, payment.ok_or_else(PageError::not_found)?))
}

fn page(
    billing: &Billing,
    visitor: &Visitor,
    payment: HostedPayment,
    (stage, renewals_fail): (Stage, bool),
) -> Result<Response, PageError> {
    let path = format!("/sandbox/pay/{}", payment.id);
    let title = visitor.words().sandbox_title();
    let frame = Frame::private(&billing.site, visitor, title, &path);
    let return_path = without_own_host(billing, &payment.return_url).to_owned();
    page_response(StatusCode::OK, &PayPage { frame, payment, return_path, stage, renewals_fail })
}

pub(super) async fn show(
    State(billing): State<Billing>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (_, payment) = find(&billing, &id).await?;
    let stage = match payment.progress {
        Progress::Open if payment.challenged => Stage::Challenge,
        Progress::Open => Stage::Choose,
        _ => Stage::Over,
    };
    page(&billing, &visitor, payment, (stage, false))
}

pub(super) async fn choose(
    State(billing): State<Billing>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormData(form): FormData<PayForm>,
) -> Result<Response, PageError> {
    let (sandbox, payment) = find(&billing, &id).await?;
    let outcome: PayOutcome = form.outcome.parse().map_err(|UnknownOutcome(outcome)| {
        PageError::unprocessable(move |say: Words| say.sandbox_outcome_wrong(&outcome))
    })?;
    let renewals_fail = !form.renewals_fail.is_empty();
    let step = sandbox.choose(&id, outcome, renewals_fail).await.map_err(broken)?;
    match step.ok_or_else(PageError::not_found)? {
        PayStep::Redirect(to) => Ok(Redirect::to(without_own_host(&billing, &to)).into_response()),
        PayStep::Challenge => page(&billing, &visitor, payment, (Stage::Challenge, renewals_fail)),
        PayStep::StayPaid => page(&billing, &visitor, payment, (Stage::Paid, false)),
        // A second click: the first has decided, and the return page says how.
        PayStep::Over(Progress::Captured | Progress::Pending | Progress::Declined) => {
            Ok(Redirect::to(without_own_host(&billing, &payment.return_url)).into_response())
        }
        PayStep::Over(_) => page(&billing, &visitor, payment, (Stage::Over, false)),
    }
}
