use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// A secret key for HMAC-SHA256. Its bytes never show in logs.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

impl Key {
    /// From secret bytes of any length.
    pub fn new(secret: &[u8]) -> Self {
        // HMAC takes keys of any length, so this cannot fail; an empty key is refused by configuration.
        Self(
            <Hmac<Sha256> as Mac>::new_from_slice(secret)
                .unwrap_or_else(|_| <Hmac<Sha256> as Mac>::new(&Default::default())),
        )
    }

    /// A key for one purpose, derived from this one.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> Self {
        Self::new(&self.tag(purpose.as_bytes()))
    }

    /// The 32-byte tag of `message`.
    pub fn tag(&self, message: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    /// Whether `tag` is the tag of `message`, or its first bytes (16 at least); in constant time.
    pub fn verifies(&self, message: &[u8], tag: &[u8]) -> bool {
        let mut mac = self.0.clone();
        mac.update(message);
        tag.len() >= 16 && mac.verify_truncated_left(tag).is_ok()
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// SHA-256, for tokens that are stored hashed.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
