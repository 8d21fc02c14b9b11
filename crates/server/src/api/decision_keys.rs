use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{HeaderValue, header};
use outside::KEYS_KEPT_SECONDS;
use serde::Serialize;
use utoipa::ToSchema;
use web::PageError;

use super::unavailable;
use crate::Paper;

/// The keys that verify decisions: a set of RFC 7517.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeySet {
    /// The key that signs now, the next one, and those whose tokens may still be about.
    keys: Vec<KeyOfSet>,
}

/// A public key: RFC 8037.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyOfSet {
    /// `OKP`.
    kty: &'static str,
    /// `Ed25519`.
    crv: &'static str,
    /// `EdDSA`, and no other.
    alg: &'static str,
    /// `sig`.
    r#use: &'static str,
    /// Its id.
    kid: String,
    /// Its bytes, base64url.
    x: String,
}

/// Lists the keys that verify decisions’ tokens.
#[utoipa::path(
    get,
    path = "/.well-known/jwks.json",
    tag = "outside",
    responses((status = 200, description = "The keys", body = KeySet))
)]
pub(crate) async fn list_keys(State(paper): State<Paper>) -> Result<Response, PageError> {
    let keys = paper.outside.public_keys().await.map_err(unavailable)?;
    let keys = keys.into_iter().map(|key| KeyOfSet {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        r#use: "sig",
        kid: key.kid,
        x: BASE64_URL_SAFE_NO_PAD.encode(key.bytes),
    });
    let mut response = Json(KeySet { keys: keys.collect() }).into_response();
    let kept = format!("public, max-age={KEYS_KEPT_SECONDS}");
    let kept = HeaderValue::try_from(kept).unwrap_or(HeaderValue::from_static("no-cache"));
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    Ok(response)
}
