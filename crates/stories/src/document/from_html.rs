//! HTML to a document: for imports, and for what the desk's editor pastes.
//!
//! Only what a document can hold survives; the rest is counted, and the words
//! inside it are kept wherever they are words.

use std::collections::BTreeMap;

use scraper::{ElementRef, Html, Node};

use super::{
    Block, Cell, DEPTH_MAX, Document, Figure, Inline, Marks, ORDER_MAX, is_own_media, is_safe_link,
    reasonable::{is_reasonable, without_tags},
};

/// What could not be kept, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(pub BTreeMap<String, u64>);

impl Losses {
    /// Counts one loss of this kind.
    pub fn count(&mut self, kind: impl Into<String>) {
        *self.0.entry(kind.into()).or_default() += 1;
    }

    /// Adds all of `other`.
    pub fn add(&mut self, other: &Self) {
        for (kind, count) in &other.0 {
            *self.0.entry(kind.clone()).or_default() += count;
        }
    }
}

impl Document {
    /// Reads a fragment of HTML. What a document cannot hold is counted in `losses`.
    pub fn from_html(html: &str, losses: &mut Losses) -> Self {
        if !is_reasonable(html) {
            losses.count("markup nested beyond reason");
            return Self::from_words(&without_tags(html));
        }
        let tree = Html::parse_fragment(html);
        let mut builder =
            Builder { losses, blocks: Vec::new(), line: Vec::new(), after_line: Vec::new(), level: 0 };
        builder.flow(tree.root_element(), &Marks::default(), 0);
        builder.end_line();
        Self { blocks: builder.blocks }
    }

    /// Plain words, a paragraph for each part between empty lines.
    fn from_words(text: &str) -> Self {
        let parts = text.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
        let paragraph = |part| Block::Paragraph(vec![Inline::plain(part)]);
        Self { blocks: parts.filter(|part| !part.is_empty()).map(paragraph).collect() }
    }
}

/// How deep elements may lie in what is read: deeper, and the words alone are kept.
const ELEMENTS_DEEP_MAX: usize = DEPTH_MAX * 8;

/// Collects blocks, and the line that is being written.
struct Builder<'a> {
    losses: &'a mut Losses,
    blocks: Vec<Block>,
    line: Vec<Inline>,
    /// What pictures within the line say; it follows the line.
    after_line: Vec<Block>,
    /// How deep the blocks that are being collected lie in the document.
    level: usize,
}

