//! Everything that happens to each request before a department sees it, and to
//! each response before it leaves: who is this, may it change things, what
//! became of it.

mod errors;
mod proxies;
mod visit;

use std::{
    net::{IpAddr, SocketAddr},
    panic::AssertUnwindSafe,
    sync::{Arc, LazyLock, atomic::Ordering},
    time::Instant,
};

use axum::{
    body::{Body, Bytes},
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt as _;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use metrics::{Counter, Histogram};
use paywall::Known;
use stories::{Asking, AtHand};
use vocab::DeviceId;
use web::{
    ClientAddress, CookieKind, PRIVATE_NO_STORE, PageError, Sentence, Visitor,
    add_security_headers, declares_itself_crawler, is_own_origin, is_prefetch, read_cookie,
};
use words::{Language, Words};

use crate::{Paper, api, app::answer_panic};

pub use errors::render_error;
pub use proxies::TrustedProxies;

const ROBOTS: &str = "/robots.txt";
/// Marks an answer to a program, which needs no page around it.
#[derive(Clone, Copy)]
struct TurnedAway;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The front desk, as a middleware around all routes.
pub async fn front_desk(State(paper): State<Paper>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(&paper, &request);
    let address = client_address(&paper, &request);
    request.extensions_mut().insert(address);
    // Cheap copies: both share the request's bytes.
    let (uri, accept) = (request.uri().clone(), request.headers().get(header::ACCEPT).cloned());
    let language = Visitor::language_of(&paper.site, request.headers());
    let method = request.method().clone();
    let mut response = admit(&paper, request, next, (address, language)).await;
    observe(&response, started, &id, &method, &uri);
    let failed = response.status().is_client_error() || response.status().is_server_error();
    if failed && response.extensions().get::<TurnedAway>().is_none() {
        // What was posted cannot be asked for again.
        let is_desk = uri.path().starts_with("/desk");
        let again = if method == Method::GET || is_desk { uri.path() } else { "/" };
        let wants_problem = errors::wants_problem(uri.path(), accept.as_ref());
        response = errors::finish(&paper, response, again, wants_problem, language);
    }
    let headers = response.headers_mut();
    add_security_headers(&paper.site, headers);
    headers.insert(REQUEST_ID, id);
    response
}

/// Lets a request in, with its visitor, or turns it away.
async fn admit(
    paper: &Paper,
    mut request: Request,
    next: Next,
    (address, language): (ClientAddress, Language),
) -> Response {
    if paper.only_loopback_hosts && !is_loopback_host(request.headers(), request.uri()) {
        return PageError::bad_request(Words::error_only_here).into_response();
    }
    if request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
        // No text of ours holds a zero byte, and PostgreSQL's cannot.
        return PageError::not_found().into_response();
    }
    let path = request.uri().path();
    if is_asset(path) || is_probe(path) {
        return next.run(request).await;
    }
    // What is asked of a bot stays readable for it.
    if path != ROBOTS && paper.paywall.engines().turns_away(request.headers()) {
        return turn_away(paper);
    }
    let program = bearer(request.headers()).is_some() && path.starts_with("/api/");
    // They take a service key as their proof, so a cookie is no danger there.
    let takes_key = api::takes_key(path);
    let exempt = program || path.starts_with("/hooks/") || takes_key;
    if !exempt && !is_own_origin(&paper.site, request.method(), request.headers()) {
        return PageError::forbidden(Words::error_origin).into_response();
    }
    let bears = match (program, takes_key) {
        (_, true) => Bearer::ServiceKey,
        (true, false) => Bearer::Program,
        (false, false) => Bearer::Browser,
    };
    let arrival = Arrival {
        method: request.method(),
        headers: request.headers(),
        path,
        peer: peer(&request).ip(),
        address,
        language,
        bears,
    };
    match visitor(paper, &arrival).await {
        Ok(visitor) => {
            let asked_by = visitor.signed_in.clone();
            let cookie = visit::cookie(paper, &visitor, &arrival);
            let at_hand = (request.method() == Method::GET)
                .then(|| paper.stories.at_hand(request.uri().path()))
                .flatten();
            let mut response = match at_hand {
                Some(story) => {
                    let (method, uri, headers) =
                        (request.method(), request.uri(), request.headers());
                    let asking = Asking { visitor: &visitor, method, uri, headers };
                    show_at_hand(paper, &story, asking).await
                }
                None => {
                    request.extensions_mut().insert(visitor);
                    next.run(request).await
                }
            };
            if !response.status().is_client_error() && !response.status().is_server_error() {
                visit::remember(response.headers_mut(), cookie);
            }
            if let Some(asked_by) = asked_by.filter(|_| response.status().as_u16() >= 400) {
                response.extensions_mut().insert(errors::AskedBy(asked_by));
            }
            response
        }
        Err(error) => error.into_response(),
    }
}

