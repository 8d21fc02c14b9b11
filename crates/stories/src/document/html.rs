use std::fmt::Write as _;

use words::{Language, Words};

use super::{Block, Cell, Document, Figure, Inline, Marks, chart::write_chart};
use crate::pictures::{Picture, PictureIndex};

/// What a document's HTML depends on besides the document.
#[derive(Clone, Copy, Debug)]
pub struct Rendering<'a> {
    /// The pictures that exist in several sizes.
    pub pictures: &'a PictureIndex,
    /// The language of the few words that are ours.
    pub say: Words,
}

impl Document {
    /// As HTML, in English, each picture in the size that the text names.
    pub fn to_html(&self) -> String {
        let pictures = PictureIndex::new();
        self.to_html_with(&Rendering { pictures: &pictures, say: Words::of(Language::English) })
    }

    /// As HTML: the only place where a story's markup is made. The notes stand
    /// at the end; their ids count from 1, so a page shows one such document.
    pub fn to_html_with(&self, rendering: &Rendering<'_>) -> String {
        let mut writer = Writer::new(rendering, 0);
        writer.blocks(&self.blocks);
        writer.write_notes();
        writer.out
    }
}

/// A table as Markdown may hold it. The notes in it follow those in `notes`,
/// to which they are added; their words are written elsewhere.
pub(super) fn table_in_markdown<'d>(
    rows: &'d [Vec<Cell>],
    notes: &mut Vec<&'d [Inline]>,
) -> String {
    let pictures = PictureIndex::new();
    let rendering = Rendering { pictures: &pictures, say: Words::of(Language::English) };
    let mut writer = Writer::new(&rendering, notes.len());
    writer.table(rows);
    notes.append(&mut writer.notes);
    writer.out.replace('\n', "")
}

/// Writes a document; gathers its notes on the way.
struct Writer<'a, 'd> {
    out: String,
    rendering: &'a Rendering<'a>,
    notes: Vec<&'d [Inline]>,
    /// How many notes came before.
    notes_before: usize,
    /// How many tables came before: each has a name of its own.
    tables: usize,
    /// The levels of the headings that what comes now stands under.
    headings: Vec<u8>,
}

/// How wide a picture stands in a text, in pixels, before a screen's density.
const PICTURE_WIDTH: u32 = 640;
/// The same for the browser, which chooses.
const PICTURE_SIZES: &str = "(min-width: 48em) 40rem, 100vw";

impl<'a, 'd> Writer<'a, 'd> {
    const fn new(rendering: &'a Rendering<'a>, notes_before: usize) -> Self {
        Self {
            out: String::new(),
            rendering,
            notes: Vec::new(),
            notes_before,
            tables: 0,
            headings: Vec::new(),
        }
    }

    fn text(&mut self, text: &str) {
        escape(&mut self.out, text);
    }

    fn wrap(&mut self, tag: &str, inner: impl FnOnce(&mut Self)) {
        let _ = write!(self.out, "<{tag}>");
        inner(self);
        let _ = writeln!(self.out, "</{tag}>");
    }

