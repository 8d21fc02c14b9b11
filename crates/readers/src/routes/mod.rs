mod language;
mod log_in;
mod password;
mod registration;
mod setup;

use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::{HeaderMap, header};
use store::StoreError;
use vocab::SessionId;
use web::{CookieKind, PageError, Visitor, clear_cookie, set_cookie};

use crate::{Reader, Readers};

pub(crate) fn router(readers: Readers) -> Router {
    Router::new()
        .route("/language", post(language::choose))
        .route("/login", get(log_in::show_form).post(log_in::log_in))
        .route("/logout", post(log_in::log_out))
        .route("/register", get(registration::show_form).post(registration::register))
        .route(
            "/register/confirm",
            get(registration::show_confirmation).post(registration::confirm),
        )
        .route(
            "/login/confirm",
            get(registration::show_second_factor).post(registration::confirm_second_factor),
        )
        .route("/password", get(password::show_request).post(password::request_reset))
        .route("/password/reset", get(password::show_reset).post(password::reset))
        .route("/account/sessions/{id}/revocation", post(revoke_session))
        .route("/setup", get(setup::show_form).post(setup::make_owner))
        .with_state(readers)
}

/// The database failed under a reader's page.
pub(crate) fn broken(error: StoreError) -> PageError {
    PageError::unavailable_because(words::Words::error_failed, error)
}

pub(crate) fn agent_of(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// Begins a log-in: a session of its own, the meter's union, both cookies.
pub(crate) async fn begin_session(
    readers: &Readers,
    visitor: &Visitor,
    reader: &Reader,
    headers: &HeaderMap,
    next: &str,
) -> Result<Response, PageError> {
    let mut tx = readers.db.begin().await.map_err(broken)?;
    let session =
        readers.sessions.begin(&mut tx, reader, agent_of(headers)).await.map_err(broken)?;
    tx.commit().await.map_err(broken)?;
    (readers.at_login)(visitor.device, reader.id).await;
    // Whatever log-in this browser had before ends here.
    if let Some(old) = &visitor.signed_in {
        readers.sessions.revoke(old.reader, old.session).await.map_err(broken)?;
    }
    let mut response = Redirect::to(next).into_response();
    let site = &readers.site;
    let cookies = response.headers_mut();
    cookies.append(header::SET_COOKIE, set_cookie(site, CookieKind::Session, &session.token));
    let device = Visitor::device_token(site, visitor.device);
    cookies.append(header::SET_COOKIE, set_cookie(site, CookieKind::Device, &device));
    // What the account says of its language holds in each of its browsers.
    if let Some(language) = reader.language {
        let chosen = set_cookie(site, CookieKind::Language, language.code());
        cookies.append(header::SET_COOKIE, chosen);
    }
    Ok(response)
}

async fn revoke_session(
    State(readers): State<Readers>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let signed_in = visitor.require_reader("/account")?;
    let id: SessionId = id.parse().map_err(|_| PageError::not_found())?;
    // Somebody else's log-in is as unknown as one that never was.
    if !readers.sessions.revoke(signed_in.reader, id).await.map_err(broken)? {
        return Err(PageError::not_found());
    }
    let mut response = Redirect::to("/account").into_response();
    if id == signed_in.session {
        let cookie = clear_cookie(&readers.site, CookieKind::Session);
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
