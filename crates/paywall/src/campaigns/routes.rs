use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use web::{CookieKind, PRIVATE_NO_STORE, PageError, Visitor, set_cookie_for};

use crate::{Paywall, Ticket};

pub(crate) fn router(paywall: Paywall) -> Router {
    Router::new().route("/gift", get(follow)).with_state(paywall)
}

/// The short link of a campaign: leads to its page, and the device remembers the
/// link until it opens the first story that it may. What is over leads there as well.
async fn follow(
    State(paywall): State<Paywall>,
    visitor: Visitor,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    // In the query and not in the path: paths are logged.
    let token = Ticket::of(&paywall.site, uri.query(), &headers).campaign;
    let token = token.ok_or_else(PageError::not_found)?;
    let id = paywall.campaign_key.open(token).ok_or_else(PageError::not_found)?;
    let (passes, now) = (paywall.passes(), paywall.ambient.now());
    let campaign = passes.campaign(id).filter(|campaign| campaign.is_live(now));
    let landing = campaign.map_or("/", |campaign| &*campaign.landing);
    let mut response = Redirect::to(landing).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, PRIVATE_NO_STORE);
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    if campaign.is_some() && method == Method::GET && !visitor.prefetch && !visitor.crawler {
        let cookie = set_cookie_for(&paywall.site, CookieKind::Campaign, token, 0);
        headers.append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
