//! A mail as plain text.

use unicode_normalization::char::is_combining_mark;

use crate::{Content, Look, Part};

/// The widest line, in columns; only an address may be wider.
pub(crate) const COLUMNS_MAX: usize = 76;
/// How much of that the names of [`Part::Lines`] may take.
const NAME_COLUMNS_MAX: usize = 30;

pub(crate) fn write(content: &Content, look: &Look) -> String {
    let mut blocks: Vec<String> = content.parts.iter().map(write_part).collect();
    blocks.push(format!("{}\n{}", wrap(&look.paper, COLUMNS_MAX).join("\n"), look.home));
    let mut text = blocks.join("\n\n");
    text.push('\n');
    text
}

fn write_part(part: &Part) -> String {
    match part {
        Part::Heading(text) | Part::Paragraph(text) | Part::Note(text) => {
            wrap(text, COLUMNS_MAX).join("\n")
        }
        Part::Lines(lines) => write_lines(lines),
        Part::Button { label, address } => {
            format!("{}:\n\n{}", wrap(label, COLUMNS_MAX).join("\n"), printable(address))
        }
    }
}

/// Names on the left, what they are beside them, in two columns.
fn write_lines(lines: &[(String, String)]) -> String {
    let widths = lines.iter().map(|(name, _)| width(&printable(name)));
    let column = 2 + widths.filter(|width| *width <= NAME_COLUMNS_MAX).max().unwrap_or(0);
    let indent = " ".repeat(column);
    let mut out = Vec::new();
    for (name, value) in lines {
        let name = printable(name);
        let room = column.checked_sub(width(&name) + 2);
        let mut values = wrap(value, COLUMNS_MAX - column).into_iter();
        match room {
            Some(room) => {
                let first = values.next().unwrap_or_default();
                out.push(format!("{name}{}  {first}", " ".repeat(room)));
            }
            None => out.extend(wrap(&name, COLUMNS_MAX)),
        }
        out.extend(values.map(|line| format!("{indent}{line}")));
    }
    out.join("\n")
}

/// The words of `text` in lines of up to `columns`. A word is never broken, and
/// an address has a line of its own, so that a program that finds links in it
/// finds the whole of it and nothing else.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut may_go_on = false;
    for word in printable(text).split_whitespace() {
        let is_address = word.starts_with("https://") || word.starts_with("http://");
        match lines.last_mut() {
            Some(line) if may_go_on && !is_address && width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
        may_go_on = !is_address;
    }
    lines
}

/// Without whatever would move the cursor.
fn printable(text: &str) -> String {
    text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect()
}

/// How many columns a text takes: marks stand on the letter before them.
fn width(text: &str) -> usize {
    text.chars().filter(|c| !is_combining_mark(*c)).count()
}
