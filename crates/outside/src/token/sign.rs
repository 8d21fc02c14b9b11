use std::fmt;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::signature::{Ed25519KeyPair, KeyPair as _};

use super::{ALGORITHM, Claims, Header, PublicKey, TYPE};

/// A key that signs. Its secret never shows in logs.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

impl SigningKey {
    /// From 32 secret bytes; none for any other number.
    pub fn from_seed(seed: &[u8]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        let bytes: [u8; 32] = pair.public_key().as_ref().try_into().ok()?;
        let x = BASE64_URL_SAFE_NO_PAD.encode(bytes);
        // The members in their order, as RFC 7638 and RFC 8037 want them hashed.
        let thumb = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        let kid = BASE64_URL_SAFE_NO_PAD.encode(web::sha256(thumb.as_bytes()));
        Some(Self { pair, public: PublicKey { kid, bytes } })
    }

    /// What verifies its signatures.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The claims as a token.
    pub fn sign(&self, claims: &Claims) -> String {
        let header = Header {
            alg: ALGORITHM.to_owned(),
            kid: self.public.kid.clone(),
            typ: TYPE.to_owned(),
        };
        let mut token = encode(&header);
        token.push('.');
        token.push_str(&encode(claims));
        let signature = BASE64_URL_SAFE_NO_PAD.encode(self.pair.sign(token.as_bytes()));
        token.push('.');
        token.push_str(&signature);
        token
    }
}

/// Texts and numbers of ours: they can always be written.
fn encode(part: &impl serde::Serialize) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(part).unwrap_or_default())
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.public.kid).finish_non_exhaustive()
    }
}
