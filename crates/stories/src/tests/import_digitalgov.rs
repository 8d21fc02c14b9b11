//! The real archive: 2,083 posts of a government's news site, 2010 to 2025.

use std::{
    collections::BTreeSet,
    env,
    path::{Path, PathBuf},
};

use store::{Db, Executor as _, Statement, statement};

use super::paper::{Folder, Paper};
use crate::{
    document::Document,
    find_by_number, find_by_path,
    import::{MarkdownImport, Report, import_markdown},
    model::Status,
    queries::{Redirect, find_author, find_body, find_redirect},
};

const POSTS: u64 = 2_083;

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
async fn all_posts_come_in_on_sqlite() {
    let Some(archive) = archive() else { return };
    check(&Paper::new().await, &archive).await;
}

#[tokio::test]
async fn all_posts_come_in_on_postgres() {
    static DROP: Statement =
        on_postgres("DROP DATABASE IF EXISTS masthead_stories_import WITH (FORCE)");
    static CREATE: Statement = on_postgres("CREATE DATABASE masthead_stories_import");
    let Some(archive) = archive() else { return };
    let Ok(server) = env::var("MASTHEAD_TEST_POSTGRES") else {
        eprintln!("skipped: MASTHEAD_TEST_POSTGRES names no server");
        return;
    };
    let admin = Db::open(&server).await.unwrap();
    admin.run(&DROP, vec![]).await.unwrap();
    admin.run(&CREATE, vec![]).await.unwrap();
    let (base, query) =
        server.split_once('?').map_or((&*server, ""), |(base, query)| (base, query));
    let root = base.rsplit_once('/').map(|(root, _)| root).unwrap();
    let paper = Paper::at(&format!("{root}/masthead_stories_import?{query}"), Folder::new()).await;
    check(&paper, &archive).await;
    paper.db.close().await;
    admin.run(&DROP, vec![]).await.unwrap();
}

const fn on_postgres(text: &'static str) -> Statement {
    Statement { name: "tests::import_digitalgov", sqlite: "", postgres: text }
}

async fn check(paper: &Paper, archive: &Path) {
    let dry = paper.dry_run(archive).await.unwrap();
    let report = paper.import(archive).await.unwrap();
    eprintln!("{report}");
    assert_eq!(Report { dry_run: false, ..dry }, report);
    check_report(&report);
    let second = paper.import(archive).await.unwrap();
    assert_eq!((second.imported, second.unchanged, second.refused), (0, POSTS - 1, 1), "{second}");
    let elsewhere = MarkdownImport { section: "elsewhere", ..paper.options() };
    let third = import_markdown(&elsewhere, archive, &|_| ()).await.unwrap();
    assert_eq!(third.unchanged, POSTS - 1, "nothing comes in twice, whatever the section");
    check_texts(&paper.db).await;
    check_redirects(&paper.db).await;
    check_spots(&paper.db).await;
}

fn check_report(report: &Report) {
    assert_eq!(report.posts(), POSTS, "{report}");
    // The one without a title.
    assert_eq!((report.imported, report.refused, report.unchanged), (POSTS - 1, 1, 0));
    let refused =
        "content/news/2018/09/2018-09-24-example.md: title: missing or empty; not imported";
    assert!(report.lines.iter().any(|line| line == refused), "{report}");
    assert_eq!(report.drafts, 1);
    assert_eq!(report.topics, 53);
    assert!(report.redirects >= POSTS - 1, "{report}");
    let twice = [
        "content/news/2022/07/2022-07-14-finding-post-award-balance-with-quality-assurance.md: slug: ",
        "content/news/2023/11/2023-11-20-infrastructure-as-a-public-service.md: slug: “infrastructure-as-a-public-service” is taken",
        "content/news/2018/10/2018-10-18-yet-another-example.md: slug: “another-example” is taken",
    ];
    for line in twice {
        assert!(report.lines.iter().any(|found| found.starts_with(line)), "{line}");
    }
    let losses = &report.losses.0;
    for (kind, least) in [("picture", 2_900), ("tweet", 47), ("youtube", 21), ("<iframe>", 17)] {
        assert!(losses.get(kind).is_some_and(|count| *count >= least), "{kind}: {losses:?}");
    }
    assert!(!losses.keys().any(|kind| kind == "shortcode that cannot be read"), "{losses:?}");
}

statement! {
    LIST_TEXTS = "SELECT s.slug, s.headline, s.kicker, s.standfirst, s.lead, b.document, s.words
        FROM stories s JOIN bodies b ON b.story = s.number ORDER BY s.number";
}

