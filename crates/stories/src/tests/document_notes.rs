//! Notes, pull quotes, and pictures with their words: both ways.

use std::sync::Arc;

use serde_json::json;
use words::{Language, Words};

use crate::{
    Picture, PictureIndex, Rendition,
    document::{Block, Document, Figure, Inline, Losses, Rendering},
};

fn read(markdown: &str) -> (Document, Vec<String>) {
    let mut losses = Losses::default();
    let document = Document::from_markdown(markdown, &mut losses);
    assert_eq!(Document::from_json(&document.to_json()).unwrap(), document, "{markdown}");
    (document, losses.0.into_keys().collect())
}

#[test]
fn notes_are_numbered_in_the_order_of_the_text() {
    let (document, losses) = read("One.[^b] Two.[^A]\n\n[^a]: Second, *of two*.\n[^b]: First.");
    assert!(losses.is_empty(), "{losses:?}");
    assert_eq!(
        document.to_html(),
        "<p>One.<sup class=\"note-ref\"><a id=\"note-ref-1\" href=\"#note-1\" \
         aria-label=\"Note 1\" role=\"doc-noteref\">1</a></sup> Two.<sup class=\"note-ref\">\
         <a id=\"note-ref-2\" href=\"#note-2\" aria-label=\"Note 2\" role=\"doc-noteref\">2</a>\
         </sup></p>\n<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"Notes\"><ol>\n\
         <li id=\"note-1\">First. <a href=\"#note-ref-1\" role=\"doc-backlink\" \
         aria-label=\"Back to the text\">↩</a></li>\n\
         <li id=\"note-2\">Second, <em>of two</em>. <a href=\"#note-ref-2\" \
         role=\"doc-backlink\" aria-label=\"Back to the text\">↩</a></li>\n</ol></section>\n"
    );
    assert_eq!(
        document.to_markdown(),
        "One.[^1] Two.[^2]\n\n[^1]: First.\n\n[^2]: Second, *of two*.\n"
    );
    assert_eq!(document.to_text(), "One. Two.\n\nFirst.\n\nSecond, of two.");
    assert_eq!(document.count_words(), 6);
}

#[test]
fn a_note_that_leads_nowhere_is_no_note() {
    let (document, losses) = read("As typed.[^1]");
    assert_eq!(document, Document::paragraph("As typed.[^1]"));
    assert!(losses.is_empty());
    let (document, losses) = read("Words.\n\n[^x]: Left over.");
    assert_eq!(losses, ["note that nothing refers to: “x”"]);
    assert_eq!(document.to_text(), "Words.\n\nLeft over.");
    let (document, losses) = read("One.[^1] Two.[^1]\n\n[^1]: A note.");
    assert_eq!(losses, ["second reference to one note: “1”"]);
    assert_eq!(document.to_text(), "One. Two.\n\nA note.");
    let (_, losses) = read("One.[^1]\n\n[^1]: A note.[^2]\n\n[^2]: Another.[^1]");
    assert!(losses.iter().any(|loss| loss.starts_with("note within a note")), "{losses:?}");
    let (document, losses) = read("One.[^1]\n\n[^1]: - a\n    - b\n\n    Words.");
    assert_eq!(losses, ["block inside a note"]);
    assert!(document.to_text().ends_with("Words."), "{document}");
    let mut losses = Losses::default();
    let html = "<p>a<a role='doc-noteref' href='#gone'>1</a></p>";
    assert_eq!(Document::from_html(html, &mut losses), Document::paragraph("a"));
    assert!(losses.0.contains_key("note without words: “gone”"));
}

#[test]
fn a_great_many_references_make_no_great_text() {
    let note = "word ".repeat(20_000);
    let markdown = format!("{}\n\n[^1]: {note}", "a[^1] ".repeat(20_000));
    let (document, _) = read(&markdown);
    assert!(document.to_html().len() < 1_000_000);
}

#[test]
fn notes_lie_only_where_they_may() {
    let text = json!({ "type": "text", "text": "a" });
    let note = json!({ "type": "footnote", "content": [text] });
    let within = json!({ "type": "footnote", "content": [text, note] });
    let doc = |kind: &str, content: serde_json::Value| {
        let node = json!({ "type": kind, "content": content });
        Document::from_json(&json!({ "type": "doc", "content": [node] }))
    };
    assert!(doc("paragraph", json!([text, note])).is_ok());
    let problem =
        |read: Result<Document, crate::document::DocumentProblem>| read.unwrap_err().to_string();
    assert_eq!(
        problem(doc("paragraph", json!([within]))),
        "content[0].content[0].content[1]: a note holds no notes"
    );
    assert_eq!(
        problem(doc("pull_quote", json!([note]))),
        "content[0].content[0]: a pull quote holds no notes"
    );
    assert_eq!(problem(doc("pull_quote", json!([]))), "content[0]: a pull quote needs words");
    assert_eq!(
        problem(doc("heading", json!([{ "type": "footnote" }]))),
        "content[0].content[0]: a note needs words"
    );
    // As deep as a line may lie, a note may too.
    let html = format!(
        "{}a<a role=doc-noteref href=#n>1</a><section role=doc-endnotes><ul><li id=n>b</ul></section>",
        "<blockquote>".repeat(11)
    );
    let document = Document::from_html(&html, &mut Losses::default());
    assert_eq!(Document::from_json(&document.to_json()).unwrap(), document);
    assert!(document.to_text().ends_with("\n\nb"), "{document}");
}

