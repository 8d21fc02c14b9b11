//! Registering: one answer for everybody, and a link that logs in once.

use http::{Method, StatusCode};
use jiff::SignedDuration;
use testkit::{Browser, Reply, TestPaper, on_both_databases};

pub(crate) const CONFIRM: &str = "/register/confirm?token=";
const NEW: &str = "nina@readers.test";
const PASSWORD: &str = "tea and the morning paper";

pub(crate) async fn register(browser: &Browser, email: &str, password: &str, next: &str) -> Reply {
    browser.post("/register", &[("email", email), ("password", password), ("next", next)]).await
}

/// Registers and gives the link that the mail brings.
async fn registered_link(paper: &TestPaper, browser: &Browser, password: &str) -> String {
    // The mails of two moments have an order.
    paper.clock.advance(SignedDuration::from_secs(1));
    let reply = register(browser, NEW, password, "/markets").await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    paper.link_in(&paper.latest_letter_to(NEW).await, CONFIRM)
}

/// Logs in with a password from a browser of its own: whether that works.
pub(crate) async fn may_log_in(paper: &TestPaper, email: &str, password: &str) -> bool {
    let reply = paper.browser().post("/login", &[("email", email), ("password", password)]).await;
    match reply.status {
        StatusCode::SEE_OTHER => true,
        StatusCode::UNPROCESSABLE_ENTITY => false,
        other => panic!("{other}: {}", reply.text()),
    }
}

async fn press_button(browser: &Browser, link: &str) -> Reply {
    let token = link.strip_prefix(CONFIRM).expect("a link");
    browser.post("/register/confirm", &[("token", token)]).await
}

pub(crate) async fn is_signed_in(browser: &Browser) -> bool {
    match browser.get("/account").await {
        page if page.status == StatusCode::OK => true,
        page => {
            assert_eq!(
                (page.status, &*page.location()),
                (StatusCode::SEE_OTHER, "/login?next=/account")
            );
            false
        }
    }
}

