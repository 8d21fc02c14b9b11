//! A Redis Cluster that loses masters, all of itself, its data, or the network:
//! the paper goes on, each node alone, and the counts are whole afterwards.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use counters::{Counters, Who};
use http::StatusCode;
use metrics_exporter_prometheus::PrometheusBuilder;
use testkit::{Browser, Options, TestDatabase, TestPaper, TestRedisCluster};
use vocab::{Access, DeviceId, StoryNumber};

use crate::{
    counters::{count, counted, window},
    counters_redis::{RedisServer, fresh, two, until_whole},
    logs::Log,
    meter::join_all,
    nodes::at,
};

/// What one reading may take while the servers do not answer: two tries, a
/// connection, and a busy machine.
const READING: Duration = Duration::from_secs(4);

async fn paper_on(url: &str) -> (TestPaper, TestPaper) {
    let options = Options::default().set(&format!("store.meter={url}"));
    let a = TestPaper::start(TestDatabase::sqlite(), options).await;
    let b = a.second_node().await;
    (a, b)
}

async fn until_both_are_whole(a: &TestPaper, b: &TestPaper) {
    let whole = || async { a.paper.counters.is_whole() && b.paper.counters.is_whole() };
    a.eventually("both nodes count together", whole).await;
}

/// How many of the pages are open; none is an error, and none takes long.
async fn opened(browser: &Browser, paths: &[String]) -> usize {
    let mut opened = 0;
    for path in paths {
        let begun = Instant::now();
        let page = browser.visit(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
        assert!(begun.elapsed() < READING, "{path} took {:?}", begun.elapsed());
        opened += usize::from(page.access().starts_with("open"));
    }
    opened
}

/// A device whose counts lie with one of the masters, and its key.
fn device_at(cluster: &TestRedisCluster, master: usize) -> (Who, String, usize) {
    loop {
        let id = fresh();
        let key = format!("m:{{{id:032x}}}:{}", window().last);
        let (place, slot) = cluster.master_of(&key);
        if place == master {
            return (Who::Device(DeviceId(id.to_be_bytes())), key, slot);
        }
    }
}

fn metric(page: &str) -> Option<&str> {
    page.lines().find_map(|line| line.strip_prefix("masthead_meter_alone ")).map(str::trim)
}

/// The whole cluster is killed, and comes back: with its data, then without.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_paper_outlives_its_cluster() {
    let Some(mut cluster) = TestRedisCluster::start().await else { return };
    let metrics = PrometheusBuilder::new().install_recorder().expect("the only recorder");
    let log = Log::start();
    let (a, b) = paper_on(&cluster.url()).await;
    let metered = a.paths(Access::Metered).await;
    let here = a.browser();
    assert_eq!(opened(&here, &metered[..1]).await, 1);
    let there = at(&b, &here);

    cluster.kill_all();
    assert_eq!(opened(&here, &metered[1..7]).await, 5, "alone up to the limit");
    assert_eq!(opened(&there, &metered[7..13]).await, 5, "alone up to the limit");
    assert!(!a.paper.counters.is_whole() && !b.paper.counters.is_whole());
    assert_eq!(metric(&metrics.render()), Some("1"));
    cluster.start_again(true).await;
    until_both_are_whole(&a, &b).await;
    assert_eq!(metric(&metrics.render()), Some("0"));
    let (all, again) = (a.browser(), "open; because=metered; used=11; limit=5");
    all.set_cookie("masthead_device", &here.cookie("masthead_device").expect("a device"));
    assert_eq!(there.visit(&metered[0]).await.access(), again, "the union");
    assert_eq!(all.visit(&metered[12]).await.access(), "wall; because=limit; used=11; limit=5");
    let lines = |text: &str| log.text().matches(text).count();
    assert_eq!(lines("this node counts alone"), 2, "a line for each node: {}", log.text());

    // What only the servers knew is lost with them; what was read since is not.
    cluster.kill_all();
    assert_eq!(opened(&here, &metered[13..15]).await, 2);
    assert_eq!(opened(&there, &metered[14..18]).await, 4);
    cluster.start_again(false).await;
    until_both_are_whole(&a, &b).await;
    let union = "wall; because=limit; used=5; limit=5";
    assert_eq!(here.visit(&metered[0]).await.access(), union);
    assert_eq!(there.visit(&metered[18]).await.access(), union);
    assert_eq!(opened(&there, &metered[13..18]).await, 5, "what was read stays open");
    b.stop().await;
    a.stop().await;
}

