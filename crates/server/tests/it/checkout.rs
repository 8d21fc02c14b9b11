//! From the plans to a paid subscription: by the pages, the sandbox's page and
//! its webhook, as a browser without JavaScript walks it.

use http::StatusCode;
use jiff::SignedDuration;
use store::{Executor as _, args};
use testkit::{Browser, Reply, TestPaper, on_both_databases};
use vocab::Access;

use crate::accounts::is_signed_in;

pub(crate) const TOKEN: &str = "zq7lockedtoken";
pub(crate) const NEW: &str = "nina@readers.test";

store::statement! {
    COUNT_RUNNING = "SELECT COUNT(*) AS count FROM subscriptions WHERE status IN ('active', 'trialing', 'past_due')";
}
store::statement! {
    COUNT_CAPTURED = "SELECT COUNT(*) AS count FROM sandbox_payments WHERE status = 'captured'";
}
store::statement! {
    COUNT_PAID = "SELECT COUNT(*) AS count FROM invoices WHERE paid_at IS NOT NULL AND number IS NOT NULL";
}

/// Running subscriptions, captured payments, paid invoices.
pub(crate) async fn counts(paper: &TestPaper) -> [i64; 3] {
    let mut counts = [0; 3];
    for (count, statement) in counts.iter_mut().zip([&COUNT_RUNNING, &COUNT_CAPTURED, &COUNT_PAID])
    {
        *count =
            paper.paper.db.one(statement, args![]).await.unwrap().unwrap().int("count").unwrap();
    }
    counts
}

pub(crate) fn more(before: [i64; 3], by: i64) -> [i64; 3] {
    before.map(|count| count + by)
}

