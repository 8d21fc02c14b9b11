use askama::Template;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use web::{DeskFrame, Frame, PRIVATE_NO_STORE, PageError, Problem, SignedIn, Site, Staff};

use crate::Paper;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: Frame,
    sentence: &'a str,
}

#[derive(Template)]
#[template(path = "desk/error.html")]
struct DeskErrorPage<'a> {
    frame: DeskFrame,
    sentence: &'a str,
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
        match asked_by.filter(|_| is_desk(path)).cloned().and_then(Staff::of) {
            Some(staff) => render_desk_error(&paper.site, &staff, &error),
            None => render(&paper.site, asked_by.is_some(), &error),
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

fn default_sentence(status: StatusCode) -> &'static str {
    match status {
        StatusCode::METHOD_NOT_ALLOWED => "This address does not take requests of that kind.",
        StatusCode::PAYLOAD_TOO_LARGE => "This request is larger than we accept.",
        StatusCode::REQUEST_TIMEOUT => "This request took too long to arrive.",
        StatusCode::NOT_FOUND => "There is no page at this address.",
        _ if status.is_server_error() => {
            "Something failed on our side. Please try again in a moment."
        }
        _ => "This request cannot be answered.",
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

fn title_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::GONE => "Withdrawn",
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::TOO_MANY_REQUESTS => "Too many requests",
        StatusCode::SERVICE_UNAVAILABLE => "Back in a moment",
        status if status.is_server_error() => "Something went wrong",
        _ => "That did not work",
    }
}

/// The paper's error page. It depends on nothing that may have failed.
pub fn render_error(site: &Site, error: &PageError) -> Response {
    render(site, false, error)
}

fn render(site: &Site, signed_in: bool, error: &PageError) -> Response {
    let title = title_of(error.status);
    let frame = Frame { listed: false, ..Frame::new(site, signed_in, title, "/error") };
    respond(error, ErrorPage { frame, sentence: &error.sentence }.render())
}

/// The same for the staff at the desk, with the way back to it.
fn render_desk_error(site: &Site, staff: &Staff, error: &PageError) -> Response {
    let frame = DeskFrame::new(site, staff, title_of(error.status));
    respond(error, DeskErrorPage { frame, sentence: &error.sentence }.render())
}

fn respond(error: &PageError, html: askama::Result<String>) -> Response {
    let html = html.unwrap_or_else(|_| format!("{}. {}", title_of(error.status), error.sentence));
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, PRIVATE_NO_STORE)];
    (error.status, headers, html).into_response()
}
