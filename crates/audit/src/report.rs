use std::fmt;

use serde::Serialize;

use crate::{Outcome, rows::Row};

/// A row that was tried.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// Its number in the catalogue.
    pub row: u8,
    /// The way around.
    pub technique: &'static str,
    /// What was tried, in a sentence.
    pub tries: &'static str,
    /// `passed`, `FAILED`, `skipped`, `pending`.
    pub result: &'static str,
    /// What there is to say about it.
    pub note: String,
}

impl Line {
    pub(crate) fn new(row: &Row, outcome: &Outcome) -> Self {
        let Row { number, technique, tries, .. } = row;
        let note = outcome.note().to_owned();
        Self { row: *number, technique, tries, result: outcome.word(), note }
    }
}

/// All rows that were tried.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The paper's address.
    pub paper: String,
    /// The rows, in order.
    pub rows: Vec<Line>,
    /// What should be known about the whole.
    pub remarks: Vec<String>,
}

impl Report {
    /// How many rows have this result.
    pub fn count(&self, result: &str) -> usize {
        self.rows.iter().filter(|line| line.result == result).count()
    }

    /// Whether any row failed.
    pub fn has_failures(&self) -> bool {
        self.rows.iter().any(|line| line.result == "FAILED")
    }

    /// `38 passed, 1 failed, 2 skipped, 0 pending`.
    pub fn summary(&self) -> String {
        format!(
            "{} passed, {} failed, {} skipped, {} pending",
            self.count("passed"),
            self.count("FAILED"),
            self.count("skipped"),
            self.count("pending")
        )
    }
}

/// As a table, a summary below it.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widest = self.rows.iter().map(|line| line.technique.chars().count()).max().unwrap_or(0);
        for remark in &self.remarks {
            writeln!(f, "{remark}")?;
        }
        writeln!(f, "row  {:widest$}  result   note", "technique")?;
        for Line { row, technique, result, note, .. } in &self.rows {
            let note = note.replace(['\n', '\r'], " ");
            writeln!(f, "{row:>3}  {technique:widest$}  {result:7}  {note}")?;
        }
        write!(f, "{}: {}", self.paper, self.summary())
    }
}