/// The page of a story that this node has in memory, past the router. A panic costs
/// one page here as well.
async fn show_at_hand(paper: &Paper, story: &AtHand, asking: Asking<'_>) -> Response {
    let shown = AssertUnwindSafe(paper.stories.show_at_hand(story, asking)).catch_unwind().await;
    match shown {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => error.into_response(),
        Err(panic) => answer_panic(panic),
    }
}

/// What the bearer's token of a request is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bearer {
    /// A log-in of a browser, if there is one; a cookie does as well.
    Browser,
    /// A log-in of a program, which must hold.
    Program,
    /// A service key: the visitor is whom the cookies name.
    ServiceKey,
}

/// What of a request tells who makes it.
struct Arrival<'a> {
    method: &'a Method,
    headers: &'a HeaderMap,
    path: &'a str,
    /// Whoever is at the other end of the connection.
    peer: IpAddr,
    /// The client behind trusted proxies.
    address: ClientAddress,
    language: Language,
    bears: Bearer,
}

/// Who makes this request: cookies, log-in, benefits. Warm, it asks no database.
async fn visitor(paper: &Paper, arrival: &Arrival<'_>) -> Result<Visitor, PageError> {
    let Arrival { method, headers, path: _, peer: _, address, language, bears } = *arrival;
    let (device, device_proven) = device(paper, headers);
    let named = bearer(headers).filter(|_| bears != Bearer::ServiceKey);
    let token = named.or_else(|| read_cookie(&paper.site, headers, CookieKind::Session));
    let crawler = declares_itself_crawler(headers);
    // Readers do not call themselves so, and cost nothing here.
    let engines = paper.paywall.engines();
    let engine = crawler.then(|| engines.recognise(headers, address)).flatten();
    let mut visitor = Visitor {
        device,
        device_proven,
        signed_in: None,
        holding: paper.no_holding.clone(),
        institution: None,
        country: visit::country(paper, arrival),
        entry: visit::entry(paper, arrival),
        prefetch: is_prefetch(headers) || method == Method::HEAD,
        crawler,
        engine,
        address,
        agent: None,
        language,
    };
    if let Some(token) = token {
        let unavailable =
            |error| PageError::unavailable_because(Words::error_log_in_unknown, error);
        visitor.signed_in = paper.readers.sessions().find(token).await.map_err(unavailable)?;
        if visitor.signed_in.is_none() && bears == Bearer::Program {
            // A program should learn that its log-in has ended, not be taken for a stranger.
            return Err(PageError::unauthorized(Sentence::for_programs(
                "This token is no log-in, or one that has ended.",
            )));
        }
        if let Some(signed_in) = &visitor.signed_in {
            visitor.holding =
                paper.billing.holding_of(signed_in.reader).await.map_err(unavailable)?;
        }
    }
    if let Some(cover) = paper.paywall.recognise(Known::of_visitor(&visitor)) {
        let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        visitor.agent = agent.map(Arc::from);
        visitor.institution = Some(cover.institution);
    }
    Ok(visitor)
}

