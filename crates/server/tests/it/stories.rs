//! The newsroom: what the desk saves is what readers see at their next request.

use axum::body::Body;
use http::{Method, StatusCode};
use jiff::SignedDuration;
use stories::{NewStory, Status, StoryText, document::Document};
use testkit::{Browser, Options, Reply, TestPaper, on_both_databases};
use vocab::Access;

/// A story as the desk's form sends it.
#[derive(Clone)]
pub(crate) struct Typed(Vec<(&'static str, String)>);

impl Typed {
    pub(crate) fn new(headline: &str) -> Self {
        Self(Vec::new())
            .with("version", "1")
            .with("section", "markets")
            .with("headline", headline)
            .with("access", "free")
            .with("lead", "The lead as it was typed.")
            .with("body", "The body as it was typed.")
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value.to_owned()));
        self
    }

    pub(crate) async fn post(&self, browser: &Browser, path: &str) -> Reply {
        let fields: Vec<_> = self.0.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post(path, &fields).await
    }

    /// Makes a draft of it, and gives its address at the desk.
    pub(crate) async fn create(&self, browser: &Browser) -> String {
        let reply = self.post(browser, "/desk/stories/new").await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
        plain(&reply)
    }
}

/// Where a redirect leads, without what the next page is to say.
pub(crate) fn plain(reply: &Reply) -> String {
    reply.location().split('?').next().unwrap_or_default().to_owned()
}

/// Publishes or withdraws (`publication`, `withdrawal`) what has `version`.
pub(crate) async fn mark(browser: &Browser, desk: &str, deed: &str, version: &str) -> StatusCode {
    browser.post(&format!("{desk}/{deed}"), &[("version", version)]).await.status
}

/// Whether lists, the API's included, show the headline.
async fn lists(paper: &TestPaper, headline: &str) -> [bool; 3] {
    let browser = paper.browser();
    let pages = [
        browser.get("/").await,
        browser.get("/markets").await,
        browser.get("/api/v1/stories?limit=100").await,
    ];
    pages.map(|page| page.text().contains(headline))
}

fn scheduled(at: jiff::Timestamp) -> NewStory {
    NewStory {
        text: StoryText {
            section: "markets".to_owned(),
            slug: "tomorrows".to_owned(),
            headline: "Tomorrow’s story".to_owned(),
            kicker: String::new(),
            standfirst: String::new(),
            lead: Document::paragraph("A lead."),
            body: Document::paragraph("zq7embargoed"),
            access: Access::Free,
            required_benefit: None,
            authors: Vec::new(),
            topics: Vec::new(),
            picture: None,
            language: words::Language::English,
            translation_of: None,
        },
        status: Status::Published,
        published_at: at,
        expires_on: None,
        source_key: None,
        owner: None,
    }
}

