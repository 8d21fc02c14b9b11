//! Who may do what at the desk: every route of the sources × every role, a
//! reader and a stranger. A route that is missing here fails the test.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use serde_json::json;
use store::jobs::{self, NewJob};
use stories::{NewStory, Status, StoryText, document::Document};
use testkit::{Browser, Reply, TestPaper, on_both_databases};
use vocab::{Access, StoryNumber};

use crate::routes::routes_in_sources;

const STAFF: [&str; 7] = ["owner", "editor", "author", "circulation", "finance", "support", "ads"];
const ALL: &[&str] = &STAFF;
const LINKERS: &[&str] = &["owner", "editor", "circulation"];
const OWNER: &[&str] = &["owner"];
const EDITORS: &[&str] = &["owner", "editor"];
const WRITERS: &[&str] = &["owner", "editor", "author"];
const HELPERS: &[&str] = &["owner", "circulation", "finance", "support"];
const LOG_OUT: &[&str] = &["owner", "circulation", "support"];
const SELLERS: &[&str] = &["owner", "circulation", "finance"];
const MONEY: &[&str] = &["owner", "finance"];
const CLOSERS: &[&str] = &["owner", "circulation"];
const METER: &[&str] = &["owner", "editor", "circulation"];

pub(crate) type Fields = &'static [(&'static str, &'static str)];
const NONE: Fields = &[];
const STORY: Fields = &[
    ("version", "1"),
    ("section", "markets"),
    ("headline", "Matrix {n}"),
    ("access", "free"),
    ("lead", "A lead."),
    ("body", "A body."),
];
const PLAN: Fields = &[
    ("slug", "matrix-{n}"),
    ("name", "Matrix {n}"),
    ("price", "100"),
    ("term", "1y"),
    ("benefits", "unlimited"),
];

const AGREEMENT: Fields = &[
    ("slug", "matrix-{n}"),
    ("name", "Matrix {n}"),
    ("benefits", "unlimited"),
    ("from", "2026-11-24"),
    ("until", "2027-11-23"),
];

/// Method, path as in the sources, who may, and what to send.
pub(crate) type Row = (&'static str, &'static str, &'static [&'static str], Fields);

