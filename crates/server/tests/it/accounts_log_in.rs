//! Logging in: the same words for every failure, a limit on tries, and a way on
//! that never leaves the paper.

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, Options, Reply, TestPaper, on_both_databases};

use crate::accounts::{CONFIRM, is_signed_in, may_log_in, register};

const PASSWORD: &str = "masthead-demo";

/// What `next` may not lead to. All of it leads to the front page instead.
const ELSEWHERE: [&str; 26] = [
    "https://evil.test/",
    "http:evil.test",
    "//evil.test",
    "///evil.test",
    "////evil.test/%2f..",
    "/\\evil.test",
    "\\\\evil.test",
    "\\/evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    " //evil.test",
    "/ /evil.test",
    "/%09/evil.test",
    "/%0d%0aLocation:%20https://evil.test",
    "/x\r\nSet-Cookie: masthead_session=evil",
    "/%2F%2Fevil.test",
    "/%2fevil.test",
    "/%5Cevil.test",
    "/..//evil.test",
    "/.//evil.test",
    "/a/..//evil.test",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.test",
    "\u{ff0f}\u{ff0f}evil.test",
    "",
];

async fn try_log_in(browser: &Browser, email: &str, password: &str) -> Reply {
    browser.post("/login", &[("email", email), ("password", password)]).await
}

fn limited(tries: u32) -> Options {
    Options::default().set(&format!("accounts.login_limit={tries}"))
}

