use axum::{
    body::Body,
    http::{HeaderMap, Method, Response, StatusCode, Uri},
};
use serde_json::Value;

/// What was decided: the word for the header, and whether the story is open.
pub(crate) struct Decision {
    pub(crate) says: String,
    pub(crate) is_open: bool,
}

pub(crate) fn wall(because: &str) -> Decision {
    Decision { says: format!("wall; because={because}"), is_open: false }
}

pub(crate) fn open(because: &str) -> Decision {
    Decision { says: format!("open; because={because}"), is_open: true }
}

/// A request, as far as the paper looks at it.
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let mut pairs = self.header("cookie").split("; ").filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    pub(crate) fn query(&self) -> &str {
        self.uri.query().unwrap_or("")
    }
}

pub(crate) fn page(status: StatusCode, main: &str) -> Response<Body> {
    let head = "<title>The Leaky Courier</title><script src=\"/app.js\"></script>";
    let html = format!("<!doctype html><html><head>{head}</head><body>{main}</body></html>");
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    set(&mut response, "content-type", "text/html");
    response
}

pub(crate) fn set(response: &mut Response<Body>, name: &'static str, value: &str) {
    response.headers_mut().append(name, value.parse().expect("a header's value"));
}

pub(crate) fn not_found() -> Response<Body> {
    page(StatusCode::NOT_FOUND, "<p>There is nothing here.</p>")
}

pub(crate) fn redirect(to: &str) -> Response<Body> {
    let mut response = page(StatusCode::SEE_OTHER, "");
    set(&mut response, "location", to);
    response
}

pub(crate) fn rot13(text: &str) -> String {
    let turn = |c: char| match c {
        'a'..='m' | 'A'..='M' => char::from(c as u8 + 13),
        'n'..='z' | 'N'..='Z' => char::from(c as u8 - 13),
        other => other,
    };
    text.chars().map(turn).collect()
}

pub(crate) fn as_json(value: &Value, decision: &Decision) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    set(&mut response, "content-type", "application/json");
    if decision.says != "open; because=list" {
        set(&mut response, "masthead-access", &decision.says);
    }
    response
}