pub(crate) const MATRIX: &[Row] = &[
    ("GET", "/desk", ALL, NONE),
    ("GET", "/desk/settings", OWNER, NONE),
    ("POST", "/desk/settings/jobs/{id}/retry", OWNER, NONE),
    ("GET", "/desk/audit", OWNER, NONE),
    ("GET", "/desk/appearance", OWNER, NONE),
    ("POST", "/desk/appearance", OWNER, NONE),
    ("POST", "/desk/appearance/reset", OWNER, NONE),
    ("GET", "/desk/meter", METER, NONE),
    ("GET", "/desk/meter/rule", CLOSERS, NONE),
    ("POST", "/desk/meter/rule", CLOSERS, NONE),
    ("POST", "/desk/meter/rule/move", CLOSERS, &[("seen", ""), ("at", "0")]),
    ("POST", "/desk/meter/rule/remove", CLOSERS, &[("seen", ""), ("at", "0")]),
    ("GET", "/desk/meter/counts", CLOSERS, NONE),
    ("POST", "/desk/meter/counts", CLOSERS, NONE),
    ("POST", "/desk/meter/counts/remove", CLOSERS, &[("seen", ""), ("name", "stories")]),
    ("POST", "/desk/meter/newcomers", CLOSERS, &[("seen", ""), ("newcomers", "open")]),
    ("POST", "/desk/meter/publish", CLOSERS, &[("seen", "")]),
    ("POST", "/desk/meter/discard", CLOSERS, &[("seen", "")]),
    ("POST", "/desk/meter/restore", CLOSERS, &[("seen", ""), ("version", "1")]),
    ("POST", "/desk/meter/give-back", CLOSERS, &[("seen", "")]),
    ("GET", "/desk/robots", OWNER, NONE),
    ("POST", "/desk/robots", OWNER, NONE),
    ("GET", "/desk/components", EDITORS, NONE),
    ("GET", "/desk/stories", WRITERS, NONE),
    ("GET", "/desk/stories/new", WRITERS, NONE),
    ("POST", "/desk/stories/new", WRITERS, STORY),
    ("GET", "/desk/stories/{number}", WRITERS, NONE),
    ("POST", "/desk/stories/{number}", WRITERS, STORY),
    ("GET", "/desk/stories/{number}/preview", WRITERS, NONE),
    ("POST", "/desk/stories/{number}/publication", EDITORS, &[("version", "1")]),
    ("POST", "/desk/stories/{number}/withdrawal", EDITORS, &[("version", "1")]),
    ("GET", "/desk/sections", EDITORS, NONE),
    (
        "POST",
        "/desk/sections",
        EDITORS,
        &[("slug", "matrix-{n}"), ("name", "Matrix"), ("position", "90")],
    ),
    ("GET", "/desk/sections/{slug}", EDITORS, NONE),
    ("POST", "/desk/sections/{slug}", EDITORS, &[("name", "Markets"), ("position", "2")]),
    ("GET", "/desk/authors", EDITORS, NONE),
    ("POST", "/desk/authors", EDITORS, &[("slug", "matrix-{n}"), ("name", "Matrix")]),
    ("GET", "/desk/authors/{slug}", EDITORS, NONE),
    ("POST", "/desk/authors/{slug}", EDITORS, &[("name", "Matrix")]),
    ("GET", "/desk/pages", EDITORS, NONE),
    ("GET", "/desk/pages/{slug}", EDITORS, NONE),
    ("POST", "/desk/pages/{slug}", EDITORS, &[("title", "About"), ("text", "Matrix.")]),
    ("GET", "/desk/passes", LINKERS, NONE),
    (
        "POST",
        "/desk/passes/unlocks",
        EDITORS,
        &[("scope", "all"), ("reason", "Matrix"), ("until", "2026-11-25T11:30")],
    ),
    ("POST", "/desk/passes/unlocks/{number}/end", EDITORS, NONE),
    (
        "POST",
        "/desk/passes/campaigns",
        LINKERS,
        &[
            ("name", "Matrix"),
            ("scope", "all"),
            ("from", "2026-11-24T11:30"),
            ("until", "2026-11-25T11:30"),
        ],
    ),
    ("GET", "/desk/passes/campaigns/{id}", LINKERS, NONE),
    ("POST", "/desk/passes/campaigns/{id}/revocation", LINKERS, NONE),
    ("GET", "/desk/institutions", CLOSERS, NONE),
    ("POST", "/desk/institutions", CLOSERS, AGREEMENT),
    ("GET", "/desk/institutions/{slug}", CLOSERS, NONE),
    ("POST", "/desk/institutions/{slug}", CLOSERS, AGREEMENT),
    ("POST", "/desk/institutions/{slug}/pause", CLOSERS, NONE),
    ("POST", "/desk/institutions/{slug}/pause/withdraw", CLOSERS, NONE),
    ("POST", "/desk/institutions/{slug}/end", CLOSERS, &[("sure", "yes")]),
    ("POST", "/desk/institutions/{slug}/networks", CLOSERS, &[("networks", "2001:db8:{n}::/48")]),
    (
        "POST",
        "/desk/institutions/{slug}/networks/remove",
        CLOSERS,
        &[("network", "2001:db8:ffff::/48")],
    ),
    ("POST", "/desk/institutions/{slug}/domains", CLOSERS, &[("domain", "matrix-{n}.test")]),
    ("POST", "/desk/institutions/{slug}/domains/remove", CLOSERS, &[("domain", "matrix.test")]),
    ("POST", "/desk/institutions/{slug}/codes", CLOSERS, &[("label", "Matrix"), ("readers", "10")]),
    ("POST", "/desk/institutions/{slug}/codes/{id}/revocation", CLOSERS, NONE),
    ("GET", "/desk/institutions/{slug}/usage.csv", CLOSERS, NONE),
    ("GET", "/desk/readers", HELPERS, NONE),
    ("GET", "/desk/readers/{id}", HELPERS, NONE),
    ("POST", "/desk/readers/{id}/roles", OWNER, &[("roles", "")]),
    ("POST", "/desk/readers/{id}/closure", CLOSERS, NONE),
    ("POST", "/desk/readers/{id}/closure/withdraw", CLOSERS, NONE),
    ("POST", "/desk/readers/{id}/sessions/revocation", LOG_OUT, NONE),
    ("GET", "/desk/subscriptions", HELPERS, NONE),
    ("GET", "/desk/subscriptions/{id}", HELPERS, NONE),
    ("POST", "/desk/subscriptions/{id}/cancellation", SELLERS, NONE),
    ("POST", "/desk/subscriptions/{id}/cancellation/withdraw", SELLERS, NONE),
    ("POST", "/desk/subscriptions/{id}/refund", MONEY, NONE),
    ("GET", "/desk/plans", SELLERS, NONE),
    ("POST", "/desk/plans", SELLERS, PLAN),
    ("GET", "/desk/plans/{slug}", SELLERS, NONE),
    ("POST", "/desk/plans/{slug}", SELLERS, PLAN),
    ("POST", "/desk/plans/{slug}/withdrawal", SELLERS, NONE),
    ("POST", "/desk/plans/{slug}/withdrawal/withdraw", SELLERS, NONE),
    ("POST", "/desk/plans/{slug}/position", SELLERS, &[("direction", "down")]),
];

