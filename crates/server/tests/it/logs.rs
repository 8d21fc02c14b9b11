//! What the log says while people log in, pay and are refused: never a secret.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use http::StatusCode;
use server::api::{KeyScope, add_key};
use testkit::{Browser, Options, TestDatabase, TestPaper};
use tracing_subscriber::fmt::MakeWriter;

use crate::{
    accounts::{CONFIRM, register},
    checkout::{NEW, begin, pay},
};

/// Keeps all that is logged, down to the last detail.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    /// Begins to keep everything that this process logs, as `masthead` would at
    /// its most talkative.
    pub(crate) fn start() -> Self {
        let log = Self::default();
        let ours = "trace,sqlx=debug,hyper=debug,h2=debug";
        let filter = tracing_subscriber::EnvFilter::new(ours);
        let subscriber = tracing_subscriber::fmt().json().with_env_filter(filter);
        subscriber.with_writer(log.clone()).init();
        log
    }

    pub(crate) fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

const PASSWORD: &str = "tea and the morning paper";
const WRONG: &str = "not-the-password-but-close";

/// The secrets among a browser's cookies.
fn cookies_of(browser: &Browser) -> Vec<String> {
    let names = ["session", "device", "checkout", "mail"];
    let cookie = |name| browser.cookie(&format!("masthead_{name}"));
    names.into_iter().filter_map(cookie).collect()
}

async fn nothing_secret_is_logged(log: &Log, database: TestDatabase, scheme: &str) {
    let url = database.url().to_owned();
    let paper = TestPaper::start(database, Options::default()).await;
    let mut secrets = vec![PASSWORD.to_owned(), WRONG.to_owned()];

    // An account: registering, the mailed link, wrong and right passwords, a reset.
    let browser = paper.browser();
    assert_eq!(register(&browser, NEW, PASSWORD, "/").await.status, StatusCode::OK);
    let link = paper.link_in(&paper.latest_letter_to(NEW).await, CONFIRM);
    let token = link.strip_prefix(CONFIRM).expect("a link").to_owned();
    browser.get(&link).await;
    browser.post("/register/confirm", &[("token", &token)]).await;
    browser.post("/register/confirm", &[("token", &token)]).await;
    secrets.push(token);
    secrets.extend(cookies_of(&browser));
    let stranger = paper.browser();
    stranger.post("/login", &[("email", NEW), ("password", WRONG)]).await;
    paper.clock.advance(jiff::SignedDuration::from_secs(1));
    stranger.post("/password", &[("email", NEW)]).await;
    let reset = "/password/reset?token=";
    let link = paper.link_in(&paper.latest_letter_to(NEW).await, reset);
    stranger.get(&link).await;
    secrets.push(link.strip_prefix(reset).expect("a link").to_owned());

    // A subscription of somebody new, with the gateway's signed webhook and a forged one.
    let payer = paper.browser();
    let page = begin(&payer, "smart-essential", "payer@readers.test").await;
    pay(&payer, &page).await;
    paper.settle().await;
    secrets.extend(cookies_of(&payer));
    let forged = [("stripe-signature", "t=1,v1=00"), ("content-type", "application/json")];
    payer.post_bytes("/hooks/sandbox", br#"{"id":"evt_forged"}"#, &forged).await;

    // Programs: a service key, a bearer, a device's token.
    let (db, ambient) = (&paper.paper.db, &paper.paper.ambient);
    let key = add_key(db, ambient, "edge", KeyScope::Access).await.expect("a key");
    let bearer = format!("Bearer {key}");
    let body = br#"{"story":"/markets/overnight-money-tightens"}"#;
    let headers = [("authorization", &*bearer), ("content-type", "application/json")];
    let reply = payer.post_bytes("/api/v1/access", body, &headers).await;
    let device = reply.json()["device"].as_str().map(str::to_owned);
    secrets.extend(device);
    payer.get_with("/api/v1/me", &[("authorization", &bearer)]).await;
    secrets.push(key);

    // What the configuration holds.
    let gateway = &paper.paper.config.gateway;
    secrets.push(gateway.sandbox.webhook_secret.clone());
    secrets.extend([&gateway.stripe, &gateway.razorpay].map(|other| other.webhook_secret.clone()));
    let password = url.split_once("://").and_then(|(_, rest)| rest.split_once('@'));
    secrets.extend(password.and_then(|(user, _)| Some(user.split_once(':')?.1.to_owned())));
    paper.stop().await;

    let text = log.text();
    assert!(
        text.contains("/register/confirm") && text.contains("/hooks/sandbox"),
        "{scheme}: {text}"
    );
    assert!(secrets.len() >= 12, "{scheme}: {} secrets are looked for", secrets.len());
    for secret in secrets {
        assert!(secret.len() >= 8, "{scheme}: too short to look for: {secret}");
        let found = text.lines().find(|line| line.contains(&secret));
        assert_eq!(found, None, "{scheme}: the log holds {secret}");
    }
}

/// Each test is a process of its own, so the log is this one's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_reaches_the_log() {
    let log = Log::start();
    nothing_secret_is_logged(&log, TestDatabase::sqlite(), "SQLite").await;
    if let Some(database) = TestDatabase::postgres().await {
        nothing_secret_is_logged(&log, database, "PostgreSQL").await;
    }
    // The check sees what it looks for.
    tracing::info!(password = PASSWORD, "planted");
    assert!(log.text().contains(PASSWORD));
}
