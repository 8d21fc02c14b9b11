//! Documents as HTML: hostile words stay words, hostile markup is gone.

use proptest::prelude::*;
use scraper::Html;

use super::generated::document;
use crate::document::{Block, Chart, ChartKind, Document, Figure, Inline, Losses, Marks, Series};

/// Whether `html` holds an element or attribute that could run anything.
fn runs_something(html: &str) -> Option<String> {
    const ELEMENTS: &str = "a blockquote br circle code details div em figcaption figure h2 h3 h4 \
        hr html img li line ol p path pre rect s section span strong sub summary sup svg table \
        tbody td text th thead tr tspan ul";
    const ATTRIBUTES: &str = "alt aria-label class cx cy d decoding dy fill height href id loading \
        r rel role scope sizes src srcset start tabindex text-anchor viewBox width x x1 x2 y y1 y2";
    let is_in = |list: &str, name: &str| list.split_whitespace().any(|one| one == name);
    let tree = Html::parse_fragment(html);
    let nodes = tree.root_element().descendants();
    for element in nodes.filter_map(|node| node.value().as_element().cloned()) {
        let name = element.name();
        if !is_in(ELEMENTS, name) {
            return Some(format!("<{name}>"));
        }
        for (attribute, value) in element.attrs() {
            let scheme =
                value.trim().to_lowercase().replace(|c: char| c.is_control() || c == ' ', "");
            let runs =
                ["javascript:", "data:", "vbscript:"].iter().any(|bad| scheme.starts_with(bad));
            let leads = matches!(attribute, "href" | "src" | "srcset") && runs;
            let is_ours = attribute != "id" || value.starts_with("note-");
            if leads || !is_ours || !is_in(ATTRIBUTES, attribute) {
                return Some(format!("{attribute}={value}"));
            }
        }
    }
    None
}

fn hostile_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<script>alert(1)</script>"),
        Just("\"><img src=x onerror=alert(1)>"),
        Just("' onmouseover='alert(1)"),
        Just("javascript:alert(1)"),
        Just("</p></article><svg onload=alert(1)>"),
        Just("</svg></text><script>alert(1)</script>"),
        Just("<!--"),
        Just("-->"),
        Just("<![CDATA["),
        Just("&lt;script&gt;"),
        Just("\u{0}<scr\u{0}ipt>"),
        Just("</pre></code><iframe src=//evil.example>"),
        Just("](javascript:alert(1))"),
        Just(" "),
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

