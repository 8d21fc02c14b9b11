//! The papers that a script of `tests/browser` looks at: the demonstration, and
//! others for what it cannot show.

use std::{
    fs::File,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result};

use super::context::Context;
use crate::{
    demo::{Demo, in_the_evening, is_alive, last_lines},
    peers::ports::free_port,
    process::{Managed, Signal},
};

const READY_WITHIN: Duration = Duration::from_secs(60);

/// A paper besides the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Other {
    /// The demonstration in its second face.
    SecondFace,
    /// A paper that `masthead init` has just made, with the first owner's link.
    Fresh,
    /// A demonstration whose database lost what two pages need.
    Damaged,
}

/// What the damaged paper lost: all texts of stories, and where tries are
/// counted. It goes on, and answers 500 and 503 where it needs them.
const DAMAGE: &str = "import sqlite3, sys
paper = sqlite3.connect(sys.argv[1], timeout=30)
paper.execute('DELETE FROM bodies')
paper.execute('ALTER TABLE tries RENAME TO lost')
paper.commit()
";

impl Other {
    const fn name(self) -> &'static str {
        match self {
            Self::SecondFace => "second-face",
            Self::Fresh => "fresh",
            Self::Damaged => "damaged",
        }
    }

    /// Starts it and tells `test` where it is.
    pub(super) fn start(
        self,
        context: &Context<'_>,
        program: &Path,
        test: &mut Command,
    ) -> Result<Managed> {
        let folder = context.run.folder().join(self.name());
        let log = context.log(self.name());
        if self == Self::Fresh {
            let (server, link) = serve_fresh(context, program, &folder, &log)?;
            test.env("SETUP_LINK", link);
            return Ok(server);
        }
        let evening = in_the_evening();
        let (variable, arguments): (_, &[&str]) = match self {
            Self::SecondFace => ("SECOND_URL", &["--theme", "gazette", "--set", &*evening]),
            Self::Fresh | Self::Damaged => ("DAMAGED_URL", &[]),
        };
        let demo = Demo::start_with(context.run, program, &folder, arguments, &log)?;
        if self == Self::Damaged {
            let mut damage = context.command("python3");
            damage.args(["-c", DAMAGE]).arg(folder.join("masthead.db"));
            context.require("damage", &mut damage, 1)?;
        }
        test.env(variable, demo.url());
        Ok(demo.server)
    }
}

/// Makes and serves a paper that nobody owns yet; and the link to become its owner.
fn serve_fresh(
    context: &Context<'_>,
    program: &Path,
    folder: &Path,
    log: &Path,
) -> Result<(Managed, String)> {
    let said = context.require("init", context.command(program).arg("init").arg(folder), 1)?;
    let token =
        said.split_once("/setup?token=").and_then(|(_, rest)| rest.split_whitespace().next());
    let token = token.with_context(|| format!("masthead init named no link:\n{said}"))?;
    let port = free_port()?;
    let address = format!("127.0.0.1:{port}");
    let file = File::create(log).with_context(|| format!("making {}", log.display()))?;
    let twin = file.try_clone().context("sharing the paper's log")?;
    let mut command = Command::new(program);
    command.arg("serve").arg("--config").arg(folder.join("masthead.toml"));
    for key in ["paper.url=http://", "server.listen="] {
        command.args(["--set", &format!("{key}{address}")]);
    }
    command.args(["--set", "server.metrics_listen=127.0.0.1:0"]);
    command.stdin(Stdio::null()).stdout(file).stderr(twin);
    let mut server = context.run.spawn(&mut command, Signal::Terminate)?;
    let ready = server.wait_until(READY_WITHIN, || is_alive(port));
    ready.with_context(|| format!("the paper said:\n{}", last_lines(log)))?;
    Ok((server, format!("http://{address}/setup?token={token}")))
}
