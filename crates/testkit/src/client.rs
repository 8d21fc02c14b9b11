use std::{collections::BTreeMap, sync::Mutex};

use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// A header as text; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {} {}", self.status, self.text()))
    }

    /// Where a redirect leads, without the paper's own address.
    pub fn location(&self) -> String {
        let location = self.header("location");
        match location.strip_prefix("http://").and_then(|rest| rest.split_once('/')) {
            Some((_, path)) => format!("/{path}"),
            None => location.to_owned(),
        }
    }

    /// The header `Masthead-Access`.
    pub fn access(&self) -> &str {
        self.header("masthead-access")
    }
}

/// A client that keeps cookies and sends `Origin` as a browser does.
pub struct Browser {
    client: Client<HttpConnector, Body>,
    base: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

const HOPS_MAX: usize = 8;

impl Browser {
    /// One that has never been here.
    pub fn new(base: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, base: base.to_owned(), cookies: Mutex::default() }
    }

    /// The paper's address, which is also its origin.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The cookies it holds, as a header.
    pub fn cookies(&self) -> String {
        let jar = self.cookies.lock().expect("the jar");
        jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// One cookie's value.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("the jar").get(name).cloned()
    }

    /// Sets a cookie by hand.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().expect("the jar").insert(name.to_owned(), value.to_owned());
    }

    /// Forgets all cookies.
    pub fn clear_cookies(&self) {
        self.cookies.lock().expect("the jar").clear();
    }

    /// Sends a request as it is, with the cookies, and keeps those that come back.
    pub async fn send(&self, request: Request<Body>) -> Reply {
        self.try_send(request).await.expect("an answer")
    }

    /// The same where the server may die meanwhile; what went wrong, in words.
    pub async fn try_send(&self, mut request: Request<Body>) -> Result<Reply, String> {
        let cookies = self.cookies();
        if !cookies.is_empty() && !request.headers().contains_key(header::COOKIE) {
            request.headers_mut().insert(header::COOKIE, cookies.parse().expect("cookies"));
        }
        let response = self.client.request(request).await.map_err(|error| error.to_string())?;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.map_err(|error| error.to_string())?.to_bytes().to_vec();
        let mut jar = self.cookies.lock().expect("the jar");
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("a cookie");
            let (name, rest) = line.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or("");
            if rest.contains("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(Reply { status: parts.status, headers: parts.headers, bytes })
    }

    /// A request to `path` with the method and these headers.
    pub fn request(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
    ) -> http::request::Builder {
        let uri =
            if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        let request = Request::builder().method(method).uri(uri);
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
    }

    /// GET, no redirects followed.
    pub async fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[]).await
    }

    /// GET with headers.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send(self.request(Method::GET, path, headers).body(Body::empty()).expect("a request"))
            .await
    }

    /// GET, redirects followed.
    pub async fn visit(&self, path: &str) -> Reply {
        let mut reply = self.get(path).await;
        for _ in 0..HOPS_MAX {
            if !reply.status.is_redirection() {
                return reply;
            }
            reply = self.get(&reply.location()).await;
        }
        panic!("{path} redirects without end");
    }

    /// A form, posted from a page of the paper.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let base = self.base.clone();
        self.post_with(path, fields, &[("origin", &base)]).await
    }

    /// A form with headers, and no `Origin` but theirs.
    pub async fn post_with(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Reply {
        self.send(self.form(path, fields, headers)).await
    }

    /// A form as a request, with no `Origin` but what stands in `headers`.
    pub fn form(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Request<Body> {
        let request = self
            .request(Method::POST, path, headers)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encode(fields)));
        request.expect("a request")
    }

    /// Bytes with headers: a webhook, JSON.
    pub async fn post_bytes(&self, path: &str, bytes: &[u8], headers: &[(&str, &str)]) -> Reply {
        let request = self.request(Method::POST, path, headers).body(Body::from(bytes.to_vec()));
        self.send(request.expect("a request")).await
    }

    /// Logs in; panics unless it works.
    pub async fn log_in(&self, email: &str, password: &str) {
        let reply = self
            .post("/login", &[("email", email), ("password", password), ("next", "/account")])
            .await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
    }
}

/// A form's fields as its body.
fn encode(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        text.bytes()
            .map(|b| {
                if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) {
                    char::from(b).to_string()
                } else {
                    format!("%{b:02X}")
                }
            })
            .collect()
    };
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect::<Vec<_>>()
        .join("&")
}
