use super::{Block, Document, Inline};

impl Document {
    /// As plain text, blocks separated by an empty line.
    pub fn to_text(&self) -> String {
        let mut parts = Vec::new();
        collect(&self.blocks, &mut parts);
        parts.retain(|part| !part.trim().is_empty());
        parts.join("\n\n")
    }

    /// How many words it has.
    pub fn count_words(&self) -> u32 {
        u32::try_from(self.to_text().split_whitespace().count()).unwrap_or(u32::MAX)
    }
}

fn collect(blocks: &[Block], parts: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(content) | Block::Heading { content, .. } => {
                parts.push(words(content))
            }
            Block::BulletList(items) | Block::OrderedList { items, .. } => {
                items.iter().for_each(|item| collect(item, parts));
            }
            Block::Blockquote(blocks) => collect(blocks, parts),
            Block::CodeBlock(code) => parts.push(code.clone()),
            Block::Rule => {}
            Block::Table(rows) => {
                let row = |row: &Vec<super::Cell>| {
                    let cells: Vec<_> = row.iter().map(|cell| words(&cell.content)).collect();
                    cells.join("\t")
                };
                parts.extend(rows.iter().map(row));
            }
            Block::Figure(figure) => parts.push(figure.caption.clone()),
        }
    }
}

/// The words of a line.
pub(super) fn words(inlines: &[Inline]) -> String {
    let word = |inline: &Inline| match inline {
        Inline::Text { text, .. } => text.clone(),
        Inline::Break => "\n".to_owned(),
    };
    inlines.iter().map(word).collect()
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
