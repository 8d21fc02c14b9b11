//! What Rust code says to people comes from the catalogue of words, as in the templates.

use super::{Problem, templates::is_prose};
use crate::repository::SourceFile;

/// Parts of the paths of files that answer people: pages, forms, mails, invoices.
const SPEAKING: [&str; 10] = [
    "/desk/",
    "/desk.rs",
    "/routes/",
    "/pages/",
    "/pages.rs",
    "/mails.rs",
    "/forms.rs",
    "/invoicing.rs",
    "/front_desk.rs",
    "/front_desk/errors.rs",
];

/// Among them, what answers machines alone: assets, `robots.txt`, probes.
const FOR_MACHINES: &str = "crates/server/src/pages/assets.rs";

/// Calls and types whose texts people read, wherever they stand.
const SAID: [&str; 9] = [
    "PageError::",
    "Sentence::from",
    "FaceProblem::new",
    "BillingError::refused",
    "Notice::",
    "Frame::",
    "Content::",
    "NewInvoice",
    ".described",
];

/// Calls whose texts are for programs, the log or the database.
const QUIET: [&str; 13] = [
    "for_programs",
    "fault",
    "expect",
    "from_static",
    "trace!",
    "debug!",
    "info!",
    "warn!",
    "error!",
    "statement!",
    "args!",
    "Deed",
    "#",
];

/// Calls whose first argument people read; the others are for the log.
const QUIET_AFTER_FIRST: [&str; 2] = ["PageError::internal", "PageError::unavailable_because"];

/// Crates that speak to nobody but those who work on them.
const TOOLS: [&str; 3] = ["crates/audit/", "crates/testkit/", "crates/xtask/"];

/// Texts that people read and that stand outside the catalogue.
pub(super) fn check(files: &[SourceFile]) -> Vec<Problem> {
    let is_source = |path: &str| {
        path.starts_with("crates/")
            && path.contains("/src/")
            && path.ends_with(".rs")
            && !path.contains("/tests/")
            && !path.ends_with("tests.rs")
            && !TOOLS.iter().any(|tool| path.starts_with(tool))
    };
    files.iter().filter(|file| is_source(&file.path)).flat_map(check_file).collect()
}

fn check_file(file: &SourceFile) -> Vec<Problem> {
    let speaks = SPEAKING.iter().any(|part| file.path.contains(part)) && file.path != FOR_MACHINES;
    let code = file.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    let mut reader = Reader { rest: code, line: 0, word: String::new(), calls: Vec::new() };
    let mut problems = Vec::new();
    while let Some(literal) = reader.next_literal() {
        if is_prose(literal.text) && reader.is_said().unwrap_or(speaks) {
            let what = format!("“{}” is said outside the catalogue of words", literal.text);
            problems.push(Problem::in_line(file, literal.line, what));
        }
    }
    problems
}

/// A text between quotes, and the line in which it begins.
struct Literal<'a> {
    text: &'a str,
    line: usize,
}

/// An open bracket: what stands before it, and how many commas within it so far.
struct Call {
    name: String,
    commas: usize,
}

impl Call {
    fn is_quiet(&self) -> bool {
        let name = self.name.rsplit([':', '.']).next().unwrap_or("");
        QUIET.contains(&name)
            || (self.commas > 0 && QUIET_AFTER_FIRST.iter().any(|call| self.name.ends_with(call)))
    }
}

/// Goes through Rust code, as far as it takes to know where literals stand.
struct Reader<'a> {
    rest: &'a str,
    line: usize,
    /// The path, method or macro that was read last.
    word: String,
    calls: Vec<Call>,
}

impl<'a> Reader<'a> {
    /// Whether people read what stands here; none where the calls around it do not tell.
    fn is_said(&self) -> Option<bool> {
        self.calls.iter().rev().find_map(|call| {
            let said = || SAID.iter().any(|name| call.name.contains(name));
            if call.is_quiet() { Some(false) } else { said().then_some(true) }
        })
    }

