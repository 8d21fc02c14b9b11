//! A file's front matter: the YAML between two lines of `---`.

use std::{collections::BTreeSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_norway::Value;

use super::report::Refusal;

/// The longest front matter that is read.
const BYTES_MAX: usize = 64 << 10;

/// Keys and values, and the text below them.
#[derive(Debug)]
pub(super) struct FrontMatter {
    pairs: Vec<(String, Value)>,
    /// The text.
    pub(super) body: String,
}

/// The pairs as they stand: people write a key twice, and the last one counts.
struct Pairs(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor;
        impl<'de> Visitor<'de> for PairsVisitor {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("keys with values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(PairsVisitor)
    }
}

impl FrontMatter {
    /// Takes a file apart. Empty lines and a byte order mark may stand before it.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let text =
            std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        let skipped = text.len() - text.trim_start().len();
        let lines_before = text[..skipped].matches('\n').count();
        let text = &text[skipped..];
        let missing = |problem: &str| Err(Refusal::new("front matter", problem));
        let Some((first, rest)) = text.split_once('\n') else {
            return missing("none; a post begins with a line of “---”");
        };
        match first.trim_end() {
            "---" => {}
            "+++" => return missing("TOML is not read; write it as YAML between lines of “---”"),
            _ => return missing("none; a post begins with a line of “---”"),
        }
        let Some((yaml, body)) = split_at_fence(rest) else {
            return missing("no line of “---” ends it");
        };
        if yaml.len() > BYTES_MAX {
            return missing("longer than 64 KiB");
        }
        let pairs = parse(yaml, lines_before + 1)?;
        Ok(Self { pairs, body: without_controls(body) })
    }

    /// The value of `key`; the last one where it is given twice.
    fn get(&self, key: &str) -> Option<&Value> {
        self.pairs.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The value as one trimmed text; none where it is empty or missing.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let text = scalar(self.get(key)?)?;
        let text = without_controls(text.trim());
        (!text.is_empty()).then_some(text)
    }

    /// The value as a list of texts; one text is a list of one.
    pub(super) fn list(&self, key: &str) -> Vec<String> {
        let items = match self.get(key) {
            Some(Value::Sequence(items)) => items.iter().filter_map(scalar).collect(),
            Some(value) => scalar(value).into_iter().collect::<Vec<_>>(),
            None => Vec::new(),
        };
        let items = items.iter().map(|item| without_controls(item.trim()));
        items.filter(|item| !item.is_empty()).collect()
    }

    /// Whether the value is true.
    pub(super) fn is_true(&self, key: &str) -> bool {
        self.text(key).is_some_and(|text| {
            text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("yes")
        })
    }

    /// The keys that have a value.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let said = |value: &Value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            Value::Sequence(items) => !items.is_empty(),
            _ => true,
        };
        self.pairs.iter().filter(move |(_, value)| said(value)).map(|(key, _)| key.as_str())
    }

    /// The keys that are given more than once.
    pub(super) fn repeated(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let keys = self.pairs.iter().map(|(key, _)| key.as_str());
        keys.filter(|key| !seen.insert(*key)).collect()
    }
}

fn split_at_fence(text: &str) -> Option<(&str, &str)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((&text[..start], &text[start + line.len()..]));
        }
        start += line.len();
    }
    None
}

/// `lines_before` is how many lines of the file precede the YAML.
fn parse(yaml: &str, lines_before: usize) -> Result<Vec<(String, Value)>, Refusal> {
    let without_comments = yaml.lines().any(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    });
    if !without_comments {
        return Ok(Vec::new());
    }
    match serde_norway::from_str::<Pairs>(yaml) {
        Ok(pairs) => Ok(pairs.0),
        Err(error) => {
            let line = error.location().map_or(1, |location| location.line());
            let what = error.to_string();
            // The message counts lines from the YAML's own first.
            let what = what.split(" at line ").next().unwrap_or("").to_owned();
            let problem = format!("not YAML at line {}: {what}", line + lines_before);
            Err(Refusal::new("front matter", problem))
        }
    }
}

/// Names the field in whose line the first byte that is not UTF-8 stands.
fn not_utf8(bytes: &[u8], at: usize) -> Refusal {
    let before = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let line = before.matches('\n').count() + 1;
    let fences = before.lines().filter(|line| line.trim_end() == "---").count();
    let key = || {
        let key_of = |line: &str| {
            let (key, _) = line.split_once(':')?;
            let plain =
                !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-".contains(c));
            plain.then(|| key.to_owned())
        };
        before.lines().rev().find_map(key_of)
    };
    let field = if fences == 1 { key() } else { None };
    let field =
        field.unwrap_or_else(|| if fences < 2 { "front matter" } else { "body" }.to_owned());
    Refusal::new(field, format!("not UTF-8 at line {line}"))
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Tagged(tagged) => scalar(&tagged.value),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

/// Control characters have no place in a story, and PostgreSQL refuses one of them.
fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
