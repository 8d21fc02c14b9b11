//! The gate: what a proxy before somebody else's pages is told.

use http::{Method, StatusCode};
use server::api::{KeyScope, add_key};
use testkit::{Browser, Options, Reply, TestPaper, on_both_databases};

/// A site on the paper's own host, as far as the gate is concerned.
pub(crate) const SITE: &str = "https://www.example.test";

pub(crate) fn with_site() -> Options {
    Options::default().set("server.trusted_proxies=127.0.0.1").toml(&format!(
        "[[outside.origins]]
url = \"{SITE}\"
[[outside.origins.rules]]
path = \"/premium/*\"
access = \"premium\"
[[outside.origins.rules]]
path = \"/members/*\"
access = \"registered\"
[[outside.origins.rules]]
path = \"/news/*\"
access = \"metered\"
[[outside.origins.rules]]
path = \"/\"
access = \"free\"
"
    ))
}

pub(crate) async fn new_key(paper: &TestPaper, name: &str, scope: KeyScope) -> String {
    add_key(&paper.paper.db, &paper.paper.ambient, name, scope).await.expect("a key")
}

/// What a proxy asks with, as nginx does.
pub(crate) struct Gate<'a> {
    paper: &'a TestPaper,
    pub(crate) bearer: String,
}

impl<'a> Gate<'a> {
    pub(crate) async fn new(paper: &'a TestPaper) -> Self {
        let key = new_key(paper, "nginx", KeyScope::Access).await;
        Self { paper, bearer: format!("Bearer {key}") }
    }

    pub(crate) async fn ask_with(
        &self,
        browser: &Browser,
        uri: &str,
        more: &[(&str, &str)],
    ) -> Reply {
        let mut headers = vec![("authorization", &*self.bearer), ("x-original-uri", uri)];
        headers.extend(more);
        let reply = browser.get_with("/api/v1/gate", &headers).await;
        assert!(!reply.status.is_server_error(), "{uri} {more:?}: {}", reply.text());
        reply
    }

    pub(crate) async fn ask(&self, browser: &Browser, uri: &str) -> Reply {
        self.ask_with(browser, uri, &[]).await
    }

    /// A browser whose device the paper knows.
    pub(crate) async fn known(&self) -> Browser {
        let browser = self.paper.browser();
        let first = self.ask(&browser, "/news/first").await;
        assert_eq!(first.status, StatusCode::UNAUTHORIZED);
        browser
    }
}

