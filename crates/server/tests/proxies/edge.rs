//! A static site behind the configurations of `docs/edge`, as they stand there: real
//! nginx, Caddy and Varnish ask the paper about each story.
//!
//! For `cargo xtask ci`'s step `edge`, which sets `MASTHEAD_TEST_EDGE`; elsewhere the
//! tests say so and pass.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use http::{Method, StatusCode};
use server::api::{KeyScope, add_key};
use testkit::{Browser, Options, Reply, TestDatabase, TestPaper};

const TOKEN: &str = "zq7sitetoken";

/// The proxy, the site behind it, and the paper that it asks.
struct Edge {
    kind: &'static str,
    base: String,
    /// None once it has been stopped.
    paper: Option<TestPaper>,
    folder: PathBuf,
    processes: Vec<Child>,
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn documented(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/edge").join(name);
    std::fs::read_to_string(file).expect("a configuration in docs/edge")
}

/// Replaces what an operator would replace; each must stand there.
fn filled_in(name: &str, pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(documented(name), |text, (from, to)| {
        assert!(text.contains(from), "{name} has no {from}");
        text.replace(from, to)
    })
}

/// A site of stories, each holding [`TOKEN`], and of what is free.
fn write_site(root: &Path) {
    let write = |path: &str, text: &str| {
        let file = root.join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(file, text).expect("a file");
    };
    for index in 0..12 {
        write(&format!("news/story-{index}"), &format!("<p>{TOKEN} {index}</p>"));
    }
    write("premium/story", &format!("<p>{TOKEN} premium</p>"));
    write("static/style.css", "p { color: black }");
    write("index.html", "<h1>The site</h1>");
    write("masthead-down.html", &documented("masthead-down.html"));
}

impl Edge {
    async fn start(kind: &'static str) -> Option<Self> {
        if std::env::var("MASTHEAD_TEST_EDGE").is_err() {
            eprintln!("skipped behind {kind}: MASTHEAD_TEST_EDGE is not set");
            return None;
        }
        let port = free_port();
        let base = format!("http://127.0.0.1:{port}");
        let options = Options::default()
            .set("server.trusted_proxies=127.0.0.1")
            .set(&format!("paper.url={base}"))
            .toml(&rules(&base));
        let paper = TestPaper::start(TestDatabase::sqlite(), options).await;
        // Not the paper’s, which goes with it.
        let folder = std::env::temp_dir().join(format!("masthead-edge-{port}"));
        let root = folder.join("site");
        write_site(&root);
        let key = add_key(&paper.paper.db, &paper.paper.ambient, "edge", KeyScope::Access).await;
        let backend = paper.base.trim_start_matches("http://").to_owned();
        let mut edge = Self { kind, base, paper: Some(paper), folder, processes: Vec::new() };
        edge.begin(port, &root, &backend, &key.expect("a key"));
        edge.wait().await;
        Some(edge)
    }

