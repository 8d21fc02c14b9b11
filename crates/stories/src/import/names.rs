//! Names that people can read, from slugs.

/// Words that are written in capitals.
const ACRONYMS: [&str; 13] =
    ["ai", "api", "apis", "cms", "css", "cx", "html", "pdf", "rpa", "seo", "uk", "ux", "wcag"];

/// `jane-doe` → `Jane Doe`.
pub(super) fn title_case(slug: &str) -> String {
    words(slug).map(|word| capital(&word)).collect::<Vec<_>>().join(" ")
}

/// `open-data` → `Open data`; what has spaces already only gets its capital.
pub(super) fn sentence_case(text: &str) -> String {
    let text = text.trim();
    let plain = text.contains(char::is_whitespace);
    let name = if plain { text.to_owned() } else { words(text).collect::<Vec<_>>().join(" ") };
    capital(&name)
}

/// `gsa` → `GSA`, `performancegov` → `Performancegov`, `open-opps` → `Open Opps`.
pub(super) fn source_name(source: &str) -> String {
    let source = source.trim();
    if source.len() <= 5 && !source.contains(['-', ' ']) {
        return source.to_uppercase();
    }
    if source.contains(char::is_whitespace) { source.to_owned() } else { title_case(source) }
}

fn words(slug: &str) -> impl Iterator<Item = String> {
    slug.split(['-', '_']).filter(|word| !word.is_empty()).map(|word| {
        let lower = word.to_lowercase();
        if !ACRONYMS.contains(&&*lower) {
            return word.to_owned();
        }
        match lower.strip_suffix('s').filter(|one| ACRONYMS.contains(one)) {
            Some(one) => format!("{}s", one.to_uppercase()),
            None => lower.to_uppercase(),
        }
    })
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
