//! Clients who read, so that the meter is counting when the server dies.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use testkit::{Browser, SeededRandom};

/// What a crash may forget of the meter.
const FORGETTABLE: Duration = Duration::from_secs(1);
const LIMIT: usize = 5;

/// One device.
pub(crate) struct Device {
    browser: Browser,
    stories: Vec<String>,
    log: Mutex<Log>,
}

#[derive(Default)]
struct Log {
    /// How many stories it asked for; the last answer may be missing.
    asked: usize,
    /// When those did that opened since the last kill.
    opened: Vec<Instant>,
    /// How many opened more than a second before some kill.
    safe: usize,
}

impl Device {
    pub(crate) fn new(browser: Browser, stories: &[String], random: &SeededRandom) -> Arc<Self> {
        let from = random.next_number() as usize % (stories.len() - LIMIT);
        let stories = stories[from..from + LIMIT].to_vec();
        Arc::new(Self { browser, stories, log: Mutex::default() })
    }

    async fn get(&self, path: &str) -> Result<testkit::Reply, String> {
        let request = self.browser.request(http::Method::GET, path, &[]);
        self.browser.try_send(request.body(axum::body::Body::empty()).expect("a request")).await
    }

    /// Reads on, a story every 150 ms, until all are read or the server dies.
    pub(crate) async fn read_on(&self) -> Result<(), String> {
        loop {
            let next = self.log.lock().expect("the log").asked;
            let Some(path) = self.stories.get(next) else { return Ok(()) };
            self.log.lock().expect("the log").asked += 1;
            let page = self.get(path).await?;
            assert!(
                page.access().starts_with("open; because=metered"),
                "{path}: {}",
                page.access()
            );
            self.log.lock().expect("the log").opened.push(Instant::now());
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    }

    /// A kill: what is a second old by now must stay; the rest may be forgotten.
    pub(crate) fn note_kill(&self, killed: Instant) {
        let mut log = self.log.lock().expect("the log");
        let old = |opened: &&Instant| killed.saturating_duration_since(**opened) > FORGETTABLE;
        log.safe += log.opened.iter().filter(old).count();
        log.opened.clear();
    }

    /// Nothing that was safe is forgotten, and nothing is invented. True if it
    /// had anything to check.
    pub(crate) async fn check(&self) -> bool {
        let (safe, asked) = {
            let log = self.log.lock().expect("the log");
            (log.safe, log.asked)
        };
        if self.browser.cookie("masthead_device").is_none() {
            return false;
        }
        let me = self.get("/api/v1/me").await.expect("an answer").json();
        let used = usize::try_from(me["meter"]["used"].as_u64().expect("a count")).expect("small");
        assert!((safe..=asked).contains(&used), "{used} counted; {safe} safe, {asked} asked for");
        safe > 0
    }
}
