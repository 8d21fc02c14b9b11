use std::{io, pin::Pin};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{BYTES_MAX, Reply, Request, Result, Stream, WireError, undo_coding};

type Connection = Pin<Box<dyn Stream>>;

/// Heads longer than this are not read.
const HEAD_MAX: usize = 256 << 10;

fn write(authority: &str, request: &Request) -> Vec<u8> {
    let has = |name: &str| request.headers.iter().any(|(key, _)| key.eq_ignore_ascii_case(name));
    let mut out = format!("{} {} HTTP/1.1\r\n", request.method, request.target);
    if !has("host") {
        out.push_str(&format!("Host: {authority}\r\n"));
    }
    for (name, value) in &request.headers {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    if !request.body.is_empty() || matches!(&*request.method, "POST" | "PUT" | "PATCH") {
        out.push_str(&format!("Content-Length: {}\r\n", request.body.len()));
    }
    out.push_str("Connection: close\r\n\r\n");
    let mut bytes = out.into_bytes();
    bytes.extend_from_slice(&request.body);
    bytes
}

pub(super) async fn exchange(
    stream: &mut Connection,
    authority: &str,
    request: &Request,
) -> Result<Reply> {
    stream.write_all(&write(authority, request)).await?;
    stream.flush().await?;
    read_reply(stream, &request.method).await
}

pub(super) async fn exchange_in_step(
    stream: Result<Connection>,
    authority: &str,
    request: &Request,
    gate: &tokio::sync::Barrier,
) -> Result<Reply> {
    let bytes = write(authority, request);
    let (last, rest) = bytes.split_last().ok_or(WireError::Closed)?;
    // Everybody comes to the gate, or nobody would pass it.
    let begun = async {
        let mut stream = stream?;
        stream.write_all(rest).await?;
        stream.flush().await?;
        Ok::<_, WireError>(stream)
    };
    let begun = begun.await;
    gate.wait().await;
    let mut stream = begun?;
    stream.write_all(&[*last]).await?;
    stream.flush().await?;
    read_reply(&mut stream, &request.method).await
}

pub(super) async fn first_bytes(
    stream: &mut Connection,
    authority: &str,
    request: &Request,
) -> Result<Vec<u8>> {
    stream.write_all(&write(authority, request)).await?;
    stream.flush().await?;
    let mut buffer = vec![0; 2_048];
    let read = stream.read(&mut buffer).await?;
    buffer.truncate(read);
    Ok(buffer)
}

/// What has been read and not been used yet.
struct Buffered<'a> {
    stream: &'a mut Connection,
    bytes: Vec<u8>,
}

impl Buffered<'_> {
    /// Reads on. False at the end.
    async fn fill(&mut self) -> Result<bool> {
        let mut chunk = [0; 16 << 10];
        match self.stream.read(&mut chunk).await {
            Ok(0) => Ok(false),
            Ok(count) => {
                self.bytes.extend_from_slice(&chunk[..count]);
                if self.bytes.len() > BYTES_MAX {
                    return Err(WireError::NotHttp("the answer has no end".to_owned()));
                }
                Ok(true)
            }
            // TLS that ends without a goodbye.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Up to and without the next line's end.
    async fn line(&mut self) -> Result<String> {
        loop {
            if let Some(end) = self.bytes.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.bytes.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line)
                    .trim_end_matches(['\r', '\n'])
                    .to_owned());
            }
            if self.bytes.len() > HEAD_MAX {
                return Err(WireError::NotHttp("a line has no end".to_owned()));
            }
            if !self.fill().await? {
                return Err(WireError::Closed);
            }
        }
    }

    async fn take(&mut self, count: usize) -> Result<Vec<u8>> {
        if count > BYTES_MAX {
            return Err(WireError::NotHttp("the answer is too long".to_owned()));
        }
        while self.bytes.len() < count {
            if !self.fill().await? {
                break;
            }
        }
        let count = count.min(self.bytes.len());
        Ok(self.bytes.drain(..count).collect())
    }

    async fn fields(&mut self) -> Result<Vec<(String, String)>> {
        let mut fields = Vec::new();
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                return Ok(fields);
            }
            let Some((name, value)) = line.split_once(':') else {
                return Err(WireError::NotHttp(format!("the header line {line:?}")));
            };
            fields.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            if fields.len() > 500 {
                return Err(WireError::NotHttp("the headers have no end".to_owned()));
            }
        }
    }
}

async fn read_reply(stream: &mut Connection, method: &str) -> Result<Reply> {
    let mut input = Buffered { stream, bytes: Vec::new() };
    loop {
        let line = input.line().await?;
        let mut words = line.splitn(3, ' ');
        let (version, status) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let reason = words.next().unwrap_or("").to_owned();
        let status = status.parse().ok().filter(|_| version.starts_with("HTTP/1."));
        let status: u16 = status.ok_or_else(|| WireError::NotHttp(format!("the line {line:?}")))?;
        let headers = input.fields().await?;
        if status / 100 == 1 {
            continue;
        }
        let mut reply = Reply { status, reason, headers, ..Reply::empty() };
        if method != "HEAD" && !matches!(status, 204 | 304) {
            read_body(&mut input, &mut reply).await?;
        }
        reply.body = undo_coding(&reply.coded, reply.header("content-encoding"));
        return Ok(reply);
    }
}

async fn read_body(input: &mut Buffered<'_>, reply: &mut Reply) -> Result<()> {
    if reply.header("transfer-encoding").to_ascii_lowercase().contains("chunked") {
        loop {
            let line = input.line().await?;
            let size = line.split(';').next().unwrap_or("").trim();
            let size = usize::from_str_radix(size, 16);
            let size = size.map_err(|_| WireError::NotHttp(format!("the chunk {line:?}")))?;
            if size == 0 {
                reply.trailers = input.fields().await?;
                return Ok(());
            }
            reply.coded.extend(input.take(size).await?);
            if reply.coded.len() > BYTES_MAX {
                return Err(WireError::NotHttp("the answer has no end".to_owned()));
            }
            input.line().await?;
        }
    }
    if let Ok(length) = reply.header("content-length").parse() {
        reply.coded = input.take(length).await?;
        return Ok(());
    }
    while input.fill().await? {}
    reply.coded = std::mem::take(&mut input.bytes);
    Ok(())
}

impl Reply {
    pub(super) const fn empty() -> Self {
        Self {
            status: 0,
            reason: String::new(),
            headers: Vec::new(),
            trailers: Vec::new(),
            coded: Vec::new(),
            body: Ok(Vec::new()),
        }
    }
}
