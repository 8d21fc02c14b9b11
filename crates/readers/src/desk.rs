use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use store::audit::{self, Deed};
use vocab::ReaderId;
use web::{
    DeskFrame, FormData, PageError, QueryData, Role, RoleSet, Staff, UnknownRole, page_response,
};
use words::Words;

use crate::{
    Reader, Readers, account::describe_agent, find_reader, list_readers, queries, routes::broken,
    set_roles,
};

const PAGE: u32 = 50;
const MAY_SEE: &[Role] = &[Role::Circulation, Role::Support, Role::Finance];
const MAY_CHANGE: &[Role] = &[Role::Circulation];
const MAY_LOG_OUT: &[Role] = &[Role::Circulation, Role::Support];

pub(crate) fn router(readers: Readers) -> Router {
    Router::new()
        .route("/desk/readers", get(list))
        .route("/desk/readers/{id}", get(show))
        .route("/desk/readers/{id}/roles", post(change_roles))
        .route("/desk/readers/{id}/closure", post(close))
        .route("/desk/readers/{id}/closure/withdraw", post(reopen))
        .route("/desk/readers/{id}/sessions/revocation", post(log_out_everywhere))
        .with_state(readers)
}

#[derive(Template)]
#[template(path = "desk/readers.html")]
struct ReadersPage {
    frame: DeskFrame,
    search: String,
    readers: Vec<Reader>,
    older: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/reader.html")]
struct ReaderPage {
    frame: DeskFrame,
    reader: Reader,
    sessions: Vec<(String, String)>,
    may_change: bool,
    may_log_out: bool,
    is_owner: bool,
}

/// Who may do this to `reader`: these roles to readers, only owners to the staff.
fn roles_over<'a>(reader: &Reader, roles: &'a [Role]) -> &'a [Role] {
    if reader.roles.is_empty() { roles } else { &[Role::Owner] }
}

#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    search: String,
    before: Option<String>,
}

async fn list(
    State(readers): State<Readers>,
    staff: Staff,
    QueryData(query): QueryData<ListQuery>,
) -> Result<Response, PageError> {
    staff.require(MAY_SEE)?;
    let (at, id) = read_cursor(query.before.as_deref());
    let found = list_readers(&readers.db, (at, &id), &query.search, PAGE).await.map_err(broken)?;
    let full = found.len() == PAGE as usize;
    let older = found
        .last()
        .filter(|_| full)
        .map(|last| format!("{}~{}", last.created_at.as_microsecond(), last.id));
    let frame = DeskFrame::new(&readers.site, &staff, staff.words().desk_readers());
    page_response(
        StatusCode::OK,
        &ReadersPage { frame, search: query.search, readers: found, older },
    )
}

fn read_cursor(text: Option<&str>) -> (Timestamp, String) {
    text.and_then(|text| text.split_once('~'))
        .and_then(|(micros, id)| {
            Some((Timestamp::from_microsecond(micros.parse().ok()?).ok()?, id))
        })
        .map_or((Timestamp::MAX, String::new()), |(at, id)| (at, id.to_owned()))
}

async fn one(readers: &Readers, id: &str) -> Result<Reader, PageError> {
    let id: ReaderId = id.parse().map_err(|_| PageError::not_found())?;
    find_reader(&readers.db, id).await.map_err(broken)?.ok_or_else(PageError::not_found)
}

async fn show(
    State(readers): State<Readers>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    staff.require(MAY_SEE)?;
    let reader = one(&readers, &id).await?;
    let sessions = readers.sessions.list(reader.id).await.map_err(broken)?;
    let (say, zone) = (staff.words(), readers.site.zone());
    let sessions = sessions
        .into_iter()
        .map(|(_, agent, since)| (describe_agent(&agent, say), say.moment(since, zone)));
    let page = ReaderPage {
        frame: DeskFrame::new(&readers.site, &staff, reader.email.to_string()),
        sessions: sessions.collect(),
        may_change: staff.0.roles.may(roles_over(&reader, MAY_CHANGE)),
        may_log_out: staff.0.roles.may(roles_over(&reader, MAY_LOG_OUT)),
        is_owner: staff.0.roles.may(&[Role::Owner]),
        reader,
    };
    page_response(StatusCode::OK, &page)
}

