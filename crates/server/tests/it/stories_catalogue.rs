//! Sections, authors and static pages; hostile text from the desk; and the log
//! of who did what.

use http::StatusCode;
use store::{Executor as _, args, audit};
use testkit::{Browser, TestPaper, on_both_databases};

use crate::{
    edges::assert_nothing_inline,
    stories::{Typed, mark, plain},
};

/// What must never run, whichever field it is typed into.
const HOSTILE: [&str; 14] = [
    "<script>alert('zq7')</script>",
    "<img src=x onerror=alert('zq7')>",
    "\"><svg onload=alert('zq7')>",
    "<svg><script>alert('zq7')</script></svg>",
    "[zq7](javascript:alert('zq7'))",
    "[zq7](JaVaScRiPt:alert('zq7'))",
    "[zq7](data:text/html,<script>alert('zq7')</script>)",
    "[zq7](  javascript:alert('zq7'))",
    "![zq7](x\" onerror=\"alert('zq7'))",
    "[zq7](https://x.test/\" onmouseover=\"alert('zq7'))",
    "<a href=\"javascript:alert('zq7')\">zq7</a>",
    "<iframe srcdoc=\"<script>alert('zq7')</script>\"></iframe>",
    "{{ 1234 * 5678 }} </title></textarea><script>alert('zq7')</script>",
    "<style>*{background:url(//evil.test)}</style><base href=//evil.test>",
];

/// The page holds the text as text, if at all.
fn assert_harmless(html: &str, what: &str) {
    assert_nothing_inline(html, what);
    // The layout's own, which `assert_nothing_inline` has looked at.
    let lower = html
        .to_lowercase()
        .replace("<script src=\"/assets/", "")
        .replace("<script type=\"module\" src=\"/assets/", "")
        // Data for search engines: what stands in it is escaped, or this finds it.
        .replace("<script type=\"application/ld+json\">", "");
    let lower = lower.replace("<svg class=\"", "");
    for tag in [
        "<script",
        "<img src=x",
        "<svg",
        "<iframe",
        "<style",
        "<base",
        "href=\"javascript",
        "href=\"data:",
        "href=\"  java",
    ] {
        assert!(!lower.contains(tag), "{what}: {tag}");
    }
}

async fn assert_page_harmless(browser: &Browser, path: &str) -> String {
    let page = browser.get(path).await;
    let text = page.text();
    assert!(page.status.is_success(), "{path}: {} {text}", page.status);
    assert_harmless(&text, path);
    text
}

store::statement! {
    SPOIL_ENTRY = "UPDATE audit_log SET detail = 'nothing happened' WHERE number = $1";
}
store::statement! {
    REMOVE_ENTRY = "DELETE FROM audit_log WHERE number = $1";
}

/// What the audit page says about the chain.
async fn chain_holds(owner: &Browser) -> bool {
    let text = owner.get("/desk/audit").await.text();
    match (
        text.contains("The chain of these entries holds."),
        text.contains("does not fit the chain"),
    ) {
        (true, false) => true,
        (false, true) => false,
        _ => panic!("the page says neither: {text}"),
    }
}

