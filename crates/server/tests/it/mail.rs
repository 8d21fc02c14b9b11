//! Mails over SMTP: what arrives is what was written, whoever tries to smuggle
//! something in; what is refused comes again as the same mail.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use jiff::SignedDuration;
use mail::{Mail, Mailer, Sender};
use testkit::{Options, SeededRandom, TestClock, TestDatabase, TestPaper};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};
use vocab::{Ambient, JobId};

use crate::store::now;

/// The SMTP sink of the tests: its address, and where its mails lie.
fn sink() -> Option<(String, PathBuf)> {
    let named = |name| std::env::var(name).ok();
    let sink = named("MASTHEAD_TEST_SMTP").zip(named("MASTHEAD_TEST_SMTP_DIR"));
    if sink.is_none() {
        eprintln!("skipped: MASTHEAD_TEST_SMTP and MASTHEAD_TEST_SMTP_DIR name no sink");
    }
    sink.map(|(url, folder)| (url, PathBuf::from(folder)))
}

fn mailer(url: &str) -> Mailer {
    let sender =
        Sender { name: "Zeitung für Ä".to_owned(), address: "paper@demo.test".to_owned() };
    Mailer::open(url, Path::new("/"), sender).expect("a mailer")
}

fn fresh_id() -> JobId {
    use std::hash::{BuildHasher as _, RandomState};
    let random = SeededRandom::new(RandomState::new().hash_one("an id"));
    JobId::fresh(&Ambient::new(TestClock::at(now()), random))
}

/// The mails in `folder` that hold `mark`, once there are `count`.
async fn arrived(folder: &Path, mark: &str, count: usize) -> Vec<String> {
    for _ in 0..200 {
        let files = std::fs::read_dir(folder).expect("the sink's folder").flatten();
        let mails = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
        let found: Vec<_> = mails
            .map(|mail| mail.replace("\r\n", "\n"))
            .filter(|mail| mail.contains(mark))
            .collect();
        if found.len() >= count {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no {count} mails with {mark} in {}", folder.display());
}

/// A header's value, unfolded, its encoded words (RFC 2047, base64) decoded.
fn header(mail: &str, name: &str) -> String {
    let (head, _) = mail.split_once("\n\n").expect("head and text");
    let head = head.replace("\n ", " ");
    let lines: Vec<_> =
        head.lines().filter_map(|line| line.strip_prefix(&format!("{name}: "))).collect();
    assert_eq!(lines.len(), 1, "{name} in {head}");
    let (mut text, mut was_coded) = (String::new(), false);
    for word in lines[0].split(' ') {
        let coded = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        // The space between two encoded words is none.
        let joins = was_coded && coded.is_some();
        if !text.is_empty() && !joins {
            text.push(' ');
        }
        was_coded = coded.is_some();
        let bytes = coded.map(|coded| BASE64_STANDARD.decode(coded).expect("base64"));
        text += &bytes.map_or(word.to_owned(), |bytes| String::from_utf8(bytes).expect("UTF-8"));
    }
    text
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let Some((url, folder)) = sink() else { return };
    let id = fresh_id();
    let mail = Mail {
        to: "reader@demo.test".to_owned(),
        subject: "Grüße: ₹2,700 für ein Jahr – bis auf Weiteres".to_owned(),
        text: "Guten Tag,\n.\n..\nFrom here: ₹900 ü\n".to_owned(),
        html: None,
        sender: None,
    };
    let mailer = mailer(&url);
    mailer.check().await.expect("the sink answers");
    // A try whose answer was lost is repeated: the same mail, recognisable.
    for _ in 0..2 {
        mailer.send(&mail, id, now()).await.expect("taken");
    }
    let mails = arrived(&folder, &id.to_string(), 2).await;
    assert_eq!(mails.len(), 2);
    for arrived in &mails {
        assert_eq!(header(arrived, "Subject"), mail.subject);
        assert_eq!(header(arrived, "Message-ID"), format!("<{id}@demo.test>"));
        assert_eq!(header(arrived, "From"), "Zeitung für Ä <paper@demo.test>");
        assert_eq!(header(arrived, "To"), "reader@demo.test");
        assert_eq!(header(arrived, "Date"), "Tue, 24 Nov 2026 06:00:00 +0000");
        let (_, text) = arrived.split_once("\n\n").expect("a text");
        assert!(text.starts_with("Guten Tag,\n.\n..\n"), "{text}");
        assert!(text.contains("=E2=82=B9900 =C3=BC") || text.contains("₹900 ü"), "{text}");
    }
}

#[tokio::test]
async fn nobody_smuggles_in_a_header() {
    let Some((url, folder)) = sink() else { return };
    let (id, mailer) = (fresh_id(), mailer(&url));
    let write = |to: &str, subject: &str| Mail {
        to: to.to_owned(),
        subject: subject.to_owned(),
        text: "Bcc: not@a.header\n".to_owned(),
        html: None,
        sender: None,
    };
    let subject = "Hello\r\nBcc: victim@demo.test\r\n\r\nAnother text\n\u{85}\u{7f}\0";
    mailer.send(&write("reader@demo.test", subject), id, now()).await.expect("taken");
    let mail = arrived(&folder, &id.to_string(), 1).await.remove(0);
    let (head, text) = mail.split_once("\n\n").expect("head and text");
    assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
    assert!(text.starts_with("Bcc: not@a.header"), "{text}");
    for to in ["a@demo.test\r\nBcc: victim@demo.test", "a@demo.test, b@demo.test", "a@demo.test>"] {
        mailer.send(&write(to, "Hello"), fresh_id(), now()).await.expect_err("no such address");
    }
}

const FRESH: &str = "fresh@reader.test";

/// An SMTP server that turns the first `refusals` mails to one reader away for now.
struct MoodyServer {
    url: String,
    taken: Arc<Mutex<Vec<String>>>,
    refused: Arc<Mutex<u32>>,
}

impl MoodyServer {
    async fn start(refusals: u32) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let (taken, refused) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(0)));
        let server = Self { url, taken: taken.clone(), refused: refused.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, refusals, taken.clone(), refused.clone()));
            }
        });
        server
    }
}

