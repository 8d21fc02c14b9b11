//! The front desk from outside: what every response bears, whatever it is.

use std::{collections::BTreeSet, io::Read as _};

use axum::body::Body;
use http::{Method, StatusCode};
use testkit::{Browser, Options, Reply, TestPaper, on_both_databases};
use vocab::Access;

/// Withdraws a story at the desk.
pub(crate) async fn withdraw(paper: &TestPaper, number: vocab::StoryNumber) {
    let editor = paper.browser_of("editor").await;
    let reply =
        editor.post(&format!("/desk/stories/{number}/withdrawal"), &[("version", "1")]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
}

pub(crate) async fn send(
    browser: &Browser,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> Reply {
    browser.send(browser.request(method, path, headers).body(Body::empty()).unwrap()).await
}

/// The paper's policy, checked piece by piece.
fn assert_policy(policy: &str, what: &str) {
    if what.contains("/assets/") && policy.starts_with("default-src 'none'; base-uri") {
        // No page: it may do less than one.
        assert!(policy.ends_with("form-action 'none'; frame-ancestors 'none'"), "{policy}");
        return;
    }
    if what.contains("/media/") {
        // A picture may do less than a page, even where it is an SVG.
        assert_eq!(policy, "default-src 'none'; style-src 'unsafe-inline'; sandbox");
        return;
    }
    let directives: Vec<_> = policy.split(';').map(str::trim).collect();
    for wanted in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(directives.contains(&wanted), "{what}: {wanted} is missing in {policy}");
    }
    for refused in
        ["unsafe-inline", "unsafe-eval", "unsafe-hashes", "*", "http:", "https:", "nonce-"]
    {
        assert!(!policy.contains(refused), "{what}: {refused}");
    }
}

fn assert_headers(reply: &Reply, what: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ] {
        assert_eq!(reply.header(name), value, "{what}");
    }
    assert_policy(reply.header("content-security-policy"), what);
    assert_eq!(reply.header("x-request-id").len(), 16, "{what}");
    assert!(reply.bytes.is_empty() || !reply.header("content-type").is_empty(), "{what}");
    assert_eq!(reply.header("server"), "", "{what}");
    assert_eq!(reply.header("access-control-allow-origin"), "", "{what}");
}

/// The tags of a page, as they stand between their brackets.
fn tags(html: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let (mut tag, mut quote): (Option<String>, Option<char>) = (None, None);
    for c in html.chars() {
        match (&mut tag, quote) {
            (None, _) if c == '<' => tag = Some(String::new()),
            (Some(text), None) if c == '>' => tags.push(std::mem::take(text)),
            (Some(text), open) => {
                text.push(c);
                quote = match open {
                    Some(open) if c == open => None,
                    None if (c == '"' || c == '\'') && !text.starts_with('!') => Some(c),
                    open => open,
                };
            }
            (None, _) => {}
        }
        if c == '>' && quote.is_none() {
            tag = None;
        }
    }
    assert!(quote.is_none(), "an attribute without end");
    tags
}

/// No script, style or handler in the page itself, and nothing from elsewhere.
pub(crate) fn assert_nothing_inline(html: &str, what: &str) {
    for tag in tags(html) {
        let name = tag.split_whitespace().next().unwrap_or("").to_ascii_lowercase();
        let outside_quotes: String = tag.split('"').step_by(2).collect();
        let attributes: Vec<_> =
            outside_quotes.split_whitespace().skip(1).map(str::to_ascii_lowercase).collect();
        assert!(
            !attributes.iter().any(|name| name.starts_with("on") || name.starts_with("style=")),
            "{what}: <{tag}>"
        );
        assert!(
            !["style", "base", "object", "embed", "iframe"].contains(&&*name),
            "{what}: <{tag}>"
        );
        // Data for search engines runs nowhere.
        let is_data = tag == "script type=\"application/ld+json\"";
        assert!(name != "script" || is_data || tag.contains("src=\"/assets/"), "{what}: <{tag}>");
        assert!(name != "use" || tag.contains("href=\"/assets/"), "{what}: <{tag}>");
        for attribute in [" href=\"", " src=\"", " action=\"", " formaction=\""] {
            let address =
                tag.split(attribute).nth(1).unwrap_or("/").trim_start().to_ascii_lowercase();
            let known = ["/", "http://", "https://", "mailto:", "#", "\""]
                .iter()
                .any(|start| address.starts_with(start));
            assert!(known, "{what}: <{tag}>");
        }
    }
}

/// The paths on this paper that a page links to.
fn links(paper: &TestPaper, html: &str) -> Vec<String> {
    let hrefs = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let local = hrefs
        .map(|href| href.replace("&amp;", "&").replace("&#38;", "&").replacen(&paper.base, "", 1));
    local
        .filter(|href| href.starts_with('/'))
        .map(|href| href.split('#').next().unwrap().to_owned())
        .collect()
}