    fn begin(&mut self, port: u16, root: &Path, paper: &str, key: &str) {
        let (host, root) = (format!("127.0.0.1:{port}"), root.display().to_string());
        let common = [("mk_YOUR_SERVICE_KEY", key), ("www.example.com", &host)];
        match self.kind {
            "nginx" | "nginx-open" => {
                let listen = format!("listen {host};");
                let mut site = filled_in(
                    "nginx.conf",
                    &[
                        ("X-Original-Host www.example.com", &format!("X-Original-Host {host}")),
                        ("server_name www.example.com", "server_name 127.0.0.1"),
                        ("mk_YOUR_SERVICE_KEY", key),
                        ("server 127.0.0.1:8080", &format!("server {paper}")),
                        ("/srv/site", &root),
                        ("listen 80;", &listen),
                    ],
                );
                if self.kind == "nginx-open" {
                    site = with_open_news(&site);
                }
                self.run_nginx("edge", &site);
            }
            "caddy" => {
                let mut pairs = common.to_vec();
                pairs.extend([("127.0.0.1:8080", paper), ("/srv/site", &*root)]);
                let site = filled_in("Caddyfile", &pairs);
                let site =
                    site.replacen(&format!("\n{host} {{"), &format!("\nhttp://{host} {{"), 1);
                let file = self.write("Caddyfile", &format!("{{\n\tadmin off\n}}\n{site}"));
                let mut command = Command::new("caddy");
                command.args(["run", "--adapter", "caddyfile", "--config"]).arg(file);
                self.spawn(command.env("HOME", &self.folder));
            }
            _ => {
                let site = free_port();
                let files = format!("server {{ listen 127.0.0.1:{site}; root {root}; }}");
                self.run_nginx("site", &files);
                let (_, paper_port) = paper.split_once(':').expect("a port");
                let mut pairs = common.to_vec();
                let (paper_port, site) = (format!("\"{paper_port}\""), format!("\"{site}\""));
                pairs.extend([("\"8080\"", &*paper_port), ("\"9000\"", &*site)]);
                let file = self.write("varnish.vcl", &filled_in("varnish.vcl", &pairs));
                let mut command = Command::new("varnishd");
                command.args(["-F", "-j", "none", "-s", "malloc,32m", "-T", "none", "-a", &host]);
                command.arg("-f").arg(file).arg("-n").arg(self.folder.join("varnish"));
                self.spawn(&mut command);
            }
        }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.folder.join(name);
        std::fs::write(&file, text).expect("a configuration");
        file
    }

    /// nginx with `servers` in its http block.
    fn run_nginx(&mut self, name: &str, servers: &str) {
        let place = self.folder.display();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {place}/{name}-{kind};\n"))
            .concat();
        let file = self.write(
            &format!("{name}.conf"),
            &format!(
                "daemon off; pid {place}/{name}.pid; error_log stderr; worker_processes 1;
events {{ worker_connections 512; }}
http {{ access_log off; default_type text/html; types {{ text/css css; }}
{temporary}{servers}\n}}\n"
            ),
        );
        let mut command = Command::new("nginx");
        self.spawn(command.arg("-p").arg(&self.folder).arg("-c").arg(file));
    }

    fn spawn(&mut self, command: &mut Command) {
        let log = std::fs::File::create(self.folder.join("log")).expect("a log");
        let started = command.stdout(Stdio::null()).stderr(log).spawn();
        self.processes.push(started.unwrap_or_else(|error| panic!("{}: {error}", self.kind)));
    }

