//! A story's text as a structured document: the tree that a ProseMirror schema
//! holds as JSON. It is validated on the way in ([`Document::from_json`]) and
//! rendered by our own code, so that no markup but ours ever reaches a page.

mod chart;
mod from_html;
mod from_markdown;
mod html;
mod json;
mod loss;
mod markdown;
mod markdown_line;
mod reasonable;
mod text;

use std::fmt;

pub use chart::{Chart, ChartKind, ChartProblem, Series};
pub use html::Rendering;
pub use json::DocumentProblem;
pub use loss::{Loss, Losses, Within};
pub(crate) use text::shorten;

/// A whole text, or a part of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its blocks, from top to bottom.
    pub blocks: Vec<Block>,
}

/// One block of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A subhead of level 2 to 4; level 1 is the story's own headline.
    Heading {
        /// The level.
        level: u8,
        /// What it says.
        content: Vec<Inline>,
    },
    /// A list with bullets; each item is a list of blocks.
    BulletList(Vec<Vec<Self>>),
    /// A numbered list.
    OrderedList {
        /// The first number.
        start: u32,
        /// Its items.
        items: Vec<Vec<Self>>,
    },
    /// Somebody else's words.
    Blockquote(Vec<Self>),
    /// Program text, shown as it is.
    CodeBlock(String),
    /// A line across.
    Rule,
    /// Rows of cells.
    Table(Vec<Vec<Cell>>),
    /// A picture with its words.
    Figure(Figure),
    /// Words of the text that stand out of it.
    PullQuote {
        /// The words; no notes among them.
        content: Vec<Inline>,
        /// Who said them; may be empty.
        cite: String,
    },
    /// Figures, drawn.
    Chart(Chart),
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Whether it heads its column or row.
    pub header: bool,
    /// What it holds.
    pub content: Vec<Inline>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Where it lies: a path on this paper.
    pub src: String,
    /// What it shows, for those who cannot see it. Required.
    pub alt: String,
    /// The line below it; may be empty.
    pub caption: String,
    /// Whose it is; may be empty.
    pub credit: String,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Words in one style.
    Text {
        /// The words.
        text: String,
        /// Their style.
        marks: Marks,
    },
    /// A new line within a paragraph.
    Break,
    /// A note to the words before it; it stands below the text. It holds no notes.
    Footnote(Vec<Self>),
}

/// The style of words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Important.
    pub strong: bool,
    /// Stressed.
    pub emphasis: bool,
    /// Program text.
    pub code: bool,
    /// No longer valid.
    pub strike: bool,
    /// Lowered.
    pub subscript: bool,
    /// Raised.
    pub superscript: bool,
    /// Where a click leads: a path on this paper, or an address of a safe scheme.
    pub link: Option<String>,
}

/// How deep blocks may lie within blocks.
pub(crate) const DEPTH_MAX: usize = 12;

/// The largest number that a list may begin with: Markdown knows no larger one.
pub(crate) const ORDER_MAX: u32 = 999_999_999;

/// Whether a link may lead there: `http`, `https`, `mailto`, `tel`, or a path,
/// query or fragment on this paper.
pub fn is_safe_link(href: &str) -> bool {
    let plain = !href.is_empty()
        && href.len() <= 2_000
        && !href.chars().any(|c| c.is_control() || c.is_whitespace());
    if !plain {
        return false;
    }
    let lower = href.to_ascii_lowercase();
    let schemes = ["https://", "http://", "mailto:", "tel:"];
    let elsewhere = schemes.iter().any(|scheme| lower.starts_with(scheme));
    let here = href.starts_with('#')
        || (href.starts_with('/') && !href.starts_with("//") && !href.contains('\\'));
    elsewhere || here
}

/// Whether a picture may be shown from there: this paper's own media.
pub(crate) fn is_own_media(src: &str) -> bool {
    src.starts_with("/media/") && is_safe_link(src) && !src.contains("..")
}

impl Document {
    /// One paragraph of plain words.
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self { blocks: vec![Block::Paragraph(vec![Inline::plain(text)])] }
    }

    /// Whether it has notes.
    pub fn has_notes(&self) -> bool {
        // The only place where a note's number is written.
        self.to_html().contains("class=\"note-ref\"")
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Where its pictures lie, each once, in the order of the text.
    pub fn picture_paths(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect_pictures(&self.blocks, &mut found);
        found
    }

    /// Takes it apart after the first `count` blocks.
    #[must_use]
    pub fn split(mut self, count: usize) -> (Self, Self) {
        let rest = self.blocks.split_off(count.min(self.blocks.len()));
        (self, Self { blocks: rest })
    }
}

fn collect_pictures(blocks: &[Block], found: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Figure(Figure { src, .. }) if !found.contains(src) => found.push(src.clone()),
            Block::Blockquote(blocks) => collect_pictures(blocks, found),
            Block::BulletList(items) | Block::OrderedList { items, .. } => {
                items.iter().for_each(|item| collect_pictures(item, found));
            }
            _ => {}
        }
    }
}

impl Inline {
    /// Words without a style.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), marks: Marks::default() }
    }
}

/// As plain text, blocks separated by an empty line.
impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}
