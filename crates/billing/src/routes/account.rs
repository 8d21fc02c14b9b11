use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, StatusCode, header};
use terms::cancellation_takes_effect_at;
use web::{Frame, PageError, SignedIn, Visitor, page_response};
use words::Words;

use super::{Browser, checkout::lead_on};
use crate::{
    Billing, Subscription,
    cancellation::Asker,
    checkout::{Order, Payer},
    error::broken,
    queries::subscriptions,
};

#[derive(Template)]
#[template(path = "cancellation.html")]
struct CancellationPage {
    frame: Frame,
    plan: String,
    until: String,
    /// Whether it is cancelled already.
    stands: bool,
}

const ACCOUNT: &str = "/account";
const CANCELLATION: &str = "/account/subscription/cancellation";

async fn running(billing: &Billing, signed_in: &SignedIn) -> Result<Subscription, PageError> {
    let found = subscriptions::find_running(&billing.db, signed_in.reader).await.map_err(broken)?;
    found.ok_or_else(|| PageError::conflict(Words::cancel_nothing_runs))
}

pub(super) async fn show_cancellation(
    State(billing): State<Billing>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let signed_in = visitor.require_reader(CANCELLATION)?;
    let subscription = running(&billing, signed_in).await?;
    let (zone, now) = (billing.site.zone(), billing.ambient.now());
    let ends = cancellation_takes_effect_at(&subscription.agreement(zone), None, now);
    let say = visitor.words();
    let page = CancellationPage {
        frame: Frame::private(&billing.site, &visitor, say.cancel_title(), CANCELLATION),
        until: say.date(subscription.cancels_at.unwrap_or(ends), zone),
        stands: subscription.cancels_at.is_some(),
        plan: subscription.plan.name,
    };
    page_response(StatusCode::OK, &page)
}

pub(super) async fn cancel(
    State(billing): State<Billing>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let subscription = running(&billing, visitor.require_reader(ACCOUNT)?).await?;
    billing.request_cancellation(subscription.id, Asker::Reader).await?;
    Ok(Redirect::to(ACCOUNT).into_response())
}

pub(super) async fn withdraw(
    State(billing): State<Billing>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let subscription = running(&billing, visitor.require_reader(ACCOUNT)?).await?;
    billing.withdraw_cancellation(subscription.id, Asker::Reader).await?;
    Ok(Redirect::to(ACCOUNT).into_response())
}

/// Pays the period that is owed after declines: by hand, on the gateway's page.
pub(super) async fn pay(
    State(billing): State<Billing>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let signed_in = visitor.require_reader(ACCOUNT)?;
    let subscription = running(&billing, signed_in).await?;
    let browser = Browser::of(&billing, &headers);
    let payer = Payer {
        email: signed_in.email.to_string(),
        reader: Some(signed_in.reader),
        browser_hash: browser.hash,
        next: String::new(),
        language: Some(visitor.language),
    };
    let begun = billing.begin_checkout(&Order::Revive(subscription.id), &payer).await?;
    let mut response = lead_on(&billing, &begun);
    if let Some(cookie) = browser.fresh {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