impl Builder<'_> {
    /// Reads the children of `parent` where blocks and lines may both stand.
    fn flow(&mut self, parent: ElementRef<'_>, marks: &Marks, depth: usize) {
        for child in parent.children() {
            match child.value() {
                Node::Text(text) => self.push_text(text, marks),
                Node::Element(_) => {
                    if let Some(element) = ElementRef::wrap(child) {
                        self.element(element, marks, depth);
                    }
                }
                _ => {}
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>, marks: &Marks, depth: usize) {
        if depth > ELEMENTS_DEEP_MAX {
            self.losses.count("nested too deep");
            self.words_of(element, marks);
            return;
        }
        let name = element.value().name();
        match name {
            "p" | "div" | "section" | "article" | "figure" | "figcaption" | "header" | "footer"
            | "main" | "aside" | "address" | "center" | "dd" | "dt" | "dl" | "html" | "body" => {
                self.end_line();
                self.flow(element, marks, depth + 1);
                self.end_line();
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(element, marks, depth),
            "ul" | "ol" => self.list(element, depth),
            "blockquote" => self.blockquote(element, depth),
            "pre" => {
                let code: String = element.text().collect();
                self.push_block(Block::CodeBlock(code.trim_end_matches('\n').to_owned()));
            }
            "hr" => self.push_block(Block::Rule),
            "table" => self.table(element, depth),
            "img" => self.picture(element),
            "br" => self.line.push(Inline::Break),
            "script" | "style" | "noscript" | "template" | "head" | "title" | "meta" | "link" => {
                self.losses.count(format!("<{name}>"));
            }
            "iframe" | "video" | "audio" | "object" | "embed" | "svg" | "form" | "input" | "button" => {
                self.embedded(element);
            }
            _ => self.styled(element, marks, depth),
        }
    }

    /// All words of `element`, whatever they stand in, but for programs and styles.
    fn words_of(&mut self, element: ElementRef<'_>, marks: &Marks) {
        for node in element.descendants() {
            let Node::Text(text) = node.value() else { continue };
            let parent = node.parent().and_then(ElementRef::wrap).map(|parent| parent.value().name());
            if !matches!(parent, Some("script" | "style" | "template")) {
                self.push_text(text, marks);
            }
        }
    }

    /// Something that a document cannot show: its address becomes a link.
    fn embedded(&mut self, element: ElementRef<'_>) {
        let name = element.value().name();
        self.losses.count(format!("<{name}>"));
        let attr = |name| element.value().attr(name).map(str::trim);
        let inner = || element.children().filter_map(ElementRef::wrap).find_map(|child| child.value().attr("src"));
        let Some(source) = attr("src").or_else(|| attr("data")).or_else(inner) else { return };
        let source = if source.starts_with("//") { format!("https:{source}") } else { source.to_owned() };
        if source.starts_with("http") && is_safe_link(&source) {
            let marks = Marks { link: Some(source.clone()), ..Marks::default() };
            let title = attr("title").filter(|title| !title.is_empty()).map(str::to_owned);
            self.end_line();
            self.push_text(&title.unwrap_or(source), &marks);
            self.end_line();
        }
    }

    fn heading(&mut self, element: ElementRef<'_>, marks: &Marks, depth: usize) {
        let level = match element.value().name() {
            "h1" | "h2" => 2,
            "h3" => 3,
            _ => 4,
        };
        self.end_line();
        self.flow(element, marks, depth + 1);
        let content = tidy_line(std::mem::take(&mut self.line));
        if !content.is_empty() {
            self.blocks.push(Block::Heading { level, content });
        }
        self.end_line();
    }

    /// What stands inside `element`, as blocks of their own, `levels` deeper.
    fn inside(&mut self, element: ElementRef<'_>, depth: usize, levels: usize) -> Vec<Block> {
        self.end_line();
        let outer = std::mem::take(&mut self.blocks);
        self.level += levels;
        self.flow(element, &Marks::default(), depth + 1);
        self.end_line();
        self.level -= levels;
        std::mem::replace(&mut self.blocks, outer)
    }

    /// Whether a paragraph `levels` further down still has room for its words.
    const fn has_room(&self, levels: usize) -> bool {
        self.level + levels <= DEPTH_MAX
    }

    /// Deeper than a document goes: the words stay, the nesting does not.
    fn flatten(&mut self, element: ElementRef<'_>, depth: usize) {
        let in_cell = self.level > DEPTH_MAX;
        self.losses.count(if in_cell { "block inside a table’s cell" } else { "nested too deep" });
        self.end_line();
        self.flow(element, &Marks::default(), depth + 1);
        self.end_line();
    }

    fn blockquote(&mut self, element: ElementRef<'_>, depth: usize) {
        if !self.has_room(2) {
            self.flatten(element, depth);
            return;
        }
        let inner = self.inside(element, depth, 1);
        if !inner.is_empty() {
            self.push_block(Block::Blockquote(inner));
        }
    }

    fn list(&mut self, element: ElementRef<'_>, depth: usize) {
        let children = element.children().filter_map(ElementRef::wrap);
        if !self.has_room(3) {
            children.for_each(|child| self.flatten(child, depth));
            return;
        }
        let mut items = Vec::new();
        for child in children {
            let item = self.inside(child, depth, 2);
            if !item.is_empty() {
                items.push(item);
            }
        }
        if items.is_empty() {
            return;
        }
        let start = element.value().attr("start").and_then(|text| text.parse().ok()).unwrap_or(1);
        let list = if element.value().name() == "ul" {
            Block::BulletList(items)
        } else {
            Block::OrderedList { start: ORDER_MAX.min(start), items }
        };
        self.push_block(list);
    }

    fn table(&mut self, element: ElementRef<'_>, depth: usize) {
        self.end_line();
        let of_row = |row: ElementRef<'_>| row.value().name() == "tr" && is_of_table(row, element);
        let found: Vec<_> = element.descendants().filter_map(ElementRef::wrap).collect();
        for caption in found.iter().filter(|part| part.value().name() == "caption") {
            self.flow(*caption, &Marks::default(), depth + 1);
            self.end_line();
        }
        let mut rows = Vec::new();
        for row in found.iter().filter(|row| of_row(**row)) {
            let cells = row.children().filter_map(ElementRef::wrap);
            let cells = cells.filter(|cell| matches!(cell.value().name(), "td" | "th"));
            if !self.has_room(3) {
                cells.for_each(|cell| self.flatten(cell, depth));
                continue;
            }
            let cells: Vec<_> = cells.map(|cell| self.cell(cell, depth)).collect();
            if cells.iter().any(|cell| !cell.content.is_empty()) {
                rows.push(cells);
            }
        }
        if !rows.is_empty() {
            self.blocks.push(Block::Table(rows));
        }
    }

    /// A cell holds one line; blocks inside it are joined by breaks.
    fn cell(&mut self, cell: ElementRef<'_>, depth: usize) -> Cell {
        let mut content = Vec::new();
        for block in self.inside(cell, depth, DEPTH_MAX) {
            match block {
                Block::Paragraph(line) | Block::Heading { content: line, .. } => {
                    if !content.is_empty() {
                        content.push(Inline::Break);
                    }
                    content.extend(line);
                }
                other => {
                    self.losses.count("block inside a table’s cell");
                    let text = Document { blocks: vec![other] }.to_text();
                    let words: Vec<_> = text.split_whitespace().collect();
                    if !words.is_empty() {
                        if !content.is_empty() {
                            content.push(Inline::Break);
                        }
                        content.push(Inline::plain(words.join(" ")));
                    }
                }
            }
        }
        Cell { header: cell.value().name() == "th", content }
    }

    /// A picture of this paper's media stays; of any other, the words about it do.
    fn picture(&mut self, element: ElementRef<'_>) {
        let attr = |name| element.value().attr(name).unwrap_or("").trim().to_owned();
        let (src, alt) = (attr("src"), attr("alt"));
        if is_own_media(&src) && !alt.is_empty() {
            let figure = Figure { src, alt, caption: attr("title"), credit: String::new() };
            self.push_block(Block::Figure(figure));
        } else {
            self.losses.count("picture");
            if says_something(&alt) {
                let marks = Marks { emphasis: true, ..Marks::default() };
                let text = alt.split_whitespace().collect::<Vec<_>>().join(" ");
                self.after_line.push(Block::Paragraph(vec![Inline::Text { text, marks }]));
            }
        }
    }

    fn styled(&mut self, element: ElementRef<'_>, marks: &Marks, depth: usize) {
        let mut marks = marks.clone();
        let name = element.value().name();
        match name {
            "strong" | "b" => marks.strong = true,
            "em" | "i" | "cite" | "dfn" | "var" => marks.emphasis = true,
            "code" | "tt" | "kbd" | "samp" => marks.code = true,
            "s" | "del" | "strike" => marks.strike = true,
            "sub" => marks.subscript = true,
            "sup" => marks.superscript = true,
            "a" => match element.value().attr("href").map(str::trim) {
                Some(href) if is_safe_link(href) => marks.link = Some(href.to_owned()),
                Some(_) => self.losses.count("link that leads nowhere safe"),
                None => {}
            },
            "span" | "font" | "u" | "small" | "big" | "abbr" | "time" | "q" | "ins" | "mark"
            | "label" | "li" | "tbody" | "thead" | "tr" | "td" | "th" | "caption" | "details"
            | "summary" => {}
            _ => self.losses.count(format!("<{name}>")),
        }
        self.flow(element, &marks, depth + 1);
    }

    /// Outside `<pre>`, any run of white space is one space.
    fn push_text(&mut self, text: &str, marks: &Marks) {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let space = c.is_ascii_whitespace();
            if !space {
                out.push(c);
            } else if !out.ends_with(' ') {
                out.push(' ');
            }
        }
        match self.line.last_mut() {
            Some(Inline::Text { text, marks: before }) if before == marks => text.push_str(&out),
            _ if out.is_empty() => {}
            _ => self.line.push(Inline::Text { text: out, marks: marks.clone() }),
        }
    }

    fn push_block(&mut self, block: Block) {
        self.end_line();
        self.blocks.push(block);
    }

    fn end_line(&mut self) {
        let line = tidy_line(std::mem::take(&mut self.line));
        if !line.is_empty() {
            self.blocks.push(Block::Paragraph(line));
        }
        self.blocks.append(&mut self.after_line);
    }
}

/// Whether a row belongs to this table and not to one inside it.
fn is_of_table(row: ElementRef<'_>, table: ElementRef<'_>) -> bool {
    let mut above = row.ancestors().filter_map(ElementRef::wrap);
    above.find(|element| element.value().name() == "table") == Some(table)
}

/// Whether the words about a picture tell anything without it: three words or
/// more, and not only whose it is.
fn says_something(words: &str) -> bool {
    const AGENCIES: [&str; 5] = ["istock", "thinkstock", "shutterstock", "getty images", "hemera"];
    let lower = words.to_lowercase();
    words.split_whitespace().count() >= 3
        && !AGENCIES.iter().any(|agency| lower.contains(agency))
        && !lower.starts_with("http")
}

/// Spaces collapse across pieces; none stay at the ends, nor empty pieces.
fn tidy_line(line: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(line.len());
    let mut after_space = true;
    for inline in line {
        match inline {
            Inline::Break => {
                trim_end(&mut out);
                if !out.is_empty() {
                    out.push(Inline::Break);
                }
                after_space = true;
            }
            Inline::Text { text, marks } => {
                let mut kept = String::with_capacity(text.len());
                for c in text.chars() {
                    if c != ' ' || !after_space {
                        kept.push(c);
                    }
                    after_space = c == ' ';
                }
                if !kept.is_empty() {
                    out.push(Inline::Text { text: kept, marks });
                }
            }
        }
    }
    trim_end(&mut out);
    out
}

fn trim_end(line: &mut Vec<Inline>) {
    while let Some(last) = line.last_mut() {
        match last {
            Inline::Text { text, .. } => {
                text.truncate(text.trim_end_matches(' ').len());
                if !text.is_empty() {
                    return;
                }
            }
            Inline::Break => {}
        }
        line.pop();
    }
}
