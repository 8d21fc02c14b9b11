//! Every wrapping is undone; what is not there is not found.

use std::io::Write as _;

use base64::{Engine as _, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};

use super::*;
use crate::wire::undo_coding;

const WORD: &str = "zqaudit7k2paragraph9m";
const LINE: &str =
    "The gatekeeper’s “register” opens at nine & closes, for owners of lorries, at noon.";

fn leak() -> Leak {
    let mut leak = Leak::new("zqaudit");
    leak.add_canary("/a/b", &Canary { word: WORD.to_owned(), place: "caption".to_owned() });
    leak.add_text(&[LINE.to_owned()]);
    leak
}

fn reply(body: impl Into<Vec<u8>>) -> Reply {
    let coded = body.into();
    Reply {
        status: 200,
        reason: "OK".to_owned(),
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        trailers: Vec::new(),
        body: Ok(coded.clone()),
        coded,
    }
}

fn rot13(text: &str) -> String {
    let views = views(text.as_bytes());
    views.into_iter().find(|view| view.coded == "rot13").unwrap().text
}

fn shifted(text: &str) -> String {
    let next = |c: char| if c.is_ascii_graphic() { char::from(c as u8 + 1) } else { c };
    text.chars().map(next).collect()
}

fn units(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn numbers(text: &str) -> String {
    text.chars().map(|c| format!("&#{};", u32::from(c))).collect()
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// Every way in which a text may be wrapped.
fn wrappings(text: &str) -> Vec<(&'static str, String)> {
    let spaced = |text: &str| text.replace(' ', "\n   ");
    vec![
        ("as it is", text.to_owned()),
        ("capitals and spaces", spaced(&text.to_uppercase())),
        ("decimal entities", numbers(text)),
        ("hexadecimal entities", text.chars().map(|c| format!("&#x{:X};", u32::from(c))).collect()),
        (
            "named entities",
            text.replace('&', "&amp;")
                .replace('’', "&rsquo;")
                .replace('“', "&ldquo;")
                .replace('”', "&rdquo;"),
        ),
        ("JSON", serde_json::to_string(text).unwrap()),
        ("JSON's numbers", units(text)),
        ("JSON in JSON", serde_json::to_string(&units(text)).unwrap()),
        ("JSON in entities", serde_json::to_string(text).unwrap().replace('"', "&quot;")),
        ("a URL", percent(text)),
        ("a URL twice", percent(&percent(text))),
        ("a form", text.replace(' ', "+").replace('&', "%26")),
        ("base64", BASE64_STANDARD.encode(text)),
        ("base64 for URLs", BASE64_URL_SAFE_NO_PAD.encode(text)),
        ("base64 of base64", BASE64_STANDARD.encode(BASE64_STANDARD.encode(text))),
        ("base64 of JSON", BASE64_STANDARD.encode(serde_json::to_string(&units(text)).unwrap())),
        ("base64 at an odd place", format!("x{}", BASE64_STANDARD.encode(text))),
        ("hexadecimal", hex(text)),
        ("rot13", rot13(text)),
        ("rot13 in JSON", serde_json::to_string(&rot13(text)).unwrap()),
        ("base64 of rot13", BASE64_STANDARD.encode(rot13(text))),
        ("rot13 of base64", rot13(&BASE64_STANDARD.encode(text))),
        ("shifted letters", shifted(text)),
        ("reversed", text.chars().rev().collect()),
        ("markup between words", text.replace(' ', "</span> <span class=\"x\">")),
        ("an attribute", format!("<div data-text=\"{}\">", text.replace('&', "&amp;"))),
        ("a comment", format!("<!-- {text} -->")),
    ]
}

#[test]
fn a_canary_is_found_in_every_wrapping() {
    for (name, wrapped) in wrappings(WORD) {
        let found = leak().find(&reply(format!("<p>lead</p> {wrapped} <p>more</p>")));
        assert!(found.is_some_and(|found| found.contains(WORD)), "{name}: {wrapped}");
    }
}

#[test]
fn a_run_of_locked_words_is_found_in_every_wrapping() {
    let run: String = LINE.chars().skip(7).take(RUN + 2).collect();
    for (name, wrapped) in wrappings(&run) {
        let found = leak().find(&reply(format!("<p>lead</p> {wrapped} <p>more</p>")));
        assert!(found.is_some_and(|found| found.contains("locked words")), "{name}: {wrapped}");
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let short: String = LINE.chars().take(RUN - 2).collect();
    for (name, wrapped) in wrappings(&short).into_iter().chain(wrappings("zqaudit7k2paragraph9")) {
        let page = format!("<title>A page</title><p>{wrapped}</p>");
        assert_eq!(leak().find(&reply(page)), None, "{name}");
    }
}

#[test]
fn the_head_and_the_trailers_are_looked_at() {
    let mut named = reply("");
    named.headers.push(("x-summary".to_owned(), BASE64_STANDARD.encode(WORD)));
    assert!(leak().find(&named).unwrap().contains("head"));
    let mut trailed = reply("");
    trailed.trailers.push(("x-rest".to_owned(), WORD.to_owned()));
    assert!(leak().find(&trailed).unwrap().contains("head"));
    let said = Reply { reason: WORD.to_owned(), ..reply("") };
    assert!(leak().find(&said).unwrap().contains("head"));
}

#[test]
fn compressed_bodies_are_opened_and_unknown_codings_are_no_excuse() {
    let page = format!("<p>{WORD}</p>");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(page.as_bytes()).unwrap();
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    zlib.write_all(page.as_bytes()).unwrap();
    let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    raw.write_all(page.as_bytes()).unwrap();
    let mut br = Vec::new();
    brotli::CompressorWriter::new(&mut br, 4_096, 5, 20).write_all(page.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let forms = [
        ("gzip", gzip.clone()),
        ("deflate", zlib.finish().unwrap()),
        ("deflate", raw.finish().unwrap()),
        ("br", br),
    ];
    for (coding, coded) in forms {
        let opened = Reply { body: undo_coding(&coded, coding), coded, ..reply("") };
        assert!(leak().find(&opened).is_some_and(|found| found.contains(WORD)), "{coding}");
    }
    let mut twice = Vec::new();
    brotli::CompressorWriter::new(&mut twice, 4_096, 5, 20).write_all(&gzip).unwrap();
    assert_eq!(undo_coding(&twice, "gzip, br").unwrap(), page.as_bytes());
    let closed = Reply { body: undo_coding(b"??", "zstd"), ..reply("") };
    assert!(leak().find(&closed).unwrap().contains("zstd"), "what cannot be opened does not pass");
}

#[test]
fn what_anybody_may_read_is_forgiven() {
    let mut leak = leak();
    assert!(leak.find(&reply(LINE)).is_some());
    leak.forgive(LINE);
    assert_eq!(leak.find(&reply(LINE)), None);
    assert!(leak.find(&reply(WORD)).is_some(), "canaries stand nowhere else");
}

#[test]
fn whoever_may_read_must_get_everything() {
    let leak = leak();
    let canaries = [
        Canary { word: WORD.to_owned(), place: "caption".to_owned() },
        Canary { word: "zqauditother".to_owned(), place: "cell".to_owned() },
    ];
    let page = reply(format!(
        "<p>{WORD}</p><p>The gatekeeper’s “register” opens at nine &amp; closes, <em>for owners</em> of lorries, at noon.</p>"
    ));
    assert_eq!(leak.missing(&page, &canaries), [&canaries[1]]);
    assert!(leak.holds_text(&page, &[LINE.to_owned()]));
    assert!(!leak.holds_text(
        &page,
        &["A line of at least forty characters that the page does not have.".to_owned()]
    ));
}
