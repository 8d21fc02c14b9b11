//! Webhooks. They prove themselves by a signature over the raw bytes; what they
//! say is a hint to ask the gateway, never truth. Wrong ones are 400 and change
//! nothing; an event's id is taken once and for ever, and replays are 200.

use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    response::{IntoResponse, Response},
};
use gateways::{
    Refusal, WebhookEvent, is_noted, note_event, read_razorpay_event, read_stripe_event,
    verify_razorpay, verify_stripe,
};
use http::{HeaderMap, StatusCode};
use web::{PageError, Sentence};
use words::Words;

use crate::{Billing, BillingError, error::broken};

type Body = Result<Bytes, BytesRejection>;

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn whole(body: Body) -> Result<Bytes, PageError> {
    body.map_err(|_| PageError::bad_request(Words::error_not_whole))
}

/// Whether one of the secrets proves the body; several stand there while one is rotated.
fn proven(
    secrets: &[String],
    verify: impl Fn(&str) -> Result<(), Refusal>,
) -> Result<(), PageError> {
    if secrets.is_empty() {
        return Err(PageError::not_found());
    }
    let mut worst = Refusal::Malformed;
    for secret in secrets {
        match verify(secret) {
            Ok(()) => return Ok(()),
            Err(refusal) => worst = refusal,
        }
    }
    Err(refused(worst))
}

fn refused(refusal: Refusal) -> PageError {
    tracing::warn!(%refusal, "a webhook was refused");
    PageError::bad_request(Sentence::for_programs(format!("Refused: {refusal}.")))
}

/// From the sandbox, in Stripe's scheme.
pub(super) async fn take_sandbox(
    State(billing): State<Billing>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, PageError> {
    let body = whole(body)?;
    check_stripe(&billing, &billing.hook_secrets.sandbox, &headers, &body)?;
    let event = read_stripe_event(&body).map_err(refused)?;
    take(&billing, "sandbox", &event).await
}

/// From Stripe.
pub(super) async fn take_stripe(
    State(billing): State<Billing>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, PageError> {
    let body = whole(body)?;
    check_stripe(&billing, &billing.hook_secrets.stripe, &headers, &body)?;
    let event = read_stripe_event(&body).map_err(refused)?;
    take(&billing, "stripe", &event).await
}

/// From Razorpay.
pub(super) async fn take_razorpay(
    State(billing): State<Billing>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, PageError> {
    let body = whole(body)?;
    let signature = header(&headers, "x-razorpay-signature").unwrap_or("");
    proven(&billing.hook_secrets.razorpay, |secret| verify_razorpay(secret, signature, &body))?;
    let event =
        read_razorpay_event(&body, header(&headers, "x-razorpay-event-id")).map_err(refused)?;
    take(&billing, "razorpay", &event).await
}

fn check_stripe(
    billing: &Billing,
    secrets: &[String],
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), PageError> {
    let signature = header(headers, "stripe-signature").unwrap_or("");
    let (now, outside) = (billing.ambient.now(), billing.ambient.clock().outside());
    // After `renew --as-of` the paper's time is ahead of the one that providers sign with.
    proven(secrets, |secret| {
        verify_stripe(secret, signature, body, now)
            .or_else(|_| verify_stripe(secret, signature, body, outside))
    })
}

/// Acts on the hint first and notes the event after, so that a failure in
/// between is sent again and not forgotten; acting twice changes nothing.
async fn take(
    billing: &Billing,
    gateway: &str,
    event: &WebhookEvent,
) -> Result<Response, PageError> {
    if is_noted(&billing.db, gateway, event).await.map_err(broken)? {
        return Ok(StatusCode::OK.into_response());
    }
    // Only the gateway that takes the payments can be asked about them.
    if gateway == billing.gateway.name()
        && let Some(attempt) = event.attempt
    {
        match billing.ask_and_settle(attempt).await {
            Ok(verdict) => tracing::debug!(%attempt, ?verdict, kind = event.kind, "webhook"),
            Err(error @ BillingError::Gateway(_)) => {
                tracing::warn!(%attempt, %error, "a webhook could not be verified by asking");
                return Err(PageError::unavailable(Sentence::for_programs(
                    "The payment could not be looked up. Please send this again.",
                )));
            }
            Err(error) => return Err(error.into()),
        }
    }
    note_event(&billing.db, gateway, event, billing.ambient.now()).await.map_err(broken)?;
    Ok(StatusCode::OK.into_response())
}
