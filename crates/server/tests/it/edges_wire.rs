//! The listener: HTTP/1.1 and HTTP/2, clients that are slow, greedy or odd, and
//! an end that cuts nobody off. No database takes part, so these run on SQLite.

use std::time::{Duration, Instant};

use axum::body::Body;
use http::{Request, StatusCode, Version};
use http_body_util::BodyExt as _;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use testkit::{Options, TestDatabase, TestPaper};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Cut within this time; the listener's own patience is ten seconds.
const CUT_WITHIN: Duration = Duration::from_secs(15);

async fn start() -> TestPaper {
    TestPaper::start(TestDatabase::sqlite(), Options::default()).await
}

async fn connect(paper: &TestPaper) -> TcpStream {
    TcpStream::connect(paper.base.trim_start_matches("http://")).await.expect("a connection")
}

/// Sends bytes and reads what comes until the connection ends or a second passes without more.
async fn exchange(paper: &TestPaper, bytes: &[u8]) -> String {
    let mut stream = connect(paper).await;
    // A server that refuses may close before all is sent.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(Ok(count @ 1..)) =
        tokio::time::timeout(Duration::from_secs(1), stream.read(&mut piece)).await
    {
        answer.extend_from_slice(&piece[..count]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn status_of(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_heads_are_cut_and_others_do_not_wait() {
    let paper = start().await;
    let begun = Instant::now();
    let mut slow = connect(&paper).await;
    slow.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ").await.unwrap();
    let mut silent_after = connect(&paper).await;
    silent_after.write_all(b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\n").await.unwrap();
    let browser = paper.browser();
    let mut answer = Vec::new();
    // A byte a second is as slow as none.
    let drip = async {
        for _ in 0..15 {
            tokio::time::sleep(Duration::from_secs(1)).await;
            if slow.write_all(b"x").await.is_err() {
                break;
            }
            assert_eq!(browser.get("/healthz").await.status, StatusCode::OK);
            let read =
                tokio::time::timeout(Duration::from_millis(1), slow.read_buf(&mut answer)).await;
            if matches!(read, Ok(Ok(0) | Err(_))) {
                break;
            }
        }
    };
    drip.await;
    assert!(begun.elapsed() < CUT_WITHIN, "cut after {:?}", begun.elapsed());
    let mut rest = Vec::new();
    let silent = tokio::time::timeout(
        CUT_WITHIN.saturating_sub(begun.elapsed()),
        silent_after.read_to_end(&mut rest),
    );
    assert!(silent.await.is_ok(), "the other one is cut too");
    paper.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_never_say_which_protocol_are_cut() {
    let paper = start().await;
    let begun = Instant::now();
    let mut streams = Vec::new();
    for said in ["", "P", "PRI * HTTP/2.0", "GET / HTTP"] {
        let mut stream = connect(&paper).await;
        stream.write_all(said.as_bytes()).await.unwrap();
        streams.push((said, stream));
    }
    for (said, mut stream) in streams {
        let mut rest = Vec::new();
        let left = CUT_WITHIN.saturating_sub(begun.elapsed());
        let ended = tokio::time::timeout(left, stream.read_to_end(&mut rest)).await;
        assert!(ended.is_ok(), "“{said}” is still open after {:?}", begun.elapsed());
    }
    paper.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_stop_arriving_are_cut() {
    let paper = start().await;
    let begun = Instant::now();
    let mut stream = connect(&paper).await;
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nemail=",
        paper.base
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let ended = tokio::time::timeout(CUT_WITHIN, stream.read_to_end(&mut answer)).await;
    assert!(ended.is_ok(), "it waits for ever");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!([0, 400, 408].contains(&status_of(&answer)), "{answer}");
    assert!(begun.elapsed() >= Duration::from_secs(5), "and gives it some time first");
    paper.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn greedy_and_odd_heads_are_refused() {
    let paper = start().await;
    let host = "Host: 127.0.0.1\r\n";
    let large = format!("GET / HTTP/1.1\r\n{host}X-Large: {}\r\n\r\n", "x".repeat(64 << 10));
    assert_eq!(status_of(&exchange(&paper, large.as_bytes()).await), 431);
    let many: String = (0..200).map(|index| format!("X-{index}: 1\r\n")).collect();
    assert_eq!(
        status_of(
            &exchange(&paper, format!("GET / HTTP/1.1\r\n{host}{many}\r\n").as_bytes()).await
        ),
        431
    );
    let long = format!("GET /{} HTTP/1.1\r\n{host}\r\n", "x".repeat(70_000));
    assert!([414, 431].contains(&status_of(&exchange(&paper, long.as_bytes()).await)));
    // Two lengths, a length and chunks, a bare line feed in a name: nobody may read these two ways.
    for odd in [
        format!(
            "POST /login HTTP/1.1\r\n{host}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"
        ),
        format!("GET / HTTP/1.1\r\n{host}X Y: 1\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}X: a\0b\r\n\r\n"),
        format!(
            "POST /login HTTP/1.1\r\n{host}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"
        ),
        format!("GET / HTTP/9.9\r\n{host}\r\n"),
        "nonsense\r\n\r\n".to_owned(),
    ] {
        let answer = exchange(&paper, odd.as_bytes()).await;
        assert!([0, 400, 403, 505].contains(&status_of(&answer)), "{odd:?}: {answer}");
    }
    // Smuggling: what follows the chunks is not taken for a request of its own.
    let both = format!(
        "POST /login HTTP/1.1\r\n{host}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n{host}\r\n"
    );
    let answer = exchange(&paper, both.as_bytes()).await;
    assert!(
        answer.matches("HTTP/1.1 200").count() == 0 || answer.starts_with("HTTP/1.1 403"),
        "{answer}"
    );
    paper.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn absolute_forms_name_the_host() {
    let paper = start().await;
    let asked = |target: &str, host: &str| {
        format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    };
    for (target, host, status) in [
        ("http://127.0.0.1/healthz", "127.0.0.1", 200),
        ("http://evil.test/healthz", "127.0.0.1", 400),
        ("/healthz", "evil.test", 400),
        ("//evil.test/healthz", "127.0.0.1", 404),
    ] {
        let answer = exchange(&paper, asked(target, host).as_bytes()).await;
        assert_eq!(status_of(&answer), status, "{target} {host}: {answer}");
    }
    let none = exchange(&paper, b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n").await;
    assert_eq!(status_of(&none), 400, "no host at all");
    paper.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http2_is_spoken_with_prior_knowledge() {
    let paper = start().await;
    let client = Client::builder(TokioExecutor::new()).http2_only(true).build_http::<Body>();
    let gets = (0..50).map(|_| {
        let request = Request::get(format!("{}/about", paper.base)).body(Body::empty()).unwrap();
        client.request(request)
    });
    for response in crate::meter::join_all(gets).await {
        let response = response.expect("an answer");
        assert_eq!((response.version(), response.status()), (Version::HTTP_2, StatusCode::OK));
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        assert!(bytes.starts_with(b"<!doctype html>"));
    }
    let post = Request::post(format!("{}/logout", paper.base)).body(Body::empty()).unwrap();
    assert_eq!(client.request(post).await.unwrap().status(), StatusCode::FORBIDDEN);
    let large = Request::get(format!("{}/", paper.base))
        .header("x-large", "x".repeat(32 << 10))
        .body(Body::empty())
        .unwrap();
    let refused = client.request(large).await;
    assert!(
        refused.map_or(true, |response| response.status()
            == StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)
    );
    paper.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paper_that_ends_finishes_what_is_in_hand() {
    let paper = start().await;
    assert_eq!(paper.browser().get("/readyz").await.status, StatusCode::OK);
    let fields = "email=registered%40demo.test&password=masthead-demo&next=%2Fabout";
    let mut stream = connect(&paper).await;
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        paper.base,
        fields.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&fields.as_bytes()[..10]).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    // Told to end, the balancer hears of it first; pages still come.
    paper.paper.drain();
    let draining = paper.browser().get("/readyz").await;
    assert_eq!(
        (draining.status, draining.text().contains("draining") || !draining.bytes.is_empty()),
        (StatusCode::SERVICE_UNAVAILABLE, true)
    );
    assert_eq!(paper.browser().get("/healthz").await.status, StatusCode::OK);
    assert_eq!(paper.browser().get("/").await.status, StatusCode::OK);

    let address = paper.base.trim_start_matches("http://").to_owned();
    let stopped = tokio::spawn(paper.stop());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!stopped.is_finished(), "it waits for the request in hand");
    assert!(TcpStream::connect(&address).await.is_err(), "and takes no new ones");
    stream.write_all(&fields.as_bytes()[10..]).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    assert!(
        answer.contains("location: /about") && answer.contains("masthead_session="),
        "{answer}"
    );
    stopped.await.unwrap();
}