/// The answer to a program that the publisher does not want, whatever it asks for.
fn turn_away(paper: &Paper) -> Response {
    let text = Words::of(paper.site.config().language).robots_turned_away();
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, PRIVATE_NO_STORE)];
    let mut response = (StatusCode::FORBIDDEN, headers, format!("{text}\n")).into_response();
    response.extensions_mut().insert(TurnedAway);
    response
}

fn device(paper: &Paper, headers: &HeaderMap) -> (DeviceId, bool) {
    let named = headers.get("masthead-device").and_then(|value| value.to_str().ok());
    match named.and_then(|token| Visitor::device_from_token(&paper.site, token)) {
        Some(device) => (device, true),
        None => Visitor::device_of(&paper.site, headers, &paper.ambient),
    }
}

/// The token of `Authorization: Bearer`, which programs use instead of cookies.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The form of an asset's or a picture's address, which is served without
/// asking who it is for.
fn is_asset(path: &str) -> bool {
    (path.starts_with("/assets/") || path.starts_with("/media/"))
        && path.bytes().filter(|byte| *byte == b'/').count() == 3
}

fn is_probe(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz")
}

fn is_loopback_host(headers: &HeaderMap, uri: &http::Uri) -> bool {
    let named = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let host = uri.authority().map(http::uri::Authority::as_str).or(named).unwrap_or("");
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost")
}

/// A request id is kept where a trusted proxy gave it; it is short and plain,
/// or it is replaced.
fn request_id(paper: &Paper, request: &Request) -> HeaderValue {
    let plain = |value: &&HeaderValue| {
        (8..=64).contains(&value.len())
            && value.as_bytes().iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
    };
    let trusted = paper.checked.trusted_proxies.trusts(peer(request).ip());
    if let Some(value) = request.headers().get(REQUEST_ID).filter(plain).filter(|_| trusted) {
        return value.clone();
    }
    let number = paper.requests.fetch_add(1, Ordering::Relaxed);
    let id = Bytes::from(format!("{:08x}{number:08x}", paper.process));
    HeaderValue::from_maybe_shared(id).unwrap_or(HeaderValue::from_static("unknown"))
}

/// The other end of the connection; nowhere, for what the worker hands in itself.
fn peer(request: &Request) -> SocketAddr {
    let nowhere = SocketAddr::from(([0, 0, 0, 0], 0));
    request.extensions().get::<ConnectInfo<SocketAddr>>().map_or(nowhere, |info| info.0)
}

fn client_address(paper: &Paper, request: &Request) -> ClientAddress {
    ClientAddress(paper.checked.trusted_proxies.client(peer(request).ip(), request.headers()))
}

/// Looked up once, by the first answer: metrics are set up by then.
struct Answered {
    classes: [Counter; 4],
    seconds: Histogram,
}

static ANSWERED: LazyLock<Answered> = LazyLock::new(|| Answered {
    classes: ["2xx", "3xx", "4xx", "5xx"]
        .map(|class| metrics::counter!("masthead_responses_total", "class" => class)),
    seconds: metrics::histogram!("masthead_response_seconds"),
});

/// The counts that `/metrics` tells; and for a failure the one line in the log
/// that says which request it was and what really went wrong.
fn observe(
    response: &Response<Body>,
    started: Instant,
    id: &HeaderValue,
    method: &Method,
    uri: &Uri,
) {
    let status = response.status();
    let class = (status.as_u16() / 100).clamp(2, 5) - 2;
    let seconds = started.elapsed().as_secs_f64();
    if let Some(counter) = ANSWERED.classes.get(usize::from(class)) {
        counter.increment(1);
    }
    ANSWERED.seconds.record(seconds);
    let (status, id, path) = (status.as_u16(), id.to_str().unwrap_or(""), uri.path());
    let problem =
        response.extensions().get::<PageError>().and_then(|error| error.problem.as_deref());
    if let Some(problem) = problem {
        tracing::error!(id, %method, path, status, seconds, problem, "a request failed");
    } else if status >= 500 {
        tracing::warn!(id, %method, path, status, seconds, "a request failed");
    } else {
        tracing::debug!(id, %method, path, status, seconds, "answered");
    }
}
