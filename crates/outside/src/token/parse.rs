use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use ring::signature::{ED25519, UnparsedPublicKey};

use super::{ALGORITHM, Claims, Header, MINUTES_MAX, TYPE};

const LENGTH_MAX: usize = 4_096;
/// How far an edge's clock may be behind the paper's.
const SKEW_SECONDS_MAX: i64 = 60;

/// Why a token is worth nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenProblem {
    /// Not three parts of base64url, or longer than any token.
    #[error("this is no token")]
    Form,
    /// A header that is not ours to the letter: another algorithm, a key of its own, anything more.
    #[error("the header is not that of a decision")]
    Header,
    /// Claims that are missing, of another type, or more than there should be.
    #[error("the claims are not those of a decision")]
    Claims,
    /// No key of this id signs now.
    #[error("no key has this id")]
    UnknownKey,
    /// The signature does not hold.
    #[error("the signature does not hold")]
    Signature,
    /// For another issuer, site or page.
    #[error("it is about something else")]
    Elsewhere,
    /// Its time is over, has not begun, or is longer than any may be.
    #[error("its time is over, or has not begun")]
    Time,
}

/// A token that was read; nothing says yet that it is true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unverified<'a> {
    /// Which key is said to have signed it.
    pub kid: String,
    /// What it says.
    pub claims: Claims,
    /// What was signed.
    pub signed: &'a str,
    /// The signature.
    pub signature: [u8; 64],
}

/// Reads a token: pure, total, and strict. It says what the token claims, never that it is true.
///
/// ```
/// use outside::token::{TokenProblem, parse};
/// assert_eq!(parse("").unwrap_err(), TokenProblem::Form);
/// // {"alg":"none"} and {}
/// assert_eq!(parse("eyJhbGciOiJub25lIn0.e30.").unwrap_err(), TokenProblem::Form);
/// ```
pub fn parse(token: &str) -> Result<Unverified<'_>, TokenProblem> {
    if token.len() > LENGTH_MAX {
        return Err(TokenProblem::Form);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenProblem::Form)?;
    let (header, claims) = signed.split_once('.').ok_or(TokenProblem::Form)?;
    let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenProblem::Form);
    let signature = decode(signature)?.try_into().map_err(|_| TokenProblem::Form)?;
    let (header, claims) = (decode(header)?, decode(claims)?);
    let header: Header = serde_json::from_slice(&header).map_err(|_| TokenProblem::Header)?;
    if header.alg != ALGORITHM || header.typ != TYPE {
        return Err(TokenProblem::Header);
    }
    let claims = serde_json::from_slice(&claims).map_err(|_| TokenProblem::Claims)?;
    Ok(Unverified { kid: header.kid, claims, signed, signature })
}

/// A key that verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// Its id: the thumbprint of RFC 7638.
    pub kid: String,
    /// Its 32 bytes.
    pub bytes: [u8; 32],
}

/// What a token must be about to be worth anything here.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The paper's address.
    pub issuer: &'a str,
    /// The site's origin.
    pub audience: &'a str,
    /// The page's path, in its normal form.
    pub story: &'a str,
}

/// The claims of a token that holds at `now` for what is expected. Ask `dec` next:
/// a Wall is signed too.
pub fn verify(
    token: &str,
    keys: &[PublicKey],
    expected: Expected<'_>,
    now: Timestamp,
) -> Result<Claims, TokenProblem> {
    let Unverified { kid, claims, signed, signature } = parse(token)?;
    let key = keys.iter().find(|key| key.kid == kid).ok_or(TokenProblem::UnknownKey)?;
    UnparsedPublicKey::new(&ED25519, &key.bytes)
        .verify(signed.as_bytes(), &signature)
        .map_err(|_| TokenProblem::Signature)?;
    let Expected { issuer, audience, story } = expected;
    if claims.iss != issuer || claims.aud != audience || claims.story != story {
        return Err(TokenProblem::Elsewhere);
    }
    let now = now.as_second();
    let lasts = claims.exp.saturating_sub(claims.iat);
    let is_over = now >= claims.exp || lasts > i64::from(MINUTES_MAX) * 60;
    if is_over || claims.iat > now.saturating_add(SKEW_SECONDS_MAX) {
        return Err(TokenProblem::Time);
    }
    Ok(claims)
}
