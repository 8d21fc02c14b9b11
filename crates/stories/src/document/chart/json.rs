use serde_json::{Value, json};

use super::{Chart, ChartKind, Series, number};

/// Reads the attributes of a chart's node; says which of them is wrong.
pub(in crate::document) fn read_chart(attrs: Option<&Value>) -> Result<Chart, String> {
    let attr = |name: &str| attrs.and_then(|attrs| attrs.get(name));
    let text = |name: &str| match attr(name) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(format!("{name} must be text")),
    };
    let list = |name: &str| match attr(name) {
        Some(Value::Array(list)) => Ok(list),
        _ => Err(format!("{name} must be a list")),
    };
    let label = |(index, value): (usize, &Value)| match value.as_str() {
        Some(label) => Ok(label.to_owned()),
        None => Err(format!("labels[{index}] must be text")),
    };
    let chart = Chart {
        kind: ChartKind::named(&text("kind")?).map_err(|problem| problem.to_string())?,
        title: text("title")?,
        unit: text("unit")?,
        source: text("source")?,
        heading: text("heading")?,
        labels: list("labels")?.iter().enumerate().map(label).collect::<Result<_, _>>()?,
        series: list("series")?.iter().enumerate().map(read_series).collect::<Result<_, _>>()?,
    };
    chart.checked().map_err(|problem| problem.to_string())
}

fn read_series((index, value): (usize, &Value)) -> Result<Series, String> {
    let Some(name) = value.get("name").and_then(Value::as_str) else {
        return Err(format!("series[{index}].name must be text"));
    };
    let Some(values) = value.get("values").and_then(Value::as_array) else {
        return Err(format!("series[{index}].values must be a list"));
    };
    let read = |(at, value): (usize, &Value)| {
        let figure = match value {
            Value::Null => return Ok(None),
            Value::String(text) => number::parse(text),
            // As it was written, not as the machine would calculate with it.
            Value::Number(number) => number::parse(&number.to_string()),
            _ => None,
        };
        figure.map(Some).ok_or_else(|| {
            format!("series[{index}].values[{at}] must be a number with at most two decimals")
        })
    };
    let values = values.iter().enumerate().map(read).collect::<Result<_, _>>()?;
    Ok(Series { name: name.to_owned(), values })
}

/// Its node. Figures are written as text, so that nobody rounds them.
pub(in crate::document) fn write_json(chart: &Chart) -> Value {
    let Chart { kind, title, unit, source, heading, labels, series } = chart;
    let figure = |value: &Option<i64>| value.map(number::plain);
    let series: Vec<_> = series
        .iter()
        .map(|Series { name, values }| {
            json!({ "name": name, "values": values.iter().map(figure).collect::<Vec<_>>() })
        })
        .collect();
    json!({
        "type": "chart",
        "attrs": {
            "kind": kind.name(), "title": title, "unit": unit, "source": source,
            "heading": heading, "labels": labels, "series": series,
        },
    })
}
