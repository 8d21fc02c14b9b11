use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::header;
use serde::Deserialize;
use web::{CookieKind, FormData, PageError, SafePath, Visitor, set_cookie};
use words::{Language, Words};

use super::broken;
use crate::{Readers, queries};

#[derive(Deserialize)]
pub(super) struct LanguageForm {
    language: String,
    #[serde(default)]
    next: String,
}

/// Chooses the language of the paper's own words: for this browser, and for
/// the mails of whoever is logged in.
pub(super) async fn choose(
    State(readers): State<Readers>,
    visitor: Visitor,
    FormData(form): FormData<LanguageForm>,
) -> Result<Response, PageError> {
    let language: Language = form
        .language
        .parse()
        .map_err(|_| PageError::unprocessable(Words::error_unknown_language))?;
    if let Some(signed_in) = &visitor.signed_in {
        let set = queries::set_language(&readers.db, signed_in.reader, language);
        set.await.map_err(broken)?;
    }
    let mut response = Redirect::to(SafePath::parse(&form.next).as_str()).into_response();
    let cookie = set_cookie(&readers.site, CookieKind::Language, language.code());
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}
