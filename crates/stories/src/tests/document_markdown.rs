//! Markdown at the desk: what is written is read back as it was.

use proptest::prelude::*;

use super::generated::{document, document_of_html};
use crate::document::{Document, Losses};

fn read(markdown: &str) -> Document {
    Document::from_markdown(markdown, &mut Losses::default())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn markdown_round_trips(document in document()) {
        let markdown = document.to_markdown();
        let mut losses = Losses::default();
        let read = Document::from_markdown(&markdown, &mut losses);
        prop_assert_eq!(read, document, "{}", markdown);
        prop_assert_eq!(losses, Losses::default(), "{}", markdown);
    }

    #[test]
    fn html_round_trips(document in document_of_html()) {
        let mut losses = Losses::default();
        let html = document.to_html();
        let read = Document::from_html(&html, &mut losses);
        // All of it but levels of headings that the text left out, and a page does not.
        prop_assert_eq!(read.to_html(), html);
        prop_assert_eq!(losses, Losses::default());
    }
}

fn survives(markdown: &str, document: &Document) {
    assert_eq!(&read(&document.to_markdown()), document, "{}", document.to_markdown());
    assert_eq!(&read(markdown), document, "{markdown}");
}

#[test]
fn what_an_editor_types_is_what_is_kept() {
    let plain = Document::paragraph("Rates rose, said the bank.");
    survives("Rates rose, said\nthe bank.", &plain);
    let start_of_definition = Document::from_html(
        "<blockquote><ul><li><a href=\"/a\"><code>]:</code></a></li></ul></blockquote>",
        &mut Losses::default(),
    );
    survives("> - [<code>\\]:</code>](/a)", &start_of_definition);
    let two_lists =
        Document::from_html("<ul><li>a</li></ul><ul><li>b</li></ul>", &mut Losses::default());
    survives("- a\n\n<!-- -->\n\n- b", &two_lists);
}
