//! The languages of the paper's own words: chosen by a reader, kept by the
//! browser and the account, spoken by pages and mails.

use http::StatusCode;
use testkit::{Browser, Reply, TestPaper, on_both_databases};

use crate::accounts::{CONFIRM, register};

const COOKIE: &str = "masthead_language";
const HINDI_PAGE: &str = "<html lang=\"hi\">";

async fn choose(browser: &Browser, language: &str, next: &str) -> Reply {
    browser.post("/language", &[("language", language), ("next", next)]).await
}

/// A browser whose reader has chosen Hindi, without an account.
async fn hindi_browser(paper: &TestPaper) -> Browser {
    let browser = paper.browser();
    assert_eq!(choose(&browser, "hi", "/").await.status, StatusCode::SEE_OTHER);
    browser
}

fn assert_hindi(page: &Reply, said: &[&str]) {
    let text = page.text();
    assert!(text.contains(HINDI_PAGE), "{text}");
    for said in said {
        assert!(text.contains(said), "“{said}” is missing: {text}");
    }
}

on_both_databases! {
    /// The choice is a cookie, leads back, and holds on every kind of page.
    async fn a_choice_holds_on_every_page(paper: TestPaper) {
        let browser = paper.browser();
        assert!(browser.get("/login").await.text().contains("<html lang=\"en\">"));
        let chosen = choose(&browser, "hi", "/login?next=/markets").await;
        assert_eq!((chosen.status, &*chosen.location()), (StatusCode::SEE_OTHER, "/login?next=/markets"));
        assert_eq!(browser.cookie(COOKIE).as_deref(), Some("hi"));
        assert_hindi(&browser.get("/login").await, &["<h1>लॉग इन</h1>", "ईमेल पता", "नया पासवर्ड बनाएँ"]);
        assert_hindi(&browser.get("/nowhere").await, &["<h1>पन्ना नहीं मिला</h1>", "इस पते पर कोई पन्ना नहीं है।", "मुखपृष्ठ"]);
        let refused = browser.post("/login", &[("email", "nobody@demo.test"), ("password", "x")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_hindi(&refused, &["पता या पासवर्ड सही नहीं है।"]);
        let weak = register(&browser, "nina@readers.test", "short", "/").await;
        assert_hindi(&weak, &["कम से कम 8 अक्षरों का पासवर्ड चुनिए", "aria-describedby=\"password-problem\""]);

        let path = paper.publish("in-hindi", vocab::Access::Premium, "zq7token").await;
        let wall = browser.visit(&path).await;
        assert_hindi(&wall, &["data-wall=\"premium\"", "यह प्रीमियम ख़बर है", "सदस्य बनें"]);
        // Others see what they chose: the same address, another variant.
        let other = paper.browser().visit(&path).await.text();
        assert!(other.contains("<html lang=\"en\">") && !other.contains("प्रीमियम ख़बर"), "{other}");

        assert_eq!(choose(&browser, "en", "/login").await.status, StatusCode::SEE_OTHER);
        assert!(browser.get("/login").await.text().contains("<html lang=\"en\">"));
    }

    /// The account speaks it, and takes it along to the next browser.
    async fn an_account_keeps_its_language(paper: TestPaper) {
        let browser = paper.browser_of("subscriber").await;
        assert!(browser.get("/account").await.text().contains("name=\"language\" value=\"hi\""));
        assert_eq!(choose(&browser, "hi", "/account").await.location(), "/account");
        let said = ["आपका खाता", "का नवीनीकरण", "अगला भुगतान:", "आप कहाँ-कहाँ लॉग इन हैं", "(यही)", "href=\"/saved\""];
        let account = browser.get("/account").await;
        let text = account.text();
        assert_hindi(&account, &[said[0], said[2], said[3], said[4], said[5]]);
        assert!(!text.contains("Next charge") && !text.contains("Log out"), "{text}");

        let phone = paper.browser_of("subscriber").await;
        assert_eq!(phone.cookie(COOKIE).as_deref(), Some("hi"));
        assert_hindi(&phone.get("/account").await, &[said[0]]);
        // Somebody else's log-in says nothing of it.
        assert_eq!(paper.browser_of("registered").await.cookie(COOKIE), None);
    }

    /// Mails come in it, as text and as a page, whoever asks for them.
    async fn mails_speak_the_readers_language(paper: TestPaper) {
        let email = "registered@demo.test";
        let browser = paper.browser_of("registered").await;
        choose(&browser, "hi", "/account").await;
        // The one who asks for it speaks English.
        let asked = paper.browser().post("/password", &[("email", email)]).await;
        assert!(asked.text().contains("Check your mail"));
        let letter = paper.latest_letter_to(email).await;
        assert!(letter.contains("Content-Type: multipart/alternative"), "{letter}");
        let (text, page) = letter.split_once("Content-Type: text/html").expect("both forms");
        for form in [text, page] {
            assert!(form.contains("नया पासवर्ड बनाएँ") && form.contains("आधे घंटे"), "{form}");
            assert!(form.contains(&format!("{}/password/reset?token=", paper.base)), "{form}");
        }
        assert!(text.contains("Content-Type: text/plain") && page.contains(HINDI_PAGE), "{letter}");
        let link = paper.link_in(&letter, "/password/reset?token=");
        assert!(page.contains(&format!("href=\"{}{link}\"", paper.base)), "{page}");
        assert_eq!(paper.browser().get(&link).await.status, StatusCode::OK);
    }

    /// Whoever registers in Hindi is written to in Hindi, from the first mail on.
    async fn a_new_account_speaks_as_its_browser(paper: TestPaper) {
        let (browser, email) = (hindi_browser(paper).await, "nina@readers.test");
        let asked = register(&browser, email, "tea and the morning paper", "/markets").await;
        assert_hindi(&asked, &["अपनी मेल देखिए", email]);
        let letter = paper.latest_letter_to(email).await;
        assert!(letter.contains("आपका स्वागत है"), "{letter}");
        assert_eq!(browser.get(&paper.link_in(&letter, CONFIRM)).await.location(), "/markets");
        let reader = readers::find_reader_by_email(&paper.paper.db, email).await.unwrap().unwrap();
        assert_eq!(reader.language, Some(words::Language::Hindi));
    }

    /// What the paper does not speak it says so of, and strangers choose nothing.
    async fn other_languages_and_other_origins_are_refused(paper: TestPaper) {
        let browser = paper.browser();
        for unknown in ["", "de", "hi-IN", "../hi", "HI\r\nSet-Cookie: x=y"] {
            let reply = choose(&browser, unknown, "/").await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{unknown:?}");
            assert!(reply.text().contains("does not speak this language"), "{unknown:?}");
        }
        let fields = [("language", "hi"), ("next", "/")];
        let foreign = browser.post_with("/language", &fields, &[("origin", "https://evil.test")]).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.post_with("/language", &fields, &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.cookie(COOKIE), None);
        for next in ["https://evil.test/", "//evil.test", "/\\evil.test"] {
            assert_eq!(choose(&browser, "hi", next).await.location(), "/", "{next}");
        }
        // A cookie that names no language is as good as none.
        browser.set_cookie(COOKIE, "klingon");
        assert!(browser.get("/login").await.text().contains("<html lang=\"en\">"));
    }
}
