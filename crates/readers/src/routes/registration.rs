use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::SignedDuration;
use serde::Deserialize;
use store::jobs::{self, NewJob};
use vocab::Ambient;
use web::{
    CookieKind, FormData, Frame, PageError, QueryData, SafePath, Site, Visitor, page_response,
    read_cookie, set_cookie,
};
use words::Words;

use super::{begin_session, broken};
use crate::{
    Purpose, Readers, check_strength, find_reader,
    jobs::{REGISTRATION, Registration},
    links, mark_verified, queries, tries,
};

const MAILS_AN_HOUR: u32 = 5;
const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[derive(Template)]
#[template(path = "register.html")]
struct RegisterPage {
    frame: Frame,
    next: SafePath,
    email: String,
    problems: Problems,
}

/// Why an address or a password will not do; empty where nothing is wrong.
#[derive(Default)]
pub(super) struct Problems {
    pub(super) email: String,
    pub(super) password: String,
}

impl Problems {
    /// What is wrong with these two, in words; none if nothing is.
    pub(super) fn with(email: &str, password: &str, say: Words) -> Option<Self> {
        let good = mail::is_address(email.trim());
        let email = if good { String::new() } else { say.problem_address() };
        let weak = check_strength(password).err();
        let password = weak.map_or_else(String::new, |problem| problem.say(say));
        (!email.is_empty() || !password.is_empty()).then_some(Self { email, password })
    }
}

#[derive(Template)]
#[template(path = "check_mail.html")]
pub(super) struct CheckMailPage {
    pub(super) frame: Frame,
    pub(super) email: String,
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    frame: Frame,
    action: &'static str,
    token: String,
}

#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(super) struct RegisterForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(super) struct Token {
    #[serde(default)]
    token: String,
}

pub(super) async fn show_form(
    State(readers): State<Readers>,
    visitor: Visitor,
    QueryData(query): QueryData<Next>,
) -> Result<Response, PageError> {
    let next = SafePath::parse(&query.next);
    let frame = register_frame(&readers, &visitor, &next);
    let page = RegisterPage { frame, next, email: String::new(), problems: Problems::default() };
    page_response(StatusCode::OK, &page)
}

/// Whoever changes the language there comes back with the same `next`.
fn register_frame(readers: &Readers, visitor: &Visitor, next: &SafePath) -> Frame {
    let path = format!("/register?next={}", next.encoded());
    Frame::private(&readers.site, visitor, visitor.words().register(), &path)
}

