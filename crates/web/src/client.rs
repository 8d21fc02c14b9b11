use std::net::IpAddr;

use http::HeaderMap;

/// Where the request comes from, as far as trusted proxies vouch for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// The network that limits count by: an IPv4 address, or the /64 of an IPv6 one.
    pub fn network(&self) -> String {
        match self.0.to_canonical() {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        }
    }
}

/// Whether the browser says that it fetches ahead (`Sec-Purpose: prefetch`).
pub fn is_prefetch(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz"].iter().any(|name| {
        headers.get(*name).is_some_and(|value| {
            let value = value.as_bytes().to_ascii_lowercase();
            value.windows(8).any(|part| part == b"prefetch" || part == b"prerende")
        })
    })
}

/// Words by which search engines, link previews and archives name themselves.
const CRAWLER_WORDS: [&str; 18] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "facebookexternalhit",
    "facebookcatalog",
    "whatsapp",
    "embedly",
    "preview",
    "archiver",
    "ia_archiver",
    "feedfetcher",
    "google-inspectiontool",
    "mediapartners",
    "meta-external",
    "chatgpt-user",
    "claude-user",
    "perplexity-user",
];

/// Whether the program says of itself that it is one. It gets the lead at
/// once; claiming so can only lose a visitor text, never win any.
pub fn declares_itself_crawler(headers: &HeaderMap) -> bool {
    headers.get(http::header::USER_AGENT).and_then(|value| value.to_str().ok()).is_some_and(
        |agent| {
            // A maker of phones is called so.
            let agent = agent.to_ascii_lowercase().replace("cubot", "");
            CRAWLER_WORDS.iter().any(|word| agent.contains(word))
        },
    )
}
