use std::{
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

const MASTERS: usize = 3;
const SLOTS: usize = 16_384;
/// After this long without an answer the others hold a node for dead.
const NODE_TIMEOUT_MILLIS: &str = "700";
const READY_WITHIN: Duration = Duration::from_secs(20);
const ANSWER_WITHIN: Duration = Duration::from_millis(500);

/// A Redis Cluster of a test's own, three masters and a replica of each, to be
/// broken: what a node acknowledged is with the system, and survives its process.
#[derive(Debug)]
pub struct TestRedisCluster {
    nodes: Vec<Node>,
    folder: PathBuf,
}

#[derive(Debug)]
struct Node {
    port: u16,
    bus: u16,
    folder: PathBuf,
    child: Option<Child>,
}

/// `redis-server` or `valkey-server`, whichever is installed.
fn program() -> Option<&'static str> {
    let runs = |name: &&str| {
        let mut command = Command::new(name);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    ["redis-server", "valkey-server"].into_iter().find(runs)
}

/// Free ports on loopback.
fn free_ports(count: usize) -> Vec<u16> {
    let bind = |_| TcpListener::bind("127.0.0.1:0").expect("a port");
    let held: Vec<_> = (0..count).map(bind).collect();
    held.iter().map(|port| port.local_addr().expect("an address").port()).collect()
}

impl Node {
    fn start(&mut self, program: &str) {
        fs::create_dir_all(&self.folder).expect("a folder");
        let mut command = Command::new(program);
        command.args(["--port", &self.port.to_string(), "--cluster-port", &self.bus.to_string()]);
        command.args(["--bind", "127.0.0.1", "--daemonize", "no", "--save", ""]);
        command.args(["--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf"]);
        command.args(["--cluster-node-timeout", NODE_TIMEOUT_MILLIS]);
        command.args(["--cluster-require-full-coverage", "no", "--repl-diskless-sync-delay", "0"]);
        command.args(["--appendonly", "yes", "--appendfsync", "no", "--dir"]).arg(&self.folder);
        command.current_dir(&self.folder).stdout(Stdio::null()).stderr(Stdio::null());
        self.child = Some(command.spawn().expect("a Redis node"));
    }

    fn signal(&self, signal: Signal) {
        let child = self.child.as_ref().expect("a running node");
        kill_process(Pid::from_child(child), signal).expect("the signal is sent");
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("it dies");
            child.wait().expect("it is dead");
        }
    }

    /// What comes back first; empty where nothing does.
    fn ask(&self, command: &str) -> String {
        let exchange = || -> std::io::Result<String> {
            let address = SocketAddr::from(([127, 0, 0, 1], self.port));
            let mut stream = TcpStream::connect_timeout(&address, ANSWER_WITHIN)?;
            stream.set_read_timeout(Some(ANSWER_WITHIN))?;
            stream.write_all(format!("{command}\r\n").as_bytes())?;
            let mut answer = vec![0; 65_536];
            let length = stream.read(&mut answer)?;
            Ok(String::from_utf8_lossy(&answer[..length]).into_owned())
        };
        exchange().unwrap_or_default()
    }

    /// The same, where it must succeed.
    fn tell(&self, command: &str) -> String {
        let answer = self.ask(command);
        assert!(!answer.is_empty() && !answer.starts_with('-'), "{command}: {answer}");
        answer
    }

    fn id(&self) -> String {
        let answer = self.tell("CLUSTER MYID");
        answer.lines().nth(1).expect("an id").to_owned()
    }
}

