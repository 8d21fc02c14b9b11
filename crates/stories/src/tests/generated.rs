//! Documents made at random, in the form in which HTML is read.

use proptest::{collection::vec, option, prelude::*};

use crate::document::{Block, Cell, Chart, ChartKind, Document, Figure, Inline, Marks, Series};

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
    line_with(option::weighted(0.1, plain_line()).boxed())
}

/// A line without notes.
fn plain_line() -> impl Strategy<Value = Vec<Inline>> {
    line_with(Just(None).boxed())
}

fn line_with(note: BoxedStrategy<Option<Vec<Inline>>>) -> impl Strategy<Value = Vec<Inline>> {
    let piece = (words(), marks(), prop::bool::weighted(0.15), any::<bool>(), note);
    vec(piece, 1..5).prop_map(|pieces| {
        let count = pieces.len();
        let mut line: Vec<Inline> = Vec::new();
        for (index, (mut text, marks, breaks, spaced, note)) in pieces.into_iter().enumerate() {
            let is_last = index + 1 == count;
            if matches!(line.last(), Some(Inline::Text { marks: before, .. }) if *before == marks) {
                line.push(Inline::Break);
            }
            if spaced && !is_last && !breaks {
                text.push(' ');
            }
            line.push(Inline::Text { text, marks });
            line.extend(note.map(Inline::Footnote));
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
    let src = prop_oneof![
        Just("/media/2026/a-picture.jpg".to_owned()),
        Just("/media/é&lt;(1)'\"<x>|.jpg".to_owned()),
    ];
    let credit = prop_oneof![Just(String::new()), Just("PTI".to_owned()), words()];
    let caption = prop_oneof![1 => Just(String::new()), 4 => words()];
    (src, words(), caption, credit)
        .prop_map(|(src, alt, caption, credit)| Block::Figure(Figure { src, alt, caption, credit }))
}

fn pull_quote() -> impl Strategy<Value = Block> {
    let content = (any::<bool>(), plain_line()).prop_map(|(is_dashed, mut line)| {
        if is_dashed {
            line.insert(0, Inline::plain("— so. "));
            line.insert(1, Inline::Break);
            line.insert(2, Inline::plain("— it is"));
            line.insert(3, Inline::Break);
        }
        // No space before a break.
        line[0] = match line[0].clone() {
            Inline::Text { text, marks } if is_dashed => {
                Inline::Text { text: text.trim_end().to_owned(), marks }
            }
            other => other,
        };
        line
    });
    let cite = prop_oneof![Just(String::new()), words()];
    (content, cite).prop_map(|(content, cite)| Block::PullQuote { content, cite })
}

/// A name or label, which may be at most so long.
fn label() -> impl Strategy<Value = String> {
    words().prop_map(|words| words.chars().take(80).collect::<String>().trim_end().to_owned())
}

fn chart() -> impl Strategy<Value = Block> {
    let kind = prop::sample::select(ChartKind::ALL.to_vec());
    let or_none = || prop_oneof![Just(String::new()), label()];
    let figures = (1_usize..7, 1_usize..5).prop_flat_map(|(rows, columns)| {
        let figure = prop_oneof![
            -500_i64..500,
            -99_999_999_999_999..=99_999_999_999_999_i64,
            (0_i64..90).prop_map(|whole| whole * 100),
        ];
        let values = vec(option::weighted(0.9, figure), rows).prop_map(|mut values| {
            values[0] = values[0].or(Some(0));
            values
        });
        let series = (label(), values).prop_map(|(name, values)| Series { name, values });
        (vec(label(), rows), vec(series, columns))
    });
    (kind, words(), or_none(), words(), or_none(), figures).prop_map(
        |(kind, title, unit, source, heading, (labels, series))| {
            Block::Chart(Chart { kind, title, unit, source, heading, labels, series })
        },
    )
}

/// Which blocks a document may have.
#[derive(Clone, Copy)]
enum Kinds {
    All,
    /// Those that HTML is read as.
    OfHtml,
}

fn leaf(kinds: Kinds) -> BoxedStrategy<Block> {
    let plain = prop_oneof![
        6 => line().prop_map(Block::Paragraph),
        2 => (2_u8..=4, line()).prop_map(|(level, content)| Block::Heading { level, content }),
        1 => code().prop_map(Block::CodeBlock),
        1 => Just(Block::Rule),
        1 => table(),
        1 => pull_quote(),
    ];
    match kinds {
        Kinds::All => prop_oneof![10 => plain, 1 => figure(), 1 => chart()].boxed(),
        Kinds::OfHtml => plain.boxed(),
    }
}

fn block(kinds: Kinds) -> impl Strategy<Value = Block> {
    leaf(kinds).prop_recursive(3, 24, 3, |inner| {
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
    vec(block(Kinds::All), 0..6).prop_map(|blocks| Document { blocks })
}

/// Any document that HTML can be read as: figures and charts are more than that.
pub(super) fn document_of_html() -> impl Strategy<Value = Document> {
    vec(block(Kinds::OfHtml), 0..6).prop_map(|blocks| Document { blocks })
}
