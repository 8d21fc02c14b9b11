//! The part of the API that joins departments, and the description of it all.

mod access;
mod decision_keys;
mod gate;
mod gate_wall;
mod keys;
mod me;
mod outside;

use axum::{
    Json, Router,
    routing::{get, post, put},
};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use crate::Paper;

pub(crate) use keys::KnownKeys;
pub use keys::{KeyScope, add_key};

/// Whether calls at `path` take a service key, and no log-in’s token, as their bearer.
pub(crate) fn takes_key(path: &str) -> bool {
    matches!(
        path,
        "/api/v1/access" | "/api/v1/gate" | "/api/v1/gate/wall" | "/api/v1/outside/stories"
    )
}

fn unavailable(error: store::StoreError) -> web::PageError {
    web::PageError::unavailable_because(words::Words::error_not_now, error)
}

pub(crate) fn router(paper: &Paper) -> Router {
    Router::new()
        .route("/api/v1/me", get(me::show_me))
        .route("/api/v1/access", post(access::decide_access))
        .route("/api/v1/gate", get(gate::decide_gate))
        .route("/api/v1/gate/wall", get(gate::show_gate_wall))
        .route("/api/v1/outside/stories", put(outside::put_stories))
        .route("/.well-known/jwks.json", get(decision_keys::list_keys))
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
        gate::decide_gate,
        gate::show_gate_wall,
        outside::put_stories,
        decision_keys::list_keys,
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
