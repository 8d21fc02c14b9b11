//! The staff's second factor: a password alone opens no desk, nor does a mailed link alone.

use http::StatusCode;
use testkit::{Options, TestPaper, on_both_databases};

fn required() -> Options {
    Options::default().set("accounts.staff_second_factor=required")
}

/// The path of the link in the latest mail to `address`.
async fn link_to(paper: &TestPaper, address: &str, path: &str) -> String {
    paper.link_in(&paper.latest_letter_to(address).await, path)
}

on_both_databases! {
    /// A stranger registers somebody's address first, and the owner opens the stranger's mail:
    /// the stranger's password does not count, and the owner's own does.
    async fn a_strangers_registration_slips_in_no_password(paper: TestPaper, Options::default()) {
        let (stranger, owner) = (paper.browser(), paper.browser());
        let address = "victim@demo.test";
        let register = |password| [("email", address), ("password", password), ("next", "/")];
        stranger.post("/register", &register("the stranger's words")).await;
        let stolen = link_to(paper, address, "/register/confirm?token=").await;
        // The mails of two moments have an order.
        paper.clock.advance(jiff::SignedDuration::from_secs(1));
        owner.post("/register", &register("the owner's own words")).await;
        let own = link_to(paper, address, "/register/confirm?token=").await;
        let token = stolen.split('=').nth(1).expect("a token");
        let opened = owner.post("/register/confirm", &[("token", token)]).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER);
        let log_in = async |password| {
            let fields = [("email", address), ("password", password)];
            paper.browser().post("/login", &fields).await.status
        };
        assert_eq!(log_in("the stranger's words").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(owner.get(&own).await.status, StatusCode::SEE_OTHER);
        assert_eq!(log_in("the owner's own words").await, StatusCode::SEE_OTHER);
        assert_eq!(log_in("the stranger's words").await, StatusCode::UNPROCESSABLE_ENTITY);
    }

    /// Password, then the link of the mail; once, within ten minutes.
    async fn staff_confirms_each_log_in_by_mail(paper: TestPaper, required()) {
        let desk = paper.browser();
        let fields = [("email", "editor@demo.test"), ("password", "masthead-demo"), ("next", "/desk/stories")];
        let asked = desk.post("/login", &fields).await;
        assert_eq!(asked.status, StatusCode::OK);
        assert!(asked.text().contains("Check your mail"));
        assert!(desk.cookie("masthead_session").is_none());
        assert_eq!(desk.get("/desk").await.status, StatusCode::SEE_OTHER);
        paper.settle().await;
        let link = link_to(paper, "editor@demo.test", "/login/confirm?token=").await;

        // In any other browser the link is good for nothing, and is not used up.
        let elsewhere = paper.browser();
        let token = link.split('=').nth(1).expect("a token");
        for reply in [elsewhere.get(&link).await, elsewhere.post("/login/confirm", &[("token", token)]).await] {
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert!(elsewhere.cookie("masthead_session").is_none());
        let opened = desk.get(&link).await;
        assert_eq!((opened.status, opened.location().as_str()), (StatusCode::SEE_OTHER, "/desk/stories"));
        assert_eq!(desk.get("/desk/stories").await.status, StatusCode::OK);
        assert_eq!(elsewhere.get(&link).await.status, StatusCode::UNPROCESSABLE_ENTITY);

        desk.post("/logout", &[]).await;
        desk.post("/login", &fields).await;
        paper.settle().await;
        let link = link_to(paper, "editor@demo.test", "/login/confirm?token=").await;
        paper.clock.advance(jiff::SignedDuration::from_mins(11));
        assert_eq!(desk.get(&link).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    /// A wrong password says nothing of the second step; readers know none.
    async fn readers_and_guesses_meet_no_second_step(paper: TestPaper, required()) {
        let browser = paper.browser();
        let wrong = browser.post("/login", &[("email", "editor@demo.test"), ("password", "wrong-password")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        browser.log_in("registered@demo.test", "masthead-demo").await;
        assert!(browser.cookie("masthead_session").is_some());
    }

    /// A link by mail, for a new password or for registering again, is one factor only.
    async fn a_mailed_link_alone_opens_no_desk(paper: TestPaper, required()) {
        let browser = paper.browser();
        browser.post("/password", &[("email", "editor@demo.test")]).await;
        browser.post("/register", &[("email", "owner@demo.test"), ("password", "tea and the paper")]).await;
        paper.settle().await;
        let reset = link_to(paper, "editor@demo.test", "/password/reset?token=").await;
        let token = reset.split('=').nth(1).expect("a token");
        let set = browser.post("/password/reset", &[("token", token), ("password", "tea and the paper")]).await;
        assert_eq!((set.status, set.location().as_str()), (StatusCode::SEE_OTHER, "/login"));
        let link = link_to(paper, "owner@demo.test", "/register/confirm?token=").await;
        let opened = browser.get(&link).await;
        assert!(opened.location().starts_with("/login"), "{} {}", opened.status, opened.location());
        assert!(browser.cookie("masthead_session").is_none());
    }

    /// A reader who joins the staff does so with both factors, whatever log-ins there are.
    async fn joining_the_staff_takes_both_factors(paper: TestPaper, required()) {
        let reader = paper.browser_of("registered").await;
        let id = reader.get("/api/v1/me").await.json()["reader"]["id"].as_str().unwrap().to_owned();
        let owner = paper.browser();
        let fields = [("email", "owner@demo.test"), ("password", "masthead-demo")];
        owner.post("/login", &fields).await;
        owner.get(&link_to(paper, "owner@demo.test", "/login/confirm?token=").await).await;
        let reply = owner.post(&format!("/desk/readers/{id}/roles"), &[("roles", "editor")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        assert_eq!(reader.get("/desk/stories").await.location(), "/login?next=/desk/stories");
        assert!(!crate::accounts::is_signed_in(&reader).await);
    }
}
