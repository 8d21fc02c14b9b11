use std::fmt::Write as _;

use super::{Block, Cell, Document, Figure, Inline, Marks};

impl Document {
    /// As HTML: the only place where a story's markup is made.
    pub fn to_html(&self) -> String {
        let mut out = String::new();
        self.blocks.iter().for_each(|block| write_block(&mut out, block));
        out
    }
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Paragraph(content) => wrap(out, "p", |out| write_inlines(out, content)),
        Block::Heading { level, content } => {
            let tag = match level {
                3 => "h3",
                4 => "h4",
                _ => "h2",
            };
            wrap(out, tag, |out| write_inlines(out, content));
        }
        Block::BulletList(items) => wrap(out, "ul", |out| write_items(out, items)),
        Block::OrderedList { start: 1, items } => wrap(out, "ol", |out| write_items(out, items)),
        Block::OrderedList { start, items } => {
            let _ = write!(out, "<ol start=\"{start}\">");
            write_items(out, items);
            out.push_str("</ol>\n");
        }
        Block::Blockquote(blocks) => {
            wrap(out, "blockquote", |out| blocks.iter().for_each(|block| write_block(out, block)));
        }
        Block::CodeBlock(code) => {
            out.push_str("<pre tabindex=\"0\"><code>");
            escape(out, code);
            out.push_str("</code></pre>\n");
        }
        Block::Rule => out.push_str("<hr>\n"),
        Block::Table(rows) => write_table(out, rows),
        Block::Figure(figure) => write_figure(out, figure),
    }
}

fn wrap(out: &mut String, tag: &str, inner: impl FnOnce(&mut String)) {
    let _ = write!(out, "<{tag}>");
    inner(out);
    let _ = writeln!(out, "</{tag}>");
}

fn write_items(out: &mut String, items: &[Vec<Block>]) {
    for item in items {
        match item.as_slice() {
            // A single paragraph needs no paragraph of its own.
            [Block::Paragraph(content)] => wrap(out, "li", |out| write_inlines(out, content)),
            blocks => {
                wrap(out, "li", |out| blocks.iter().for_each(|block| write_block(out, block)))
            }
        }
    }
}

/// A table scrolls by itself where the screen is narrow, by keyboard too.
fn write_table(out: &mut String, rows: &[Vec<Cell>]) {
    out.push_str(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>\n",
    );
    let is_head = |row: &Vec<Cell>| !row.is_empty() && row.iter().all(|cell| cell.header);
    let heads = rows.iter().take_while(|row| is_head(row)).count();
    let (head, body) = rows.split_at(heads);
    if !head.is_empty() {
        wrap(out, "thead", |out| head.iter().for_each(|row| write_row(out, row, "col")));
    }
    if !body.is_empty() {
        wrap(out, "tbody", |out| body.iter().for_each(|row| write_row(out, row, "row")));
    }
    out.push_str("</table></div>\n");
}

fn write_row(out: &mut String, row: &[Cell], scope: &str) {
    wrap(out, "tr", |out| {
        for cell in row {
            if cell.header {
                let _ = write!(out, "<th scope=\"{scope}\">");
                write_inlines(out, &cell.content);
                out.push_str("</th>");
            } else {
                out.push_str("<td>");
                write_inlines(out, &cell.content);
                out.push_str("</td>");
            }
        }
    });
}

fn write_figure(out: &mut String, figure: &Figure) {
    out.push_str("<figure><img src=\"");
    escape(out, &figure.src);
    out.push_str("\" alt=\"");
    escape(out, &figure.alt);
    out.push_str("\" loading=\"lazy\">");
    if !figure.caption.is_empty() || !figure.credit.is_empty() {
        out.push_str("<figcaption>");
        escape(out, &figure.caption);
        if !figure.credit.is_empty() {
            out.push_str(" <span class=\"credit\">");
            escape(out, &figure.credit);
            out.push_str("</span>");
        }
        out.push_str("</figcaption>");
    }
    out.push_str("</figure>\n");
}

fn write_inlines(out: &mut String, inlines: &[Inline]) {
    for inline in inlines {
        match inline {
            Inline::Break => out.push_str("<br>"),
            Inline::Text { text, marks } => write_marked(out, text, marks),
        }
    }
}

fn write_marked(out: &mut String, text: &str, marks: &Marks) {
    if let Some(href) = &marks.link {
        out.push_str("<a href=\"");
        escape(out, href);
        out.push_str(if href.starts_with(['/', '#']) { "\">" } else { "\" rel=\"noopener\">" });
    }
    let tags = [
        (marks.strong, "strong"),
        (marks.emphasis, "em"),
        (marks.strike, "s"),
        (marks.subscript, "sub"),
        (marks.superscript, "sup"),
        (marks.code, "code"),
    ];
    for (_, tag) in tags.iter().filter(|(on, _)| *on) {
        let _ = write!(out, "<{tag}>");
    }
    escape(out, text);
    for (_, tag) in tags.iter().rev().filter(|(on, _)| *on) {
        let _ = write!(out, "</{tag}>");
    }
    if marks.link.is_some() {
        out.push_str("</a>");
    }
}

/// Escapes for text and for attributes in double quotes.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Control characters have no place in HTML.
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
    }
}
