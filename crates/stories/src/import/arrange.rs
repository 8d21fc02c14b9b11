//! What of a post is standfirst, lead and body.
//!
//! The standfirst is the deck, or else the summary. A sentence is not printed
//! twice: where the summary is only the beginning of the text (old systems cut
//! it off there), the text says it, and where deck and summary differ, the
//! summary opens the text. The lead is the first paragraph or two, with at
//! least one block left for the body. A text of one block stays whole in the
//! body; its lead is the summary, and then the standfirst is the deck, if it
//! says something else. What only a picture said does not open a story. No
//! lead is ever empty.

use super::text::{Text, normal, plain_words};
use crate::document::{Block, Document, shorten};

/// A lead of fewer words takes one more block.
const LEAD_WORDS_MIN: u32 = 25;
/// A summary of fewer words is none.
const SUMMARY_WORDS_MIN: u32 = 4;
const LEAD_BLOCKS_MAX: usize = 4;
const STANDFIRST_CHARS_MAX: usize = 500;
const LEAD_CHARS_MAX: usize = 300;

/// The words that a post has beside its text.
pub(super) struct Words<'a> {
    pub(super) title: &'a str,
    /// In Markdown.
    pub(super) deck: Option<&'a str>,
    /// The same, read.
    pub(super) deck_text: Document,
    /// In Markdown.
    pub(super) summary: Option<&'a str>,
    /// The same, read.
    pub(super) summary_text: Document,
    /// What ends the story: where it comes from, where it goes on.
    pub(super) closing: Vec<Block>,
}

/// A story's three parts.
#[derive(Debug)]
pub(super) struct Arranged {
    pub(super) standfirst: String,
    pub(super) lead: Document,
    pub(super) body: Document,
}

/// Makes the three parts of `text` and the words beside it.
pub(super) fn arrange(words: Words<'_>, text: Text) -> Arranged {
    let deck = words.deck.map(plain_words).unwrap_or_default();
    let summary = words.summary.map(plain_words).unwrap_or_default();
    let is_excerpt = is_excerpt(&text, &summary);
    let mut text = captions_later(text);
    let differ = !deck.is_empty() && !summary.is_empty() && normal(&deck) != normal(&summary);
    if differ && !is_excerpt && !is_blank(&text) {
        let mut blocks = words.summary_text.blocks.clone();
        blocks.append(&mut text.blocks);
        text = Document { blocks };
    }
    let speechless = deck.is_empty() && summary.is_empty();
    let standfirst = match (deck.is_empty(), is_excerpt) {
        (false, _) => deck,
        (true, false) => marked_where_cut(summary, &text),
        (true, true) => String::new(),
    };
    let count = match lead_length(&text.blocks) {
        // Nothing else can stand in, so a list may open the story.
        0 if speechless => first_said(&text.blocks),
        count => count,
    };
    let (lead, mut body) = if count > 0 {
        text.split(count)
    } else if is_blank(&text) {
        (Document::default(), Document::default())
    } else {
        (Document::default(), text)
    };
    body.blocks.extend(words.closing);
    let lead = if is_blank(&lead) {
        stand_in(&mut body, words.summary_text, words.deck_text, words.title)
    } else {
        lead
    };
    let repeats = normal(&lead.to_text()) == normal(&standfirst);
    let standfirst =
        if repeats { String::new() } else { shorten(&standfirst, STANDFIRST_CHARS_MAX) };
    Arranged { standfirst, lead, body }
}

/// A lead for a text that cannot spare one.
fn stand_in(body: &mut Document, mut summary: Document, deck: Document, title: &str) -> Document {
    // “Summary”, says more than one summary; then the deck has to do.
    if summary.count_words() < SUMMARY_WORDS_MIN && !is_blank(&deck) {
        summary.blocks.append(&mut body.blocks);
        *body = summary;
        return deck;
    }
    if let Some(said) = [summary, deck].into_iter().find(|said| !is_blank(said)) {
        return said;
    }
    match body.blocks.len() {
        0 => Document::paragraph(title),
        _ if is_blank(body) => Document::paragraph(title),
        _ => Document::paragraph(shorten(&body.to_text(), LEAD_CHARS_MAX)),
    }
}

fn is_blank(document: &Document) -> bool {
    document.to_text().trim().is_empty()
}

/// How many blocks make a sensible lead; none where no run of paragraphs does.
fn lead_length(blocks: &[Block]) -> usize {
    let (mut words, mut best) = (0, 0);
    for (index, block) in blocks.iter().enumerate().take(LEAD_BLOCKS_MAX) {
        if index + 1 >= blocks.len() {
            break;
        }
        match block {
            Block::Paragraph(_) | Block::Blockquote(_) => {
                best = index + 1;
                words += Document { blocks: vec![block.clone()] }.count_words();
                if words >= LEAD_WORDS_MIN {
                    break;
                }
            }
            Block::Heading { .. } => {}
            _ => break,
        }
    }
    best
}

/// The first block that says something, and the headings before it, if
/// anything stays for the body.
fn first_said(blocks: &[Block]) -> usize {
    let said = |block: &Block| !matches!(block, Block::Heading { .. } | Block::Rule);
    let count = blocks.iter().position(said).map_or(0, |index| index + 1);
    if count < blocks.len() { count } else { 0 }
}

/// Whether `summary` is how `text` begins, pictures aside.
fn is_excerpt(text: &Text, summary: &str) -> bool {
    let summary = normal(summary);
    let mut written = text.document.clone();
    written.blocks.retain(|block| !text.is_caption(block));
    !summary.is_empty() && normal(&written.to_text()).starts_with(&summary)
}

/// A summary that begins as the text does and ends within a sentence was cut
/// off by the old system: an ellipsis says so.
fn marked_where_cut(mut summary: String, text: &Document) -> String {
    let begins: String = normal(&summary).chars().take(40).collect();
    let is_cut = normal(&text.to_text()).starts_with(&begins)
        && summary.ends_with(|c: char| c.is_alphanumeric() || c == ',');
    if is_cut {
        summary.push('…');
    }
    summary
}

/// Moves the words of pictures that stand before all else behind what follows.
fn captions_later(mut text: Text) -> Document {
    let captions = text.document.blocks.iter().take_while(|block| text.is_caption(block)).count();
    let mut end = captions;
    // A heading stays with what it heads.
    while matches!(text.document.blocks.get(end), Some(Block::Heading { .. })) {
        end += 1;
    }
    if end < text.document.blocks.len() {
        text.document.blocks[..=end].rotate_left(captions);
    }
    text.document
}
