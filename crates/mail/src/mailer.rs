use std::{path::Path, sync::Arc};

use jiff::Timestamp;
use lettre::{
    Message,
    message::{Mailbox, MultiPart, SinglePart, header::ContentType},
};
use vocab::JobId;

use crate::{
    Mail, MailError,
    transport::{Letter, Outbox, Smtp, Transport},
};

/// Who the mails come from.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The paper's name.
    pub name: String,
    /// Its address.
    pub address: String,
}

/// Composes mails and hands them over. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    sender: Sender,
    transport: Arc<dyn Transport>,
}

impl Mailer {
    /// A mailer for `outbox://FOLDER` (relative to `base`), `smtp://` or `smtps://`.
    pub fn open(url: &str, base: &Path, sender: Sender) -> Result<Self, MailError> {
        if let Some(folder) = url.strip_prefix("outbox://") {
            return Ok(Self::over(Outbox::new(base.join(folder)), sender));
        }
        if url.starts_with("smtp://") || url.starts_with("smtps://") {
            return Ok(Self::over(Smtp::open(url)?, sender));
        }
        // The rest may hold a password.
        let scheme = url.split("://").next().unwrap_or("");
        Err(MailError::UnknownTransport(format!("{scheme}://…")))
    }

    /// A mailer over any transport.
    pub fn over(transport: impl Transport + 'static, sender: Sender) -> Self {
        Self { sender, transport: Arc::new(transport) }
    }

    /// Composes and hands over one mail. `id` becomes its Message-ID and the
    /// outbox's file name, so that a repeated try is recognisable as the same mail.
    pub async fn send(&self, mail: &Mail, id: JobId, now: Timestamp) -> Result<(), MailError> {
        let message = self.compose(mail, id, now)?;
        let envelope = message.envelope().clone();
        let letter = Letter { id, envelope, bytes: message.formatted() };
        self.transport.deliver(&letter).await
    }

    /// Whether mails can be handed over now, for `masthead doctor`.
    pub async fn check(&self) -> Result<(), MailError> {
        self.transport.check().await
    }

    fn compose(&self, mail: &Mail, id: JobId, now: Timestamp) -> Result<Message, MailError> {
        let unusable = |problem: String| MailError::Compose(problem);
        let mailbox = |name: Option<&str>, address: &str| {
            let address =
                address.parse().map_err(|error| unusable(format!("{address}: {error}")))?;
            Ok::<_, MailError>(Mailbox::new(name.map(str::to_owned), address))
        };
        let domain = self.sender.address.rsplit('@').next().unwrap_or("localhost");
        // One line and nothing but printable: a subject cannot smuggle in a header.
        let subject: String = mail.subject.chars().filter(|c| !c.is_control()).collect();
        let sender = mail.sender.as_deref().unwrap_or(&self.sender.name);
        let text = mail.text.replace('\n', "\r\n");
        let letter = Message::builder()
            .from(mailbox(Some(sender), &self.sender.address)?)
            .to(mailbox(None, &mail.to)?)
            .subject(subject)
            .date(std::time::SystemTime::from(now))
            .message_id(Some(format!("<{id}@{domain}>")));
        let message = match &mail.html {
            None => letter.header(ContentType::TEXT_PLAIN).body(text),
            Some(html) => {
                let html = html.replace('\n', "\r\n");
                letter.multipart(both_forms(text, html, id))
            }
        };
        message.map_err(|error| unusable(error.to_string()))
    }
}

/// The mail as text and as HTML: whoever reads it sees one of them (RFC 2046,
/// 5.1.4). What separates them follows from `id`, so that each try is the same letter.
fn both_forms(text: String, html: String, id: JobId) -> MultiPart {
    let part = |kind, body: String| SinglePart::builder().header(kind).body(body);
    MultiPart::alternative()
        .boundary(format!("={id}"))
        .singlepart(part(ContentType::TEXT_PLAIN, text))
        .singlepart(part(ContentType::TEXT_HTML, html))
}
