//! The part of the API that joins departments, and the description of it all.

mod access;
mod keys;
mod me;

use axum::{
    Json, Router,
    routing::{get, post},
};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use crate::Paper;

pub use keys::{KeyScope, add_key};

pub(crate) fn router(paper: &Paper) -> Router {
    Router::new()
        .route("/api/v1/me", get(me::show_me))
        .route("/api/v1/access", post(access::decide_access))
        .route("/api/v1/openapi.json", get(show_description))
        .with_state(paper.clone())
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Masthead",
        version = "1",
        description = "Stories, decisions and accounts of one paper. Money is in minor units; times are RFC 3339; errors are problem details of RFC 9457."
    ),
    paths(
        stories::api::list_stories,
        stories::api::show_story,
        stories::api::give_story,
        me::show_me,
        access::decide_access,
    ),
    modifiers(&Schemes)
)]
struct Description;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let Some(components) = openapi.components.as_mut() else { return };
        let cookie = ApiKey::Cookie(ApiKeyValue::new("__Host-masthead_session"));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
        for (name, says) in
            [("bearer", "A log-in’s token"), ("service_key", "A key of `masthead key add`")]
        {
            let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(says));
            components.add_security_scheme(name, SecurityScheme::Http(scheme.build()));
        }
    }
}

async fn show_description() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}
