use crate::{Content, Look, Part, text::COLUMNS_MAX};

fn look() -> Look {
    Look {
        paper: "The Konkan Mercury".to_owned(),
        home: "https://mercury.example/".to_owned(),
        accent: "#8a1a24".to_owned(),
        accent_dark: "#e08a90".to_owned(),
    }
}

const LINK: &str = "https://mercury.example/register/confirm?token=4cJ8Jw0cWq3mV2hZ9kTtYxB1nRrPpLlDd&next=%2Faccount%2Fsubscription";

fn pairs(lines: &[(&str, &str)]) -> Vec<(String, String)> {
    lines.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn receipt() -> Content {
    let lines = [
        ("Smart Essential, 24 November 2026 until 24 November 2027", "₹2,287.29"),
        ("IGST 18%", "₹412.71"),
        ("Paid", "₹2,700.00"),
        (
            "Place of supply",
            "Dadra and Nagar Haveli and Daman and Diu, which is a long name for a place",
        ),
    ];
    Content::new("Your receipt from The Konkan Mercury: ₹2,700", "en")
        .heading("Thank you. You have Smart Essential.")
        .paragraph("Your payment has arrived, and everything is open to you until 24 November 2027.")
        .lines(pairs(&lines))
        .button("Log in and read", LINK)
        .note("The link works once, for a day. Later, set a password here: https://mercury.example/password and log in with it.")
}

/// All letters of a page that are read, tags left out, entities undone.
fn read(html: &str) -> String {
    let texts = html.split('<').map(|tag| tag.split_once('>').map_or(tag, |(_, text)| text));
    let text = texts.collect::<Vec<_>>().join(" ");
    let plain = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    plain.iter().fold(text, |text, (coded, plain)| text.replace(coded, plain))
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn said(part: &Part) -> Vec<&str> {
    match part {
        Part::Heading(text) | Part::Paragraph(text) | Part::Note(text) => vec![text],
        Part::Lines(lines) => lines.iter().flat_map(|(name, value)| [&**name, &**value]).collect(),
        Part::Button { label, address } => vec![label, address],
    }
}

#[test]
fn both_forms_hold_every_word_and_link() {
    let content = receipt();
    let mail = content.to_mail("asha@readers.test", &look());
    let html = mail.html.expect("a page");
    let (text, page) = (words(&mail.text).join(" "), words(&read(&html)).join(" "));
    for part in content.parts.iter().flat_map(said) {
        // In two columns a long name or value goes on below itself.
        assert!(words(part).iter().all(|word| mail.text.contains(word)), "{part}: {}", mail.text);
        assert!(page.contains(part), "{part}: {page}");
    }
    for whole in ["Thank you. You have Smart Essential.", "The link works once, for a day."] {
        assert!(text.contains(whole), "{text}");
    }
    for own in ["https://mercury.example/", "https://mercury.example/password"] {
        assert!(html.contains(&format!("href=\"{own}\"")), "{html}");
        assert!(mail.text.lines().any(|line| line == own), "{own}: {}", mail.text);
    }
    let coded = LINK.replace('&', "&#38;");
    assert_eq!(html.matches(&format!("href=\"{coded}\"")).count(), 2, "{html}");
    assert!(mail.text.lines().any(|line| line == LINK), "{}", mail.text);
    for line in mail.text.lines().filter(|line| *line != LINK) {
        assert!(line.chars().count() <= COLUMNS_MAX, "{line}");
    }
    assert!(html.contains("<html lang=\"en\">") && !html.contains("<img"), "{html}");
}

#[test]
fn hostile_text_stays_text() {
    let hostile =
        "</style></p><script>alert(1)</script>\" onload=\"x\u{7}\u{1b}[2J & https://evil.example/";
    let look = Look { paper: "\"><b>Paper".to_owned(), ..look() };
    let content = Content::new(hostile, "en")
        .heading(hostile)
        .paragraph(hostile)
        .lines(pairs(&[(hostile, hostile)]))
        .button(hostile, "https://mercury.example/?a=1&b=\"><script>")
        .note(hostile);
    let mail = content.to_mail("asha@readers.test", &look);
    let html = mail.html.expect("a page");
    assert!(!html.contains("<script") && !html.contains("<b>Paper") && !html.contains("\" onload"));
    assert_eq!(html.matches("</style>").count(), 1);
    assert!(!html.contains("href=\"https://evil"), "only the paper’s own addresses are links");
    assert!(!mail.text.contains(['\u{7}', '\u{1b}']), "{:?}", mail.text);
}

#[test]
fn marks_take_no_column_of_their_own() {
    let sentence = "आपका भुगतान पहुँच गया है और पूरी ख़बरें आपके लिए खुली हैं ".repeat(4);
    let mail = Content::new("रसीद", "hi")
        .paragraph(sentence.trim())
        .lines(pairs(&[("भुगतान", "₹2,700"), ("अवधि", "1 साल")]))
        .to_mail("asha@readers.test", &look());
    let longest = mail.text.lines().map(|line| line.chars().count()).max();
    assert!(longest > Some(COLUMNS_MAX), "{}", mail.text);
    assert!(mail.html.is_some_and(|html| html.contains("<html lang=\"hi\">")));
    assert!(mail.text.contains("भुगतान  ₹2,700\nअवधि   1 साल"), "{}", mail.text);
}

#[test]
fn one_mail_in_both_forms() {
    let mail = receipt().to_mail("asha@readers.test", &look());
    insta::assert_snapshot!("receipt_text", mail.text);
    insta::assert_snapshot!("receipt_html", mail.html.expect("a page"));
}
