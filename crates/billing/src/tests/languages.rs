//! Each reader in one language: pages in the visitor's, mails in the account's.

use gateways::PayOutcome;
use jiff::SignedDuration;
use mail::Mail;
use store::Executor as _;
use vocab::ReaderId;

use super::{
    browser::TestBrowser,
    support::{HINDI, Paper, days, on_both, payer},
};
use crate::{cancellation::Asker, checkout::Begun};

const NEW: &str = "new@demo.test";
const FORM: &str = "plan=smart-essential&state=MH&renewal_consent=yes&email=new%40demo.test";
const CANCELLATION: &str = "/account/subscription/cancellation";

/// What English pages and mails of the department say, in its longer pieces.
fn english_pieces() -> Vec<&'static str> {
    let files = [
        include_str!("../../../words/messages/en/billing.ftl"),
        include_str!("../../../words/messages/en/billing_mails.ftl"),
        include_str!("../../../words/messages/en/wall.ftl"),
        include_str!("../../../words/messages/en/frame.ftl"),
    ];
    let lines = files.into_iter().flat_map(str::lines).filter(|line| !line.starts_with('#'));
    let texts = lines.filter_map(|line| line.split_once(" = ").map(|(_, text)| text));
    let pieces = texts.flat_map(|text| text.split(['{', '}'])).map(str::trim);
    pieces.filter(|piece| piece.len() > 12 && piece.contains(' ')).collect()
}

/// Whether `text` is Hindi throughout.
fn assert_hindi(text: &str, what: &str) {
    let pieces = english_pieces();
    assert!(pieces.len() > 100, "the catalogue has lost some");
    for piece in pieces {
        assert!(!text.contains(piece), "{what}: “{piece}” in {text}");
    }
    assert!(text.chars().any(|c| ('\u{900}'..='\u{97f}').contains(&c)), "{what}: {text}");
}

async fn write_to_in_hindi(paper: &Paper, reader: ReaderId) {
    store::statement! {
        WRITE_IN_HINDI = "UPDATE readers SET language = 'hi' WHERE id = $1";
    }
    paper.db.run(&WRITE_IN_HINDI, store::args![reader]).await.unwrap();
}

#[test]
fn pages_speak_the_visitors_language() {
    on_both(async |paper| {
        let mut browser = TestBrowser::speaking(HINDI);
        for path in ["/subscribe?ended=given-up", "/checkout?plan=smart-essential"] {
            let page = browser.get(&paper, path).await.text;
            assert!(page.contains("<html lang=\"hi\">"), "{page}");
            assert_hindi(&page, path);
        }
        for slip in ["renewal_consent=yes", "state=MH", "new%40", "plan=smart-essential"] {
            let page = browser.post(&paper, "/checkout", &FORM.replace(slip, "")).await.text;
            assert_hindi(&page, slip);
        }
        for outcome in ["decline", "pending", "challenge", "silent-success", "success"] {
            paper.make_reader(&format!("{outcome}@demo.test")).await;
            let form = FORM.replace("new%40", &format!("{outcome}%40"));
            let hosted = browser.post(&paper, "/checkout", &form).await.location().to_owned();
            assert_hindi(&browser.get(&paper, &hosted).await.text, "the hosted page");
            let id = paper.open_checkout(&format!("{outcome}@demo.test")).await.id;
            let back = format!("/checkout/return?checkout={id}");
            assert_hindi(&browser.get(&paper, &back).await.text, "not finished");
            let chosen = browser.post(&paper, &hosted, &format!("outcome={outcome}")).await.text;
            if !chosen.is_empty() {
                assert_hindi(&chosen, outcome);
            }
            assert_hindi(&browser.get(&paper, &back).await.text, outcome);
        }
        let refused = browser.post(&paper, "/account/subscription/payment", "").await;
        assert_eq!(refused.location(), "/login?next=/account");
        browser.log_in(&paper, "success@demo.test").await;
        assert_hindi(&browser.get(&paper, CANCELLATION).await.text, "cancelling");
        let refused = browser.post(&paper, "/account/subscription/payment", "").await.text;
        assert_eq!(refused, HINDI.checkout_nothing_owed());
        browser.post(&paper, CANCELLATION, "").await;
        assert_hindi(&browser.get(&paper, CANCELLATION).await.text, "cancelled");
        assert_hindi(&browser.get(&paper, "/subscribe").await.text, "the plans of a subscriber");
    });
}

