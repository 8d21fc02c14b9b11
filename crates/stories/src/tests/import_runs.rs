//! Runs: the first, the second, the one that was cut short, the dry one.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{
    archives::{Archive, post, unpack},
    paper::Paper,
};
use crate::{
    find_by_path, find_section,
    import::{MarkdownImport, import_markdown},
    model::{Section, Status},
    queries::{Redirect, find_author, find_body, find_redirect},
    save_author, save_section,
};

fn files() -> Vec<(String, String)> {
    let file = |path: &str, matter: &str| {
        let body = format!("The first paragraph of {path}.\n\nThe second.");
        (path.to_owned(), post(matter, &body))
    };
    let mut files = vec![
        file(
            "content/news/2024/2024-05-01-rates.md",
            "title: Rates\ndate: 2024-05-01\nslug: rates\nauthors: [jane-doe, john]\ntopics: [open-data]\naliases: [/old/rates/, 'https://example.com/older?x#y']",
        ),
        file(
            "content/news/2024/2024-05-02-rates.md",
            "title: Rates again\ndate: 2024-05-02\nslug: rates",
        ),
        file(
            "content/news/2024/2024-05-03-a-draft.md",
            "title: A draft\ndate: 2024-05-03 9:05:00 -0400\ndraft: true\nexpirydate: 2020-01-01",
        ),
        (
            "content/authors/jane-doe/_index.md".to_owned(),
            post("display_name: Jane Doe\nagency_full_name: The Bank\nbio: Writes.", ""),
        ),
        ("content/_index.md".to_owned(), post("title: A list", "")),
        ("LICENSE.md".to_owned(), "# Licence\n".to_owned()),
    ];
    for number in 0..180 {
        let path = format!("content/news/2023/2023-01-01-story-{number:03}.md");
        files.push(file(&path, &format!("title: Story {number}\ndate: 2023-01-01")));
    }
    files
}