#[derive(Deserialize)]
struct RolesForm {
    #[serde(default)]
    roles: String,
}

async fn change_roles(
    State(readers): State<Readers>,
    staff: Staff,
    Path(id): Path<String>,
    FormData(form): FormData<RolesForm>,
) -> Result<Response, PageError> {
    staff.require(&[Role::Owner])?;
    let reader = one(&readers, &id).await?;
    let roles: RoleSet = form.roles.parse().map_err(|UnknownRole(role)| {
        PageError::unprocessable(move |say: Words| say.desk_role_unknown(&role))
    })?;
    if reader.id == staff.0.reader && !roles.may(&[Role::Owner]) {
        return Err(PageError::conflict(Words::desk_keep_owner));
    }
    let mut tx = readers.db.begin().await.map_err(broken)?;
    set_roles(&mut tx, reader.id, &roles).await.map_err(broken)?;
    // A reader's log-in is no way to the desk: that takes a shorter one, with both factors.
    let joins = reader.roles.is_empty() && !roles.is_empty();
    let stale = if joins {
        readers.sessions.revoke_all(&mut tx, reader.id, None).await
    } else {
        readers.sessions.refresh(&mut tx, reader.id).await
    };
    let stale = stale.map_err(broken)?;
    let detail = format!("{} → {roles}", reader.roles);
    log(&readers, &mut tx, &staff, "reader.roles", &reader, &detail).await?;
    tx.commit().await.map_err(broken)?;
    stale.iter().for_each(|hash| readers.sessions.forget(hash));
    Ok(back(&reader))
}

async fn close(
    State(readers): State<Readers>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let reader = one(&readers, &id).await?;
    staff.require(roles_over(&reader, MAY_CHANGE))?;
    if reader.id == staff.0.reader {
        return Err(PageError::conflict(Words::desk_not_own_account));
    }
    let mut tx = readers.db.begin().await.map_err(broken)?;
    queries::set_disabled(&mut tx, reader.id, Some(readers.ambient.now())).await.map_err(broken)?;
    let ended = readers.sessions.revoke_all(&mut tx, reader.id, None).await.map_err(broken)?;
    log(&readers, &mut tx, &staff, "reader.close", &reader, "").await?;
    tx.commit().await.map_err(broken)?;
    ended.iter().for_each(|hash| readers.sessions.forget(hash));
    Ok(back(&reader))
}

async fn reopen(
    State(readers): State<Readers>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    staff.require(MAY_CHANGE)?;
    let reader = one(&readers, &id).await?;
    staff.require(roles_over(&reader, MAY_CHANGE))?;
    let mut tx = readers.db.begin().await.map_err(broken)?;
    queries::set_disabled(&mut tx, reader.id, None).await.map_err(broken)?;
    log(&readers, &mut tx, &staff, "reader.reopen", &reader, "").await?;
    tx.commit().await.map_err(broken)?;
    Ok(back(&reader))
}

async fn log_out_everywhere(
    State(readers): State<Readers>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    staff.require(MAY_LOG_OUT)?;
    let reader = one(&readers, &id).await?;
    staff.require(roles_over(&reader, MAY_LOG_OUT))?;
    let mut tx = readers.db.begin().await.map_err(broken)?;
    let ended = readers.sessions.revoke_all(&mut tx, reader.id, None).await.map_err(broken)?;
    let detail = format!("{} log-ins", ended.len());
    log(&readers, &mut tx, &staff, "reader.log_out", &reader, &detail).await?;
    tx.commit().await.map_err(broken)?;
    ended.iter().for_each(|hash| readers.sessions.forget(hash));
    Ok(back(&reader))
}

async fn log(
    readers: &Readers,
    tx: &mut store::Tx,
    staff: &Staff,
    action: &str,
    reader: &Reader,
    detail: &str,
) -> Result<(), PageError> {
    let (actor, subject) = (staff.actor(), reader.id.to_string());
    let deed = Deed { actor: &actor, action, subject: &subject, detail };
    audit::record(tx, deed, readers.ambient.now()).await.map_err(broken)
}

fn back(reader: &Reader) -> Response {
    Redirect::to(&format!("/desk/readers/{}", reader.id)).into_response()
}
