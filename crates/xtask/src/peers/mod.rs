//! The programs that the paper works with, started privately on loopback:
//! PostgreSQL, a Redis Cluster, an SMTP server and an S3 server.

pub(crate) mod ports;
mod postgres;
mod python;
mod redis_cluster;
mod s3;
mod smtp;

use std::{io::Write as _, process::ExitCode, thread, time::Duration};

use anyhow::{Context, Result};

pub(crate) use postgres::{Postgres, find_program as find_postgres_program};
pub(crate) use python::{
    install as install_python_peers, is_installed as are_python_peers_installed,
};
pub(crate) use redis_cluster::RedisCluster;
pub(crate) use s3::{ANY_KEY, BUCKET, S3};
pub(crate) use smtp::SmtpSink;

use crate::process::Run;

/// How long any of them may take to be ready.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// All of them, stopped when dropped.
pub(crate) struct Peers {
    pub(crate) postgres: Postgres,
    pub(crate) redis: RedisCluster,
    pub(crate) smtp: SmtpSink,
    pub(crate) s3: S3,
}

impl Peers {
    /// Starts all of them and waits until they are ready.
    pub(crate) fn start(run: &Run) -> Result<Self> {
        Ok(Self {
            postgres: Postgres::start(run).context("starting PostgreSQL")?,
            redis: RedisCluster::start(run).context("starting the Redis Cluster")?,
            smtp: SmtpSink::start(run).context("starting the SMTP sink")?,
            s3: S3::start(run).context("starting the S3 server")?,
        })
    }

    /// Where tests find them.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("MASTHEAD_TEST_POSTGRES", self.postgres.url()),
            ("MASTHEAD_TEST_REDIS_CLUSTER", self.redis.url()),
            ("MASTHEAD_TEST_SMTP", self.smtp.url()),
            ("MASTHEAD_TEST_SMTP_DIR", self.smtp.mails().display().to_string()),
            ("MASTHEAD_TEST_S3", self.s3.url()),
        ]
    }

    /// An error when one of them has ended.
    fn require_running(&mut self) -> Result<()> {
        self.postgres.require_running()?;
        self.redis.require_running()?;
        self.smtp.require_running()?;
        self.s3.require_running()
    }
}

/// `cargo xtask peers`: runs until ctrl-c, which stops them and this program.
pub(crate) fn command() -> Result<ExitCode> {
    let run = Run::begin()?;
    if !are_python_peers_installed() {
        install_python_peers(&run)?;
    }
    let mut peers = Peers::start(&run)?;
    for (name, value) in peers.environment() {
        println!("export {name}='{value}'");
    }
    std::io::stdout().flush().context("telling where they are")?;
    eprintln!("ready; ctrl-c stops them");
    loop {
        thread::sleep(Duration::from_millis(500));
        peers.require_running()?;
    }
}