/// Closes an account at the desk.
async fn close(paper: &TestPaper, email: &str) {
    let reader = readers::find_reader_by_email(&paper.paper.db, email).await.unwrap().unwrap();
    let desk = paper.browser_of("circulation").await;
    let reply = desk.post(&format!("/desk/readers/{}/closure", reader.id), &[]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
}

on_both_databases! {
    /// Wrong password, unknown address, address not proven, closed account: one answer.
    async fn every_failure_reads_alike(paper: TestPaper) {
        let unproven = "nina@readers.test";
        register(&paper.browser(), unproven, "tea and the morning paper", "/").await;
        paper.settle().await;
        close(paper, "lapsed@demo.test").await;
        let tries = [
            ("registered@demo.test", "not the password"),
            ("nobody@demo.test", PASSWORD),
            (unproven, "tea and the morning paper"),
            ("lapsed@demo.test", PASSWORD),
            ("owner@demo.test", ""),
        ];
        let mut said = Vec::new();
        for (email, password) in tries {
            let browser = paper.browser();
            let reply = try_log_in(&browser, email, password).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
            assert!(browser.cookie("masthead_session").is_none());
            assert!(!is_signed_in(&browser).await);
            said.push(reply.text().replace(email, "…"));
        }
        assert!(said[0].contains("The address or the password is not right."));
        assert!(said.iter().all(|text| *text == said[0]), "{said:#?}");
    }

    /// Beyond the limit even the right password waits; others do not.
    async fn too_many_tries_wait(paper: TestPaper, limited(3)) {
        let browser = paper.browser();
        for _ in 0..3 {
            assert!(!may_log_in(paper, "registered@demo.test", "wrong").await);
        }
        for (email, password) in [("registered@demo.test", PASSWORD), (" Registered@DEMO.test", "wrong")] {
            let reply = try_log_in(&browser, email, password).await;
            assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS, "{email}");
            let wait: u32 = reply.header("retry-after").parse().expect("seconds");
            assert!((1..=900).contains(&wait), "{wait}");
            assert!(reply.text().contains("too many tries"));
        }
        assert!(may_log_in(paper, "subscriber@demo.test", PASSWORD).await);
        paper.clock.advance(SignedDuration::from_mins(15));
        assert!(may_log_in(paper, "registered@demo.test", PASSWORD).await);
        // Success begins the count anew.
        for _ in 0..2 {
            assert!(!may_log_in(paper, "registered@demo.test", "wrong").await);
        }
        assert!(may_log_in(paper, "registered@demo.test", PASSWORD).await);
        assert!(!may_log_in(paper, "registered@demo.test", "wrong").await);
        assert!(may_log_in(paper, "registered@demo.test", PASSWORD).await);
    }

    /// An address without an account is limited just as one with: no telling them apart.
    async fn unknown_addresses_are_limited_alike(paper: TestPaper, limited(2)) {
        for email in ["registered@demo.test", "nobody@demo.test"] {
            let mut statuses = Vec::new();
            for _ in 0..3 {
                statuses.push(try_log_in(&paper.browser(), email, "wrong").await.status.as_u16());
            }
            assert_eq!(statuses, [422, 422, 429], "{email}");
        }
    }

    /// Racing tries are counted one by one.
    async fn racing_tries_are_all_counted(paper: TestPaper, limited(5)) {
        let browsers: Vec<_> = (0..20).map(|_| paper.browser()).collect();
        let tries = browsers.iter().map(|browser| try_log_in(browser, "registered@demo.test", "wrong"));
        let replies = crate::meter::join_all(tries).await;
        let wrong = replies.iter().filter(|reply| reply.status == StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.count(), 5);
    }

    /// 0 is unlimited.
    async fn no_limit_is_no_limit(paper: TestPaper, limited(0)) {
        for _ in 0..15 {
            assert!(!may_log_in(paper, "registered@demo.test", "wrong").await);
        }
        assert!(may_log_in(paper, "registered@demo.test", PASSWORD).await);
    }

    /// `next` leads to this paper or to its front page: at log-in, in forms, for who is in already.
    async fn next_never_leaves_the_paper(paper: TestPaper) {
        let signed_in = paper.browser_of("registered").await;
        for next in ELSEWHERE {
            let fields = [("email", "subscriber@demo.test"), ("password", PASSWORD), ("next", next)];
            let reply = paper.browser().post("/login", &fields).await;
            assert_eq!((reply.status, reply.header("location")), (StatusCode::SEE_OTHER, "/"), "{next:?}");
            let coded: String = next.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let reply = signed_in.get(&format!("/login?next={coded}")).await;
            assert_eq!((reply.status, reply.header("location")), (StatusCode::SEE_OTHER, "/"), "{next:?}");
            for form in ["/login", "/register"] {
                let page = paper.browser().get(&format!("{form}?next={coded}")).await.text();
                assert!(page.contains("name=\"next\" value=\"/\""), "{form} {next:?}");
                assert!(!page.contains("evil"), "{form} {next:?}");
            }
        }
        let wanted = "/markets/some-story?x=1&y=2";
        let fields = [("email", "subscriber@demo.test"), ("password", PASSWORD), ("next", wanted)];
        assert_eq!(paper.browser().post("/login", &fields).await.header("location"), wanted);
    }

    /// Nor does it by way of a register link's mail, or of the plans.
    async fn links_never_lead_off_the_paper(paper: TestPaper, limited(0)) {
        for (index, next) in ELSEWHERE.iter().enumerate().step_by(5) {
            let (browser, email) = (paper.browser(), format!("nina{index}@readers.test"));
            let reply = register(&browser, &email, "tea and the morning paper", next).await;
            assert_eq!(reply.status, StatusCode::OK);
            let link = paper.link_in(&paper.latest_letter_to(&email).await, CONFIRM);
            let reply = browser.get(&link).await;
            assert_eq!((reply.status, reply.header("location")), (StatusCode::SEE_OTHER, "/"), "{next:?}");
        }
        for next in ELSEWHERE {
            let coded: String = next.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let page = paper.browser().get(&format!("/subscribe?next={coded}")).await;
            assert_eq!(page.status, StatusCode::OK, "{next:?}");
            assert!(!page.text().contains("evil"), "{next:?}");
            let page = paper.browser().get(&format!("/checkout?plan=super-saver&next={coded}")).await;
            assert_eq!(page.status, StatusCode::OK, "{next:?}");
        }
    }
}