    /// A heading's level on the page, whose own is the first: the order is the
    /// text's, and none is left out (WCAG 1.3.1).
    fn heading_tag(&mut self, level: u8) -> &'static str {
        self.headings.retain(|above| *above < level);
        let tag = ["h2", "h3"].get(self.headings.len()).unwrap_or(&"h4");
        self.headings.push(level);
        tag
    }

    fn blocks(&mut self, blocks: &'d [Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &'d Block) {
        match block {
            Block::Paragraph(content) => self.wrap("p", |out| out.inlines(content)),
            Block::Heading { level, content } => {
                let tag = self.heading_tag(*level);
                self.wrap(tag, |out| out.inlines(content));
            }
            Block::BulletList(items) => self.wrap("ul", |out| out.items(items)),
            Block::OrderedList { start: 1, items } => self.wrap("ol", |out| out.items(items)),
            Block::OrderedList { start, items } => {
                let _ = write!(self.out, "<ol start=\"{start}\">");
                self.items(items);
                self.out.push_str("</ol>\n");
            }
            Block::Blockquote(blocks) => self.wrap("blockquote", |out| out.blocks(blocks)),
            Block::CodeBlock(code) => {
                self.out.push_str("<pre tabindex=\"0\"><code>");
                self.text(code);
                self.out.push_str("</code></pre>\n");
            }
            Block::Rule => self.out.push_str("<hr>\n"),
            Block::Table(rows) => self.table(rows),
            Block::Figure(figure) => self.figure(figure),
            Block::PullQuote { content, cite } => self.pull_quote(content, cite),
            Block::Chart(chart) => write_chart(&mut self.out, chart, self.rendering.say),
        }
    }

    fn items(&mut self, items: &'d [Vec<Block>]) {
        for item in items {
            match item.as_slice() {
                // A single paragraph needs no paragraph of its own.
                [Block::Paragraph(content)] => self.wrap("li", |out| out.inlines(content)),
                blocks => self.wrap("li", |out| out.blocks(blocks)),
            }
        }
    }

    /// A table scrolls by itself where the screen is narrow, by keyboard too.
    fn table(&mut self, rows: &'d [Vec<Cell>]) {
        self.out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
        self.tables += 1;
        self.text(&self.rendering.say.document_table(self.tables));
        self.out.push_str("\"><table>\n");
        let is_head = |row: &Vec<Cell>| !row.is_empty() && row.iter().all(|cell| cell.header);
        let heads = rows.iter().take_while(|row| is_head(row)).count();
        let (head, body) = rows.split_at(heads);
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let numbers: Vec<_> =
            (0..columns).map(|column| is_column_of_numbers(body, column)).collect();
        if !head.is_empty() {
            self.wrap("thead", |out| head.iter().for_each(|row| out.row(row, "col", &numbers)));
        }
        if !body.is_empty() {
            self.wrap("tbody", |out| body.iter().for_each(|row| out.row(row, "row", &numbers)));
        }
        self.out.push_str("</table></div>\n");
    }

    fn row(&mut self, row: &'d [Cell], scope: &str, numbers: &[bool]) {
        self.wrap("tr", |out| {
            for (column, cell) in row.iter().enumerate() {
                let is_number = numbers.get(column).copied().unwrap_or(false);
                let class = if is_number { " class=\"number\"" } else { "" };
                if cell.header {
                    let _ = write!(out.out, "<th scope=\"{scope}\"{class}>");
                    out.inlines(&cell.content);
                    out.out.push_str("</th>");
                } else {
                    let _ = write!(out.out, "<td{class}>");
                    out.inlines(&cell.content);
                    out.out.push_str("</td>");
                }
            }
        });
    }

    fn figure(&mut self, figure: &Figure) {
        self.out.push_str("<figure class=\"figure\">");
        match self.rendering.pictures.get(&figure.src) {
            Some(picture) => self.picture(figure, picture),
            None => {
                self.out.push_str("<img src=\"");
                self.text(&figure.src);
                self.out.push_str("\" alt=\"");
                self.text(&figure.alt);
                self.out.push_str("\" loading=\"lazy\">");
            }
        }
        let known = self.rendering.pictures.get(&figure.src);
        let credit = match known {
            Some(picture) if figure.credit.is_empty() => &picture.credit,
            _ => &figure.credit,
        };
        if !figure.caption.is_empty() || !credit.is_empty() {
            self.out.push_str("<figcaption>");
            self.text(&figure.caption);
            if !credit.is_empty() {
                self.out.push_str(" <span class=\"credit\">");
                self.text(credit);
                self.out.push_str("</span>");
            }
            self.out.push_str("</figcaption>");
        }
        self.out.push_str("</figure>\n");
    }

    /// A picture in the size that fits, which leads to the largest.
    fn picture(&mut self, figure: &Figure, picture: &Picture) {
        let (Some(size), Some(largest)) = (picture.at_least(PICTURE_WIDTH), picture.largest())
        else {
            return;
        };
        self.out.push_str("<a class=\"enlarge picture\" href=\"");
        self.text(&largest.path);
        self.out.push_str("\"><img src=\"");
        self.text(&size.path);
        self.out.push_str("\" srcset=\"");
        self.text(&picture.srcset());
        let (width, height) = (size.width, size.height);
        let _ = write!(
            self.out,
            "\" sizes=\"{PICTURE_SIZES}\" width=\"{width}\" height=\"{height}\" alt=\""
        );
        self.text(&figure.alt);
        self.out.push_str("\" loading=\"lazy\" decoding=\"async\"></a>");
    }

    fn pull_quote(&mut self, content: &'d [Inline], cite: &str) {
        self.out.push_str("<figure class=\"pullquote\"><blockquote><p>");
        self.inlines(content);
        self.out.push_str("</p></blockquote>");
        if !cite.is_empty() {
            self.out.push_str("<figcaption>");
            self.text(cite);
            self.out.push_str("</figcaption>");
        }
        self.out.push_str("</figure>\n");
    }

    fn inlines(&mut self, inlines: &'d [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Break => self.out.push_str("<br>"),
                Inline::Text { text, marks } => self.marked(text, marks),
                Inline::Footnote(content) => {
                    self.notes.push(content);
                    self.reference(self.notes_before + self.notes.len());
                }
            }
        }
    }

    /// What leads to a note (DPUB-ARIA 1.1, doc-noteref).
    fn reference(&mut self, number: usize) {
        let _ = write!(
            self.out,
            "<sup class=\"note-ref\"><a id=\"note-ref-{number}\" href=\"#note-{number}\" aria-label=\""
        );
        self.text(&self.rendering.say.note_number(number));
        let _ = write!(self.out, "\" role=\"doc-noteref\">{number}</a></sup>");
    }

    /// The notes below the text (DPUB-ARIA 1.1, doc-endnotes and doc-backlink).
    fn write_notes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        let say = self.rendering.say;
        self.out.push_str("<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"");
        self.text(&say.notes());
        self.out.push_str("\"><ol>\n");
        let back = say.note_back();
        let mut index = 0;
        while let Some(content) = self.notes.get(index).copied() {
            index += 1;
            let _ = write!(self.out, "<li id=\"note-{index}\">");
            self.inlines(content);
            let _ = write!(
                self.out,
                " <a href=\"#note-ref-{index}\" role=\"doc-backlink\" aria-label=\""
            );
            self.text(&back);
            self.out.push_str("\">↩</a></li>\n");
        }
        self.out.push_str("</ol></section>\n");
    }

    fn marked(&mut self, text: &str, marks: &Marks) {
        if let Some(href) = &marks.link {
            self.out.push_str("<a href=\"");
            self.text(href);
            let is_ours = href.starts_with(['/', '#']);
            self.out.push_str(if is_ours { "\">" } else { "\" rel=\"noopener\">" });
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
            let _ = write!(self.out, "<{tag}>");
        }
        self.text(text);
        for (_, tag) in tags.iter().rev().filter(|(on, _)| *on) {
            let _ = write!(self.out, "</{tag}>");
        }
        if marks.link.is_some() {
            self.out.push_str("</a>");
        }
    }
}

/// Escapes for text and for attributes in double quotes.
pub(super) fn escape(out: &mut String, text: &str) {
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

/// Whether every cell of a column that says anything is a number, with its sign,
/// currency or unit: such columns are set flush right.
fn is_column_of_numbers(rows: &[Vec<Cell>], column: usize) -> bool {
    let cells = || rows.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.header);
    let is_number = |cell: &Cell| {
        let mut text = String::new();
        for inline in &cell.content {
            if let Inline::Text { text: words, .. } = inline {
                text.push_str(words);
            }
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        text.trim().is_empty()
            || digits > 0
                && text.chars().all(|c| c.is_ascii_digit() || " +-−–,.%₹$€£()/".contains(c))
    };
    cells().any(|cell| !cell.content.is_empty()) && cells().all(is_number)
}
