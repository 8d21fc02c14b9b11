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
    links,
    mails::{Letter, post_letter},
    mark_verified, queries,
};

#[derive(Template)]
#[template(path = "reset_request.html")]
struct RequestPage {
    frame: Frame,
    email: String,
    /// Why the address will not do; empty where nothing is wrong.
    problem: String,
}

#[derive(Template)]
#[template(path = "reset.html")]
struct ResetPage {
    frame: Frame,
    token: String,
    /// Why the password will not do; empty where nothing is wrong.
    problem: String,
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

fn frame(readers: &Readers, visitor: &Visitor, path: &str) -> Frame {
    Frame::private(&readers.site, visitor, visitor.words().set_new_password(), path)
}

/// Whoever changes the language there comes back with the link.
fn reset_frame(readers: &Readers, visitor: &Visitor, token: &str) -> Frame {
    frame(readers, visitor, &format!("/password/reset?token={token}"))
}

pub(super) async fn show_request(
    State(readers): State<Readers>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let frame = frame(&readers, &visitor, "/password");
    let page = RequestPage { frame, email: String::new(), problem: String::new() };
    page_response(StatusCode::OK, &page)
}

pub(super) async fn request_reset(
    State(readers): State<Readers>,
    visitor: Visitor,
    FormData(form): FormData<RequestForm>,
) -> Result<Response, PageError> {
    let email = form.email.trim().to_owned();
    if !mail::is_address(&email) {
        let frame = frame(&readers, &visitor, "/password");
        let problem = frame.say.problem_address();
        let page = RequestPage { frame, email, problem };
        return page_response(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    limit_mails(&readers, &email).await?;
    let payload = serde_json::to_value(ResetRequest { email: email.clone() }).unwrap_or_default();
    jobs::enqueue(&readers.db, &readers.ambient, NewJob::new(RESET_REQUEST, payload))
        .await
        .map_err(broken)?;
    let title = visitor.words().check_mail();
    let frame = Frame::private(&readers.site, &visitor, title, "/password");
    page_response(StatusCode::OK, &CheckMailPage { frame, email })
}

pub(super) async fn show_reset(
    State(readers): State<Readers>,
    visitor: Visitor,
    QueryData(query): QueryData<Token>,
) -> Result<Response, PageError> {
    let link = links::find_link(&readers.db, &readers.ambient, &query.token, Purpose::Reset);
    link.await.map_err(broken)?.ok_or_else(stale)?;
    let frame = reset_frame(&readers, &visitor, &query.token);
    let page = ResetPage { frame, token: query.token, problem: String::new() };
    page_response(StatusCode::OK, &page)
}

pub(super) async fn reset(
    State(readers): State<Readers>,
    visitor: Visitor,
    headers: HeaderMap,
    FormData(form): FormData<ResetForm>,
) -> Result<Response, PageError> {
    if let Err(problem) = check_strength(&form.password) {
        let frame = reset_frame(&readers, &visitor, &form.token);
        let problem = problem.say(frame.say);
        let page = ResetPage { frame, token: form.token, problem };
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
    let to_reset = site.address("/password");
    let posted = post_letter(&mut tx, ambient, site, &reader, Letter::Changed, &to_reset);
    posted.await.map_err(broken)?;
    tx.commit().await.map_err(broken)?;
    ended.iter().for_each(|hash| sessions.forget(hash));
    if readers.asks_second_factor(&reader) {
        return Ok(Redirect::to("/login").into_response());
    }
    let next = SafePath::parse(link.next.as_str());
    begin_session(&readers, &visitor, &reader, &headers, next.as_str()).await
}
