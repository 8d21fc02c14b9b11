use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result};

use super::{READY_WITHIN, ports::free_port, python};
use crate::{
    http,
    process::{Managed, Run, Signal},
};

/// A mail server that keeps what it is given, one file a mail, with the
/// envelope in `X-MailFrom` and `X-RcptTo`.
pub(crate) struct SmtpSink {
    server: Managed,
    port: u16,
    maildir: PathBuf,
}

impl SmtpSink {
    /// Starts it with an empty folder.
    pub(crate) fn start(run: &Run) -> Result<Self> {
        let maildir = run.folder().join("mails");
        // A Maildir has three folders; tests may look before the first mail.
        for name in ["new", "cur", "tmp"] {
            fs::create_dir_all(maildir.join(name)).context("making the folder of mails")?;
        }
        let port = free_port()?;
        let log =
            File::create(run.folder().join("smtp.log")).context("making the SMTP sink's log")?;
        let twin = log.try_clone().context("sharing the SMTP sink's log")?;
        let mut command = Command::new(python::program("python"));
        command.args(["-m", "aiosmtpd", "--nosetuid", "--listen", &format!("127.0.0.1:{port}")]);
        command.args(["--class", "aiosmtpd.handlers.Mailbox"]).arg(&maildir);
        command.stdin(Stdio::null()).stdout(log).stderr(twin);
        let mut server = run.spawn(&mut command, Signal::Terminate)?;
        server.wait_until(READY_WITHIN, || http::answers(port))?;
        Ok(Self { server, port, maildir: maildir.join("new") })
    }

    /// `smtp://…`, as the configuration wants it.
    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Its port.
    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// The folder of received mails.
    pub(crate) fn mails(&self) -> &Path {
        &self.maildir
    }

    /// An error when the server has ended.
    pub(crate) fn require_running(&mut self) -> Result<()> {
        self.server.require_running()
    }
}
