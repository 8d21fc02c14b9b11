//! A post's Markdown as a document of ours.

use std::collections::BTreeSet;

use super::{
    markdown::render,
    shortcodes::{DEAD_LINK, Resolve, expand},
};
use crate::document::{Block, Document, Inline, Losses};

/// A text, and which of its paragraphs are only the words of pictures.
#[derive(Default)]
pub(super) struct Text {
    pub(super) document: Document,
    captions: BTreeSet<String>,
}

impl Text {
    /// Whether a block is only the words of a picture.
    pub(super) fn is_caption(&self, block: &Block) -> bool {
        let Block::Paragraph(content) = block else { return false };
        let [Inline::Text { text, marks }] = content.as_slice() else { return false };
        marks.emphasis && self.captions.contains(&normal(text))
    }
}

/// Reads Markdown with shortcodes. Links into the old site lead to what became
/// of their pages; where that is nothing, the words stay and the loss is counted.
pub(super) fn read(markdown: &str, resolve: Resolve<'_>, losses: &mut Losses) -> Text {
    let expanded = expand(markdown, resolve, losses);
    let html = expanded.fill(&render(&expanded.markdown));
    let mut document = Document::from_html(&html, losses);
    document.blocks.iter_mut().for_each(|block| settle(block, resolve, losses));
    Text { document, captions: captions(&html) }
}

/// The longest picture's tag that is looked into.
const TAG_BYTES_MAX: usize = 4_000;

/// What the pictures in `html` say.
fn captions(html: &str) -> BTreeSet<String> {
    let of_picture = |at: usize| {
        let tag = &html[at..html.floor_char_boundary(at + TAG_BYTES_MAX)];
        let tag = tag.split_once('>')?.0;
        let (_, rest) = tag.split_once("alt=\"")?;
        let words = rest.split('"').next()?;
        let words = words.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
        Some(normal(&words))
    };
    html.match_indices("<img").filter_map(|(at, _)| of_picture(at)).collect()
}

/// Letters and digits in lower case, single spaces.
pub(super) fn normal(text: &str) -> String {
    let letters = text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " ");
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line of Markdown as plain words: titles, standfirsts, names.
pub(super) fn plain_words(markdown: &str) -> String {
    let mut ignored = Losses::default();
    // A word in front keeps “#SocialGov” and “1. First” from being blocks.
    let text = read(&format!("a {markdown}"), &|_| None, &mut ignored).document.to_text();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.strip_prefix('a').unwrap_or(&text).trim().to_owned()
}

fn settle(block: &mut Block, resolve: Resolve<'_>, losses: &mut Losses) {
    match block {
        Block::Paragraph(content)
        | Block::Heading { content, .. }
        | Block::PullQuote { content, .. } => {
            settle_line(content, resolve, losses);
        }
        Block::BulletList(items) | Block::OrderedList { items, .. } => {
            items.iter_mut().flatten().for_each(|block| settle(block, resolve, losses));
        }
        Block::Blockquote(blocks) => {
            blocks.iter_mut().for_each(|block| settle(block, resolve, losses))
        }
        Block::CodeBlock(code) => *code = without_braces(code),
        Block::Table(rows) => {
            rows.iter_mut()
                .flatten()
                .for_each(|cell| settle_line(&mut cell.content, resolve, losses));
        }
        Block::Rule | Block::Figure(_) | Block::Chart(_) => {}
    }
}

fn settle_line(content: &mut [Inline], resolve: Resolve<'_>, losses: &mut Losses) {
    for inline in content {
        if let Inline::Footnote(note) = inline {
            settle_line(note, resolve, losses);
        }
        let Inline::Text { text, marks } = inline else { continue };
        *text = without_braces(text);
        let Some(href) = marks.link.as_deref().filter(|href| href.starts_with('/')) else {
            continue;
        };
        marks.link = resolve(href);
        if marks.link.is_none() {
            losses.count(DEAD_LINK);
        }
    }
}

/// Whatever still looks like a shortcode’s beginning, in entities for instance.
fn without_braces(text: &str) -> String {
    text.replace("{{<", "{{ ").replace("{{%", "{{ ")
}
