use std::{net::SocketAddr, path::PathBuf, time::Duration};

use jiff::Timestamp;
use server::{
    Duties, Opening, Paper, Running,
    config::{self, Source},
    demo,
};
use stories::{NewStory, Status, StoryText, document::Document};
use vocab::{Access, Ambient, StoryNumber};

use crate::{Browser, SeededRandom, TestClock, TestDatabase};

/// How a test wants its paper.
#[derive(Clone, Debug)]
pub struct Options {
    /// `KEY=VALUE` over the demonstration's configuration.
    pub set: Vec<String>,
    /// What stands at the end of its `masthead.toml`.
    pub toml: String,
    /// When it is.
    pub now: Timestamp,
    /// What the randomness begins with.
    pub seed: u64,
    /// Pages, jobs, or both.
    pub duties: Duties,
}

impl Default for Options {
    fn default() -> Self {
        let now = "2026-11-24T06:00:00Z".parse().expect("a moment");
        Self { set: Vec::new(), toml: String::new(), now, seed: 1, duties: Duties::All }
    }
}

impl Options {
    /// With one more `KEY=VALUE`.
    #[must_use]
    pub fn set(mut self, pair: &str) -> Self {
        self.set.push(pair.to_owned());
        self
    }

    /// With these tables at the end of its `masthead.toml`.
    #[must_use]
    pub fn toml(mut self, tables: &str) -> Self {
        self.toml.push_str(tables);
        self
    }

    /// At another moment.
    #[must_use]
    pub fn at(mut self, moment: &str) -> Self {
        self.now = moment.parse().expect("a moment");
        self
    }

    /// Pages only, or jobs only.
    #[must_use]
    pub const fn duties(mut self, duties: Duties) -> Self {
        self.duties = duties;
        self
    }
}

/// The demonstration paper with its cast, on a listener of its own, under a
/// clock that the test moves.
pub struct TestPaper {
    /// The paper.
    pub paper: Paper,
    /// Its clock.
    pub clock: TestClock,
    /// Where it listens: `http://127.0.0.1:PORT`.
    pub base: String,
    /// Its database.
    pub database: Option<TestDatabase>,
    options: Options,
    url: String,
    folder: PathBuf,
    running: Running,
}

impl TestPaper {
    /// Makes and opens the paper. Panics when it cannot.
    pub async fn start(database: TestDatabase, options: Options) -> Self {
        let (url, folder) = (database.url().to_owned(), database.folder().to_owned());
        let clock = TestClock::at(options.now);
        database.open().await.close().await;
        let mut paper = Self::open(&url, folder, clock, options, true).await;
        paper.database = Some(database);
        paper
    }

    /// A second node on the same database, with the same clock.
    pub async fn second_node(&self) -> Self {
        let options = Options { seed: self.options.seed + 1_000, ..self.options.clone() };
        Self::open(&self.url, self.folder.clone(), self.clock.clone(), options, false).await
    }

    async fn open(
        url: &str,
        folder: PathBuf,
        clock: TestClock,
        options: Options,
        fill: bool,
    ) -> Self {
        let listener =
            server::run::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let file = folder.join("masthead.toml");
        let configuration = demo::configuration(&base).expect("a configuration");
        std::fs::write(&file, format!("{configuration}\n{}", options.toml)).expect("a file");
        let mut set = vec![format!("store.database={url}")];
        set.extend(options.set.iter().cloned());
        let config =
            config::load(&Source { file, environment: Vec::new(), set }).expect("a configuration");
        let ambient = Ambient::new(clock.clone(), SeededRandom::new(options.seed));
        let paper =
            Paper::open(config, ambient, Opening { demo: true }).await.expect("the paper opens");
        if fill {
            demo::fill(&paper).await.expect("the demonstration");
        }
        let running =
            Running::start(paper.clone(), listener, options.duties).await.expect("it runs");
        Self { paper, clock, base, database: None, options, url: url.to_owned(), folder, running }
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    /// A browser that is logged in as one of the cast: `subscriber`, `owner`…
    pub async fn browser_of(&self, name: &str) -> Browser {
        let browser = self.browser();
        browser.log_in(&format!("{name}@demo.test"), demo::PASSWORD).await;
        browser
    }

    /// Publishes a story whose every locked paragraph holds `token`, and gives its path.
    pub async fn publish(&self, slug: &str, access: Access, token: &str) -> String {
        self.publish_story(slug, access, token).await;
        format!("/markets/{slug}")
    }

    /// The same, and gives its number.
    pub async fn publish_story(&self, slug: &str, access: Access, token: &str) -> StoryNumber {
        let body = format!(
            "First {token} paragraph.\n\n- item {token}\n\n| head {token} |\n| --- |\n| cell {token} |\n\nLast {token} words.\n"
        );
        let mut losses = stories::document::Losses::default();
        let new = NewStory {
            text: StoryText {
                section: "markets".to_owned(),
                slug: slug.to_owned(),
                headline: format!("Test story {slug}"),
                kicker: String::new(),
                standfirst: "What everyone may read about it.".to_owned(),
                lead: Document::paragraph("The lead is for everyone."),
                body: Document::from_markdown(&body, &mut losses),
                access,
                required_benefit: None,
                authors: Vec::new(),
                topics: Vec::new(),
                picture: None,
                language: words::Language::English,
                translation_of: None,
            },
            status: Status::Published,
            published_at: self.options.now,
            expires_on: None,
            source_key: None,
            owner: None,
        };
        let paper = &self.paper;
        let mut tx = paper.db.begin().await.expect("a transaction");
        let number = stories::insert_story(&mut tx, &paper.ambient, &new).await.expect("a story");
        stories::announce_story(&mut tx, "markets", slug, paper.ambient.now()).await.expect("told");
        tx.commit().await.expect("kept");
        number
    }

    /// The paths of the demonstration's stories of a level, newest first.
    pub async fn paths(&self, access: Access) -> Vec<String> {
        let listed =
            self.browser().get(&format!("/api/v1/stories?access={access}&limit=100")).await.json();
        let items = listed["items"].as_array().expect("a list").iter();
        let path = |item: &serde_json::Value| {
            item["url"].as_str().expect("a url").replacen(&self.base, "", 1)
        };
        items.map(path).collect()
    }

    /// Waits until `check` holds, at most ten seconds of real time.
    pub async fn eventually<F, Fut>(&self, what: &str, check: F)
    where
        F: Fn() -> Fut,
        Fut: Future<Output = bool>,
    {
        for _ in 0..200 {
            if check().await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("never: {what}");
    }

    /// Waits until no job is due.
    pub async fn settle(&self) {
        self.eventually("the job queue is empty", || async {
            store::jobs::count_waiting(&self.paper.db).await.is_ok_and(|(waiting, _)| waiting == 0)
        })
        .await;
    }

    /// The mails in the outbox to `address`, oldest first, as they would be sent.
    pub fn mails_to(&self, address: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.folder.join("outbox")) else { return Vec::new() };
        let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
        files.sort();
        let mails = files.iter().map(|file| std::fs::read_to_string(file).expect("a mail"));
        mails.filter(|mail| mail.contains(&format!("To: {address}"))).collect()
    }

    /// The paper's folder: configuration, outbox, SQLite's file.
    pub const fn folder(&self) -> &PathBuf {
        &self.folder
    }

    /// Ends it in order.
    pub async fn stop(self) {
        self.running.stop().await;
    }
}
