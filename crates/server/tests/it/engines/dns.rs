//! A name server of the tests’ own, on loopback.

use std::{
    net::{SocketAddr, UdpSocket},
    sync::{Mutex, OnceLock},
};

/// The questions that came, as `NAME TYPE`.
static ASKED: Mutex<Vec<String>> = Mutex::new(Vec::new());
const QUESTIONS_MAX: usize = 100_000;

const A: u16 = 1;
const PTR: u16 = 12;
const AAAA: u16 = 28;
const SERVER_FAILURE: u8 = 2;
const NO_SUCH_NAME: u8 = 3;

enum Answer {
    Record(Vec<u8>),
    Failure(u8),
    Silence,
}

/// Where it listens; it starts when first asked for, and ends with the process.
pub(crate) fn server() -> SocketAddr {
    static AT: OnceLock<SocketAddr> = OnceLock::new();
    *AT.get_or_init(|| {
        let socket = UdpSocket::bind(("127.0.0.1", 0)).expect("a port");
        let address = socket.local_addr().expect("an address");
        std::thread::spawn(move || answer_all(&socket));
        address
    })
}

/// How often it was asked for a name that holds `part`.
pub(crate) fn asked(part: &str) -> usize {
    ASKED.lock().expect("the list").iter().filter(|asked| asked.contains(part)).count()
}

fn answer_all(socket: &UdpSocket) {
    let mut buffer = [0; 1_500];
    for _ in 0..QUESTIONS_MAX {
        let Ok((length, from)) = socket.recv_from(&mut buffer) else { return };
        let query = &buffer[..length];
        let Some((name, kind, end)) = question(query) else { continue };
        ASKED.lock().expect("the list").push(format!("{name} {kind}"));
        if let Some(reply) = reply(query, end, look_up(&name, kind)) {
            let _ = socket.send_to(&reply, from);
        }
    }
}

/// The first question: its name in lower case, its type, and where it ends.
fn question(query: &[u8]) -> Option<(String, u16, usize)> {
    let (mut at, mut name) = (12, String::new());
    while *query.get(at)? != 0 {
        let length = usize::from(query[at]);
        name.push_str(&String::from_utf8_lossy(query.get(at + 1..=at + length)?).to_lowercase());
        name.push('.');
        at += length + 1;
    }
    let kind = u16::from_be_bytes([*query.get(at + 1)?, *query.get(at + 2)?]);
    Some((name, kind, at + 5))
}

/// The zone: engines, and those who would like to be taken for one.
fn look_up(name: &str, kind: u16) -> Answer {
    let record = match (kind, name) {
        (PTR, "1.66.249.66.in-addr.arpa.") => labels("crawl-66-249-66-1.googlebot.com"),
        (A, "crawl-66-249-66-1.googlebot.com.") => vec![66, 249, 66, 1],
        // The right name, which leads elsewhere.
        (PTR, "2.66.249.66.in-addr.arpa.") => labels("crawl-66-249-66-2.googlebot.com"),
        (A, "crawl-66-249-66-2.googlebot.com.") => vec![203, 0, 113, 99],
        // Names that only look right, and lead back.
        (PTR, "3.113.0.203.in-addr.arpa.") => labels("googlebot.com.evil.test"),
        (A, "googlebot.com.evil.test.") => vec![203, 0, 113, 3],
        (PTR, "4.113.0.203.in-addr.arpa.") => labels("4-113-0-203.gae.googleusercontent.com"),
        (A, "4-113-0-203.gae.googleusercontent.com.") => vec![203, 0, 113, 4],
        (PTR, "5.113.0.203.in-addr.arpa.") => return Answer::Silence,
        (PTR, "6.113.0.203.in-addr.arpa.") => return Answer::Failure(SERVER_FAILURE),
        (PTR, v6) if v6.ends_with("1.0.8.4.0.6.8.4.1.0.0.2.ip6.arpa.") => {
            labels("crawl-6.googlebot.com")
        }
        (AAAA, "crawl-6.googlebot.com.") => {
            std::net::Ipv6Addr::new(0x2001, 0x4860, 0x4801, 0x10, 0, 0, 0, 1).octets().to_vec()
        }
        _ => return Answer::Failure(NO_SUCH_NAME),
    };
    Answer::Record(record)
}

fn labels(name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for label in name.split('.') {
        out.push(u8::try_from(label.len()).expect("a short label"));
        out.extend_from_slice(label.as_bytes());
    }
    out.push(0);
    out
}

/// The question repeated, with one record or none.
fn reply(query: &[u8], end: usize, answer: Answer) -> Option<Vec<u8>> {
    let (code, record) = match answer {
        Answer::Record(record) => (0, Some(record)),
        Answer::Failure(code) => (code, None),
        Answer::Silence => return None,
    };
    let mut out = query[..2].to_vec();
    out.extend_from_slice(&[0x81, 0x80 | code, 0, 1, 0, u8::from(record.is_some()), 0, 0, 0, 0]);
    out.extend_from_slice(&query[12..end]);
    if let Some(record) = record {
        // The name of the question again, its type and class, and a minute to live.
        out.extend_from_slice(&[0xc0, 12]);
        out.extend_from_slice(&query[end - 4..end]);
        out.extend_from_slice(&[0, 0, 0, 60]);
        out.extend_from_slice(&u16::try_from(record.len()).expect("short").to_be_bytes());
        out.extend_from_slice(&record);
    }
    Some(out)
}
