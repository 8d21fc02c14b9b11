//! Finds Hugo's shortcodes: `{{< name "one" key="two" >}}`, `{{% name %}}`,
//! their closing halves, and the escaped form `{{</* name */>}}`.

/// The longest tag that is believed to be one.
const TAG_BYTES_MAX: usize = 8_000;

/// One tag and where it stands in the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// Its first byte.
    pub(super) start: usize,
    /// The byte after its last.
    pub(super) end: usize,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a tag is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A shortcode, or the first half of a pair.
    Open(Call),
    /// The second half of a pair.
    Close(String),
    /// One that is to be shown, not run; what it would say.
    Shown(String),
    /// Braces that begin no shortcode.
    Broken,
}

/// A shortcode's name and parameters.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Call {
    /// Its name.
    pub(super) name: String,
    params: Vec<(Option<String>, String)>,
}

impl Call {
    /// The parameter called `name`; none where it is empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let named = |(key, _): &&(Option<String>, String)| key.as_deref() == Some(name);
        self.params
            .iter()
            .find(named)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The first parameter without a name; none where it is empty.
    pub(super) fn first(&self) -> Option<&str> {
        let bare = self.params.iter().find(|(key, _)| key.is_none());
        bare.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The parameter called `name`, or else the first without a name.
    pub(super) fn get_or_first(&self, name: &str) -> Option<&str> {
        self.get(name).or_else(|| self.first())
    }
}

/// The next tag at or after `from`.
pub(super) fn next_tag(text: &str, from: usize) -> Option<Tag> {
    let is_open =
        |(at, _): &(usize, &str)| matches!(text.as_bytes().get(from + at + 2), Some(b'<' | b'%'));
    // “{{{<” begins at its second brace: matches do not overlap, so look on by one.
    let braces =
        text[from..].match_indices('{').filter(|(at, _)| text[from + at..].starts_with("{{"));
    let start = from + braces.into_iter().find(is_open)?.0;
    let end_mark = if text[start..].starts_with("{{<") { ">}}" } else { "%}}" };
    let inner_start = start + 3;
    let rest = &text[inner_start..text.floor_char_boundary(inner_start + TAG_BYTES_MAX)];
    let broken = Tag { start, end: inner_start, kind: Kind::Broken };
    if let Some(shown) = rest.trim_start().strip_prefix("/*") {
        let shown_start = inner_start + (rest.len() - shown.len());
        let Some(length) = shown.find("*/") else { return Some(broken) };
        let after = &shown[length + 2..];
        if !after.trim_start().starts_with(end_mark) {
            return Some(broken);
        }
        let end = inner_start + (rest.len() - after.trim_start().len()) + end_mark.len();
        let shown = text[shown_start..shown_start + length].trim().to_owned();
        return Some(Tag { start, end, kind: Kind::Shown(shown) });
    }
    let length = find_end(rest, end_mark).or_else(|| {
        // Quotes that do not match: the end on the same line will do.
        rest.lines().next().and_then(|line| line.find(end_mark))
    });
    let Some(length) = length else { return Some(broken) };
    let end = inner_start + length + end_mark.len();
    let inner = rest[..length].trim().trim_end_matches('/').trim_end();
    let kind = match inner.strip_prefix('/') {
        Some(name) => Kind::Close(name.trim().to_lowercase()),
        None => match parse_call(inner) {
            Some(call) => Kind::Open(call),
            None => Kind::Broken,
        },
    };
    Some(Tag { start, end, kind })
}

/// Where `end_mark` stands outside quotes.
fn find_end(text: &str, end_mark: &str) -> Option<usize> {
    let mut quote: Option<char> = None;
    let mut escaped = false;
    for (index, c) in text.char_indices() {
        match quote {
            Some('"') if escaped => escaped = false,
            Some('"') if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if text[index..].starts_with(end_mark) => return Some(index),
            None if text[index..].starts_with("{{<") => return None,
            None if matches!(c, '"' | '`') => quote = Some(c),
            None => {}
        }
    }
    None
}

fn parse_call(inner: &str) -> Option<Call> {
    let end = inner.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(inner.len());
    let name = inner[..end].to_lowercase();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    if name.is_empty() || !name.chars().all(plain) {
        return None;
    }
    let mut params = Vec::new();
    let mut rest = inner[end..].trim_start();
    while !rest.is_empty() {
        let stop = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '`'));
        let key = match stop {
            Some(stop) if stop > 0 && rest[stop..].starts_with('=') => {
                let key = rest[..stop].to_lowercase();
                rest = rest[stop + 1..].trim_start();
                Some(key)
            }
            _ => None,
        };
        let (value, after) = take_value(rest);
        params.push((key, value));
        rest = after.trim_start();
    }
    Some(Call { name, params })
}

/// A quoted value or a word, and what follows it.
fn take_value(text: &str) -> (String, &str) {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '`'));
    let Some(quote) = quote else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len()).max(1).min(text.len());
        let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((index, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, next)) => value.push(next),
                None => break,
            }
        } else if c == quote {
            return (value, &text[index + 1..]);
        } else {
            value.push(c);
        }
    }
    (value, "")
}
