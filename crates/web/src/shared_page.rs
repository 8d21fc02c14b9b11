use std::{io::Write as _, sync::OnceLock};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::PageError;

/// For whatever a decision took part in.
pub const PRIVATE_NO_STORE: HeaderValue = HeaderValue::from_static("private, no-store");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
/// At most so many headers has a usual response.
const HEADERS: usize = 16;
const OK: StatusCode = StatusCode::OK;
const VARY: HeaderValue = HeaderValue::from_static("accept-encoding, cookie");

/// A page rendered once, compressed once in each form that somebody asks for,
/// and served to many as the same bytes.
#[derive(Debug)]
pub struct SharedPage {
    status: StatusCode,
    kind: HeaderValue,
    plain: Bytes,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

impl SharedPage {
    /// A page of `html`.
    pub fn new(status: StatusCode, html: String) -> Self {
        let (gzip, brotli) = (OnceLock::new(), OnceLock::new());
        Self { status, kind: HTML, plain: Bytes::from(html), gzip, brotli }
    }

    /// A file of type `mime`, such as a style sheet or a typeface.
    pub fn of(mime: &'static str, bytes: Bytes) -> Self {
        let (gzip, brotli) = (OnceLock::new(), OnceLock::new());
        Self { status: OK, kind: HeaderValue::from_static(mime), plain: bytes, gzip, brotli }
    }

    /// Its bytes, not compressed.
    pub const fn plain(&self) -> &Bytes {
        &self.plain
    }

    /// How hard brotli tries: files change rarely, pages often.
    fn effort(&self) -> u32 {
        if self.kind == HTML { 5 } else { 11 }
    }

    /// Whether compressing makes it smaller: typefaces are compressed already.
    fn shrinks(&self) -> bool {
        !self.kind.as_bytes().starts_with(b"font/")
    }

    /// About how many bytes it holds in all its forms, for the cache's weight.
    pub fn weight(&self) -> u32 {
        u32::try_from(self.plain.len() + self.plain.len() / 2).unwrap_or(u32::MAX)
    }

    /// What each response with it says of it; the coding comes with the bytes.
    pub fn headers(&self) -> HeaderMap {
        // Room for what the front desk adds to each response.
        let mut headers = HeaderMap::with_capacity(HEADERS);
        headers.insert(header::CONTENT_TYPE, self.kind.clone());
        headers.insert(header::VARY, VARY);
        headers
    }

    /// A response with the smallest form that the visitor's browser accepts.
    pub fn respond(&self, request: &HeaderMap) -> Response {
        self.respond_with(request, self.headers())
    }

    /// The same, with [`Self::headers`] and what was added to them.
    pub fn respond_with(&self, request: &HeaderMap, headers: HeaderMap) -> Response {
        let accepted = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        let accepts =
            |name| self.shrinks() && accepted.is_some_and(|list| accepts_coding(list, name));
        let (bytes, coding) = if accepts("br") {
            (self.brotli.get_or_init(|| brotli(&self.plain, self.effort())), Some("br"))
        } else if accepts("gzip") {
            (self.gzip.get_or_init(|| gzip(&self.plain)), Some("gzip"))
        } else {
            (&self.plain, None)
        };
        let mut response = Response::new(Body::from(bytes.clone()));
        *response.status_mut() = self.status;
        *response.headers_mut() = headers;
        if let Some(coding) = coding {
            let coding = HeaderValue::from_static(coding);
            response.headers_mut().insert(header::CONTENT_ENCODING, coding);
        }
        response
    }
}

/// Whether `list` names `coding` with a quality above zero (RFC 9110, 12.5.3).
fn accepts_coding(list: &str, coding: &str) -> bool {
    list.split(',').any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding))
            && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn gzip(bytes: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().map(Bytes::from).unwrap_or_default()
}

fn brotli(bytes: &[u8], effort: u32) -> Bytes {
    let mut out = Vec::new();
    {
        let mut encoder = brotli::CompressorWriter::new(&mut out, 4096, effort, 20);
        let _ = encoder.write_all(bytes);
    }
    Bytes::from(out)
}

/// A page for one visitor, not shared: rendered now, never stored.
pub fn page_response(
    status: StatusCode,
    template: &impl askama::Template,
) -> Result<Response, PageError> {
    let mut response = Response::new(Body::from(template.render()?));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HTML);
    response.headers_mut().insert(header::CACHE_CONTROL, PRIVATE_NO_STORE);
    Ok(response)
}
