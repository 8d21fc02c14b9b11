//! What an import did, in numbers and in lines.

use std::fmt;

use crate::document::Losses;

/// Why one post does not come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    field: String,
    problem: String,
}

impl Refusal {
    pub(super) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }
}

/// What an import did. `imported + unchanged + refused` is the number of posts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Posts that came in, drafts among them.
    pub imported: u64,
    /// Posts that an earlier run had brought in.
    pub unchanged: u64,
    /// Posts that did not come in; each has a line.
    pub refused: u64,
    /// How many of the imported are drafts.
    pub drafts: u64,
    /// How many of the imported have another slug than their post says.
    pub renamed: u64,
    /// Old addresses that now lead to their stories.
    pub redirects: u64,
    /// Authors that were made.
    pub authors: u64,
    /// Topics that were made.
    pub topics: u64,
    /// What the imported stories could not keep, by kind.
    pub losses: Losses,
    /// One line for each thing that somebody may want to look at:
    /// `file: field: what`.
    pub lines: Vec<String>,
}

impl Report {
    /// How many posts there were.
    pub const fn posts(&self) -> u64 {
        self.imported + self.unchanged + self.refused
    }

    pub(super) fn note(&mut self, path: &str, field: &str, what: &str) {
        self.lines.push(format!("{}: {field}: {what}", one_line(path)));
    }

    pub(super) fn refuse(&mut self, path: &str, refusal: &Refusal) {
        self.refused += 1;
        self.note(path, &refusal.field, &format!("{}; not imported", one_line(&refusal.problem)));
    }
}

/// A file's name or a parser's words may hold anything; a terminal gets one plain line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        if !self.losses.0.is_empty() {
            writeln!(f, "Not kept:")?;
            for (kind, count) in &self.losses.0 {
                writeln!(f, "  {count:>6}  {kind}")?;
            }
        }
        let Self {
            imported, unchanged, refused, drafts, renamed, redirects, authors, topics, ..
        } = self;
        writeln!(
            f,
            "{} posts: {imported} imported, {unchanged} unchanged, {refused} refused",
            self.posts()
        )?;
        write!(
            f,
            "{drafts} drafts, {renamed} renamed, {redirects} redirects, {authors} authors, {topics} topics"
        )?;
        if self.dry_run { write!(f, "\nDry run: nothing was written") } else { Ok(()) }
    }
}