/// A letter's words, without its columns and line breaks.
pub(crate) fn flat(letter: &str) -> String {
    letter.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the checkout's form sends for `plan`.
pub(crate) async fn check_out(browser: &Browser, plan: &str, email: &str) -> Reply {
    let fields = [("plan", plan), ("state", "MH"), ("renewal_consent", "yes"), ("email", email)];
    browser.post("/checkout", &fields).await
}

/// Begins a checkout, and gives the address of the gateway's page.
pub(crate) async fn begin(browser: &Browser, plan: &str, email: &str) -> String {
    let reply = check_out(browser, plan, email).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
    assert!(reply.location().starts_with("/sandbox/pay/"), "{}", reply.location());
    reply.location()
}

pub(crate) async fn choose(browser: &Browser, page: &str, outcome: &str) -> Reply {
    browser.post(page, &[("outcome", outcome)]).await
}

/// Pays, and gives what the browser meets on its return.
pub(crate) async fn pay(browser: &Browser, page: &str) -> Reply {
    let reply = choose(browser, page, "success").await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert!(reply.location().starts_with("/checkout/return?checkout="), "{}", reply.location());
    browser.get(&reply.location()).await
}

on_both_databases! {
    /// From the wall to the open story, with a new address and nothing but forms.
    async fn a_new_reader_pays_and_reads_on(paper: TestPaper) {
        let path = paper.publish("wanted", Access::Premium, TOKEN).await;
        let browser = paper.browser();
        let before = counts(paper).await;
        let wall = browser.visit(&path).await;
        assert!(wall.text().contains("/checkout?plan=smart-quarterly") || wall.text().contains("/subscribe"));
        let plans = browser.get(&format!("/subscribe?next={path}")).await.text();
        assert!(plans.contains(&format!("/checkout?plan=smart-quarterly&#38;next={path}")), "{plans}");
        let form = browser.get(&format!("/checkout?plan=smart-quarterly&next={path}")).await.text();
        for said in ["₹900.00", "18\u{a0}% GST", "24 February 2027", "renews automatically for ₹900", "in two clicks", "Maharashtra"] {
            assert!(form.contains(said), "the form lacks “{said}”: {form}");
        }
        assert!(!form.contains(" checked"), "the box is the reader’s to tick");
        let fields = [("plan", "smart-quarterly"), ("state", "MH"), ("renewal_consent", "yes"), ("email", NEW), ("next", &path), ("price", "90000")];
        let pay_page = browser.post("/checkout", &fields).await.location();
        assert!(browser.get(&pay_page).await.text().contains("₹900.00"));
        let back = pay(&browser, &pay_page).await;
        assert_eq!((back.status, &*back.location()), (StatusCode::SEE_OTHER, &*path));
        let story = browser.get(&path).await;
        assert_eq!(story.access(), "open; because=benefit");
        assert!(story.text().contains(TOKEN));
        let account = browser.get("/account").await.text();
        for said in [NEW, "Thank you. Your payment of ₹900 has arrived", "You have no password yet", "Smart Quarterly", "Next charge: ₹900 on 24 February 2027", "You have Smart Quarterly until 24 February 2027", "Cancel the subscription"] {
            assert!(account.contains(said), "the account lacks “{said}”: {account}");
        }
        assert_eq!(counts(paper).await, more(before, 1));
        let letter = paper.latest_letter_to(NEW).await;
        for said in ["You have Smart Quarterly", "Paid ₹900.00", "24 November 2026 until 24 February 2027", "IGST 18 %, included ₹137.29", "Maharashtra", "Next charge ₹900.00 on 24 February 2027", "We have opened an account"] {
            assert!(flat(&letter).contains(said), "the receipt lacks “{said}”: {letter}");
        }
        // The webhook came, too, and changed nothing more.
        assert_eq!(counts(paper).await, more(before, 1));
        assert_eq!(paper.letters_to(NEW).len(), 1);
        // The mail's link is the way in for other devices.
        let phone = paper.browser();
        let link = paper.link_in(&letter, crate::accounts::CONFIRM);
        let token = link.strip_prefix(crate::accounts::CONFIRM).unwrap();
        phone.post("/register/confirm", &[("token", token)]).await;
        assert!(phone.visit(&path).await.text().contains(TOKEN));
    }

    /// An address with an account gets the subscription; the browser that paid gets no log-in.
    async fn an_existing_account_is_not_opened_by_paying(paper: TestPaper) {
        let path = paper.publish("wanted", Access::Premium, TOKEN).await;
        let email = "registered@demo.test";
        let browser = paper.browser();
        let page = begin(&browser, "smart-essential", "Registered@demo.test").await;
        let back = pay(&browser, &page).await;
        assert_eq!(back.status, StatusCode::OK);
        assert!(back.text().contains("Please look at your mail"), "{}", back.text());
        assert!(!is_signed_in(&browser).await);
        assert!(!browser.visit(&path).await.text().contains(TOKEN));
        let letter = paper.latest_letter_to(email).await;
        assert!(letter.contains("has an account already"), "{letter}");
        let token = paper.link_in(&letter, crate::accounts::CONFIRM).replacen(crate::accounts::CONFIRM, "", 1);
        let owner = paper.browser();
        owner.post("/register/confirm", &[("token", &token)]).await;
        assert!(owner.get("/account").await.text().contains("You have Smart Essential until 24 November 2027"));
        assert!(!owner.get("/account").await.text().contains("You have no password yet"));
        let elsewhere = paper.browser_of("registered").await;
        assert!(elsewhere.visit(&path).await.text().contains(TOKEN), "the password is the old one");
    }

    /// Declined, failed and given up: nothing is charged, nothing opens, and it can be tried again.
    async fn what_fails_charges_nothing(paper: TestPaper) {
        let browser = paper.browser_of("registered").await;
        let before = counts(paper).await;
        for (outcomes, said) in [(&["decline"][..], "did not go through"), (&["challenge", "challenge-fail"], "did not go through"), (&["abandon"], "Nothing was charged.")] {
            let page = begin(&browser, "super-saver", "").await;
            let mut reply = choose(&browser, &page, outcomes[0]).await;
            if let Some(second) = outcomes.get(1) {
                assert!(reply.status == StatusCode::OK && reply.text().contains("value=\"challenge-pass\""));
                reply = choose(&browser, &page, second).await;
            }
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{outcomes:?}");
            let shown = browser.visit(&reply.location()).await;
            assert!(shown.text().contains(said), "{outcomes:?}: {}", shown.text());
            paper.settle().await;
            assert_eq!(counts(paper).await, before, "{outcomes:?}");
            assert!(browser.get("/account").await.text().contains("You have no subscription."));
            // What is over cannot be paid after all.
            choose(&browser, &page, "success").await;
            paper.settle().await;
            assert_eq!(counts(paper).await, before, "{outcomes:?}");
        }
        let page = begin(&browser, "super-saver", "").await;
        assert_eq!(choose(&browser, &page, "challenge-pass").await.status, StatusCode::OK, "nobody asked yet");
        choose(&browser, &page, "challenge").await;
        let reply = choose(&browser, &page, "challenge-pass").await;
        assert_eq!(browser.get(&reply.location()).await.location(), "/account");
        assert_eq!(counts(paper).await, more(before, 1));
    }

    /// A payment that settles later opens the account when its webhook comes.
    async fn a_pending_payment_is_waited_for(paper: TestPaper) {
        let path = paper.publish("wanted", Access::Premium, TOKEN).await;
        let browser = paper.browser();
        let before = counts(paper).await;
        let page = begin(&browser, "smart-quarterly", NEW).await;
        let back = choose(&browser, &page, "pending").await.location();
        for _ in 0..3 {
            let waiting = browser.get(&back).await;
            assert!(waiting.text().contains("being confirmed"), "{}", waiting.text());
            assert_eq!((waiting.status, waiting.header("refresh")), (StatusCode::OK, "3"));
        }
        assert!(!is_signed_in(&browser).await);
        assert_eq!(counts(paper).await, before);
        // A second checkout leads to the one that is being confirmed.
        let again = check_out(&browser, "smart-quarterly", NEW).await;
        assert_eq!(again.location(), back);
        paper.clock.advance(SignedDuration::from_secs(5));
        paper.settle().await;
        assert_eq!(counts(paper).await, more(before, 1), "the webhook alone did it");
        assert_eq!(browser.get(&back).await.status, StatusCode::SEE_OTHER);
        assert!(browser.get(&path).await.text().contains(TOKEN));
    }

    /// Paid, and the browser never returns: the webhook alone gives access.
    async fn the_webhook_alone_gives_access(paper: TestPaper) {
        let path = paper.publish("wanted", Access::Premium, TOKEN).await;
        let browser = paper.browser_of("registered").await;
        assert!(!browser.get(&path).await.text().contains(TOKEN));
        let page = begin(&browser, "smart-quarterly", "").await;
        let stays = choose(&browser, &page, "silent-success").await;
        assert_eq!(stays.status, StatusCode::OK);
        paper.settle().await;
        assert!(browser.get(&path).await.text().contains(TOKEN));
        assert!(paper.latest_letter_to("registered@demo.test").await.contains("Your payment of ₹"));
        // So for an address that is new: the mail brings the way in.
        let stranger = paper.browser();
        let page = begin(&stranger, "smart-quarterly", NEW).await;
        choose(&stranger, &page, "silent-success").await;
        let letter = paper.latest_letter_to(NEW).await;
        let token = paper.link_in(&letter, crate::accounts::CONFIRM).replacen(crate::accounts::CONFIRM, "", 1);
        stranger.post("/register/confirm", &[("token", &token)]).await;
        assert!(stranger.visit(&path).await.text().contains(TOKEN));
    }

    /// Thirty clicks on each button: one subscription, one charge, one invoice.
    async fn thirty_clicks_are_one_subscription(paper: TestPaper) {
        let before = counts(paper).await;
        for (round, email) in ["registered@demo.test", NEW].into_iter().enumerate() {
            let browser = if round == 0 { paper.browser_of("registered").await } else { paper.browser() };
            // A browser shows the form before it posts it, and has its cookie since.
            browser.get("/checkout?plan=smart-quarterly").await;
            let clicks = (0..30).map(|_| check_out(&browser, "smart-quarterly", email));
            let replies = crate::meter::join_all(clicks).await;
            let pages: std::collections::BTreeSet<_> = replies.iter().map(Reply::location).collect();
            assert_eq!(pages.len(), 1, "{pages:?} {:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
            let page = pages.into_iter().next().unwrap();
            let paid = crate::meter::join_all((0..30).map(|_| choose(&browser, &page, "success"))).await;
            let backs: std::collections::BTreeSet<_> = paid.iter().map(Reply::location).collect();
            assert_eq!(backs.len(), 1, "{backs:?}");
            let back = backs.into_iter().next().unwrap();
            let returns = crate::meter::join_all((0..30).map(|_| browser.get(&back))).await;
            assert!(returns.iter().all(|reply| !reply.status.is_client_error() && !reply.status.is_server_error()));
            paper.settle().await;
            assert_eq!(counts(paper).await, more(before, i64::try_from(round).unwrap() + 1), "{email}");
            assert!(is_signed_in(&browser).await);
            assert_eq!(paper.letters_to(email).len(), 1, "one receipt");
        }
    }

    /// Two tabs with two plans: the first page is closed before the second can be paid.
    async fn two_tabs_with_two_plans_are_one(paper: TestPaper) {
        let browser = paper.browser_of("registered").await;
        let before = counts(paper).await;
        let first = begin(&browser, "smart-quarterly", "").await;
        let second = begin(&browser, "super-saver", "").await;
        assert_ne!(first, second);
        let late = choose(&browser, &first, "success").await;
        assert_eq!(late.status, StatusCode::OK);
        assert!(late.text().contains("This payment is over"));
        assert_eq!(pay(&browser, &second).await.location(), "/account");
        paper.settle().await;
        assert_eq!(counts(paper).await, more(before, 1));
        assert!(browser.get("/account").await.text().contains("Super Saver"));
        let third = check_out(&browser, "smart-quarterly", "").await;
        assert_eq!(third.status, StatusCode::CONFLICT, "there is one already");
        assert!(browser.get("/subscribe").await.text().contains("You have Super Saver"));
    }
}
