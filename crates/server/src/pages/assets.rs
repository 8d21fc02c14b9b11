use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use web::{ASSET_CACHE_CONTROL, PageError, find_asset};

use crate::Paper;

/// A file of this build, kept by browsers for ever: its address holds its hash.
pub(super) async fn show_asset(
    Path((hash, name)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let (mime, bytes) = find_asset(&hash, &name).ok_or_else(PageError::not_found)?;
    let headers = [(header::CONTENT_TYPE, mime), (header::CACHE_CONTROL, ASSET_CACHE_CONTROL)];
    Ok((headers, bytes).into_response())
}

/// Robots may read what readers may, and stay away from forms and accounts.
pub(super) async fn show_robots() -> Response {
    let text = "User-agent: *\nDisallow: /account\nDisallow: /api/\nDisallow: /checkout\nDisallow: /desk\nDisallow: /login\nDisallow: /register\nDisallow: /sandbox\n";
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
