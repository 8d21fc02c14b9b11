use askama::Template;
use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use store::{
    Executor as _, args,
    audit::{self, Deed},
    settings, statement,
};
use vocab::ReaderId;
use web::{
    FormData, Frame, PageError, QueryData, Role, RoleSet, Visitor, hex, page_response, sha256,
};
use words::Words;

use super::{begin_session, broken, registration::Problems};
use crate::{NewReader, Readers, find_reader_by_email, insert_reader};

/// The setting that holds the hash of the one-time setup link's secret.
const SETUP_KEY: &str = "setup_token_hash";

statement! {
    USE_SETUP_TOKEN = "UPDATE settings SET value = '' WHERE key = $1 AND value = $2";
}

#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage {
    frame: Frame,
    token: String,
    name: String,
    email: String,
    problems: Problems,
}

#[derive(Deserialize)]
pub(super) struct Token {
    #[serde(default)]
    token: String,
}

#[derive(Deserialize)]
pub(super) struct SetupForm {
    #[serde(default)]
    token: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

impl Readers {
    /// Makes the one-time link with which the first owner sets up an account.
    pub async fn issue_setup_link(&self) -> store::Result<String> {
        let token = hex(&self.ambient.bytes::<24>());
        let hash = hex(&sha256(token.as_bytes()));
        settings::set_setting(&self.db, SETUP_KEY, &hash).await?;
        Ok(self.site.address(&format!("/setup?token={token}")))
    }

    async fn is_setup_token(&self, token: &str) -> Result<(), PageError> {
        let stored = settings::find_setting(&self.db, SETUP_KEY).await.map_err(broken)?;
        let matches =
            stored.is_some_and(|hash| !hash.is_empty() && hash == hex(&sha256(token.as_bytes())));
        if matches { Ok(()) } else { Err(PageError::not_found()) }
    }
}

fn frame(readers: &Readers, visitor: &Visitor, token: &str) -> Frame {
    let path = format!("/setup?token={token}");
    Frame::private(&readers.site, visitor, visitor.words().setup_title(), &path)
}

pub(super) async fn show_form(
    State(readers): State<Readers>,
    visitor: Visitor,
    QueryData(query): QueryData<Token>,
) -> Result<Response, PageError> {
    readers.is_setup_token(&query.token).await?;
    let frame = frame(&readers, &visitor, &query.token);
    let (name, email, problems) = (String::new(), String::new(), Problems::default());
    page_response(StatusCode::OK, &SetupPage { frame, token: query.token, name, email, problems })
}

pub(super) async fn make_owner(
    State(readers): State<Readers>,
    visitor: Visitor,
    headers: HeaderMap,
    FormData(form): FormData<SetupForm>,
) -> Result<Response, PageError> {
    readers.is_setup_token(&form.token).await?;
    if let Some(problems) = Problems::with(&form.email, &form.password, visitor.words()) {
        let frame = frame(&readers, &visitor, &form.token);
        let SetupForm { token, name, email, .. } = form;
        let page = SetupPage { frame, token, name, email, problems };
        return page_response(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let hash = readers.passwords.hash(&form.password).await?;
    let Readers { db, ambient, .. } = &readers;
    let now = ambient.now();
    let mut tx = db.begin().await.map_err(broken)?;
    // Of several who hold the link, one gets through here.
    let hash_of_token = hex(&sha256(form.token.as_bytes()));
    if tx.run(&USE_SETUP_TOKEN, args![SETUP_KEY, hash_of_token]).await.map_err(broken)? == 0 {
        return Err(PageError::not_found());
    }
    let roles: RoleSet = [Role::Owner].into_iter().collect();
    let new = NewReader {
        id: ReaderId::fresh(ambient),
        email: &form.email,
        name: &form.name,
        password_hash: Some(&hash),
        roles: &roles,
        verified: true,
    };
    if !insert_reader(&mut tx, &new, now).await.map_err(broken)? {
        return Err(PageError::conflict(Words::setup_taken));
    }
    let actor = new.id.to_string();
    let deed =
        Deed { actor: &actor, action: "paper.setup", subject: &actor, detail: "first owner" };
    audit::record(&mut tx, deed, now).await.map_err(broken)?;
    let reader = find_reader_by_email(&mut tx, &form.email).await.map_err(broken)?;
    tx.commit().await.map_err(broken)?;
    let reader = reader.ok_or_else(PageError::not_found)?;
    begin_session(&readers, &visitor, &reader, &headers, "/desk").await
}
