//! Charts: figures in an order, drawn by us as SVG.

mod bars;
mod columns;
mod grid;
mod html;
mod json;
mod lines;
mod number;
mod problem;
mod scale;
mod source;
mod svg;
mod width;

use std::fmt;

pub(super) use html::write_chart;
pub(super) use json::{read_chart, write_json};
pub use problem::ChartProblem;

/// A chart and the words around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// How it is drawn.
    pub kind: ChartKind,
    /// What it shows. Required.
    pub title: String,
    /// What is counted, and in what; may be empty.
    pub unit: String,
    /// Whose the figures are. Required.
    pub source: String,
    /// What the labels are (“Quarter”), for the table of figures; may be empty.
    pub heading: String,
    /// Where the figures belong, in order.
    pub labels: Vec<String>,
    /// The figures, a row of them for each thing that is compared.
    pub series: Vec<Series>,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// A line for each series: for times.
    Line,
    /// Upright columns: for a few times or things.
    Column,
    /// Bars that lie, with long labels: for things.
    Bar,
}

/// One thing's figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// What it is.
    pub name: String,
    /// In hundredths, one for each label; none where there is no figure.
    pub values: Vec<Option<i64>>,
}

/// So many series have colours.
pub(super) const SERIES_MAX: usize = 4;
/// So many labels can be told apart.
pub(super) const LABELS_MAX: usize = 40;
/// Characters of a title, unit or source.
const LINE_CHARS_MAX: usize = 300;
/// Characters of a label or name.
const LABEL_CHARS_MAX: usize = 80;

impl ChartKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Line, Self::Column, Self::Bar];

    /// As documents name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Column => "column",
            Self::Bar => "bar",
        }
    }

    fn named(name: &str) -> Result<Self, ChartProblem> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or(ChartProblem::Kind)
    }
}

impl fmt::Display for ChartKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Chart {
    /// Tidies its texts and checks it; otherwise says which part is wrong:
    /// `series[1].values must be as many as the labels`.
    pub fn checked(mut self) -> Result<Self, ChartProblem> {
        let texts = [
            ("title", &mut self.title, true),
            ("unit", &mut self.unit, false),
            ("source", &mut self.source, true),
        ];
        for (name, text, required) in texts {
            *text = one_line(name, text, LINE_CHARS_MAX, required)?;
        }
        self.heading = one_line("heading", &self.heading, LABEL_CHARS_MAX, false)?;
        check_count("labels", self.labels.len(), LABELS_MAX)?;
        check_count("series", self.series.len(), SERIES_MAX)?;
        for (index, label) in self.labels.iter_mut().enumerate() {
            *label = one_line(&format!("labels[{index}]"), label, LABEL_CHARS_MAX, true)?;
        }
        for (index, series) in self.series.iter_mut().enumerate() {
            series.check(&format!("series[{index}]"), self.labels.len())?;
        }
        Ok(self)
    }

    /// The smallest and the largest figure.
    fn extent(&self) -> (i64, i64) {
        let mut values = self.series.iter().flat_map(|series| series.values.iter().flatten());
        let first = values.next().copied().unwrap_or(0);
        values.fold((first, first), |(low, high), value| (low.min(*value), high.max(*value)))
    }

    /// The decimals that all its figures need.
    fn decimals(&self) -> u32 {
        self.series.iter().map(Series::decimals).max().unwrap_or(0)
    }
}

impl Series {
    fn check(&mut self, name: &str, labels: usize) -> Result<(), ChartProblem> {
        let name_of = format!("{name}.name");
        self.name = one_line(&name_of, &self.name, LABEL_CHARS_MAX, true)?;
        if self.values.len() != labels {
            let (part, count) = (name.to_owned(), self.values.len());
            return Err(ChartProblem::ValuesCount { part, labels, count });
        }
        if self.values.iter().all(Option::is_none) {
            return Err(ChartProblem::NoValue(name.to_owned()));
        }
        let is_too_large = |value: &i64| value.abs() > number::HUNDREDTHS_MAX;
        match self.values.iter().position(|value| value.as_ref().is_some_and(is_too_large)) {
            Some(at) => Err(ChartProblem::TooLarge { part: name.to_owned(), at }),
            None => Ok(()),
        }
    }

    fn decimals(&self) -> u32 {
        self.values.iter().flatten().map(|value| number::decimals(*value)).max().unwrap_or(0)
    }

    /// The last figure, and at which label.
    fn last(&self) -> Option<(usize, i64)> {
        self.known().next_back()
    }

    /// The figures that there are, and at which labels.
    fn known(&self) -> impl DoubleEndedIterator<Item = (usize, i64)> {
        let values = self.values.iter().enumerate();
        values.filter_map(|(index, value)| value.map(|value| (index, value)))
    }
}

fn check_count(part: &'static str, count: usize, max: usize) -> Result<(), ChartProblem> {
    if (1..=max).contains(&count) {
        return Ok(());
    }
    Err(ChartProblem::Count { part, max, count })
}

/// A text with single spaces and nothing that a page could not show.
fn one_line(
    name: &str,
    text: &str,
    chars_max: usize,
    required: bool,
) -> Result<String, ChartProblem> {
    let is_shown = |c: &char| c.is_ascii_whitespace() || !c.is_control();
    let text: String = text.chars().filter(is_shown).collect();
    let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    if required && text.is_empty() {
        return Err(ChartProblem::Empty(name.to_owned()));
    }
    if text.chars().count() > chars_max {
        return Err(ChartProblem::TooLong { part: name.to_owned(), max: chars_max });
    }
    Ok(text)
}