on_both_databases! {
    /// Five stories and no more, in the same meter as the paper's own; read again is free.
    async fn metered_pages_count_with_the_papers_own(paper: TestPaper, with_site()) {
        let gate = Gate::new(paper).await;
        let browser = gate.known().await;
        let own = paper.publish("own", vocab::Access::Metered, "zq7lockedtoken").await;
        for (uri, used) in [("/news/a", 1), ("/news/b?utm=x", 2), ("//NEWS/./a/", 2), ("/news/c", 3), ("/news/d", 4)] {
            let reply = gate.ask(&browser, uri).await;
            assert_eq!(reply.status, StatusCode::OK, "{uri}: {}", reply.access());
            assert_eq!(reply.access(), format!("open; because=metered; used={used}; limit=5"), "{uri}");
            assert_eq!(reply.header("cache-control"), "private, no-store");
            assert_eq!(reply.json()["used"], used);
            assert!(!reply.header("masthead-decision").is_empty());
        }
        assert_eq!(browser.get(&own).await.access(), "open; because=metered; used=5; limit=5");
        let wall = gate.ask(&browser, "/news/e").await;
        assert_eq!((wall.status, wall.access()), (StatusCode::FORBIDDEN, "wall; because=limit; used=5; limit=5"));
        assert_eq!(wall.header("masthead-wall"), "limit");
        assert_eq!(gate.ask(&browser, "/news/a").await.status, StatusCode::OK);
        let second = paper.publish("own-too", vocab::Access::Metered, "x").await;
        assert_eq!(browser.get(&second).await.access(), "wall; because=limit; used=5; limit=5");
    }

    /// Each level opens to whom it should.
    async fn levels_open_to_whom_they_should(paper: TestPaper, with_site()) {
        let gate = Gate::new(paper).await;
        let anonymous = gate.known().await;
        let (registered, subscriber) = (paper.browser_of("registered").await, paper.browser_of("subscriber").await);
        let editor = paper.browser_of("lapsed").await;
        for (uri, nobody, reader, payer) in [
            ("/", "free", "free", "free"),
            ("/premium/x", "premium", "premium", "benefit"),
            ("/elsewhere", "premium", "premium", "benefit"),
            ("/members/x", "register", "registered", "registered"),
            ("/news/x", "metered", "metered", "benefit"),
        ] {
            for (browser, because) in [(&anonymous, nobody), (&registered, reader), (&editor, reader), (&subscriber, payer)] {
                let reply = gate.ask(browser, uri).await;
                assert!(reply.access().contains(&format!("because={because}")), "{uri}: {}", reply.access());
                assert_eq!(reply.status == StatusCode::OK, reply.access().starts_with("open"), "{uri}");
            }
        }
        // A log-out is the end of it.
        assert_eq!(subscriber.post("/logout", &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(gate.ask(&subscriber, "/premium/x").await.status, StatusCode::FORBIDDEN);
    }

    /// A new device shows its cookie first; without one it never comes further than a wall.
    async fn newcomers_show_their_cookie_first(paper: TestPaper, with_site()) {
        let gate = Gate::new(paper).await;
        let browser = paper.browser();
        let first = gate.ask(&browser, "/news/a?x=1").await;
        assert_eq!((first.status, first.header("location")), (StatusCode::UNAUTHORIZED, "/news/a?x=1&_d=1"));
        assert_eq!(first.header("masthead-wall"), "newcomer");
        assert!(browser.cookie("masthead_device").is_some());
        assert_eq!(gate.ask(&browser, "/news/a?x=1&_d=1").await.access(), "open; because=metered; used=1; limit=5");
        let bare = paper.browser();
        let wall = gate.ask(&bare, "/news/a?_d=1").await;
        assert_eq!((wall.status, wall.access()), (StatusCode::FORBIDDEN, "wall; because=newcomer"));
        // A proxy that hands our answers on gets a redirect.
        let bearer = [("authorization", &*gate.bearer), ("x-forwarded-uri", "/news/a")];
        let handed = paper.browser().get_with("/api/v1/gate", &bearer).await;
        assert_eq!((handed.status, handed.header("location")), (StatusCode::SEE_OTHER, "/news/a?_d=1"));
        // It never leads off the site.
        for uri in ["//evil.test/news/..", "//evil.test/../news/a", "/\\evil.test"] {
            let reply = gate.ask(&paper.browser(), uri).await;
            let to = reply.header("location");
            assert!(to.is_empty() || to.starts_with('/') && !to.starts_with("//"), "{uri}: {to}");
        }
    }

    /// HEAD, prefetches and crawlers see a wall, and count nothing.
    async fn what_is_not_reading_is_not_counted_at_the_gate(paper: TestPaper, with_site()) {
        let gate = Gate::new(paper).await;
        let browser = gate.known().await;
        for more in [("x-original-method", "HEAD"), ("x-original-method", "POST"), ("sec-purpose", "prefetch"), ("user-agent", "Googlebot/2.1")] {
            let reply = gate.ask_with(&browser, "/news/a", &[more]).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{more:?}");
            assert!(reply.header("masthead-decision").is_empty(), "{more:?}");
        }
        assert_eq!(gate.ask(&browser, "/news/b").await.access(), "open; because=metered; used=1; limit=5");
        let subscriber = paper.browser_of("subscriber").await;
        let prefetch = gate.ask_with(&subscriber, "/premium/x", &[("sec-purpose", "prefetch")]).await;
        assert_eq!(prefetch.status, StatusCode::FORBIDDEN);
        let head = gate.ask_with(&subscriber, "/premium/x", &[("x-original-method", "HEAD")]).await;
        assert_eq!(head.status, StatusCode::OK);
    }

    /// Without the key nobody decides and nobody is counted; where headers disagree, somebody forges.
    async fn only_the_proxy_may_say_what_was_asked_for(paper: TestPaper, with_site()) {
        let gate = Gate::new(paper).await;
        let browser = gate.known().await;
        let outside = format!("Bearer {}", new_key(paper, "cms", KeyScope::Outside).await);
        for bearer in ["", "Bearer ", "Bearer mk_AAAA", "Basic AAAA", &*outside, &gate.bearer[..20]] {
            let headers = [("authorization", bearer), ("x-original-uri", "/news/x")];
            let reply = browser.get_with("/api/v1/gate", &headers).await;
            assert_eq!((reply.status, reply.access()), (StatusCode::FORBIDDEN, ""), "{bearer}");
        }
        for forged in [
            &[("x-forwarded-uri", "/")][..],
            &[("x-original-uri", "/")],
            &[("x-original-method", "GET"), ("x-forwarded-method", "HEAD")],
            &[("x-original-host", "www.example.test"), ("x-forwarded-host", "evil.test")],
            &[("x-forwarded-host", "evil.test")],
            &[("x-original-host", "")],
            &[("x-original-method", "G T")],
        ] {
            let reply = gate.ask_with(&browser, "/news/x", forged).await;
            assert_eq!((reply.status, reply.access()), (StatusCode::FORBIDDEN, ""), "{forged:?}");
        }
        for uri in ["news/x", "http://www.example.test/news/x", "/news/%00", "/%c0%ae%c0%ae/news", "/news\\x", "/%"] {
            let reply = gate.ask(&browser, uri).await;
            assert_eq!((reply.status, reply.access()), (StatusCode::FORBIDDEN, ""), "{uri}");
        }
        assert_eq!(browser.get_with("/api/v1/gate", &[("authorization", &gate.bearer)]).await.status, StatusCode::BAD_REQUEST);
        let post = browser.request(Method::POST, "/api/v1/gate", &[("authorization", &gate.bearer)]);
        let post = browser.send(post.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(post.status, StatusCode::METHOD_NOT_ALLOWED);
        // What the paper would say itself is no input.
        let told = [("masthead-access", "open; because=staff"), ("masthead-wall", "free"), ("masthead-decision", "x")];
        assert_eq!(gate.ask_with(&browser, "/premium/x", &told).await.status, StatusCode::FORBIDDEN);
        assert_eq!(gate.ask(&browser, "/news/a").await.access(), "open; because=metered; used=1; limit=5");
    }

    /// The wall as a page, for whoever needs it; it counts nothing, and an open page has none.
    async fn the_wall_is_a_page(paper: TestPaper, with_site()) {
        let gate = Gate::new(paper).await;
        let browser = gate.known().await;
        let headers = |uri| [("authorization", gate.bearer.clone()), ("x-original-uri", uri)];
        let wall = async |browser: &Browser, uri: &'static str, reason: &'static str| {
            let named = headers(uri.to_owned());
            let mut named: Vec<_> = named.iter().map(|(name, value)| (*name, value.as_str())).collect();
            named.push(("masthead-wall", reason));
            browser.get_with("/api/v1/gate/wall", &named).await
        };
        for reason in ["premium", "limit", "register", "benefit", "newcomer"] {
            let page = wall(&browser, "/premium/x?a=b", reason).await;
            assert_eq!(page.status, StatusCode::OK, "{reason}: {}", page.text());
            assert!(page.text().contains(&format!("data-wall=\"{reason}\"")), "{reason}");
            assert_eq!(page.access(), format!("wall; because={reason}"));
            assert!(page.text().contains("/subscribe") && page.text().contains("<h1 id=\"wall\">"));
        }
        // A reason that is none is the decision's own.
        assert!(wall(&browser, "/premium/x", "free").await.text().contains("data-wall=\"premium\""));
        let subscriber = paper.browser_of("subscriber").await;
        let open = wall(&subscriber, "/premium/x?_d=1&a=b", "premium").await;
        assert_eq!((open.status, open.header("location")), (StatusCode::SEE_OTHER, "/premium/x?a=b"));
        assert_eq!(browser.get("/api/v1/gate/wall").await.status, StatusCode::FORBIDDEN);
        let handed = [("authorization", &*gate.bearer), ("x-forwarded-uri", "/premium/x")];
        let handed = browser.get_with("/api/v1/gate", &handed).await;
        assert_eq!(handed.status, StatusCode::FORBIDDEN);
        assert!(handed.text().contains("data-wall=\"premium\""));
        assert_eq!(gate.ask(&browser, "/news/a").await.access(), "open; because=metered; used=1; limit=5");
    }

    /// A hundred at once open five.
    async fn a_race_at_the_gate_opens_exactly_the_limit(paper: TestPaper, with_site()) {
        let gate = Gate::new(paper).await;
        let browser = gate.known().await;
        let uris: Vec<_> = (0..100).map(|index| format!("/news/{index}")).collect();
        let all = uris.iter().map(|uri| gate.ask(&browser, uri));
        let all = futures_util::future::join_all(all).await;
        assert_eq!(all.iter().filter(|reply| reply.status == StatusCode::OK).count(), 5);
    }
}

on_both_databases! {
    /// The allowance of new devices holds, by the reader's address and not the proxy's.
    async fn networks_share_their_allowance_at_the_gate(paper: TestPaper, with_site().set("meter.network_allowance=1")) {
        let gate = Gate::new(paper).await;
        let mut statuses = Vec::new();
        for address in ["203.0.113.1", "203.0.113.1", "203.0.113.2"] {
            let reply = gate.ask_with(&paper.browser(), "/news/a", &[("x-forwarded-for", address)]).await;
            statuses.push((reply.status.as_u16(), reply.header("masthead-wall").to_owned()));
        }
        let statuses: Vec<_> = statuses.iter().map(|(status, wall)| (*status, &**wall)).collect();
        assert_eq!(statuses, [(401, "newcomer"), (403, "register"), (401, "newcomer")]);
    }
}
