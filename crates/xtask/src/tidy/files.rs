use std::collections::BTreeSet;

use super::Problem;
use crate::repository::SourceFile;

/// More lines than this and a file holds more than one thing.
const LINES_MAX: usize = 500;
const COUNTED: [&str; 6] = ["rs", "css", "js", "mjs", "html", "sql"];

/// Source files longer than [`LINES_MAX`], third parties' bundles aside.
pub(super) fn check_lengths(files: &[SourceFile]) -> Vec<Problem> {
    let own = files.iter().filter(|file| !file.path.starts_with("assets/vendor/"));
    own.filter(|file| file.has_extension(&COUNTED))
        .filter_map(|file| {
            let lines = file.text.lines().count();
            let what = format!("{lines} lines: split it, at most {LINES_MAX} are allowed");
            (lines > LINES_MAX).then(|| Problem::new(&file.path, what))
        })
        .collect()
}

/// Migrations that only one of the two databases has.
pub(super) fn check_migrations(files: &[SourceFile]) -> Vec<Problem> {
    let names = |folder: &str| -> BTreeSet<&str> {
        files.iter().filter_map(|file| file.path.strip_prefix(folder)).collect()
    };
    let (sqlite, postgres) = (names("migrations/sqlite/"), names("migrations/postgres/"));
    sqlite
        .symmetric_difference(&postgres)
        .map(|name| {
            let (has, lacks) =
                if sqlite.contains(name) { ("sqlite", "postgres") } else { ("postgres", "sqlite") };
            let what = format!("has no twin: migrations/{lacks}/{name} is missing");
            Problem::new(format!("migrations/{has}/{name}"), what)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> SourceFile {
        SourceFile { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_source_file_may_have_500_lines_and_not_one_more() {
        let long = "x\n".repeat(501);
        assert!(check_lengths(&[file("crates/a/src/lib.rs", &"x\n".repeat(500))]).is_empty());
        assert_eq!(check_lengths(&[file("crates/a/src/lib.rs", &long)]).len(), 1);
        assert_eq!(check_lengths(&[file("tests/browser/reader.mjs", &long)]).len(), 1);
        assert!(check_lengths(&[file("assets/vendor/editor.js", &long)]).is_empty());
        assert!(check_lengths(&[file("CHANGELOG.md", &long)]).is_empty());
    }

    #[test]
    fn a_migration_without_its_twin_is_named_with_the_missing_file() {
        let twins = [
            file("migrations/sqlite/0001_store.sql", ""),
            file("migrations/postgres/0001_store.sql", ""),
        ];
        assert!(check_migrations(&twins).is_empty());
        let [first, ..] = twins;
        let problems = check_migrations(&[first, file("migrations/postgres/0001_shop.sql", "")]);
        assert_eq!(problems.len(), 2);
        assert!(problems.iter().any(|problem| problem.what.contains("postgres/0001_store.sql")));
        assert!(problems.iter().any(|problem| problem.what.contains("sqlite/0001_shop.sql")));
    }
}