    fn next_literal(&mut self) -> Option<Literal<'a>> {
        loop {
            let c = self.rest.chars().next()?;
            let is_raw = self.rest.starts_with("r\"") || self.rest.starts_with("r#\"");
            if c == '"' || (is_raw && !self.word.ends_with(char::is_alphanumeric)) {
                return Some(self.read_literal());
            }
            if self.rest.starts_with("//") {
                self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                self.take(self.rest.find("*/").map_or(self.rest.len(), |end| end + 2));
            } else if c == '\'' {
                self.take(char_literal(self.rest).unwrap_or(1));
            } else {
                self.read_code(c);
            }
        }
    }

    fn read_code(&mut self, c: char) {
        self.take(c.len_utf8());
        match c {
            '(' | '[' | '{' => {
                let name = std::mem::take(&mut self.word).trim().to_owned();
                self.calls.push(Call { name, commas: 0 });
            }
            ')' | ']' | '}' => {
                self.calls.pop();
                self.word.clear();
            }
            ',' => {
                self.word.clear();
                if let Some(call) = self.calls.last_mut() {
                    call.commas += 1;
                }
            }
            // A word goes on through what makes a path, a method or a macro of it.
            c if c.is_alphanumeric() || "_:.!#".contains(c) => {
                if self.word.ends_with(' ') {
                    self.word.clear();
                }
                self.word.push(c);
            }
            // Spaces may stand before a bracket.
            c if c.is_whitespace() => self.word.push(' '),
            _ => self.word.clear(),
        }
    }

    /// Reads a literal, raw or not, from its first character.
    fn read_literal(&mut self) -> Literal<'a> {
        let line = self.line;
        let (open, close) = match self.rest {
            raw if raw.starts_with("r#") => (3, "\"#"),
            raw if raw.starts_with('r') => (2, "\""),
            _ => (1, "\""),
        };
        let text = &self.rest[open..];
        let length = if open == 1 { quoted_length(text) } else { text.find(close) };
        let text = &text[..length.unwrap_or(text.len())];
        self.take((open + text.len() + close.len()).min(self.rest.len()));
        self.word.clear();
        Literal { text, line }
    }

    fn take(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at(bytes);
        self.line += taken.matches('\n').count();
        self.rest = rest;
    }
}

/// The length of a literal's text up to its closing quote.
fn quoted_length(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.find(|c| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    })
}

/// The length of a character's literal; none where the quote begins a lifetime.
fn char_literal(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    let (_, first) = chars.next()?;
    let (second, c) = chars.next()?;
    match first {
        '\\' => text[second + c.len_utf8()..].find('\'').map(|at| second + c.len_utf8() + at + 1),
        _ => (c == '\'').then_some(second + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(path: &str, text: &str) -> Vec<String> {
        let file = SourceFile { path: path.to_owned(), text: text.to_owned() };
        check(&[file]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_said_outside_the_catalogue_is_found_with_its_line() {
        let model = "crates/stories/src/model.rs";
        for planted in [
            "fn f() {\n    PageError::forbidden(|_| \"Not for you.\".to_owned())\n}",
            "fn f() {\n    FaceProblem::new(\"accent\", format!(\"{text} is no colour\"))\n}",
            "fn f<'a>(x: char) {\n    if x != '\"' { Notice::Problem(format!(r#\"Name: \"x\" is taken\"#)) }\n}",
            "fn f() {\n    PageError::internal(|_| \"It broke\".into(), \"for the log\")\n}",
            "fn f() {\n    NewInvoice { number, description: format!(\"{plan} for a year\") }\n}",
        ] {
            let found = problems(model, planted);
            assert_eq!(found.len(), 1, "{planted}: {found:?}");
            assert!(found[0].starts_with(&format!("{model}:2: ")), "{found:?}");
        }
        let desk = "fn title() -> &'static str {\n    // \"A remark\"\n    \"Plans\"\n}";
        assert_eq!(problems("crates/billing/src/desk/plans.rs", desk).len(), 1);
        assert_eq!(problems("crates/billing/src/ledger.rs", desk), Vec::<String>::new());
    }

    #[test]
    fn the_log_programs_and_names_are_left_alone() {
        for fine in [
            "PageError::bad_request(Sentence::for_programs(\"Refused: no signature\"))",
            "PageError::internal(Words::error_failed, format!(\"no row {id} there\"))",
            "tracing::warn!(%error, \"a mail could not be sent\");",
            "#[error(\"No such plan\")] struct Unknown;",
            "#[template(path = \"desk/plans.html\")] struct Page;",
            "log(\"story.create\", \"/desk/stories\", 'a', b'\"', say.desk_plans())",
            "say.desk_plans() /* \"Plans\" */",
            "#[cfg(test)]\nmod tests {\n    const X: &str = \"Some words\";\n}",
        ] {
            let found = problems("crates/billing/src/desk/plans.rs", fine);
            assert_eq!(found, Vec::<String>::new(), "{fine}");
        }
        let test = "fn f() { PageError::gone(\"Some words\") }";
        assert_eq!(problems("crates/billing/src/tests/desk.rs", test), Vec::<String>::new());
    }
}
