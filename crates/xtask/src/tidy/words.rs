use super::Problem;
use crate::repository::SourceFile;

const SOURCES: [&str; 8] = ["rs", "css", "js", "mjs", "html", "sql", "lua", "sh"];

/// Folders that exist on one machine only. Written without their slashes, so
/// that this list does not find itself.
const FOLDERS_OF_A_MACHINE: [&str; 3] = ["root", "work", "tmp/bash"];

/// Hosts that packages come from, with spaces for dots for the same reason. A
/// lock file that names one works only where that host is reached under that name.
const REGISTRIES: [&str; 8] = [
    "registry npmjs org",
    "registry yarnpkg com",
    "index crates io",
    "static crates io",
    "pypi org",
    "files pythonhosted org",
    "deb debian org",
    "proxy golang org",
];

/// Code that says of itself that it is not finished.
pub(super) fn check_unfinished(files: &[SourceFile]) -> Vec<Problem> {
    let marks = ["todo!", "unimplemented!"].map(|name| format!("{name}("));
    let mark = ["FIX", "ME"].concat();
    find_in_lines(files, &SOURCES, |line| {
        let unfinished = line.contains(&mark) || marks.iter().any(|mark| line.contains(mark));
        unfinished.then(|| "says that it is not finished: finish it".to_owned())
    })
}

/// Tests that are there and do not run.
pub(super) fn check_ignored_tests(files: &[SourceFile]) -> Vec<Problem> {
    let what = || "an ignored test: mend it, or remove it".to_owned();
    let in_rust = ["#[", "ignore"].concat();
    let mut problems = find_in_lines(files, &["rs"], |line| line.contains(&in_rust).then(what));
    let in_scripts = [".skip", ".fixme", ".only"].map(|name| format!("{name}("));
    problems.extend(find_in_lines(files, &["js", "mjs"], |line| {
        in_scripts.iter().any(|mark| line.contains(mark)).then(what)
    }));
    problems
}

/// Paths and hosts that mean something on one machine only. `Cargo.lock` names
/// its index by the address that every cargo uses, so it is left out.
pub(super) fn check_machine_words(files: &[SourceFile]) -> Vec<Problem> {
    let folders = FOLDERS_OF_A_MACHINE.map(|name| format!("/{name}"));
    let hosts = REGISTRIES.map(|name| name.replace(' ', "."));
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.path != "Cargo.lock") {
        for (index, line) in file.text.lines().enumerate() {
            let folder = folders.iter().find(|folder| names_folder(line, folder));
            let host = hosts.iter().find(|host| line.contains(host.as_str()));
            if let Some(word) = folder.or(host) {
                let what = format!("names {word}, which means nothing on another machine");
                problems.push(Problem::in_line(file, index, what));
            }
        }
    }
    problems
}

/// Whether `line` holds `folder` as the beginning of an absolute path: not
/// after a letter or digit (`desk/work` is relative), and with a slash or a
/// word's continuation after it (`bash_jobs`).
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + folder.len()..].chars().next();
        let absolute =
            !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '}'));
        absolute && matches!(after, Some('/' | '_'))
    })
}

fn find_in_lines(
    files: &[SourceFile],
    extensions: &[&str],
    judge: impl Fn(&str) -> Option<String>,
) -> Vec<Problem> {
    let sources = files.iter().filter(|file| file.has_extension(extensions));
    sources
        .flat_map(|file| {
            let lines = file.text.lines().enumerate();
            lines.filter_map(|(index, line)| {
                judge(line).map(|what| Problem::in_line(file, index, what))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: String) -> SourceFile {
        SourceFile { path: path.to_owned(), text }
    }

    #[test]
    fn unfinished_code_is_found_with_its_line() {
        let bad = [
            file("crates/a/src/lib.rs", format!("fn a() {{\n    {}!()\n}}", "todo")),
            file("crates/a/src/b.rs", format!("{}!(\"later\")", "unimplemented")),
            file("assets/a.js", format!("// {}{}: later", "FIX", "ME")),
        ];
        let problems = check_unfinished(&bad);
        assert_eq!(problems.len(), 3);
        assert_eq!(problems[0].place, "crates/a/src/lib.rs:2");
        let fine = file("crates/a/src/lib.rs", "let todo = 1;".to_owned());
        assert!(check_unfinished(&[fine]).is_empty());
    }

    #[test]
    fn ignored_tests_are_found_and_iterators_are_not() {
        let bad = [
            file("crates/a/src/tests.rs", format!("#[{}]", "ignore")),
            file("tests/browser/a.mjs", format!("test.{}('later')", "skip")),
        ];
        assert_eq!(check_ignored_tests(&bad).len(), 2);
        let fine = file("crates/a/src/lib.rs", "items.iter().skip(1)".to_owned());
        assert!(check_ignored_tests(&[fine]).is_empty());
    }

    #[test]
    fn paths_of_a_machine_are_found_and_addresses_are_not() {
        let bad = [format!("see /{}/notes.md", "root"), format!("/{}_jobs.0/1", "tmp/bash")];
        for text in bad {
            assert_eq!(check_machine_words(&[file("README.md", text)]).len(), 1);
        }
        for text in ["href=\"/working-from-home\"", "desk/work/list", "{root}/work/a"] {
            let fine = file("README.md", text.to_owned());
            assert_eq!(check_machine_words(&[fine]), []);
        }
    }

    #[test]
    fn registries_are_found_except_in_cargos_own_lock_file() {
        let line = format!("https://{}/a.tgz", "registry npmjs org".replace(' ', "."));
        assert_eq!(check_machine_words(&[file("tests/package-lock.json", line.clone())]).len(), 1);
        assert!(check_machine_words(&[file("Cargo.lock", line)]).is_empty());
    }
}
