/// As texts are compared: small letters, one space between words.
pub(crate) fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// The characters that HTML writes by name, as far as texts have them.
const NAMED: [(&str, &str); 20] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("shy", "\u{ad}"),
    ("hellip", "…"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("minus", "−"),
    ("times", "×"),
    ("middot", "·"),
    ("bull", "•"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("eacute", "é"),
    ("zwnj", "\u{200c}"),
];

/// Undoes HTML's entities.
pub(crate) fn decode_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        match entity(&rest[1..]) {
            Some((character, length)) => {
                out.push_str(&character);
                rest = &rest[1 + length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The entity that `text` begins with, without its `&`, and how long it is.
fn entity(text: &str) -> Option<(String, usize)> {
    let end = text.char_indices().take(12).find(|(_, c)| !c.is_ascii_alphanumeric() && *c != '#');
    let end = end.map_or(text.len().min(12), |(index, _)| index);
    let name = text.get(..end)?;
    // Browsers do not insist on the semicolon after a number.
    let length = end + usize::from(text[end..].starts_with(';'));
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return Some((char::from_u32(code)?.to_string(), length));
    }
    let found = NAMED.iter().find(|(key, _)| *key == name).filter(|_| length > end)?;
    Some((found.1.to_owned(), length))
}

/// Elements that stand within a line.
const WITHIN_A_LINE: [&str; 14] = [
    "a", "abbr", "b", "cite", "code", "em", "i", "s", "del", "small", "span", "strong", "sub",
    "sup",
];

/// The words of some HTML, a line for each block; attributes are no words.
pub(crate) fn lines_of_html(html: &str) -> Vec<String> {
    let text = decode_entities(&without_tags(html));
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The text between tags; what is a block of its own stands on a line of its own.
pub(crate) fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let begins =
            rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let Some(end) = rest.find('>').filter(|_| begins) else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        let tag = rest[1..end].trim_start_matches('/');
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        if !WITHIN_A_LINE.contains(&name.to_ascii_lowercase().as_str()) {
            out.push('\n');
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}