/// A document with hostile words wherever words may stand.
fn hostile() -> impl Strategy<Value = Document> {
    (hostile_text(), document()).prop_map(|(text, mut document)| {
        let marks =
            Marks { link: Some("/a?\"onclick=\"x".to_owned()), strong: true, ..Marks::default() };
        document.blocks.push(Block::Paragraph(vec![
            Inline::plain(text.clone()),
            Inline::Text { text: text.clone(), marks },
        ]));
        document.blocks.push(Block::CodeBlock(text.clone()));
        document.blocks.push(Block::Figure(Figure {
            src: "/media/a.jpg".to_owned(),
            alt: text.clone(),
            caption: text.clone(),
            credit: text.clone(),
        }));
        document.blocks.push(Block::PullQuote {
            content: vec![Inline::plain(text.clone())],
            cite: text.clone(),
        });
        document
            .blocks
            .push(Block::Paragraph(vec![Inline::Footnote(vec![Inline::plain(text.clone())])]));
        document.blocks.extend(ChartKind::ALL.map(|kind| {
            let name = |from: usize| text.chars().skip(from).take(80).collect();
            let series = |from| Series { name: name(from), values: vec![Some(-150), None] };
            Block::Chart(Chart {
                kind,
                title: text.clone(),
                unit: text.clone(),
                source: text.clone(),
                heading: name(0),
                labels: vec![name(0), name(9)],
                series: vec![series(0), series(5)],
            })
        }));
        document
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_words_stay_words(document in hostile()) {
        let html = document.to_html();
        prop_assert!(!html.to_lowercase().contains("<script"));
        prop_assert_eq!(runs_something(&html), None, "{}", html);
    }

    #[test]
    fn whatever_html_is_read_the_document_is_sound(html in hostile_text(), text in "[ -~]{0,60}") {
        let html = format!("<p>{html}<b>{text}");
        let document = Document::from_html(&html, &mut Losses::default());
        prop_assert_eq!(Document::from_json(&document.to_json()).unwrap(), document.clone());
        prop_assert_eq!(runs_something(&document.to_html()), None, "{}", html);
        let again = Document::from_html(&document.to_html(), &mut Losses::default());
        prop_assert_eq!(again, document, "{}", html);
    }
}

fn read(html: &str) -> (String, Losses) {
    let mut losses = Losses::default();
    let document = Document::from_html(html, &mut losses);
    assert_eq!(Document::from_json(&document.to_json()).unwrap(), document, "{html}");
    (document.to_html(), losses)
}

#[test]
fn no_script_is_kept() {
    let hostile = [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<a href='javascript:alert(1)'>a</a>",
        "<a href='&#106;avascript:alert(1)'>a</a>",
        "<a href='java&#9;script:alert(1)'>a</a>",
        "<a href='data:text/html;base64,PHNjcmlwdD4='>a</a>",
        "<p onclick=alert(1) style='background:url(javascript:alert(1))'>a</p>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<iframe src='javascript:alert(1)'></iframe>",
        "<object data='javascript:alert(1)'></object>",
        "<form action='javascript:alert(1)'><button formaction='javascript:x'>a</button></form>",
        "<style>@import 'javascript:alert(1)'</style>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<template><script>alert(1)</script></template>",
        "<base href='//evil.example/'><a href='/x'>a</a>",
        "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    ];
    for html in hostile {
        let (written, _) = read(html);
        assert_eq!(runs_something(&written), None, "{html}: {written}");
        assert!(!written.contains("alert(1)</script>"), "{html}: {written}");
    }
    assert_eq!(read("<p>a<script>b</script>c</p>").0, "<p>ac</p>\n");
    assert_eq!(read("<script>b</script>").1.0.get("<script>"), Some(&1));
}

#[test]
fn words_survive_whatever_they_stand_in() {
    assert_eq!(read("<marquee>Rates <blink>rose</blink></marquee>").0, "<p>Rates rose</p>\n");
    assert_eq!(read("<a href='javascript:x'>the bank</a>").0, "<p>the bank</p>\n");
    let deep = format!("{}words{}", "<div>".repeat(200), "</div>".repeat(200));
    assert_eq!(read(&deep).0, "<p>words</p>\n");
    let (caption, _) = read("<table><caption>Prices</caption><tr><td>1</td></tr></table>");
    assert!(caption.starts_with("<p>Prices</p>"), "{caption}");
    assert_eq!(
        read("<iframe src='//www.youtube.com/embed/x' title='A film'></iframe>").0,
        "<p><a href=\"https://www.youtube.com/embed/x\" rel=\"noopener\">A film</a></p>\n"
    );
}

#[test]
fn no_level_of_headings_is_left_out() {
    let levels = |markdown: &str| {
        let html = Document::from_markdown(markdown, &mut Losses::default()).to_html();
        let found = html.match_indices("<h").map(|(at, _)| html[at + 2..].chars().next());
        found.flatten().collect::<String>()
    };
    assert_eq!(levels("## One\n\n### Two\n\n#### Three\n\n## Four"), "2342");
    assert_eq!(levels("### One\n\n### Two\n\n## Three\n\n### Four"), "2223");
    assert_eq!(levels("#### One\n\n## Two\n\n#### Three\n\n### Four"), "2233");
}

#[test]
fn a_picture_from_elsewhere_leaves_its_words_behind_the_line() {
    let (html, losses) =
        read("<p><img src='http://x.example/a.jpg' alt='A tram in the rain'>It rained.</p>");
    assert_eq!(html, "<p>It rained.</p>\n<p><em>A tram in the rain</em></p>\n");
    assert_eq!(losses.0.get("picture"), Some(&1));
    assert_eq!(read("<p><img src=x alt='logo'>It rained.</p>").0, "<p>It rained.</p>\n");
    assert_eq!(
        read("<h2><img src=x alt='A tram in the rain'>Rain</h2>").0,
        "<h2>Rain</h2>\n<p><em>A tram in the rain</em></p>\n"
    );
    let own = read("<img src='/media/a.jpg' alt='A tram' title='Rain'>").0;
    assert!(
        own.starts_with("<figure class=\"figure\"><img src=\"/media/a.jpg\" alt=\"A tram\""),
        "{own}"
    );
}

#[test]
fn nesting_beyond_what_a_document_holds_loses_no_words() {
    for (open, close) in [("<blockquote>", "</blockquote>"), ("<ul><li>", "</li></ul>")] {
        let html = format!("{}<p>words</p>{}", open.repeat(30), close.repeat(30));
        let (written, losses) = read(&html);
        assert!(written.contains("words"), "{written}");
        assert!(losses.0.contains_key("nested too deep"), "{losses:?}");
    }
    let table = "<ol><li><table><tr><td>".repeat(20) + "words";
    assert!(read(&table).0.contains("words"));
}

#[test]
fn markup_beyond_reason_is_read_as_words_at_once() {
    let attributes =
        |count: usize| (0..count).map(|number| format!(" a{number}")).collect::<String>();
    let began = std::time::Instant::now();
    let hostile = [
        "<div>".repeat(500_000),
        "<b id=1></x>".repeat(300_000),
        "<font a=1><p>".repeat(300_000),
        "<b title='</b>'>".repeat(200_000),
        "<b x'y='</b>'>".repeat(200_000),
        "<!-- <a \" -->".to_owned() + &"<b>".repeat(200_000),
        "<script><a \"</script>".to_owned() + &"<b></b>".repeat(200_000),
        "<title></x></title>".to_owned() + &"<b></b>".repeat(200_000),
        "<svg><![CDATA[<a '".to_owned() + &"<b></b>".repeat(200_000),
        format!("<p{}>", attributes(300_000)),
        format!("<p x=\">\"{}>", attributes(300_000)),
    ];
    for html in hostile {
        let (written, losses) = read(&format!("{html}words"));
        assert!(losses.0.contains_key("markup nested beyond reason"), "{}", &html[..60]);
        assert_eq!(runs_something(&written), None);
    }
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
    let quotes = Document::from_markdown(&">".repeat(200_000), &mut Losses::default());
    assert!(quotes.is_empty());
}

#[test]
fn long_honest_markup_is_read_as_it_is() {
    let rows = "<tr><td class=\"a > b\">one<!-- <b> --></td><td><em>two</em><br>".repeat(5_000);
    let (written, losses) = read(&format!("<script async src='x'></script><table>{rows}</table>"));
    assert!(!losses.0.contains_key("markup nested beyond reason"));
    assert_eq!(written.matches("<tr>").count(), 5_000);
}
