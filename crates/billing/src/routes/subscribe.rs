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
    /// The plan that the visitor has, if any: then there is nothing to choose.
    has: Option<String>,
    /// What has just happened, if anything.
    notice: Option<String>,
}

impl PlansPage {
    /// Where a plan is bought; empty for whoever has one.
    fn checkout(&self, slug: &str) -> String {
        match &*self.next {
            _ if self.has.is_some() => String::new(),
            "" => format!("/checkout?plan={slug}"),
            next => format!("/checkout?plan={slug}&next={next}"),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct PlansQuery {
    #[serde(default)]
    next: String,
    /// How a payment ended that leads back here.
    #[serde(default)]
    ended: String,
}

/// `next` as a query's value, empty where there is none.
pub(super) fn encoded_next(next: &str) -> String {
    if next.is_empty() { String::new() } else { SafePath::parse(next).encoded() }
}

pub(super) async fn show_plans(
    State(billing): State<Billing>,
    visitor: Visitor,
    QueryData(query): QueryData<PlansQuery>,
) -> Result<Response, PageError> {
    let given_up = query.ended == "given-up";
    let notice = given_up.then(|| visitor.words().plans_given_up());
    let page = plans_page(&billing, &visitor, &query.next, notice).await?;
    page_response(StatusCode::OK, &page)
}

/// An order for a plan that is not on sale: here is what is.
pub(super) async fn refuse_plan(
    billing: &Billing,
    visitor: &Visitor,
    next: &str,
) -> Result<Response, PageError> {
    let notice = Some(visitor.words().plans_not_on_sale());
    let page = plans_page(billing, visitor, next, notice).await?;
    page_response(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn plans_page(
    billing: &Billing,
    visitor: &Visitor,
    next: &str,
    notice: Option<String>,
) -> Result<PlansPage, PageError> {
    let has = match &visitor.signed_in {
        Some(signed_in) => {
            subscriptions::find_running(&billing.db, signed_in.reader).await.map_err(broken)?
        }
        None => None,
    };
    let say = visitor.words();
    let title = say.subscribe_to(billing.site.name());
    Ok(PlansPage {
        frame: Frame::new(&billing.site, visitor.variant(), title, "/subscribe")
            .described(say.subscribe_description()),
        offers: billing.offers(),
        next: encoded_next(next),
        has: has.map(|running| running.plan.name),
        notice,
    })
}
