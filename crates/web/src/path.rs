use unicode_normalization::UnicodeNormalization as _;

/// First segments that no section may take.
pub const RESERVED_SEGMENTS: [&str; 39] = [
    "about",
    "account",
    "api",
    "archive",
    "articles",
    "assets",
    "authors",
    "checkout",
    "desk",
    "epaper",
    "favicon.ico",
    "feeds",
    "gift",
    "gifts",
    "healthz",
    "hooks",
    "institution",
    "language",
    "login",
    "logout",
    "manifest.webmanifest",
    "media",
    "metrics",
    "newsletters",
    "offline",
    "partners",
    "password",
    "privacy",
    "readyz",
    "register",
    "robots.txt",
    "ads.txt",
    "sandbox",
    "saved",
    "search",
    "setup",
    "sitemaps",
    "subscribe",
    "terms",
];
// `topics`, `static`, `verify` and `.well-known` are longer in use than their pages.
const RESERVED_BESIDES: [&str; 5] = ["topics", "static", "verify", ".well-known", "sw.js"];

/// Whether `text` can stand in a path as it is: `a-z`, `0-9` and single
/// hyphens inside, at most 120 bytes, and not a reserved first segment's form.
pub fn is_slug(text: &str) -> bool {
    (1..=120).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Whether a section may be called so.
pub fn is_section_slug(text: &str) -> bool {
    is_slug(text) && !RESERVED_SEGMENTS.contains(&text) && !RESERVED_BESIDES.contains(&text)
}

/// A slug made from a title: accents dropped, everything else hyphens. Empty
/// where the title has no Latin letter or digit.
pub fn slug_from(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for c in title.nfkd().filter(|c| c.is_ascii()).map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if c != '\'' && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 100 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// A path on this paper, fit to be redirected to: what `next` is read as.
/// Anything that could lead elsewhere becomes `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafePath(String);

impl SafePath {
    /// Reads `text`; whatever is not plainly a path on this paper is `/`.
    /// The newcomer's mark `_d` is dropped from its query.
    pub fn parse(text: &str) -> Self {
        let plain = text.starts_with('/')
            && !text.starts_with("//")
            && text.len() <= 1_000
            && text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
            && !text.to_ascii_lowercase().contains("%0")
            && !text.to_ascii_lowercase().contains("%5c")
            && !text.contains("/..")
            && !text.contains("/./")
            && !text.get(1..).is_some_and(|rest| rest.to_ascii_lowercase().starts_with("%2f"));
        if !plain {
            return Self("/".to_owned());
        }
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let query = query.split('#').next().unwrap_or("");
        let kept: Vec<_> =
            query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("_d=")).collect();
        let path = path.split('#').next().unwrap_or("/");
        if kept.is_empty() {
            Self(path.to_owned())
        } else {
            Self(format!("{path}?{}", kept.join("&")))
        }
    }

    /// The path and query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Fit for a query's value.
    pub fn encoded(&self) -> String {
        encode(&self.0, b"/-_.~")
    }
}

impl std::fmt::Display for SafePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Percent-encoded, but for letters, digits and `plain`.
fn encode(text: &str, plain: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The address of a new mail that holds these words.
pub fn mail_to(subject: &str, body: &str) -> String {
    let plain = b"-._~";
    format!("mailto:?subject={}&body={}", encode(subject, plain), encode(body, plain))
}
