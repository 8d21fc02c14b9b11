use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::TestPaper;

impl TestPaper {
    /// The mails in the outbox to `address`, oldest first, as somebody reads
    /// them: heads as they are, all parts decoded, the plain text first. Two of
    /// one moment have no order, so a test lets time pass between them.
    pub fn letters_to(&self, address: &str) -> Vec<String> {
        self.mails_to(address).iter().map(|mail| decode(mail)).collect()
    }

    /// Waits until all jobs are done and gives the latest mail to `address`.
    pub async fn latest_letter_to(&self, address: &str) -> String {
        self.settle().await;
        self.letters_to(address).pop().unwrap_or_else(|| panic!("no mail to {address}"))
    }

    /// The path of the link in `letter` whose path begins with `path`.
    pub fn link_in(&self, letter: &str, path: &str) -> String {
        let address = format!("{}{path}", self.paper.config.paper.url);
        let start = letter.find(&address).unwrap_or_else(|| panic!("no {path} in {letter}"));
        let link = letter[start..].split_whitespace().next().expect("a link");
        link.replacen(&self.paper.config.paper.url, "", 1)
    }
}

/// A mail, or one of its parts: its head as it is, its text as it was written.
fn decode(mail: &str) -> String {
    let (head, body) = mail.split_once("\r\n\r\n").expect("head and text");
    let text = if let Some((_, rest)) = head.split_once("boundary=\"") {
        let boundary = format!("--{}", rest.split('"').next().expect("a boundary"));
        let parts = body.split(&boundary).filter(|part| part.starts_with("\r\n"));
        parts.map(|part| decode(&part[2..])).collect::<Vec<_>>().join("\n")
    } else if head.contains("Transfer-Encoding: base64") {
        let letters: String = body.split_whitespace().collect();
        String::from_utf8(BASE64_STANDARD.decode(letters).expect("base64")).expect("UTF-8")
    } else if head.contains("quoted-printable") {
        unquote(body)
    } else {
        body.to_owned()
    };
    format!("{head}\n\n{text}").replace("\r\n", "\n")
}

/// Undoes quoted-printable (RFC 2045, 6.7).
fn unquote(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let coded = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = coded.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (first, byte) {
            (b'=', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
