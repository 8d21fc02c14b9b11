use std::borrow::Cow;

use http::{HeaderMap, HeaderValue, header};

use crate::Site;

/// The cookies that the paper sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieKind {
    /// The meter's: which device this is. Kept 395 days.
    Device,
    /// The log-in's. Kept as long as the log-in.
    Session,
    /// Ties a checkout to the browser that began it. Kept a day.
    Checkout,
    /// The language that a reader chose. Kept 395 days.
    Language,
    /// Ties a mailed link to the browser that asked for it. Kept a day.
    Mail,
    /// The campaign that let this device in. Kept for the visit, or as the campaign says.
    Campaign,
    /// Where the visit began, while a rule of the paywall asks. Kept for the visit.
    Visit,
}

impl CookieKind {
    fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Device, false) => "masthead_device",
            (Self::Device, true) => "__Host-masthead_device",
            (Self::Session, false) => "masthead_session",
            (Self::Session, true) => "__Host-masthead_session",
            (Self::Checkout, false) => "masthead_checkout",
            (Self::Checkout, true) => "__Host-masthead_checkout",
            (Self::Language, false) => "masthead_language",
            (Self::Language, true) => "__Host-masthead_language",
            (Self::Mail, false) => "masthead_mail",
            (Self::Mail, true) => "__Host-masthead_mail",
            (Self::Campaign, false) => "masthead_campaign",
            (Self::Campaign, true) => "__Host-masthead_campaign",
            (Self::Visit, false) => "masthead_visit",
            (Self::Visit, true) => "__Host-masthead_visit",
        }
    }

    const fn days(self) -> u32 {
        match self {
            Self::Device | Self::Language => 395,
            Self::Session => 90,
            Self::Checkout | Self::Mail | Self::Campaign | Self::Visit => 1,
        }
    }
}

/// The first cookie of this kind that the request brings.
pub fn read_cookie<'a>(site: &Site, headers: &'a HeaderMap, kind: CookieKind) -> Option<&'a str> {
    let name = kind.name(site.secure_cookies());
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The `Set-Cookie` value that sets it. `value` is base64url or hexadecimal.
pub fn set_cookie(site: &Site, kind: CookieKind, value: &str) -> HeaderValue {
    cookie_line(site, kind, Cow::Borrowed(value), Some(kind.days() * 86_400))
}

/// The same for `days` days; with 0 for as long as the browser calls it a visit.
pub fn set_cookie_for(site: &Site, kind: CookieKind, value: &str, days: u32) -> HeaderValue {
    let seconds = (days > 0).then(|| days.saturating_mul(86_400));
    cookie_line(site, kind, Cow::Borrowed(value), seconds)
}

/// The `Set-Cookie` value that removes it.
pub fn clear_cookie(site: &Site, kind: CookieKind) -> HeaderValue {
    cookie_line(site, kind, Cow::Borrowed(""), Some(0))
}

fn cookie_line(
    site: &Site,
    kind: CookieKind,
    value: Cow<'_, str>,
    seconds: Option<u32>,
) -> HeaderValue {
    let secure = site.secure_cookies();
    let name = kind.name(secure);
    let suffix = if secure { "; Secure" } else { "" };
    let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let line = format!("{name}={value}; Path=/{age}; HttpOnly; SameSite=Lax{suffix}");
    HeaderValue::try_from(line).unwrap_or(HeaderValue::from_static(""))
}
