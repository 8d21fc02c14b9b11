use crate::TestPaper;

impl TestPaper {
    /// The mails in the outbox to `address`, oldest first, as somebody reads
    /// them: heads as they are, text decoded. Two of one moment have no order,
    /// so a test lets time pass between them.
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

/// Undoes quoted-printable (RFC 2045, 6.7), which is how anything but plain
/// ASCII travels.
fn decode(mail: &str) -> String {
    let (head, text) = mail.split_once("\r\n\r\n").expect("head and text");
    assert!(!head.contains("Transfer-Encoding: base64"), "nobody can read this mail as it is");
    if !head.contains("quoted-printable") {
        return mail.replace("\r\n", "\n");
    }
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
    format!("{head}\n\n{}", String::from_utf8_lossy(&bytes)).replace("\r\n", "\n")
}
