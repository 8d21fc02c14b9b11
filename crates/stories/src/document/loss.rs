//! What a text could not keep: counted for an import's report, named by the desk.

use std::collections::{BTreeMap, BTreeSet};

use words::{Language, Words};

use super::{chart::ChartProblem, shorten};

/// Something that was not kept, or not as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// More markup within markup than any text has: the words alone are kept.
    NestedBeyondReason,
    /// Deeper than a document goes: the words are kept.
    NestedTooDeep,
    /// An element of HTML, by its name.
    Element(String),
    /// A link; its words are kept.
    Link,
    /// A picture that is not this paper's.
    Picture,
    /// A block where only a line may stand.
    BlockIn(Within),
    /// A pull quote that says nothing.
    EmptyPullQuote,
    /// A chart that has already been drawn.
    DrawnChart,
    /// A chart that is wrong.
    Chart(ChartProblem),
    /// A note where none may stand, by its label.
    NoteWithin(String),
    /// A note that says nothing.
    EmptyNote(String),
    /// A second reference to a note.
    NoteAgain(String),
    /// A note that nothing refers to.
    NoteLeft(String),
    /// Whatever else an import does not bring along, in English, as its report is.
    Imported(String),
}

/// What holds a line and no blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Within {
    /// A table's cell.
    Cell,
    /// A pull quote.
    PullQuote,
    /// A note.
    Note,
}

impl Loss {
    /// What it is called.
    pub fn name(&self, say: Words) -> String {
        match self {
            Self::NestedBeyondReason => say.loss_nested_beyond(),
            Self::NestedTooDeep => say.loss_nested_deep(),
            Self::Element(name) => format!("<{name}>"),
            Self::Link => say.loss_link(),
            Self::Picture => say.loss_picture(),
            Self::BlockIn(Within::Cell) => say.loss_in_cell(),
            Self::BlockIn(Within::PullQuote) => say.loss_in_pull_quote(),
            Self::BlockIn(Within::Note) => say.loss_in_note(),
            Self::EmptyPullQuote => say.loss_pull_quote_empty(),
            Self::DrawnChart => say.loss_drawn_chart(),
            Self::Chart(problem) => say.loss_chart(problem.sentence(say)),
            Self::NoteWithin(label) => say.loss_note_within(label),
            Self::EmptyNote(label) => say.loss_note_empty(label),
            Self::NoteAgain(label) => say.loss_note_again(label),
            Self::NoteLeft(label) => say.loss_note_left(label),
            Self::Imported(what) => what.clone(),
        }
    }
}

impl From<&str> for Loss {
    fn from(what: &str) -> Self {
        Self::Imported(what.to_owned())
    }
}

impl From<String> for Loss {
    fn from(what: String) -> Self {
        Self::Imported(what)
    }
}

/// So many lost links are named.
const NAMED_MAX: usize = 5;

/// What could not be kept, and how often, by its English name; the same as
/// [`Loss`]es, and the first few links among it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(pub BTreeMap<String, u64>, pub(crate) BTreeSet<Loss>, pub(crate) Vec<String>);

impl Losses {
    /// Counts one loss of this kind.
    pub fn count(&mut self, loss: impl Into<Loss>) {
        let loss = loss.into();
        *self.0.entry(loss.name(Words::of(Language::English))).or_default() += 1;
        self.1.insert(loss);
    }

    /// Counts a link, and keeps where it led.
    pub(super) fn count_link(&mut self, href: &str) {
        self.count(Loss::Link);
        if self.2.len() < NAMED_MAX {
            self.2.push(shorten(href, 100));
        }
    }

    /// Adds the counts of `other`.
    pub fn add(&mut self, other: &Self) {
        for (kind, count) in &other.0 {
            *self.0.entry(kind.clone()).or_default() += count;
        }
        self.1.extend(other.1.iter().cloned());
    }
}