on_both_databases! {
    /// Typed into any field of a story it is text on every page, or is refused in words.
    async fn hostile_stories_stay_text(paper: TestPaper) {
        let (editor, reader) = (paper.browser_of("editor").await, paper.browser_of("subscriber").await);
        let mut shown = 0;
        for (index, text) in HOSTILE.iter().enumerate() {
            for field in ["headline", "kicker", "standfirst", "lead", "body", "topics"] {
                let slug = format!("hostile-{index}-{field}");
                let typed = Typed::new("A plain headline").with("slug", &slug).with(field, text);
                let reply = typed.post(&editor, "/desk/stories/new").await;
                assert_harmless(&reply.text(), field);
                if reply.status == StatusCode::UNPROCESSABLE_ENTITY {
                    continue;
                }
                assert_eq!(reply.status, StatusCode::SEE_OTHER, "{text}");
                let desk = plain(&reply);
                assert_page_harmless(&editor, &desk).await;
                assert_page_harmless(&editor, &format!("{desk}/preview")).await;
                assert_eq!(mark(&editor, &desk, "publication", "1").await, StatusCode::SEE_OTHER);
                let page = assert_page_harmless(&reader, &format!("/markets/{slug}")).await;
                shown += usize::from(page.contains("zq7"));
                assert!(!page.contains("7006652"), "nothing is computed from what was typed");
            }
            for path in ["/", "/markets"] {
                assert_page_harmless(&reader, path).await;
            }
            for path in ["/desk/stories", "/desk/stories?search=%3Cscript%3E%22onload%3D", "/desk"] {
                assert_page_harmless(&editor, path).await;
            }
        }
        assert!(shown > 20, "most of it is shown as text, or this shows nothing: {shown}");
        let listed = reader.get("/api/v1/stories?limit=100").await;
        for item in listed.json()["items"].as_array().unwrap() {
            assert_harmless(item["lead"].as_str().unwrap(), "the API’s lead");
        }
    }

    /// So it is with names, descriptions and static pages.
    async fn hostile_names_stay_text(paper: TestPaper) {
        let (editor, reader) = (paper.browser_of("editor").await, paper.browser());
        for (index, text) in HOSTILE.iter().enumerate() {
            let section = [("slug", "hostile"), ("name", text), ("description", text), ("position", "99")];
            let author = [("slug", "hostile"), ("name", text), ("role", text), ("bio", text)];
            for (path, fields) in [("/desk/sections", section), ("/desk/authors", author)] {
                let again = if index == 0 { "" } else { "/hostile" };
                assert_eq!(editor.post(&format!("{path}{again}"), &fields).await.status, StatusCode::SEE_OTHER);
            }
            let page = editor.post("/desk/pages/about", &[("title", text), ("text", text)]).await;
            assert!([StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY].contains(&page.status), "{text}");
            assert_harmless(&page.text(), text);
            for path in ["/", "/hostile", "/authors/hostile", "/about", "/login", "/nothing-here"] {
                assert_harmless(&reader.get(path).await.text(), path);
            }
            for path in ["/desk/sections", "/desk/sections/hostile", "/desk/authors", "/desk/authors/hostile", "/desk/pages", "/desk/pages/about", "/desk/stories/new"] {
                assert_page_harmless(&editor, path).await;
            }
        }
        // What readers type themselves comes back as text, too.
        for text in HOSTILE {
            let fields = [("email", text), ("password", "x"), ("next", text), ("plan", "super-saver"), ("state", text)];
            for path in ["/login", "/register", "/password", "/checkout"] {
                assert_harmless(&reader.post(path, &fields).await.text(), path);
            }
        }
        let owner = paper.browser_of("owner").await;
        assert_page_harmless(&owner, "/desk/audit").await;
    }

    /// Sections, authors and pages change for readers at their next request.
    async fn the_catalogue_changes_at_once(paper: TestPaper) {
        let (editor, reader) = (paper.browser_of("editor").await, paper.browser());
        assert_eq!(reader.get("/science").await.status, StatusCode::NOT_FOUND);
        assert_eq!(reader.get("/authors/zara-new").await.status, StatusCode::NOT_FOUND);
        let before = reader.get("/about").await.text();
        let section = [("slug", "science"), ("name", "Science"), ("description", "From the laboratories."), ("position", "1")];
        assert_eq!(editor.post("/desk/sections", &section).await.status, StatusCode::SEE_OTHER);
        assert!(reader.get("/science").await.text().contains("From the laboratories."));
        for path in ["/", "/about", "/login"] {
            assert!(reader.get(path).await.text().contains("<a href=\"/science\""), "{path}: in the navigation");
        }
        let author = [("slug", "zara-new"), ("name", "Zara New"), ("role", "Correspondent"), ("bio", "Writes on science.")];
        editor.post("/desk/authors", &author).await;
        assert!(reader.get("/authors/zara-new").await.text().contains("Writes on science."));
        let typed = Typed::new("A comet returns").with("section", "science").with("authors", "zara-new").with("topics", "Comets, Night sky");
        let desk = typed.create(&editor).await;
        mark(&editor, &desk, "publication", "1").await;
        for path in ["/science", "/authors/zara-new", "/topics/comets", "/topics/night-sky"] {
            assert!(reader.get(path).await.text().contains("A comet returns"), "{path}");
        }
        // A name that changes, changes on stories that are cached.
        assert!(reader.get("/science/a-comet-returns").await.text().contains("Zara New"));
        editor.post("/desk/authors/zara-new", &[("name", "Zara Newer")]).await;
        editor.post("/desk/sections/science", &[("name", "Sciences"), ("description", ""), ("position", "1")]).await;
        let page = reader.get("/science/a-comet-returns").await.text();
        assert!(page.contains("Zara Newer") && page.contains("Sciences"), "{page}");

        let reply = editor.post("/desk/pages/about", &[("title", "About us"), ("text", "We print *news*.")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        let after = reader.get("/about").await.text();
        assert!(after != before && after.contains("<em>news</em>") && after.contains("About us"));
    }

    /// What will not do is refused, and nothing of it is saved.
    async fn wrong_entries_are_refused(paper: TestPaper) {
        let (editor, reader) = (paper.browser_of("editor").await, paper.browser());
        let navigation = reader.get("/").await.text();
        for slug in ["", "desk", "account", "login", "api", "assets", "topics", "authors", "healthz", "subscribe", "Big", "a b", "a/b", "-a", "ä", "sw.js"] {
            let reply = editor.post("/desk/sections", &[("slug", slug), ("name", "X"), ("position", "1")]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{slug}");
        }
        for (path, fields) in [
            ("/desk/sections", &[("slug", "fine"), ("name", " "), ("position", "1")][..]),
            ("/desk/sections", &[("slug", "fine"), ("name", "Fine"), ("position", "first")]),
            ("/desk/authors", &[("slug", "Not A Slug"), ("name", "X")]),
            ("/desk/authors", &[("slug", "fine"), ("name", "")]),
            ("/desk/pages/about", &[("title", ""), ("text", "x")]),
            ("/desk/stories/new", &[("section", "nowhere"), ("headline", "X"), ("access", "free"), ("lead", "x")]),
            ("/desk/stories/new", &[("section", "markets"), ("headline", ""), ("access", "free"), ("lead", "x")]),
            ("/desk/stories/new", &[("section", "markets"), ("headline", "X"), ("access", "gold"), ("lead", "x")]),
            ("/desk/stories/new", &[("section", "markets"), ("headline", "X"), ("access", "free"), ("lead", "")]),
            ("/desk/stories/new", &[("section", "markets"), ("headline", "X"), ("access", "free"), ("lead", "x"), ("authors", "nobody")]),
            ("/desk/stories/new", &[("section", "markets"), ("headline", "X"), ("access", "free"), ("lead", "x"), ("slug", "../x")]),
            ("/desk/stories/new", &[("section", "markets"), ("headline", "हिन्दी"), ("access", "free"), ("lead", "x")]),
        ] {
            let reply = editor.post(path, fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {fields:?}");
            assert!(reply.text().contains("role=\"alert\""), "{path} {fields:?}");
        }
        assert_eq!(editor.post("/desk/pages/desk", &[("title", "x"), ("text", "x")]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(reader.get("/").await.text(), navigation);
        assert!(editor.get("/desk/stories?status=draft").await.text().contains("No story fits."));
    }

    /// Each deed has its entry with who and what, and no refused one has.
    async fn every_deed_is_logged(paper: TestPaper) {
        let (editor, owner) = (paper.browser_of("editor").await, paper.browser_of("owner").await);
        let last = audit::list_entries(&paper.paper.db, i64::MAX, 1).await.unwrap().first().map_or(0, |entry| entry.number);
        let desk = Typed::new("Logged").create(&editor).await;
        mark(&editor, &desk, "publication", "1").await;
        Typed::new("Logged").with("slug", "logged").with("version", "2").post(&editor, &desk).await;
        mark(&editor, &desk, "withdrawal", "3").await;
        mark(&editor, &desk, "withdrawal", "3").await;
        editor.post("/desk/sections", &[("slug", "science"), ("name", "Science"), ("position", "9")]).await;
        editor.post("/desk/authors", &[("slug", "zara"), ("name", "Zara")]).await;
        editor.post("/desk/pages/terms", &[("title", "Terms"), ("text", "Be kind.")]).await;
        editor.post("/desk/settings/jobs/x/retry", &[]).await;
        let id = readers::find_reader_by_email(&paper.paper.db, "lapsed@demo.test").await.unwrap().unwrap().id.to_string();
        for deed in ["roles", "closure", "closure/withdraw", "sessions/revocation"] {
            owner.post(&format!("/desk/readers/{id}/{deed}"), &[("roles", "")]).await;
        }
        let number = desk.rsplit('/').next().unwrap();
        let me = async |browser: &Browser| browser.get("/api/v1/me").await.json()["reader"]["id"].as_str().unwrap().to_owned();
        let (by_editor, by_owner) = (me(&editor).await, me(&owner).await);
        let mut entries = audit::list_entries(&paper.paper.db, i64::MAX, 100).await.unwrap();
        entries.retain(|entry| entry.number > last);
        entries.reverse();
        let told: Vec<_> = entries.iter().map(|entry| (&*entry.actor, &*entry.action, &*entry.subject)).collect();
        let expected = [
            (&*by_editor, "story.create", number), (&by_editor, "story.publish", number), (&by_editor, "story.save", number), (&by_editor, "story.withdraw", number),
            (&by_editor, "section.save", "science"), (&by_editor, "author.save", "zara"), (&by_editor, "page.save", "terms"),
            (&by_owner, "reader.roles", &id), (&by_owner, "reader.close", &id), (&by_owner, "reader.reopen", &id), (&by_owner, "reader.log_out", &id),
        ];
        assert_eq!(told, expected);
        let page = owner.get("/desk/audit").await.text();
        for (_, action, subject) in expected {
            assert!(page.contains(action) && page.contains(subject), "{action}");
        }
        assert!(chain_holds(&owner).await);
    }

    /// An entry that somebody changes in the database shows.
    async fn a_changed_entry_breaks_the_chain(paper: TestPaper) {
        let owner = paper.browser_of("owner").await;
        for name in ["One", "Two", "Three", "Four"] {
            owner.post("/desk/authors", &[("slug", &*name.to_lowercase()), ("name", name)]).await;
        }
        let last = audit::list_entries(&paper.paper.db, i64::MAX, 1).await.unwrap()[0].number;
        assert!(chain_holds(&owner).await);
        paper.paper.db.run(&SPOIL_ENTRY, args![last - 2]).await.unwrap();
        assert!(!chain_holds(&owner).await);
        assert_eq!(audit::find_broken_link(&paper.paper.db).await.unwrap(), Some(last - 2));
        // A page checks its own links, the one to what lies before it included, and no others.
        let broken = async |before, limit| audit::read_page(&paper.paper.db, before, limit).await.unwrap().broken;
        assert_eq!(broken(last - 2, 50).await, None, "older entries");
        assert_eq!(broken(i64::MAX, 2).await, None, "newer ones hang on its hash, which is the same");
        assert_eq!(broken(i64::MAX, 3).await, Some(last - 2));
    }

    /// So does one that somebody removes, the latest included.
    async fn a_removed_entry_breaks_the_chain(paper: TestPaper) {
        let owner = paper.browser_of("owner").await;
        for name in ["One", "Two", "Three"] {
            owner.post("/desk/authors", &[("slug", &*name.to_lowercase()), ("name", name)]).await;
        }
        let last = audit::list_entries(&paper.paper.db, i64::MAX, 1).await.unwrap()[0].number;
        assert!(chain_holds(&owner).await);
        paper.paper.db.run(&REMOVE_ENTRY, args![last]).await.unwrap();
        assert!(!chain_holds(&owner).await, "the latest is missing");
        assert_eq!(audit::read_page(&paper.paper.db, last, 2).await.unwrap().broken, None);
        assert_eq!(audit::find_broken_link(&paper.paper.db).await.unwrap(), Some(last));
        paper.paper.db.run(&REMOVE_ENTRY, args![last - 1]).await.unwrap();
        assert_eq!(audit::find_broken_link(&paper.paper.db).await.unwrap(), Some(last - 1));
    }
}
