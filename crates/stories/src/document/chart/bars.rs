//! Bars that lie below each other, each with its figure at its end.

use words::Words as Say;

use super::{
    Chart, number,
    scale::Scale,
    svg::{Anchor, Seat, Svg, WIDTH, Words},
    width::{LARGE, bold, widest, wrap},
};

/// How thick a bar is.
const THICK: i64 = 2_400;
/// From one bar of a group to the next.
const PITCH: i64 = 2_600;
/// From one group to the next.
const GROUP_GAP: i64 = 1_400;
/// From one line of a label to the next.
const LABEL_LINE: i64 = LARGE * 115 / 100;
/// The widest that labels on the left become; longer ones stand above their bars.
const LABEL_WIDTH_MAX: i64 = 19_000;
/// Between words and what they belong to.
const GAP: i64 = 900;

/// Where things are drawn.
struct Plan {
    /// Each label's lines.
    labels: Vec<Vec<String>>,
    /// Whether labels stand above their bars.
    is_above: bool,
    left: i64,
    right: i64,
    scale: Scale,
    decimals: u32,
}

pub(super) fn draw(chart: &Chart, say: Say) -> Svg {
    let plan = plan(chart, say);
    let mut svg = Svg::default();
    let zero = plan.scale.at(0, plan.left, plan.right);
    let bars = PITCH * i64::try_from(chart.series.len()).unwrap_or(1);
    let mut top = 400;
    let mut stretches = Vec::new();
    for (index, label) in plan.labels.iter().enumerate() {
        let lines = i64::try_from(label.len()).unwrap_or(1);
        let (first, height) = if plan.is_above {
            (top + LABEL_LINE + 300, LABEL_LINE + 300 + bars)
        } else {
            let height = bars.max(lines * LABEL_LINE);
            (top + (height - bars) / 2, height)
        };
        let (at, seat) = if plan.is_above {
            ((0, top), Seat::Below)
        } else {
            ((0, top + height / 2), Seat::Around)
        };
        svg.words(&Words { class: "tick thing", at, anchor: Anchor::Start, seat, lines: label });
        for (number, series) in (0..).zip(&chart.series) {
            if let Some(value) = series.values.get(index).copied().flatten() {
                let y = first + PITCH * number;
                draw_bar(&mut svg, &plan, (number + 1, value), (zero, y), say);
            }
        }
        stretches.push((first - 200, first + bars));
        top += height + GROUP_GAP;
    }
    draw_zero(&mut svg, &plan, zero, &stretches);
    svg.height = top - GROUP_GAP + 400;
    svg
}

/// A bar from `zero` on, its upper edge at `y`, and its figure.
fn draw_bar(
    svg: &mut Svg,
    plan: &Plan,
    (number, value): (i64, i64),
    (zero, y): (i64, i64),
    say: Say,
) {
    let end = plan.scale.at(value, plan.left, plan.right);
    svg.rect(&format!("bar-shape series s{number}"), (zero, y), (end, y + THICK));
    let (x, anchor) = if value < 0 { (end - GAP, Anchor::End) } else { (end + GAP, Anchor::Start) };
    svg.words(&Words {
        class: "value",
        at: (x, y + THICK / 2),
        anchor,
        seat: Seat::Around,
        lines: &[number::shown(value, plan.decimals, say)],
    });
}

/// Nothing's line, beside the bars; through labels above them it does not run.
fn draw_zero(svg: &mut Svg, plan: &Plan, zero: i64, stretches: &[(i64, i64)]) {
    if plan.is_above {
        for (from, to) in stretches {
            svg.line("zero", (zero, *from), (zero, *to));
        }
    } else if let (Some((from, _)), Some((_, to))) = (stretches.first(), stretches.last()) {
        svg.line("zero", (zero, *from), (zero, *to));
    }
}

fn plan(chart: &Chart, say: Say) -> Plan {
    let (low, high) = chart.extent();
    let (low, high) = (low.min(0), high.max(0));
    let high = if low == high { high + 100 } else { high };
    let decimals = chart.decimals();
    let figures: Vec<_> = chart
        .series
        .iter()
        .flat_map(|series| series.known())
        .map(|(_, value)| number::shown(value, decimals, say))
        .collect();
    let room = bold(widest(&figures)) + GAP;
    let wrapped = chart.labels.iter().map(|label| wrap(label, LABEL_WIDTH_MAX, 2));
    let wrapped: Option<Vec<_>> = wrapped.collect();
    let is_above = wrapped.is_none();
    let labels =
        wrapped.unwrap_or_else(|| chart.labels.iter().map(|label| vec![label.clone()]).collect());
    let beside = if is_above { 0 } else { widest(labels.iter().flatten()) + GAP + 300 };
    Plan {
        left: beside + if low < 0 { room } else { 100 },
        right: WIDTH - if high > 0 { room } else { 100 },
        labels,
        is_above,
        scale: Scale { low, high, step: 1 },
        decimals,
    }
}
