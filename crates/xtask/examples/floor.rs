//! The floor that `cargo xtask bench pages` measures the paper against: the
//! same HTTP library, the same bytes and headers, and nothing else to do.
//!
//! `floor PORT FILE…` answers `/0` with the first file, `/1` with the second,
//! and so on. A file holds header lines, an empty line, and the body.

#![allow(clippy::print_stdout, reason = "it tells when it is ready")]

use std::{env, fs};

use anyhow::{Context as _, Result};
use axum::{Router, body::Body, response::Response, routing::get};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let port: u16 =
        arguments.next().context("usage: floor PORT FILE…")?.parse().context("PORT is a number")?;
    let mut router = Router::new();
    for (index, path) in arguments.enumerate() {
        let (headers, body) = read_page(&path)?;
        router = router
            .route(&format!("/{index}"), get(async move || answer(headers.clone(), body.clone())));
    }
    let listener = TcpListener::bind(("127.0.0.1", port)).await.context("listening")?;
    println!("listening on http://127.0.0.1:{port}");
    axum::serve(listener, router).await.context("serving")
}

fn answer(headers: HeaderMap, body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.headers_mut() = headers;
    response
}

fn read_page(path: &str) -> Result<(HeaderMap, Bytes)> {
    let bytes = fs::read(path).with_context(|| format!("reading {path}"))?;
    let end = bytes.windows(2).position(|window| window == b"\n\n").context("no empty line")?;
    let head = std::str::from_utf8(&bytes[..end]).context("the header is not text")?;
    let mut headers = HeaderMap::new();
    for line in head.lines() {
        let (name, value) = line.split_once(": ").context("a header line is `name: value`")?;
        headers.append(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
    }
    Ok((headers, Bytes::copy_from_slice(&bytes[end + 2..])))
}
