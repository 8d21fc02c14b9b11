//! Documents made at random, in the form in which HTML is read.

use proptest::{collection::vec, option, prelude::*};

use crate::document::{Block, Cell, Document, Figure, Inline, Marks};

/// Words with everything that Markdown or HTML could misread.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[a-zA-Z0-9]{1,8}",
        2 => "[!-~]{1,6}",
        1 => Just("1.".to_owned()),
        1 => Just("अख़बार".to_owned()),
        1 => Just("é\u{a0}—“x”".to_owned()),
        1 => Just("&amp; <b> **x** [a](b) {{< ref >}}".to_owned()),
        1 => Just("http://example.com/a_b_c".to_owned()),
    ];
    vec(word, 1..4).prop_map(|words| words.join(" "))
}

fn link() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("https://example.com/a?b=c&d=(e)#f".to_owned()),
        Just("/markets/a-story".to_owned()),
        Just("mailto:desk@example.com".to_owned()),
        Just("https://example.com/é\"<x>'".to_owned()),
        Just("#there".to_owned()),
    ]
}

fn marks() -> impl Strategy<Value = Marks> {
    let flag = || prop::bool::weighted(0.2);
    (flag(), flag(), flag(), flag(), flag(), flag(), option::weighted(0.2, link())).prop_map(
        |(strong, emphasis, code, strike, subscript, superscript, link)| Marks {
            strong,
            emphasis,
            code,
            strike,
            subscript,
            superscript,
            link,
        },
    )
}

/// A line as reading HTML leaves it: single spaces, none at the ends, no two
/// neighbours of one style, breaks only between words.
pub(super) fn line() -> impl Strategy<Value = Vec<Inline>> {
    let piece = (words(), marks(), prop::bool::weighted(0.15), any::<bool>());
    vec(piece, 1..5).prop_map(|pieces| {
        let count = pieces.len();
        let mut line: Vec<Inline> = Vec::new();
        for (index, (mut text, marks, breaks, spaced)) in pieces.into_iter().enumerate() {
            let is_last = index + 1 == count;
            if matches!(line.last(), Some(Inline::Text { marks: before, .. }) if *before == marks) {
                line.push(Inline::Break);
            }
            if spaced && !is_last && !breaks {
                text.push(' ');
            }
            line.push(Inline::Text { text, marks });
            if breaks && !is_last {
                line.push(Inline::Break);
            }
        }
        // No space before a break.
        for index in 1..line.len() {
            if let [Inline::Text { text, .. }, Inline::Break] = &mut line[index - 1..=index] {
                text.truncate(text.trim_end_matches(' ').len());
            }
        }
        line
    })
}

fn code() -> impl Strategy<Value = String> {
    vec("[ -~]{0,12}", 0..4).prop_map(|lines| lines.join("\n").trim_end_matches('\n').to_owned())
}

fn table() -> impl Strategy<Value = Block> {
    let cell = (any::<bool>(), line()).prop_map(|(header, content)| Cell { header, content });
    let loose = vec(vec(cell, 1..4), 1..4);
    let plain = (any::<bool>(), vec(vec(line(), 3), 1..4)).prop_map(|(head, rows)| {
        let row = |(index, row): (usize, Vec<Vec<Inline>>)| {
            let cell = |content| Cell { header: head && index == 0, content };
            row.into_iter().map(cell).collect::<Vec<_>>()
        };
        rows.into_iter().enumerate().map(row).collect::<Vec<_>>()
    });
    prop_oneof![loose, plain].prop_map(Block::Table)
}

fn figure() -> impl Strategy<Value = Block> {
    (words(), words()).prop_map(|(alt, caption)| {
        let src = "/media/2026/a-picture.jpg".to_owned();
        Block::Figure(Figure { src, alt, caption, credit: "PTI".to_owned() })
    })
}

fn leaf(figures: bool) -> BoxedStrategy<Block> {
    let plain = prop_oneof![
        6 => line().prop_map(Block::Paragraph),
        2 => (2_u8..=4, line()).prop_map(|(level, content)| Block::Heading { level, content }),
        1 => code().prop_map(Block::CodeBlock),
        1 => Just(Block::Rule),
        1 => table(),
    ];
    if figures { prop_oneof![8 => plain, 1 => figure()].boxed() } else { plain.boxed() }
}

fn block(figures: bool) -> impl Strategy<Value = Block> {
    leaf(figures).prop_recursive(3, 24, 3, |inner| {
        let items = || vec(vec(inner.clone(), 1..3), 1..4);
        prop_oneof![
            vec(inner.clone(), 1..4).prop_map(Block::Blockquote),
            items().prop_map(Block::BulletList),
            (prop_oneof![Just(1_u32), 0..1_000_000_000_u32], items())
                .prop_map(|(start, items)| Block::OrderedList { start, items }),
        ]
    })
}

/// Any document.
pub(super) fn document() -> impl Strategy<Value = Document> {
    vec(block(true), 0..6).prop_map(|blocks| Document { blocks })
}

/// Any document without figures.
pub(super) fn document_without_figures() -> impl Strategy<Value = Document> {
    vec(block(false), 0..6).prop_map(|blocks| Document { blocks })
}
