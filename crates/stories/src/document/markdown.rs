use std::fmt::Write as _;

use super::{
    Block, Cell, Document, Figure, Inline,
    html::table_in_markdown,
    markdown_line::{escape, in_attribute, is_plain_address, line},
};

impl Document {
    /// As Markdown, for the desk's plain editor. Reading it back gives the same
    /// document.
    pub fn to_markdown(&self) -> String {
        let mut writer = Writer::default();
        writer.blocks(&self.blocks, "");
        writer.notes();
        writer.out.trim_end().to_owned() + "\n"
    }
}

/// Writes blocks; gathers their notes for the end.
#[derive(Default)]
struct Writer<'d> {
    out: String,
    notes: Vec<&'d [Inline]>,
}

/// Whether Markdown would read two blocks in a row as one.
const fn would_join(before: &Block, after: &Block) -> bool {
    matches!(
        (before, after),
        (Block::BulletList(_), Block::BulletList(_))
            | (Block::OrderedList { .. }, Block::OrderedList { .. })
    )
}

impl<'d> Writer<'d> {
    /// Writes blocks whose further lines begin with `indent`.
    fn blocks(&mut self, blocks: &'d [Block], indent: &str) {
        let mut before: Option<&Block> = None;
        for block in blocks {
            if let Some(before) = before {
                let _ = write!(self.out, "{}\n{indent}", indent.trim_end());
                if would_join(before, block) {
                    // Nothing else keeps two lists apart.
                    let _ = write!(self.out, "<!-- -->\n{}\n{indent}", indent.trim_end());
                }
            }
            self.block(block, indent);
            before = Some(block);
        }
    }

    fn block(&mut self, block: &'d Block, indent: &str) {
        match block {
            Block::Paragraph(content) => {
                let line = line(content, &format!("\\\n{indent}"), &mut self.notes);
                let _ = writeln!(self.out, "{line}");
            }
            Block::Heading { level, content } => {
                let line = line(content, "<br>", &mut self.notes);
                let _ = writeln!(self.out, "{} {line}", "#".repeat(usize::from(*level)));
            }
            Block::BulletList(items) => self.items(items, indent, |_| "- ".to_owned()),
            Block::OrderedList { start, items } => {
                // Only the first number counts.
                let number =
                    |index: usize| (*start as usize).saturating_add(index).min(999_999_999);
                self.items(items, indent, |index| format!("{}. ", number(index)));
            }
            Block::Blockquote(blocks) => {
                self.out.push_str("> ");
                self.blocks(blocks, &format!("{indent}> "));
            }
            Block::CodeBlock(code) => self.fenced("", code, indent),
            // Hyphens would make a heading of a line above, and a list of themselves.
            Block::Rule => self.out.push_str("***\n"),
            Block::Table(rows) => self.table(rows, indent),
            Block::Figure(figure) => {
                let _ = writeln!(self.out, "{}", picture(figure));
            }
            Block::PullQuote { content, cite } => {
                let text = self.pull_quote(content, cite);
                self.fenced("pullquote", &text, indent);
            }
            Block::Chart(chart) => self.fenced("chart", &chart.to_source(), indent),
        }
    }

    /// Between fences that are longer than any run of backticks within.
    fn fenced(&mut self, info: &str, text: &str, indent: &str) {
        let runs = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        // Program text may be Markdown itself.
        let least = if info.is_empty() { 4 } else { 3 };
        let fence = "`".repeat((runs + 1).max(least));
        let _ = writeln!(self.out, "{fence}{info}");
        if !text.is_empty() {
            for line in text.split('\n') {
                let _ = writeln!(self.out, "{indent}{line}");
            }
        }
        let _ = writeln!(self.out, "{indent}{fence}");
    }

    fn items(&mut self, items: &'d [Vec<Block>], indent: &str, marker: impl Fn(usize) -> String) {
        for (index, item) in items.iter().enumerate() {
            let marker = marker(index);
            if index > 0 {
                self.out.push_str(indent);
            }
            self.out.push_str(&marker);
            let inner = format!("{indent}{}", " ".repeat(marker.len()));
            if item.is_empty() {
                self.out.push('\n');
            }
            self.blocks(item, &inner);
        }
    }

    /// Markdown's tables have exactly one row of headings, or an empty one; any
    /// other table is written as HTML, which Markdown may hold.
    fn table(&mut self, rows: &'d [Vec<Cell>], indent: &str) {
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
            let html = table_in_markdown(rows, &mut self.notes);
            let _ = writeln!(self.out, "{html}");
            return;
        }
        let head = self.row(head, columns);
        let _ = writeln!(self.out, "{head}\n{indent}|{}", " --- |".repeat(columns));
        for row in body {
            let row = self.row(row, columns);
            let _ = writeln!(self.out, "{indent}{row}");
        }
    }

    fn row(&mut self, row: &'d [Cell], columns: usize) -> String {
        let cell = |index: usize| match row.get(index) {
            Some(cell) => line(&cell.content, "<br>", &mut self.notes),
            None => String::new(),
        };
        format!("| {} |", (0..columns).map(cell).collect::<Vec<_>>().join(" | "))
    }

    /// The words, and whose they are in a line of its own.
    fn pull_quote(&mut self, content: &'d [Inline], cite: &str) -> String {
        let words = line(content, "\\\n", &mut self.notes);
        if !cite.is_empty() {
            return format!("{words}\n— {cite}");
        }
        // A dash that begins the last line would make a name of it.
        match words.rsplit_once('\n') {
            Some((before, last)) if last.starts_with('—') => {
                format!("{before}\n{}", last.replacen('—', "&mdash;", 1))
            }
            _ => words,
        }
    }

    /// The notes, below the text that refers to them.
    fn notes(&mut self) {
        let mut number = 0;
        while let Some(content) = self.notes.get(number).copied() {
            number += 1;
            let line = line(content, "<br>", &mut self.notes);
            let _ = write!(self.out, "\n[^{number}]: {line}\n");
        }
    }
}

/// A picture, with what is said of it and whose it is: `Caption | Credit`.
fn picture(figure: &Figure) -> String {
    let Figure { src, alt, caption, credit } = figure;
    let part = |text: &str| one_line(text).replace('\\', "\\\\").replace('|', "\\|");
    let title = match (part(caption), part(credit)) {
        (caption, credit) if credit.is_empty() => caption,
        (caption, credit) => format!("{caption} | {credit}"),
    };
    let alt = one_line(alt);
    if !is_plain_address(src) {
        let [src, alt, title] = [src, &alt, &title].map(|text| in_attribute(text));
        return format!("<img src=\"{src}\" alt=\"{alt}\" title=\"{title}\">");
    }
    let alt = escape(&alt);
    if title.is_empty() {
        return format!("![{alt}](<{src}>)");
    }
    let title = title.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "\\&");
    format!("![{alt}](<{src}> \"{title}\")")
}

fn one_line(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