#[test]
fn a_pull_quote_has_words_and_a_name() {
    let quote = |cite: &str| Block::PullQuote {
        content: vec![Inline::plain("A lorry never lies.")],
        cite: cite.to_owned(),
    };
    for (markdown, cite) in [
        ("```pullquote\nA lorry\nnever lies.\n— R. Shaikh\n```", "R. Shaikh"),
        ("```pullquote\nA lorry never lies.\n```", ""),
    ] {
        let (document, losses) = read(markdown);
        assert_eq!(document.blocks, [quote(cite)]);
        assert!(losses.is_empty());
    }
    let html = Document { blocks: vec![quote("R. Shaikh")] }.to_html();
    assert_eq!(
        html,
        "<figure class=\"pullquote\"><blockquote><p>A lorry never lies.</p></blockquote>\
         <figcaption>R. Shaikh</figcaption></figure>\n"
    );
    for html in [
        &*html,
        "<blockquote class='pullquote big'>A lorry never lies.<footer>— R. Shaikh</footer></blockquote>",
        "<aside class=pullquote><blockquote><p>A lorry never lies.</p></blockquote>\
         <p class=cite>— R. Shaikh</p></aside>",
    ] {
        let mut losses = Losses::default();
        assert_eq!(Document::from_html(html, &mut losses).blocks, [quote("R. Shaikh")]);
        assert!(losses.0.is_empty(), "{losses:?}");
    }
    let (document, losses) = read("```pullquote\n# A\n\n- b\n\n**c**[^1]\n```");
    assert_eq!(document.to_text(), "A\nb\nc[^1]");
    assert_eq!(losses, ["block inside a pull quote"]);
    let (document, losses) = read("```pullquote\n<script>alert(1)</script></figure>\n```");
    assert!(!document.to_html().contains("script"), "{losses:?}");
}

#[test]
fn a_pictures_title_is_its_caption_and_credit() {
    for (title, caption, credit) in [
        ("", "", ""),
        ("A tram", "A tram", ""),
        ("A tram | PTI", "A tram", "PTI"),
        ("A | B | PTI", "A | B", "PTI"),
        ("| PTI", "", "PTI"),
        ("A \\\\| B", "A | B", ""),
        ("A \\\"tram\\\" &amp; \\\\ | PTI", "A \"tram\" & \\", "PTI"),
    ] {
        let markdown = format!("![Rain](/media/a.jpg \"{title}\")");
        let (document, _) = read(&markdown);
        let Block::Figure(figure) = &document.blocks[0] else { panic!("{document:?}") };
        assert_eq!((&*figure.caption, &*figure.credit), (caption, credit), "{markdown}");
        assert_eq!(read(&document.to_markdown()).0, document, "{}", document.to_markdown());
    }
}

fn figure(src: &str) -> Block {
    let words = |text: &str| text.to_owned();
    Block::Figure(Figure {
        src: words(src),
        alt: words("A tram"),
        caption: words("Rain"),
        credit: words("PTI"),
    })
}

#[test]
fn a_known_picture_comes_in_the_size_that_fits() {
    let size = |width: u32| Rendition {
        path: format!("/media/{width}/tram.jpg"),
        width,
        height: width / 2,
    };
    let picture = Picture {
        id: "1".to_owned(),
        alt: String::new(),
        caption: String::new(),
        credit: String::new(),
        renditions: vec![size(320), size(640), size(1280)],
    };
    let pictures = PictureIndex::from([("/media/320/tram.jpg".to_owned(), Arc::new(picture))]);
    let nested =
        Block::BulletList(vec![vec![figure("/media/b.jpg"), figure("/media/320/tram.jpg")]]);
    let document = Document { blocks: vec![figure("/media/320/tram.jpg"), nested] };
    assert_eq!(document.picture_paths(), ["/media/320/tram.jpg", "/media/b.jpg"]);
    let say = Words::of(Language::English);
    let html = document.to_html_with(&Rendering { pictures: &pictures, say });
    let known = "<figure class=\"figure\"><a class=\"enlarge picture\" href=\"/media/1280/tram.jpg\">\
        <img src=\"/media/640/tram.jpg\" srcset=\"/media/320/tram.jpg 320w, /media/640/tram.jpg 640w, \
        /media/1280/tram.jpg 1280w\" sizes=\"(min-width: 48em) 40rem, 100vw\" width=\"640\" \
        height=\"320\" alt=\"A tram\" loading=\"lazy\" decoding=\"async\"></a>\
        <figcaption>Rain <span class=\"credit\">PTI</span></figcaption></figure>\n";
    assert!(html.starts_with(known), "{html}");
    assert_eq!(html.matches(known).count(), 2);
    assert!(html.contains(
        "<figure class=\"figure\"><img src=\"/media/b.jpg\" alt=\"A tram\" loading=\"lazy\">"
    ));
    let none = PictureIndex::new();
    let plain = document.to_html_with(&Rendering { pictures: &none, say });
    assert_eq!(plain, document.to_html());
}

#[test]
fn our_own_words_are_in_the_papers_language() {
    let markdown = "| a |\n| --- |\n| b[^1] |\n\n[^1]: c\n\n```chart\nkind: bar\ntitle: t\n\
        source: s\n---\nq,r\nx,1\n```";
    let (document, losses) = read(markdown);
    assert!(losses.is_empty(), "{losses:?}");
    let none = PictureIndex::new();
    let say = Words::of(Language::Hindi);
    let html = document.to_html_with(&Rendering { pictures: &none, say });
    for said in ["तालिका", "टिप्पणी 1", "टिप्पणियाँ", "पाठ पर लौटें", "स्रोत: s", "आँकड़े", "पट्टी चार्ट: t"]
    {
        assert!(html.contains(said), "{said}: {html}");
    }
    for said in ["Table", "Note", "Source", "figures", "chart:"] {
        assert!(!html.contains(said), "{said}: {html}");
    }
}
