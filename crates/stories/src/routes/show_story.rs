use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use meter::{Decision, WallReason};
use paywall::{Arrival, Reading, Ticket, needs_cookie};
use web::{CookieKind, PRIVATE_NO_STORE, PageError, Visitor, set_cookie};

use super::broken;
use crate::{
    Headline, Status, Stories,
    queries::{self, Redirect as OldAddress},
};

/// The header that every story's answer bears.
pub(crate) const MASTHEAD_ACCESS: HeaderName = HeaderName::from_static("masthead-access");

const ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// A story's address: decides, counts, and shows the story or its wall.
pub(super) async fn show_story(
    State(stories): State<Stories>,
    visitor: Visitor,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    Path((section, slug)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let story = match stories.find(uri.path(), &section, &slug).await? {
        Found::Here(story) => story,
        Found::At(story) => return Ok(moved(&story.path(), uri.query())),
        Found::Nowhere => return stories.redirect_old(uri.path(), uri.query()).await,
    };
    match story.status {
        Status::Withdrawn => return Err(PageError::gone()),
        // The same way as of what is missing, or the time of the answer would tell them apart.
        _ if !story.is_public(stories.ambient.now()) => {
            return stories.redirect_old(uri.path(), uri.query()).await;
        }
        _ => {}
    }
    stories
        .show(&story, Asking { visitor: &visitor, method: &method, uri: &uri, headers: &headers })
        .await
}

/// Who asks for a story, and how.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// As the front desk knows whoever asks.
    pub visitor: &'a Visitor,
    /// GET, or HEAD, which only looks.
    pub method: &'a Method,
    /// As it was asked for.
    pub uri: &'a Uri,
    /// Of the request.
    pub headers: &'a HeaderMap,
}

/// A story that this node has in memory and that readers may see.
pub struct AtHand(Arc<Headline>);

impl Stories {
    /// The story at exactly this path, if this node has it in memory. Its page then
    /// needs no router: [`Self::show_at_hand`] is the way that most requests go.
    pub fn at_hand(&self, path: &str) -> Option<AtHand> {
        let story = self.caches.headline_at_hand(path)?;
        let is_public = story.status != Status::Withdrawn && story.is_public(self.ambient.now());
        is_public.then_some(AtHand(story))
    }

    /// Its page, or its wall.
    pub async fn show_at_hand(
        &self,
        story: &AtHand,
        asking: Asking<'_>,
    ) -> Result<Response, PageError> {
        self.show(&story.0, asking).await
    }

    /// Decides, counts, and shows the story or its wall.
    async fn show(&self, story: &Headline, asking: Asking<'_>) -> Result<Response, PageError> {
        let Asking { visitor, method, uri, headers } = asking;
        let (paywall, number) = (&self.paywall, story.number);
        let mut reading = Reading::of(visitor, method);
        let ticket = Ticket::of(&self.site, uri.query(), headers);
        let marked = has_newcomers_mark(uri);
        let passage = paywall.pass(story, number, &reading, ticket, !marked).await;
        let passage = passage.map_err(broken)?;
        reading.pass = passage.pass.or(reading.pass);
        let arrival = match passage.arrival {
            Arrival::Known if marked => None,
            Arrival::Known => Some(paywall.receive(story, number, &reading)),
            other => Some(other),
        };
        let ruling = match arrival {
            None => paywall.admit(story, number, &reading).await,
            Some(Arrival::Known) => paywall.rule(story, number, &reading).await,
            Some(Arrival::MustProveCookie) => {
                let mut response = self.send_to_prove(story, visitor, uri);
                mark_link(response.headers_mut(), ticket, None);
                return Ok(response);
            }
            Some(Arrival::TooMany) => paywall.too_many_devices(),
        };
        let page = self.page_for(story, &ruling, visitor.variant(), passage.refusal).await?;
        let reads = reading.purpose == meter::Purpose::Reading && !reading.staff;
        if reads && ruling.decision.is_open() {
            match reading.device {
                Some(device) => self.openings.count(number, device.0),
                // Whoever keeps no cookie is known by the network.
                None => self.openings.count(number, visitor.address.network()),
            }
        }
        let mut response = page.respond(headers);
        if needs_cookie(&ruling.decision, &reading) {
            response.headers_mut().append(header::SET_COOKIE, self.device_cookie(visitor));
        }
        mark_link(response.headers_mut(), ticket, passage.cookie);
        Ok(response)
    }
}

