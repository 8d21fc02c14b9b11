//! The gate of a proxy that stands before somebody else's pages: nginx's `auth_request`,
//! Caddy's `forward_auth`, Varnish with a restart.
//!
//! The proxy hands over the reader's own request, cookies included, and says in headers
//! what was asked for. Whoever may say so can spend a reader's stories, so it takes a
//! service key; and where two headers say different things, somebody has slipped one in.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use meter::{Decision, Purpose, WallReason};
use outside::{Origin, OutsideStory, Subject, normal_path};
use paywall::{Arrival, Reading, Ruling, needs_cookie};
use stories::api::ApiDecision;
use web::{CookieKind, PRIVATE_NO_STORE, PageError, SafePath, Sentence, Visitor, set_cookie};

use super::{
    gate_wall::render_wall,
    keys::{KeyScope, has_key},
    unavailable,
};
use crate::Paper;

const ACCESS: HeaderName = HeaderName::from_static("masthead-access");
const WALL: HeaderName = HeaderName::from_static("masthead-wall");
const DECISION: HeaderName = HeaderName::from_static("masthead-decision");

/// Headers that name the same thing: nginx's as its configuration sets them, and Caddy's.
const URIS: [&str; 2] = ["x-original-uri", "x-forwarded-uri"];
const METHODS: [&str; 2] = ["x-original-method", "x-forwarded-method"];
const HOSTS: [&str; 2] = ["x-original-host", "x-forwarded-host"];

/// What the reader asked the proxy for.
struct Asked<'a> {
    origin: &'a Origin,
    /// As it was written, query included.
    uri: &'a str,
    /// Its path in the normal form.
    path: String,
    method: Method,
    /// Whether the proxy hands our answer to the reader as it is, so that it can be a
    /// redirect and a page. nginx knows 401 and 403 only, and drops the rest.
    is_handed_on: bool,
}

impl<'a> Asked<'a> {
    async fn read(paper: &'a Paper, headers: &'a HeaderMap) -> Result<Self, PageError> {
        if !has_key(paper, headers, KeyScope::Access).await? {
            return Err(PageError::forbidden(Sentence::for_programs(
                "The gate needs a service key with the scope access, as the bearer of Authorization.",
            )));
        }
        let uri = only(headers, URIS)?.ok_or_else(|| {
            PageError::bad_request(Sentence::for_programs(
                "The gate needs the address that was asked for: set X-Original-URI.",
            ))
        })?;
        let origin = paper.outside.origin(only(headers, HOSTS)?).ok_or_else(|| {
            PageError::forbidden(Sentence::for_programs(
                "The host is none of outside.origins in the configuration.",
            ))
        })?;
        let path = normal_path(uri).ok_or_else(|| {
            PageError::forbidden(Sentence::for_programs(
                "The address is none that servers agree about.",
            ))
        })?;
        let method = only(headers, METHODS)?.unwrap_or("GET").parse();
        let method = method
            .map_err(|_| PageError::forbidden(Sentence::for_programs("The method is none.")))?;
        let is_handed_on = !headers.contains_key(URIS[0]);
        Ok(Self { origin, uri, path, method, is_handed_on })
    }

    /// The reader's own address for the page, without the newcomer's mark.
    fn own_address(&self) -> SafePath {
        SafePath::parse(&format!("/{}", self.uri.trim_start_matches(['/', '\\'])))
    }

    fn is_marked(&self) -> bool {
        let query = self.uri.split_once('?').map_or("", |(_, query)| query);
        query.split('&').any(|pair| pair == "_d=1")
    }
}

/// The one value that all of `names` have that are there.
fn only<'a>(headers: &'a HeaderMap, names: [&str; 2]) -> Result<Option<&'a str>, PageError> {
    let mut found: Option<&str> = None;
    for value in names.into_iter().flat_map(|name| headers.get_all(name)) {
        let value = value.to_str().unwrap_or("");
        if found.is_some_and(|other| other != value) || value.is_empty() {
            let sentence = format!("{} and {} say different things.", names[0], names[1]);
            return Err(PageError::forbidden(Sentence::for_programs(sentence)));
        }
        found = Some(value);
    }
    Ok(found)
}

/// Decides about the page that a proxy was asked for, and counts it. 200 is Open. A new
/// device gets 401 with the address to come back to, or 303 where the proxy hands answers
/// on; a wall is 403.
#[utoipa::path(
    get,
    path = "/api/v1/gate",
    tag = "outside",
    params(
        ("X-Original-URI" = String, Header, description = "Path and query that were asked for; Caddy’s `X-Forwarded-Uri` does as well"),
        ("X-Original-Method" = Option<String>, Header, description = "The method; or `X-Forwarded-Method`; GET if left out"),
        ("X-Original-Host" = Option<String>, Header, description = "The site’s host and port; or `X-Forwarded-Host`; the only site’s if left out"),
    ),
    responses(
        (status = 200, description = "Open: `Masthead-Access`, `Masthead-Decision`, perhaps `Set-Cookie`", body = ApiDecision),
        (status = 303, description = "A new device, where the proxy hands answers on: back with its cookie"),
        (status = 401, description = "A new device, for nginx: `Location` says where to send it, with `Set-Cookie`"),
        (status = 403, description = "A wall: `Masthead-Access`, `Masthead-Wall`; or the gate was asked wrongly"),
    ),
    security(("service_key" = []))
)]
pub(crate) async fn decide_gate(
    State(paper): State<Paper>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let asked = Asked::read(&paper, &headers).await?;
    let story = paper.outside.story(asked.origin, asked.path.clone()).await.map_err(unavailable)?;
    let reading = Reading::of(&visitor, &asked.method);
    let ruling = if asked.is_marked() {
        paper.paywall.admit(&story, story.number, &reading).await
    } else {
        match paper.paywall.receive(&story, story.number, &reading) {
            Arrival::Known => paper.paywall.rule(&story, story.number, &reading).await,
            Arrival::MustProveCookie => return Ok(send_to_prove(&paper, &asked, &visitor)),
            Arrival::TooMany => paper.paywall.too_many_devices(),
        }
    };
    let answer = respond(&paper, &asked, &story, &visitor, &reading, &ruling).await;
    if answer.is_err() {
        paper.paywall.take_back(&ruling).await;
    }
    answer
}

