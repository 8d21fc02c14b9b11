use std::{
    fs::File,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use super::{READY_WITHIN, ports::free_port, python};
use crate::{
    http,
    process::{Managed, Run, Signal},
};

/// The bucket that is there from the start.
pub(crate) const BUCKET: &str = "masthead-test";

/// A signed-in client, as far as this server cares: it looks for a key and
/// does not check the signature.
pub(crate) const ANY_KEY: (&str, &str) = (
    "Authorization",
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
);

/// A private S3 server that accepts any key.
pub(crate) struct S3 {
    server: Managed,
    port: u16,
}

impl S3 {
    /// Starts it and makes the bucket.
    pub(crate) fn start(run: &Run) -> Result<Self> {
        let port = free_port()?;
        let log =
            File::create(run.folder().join("s3.log")).context("making the S3 server's log")?;
        let twin = log.try_clone().context("sharing the S3 server's log")?;
        let mut command = Command::new(python::program("moto_server"));
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        command.stdin(Stdio::null()).stdout(log).stderr(twin);
        let mut server = run.spawn(&mut command, Signal::Terminate)?;
        server.wait_until(READY_WITHIN, || http::answers(port))?;
        let made = http::send(port, "PUT", &format!("/{BUCKET}"), &[ANY_KEY], b"")?;
        if made.status != 200 {
            bail!("making the bucket {BUCKET} was answered with {}", made.status);
        }
        Ok(Self { server, port })
    }

    /// `s3://…`, as the configuration wants it.
    pub(crate) fn url(&self) -> String {
        format!("s3://{BUCKET}?endpoint=http://127.0.0.1:{}", self.port)
    }

    /// Its port.
    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// An error when the server has ended.
    pub(crate) fn require_running(&mut self) -> Result<()> {
        self.server.require_running()
    }
}
