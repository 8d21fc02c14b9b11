mod content;

use std::sync::{Arc, Mutex};

use crate::{Delivery, Letter, Mail, MailError, Mailer, Sender, Transport, is_address};

#[test]
fn addresses() {
    for good in ["a@b.co", "first.last+tag@demo.test", "reader@localhost", "ünïcode@demo.test"] {
        assert!(is_address(good), "{good}");
    }
    for bad in [
        "",
        "a",
        "@b.co",
        "a@",
        "a@b",
        "a b@c.de",
        "a@b.co\r\nBcc: x@y.zz",
        "<a@b.co>",
        "a@@b.co",
        ".a@b.co",
        "a@.b.co",
        "a,b@c.de",
    ] {
        assert!(!is_address(bad), "{bad}");
    }
}

/// Takes letters into a list, and is silent on demand.
#[derive(Clone, Default)]
struct Pocket(Arc<Mutex<Vec<Letter>>>, bool);

impl Transport for Pocket {
    fn deliver<'a>(&'a self, letter: &'a Letter) -> Delivery<'a> {
        Box::pin(async {
            if self.1 {
                return Err(MailError::Silent);
            }
            self.0.lock().unwrap().push(letter.clone());
            Ok(())
        })
    }

    fn check(&self) -> Delivery<'_> {
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn a_letter_has_one_recipient_and_the_same_name_on_each_try() {
    let sender =
        || Sender { name: "The Ledger".to_owned(), address: "paper@ledger.test".to_owned() };
    let pocket = Pocket::default();
    let mailer = Mailer::over(pocket.clone(), sender());
    let mail = Mail {
        to: "reader@demo.test".to_owned(),
        subject: "Paid\r\nBcc: stranger@demo.test".to_owned(),
        text: "₹2,700\n".to_owned(),
        html: None,
        sender: None,
    };
    let id = vocab::JobId::from_u128(7);
    for _ in 0..2 {
        mailer.send(&mail, id, jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    }
    let letters = pocket.0.lock().unwrap().clone();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0].bytes, letters[1].bytes);
    let text = String::from_utf8(letters[0].bytes.clone()).unwrap();
    assert_eq!(letters[0].envelope.to().len(), 1);
    assert!(!text.contains("\nBcc:") && text.contains(&format!("<{id}@ledger.test>")), "{text}");
    let silent = Mailer::over(Pocket(Arc::default(), true), sender());
    assert!(silent.send(&mail, id, jiff::Timestamp::UNIX_EPOCH).await.is_err());
}

#[tokio::test]
async fn a_letter_in_both_forms_is_the_same_on_each_try() {
    let sender = Sender { name: "The Ledger".to_owned(), address: "paper@ledger.test".to_owned() };
    let pocket = Pocket::default();
    let mailer = Mailer::over(pocket.clone(), sender);
    let mail = Mail {
        to: "reader@demo.test".to_owned(),
        subject: "Paid".to_owned(),
        text: "Paid: ₹2,700\n".to_owned(),
        html: Some("<p>Paid:\n₹2,700</p>\n".to_owned()),
        sender: Some("The Deccan Gazette".to_owned()),
    };
    for _ in 0..2 {
        mailer.send(&mail, vocab::JobId::from_u128(7), jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    }
    let letters = pocket.0.lock().unwrap().clone();
    assert_eq!(letters[0].bytes, letters[1].bytes);
    let letter = String::from_utf8(letters[0].bytes.clone()).unwrap();
    assert!(letter.contains("From: \"The Deccan Gazette\" <"), "{letter}");
    let plain = letter.find("Content-Type: text/plain; charset=utf-8").expect("a text");
    let page = letter.find("Content-Type: text/html; charset=utf-8").expect("a page");
    assert!(
        letter.contains("multipart/alternative") && plain < page,
        "the best comes last: {letter}"
    );
    assert!(letter.split("\r\n").all(|line| line.len() <= 998 && !line.contains('\n')), "{letter}");
}

/// Jobs wait in the database while a paper is updated.
#[test]
fn a_job_of_an_older_version_is_a_mail() {
    let old = r#"{"to":"reader@demo.test","subject":"Paid","text":"Paid"}"#;
    let mail: Mail = serde_json::from_str(old).unwrap();
    assert_eq!(mail.html, None);
}
