use std::fmt::Write as _;

use super::{Inline, Marks};

/// One line as Markdown; where words lie so close that asterisks would be
/// ambiguous, the marks are written as the HTML that Markdown may hold. Its
/// notes follow those in `notes`, to which they are added.
pub(super) fn line<'d>(
    content: &'d [Inline],
    line_break: &str,
    notes: &mut Vec<&'d [Inline]>,
) -> String {
    let mut out = String::new();
    for (index, inline) in content.iter().enumerate() {
        match inline {
            Inline::Break => out.push_str(line_break),
            Inline::Footnote(note) => {
                notes.push(note);
                let _ = write!(out, "[^{}]", notes.len());
            }
            Inline::Text { text, marks } => {
                let before = index.checked_sub(1).and_then(|before| content.get(before));
                let after = content.get(index + 1);
                let is_open = is_edge(before, true) && is_edge(after, false);
                let text = linked(&styled(text, marks, is_open), marks);
                // A note would become a link's text.
                if matches!(before, Some(Inline::Footnote(_))) && text.starts_with(['[', '(']) {
                    out.push_str("<!-- -->");
                }
                out.push_str(&text);
                // An exclamation mark before a link would make a picture of it.
                if out.ends_with('!') && after.is_some() {
                    out.pop();
                    out.push_str("\\!");
                }
            }
        }
    }
    out
}

/// Whether a neighbour leaves room for asterisks: none at all, a break, or
/// unmarked words with a space (or punctuation) towards us.
fn is_edge(neighbour: Option<&Inline>, at_end: bool) -> bool {
    match neighbour {
        None | Some(Inline::Break | Inline::Footnote(_)) => true,
        Some(Inline::Text { text, marks }) => {
            let towards = if at_end { text.chars().next_back() } else { text.chars().next() };
            *marks == Marks::default()
                && towards
                    .is_some_and(|c| c == ' ' || matches!(c, '.' | ',' | ';' | ':' | ')' | '('))
        }
    }
}

fn linked(text: &str, marks: &Marks) -> String {
    let Some(href) = &marks.link else { return text.to_owned() };
    if is_plain_address(href) {
        return format!("[{text}](<{href}>)");
    }
    format!("<a href=\"{}\">{text}</a>", in_attribute(href))
}

/// Whether Markdown leaves an address as it is; others it would encode.
pub(super) fn is_plain_address(href: &str) -> bool {
    href.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+!*(),%#@?=;:/$~".contains(c))
}

/// As an attribute's value in the HTML that Markdown may hold.
pub(super) fn in_attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Words with their marks. `is_open` says that asterisks can be read here.
fn styled(text: &str, marks: &Marks, is_open: bool) -> String {
    let edges = [text.chars().next(), text.chars().next_back()];
    let firm = edges.iter().all(|edge| edge.is_some_and(char::is_alphanumeric));
    // Within a link's brackets nothing stands beside the words.
    let short = firm && (is_open || marks.link.is_some());
    // Brackets could begin a link's definition.
    let code_fits =
        !text.contains(['`', '|', '[', ']']) && !text.starts_with(' ') && !text.ends_with(' ');
    let mut out = match (marks.code, code_fits) {
        (true, true) => format!("`{text}`"),
        (true, false) => format!("<code>{}</code>", escape(text)),
        (false, _) => escape(text),
    };
    let strong = if short { ("**", "**") } else { ("<strong>", "</strong>") };
    let emphasis = if short { ("*", "*") } else { ("<em>", "</em>") };
    let wraps = [
        (marks.subscript, ("<sub>", "</sub>")),
        (marks.superscript, ("<sup>", "</sup>")),
        (marks.strike, ("<s>", "</s>")),
        (marks.emphasis, emphasis),
        (marks.strong, strong),
    ];
    for (_, (open, close)) in wraps.iter().filter(|(on, _)| *on) {
        out = format!("{open}{out}{close}");
    }
    out
}

/// Words that Markdown reads as words.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.chars().enumerate() {
        let at_start = index == 0 && matches!(c, '+' | '-' | '>' | '=' | ':');
        if at_start || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '&' | '~' | '|' | '#')
        {
            out.push('\\');
        }
        out.push(c);
    }
    // "1. " at the start of a line would begin a list.
    let digits = out.len() - out.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = out[digits..].strip_prefix(['.', ')']);
    // A figure such as 6.2 does not: a space or the end must follow.
    if digits > 0 && after.is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t'])) {
        out.insert(digits, '\\');
    }
    out
}
