mod account;
mod checkout;
mod come_back;
mod hooks;
mod sandbox;
mod subscribe;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue};
use web::{CookieKind, read_cookie, set_cookie, sha256};

use crate::Billing;

/// Larger than any webhook that we act on.
const HOOK_BYTES_MAX: usize = 256 * 1024;

pub(crate) fn router(billing: Billing) -> Router {
    let hooks = Router::new()
        .route("/hooks/sandbox", post(hooks::take_sandbox))
        .route("/hooks/stripe", post(hooks::take_stripe))
        .route("/hooks/razorpay", post(hooks::take_razorpay))
        .layer(DefaultBodyLimit::max(HOOK_BYTES_MAX));
    let pages = Router::new()
        .route("/subscribe", get(subscribe::show_plans))
        .route("/checkout", get(checkout::show_form).post(checkout::begin))
        .route("/checkout/return", get(come_back::show_outcome))
        .route(
            "/account/subscription/cancellation",
            get(account::show_cancellation).post(account::cancel),
        )
        .route("/account/subscription/cancellation/withdraw", post(account::withdraw))
        .route("/account/subscription/payment", post(account::pay));
    let hosted = match billing.sandbox {
        Some(_) => {
            Router::new().route("/sandbox/pay/{id}", get(sandbox::show).post(sandbox::choose))
        }
        None => Router::new(),
    };
    pages.merge(hooks).merge(hosted).with_state(billing)
}

/// An address on this paper as a path, so that the browser stays on the host
/// by which it came (127.0.0.1 or localhost) and keeps its cookies there.
fn without_own_host<'a>(billing: &Billing, url: &'a str) -> &'a str {
    let path = url.strip_prefix(&billing.site.config().url);
    path.filter(|path| path.starts_with('/')).unwrap_or(url)
}

/// The secret that ties a checkout to the browser that began it: what the
/// cookie holds, if it holds one, or a fresh one to be set.
struct Browser {
    hash: [u8; 32],
    fresh: Option<HeaderValue>,
}

impl Browser {
    /// The browser's own secret or a fresh one.
    fn of(billing: &Billing, headers: &HeaderMap) -> Self {
        if let Some(hash) = Self::known(billing, headers) {
            return Self { hash, fresh: None };
        }
        let secret = BASE64_URL_SAFE_NO_PAD.encode(billing.ambient.bytes::<32>());
        let cookie = set_cookie(&billing.site, CookieKind::Checkout, &secret);
        Self { hash: sha256(secret.as_bytes()), fresh: Some(cookie) }
    }

    /// The hash of the secret that the browser brings. The same cookie may hold
    /// the mark of a registration, which is shorter and no secret.
    fn known(billing: &Billing, headers: &HeaderMap) -> Option<[u8; 32]> {
        let secret = read_cookie(&billing.site, headers, CookieKind::Checkout)?;
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(secret).ok()?;
        (bytes.len() == 32).then(|| sha256(secret.as_bytes()))
    }
}
