//! A node that cannot reach the database: pages go on, but nobody keeps what
//! was revoked meanwhile.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use http::StatusCode;
use server::{
    Duties, Opening, Paper, Running,
    config::{self, Source},
};
use testkit::{Browser, SeededRandom, TestDatabase, TestPaper};
use tokio::net::{TcpListener, TcpStream};
use vocab::{Access, Ambient};

use crate::nodes::{at, shared_counters};

/// A way to the database that can be cut.
struct Proxy {
    address: SocketAddr,
    is_cut: Arc<AtomicBool>,
}

impl Proxy {
    async fn to(target: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let is_cut = Arc::new(AtomicBool::new(false));
        let cut = is_cut.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pass_on(stream, target.clone(), cut.clone()));
            }
        });
        Self { address, is_cut }
    }

    fn cut(&self, cut: bool) {
        self.is_cut.store(cut, Ordering::SeqCst);
    }
}

/// Passes bytes on until the way is cut; then the connection is gone.
async fn pass_on(mut stream: TcpStream, target: String, is_cut: Arc<AtomicBool>) {
    let is_cut = async {
        while !is_cut.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let passing = async {
        let mut server = TcpStream::connect(target).await?;
        tokio::io::copy_bidirectional(&mut stream, &mut server).await
    };
    tokio::select! {
        () = is_cut => {}
        _over = passing => {}
    }
}

/// A node of `paper` whose database is at `address`.
async fn node_through(paper: &TestPaper, address: SocketAddr) -> Running {
    let url = paper.database.as_ref().expect("the first node").url();
    let (_, name) = url.rsplit_once('/').expect("a database");
    let (user, _) = url.trim_start_matches("postgres://").split_once('@').expect("a user");
    let meter = &paper.paper.config.store.meter;
    let set = vec![
        format!("store.database=postgres://{user}@{address}/{name}"),
        format!("store.meter={meter}"),
    ];
    let file = paper.folder().join("masthead.toml");
    let config = config::load(&Source { file, environment: Vec::new(), set }).expect("a config");
    let ambient = Ambient::new(paper.clock.clone(), SeededRandom::new(78));
    let node = Paper::open(config, ambient, Opening { demo: true }).await.expect("a paper");
    let listener = server::run::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a port");
    Running::start(node, listener, Duties::Pages).await.expect("it runs")
}

/// The freshness table: 5 s, and never over 60 s with a node cut off.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_cut_off_trusts_nobody_for_long() {
    let (Some(options), Some(database)) = (shared_counters(), TestDatabase::postgres().await)
    else {
        return;
    };
    let url = database.url().to_owned();
    let paper = TestPaper::start(database, options).await;
    let (_, rest) = url.split_once('@').expect("a host");
    let (host, _) = rest.split_once('/').expect("a database");
    let proxy = Proxy::to(host.to_owned()).await;
    let node = node_through(&paper, proxy.address).await;

    let premium = paper.paths(Access::Premium).await.remove(0);
    let here = paper.browser_of("subscriber").await;
    let there = Browser::new(&format!("http://{}", node.address));
    there.set_cookie("masthead_session", &here.cookie("masthead_session").expect("a session"));
    let stranger = Browser::new(&format!("http://{}", node.address));
    let given = paper.publish("a-story", Access::Registered, "words").await;
    let editor = paper.browser_of("editor").await;
    let (_, link) = crate::campaigns::campaign(&editor, &[("days", "9")]).await;
    let link = format!("{given}{link}");
    let is_let_in = async || stranger.visit(&link).await.access() == "open; because=gift";
    crate::nodes::within(Duration::from_secs(2), "the campaign is known", is_let_in).await;
    assert_eq!(there.get(&premium).await.access(), "open; because=benefit");
    stranger.visit(&premium).await;

    proxy.cut(true);
    let begun = Instant::now();
    here.post("/logout", &[]).await;
    assert_eq!(there.get(&premium).await.access(), "open; because=benefit", "a short cut");
    while there.get(&premium).await.access().starts_with("open") {
        assert!(begun.elapsed() < Duration::from_secs(60), "revoked, and still read");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let lead = stranger.visit(&premium).await;
    assert_eq!((lead.status, lead.access()), (StatusCode::OK, "wall; because=premium"));
    assert!(!stranger.get(&given).await.access().starts_with("open"), "nor is a campaign trusted");

    proxy.cut(false);
    let other = at(&paper, &paper.browser_of("subscriber").await);
    there.set_cookie("masthead_session", &other.cookie("masthead_session").expect("a session"));
    let begun = Instant::now();
    while there.get(&premium).await.access() != "open; because=benefit" {
        assert!(begun.elapsed() < Duration::from_secs(10), "it does not recover");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let is_let_in = async || stranger.get(&given).await.access() == "open; because=gift";
    crate::nodes::within(Duration::from_secs(10), "the campaign is trusted again", is_let_in).await;
    node.stop().await;
    paper.stop().await;
}
