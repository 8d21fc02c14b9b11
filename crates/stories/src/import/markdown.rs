//! Markdown as Hugo writes it.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd, html};

/// As HTML that nobody has made safe yet, fit for `Document::from_html` only.
///
/// Old posts are half HTML, indented as HTML is. After an empty line CommonMark
/// takes that for program text; nobody meant it so.
pub(super) fn render(markdown: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut events = Vec::new();
    let mut code: Option<String> = None;
    for event in Parser::new_ext(markdown, options) {
        match (event, &mut code) {
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)), _) => {
                code = Some(String::new())
            }
            (Event::Text(text), Some(code)) => code.push_str(&text),
            (Event::End(TagEnd::CodeBlock), Some(_)) => {
                events.extend(code_or_html(code.take().unwrap_or_default()));
            }
            (event, _) => events.push(event),
        }
    }
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events.into_iter());
    out
}

fn code_or_html(code: String) -> Vec<Event<'static>> {
    if is_markup(&code) {
        return vec![Event::Html(code.into())];
    }
    vec![
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)),
        Event::Text(code.into()),
        Event::End(TagEnd::CodeBlock),
    ]
}

/// Whether it begins with a tag that a page's text is made of.
fn is_markup(code: &str) -> bool {
    const TAGS: [&str; 22] = [
        "a",
        "b",
        "blockquote",
        "br",
        "div",
        "em",
        "figure",
        "h2",
        "h3",
        "h4",
        "hr",
        "i",
        "img",
        "li",
        "ol",
        "p",
        "span",
        "strong",
        "table",
        "td",
        "th",
        "ul",
    ];
    const TAGS_BESIDES: [&str; 5] = ["tr", "tbody", "thead", "caption", "figcaption"];
    let Some(rest) = code.trim_start().strip_prefix('<') else { return false };
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let name = rest[..end].to_ascii_lowercase();
    TAGS.contains(&&*name) || TAGS_BESIDES.contains(&&*name)
}