/// What the routes are about.
pub(crate) struct Things {
    reader: String,
    subscription: String,
    owner: Browser,
}

pub(crate) async fn things(paper: &TestPaper, owner: &Browser) -> Things {
    let id = async |name: &str| {
        let found =
            readers::find_reader_by_email(&paper.paper.db, &format!("{name}@demo.test")).await;
        found.unwrap().expect("one of the cast").id.to_string()
    };
    let (reader, subscriber) = (id("lapsed").await, id("subscriber").await);
    let page = owner.get(&format!("/desk/subscriptions?reader={subscriber}")).await.text();
    let subscription = page
        .split("href=\"/desk/subscriptions/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    Things { reader, subscription, owner: paper.browser_of("owner").await }
}

/// A story that belongs to the account `owner`.
async fn fresh_story(paper: &TestPaper, status: Status, owner: Option<String>) -> StoryNumber {
    let paper = &paper.paper;
    let new = NewStory {
        text: StoryText {
            section: "markets".to_owned(),
            slug: format!("matrix-{}", paper.ambient.uuid()),
            headline: "Matrix".to_owned(),
            kicker: String::new(),
            standfirst: String::new(),
            lead: Document::paragraph("A lead."),
            body: Document::paragraph("A body."),
            access: Access::Free,
            required_benefit: None,
            authors: Vec::new(),
            topics: Vec::new(),
            picture: None,
            language: words::Language::English,
            translation_of: None,
        },
        status,
        published_at: paper.ambient.now(),
        expires_on: None,
        source_key: None,
        owner,
    };
    let mut tx = paper.db.begin().await.unwrap();
    let number = stories::insert_story(&mut tx, &paper.ambient, &new).await.unwrap();
    tx.commit().await.unwrap();
    number
}

/// A job that has failed for good, and waits for a person.
pub(crate) async fn parked_job(paper: &TestPaper) -> String {
    let db = &paper.paper.db;
    jobs::enqueue(db, &paper.paper.ambient, NewJob::new("matrix_nobodys", json!({})).tries(1))
        .await
        .unwrap();
    let parked =
        || async { jobs::list_parked(db, 1).await.unwrap().first().map(|job| job.id.to_string()) };
    paper.eventually("the job is parked", || async { parked().await.is_some() }).await;
    parked().await.unwrap()
}

/// The path of an unlock or a campaign that was made just now.
async fn fresh_pass(path: &str, owner: &Browser) -> String {
    let (list, fields) = if path.contains("/unlocks/") {
        let fields = [("scope", "all"), ("reason", "Matrix"), ("until", "2026-11-25T11:30")];
        ("/desk/passes/unlocks", fields.to_vec())
    } else {
        let from = ("from", "2026-11-24T11:30");
        let fields = [("name", "Matrix"), ("scope", "all"), from, ("until", "2026-11-25T11:30")];
        ("/desk/passes/campaigns", fields.to_vec())
    };
    let made = owner.post(list, &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    if let Some(id) = made.location().strip_prefix("/desk/passes/campaigns/") {
        return path.replace("{id}", id.split('?').next().unwrap_or(""));
    }
    let text = owner.get("/desk/passes").await.text();
    let latest = text.split(&format!("\"{list}/")).nth(1).expect("the latest is first");
    let latest = latest.split(['/', '"']).next().unwrap_or("");
    path.replace("{number}", latest)
}

/// The path of an institution, or of one of its codes, that is as the route needs it.
async fn fresh_institution(paper: &TestPaper, path: &str, owner: &Browser) -> String {
    let is_removal = path.ends_with("/remove");
    let slug = match is_removal {
        true => "matrix-grounds".to_owned(),
        false => format!("matrix-{}", paper.paper.ambient.uuid()),
    };
    let fields = AGREEMENT.iter().map(|(name, value)| match *name {
        "slug" => ("slug", &*slug),
        _ => (*name, *value),
    });
    owner.post("/desk/institutions", &fields.collect::<Vec<_>>()).await;
    let page = format!("/desk/institutions/{slug}");
    if is_removal {
        owner.post(&format!("{page}/networks"), &[("networks", "2001:db8:ffff::/48")]).await;
        owner.post(&format!("{page}/domains"), &[("domain", "matrix.test")]).await;
    }
    if path.ends_with("/pause/withdraw") {
        owner.post(&format!("{page}/pause"), &[]).await;
    }
    let path = path.replace("{slug}", &slug);
    if !path.contains("{id}") {
        return path;
    }
    let fields = [("label", "Matrix"), ("readers", "10")];
    let made = owner.post(&format!("{page}/codes"), &fields).await.text();
    let id = made.split("/codes/").nth(1).and_then(|rest| rest.split('/').next());
    path.replace("{id}", id.expect("the code that was made"))
}

/// The path with something fresh in it for each asking.
pub(crate) async fn fill(paper: &TestPaper, row: &Row, things: &Things, asker: &Browser) -> String {
    let (_, path, ..) = row;
    if path.contains("/passes/") && path.contains('{') {
        return fresh_pass(path, &things.owner).await;
    }
    if path.contains("/institutions/") {
        return fresh_institution(paper, path, &things.owner).await;
    }
    if path.contains("{number}") {
        let me = asker.get("/api/v1/me").await.json();
        let owner = me["reader"]["id"].as_str().map(str::to_owned);
        let status = if path.ends_with("/withdrawal") { Status::Published } else { Status::Draft };
        return path.replace("{number}", &fresh_story(paper, status, owner).await.to_string());
    }
    if path.contains("/jobs/{id}") {
        return path.replace("{id}", &parked_job(paper).await);
    }
    let id = if path.contains("/subscriptions/") { &things.subscription } else { &things.reader };
    let slugs =
        [("/plans/", "super-saver"), ("/sections/", "markets"), ("/authors/", "farhan-qureshi")];
    let slug =
        slugs.iter().find(|(part, _)| path.contains(*part)).map_or("about", |(_, slug)| slug);
    path.replace("{id}", id).replace("{slug}", slug)
}

async fn ask(paper: &TestPaper, row: &Row, things: &Things, asker: &Browser, n: usize) -> Reply {
    let (method, _, _, fields) = row;
    let path = fill(paper, row, things, asker).await;
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| (*name, value.replace("{n}", &n.to_string()))).collect();
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if *method == Method::GET { asker.get(&path).await } else { asker.post(&path, &fields).await }
}

on_both_databases! {
    /// Nobody does more than their role, or less.
    async fn each_role_does_its_part_and_no_other(paper: TestPaper) {
        let wanted: BTreeSet<_> = routes_in_sources().into_iter().filter(|(_, path)| path.starts_with("/desk")).collect();
        let listed: BTreeSet<_> = MATRIX.iter().map(|(method, path, ..)| (*method, (*path).to_owned())).collect();
        assert_eq!(listed, wanted, "each desk route has a row here");
        let mut askers = Vec::new();
        for name in STAFF {
            askers.push((name, paper.browser_of(name).await));
        }
        let things = things(paper, &askers[0].1).await;
        askers.push(("reader", paper.browser_of("registered").await));
        askers.push(("stranger", paper.browser()));
        let mut wrong = Vec::new();
        for (index, row) in MATRIX.iter().enumerate() {
            let (method, path, may, _) = row;
            for (place, (name, asker)) in askers.iter().enumerate() {
                let reply = ask(paper, row, &things, asker, index * 10 + place).await;
                let expected = match *name {
                    "stranger" if *method == "GET" => {
                        reply.status == StatusCode::SEE_OTHER && reply.location().starts_with("/login?next=/desk")
                    }
                    // A long text is kept on the page that says so.
                    "stranger" if row.3 == STORY || path.starts_with("/desk/pages/") => {
                        reply.status == StatusCode::FORBIDDEN && reply.text().contains("Matrix")
                    }
                    // Any other post cannot be repeated after the log-in, so that leads to the desk.
                    "stranger" => reply.status == StatusCode::SEE_OTHER && reply.location() == "/login?next=/desk",
                    name if !may.contains(&name) => reply.status == StatusCode::FORBIDDEN,
                    _ if *method == "GET" => reply.status == StatusCode::OK,
                    // This form brings files, so it comes in another form.
                    _ if *path == "/desk/appearance" => reply.status == StatusCode::BAD_REQUEST,
                    // A code is shown once, on the page that made it.
                    _ if path.ends_with("/codes") => reply.status == StatusCode::OK,
                    // Whoever has not seen the draft changes nothing in it, and is told.
                    _ if path.starts_with("/desk/meter/") => reply.status == StatusCode::CONFLICT,
                    // Nothing of the cast's was collected wrongly, and so much is said to who may know.
                    _ if path.ends_with("/refund") => reply.status == StatusCode::CONFLICT,
                    _ => reply.status == StatusCode::SEE_OTHER && reply.location().starts_with("/desk/"),
                };
                if !expected {
                    wrong.push(format!("{name}: {method} {path}: {} {}", reply.status, reply.location()));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// After the log-in the desk goes on where it was asked for, query and all.
    async fn log_in_leads_back_to_the_desks_page(paper: TestPaper) {
        let browser = paper.browser();
        let asked = browser.get("/desk/readers?search=sub").await.location();
        assert_eq!(asked, "/login?next=/desk/readers%3Fsearch%3Dsub");
        assert!(browser.get(&asked).await.text().contains("name=\"next\" value=\"/desk/readers?search=sub\""));
    }

    /// What a form adds of its own makes nobody more than they are.
    async fn forms_cannot_carry_roles(paper: TestPaper) {
        let browser = paper.browser();
        let fields = [("email", "nina@readers.test"), ("password", "tea and the morning paper"), ("roles", "owner"), ("role", "owner"), ("verified_at", "1"), ("id", "1")];
        browser.post("/register", &fields).await;
        let link = paper.link_in(&paper.latest_letter_to("nina@readers.test").await, crate::accounts::CONFIRM);
        browser.get(&link).await;
        assert_eq!(browser.get("/desk").await.status, StatusCode::FORBIDDEN);
    }

    /// A role that is taken away, or given, counts at the next request.
    async fn roles_change_at_the_next_request(paper: TestPaper) {
        let (owner, editor) = (paper.browser_of("owner").await, paper.browser_of("editor").await);
        let id = editor.get("/api/v1/me").await.json()["reader"]["id"].as_str().unwrap().to_owned();
        assert_eq!(editor.get("/desk/sections").await.status, StatusCode::OK);
        let path = format!("/desk/readers/{id}/roles");
        for (roles, desk, sections, readers) in [("support", 200, 403, 200), ("author editor", 200, 200, 403), ("", 403, 403, 403), ("", 403, 403, 403)] {
            assert_eq!(owner.post(&path, &[("roles", roles)]).await.status, StatusCode::SEE_OTHER);
            let statuses = [editor.get("/desk").await, editor.get("/desk/sections").await, editor.get("/desk/readers").await];
            assert_eq!(statuses.map(|reply| reply.status.as_u16()), [desk, sections, readers], "{roles}");
        }
        // Who joins the staff again logs in again: a reader's log-in does not open the desk.
        owner.post(&path, &[("roles", "editor")]).await;
        assert_eq!(editor.get("/desk").await.location(), "/login?next=/desk");
        assert_eq!(owner.post(&path, &[("roles", "king")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let own = owner.get("/api/v1/me").await.json()["reader"]["id"].as_str().unwrap().to_owned();
        assert_eq!(owner.post(&format!("/desk/readers/{own}/roles"), &[("roles", "")]).await.status, StatusCode::CONFLICT);
        assert_eq!(owner.post(&format!("/desk/readers/{own}/closure"), &[]).await.status, StatusCode::CONFLICT);
        // Circulation closes readers' accounts, not the staff's.
        let circulation = paper.browser_of("circulation").await;
        for path in [format!("/desk/readers/{own}/closure"), format!("/desk/readers/{id}/closure")] {
            assert_eq!(circulation.post(&path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        // What the owner closed among the staff, circulation does not open again.
        assert_eq!(owner.post(&format!("/desk/readers/{id}/closure"), &[]).await.status, StatusCode::SEE_OTHER);
        let reopened = circulation.post(&format!("/desk/readers/{id}/closure/withdraw"), &[]).await;
        assert_eq!(reopened.status, StatusCode::FORBIDDEN);
        assert_eq!(circulation.post(&format!("/desk/readers/{own}/sessions/revocation"), &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(owner.get("/desk").await.status, StatusCode::OK);
    }
}
