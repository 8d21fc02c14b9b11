//! The front page, story pages and the reader's own list: what stands where.

use http::StatusCode;
use testkit::{Browser, Options, TestPaper, on_both_databases};
use vocab::Access;

/// The hrefs of the headlines between two marks of a page.
fn stories_in(page: &str, from: &str, to: &str) -> Vec<String> {
    let (_, part) = page.split_once(from).unwrap_or_else(|| panic!("no {from}"));
    let part = part.split(to).next().unwrap_or(part);
    let links = part.split("<h2><a href=\"").skip(1).chain(part.split("<h3><a href=\"").skip(1));
    links.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

async fn front(browser: &Browser) -> String {
    let reply = browser.get("/").await;
    assert_eq!(reply.status, StatusCode::OK);
    reply.text()
}

store::statement! {
    KEEP_OLDEST = "UPDATE stories SET status = 'draft' WHERE number > $1";
}

store::statement! {
    COUNT_OPENINGS = "SELECT CAST(COALESCE(SUM(o.openings), 0) AS BIGINT) AS openings
        FROM story_openings o JOIN stories s ON s.number = o.story WHERE s.slug = $1";
}

/// How often a story was opened.
async fn openings(paper: &TestPaper, slug: &str) -> i64 {
    use store::Executor as _;
    let row = paper.paper.db.one(&COUNT_OPENINGS, store::args![slug]).await.expect("a row");
    row.expect("a sum").int("openings").expect("a number")
}

/// Leaves the paper its oldest `count` stories.
async fn keep(paper: &TestPaper, count: i64) {
    use store::Executor as _;
    paper.paper.db.run(&KEEP_OLDEST, store::args![count]).await.expect("rows");
    let change = store::feed::Change { topic: "story".to_owned(), key: String::new() };
    paper.paper.forget(&change).await;
}

/// No heading without stories under it, no list without entries.
fn assert_nothing_empty(page: &str) {
    for empty in [
        "<ol class=\"shorts\">\n</ol>",
        "<ol>\n</ol>",
        "<div class=\"columns\">\n</div>",
        "<div class=\"list\">\n</div>",
        "<div class=\"seconds\">\n</div>",
        "premium-list\">\n</div>",
    ] {
        assert!(!page.contains(empty), "{empty}: {page}");
    }
    for part in page.split("<section").skip(1) {
        let part = part.split("</section>").next().unwrap_or(part);
        assert!(part.contains("<h3>"), "a block without stories: {part}");
    }
    assert_eq!(page.matches("<article").count(), page.matches("</article>").count());
    assert_eq!(page.matches("<div").count(), page.matches("</div>").count());
}

on_both_databases! {
    /// A paper of no story, of five and of hundreds has a front page that makes sense.
    async fn the_front_page_suits_few_stories_and_many(paper: TestPaper) {
        let browser = paper.browser();
        for number in 0..240 {
            let access = if number % 5 == 0 { Access::Premium } else { Access::Metered };
            paper.publish_story(&format!("one-of-many-{number}"), access, "many").await;
        }
        let page = front(&browser).await;
        assert_nothing_empty(&page);
        assert_eq!(page.matches("lead-story").count(), 1);
        assert!(page.matches("<h3>").count() < 80, "a front page, not an archive");
        for count in [66, 5, 1] {
            keep(paper, count).await;
            let page = front(&browser).await;
            assert_nothing_empty(&page);
            let shown = page.matches("<h2><a href=\"/").count() + page.matches("<h3><a href=\"/").count();
            assert!(shown >= usize::try_from(count.min(5)).unwrap(), "{count}: {shown} {page}");
            assert_eq!(page.matches("lead-story").count(), 1, "{count}");
        }
        keep(paper, 0).await;
        let page = front(&browser).await;
        assert_nothing_empty(&page);
        assert!(page.contains("The first story is still being written."));
    }

    /// One lead with a picture, two beside it, each story once; opinions apart, with faces.
    async fn the_front_page_has_an_order(paper: TestPaper) {
        let page = front(&paper.browser()).await;
        let lead = stories_in(&page, "lead-story", "</article>");
        assert_eq!(lead.len(), 1, "{lead:?}");
        assert!(page.split("lead-story").nth(1).unwrap().split("</article>").next().unwrap().contains("<img src=\"/media/"));
        let seconds = stories_in(&page, "class=\"seconds\"", "<section");
        assert_eq!(seconds.len(), 2);
        let premium = stories_in(&page, "class=\"premium\"", "</section>");
        assert_eq!(premium.len(), 3, "today's alone, in whole rows: {premium:?}");
        let latest = stories_in(&page, "class=\"latest\"", "</section>");
        assert!((6..=9).contains(&latest.len()), "{latest:?}");
        let opinions = stories_in(&page, "class=\"opinions\"", "</section>");
        assert!(opinions.len() >= 4 && opinions.iter().all(|path| path.starts_with("/opinion/")));
        assert!(page.split("class=\"opinions\"").nth(1).unwrap().contains("class=\"face\"><img src=\"/media/"));
        let mut all = [lead, seconds, premium, latest, opinions].concat();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count, "a story stands on the page twice");
        assert!(page.contains("premium stories today, handpicked by our editors"), "{page}");
        assert!(page.contains("<time datetime=\"2026-11-24\">Tuesday, 24 November 2026</time>"));
    }

    /// What readers open rises; whoever works here, looks ahead or is walled does not count.
    async fn what_is_opened_is_most_read(paper: TestPaper, Options::default().set("meter.free_limit=200").set("meter.registered_limit=200")) {
        // What the demonstration began with is news no more.
        paper.clock.advance(jiff::SignedDuration::from_hours(30));
        let path = paper.publish("rising", Access::Free, "rising").await;
        let quiet = paper.publish("quiet", Access::Free, "quiet").await;
        let locked = paper.publish("locked", Access::Premium, "locked").await;
        let (reader, editor) = (paper.browser(), paper.browser_of("editor").await);
        // Three readers open it, one of them again and again.
        for (number, name) in ["registered", "subscriber", "lapsed"].into_iter().enumerate() {
            let one = paper.browser_of(name).await;
            one.visit(&paper.paths(Access::Metered).await[number]).await;
            for _ in 0..10 {
                assert_eq!(one.get(&path).await.status, StatusCode::OK);
            }
        }
        for _ in 0..20 {
            editor.get(&quiet).await;
            reader.get_with(&quiet, &[("sec-purpose", "prefetch")]).await;
            reader.get(&locked).await;
        }
        paper.paper.stories.flush_openings().await.expect("written");
        paper.clock.advance(jiff::SignedDuration::from_secs(61));
        let page = front(&reader).await;
        let read = stories_in(&page, "class=\"most-read\"", "</section>");
        assert_eq!(read.first(), Some(&path), "{read:?}");
        assert_eq!(openings(paper, "rising").await, 3, "each reader once");
        assert_eq!((openings(paper, "quiet").await, openings(paper, "locked").await), (0, 0));
        assert!(!read.contains(&quiet) && !read.contains(&locked), "{read:?}");
        // A day later it is news no more.
        paper.clock.advance(jiff::SignedDuration::from_hours(26));
        let page = front(&reader).await;
        assert!(!page.contains("class=\"most-read\""), "nothing was read in the last day");
    }

    /// A story and its translation name each other, and lists show one of the two.
    async fn translations_name_each_other(paper: TestPaper) {
        let (english, hindi) = ("/policy/fewer-buses-on-time", "/policy/kam-basein-samay-par");
        let browser = paper.browser();
        let address = |path: &str| format!("{}{path}", paper.base);
        for path in [english, hindi] {
            let page = browser.visit(path).await.text();
            for (language, other) in [("en", english), ("hi", hindi)] {
                let link = format!("<link rel=\"alternate\" hreflang=\"{language}\" href=\"{}\">", address(other));
                assert!(page.contains(&link), "{path} lacks {link}");
            }
            assert!(page.contains(&format!("<link rel=\"alternate\" hreflang=\"x-default\" href=\"{}\">", address(english))));
        }
        let page = browser.get(hindi).await.text();
        assert!(page.contains("<html lang=\"en\">") && page.contains("<div class=\"story\" lang=\"hi\""), "{page}");
        let listed = browser.get("/policy").await.text();
        assert!(listed.contains(english) && !listed.contains(hindi));
        browser.post("/language", &[("language", "hi"), ("next", "/policy")]).await;
        let listed = browser.get("/policy").await.text();
        assert!(listed.contains(hindi) && !listed.contains(english), "{listed}");
        // A Hindi story leads on, in another language where there is none in its own.
        let page = browser.get(hindi).await.text();
        assert!(page.contains("class=\"next headline\"") && page.contains("class=\"related\""), "{page}");
        // Where one of the two is withdrawn, everybody gets the other.
        let editor = paper.browser_of("editor").await;
        let number = stories::find_by_path(&paper.paper.db, "policy", "fewer-buses-on-time").await.unwrap().unwrap().number;
        let reply = editor.post(&format!("/desk/stories/{number}/withdrawal"), &[("version", "1")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
        assert!(paper.browser().get("/policy").await.text().contains(hindi));
        assert!(!paper.browser().visit(hindi).await.text().contains("hreflang"));
    }

    /// The second page of a list is a list, and leads back to the newest.
    async fn lists_go_on(paper: TestPaper) {
        for number in 0..25 {
            paper.publish_story(&format!("listed-{number}"), Access::Free, "x").await;
        }
        let browser = paper.browser();
        let first = browser.get("/markets").await.text();
        assert!(first.contains("lead-story") && !first.contains("rel=\"prev\""));
        let (_, next) = first.split_once("href=\"/markets?before=").expect("a second page");
        let second = browser.get(&format!("/markets?before={}", next.split('"').next().unwrap())).await.text();
        assert!(second.contains("<a href=\"/markets\" rel=\"prev\">") && !second.contains("lead-story"), "{second}");
    }

    /// Pictures come in sizes with their words; a wall shows the picture and not a byte of the body's.
    async fn pictures_have_sizes_and_words(paper: TestPaper) {
        let browser = paper.browser_of("subscriber").await;
        let page = browser.get("/economy/what-a-waiting-lorry-costs").await.text();
        assert!(page.contains("data-access=\"open\""), "{page}");
        let figures: Vec<_> = page.split("<figure class=\"figure\">").skip(1).collect();
        assert!(!figures.is_empty());
        for figure in figures {
            for part in ["srcset=\"/media/", " 640w, /media/", " 1280w\"", "width=\"", "height=\"", "alt=\"", "class=\"credit\""] {
                assert!(figure.contains(part), "{part}: {figure}");
            }
        }
        let (_, rest) = page.split_once("srcset=\"").unwrap();
        let picture = rest.split(' ').next().unwrap();
        let reply = browser.get(picture).await;
        assert_eq!((reply.status, reply.header("content-type")), (StatusCode::OK, "image/png"));
        assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(browser.get("/media/0000000000000000/none.png").await.status, StatusCode::NOT_FOUND);
        let walled = paper.browser().visit("/economy/what-a-waiting-lorry-costs").await.text();
        assert!(walled.contains("data-wall=\"premium\"") && !walled.contains("waiting-lorry-gate"), "{walled}");
    }

    /// A reader's list: log in first, save, see, take off.
    async fn stories_are_saved_for_later(paper: TestPaper) {
        let path = paper.publish("for-later", Access::Free, "later").await;
        let stranger = paper.browser();
        let reply = stranger.post("/saved", &[("story", &path)]).await;
        assert_eq!((reply.status, &*reply.location()), (StatusCode::SEE_OTHER, "/login?next=/markets/for-later"));
        let reader = paper.browser_of("registered").await;
        assert!(reader.get("/saved").await.text().contains("Nothing is saved yet."));
        for _ in 0..2 {
            let reply = reader.post("/saved", &[("story", &path)]).await;
            assert_eq!((reply.status, &*reply.location()), (StatusCode::SEE_OTHER, "/saved?saved=/markets/for-later"));
        }
        let page = reader.get("/saved?saved=/markets/for-later").await.text();
        assert!(page.contains("“Test story for-later” is saved.") && page.contains("One story"), "{page}");
        assert_eq!(reader.post("/saved", &[("story", "/markets/no-such-story")]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(reader.post_with("/saved", &[("story", &path)], &[]).await.status, StatusCode::FORBIDDEN);
        // Each reader has a list of one's own.
        assert!(!paper.browser_of("subscriber").await.get("/saved").await.text().contains("for-later"));
        reader.post("/saved/removal", &[("story", &path)]).await;
        assert!(reader.get("/saved").await.text().contains("Nothing is saved yet."));
    }
}
