use super::paper::{Paper, Folder};
#[tokio::test]
async fn dump() {
    let _ = std::fs::remove_file("/tmp/mdimp_dump.db");
    let paper = Paper::at("sqlite:///tmp/mdimp_dump.db", Folder::new()).await;
    let a = std::path::Path::new("/work/shared/data/digitalgov-news-2010-2025.tar.gz");
    let r = paper.import(a).await.unwrap();
    std::fs::write("/tmp/mdimp_report.txt", r.to_string()).unwrap();
    paper.db.close().await;
}
