use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use counters::Who;
use http::header;
use serde::Serialize;
use utoipa::ToSchema;
use web::{PRIVATE_NO_STORE, PageError, Visitor, time_attribute};
use words::Words;

use crate::Paper;

/// Who asks, and what they may read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    /// The account, or null without a log-in.
    reader: Option<MeReader>,
    /// What the subscription includes.
    benefits: Vec<String>,
    /// The institution whose agreement covers whoever asks, or null.
    institution: Option<MeInstitution>,
    /// The running subscription, or the one that ended last, or null.
    subscription: Option<MeSubscription>,
    /// The meter, as it stands for whoever asks.
    meter: MeMeter,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeReader {
    /// Its id.
    id: String,
    /// Its address.
    email: String,
    /// Its name, or the address where it has none.
    name: String,
}

/// An institution.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeInstitution {
    /// Its short name.
    slug: String,
    /// What it is called.
    name: String,
    /// What its agreement includes.
    benefits: Vec<String>,
}

/// A subscription.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeSubscription {
    /// Where it stands: `trialing`, `active`, `past_due`, `on_hold`, `paused`, `cancelled`, `expired`.
    status: String,
    /// The plan's slug.
    plan: String,
    /// The end of what is paid, RFC 3339.
    current_period_end: String,
    /// Whether a cancellation stands.
    cancel_at_period_end: bool,
}

/// The meter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeMeter {
    /// Metered stories opened this month.
    used: u32,
    /// How many are free.
    limit: u32,
    /// When counting starts anew, RFC 3339.
    resets_at: String,
}

/// Tells who asks, what they may read, and how the meter stands.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "accounts",
    responses((status = 200, description = "Whoever asks", body = Me)),
    security((), ("session" = []), ("bearer" = []))
)]
pub(crate) async fn show_me(
    State(paper): State<Paper>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let zone = paper.site.zone();
    let device = visitor.device_proven.then_some(visitor.device);
    let signed_in = visitor.signed_in.as_ref();
    let who = match signed_in {
        Some(signed_in) => Who::Reader { reader: signed_in.reader, device },
        None => Who::Device(visitor.device),
    };
    let (used, limit, resets_at) = paper.paywall.used(who).await;
    let subscription = match signed_in {
        Some(signed_in) => {
            let found = paper.billing.current_subscription(signed_in.reader).await;
            found.map_err(|error| PageError::unavailable_because(Words::error_not_now, error))?
        }
        None => None,
    };
    let me = Me {
        reader: signed_in.map(|signed_in| MeReader {
            id: signed_in.reader.to_string(),
            email: signed_in.email.to_string(),
            name: signed_in.name.to_string(),
        }),
        benefits: visitor.benefits().iter().map(ToString::to_string).collect(),
        institution: visitor.institution.as_ref().map(|institution| MeInstitution {
            slug: institution.slug.to_string(),
            name: institution.name.to_string(),
            benefits: institution.benefits.iter().map(ToString::to_string).collect(),
        }),
        subscription: subscription.map(|current| MeSubscription {
            status: current.status.to_string(),
            plan: current.plan_slug,
            current_period_end: time_attribute(current.current_period_end, zone),
            cancel_at_period_end: current.cancel_at_period_end,
        }),
        meter: MeMeter { used, limit, resets_at: time_attribute(resets_at, zone) },
    };
    let mut response = Json(me).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, PRIVATE_NO_STORE);
    Ok(response)
}
