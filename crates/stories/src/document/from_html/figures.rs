//! What stands out of a text: pictures, pull quotes, charts.

use scraper::ElementRef;

use super::{Builder, tidy_line};
use crate::document::{Block, Chart, Figure, Inline, Loss, Marks, is_own_media, loss::Within};

pub(super) fn has_class(element: ElementRef<'_>, class: &str) -> bool {
    element.value().classes().any(|found| found == class)
}

pub(super) fn is_pull_quote(element: ElementRef<'_>) -> bool {
    has_class(element, "pullquote")
}

impl<'t> Builder<'_, 't> {
    /// A picture of this paper's media stays; of any other, the words about it do.
    pub(super) fn picture(&mut self, element: ElementRef<'t>) {
        let attr = |name| element.value().attr(name).unwrap_or("").trim().to_owned();
        let (src, alt) = (attr("src"), attr("alt"));
        if is_own_media(&src) && !alt.is_empty() {
            let (caption, credit) = caption_and_credit(&attr("title"));
            self.push_block(Block::Figure(Figure { src, alt, caption, credit }));
        } else {
            self.losses.count(Loss::Picture);
            if says_something(&alt) {
                let marks = Marks { emphasis: true, ..Marks::default() };
                let text = alt.split_whitespace().collect::<Vec<_>>().join(" ");
                self.after_line.push(Block::Paragraph(vec![Inline::Text { text, marks }]));
            }
        }
    }

    /// The words as one line; whose they are stands in an element of its own.
    pub(super) fn pull_quote(&mut self, element: ElementRef<'t>, depth: usize) {
        let is_cite = |part: &ElementRef<'_>| {
            matches!(part.value().name(), "figcaption" | "footer") || has_class(*part, "cite")
        };
        let cite = element.descendants().skip(1).filter_map(ElementRef::wrap).find(is_cite);
        let words = cite.map(|cite| {
            self.pass(cite);
            let words = cite.text().collect::<String>();
            let words = words.chars().filter(|c| c.is_ascii_whitespace() || !c.is_control());
            words.collect::<String>().split_ascii_whitespace().collect::<Vec<_>>().join(" ")
        });
        let words = words.unwrap_or_default();
        let cite = words.strip_prefix("— ").unwrap_or(&words).to_owned();
        let were_refused = std::mem::replace(&mut self.notes.are_refused, true);
        let content = self.one_line(element, depth, Within::PullQuote);
        self.notes.are_refused = were_refused;
        if content.is_empty() {
            self.losses.count(Loss::EmptyPullQuote);
        } else {
            self.push_block(Block::PullQuote { content, cite });
        }
    }

    /// Program text, or the source of a chart.
    pub(super) fn code(&mut self, element: ElementRef<'t>) {
        let code: String = element.text().collect();
        let code = code.trim_end_matches('\n').to_owned();
        let mut inner = element.children().filter_map(ElementRef::wrap);
        if inner.any(|inner| has_class(inner, "language-chart")) {
            match Chart::from_source(&code) {
                Ok(chart) => return self.push_block(Block::Chart(chart)),
                Err(problem) => self.losses.count(Loss::Chart(problem)),
            }
        }
        self.push_block(Block::CodeBlock(code));
    }

    /// Of a chart that has been drawn, the words and the table of figures stay.
    pub(super) fn drawn_chart(&mut self, element: ElementRef<'t>, depth: usize) {
        self.losses.count(Loss::DrawnChart);
        for part in element.descendants().filter_map(ElementRef::wrap) {
            let name = part.value().name();
            if matches!(name, "svg" | "summary") || has_class(part, "chart-key") {
                self.pass(part);
            }
        }
        self.end_line();
        self.flow(element, &Marks::default(), depth + 1);
        self.end_line();
    }

    /// What stands inside `element` as one line; blocks are joined by breaks,
    /// and are lost `within` it where they are no lines. What is being written at
    /// the moment is left alone.
    pub(super) fn one_line(
        &mut self,
        element: ElementRef<'t>,
        depth: usize,
        within: Within,
    ) -> Vec<Inline> {
        let line = std::mem::take(&mut self.line);
        let after_line = std::mem::take(&mut self.after_line);
        let outer = std::mem::replace(&mut self.within, within);
        let content = self.joined(element, depth);
        self.within = outer;
        self.line = line;
        self.after_line = after_line;
        tidy_line(content)
    }
}

/// A picture's title: `Caption | Credit`, where `\\|` is a bar within one of them.
fn caption_and_credit(title: &str) -> (String, String) {
    let mut parts = vec![String::new()];
    let mut chars = title.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '|' {
            parts.push(String::new());
            continue;
        }
        let escaped = chars.next_if(|next| c == '\\' && matches!(next, '\\' | '|'));
        if let Some(part) = parts.last_mut() {
            part.push(escaped.unwrap_or(c));
        }
    }
    let credit = if parts.len() > 1 { parts.pop() } else { None };
    let tidy = |text: &str| text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    (tidy(&parts.join("|")), tidy(&credit.unwrap_or_default()))
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
