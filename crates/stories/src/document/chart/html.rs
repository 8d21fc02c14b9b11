//! A chart's figure: words, drawing, source, and the figures as a table.

use std::fmt::Write as _;

use words::Words;

use super::{Chart, ChartKind, bars, columns, lines, number, svg::Px};
use crate::document::html::escape;

/// Writes the whole `<figure>`.
pub(in crate::document) fn write_chart(out: &mut String, chart: &Chart, say: Words) {
    out.push_str("<figure class=\"chart\"><figcaption><strong class=\"chart-title\">");
    escape(out, &chart.title);
    out.push_str("</strong>");
    if !chart.unit.is_empty() {
        out.push_str(" <span class=\"chart-unit\">");
        escape(out, &chart.unit);
        out.push_str("</span>");
    }
    out.push_str("</figcaption>\n");
    write_key(out, chart);
    let svg = match chart.kind {
        ChartKind::Line => lines::draw(chart, say),
        ChartKind::Column => columns::draw(chart, say),
        ChartKind::Bar => bars::draw(chart, say),
    };
    let _ = write!(out, "<svg viewBox=\"0 0 640 {}\" role=\"img\" aria-label=\"", Px(svg.height));
    escape(out, &sentence(chart, say));
    let _ = write!(out, "\">{}</svg>\n<p class=\"chart-source\">", svg.shapes);
    escape(out, &say.chart_source(&chart.source));
    out.push_str("</p>\n<details class=\"chart-data\"><summary>");
    escape(out, &say.chart_figures());
    out.push_str("</summary>");
    write_figures(out, chart, say);
    out.push_str("</details></figure>\n");
}

/// Lines bear their names; columns and bars of several series need a key.
fn write_key(out: &mut String, chart: &Chart) {
    if chart.kind == ChartKind::Line || chart.series.len() < 2 {
        return;
    }
    out.push_str("<p class=\"chart-key\">");
    for (number, series) in (1..).zip(&chart.series) {
        let space = if number > 1 { " " } else { "" };
        let _ = write!(out, "{space}<span class=\"key s{number}\">");
        escape(out, &series.name);
        out.push_str("</span>");
    }
    out.push_str("</p>\n");
}

/// What the drawing shows, for those who cannot see it.
fn sentence(chart: &Chart, say: Words) -> String {
    let mut out = match chart.kind {
        ChartKind::Line => say.chart_of_lines(&chart.title),
        ChartKind::Column => say.chart_of_columns(&chart.title),
        ChartKind::Bar => say.chart_of_bars(&chart.title),
    };
    if !chart.unit.is_empty() {
        let _ = write!(out, " ({})", chart.unit);
    }
    for series in &chart.series {
        let label = |index: usize| chart.labels.get(index).map_or("", |label| label.as_str());
        let shown = |value| number::shown(value, series.decimals(), say);
        let mut known = series.known();
        let said = match (known.next(), known.next_back()) {
            (Some((first, from)), Some((last, to))) => {
                say.chart_run(label(first), shown(from), label(last), &series.name, shown(to))
            }
            (Some((at, value)), None) => say.chart_point(label(at), &series.name, shown(value)),
            (None, _) => continue,
        };
        let _ = write!(out, ". {said}");
    }
    out.push('.');
    out
}

fn write_figures(out: &mut String, chart: &Chart, say: Words) {
    out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    escape(out, &chart.title);
    // A column's head that says nothing is none.
    let is_headed = !chart.heading.is_empty();
    out.push_str("\"><table>\n<thead><tr>");
    out.push_str(if is_headed { "<th scope=\"col\">" } else { "<td>" });
    escape(out, &chart.heading);
    out.push_str(if is_headed { "</th>" } else { "</td>" });
    for series in &chart.series {
        out.push_str("<th scope=\"col\" class=\"number\">");
        escape(out, &series.name);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for (index, label) in chart.labels.iter().enumerate() {
        out.push_str("<tr><th scope=\"row\">");
        escape(out, label);
        out.push_str("</th>");
        for series in &chart.series {
            let value = series.values.get(index).copied().flatten();
            let text = value.map(|value| number::shown(value, series.decimals(), say));
            let _ = write!(out, "<td class=\"number\">{}</td>", text.unwrap_or_default());
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>");
}
