//! Pages that no department owns: the account, composed of what each offers;
//! the desk's home, settings and audit log; assets and probes.

mod account;
mod appearance;
mod assets;
mod audit;
mod desk;

use axum::{Router, routing::get, routing::post};

use crate::Paper;

pub(crate) fn router(paper: &Paper) -> Router {
    Router::new()
        .route("/account", get(account::show_account))
        .route("/desk", get(desk::show_home))
        .route("/desk/settings", get(desk::show_settings))
        .route("/desk/settings/jobs/{id}/retry", post(desk::retry_job))
        .route("/desk/appearance", get(appearance::show).post(appearance::save))
        .route("/desk/appearance/reset", post(appearance::reset))
        .route("/desk/audit", get(audit::show_audit))
        .with_state(paper.clone())
}

/// Pages that are bytes of this build, and the probes.
pub(crate) fn plain_router(paper: &Paper) -> Router {
    Router::new()
        .route("/assets/{hash}/{name}", get(assets::show_asset))
        .route("/media/{hash}/{name}", get(assets::show_media))
        .route("/robots.txt", get(assets::show_robots))
        .route("/healthz", get(assets::show_alive))
        .route("/readyz", get(assets::show_ready))
        .with_state(paper.clone())
}
