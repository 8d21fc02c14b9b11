use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use crate::{Site, SiteConfig};

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

pub(crate) fn content_security_policy(config: &SiteConfig) -> HeaderValue {
    let mut form_action = String::from("'self'");
    for host in &config.payment_hosts {
        form_action.push(' ');
        form_action.push_str(host);
    }
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action {form_action}; \
         base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    );
    // Hosts were checked by the configuration; what cannot stand in a header allows nothing.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// The headers that every response bears, unless it set stricter ones itself. A page
/// that is kept has been given all of them before, and bears the one that only this
/// function sets.
pub fn add_security_headers(site: &Site, headers: &mut HeaderMap) {
    if headers.contains_key(PERMISSIONS_POLICY) {
        return;
    }
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(PERMISSIONS_POLICY, "camera=(), geolocation=(), microphone=(), payment=()");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if site.secure_cookies() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert_with(|| site.content_security_policy().clone());
}

/// Whether a request that may change something comes from a page of ours.
/// Reading needs no proof; anything else must name the paper's origin.
pub fn is_own_origin(site: &Site, method: &Method, headers: &HeaderMap) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else { return false };
    let Ok(origin) = origin.to_str() else { return false };
    let own = &site.config().url;
    origin == own || site.config().loopback_twins && loopback_twin(own).as_deref() == Some(origin)
}

/// The same loopback origin under its other name.
pub(crate) fn loopback_twin(url: &str) -> Option<String> {
    let rest = url.strip_prefix("http://")?;
    let twin = match rest.strip_prefix("127.0.0.1") {
        Some(port) => format!("localhost{port}"),
        None => format!("127.0.0.1{}", rest.strip_prefix("localhost")?),
    };
    Some(format!("http://{twin}"))
}
