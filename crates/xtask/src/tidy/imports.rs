use std::collections::BTreeMap;

use super::{Problem, manifests::Crate};
use crate::repository::SourceFile;

const FILE: &str = "ARCHITECTURE.md";
const HEADING: &str = "## Imports";
/// What every crate may use in its tests.
const FOR_TESTS: &str = "testkit";

/// A row of the table: on which floor a crate stands, and whom it may import.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    floor: u8,
    imports: Vec<String>,
}

type Table = BTreeMap<String, Row>;

/// Edges that the table of ARCHITECTURE.md lacks or that lead upward, and rows
/// that do not fit the workspace.
pub(super) fn check(crates: &[Crate], files: &[SourceFile]) -> Vec<Problem> {
    let table = files.iter().find(|file| file.path == FILE).map(read_table);
    match table {
        None => {
            vec![Problem::new(FILE, format!("is missing: it holds the table headed `{HEADING}`"))]
        }
        Some(Err(problem)) => vec![problem],
        Some(Ok(table)) => {
            let mut problems = check_rows(crates, &table);
            problems.extend(check_edges(crates, &table));
            problems
        }
    }
}

/// Reads `| crate | floor | may import |` below the heading. Names may stand
/// in backticks.
fn read_table(file: &SourceFile) -> Result<Table, Problem> {
    let lines = file.text.lines().enumerate();
    let mut below = lines.skip_while(|(_, line)| line.trim() != HEADING).skip(1);
    let section = below.by_ref().take_while(|(_, line)| !line.starts_with("## "));
    let rows = section.filter(|(_, line)| line.starts_with('|')).skip(2);
    let mut table = Table::new();
    for (index, line) in rows {
        let (name, row) = read_row(line).ok_or_else(|| {
            Problem::in_line(
                file,
                index,
                "a row is `| crate | floor | may import |`, the floor a number",
            )
        })?;
        table.insert(name, row);
    }
    if table.is_empty() {
        let what =
            format!("needs a section `{HEADING}` with the table `| crate | floor | may import |`");
        return Err(Problem::new(FILE, what));
    }
    Ok(table)
}

fn read_row(line: &str) -> Option<(String, Row)> {
    let cells: Vec<String> = line
        .trim()
        .trim_matches('|')
        .split('|')
        .map(|cell| cell.replace('`', "").trim().to_owned())
        .collect();
    let [name, floor, imports] = cells.as_slice() else { return None };
    let names = imports.split(',').map(str::trim).filter(|name| !name.is_empty() && *name != "–");
    let row = Row { floor: floor.parse().ok()?, imports: names.map(str::to_owned).collect() };
    Some((name.clone(), row))
}

/// Crates without a row, and rows without a crate.
fn check_rows(crates: &[Crate], table: &Table) -> Vec<Problem> {
    let without_row = crates.iter().filter(|member| !table.contains_key(&member.name));
    let mut problems: Vec<Problem> = without_row
        .map(|member| {
            Problem::new(FILE, format!("crate {} has no row under `{HEADING}`", member.name))
        })
        .collect();
    let is_crate = |name: &str| crates.iter().any(|member| member.name == name);
    for name in table.keys().filter(|name| !is_crate(name)) {
        problems.push(Problem::new(FILE, format!("the row of {name} has no crate: remove it")));
    }
    problems
}

fn check_edges(crates: &[Crate], table: &Table) -> Vec<Problem> {
    let mut problems = Vec::new();
    for member in crates {
        let Some(row) = table.get(&member.name) else { continue };
        for edge in member.edges.iter().filter(|edge| !(edge.is_for_tests && edge.to == FOR_TESTS))
        {
            let place = format!("{} → {}", member.name, edge.to);
            if !row.imports.contains(&edge.to) {
                let what = format!("this import is not in the table of {FILE}");
                problems.push(Problem::new(&place, what));
            }
            if let Some(above) = table.get(&edge.to).filter(|target| target.floor > row.floor) {
                let what =
                    format!("leads upward, from floor {} to floor {}", row.floor, above.floor);
                problems.push(Problem::new(&place, what));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::manifests::Edge;

    const TABLE: &str = "# Architecture\n\n## Imports\nDownward only.\n\n\
        | crate | floor | may import |\n| --- | --- | --- |\n\
        | `vocab` | 0 | – |\n| `store` | 1 | `vocab` |\n| `testkit` | 3 | `vocab`, `store` |\n\n\
        ## Else\n| not | a | row |\n";

    fn architecture(text: &str) -> SourceFile {
        SourceFile { path: FILE.to_owned(), text: text.to_owned() }
    }

    fn member(name: &str, edges: &[(&str, bool)]) -> Crate {
        let edge = |(to, is_for_tests): &(&str, bool)| Edge {
            to: (*to).to_owned(),
            is_for_tests: *is_for_tests,
        };
        Crate { name: name.to_owned(), edges: edges.iter().map(edge).collect(), ..Crate::default() }
    }

    fn words(store: &[(&str, bool)], vocab: &[(&str, bool)]) -> Vec<String> {
        let crates = [
            member("vocab", vocab),
            member("store", store),
            member("testkit", &[("store", false)]),
        ];
        check(&crates, &[architecture(TABLE)]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn edges_of_the_table_and_tests_on_testkit_are_fine() {
        assert_eq!(words(&[("vocab", false), ("testkit", true)], &[]), [] as [&str; 0]);
    }

    #[test]
    fn an_edge_that_the_table_lacks_or_that_leads_upward_is_named() {
        let found = words(&[], &[("store", false)]);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("vocab → store: this import is not in the table"));
        assert!(found[1].contains("from floor 0 to floor 1"));
        assert_eq!(words(&[("testkit", false)], &[]).len(), 2, "testkit outside tests");
    }

    #[test]
    fn crates_and_rows_belong_together() {
        let found = check(&[member("vocab", &[]), member("shop", &[])], &[architecture(TABLE)]);
        let found: Vec<&str> = found.iter().map(|problem| &*problem.what).collect();
        assert!(found.contains(&"crate shop has no row under `## Imports`"));
        assert!(found.contains(&"the row of store has no crate: remove it"));
    }

    #[test]
    fn a_missing_file_or_section_or_a_broken_row_is_explained() {
        assert!(check(&[], &[])[0].what.starts_with("is missing"));
        let found = check(&[], &[architecture("# Architecture\n")]);
        assert!(found[0].what.contains("needs a section `## Imports`"));
        let broken = TABLE.replace("| 1 |", "| one |");
        assert_eq!(check(&[], &[architecture(&broken)])[0].place, "ARCHITECTURE.md:9");
    }
}
