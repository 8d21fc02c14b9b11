//! Log-ins: fresh, seen, ended by whoever may end them; the reset of a
//! password; the first owner; cookies.

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, Options, TestPaper, on_both_databases};

use crate::accounts::{is_signed_in, may_log_in};

const PASSWORD: &str = "masthead-demo";
const RESET: &str = "/password/reset?token=";
const FRESH: &str = "tea and the morning paper";
const SESSION: &str = "masthead_session";

/// Logs in as a browser that calls itself `agent`.
async fn log_in_as(paper: &TestPaper, name: &str, agent: &str) -> Browser {
    let browser = paper.browser();
    let email = format!("{name}@demo.test");
    let headers = [("origin", &*paper.base), ("user-agent", agent)];
    let reply =
        browser.post_with("/login", &[("email", &email), ("password", PASSWORD)], &headers).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    browser
}

/// The paths that end the log-ins of the account page, newest first.
async fn revocations(browser: &Browser) -> Vec<(String, String)> {
    let page = browser.get("/account").await.text();
    let lines = page.split("<li>").filter(|line| line.contains("/revocation\""));
    let read = |line: &str| {
        let path = line.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
        (
            line.replace("<span>", "").split(", since").next().unwrap().trim().to_owned(),
            path.to_owned(),
        )
    };
    lines.map(read).collect()
}

/// Asks for a new password and gives the link of the mail.
async fn reset_link(paper: &TestPaper, email: &str) -> String {
    paper.clock.advance(SignedDuration::from_secs(1));
    let reply = paper.browser().post("/password", &[("email", email)]).await;
    assert_eq!(reply.status, StatusCode::OK);
    paper.link_in(&paper.latest_letter_to(email).await, RESET)
}

async fn set_password(browser: &Browser, link: &str, password: &str) -> testkit::Reply {
    let token = link.strip_prefix(RESET).unwrap();
    browser.post("/password/reset", &[("token", token), ("password", password)]).await
}

