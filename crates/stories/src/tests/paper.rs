//! A paper in a folder of its own, and its outside forces.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use jiff::Timestamp;
use store::Db;
use vocab::{Access, Ambient, Clock, Random};

use crate::import::{ImportError, MarkdownImport, Report, import_markdown};

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// A folder that is gone after the test.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("masthead-stories-{}-{number}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct StandingClock;

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        "2025-06-01T06:30:00Z".parse().unwrap()
    }
}

/// Counts up, which is unpredictable enough for a test.
struct Counting(AtomicU64);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let number = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
            chunk.copy_from_slice(&number[8 - chunk.len()..]);
        }
    }
}

pub(super) fn ambient() -> Ambient {
    Ambient::new(StandingClock, Counting(AtomicU64::new(1)))
}

/// An empty paper.
pub(super) struct Paper {
    pub(super) db: Db,
    pub(super) ambient: Ambient,
    pub(super) folder: Folder,
}

impl Paper {
    pub(super) async fn new() -> Self {
        let folder = Folder::new();
        let url = format!("sqlite://{}", folder.path().join("masthead.db").display());
        Self::at(&url, folder).await
    }

    pub(super) async fn at(url: &str, folder: Folder) -> Self {
        let (db, ambient) = (Db::open(url).await.unwrap(), ambient());
        store::migrate(&db, ambient.now()).await.unwrap();
        Self { db, ambient, folder }
    }

    pub(super) fn options(&self) -> MarkdownImport<'_> {
        let Self { db, ambient, .. } = self;
        MarkdownImport {
            db,
            ambient,
            section: "news",
            access: Access::Metered,
            language: words::Language::English,
            dry_run: false,
        }
    }

    pub(super) async fn import(&self, archive: &Path) -> Result<Report, ImportError> {
        import_markdown(&self.options(), archive, &|_| ()).await
    }

    pub(super) async fn dry_run(&self, archive: &Path) -> Result<Report, ImportError> {
        import_markdown(&MarkdownImport { dry_run: true, ..self.options() }, archive, &|_| ()).await
    }
}
