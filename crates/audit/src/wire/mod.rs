//! Requests as they are written, byte for byte: no address is tidied, no header
//! is added, and one host is asked and no other.

mod address;
mod coding;
mod http1;
mod http2;

use std::{io, net::SocketAddr, pin::Pin, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

pub use address::{Address, AddressProblem};
pub use coding::undo as undo_coding;
pub(crate) use http2::burst;

const CONNECT_PATIENCE: Duration = Duration::from_secs(10);
/// The longest that one request may take in all.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// The longest answer that is read.
pub(crate) const BYTES_MAX: usize = 16 << 20;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The connection failed or broke.
    #[error("the connection failed: {0}")]
    Io(#[from] io::Error),
    /// Nothing came in time.
    #[error("no answer within {} seconds", PATIENCE.as_secs())]
    TooSlow,
    /// The connection was closed without an answer.
    #[error("the connection was closed without an answer")]
    Closed,
    /// What came is not HTTP.
    #[error("the answer is not HTTP: {0}")]
    NotHttp(String),
    /// The server speaks no HTTP/2.
    #[error("the server speaks no HTTP/2: {0}")]
    NoHttp2(String),
}

pub(crate) type Result<T> = std::result::Result<T, WireError>;

/// One request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method, as it is sent.
    pub method: String,
    /// The target, as it is sent: a path, or a whole address.
    pub target: String,
    /// Headers besides `Host` and `Connection`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without a body.
    pub fn new(method: &str, target: impl Into<String>) -> Self {
        let (method, target) = (method.to_owned(), target.into());
        Self { method, target, headers: Vec::new(), body: Vec::new() }
    }

    /// A GET.
    pub fn get(target: impl Into<String>) -> Self {
        Self::new("GET", target)
    }

    /// A form that is posted.
    pub fn form(target: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let body = fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value)));
        let body = body.collect::<Vec<_>>().join("&").into_bytes();
        Self { body, ..Self::new("POST", target) }
            .with("content-type", "application/x-www-form-urlencoded")
    }

    /// With one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// As forms and queries write it.
pub(crate) fn escape(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let escaped = text.bytes().map(|byte| {
        if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    });
    escaped.collect()
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The words after it.
    pub reason: String,
    /// The headers, in their order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// What came after the body.
    pub trailers: Vec<(String, String)>,
    /// The body as it travelled, in its content coding.
    pub coded: Vec<u8>,
    /// The body with its content coding undone; or why that cannot be done.
    pub body: std::result::Result<Vec<u8>, String>,
}

impl Reply {
    /// The first header of this name; empty without one.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.body.as_deref().unwrap_or(&self.coded)).into_owned()
    }

    /// The body as JSON; null where it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(self.body.as_deref().unwrap_or_default()).unwrap_or_default()
    }

    /// Whether it leads elsewhere.
    pub const fn is_redirect(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
    }

    /// The decision that the paper says it made.
    pub fn access(&self) -> &str {
        self.header("masthead-access")
    }

    /// Whether the paper says that the story is open.
    pub fn says_open(&self) -> bool {
        self.access().starts_with("open") || self.text().contains("data-access=\"open\"")
    }

    /// How many stories the paper says were used, and how many it allows.
    pub fn count(&self) -> Option<(u32, u32)> {
        let number = |name: &str| {
            let parts = self.access().split(';').map(str::trim);
            parts.filter_map(|part| part.strip_prefix(name)).find_map(|n| n.parse().ok())
        };
        Some((number("used=")?, number("limit=")?))
    }
}

/// A connection of either kind.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// The way to the paper.
#[derive(Clone)]
pub struct Wire {
    address: Address,
    /// Looked up once: the name cannot lead elsewhere later.
    sockets: Vec<SocketAddr>,
}

impl Wire {
    /// Looks the paper's host up.
    pub async fn to(address: Address) -> Result<Self> {
        let looked_up = tokio::net::lookup_host((address.host.as_str(), address.port));
        let sockets = tokio::time::timeout(CONNECT_PATIENCE, looked_up).await;
        let sockets: Vec<_> = sockets.map_err(|_| WireError::TooSlow)??.collect();
        if sockets.is_empty() {
            return Err(WireError::Closed);
        }
        Ok(Self { address, sockets })
    }

    /// Where it leads.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    async fn connect(&self, protocol: &[u8]) -> Result<Pin<Box<dyn Stream>>> {
        let connected = TcpStream::connect(self.sockets.as_slice());
        let stream = tokio::time::timeout(CONNECT_PATIENCE, connected).await;
        let stream = stream.map_err(|_| WireError::TooSlow)??;
        stream.set_nodelay(true)?;
        if !self.address.tls {
            return Ok(Box::pin(stream));
        }
        let name = ServerName::try_from(self.address.host.clone());
        let name = name.map_err(|error| WireError::NotHttp(error.to_string()))?;
        let shaken = tls(protocol).connect(name, stream);
        let stream = tokio::time::timeout(CONNECT_PATIENCE, shaken).await;
        let stream = stream.map_err(|_| WireError::TooSlow)??;
        if stream.get_ref().1.alpn_protocol().is_some_and(|chosen| chosen != protocol) {
            return Err(WireError::NoHttp2("another protocol was chosen".to_owned()));
        }
        Ok(Box::pin(stream))
    }

    /// Sends a request on a connection of its own and reads the whole answer.
    pub async fn send(&self, request: &Request) -> Result<Reply> {
        let asked = async {
            let mut stream = self.connect(b"http/1.1").await?;
            http1::exchange(&mut stream, &self.address.authority, request).await
        };
        tokio::time::timeout(PATIENCE, asked).await.map_err(|_| WireError::TooSlow)?
    }

    /// Sends a request and hangs up as soon as the first bytes of the answer are
    /// there; these bytes.
    pub async fn send_and_hang_up(&self, request: &Request) -> Result<Vec<u8>> {
        let asked = async {
            let mut stream = self.connect(b"http/1.1").await?;
            http1::first_bytes(&mut stream, &self.address.authority, request).await
        };
        tokio::time::timeout(PATIENCE, asked).await.map_err(|_| WireError::TooSlow)?
    }

    /// Sends all requests but their last byte, then all last bytes at once.
    pub async fn send_in_step(&self, requests: &[Request]) -> Vec<Result<Reply>> {
        let gate = tokio::sync::Barrier::new(requests.len());
        let asked = requests.iter().map(|request| async {
            let asked = async {
                let stream = self.connect(b"http/1.1").await;
                http1::exchange_in_step(stream, &self.address.authority, request, &gate).await
            };
            tokio::time::timeout(PATIENCE, asked).await.map_err(|_| WireError::TooSlow)?
        });
        futures_util::future::join_all(asked).await
    }
}

fn tls(protocol: &[u8]) -> TlsConnector {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let mut config =
        rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    TlsConnector::from(Arc::new(config))
}