/// Follows every link from `start`, and gives how many pages there were.
async fn crawl(paper: &TestPaper, browser: &Browser, start: &[&str]) -> usize {
    let mut seen: BTreeSet<String> = start.iter().map(|path| (*path).to_owned()).collect();
    let mut queue: Vec<_> = seen.iter().cloned().collect();
    while let Some(path) = queue.pop() {
        let page = browser.get(&path).await;
        assert_headers(&page, &path);
        let reached = page.status == StatusCode::OK || page.status == StatusCode::SEE_OTHER;
        assert!(reached, "a link leads to {path}: {}", page.status);
        let mut found =
            if page.status.is_redirection() { vec![page.location()] } else { Vec::new() };
        if page.header("content-type").starts_with("text/html") {
            let html = page.text();
            assert_nothing_inline(&html, &path);
            for placeholder in ["{{", "}}", "{%", "undefined", "NaN"] {
                assert!(!html.contains(placeholder), "{path} shows {placeholder}");
            }
            found.extend(links(paper, &html));
        }
        queue.extend(found.into_iter().filter(|path| seen.insert(path.clone())));
    }
    seen.len()
}

on_both_databases! {
    /// Every kind of answer bears the security headers and an id.
    async fn every_answer_bears_the_headers(paper: TestPaper, Options::default().set("accounts.login_limit=1")) {
        let story = paper.publish("headers", Access::Metered, "x").await;
        let number = paper.publish_story("gone", Access::Free, "x").await;
        withdraw(paper, number).await;
        let stylesheet = links(paper, &paper.browser().get("/").await.text()).into_iter().find(|link| link.ends_with("paper.css")).unwrap();
        for (path, status) in [
            ("/", 200), (&*story, 303), ("/markets/gone", 410), ("/markets/nothing", 404), ("/nothing", 404),
            ("/a/b/c/d", 404), ("/Markets", 308), ("/account", 303), ("/desk", 303), (&*stylesheet, 200),
            ("/assets/0000000000000000/paper.css", 200), ("/assets/0000000000000000/paper.js", 404), ("/api/v1/stories", 200), ("/api/v1/openapi.json", 200),
            ("/api/v1/stories/x", 404), ("/api/v1/stories?limit=0", 400), ("/api/v1/me", 200), ("/robots.txt", 200),
            ("/healthz", 200), ("/readyz", 200), ("/checkout?plan=super-saver", 200), ("/checkout/return?checkout=x", 404),
            ("/sandbox/pay/x", 404), ("/register/confirm?token=x", 422), ("/password/reset?token=x", 422), ("/logout", 405),
        ] {
            for method in [Method::GET, Method::HEAD] {
                // A HEAD looks and never has to prove its cookie.
                let status = if method == Method::HEAD && status == 303 && path == story { 200 } else { status };
                let reply = send(&paper.browser(), method.clone(), path, &[]).await;
                assert_eq!(reply.status.as_u16(), status, "{method} {path}");
                assert_headers(&reply, path);
            }
        }
        let reader = paper.browser_of("registered").await;
        for (what, status, reply) in [
            ("a reader at the desk", 403, reader.get("/desk").await),
            ("a wrong password", 422, reader.post("/login", &[("email", "lapsed@demo.test")]).await),
            ("one try too many", 429, reader.post("/login", &[("email", "lapsed@demo.test")]).await),
            ("a post from nowhere", 403, reader.post_with("/logout", &[], &[]).await),
            ("a large form", 413, reader.post("/login", &[("email", &"x".repeat(2 << 20))]).await),
            ("a post to a page", 405, reader.post("/", &[]).await),
            ("a put", 405, send(&reader, Method::PUT, "/login", &[("origin", &paper.base)]).await),
            ("an unsigned hook", 400, reader.post_bytes("/hooks/stripe", b"{}", &[]).await),
            ("a call without a key", 401, reader.post_bytes("/api/v1/access", b"{\"story\":\"x\"}", &[("authorization", "Bearer x"), ("content-type", "application/json")]).await),
            ("another host", 400, reader.get_with("/", &[("host", "evil.test")]).await),
        ] {
            assert_eq!(reply.status.as_u16(), status, "{what}: {}", reply.text());
            assert_headers(&reply, what);
        }
    }

    /// Every page that any link leads to: there, without inline script or style, without a placeholder.
    async fn every_link_leads_to_a_clean_page(paper: TestPaper, Options::default().set("meter.newcomers=open")) {
        assert!(crawl(paper, &paper.browser(), &["/", "/register", "/password"]).await > 40);
        assert!(crawl(paper, &paper.browser_of("subscriber").await, &["/", "/account"]).await > 40);
        assert!(crawl(paper, &paper.browser_of("owner").await, &["/desk"]).await > 60);
        for name in ["editor", "author", "circulation", "finance", "support", "ads"] {
            let browser = paper.browser_of(name).await;
            let desk = browser.get("/desk").await.text();
            for path in links(paper, &desk) {
                assert!(browser.get(&path).await.status.is_success(), "{name} is shown {path}");
            }
        }
    }

    /// Each request has an id of its own; a stranger's is not taken over.
    async fn request_ids_are_ours(paper: TestPaper, Options::default().set("server.trusted_proxies=10.0.0.0/8")) {
        let browser = paper.browser();
        let mut ids = BTreeSet::new();
        for _ in 0..20 {
            let reply = browser.get_with("/healthz", &[("x-request-id", "forged-by-a-stranger")]).await;
            ids.insert(reply.header("x-request-id").to_owned());
        }
        assert_eq!(ids.len(), 20, "{ids:?}");
        assert!(!ids.contains("forged-by-a-stranger"));
    }

    /// A trusted proxy's id is kept if it is plain, and replaced if not.
    async fn a_trusted_proxys_request_id_is_kept(paper: TestPaper, Options::default().set("server.trusted_proxies=127.0.0.1")) {
        let browser = paper.browser();
        let id = |value: &'static str| { let browser = &browser; async move {
            browser.get_with("/healthz", &[("x-request-id", value)]).await.header("x-request-id").to_owned()
        }};
        assert_eq!(id("0f3a-from-the-proxy").await, "0f3a-from-the-proxy");
        for replaced in ["short", "with space in it", "<script>alert(1)</script>"] {
            assert_eq!(id(replaced).await.len(), 16, "{replaced}");
        }
    }

    /// Assets are kept for ever under their hash; another hash is nothing.
    async fn assets_are_immutable(paper: TestPaper) {
        let browser = paper.browser();
        let page = browser.get("/").await.text() + &paper.browser_of("owner").await.get("/desk").await.text();
        let assets: BTreeSet<_> = links(paper, &page).into_iter().filter(|link| link.starts_with("/assets/")).collect();
        assert_eq!(assets.len(), 6, "{assets:?}");
        for path in assets {
            let asset = browser.get(&path).await;
            assert_eq!(asset.status, StatusCode::OK, "{path}");
            assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable", "{path}");
            assert_eq!(asset.header("set-cookie"), "");
            let name = path.rsplit('/').next().unwrap();
            // Of another face there may still be a page somewhere: it gets today's rules.
            let old = browser.get(&format!("/assets/0000000000000000/{name}")).await;
            let of_the_face = ["paper.css", "icon.svg"].contains(&name);
            assert_eq!(old.status, if of_the_face { StatusCode::OK } else { StatusCode::NOT_FOUND }, "{name}");
            assert!(!old.header("cache-control").contains("immutable"), "{name}");
            for wrong in [format!("/assets/{name}"), format!("{path}/"), format!("/assets/../assets{path}"), path.replace(name, "..%2f..%2fCargo.toml"), path.to_uppercase()] {
                let reply = browser.get(&wrong).await;
                assert_eq!(reply.status, StatusCode::NOT_FOUND, "{wrong}");
                assert!(!reply.header("cache-control").contains("immutable"), "{wrong}");
            }
        }
    }

    /// Pages, lists, assets and the API travel compressed where the client takes it, and unharmed.
    async fn answers_travel_compressed(paper: TestPaper) {
        let browser = paper.browser_of("subscriber").await;
        let story = paper.paths(Access::Premium).await.remove(0);
        for path in ["/", &*story, "/about", "/subscribe", "/account", "/api/v1/stories"] {
            let plain = browser.get(path).await;
            assert_eq!(plain.header("content-encoding"), "", "{path}");
            let gzip = browser.get_with(path, &[("accept-encoding", "gzip")]).await;
            assert_eq!(gzip.header("content-encoding"), "gzip", "{path}");
            let mut read = Vec::new();
            flate2::read::GzDecoder::new(&*gzip.bytes).read_to_end(&mut read).unwrap();
            assert_eq!(read, plain.bytes, "{path}");
            let br = browser.get_with(path, &[("accept-encoding", "gzip;q=0.5, br")]).await;
            assert_eq!(br.header("content-encoding"), "br", "{path}");
            let mut read = Vec::new();
            brotli::Decompressor::new(&*br.bytes, 4096).read_to_end(&mut read).unwrap();
            assert_eq!(read, plain.bytes, "{path}");
            assert!(br.bytes.len() * 2 < plain.bytes.len(), "{path}");
            assert!(br.header("vary").to_ascii_lowercase().contains("accept-encoding"), "{path}");
            let refused = browser.get_with(path, &[("accept-encoding", "br;q=0, gzip;q=0")]).await;
            assert_eq!(refused.header("content-encoding"), "", "{path}");
        }
    }
}
