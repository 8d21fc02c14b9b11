use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};

use super::{READY_WITHIN, ports::free_cluster_port};
use crate::{
    http::loopback,
    process::{Managed, Run, Signal, run_to_end},
};

const MASTERS: usize = 3;
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// A private cluster of three masters.
pub(crate) struct RedisCluster {
    nodes: Vec<Managed>,
    ports: Vec<u16>,
}

impl RedisCluster {
    /// Starts the nodes and joins them to a cluster.
    pub(crate) fn start(run: &Run) -> Result<Self> {
        let ports: Vec<u16> = (0..MASTERS).map(|_| free_cluster_port()).collect::<Result<_>>()?;
        let mut nodes = Vec::new();
        for port in &ports {
            nodes.push(start_node(run, *port)?);
        }
        for (node, port) in nodes.iter_mut().zip(&ports) {
            node.wait_until(READY_WITHIN, || {
                ask(*port, "PING").is_ok_and(|answer| answer.contains("PONG"))
            })?;
        }
        let mut join = Command::new("redis-cli");
        join.args(["--cluster", "create"])
            .args(ports.iter().map(|port| format!("127.0.0.1:{port}")));
        join.args(["--cluster-replicas", "0", "--cluster-yes"]);
        let log = run.folder().join("redis-cluster.log");
        run_to_end(run, &mut join, &log, READY_WITHIN)?
            .require_success("redis-cli --cluster create")?;
        for (node, port) in nodes.iter_mut().zip(&ports) {
            node.wait_until(READY_WITHIN, || {
                ask(*port, "CLUSTER INFO").is_ok_and(|answer| answer.contains("cluster_state:ok"))
            })?;
        }
        Ok(Self { nodes, ports })
    }

    /// `redis-cluster://…`, as the configuration wants it.
    pub(crate) fn url(&self) -> String {
        let addresses: Vec<String> =
            self.ports.iter().map(|port| format!("127.0.0.1:{port}")).collect();
        format!("redis-cluster://{}", addresses.join(","))
    }

    /// The nodes' ports.
    pub(crate) fn ports(&self) -> &[u16] {
        &self.ports
    }

    /// An error when a node has ended.
    pub(crate) fn require_running(&mut self) -> Result<()> {
        self.nodes.iter_mut().try_for_each(Managed::require_running)
    }
}

fn start_node(run: &Run, port: u16) -> Result<Managed> {
    let folder = run.folder().join(format!("redis-{port}"));
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let mut command = node_command(&folder, port);
    let log = File::create(folder.join("log")).context("making a node's log")?;
    let twin = log.try_clone().context("sharing a node's log")?;
    command.stdin(Stdio::null()).stdout(log).stderr(twin);
    run.spawn(&mut command, Signal::Terminate)
}

fn node_command(folder: &Path, port: u16) -> Command {
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--daemonize", "no"]);
    command.args(["--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf"]);
    command.args(["--cluster-node-timeout", "2000", "--cluster-require-full-coverage", "no"]);
    command.args(["--appendonly", "yes", "--save", "", "--dir"]).arg(folder);
    command.current_dir(folder);
    command
}

/// One command without arguments of its own, and what comes back first.
pub(crate) fn ask(port: u16, command: &str) -> Result<String> {
    let mut stream =
        TcpStream::connect_timeout(&loopback(port), ANSWER_WITHIN).context("asking a node")?;
    stream.set_read_timeout(Some(ANSWER_WITHIN)).context("asking a node")?;
    stream.write_all(format!("{command}\r\n").as_bytes()).context("asking a node")?;
    let mut answer = [0; 4096];
    let length = stream.read(&mut answer).context("reading a node's answer")?;
    Ok(String::from_utf8_lossy(&answer[..length]).into_owned())
}
