use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use audit::{Access, Planted, PlantedStory, leak::Canary};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Response, StatusCode, Uri},
};
use futures_util::StreamExt as _;
use serde_json::{Value, json};

use crate::{
    answers::{Asked, Decision, as_json, not_found, open, page, redirect, rot13, set, wall},
    holes::Hole,
};

const PREFIX: &str = "zqleaky";
const LIMIT: usize = 3;
const SMALL: usize = 12;
const LEAD: &str = "The lead is for everyone who comes by.";

/// What each device read.
type Devices = Arc<Mutex<BTreeMap<String, BTreeSet<String>>>>;

/// A paper in memory.
pub(crate) struct LeakyPaper {
    pub(crate) base: String,
    shared: Arc<Shared>,
}

struct Shared {
    hole: Option<Hole>,
    stories: Vec<Story>,
    /// What each device read.
    devices: Devices,
    /// Who is logged in: by token.
    sessions: Mutex<BTreeMap<String, String>>,
    tokens: AtomicU64,
    asked_of_the_api: AtomicU64,
}

#[derive(Clone)]
struct Story {
    slug: String,
    access: Access,
    word: String,
    body: String,
    is_draft: bool,
}

impl Story {
    fn new(slug: &str, access: Access) -> Self {
        let word = format!("{PREFIX}{}x", slug.replace('-', ""));
        let body = format!(
            "One locked paragraph of {slug}, in which {word} stands and nothing else of note."
        );
        Self { slug: slug.to_owned(), access, word, body, is_draft: false }
    }

    fn path(&self) -> String {
        format!("/news/{}", self.slug)
    }

    fn planted(&self) -> PlantedStory {
        PlantedStory {
            path: self.path(),
            id: self.slug.clone(),
            access: self.access,
            canaries: vec![Canary { word: self.word.clone(), place: "paragraph".to_owned() }],
            lines: vec![self.body.clone()],
            public: format!("A headline\n{LEAD}"),
        }
    }
}

impl LeakyPaper {
    pub(crate) async fn start(hole: Option<Hole>) -> Self {
        let mut stories = vec![
            Story::new("free", Access::Free),
            Story::new("metered", Access::Metered),
            Story::new("registered", Access::Registered),
            Story::new("premium", Access::Premium),
            Story::new("length-a", Access::Premium),
            Story::new("length-b", Access::Premium),
            Story { is_draft: true, ..Story::new("draft", Access::Free) },
        ];
        stories[5].body.push_str(&" More of the same.".repeat(500));
        stories.extend((1..=SMALL).map(|n| Story::new(&format!("small-{n}"), Access::Metered)));
        let shared = Arc::new(Shared {
            hole,
            stories,
            devices: Devices::default(),
            sessions: Mutex::default(),
            tokens: AtomicU64::new(1),
            asked_of_the_api: AtomicU64::new(0),
        });
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(answer).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, shared }
    }

    pub(crate) fn planted(&self) -> Planted {
        let of = |slugs: &str| {
            let chosen = self.shared.stories.iter().filter(|story| story.slug.starts_with(slugs));
            chosen.map(Story::planted).collect::<Vec<_>>()
        };
        Planted {
            prefix: PREFIX.to_owned(),
            stories: ["metered", "registered", "premium"].into_iter().flat_map(of).collect(),
            small: of("small"),
            hidden: of("draft"),
            lengths: of("length"),
        }
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let body = String::from_utf8_lossy(&body).into_owned();
    let asked = Asked { method, uri, headers, body };
    let path = asked.uri.path().to_owned();
    if asked.method == Method::POST {
        return shared.take(&path, &asked).await;
    }
    if asked.method != Method::GET && asked.method != Method::HEAD {
        return page(StatusCode::METHOD_NOT_ALLOWED, "<p>No</p>");
    }
    if path == "/api/v1/stories" {
        return shared.list();
    }
    if let Some(id) = path.strip_prefix("/api/v1/stories/") {
        return shared.show_by_id(id, &asked).await;
    }
    if let Some(reply) = shared.show_at(&path, &asked).await {
        return reply;
    }
    shared.other_page(&path, &asked)
}

impl Shared {
    fn has(&self, hole: Hole) -> bool {
        self.hole == Some(hole)
    }

    fn fresh_token(&self) -> String {
        format!("{:032x}", self.tokens.fetch_add(1, Ordering::Relaxed) * 0x1_0001_0001_0001)
    }

    fn find(&self, slug: &str) -> Option<&Story> {
        self.stories.iter().find(|story| story.slug == slug)
    }

