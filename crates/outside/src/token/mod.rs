//! Decisions as signed tokens: JSON Web Tokens (RFC 7519) under Ed25519 (RFC 8037), in
//! one form only. The header names no algorithm but `EdDSA`, no key but by its id, and
//! holds nothing else, so there is nothing to be confused by.

mod parse;
mod sign;

use serde::{Deserialize, Serialize};

pub use parse::{Expected, PublicKey, TokenProblem, Unverified, parse, verify};
pub use sign::SigningKey;

/// A token is trusted for at most so many minutes, whoever made it.
pub const MINUTES_MAX: u32 = 60;
const TYPE: &str = "decision+jwt";
const ALGORITHM: &str = "EdDSA";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    kid: String,
    typ: String,
}

/// Open or Wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The page may be shown.
    Open,
    /// It may not.
    Wall,
}

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// The paper's address.
    pub iss: String,
    /// The origin of the site whose page it is.
    pub aud: String,
    /// Who asked: a pseudonym that is the same for this site only.
    pub sub: String,
    /// The page's path.
    pub story: String,
    /// The decision.
    pub dec: Verdict,
    /// Why: a word of the header `Masthead-Access`.
    pub because: String,
    /// When it was made, in seconds since 1970.
    pub iat: i64,
    /// From when it is worth nothing, in seconds since 1970.
    pub exp: i64,
}