async fn until(what: &str, check: impl Fn() -> bool) {
    let begun = Instant::now();
    while !check() {
        assert!(begun.elapsed() < READY_WITHIN, "the Redis Cluster: {what}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

impl TestRedisCluster {
    /// Starts one and waits until it is whole. None, and a line that says so,
    /// where no Redis is installed; there `MASTHEAD_TEST_REDIS_CLUSTER` must name
    /// no cluster, as it does in the checks.
    pub async fn start() -> Option<Self> {
        let Some(program) = program() else {
            let promised = std::env::var_os("MASTHEAD_TEST_REDIS_CLUSTER").is_some();
            assert!(!promised, "neither redis-server nor valkey-server can be run");
            eprintln!("skipped: neither redis-server nor valkey-server is installed");
            return None;
        };
        let ports = free_ports(4 * MASTERS);
        let folder = std::env::temp_dir().join(format!("masthead_redis_cluster_{}", ports[0]));
        let node = |ports: &[u16]| {
            let folder = folder.join(ports[0].to_string());
            Node { port: ports[0], bus: ports[1], folder, child: None }
        };
        let mut cluster =
            Self { nodes: ports.chunks(2).map(node).collect(), folder: folder.clone() };
        cluster.nodes.iter_mut().for_each(|node| node.start(program));
        cluster.join().await;
        Some(cluster)
    }

    /// Makes one cluster of empty nodes.
    async fn join(&self) {
        until("a node does not answer", || {
            self.nodes.iter().all(|node| node.ask("PING").contains("PONG"))
        })
        .await;
        let (masters, replicas) = self.nodes.split_at(MASTERS);
        for (index, master) in masters.iter().enumerate() {
            let (first, end) = (SLOTS * index / MASTERS, SLOTS * (index + 1) / MASTERS);
            master.tell(&format!("CLUSTER ADDSLOTSRANGE {first} {}", end - 1));
        }
        for (epoch, node) in (1..).zip(&self.nodes) {
            node.tell(&format!("CLUSTER SET-CONFIG-EPOCH {epoch}"));
            masters[0].tell(&format!("CLUSTER MEET 127.0.0.1 {} {}", node.port, node.bus));
        }
        let all = format!("cluster_known_nodes:{}", self.nodes.len());
        until("the nodes do not meet", || {
            self.nodes.iter().all(|node| node.ask("CLUSTER INFO").contains(&all))
        })
        .await;
        for (replica, master) in replicas.iter().zip(masters) {
            let id = master.id();
            // A master may still be unknown there for a moment.
            until("a replica finds no master", || {
                replica.ask(&format!("CLUSTER REPLICATE {id}")).starts_with("+OK")
            })
            .await;
        }
        self.until_whole().await;
    }

    /// Waits until every slot has a master and every replica follows one.
    pub async fn until_whole(&self) {
        until("it does not become whole", || {
            let is_whole = |node: &Node| {
                let (info, role) = (node.ask("CLUSTER INFO"), node.ask("INFO replication"));
                info.contains("cluster_state:ok")
                    && info.contains("cluster_slots_ok:16384")
                    && (role.contains("role:master") || role.contains("master_link_status:up"))
            };
            self.nodes.iter().filter(|node| node.child.is_some()).all(is_whole)
        })
        .await;
    }

    /// Waits until each replica has what its master has acknowledged.
    pub async fn until_replicated(&self) {
        let (masters, replicas) = self.nodes.split_at(MASTERS);
        let offset = |node: &Node, name: &str| {
            let info = node.ask("INFO replication");
            let line = info.lines().find_map(|line| line.strip_prefix(name).map(str::to_owned));
            line.map(|line| line.trim().to_owned())
        };
        until("a replica stays behind", || {
            let same = |(master, replica): (&Node, &Node)| {
                offset(master, "master_repl_offset:") == offset(replica, "slave_repl_offset:")
            };
            masters.iter().zip(replicas).all(same)
        })
        .await;
    }

    /// `redis-cluster://…`, as the configuration wants it.
    pub fn url(&self) -> String {
        let addresses: Vec<_> =
            self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port)).collect();
        format!("redis-cluster://{}", addresses.join(","))
    }

    /// Kills all nodes.
    pub fn kill_all(&mut self) {
        self.nodes.iter_mut().for_each(Node::kill);
    }

    /// Kills one of the first masters, 0 to 2.
    pub fn kill_master(&mut self, master: usize) {
        self.nodes[master].kill();
    }

    /// Starts whatever was killed, with the data that it had, or everything
    /// anew and empty, under the same addresses.
    pub async fn start_again(&mut self, with_data: bool) {
        let program = program().expect("it ran before");
        if !with_data {
            self.kill_all();
            let _ = fs::remove_dir_all(&self.folder);
        }
        for node in self.nodes.iter_mut().filter(|node| node.child.is_none()) {
            node.start(program);
        }
        if with_data { self.until_whole().await } else { self.join().await }
    }

    /// Some nodes answer no more, as behind a network that swallows everything:
    /// the first masters are 0 to 2, their replicas 3 to 5.
    pub fn pause(&self, nodes: &[usize]) {
        nodes.iter().for_each(|index| self.nodes[*index].signal(Signal::STOP));
    }

    /// Answers again.
    pub fn resume(&self, nodes: &[usize]) {
        nodes.iter().for_each(|index| self.nodes[*index].signal(Signal::CONT));
    }

    /// The master among the first three that holds the slot of `key`, and the slot.
    pub fn master_of(&self, key: &str) -> (usize, usize) {
        let answer = self.nodes[0].tell(&format!("CLUSTER KEYSLOT {key}"));
        let slot: usize = answer.trim().trim_start_matches(':').parse().expect("a slot");
        let holds = |index: &usize| slot < SLOTS * (index + 1) / MASTERS;
        ((0..MASTERS).find(holds).expect("a master"), slot)
    }

    /// Begins to move a slot: what lies there answers from where it lies, what
    /// does not is asked for at the other master.
    pub fn begin_to_move(&self, slot: usize, from: usize, to: usize) {
        let (from, to) = (&self.nodes[from], &self.nodes[to]);
        to.tell(&format!("CLUSTER SETSLOT {slot} IMPORTING {}", from.id()));
        from.tell(&format!("CLUSTER SETSLOT {slot} MIGRATING {}", to.id()));
    }

    /// Moves a key of the slot.
    pub fn move_key(&self, key: &str, from: usize, to: usize) {
        let port = self.nodes[to].port;
        let answer = self.nodes[from].tell(&format!("MIGRATE 127.0.0.1 {port} {key} 0 2000"));
        assert!(answer.starts_with("+OK"), "{key}: {answer}");
    }

    /// The slot has moved.
    pub fn end_move(&self, slot: usize, to: usize) {
        let id = self.nodes[to].id();
        let (masters, _) = self.nodes.split_at(MASTERS);
        // The new master first, so that the slot never has none.
        for node in std::iter::once(&self.nodes[to]).chain(masters) {
            node.tell(&format!("CLUSTER SETSLOT {slot} NODE {id}"));
        }
    }
}

impl Drop for TestRedisCluster {
    fn drop(&mut self) {
        for node in &mut self.nodes {
            if let Some(mut child) = node.child.take() {
                let _ = child.kill();
                let _ = child.wait();
            }
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}
