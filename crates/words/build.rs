//! Makes one method of every message, so that a page which asks for words that
//! the catalogue lacks fails the build, and so does a language that lacks a
//! message which another has.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};

/// The language that the others are measured by.
const FIRST: &str = "en";
const OTHERS: [&str; 1] = ["hi"];

type Failure = Box<dyn std::error::Error>;

/// A message: its text for the documentation, and what has to be filled in.
#[derive(Default)]
struct Message {
    text: String,
    arguments: BTreeSet<String>,
}

type Catalogue = BTreeMap<String, Message>;

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=messages");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let first = read(FIRST, &out)?;
    for other in OTHERS {
        compare(&first, &read(other, &out)?, other)?;
    }
    fs::write(out.join("messages.rs"), methods(&first)?)?;
    Ok(())
}

/// Reads all files of a language, and writes them as one for the program.
fn read(language: &str, out: &Path) -> Result<Catalogue, Failure> {
    let mut files: Vec<PathBuf> = fs::read_dir(Path::new("messages").join(language))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "ftl"));
    files.sort();
    let mut catalogue = Catalogue::new();
    let mut all = String::new();
    for file in files {
        let text = fs::read_to_string(&file)?;
        let resource = parser::parse(text.as_str())
            .map_err(|(_, problems)| format!("{}: {problems:?}", file.display()))?;
        for entry in &resource.body {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name;
            let pattern = message.value.as_ref().ok_or_else(|| format!("{id} says nothing"))?;
            let mut found = Message::default();
            walk(pattern, &mut found);
            if catalogue.insert(id.to_owned(), found).is_some() {
                return Err(format!("{}: {id} stands in {language} twice", file.display()).into());
            }
        }
        all.push_str(&text);
        all.push('\n');
    }
    fs::write(out.join(format!("{language}.ftl")), all)?;
    Ok(catalogue)
}

fn walk(pattern: &Pattern<&str>, found: &mut Message) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => found.text.push_str(value),
            PatternElement::Placeable { expression } => walk_expression(expression, found),
        }
    }
}

fn walk_expression(expression: &Expression<&str>, found: &mut Message) {
    match expression {
        Expression::Inline(inline) => walk_inline(inline, found),
        Expression::Select { selector, variants } => {
            note_argument(selector, found);
            for variant in variants.iter().filter(|variant| variant.default) {
                walk(&variant.value, found);
            }
            for variant in variants.iter().filter(|variant| !variant.default) {
                let mut aside = Message::default();
                walk(&variant.value, &mut aside);
                found.arguments.append(&mut aside.arguments);
            }
        }
    }
}

fn walk_inline(inline: &InlineExpression<&str>, found: &mut Message) {
    if let InlineExpression::VariableReference { id } = inline {
        let _ = write!(found.text, "‹{}›", id.name);
    }
    if let InlineExpression::StringLiteral { value } = inline {
        found.text.push_str(value);
    }
    note_argument(inline, found);
}

fn note_argument(inline: &InlineExpression<&str>, found: &mut Message) {
    if let InlineExpression::VariableReference { id } = inline {
        found.arguments.insert(id.name.to_owned());
    }
}

/// Refuses a language that says less, more, or asks for other things.
fn compare(first: &Catalogue, other: &Catalogue, language: &str) -> Result<(), Failure> {
    for (id, message) in first {
        let Some(same) = other.get(id) else {
            return Err(format!("{language} lacks the message {id}").into());
        };
        if let Some(argument) = same.arguments.difference(&message.arguments).next() {
            return Err(format!("{language}: {id} asks for {argument}, which {FIRST} lacks").into());
        }
    }
    match other.keys().find(|id| !first.contains_key(*id)) {
        Some(id) => Err(format!("{language} has the message {id}, which {FIRST} lacks").into()),
        None => Ok(()),
    }
}

fn methods(catalogue: &Catalogue) -> Result<String, Failure> {
    let mut out = String::from("impl Words {\n");
    for (id, Message { text, arguments }) in catalogue {
        let name = id.replace('-', "_");
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(out, "    #[doc = {line:?}]")?;
        if arguments.is_empty() {
            writeln!(out, "    pub fn {name}(self) -> String {{ self.message({id:?}, &[]) }}")?;
            continue;
        }
        let list: Vec<_> = arguments
            .iter()
            .map(|name| format!("{}: impl Argument", name.replace('-', "_")))
            .collect();
        let values: Vec<_> = arguments
            .iter()
            .map(|name| format!("({name:?}, {}.value())", name.replace('-', "_")))
            .collect();
        writeln!(out, "    pub fn {name}(self, {}) -> String {{", list.join(", "))?;
        writeln!(out, "        self.message({id:?}, &[{}])\n    }}", values.join(", "))?;
    }
    out.push_str("}\n");
    Ok(out)
}
