use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};

use super::visitors::Scene;
use crate::{
    http::{self, Response},
    peers::ports::free_port,
    process::{Managed, Run, Signal},
};

const READY_WITHIN: Duration = Duration::from_secs(10);
/// What the HTTP library adds by itself, or what belongs to one connection.
const NOT_COPIED: [&str; 5] =
    ["connection", "content-length", "date", "set-cookie", "transfer-encoding"];

/// The floor's server, with a page for each crowd.
pub(super) struct Floor {
    pub(super) server: Managed,
    pub(super) port: u16,
}

/// What a crowd's page weighs, so that a round can be checked.
pub(super) struct Page {
    pub(super) body_bytes: u64,
    file: PathBuf,
}

/// Fetches each crowd's page as its first visitor with a cookie sees it.
pub(super) fn copy_pages(run: &Run, port: u16, scene: &Scene, encoding: &str) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    for (index, crowd) in scene.crowds.iter().enumerate() {
        let cookie = crowd.cookies.first().context("a crowd of nobody")?;
        let headers = [("Cookie", &**cookie), ("Accept-Encoding", encoding)];
        let answer = http::send(port, "GET", &scene.path, &headers, b"")?;
        let access = answer.header("masthead-access").unwrap_or_default();
        if answer.status != 200 || !access.starts_with(crowd.access) {
            bail!(
                "{}: expected `{}`, got {} and `{access}`",
                crowd.name,
                crowd.access,
                answer.status
            );
        }
        let file = run.folder().join(format!("page-{index}"));
        write_page(&file, &answer)?;
        let body_bytes = u64::try_from(answer.body.len()).context("weighing a page")?;
        pages.push(Page { body_bytes, file });
    }
    Ok(pages)
}

fn write_page(file: &Path, answer: &Response) -> Result<()> {
    let copied = answer.headers.iter().filter(|(name, _)| !NOT_COPIED.contains(&name.as_str()));
    let lines: Vec<String> = copied.map(|(name, value)| format!("{name}: {value}\n")).collect();
    let bytes = [lines.concat().as_bytes(), b"\n", &answer.body].concat();
    fs::write(file, bytes).with_context(|| format!("writing {}", file.display()))
}

impl Floor {
    /// Starts `program` with these pages.
    pub(super) fn start(run: &Run, program: &Path, pages: &[Page]) -> Result<Self> {
        let port = free_port()?;
        let log = File::create(run.folder().join("floor.log")).context("making the floor's log")?;
        let twin = log.try_clone().context("sharing the floor's log")?;
        let mut command = Command::new(program);
        command.arg(port.to_string()).args(pages.iter().map(|page| &page.file));
        command.stdin(Stdio::null()).stdout(log).stderr(twin);
        let mut server = run.spawn(&mut command, Signal::Terminate)?;
        server.wait_until(READY_WITHIN, || http::answers(port))?;
        Ok(Self { server, port })
    }
}