/// An address with a link in it is nobody's to list, and goes to no other page; what
/// the device keeps of a campaign goes with the answer.
pub(crate) fn mark_link(headers: &mut HeaderMap, ticket: Ticket<'_>, cookie: Option<HeaderValue>) {
    if ticket.is_in_address() {
        headers.insert(ROBOTS_TAG, HeaderValue::from_static("noindex"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    }
    if let Some(cookie) = cookie {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// Any other path: an old address that leads somewhere, or nothing.
pub(super) async fn find_old_address(
    State(stories): State<Stories>,
    method: Method,
    uri: Uri,
) -> Result<Response, PageError> {
    if method != Method::GET && method != Method::HEAD {
        return Err(PageError::not_found());
    }
    stories.redirect_old(uri.path(), uri.query()).await
}

/// What the access header says, and that nobody may keep this answer.
pub(crate) fn mark(headers: &mut HeaderMap, decision: &Decision) {
    headers.insert(MASTHEAD_ACCESS, access_value(decision));
    headers.insert(header::CACHE_CONTROL, PRIVATE_NO_STORE);
}

fn access_value(decision: &Decision) -> HeaderValue {
    // Words and numbers of ours: always a header's value.
    HeaderValue::try_from(decision.to_string()).unwrap_or(HeaderValue::from_static("wall"))
}

/// A story's row is there and its body's is not.
pub(crate) fn no_body() -> PageError {
    PageError::internal(words::Words::error_no_body, "a story has no body")
}

fn has_newcomers_mark(uri: &Uri) -> bool {
    uri.query().is_some_and(|query| query.split('&').any(|pair| pair == "_d=1"))
}

/// The part of an old address's query that goes on to the new one: a link that was given away.
fn gift_of(query: Option<&str>) -> Option<&str> {
    let mut pairs = query.into_iter().flat_map(|query| query.split('&'));
    pairs.find(|pair| pair.starts_with("gift=") || pair.starts_with("campaign="))
}

/// 308 to the one address of a page, its query kept.
pub(super) fn moved(path: &str, query: Option<&str>) -> Response {
    let to = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    Redirect::permanent(&to).into_response()
}

/// Where a story is that was asked for.
enum Found {
    /// At the very address.
    Here(Arc<Headline>),
    /// At another form of the address, the only right one.
    At(Arc<Headline>),
    /// At none.
    Nowhere,
}

impl Stories {
    /// The story at `path`; or at its two decoded segments in lower case.
    async fn find(&self, path: &str, section: &str, slug: &str) -> Result<Found, PageError> {
        let plain = |segment: &str| web::is_slug(segment);
        if plain(section) && plain(slug) && path.len() == section.len() + slug.len() + 2 {
            let story = self.caches.headline(&self.db, path).await.map_err(broken)?;
            return Ok(story.map_or(Found::Nowhere, Found::Here));
        }
        let (section, slug) = (section.to_lowercase(), slug.to_lowercase());
        if !plain(&section) || !plain(&slug) {
            return Ok(Found::Nowhere);
        }
        let path = format!("/{section}/{slug}");
        let story = self.caches.headline(&self.db, &path).await.map_err(broken)?;
        Ok(story.map_or(Found::Nowhere, Found::At))
    }

    async fn redirect_old(&self, path: &str, query: Option<&str>) -> Result<Response, PageError> {
        // Old addresses end in a slash as often as not, and so do typed ones.
        let slashed = path.ends_with('/');
        let path = path.trim_end_matches('/').to_lowercase();
        if slashed && self.is_page(&path).await? {
            return Ok(moved(&path, None));
        }
        match queries::find_redirect(&self.db, &path).await.map_err(broken)? {
            Some(OldAddress::Target(target)) => Ok(Redirect::permanent(&target).into_response()),
            Some(OldAddress::Story(number)) => {
                let story = queries::find_by_number(&self.db, number).await.map_err(broken)?;
                // Where a draft will lie is nobody's business yet.
                let known = story.filter(|story| {
                    story.status == Status::Withdrawn || story.is_public(self.ambient.now())
                });
                Ok(moved(&known.ok_or_else(PageError::not_found)?.path(), gift_of(query)))
            }
            None => Err(PageError::not_found()),
        }
    }

    /// Whether a section or a story that readers may know of lies at `path`.
    async fn is_page(&self, path: &str) -> Result<bool, PageError> {
        let segments: Vec<_> = path.split('/').skip(1).collect();
        match segments[..] {
            [section] if web::is_slug(section) => {
                let found = queries::find_section(&self.db, section).await.map_err(broken)?;
                Ok(found.is_some())
            }
            [section, slug] if web::is_slug(section) && web::is_slug(slug) => {
                let found = self.caches.headline(&self.db, path).await.map_err(broken)?;
                Ok(found.is_some_and(|story| story.is_public(self.ambient.now())))
            }
            _ => Ok(false),
        }
    }

    pub(crate) fn device_cookie(&self, visitor: &Visitor) -> HeaderValue {
        let token = Visitor::device_token(&self.site, visitor.device);
        set_cookie(&self.site, CookieKind::Device, &token)
    }

    /// 303 to the same address with a mark: whoever comes back with the cookie is counted.
    fn send_to_prove(&self, story: &Headline, visitor: &Visitor, uri: &Uri) -> Response {
        let query = uri.query().filter(|query| !query.is_empty());
        let query = query.map_or_else(|| "_d=1".to_owned(), |query| format!("{query}&_d=1"));
        let mut response = Redirect::to(&format!("{}?{query}", story.path())).into_response();
        let decision = Decision::Wall { because: WallReason::Newcomer, count: None };
        mark(response.headers_mut(), &decision);
        response.headers_mut().append(header::SET_COOKIE, self.device_cookie(visitor));
        response
    }
}
