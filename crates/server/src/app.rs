//! All routes under the front desk.

use std::time::Duration;

use axum::{Router, extract::DefaultBodyLimit, middleware};
use http::StatusCode;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    timeout::{RequestBodyTimeoutLayer, TimeoutLayer},
};

use crate::{Paper, api, front_desk::front_desk, pages};

/// The largest form or JSON body: a long story is a tenth of it.
const BODY_BYTES_MAX: usize = 2 << 20;
/// The longest pause of a client that sends a body.
const BODY_PAUSE: Duration = Duration::from_secs(10);
/// The longest that a page may take before we say that it failed.
const PAGE_PATIENCE: Duration = Duration::from_secs(30);

/// The paper as one service.
pub fn app(paper: &Paper) -> Router {
    // Stories come as shared bytes that are compressed already.
    let compressed = Router::new()
        .merge(paper.readers.routes())
        .merge(paper.readers.desk_routes())
        .merge(paper.billing.routes())
        .merge(paper.billing.desk_routes())
        .merge(paper.paywall.routes())
        .merge(paper.paywall.desk_routes())
        .merge(paper.stories.desk_routes())
        .merge(paper.stories.form_routes())
        .merge(paper.stories.api_routes())
        .merge(pages::router(paper))
        .merge(pages::plain_router(paper))
        .merge(api::router(paper))
        .layer(CompressionLayer::new())
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PAGE_PATIENCE));
    Router::new()
        .merge(compressed)
        // They read no body, and what they wait for has its own limits.
        .merge(paper.stories.routes())
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(middleware::from_fn_with_state(paper.clone(), front_desk))
}

/// A bug of ours costs one page and says so in the log.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
pub(crate) fn answer_panic(panic: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    let error = web::PageError::internal(words::Words::error_failed, format!("panic: {text}"));
    axum::response::IntoResponse::into_response(error)
}
