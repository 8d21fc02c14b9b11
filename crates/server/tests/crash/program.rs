//! The real program on real files: started, killed, started again.

use std::{
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use store::Db;
use testkit::{Browser, SeededRandom, TestDatabase};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

/// Longer than any start on a busy machine.
const START_PATIENCE: Duration = Duration::from_secs(60);
/// Ports below those that the system gives to outgoing connections: nobody
/// takes ours while the server is down.
const PORTS: std::ops::Range<u64> = 21_000..32_000;

/// One demonstration paper, served by the real binary.
pub(crate) struct Program {
    folder: PathBuf,
    /// `--set store.database=…`, where it is not the file in the folder.
    set: Option<String>,
    url: String,
    port: u64,
    server: Option<Child>,
    /// Where `renew --as-of` last asked the paper's clock to go.
    pub(crate) clock: Timestamp,
    /// Goes with its folder at the end.
    _database: TestDatabase,
}

impl Program {
    pub(crate) fn new(database: TestDatabase, random: &SeededRandom) -> Self {
        let folder = database.folder().join("demo");
        let on_postgres = database.url().starts_with("postgres");
        let set = on_postgres.then(|| format!("store.database={}", database.url()));
        let file = format!("sqlite://{}", folder.join("masthead.db").display());
        let url = if on_postgres { database.url().to_owned() } else { file };
        #[expect(clippy::disallowed_methods, reason = "the program runs under the machine's clock")]
        let clock = Timestamp::now();
        let port = free_port(random);
        Self { folder, set, url, port, server: None, clock, _database: database }
    }

    /// A browser that has never been here.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&format!("http://127.0.0.1:{}", self.port))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_masthead"));
        command.args(arguments).kill_on_drop(true).stdin(Stdio::null());
        for pair in self.set.iter().map(String::as_str).chain([
            "meter.newcomers=open",
            "gateway.sandbox.settle_after=1",
            "meter.network_allowance=0",
        ]) {
            command.args(["--set", pair]);
        }
        command.env("MASTHEAD_LOG", "error");
        command
    }

    /// Starts the server and waits until it listens. Gives how long that took.
    pub(crate) async fn start(&mut self) -> Duration {
        let begun = Instant::now();
        let (folder, port) = (self.folder.display().to_string(), self.port.to_string());
        let mut command = self.command(&["demo", "--data", &folder, "--port", &port]);
        let mut server = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut lines = BufReader::new(server.stdout.take().expect("its output")).lines();
        let listening = async {
            while let Some(line) = lines.next_line().await.expect("its output") {
                if line.starts_with("listening on ") {
                    return true;
                }
            }
            false
        };
        let listens = tokio::time::timeout(START_PATIENCE, listening).await;
        assert_eq!(listens, Ok(true), "the server did not start again on the same data");
        self.server = Some(server);
        begun.elapsed()
    }

    pub(crate) fn is_running(&self) -> bool {
        self.server.is_some()
    }

    /// Kills the server as `kill -9` does. The moment is when it is surely dead.
    pub(crate) async fn kill(&mut self) -> Instant {
        let moment = Instant::now();
        if let Some(mut server) = self.server.take() {
            server.kill().await.expect("it dies");
        }
        moment
    }

    /// `masthead renew --as-of`, under way.
    pub(crate) fn renew(&mut self, as_of: Timestamp) -> Child {
        self.clock = as_of;
        let file = self.folder.join("masthead.toml").display().to_string();
        let mut command =
            self.command(&["renew", "--config", &file, "--as-of", &as_of.to_string()]);
        command.stdout(Stdio::null()).spawn().expect("the program starts")
    }

    /// `masthead renew --as-of` to its end. Gives how long it took.
    pub(crate) async fn renew_to_the_end(&mut self, as_of: Timestamp) -> Duration {
        let begun = Instant::now();
        let status = self.renew(as_of).wait().await.expect("it ends");
        assert!(status.success(), "renew --as-of {as_of}: {status}");
        begun.elapsed()
    }

    /// The paper's database, beside the server.
    pub(crate) async fn database(&self) -> Db {
        Db::open(&self.url).await.expect("the paper's database")
    }
}

fn free_port(random: &SeededRandom) -> u64 {
    for _ in 0..100 {
        let own = u64::from(std::process::id()) * 37 + random.next_number();
        let port = PORTS.start + own % (PORTS.end - PORTS.start);
        if std::net::TcpListener::bind(("127.0.0.1", u16::try_from(port).expect("a port"))).is_ok()
        {
            return port;
        }
    }
    panic!("no free port in {PORTS:?}");
}
