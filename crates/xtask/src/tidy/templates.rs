//! Templates hold no words of their own: the catalogue does, in each language.

use super::Problem;
use crate::repository::SourceFile;

/// Attributes that people read or hear.
const SPOKEN: [&str; 5] = ["alt", "aria-label", "title", "placeholder", "label"];

/// Words in a template that stand outside the catalogue.
pub(super) fn check(files: &[SourceFile]) -> Vec<Problem> {
    let is_template = |path: &str| path.contains("/templates/") && path.ends_with(".html");
    files.iter().filter(|file| is_template(&file.path)).flat_map(check_file).collect()
}

fn check_file(file: &SourceFile) -> Vec<Problem> {
    let mut problems = find_literals(file);
    let text = without_template_marks(&file.text);
    let mut line = 0;
    let mut rest = &*text;
    let mut skipping: Option<&str> = None;
    while !rest.is_empty() {
        let (words, after) = rest.split_once('<').unwrap_or((rest, ""));
        if skipping.is_none() {
            problems.extend(find_words(file, line, words));
        }
        line += words.matches('\n').count();
        let (tag, behind) = split_tag(after);
        if skipping.is_none() {
            problems.extend(find_spoken(file, line, tag));
        }
        skipping = match (skipping, tag.trim_start_matches('/')) {
            (Some(name), closing) if closing.starts_with(name) => None,
            (Some(name), _) => Some(name),
            (None, opening) if opening.starts_with("style") => Some("style"),
            (None, _) => None,
        };
        line += tag.matches('\n').count();
        rest = behind;
    }
    problems
}

/// The text with expressions, statements and comments blanked, line breaks kept.
fn without_template_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, mark) = rest.split_at(at);
        let end = match mark.get(..2) {
            Some("{{") => mark.find("}}"),
            Some("{%") => mark.find("%}"),
            Some("{#") => mark.find("#}"),
            _ => None,
        };
        out.push_str(before);
        match end {
            Some(end) => {
                let (inside, after) = mark.split_at(end + 2);
                out.extend(inside.chars().filter(|c| *c == '\n'));
                rest = after;
            }
            None => {
                out.push('{');
                rest = &mark[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Text between quotes, within expressions, that reads like words.
fn find_literals(file: &SourceFile) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let marks = line.split('{').skip(1).filter(|mark| !mark.starts_with('#'));
        for mark in marks.filter_map(|mark| mark.split('}').next()) {
            let literals = mark.split('"').skip(1).step_by(2).filter(|text| is_prose(text));
            problems.extend(literals.filter_map(first_word).map(|word| {
                let what = format!("“{word}” stands in an expression: put it into the catalogue");
                Problem::in_line(file, index, what)
            }));
        }
    }
    problems
}

/// Whether a literal is words rather than a name of a field or a file: a
/// capital at its beginning, or a letter on both sides of a space.
pub(super) fn is_prose(text: &str) -> bool {
    let mut letters = text.chars().zip(text.chars().skip(1)).zip(text.chars().skip(2));
    text.starts_with(char::is_uppercase)
        || letters.any(|((a, space), b)| a.is_alphabetic() && space == ' ' && b.is_alphabetic())
}

/// A tag and what follows it; a `>` within quotes does not end it.
fn split_tag(text: &str) -> (&str, &str) {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, "")
}

fn find_words(file: &SourceFile, line: usize, text: &str) -> Option<Problem> {
    let word = first_word(text)?;
    let index = line + text[..text.find(&word)?].matches('\n').count();
    let what = format!("“{word}” stands in the template: put it into the catalogue of words");
    Some(Problem::in_line(file, index, what))
}

fn find_spoken(file: &SourceFile, line: usize, tag: &str) -> Vec<Problem> {
    let spoken = SPOKEN.iter().filter_map(|name| {
        let (_, value) = tag.split_once(&format!(" {name}=\""))?;
        // An address, as an example of what to write, is no word.
        let value = value.split('"').next().filter(|value| !value.starts_with('/'))?;
        let word = first_word(value)?;
        let what = format!("“{word}” stands in {name}: put it into the catalogue of words");
        Some(Problem::in_line(file, line, what))
    });
    spoken.collect()
}

/// The first run of two or more letters, entities like `&amp;` left aside.
fn first_word(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_alphabetic() && !matches!(c, '&' | ';' | '#'));
    let word = words.map(|word| word.rsplit(';').next().unwrap_or(word)).find(|word| {
        !word.starts_with('&') && word.chars().filter(|c| c.is_alphabetic()).count() >= 2
    });
    word.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let path = "crates/stories/templates/x.html".to_owned();
        let file = SourceFile { path, text: text.to_owned() };
        check(&[file]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn words_outside_the_catalogue_are_found_with_their_line() {
        let found =
            problems("<p>{{ frame.say.save() }}</p>\n<p>\nSave it</p>\n<a title=\"More\">→</a>");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("crates/stories/templates/x.html:3: “Save”"), "{found:?}");
        assert!(found[1].contains(":4: “More” stands in title"), "{found:?}");
    }

    #[test]
    fn code_entities_and_style_are_no_words() {
        for fine in [
            "<p class=\"some words\">{# a remark #}{% if x > y %}{{ z }}{% endif %} · → &amp; &middot;</p>",
            "<style>p { color: red }</style><img alt=\"\" src=\"x.png\">",
            "<a href=\"/x?y={{ z }}&amp;next=word\" data-x=\"words\">{{ \"text\" }}</a>",
            "<input placeholder=\"/economy/a-story\">{% include \"desk/x.html\" %}{# \"A remark\" #}",
            "{% call parts::picture(story, \"(min-width: 60rem) 33vw, 100vw\") %}{% endcall %}",
        ] {
            assert!(problems(fine).is_empty(), "{fine}: {:?}", problems(fine));
        }
    }

    #[test]
    fn the_desks_templates_are_templates_too() {
        for path in
            ["crates/billing/templates/desk/x.html", "crates/web/templates/desk_layout.html"]
        {
            let text = "<h1>{{ frame.title }}</h1>\n<button>Withdraw</button>".to_owned();
            let found = check(&[SourceFile { path: path.to_owned(), text }]);
            let found: Vec<_> = found.iter().map(ToString::to_string).collect();
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].starts_with(&format!("{path}:2: “Withdraw”")), "{found:?}");
        }
    }

    #[test]
    fn words_within_expressions_are_found() {
        for planted in [
            "<p>{{ \"Save\" }}</p>",
            "<p>{% if saved %}{{ show(\"x\", \"it is saved\") }}{% endif %}</p>",
            "{% call parts::button(\"No, thanks\") %}{% endcall %}",
        ] {
            assert_eq!(problems(planted).len(), 1, "{planted}: {:?}", problems(planted));
        }
    }
}