on_both_databases! {
    /// Nobody chooses another's session id; each log-in has one of its own, and the old one ends.
    async fn each_log_in_is_fresh(paper: TestPaper) {
        let planted = "A".repeat(43);
        let browser = paper.browser();
        browser.set_cookie(SESSION, &planted);
        assert!(!is_signed_in(&browser).await);
        browser.log_in("registered@demo.test", PASSWORD).await;
        let first = browser.cookie(SESSION).expect("a session");
        assert_ne!(first, planted);
        assert!(first.len() >= 22, "at least 128 bits");
        let other = paper.browser();
        other.set_cookie(SESSION, &planted);
        assert!(!is_signed_in(&other).await, "the planted id is nobody’s");

        browser.log_in("registered@demo.test", PASSWORD).await;
        let second = browser.cookie(SESSION).expect("a session");
        assert_ne!(first, second);
        other.set_cookie(SESSION, &first);
        assert!(!is_signed_in(&other).await, "the log-in before is over");
        assert!(is_signed_in(&browser).await);
    }

    /// Log-out ends the log-in itself, not only the cookie.
    async fn log_out_ends_it_at_the_next_request(paper: TestPaper) {
        let browser = paper.browser_of("registered").await;
        assert!(is_signed_in(&browser).await);
        let stolen = browser.cookie(SESSION).expect("a session");
        let reply = browser.post("/logout", &[]).await;
        assert_eq!((reply.status, &*reply.location()), (StatusCode::SEE_OTHER, "/"));
        assert!(browser.cookie(SESSION).is_none());
        let thief = paper.browser();
        thief.set_cookie(SESSION, &stolen);
        assert!(!is_signed_in(&thief).await);
        let bearer = format!("Bearer {stolen}");
        let me = paper.browser().get_with("/api/v1/me", &[("authorization", &bearer)]).await.json();
        assert_eq!(me["reader"], serde_json::Value::Null);
        assert_eq!(thief.post("/logout", &[]).await.status, StatusCode::SEE_OTHER, "harmless again");
    }

    /// The account lists all log-ins, ends those of one's own and knows no others.
    async fn log_ins_are_listed_and_ended(paper: TestPaper) {
        let phone = log_in_as(paper, "registered", "Mozilla/5.0 (Linux; Android 14) Firefox/130").await;
        paper.clock.advance(SignedDuration::from_secs(1));
        let laptop = log_in_as(paper, "registered", "Mozilla/5.0 (Windows NT 10.0) Chrome/120 <b>").await;
        let listed = revocations(&laptop).await;
        let agents: Vec<_> = listed.iter().map(|(agent, _)| &**agent).collect();
        assert_eq!(agents, ["Chrome on Windows", "Firefox on Android"]);
        assert!(laptop.get("/account").await.text().contains("(this one)"));

        let foreign = revocations(&paper.browser_of("subscriber").await).await.remove(0).1;
        let never = "/account/sessions/01930000-0000-7000-8000-000000000000/revocation";
        for path in [&*foreign, never, "/account/sessions/x/revocation", "/account/sessions/1'--/revocation"] {
            assert_eq!(laptop.post(path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let stranger = paper.browser();
        let reply = stranger.post(&listed[1].1, &[]).await;
        assert_eq!((reply.status, &*reply.location()), (StatusCode::SEE_OTHER, "/login?next=/account"));
        assert!(is_signed_in(&phone).await);

        assert_eq!(laptop.post(&listed[1].1, &[]).await.location(), "/account");
        assert!(!is_signed_in(&phone).await);
        assert_eq!(laptop.post(&listed[1].1, &[]).await.status, StatusCode::NOT_FOUND, "ended already");
        assert_eq!(revocations(&laptop).await.len(), 1);
        // One's own goes too, and the cookie with it.
        laptop.post(&listed[0].1, &[]).await;
        assert!(laptop.cookie(SESSION).is_none());
    }

    /// Readers stay for 90 days, staff for 7, to the minute.
    async fn log_ins_end_with_time(paper: TestPaper) {
        let (reader, editor) = (paper.browser_of("registered").await, paper.browser_of("editor").await);
        paper.clock.advance(SignedDuration::from_mins(7 * 24 * 60 - 1));
        assert_eq!(editor.get("/desk").await.status, StatusCode::OK);
        paper.clock.advance(SignedDuration::from_mins(1));
        assert_eq!(editor.get("/desk").await.location(), "/login?next=/desk");
        paper.clock.advance(SignedDuration::from_mins(83 * 24 * 60 - 1));
        assert!(is_signed_in(&reader).await);
        paper.clock.advance(SignedDuration::from_mins(1));
        assert!(!is_signed_in(&reader).await);
    }

    /// Asking for a new password tells nobody who has an account.
    async fn asking_for_a_new_password_reads_alike(paper: TestPaper) {
        let mut said = Vec::new();
        for email in ["registered@demo.test", "nobody@demo.test"] {
            let reply = paper.browser().post("/password", &[("email", email)]).await;
            said.push((reply.status, reply.text().replace(email, "…")));
        }
        assert_eq!(said[0], said[1]);
        assert_eq!(said[0].0, StatusCode::OK);
        paper.settle().await;
        assert_eq!(paper.letters_to("registered@demo.test").len(), 1);
        assert!(paper.letters_to("nobody@demo.test").is_empty());
    }

    /// The link sets one password, once; all other log-ins end, and a mail says so.
    async fn a_reset_works_once_and_logs_others_out(paper: TestPaper) {
        let email = "registered@demo.test";
        let (phone, laptop) = (paper.browser_of("registered").await, paper.browser());
        let link = reset_link(paper, email).await;
        assert!(link.len() >= RESET.len() + 22, "at least 128 bits");
        for _ in 0..2 {
            assert_eq!(laptop.get(&link).await.status, StatusCode::OK, "looking uses nothing up");
        }
        for weak in ["short", "password1"] {
            let reply = set_password(&laptop, &link, weak).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{weak}");
        }
        assert!(is_signed_in(&phone).await, "nothing has happened yet");
        paper.clock.advance(SignedDuration::from_secs(1));
        let reply = set_password(&laptop, &link, FRESH).await;
        assert_eq!((reply.status, &*reply.location()), (StatusCode::SEE_OTHER, "/account"));
        assert!(is_signed_in(&laptop).await);
        assert!(!is_signed_in(&phone).await);
        assert!(may_log_in(paper, email, FRESH).await);
        assert!(!may_log_in(paper, email, PASSWORD).await);
        let letter = paper.latest_letter_to(email).await;
        assert!(letter.contains("was changed just now"), "{letter}");
        for again in [laptop.get(&link).await, set_password(&laptop, &link, "once more with it").await] {
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert!(may_log_in(paper, email, FRESH).await);
    }

    /// Half an hour, and a used one takes the others with it.
    async fn reset_links_do_not_lie_about(paper: TestPaper) {
        let email = "registered@demo.test";
        let (first, second) = (reset_link(paper, email).await, reset_link(paper, email).await);
        let browser = paper.browser();
        paper.clock.advance(SignedDuration::from_mins(29));
        assert_eq!(set_password(&browser, &second, FRESH).await.status, StatusCode::SEE_OTHER);
        let reply = set_password(&browser, &first, "an older mail’s password").await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "the older mail is void");
        let late = reset_link(paper, email).await;
        paper.clock.advance(SignedDuration::from_mins(30));
        assert_eq!(browser.get(&late).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(set_password(&browser, &late, "too late for this one").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(may_log_in(paper, email, FRESH).await);
    }

    /// A link does what it was made for, and nothing else.
    async fn links_keep_to_their_purpose(paper: TestPaper) {
        let email = "registered@demo.test";
        let reset = reset_link(paper, email).await;
        let browser = paper.browser();
        let token = reset.strip_prefix(RESET).unwrap();
        for path in ["/register/confirm", "/login/confirm"] {
            assert_eq!(browser.get(&format!("{path}?token={token}")).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert_eq!(browser.post(path, &[("token", token)]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        }
        paper.clock.advance(SignedDuration::from_secs(1));
        crate::accounts::register(&paper.browser(), email, FRESH, "/").await;
        let link = paper.link_in(&paper.latest_letter_to(email).await, crate::accounts::CONFIRM);
        let as_reset = link.replacen(crate::accounts::CONFIRM, RESET, 1);
        assert_eq!(browser.get(&as_reset).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(set_password(&browser, &as_reset, FRESH).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!is_signed_in(&browser).await);
        assert!(may_log_in(paper, email, PASSWORD).await);
        // A new password takes the links that lie in the mailbox with it.
        assert_eq!(set_password(&browser, &reset, FRESH).await.status, StatusCode::SEE_OTHER);
        assert_eq!(paper.browser().get(&link).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    /// A closed account is out at its next request and cannot come back by any link.
    async fn a_closed_account_is_out(paper: TestPaper) {
        let email = "registered@demo.test";
        let phone = paper.browser_of("registered").await;
        let link = reset_link(paper, email).await;
        let id = readers::find_reader_by_email(&paper.paper.db, email).await.unwrap().unwrap().id;
        let desk = paper.browser_of("circulation").await;
        assert_eq!(desk.post(&format!("/desk/readers/{id}/closure"), &[]).await.status, StatusCode::SEE_OTHER);
        assert!(!is_signed_in(&phone).await);
        assert!(!may_log_in(paper, email, PASSWORD).await);
        assert_eq!(set_password(&phone, &link, FRESH).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mails = paper.letters_to(email).len();
        paper.browser().post("/password", &[("email", email)]).await;
        paper.settle().await;
        assert_eq!(paper.letters_to(email).len(), mails, "no way in is mailed");
        desk.post(&format!("/desk/readers/{id}/closure/withdraw"), &[]).await;
        assert!(!is_signed_in(&phone).await, "what ended stays ended");
        assert!(may_log_in(paper, email, PASSWORD).await);
    }

    /// The first owner's link works once, for one of many.
    async fn the_setup_link_works_once(paper: TestPaper) {
        let link = paper.paper.readers.issue_setup_link().await.unwrap().replacen(&paper.base, "", 1);
        let token = link.strip_prefix("/setup?token=").expect("a link");
        let browser = paper.browser();
        assert_eq!(browser.get("/setup?token=").await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get(&link[..link.len() - 1]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get(&link).await.status, StatusCode::OK);
        let weak = [("token", token), ("email", "first@owner.test"), ("password", "password")];
        assert_eq!(browser.post("/setup", &weak).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let emails: Vec<_> = (0..4).map(|index| format!("owner{index}@owner.test")).collect();
        let browsers: Vec<_> = emails.iter().map(|_| paper.browser()).collect();
        let fields: Vec<_> = emails.iter().map(|email| [("token", token), ("email", email), ("password", FRESH)]).collect();
        let posts = browsers.iter().zip(&fields).map(|(browser, fields)| browser.post("/setup", fields));
        let replies = crate::meter::join_all(posts).await;
        let made: Vec<_> = replies.iter().filter(|reply| reply.status == StatusCode::SEE_OTHER).collect();
        assert_eq!(made.len(), 1, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
        assert_eq!(made[0].location(), "/desk");
        let late = [("token", token), ("email", "late@owner.test"), ("password", FRESH)];
        assert_eq!(browser.post("/setup", &late).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get(&link).await.status, StatusCode::NOT_FOUND);
    }

    /// On a loopback paper cookies lack `Secure`, and nothing else.
    async fn cookies_are_the_servers_alone(paper: TestPaper) {
        let reply = paper.browser().post("/login", &[("email", "registered@demo.test"), ("password", PASSWORD)]).await;
        let lines: Vec<_> = reply.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
        assert_eq!(lines.len(), 2);
        for (line, name) in lines.iter().zip(["masthead_session=", "masthead_device="]) {
            assert!(line.starts_with(name), "{line}");
            for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] {
                assert!(line.contains(part), "{line}");
            }
            assert!(!line.contains("Secure") && !line.contains("Domain"), "{line}");
        }
    }

    /// With any other address both `Secure` and `__Host-` are there, and HSTS.
    async fn cookies_of_an_https_paper_are_secure(paper: TestPaper, Options::default().set("paper.url=https://paper.example")) {
        let browser = paper.browser();
        let fields = [("email", "registered@demo.test"), ("password", PASSWORD)];
        let foreign = browser.post("/login", &fields).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN, "the listener’s address is not the paper’s");
        let reply = browser.post_with("/login", &fields, &[("origin", "https://paper.example")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        let lines: Vec<_> = reply.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
        for (line, name) in lines.iter().zip(["__Host-masthead_session=", "__Host-masthead_device="]) {
            assert!(line.starts_with(name) && line.ends_with("; Secure"), "{line}");
            for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] {
                assert!(line.contains(part), "{line}");
            }
        }
        assert_eq!(reply.header("strict-transport-security"), "max-age=31536000");
        assert!(is_signed_in(&browser).await);
        // A cookie without the prefix, which a neighbour could plant, is nobody’s.
        let planted = paper.browser();
        planted.set_cookie(SESSION, &browser.cookie("__Host-masthead_session").unwrap());
        assert!(!is_signed_in(&planted).await);
    }
}
