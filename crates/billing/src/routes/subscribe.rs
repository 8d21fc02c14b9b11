use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Deserialize;
use vocab::Offers;
use web::{Frame, PageError, QueryData, SafePath, Visitor, page_response};

use crate::{Billing, error::broken, queries::subscriptions};

#[derive(Template)]
#[template(path = "subscribe.html")]
struct PlansPage {
    frame: Frame,
    offers: Arc<Offers>,
    /// Where to go after paying; empty for the account.
    next: String,
    /// The plan that the visitor has, if any.
    has: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    pub(super) next: String,
}

/// `next` as a query's value, empty where there is none.
pub(super) fn encoded_next(next: &str) -> String {
    if next.is_empty() { String::new() } else { SafePath::parse(next).encoded() }
}

pub(super) async fn show_plans(
    State(billing): State<Billing>,
    visitor: Visitor,
    QueryData(query): QueryData<Next>,
) -> Result<Response, PageError> {
    let has = match &visitor.signed_in {
        Some(signed_in) => {
            subscriptions::find_running(&billing.db, signed_in.reader).await.map_err(broken)?
        }
        None => None,
    };
    let page = PlansPage {
        frame: Frame::new(&billing.site, visitor.is_signed_in(), "Subscribe", "/subscribe")
            .described("Plans and prices. Renews automatically, cancel anytime."),
        offers: billing.offers(),
        next: encoded_next(&query.next),
        has: has.map(|running| running.plan.name),
    };
    page_response(StatusCode::OK, &page)
}
