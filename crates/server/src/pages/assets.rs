use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use web::{ASSET_CACHE_CONTROL, PageError, find_asset};
use words::Words;

use crate::Paper;

const FOR_EVER: HeaderValue = HeaderValue::from_static(ASSET_CACHE_CONTROL);
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");
/// A style sheet or a typeface is no page: opened by itself, it may do nothing.
const NO_PAGE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
/// A picture runs nothing and loads nothing, even where it is an SVG.
const PICTURES_ONLY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");

/// A file of this build or of the paper's face, kept by browsers for ever: its
/// address holds its hash. A page that is older than the face gets today's.
pub(super) async fn show_asset(
    State(paper): State<Paper>,
    headers: HeaderMap,
    Path((hash, name)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let face = paper.site.face();
    let (page, caching) = match face.file(&name) {
        Some((page, path)) if path == format!("/assets/{hash}/{name}") => (page, FOR_EVER),
        Some((page, _)) => (page, NO_CACHE),
        None => (find_asset(&hash, &name).ok_or_else(PageError::not_found)?, FOR_EVER),
    };
    let mut response = page.respond(&headers);
    response.headers_mut().insert(header::CACHE_CONTROL, caching);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, NO_PAGE);
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}

/// A picture or another file of the paper's, under the hash of its bytes.
pub(super) async fn show_media(
    State(paper): State<Paper>,
    Path((hash, name)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let found = paper.media.get(&hash, &name).await;
    let found =
        found.map_err(|error| PageError::unavailable_because(Words::error_not_now, error))?;
    let (kind, bytes) = found.ok_or_else(PageError::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::CONTENT_SECURITY_POLICY, PICTURES_ONLY),
    ];
    Ok((headers, bytes).into_response())
}

/// What robots are asked to do: what the desk says about them.
pub(super) async fn show_robots(State(paper): State<Paper>) -> Response {
    let text = paper.paywall.engines().robots_txt();
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// The process runs.
pub(super) async fn show_alive() -> &'static str {
    "ok\n"
}

/// The paper can serve: it is not draining, and its database answers.
pub(super) async fn show_ready(State(paper): State<Paper>) -> Response {
    if paper.is_draining() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining\n").into_response();
    }
    match paper.db.ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}
