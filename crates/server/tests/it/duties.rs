//! Who may run beside whom: pages and jobs apart, one node for the embedded meter.

use std::net::SocketAddr;

use server::{
    Duties, Opening, Paper, Running,
    config::{self, Source},
};
use testkit::{Options, SeededRandom, TestPaper, on_both_databases};
use vocab::Ambient;

/// A further process on the database of `paper`; why it did not start, if so.
async fn beside(paper: &TestPaper, duties: Duties) -> anyhow::Result<Running> {
    let database = paper.database.as_ref().expect("the first node");
    let set = vec![format!("store.database={}", database.url())];
    let file = paper.folder().join("masthead.toml");
    let config = config::load(&Source { file, environment: Vec::new(), set })?;
    let ambient = Ambient::new(paper.clock.clone(), SeededRandom::new(77));
    let second = Paper::open(config, ambient, Opening { demo: true }).await?;
    let listener = server::run::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    Running::start(second, listener, duties).await
}

on_both_databases! {
    /// A second node would count by itself: it says so and does not start.
    async fn a_second_node_with_embedded_counters_is_refused(paper: TestPaper) {
        for duties in [Duties::All, Duties::Pages] {
            let refused = beside(paper, duties).await.err().expect("a refusal").to_string();
            assert_eq!(refused, "another process serves this paper with embedded counters, which are for one node: stop it, or set store.meter to redis:// or redis-cluster:// on both");
        }
        // Jobs count nothing, so they may run beside it.
        beside(paper, Duties::Jobs).await.expect("a worker").stop().await;
    }

    /// `serve --no-jobs` enqueues, `work` works.
    async fn pages_and_jobs_may_be_apart(paper: TestPaper, Options::default().duties(Duties::Pages)) {
        let browser = paper.browser();
        let fields = [("email", "fresh@reader.test"), ("password", "a long password")];
        let answer = browser.post("/register", &fields).await;
        assert!(!answer.status.is_server_error() && !answer.status.is_client_error(), "{}", answer.text());
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        let (waiting, _) = store::jobs::count_waiting(&paper.paper.db).await.expect("the queue");
        assert!(waiting > 0, "nobody works here");
        assert!(paper.mails_to("fresh@reader.test").is_empty());
        let worker = beside(paper, Duties::Jobs).await.expect("a worker");
        paper.settle().await;
        assert_eq!(paper.mails_to("fresh@reader.test").len(), 1);
        // What the worker's process counts and compacts leaves the pages' readings alone.
        worker.stop().await;
    }
}
