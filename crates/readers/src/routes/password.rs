use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use store::jobs::{self, NewJob};
use web::{FormData, Frame, PageError, QueryData, SafePath, Visitor, page_response};

use super::{
    begin_session, broken,
    registration::{CheckMailPage, limit_mails, stale},
};
use crate::{
    Purpose, Readers, check_strength, find_reader,
    jobs::{RESET_REQUEST, ResetRequest},
    links, mails, mark_verified, queries,
};

#[derive(Template)]
#[template(path = "reset_request.html")]
struct RequestPage {
    frame: Frame,
    problem: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "reset.html")]
struct ResetPage {
    frame: Frame,
    token: String,
    problem: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct RequestForm {
    #[serde(default)]
    email: String,
}

#[derive(Deserialize)]
pub(super) struct Token {
    #[serde(default)]
    token: String,
}

#[derive(Deserialize)]
pub(super) struct ResetForm {
    #[serde(default)]
    token: String,
    #[serde(default)]
    password: String,
}

pub(super) async fn show_request(
    State(readers): State<Readers>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let frame = Frame::private(&readers.site, &visitor, "Set a new password", "/password");
    page_response(StatusCode::OK, &RequestPage { frame, problem: None })
}

pub(super) async fn request_reset(
    State(readers): State<Readers>,
    visitor: Visitor,
    FormData(form): FormData<RequestForm>,
) -> Result<Response, PageError> {
    let email = form.email.trim().to_owned();
    if !mail::is_address(&email) {
        let frame = Frame::private(&readers.site, &visitor, "Set a new password", "/password");
        let problem = Some("That does not look like an address that mail can be sent to.");
        return page_response(StatusCode::UNPROCESSABLE_ENTITY, &RequestPage { frame, problem });
    }
    limit_mails(&readers, &email).await?;
    let payload = serde_json::to_value(ResetRequest { email: email.clone() }).unwrap_or_default();
    jobs::enqueue(&readers.db, &readers.ambient, NewJob::new(RESET_REQUEST, payload))
        .await
        .map_err(broken)?;
    let frame = Frame::private(&readers.site, &visitor, "Check your mail", "/password");
    page_response(StatusCode::OK, &CheckMailPage { frame, email })
}

pub(super) async fn show_reset(
    State(readers): State<Readers>,
    visitor: Visitor,
    QueryData(query): QueryData<Token>,
) -> Result<Response, PageError> {
    let link = links::find_link(&readers.db, &readers.ambient, &query.token, Purpose::Reset);
    link.await.map_err(broken)?.ok_or_else(stale)?;
    let frame = Frame::private(&readers.site, &visitor, "Set a new password", "/password/reset");
    page_response(StatusCode::OK, &ResetPage { frame, token: query.token, problem: None })
}

pub(super) async fn reset(
    State(readers): State<Readers>,
    visitor: Visitor,
    headers: HeaderMap,
    FormData(form): FormData<ResetForm>,
) -> Result<Response, PageError> {
    if let Err(problem) = check_strength(&form.password) {
        let frame =
            Frame::private(&readers.site, &visitor, "Set a new password", "/password/reset");
        let page = ResetPage { frame, token: form.token, problem: Some(problem.to_string()) };
        return page_response(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let hash = readers.passwords.hash(&form.password).await?;
    let Readers { db, ambient, site, sessions, .. } = &readers;
    let mut tx = db.begin().await.map_err(broken)?;
    let link = links::use_link(&mut tx, ambient, &form.token, Purpose::Reset).await;
    let link = link.map_err(broken)?.ok_or_else(stale)?;
    let reader = find_reader(&mut tx, link.reader).await.map_err(broken)?.ok_or_else(stale)?;
    if reader.disabled_at.is_some() {
        return Err(stale());
    }
    links::void_links(&mut tx, ambient, reader.id).await.map_err(broken)?;
    queries::set_password(&mut tx, reader.id, &hash).await.map_err(broken)?;
    mark_verified(&mut tx, reader.id, ambient.now()).await.map_err(broken)?;
    let ended = sessions.revoke_all(&mut tx, reader.id, None).await.map_err(broken)?;
    let link_to_reset = site.address("/password");
    let text = mails::Changed { paper: site.name(), link: &link_to_reset };
    let subject = format!("Your password for {} was changed", site.name());
    mails::post(&mut tx, ambient, &reader.email, subject, &text).await.map_err(broken)?;
    tx.commit().await.map_err(broken)?;
    ended.iter().for_each(|hash| sessions.forget(hash));
    if readers.asks_second_factor(&reader) {
        return Ok(Redirect::to("/login").into_response());
    }
    let next = SafePath::parse(link.next.as_str());
    begin_session(&readers, &visitor, &reader, &headers, next.as_str()).await
}
