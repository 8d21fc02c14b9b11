use std::fmt;

use words::{Language, Words};

/// What is wrong with a chart. Its parts are named as they are written: `kind`,
/// `labels[0]`, `series[1].values`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChartProblem {
    /// No line of hyphens before the figures.
    NoHyphens,
    /// A part stands there twice.
    Twice(&'static str),
    /// A line begins with what is no part of a chart.
    NoPart(String),
    /// There are no figures.
    NoFigures,
    /// A row has too many figures or too few.
    RowLength {
        /// Which row, from 1.
        row: usize,
        /// Its label.
        label: String,
        /// How many figures it has.
        found: usize,
        /// How many it should have.
        wanted: usize,
    },
    /// A cell is no number.
    NoNumber {
        /// Which row, from 1.
        row: usize,
        /// What stands there.
        cell: String,
    },
    /// The kind is none of ours.
    Kind,
    /// Too many of a part, or none.
    Count {
        /// Which part.
        part: &'static str,
        /// How many there may be.
        max: usize,
        /// How many there are.
        count: usize,
    },
    /// A part that must say something says nothing.
    Empty(String),
    /// A part says too much.
    TooLong {
        /// Which part.
        part: String,
        /// How many characters it may have.
        max: usize,
    },
    /// A series has not one value for each label.
    ValuesCount {
        /// Which series.
        part: String,
        /// How many labels there are.
        labels: usize,
        /// How many values there are.
        count: usize,
    },
    /// A series has no number at all.
    NoValue(String),
    /// A number is beyond reason.
    TooLarge {
        /// Which series.
        part: String,
        /// Which of its values, from 0.
        at: usize,
    },
}

impl ChartProblem {
    /// The sentence, without a full stop.
    pub fn sentence(&self, say: Words) -> String {
        match self {
            Self::NoHyphens => say.chart_no_hyphens(),
            Self::Twice(part) => say.chart_twice(part),
            Self::NoPart(part) => say.chart_no_part(part),
            Self::NoFigures => say.chart_no_figures(),
            Self::RowLength { row, label, found, wanted } => {
                say.chart_row_length(found, label, row, wanted)
            }
            Self::NoNumber { row, cell } => say.chart_row_number(cell, row),
            Self::Kind => say.chart_kind(),
            Self::Count { part, max, count } => say.chart_count(count, max, part),
            Self::Empty(part) => say.chart_empty(part),
            Self::TooLong { part, max } => say.chart_too_long(max, part),
            Self::ValuesCount { part, labels, count } => {
                say.chart_values_count(count, labels, part)
            }
            Self::NoValue(part) => say.chart_values_none(part),
            Self::TooLarge { part, at } => say.chart_value_large(at, part),
        }
    }
}

impl fmt::Display for ChartProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Words::of(Language::English)))
    }
}
