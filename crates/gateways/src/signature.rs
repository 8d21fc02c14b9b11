use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha2::Sha256;

/// How far a webhook's time may lie from ours, either way. Stripe's own
/// libraries tolerate any time in the future; we do not.
const SKEW_SECONDS_MAX: i64 = 300;
const SIGNATURES_MAX: usize = 8;

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The signature header is missing or not of the scheme's form.
    #[error("the signature header is missing or malformed")]
    Malformed,
    /// No signature matches the body.
    #[error("the signature does not match the body")]
    WrongSignature,
    /// Signed too long ago, or in the future.
    #[error("the signature's time is more than five minutes from ours")]
    Stale,
    /// The body is signed and still is not an event.
    #[error("the body is not an event")]
    NotAnEvent,
}

fn tag(secret: &str, parts: &[&[u8]]) -> Option<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret.as_bytes()).ok()?;
    parts.iter().for_each(|part| mac.update(part));
    Some(mac)
}

/// The `Stripe-Signature` header for `body`: `t=SECONDS,v1=HEX` with
/// HMAC-SHA256 over `SECONDS.BODY` (Stripe, "Verify webhook signatures manually").
pub fn sign_stripe(secret: &str, body: &[u8], now: Timestamp) -> String {
    let seconds = now.as_second().to_string();
    let hex = tag(secret, &[seconds.as_bytes(), b".", body])
        .map(|mac| to_hex(&mac.finalize().into_bytes()))
        .unwrap_or_default();
    format!("t={seconds},v1={hex}")
}

/// Checks a `Stripe-Signature` header against the raw body. Several `v1` may
/// stand there while a secret is being rotated; one must match.
pub fn verify_stripe(
    secret: &str,
    header: &str,
    body: &[u8],
    now: Timestamp,
) -> Result<(), Refusal> {
    let mut seconds = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.split_once('=') {
            Some(("t", text)) => seconds = Some(text),
            Some(("v1", hex)) if signatures.len() < SIGNATURES_MAX => signatures.push(hex),
            Some(_) => {}
            None => return Err(Refusal::Malformed),
        }
    }
    let seconds = seconds.ok_or(Refusal::Malformed)?;
    let signed_at: i64 = seconds.parse().map_err(|_| Refusal::Malformed)?;
    if signatures.is_empty() {
        return Err(Refusal::Malformed);
    }
    let mac = tag(secret, &[seconds.as_bytes(), b".", body]).ok_or(Refusal::Malformed)?;
    let matches =
        |hex: &&str| from_hex(hex).is_some_and(|tag| mac.clone().verify_slice(&tag).is_ok());
    if !signatures.iter().any(matches) {
        return Err(Refusal::WrongSignature);
    }
    if now.as_second().abs_diff(signed_at) > SKEW_SECONDS_MAX.unsigned_abs() {
        return Err(Refusal::Stale);
    }
    Ok(())
}

/// Checks an `X-Razorpay-Signature` header: HMAC-SHA256 of the raw body in
/// hexadecimal. The scheme has no time, so replays are told by their event's id.
pub fn verify_razorpay(secret: &str, header: &str, body: &[u8]) -> Result<(), Refusal> {
    let claimed = from_hex(header).ok_or(Refusal::Malformed)?;
    let mac = tag(secret, &[body]).ok_or(Refusal::Malformed)?;
    mac.verify_slice(&claimed).map_err(|_| Refusal::WrongSignature)
}

fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Exactly 64 lower-case hexadecimal digits, as the providers write them.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    let lower = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if text.len() != 64 || !text.bytes().all(lower) {
        return None;
    }
    let digit = |b: u8| if b.is_ascii_digit() { b - b'0' } else { b - b'a' + 10 };
    Some(text.as_bytes().chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect())
}
