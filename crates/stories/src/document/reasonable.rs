//! Markup that would keep a parser busy for minutes: thousands of elements
//! within each other. HTML's own rules make that quadratic, so it is noticed
//! before, by counting.

use std::collections::HashMap;

/// How many elements may be open at once.
const OPEN_MAX: u64 = 400;
/// How much work all tags together may make: each may have to look at all open ones.
const WORK_MAX: u64 = 2_000_000;

/// Elements that never stay open, or that the next of their kind ends.
const SHORT_LIVED: [&str; 22] = [
    "p", "li", "td", "th", "tr", "dd", "dt", "option", "br", "hr", "img", "input", "meta", "link",
    "area", "base", "col", "embed", "source", "track", "wbr", "tbody",
];

/// Whether a parser will be done with it soon.
pub(super) fn is_reasonable(html: &str) -> bool {
    let mut open: HashMap<String, u64> = HashMap::new();
    let (mut depth, mut work) = (0_u64, 0_u64);
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let closes = rest.starts_with('/');
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        let name = rest[..end.min(64)].to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        work += depth;
        if !SHORT_LIVED.contains(&&*name) {
            let count = open.entry(name).or_default();
            if !closes {
                *count += 1;
                depth += 1;
            } else if *count > 0 {
                *count -= 1;
                depth -= 1;
            }
        }
        if depth > OPEN_MAX || work > WORK_MAX {
            return false;
        }
    }
    true
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
