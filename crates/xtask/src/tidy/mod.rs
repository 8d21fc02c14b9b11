//! The house rules that no compiler knows.

mod files;
mod imports;
mod manifests;
mod sentences;
mod templates;
mod words;

use std::{fmt, process::ExitCode};

use anyhow::Result;

use crate::repository::{self, SourceFile};

/// One broken rule: where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Problem {
    place: String,
    what: String,
}

impl Problem {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }

    /// A problem in one line of a file, counted from 1.
    fn in_line(file: &SourceFile, index: usize, what: impl Into<String>) -> Self {
        Self::new(format!("{}:{}", file.path, index + 1), what)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// Every rule on the whole repository.
pub(crate) fn find_problems() -> Result<Vec<Problem>> {
    let root = repository::root();
    let files = repository::text_files(&root)?;
    let crates = manifests::read_crates(&root)?;
    let mut problems = imports::check(&crates, &files);
    problems.extend(manifests::check_crates(&crates));
    problems.extend(manifests::check_reasons(&files));
    problems.extend(manifests::check_inheritance(&files));
    problems.extend(files::check_lengths(&files));
    problems.extend(files::check_migrations(&files));
    problems.extend(templates::check(&files));
    problems.extend(sentences::check(&files));
    problems.extend(words::check_unfinished(&files));
    problems.extend(words::check_ignored_tests(&files));
    problems.extend(words::check_machine_words(&files));
    problems.sort();
    Ok(problems)
}

/// `cargo xtask tidy`.
pub(crate) fn command() -> Result<ExitCode> {
    let problems = find_problems()?;
    for problem in &problems {
        println!("{problem}");
    }
    if problems.is_empty() {
        println!("tidy");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{} to mend", problems.len());
    Ok(ExitCode::FAILURE)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_repository_is_tidy() {
        let problems = super::find_problems().unwrap();
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "\n{}", lines.join("\n"));
    }
}