async fn check_texts(db: &Db) {
    let mut slugs = BTreeSet::new();
    for row in db.all(&LIST_TEXTS, vec![]).await.unwrap() {
        let slug = row.text("slug").unwrap();
        let (lead, body) = (row.text("lead").unwrap(), row.text("document").unwrap());
        let head = ["headline", "kicker", "standfirst"].map(|column| row.text(column).unwrap());
        for text in head.iter().chain([&lead, &body]) {
            for mark in ["{{<", "{{%", "mhshortcode"] {
                assert!(!text.contains(mark), "{slug}: {mark}");
            }
        }
        for text in &head {
            assert!(!text.contains("&#") && !text.contains("**"), "{slug}: {text}");
        }
        let (lead, body) = (Document::parse(&lead).unwrap(), Document::parse(&body).unwrap());
        assert!(!lead.to_text().trim().is_empty(), "{slug} has no lead");
        let html = format!("{}{}", lead.to_html(), body.to_html());
        for mark in ["{{&lt;", "\"javascript:", "<script"] {
            assert!(!html.contains(mark), "{slug}: {mark}");
        }
        slugs.insert(slug);
    }
    assert_eq!(slugs.len() as u64, POSTS - 1);
}

async fn check_redirects(db: &Db) {
    let cases = [
        // Hugo's own address, in the post's own time zone.
        ("/2013/02/14/qr-codes", "qr-codes"),
        // Aliases.
        ("/2012/02/19/99992", "social-data-unlocked-next-generation-services"),
        ("/2020/01/29/adopting-uswds-one-step-at-time", "adopting-uswds-one-step-at-time"),
        (
            "/resources/federal-social-media-analytics-toolkit-hackpad",
            "social-media-metrics-for-federal-agencies",
        ),
        (
            "/2015/01/09/personas-101",
            "personas-learn-how-to-discover-your-audience-understand-them-and-pivot-to-address-their-needs",
        ),
        (
            "/2016/11/29/health-it-services-sin%e2%80%8a-%e2%80%8aready-to-serve-agencies",
            "health-it-services-sin-ready-to-serve-agencies",
        ),
    ];
    for (address, slug) in cases {
        let Some(Redirect::Story(number)) = find_redirect(db, address).await.unwrap() else {
            panic!("{address} leads nowhere");
        };
        let story = find_by_number(db, number).await.unwrap().unwrap();
        assert_eq!(story.path(), format!("/news/{slug}"), "{address}");
    }
}

async fn body_html(db: &Db, slug: &str) -> String {
    let story = find_by_path(db, "news", slug).await.unwrap().unwrap();
    find_body(db, story.number).await.unwrap().unwrap().document.to_html()
}

async fn check_spots(db: &Db) {
    // HTML with shortcodes in attributes; a picture in front; a link among the posts.
    let slug = "why-go-responsive-heres-what-feds-are-saying";
    let story = find_by_path(db, "news", slug).await.unwrap().unwrap();
    assert_eq!(story.headline, "Why Go Responsive? Here’s What Feds Are Saying");
    assert_eq!(story.published_at.to_string(), "2014-03-24T18:04:51Z");
    assert_eq!(story.standfirst, "", "the summary is how the text begins");
    assert!(
        story.lead.to_text().starts_with("Responsive Web design implementations in the federal")
    );
    assert!(story.lead.to_html().contains("<a href=\"/topics/mobile\">"));
    let linked = "<a href=\"/news/responsive-web-design-workshop-why-how-and-whats-next\">hosted a workshop</a>";
    assert!(body_html(db, slug).await.contains(linked));

    // Deck and summary differ; a quotation, boxes, pairs.
    let slug = "building-elements-that-earn-trust";
    let story = find_by_path(db, "news", slug).await.unwrap().unwrap();
    assert_eq!(story.kicker, "This Week's IDEA");
    assert!(
        story.standfirst.starts_with("Let’s talk about the elements that go into building trust")
    );
    assert!(story.lead.to_text().starts_with("This week, we’d like to talk about trust"));
    assert!(
        story.lead.to_html().contains("<blockquote><p>The people when rightly and fully trusted")
    );
    let body = body_html(db, slug).await;
    assert!(body.contains("we need to use a .gov top-level domain."), "{body}");
    assert!(
        body.contains("<a href=\"https://github.com/GSA/digitalgov.gov/issues/1517\""),
        "{body}"
    );
    let names: Vec<_> = story.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(names.len(), 3);
    assert!(names.contains(&"Jeremy Zilar"), "{names:?}");

    // No text of its own: the deck leads, the source closes.
    let story = find_by_path(db, "news", "searchgov-2019-in-review").await.unwrap().unwrap();
    assert!(story.lead.to_text().starts_with("In 2019, Search.gov served 295,916,305 queries"));
    let source = "Source: <a href=\"https://search.gov/blog/2019-annual-review.html\" rel=\"noopener\">search.gov</a>";
    assert!(body_html(db, "searchgov-2019-in-review").await.contains(source));

    // The draft, and an author with a profile.
    let draft = find_by_path(db, "news", "typography").await.unwrap().unwrap();
    assert_eq!(draft.status, Status::Draft);
    let team = find_author(db, "18f-team").await.unwrap().unwrap();
    assert_eq!((&*team.name, &*team.role), ("18F Team", "U.S. General Services Administration"));
    let moved = body_html(db, "qr-codes").await;
    assert!(
        moved.contains("<a href=\"https://digital.gov/resources/introduction-to-qr-codes/\""),
        "{moved}"
    );
    assert!(!moved.contains("{#"), "{moved}");
}
