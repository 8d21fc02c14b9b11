//! What goes wrong, said to people as a page and to programs as problem
//! details; and the one address that each page has.

use http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use testkit::{Browser, Options, Reply, TestPaper, on_both_databases};
use vocab::Access;
use web::{PageError, Sentence};
use words::Words;

use crate::edges::{assert_nothing_inline, send, withdraw};

const HTML: &str = "text/html; charset=utf-8";
const PROBLEM: &str = "application/problem+json";

fn assert_page(reply: &Reply, status: u16, title: &str) {
    let text = reply.text();
    assert_eq!(reply.status.as_u16(), status, "{text}");
    assert_eq!(reply.header("content-type"), HTML, "{text}");
    assert_eq!(reply.header("cache-control"), "private, no-store");
    assert!(text.contains(&format!("<h1>{title}</h1>")), "{title}: {text}");
    assert!(text.contains("href=\"/\"") && text.contains("noindex"), "a way on, and no listing");
    assert_nothing_inline(&text, title);
}

fn assert_problem(reply: &Reply, status: u16) {
    assert_eq!(reply.status.as_u16(), status, "{}", reply.text());
    assert_eq!(reply.header("content-type"), PROBLEM, "{}", reply.text());
    let problem = reply.json();
    assert_eq!(problem["type"], "about:blank");
    assert_eq!(problem["status"], status);
    assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()));
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|detail| detail.ends_with(['.', '”']) || detail.len() > 10)
    );
}

/// The failures that this paper can be brought to: request, status, the page’s title.
async fn failures(paper: &TestPaper, accept: &str) -> Vec<(Reply, u16, &'static str)> {
    let reader = paper.browser_of("registered").await;
    let accept = ("accept", accept);
    let own = ("origin", &*paper.base);
    let get = |browser: &Browser, path: &'static str| {
        let request = browser.request(Method::GET, path, &[accept]).body(axum::body::Body::empty());
        (request.unwrap(), path)
    };
    let mut out = Vec::new();
    for (path, status, title) in [
        ("/markets/nothing-here", 404, "Not found"),
        ("/nothing", 404, "Not found"),
        ("/markets/taken-back", 410, "Withdrawn"),
        ("/desk", 403, "Not allowed"),
        ("/logout", 405, "That did not work"),
        ("/password/reset?token=x", 422, "That did not work"),
    ] {
        let (request, _) = get(&reader, path);
        out.push((reader.send(request).await, status, title));
    }
    let large = vec![b'x'; (2 << 20) + 1];
    let form = ("content-type", "application/x-www-form-urlencoded");
    out.push((
        reader.post_bytes("/login", &large, &[accept, own, form]).await,
        413,
        "That did not work",
    ));
    out.push((send(&reader, Method::POST, "/login", &[accept]).await, 403, "Not allowed"));
    let fields = [("email", "lapsed@demo.test"), ("password", "wrong")];
    reader.post("/login", &fields).await;
    out.push((reader.post_with("/login", &fields, &[accept, own]).await, 429, "Too many requests"));
    out.push((
        reader
            .post_bytes("/login", b"email=%FF", &[accept, own, ("content-type", "image/png")])
            .await,
        400,
        "That did not work",
    ));
    out
}

