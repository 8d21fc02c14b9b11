use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{PATIENCE, Reply, Request, Result, Stream, Wire, WireError, undo_coding};

/// A connection that keeps what is written until its gate opens, so that many
/// requests leave in one write.
struct Held {
    stream: Pin<Box<dyn Stream>>,
    held: Vec<u8>,
    written: usize,
    open: Arc<AtomicBool>,
}

impl AsyncRead for Held {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_read(context, buffer)
    }
}

impl AsyncWrite for Held {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.held.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.open.load(Ordering::Acquire) {
            return Poll::Ready(Ok(()));
        }
        let this = &mut *self;
        while this.written < this.held.len() {
            let rest = &this.held[this.written..];
            match this.stream.as_mut().poll_write(context, rest) {
                Poll::Ready(Ok(count)) => this.written += count,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return Poll::Pending,
            }
        }
        this.held.clear();
        this.written = 0;
        this.stream.as_mut().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_shutdown(context)
    }
}

/// Sends all requests over one HTTP/2 connection in one write, and reads the answers.
pub(crate) async fn burst(wire: &Wire, requests: &[Request]) -> Result<Vec<Result<Reply>>> {
    let asked = async {
        let open = Arc::new(AtomicBool::new(false));
        let stream = wire.connect(b"h2").await?;
        let held = Held { stream, held: Vec::new(), written: 0, open: open.clone() };
        let mut builder = hyper::client::conn::http2::Builder::new(TokioExecutor::new());
        builder.initial_max_send_streams(requests.len());
        let handshake = builder.handshake::<_, Empty<Bytes>>(TokioIo::new(held)).await;
        let (mut sender, connection) = handshake.map_err(no_http2)?;
        let driver = tokio::spawn(connection);
        let mut replies = Vec::new();
        for request in requests {
            let request = compose(wire, request)?;
            replies.push(sender.send_request(request));
        }
        // The streams are opened when the connection is next driven; then all leave together.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        open.store(true, Ordering::Release);
        // One more frame, so that the connection is driven again.
        let nudge = sender.send_request(compose(wire, &Request::get("/healthz"))?);
        let all = futures_util::future::join_all(replies.into_iter().map(read)).await;
        drop(nudge);
        driver.abort();
        Ok(all)
    };
    tokio::time::timeout(PATIENCE, asked)
        .await
        .map_err(|_| WireError::NoHttp2("no answer".to_owned()))?
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn no_http2(error: hyper::Error) -> WireError {
    WireError::NoHttp2(error.to_string())
}

fn compose(wire: &Wire, request: &Request) -> Result<http::Request<Empty<Bytes>>> {
    let mut builder = http::Request::builder().method(request.method.as_str()).uri(format!(
        "{}{}",
        wire.address().origin,
        request.target
    ));
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    builder.body(Empty::new()).map_err(|error| WireError::NotHttp(error.to_string()))
}

async fn read(
    reply: impl Future<Output = hyper::Result<http::Response<hyper::body::Incoming>>>,
) -> Result<Reply> {
    let (parts, body) = reply.await.map_err(no_http2)?.into_parts();
    let collected = body.collect().await.map_err(no_http2)?;
    let fields = |headers: &http::HeaderMap| {
        let text =
            |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect::<Vec<_>>()
    };
    let mut reply =
        Reply { status: parts.status.as_u16(), headers: fields(&parts.headers), ..Reply::empty() };
    reply.trailers = collected.trailers().map(fields).unwrap_or_default();
    reply.coded = collected.to_bytes().to_vec();
    reply.body = undo_coding(&reply.coded, reply.header("content-encoding"));
    Ok(reply)
}
