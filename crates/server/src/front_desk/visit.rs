//! What rules of the paywall may ask about a visit: from which country, and where
//! it began.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue, Method, header};
use jiff::{SignedDuration, Timestamp};
use vocab::Country;
use web::{CookieKind, Key, Visitor, read_cookie, set_cookie_for};

use super::Arrival;
use crate::Paper;

/// A visit ends when nothing was asked for so long.
const PAUSE: SignedDuration = SignedDuration::from_mins(30);
/// After so long the cookie is given anew, so that the pause is measured from there.
const ANEW: SignedDuration = SignedDuration::from_mins(1);
const PATH_MAX: usize = 200;
const TAG_BYTES: usize = 16;

/// The country in the configured header, if a trusted proxy sent it, and sent one.
pub(super) fn country(paper: &Paper, arrival: &Arrival<'_>) -> Option<Country> {
    let name = paper.checked.country_header.as_ref()?;
    let mut values = arrival.headers.get_all(name).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    if !paper.checked.trusted_proxies.trusts(arrival.peer) {
        return None;
    }
    value.to_str().ok()?.trim().parse().ok()
}

/// Where a visit began, and since when it has been known.
struct Visit {
    entry: String,
    seen_at: Timestamp,
}

/// The path at which this visit began, where a rule of the policy asks: of a visit
/// that begins with this request its own.
pub(super) fn entry(paper: &Paper, arrival: &Arrival<'_>) -> Option<Arc<str>> {
    if !paper.paywall.in_force().policy.asks_for_entry() {
        return None;
    }
    let visit = visit_of(paper, arrival.headers);
    Some(visit.map_or_else(|| Arc::from(arrival.path), |visit| Arc::from(visit.entry)))
}

/// The cookie that remembers it, where the visitor has none or one that grows old.
/// Nothing but a page that a person asked for begins a visit.
pub(super) fn cookie(
    paper: &Paper,
    visitor: &Visitor,
    arrival: &Arrival<'_>,
) -> Option<HeaderValue> {
    let entry = visitor.entry.as_deref()?;
    let path = arrival.path;
    let is_page =
        arrival.method == Method::GET && !path.starts_with("/api/") && !path.starts_with("/desk");
    if !is_page || visitor.prefetch || visitor.crawler || entry.len() > PATH_MAX {
        return None;
    }
    let now = paper.ambient.now();
    let is_fresh = |visit: Visit| now.duration_since(visit.seen_at) < ANEW;
    if visit_of(paper, arrival.headers).is_some_and(is_fresh) {
        return None;
    }
    let seconds = now.as_second();
    let text = format!("{seconds} {entry}");
    let tag = key(paper).tag(text.as_bytes());
    let tag = tag.get(..TAG_BYTES).unwrap_or(&tag);
    let value = [BASE64_URL_SAFE_NO_PAD.encode(&text), BASE64_URL_SAFE_NO_PAD.encode(tag)];
    Some(set_cookie_for(&paper.site, CookieKind::Visit, &value.join("."), 0))
}

/// What the cookie says, if it is ours and the visit goes on.
fn visit_of(paper: &Paper, headers: &HeaderMap) -> Option<Visit> {
    let value = read_cookie(&paper.site, headers, CookieKind::Visit)?;
    let (text, tag) = value.split_once('.')?;
    let text = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    let tag = BASE64_URL_SAFE_NO_PAD.decode(tag).ok()?;
    if tag.len() != TAG_BYTES || !key(paper).verifies(&text, &tag) {
        return None;
    }
    let text = String::from_utf8(text).ok()?;
    let (seconds, entry) = text.split_once(' ')?;
    let seen_at = Timestamp::from_second(seconds.parse().ok()?).ok()?;
    let age = paper.ambient.now().duration_since(seen_at);
    let goes_on = age < PAUSE && age > -PAUSE;
    goes_on.then(|| Visit { entry: entry.to_owned(), seen_at })
}

fn key(paper: &Paper) -> Key {
    paper.site.key().derive("visit")
}

/// Puts the cookie into an answer that any cache must leave alone then.
pub(super) fn remember(headers: &mut HeaderMap, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        headers.append(header::SET_COOKIE, cookie);
        headers.insert(header::CACHE_CONTROL, web::PRIVATE_NO_STORE);
    }
}
