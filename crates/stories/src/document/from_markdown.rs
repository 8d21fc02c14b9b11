use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd, html};

use super::{Document, Losses, html::escape};

impl Document {
    /// Reads CommonMark with tables, strikethrough and notes (`[^1]`), and two
    /// fenced blocks of our own: `chart` and `pullquote`. Markdown may hold HTML,
    /// so it takes the same road: to HTML, and from there to a document. What a
    /// document cannot hold is counted in `losses`.
    pub fn from_markdown(markdown: &str, losses: &mut Losses) -> Self {
        let options = options() | Options::ENABLE_FOOTNOTES;
        Self::from_html(&Pages::of(Parser::new_ext(markdown, options)).into_html(), losses)
    }
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

/// The text and its notes.
#[derive(Default)]
struct Pages<'a> {
    text: Vec<Event<'a>>,
    notes: Vec<(String, Vec<Event<'a>>)>,
    /// The notes within each other that are being read.
    open: Vec<usize>,
}

impl<'a> Pages<'a> {
    fn of(mut events: Parser<'a>) -> Self {
        let mut pages = Self::default();
        while let Some(event) = events.next() {
            match event {
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    pages.open.push(pages.notes.len());
                    pages.notes.push((id(&label), Vec::new()));
                }
                Event::End(TagEnd::FootnoteDefinition) => {
                    pages.open.pop();
                }
                Event::FootnoteReference(label) => pages.push_reference(&label),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))
                    if info.split_whitespace().next() == Some("pullquote") =>
                {
                    let mut source = String::new();
                    for event in events.by_ref() {
                        match event {
                            Event::Text(text) => source.push_str(&text),
                            _ => break,
                        }
                    }
                    pages.push(Event::Html(pull_quote(&source).into()));
                }
                event => pages.push(event),
            }
        }
        pages
    }

    fn push(&mut self, event: Event<'a>) {
        let note = self.open.last().and_then(|index| self.notes.get_mut(*index));
        note.map_or(&mut self.text, |(_, events)| events).push(event);
    }

    /// As our own pages write it.
    fn push_reference(&mut self, label: &str) {
        let mut html = String::from("<sup><a role=\"doc-noteref\" href=\"#");
        escape(&mut html, &id(label));
        html.push_str("\">*</a></sup>");
        self.push(Event::InlineHtml(html.into()));
    }

    fn into_html(self) -> String {
        let mut out = String::new();
        html::push_html(&mut out, self.text.into_iter());
        if !self.notes.is_empty() {
            out.push_str("\n<section role=\"doc-endnotes\"><ol>\n");
            for (id, events) in self.notes {
                out.push_str("<li id=\"");
                escape(&mut out, &id);
                out.push_str("\">");
                html::push_html(&mut out, events.into_iter());
                out.push_str("</li>\n");
            }
            out.push_str("</ol></section>\n");
        }
        out
    }
}

/// Labels are the same in capitals.
fn id(label: &str) -> String {
    format!("note-{}", label.to_lowercase())
}

/// The words, and in the last line, behind a dash, whose they are.
fn pull_quote(source: &str) -> String {
    let source = source.trim_end();
    let (before, last) = source.rsplit_once('\n').unwrap_or(("", source));
    let (words, cite) = match last.trim_start().strip_prefix('—') {
        Some(cite) if !before.trim().is_empty() => (before, cite.trim()),
        _ => (source, ""),
    };
    let mut out = String::from("<figure class=\"pullquote\"><blockquote>\n");
    html::push_html(&mut out, Parser::new_ext(words, options()));
    out.push_str("</blockquote><figcaption>");
    escape(&mut out, cite);
    out.push_str("</figcaption></figure>\n");
    out
}
