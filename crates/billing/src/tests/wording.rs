//! What pages, mails and the desk say around a payment.

use http::StatusCode;
use jiff::SignedDuration;

use super::{
    browser::TestBrowser,
    desk::staff,
    support::{ENGLISH, Paper, days, on_both},
};

const NEW: &str = "new@demo.test";
const FORM: &str = "plan=smart-essential&state=MH&renewal_consent=yes&email=new%40demo.test&next=%2Fmarkets%2Fa-story";

/// Begins a checkout and answers the hosted page; gives where that leads.
async fn end(browser: &mut TestBrowser, paper: &Paper, outcome: &str) -> String {
    let hosted = browser.post(paper, "/checkout", FORM).await;
    let form = format!("outcome={outcome}");
    browser.post(paper, hosted.location(), &form).await.location().to_owned()
}

#[test]
fn giving_up_leads_to_the_plans_which_say_that_nothing_was_charged() {
    on_both(async |paper| {
        let mut browser = TestBrowser::default();
        let to = end(&mut browser, &paper, "abandon").await;
        assert_eq!(to, "/subscribe?ended=given-up&next=/markets/a-story");
        let page = browser.get(&paper, &to).await.text;
        assert!(page.contains("Nothing was charged."), "{page}");
        assert!(page.contains("/checkout?plan=super-saver&#38;next=/markets/a-story"), "{page}");
        let other = browser.get(&paper, "/subscribe?ended=%3Cb%3Ein+tears").await.text;
        assert!(!other.contains("tears") && !other.contains("Nothing was charged"), "{other}");
    });
}

#[test]
fn trying_again_after_a_decline_keeps_address_and_destination() {
    on_both(async |paper| {
        let mut browser = TestBrowser::default();
        let back = end(&mut browser, &paper, "decline").await;
        let page = browser.get(&paper, &back).await.text;
        assert!(page.contains("Your bank declined the payment. Nothing was charged."), "{page}");
        assert!(page.contains("/subscribe?next=/markets/a-story"), "{page}");
        let again = page.split("href=\"/checkout?").nth(1).unwrap().split('"').next().unwrap();
        let again = format!("/checkout?{}", again.replace("&amp;", "&").replace("&#38;", "&"));
        assert!(!again.contains("demo.test"), "{again}");
        let form = browser.get(&paper, &again).await.text;
        for kept in ["value=\"new@demo.test\"", "value=\"/markets/a-story\"", "\"MH\" selected"] {
            assert!(form.contains(kept), "{kept} in {form}");
        }
        let stranger = TestBrowser::default().get(&paper, &again).await.text;
        assert!(!stranger.contains(NEW), "{stranger}");
    });
}

#[test]
fn a_pending_payment_is_looked_at_every_three_seconds() {
    on_both(async |paper| {
        let mut browser = TestBrowser::default();
        let back = end(&mut browser, &paper, "pending").await;
        assert_eq!(browser.get(&paper, &back).await.headers["refresh"], "3");
        paper.pass(SignedDuration::from_secs(6));
        paper.work().await;
        assert!(!browser.get(&paper, &back).await.headers.contains_key("refresh"));
    });
}

#[test]
fn a_subscriber_has_nothing_to_choose() {
    on_both(async |paper| {
        let mut browser = TestBrowser::default();
        let page = browser.get(&paper, "/subscribe").await.text;
        let body = page.split("<h1>").nth(1).unwrap();
        assert_eq!(body.matches("Renews automatically").count(), 1, "{body}");
        assert_eq!(body.matches("href=\"/checkout?plan=").count(), 3, "{body}");
        paper.buy(NEW, "smart-essential").await;
        browser.log_in(&paper, NEW).await;
        let page = browser.get(&paper, "/subscribe").await.text;
        assert!(page.contains("You have Smart Essential") && page.contains("href=\"/account\""));
        assert!(!page.contains("/checkout"), "{page}");
    });
}

#[test]
fn a_plan_that_is_not_on_sale_is_answered_with_those_that_are() {
    on_both(async |paper| {
        let mut browser = TestBrowser::default();
        let unknown = FORM.replace("smart-essential", "free");
        let page = browser.post(&paper, "/checkout", &unknown).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in ["not on sale", "/checkout?plan=super-saver&#38;next=/markets/a-story"] {
            assert!(page.text.contains(part), "{part} in {}", page.text);
        }
        for slug in ["smart-quarterly", "smart-essential", "super-saver"] {
            paper.billing.set_on_sale(slug, false, "command").await.unwrap();
        }
        let page = browser.get(&paper, "/subscribe").await.text;
        assert!(page.contains("No plan is on sale at the moment"), "{page}");
    });
}

#[test]
fn the_checkout_says_for_whom_and_the_account_says_thanks() {
    on_both(async |paper| {
        let reader = paper.make_reader(NEW).await;
        let mut browser = TestBrowser::default();
        browser.log_in(&paper, NEW).await;
        let form = browser.get(&paper, "/checkout?plan=smart-essential").await.text;
        assert!(form.contains("for new@demo.test") && !form.contains("name=\"email\""), "{form}");
        let paid = async || paper.billing.account_part(reader, ENGLISH).await.unwrap().just_paid;
        assert_eq!(paid().await, None);
        paper.buy(NEW, "smart-essential").await;
        assert_eq!(paid().await.unwrap().minor, 270_000);
        paper.pass(SignedDuration::from_hours(1));
        assert_eq!(paid().await, None);
    });
}

#[test]
fn receipts_say_whether_it_began_or_was_renewed() {
    on_both(async |paper| {
        let reader = paper.buy(NEW, "smart-quarterly").await;
        assert!(paper.take_mails(NEW)[0].text.starts_with("Thank you. You have Smart Quarterly."));
        paper.move_to(paper.running(reader).await.unwrap().period_ends_at);
        paper.billing.tick().await.unwrap();
        paper.work().await;
        let text = &paper.take_mails(NEW)[0].text;
        assert!(text.starts_with("Your Smart Quarterly is renewed until 23 May 2027."), "{text}");
    });
}

#[test]
fn the_desk_tells_paid_from_never_paid() {
    on_both(async |paper| {
        let reader = paper.buy(NEW, "smart-quarterly").await;
        paper.begin("never@demo.test", "super-saver").await;
        paper.pass(days(2));
        paper.billing.tick().await.unwrap();
        let mut browser = staff(&paper, "support").await;
        let page = browser.get(&paper, "/desk/subscriptions?status=abandoned").await.text;
        assert!(page.contains("never paid") && page.contains("never@demo.test"), "{page}");
        assert!(!page.contains("2028"), "{page}");
        let page = browser.get(&paper, "/desk/subscriptions?status=active").await.text;
        assert!(!page.contains("never paid") && page.contains("23 February 2027"), "{page}");
        let id = paper.running(reader).await.unwrap().id;
        let one = format!("/desk/subscriptions/{id}");
        assert!(browser.get(&paper, &one).await.text.contains("<dt>Renews</dt><dd>by itself"));
        paper.billing.request_cancellation(id, crate::cancellation::Asker::Reader).await.unwrap();
        assert!(browser.get(&paper, &one).await.text.contains("<dt>Renews</dt><dd>no"));
    });
}