async fn talk(
    stream: TcpStream,
    refusals: u32,
    taken: Arc<Mutex<Vec<String>>>,
    refused: Arc<Mutex<u32>>,
) -> std::io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    writing.write_all(b"220 moody\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let verb = line.split([' ', ':']).next().unwrap_or("").to_ascii_uppercase();
        let answer = match &*verb {
            "EHLO" | "HELO" => "250 moody",
            "RCPT" if line.contains(FRESH) && *refused.lock().expect("the count") < refusals => {
                *refused.lock().expect("the count") += 1;
                "451 4.7.1 not now"
            }
            "DATA" => {
                writing.write_all(b"354 go on\r\n").await?;
                let mut mail = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    mail += &line;
                    mail.push('\n');
                }
                taken.lock().expect("the mails").push(mail);
                "250 taken"
            }
            "QUIT" => return writing.write_all(b"221 bye\r\n").await,
            _ => "250 fine",
        };
        writing.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

/// Refused twice, taken the third time, after the queue's pauses and once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_mail_comes_again() {
    let server = MoodyServer::start(2).await;
    let options = Options::default().set(&format!("mail.transport={}", server.url));
    let paper = TestPaper::start(TestDatabase::sqlite(), options).await;
    let fields = [("email", FRESH), ("password", "a long password")];
    paper.browser().post("/register", &fields).await;
    for round in 1..=2u32 {
        let is_refused = || async { *server.refused.lock().expect("the count") == round };
        paper.eventually("it is refused", is_refused).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(*server.refused.lock().expect("the count"), round, "tried again too early");
        paper.clock.advance(SignedDuration::from_secs(2i64.pow(round)));
    }
    paper.settle().await;
    let taken = server.taken.lock().expect("the mails").clone();
    let to_fresh = taken.iter().filter(|mail| mail.contains(&format!("To: {FRESH}")));
    assert_eq!(to_fresh.count(), 1, "{taken:?}");
    paper.stop().await;
}
