use std::{
    os::unix::fs::MetadataExt as _,
    path::PathBuf,
    process::Stdio,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use crate::{Audit, browser::Browser, outcome::Stop, wire::Address};

/// What the program is called on various systems.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// The longest that one command to it may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// So much is passed over while one answer is waited for.
const MESSAGES_MAX: usize = 10_000;
/// Its protocol comes by the descriptors 3 and 4, which a shell hands on: no port is opened.
const LAUNCH: &str = r#"exec "$0" "$@" 3<&0 4>&1 0</dev/null 1>/dev/null 2>&1"#;

/// How many were started: each has a profile of its own.
static STARTED: AtomicU32 = AtomicU32::new(0);

/// A Chromium with one page, without a window and with a profile of its own.
pub(crate) struct Chromium {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    next: u64,
    session: Option<String>,
    profile: PathBuf,
    origin: String,
}

fn broken(what: impl std::fmt::Display) -> Stop {
    Stop::Failed(format!("Chromium: {what}"))
}

/// Where the program is, if it is.
fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let all = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    all.into_iter().find(|file| file.is_file())
}

impl Chromium {
    /// Starts one at no page yet, with the cookies of `visitor`; none if there is no Chromium.
    pub(crate) async fn start(audit: &Audit, visitor: &Browser) -> Result<Option<Self>, Stop> {
        let Some(program) = find() else { return Ok(None) };
        let address = audit.wire.address();
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let name = format!("masthead-audit-{}-{number}", std::process::id());
        let profile = std::env::temp_dir().join(name);
        let mut command = Command::new("sh");
        command.args(["-c", LAUNCH]).arg(program).args(flags(address));
        command.arg(format!("--user-data-dir={}", profile.display())).arg("about:blank");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.kill_on_drop(true).spawn().map_err(broken)?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (input, output) = pipes.ok_or_else(|| broken("it has no pipes"))?;
        let (output, origin) = (BufReader::new(output), address.origin.clone());
        let mut this = Self { child, input, output, next: 0, session: None, profile, origin };
        let made = this.ask("Target.createTarget", json!({ "url": "about:blank" })).await?;
        let target = json!({ "targetId": made["targetId"], "flatten": true });
        let attached = this.ask("Target.attachToTarget", target).await?;
        this.session = attached["sessionId"].as_str().map(str::to_owned);
        this.ask("Page.enable", json!({})).await?;
        this.ask("Network.enable", json!({})).await?;
        for (name, value) in visitor.cookies() {
            let url = this.origin.clone();
            this.ask(
                "Network.setCookie",
                json!({ "name": name, "value": value, "url": url, "httpOnly": true }),
            )
            .await?;
        }
        Ok(Some(this))
    }

    /// Sends a command and waits for its answer.
    pub(crate) async fn ask(&mut self, method: &str, params: Value) -> Result<Value, Stop> {
        self.next += 1;
        let id = self.next;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.input.write_all(&bytes).await.map_err(broken)?;
        let answer = self.wait_for(|told| told["id"] == id).await?;
        match answer.get("error") {
            Some(error) => Err(broken(format!("{method}: {error}"))),
            None => Ok(answer["result"].clone()),
        }
    }

    async fn wait_for(&mut self, is_it: impl Fn(&Value) -> bool) -> Result<Value, Stop> {
        let waited = async {
            for _ in 0..MESSAGES_MAX {
                let mut bytes = Vec::new();
                let count = self.output.read_until(0, &mut bytes).await.map_err(broken)?;
                if count == 0 {
                    return Err(broken("it ended"));
                }
                bytes.pop();
                let told: Value = serde_json::from_slice(&bytes).unwrap_or_default();
                if is_it(&told) {
                    return Ok(told);
                }
            }
            Err(broken("it talks without end"))
        };
        tokio::time::timeout(PATIENCE, waited).await.map_err(|_| broken("it does not answer"))?
    }

    /// Opens a path of the paper and waits until it is loaded.
    pub(crate) async fn open(&mut self, path: &str) -> Result<(), Stop> {
        let url = format!("{}{path}", self.origin);
        let gone = self.ask("Page.navigate", json!({ "url": url })).await?;
        if let Some(error) = gone["errorText"].as_str() {
            return Err(broken(format!("{url}: {error}")));
        }
        self.wait_for(|told| told["method"] == "Page.loadEventFired").await.map(drop)
    }

    /// What a script says in the page.
    pub(crate) async fn say(&mut self, script: &str) -> Result<Value, Stop> {
        let params = json!({ "expression": script, "returnByValue": true, "awaitPromise": true });
        let said = self.ask("Runtime.evaluate", params).await?;
        match said.get("exceptionDetails") {
            Some(problem) => {
                Err(broken(format!("{script}: {}", problem["exception"]["description"])))
            }
            None => Ok(said["result"]["value"].clone()),
        }
    }

    /// The page as it stands now.
    pub(crate) async fn document(&mut self) -> Result<String, Stop> {
        let html = self.say("document.documentElement.outerHTML").await?;
        Ok(html.as_str().unwrap_or("").to_owned())
    }

    /// Takes the network away.
    pub(crate) async fn go_offline(&mut self) -> Result<(), Stop> {
        let off = json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.ask("Network.emulateNetworkConditions", off).await.map(drop)
    }

    /// Ends it, and waits for its end, so that its profile goes as a whole.
    pub(crate) async fn end(mut self) {
        let _ = self.child.kill().await;
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.child.start_kill();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// It asks the paper's host and no other.
fn flags(address: &Address) -> Vec<String> {
    let only = format!("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {}", address.host);
    let mut flags: Vec<_> = [
        "--headless=new",
        "--remote-debugging-pipe",
        "--no-first-run",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--mute-audio",
        "--disable-dev-shm-usage",
    ]
    .map(str::to_owned)
    .into();
    // Chromium's own sandbox does not run as root, as in many containers.
    if std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0) {
        flags.push("--no-sandbox".to_owned());
    }
    flags.push(only);
    flags
}