async fn respond(
    paper: &Paper,
    asked: &Asked<'_>,
    story: &OutsideStory,
    visitor: &Visitor,
    reading: &Reading<'_>,
    ruling: &Ruling,
) -> Result<Response, PageError> {
    let decision = &ruling.decision;
    let mut response = match decision {
        Decision::Open { .. } => in_words(StatusCode::OK, decision),
        Decision::Wall { because, .. } if asked.is_handed_on => {
            let page =
                render_wall(paper, asked.origin, &asked.own_address(), visitor, *because, ruling)?;
            (StatusCode::FORBIDDEN, axum::response::Html(page)).into_response()
        }
        Decision::Wall { .. } => in_words(StatusCode::FORBIDDEN, decision),
    };
    mark(response.headers_mut(), decision);
    if reading.purpose == Purpose::Reading {
        let subject = reading.reader.map_or(Subject::Device(visitor.device), Subject::Reader);
        let token = paper.outside.token(&story.origin, &story.path, subject, decision).await;
        insert(response.headers_mut(), DECISION, &token.map_err(unavailable)?);
    }
    if needs_cookie(decision, reading) {
        response.headers_mut().append(header::SET_COOKIE, device_cookie(paper, visitor));
    }
    Ok(response)
}

/// The wall as a page, for a proxy that dropped it: nginx asks for it after a 403. It
/// counts nothing.
#[utoipa::path(
    get,
    path = "/api/v1/gate/wall",
    tag = "outside",
    params(
        ("X-Original-URI" = String, Header, description = "As for the gate, like its other headers"),
        ("Masthead-Wall" = Option<String>, Header, description = "The reason that the gate gave"),
    ),
    responses(
        (status = 200, description = "The wall", body = String, content_type = "text/html"),
        (status = 303, description = "The page is open by now: back to it"),
        (status = 403, description = "The gate was asked wrongly", content_type = "application/problem+json"),
    ),
    security(("service_key" = []))
)]
pub(crate) async fn show_gate_wall(
    State(paper): State<Paper>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let asked = Asked::read(&paper, &headers).await?;
    let story = paper.outside.story(asked.origin, asked.path.clone()).await.map_err(unavailable)?;
    // Neither counts; and what is fetched ahead is not led in a circle.
    let method = if visitor.prefetch { Method::GET } else { Method::HEAD };
    let ruling = paper.paywall.rule(&story, story.number, &Reading::of(&visitor, &method)).await;
    let address = asked.own_address();
    let Decision::Wall { because, count } = ruling.decision else {
        return Ok(back_to(address.as_str()));
    };
    let told = headers.get(WALL).and_then(|value| value.to_str().ok()).and_then(reason);
    let because = told.unwrap_or(because);
    let page = render_wall(&paper, asked.origin, &address, &visitor, because, &ruling)?;
    let mut response = axum::response::Html(page).into_response();
    mark(response.headers_mut(), &Decision::Wall { because, count });
    if because == WallReason::Newcomer && !visitor.device_proven {
        response.headers_mut().append(header::SET_COOKIE, device_cookie(&paper, &visitor));
    }
    Ok(response)
}

fn reason(word: &str) -> Option<WallReason> {
    use WallReason::{Benefit, Limit, Newcomer, Premium, Register};
    [Limit, Premium, Register, Benefit, Newcomer].into_iter().find(|one| one.as_str() == word)
}

/// Back to the same address with a mark: whoever comes with the cookie is counted.
fn send_to_prove(paper: &Paper, asked: &Asked<'_>, visitor: &Visitor) -> Response {
    let address = asked.own_address();
    let joint = if address.as_str().contains('?') { '&' } else { '?' };
    let address = format!("{address}{joint}_d=1");
    let decision = Decision::Wall { because: WallReason::Newcomer, count: None };
    let mut response = if asked.is_handed_on {
        back_to(&address)
    } else {
        let mut response = in_words(StatusCode::UNAUTHORIZED, &decision);
        insert(response.headers_mut(), header::LOCATION, &address);
        response
    };
    mark(response.headers_mut(), &decision);
    response.headers_mut().append(header::SET_COOKIE, device_cookie(paper, visitor));
    response
}

/// For a proxy that reads our status and headers alone.
fn in_words(status: StatusCode, decision: &Decision) -> Response {
    (status, Json(ApiDecision::from(decision))).into_response()
}

fn back_to(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    insert(response.headers_mut(), header::LOCATION, address);
    response.headers_mut().insert(header::CACHE_CONTROL, PRIVATE_NO_STORE);
    response
}

fn mark(headers: &mut HeaderMap, decision: &Decision) {
    insert(headers, ACCESS, &decision.to_string());
    if let Decision::Wall { because, .. } = decision {
        insert(headers, WALL, because.as_str());
    }
    headers.insert(header::CACHE_CONTROL, PRIVATE_NO_STORE);
}

/// What is set is words of ours, or a path that was checked.
fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}

fn device_cookie(paper: &Paper, visitor: &Visitor) -> HeaderValue {
    let token = Visitor::device_token(&paper.site, visitor.device);
    set_cookie(&paper.site, CookieKind::Device, &token)
}
