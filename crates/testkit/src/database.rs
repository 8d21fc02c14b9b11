use std::{
    hash::{BuildHasher as _, RandomState},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use store::Db;

/// A database of a test's own, and a folder beside it. The folder goes with it.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    folder: PathBuf,
}

/// A name that no other test of this machine has, nor of a run before: process
/// ids come again, and databases stay.
fn fresh_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let random = RandomState::new().hash_one(std::process::id());
    format!("masthead_test_{random:016x}_{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

impl TestDatabase {
    /// A file in a folder of its own.
    pub fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(fresh_name());
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        Self { url: format!("sqlite://{}", folder.join("paper.db").display()), folder }
    }

    /// A fresh database in the server that `MASTHEAD_TEST_POSTGRES` names; none
    /// without it, and a line that says so.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("MASTHEAD_TEST_POSTGRES") else {
            eprintln!("skipped on PostgreSQL: MASTHEAD_TEST_POSTGRES names no server");
            return None;
        };
        let name = fresh_name();
        let admin = Db::open(&server).await.expect("the PostgreSQL server of the tests");
        admin.create_database(&name).await.expect("a fresh database");
        admin.close().await;
        let (server, _) = server.rsplit_once('/').expect("a URL with a database");
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        Some(Self { url: format!("{server}/{name}"), folder })
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder beside it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Opens it, its schema applied.
    pub async fn open(&self) -> Db {
        let db = Db::open(&self.url).await.expect("the test's database");
        let now = "2026-11-24T06:00:00Z".parse().expect("a moment");
        store::migrate(&db, now).await.expect("the schema");
        db
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The Redis Cluster of the tests, if `MASTHEAD_TEST_REDIS_CLUSTER` names one.
pub fn redis_url() -> Option<String> {
    let url = std::env::var("MASTHEAD_TEST_REDIS_CLUSTER").ok();
    if url.is_none() {
        eprintln!("skipped on Redis: MASTHEAD_TEST_REDIS_CLUSTER names no cluster");
    }
    url
}
