use askama::Template;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use web::{DeskFrame, Frame, PRIVATE_NO_STORE, PageError, Problem, SignedIn, Site, Staff, Variant};
use words::{Language, Words};

use crate::Paper;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    status: u16,
    sentence: String,
}

#[derive(Template)]
#[template(path = "desk/error.html")]
struct DeskErrorPage {
    frame: DeskFrame,
    sentence: String,
}

/// Who asked for the page that failed, as far as the front desk came to know
/// it; it travels with the response.
#[derive(Clone)]
pub(super) struct AskedBy(pub(super) SignedIn);

/// Whether the client is a program that wants problem details.
pub(super) fn wants_problem(path: &str, accept: Option<&HeaderValue>) -> bool {
    let accept = accept.and_then(|value| value.to_str().ok()).unwrap_or("");
    path.starts_with("/api/")
        || path.starts_with("/hooks/")
        || (accept.contains("json") && !accept.contains("text/html"))
}

/// Gives an error its page, or its problem details. Whatever a department
/// answered by itself stays as it is.
pub(super) fn finish(
    paper: &Paper,
    response: Response<Body>,
    path: &str,
    wants_problem: bool,
    language: Language,
) -> Response {
    let status = response.status();
    let error = match response.extensions().get::<PageError>() {
        Some(error) => error.clone(),
        // Departments answer forms with their own pages; axum's own refusals are bare.
        None if response.headers().get(header::CONTENT_TYPE).is_some_and(is_page) => {
            return response;
        }
        None => PageError::with_status(status, default_sentence(status)),
    };
    let asked_by = response.extensions().get::<AskedBy>().map(|asked_by| &asked_by.0);
    let mut page = if wants_problem {
        problem(&error)
    } else {
        let asked_at_desk = asked_by.filter(|_| is_desk(path)).cloned();
        match asked_at_desk.and_then(|asked_by| Staff::of(asked_by, language, "")) {
            Some(staff) => render_desk_error(&paper.site, &staff, &error),
            None => {
                let variant =
                    Variant { signed_in: asked_by.is_some(), language, ..Variant::default() };
                render(&paper.site, variant, path, &error)
            }
        }
    };
    for name in [header::ALLOW, header::RETRY_AFTER, header::SET_COOKIE, header::WWW_AUTHENTICATE] {
        for value in response.headers().get_all(&name) {
            page.headers_mut().append(&name, value.clone());
        }
    }
    page
}

fn is_page(value: &HeaderValue) -> bool {
    let value = value.as_bytes();
    value.starts_with(b"text/html") || value.starts_with(b"application/")
}

fn default_sentence(status: StatusCode) -> fn(Words) -> String {
    match status {
        StatusCode::METHOD_NOT_ALLOWED => Words::error_method,
        StatusCode::PAYLOAD_TOO_LARGE => Words::error_too_large,
        StatusCode::REQUEST_TIMEOUT => Words::error_too_slow,
        StatusCode::NOT_FOUND => Words::error_no_page,
        _ if status.is_server_error() => Words::error_failed,
        _ => Words::error_refused,
    }
}

fn problem(error: &PageError) -> Response {
    let body = serde_json::to_vec(&Problem::from(error)).unwrap_or_default();
    let kind = HeaderValue::from_static("application/problem+json");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, PRIVATE_NO_STORE)];
    let mut response = (error.status, headers, body).into_response();
    if error.status == StatusCode::UNAUTHORIZED {
        let bearer = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
    }
    response
}

fn is_desk(path: &str) -> bool {
    path == "/desk" || path.starts_with("/desk/")
}

fn title_of(status: StatusCode, say: Words) -> String {
    match status {
        StatusCode::NOT_FOUND => say.error_title_missing(),
        StatusCode::GONE => say.error_title_gone(),
        StatusCode::FORBIDDEN => say.error_title_forbidden(),
        StatusCode::TOO_MANY_REQUESTS => say.error_title_too_many(),
        StatusCode::SERVICE_UNAVAILABLE => say.error_title_unavailable(),
        status if status.is_server_error() => say.error_title_failed(),
        _ => say.error_title_refused(),
    }
}

/// The paper's error page. It depends on nothing that may have failed.
pub fn render_error(site: &Site, error: &PageError) -> Response {
    let language = site.config().language;
    render(site, Variant { language, ..Variant::default() }, "/", error)
}

/// Whoever changes the language on it asks for `path` again.
fn render(site: &Site, variant: Variant, path: &str, error: &PageError) -> Response {
    let say = Words::of(variant.language);
    let frame = Frame::new(site, variant, title_of(error.status, say), path);
    let frame = Frame { listed: false, ..frame };
    let (status, sentence) = (error.status.as_u16(), error.sentence.say(say));
    respond(error, ErrorPage { frame, status, sentence }.render())
}

/// The same for the staff at the desk, with the way back to it.
fn render_desk_error(site: &Site, staff: &Staff, error: &PageError) -> Response {
    let say = staff.words();
    let frame = DeskFrame::new(site, staff, title_of(error.status, say));
    respond(error, DeskErrorPage { frame, sentence: error.sentence.say(say) }.render())
}

fn respond(error: &PageError, html: askama::Result<String>) -> Response {
    let html = html.unwrap_or_else(|_| error.sentence.in_english());
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, PRIVATE_NO_STORE)];
    (error.status, headers, html).into_response()
}