on_both_databases! {
    /// The first request goes through the router, the next finds the story in memory,
    /// and HEAD always asks the router: nobody can tell them apart.
    async fn a_story_at_hand_is_answered_alike(paper: TestPaper) {
        for (who, level) in [
            ("subscriber", Access::Metered),
            ("subscriber", Access::Premium),
            ("registered", Access::Premium),
        ] {
            let path = paper.publish(&format!("at-hand-{who}-{level}"), level, "the body").await;
            let browser = paper.browser_of(who).await;
            let ask = async |method: Method| {
                let request = browser.request(method, &path, &[]).body(Body::empty());
                let mut reply = browser.send(request.expect("a request")).await;
                for name in ["x-request-id", "date", "content-length"] {
                    reply.headers.remove(name);
                }
                (reply.status, reply.headers.clone(), reply.text())
            };
            let (first, second) = (ask(Method::GET).await, ask(Method::GET).await);
            assert_eq!(first, second, "{who} {path}");
            assert!(first.1.contains_key("permissions-policy"), "{who} {path}");
            let (status, headers, _) = ask(Method::HEAD).await;
            assert_eq!((status, &headers), (second.0, &second.1), "{who} {path}");
        }
    }

    /// Written, previewed, published, changed, moved, withdrawn, brought back: each at once.
    async fn a_storys_life(paper: TestPaper) {
        let (editor, reader) = (paper.browser_of("editor").await, paper.browser());
        let typed = Typed::new("Rain comes early");
        let desk = typed.create(&editor).await;
        let address = "/markets/rain-comes-early";
        // Absence is remembered, so it must be forgotten again.
        assert_eq!(reader.get(address).await.status, StatusCode::NOT_FOUND);
        assert_eq!(lists(paper, "Rain comes early").await, [false; 3]);
        let preview = editor.get(&format!("{desk}/preview")).await.text();
        assert!(preview.contains("The lead as it was typed.") && preview.contains("The body as it was typed."));

        assert_eq!(mark(&editor, &desk, "publication", "1").await, StatusCode::SEE_OTHER);
        assert!(reader.get(address).await.text().contains("The body as it was typed."));
        assert_eq!(lists(paper, "Rain comes early").await, [true; 3]);

        let typed = typed.with("slug", "rain-comes-early").with("version", "2").with("body", "The body, mended.").with("lead", "A lead, mended.");
        assert_eq!(typed.post(&editor, &desk).await.status, StatusCode::SEE_OTHER);
        let page = reader.get(address).await.text();
        assert!(page.contains("The body, mended.") && page.contains("A lead, mended.") && !page.contains("as it was typed"));

        // Under a new address, and twice so: both old ones lead to the present one.
        for (version, headline, section, moved) in [("3", "Rain comes late", "markets", "/markets/rain-comes-late"), ("4", "Rain comes late", "economy", "/economy/rain-comes-late")] {
            let typed = typed.clone().with("slug", "").with("headline", headline).with("section", section).with("version", version);
            assert_eq!(typed.post(&editor, &desk).await.status, StatusCode::SEE_OTHER);
            let old = reader.get(address).await;
            assert_eq!((old.status, &*old.location()), (StatusCode::PERMANENT_REDIRECT, moved));
            assert_eq!(reader.get(moved).await.status, StatusCode::OK);
        }
        let old = reader.get("/markets/rain-comes-late").await;
        assert_eq!((old.status, &*old.location()), (StatusCode::PERMANENT_REDIRECT, "/economy/rain-comes-late"));
        assert_eq!(lists(paper, "Rain comes late").await, [true, false, true]);
        assert_eq!(lists(paper, "Rain comes early").await, [false; 3]);

        assert_eq!(mark(&editor, &desk, "withdrawal", "5").await, StatusCode::SEE_OTHER);
        let gone = reader.get("/economy/rain-comes-late").await;
        assert_eq!(gone.status, StatusCode::GONE);
        assert!(!gone.text().contains("mended"));
        assert_eq!(reader.visit(address).await.status, StatusCode::GONE, "by its old address too");
        assert_eq!(lists(paper, "Rain comes late").await, [false; 3]);
        assert_eq!(mark(&editor, &desk, "withdrawal", "6").await, StatusCode::CONFLICT);

        assert_eq!(mark(&editor, &desk, "publication", "6").await, StatusCode::SEE_OTHER);
        assert!(reader.get("/economy/rain-comes-late").await.text().contains("The body, mended."));
        assert_eq!(lists(paper, "Rain comes late").await, [true, false, true]);
        assert_eq!(mark(&editor, &desk, "publication", "7").await, StatusCode::CONFLICT);
    }

    /// A story may take an address that another left, and then it is that story's.
    async fn an_address_that_was_left_can_be_taken(paper: TestPaper) {
        let (editor, reader) = (paper.browser_of("editor").await, paper.browser());
        let first = Typed::new("The address");
        let desk = first.create(&editor).await;
        mark(&editor, &desk, "publication", "1").await;
        let taken = Typed::new("The address").post(&editor, "/desk/stories/new").await;
        assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(taken.text().contains("is taken in this section") && taken.text().contains("The body as it was typed."));
        first.with("slug", "elsewhere").with("version", "2").post(&editor, &desk).await;
        let second = Typed::new("The address").with("body", "Of the second story.");
        let desk = second.create(&editor).await;
        mark(&editor, &desk, "publication", "1").await;
        assert!(reader.get("/markets/the-address").await.text().contains("Of the second story."));
        assert_eq!(reader.get("/markets/elsewhere").await.status, StatusCode::OK);
    }

    /// Nobody outside the desk learns of a draft, by whatever name it is asked for.
    async fn drafts_are_nowhere(paper: TestPaper) {
        let author = paper.browser_of("author").await;
        let desk = Typed::new("Zq7 secret draft").create(&author).await;
        let number = vocab::StoryNumber(desk.rsplit('/').next().unwrap().parse().unwrap());
        let id = stories::find_by_number(&paper.paper.db, number).await.unwrap().unwrap().id;
        for browser in [paper.browser(), paper.browser_of("subscriber").await, paper.browser_of("editor").await] {
            for path in ["/markets/zq7-secret-draft", "/markets/zq7-secret-draft?preview=true"] {
                let page = browser.get(path).await;
                let missing = browser.get("/markets/zq7-no-such-draft").await;
                assert_eq!(page.status, StatusCode::NOT_FOUND);
                // The page knows its own address, for whoever changes its language.
                let page = page.text().replace("zq7-secret-draft", "zq7-no-such-draft");
                assert_eq!(page, missing.text(), "as if it never was");
            }
            let reply = browser.get(&format!("/api/v1/stories/{id}")).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(lists(paper, "Zq7 secret").await, [false; 3]);
        let stranger = paper.browser_of("registered").await;
        for path in [desk.clone(), format!("{desk}/preview")] {
            assert_eq!(paper.browser().get(&path).await.location(), format!("/login?next={path}"));
            assert_eq!(stranger.get(&path).await.status, StatusCode::FORBIDDEN);
        }
    }

    /// What is to appear later appears when its moment has come, in lists too.
    async fn a_later_story_waits_for_its_moment(paper: TestPaper) {
        let at = paper.paper.ambient.now() + SignedDuration::from_hours(2);
        let mut tx = paper.paper.db.begin().await.unwrap();
        let number = stories::insert_story(&mut tx, &paper.paper.ambient, &scheduled(at)).await.unwrap();
        tx.commit().await.unwrap();
        let id = stories::find_by_number(&paper.paper.db, number).await.unwrap().unwrap().id;
        let seen = async || {
            let browser = paper.browser();
            let [page, api] = [browser.get("/markets/tomorrows").await, browser.get(&format!("/api/v1/stories/{id}")).await];
            let shown = [page.text().contains("zq7embargoed"), api.text().contains("zq7embargoed")];
            (page.status.as_u16(), api.status.as_u16(), shown, lists(paper, "Tomorrow’s story").await)
        };
        assert_eq!(seen().await, (404, 404, [false; 2], [false; 3]));
        paper.clock.advance(SignedDuration::from_mins(120) - SignedDuration::from_micros(1));
        assert_eq!(seen().await, (404, 404, [false; 2], [false; 3]));
        paper.clock.advance(SignedDuration::from_micros(1));
        assert_eq!(seen().await, (200, 200, [true; 2], [true; 3]));
    }

    /// Of two who have the same story open, the second learns of the first and loses nothing unseen.
    async fn whoever_saves_second_is_told(paper: TestPaper) {
        let (one, other) = (paper.browser_of("editor").await, paper.browser_of("owner").await);
        let typed = Typed::new("Two hands");
        let desk = typed.create(&one).await;
        mark(&one, &desk, "publication", "1").await;
        let first = typed.clone().with("version", "2").with("body", "The first hand's.").post(&one, &desk).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER);
        let second = typed.clone().with("version", "2").with("body", "The second hand's.").with("slug", "moved").with("topics", "Inflation").post(&other, &desk).await;
        assert_eq!(second.status, StatusCode::CONFLICT);
        assert!(second.text().contains("Nothing of yours was saved"));
        for deed in ["withdrawal", "publication"] {
            assert_eq!(mark(&other, &desk, deed, "2").await, StatusCode::CONFLICT, "{deed}");
        }
        let page = paper.browser().get("/markets/two-hands").await;
        assert!(page.text().contains("The first hand") && !page.text().contains("The second hand"));
        assert_eq!(paper.browser().get("/markets/moved").await.status, StatusCode::NOT_FOUND);
        // Racing saves: one gets through.
        let racing = (0..6).map(|_| typed.clone().with("version", "3"));
        let racing: Vec<_> = racing.collect();
        let replies = crate::meter::join_all(racing.iter().map(|typed| typed.post(&one, &desk))).await;
        let saved = replies.iter().filter(|reply| reply.status == StatusCode::SEE_OTHER).count();
        assert_eq!(saved, 1, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
    }

    /// Authors see and change their own drafts, and nothing else.
    async fn authors_keep_to_their_own_drafts(paper: TestPaper, Options::default()) {
        let (author, editor) = (paper.browser_of("author").await, paper.browser_of("editor").await);
        let own = Typed::new("Mine to write").create(&author).await;
        let foreign = Typed::new("Not mine").create(&editor).await;
        let listed = author.get("/desk/stories").await.text();
        assert!(listed.contains("Mine to write") && !listed.contains("Not mine"));
        assert!(!author.get("/desk/stories?search=Not&status=draft").await.text().contains("Not mine"));
        for path in [foreign.clone(), format!("{foreign}/preview"), "/desk/stories/1".to_owned()] {
            assert_eq!(author.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        assert_eq!(Typed::new("Seized").post(&author, &foreign).await.status, StatusCode::FORBIDDEN);
        assert_eq!(Typed::new("Mine, mended").post(&author, &own).await.status, StatusCode::SEE_OTHER);
        assert!(!author.get(&own).await.text().contains("value=\"publish\""), "no button that would be refused");
        for deed in ["publication", "withdrawal"] {
            assert_eq!(mark(&author, &own, deed, "2").await, StatusCode::FORBIDDEN, "{deed}");
        }
        assert_eq!(mark(&editor, &own, "publication", "2").await, StatusCode::SEE_OTHER);
        let late = Typed::new("Too late").with("version", "3").post(&author, &own).await;
        assert_eq!(late.status, StatusCode::FORBIDDEN, "what is published is the editors’");
        assert!(paper.browser().get("/markets/mine-mended").await.text().contains("Mine, mended"));
    }
}
