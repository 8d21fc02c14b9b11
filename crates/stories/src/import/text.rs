//! A post's Markdown as a document of ours.

use super::shortcodes::{DEAD_LINK, Resolve, expand};
use crate::document::{Block, Document, Inline, Losses, markdown_to_html};

/// Reads Markdown with shortcodes. Links into the old site lead to what became
/// of their pages; where that is nothing, the words stay and the loss is counted.
pub(super) fn read(markdown: &str, resolve: Resolve<'_>, losses: &mut Losses) -> Document {
    let expanded = expand(markdown, resolve, losses);
    let html = expanded.fill(&markdown_to_html(&expanded.markdown));
    let mut document = Document::from_html(&html, losses);
    document.blocks.iter_mut().for_each(|block| settle(block, resolve, losses));
    document
}

/// One line of Markdown as plain words: titles, standfirsts, names.
pub(super) fn plain_words(markdown: &str) -> String {
    let mut ignored = Losses::default();
    // A word in front keeps “#SocialGov” and “1. First” from being blocks.
    let expanded = expand(&format!("a {markdown}"), &|_| None, &mut ignored);
    let html = expanded.fill(&markdown_to_html(&expanded.markdown));
    let mut document = Document::from_html(&html, &mut ignored);
    document.blocks.iter_mut().for_each(|block| settle(block, &|_| None, &mut ignored));
    let text = document.to_text().split_whitespace().collect::<Vec<_>>().join(" ");
    text.strip_prefix('a').unwrap_or(&text).trim().to_owned()
}

fn settle(block: &mut Block, resolve: Resolve<'_>, losses: &mut Losses) {
    match block {
        Block::Paragraph(content) | Block::Heading { content, .. } => {
            settle_line(content, resolve, losses);
        }
        Block::BulletList(items) | Block::OrderedList { items, .. } => {
            items.iter_mut().flatten().for_each(|block| settle(block, resolve, losses));
        }
        Block::Blockquote(blocks) => blocks.iter_mut().for_each(|block| settle(block, resolve, losses)),
        Block::CodeBlock(code) => *code = without_braces(code),
        Block::Table(rows) => {
            rows.iter_mut().flatten().for_each(|cell| settle_line(&mut cell.content, resolve, losses));
        }
        Block::Rule | Block::Figure(_) => {}
    }
}

fn settle_line(content: &mut [Inline], resolve: Resolve<'_>, losses: &mut Losses) {
    for inline in content {
        let Inline::Text { text, marks } = inline else { continue };
        *text = without_braces(text);
        let Some(href) = marks.link.as_deref().filter(|href| href.starts_with('/')) else { continue };
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
