use super::{Block, Document, Inline};

impl Document {
    /// As plain text, blocks separated by an empty line; the notes come last.
    pub fn to_text(&self) -> String {
        self.parts(true).join("\n\n")
    }

    /// How many words it has. What is read in a chart is its title.
    pub fn count_words(&self) -> u32 {
        let count: usize =
            self.parts(false).iter().map(|part| part.split_whitespace().count()).sum();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Its parts that say something. `with_sources` of charts, or without.
    fn parts(&self, with_sources: bool) -> Vec<String> {
        let mut text = Text { with_sources, parts: Vec::new(), notes: Vec::new() };
        text.blocks(&self.blocks);
        let Text { mut parts, mut notes, .. } = text;
        parts.append(&mut notes);
        parts.retain(|part| !part.trim().is_empty());
        parts
    }
}

/// Gathers a text's parts.
struct Text {
    with_sources: bool,
    parts: Vec<String>,
    notes: Vec<String>,
}

impl Text {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(content) | Block::Heading { content, .. } => self.line(content),
                Block::BulletList(items) | Block::OrderedList { items, .. } => {
                    items.iter().for_each(|item| self.blocks(item));
                }
                Block::Blockquote(blocks) => self.blocks(blocks),
                Block::CodeBlock(code) => self.parts.push(code.clone()),
                Block::Rule => {}
                Block::Table(rows) => {
                    for row in rows {
                        let cells: Vec<_> =
                            row.iter().map(|cell| self.words(&cell.content)).collect();
                        self.parts.push(cells.join("\t"));
                    }
                }
                Block::Figure(figure) => self.parts.push(figure.caption.clone()),
                Block::PullQuote { content, cite } => {
                    self.line(content);
                    self.parts.push(cite.clone());
                }
                Block::Chart(chart) => {
                    self.parts.push(chart.title.clone());
                    if self.with_sources {
                        self.parts.push(chart.source.clone());
                    }
                }
            }
        }
    }

    fn line(&mut self, content: &[Inline]) {
        let words = self.words(content);
        self.parts.push(words);
    }

    /// The words of a line. Its notes are kept for the end.
    fn words(&mut self, content: &[Inline]) -> String {
        let mut out = String::new();
        for inline in content {
            match inline {
                Inline::Text { text, .. } => out.push_str(text),
                Inline::Break => out.push('\n'),
                Inline::Footnote(note) => {
                    let note = self.words(note);
                    self.notes.push(note);
                }
            }
        }
        out
    }
}

/// The first sentences of `text` in at most `chars_max` characters, cut at a
/// word and marked with an ellipsis where something is left out.
pub(crate) fn shorten(text: &str, chars_max: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= chars_max {
        return text;
    }
    let end = text.char_indices().nth(chars_max).map_or(text.len(), |(index, _)| index);
    let cut = text[..end].rfind(' ').unwrap_or(end);
    format!("{}…", text[..cut].trim_end_matches(|c: char| !c.is_alphanumeric()))
}
