use jiff::Timestamp;
use store::Row;
use vocab::{AttemptId, ReaderId, SubscriptionId};
use web::SafePath;
use words::Language;

/// A payment that a reader makes on the gateway's page.
#[derive(Clone, Debug)]
pub(crate) struct Checkout {
    pub(crate) id: String,
    pub(crate) attempt: AttemptId,
    pub(crate) subscription: SubscriptionId,
    pub(crate) email: String,
    pub(crate) reader: Option<ReaderId>,
    /// The hash of the secret in the browser that began it. Empty once a second
    /// browser has joined: then nobody is logged in without a mail.
    pub(crate) browser_hash: Vec<u8>,
    pub(crate) next: String,
    pub(crate) pay_url: String,
    pub(crate) created_at: Timestamp,
    /// Whether the account was made by this payment.
    pub(crate) made_account: bool,
    /// In which language the payer bought.
    pub(crate) language: Option<Language>,
}

impl Checkout {
    pub(crate) fn read(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.text("id")?,
            attempt: row.parse("attempt_id")?,
            subscription: row.parse("subscription_id")?,
            email: row.text("email")?,
            reader: row.parse_opt("reader_id")?,
            browser_hash: row.bytes("browser_hash")?,
            next: row.text("next")?,
            pay_url: row.text("pay_url")?,
            created_at: row.time("created_at")?,
            made_account: row.bool("made_account")?,
            language: row.parse_opt("language")?,
        })
    }

    /// Whether `browser` (the hash of its secret) is the one that began it.
    pub(crate) fn began_in(&self, browser: Option<&[u8; 32]>) -> bool {
        browser.is_some_and(|hash| self.browser_hash == hash)
    }

    /// Where the reader wanted to go: a path on this paper, the account by default.
    pub(crate) fn destination(&self) -> SafePath {
        SafePath::parse(if self.next.is_empty() { "/account" } else { &self.next })
    }
}
