//! Connections: HTTP/1.1 and HTTP/2 on one listener, with limits that cut slow
//! and greedy clients, and a drain that cuts nobody else.

use std::{
    io,
    net::SocketAddr,
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use anyhow::Context as _;
use axum::{Router, extract::ConnectInfo};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::Sleep,
};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::Service as _;

use crate::config::Config;

const CONNECTIONS_MAX: usize = 16_384;
/// How long a connection may wait for a request's head, whole.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection over HTTP/2 may stay silent before it is asked whether it lives.
const IDLE: Duration = Duration::from_secs(75);
/// How long a client may refuse to take what we send.
const WRITE_PATIENCE: Duration = Duration::from_secs(20);
const HANDSHAKE_PATIENCE: Duration = Duration::from_secs(10);
const HEAD_BYTES_MAX: u32 = 16 << 10;
const STREAMS_MAX: u32 = 200;
const RESETS_MAX: usize = 20;
/// How long requests in hand may take once we were asked to stop.
const DRAIN: Duration = Duration::from_secs(25);

/// A connection that has to say something soon: until its first bytes are in,
/// nobody knows which protocol it speaks, and no protocol's limits hold.
struct Opening<S> {
    stream: S,
    missing: usize,
    deadline: Option<Pin<Box<Sleep>>>,
}

/// As many as tell HTTP/2 from HTTP/1.1: the length of its preface (RFC 9113, 3.4).
const FIRST_BYTES: usize = 24;

impl<S> Opening<S> {
    fn new(stream: S) -> Self {
        let deadline = Some(Box::pin(tokio::time::sleep(HEAD_PATIENCE)));
        Self { stream, missing: FIRST_BYTES, deadline }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Opening<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        let Some(deadline) = &mut self.deadline else { return read };
        if read.is_pending() {
            return deadline.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()));
        }
        self.missing = self.missing.saturating_sub(buffer.filled().len() - before);
        if self.missing == 0 {
            self.deadline = None;
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Opening<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

trait Stream: AsyncRead + AsyncWrite + Send {}
impl<T: AsyncRead + AsyncWrite + Send> Stream for T {}

/// TLS as configured, if it is.
pub fn tls(config: &Config) -> anyhow::Result<Option<TlsAcceptor>> {
    let tls = &config.server.tls;
    if tls.certificate.is_empty() {
        return Ok(None);
    }
    let file = config.path(&tls.certificate);
    let chain =
        read_chain(&file).with_context(|| format!("server.tls.certificate: {}", file.display()))?;
    let file = config.path(&tls.key);
    let key = PrivateKeyDer::from_pem_file(&file)
        .with_context(|| format!("server.tls.key: {}", file.display()))?;
    let mut server =
        rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key)?;
    server.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Some(TlsAcceptor::from(Arc::new(server))))
}

fn read_chain(file: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let chain: Vec<_> = CertificateDer::pem_file_iter(file)?.collect::<Result<_, _>>()?;
    anyhow::ensure!(!chain.is_empty(), "the file holds no certificate");
    Ok(chain)
}

/// Serves `app` until `stop` turns true, then finishes what is in hand.
pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    app: Router,
    mut stop: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        // With all places taken, newcomers wait in the kernel's queue.
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: give some time to come back.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (app, tls, watcher) = (app.clone(), tls.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _place = place;
            let Some(stream) = prepare(stream, tls).await else { return };
            let service = hyper::service::service_fn(
                move |request: hyper::Request<hyper::body::Incoming>| {
                    let mut request = request.map(axum::body::Body::new);
                    request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
                    // A router is always ready.
                    app.clone().call(request)
                },
            );
            let builder = builder();
            let connection = builder.serve_connection(TokioIo::new(stream), service);
            // A client that misbehaves is its own problem.
            if let Err(error) = watcher.watch(connection.into_owned()).await {
                tracing::debug!(%error, "a connection ended badly");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were still in hand when time was up");
    }
}

async fn prepare(stream: TcpStream, tls: Option<TlsAcceptor>) -> Option<Pin<Box<dyn Stream>>> {
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_PATIENCE));
    let stream = Box::pin(Opening::new(Box::pin(stream)));
    let Some(tls) = tls else { return Some(stream) };
    match tokio::time::timeout(HANDSHAKE_PATIENCE, tls.accept(stream)).await {
        // What lies inside has to say something soon, too.
        Ok(Ok(stream)) => Some(Box::pin(Opening::new(stream))),
        _ => None,
    }
}

fn builder() -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .max_buf_size(HEAD_BYTES_MAX as usize * 2);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_MAX)
        .max_header_list_size(HEAD_BYTES_MAX)
        .max_pending_accept_reset_streams(RESETS_MAX)
        .max_local_error_reset_streams(RESETS_MAX)
        .keep_alive_interval(IDLE / 3)
        .keep_alive_timeout(HEAD_PATIENCE);
    builder
}