    /// What is posted.
    async fn take(&self, path: &str, asked: &Asked) -> Response<Body> {
        match path {
            "/login" => {
                let name = asked.body.split(['=', '%']).nth(1).unwrap_or("").to_owned();
                let token = self.fresh_token();
                let mut sessions = self.sessions.lock().expect("sessions");
                let others = sessions.values().filter(|other| **other == name).count();
                if self.has(Hole::DeviceLimit) && others > 3 {
                    sessions.retain(|_, other| *other != name);
                }
                sessions.insert(token.clone(), name);
                let mut response = redirect("/account");
                set(&mut response, "set-cookie", &format!("masthead_session={token}; HttpOnly"));
                response
            }
            "/logout" => {
                if !self.has(Hole::LogOutForgetsCookieOnly) {
                    let token = asked.cookie("masthead_session").unwrap_or("");
                    self.sessions.lock().expect("sessions").remove(token);
                }
                let mut response = redirect("/");
                set(&mut response, "set-cookie", "masthead_session=; Max-Age=0");
                response
            }
            "/api/v1/access" => page(StatusCode::UNAUTHORIZED, "<p>No key</p>"),
            _ if self.has(Hole::MethodOverride)
                && !asked.header("x-http-method-override").is_empty() =>
            {
                self.show_at(path, asked).await.unwrap_or_else(not_found)
            }
            _ => page(StatusCode::METHOD_NOT_ALLOWED, "<p>No</p>"),
        }
    }

    fn list(&self) -> Response<Body> {
        let item = |story: &Story| {
            json!({
                "id": story.slug, "url": story.path(), "headline": "A headline", "lead": LEAD,
                "access": story.access.as_str(), "required_benefit": null,
            })
        };
        let shown = |story: &&Story| !story.is_draft || self.has(Hole::DraftIsListed);
        let items: Vec<Value> = self.stories.iter().filter(shown).map(item).collect();
        as_json(&json!({ "items": items, "next_cursor": null }), &open("list"))
    }

    async fn show_by_id(&self, id: &str, asked: &Asked) -> Response<Body> {
        let Some(story) = self.find(id).filter(|story| !story.is_draft) else { return not_found() };
        let decision = self.decide(story, asked).await;
        let asked_before = self.asked_of_the_api.fetch_add(1, Ordering::Relaxed);
        if self.has(Hole::BulkIsSlowed) && asked_before > 8 && self.who(asked).is_some() {
            return page(StatusCode::TOO_MANY_REQUESTS, "<p>Slowly</p>");
        }
        let mut answer =
            json!({ "id": id, "lead": LEAD, "decision": { "open": decision.is_open } });
        if decision.is_open || (self.has(Hole::FieldsBody) && asked.query().contains("fields=body"))
        {
            answer["body"] = json!(self.body_for(story));
        }
        as_json(&answer, &decision)
    }

    fn body_for(&self, story: &Story) -> String {
        let whole = format!("<p>{}</p>", story.body);
        if self.has(Hole::SubscriberLacksAWord) { whole.replace(&story.word, "…") } else { whole }
    }

    async fn show_at(&self, path: &str, asked: &Asked) -> Option<Response<Body>> {
        let lower = path.to_lowercase();
        let path = if self.has(Hole::Capitals) { lower.as_str() } else { path };
        let slug = path.strip_prefix("/news/")?;
        let slug = if self.has(Hole::AnySuffix) { slug.split('/').next()? } else { slug };
        let story = self.find(slug)?;
        if story.is_draft && !(self.has(Hole::Preview) && asked.query().contains("preview=true")) {
            return self
                .has(Hole::DraftIsForbidden)
                .then(|| page(StatusCode::FORBIDDEN, "<p>Not yet</p>"));
        }
        let mut decision = self.decide(story, asked).await;
        if self.has(Hole::Capitals) && asked.uri.path() != lower {
            decision = open("spelling");
        }
        if decision.says == "wall; because=newcomer" && !asked.query().contains("_d=1") {
            let mut response = redirect(&format!("{path}?_d=1"));
            self.give_device(&mut response);
            set(&mut response, "masthead-access", &decision.says);
            return Some(response);
        }
        Some(self.story_page(story, &decision, asked))
    }

    fn give_device(&self, response: &mut Response<Body>) {
        let device = self.fresh_token();
        set(response, "set-cookie", &format!("masthead_device={device}; HttpOnly"));
        self.devices.lock().expect("devices").insert(device, BTreeSet::new());
    }

