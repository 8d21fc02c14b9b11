//! A chart as the desk writes it: lines of words, three hyphens, and the
//! figures as CSV.

use std::fmt::Write as _;

use super::{Chart, ChartKind, ChartProblem, Series, number};
use crate::document::shorten;

/// What is quoted from a chart that is wrong.
const QUOTED_CHARS_MAX: usize = 40;

impl Chart {
    /// Reads what stands in a fenced block `chart`; otherwise says what is wrong.
    pub fn from_source(source: &str) -> Result<Self, ChartProblem> {
        let mut lines = source.lines().map(str::trim);
        let mut words: [(&'static str, Option<&str>); 4] =
            [("kind", None), ("title", None), ("unit", None), ("source", None)];
        loop {
            let Some(line) = lines.next() else {
                return Err(ChartProblem::NoHyphens);
            };
            if line == "---" {
                break;
            }
            if line.is_empty() {
                continue;
            }
            let (key, value) = line.split_once(':').unwrap_or((line, ""));
            match words.iter_mut().find(|(name, _)| *name == key.trim()) {
                Some((_, found @ None)) => *found = Some(value.trim()),
                Some((name, Some(_))) => return Err(ChartProblem::Twice(name)),
                None => return Err(ChartProblem::NoPart(quoted(key))),
            }
        }
        let [kind, title, unit, source] = words.map(|(_, value)| value.unwrap_or("").to_owned());
        let (heading, labels, series) = read_figures(lines)?;
        let kind = ChartKind::named(&kind)?;
        Self { kind, title, unit, source, heading, labels, series }.checked()
    }

    /// As [`Chart::from_source`] reads it, without the fences.
    pub fn to_source(&self) -> String {
        let mut out = format!("kind: {}\ntitle: {}\n", self.kind, self.title);
        if !self.unit.is_empty() {
            let _ = writeln!(out, "unit: {}", self.unit);
        }
        let _ = writeln!(out, "source: {}\n---", self.source);
        let names = self.series.iter().map(|series| in_csv(&series.name));
        let head: Vec<_> = std::iter::once(in_csv(&self.heading)).chain(names).collect();
        out.push_str(&head.join(","));
        for (index, label) in self.labels.iter().enumerate() {
            let _ = write!(out, "\n{}", in_csv(label));
            for series in &self.series {
                let value = series.values.get(index).copied().flatten();
                let _ = write!(out, ",{}", value.map(number::plain).unwrap_or_default());
            }
        }
        out
    }
}

/// The heading of the labels, the labels, and the series.
type Figures = (String, Vec<String>, Vec<Series>);

fn read_figures<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Figures, ChartProblem> {
    let mut rows = lines.filter(|line| !line.is_empty()).map(cells);
    let mut head = rows.next().ok_or(ChartProblem::NoFigures)?.into_iter();
    let heading = head.next().unwrap_or_default();
    let mut series: Vec<_> = head.map(|name| Series { name, values: Vec::new() }).collect();
    let mut labels = Vec::new();
    for (index, row) in rows.enumerate() {
        let mut cells = row.into_iter();
        let (row, label) = (index + 1, cells.next().unwrap_or_default());
        if cells.len() != series.len() {
            let (found, wanted) = (cells.len(), series.len());
            return Err(ChartProblem::RowLength { row, label: quoted(&label), found, wanted });
        }
        for (series, cell) in series.iter_mut().zip(cells) {
            let value = number::parse(&cell);
            if value.is_none() && !cell.is_empty() {
                return Err(ChartProblem::NoNumber { row, cell: quoted(&cell) });
            }
            series.values.push(value);
        }
        labels.push(label);
    }
    Ok((heading, labels, series))
}

fn quoted(text: &str) -> String {
    shorten(text, QUOTED_CHARS_MAX)
}

/// One row of CSV (RFC 4180, but for lines within a cell).
fn cells(line: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let (mut cell, mut is_quoted) = (String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if cell.trim().is_empty() => is_quoted = true,
            ',' if !is_quoted => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            c => cell.push(c),
        }
    }
    cells.push(cell.trim().to_owned());
    cells
}

fn in_csv(text: &str) -> String {
    if text.contains([',', '"']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
