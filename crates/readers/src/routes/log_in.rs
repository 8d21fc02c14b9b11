use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, StatusCode, header};
use jiff::SignedDuration;
use serde::Deserialize;
use web::{
    CookieKind, FormData, Frame, PageError, QueryData, SafePath, Visitor, clear_cookie,
    page_response,
};
use words::Words;

use super::{
    begin_session, broken,
    registration::{CheckMailPage, browser_secret, mail_mark},
};
use crate::{
    Purpose, Reader, Readers, find_reader_by_email,
    links::{NewLink, browser_hash, insert_link},
    mails::{Letter, post_letter},
    tries,
};

const WINDOW: SignedDuration = SignedDuration::from_mins(15);

#[derive(Template)]
#[template(path = "log_in.html")]
struct LogInPage {
    frame: Frame,
    next: SafePath,
    email: String,
    problem: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(super) struct LogInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

pub(super) async fn show_form(
    State(readers): State<Readers>,
    visitor: Visitor,
    QueryData(query): QueryData<Next>,
) -> Result<Response, PageError> {
    let next = SafePath::parse(&query.next);
    if visitor.is_signed_in() {
        return Ok(Redirect::to(next.as_str()).into_response());
    }
    let frame = log_in_frame(&readers, &visitor, &next);
    page_response(StatusCode::OK, &LogInPage { frame, next, email: String::new(), problem: None })
}

/// Whoever changes the language there comes back with the same `next`.
fn log_in_frame(readers: &Readers, visitor: &Visitor, next: &SafePath) -> Frame {
    let path = format!("/login?next={}", next.encoded());
    Frame::private(&readers.site, visitor, visitor.words().log_in(), &path)
}

pub(super) async fn log_in(
    State(readers): State<Readers>,
    visitor: Visitor,
    headers: HeaderMap,
    FormData(form): FormData<LogInForm>,
) -> Result<Response, PageError> {
    let next = SafePath::parse(&form.next);
    let key = format!("log_in:{}", mail::address_key(&form.email));
    let now = readers.ambient.now();
    let counted = tries::count_try(&readers.db, &key, readers.rules.tries, WINDOW, now);
    if let Err(seconds) = counted.await.map_err(broken)? {
        return Err(PageError::too_many(Words::log_in_too_many, seconds));
    }
    let reader = find_reader_by_email(&readers.db, &form.email).await.map_err(broken)?;
    let usable =
        reader.filter(|reader| reader.disabled_at.is_none() && reader.verified_at.is_some());
    let hash = usable.as_ref().and_then(|reader| reader.password_hash.as_deref());
    let matches = readers.passwords.verify(&form.password, hash).await?;
    let Some(reader) = usable.filter(|_| matches) else {
        let frame = log_in_frame(&readers, &visitor, &next);
        let problem = Some(frame.say.log_in_wrong());
        let page = LogInPage { frame, next, email: form.email, problem };
        return page_response(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    tries::forget_tries(&readers.db, &key).await.map_err(broken)?;
    if readers.asks_second_factor(&reader) {
        return ask_second_factor(&readers, &visitor, &reader, &next).await;
    }
    begin_session(&readers, &visitor, &reader, &headers, next.as_str()).await
}

/// The password was right; a mailed link finishes the log-in in this browser.
async fn ask_second_factor(
    readers: &Readers,
    visitor: &Visitor,
    reader: &Reader,
    next: &SafePath,
) -> Result<Response, PageError> {
    let Readers { db, ambient, site, .. } = readers;
    // A bucket of its own: who lacks the password cannot fill it.
    let key = format!("second_factor:{}", reader.id);
    let counted = tries::count_try(db, &key, readers.rules.tries, WINDOW, ambient.now());
    if let Err(seconds) = counted.await.map_err(broken)? {
        return Err(PageError::too_many(Words::confirm_too_many, seconds));
    }
    let secret = browser_secret(ambient);
    let new = NewLink {
        reader: reader.id,
        purpose: Purpose::SecondFactor,
        next,
        password_hash: None,
        browser_hash: Some(&browser_hash(&secret)),
    };
    let mut tx = db.begin().await.map_err(broken)?;
    let token = insert_link(&mut tx, ambient, new).await.map_err(broken)?;
    let link = site.address(&format!("/login/confirm?token={token}"));
    let posted = post_letter(&mut tx, ambient, site, reader, Letter::SecondFactor, &link);
    posted.await.map_err(broken)?;
    tx.commit().await.map_err(broken)?;
    let frame = Frame::private(site, visitor, visitor.words().check_mail(), "/login");
    let email = reader.email.to_string();
    let mut response = page_response(StatusCode::OK, &CheckMailPage { frame, email })?;
    response.headers_mut().append(header::SET_COOKIE, mail_mark(site, &secret));
    Ok(response)
}

pub(super) async fn log_out(
    State(readers): State<Readers>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    if let Some(signed_in) = &visitor.signed_in {
        readers.sessions.revoke(signed_in.reader, signed_in.session).await.map_err(broken)?;
    }
    let mut response = Redirect::to("/").into_response();
    let cookie = clear_cookie(&readers.site, CookieKind::Session);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}