    fn story_page(&self, story: &Story, decision: &Decision, asked: &Asked) -> Response<Body> {
        let mut main = format!(
            "<meta name=\"description\" content=\"{LEAD}\"><meta property=\"og:title\" content=\"A headline\">\
             <meta property=\"og:image\" content=\"/picture.png?{}\"><h1>A headline</h1><p>{LEAD}</p>",
            story.slug
        );
        if decision.is_open {
            main.push_str(&format!(
                "<article data-access=\"open\">{}</article>",
                self.body_for(story)
            ));
        } else {
            let because = decision.says.rsplit("because=").next().unwrap_or("").split(';').next();
            main.push_str(&format!(
                "<div data-wall=\"{}\"><a href=\"/login\">Log in</a></div>",
                because.unwrap_or("")
            ));
            if self.has(Hole::HiddenByStyle) {
                main.push_str(&format!("<div hidden>{}</div>", story.body));
            }
            if self.has(Hole::SizeTells) {
                main.push_str(&" ".repeat(story.body.len()));
            }
        }
        if self.has(Hole::HostIsRepeated) {
            main.push_str(asked.header("x-forwarded-host"));
        }
        let mut response = page(StatusCode::OK, &main);
        set(&mut response, "masthead-access", &decision.says);
        let kept = self.has(Hole::SubscriberMayBeKept) && decision.is_open;
        set(&mut response, "cache-control", if kept { "max-age=600" } else { "private, no-store" });
        if decision.says == "wall; because=newcomer" {
            self.give_device(&mut response);
        }
        self.wire_holes(story, decision, asked, response)
    }

    /// What may be wrong with how a page is sent.
    fn wire_holes(
        &self,
        story: &Story,
        decision: &Decision,
        asked: &Asked,
        mut response: Response<Body>,
    ) -> Response<Body> {
        let range = self.has(Hole::Range) && asked.header("range") == "bytes=2000-";
        if range {
            *response.body_mut() = Body::from(story.body.clone());
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        }
        if self.has(Hole::HeadTellsLength) && asked.method == Method::HEAD {
            set(&mut response, "content-length", "54321");
        }
        if self.has(Hole::NotModified) {
            set(&mut response, "etag", "\"one-for-all\"");
            if asked.header("if-none-match") == "\"one-for-all\"" {
                *response.status_mut() = StatusCode::NOT_MODIFIED;
                *response.body_mut() = Body::empty();
            }
        }
        let counted_later = self.has(Hole::CountedAtTheEnd) && decision.says.contains("metered");
        match asked.cookie("masthead_device").filter(|_| counted_later) {
            Some(device) => self.counted_at_the_end(story, device, response),
            None => response,
        }
    }