    async fn wait(&self) {
        for _ in 0..200 {
            if std::net::TcpStream::connect(self.base.trim_start_matches("http://")).is_ok()
                && self.browser().get("/").await.status == StatusCode::OK
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        panic!("{} does not answer: {log}", self.kind);
    }

    fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }
}

/// What the documentation tells an operator to do: the location twice, one of them open.
fn with_open_news(site: &str) -> String {
    let begin = "    location ~ ^/(news|premium)/ {";
    let (before, rest) = site.split_once(begin).expect("the stories' location");
    let (block, after) = rest.split_once("\n    }\n").expect("its end");
    let closed = format!("    location ~ ^/premium/ {{{block}\n    }}\n");
    let open = format!("    location ~ ^/news/ {{{block}\n    }}\n")
        .replace("$masthead_when_down closed", "$masthead_when_down open");
    format!("{before}{closed}{open}{after}")
}

impl Drop for Edge {
    fn drop(&mut self) {
        for process in &mut self.processes {
            // Their own children end with them on a polite request only.
            let _ = Command::new("kill").args(["-TERM", &process.id().to_string()]).status();
            let _ = process.wait();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn rules(base: &str) -> String {
    let rule = |path: &str, access: &str| {
        format!("[[outside.origins.rules]]\npath = \"{path}\"\naccess = \"{access}\"\n")
    };
    format!("[[outside.origins]]\nurl = \"{base}\"\notherwise = \"free\"\n")
        + &rule("/premium/*", "premium")
        + &rule("/news/*", "metered")
}

fn is_open(reply: &Reply) -> bool {
    reply.status == StatusCode::OK && reply.text().contains(TOKEN)
}

fn assert_wall(reply: &Reply, reason: &str, what: &str) {
    assert!(!reply.text().contains(TOKEN), "{what} leaks");
    assert_eq!(reply.status, StatusCode::OK, "{what}: {}", reply.text());
    assert!(
        reply.access().starts_with(&format!("wall; because={reason}")),
        "{what}: {}",
        reply.access()
    );
    assert!(reply.text().contains(&format!("data-wall=\"{reason}\"")), "{what}: {}", reply.text());
}

async fn with_method(browser: &Browser, method: Method, path: &str) -> Reply {
    let request = browser.request(method, path, &[]);
    browser.send(request.body(axum::body::Body::empty()).expect("a request")).await
}

/// All that a reader meets behind an edge.
async fn walk(kind: &'static str) {
    let Some(edge) = Edge::start(kind).await else { return };
    let reader = edge.browser();
    for path in ["/", "/static/style.css"] {
        let page = reader.get(path).await;
        assert_eq!((page.status, page.header("set-cookie")), (StatusCode::OK, ""), "{kind} {path}");
    }
    // A newcomer is sent round once, and then five stories open.
    let first = reader.get("/news/story-0?utm=x").await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{kind}: {}", first.text());
    assert_eq!(first.location(), "/news/story-0?utm=x&_d=1");
    for index in 0..5 {
        // HEAD and what is fetched ahead count nothing, and tell no length.
        let head = with_method(&reader, Method::HEAD, &format!("/news/story-{}", index + 6)).await;
        assert!(head.access().starts_with("wall"), "{kind}: {}", head.access());
        let ahead = reader.get_with("/news/story-11", &[("sec-purpose", "prefetch")]).await;
        assert_wall(&ahead, "newcomer", kind);
        let path = if index == 0 { first.location() } else { format!("/news/story-{index}") };
        let page = reader.get(&path).await;
        assert!(is_open(&page), "{kind} {path}: {} {}", page.status, page.text());
        assert_eq!(page.access(), format!("open; because=metered; used={}; limit=5", index + 1));
        assert_eq!(page.header("cache-control"), "private, no-store", "{kind}");
        assert!(is_open(&reader.get(&path).await), "{kind}: read again");
    }
    assert_wall(&reader.get("/news/story-5").await, "limit", kind);
    assert_wall(&reader.get("/premium/story").await, "premium", kind);
    without_cookies(&edge).await;
    forgeries(&edge, &reader).await;
    subscriber(&edge).await;
    without_the_paper(edge).await;
}

async fn without_cookies(edge: &Edge) {
    for _ in 0..3 {
        let page = edge.browser().get("/news/story-1").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", edge.kind);
        assert_wall(&edge.browser().get("/news/story-1?_d=1").await, "newcomer", edge.kind);
    }
    let crawler = [("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)")];
    assert_wall(&edge.browser().get_with("/news/story-1", &crawler).await, "newcomer", edge.kind);
}

/// Whatever a reader says in headers and spellings, closed stays closed.
async fn forgeries(edge: &Edge, reader: &Browser) {
    for (name, value) in [
        ("x-original-uri", "/"),
        ("x-original-uri", "/news/story-0"),
        ("x-forwarded-uri", "/"),
        ("x-original-method", "HEAD"),
        ("x-forwarded-method", "HEAD"),
        ("x-original-host", "evil.test"),
        ("x-forwarded-host", "evil.test"),
        ("masthead-access", "open; because=staff"),
        ("masthead-wall", ""),
        ("masthead-decision", "eyJhbGciOiJub25lIn0.e30."),
        ("x-masthead-state", "open"),
        ("authorization", "Bearer mk_AAAA"),
        ("x-forwarded-for", "66.249.66.1"),
        ("if-none-match", "*"),
        ("range", "bytes=0-5"),
    ] {
        for path in ["/news/story-5", "/premium/story"] {
            let page = reader.get_with(path, &[(name, value)]).await;
            assert!(!page.text().contains("zq7"), "{} {name}: {value} opens {path}", edge.kind);
            assert!(
                !page.status.is_server_error(),
                "{} {name}: {value}: {}",
                edge.kind,
                page.status
            );
        }
    }
    for path in [
        "//premium/story",
        "/premium//story",
        "/%70remium/story",
        "/premium%2fstory",
        "/./premium/story",
        "/news/../premium/story",
        "/static/../premium/story",
        "/static/..%2fpremium/story",
        "/Premium/story",
        "/premium/story/",
        "/premium/story?x=/static/style.css",
        "/premium/story%00",
        "/premium;a/story",
        "/api/v1/gate",
        "/api/v1/gate/wall",
        "/_masthead/gate",
    ] {
        let page = reader.get(path).await;
        assert!(!page.text().contains(TOKEN), "{} {path} opens", edge.kind);
        assert!(!page.status.is_server_error(), "{} {path}: {}", edge.kind, page.status);
    }
    let posted = with_method(reader, Method::POST, "/premium/story").await;
    assert!(!posted.text().contains(TOKEN), "{}: POST opens", edge.kind);
}

async fn subscriber(edge: &Edge) {
    let browser = edge.browser();
    browser.log_in("subscriber@demo.test", server::demo::PASSWORD).await;
    for path in (0..12).map(|index| format!("/news/story-{index}")).chain(["/premium/story".into()])
    {
        let page = browser.get(&path).await;
        assert!(is_open(&page), "{} {path}: {}", edge.kind, page.text());
        assert_eq!(page.access(), "open; because=benefit", "{path}");
    }
    // Nobody else gets what a cache may have kept.
    assert_wall(&edge.browser().get("/premium/story").await, "premium", edge.kind);
    assert_eq!(browser.post("/logout", &[]).await.status, StatusCode::SEE_OTHER);
    assert_wall(&browser.get("/premium/story").await, "premium", edge.kind);
}

/// While the paper cannot be asked: closed, with a page that says so; the rest of the site is there.
async fn without_the_paper(mut edge: Edge) {
    edge.paper.take().expect("the paper").stop().await;
    let (kind, reader) = (edge.kind, edge.browser());
    for path in ["/news/story-0", "/premium/story"] {
        let page = reader.get(path).await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{kind} {path}: {}", page.text());
        assert!(page.text().contains("come back in a minute"), "{kind}: {}", page.text());
        assert!(!page.text().contains(TOKEN) && !page.header("retry-after").is_empty(), "{kind}");
    }
    assert_eq!(reader.get("/static/style.css").await.status, StatusCode::OK, "{kind}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edge_of_nginx_asks_the_paper() {
    walk("nginx").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edge_of_caddy_asks_the_paper() {
    walk("caddy").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edge_of_varnish_asks_the_paper() {
    walk("varnish").await;
}

/// The documented switch: metered stories open while the paper cannot be asked, premium ones do not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edge_of_nginx_can_fail_open_for_metered_stories() {
    let Some(mut edge) = Edge::start("nginx-open").await else { return };
    assert_eq!(edge.browser().get("/news/story-0").await.status, StatusCode::SEE_OTHER);
    edge.paper.take().expect("the paper").stop().await;
    assert!(is_open(&edge.browser().get("/news/story-0").await));
    for path in ["/premium/story", "/news/../premium/story", "/news/%2e%2e/premium/story"] {
        let page = edge.browser().get(path).await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{path}: {}", page.text());
        assert!(!page.text().contains(TOKEN), "{path}");
    }
}
