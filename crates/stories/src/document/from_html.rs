//! HTML to a document: for imports, and for what the desk's editor pastes.
//!
//! Only what a document can hold survives; the rest is counted, and the words
//! inside it are kept wherever they are words.

mod blocks;
mod figures;
mod notes;
mod tidy;

use std::collections::HashSet;

use scraper::{ElementRef, Html, Node, node::Element};

use self::{
    figures::{has_class, is_pull_quote},
    notes::Notes,
    tidy::tidy_line,
};
use super::{
    Block, DEPTH_MAX, Document, Inline, Loss, Losses, Marks, is_safe_link,
    loss::Within,
    reasonable::{is_reasonable, without_tags},
};

impl Document {
    /// Reads a fragment of HTML. What a document cannot hold is counted in `losses`.
    pub fn from_html(html: &str, losses: &mut Losses) -> Self {
        if !is_reasonable(html) {
            losses.count(Loss::NestedBeyondReason);
            return Self::from_words(&without_tags(html));
        }
        let tree = Html::parse_fragment(html);
        let mut builder = Builder {
            losses,
            blocks: Vec::new(),
            line: Vec::new(),
            after_line: Vec::new(),
            level: 0,
            within: Within::Cell,
            passed: HashSet::new(),
            notes: Notes::default(),
        };
        builder.find_notes(tree.root_element());
        builder.flow(tree.root_element(), &Marks::default(), 0);
        builder.end_line();
        builder.notes_left();
        Self { blocks: builder.blocks }
    }

    /// Plain words, a paragraph for each part between empty lines.
    fn from_words(text: &str) -> Self {
        let parts =
            text.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
        let paragraph = |part| Block::Paragraph(vec![Inline::plain(part)]);
        Self { blocks: parts.filter(|part| !part.is_empty()).map(paragraph).collect() }
    }
}

/// How deep elements may lie in what is read: deeper, and the words alone are kept.
const ELEMENTS_DEEP_MAX: usize = DEPTH_MAX * 8;

/// Collects blocks, and the line that is being written.
struct Builder<'a, 't> {
    losses: &'a mut Losses,
    blocks: Vec<Block>,
    line: Vec<Inline>,
    /// What pictures within the line say; it follows the line.
    after_line: Vec<Block>,
    /// How deep the blocks that are being collected lie in the document.
    level: usize,
    /// What is being read as one line.
    within: Within,
    /// Elements that are read elsewhere, or not at all.
    passed: HashSet<*const Element>,
    notes: Notes<'t>,
}

impl<'t> Builder<'_, 't> {
    /// Reads the children of `parent` where blocks and lines may both stand.
    fn flow(&mut self, parent: ElementRef<'t>, marks: &Marks, depth: usize) {
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

    /// Leaves `element` out from now on.
    fn pass(&mut self, element: ElementRef<'t>) {
        self.passed.insert(std::ptr::from_ref(element.value()));
    }

    fn is_passed(&self, element: ElementRef<'t>) -> bool {
        self.passed.contains(&std::ptr::from_ref(element.value()))
    }

    fn element(&mut self, element: ElementRef<'t>, marks: &Marks, depth: usize) {
        if self.is_passed(element) {
            return;
        }
        if depth > ELEMENTS_DEEP_MAX {
            self.losses.count(Loss::NestedTooDeep);
            self.words_of(element, marks);
            return;
        }
        let name = element.value().name();
        match name {
            "figure" | "aside" | "blockquote" if is_pull_quote(element) => {
                self.pull_quote(element, depth);
            }
            "figure" if has_class(element, "chart") => self.drawn_chart(element, depth),
            "p" | "div" | "section" | "article" | "figure" | "figcaption" | "header" | "footer"
            | "main" | "aside" | "address" | "center" | "dd" | "dt" | "dl" | "html" | "body" => {
                self.part(element, marks, depth);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(element, marks, depth),
            // A pull quote's own words.
            "blockquote" if self.within == Within::PullQuote => self.part(element, marks, depth),
            "ul" | "ol" => self.list(element, depth),
            "blockquote" => self.blockquote(element, depth),
            "pre" => self.code(element),
            "a" if notes::has_role(element, notes::REFERENCE) => self.note(element, depth),
            "hr" => self.push_block(Block::Rule),
            "table" => self.table(element, depth),
            "img" => self.picture(element),
            "br" => self.line.push(Inline::Break),
            "script" | "style" | "noscript" | "template" | "head" | "title" | "meta" | "link" => {
                self.losses.count(Loss::Element(name.to_owned()));
            }
            "iframe" | "video" | "audio" | "object" | "embed" | "svg" | "form" | "input"
            | "button" => {
                self.embedded(element);
            }
            _ => self.styled(element, marks, depth),
        }
    }

    /// An element that says nothing but where lines end.
    fn part(&mut self, element: ElementRef<'t>, marks: &Marks, depth: usize) {
        self.end_line();
        self.flow(element, marks, depth + 1);
        self.end_line();
    }

    /// All words of `element`, whatever they stand in, but for programs and styles.
    fn words_of(&mut self, element: ElementRef<'t>, marks: &Marks) {
        for node in element.descendants() {
            let Node::Text(text) = node.value() else { continue };
            let parent =
                node.parent().and_then(ElementRef::wrap).map(|parent| parent.value().name());
            if !matches!(parent, Some("script" | "style" | "template")) {
                self.push_text(text, marks);
            }
        }
    }

    /// Something that a document cannot show: its address becomes a link.
    fn embedded(&mut self, element: ElementRef<'t>) {
        let name = element.value().name();
        self.losses.count(Loss::Element(name.to_owned()));
        let attr = |name| element.value().attr(name).map(str::trim);
        let inner = || {
            element
                .children()
                .filter_map(ElementRef::wrap)
                .find_map(|child| child.value().attr("src"))
        };
        let Some(source) = attr("src").or_else(|| attr("data")).or_else(inner) else { return };
        let source =
            if source.starts_with("//") { format!("https:{source}") } else { source.to_owned() };
        if source.starts_with("http") && is_safe_link(&source) {
            let marks = Marks { link: Some(source.clone()), ..Marks::default() };
            let title = attr("title").filter(|title| !title.is_empty()).map(str::to_owned);
            self.end_line();
            self.push_text(&title.unwrap_or(source), &marks);
            self.end_line();
        }
    }

    fn heading(&mut self, element: ElementRef<'t>, marks: &Marks, depth: usize) {
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

    fn styled(&mut self, element: ElementRef<'t>, marks: &Marks, depth: usize) {
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
                Some(href) => self.losses.count_link(href),
                None => {}
            },
            "span" | "font" | "u" | "small" | "big" | "abbr" | "time" | "q" | "ins" | "mark"
            | "label" | "li" | "tbody" | "thead" | "tr" | "td" | "th" | "caption" | "details"
            | "summary" => {}
            _ => self.losses.count(Loss::Element(name.to_owned())),
        }
        self.flow(element, &marks, depth + 1);
    }

    /// Outside `<pre>`, any run of white space is one space.
    fn push_text(&mut self, text: &str, marks: &Marks) {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let space = c.is_ascii_whitespace();
            if c.is_control() && !space {
                // No page could show it.
            } else if !space {
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
