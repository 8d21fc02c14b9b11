//! Documents as JSON: what is written is read back, and nothing unknown is let in.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::generated::document;
use crate::document::Document;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_round_trips(document in document()) {
        let json = document.to_json();
        prop_assert_eq!(&Document::from_json(&json).unwrap(), &document);
        prop_assert_eq!(&Document::parse(&json.to_string()).unwrap(), &document);
    }
}

fn problem(value: &Value) -> String {
    Document::from_json(value).unwrap_err().to_string()
}

fn doc(content: Value) -> Value {
    json!({ "type": "doc", "content": content })
}

fn paragraph(inline: Value) -> Value {
    doc(json!([{ "type": "paragraph", "content": [inline] }]))
}

#[test]
fn what_is_unknown_is_refused_with_its_place() {
    let cases = [
        (json!({ "type": "page" }), "the document: the outermost node must be a doc"),
        (json!({}), "the document: a node needs a type"),
        (doc(json!([{ "type": "iframe" }])), "content[0]: unknown node “iframe”"),
        (doc(json!("text")), "the document: content must be a list"),
        (
            paragraph(json!({ "type": "image" })),
            "content[0].content[0]: unknown node “image” within a line",
        ),
        (
            paragraph(json!({ "type": "text", "text": "" })),
            "content[0].content[0]: a text node needs a text",
        ),
        (
            paragraph(json!({ "type": "text", "text": 1 })),
            "content[0].content[0]: a text node needs a text",
        ),
        (
            paragraph(json!({ "type": "text", "text": "a", "marks": [{ "type": "blink" }] })),
            "content[0].content[0]: unknown mark “blink”",
        ),
        (
            paragraph(json!({ "type": "text", "text": "a", "marks": "strong" })),
            "content[0].content[0]: marks must be a list",
        ),
        (
            doc(json!([{ "type": "heading", "attrs": { "level": 1 } }])),
            "content[0]: a heading has level 2, 3 or 4, not 1",
        ),
        (
            doc(json!([{ "type": "bullet_list", "content": [{ "type": "paragraph" }] }])),
            "content[0].content[0]: a list holds list items",
        ),
        (
            doc(json!([{ "type": "ordered_list", "attrs": { "order": 1_000_000_000_u64 } }])),
            "content[0]: a list begins with at most",
        ),
        (
            doc(
                json!([{ "type": "table", "content": [{ "type": "table_row", "content": [{ "type": "td" }] }] }]),
            ),
            "content[0].content[0].content[0]: a row holds cells",
        ),
    ];
    for (value, expected) in cases {
        let problem = problem(&value);
        assert!(problem.starts_with(expected), "{value}: {problem}");
    }
    assert!(Document::parse("{").unwrap_err().to_string().contains("not JSON"));
}

#[test]
fn a_link_leads_nowhere_unsafe() {
    let hostile = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example",
        "/\\evil.example",
        "https://a b",
        "",
    ];
    for href in hostile {
        let link = json!({ "type": "link", "attrs": { "href": href } });
        let problem = problem(&paragraph(json!({ "type": "text", "text": "a", "marks": [link] })));
        assert!(problem.starts_with("content[0].content[0]: a link leads to"), "{href}: {problem}");
    }
}

#[test]
fn a_figure_shows_this_papers_media_and_says_what() {
    let figure = |src: &str, alt: &str| {
        doc(json!([{ "type": "figure", "attrs": { "src": src, "alt": alt } }]))
    };
    assert!(Document::from_json(&figure("/media/a.jpg", "A tram")).is_ok());
    for src in [
        "https://evil.example/a.jpg",
        "/media/../desk",
        "//evil.example/media/a.jpg",
        "javascript:x",
        "",
    ] {
        assert_eq!(
            problem(&figure(src, "A tram")),
            "content[0]: attrs.src must be a path under /media/"
        );
    }
    assert_eq!(
        problem(&figure("/media/a.jpg", " ")),
        "content[0]: attrs.alt must say what the picture shows"
    );
}

#[test]
fn blocks_lie_only_so_deep() {
    let nested = |levels: usize| {
        let inner = json!({ "type": "paragraph", "content": [{ "type": "text", "text": "a" }] });
        let wrap = |inner: Value, _| json!({ "type": "blockquote", "content": [inner] });
        doc(json!([(0..levels).fold(inner, wrap)]))
    };
    assert!(Document::from_json(&nested(11)).is_ok());
    assert!(problem(&nested(12)).contains("blocks lie more than 12 deep"));
    // So deep that reading it without a limit would overflow the stack.
    let text =
        format!("{}{}", r#"{"type":"doc","content":["#.repeat(100_000), "]}".repeat(100_000));
    assert!(Document::parse(&text).is_err());
}
