//! The meter in Redis: exact on two nodes; alone without it; one again after.

use std::{
    collections::BTreeSet,
    hash::{BuildHasher as _, RandomState},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use counters::{Counters, Who};
use testkit::{Options, SeededRandom, TestClock, TestDatabase, TestPaper, redis_url};
use vocab::{Access, Ambient, DeviceId, ReaderId, StoryNumber};

use crate::{
    counters::{count, counted, device, window},
    meter::join_all,
    store::now,
};

/// A Redis of the test’s own, which it may kill: what it acknowledged is with
/// the system by then, and survives the process.
pub(crate) struct RedisServer {
    pub(crate) port: u16,
    folder: PathBuf,
    child: Option<Child>,
}

impl RedisServer {
    /// None, and a line that says so, where there is no `redis-server`.
    pub(crate) async fn start() -> Option<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = port.local_addr().expect("an address").port();
        let folder = std::env::temp_dir().join(format!("masthead_redis_{port}"));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut server = Self { port, folder, child: None };
        server.start_again().await.then_some(server)
    }

    async fn start_again(&mut self) -> bool {
        let mut command = Command::new("redis-server");
        let port = self.port.to_string();
        command.args(["--bind", "127.0.0.1", "--port", &port, "--save", ""]);
        command.args(["--appendonly", "yes", "--appendfsync", "no", "--dir"]).arg(&self.folder);
        match command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
            Ok(child) => self.child = Some(child),
            Err(error) => {
                eprintln!("skipped: redis-server: {error}");
                return false;
            }
        }
        for _ in 0..200 {
            if tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("redis-server does not answer");
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("it dies");
            child.wait().expect("it is dead");
        }
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Two nodes' counters on one server or cluster.
pub(crate) async fn two(url: &str) -> (Arc<Counters>, Arc<Counters>) {
    // Only the embedded counters use the database.
    let db = TestDatabase::sqlite().open().await;
    let open = async || Counters::open(url, &db, now()).await.expect("counters");
    (Arc::new(open().await), Arc::new(open().await))
}

/// Nobody's id: the servers of the tests remember earlier runs.
pub(crate) fn fresh() -> u128 {
    let state = RandomState::new();
    (u128::from(state.hash_one("high")) << 64) | u128::from(state.hash_one("low"))
}

/// Waits until both nodes count together again.
pub(crate) async fn until_whole(nodes: [&Counters; 2]) {
    let begun = Instant::now();
    while !nodes.iter().all(|node| node.is_whole()) {
        assert!(begun.elapsed() < Duration::from_secs(5), "still alone");
        for node in nodes {
            let _not_yet = node.flush().await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_readings_on_two_nodes_are_exact() {
    let Some(url) = redis_url() else { return };
    let (a, b) = two(&url).await;
    let mut exact = 0;
    for _ in 0..6 {
        let who = device(fresh());
        let readings = (0..200u32).map(|index| {
            let node = if index % 2 == 0 { &a } else { &b };
            node.count(who, window(), StoryNumber(index / 2), 5)
        });
        let opened = join_all(readings).await;
        if !a.is_whole() || !b.is_whole() {
            // On a machine too busy to answer within the patience, a node goes alone.
            until_whole([&a, &b]).await;
            continue;
        }
        exact += 1;
        let new = opened.iter().filter(|count| count.newly_counted).count();
        assert_eq!(new, 5);
        assert!(opened.iter().all(|count| count.used <= 5));
        assert_eq!(counted(&a, who, 100).await.len(), 5);
        assert_eq!(counted(&b, who, 100).await, counted(&a, who, 100).await);
    }
    assert!(exact > 0, "a node went alone every time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_in_unites_over_nodes() {
    let Some(url) = redis_url() else { return };
    let (a, b) = two(&url).await;
    let device_id = DeviceId(fresh().to_be_bytes());
    let random = SeededRandom::new(fresh() as u64);
    let reader = ReaderId::fresh(&Ambient::new(TestClock::at(now()), random));
    let both = Who::Reader { reader, device: Some(device_id) };
    for story in [1, 2, 3] {
        count(&a, Who::Device(device_id), story).await;
    }
    for story in [3, 4] {
        count(&b, Who::Reader { reader, device: None }, story).await;
    }
    b.unite(device_id, reader, &[window()]).await;
    let union = BTreeSet::from([1, 2, 3, 4]);
    assert_eq!(counted(&a, both, 9).await, union);
    assert_eq!(counted(&a, Who::Device(device_id), 9).await, union);
    count(&a, both, 5).await;
    a.take_back(both, window(), StoryNumber(1)).await;
    let after = BTreeSet::from([2, 3, 4, 5]);
    assert_eq!(counted(&b, both, 9).await, after);
    assert_eq!(counted(&b, Who::Device(device_id), 9).await, after, "the device keeps it too");
}

/// The server dies, both nodes go on alone up to the limit; it comes back and
/// the counts are the union of everything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_redis_each_node_counts_alone() {
    let Some(mut redis) = RedisServer::start().await else { return };
    let (a, b) = two(&redis.url()).await;
    let who = device(fresh());
    for (node, story) in [(&a, 1), (&a, 2), (&b, 3)] {
        assert!(count(node, who, story).await);
    }
    redis.kill();
    for (node, from) in [(&a, 10), (&b, 20)] {
        let begun = Instant::now();
        let mut opened = 0;
        for story in from..from + 8 {
            let count = node.count(who, window(), StoryNumber(story), 5).await;
            opened += u32::from(count.holds_story);
            assert!(count.used <= 5);
        }
        assert_eq!(opened, 5, "up to the same limit");
        assert!(!node.is_whole());
        assert!(begun.elapsed() < Duration::from_secs(4), "readers do not wait for what is dead");
        assert!(node.flush().await.is_err() && node.check().await.is_err(), "an alarm");
    }
    a.take_back(who, window(), StoryNumber(10)).await;
    assert!(redis.start_again().await);
    until_whole([&a, &b]).await;
    let union = BTreeSet::from([1, 2, 3, 11, 12, 13, 14, 20, 21, 22, 23, 24]);
    assert_eq!(counted(&a, who, 40).await, union);
    assert_eq!(counted(&b, who, 40).await, union);
    // Full is full, and what was read stays open.
    assert!(!a.count(who, window(), StoryNumber(50), 5).await.holds_story);
    assert!(b.count(who, window(), StoryNumber(24), 5).await.holds_story);
}

/// Readings at the very moment of the return: none is lost on the way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_when_redis_returns() {
    let Some(mut redis) = RedisServer::start().await else { return };
    let (a, b) = two(&redis.url()).await;
    let over = Arc::new(AtomicBool::new(false));
    let tasks: Vec<_> = (0..16usize)
        .map(|task| {
            let (nodes, over) = ([a.clone(), b.clone()], over.clone());
            tokio::spawn(async move {
                let mut read = Vec::new();
                while !over.load(Ordering::SeqCst) {
                    let who = device(fresh());
                    for story in 0..3 {
                        if count(&nodes[task % 2], who, story).await {
                            read.push((who, story));
                        }
                    }
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
                read
            })
        })
        .collect();
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        redis.kill();
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(redis.start_again().await);
        until_whole([&a, &b]).await;
    }
    over.store(true, Ordering::SeqCst);
    let mut read = Vec::new();
    for task in tasks {
        read.extend(task.await.expect("a task"));
    }
    for node in [&a, &b] {
        node.flush().await.expect("merged");
    }
    assert!(read.len() > 500, "only {} readings", read.len());
    for (who, story) in read {
        let look = a.look(who, window(), StoryNumber(story)).await;
        assert!(look.holds_story, "a reading was lost");
    }
    assert!(a.is_whole());
}

/// The same through the paper: pages go on, subscribers notice nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_paper_outlives_its_redis() {
    let Some(mut redis) = RedisServer::start().await else { return };
    let options = Options::default().set(&format!("store.meter={}", redis.url()));
    let a = TestPaper::start(TestDatabase::sqlite(), options).await;
    let b = a.second_node().await;
    let (metered, premium) = (a.paths(Access::Metered).await, a.paths(Access::Premium).await);
    let subscriber = a.browser_of("subscriber").await;
    let (here, there) = (a.browser(), b.browser());
    here.visit(&metered[0]).await;
    there.set_cookie("masthead_device", &here.cookie("masthead_device").expect("a device"));
    redis.kill();
    for (browser, paths) in [(&here, &metered[1..7]), (&there, &metered[7..13])] {
        let pages = join_all(paths.iter().map(|path| browser.visit(path))).await;
        let opened = pages.iter().filter(|page| page.access().starts_with("open")).count();
        assert_eq!(opened, 5, "each node up to the limit");
    }
    assert!(!a.paper.counters.is_whole() && !b.paper.counters.is_whole());
    assert_eq!(subscriber.visit(&premium[0]).await.access(), "open; because=benefit");
    assert!(here.visit(&premium[0]).await.access().starts_with("wall; because=premium"));
    assert!(redis.start_again().await);
    a.eventually("both nodes count together", || async {
        a.paper.counters.is_whole() && b.paper.counters.is_whole()
    })
    .await;
    assert_eq!(there.visit(&metered[0]).await.access(), "open; because=metered; used=11; limit=5");
    assert_eq!(here.visit(&metered[14]).await.access(), "wall; because=limit; used=11; limit=5");
    b.stop().await;
    a.stop().await;
}
