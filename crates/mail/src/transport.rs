//! Where mails go: files in a folder, or a server.

use std::{
    future::Future,
    path::{Path, PathBuf},
    pin::Pin,
    time::Duration,
};

use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor, address::Envelope};
use tokio::io::AsyncWriteExt as _;
use vocab::JobId;

use crate::MailError;

/// A composed mail.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The job that sends it: the same on each try.
    pub id: JobId,
    /// From whom and to whom.
    pub envelope: Envelope,
    /// Its bytes, as they go over the wire (RFC 5322).
    pub bytes: Vec<u8>,
}

/// A future of a transport's answer.
pub type Delivery<'a> = Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + 'a>>;

/// Takes letters. The world outside stands behind this trait, so that a paper
/// can run without it.
pub trait Transport: Send + Sync {
    /// Hands one letter over. When this returns, it is the other side's.
    fn deliver<'a>(&'a self, letter: &'a Letter) -> Delivery<'a>;

    /// Whether letters can be handed over now.
    fn check(&self) -> Delivery<'_>;
}

/// How long one letter may take: longer than any healthy server needs.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder that keeps each letter as a file.
pub(crate) struct Outbox(PathBuf);

impl Outbox {
    pub(crate) const fn new(folder: PathBuf) -> Self {
        Self(folder)
    }
}

impl Transport for Outbox {
    fn deliver<'a>(&'a self, letter: &'a Letter) -> Delivery<'a> {
        Box::pin(write_to_outbox(&self.0, letter.id, &letter.bytes))
    }

    fn check(&self) -> Delivery<'_> {
        Box::pin(async {
            let path = self.0.display().to_string();
            make_folder(&self.0).await.map_err(|source| MailError::Outbox { path, source })
        })
    }
}

/// A mail server.
pub(crate) struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

impl Smtp {
    pub(crate) fn open(url: &str) -> Result<Self, MailError> {
        Ok(Self(AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build()))
    }
}

impl Transport for Smtp {
    fn deliver<'a>(&'a self, letter: &'a Letter) -> Delivery<'a> {
        Box::pin(async {
            let sending = self.0.send_raw(&letter.envelope, &letter.bytes);
            let sent = tokio::time::timeout(PATIENCE, sending).await;
            Ok(sent.map_err(|_| MailError::Silent)?.map(drop)?)
        })
    }

    fn check(&self) -> Delivery<'_> {
        Box::pin(async {
            let answers = tokio::time::timeout(PATIENCE, self.0.test_connection()).await;
            match answers.map_err(|_| MailError::Silent)?? {
                true => Ok(()),
                false => Err(MailError::Silent),
            }
        })
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
