//! A browser without JavaScript.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use axum::{body::Body, response::Response};
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use readers::find_reader_by_email;
use tower::ServiceExt as _;
use vocab::DeviceId;
use web::{ClientAddress, PageError, Visitor};
use words::{Language, Words};

use super::support::Paper;

/// A browser: its cookies, and whoever they log in.
#[derive(Clone, Default)]
pub(super) struct TestBrowser {
    cookies: BTreeMap<String, String>,
    language: Language,
}

pub(super) struct Page {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Page {
    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }
}

impl TestBrowser {
    /// A browser whose reader has chosen a language.
    pub(super) fn speaking(words: Words) -> Self {
        Self { language: words.language(), ..Self::default() }
    }

    pub(super) async fn get(&mut self, paper: &Paper, path: &str) -> Page {
        self.send(paper, Request::get(local(path)), String::new()).await
    }

    pub(super) async fn post(&mut self, paper: &Paper, path: &str, form: &str) -> Page {
        let request = Request::post(local(path))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(paper, request, form.to_owned()).await
    }

    async fn send(&mut self, paper: &Paper, request: http::request::Builder, body: String) -> Page {
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request =
            request.header(header::COOKIE, cookies.join("; ")).body(Body::from(body)).unwrap();
        let visitor = self.visitor(paper).await;
        request.extensions_mut().insert(visitor);
        let app = paper.billing.routes().merge(paper.billing.desk_routes());
        let response = app.oneshot(request).await.unwrap();
        self.keep_cookies(&response);
        let (parts, body) = response.into_parts();
        let sentence = parts
            .extensions
            .get::<PageError>()
            .map(|error| error.sentence.say(Words::of(self.language)));
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = sentence.unwrap_or_else(|| String::from_utf8(bytes.to_vec()).unwrap());
        Page { status: parts.status, headers: parts.headers, text }
    }

    fn keep_cookies(&mut self, response: &Response) {
        for line in response.headers().get_all(header::SET_COOKIE) {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    pub(super) async fn visitor(&self, paper: &Paper) -> Visitor {
        let token = self.cookies.get("masthead_session").map_or("", String::as_str);
        let signed_in = paper.billing.readers.sessions().find(token).await.unwrap();
        Visitor {
            device: DeviceId([3; 16]),
            device_proven: true,
            signed_in,
            holding: Arc::default(),
            institution: None,
            country: None,
            entry: None,
            prefetch: false,
            crawler: false,
            engine: None,
            address: ClientAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            agent: None,
            language: self.language,
        }
    }

    /// Logs in without a password.
    pub(super) async fn log_in(&mut self, paper: &Paper, email: &str) {
        let reader = find_reader_by_email(&paper.db, email).await.unwrap().unwrap();
        let mut tx = paper.db.begin().await.unwrap();
        let session =
            paper.billing.readers.sessions().begin(&mut tx, &reader, "test").await.unwrap();
        tx.commit().await.unwrap();
        self.cookies.insert("masthead_session".to_owned(), session.token);
    }
}

fn local(address: &str) -> String {
    address.trim_start_matches("http://127.0.0.1:8080").to_owned()
}
