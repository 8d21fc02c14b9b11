use http::StatusCode;

use super::{
    browser::{Page, TestBrowser},
    support::{Paper, on_both},
};

const NEW: &str = "new@demo.test";
const FORM: &str = "plan=smart-essential&state=MH&renewal_consent=yes&email=new%40demo.test&next=%2Fmarkets%2Fa-story";

#[test]
fn the_plans_page_shows_what_the_page_showed() {
    on_both(async |paper| {
        let page = TestBrowser::default().get(&paper, "/subscribe?next=/markets/a-story").await;
        assert_eq!(page.status, StatusCode::OK);
        for part in [
            "Smart Quarterly",
            "₹900",
            "3 months",
            "₹300/month",
            "₹2,700",
            "₹225/month",
            "₹3,900",
            "2 years",
            "₹162/month",
            "Renews automatically, cancel any time",
            "/checkout?plan=super-saver&#38;next=/markets/a-story",
            "/login?next=/markets/a-story",
            "over 30",
            "Lighthouse",
        ] {
            let lower = page.text.to_lowercase();
            assert!(lower.contains(&part.to_lowercase()), "{part} in {}", page.text);
        }
        let foreign = TestBrowser::default().get(&paper, "/subscribe?next=//evil.example").await;
        assert!(!foreign.text.contains("evil"), "{}", foreign.text);
    });
}

async fn pay(browser: &mut TestBrowser, paper: &Paper, hosted: &Page, outcome: &str) -> Page {
    assert_eq!(hosted.status, StatusCode::SEE_OTHER, "{}", hosted.text);
    browser.post(paper, hosted.location(), &format!("outcome={outcome}")).await
}

#[test]
fn a_new_address_is_logged_in_at_once_and_lands_where_it_wanted() {
    on_both(async |paper| {
        let mut browser = TestBrowser::default();
        let form =
            browser.get(&paper, "/checkout?plan=smart-essential&next=/markets/a-story").await;
        for part in [
            "includes 18\u{a0}% GST",
            "₹2,700.00",
            "Renews on 23 November 2027",
            "Pay ₹2,700 and subscribe",
            "name=\"email\"",
            "Maharashtra",
        ] {
            assert!(form.text.contains(part), "{part} in {}", form.text);
        }
        assert!(!form.text.contains("checked"), "the box is unticked");
        let hosted = browser.post(&paper, "/checkout", FORM).await;
        let page = browser.get(&paper, hosted.location()).await;
        assert!(page.text.contains("₹2,700.00"), "{}", page.text);
        let back = pay(&mut browser, &paper, &hosted, "success").await;
        assert!(back.location().contains("/checkout/return?checkout="), "{}", back.location());
        let landed = browser.get(&paper, back.location()).await;
        assert_eq!((landed.status, landed.location()), (StatusCode::SEE_OTHER, "/markets/a-story"));
        let visitor = browser.visitor(&paper).await;
        assert_eq!(visitor.signed_in.unwrap().email.as_ref(), NEW);
        // Coming back again leads on, and never logs a second browser in.
        assert_eq!(browser.get(&paper, back.location()).await.location(), "/markets/a-story");
        let mut stranger = TestBrowser::default();
        let page = stranger.get(&paper, back.location()).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            !page.text.contains(NEW) && page.headers.get("set-cookie").is_none(),
            "{}",
            page.text
        );
    });
}

#[test]
fn it_is_the_same_when_the_webhook_comes_first() {
    on_both(async |paper| {
        let mut browser = TestBrowser::default();
        let hosted = browser.post(&paper, "/checkout", FORM).await;
        let back = pay(&mut browser, &paper, &hosted, "success").await;
        paper.work().await;
        let landed = browser.get(&paper, back.location()).await;
        assert_eq!(landed.location(), "/markets/a-story");
        assert!(browser.visitor(&paper).await.is_signed_in());
    });
}

#[test]
fn a_forged_or_foreign_return_gives_nothing() {
    on_both(async |paper| {
        let mut browser = TestBrowser::default();
        browser.post(&paper, "/checkout", FORM).await;
        let own = format!("/checkout/return?checkout={}", paper.open_checkout(NEW).await.id);
        let page = browser.get(&paper, &own).await;
        assert!(page.text.contains("not finished"), "{}", page.text);
        assert_eq!(paper.reader(NEW).await, None);
        let mut stranger = TestBrowser::default();
        assert_eq!(stranger.get(&paper, &own).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            stranger.get(&paper, "/checkout/return?checkout=x").await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(stranger.get(&paper, "/checkout/return").await.status, StatusCode::NOT_FOUND);
    });
}

/// Somebody else began a checkout with my address and waits for me to pay.
#[test]
fn a_browser_that_only_began_is_not_logged_in_by_anothers_payment() {
    on_both(async |paper| {
        let (mut thief, mut payer) = (TestBrowser::default(), TestBrowser::default());
        thief.post(&paper, "/checkout", FORM).await;
        let hosted = payer.post(&paper, "/checkout", FORM).await;
        let back = pay(&mut payer, &paper, &hosted, "success").await;
        for browser in [&mut thief, &mut payer] {
            let page = browser.get(&paper, back.location()).await;
            assert!(page.text.contains("look at your mail"), "{}", page.text);
            assert!(!browser.visitor(&paper).await.is_signed_in());
        }
        paper.work().await;
        assert!(paper.take_mails(NEW)[0].text.contains("/register/confirm?token="));
    });
}

#[test]
fn an_address_with_an_account_is_not_logged_in() {
    on_both(async |paper| {
        let reader = paper.make_reader(NEW).await;
        let mut browser = TestBrowser::default();
        let hosted = browser.post(&paper, "/checkout", FORM).await;
        let back = pay(&mut browser, &paper, &hosted, "success").await;
        let page = browser.get(&paper, back.location()).await;
        assert!(
            page.text.contains("look at your mail") && page.text.contains(NEW),
            "{}",
            page.text
        );
        assert!(!browser.visitor(&paper).await.is_signed_in());
        assert!(paper.reads_premium(reader).await);
        let again = browser.post(&paper, "/checkout", FORM).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text.contains("running subscription"), "{}", again.text);
    });
}