fn pairs(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

#[tokio::test]
async fn a_second_run_changes_nothing_whatever_the_archives_form() {
    let (paper, files) = (Paper::new().await, files());
    let archive = Archive::of(&pairs(&files)).write_gz(paper.folder.path());
    let first = paper.import(&archive).await.unwrap();
    assert_eq!((first.imported, first.unchanged, first.refused), (183, 0, 0), "{first}");
    assert_eq!((first.drafts, first.renamed, first.authors, first.topics), (1, 1, 2, 1), "{first}");
    assert_eq!(first.redirects, 185, "{first}");
    let dotted: Vec<_> =
        files.iter().map(|(path, text)| (format!("./{path}"), text.clone())).collect();
    let folder = unpack(paper.folder.path(), &pairs(&files));
    let tar = Archive::of(&pairs(&dotted)).write(paper.folder.path());
    for archive in [archive, folder, tar] {
        let again = paper.import(&archive).await.unwrap();
        assert_eq!((again.imported, again.unchanged, again.refused), (0, 183, 0), "{again}");
        assert_eq!((again.authors, again.topics, again.redirects), (0, 0, 0), "{again}");
        assert!(again.losses.0.is_empty());
    }
}

#[tokio::test]
async fn a_dry_run_reports_the_same_and_writes_nothing() {
    let (paper, files) = (Paper::new().await, files());
    let archive = Archive::of(&pairs(&files)).write_gz(paper.folder.path());
    let dry = paper.dry_run(&archive).await.unwrap();
    assert!(find_section(&paper.db, "news").await.unwrap().is_none());
    assert!(find_by_path(&paper.db, "news", "rates").await.unwrap().is_none());
    assert!(find_author(&paper.db, "jane-doe").await.unwrap().is_none());
    assert!(dry.to_string().ends_with("Dry run: nothing was written"));
    let wet = paper.import(&archive).await.unwrap();
    assert_eq!(crate::import::Report { dry_run: false, ..dry }, wet);
}

/// The run is dropped in the middle, as a killed process would leave it.
#[tokio::test]
async fn a_run_cut_short_goes_on_where_it_was() {
    let (paper, files) = (Paper::new().await, files());
    let archive = Archive::of(&pairs(&files)).write_gz(paper.folder.path());
    let (done, stop) = (AtomicU64::new(0), tokio::sync::Notify::new());
    let progress = |progress: crate::import::Progress| {
        done.store(progress.done, Ordering::Relaxed);
        if progress.done >= 50 {
            stop.notify_one();
        }
    };
    let options = paper.options();
    tokio::select! {
        biased;
        () = stop.notified() => {}
        report = import_markdown(&options, &archive, &progress) => panic!("not cut short: {report:?}"),
    }
    let came_in = done.load(Ordering::Relaxed);
    assert!((50..183).contains(&came_in), "{came_in}");
    let rest = paper.import(&archive).await.unwrap();
    assert_eq!((rest.unchanged, rest.imported), (came_in, 183 - came_in), "{rest}");
    assert!(find_by_path(&paper.db, "news", "rates").await.unwrap().is_some());
    assert!(find_by_path(&paper.db, "news", "rates-2").await.unwrap().is_some());
    assert!(find_by_path(&paper.db, "news", "rates-3").await.unwrap().is_none());
}

/// A first archive that held only half of the files.
#[tokio::test]
async fn a_longer_archive_brings_in_what_is_new() {
    let (paper, files) = (Paper::new().await, files());
    let half = Archive::of(&pairs(&files)[1..90]).write_gz(paper.folder.path());
    let first = paper.import(&half).await.unwrap();
    assert_eq!(first.renamed, 0, "{first}");
    let whole = Archive::of(&pairs(&files)).write_gz(paper.folder.path());
    let second = paper.import(&whole).await.unwrap();
    assert_eq!(second.unchanged, first.imported);
    assert_eq!(second.imported + second.unchanged, 183);
    assert_eq!(second.renamed, 1, "{second}");
}

#[tokio::test]
async fn what_the_desk_has_stays() {
    let (paper, files) = (Paper::new().await, files());
    let section = Section {
        slug: "news".into(),
        name: "All news".into(),
        description: "x".into(),
        position: 7,
        opinion: false,
    };
    save_section(&paper.db, &section).await.unwrap();
    let jane =
        crate::Author { slug: "jane-doe".into(), name: "Jane D.".into(), ..Default::default() };
    save_author(&paper.db, &jane).await.unwrap();
    let archive = Archive::of(&pairs(&files)).write(paper.folder.path());
    let report = paper.import(&archive).await.unwrap();
    assert_eq!(report.authors, 1, "{report}");
    assert_eq!(find_section(&paper.db, "news").await.unwrap().unwrap(), section);
    assert_eq!(find_author(&paper.db, "jane-doe").await.unwrap().unwrap(), jane);
}

#[tokio::test]
async fn a_story_is_what_its_post_says() {
    let (paper, files) = (Paper::new().await, files());
    let archive = Archive::of(&pairs(&files)).write(paper.folder.path());
    let options = MarkdownImport { access: vocab::Access::Premium, ..paper.options() };
    let report = import_markdown(&options, &archive, &|_| ()).await.unwrap();
    let story = find_by_path(&paper.db, "news", "rates").await.unwrap().unwrap();
    assert_eq!(
        (&*story.headline, story.access, story.status),
        ("Rates", vocab::Access::Premium, Status::Published)
    );
    assert_eq!(story.published_at.to_string(), "2024-05-01T12:00:00Z");
    let names: Vec<_> = story.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(names, ["Jane Doe", "John"]);
    assert_eq!(story.topics[0].name, "Open data");
    let jane = find_author(&paper.db, "jane-doe").await.unwrap().unwrap();
    assert_eq!((&*jane.role, &*jane.bio), ("The Bank", "Writes."));
    assert_eq!(
        story.lead.to_text(),
        "The first paragraph of content/news/2024/2024-05-01-rates.md."
    );
    let body = find_body(&paper.db, story.number).await.unwrap().unwrap();
    assert_eq!(body.document.to_text(), "The second.");
    for address in ["/old/rates", "/older", "/2024/05/01/rates"] {
        let found = find_redirect(&paper.db, address).await.unwrap();
        assert_eq!(found, Some(Redirect::Story(story.number)), "{address}");
    }
    let draft = find_by_path(&paper.db, "news", "a-draft").await.unwrap().unwrap();
    assert_eq!(
        (draft.status, draft.published_at.to_string()),
        (Status::Draft, "2024-05-03T13:05:00Z".to_owned())
    );
    let again = "content/news/2024/2024-05-02-rates.md: slug: “rates” is taken; the story is at /news/rates-2";
    assert!(report.lines.iter().any(|line| line == again), "{report}");
    let made = "2024-05-03-a-draft.md: slug: none that can be used; “a-draft” is made from the file’s name";
    assert!(report.lines.iter().any(|line| line.ends_with(made)), "{report}");
}

#[tokio::test]
async fn two_runs_at_once_take_turns() {
    let (paper, files) = (Paper::new().await, files());
    let archive = Archive::of(&pairs(&files)).write_gz(paper.folder.path());
    let (one, other) = tokio::join!(paper.import(&archive), paper.import(&archive));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!((one.posts(), other.posts()), (183, 183));
    assert_eq!(one.imported + other.imported, 183, "{one}\n{other}");
    assert_eq!(one.redirects + other.redirects, 185, "{one}\n{other}");
}