/// One master dies while many read, and its replica takes over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_takes_over() {
    let Some(mut cluster) = TestRedisCluster::start().await else { return };
    let (a, b) = paper_on(&cluster.url()).await;
    let metered = Arc::new(a.paths(Access::Metered).await);
    let over = Arc::new(AtomicBool::new(false));
    let tasks: Vec<_> = (0..8usize)
        .map(|task| {
            let (node, metered, over) = ([&a, &b][task % 2], metered.clone(), over.clone());
            let base = node.base.clone();
            tokio::spawn(async move {
                let mut readers = Vec::new();
                while !over.load(Ordering::SeqCst) {
                    let (begun, browser) = (Instant::now(), Browser::new(&base));
                    assert_eq!(opened(&browser, &metered[..3]).await, 3);
                    readers.push((begun, browser));
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                readers
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let (known, _, _) = device_at(&cluster, 0);
    for story in 1..=5 {
        assert!(a.paper.counters.count(known, window(), StoryNumber(story), 5).await.holds_story);
    }
    cluster.until_replicated().await;
    cluster.kill_master(0);
    let killed = Instant::now();
    tokio::time::sleep(Duration::from_secs(3)).await;
    over.store(true, Ordering::SeqCst);
    let mut readers = Vec::new();
    for task in tasks {
        readers.extend(task.await.expect("no reading failed"));
    }
    cluster.until_whole().await;
    until_both_are_whole(&a, &b).await;
    assert!(!b.paper.counters.count(known, window(), StoryNumber(6), 5).await.holds_story);
    // Whoever began after the master had died has everything counted; what it
    // acknowledged in its last moment may be lost with it.
    readers.retain(|(begun, _)| *begun > killed);
    assert!(readers.len() > 20, "only {} readers", readers.len());
    for (_, browser) in &readers {
        assert_eq!(opened(&at(&b, browser), &metered[2..8]).await, 3, "three and two more");
    }
    // The old master comes back as a replica, and nothing changes.
    cluster.start_again(true).await;
    assert!(!a.paper.counters.count(known, window(), StoryNumber(6), 5).await.holds_story);
    b.stop().await;
    a.stop().await;
}

/// Masters that hang: connections stand, and nobody answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn masters_that_hang_keep_nobody_waiting() {
    let Some(cluster) = TestRedisCluster::start().await else { return };
    let (a, b) = two(&cluster.url()).await;
    let (one, _, _) = device_at(&cluster, 1);
    let (two, _, _) = device_at(&cluster, 2);
    for who in [one, two] {
        for (node, story) in [(&a, 1), (&b, 2)] {
            assert!(count(node, who, story).await);
        }
    }
    let everything = [0, 1, 2, 3, 4, 5];
    cluster.pause(&everything);
    for (node, from) in [(&a, 10), (&b, 20)] {
        for who in [one, two] {
            for story in from..from + 7 {
                let begun = Instant::now();
                let count = node.count(who, window(), StoryNumber(story), 5).await;
                assert!(begun.elapsed() < READING, "a reading took {:?}", begun.elapsed());
                assert_eq!(count.holds_story, story < from + 5, "alone up to the limit");
            }
        }
        let begun = Instant::now();
        node.take_back(one, window(), StoryNumber(from)).await;
        assert!(begun.elapsed() < READING, "taking back took {:?}", begun.elapsed());
        assert!(!node.is_whole() && node.flush().await.is_err());
    }
    cluster.resume(&everything);
    cluster.until_whole().await;
    until_whole([&a, &b]).await;
    let read = [1, 2, 10, 11, 12, 13, 14, 20, 21, 22, 23, 24];
    for (who, kept) in [(two, BTreeSet::from(read)), (one, BTreeSet::from(read))] {
        let held = counted(&a, who, 40).await;
        assert!(held.is_subset(&kept), "nothing is invented: {held:?}");
        let certain: BTreeSet<_> =
            kept.into_iter().filter(|story| ![10, 20].contains(story)).collect();
        assert!(held.is_superset(&certain), "nothing is lost: {held:?}");
        assert_eq!(counted(&b, who, 40).await, held);
        assert!(!b.count(who, window(), StoryNumber(50), 5).await.holds_story);
    }
}

/// One master hangs for good: its replica takes over, and nobody waits for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_master_that_hangs_is_left_behind() {
    let Some(cluster) = TestRedisCluster::start().await else { return };
    let (a, b) = two(&cluster.url()).await;
    let (who, _, _) = device_at(&cluster, 1);
    assert!(count(&a, who, 1).await);
    cluster.until_replicated().await;
    cluster.pause(&[1]);
    assert!(count(&a, who, 2).await && count(&b, who, 3).await);
    let begun = Instant::now();
    while !(a.is_whole() && b.is_whole()) {
        assert!(
            begun.elapsed() < Duration::from_secs(15),
            "the cluster is whole, the nodes are not"
        );
        let _not_yet = tokio::join!(a.flush(), b.flush());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(counted(&a, who, 9).await, BTreeSet::from([1, 2, 3]));
    assert_eq!(counted(&b, who, 9).await, BTreeSet::from([1, 2, 3]));
    cluster.resume(&[1]);
}

/// The network between one node and its servers is cut; the other node goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_cut_off_counts_alone() {
    let Some(redis) = RedisServer::start().await else { return };
    let wire = Wire::to(redis.port).await;
    let db = TestDatabase::sqlite().open().await;
    let open = async |url: String| Counters::open(&url, &db, crate::store::now()).await;
    let a = open(format!("redis://127.0.0.1:{}", wire.port)).await.expect("counters");
    let b = open(redis.url()).await.expect("counters");
    let who = Who::Device(DeviceId(fresh().to_be_bytes()));
    assert!(count(&a, who, 1).await && count(&b, who, 2).await);
    wire.is_cut.store(true, Ordering::SeqCst);
    for story in 10..17 {
        let begun = Instant::now();
        let count = a.count(who, window(), StoryNumber(story), 5).await;
        assert!(begun.elapsed() < READING, "a reading took {:?}", begun.elapsed());
        assert_eq!(count.holds_story, story < 15);
    }
    let readings = (20..28).map(|story| b.count(who, window(), StoryNumber(story), 5));
    let opened = join_all(readings).await.iter().filter(|count| count.holds_story).count();
    assert_eq!((opened, b.is_whole(), a.is_whole()), (3, true, false));
    wire.is_cut.store(false, Ordering::SeqCst);
    until_whole([&a, &b]).await;
    let union = counted(&b, who, 40).await;
    assert_eq!(union.len(), 10, "{union:?}");
    assert_eq!(counted(&a, who, 40).await, union);
    assert!(!a.count(who, window(), StoryNumber(50), 5).await.holds_story);
}

/// A visitor's slot moves from one master to another between readings.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slots_may_move() {
    let Some(cluster) = TestRedisCluster::start().await else { return };
    let (a, b) = two(&cluster.url()).await;
    let (who, key, slot) = device_at(&cluster, 0);
    assert!(count(&a, who, 1).await && count(&b, who, 2).await);
    cluster.begin_to_move(slot, 0, 2);
    assert!(count(&a, who, 3).await, "it has not moved yet");
    cluster.move_key(&key, 0, 2);
    assert!(count(&b, who, 4).await, "it is asked for at the other master");
    assert_eq!(counted(&a, who, 9).await, BTreeSet::from([1, 2, 3, 4]));
    cluster.end_move(slot, 2);
    for (node, story, opens) in [(&a, 5, true), (&b, 6, false), (&a, 6, false), (&b, 1, true)] {
        assert_eq!(node.count(who, window(), StoryNumber(story), 5).await.holds_story, opens);
    }
    assert!(a.is_whole() && b.is_whole());
}

/// A wire to a port of this machine that can be cut: what is on it stays there.
struct Wire {
    port: u16,
    is_cut: Arc<AtomicBool>,
}

impl Wire {
    async fn to(port: u16) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let is_cut = Arc::new(AtomicBool::new(false));
        let wire = Self { port: listener.local_addr().expect("an address").port(), is_cut };
        let is_cut = wire.is_cut.clone();
        tokio::spawn(async move {
            while let Ok((here, _)) = listener.accept().await {
                let Ok(there) = tokio::net::TcpStream::connect(("127.0.0.1", port)).await else {
                    continue;
                };
                let ((up_from, down_to), (down_from, up_to)) =
                    (here.into_split(), there.into_split());
                tokio::spawn(carry(up_from, up_to, is_cut.clone()));
                tokio::spawn(carry(down_from, down_to, is_cut.clone()));
            }
        });
        wire
    }
}

/// Carries bytes one way; what comes while the wire is cut is lost, and so is
/// the connection afterwards.
async fn carry(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    is_cut: Arc<AtomicBool>,
) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let (mut bytes, mut has_lost) = (vec![0; 4_096], false);
    while let Ok(length @ 1..) = from.read(&mut bytes).await {
        has_lost |= is_cut.load(Ordering::SeqCst);
        if !has_lost && to.write_all(&bytes[..length]).await.is_err() {
            return;
        }
    }
}
