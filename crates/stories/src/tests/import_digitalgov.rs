//! The real archive: 2,083 posts of a government's news site, 2010 to 2025.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use super::paper::Paper;

fn archive() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = path.join("digitalgov-news-2010-2025.tar.gz");
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

#[tokio::test]
async fn all_posts_come_in() {
    let Some(archive) = archive() else { return };
    let paper = Paper::new().await;
    let began = Instant::now();
    let report = paper.import(&archive).await.unwrap();
    eprintln!("{report}\n{:?}", began.elapsed());
}
