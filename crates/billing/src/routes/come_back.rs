use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use vocab::ReaderId;
use web::{
    CookieKind, Frame, PageError, QueryData, SafePath, Visitor, clear_cookie, page_response,
};

use super::{Browser, checkout::refreshing, subscribe::encoded_next, without_own_host};
use crate::{
    Billing, Subscription,
    error::broken,
    model::{AttemptOutcome, Checkout},
    queries::{attempts, checkouts, subscriptions},
};

#[derive(Template)]
#[template(path = "outcome.html")]
struct OutcomePage {
    frame: Frame,
    outcome: Outcome,
}

/// What the page says.
enum Outcome {
    /// Being confirmed; this address looks again.
    Pending { again: String },
    /// Not finished; it may be paid here.
    Open { pay_url: String },
    /// Refused by the bank, or else given up; try again here, or look at the plans.
    Declined { by_bank: bool, retry: String, plans: String },
    /// The money goes back.
    Refunded,
    /// A person has to look.
    Mismatch,
    /// Paid; the way in is in a mail to this address, where the browser may know it.
    LookAtMail { email: Option<String> },
}

#[derive(Deserialize)]
pub(super) struct ReturnQuery {
    #[serde(default)]
    checkout: String,
}

/// A checkout with what it is about, seen from this browser.
struct Return {
    checkout: Checkout,
    subscription: Subscription,
    outcome: AttemptOutcome,
    /// Whether this browser began it, or is logged in as its reader.
    own: bool,
}

/// The browser comes back from the gateway, or only says so: what counts is
/// what the gateway says when it is asked.
pub(super) async fn show_outcome(
    State(billing): State<Billing>,
    visitor: Visitor,
    headers: HeaderMap,
    QueryData(query): QueryData<ReturnQuery>,
) -> Result<Response, PageError> {
    let found = checkouts::find(&billing.db, &query.checkout).await.map_err(broken)?;
    let checkout = found.ok_or_else(PageError::not_found)?;
    if let Err(error) = billing.ask_and_settle(checkout.attempt).await {
        // The page below says that it is being confirmed, and looks again.
        tracing::warn!(attempt = %checkout.attempt, %error, "the gateway could not be asked on return");
    }
    let back = read_return(&billing, &visitor, &headers, &query.checkout).await?;
    let outcome = match back.outcome {
        AttemptOutcome::Captured => return welcome(&billing, &visitor, &headers, back).await,
        _ if !back.own => return Err(PageError::not_found()),
        AttemptOutcome::Pending => Outcome::Pending { again: own_address(&back.checkout) },
        AttemptOutcome::Open if back.checkout.pay_url.is_empty() => {
            Outcome::Pending { again: own_address(&back.checkout) }
        }
        AttemptOutcome::Open => {
            let url = &back.checkout.pay_url;
            Outcome::Open { pay_url: without_own_host(&billing, url).to_owned() }
        }
        AttemptOutcome::Declined | AttemptOutcome::Abandoned => Outcome::Declined {
            by_bank: back.outcome == AttemptOutcome::Declined,
            retry: retry(&back, &visitor),
            plans: plans_address(&back.checkout),
        },
        AttemptOutcome::Refunding | AttemptOutcome::Refunded => Outcome::Refunded,
        AttemptOutcome::Mismatch => Outcome::Mismatch,
    };
    show(&billing, &visitor, &own_address(&back.checkout), outcome)
}

fn show(
    billing: &Billing,
    visitor: &Visitor,
    path: &str,
    outcome: Outcome,
) -> Result<Response, PageError> {
    let pending = matches!(outcome, Outcome::Pending { .. });
    let frame = Frame::private(&billing.site, visitor, visitor.words().outcome_title(), path);
    let response = page_response(StatusCode::OK, &OutcomePage { frame, outcome })?;
    Ok(if pending { refreshing(response) } else { response })
}

async fn read_return(
    billing: &Billing,
    visitor: &Visitor,
    headers: &HeaderMap,
    id: &str,
) -> Result<Return, PageError> {
    let checkout = checkouts::find(&billing.db, id).await.map_err(broken)?;
    let checkout = checkout.ok_or_else(PageError::not_found)?;
    let attempt = attempts::find(&billing.db, checkout.attempt).await.map_err(broken)?;
    let subscription =
        subscriptions::find(&billing.db, checkout.subscription).await.map_err(broken)?;
    let (Some(attempt), Some(subscription)) = (attempt, subscription) else {
        return Err(PageError::not_found());
    };
    let own = checkout.began_in(Browser::known(billing, headers).as_ref())
        || checkout.reader.is_some() && checkout.reader == reader_of(visitor);
    Ok(Return { checkout, subscription, outcome: attempt.outcome, own })
}

fn reader_of(visitor: &Visitor) -> Option<ReaderId> {
    visitor.signed_in.as_ref().map(|signed_in| signed_in.reader)
}

/// Paid. Who is logged in as its reader goes on; a new account is logged in, in
/// the browser that began it and once; everybody else finds the way in a mail.
async fn welcome(
    billing: &Billing,
    visitor: &Visitor,
    headers: &HeaderMap,
    back: Return,
) -> Result<Response, PageError> {
    let Return { checkout, subscription, own, .. } = back;
    // A webhook may have settled it a moment ago, perhaps on another node: what
    // this one remembers is from before.
    subscription.reader.iter().for_each(|reader| billing.benefits.forget(*reader));
    let next = checkout.destination();
    if subscription.reader.is_some() && subscription.reader == reader_of(visitor) {
        return Ok(Redirect::to(next.as_str()).into_response());
    }
    if own && checkout.made_account && !visitor.prefetch {
        let now = billing.ambient.now();
        let first = checkouts::use_log_in(&billing.db, &checkout.id, now).await.map_err(broken)?;
        if first {
            return log_in(billing, visitor, headers, &subscription, &next).await;
        }
    }
    let path = own_address(&checkout);
    show(billing, visitor, &path, Outcome::LookAtMail { email: own.then_some(checkout.email) })
}

async fn log_in(
    billing: &Billing,
    visitor: &Visitor,
    headers: &HeaderMap,
    subscription: &Subscription,
    next: &SafePath,
) -> Result<Response, PageError> {
    let id = subscription.reader.ok_or_else(PageError::not_found)?;
    let reader = readers::find_reader(&billing.db, id).await.map_err(broken)?;
    let reader = reader.ok_or_else(PageError::not_found)?;
    let mut response = billing.readers.begin_session(visitor, &reader, headers, next).await?;
    let cookie = clear_cookie(&billing.site, CookieKind::Checkout);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

fn own_address(checkout: &Checkout) -> String {
    format!("/checkout/return?checkout={}", checkout.id)
}

fn plans_address(checkout: &Checkout) -> String {
    format!("/subscribe?next={}", encoded_next(&checkout.next))
}

/// The form as it was sent, but for the consent, which is given anew.
fn retry(back: &Return, visitor: &Visitor) -> String {
    if back.subscription.status.is_running() {
        return "/account".to_owned();
    }
    let (plan, state) = (&back.subscription.plan.slug, back.subscription.state);
    let next = encoded_next(&back.checkout.next);
    let again = if visitor.is_signed_in() { "" } else { &back.checkout.id };
    format!("/checkout?plan={plan}&state={state}&next={next}&again={again}")
}
