use std::{
    fmt::{self, Display},
    sync::Arc,
};

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use words::{Language, Words};

use crate::SafePath;

/// A sentence that can be said in each language of the paper. Its makers do not
/// know who asked; whoever answers does.
#[derive(Clone)]
pub struct Sentence(Arc<dyn Fn(Words) -> String + Send + Sync>);

impl Sentence {
    /// Text that programs alone get: it is English whoever asks.
    pub fn for_programs(text: impl Into<String>) -> Self {
        let text = text.into();
        Self(Arc::new(move |_| text.clone()))
    }

    /// In the words of a language.
    pub fn say(&self, words: Words) -> String {
        (self.0)(words)
    }

    /// In English, for programs and the log.
    pub fn in_english(&self) -> String {
        self.say(Words::of(Language::English))
    }
}

impl fmt::Debug for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.in_english())
    }
}

impl<F: Fn(Words) -> String + Send + Sync + 'static> From<F> for Sentence {
    fn from(say: F) -> Self {
        Self(Arc::new(say))
    }
}

/// What went wrong, as a status and a sentence for whoever asked. The front
/// desk turns it into the paper's error page, or into problem details (RFC
/// 9457) where a program asked.
#[derive(Clone, Debug)]
pub struct PageError {
    /// The status.
    pub status: StatusCode,
    /// What happened, to what, and what to do next.
    pub sentence: Sentence,
    /// After how many seconds trying again makes sense.
    pub retry_after: Option<u32>,
    /// What really went wrong, for the log only: the front desk writes it there, once.
    pub problem: Option<Arc<str>>,
    log_in: Option<String>,
}

impl PageError {
    fn new(status: StatusCode, sentence: impl Into<Sentence>) -> Self {
        Self { status, sentence: sentence.into(), retry_after: None, problem: None, log_in: None }
    }

    /// Any other status, for refusals that no department made.
    pub fn with_status(status: StatusCode, sentence: impl Into<Sentence>) -> Self {
        Self::new(status, sentence)
    }

    /// 400: the request cannot be understood.
    pub fn bad_request(sentence: impl Into<Sentence>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, sentence)
    }

    /// 403.
    pub fn forbidden(sentence: impl Into<Sentence>) -> Self {
        Self::new(StatusCode::FORBIDDEN, sentence)
    }

    /// 404.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, Words::error_no_page)
    }

    /// 410: it was here once.
    pub fn gone() -> Self {
        Self::new(StatusCode::GONE, Words::error_withdrawn)
    }

    /// 422: understood, but a value will not do.
    pub fn unprocessable(sentence: impl Into<Sentence>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, sentence)
    }

    /// 409: it collides with what is already there.
    pub fn conflict(sentence: impl Into<Sentence>) -> Self {
        Self::new(StatusCode::CONFLICT, sentence)
    }

    /// 413.
    pub fn too_large(sentence: impl Into<Sentence>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, sentence)
    }

    /// 429.
    pub fn too_many(sentence: impl Into<Sentence>, retry_after: u32) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, sentence)
        }
    }

    /// 401 for programs.
    pub fn unauthorized(sentence: impl Into<Sentence>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, sentence)
    }

    /// 503: come back soon.
    pub fn unavailable(sentence: impl Into<Sentence>) -> Self {
        Self { retry_after: Some(5), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, sentence) }
    }

    /// 503, with the `problem` for the log; the visitor learns only `sentence`.
    pub fn unavailable_because(sentence: impl Into<Sentence>, problem: impl Display) -> Self {
        Self { problem: Some(problem.to_string().into()), ..Self::unavailable(sentence) }
    }

    /// 500, with the `problem` for the log; the visitor learns only `sentence`.
    pub fn internal(sentence: impl Into<Sentence>, problem: impl Display) -> Self {
        Self {
            problem: Some(problem.to_string().into()),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, sentence)
        }
    }

    /// Leads to the log-in page and back to `next`.
    pub fn log_in_first(next: &str) -> Self {
        let location = format!("/login?next={}", SafePath::parse(next).encoded());
        Self {
            log_in: Some(location),
            ..Self::new(StatusCode::SEE_OTHER, Words::error_log_in_first)
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(location) = self.log_in.as_ref().and_then(|to| HeaderValue::try_from(to).ok()) {
            response.headers_mut().insert(header::LOCATION, location);
            return response;
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// A template that cannot be rendered is a fault of ours.
impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Self::internal(Words::error_not_made, error)
    }
}

/// Problem details of RFC 9457.
#[derive(Debug, serde::Serialize)]
pub struct Problem<'a> {
    /// `about:blank`: the status says it all.
    pub r#type: &'a str,
    /// The status in words.
    pub title: &'a str,
    /// The status.
    pub status: u16,
    /// What happened to this request.
    pub detail: String,
}

impl From<&PageError> for Problem<'_> {
    fn from(error: &PageError) -> Self {
        Self {
            r#type: "about:blank",
            title: error.status.canonical_reason().unwrap_or("Error"),
            status: error.status.as_u16(),
            detail: error.sentence.in_english(),
        }
    }
}
