//! Composing mails and handing them over: to files in an outbox, or to an
//! SMTP server. Departments enqueue a [`Mail`] as a job of kind [`JOB_KIND`];
//! the worker sends it, as often as it takes.

mod content;
mod error;
mod mailer;
#[cfg(test)]
mod tests;
mod text;
mod transport;

pub use content::{Content, Look, Part};
pub use error::MailError;
pub use mailer::{Mailer, Sender};
pub use transport::{Delivery, Letter, Transport};

/// The kind of job whose payload is a [`Mail`].
pub const JOB_KIND: &str = "send_mail";

/// A mail to one person, in plain text and perhaps as a page.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The text, lines ended by `\n`.
    pub text: String,
    /// The same as HTML. A job that an older version enqueued has none.
    #[serde(default)]
    pub html: Option<String>,
    /// The paper's name as the sender's; the configured one where there is none.
    #[serde(default)]
    pub sender: Option<String>,
}

/// Whether `text` looks like an address that mail can be sent to: one `@`,
/// something on both sides, a domain with a dot or `localhost`, no spaces or
/// control characters, at most 254 bytes (RFC 5321). Whether it exists, only a
/// mail can tell.
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && part
                .chars()
                .all(|c| !c.is_whitespace() && !c.is_control() && !"<>(),;:\\\"[]@".contains(c))
    };
    text.len() <= 254
        && local.len() <= 64
        && plain(local)
        && plain(domain)
        && (domain.contains('.') || domain == "localhost")
        && text.parse::<lettre::Address>().is_ok()
}

/// The form in which addresses are compared: trimmed, in lower case.
pub fn address_key(text: &str) -> String {
    text.trim().to_lowercase()
}
