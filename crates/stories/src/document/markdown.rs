use std::fmt::Write as _;

use super::{Block, Cell, Document, Inline, Marks, text::words};

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
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            let _ = write!(out, "{}\n{indent}", indent.trim_end());
        }
        write_block(out, block, indent);
    }
}

fn write_block(out: &mut String, block: &Block, indent: &str) {
    match block {
        Block::Paragraph(content) => {
            let _ = writeln!(out, "{}", inlines(content, &format!("\\\n{indent}")));
        }
        Block::Heading { level, content } => {
            let _ = writeln!(out, "{} {}", "#".repeat(usize::from(*level)), inlines(content, " "));
        }
        Block::BulletList(items) => {
            write_items(out, items, indent, |_| "- ".to_owned());
        }
        Block::OrderedList { start, items } => {
            write_items(out, items, indent, |index| format!("{}. ", *start as usize + index));
        }
        Block::Blockquote(blocks) => {
            out.push_str("> ");
            write_blocks(out, blocks, &format!("{indent}> "));
        }
        Block::CodeBlock(code) => {
            let _ = writeln!(out, "````");
            for line in code.trim_end_matches('\n').lines() {
                let _ = writeln!(out, "{indent}{line}");
            }
            let _ = writeln!(out, "{indent}````");
        }
        Block::Rule => out.push_str("---\n"),
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

/// Markdown wants exactly one heading row, so an empty one stands in where there is none.
fn write_table(out: &mut String, rows: &[Vec<Cell>], indent: &str) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let line = |row: &[Cell]| {
        let cell = |index: usize| {
            let text = row.get(index).map_or_else(String::new, |cell| inlines(&cell.content, " "));
            text.replace('|', "\\|")
        };
        format!("| {} |", (0..columns).map(cell).collect::<Vec<_>>().join(" | "))
    };
    let has_head = rows.first().is_some_and(|row| row.iter().all(|cell| cell.header));
    let (head, body): (&[Cell], &[Vec<Cell>]) = match rows.split_first() {
        Some((first, rest)) if has_head => (first, rest),
        _ => (&[], rows),
    };
    let _ = writeln!(out, "{}", line(head));
    let _ = writeln!(out, "{indent}|{}", " --- |".repeat(columns));
    for row in body {
        let _ = writeln!(out, "{indent}{}", line(row));
    }
}

fn inlines(content: &[Inline], line_break: &str) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Break => out.push_str(line_break),
            Inline::Text { text, marks } if marks.code => {
                let _ = write!(out, "{}", link(&format!("`{text}`"), marks));
            }
            Inline::Text { text, marks } => {
                let _ = write!(out, "{}", link(&styled(text, marks), marks));
            }
        }
    }
    if out.trim().is_empty() { words(content) } else { out }
}

fn link(text: &str, marks: &Marks) -> String {
    marks.link.as_ref().map_or_else(|| text.to_owned(), |href| format!("[{text}](<{href}>)"))
}

/// Marks hug the words: spaces at their ends go outside.
fn styled(text: &str, marks: &Marks) -> String {
    let core = text.trim();
    if core.is_empty() {
        return text.to_owned();
    }
    let mut out = escape(core);
    let wraps = [
        (marks.subscript, "<sub>", "</sub>"),
        (marks.superscript, "<sup>", "</sup>"),
        (marks.strike, "~~", "~~"),
        (marks.emphasis, "*", "*"),
        (marks.strong, "**", "**"),
    ];
    for (_, open, close) in wraps.iter().filter(|(on, ..)| *on) {
        out = format!("{open}{out}{close}");
    }
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    format!("{}{out}{}", &text[..start], &text[end..])
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.chars().enumerate() {
        let at_start = index == 0 && matches!(c, '#' | '+' | '-' | '>' | '=');
        if at_start || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '&' | '~' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    // "1. " at the start of a line would begin a list.
    let digits = out.len() - out.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 && out[digits..].starts_with(['.', ')']) {
        out.insert(digits, '\\');
    }
    out
}
