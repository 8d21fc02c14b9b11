//! What a checkout refuses, and how a subscription ends.

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{TestPaper, on_both_databases};
use vocab::Access;

use crate::{
    accounts::is_signed_in,
    checkout::{NEW, TOKEN, begin, check_out, choose, counts, flat, pay},
};

const CANCELLATION: &str = "/account/subscription/cancellation";
const WITHDRAWAL: &str = "/account/subscription/cancellation/withdraw";

on_both_databases! {
    /// What is missing is named at its field, and what was typed stays.
    async fn a_form_that_lacks_something_says_what(paper: TestPaper) {
        let before = counts(paper).await;
        let whole = [("plan", "super-saver"), ("state", "KA"), ("renewal_consent", "yes"), ("email", NEW), ("next", "/markets")];
        for (field, value, problem) in [
            ("renewal_consent", "", "consent-problem"),
            ("renewal_consent", "on", "consent-problem"),
            ("state", "", "state-problem"),
            ("state", "XX", "state-problem"),
            ("state", "Karnataka", "state-problem"),
            ("email", "", "email-problem"),
            ("email", "nina", "email-problem"),
            ("email", "nina@x.test\r\nBcc: all@x.test", "email-problem"),
            ("price", "1", "The price has changed"),
        ] {
            let mut fields: Vec<_> = whole.iter().copied().filter(|(name, _)| *name != field).collect();
            fields.push((field, value));
            let reply = paper.browser().post("/checkout", &fields).await;
            let text = reply.text();
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
            assert!(text.contains(problem) && text.contains("role=\"alert\""), "{field}={value}: {text}");
            assert!(text.contains("name=\"plan\" value=\"super-saver\"") && text.contains("name=\"next\" value=\"/markets\""));
            assert!(field == "email" || text.contains(&format!("value=\"{NEW}\"")), "{field}");
            assert!(field == "state" || text.contains("<option value=\"KA\" selected>"), "{field}");
            assert!(!text.contains(" checked"), "consent is given anew");
        }
        for plan in ["", "nothing", "SUPER-SAVER", "super-saver'"] {
            let reply = check_out(&paper.browser(), plan, NEW).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{plan}");
            assert!(reply.text().contains("not on sale"), "{plan}");
            assert_eq!(paper.browser().get(&format!("/checkout?plan={plan}")).await.location(), "/subscribe");
        }
        assert_eq!(counts(paper).await, before);
        paper.settle().await;
        assert!(paper.letters_to(NEW).is_empty());
    }

    /// The price is the server's, whatever a form adds.
    async fn the_price_is_the_servers(paper: TestPaper) {
        for extra in [("amount", "1"), ("price_minor", "1"), ("currency", "USD"), ("quantity", "-1"), ("discount", "100"), ("term", "100y"), ("price_paise", "1000000000000000000")] {
            let browser = paper.browser_of("registered").await;
            let fields = [("plan", "smart-essential"), ("state", "DL"), ("renewal_consent", "yes"), extra];
            let page = browser.post("/checkout", &fields).await.location();
            assert!(browser.get(&page).await.text().contains("₹2,700.00"), "{extra:?}");
            let reply = browser.post(&page, &[("outcome", "gratis"), ("amount", "1")]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let browser = paper.browser_of("registered").await;
        let page = begin(&browser, "smart-essential", "").await;
        browser.post(&page, &[("outcome", "success"), ("amount", "1"), ("currency", "USD")]).await;
        let letter = paper.latest_letter_to("registered@demo.test").await;
        assert!(flat(&letter).contains("Paid ₹2,700.00"), "{letter}");
    }

    /// A return address proves nothing, whoever knows it.
    async fn a_forged_return_gives_nothing(paper: TestPaper) {
        let path = paper.publish("wanted", Access::Premium, TOKEN).await;
        let before = counts(paper).await;
        let (browser, stranger) = (paper.browser(), paper.browser());
        let page = begin(&browser, "smart-quarterly", NEW).await;
        let pay_text = choose(&browser, &page, "challenge").await.text();
        assert!(!pay_text.contains("checkout="));
        let again = check_out(&browser, "smart-quarterly", NEW).await.location();
        assert_eq!(again, page);
        let back = { let reply = choose(&browser, &page, "challenge-fail").await; reply.location() };
        for forged in [back.clone(), format!("{back}&status=success&paid=1"), format!("{back}&outcome=success")] {
            assert_ne!(browser.get(&forged).await.status, StatusCode::SEE_OTHER);
            assert_eq!(stranger.get(&forged).await.status, StatusCode::NOT_FOUND);
        }
        for unknown in ["/checkout/return", "/checkout/return?checkout=", "/checkout/return?checkout=x'--"] {
            assert_eq!(browser.get(unknown).await.status, StatusCode::NOT_FOUND, "{unknown}");
        }
        assert!(!is_signed_in(&browser).await);
        assert_eq!(counts(paper).await, before);

        // Paid by one browser, the other that knows the address is not let in, nor told who paid.
        let page = begin(&browser, "smart-quarterly", NEW).await;
        let back = choose(&browser, &page, "success").await.location();
        let other = stranger.get(&back).await;
        assert_eq!(other.status, StatusCode::OK);
        assert!(!other.text().contains(NEW) && !is_signed_in(&stranger).await);
        let ahead = browser.get_with(&back, &[("sec-purpose", "prefetch")]).await;
        assert_eq!(ahead.status, StatusCode::OK, "fetching ahead does not use it up");
        let looked = crate::edges::send(&browser, http::Method::HEAD, &back, &[]).await;
        assert_eq!(looked.status, StatusCode::OK, "nor does looking");
        assert_eq!(browser.get(&back).await.status, StatusCode::SEE_OTHER);
        assert!(browser.visit(&path).await.text().contains(TOKEN));
        // Once: after log-out the address is no way back in.
        browser.post("/logout", &[]).await;
        browser.get(&back).await;
        assert!(!is_signed_in(&browser).await);
    }

    /// Two clicks, a date, a mail; taken back; asked for again; and then it ends.
    async fn cancelling_takes_two_clicks(paper: TestPaper) {
        let path = paper.publish("wanted", Access::Premium, TOKEN).await;
        let browser = paper.browser_of("registered").await;
        let email = "registered@demo.test";
        let page = begin(&browser, "smart-quarterly", "").await;
        pay(&browser, &page).await;
        paper.settle().await;
        let before = counts(paper).await;
        assert!(browser.get("/account").await.text().contains(&format!("href=\"{CANCELLATION}\"")));
        let asks = browser.get(CANCELLATION).await.text();
        assert!(asks.contains("You can read on until 24 February 2027") && asks.contains("<button>Cancel Smart Quarterly"), "{asks}");
        for _ in 0..2 {
            paper.clock.advance(SignedDuration::from_secs(1));
            let reply = browser.post(CANCELLATION, &[]).await;
            assert_eq!((reply.status, &*reply.location()), (StatusCode::SEE_OTHER, "/account"), "twice is once");
        }
        let account = browser.get("/account").await.text();
        assert!(account.contains("You have Smart Quarterly until 24 February 2027. It is cancelled"), "{account}");
        assert!(!account.contains("Next charge"));
        let letter = paper.latest_letter_to(email).await;
        assert!(letter.contains("is cancelled, as you asked") && letter.contains("until 24 February 2027"), "{letter}");
        assert_eq!(paper.letters_to(email).len(), 2, "one receipt, one confirmation");
        assert!(browser.get(&path).await.text().contains(TOKEN), "what is paid stays");
        assert_eq!(browser.get("/api/v1/me").await.json()["subscription"]["cancel_at_period_end"], true);

        paper.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(browser.post(WITHDRAWAL, &[]).await.location(), "/account");
        assert!(browser.get("/account").await.text().contains("It renews for ₹900"));
        assert!(paper.latest_letter_to(email).await.contains("taken back your cancellation"));
        browser.post(CANCELLATION, &[]).await;
        paper.settle().await;

        let end: jiff::Timestamp = "2027-02-24T06:00:00Z".parse().unwrap();
        paper.clock.set(end - SignedDuration::from_secs(1));
        paper.paper.billing.tick().await.unwrap();
        let browser = paper.browser_of("registered").await;
        assert!(browser.get(&path).await.text().contains(TOKEN), "to the last second");
        paper.clock.set(end + SignedDuration::from_secs(5));
        for _ in 0..3 {
            paper.paper.billing.tick().await.unwrap();
        }
        let wall = browser.get(&path).await;
        assert_eq!(wall.access(), "wall; because=premium");
        assert!(!wall.text().contains(TOKEN));
        let me = browser.get("/api/v1/me").await.json();
        assert_eq!((&me["subscription"]["status"], &me["benefits"]), (&"cancelled".into(), &serde_json::json!([])));
        assert!(browser.get("/account").await.text().contains("was cancelled and ended on 24 February 2027"));
        // Others of the cast ended in these months, too.
        assert_eq!(counts(paper).await[1..], before[1..], "nothing more was charged");
        assert_eq!(browser.post(WITHDRAWAL, &[]).await.status, StatusCode::CONFLICT, "what ended stays ended");
        paper.settle().await;
        assert!(paper.latest_letter_to(email).await.contains("has ended"));
        // And coming back is as easy as it was.
        let page = begin(&browser, "smart-quarterly", "").await;
        pay(&browser, &page).await;
        assert!(browser.get(&path).await.text().contains(TOKEN));
    }

    /// Not cancelled, it renews: once a period, at the same price, with a receipt.
    async fn what_is_not_cancelled_renews(paper: TestPaper) {
        let path = paper.publish("wanted", Access::Premium, TOKEN).await;
        let browser = paper.browser_of("registered").await;
        let page = begin(&browser, "smart-quarterly", "").await;
        pay(&browser, &page).await;
        paper.settle().await;
        let [_, captured, paid] = counts(paper).await;
        paper.clock.set("2027-02-24T06:00:05Z".parse().unwrap());
        for _ in 0..3 {
            paper.paper.billing.tick().await.unwrap();
        }
        paper.settle().await;
        let browser = paper.browser_of("registered").await;
        assert!(browser.get(&path).await.text().contains(TOKEN));
        assert_eq!(counts(paper).await[1..], [captured + 1, paid + 1]);
        assert!(browser.get("/account").await.text().contains("Next charge: ₹900 on 24 May 2027"));
        assert!(paper.latest_letter_to("registered@demo.test").await.contains("24 February 2027 until 24 May 2027"));
    }

    /// Nobody's cancellation is another's to make or to take back.
    async fn cancellations_are_ones_own(paper: TestPaper) {
        let (owner, other) = (paper.browser_of("subscriber").await, paper.browser_of("registered").await);
        let desk = paper.browser_of("circulation").await;
        let reader = owner.get("/api/v1/me").await.json()["reader"]["id"].as_str().unwrap().to_owned();
        let listed = desk.get(&format!("/desk/subscriptions?reader={reader}")).await.text();
        let id = listed.split("href=\"/desk/subscriptions/").nth(1).unwrap().split('"').next().unwrap();
        let named = [("subscription", id), ("id", id), ("reader", &*reader), ("email", "subscriber@demo.test")];
        let cancels = async || owner.get("/api/v1/me").await.json()["subscription"]["cancel_at_period_end"] == true;
        for path in [CANCELLATION, WITHDRAWAL, "/account/subscription/payment"] {
            assert_eq!(other.post(path, &named).await.status, StatusCode::CONFLICT, "{path}");
            let reply = paper.browser().post(path, &named).await;
            assert_eq!((reply.status, &*reply.location()), (StatusCode::SEE_OTHER, "/login?next=/account"), "{path}");
        }
        for path in [format!("/desk/subscriptions/{id}/cancellation"), format!("/desk/subscriptions/{id}")] {
            assert_eq!(other.post(&path, &named).await.status.as_u16() / 100, 4, "{path}");
        }
        assert!(!cancels().await);
        owner.post(CANCELLATION, &[]).await;
        assert!(cancels().await);
        other.post(WITHDRAWAL, &named).await;
        other.post(&format!("/desk/subscriptions/{id}/cancellation/withdraw"), &named).await;
        assert!(cancels().await, "it stands");
        // Nor does a stranger learn from a checkout who has what.
        let told = check_out(&paper.browser(), "super-saver", "subscriber@demo.test").await;
        assert!(!told.text().contains("Smart Essential") && !told.text().contains("Sunil"));
    }
}