on_both_databases! {
    /// Whether an address has an account, no answer tells; only its owner's mail does.
    async fn registering_answers_alike(paper: TestPaper) {
        let known = "registered@demo.test";
        let (one, other) = (paper.browser(), paper.browser());
        let fresh = register(&one, NEW, PASSWORD, "/markets").await;
        let again = register(&other, known, "another password of mine", "/markets").await;
        assert_eq!((fresh.status, again.status), (StatusCode::OK, StatusCode::OK));
        assert_eq!(fresh.text().replace(NEW, "…"), again.text().replace(known, "…"));
        let names = |reply: &Reply| {
            reply.headers.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(names(&fresh), names(&again));

        let letter = paper.latest_letter_to(known).await;
        assert!(letter.contains("has an account already"), "{letter}");
        let link = paper.link_in(&letter, CONFIRM);
        assert!(paper.latest_letter_to(NEW).await.contains("confirm your address"));
        // The link logs the owner in and changes nothing.
        assert_eq!(press_button(&paper.browser(), &link).await.location(), "/markets");
        assert!(may_log_in(paper, known, "masthead-demo").await);
        assert!(!may_log_in(paper, known, "another password of mine").await);
    }

    /// In the browser that asked, opening the link is enough; it leads on and works once.
    async fn the_link_logs_in_the_browser_that_asked(paper: TestPaper) {
        let browser = paper.browser();
        let link = registered_link(paper, &browser, PASSWORD).await;
        assert!(!may_log_in(paper, NEW, PASSWORD).await, "nobody has opened the mail yet");
        let ahead = browser.get_with(&link, &[("sec-purpose", "prefetch")]).await;
        assert_eq!(ahead.status, StatusCode::OK, "fetching ahead uses nothing up");
        let looked = crate::edges::send(&browser, Method::HEAD, &link, &[]).await;
        assert_eq!(looked.status, StatusCode::OK, "nor does looking");
        let reply = browser.get(&link).await;
        assert_eq!((reply.status, &*reply.location()), (StatusCode::SEE_OTHER, "/markets"));
        assert!(browser.get("/account").await.text().contains(NEW));
        for again in [browser.get(&link).await, press_button(&paper.browser(), &link).await] {
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(again.text().contains("Please ask for a new one"));
        }
        assert!(may_log_in(paper, NEW, PASSWORD).await);
        assert!(may_log_in(paper, &NEW.to_uppercase(), PASSWORD).await, "letters’ case is no matter");
    }

    /// Elsewhere it takes a button, so that whatever follows links uses nothing up.
    async fn elsewhere_the_link_takes_a_button(paper: TestPaper) {
        let link = registered_link(paper, &paper.browser(), PASSWORD).await;
        let elsewhere = paper.browser();
        for method in [Method::GET, Method::HEAD, Method::GET] {
            let request = elsewhere.request(method.clone(), &link, &[]).body(axum::body::Body::empty());
            let page = elsewhere.send(request.unwrap()).await;
            assert_eq!(page.status, StatusCode::OK, "{method}");
            assert!(elsewhere.cookie("masthead_session").is_none());
            assert!(method == Method::HEAD || page.text().contains("action=\"/register/confirm\""));
        }
        assert_eq!(press_button(&elsewhere, &link).await.location(), "/markets");
        assert!(is_signed_in(&elsewhere).await);
        let thief = paper.browser();
        assert_eq!(press_button(&thief, &link).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!is_signed_in(&thief).await);
    }

    /// Of two who press the button at once, one gets in.
    async fn a_link_pressed_by_many_lets_one_in(paper: TestPaper) {
        let link = registered_link(paper, &paper.browser(), PASSWORD).await;
        let browsers: Vec<_> = (0..8).map(|_| paper.browser()).collect();
        let replies = crate::meter::join_all(browsers.iter().map(|browser| press_button(browser, &link))).await;
        let mut statuses: Vec<_> = replies.iter().map(|reply| reply.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422, 422, 422, 422, 422, 422, 422]);
    }

    /// After a day the link is nothing; a minute before it still is.
    async fn the_link_grows_old(paper: TestPaper) {
        let browser = paper.browser();
        let link = registered_link(paper, &browser, PASSWORD).await;
        paper.clock.advance(SignedDuration::from_mins(24 * 60 - 1));
        assert_eq!(paper.browser().get(&link).await.status, StatusCode::OK);
        paper.clock.advance(SignedDuration::from_mins(1));
        for late in [browser.get(&link).await, press_button(&browser, &link).await] {
            assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert!(!is_signed_in(&browser).await);
        assert!(!may_log_in(paper, NEW, PASSWORD).await);
    }

    /// A stranger who registers the same address does not choose its password.
    async fn the_opened_links_password_counts(paper: TestPaper) {
        let (owner, stranger) = (paper.browser(), paper.browser());
        let own = registered_link(paper, &owner, PASSWORD).await;
        let foreign = registered_link(paper, &stranger, "what the stranger chose").await;
        assert!(!may_log_in(paper, NEW, PASSWORD).await);
        assert!(!may_log_in(paper, NEW, "what the stranger chose").await);
        assert_eq!(owner.get(&own).await.status, StatusCode::SEE_OTHER);
        assert!(may_log_in(paper, NEW, PASSWORD).await);
        assert!(!may_log_in(paper, NEW, "what the stranger chose").await);
        // Whoever opens the other mail is the owner too; the password stays.
        press_button(&paper.browser(), &foreign).await;
        assert!(may_log_in(paper, NEW, PASSWORD).await);
        assert!(!may_log_in(paper, NEW, "what the stranger chose").await);
    }

    /// What everybody uses, and what is short, is refused with a sentence, and no mail goes out.
    async fn weak_passwords_and_no_addresses_are_refused(paper: TestPaper) {
        let browser = paper.browser();
        for (password, sentence) in [
            ("short", "at least 8"),
            ("ſſſſſſſ", "at least 8"),
            ("password", "among the first"),
            ("Password123!", "among the first"),
            ("aaaaaaaaaaaa", "among the first"),
            ("1234567890", "among the first"),
            (&"x1".repeat(200), "at most 256"),
        ] {
            let reply = register(&browser, NEW, password, "/markets").await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{password}");
            let text = reply.text();
            assert!(text.contains(sentence) && text.contains(NEW), "{password}: {text}");
            assert!(!text.contains(&format!("value=\"{password}\"")), "a password is never shown again");
        }
        for email in ["", "nina", "nina@", "@x.test", "a b@x.test", "a@x.test\r\nBcc: b@x.test", "a\0b@x.test"] {
            let reply = register(&browser, email, PASSWORD, "/").await;
            assert_eq!(reply.status.as_u16() / 100, 4, "{email:?}: {}", reply.status);
        }
        paper.settle().await;
        assert!(paper.letters_to(NEW).is_empty());
        // Long ones and all scripts are fine.
        let long = "सुबह का अख़बार ".repeat(4);
        let link = registered_link(paper, &browser, &long).await;
        assert_eq!(browser.get(&link).await.status, StatusCode::SEE_OTHER);
        assert!(may_log_in(paper, NEW, &long).await);
    }

    /// One address gets five mails an hour, whoever asks.
    async fn nobody_floods_a_mailbox(paper: TestPaper) {
        for _ in 0..5 {
            assert_eq!(register(&paper.browser(), NEW, PASSWORD, "/").await.status, StatusCode::OK);
        }
        let reply = register(&paper.browser(), "NINA@readers.test", PASSWORD, "/").await;
        assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(reply.header("retry-after").parse::<u32>().is_ok_and(|wait| wait <= 3_600));
        let reset = paper.browser().post("/password", &[("email", NEW)]).await;
        assert_eq!(reset.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(register(&paper.browser(), "else@readers.test", PASSWORD, "/").await.status, StatusCode::OK);
        paper.settle().await;
        assert_eq!(paper.letters_to(NEW).len(), 5);
    }
}