    /// A page that is counted with its last bytes: whoever hangs up before them never is.
    fn counted_at_the_end(
        &self,
        story: &Story,
        device: &str,
        response: Response<Body>,
    ) -> Response<Body> {
        let (devices, device) = (self.devices.clone(), device.to_owned());
        let (slug, text) = (story.slug.clone(), format!("<p>{}</p>", self.body_for(story)));
        let first = futures_util::stream::once(async move { Ok::<_, std::io::Error>(text) });
        let last = futures_util::stream::once(async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            devices.lock().expect("devices").entry(device).or_default().insert(slug);
            Ok("<p>The end.</p>".to_owned())
        });
        let (parts, _) = response.into_parts();
        Response::from_parts(parts, Body::from_stream(first.chain(last)))
    }

    fn who(&self, asked: &Asked) -> Option<String> {
        let token = asked.cookie("masthead_session")?;
        let sessions = self.sessions.lock().expect("sessions");
        if self.has(Hole::HalfASession) {
            let half = |known: &String| {
                token.len() >= 16 && known[..30.min(token.len())] == token[..30.min(token.len())]
            };
            return sessions.iter().find(|(known, _)| half(known)).map(|(_, name)| name.clone());
        }
        sessions.get(token).cloned()
    }

    async fn decide(&self, story: &Story, asked: &Asked) -> Decision {
        let agent = asked.header("user-agent");
        let is_open_by_hole = (self.has(Hole::Referer)
            && asked.header("referer").contains("google"))
            || (self.has(Hole::Crawler) && agent.contains("Googlebot"))
            || (self.has(Hole::CrawlersAddress)
                && agent.contains("Googlebot")
                && asked.header("x-real-ip") == "66.249.66.1")
            || (self.has(Hole::Archive) && agent.contains("archive"))
            || (self.has(Hole::Amp) && asked.query() == "amp=1")
            || (self.has(Hole::VisitorsClock) && asked.header("date").contains("2099"))
            || (self.has(Hole::UnsignedToken) && asked.header("authorization").ends_with('.'))
            || (self.has(Hole::MarkOpens) && asked.query() == "_d=1")
            || (self.has(Hole::Gifts) && asked.query().starts_with("gift="))
            || (self.has(Hole::Preview) && asked.query().contains("preview=true"))
            || (self.has(Hole::MethodOverride) && asked.method == Method::POST);
        let who = self.who(asked);
        match (story.access, who.as_deref()) {
            _ if is_open_by_hole => open("hole"),
            (Access::Free, _) => open("free"),
            (_, Some("subscriber")) => open("benefit"),
            (Access::Premium, Some("lapsed")) if self.has(Hole::LapsedReads) => open("benefit"),
            (Access::Premium, _) => wall("premium"),
            (_, Some(_)) => open("registered"),
            (Access::Registered, None) => wall("register"),
            (Access::Metered, None) => self.count(story, asked).await,
        }
    }

    async fn count(&self, story: &Story, asked: &Asked) -> Decision {
        if self.has(Hole::OpenWithoutCookie) && asked.cookie("masthead_device").is_none() {
            return open("metered");
        }
        if asked.header("user-agent").contains("ot/")
            || asked.header("user-agent").contains("Google")
        {
            return wall("crawler");
        }
        let device = asked.cookie("masthead_device").unwrap_or("").to_owned();
        let read = self.devices.lock().expect("devices").get(&device).cloned();
        let Some(mut read) = read else { return wall("newcomer") };
        if self.has(Hole::AddressIsTheDevice) && !asked.header("x-real-ip").is_empty() {
            read.clear();
        }
        let is_new = !read.contains(&story.slug);
        if asked.method == Method::HEAD || (is_new && read.len() >= LIMIT) {
            let used = read.len() + usize::from(self.has(Hole::WallsAreCounted));
            return wall(&format!("limit; used={used}; limit={LIMIT}"));
        }
        if self.has(Hole::CountedAtTheEnd) {
            return open(&format!("metered; used={}; limit={LIMIT}", read.len()));
        }
        if self.has(Hole::Race) {
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        self.keep(&device, story)
            .unwrap_or_else(|| wall(&format!("limit; used={LIMIT}; limit={LIMIT}")))
    }

    /// Counts in one step, if there is room.
    fn keep(&self, device: &str, story: &Story) -> Option<Decision> {
        let mut devices = self.devices.lock().expect("devices");
        let read = devices.get_mut(device)?;
        if !read.contains(&story.slug)
            && read.len() >= LIMIT
            && !self.has(Hole::Race)
            && !self.has(Hole::AddressIsTheDevice)
        {
            return None;
        }
        read.insert(story.slug.clone());
        Some(open(&format!("metered; used={}; limit={LIMIT}", read.len())))
    }

    /// Pages that are no stories.
    fn other_page(&self, path: &str, asked: &Asked) -> Response<Body> {
        let surfaces = [
            ("/feeds/rss.xml", Hole::Feed),
            ("/archive", Hole::Search),
            ("/sw.js", Hole::ServiceWorker),
            ("/epaper", Hole::Epaper),
            ("/newsletters", Hole::Newsletters),
        ];
        if surfaces.iter().any(|(at, hole)| *at == path && self.has(*hole)) {
            return page(StatusCode::OK, "<p>Here I am.</p>");
        }
        // Codes may be guessed there as often as one likes.
        if path == "/institution" && self.has(Hole::Vouchers) {
            return page(StatusCode::UNPROCESSABLE_ENTITY, "<p>No such code.</p>");
        }
        if self.has(Hole::Traversal) && path.contains("..%2f..%2f") {
            return page(StatusCode::OK, "root:x:0:0");
        }
        let premium = self.find("premium").expect("a premium story");
        match path {
            "/app.js" if self.has(Hole::ScriptHoldsText) => {
                page(StatusCode::OK, &rot13(&premium.body))
            }
            "/picture.png" if self.has(Hole::PictureHoldsText) => {
                page(StatusCode::OK, &premium.body)
            }
            "/about" if self.has(Hole::Template) => page(StatusCode::OK, "<p>{{ name }}</p>"),
            "/login" => page(StatusCode::OK, asked.header("x-none")),
            "/" | "/news" | "/subscribe" | "/register" | "/about" | "/privacy" | "/terms"
            | "/account" | "/app.js" | "/picture.png" => page(StatusCode::OK, "<p>A page.</p>"),
            _ => not_found(),
        }
    }
}
