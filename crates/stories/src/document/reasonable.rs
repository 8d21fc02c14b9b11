//! Markup that would keep a parser busy for minutes: thousands of elements
//! within each other, or thousands of attributes on one. HTML's own rules make
//! both quadratic, so they are noticed before, by counting as a parser would.

use std::collections::HashMap;

/// How many elements may be open at once.
const OPEN_MAX: u64 = 400;
/// How much work all tags together may make: each may have to look at all open ones.
const WORK_MAX: u64 = 2_000_000;
/// Attributes of one element.
const ATTRIBUTES_MAX: usize = 1_000;
/// So few tags are harmless however they are meant.
const HARMLESS_TAGS: usize = 1_000;

/// Elements that never stay open, or that the next of their kind ends.
const SHORT_LIVED: [&str; 22] = [
    "p", "li", "td", "th", "tr", "dd", "dt", "option", "br", "hr", "img", "input", "meta", "link",
    "area", "base", "col", "embed", "source", "track", "wbr", "tbody",
];

/// Elements in which a parser may or may not look for tags.
const RAW: [&str; 10] = [
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
];

/// Whether a parser will be done with it soon.
pub(super) fn is_reasonable(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut open: HashMap<String, u64> = HashMap::new();
    let (mut depth, mut work, mut is_odd) = (0_u64, 0_u64, false);
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        at += found;
        let Some(tag) = Tag::read(html, at) else {
            is_odd |= html[at..].starts_with("<![");
            at = after_markup(html, at);
            continue;
        };
        at = tag.end;
        work += depth;
        if tag.attributes > ATTRIBUTES_MAX || work > WORK_MAX {
            return false;
        }
        if RAW.contains(&&*tag.name) && !tag.closes {
            let until = html[at..].find("</").map_or(html.len(), |end| at + end);
            let closing = html[until..].get(2..2 + tag.name.len());
            let is_own = closing.is_some_and(|name| name.eq_ignore_ascii_case(&tag.name));
            is_odd |= !is_own || bytes[at..until].contains(&b'<');
        }
        if SHORT_LIVED.contains(&&*tag.name) {
            continue;
        }
        if !tag.closes {
            *open.entry(tag.name).or_default() += 1;
            depth += 1;
        } else if let Some(count) = open.get_mut(&tag.name).filter(|count| **count > 0) {
            *count -= 1;
            depth -= 1;
        }
        if depth > OPEN_MAX {
            return false;
        }
    }
    !is_odd || count_tags(bytes) <= HARMLESS_TAGS
}

/// Whatever might be the beginning of a tag.
fn count_tags(bytes: &[u8]) -> usize {
    bytes.windows(2).filter(|pair| pair[0] == b'<' && pair[1].is_ascii_alphabetic()).count()
}

/// The place behind a comment, or behind whatever else begins with `<` here.
fn after_markup(html: &str, at: usize) -> usize {
    let rest = &html[at..];
    let (from, end) = match rest {
        _ if rest.starts_with("<!-->") => return at + 5,
        _ if rest.starts_with("<!--->") => return at + 6,
        _ if rest.starts_with("<!--") => (4, "-->"),
        _ if rest.starts_with("<!") || rest.starts_with("</") || rest.starts_with("<?") => (2, ">"),
        _ => return at + 1,
    };
    // A comment may end in “--!>” too.
    let ends = [end, "--!>"];
    let ends = ends.iter().take(if end == "-->" { 2 } else { 1 });
    let first =
        ends.filter_map(|end| rest[from..].find(end).map(|found| from + found + end.len())).min();
    first.map_or(html.len(), |length| at + length)
}

struct Tag {
    name: String,
    closes: bool,
    attributes: usize,
    /// The byte after it.
    end: usize,
}

impl Tag {
    /// The tag at `at`, if one begins there; quotes matter only in values.
    fn read(html: &str, at: usize) -> Option<Self> {
        let bytes = html.as_bytes();
        let closes = bytes.get(at + 1) == Some(&b'/');
        let start = at + 1 + usize::from(closes);
        if !bytes.get(start)?.is_ascii_alphabetic() {
            return None;
        }
        let ends_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let length = bytes[start..].iter().position(ends_name).unwrap_or(bytes.len() - start);
        let name = String::from_utf8_lossy(&bytes[start..start + length]).to_ascii_lowercase();
        let mut place = Place::Between;
        let mut attributes = 0;
        for (index, byte) in bytes.iter().enumerate().skip(start + length) {
            let space = byte.is_ascii_whitespace();
            place = match (place, byte) {
                (Place::Quoted(quote), _) if quote == *byte => Place::Between,
                (Place::Quoted(quote), _) => Place::Quoted(quote),
                (_, b'>') => return Some(Self { name, closes, attributes, end: index + 1 }),
                (Place::BeforeValue, b'"' | b'\'') => Place::Quoted(*byte),
                (Place::BeforeValue, _) if space => Place::BeforeValue,
                (Place::BeforeValue, _) => Place::Value,
                (Place::Value, _) => {
                    if space {
                        Place::Between
                    } else {
                        Place::Value
                    }
                }
                (Place::Name | Place::AfterName, b'=') => Place::BeforeValue,
                (Place::Name, _) if space => Place::AfterName,
                (Place::Name, b'/') => Place::Between,
                (Place::Name, _) => Place::Name,
                (Place::AfterName, _) if space => Place::AfterName,
                (Place::AfterName, b'/') => Place::Between,
                (Place::Between, _) if space || *byte == b'/' => Place::Between,
                (Place::Between | Place::AfterName, _) => {
                    attributes += 1;
                    Place::Name
                }
            };
        }
        Some(Self { name, closes, attributes, end: html.len() })
    }
}

/// Where in a tag a parser stands.
#[derive(Clone, Copy)]
enum Place {
    Between,
    Name,
    AfterName,
    BeforeValue,
    Value,
    Quoted(u8),
}

/// What stands outside the tags, roughly: the words, for want of better.
pub(super) fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut within = false;
    for c in html.chars() {
        match c {
            '<' => {
                within = true;
                out.push(' ');
            }
            '>' if within => within = false,
            c if !within => out.push(c),
            _ => {}
        }
    }
    out
}