#[test]
fn the_checkout_names_states_and_taxes() {
    on_both(async |paper| {
        let mut browser = TestBrowser::speaking(HINDI);
        let page = browser.get(&paper, "/checkout?plan=smart-essential").await.text;
        for part in ["महाराष्ट्र", "18\u{a0}% जीएसटी सहित", "₹2,700.00", "23 नवंबर, 2027"]
        {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(!page.contains("Maharashtra"), "{page}");
        // The paper lies in Delhi: tax within it has two halves.
        let mut browser = TestBrowser::default();
        for (state, parts) in [
            ("MH", ["IGST 18\u{a0}%</dt><dd>₹411.86", "1 year</dt><dd>₹2,288.14"]),
            ("DL", ["CGST 9\u{a0}%</dt><dd>₹205.93", "SGST 9\u{a0}%</dt><dd>₹205.93"]),
        ] {
            let path = format!("/checkout?plan=smart-essential&state={state}");
            let page = browser.get(&paper, &path).await.text;
            for part in parts {
                assert!(page.contains(part), "{part} in {page}");
            }
            assert!(!page.contains("includes 18"), "{page}");
        }
    });
}

#[test]
fn the_account_speaks_the_visitors_language() {
    on_both(async |paper| {
        let reader = paper.buy(NEW, "smart-essential").await;
        let part = paper.billing.account_part(reader, HINDI).await.unwrap().subscription.unwrap();
        for text in [&part.sentence, &part.term, &part.payment_method] {
            assert_hindi(text, "the account");
        }
        assert!(part.sentence.contains("23 नवंबर, 2027"), "{}", part.sentence);
        assert_eq!(part.until.as_deref(), Some("23 नवंबर, 2027"));
    });
}

/// Takes the mails to `to`: each has both forms, says its heading in both, and
/// is in the language.
async fn take(paper: &Paper, to: &str, language: &str) -> Vec<Mail> {
    paper.work().await;
    let mails = paper.take_mails(to);
    for mail in &mails {
        let html = mail.html.as_deref().unwrap();
        assert!(html.contains(&format!("<html lang=\"{language}\">")), "{html}");
        let first = mail.text.split_once("\n\n").unwrap().0.replace('\n', " ");
        assert!(html.contains(&format!(">{first}</h1>")), "{first} in {html}");
        assert!(mail.text.contains("http://127.0.0.1:8080/"), "{}", mail.text);
        match language {
            "hi" => [&mail.subject, &mail.text, html].map(|text| assert_hindi(text, &mail.subject)),
            _ => [&mail.subject, &mail.text, html].map(|text| assert!(!text.contains('।'))),
        };
    }
    mails
}

/// Everything that is written to somebody whose renewal fails, and to somebody
/// who cancels and thinks better of it.
#[test]
fn mails_speak_the_readers_language() {
    on_both(async |paper| {
        for language in ["hi", "en"] {
            let mut counts = [0; 2];
            let failing = format!("failing-{language}@demo.test");
            let reader = paper.buy_with_failing_mandate(&failing, "smart-quarterly").await;
            // A new account has not said yet how it wants to be written to.
            assert_eq!(take(&paper, &failing, "en").await.len(), 1);
            let other = format!("other-{language}@demo.test");
            let changing = paper.make_reader(&other).await;
            if language == "hi" {
                write_to_in_hindi(&paper, reader).await;
                write_to_in_hindi(&paper, changing).await;
            }
            paper.buy(&other, "smart-quarterly").await;
            let running = paper.running(changing).await.unwrap();
            paper.billing.request_cancellation(running.id, Asker::Reader).await.unwrap();
            paper.billing.withdraw_cancellation(running.id, Asker::Reader).await.unwrap();
            for day in [0, 1, 3, 5, 7, 37] {
                paper.move_to(running.period_ends_at + days(day));
                paper.billing.tick().await.unwrap();
                counts[0] += take(&paper, &failing, language).await.len();
                counts[1] += take(&paper, &other, language).await.len();
            }
            // Five times declined, held, ended; two receipts, cancelled, withdrawn.
            assert_eq!(counts, [7, 4], "{language}");
        }
    });
}

#[test]
fn refunds_are_told_in_the_readers_language() {
    on_both(async |paper| {
        let reader = paper.make_reader(NEW).await;
        write_to_in_hindi(&paper, reader).await;
        let mut both = Vec::new();
        for (email, slug) in [("old@demo.test", "smart-quarterly"), (NEW, "smart-essential")] {
            let mut payer = payer(email);
            payer.reader = Some(reader);
            let begun = paper.billing.begin_checkout(&paper.order(slug), &payer).await.unwrap();
            let Begun::Pay(url) = begun else { panic!("{begun:?}") };
            both.push(url.rsplit('/').next().unwrap().to_owned());
        }
        for payment in &both {
            paper.choose(payment, PayOutcome::Success).await;
        }
        let mails = take(&paper, NEW, "hi").await;
        let why = HINDI.refund_running_already();
        let flat = |mail: &Mail| mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(mails.iter().any(|mail| flat(mail).contains(&why)), "{mails:?}");
    });
}

#[test]
fn a_receipt_has_everything_in_lines() {
    on_both(async |paper| {
        let reader = paper.make_reader(NEW).await;
        write_to_in_hindi(&paper, reader).await;
        paper.buy(NEW, "smart-essential").await;
        let mail = &take(&paper, NEW, "hi").await[0];
        assert_eq!(mail.subject, "The Test Daily की रसीद: ₹2,700");
        let html = mail.html.as_deref().unwrap();
        for (name, value) in [
            ("भुगतान", "₹2,700.00"),
            ("अवधि", "23 नवंबर, 2026 से 23 नवंबर, 2027 तक"),
            ("IGST 18\u{a0}%, शामिल", "₹411.86"),
            ("बिल", "26-27/0000001, दिनांक 23 नवंबर, 2026"),
            ("किसके लिए", "Smart Essential, 1 साल"),
            ("आपूर्ति का स्थान", "महाराष्ट्र"),
            ("अगला भुगतान", "23 नवंबर, 2027 को ₹2,700.00"),
        ] {
            let row = html.split("<tr>").find(|row| row.contains(&format!(">{name}</th>")));
            assert!(row.unwrap().contains(&format!(">{value}</td>")), "{name} {value}: {html}");
            assert!(mail.text.contains(name) && mail.text.contains(value), "{}", mail.text);
        }
        // Later ones are renewals, and nobody needs a link for them.
        paper.move_to(paper.running(reader).await.unwrap().period_ends_at);
        paper.pass(SignedDuration::from_secs(1));
        paper.billing.tick().await.unwrap();
        let mail = &take(&paper, NEW, "hi").await[0];
        assert!(!mail.text.contains("token="), "{}", mail.text);
    });
}
