use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde::Deserialize;
use web::{FormData, Frame, PageError, QueryData, SafePath, Visitor, page_response};
use words::Words;

use super::{Cover, Ground, Known, pages::InstitutionPage, redemption::Redemption};
use crate::{Paywall, broken};

/// Tries of an account an hour, and of a device that many accounts may share.
const TRIES_OF_READER: u32 = 5;
const TRIES_OF_DEVICE: u32 = 20;

pub(crate) fn router(paywall: Paywall) -> Router {
    Router::new()
        .route("/institution", get(show).post(redeem))
        .route("/institution/{slug}/departure", post(leave))
        .with_state(paywall)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Query {
    next: String,
    joined: String,
    left: String,
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

async fn show(
    State(paywall): State<Paywall>,
    visitor: Visitor,
    QueryData(query): QueryData<Query>,
) -> Result<Response, PageError> {
    let say = visitor.words();
    let done = match (query.joined.is_empty(), query.left.is_empty()) {
        (false, _) => Some(say.institution_joined()),
        (_, false) => Some(say.institution_left()),
        _ => None,
    };
    let page = paywall.institution_page(&visitor, &query.next).await?;
    page_response(StatusCode::OK, &InstitutionPage { done, ..page })
}

/// Redeems a code. Whatever is wrong with one that does not open, the answer is the same.
async fn redeem(
    State(paywall): State<Paywall>,
    visitor: Visitor,
    FormData(form): FormData<CodeForm>,
) -> Result<Response, PageError> {
    let next = SafePath::parse(&form.next);
    let here = format!("/institution?next={}", next.encoded());
    let reader = visitor.require_reader(&here)?.reader;
    let mut buckets = vec![(format!("institution_code:{reader}"), TRIES_OF_READER)];
    if visitor.device_proven {
        let device = format!("institution_code:{:032x}", visitor.device.as_u128());
        buckets.push((device, TRIES_OF_DEVICE));
    }
    for (key, limit) in buckets {
        let counted = (paywall.departments.count_try)(key, limit).await.map_err(broken)?;
        counted.map_err(|seconds| PageError::too_many(Words::institution_too_many, seconds))?;
    }
    if paywall.redeem(reader, &form.code).await.map_err(broken)? == Redemption::Refused {
        let problem = Some(visitor.words().institution_code_wrong());
        let page = paywall.institution_page(&visitor, &form.next).await?;
        let page = InstitutionPage { problem, code: form.code, ..page };
        return page_response(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let joined = match next.as_str() {
        "/" => "/institution?joined=1".to_owned(),
        _ => format!("{here}&joined=1"),
    };
    Ok(Redirect::to(&joined).into_response())
}

async fn leave(
    State(paywall): State<Paywall>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    let reader = visitor.require_reader("/institution")?.reader;
    if !paywall.leave(reader, &slug).await.map_err(broken)? {
        return Err(PageError::not_found());
    }
    Ok(Redirect::to("/institution?left=1").into_response())
}

impl Paywall {
    async fn institution_page(
        &self,
        visitor: &Visitor,
        next: &str,
    ) -> Result<InstitutionPage, PageError> {
        let say = visitor.words();
        let cover = self.recognise(Known::of_visitor(visitor));
        let memberships = match &visitor.signed_in {
            Some(signed_in) => self.memberships(signed_in.reader).await.map_err(broken)?,
            None => Vec::new(),
        };
        Ok(InstitutionPage {
            frame: Frame::private(&self.site, visitor, say.institution_title(), "/institution"),
            recognised: cover.map(|cover| self.say_cover(&cover, say)),
            memberships,
            next: SafePath::parse(next),
            code: String::new(),
            problem: None,
            done: None,
        })
    }

    /// Which institution gives access, by what, and until when.
    pub fn say_cover(&self, cover: &Cover, say: Words) -> String {
        let name = &*cover.institution.name;
        // The last moment of the last day, and not the midnight after it.
        let last = cover.ends_at.checked_sub(jiff::SignedDuration::from_secs(1));
        let until = say.date(last.unwrap_or(cover.ends_at), self.site.zone());
        match cover.ground {
            Ground::Network => say.institution_by_network(name, until),
            Ground::Code => say.institution_by_code(name, until),
            Ground::Domain => say.institution_by_domain(name, until),
        }
    }
}
