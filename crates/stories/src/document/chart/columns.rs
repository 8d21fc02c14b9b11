//! Columns that stand beside each other, in groups where there are several series.

use words::Words as Say;

use super::{
    Chart,
    grid::Frame,
    number,
    scale::Scale,
    svg::{Anchor, Seat, Svg, WIDTH, Words},
    width::{LARGE, bold, widest},
};

/// Between a column and its figure.
const FIGURE_GAP: i64 = 600;

pub(super) fn draw(chart: &Chart, say: Say) -> Svg {
    let (low, high) = chart.extent();
    let scale = Scale::round(low.min(0), high.max(0), chart.decimals());
    let mut frame = Frame::new(scale, 0, say);
    if low < 0 {
        // Figures hang below the lowest columns.
        frame.bottom -= LARGE;
    }
    let count = i64::try_from(chart.labels.len()).unwrap_or(1).max(1);
    let each = i64::try_from(chart.series.len()).unwrap_or(1).max(1);
    let pitch = (frame.right - frame.left) / count;
    let gap = if each > 1 { (pitch / 40).min(200) } else { 0 };
    let thick = (pitch * 72 / 100 - gap * (each - 1)) / each;
    let group = thick * each + gap * (each - 1);
    let mut svg = Svg::default();
    frame.draw_grid(&mut svg);
    for (number, series) in (0..).zip(&chart.series) {
        let class = format!("bar-shape series s{}", number + 1);
        for (index, value) in series.known() {
            let start = frame.left + pitch * i64::try_from(index).unwrap_or(0);
            let left = start + (pitch - group) / 2 + (thick + gap) * number;
            svg.rect(&class, (left, frame.y(0)), (left + thick, frame.y(value)));
        }
    }
    frame.draw_zero(&mut svg);
    draw_figures(&mut svg, chart, &frame, pitch, say);
    if low < 0 {
        frame.bottom += LARGE;
    }
    frame.draw_labels(&mut svg, &chart.labels, (frame.left + pitch / 2, pitch), true);
    svg
}

/// One series' figures at its columns; where they would not fit, the last one's.
fn draw_figures(svg: &mut Svg, chart: &Chart, frame: &Frame, pitch: i64, say: Say) {
    let [series] = chart.series.as_slice() else { return };
    let decimals = series.decimals();
    let figures: Vec<_> = series
        .known()
        .map(|(index, value)| (index, value, number::shown(value, decimals, say)))
        .collect();
    let fit = bold(widest(figures.iter().map(|(_, _, text)| text))) <= pitch - 200;
    let last = series.last().map(|(index, _)| index);
    for (index, value, text) in &figures {
        if !fit && Some(*index) != last {
            continue;
        }
        let middle = frame.left + pitch * i64::try_from(*index).unwrap_or(0) + pitch / 2;
        let half = bold(widest([text])) / 2;
        let (x, anchor) =
            if middle + half > WIDTH { (WIDTH, Anchor::End) } else { (middle, Anchor::Middle) };
        let (y, seat) = if *value < 0 {
            (frame.y(*value) + FIGURE_GAP / 2, Seat::Below)
        } else {
            (frame.y(*value) - FIGURE_GAP, Seat::On)
        };
        let lines = std::slice::from_ref(text);
        svg.words(&Words { class: "value", at: (x, y), anchor, seat, lines });
    }
}
