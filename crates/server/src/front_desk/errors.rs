use askama::Template;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use web::{Frame, PRIVATE_NO_STORE, PageError, Problem, Site};

use crate::Paper;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: Frame,
    sentence: &'a str,
}

/// Whether the client is a program that wants problem details.
pub(super) fn wants_problem(path: &str, accept: Option<&HeaderValue>) -> bool {
    let accept = accept.and_then(|value| value.to_str().ok()).unwrap_or("");
    path.starts_with("/api/")
        || path.starts_with("/hooks/")
        || (accept.contains("json") && !accept.contains("text/html"))
}

/// Gives an error its page, or its problem details. Whatever a department
/// answered by itself stays as it is.
pub(super) fn finish(paper: &Paper, response: Response<Body>, wants_problem: bool) -> Response {
    let status = response.status();
    let error = match response.extensions().get::<PageError>() {
        Some(error) => error.clone(),
        // Departments answer forms with their own pages; axum's own refusals are bare.
        None if response.headers().get(header::CONTENT_TYPE).is_some_and(is_page) => {
            return response;
        }
        None => PageError::with_status(status, default_sentence(status)),
    };
    let mut page = if wants_problem { problem(&error) } else { render_error(&paper.site, &error) };
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

/// The paper's error page. It depends on nothing that may have failed.
pub fn render_error(site: &Site, error: &PageError) -> Response {
    let title = match error.status {
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::GONE => "Withdrawn",
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::TOO_MANY_REQUESTS => "Too many requests",
        StatusCode::SERVICE_UNAVAILABLE => "Back in a moment",
        status if status.is_server_error() => "Something went wrong",
        _ => "That did not work",
    };
    let frame = Frame { listed: false, ..Frame::new(site, false, title, "/error") };
    let html = ErrorPage { frame, sentence: &error.sentence }.render();
    let html = html.unwrap_or_else(|_| format!("{title}. {}", error.sentence));
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, PRIVATE_NO_STORE)];
    (error.status, headers, html).into_response()
}
