use std::path::{Path, PathBuf};

use jiff::Timestamp;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use tokio::io::AsyncWriteExt as _;
use vocab::JobId;

use crate::Mail;

/// Why a mail could not be composed or handed over.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The transport's URL is none.
    #[error(
        "mail.transport “{0}”: use outbox://FOLDER, smtp://HOST:PORT or smtps://USER:PASSWORD@HOST"
    )]
    UnknownTransport(String),
    /// An address or header cannot be used.
    #[error("the mail cannot be composed: {0}")]
    Compose(String),
    /// The outbox cannot be written.
    #[error("{path}: {source}")]
    Outbox {
        /// Which file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The server said nothing for too long.
    #[error("the mail server does not answer")]
    Silent,
    /// The server would not take it.
    #[error("the mail server did not take the mail: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
}

/// How long one mail may take: longer than any healthy server needs.
const SMTP_PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// Who the mails come from.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The paper's name.
    pub name: String,
    /// Its address.
    pub address: String,
}

/// Sends mails. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    sender: Sender,
    transport: Transport,
}

#[derive(Clone)]
enum Transport {
    Outbox(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl Mailer {
    /// A mailer for `outbox://FOLDER` (relative to `base`), `smtp://` or `smtps://`.
    pub fn open(url: &str, base: &Path, sender: Sender) -> Result<Self, MailError> {
        let transport = if let Some(folder) = url.strip_prefix("outbox://") {
            Transport::Outbox(base.join(folder))
        } else if url.starts_with("smtp://") || url.starts_with("smtps://") {
            Transport::Smtp(AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build())
        } else {
            let scheme = url.split("://").next().unwrap_or("");
            return Err(MailError::UnknownTransport(format!("{scheme}://…")));
        };
        Ok(Self { sender, transport })
    }

    /// Composes and hands over one mail. `id` becomes its Message-ID and the
    /// outbox's file name, so that a repeated try is recognisable as the same mail.
    pub async fn send(&self, mail: &Mail, id: JobId, now: Timestamp) -> Result<(), MailError> {
        let message = self.compose(mail, id, now)?;
        match &self.transport {
            Transport::Outbox(folder) => write_to_outbox(folder, id, &message.formatted()).await,
            Transport::Smtp(smtp) => {
                let sent = tokio::time::timeout(SMTP_PATIENCE, smtp.send(message)).await;
                Ok(sent.map_err(|_| MailError::Silent)?.map(drop)?)
            }
        }
    }

    /// Whether mails can be handed over now, for `masthead doctor`.
    pub async fn check(&self) -> Result<(), MailError> {
        match &self.transport {
            Transport::Outbox(folder) => make_folder(folder)
                .await
                .map_err(|source| MailError::Outbox { path: folder.display().to_string(), source }),
            Transport::Smtp(smtp) => {
                let answers = tokio::time::timeout(SMTP_PATIENCE, smtp.test_connection()).await;
                match answers.map_err(|_| MailError::Silent)?? {
                    true => Ok(()),
                    false => Err(MailError::Silent),
                }
            }
        }
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
        Message::builder()
            .from(mailbox(Some(&self.sender.name), &self.sender.address)?)
            .to(mailbox(None, &mail.to)?)
            .subject(subject)
            .date(std::time::SystemTime::from(now))
            .message_id(Some(format!("<{id}@{domain}>")))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.replace('\n', "\r\n"))
            .map_err(|error| unusable(error.to_string()))
    }
}

/// Log-in links lie in there, so nobody else on the machine may look.
async fn make_folder(folder: &Path) -> std::io::Result<()> {
    tokio::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).await
}

/// Writes beside and renames, so that a reader of the folder sees whole mails only.
async fn write_to_outbox(folder: &Path, id: JobId, bytes: &[u8]) -> Result<(), MailError> {
    let path = folder.join(format!("{id}.eml"));
    let unusable = |source| MailError::Outbox { path: path.display().to_string(), source };
    make_folder(folder).await.map_err(unusable)?;
    let beside = folder.join(format!(".{id}.part"));
    let mut options = tokio::fs::OpenOptions::new();
    let opened = options.write(true).create(true).truncate(true).mode(0o600).open(&beside).await;
    let mut file = opened.map_err(unusable)?;
    file.write_all(bytes).await.map_err(unusable)?;
    file.sync_all().await.map_err(unusable)?;
    tokio::fs::rename(&beside, &path).await.map_err(unusable)
}
