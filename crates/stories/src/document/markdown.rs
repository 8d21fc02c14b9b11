use std::fmt::Write as _;

use super::{Block, Cell, Document, markdown_line::line};

impl Document {
    /// As Markdown, for the desk's plain editor. Reading it back gives the same
    /// document, but for figures, which Markdown shows as pictures.
    pub fn to_markdown(&self) -> String {
        let mut out = String::new();
        write_blocks(&mut out, &self.blocks, "");
        out.trim_end().to_owned() + "\n"
    }
}

/// Writes blocks whose further lines begin with `indent`.
fn write_blocks(out: &mut String, blocks: &[Block], indent: &str) {
    let mut before: Option<&Block> = None;
    for block in blocks {
        if let Some(before) = before {
            let _ = write!(out, "{}\n{indent}", indent.trim_end());
            if would_join(before, block) {
                // Nothing else keeps two lists apart.
                let _ = write!(out, "<!-- -->\n{}\n{indent}", indent.trim_end());
            }
        }
        write_block(out, block, indent);
        before = Some(block);
    }
}

/// Whether Markdown would read two blocks in a row as one.
const fn would_join(before: &Block, after: &Block) -> bool {
    matches!(
        (before, after),
        (Block::BulletList(_), Block::BulletList(_))
            | (Block::OrderedList { .. }, Block::OrderedList { .. })
    )
}

fn write_block(out: &mut String, block: &Block, indent: &str) {
    match block {
        Block::Paragraph(content) => {
            let _ = writeln!(out, "{}", line(content, &format!("\\\n{indent}")));
        }
        Block::Heading { level, content } => {
            let _ = writeln!(out, "{} {}", "#".repeat(usize::from(*level)), line(content, "<br>"));
        }
        Block::BulletList(items) => {
            write_items(out, items, indent, |_| "- ".to_owned());
        }
        Block::OrderedList { start, items } => {
            // Only the first number counts.
            let number = |index: usize| (*start as usize).saturating_add(index).min(999_999_999);
            write_items(out, items, indent, |index| format!("{}. ", number(index)));
        }
        Block::Blockquote(blocks) => {
            out.push_str("> ");
            write_blocks(out, blocks, &format!("{indent}> "));
        }
        Block::CodeBlock(code) => write_code(out, code, indent),
        // Hyphens would make a heading of a line above, and a list of themselves.
        Block::Rule => out.push_str("***\n"),
        Block::Table(rows) => write_table(out, rows, indent),
        Block::Figure(figure) => {
            let _ = writeln!(
                out,
                "![{}]({} \"{}\")",
                figure.alt,
                figure.src,
                figure.caption.replace('"', "”")
            );
        }
    }
}

/// Between fences that are longer than any run of backticks within.
fn write_code(out: &mut String, code: &str, indent: &str) {
    let runs = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((runs + 1).max(4));
    let _ = writeln!(out, "{fence}");
    if !code.is_empty() {
        for line in code.split('\n') {
            let _ = writeln!(out, "{indent}{line}");
        }
    }
    let _ = writeln!(out, "{indent}{fence}");
}

fn write_items(
    out: &mut String,
    items: &[Vec<Block>],
    indent: &str,
    marker: impl Fn(usize) -> String,
) {
    for (index, item) in items.iter().enumerate() {
        let marker = marker(index);
        if index > 0 {
            out.push_str(indent);
        }
        out.push_str(&marker);
        let inner = format!("{indent}{}", " ".repeat(marker.len()));
        if item.is_empty() {
            out.push('\n');
        }
        write_blocks(out, item, &inner);
    }
}

/// Markdown's tables have exactly one row of headings, or an empty one; any
/// other table is written as HTML, which Markdown may hold.
fn write_table(out: &mut String, rows: &[Vec<Cell>], indent: &str) {
    let is_head = |row: &[Cell]| !row.is_empty() && row.iter().all(|cell| cell.header);
    let has_head = rows.first().is_some_and(|row| is_head(row));
    let (head, body): (&[Cell], &[Vec<Cell>]) = match rows.split_first() {
        Some((first, rest)) if has_head => (first, rest),
        _ => (&[], rows),
    };
    let columns = rows.first().map_or(0, Vec::len);
    let plain = body.iter().flatten().all(|cell| !cell.header)
        && rows.iter().all(|row| row.len() == columns)
        && columns > 0;
    if !plain {
        let html = Document { blocks: vec![Block::Table(rows.to_vec())] }.to_html();
        let _ = writeln!(out, "{}", html.replace('\n', ""));
        return;
    }
    let write = |row: &[Cell]| {
        let cell = |index: usize| {
            row.get(index).map_or_else(String::new, |cell| line(&cell.content, "<br>"))
        };
        format!("| {} |", (0..columns).map(cell).collect::<Vec<_>>().join(" | "))
    };
    let _ = writeln!(out, "{}", write(head));
    let _ = writeln!(out, "{indent}|{}", " --- |".repeat(columns));
    for row in body {
        let _ = writeln!(out, "{indent}{}", write(row));
    }
}