on_both_databases! {
    /// People get a page of the paper, programs problem details; both the same status.
    async fn errors_suit_whoever_asks(paper: TestPaper, Options::default().set("accounts.login_limit=1")) {
        let number = paper.publish_story("taken-back", Access::Premium, "zq7lockedtoken").await;
        withdraw(paper, number).await;
        for accept in ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*", "text/html, application/json"] {
            for (reply, status, title) in failures(paper, accept).await {
                assert_page(&reply, status, title);
                assert!(!reply.text().contains("zq7lockedtoken"));
            }
            paper.clock.advance(jiff::SignedDuration::from_mins(15));
        }
        for accept in ["application/json", "application/problem+json", "application/ld+json"] {
            for (reply, status, _) in failures(paper, accept).await {
                assert_problem(&reply, status);
            }
            paper.clock.advance(jiff::SignedDuration::from_mins(15));
        }
    }

    /// Under `/api` everybody is a program.
    async fn the_api_answers_problems(paper: TestPaper) {
        let browser = paper.browser();
        let number = paper.publish_story("taken-back", Access::Free, "x").await;
        let listed = browser.get("/api/v1/stories?limit=1").await.json();
        let id = listed["items"][0]["id"].as_str().unwrap().to_owned();
        withdraw(paper, number).await;
        for (path, status) in [
            (&*format!("/api/v1/stories/{id}"), 410), ("/api/v1/stories/x", 404), ("/api/v1/nothing", 404), ("/api/v2/stories", 404),
            ("/api/v1/stories/00000000-0000-7000-8000-000000000000", 404), ("/api/v1/stories?limit=x", 400), ("/api", 404), ("/api/", 404),
            ("/api/v1/access", 405),
        ] {
            let reply = browser.get_with(path, &[("accept", "text/html")]).await;
            if path == "/api" { assert_page(&reply, status, "Not found"); } else { assert_problem(&reply, status); }
        }
        let reply = send(&browser, Method::DELETE, "/api/v1/access", &[("authorization", "Bearer x")]).await;
        assert_problem(&reply, 405);
        assert_eq!(reply.header("allow"), "POST");
        let json = [("authorization", "Bearer x"), ("content-type", "application/json")];
        let reply = browser.post_bytes("/api/v1/access", br#"{"story":"/markets/x"}"#, &json).await;
        assert_problem(&reply, 401);
        assert!(reply.header("www-authenticate").starts_with("Bearer"));
        assert_problem(&browser.post_bytes("/api/v1/access", &vec![b' '; (2 << 20) + 1], &json).await, 413);
        assert_problem(&browser.post_bytes("/hooks/razorpay", b"{}", &[]).await, 400);
        assert_problem(&browser.post_bytes("/hooks/razorpay", &vec![b' '; (256 << 10) + 1], &[]).await, 400);
    }

    /// What text databases cannot hold is refused in words, on both alike.
    async fn zero_bytes_are_refused(paper: TestPaper) {
        let browser = paper.browser_of("owner").await;
        for path in [
            "/api/v1/stories?section=a%00b", "/api/v1/stories?cursor=%00", "/desk/readers?search=a%00b", "/desk/stories?search=a%00b",
            "/checkout/return?checkout=a%00b", "/sandbox/pay/a%00b", "/desk/plans/a%00b", "/markets/a%00b", "/a%00b", "/authors/a%00b",
            "/register/confirm?token=a%00b", "/desk/readers?before=1~a%00b", "/login?next=/a%00b", "/desk/authors?after=a%00b",
            "/desk/subscriptions?before=1~a%00b",
        ] {
            let reply = browser.get(path).await;
            assert!(reply.status.as_u16() < 500, "{path}: {} {}", reply.status, reply.text());
        }
        for (path, fields) in [
            ("/login", &[("email", "a\0b@x.test"), ("password", "x")][..]),
            ("/password", &[("email", "a\0b@x.test")]),
            ("/setup", &[("token", "a\0b")]),
            ("/desk/authors", &[("slug", "a"), ("name", "a\0b")]),
            ("/desk/sections", &[("slug", "a"), ("name", "a\0b"), ("position", "1")]),
            ("/desk/pages/about", &[("title", "a\0b"), ("text", "x")]),
            ("/desk/stories/new", &[("section", "a\0b"), ("headline", "a\0b"), ("access", "free"), ("lead", "a\0b")]),
            ("/desk/plans", &[("slug", "ab"), ("name", "a\0b"), ("price", "1"), ("term", "1y"), ("benefits", "unlimited")]),
            ("/checkout", &[("plan", "super-saver"), ("state", "MH"), ("renewal_consent", "yes"), ("next", "/a\0b")]),
        ] {
            let reply = browser.post(path, fields).await;
            assert!(reply.status.as_u16() < 500, "{path}: {} {}", reply.status, reply.text());
        }
    }

    /// Every page has one address: other ways to write it lead there or nowhere.
    async fn each_page_has_one_address(paper: TestPaper, Options::default().set("meter.newcomers=open")) {
        let story = paper.paths(Access::Free).await.remove(0);
        let (section, slug) = story[1..].split_once('/').unwrap();
        let listed = paper.browser().get("/api/v1/stories").await.json();
        let name = listed["items"][0]["authors"][0]["slug"].as_str().unwrap().to_owned();
        let coded = |text: &str| format!("%{:02x}{}", text.as_bytes()[0], &text[1..]);
        let mut forms = vec![
            format!("/{}", coded(section)), format!("/{}", section.to_uppercase()), format!("//{section}"), format!("/./{section}"), format!("/{section}/"),
            format!("/{section}/."), format!("/{section}/../{section}"), format!("/{section}%2f{slug}"), format!("/{section}//{slug}"),
            format!("/{section}/./{slug}"), format!("/{}/{slug}", coded(section)), format!("/{section}/{}", coded(slug)), format!("//{section}/{slug}"),
            format!("/{}", story.to_uppercase().trim_start_matches('/')), format!("{story}/"), format!("{story}%20"), format!("{story}%00"), format!("{story};x"),
            format!("{story}.html"), format!("/{section}\u{ff0f}{slug}").replace('\u{ff0f}', "%ef%bc%8f"), format!("/{section}/%25{:02x}{}", slug.as_bytes()[0], &slug[1..]),
            "/ABOUT".to_owned(), "/%61bout".to_owned(), "/about/".to_owned(), "//about".to_owned(), "/Login".to_owned(), "/%6cogin".to_owned(),
        ];
        forms.extend([format!("/authors/{}", coded(&name)), format!("/authors/{}", name.to_uppercase()), format!("/Authors/{name}"), format!("/%61uthors/{name}")]);
        for form in forms {
            let reply = paper.browser().get(&form).await;
            let location = reply.header("location").to_owned();
            match reply.status {
                StatusCode::NOT_FOUND => {}
                StatusCode::PERMANENT_REDIRECT => {
                    assert!(location.starts_with('/') && !location.starts_with("//"), "{form} → {location}");
                    let there = paper.browser().get(&location).await.status;
                    assert_eq!(there, StatusCode::OK, "{form} → {location}: one hop, and there");
                }
                other => panic!("{form}: {other}"),
            }
        }
    }

    /// The method that came is the method that counts.
    async fn methods_are_not_overridden(paper: TestPaper) {
        let browser = paper.browser_of("registered").await;
        for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
            let reply = browser.get_with("/logout?_method=POST", &[(name, "POST"), ("origin", &paper.base)]).await;
            assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{name}");
            let reply = browser.post_with("/login?_method=GET", &[], &[(name, "GET"), ("origin", &paper.base)]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        }
        assert!(crate::accounts::is_signed_in(&browser).await);
        let traced = send(&browser, Method::TRACE, "/", &[("origin", &paper.base), ("x-secret", "zq7")]).await;
        assert_eq!(traced.status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(!traced.text().contains("zq7"));
    }

    /// A failure of ours, and being out of service: pages that need nothing that may have failed.
    async fn our_own_failures_have_a_page(paper: TestPaper) {
        let failed = PageError::internal(Words::error_not_made, "disk on fire at /var/lib");
        for (error, status, title) in [
            (failed, 500, "Something went wrong"),
            (PageError::unavailable(Words::error_not_now), 503, "Back in a moment"),
            (PageError::with_status(StatusCode::BAD_GATEWAY, Sentence::for_programs("It broke <b>there</b>.")), 502, "Something went wrong"),
        ] {
            let (parts, body) = server::front_desk::render_error(&paper.paper.site, &error).into_parts();
            let bytes = body.collect().await.unwrap().to_bytes().to_vec();
            let reply = Reply { status: parts.status, headers: parts.headers, bytes };
            assert_page(&reply, status, title);
            assert!(!reply.text().contains("disk on fire") && !reply.text().contains("<b>there"));
        }
    }
}

/// Without its database the paper says so, to people and to its balancer. (Only
/// SQLite's lets go of all its connections while the paper runs.)
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_database_the_paper_says_so() {
    let paper = TestPaper::start(testkit::TestDatabase::sqlite(), Options::default()).await;
    paper.paper.db.close().await;
    let browser = paper.browser();
    browser.set_cookie("masthead_session", &"A".repeat(43));
    assert_page(&browser.get("/account").await, 503, "Back in a moment");
    assert!(browser.get("/account").await.header("retry-after").parse::<u32>().is_ok());
    assert_problem(&browser.get("/api/v1/me").await, 503);
    assert_eq!(browser.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(browser.get("/healthz").await.status, StatusCode::OK);
    paper.stop().await;
}

/// The warm page path asks no database: with it closed, what was read before is
/// read on, by subscribers, by metered devices, and the wall stands too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn warm_pages_ask_no_database() {
    let paper = TestPaper::start(testkit::TestDatabase::sqlite(), Options::default()).await;
    let premium = &paper.paths(vocab::Access::Premium).await[0];
    let metered = &paper.paths(vocab::Access::Metered).await[0];
    let (subscriber, device) = (paper.browser_of("subscriber").await, paper.browser());
    let visits = [
        (&subscriber, premium.as_str(), "open; because=benefit"),
        (&subscriber, metered, "open; because=benefit"),
        (&device, metered, "open; because=metered; used=1; limit=5"),
        (&device, premium, "wall; because=premium"),
        (&device, "/", ""),
        (&device, "/markets", ""),
    ];
    for (browser, path, _) in visits {
        browser.visit(path).await;
    }
    paper.paper.db.close().await;
    for (browser, path, access) in visits {
        let page = browser.get(path).await;
        assert_eq!((page.status, page.access()), (StatusCode::OK, access), "{path}");
    }
    paper.stop().await;
}
