//! Each peer answers in its own protocol, asked by a program that is not ours
//! where there is one.

use std::{
    fs,
    io::{BufReader, Write as _},
    net::TcpStream,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};

use super::{Done, context::Context};
use crate::{
    http,
    peers::{self, Peers},
};

const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// SQL, PING through the cluster, a mail, an object put and fetched.
pub(super) fn check_peers(context: &mut Context<'_>) -> Result<Done> {
    let peers = context.peers()?;
    check_postgres(peers).context("PostgreSQL")?;
    check_redis(peers).context("Redis Cluster")?;
    check_smtp(peers).context("SMTP")?;
    check_s3(peers).context("S3")?;
    Ok(Done::Passed)
}

fn check_postgres(peers: &Peers) -> Result<()> {
    let mut ask = Command::new(peers::find_postgres_program("psql")?);
    let question = "SELECT current_setting('fsync') || ' ' || current_setting('max_connections')";
    ask.args(["-X", "-t", "-A", "-c", question]).arg(peers.postgres.url());
    ask.env("PGCONNECT_TIMEOUT", "10");
    expect_answer(&mut ask, "on 300")
}

/// Three keys in three slots, so that each node is asked through each other.
fn check_redis(peers: &Peers) -> Result<()> {
    for port in peers.redis.ports() {
        let client = || {
            let mut client = Command::new("redis-cli");
            client.args(["-c", "-h", "127.0.0.1", "-p", &port.to_string()]);
            client
        };
        expect_answer(client().arg("PING"), "PONG")?;
        for key in ["a", "b", "c"] {
            expect_answer(client().args(["SET", key, "1"]), "OK")?;
            expect_answer(client().args(["GET", key]), "1")?;
            expect_answer(client().args(["DEL", key]), "1")?;
        }
    }
    Ok(())
}

fn expect_answer(command: &mut Command, expected: &str) -> Result<()> {
    let output = command.output().context("asking")?;
    let answer = String::from_utf8_lossy(&output.stdout);
    if answer.trim() == expected {
        return Ok(());
    }
    bail!(
        "expected {expected}, got {} {}",
        answer.trim(),
        String::from_utf8_lossy(&output.stderr).trim()
    )
}

/// A mail handed over line by line, and found in the folder.
fn check_smtp(peers: &Peers) -> Result<()> {
    let stream = TcpStream::connect(http::loopback(peers.smtp.port()))?;
    stream.set_read_timeout(Some(ANSWER_WITHIN))?;
    let mut answers = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    expect_code(&mut answers, "220")?;
    let talk = [
        ("HELO paper.test\r\n", "250"),
        ("MAIL FROM:<desk@paper.test>\r\n", "250"),
        ("RCPT TO:<reader@paper.test>\r\n", "250"),
        ("DATA\r\n", "354"),
        ("Subject: smoke\r\n\r\nIs anybody there?\r\n.\r\n", "250"),
        ("QUIT\r\n", "221"),
    ];
    for (line, code) in talk {
        stream.write_all(line.as_bytes())?;
        expect_code(&mut answers, code).with_context(|| line.trim_end().to_owned())?;
    }
    let mail = wait_for_mail(peers.smtp.mails())?;
    let text = fs::read_to_string(&mail)?;
    fs::remove_file(mail)?;
    if text.contains("X-RcptTo: reader@paper.test") && text.contains("Is anybody there?") {
        Ok(())
    } else {
        bail!("the mail that arrived is not the one that was sent:\n{text}")
    }
}

fn expect_code(answers: &mut impl std::io::BufRead, code: &str) -> Result<()> {
    let mut line = String::new();
    answers.read_line(&mut line)?;
    if line.starts_with(code) { Ok(()) } else { bail!("expected {code}, got {}", line.trim_end()) }
}

fn wait_for_mail(folder: &Path) -> Result<std::path::PathBuf> {
    let deadline = Instant::now() + ANSWER_WITHIN;
    while Instant::now() < deadline {
        if let Some(entry) = fs::read_dir(folder)?.flatten().next() {
            return Ok(entry.path());
        }
        thread::sleep(Duration::from_millis(20));
    }
    bail!("no mail arrived in {}", folder.display())
}

fn check_s3(peers: &Peers) -> Result<()> {
    let path = format!("/{}/smoke/object", peers::BUCKET);
    let port = peers.s3.port();
    // Without a content type this server reads the body as a form and keeps nothing.
    let headers = [peers::ANY_KEY, ("Content-Type", "application/octet-stream")];
    let put = http::send(port, "PUT", &path, &headers, b"kept bytes")?;
    let got = http::send(port, "GET", &path, &[peers::ANY_KEY], b"")?;
    http::send(port, "DELETE", &path, &[peers::ANY_KEY], b"")?;
    if put.status == 200 && got.status == 200 && got.body == b"kept bytes" {
        Ok(())
    } else {
        bail!("put answered {}, get {} with {} bytes", put.status, got.status, got.body.len())
    }
}