#[test]
fn every_outcome_of_the_hosted_page_leads_somewhere() {
    on_both(async |paper| {
        for (outcome, says) in [
            ("decline", "did not go through"),
            ("pending", "being confirmed"),
            ("challenge", "asks whether it is really you"),
            ("silent-success", "Paid."),
        ] {
            let form = FORM.replace("new%40", &format!("{outcome}%40"));
            let mut browser = TestBrowser::default();
            let hosted = browser.post(&paper, "/checkout", &form).await;
            let mut page = pay(&mut browser, &paper, &hosted, outcome).await;
            if page.status == StatusCode::SEE_OTHER {
                page = browser.get(&paper, page.location()).await;
            }
            assert!(page.text.contains(says), "{outcome}: {}", page.text);
            assert_eq!(page.headers.contains_key("refresh"), outcome == "pending");
            if outcome == "challenge" {
                let back = browser.post(&paper, hosted.location(), "outcome=challenge-fail").await;
                let page = browser.get(&paper, back.location()).await;
                assert!(page.text.contains("Try again"), "{}", page.text);
            }
        }
        let mut browser = TestBrowser::default();
        let hosted = browser.post(&paper, "/checkout", FORM).await;
        let page = pay(&mut browser, &paper, &hosted, "abandon").await;
        assert!(page.location().starts_with("/subscribe?ended=given-up"), "{}", page.location());
        let nonsense = browser.post(&paper, hosted.location(), "outcome=give-me-money").await;
        assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
        let over = browser.post(&paper, hosted.location(), "outcome=success").await;
        assert!(over.text.contains("This payment is over"), "{}", over.text);
        assert_eq!(browser.get(&paper, "/sandbox/pay/nothing").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_form_with_slips_comes_back_as_it_was_with_sentences() {
    on_both(async |paper| {
        let mut browser = TestBrowser::default();
        for (wrong, part) in [
            (FORM.replace("renewal_consent=yes", ""), "tick the box"),
            (FORM.replace("state=MH", "state=XX"), "choose your State"),
            (FORM.replace("%40demo.test", ""), "look like an address"),
            (format!("{FORM}&price=100"), "price has changed"),
        ] {
            let page = browser.post(&paper, "/checkout", &wrong).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(page.text.contains(part), "{part} in {}", page.text);
            assert!(page.text.contains("value=\"/markets/a-story\""), "{}", page.text);
        }
        let unknown =
            browser.post(&paper, "/checkout", &FORM.replace("smart-essential", "free")).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        let tampered = format!("{FORM}&amount=1&price_minor=1&currency=USD&quantity=-1");
        let hosted = browser.post(&paper, "/checkout", &tampered).await;
        assert!(browser.get(&paper, hosted.location()).await.text.contains("₹2,700.00"));
    });
}

#[test]
fn cancelling_takes_two_clicks_and_is_undone_in_one() {
    on_both(async |paper| {
        let reader = paper.buy(NEW, "smart-essential").await;
        let mut browser = TestBrowser::default();
        let path = "/account/subscription/cancellation";
        assert_eq!(browser.post(&paper, path, "").await.location(), "/login?next=/account");
        browser.log_in(&paper, NEW).await;
        let page = browser.get(&paper, path).await;
        assert!(page.text.contains("until 23 November 2027"), "{}", page.text);
        assert_eq!(browser.post(&paper, path, "").await.location(), "/account");
        assert!(paper.running(reader).await.unwrap().cancels_at.is_some());
        assert!(browser.get(&paper, path).await.text.contains("Keep my subscription"));
        let withdraw = format!("{path}/withdraw");
        assert_eq!(browser.post(&paper, &withdraw, "").await.location(), "/account");
        assert!(paper.running(reader).await.unwrap().cancels_at.is_none());
        let running = browser.post(&paper, "/checkout", FORM).await;
        assert_eq!(running.status, StatusCode::CONFLICT);
        assert!(browser.get(&paper, "/subscribe").await.text.contains("You have Smart Essential"));
        let pay = browser.post(&paper, "/account/subscription/payment", "").await;
        assert_eq!(pay.status, StatusCode::CONFLICT, "nothing is owed");
    });
}

#[test]
fn fifty_clicks_in_one_browser_are_one_checkout_and_log_in() {
    on_both(async |paper| {
        let mut browser = TestBrowser::default();
        browser.get(&paper, "/checkout?plan=smart-essential").await;
        let clicks: Vec<_> = (0..50)
            .map(|_| {
                let (paper, mut browser) = (paper.clone(), browser.clone());
                tokio::spawn(async move { browser.post(&paper, "/checkout", FORM).await })
            })
            .collect();
        let mut locations = std::collections::BTreeSet::new();
        for click in clicks {
            let page = click.await.unwrap();
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
            locations.insert(page.location().to_owned());
        }
        assert_eq!(locations.len(), 1);
        let hosted = locations.pop_first().unwrap();
        let back = browser.post(&paper, &hosted, "outcome=success").await;
        let landed = browser.get(&paper, back.location()).await;
        assert_eq!(landed.location(), "/markets/a-story");
        assert!(browser.visitor(&paper).await.is_signed_in());
    });
}
