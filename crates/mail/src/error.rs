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