pub(super) async fn register(
    State(readers): State<Readers>,
    visitor: Visitor,
    FormData(form): FormData<RegisterForm>,
) -> Result<Response, PageError> {
    if let Some(problems) = Problems::with(&form.email, &form.password, visitor.words()) {
        let next = SafePath::parse(&form.next);
        let frame = register_frame(&readers, &visitor, &next);
        let page = RegisterPage { frame, next, email: form.email, problems };
        return page_response(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    limit_mails(&readers, &form.email).await?;
    let password_hash = readers.passwords.hash(&form.password).await?;
    let email = form.email.trim().to_owned();
    let secret = browser_secret(&readers.ambient);
    let browser_hash = links::browser_hash(&secret);
    let asked = Registration {
        email: email.clone(),
        password_hash,
        next: form.next,
        browser_hash,
        language: Some(visitor.language),
    };
    let payload = serde_json::to_value(asked).unwrap_or_default();
    jobs::enqueue(&readers.db, &readers.ambient, NewJob::new(REGISTRATION, payload))
        .await
        .map_err(broken)?;
    let title = visitor.words().check_mail();
    let frame = Frame::private(&readers.site, &visitor, title, "/register");
    let mut response =
        page_response(StatusCode::OK, &CheckMailPage { frame, email: email.clone() })?;
    response.headers_mut().append(header::SET_COOKIE, mail_mark(&readers.site, &secret));
    Ok(response)
}

/// A secret that only the browser which asks for a mail will hold.
pub(super) fn browser_secret(ambient: &Ambient) -> String {
    web::hex(&ambient.bytes::<16>())
}

/// Marks this browser as the one that asked: in it, opening the link is enough.
pub(super) fn mail_mark(site: &Site, secret: &str) -> HeaderValue {
    set_cookie(site, CookieKind::Mail, secret)
}

/// At most five mails an hour to one address, whoever asks for them.
pub(super) async fn limit_mails(readers: &Readers, email: &str) -> Result<(), PageError> {
    let key = format!("mail:{}", mail::address_key(email));
    let limit = if readers.rules.tries == 0 { 0 } else { MAILS_AN_HOUR };
    let counted = tries::count_try(&readers.db, &key, limit, HOUR, readers.ambient.now());
    counted
        .await
        .map_err(broken)?
        .map_err(|seconds| PageError::too_many(Words::mails_too_many, seconds))
}

/// The link of the mail that opened an account.
pub(super) async fn show_confirmation(
    State(readers): State<Readers>,
    visitor: Visitor,
    headers: HeaderMap,
    QueryData(query): QueryData<Token>,
) -> Result<Response, PageError> {
    open_link(&readers, &visitor, &headers, query.token, Purpose::LogIn).await
}

/// The link of the mail that finishes a log-in of the staff.
pub(super) async fn show_second_factor(
    State(readers): State<Readers>,
    visitor: Visitor,
    headers: HeaderMap,
    QueryData(query): QueryData<Token>,
) -> Result<Response, PageError> {
    open_link(&readers, &visitor, &headers, query.token, Purpose::SecondFactor).await
}

/// In the browser that asked a link logs in at once; anywhere else it shows one
/// button, so that a mail scanner that follows links uses nothing up.
async fn open_link(
    readers: &Readers,
    visitor: &Visitor,
    headers: &HeaderMap,
    token: String,
    purpose: Purpose,
) -> Result<Response, PageError> {
    let link = links::find_link(&readers.db, &readers.ambient, &token, purpose);
    let link = link.await.map_err(broken)?.ok_or_else(stale)?;
    let from_here = link.is_from(read_cookie(&readers.site, headers, CookieKind::Mail));
    if purpose == Purpose::SecondFactor && !from_here {
        return Err(wrong_browser());
    }
    if !visitor.prefetch && from_here {
        return log_in_by_link(readers, visitor, headers, &token, purpose).await;
    }
    let action = match purpose {
        Purpose::SecondFactor => "/login/confirm",
        Purpose::LogIn | Purpose::Reset => "/register/confirm",
    };
    let path = format!("{action}?token={token}");
    let frame = Frame::private(&readers.site, visitor, visitor.words().log_in(), &path);
    page_response(StatusCode::OK, &ConfirmPage { frame, action, token })
}

pub(super) async fn confirm(
    State(readers): State<Readers>,
    visitor: Visitor,
    headers: HeaderMap,
    FormData(form): FormData<Token>,
) -> Result<Response, PageError> {
    log_in_by_link(&readers, &visitor, &headers, &form.token, Purpose::LogIn).await
}

pub(super) async fn confirm_second_factor(
    State(readers): State<Readers>,
    visitor: Visitor,
    headers: HeaderMap,
    FormData(form): FormData<Token>,
) -> Result<Response, PageError> {
    log_in_by_link(&readers, &visitor, &headers, &form.token, Purpose::SecondFactor).await
}

async fn log_in_by_link(
    readers: &Readers,
    visitor: &Visitor,
    headers: &HeaderMap,
    token: &str,
    purpose: Purpose,
) -> Result<Response, PageError> {
    let mut tx = readers.db.begin().await.map_err(broken)?;
    let link = links::use_link(&mut tx, &readers.ambient, token, purpose).await;
    let link = link.map_err(broken)?.ok_or_else(stale)?;
    let reader = find_reader(&mut tx, link.reader).await.map_err(broken)?.ok_or_else(stale)?;
    if reader.disabled_at.is_some() {
        return Err(stale());
    }
    let from_here = link.is_from(read_cookie(&readers.site, headers, CookieKind::Mail));
    if purpose == Purpose::SecondFactor && !from_here {
        return Err(wrong_browser());
    }
    if let (Some(hash), None, true) = (&link.password_hash, &reader.password_hash, from_here) {
        queries::set_password(&mut tx, reader.id, hash).await.map_err(broken)?;
    }
    mark_verified(&mut tx, reader.id, readers.ambient.now()).await.map_err(broken)?;
    let ended = match reader.verified_at {
        Some(_) => Vec::new(),
        // Whoever was logged in before had not proven that the address is theirs.
        None => readers.sessions.revoke_all(&mut tx, reader.id, None).await.map_err(broken)?,
    };
    tx.commit().await.map_err(broken)?;
    ended.iter().for_each(|hash| readers.sessions.forget(hash));
    if purpose != Purpose::SecondFactor && readers.asks_second_factor(&reader) {
        // A mailed link is one factor; the password comes first.
        let login = format!("/login?next={}", link.next.encoded());
        return Ok(Redirect::to(&login).into_response());
    }
    begin_session(readers, visitor, &reader, headers, link.next.as_str()).await
}

fn wrong_browser() -> PageError {
    PageError::unprocessable(Words::link_wrong_browser)
}

pub(super) fn stale() -> PageError {
    PageError::unprocessable(Words::link_stale)
}
