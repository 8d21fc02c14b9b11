//! A line for each series, with its name at its end.

use words::Words as Say;

use super::{
    Chart,
    grid::Frame,
    number,
    scale::Scale,
    svg::{Anchor, Seat, Svg, Words},
    width::{LARGE, bold, widest, wrap_or_cut},
};

/// The widest that a name becomes before it is cut off.
const NAME_WIDTH_MAX: i64 = 17_000;
/// Between a line's end and its name.
const NAME_GAP: i64 = 1_000;
/// Between two lines of names.
const NAME_LINE: i64 = LARGE * 115 / 100;

/// Between two names.
const NAMES_APART: i64 = 300;

/// A name at the end of a line.
struct Name {
    /// Which series.
    number: usize,
    lines: Vec<String>,
    /// Its middle.
    y: i64,
}

pub(super) fn draw(chart: &Chart, say: Say) -> Svg {
    let mut names = names(chart, say);
    let right_room = bold(widest(names.iter().flat_map(|name| &name.lines))) + NAME_GAP;
    let frame = Frame::new(scale(chart), right_room, say);
    let gaps = i64::try_from(chart.labels.len()).unwrap_or(1) - 1;
    let inset = 600;
    let (first, last) = (frame.left, frame.right - inset);
    let pitch = (last - first) / gaps.max(1);
    let x = |index: usize| first + pitch * i64::try_from(index).unwrap_or(0);
    let mut svg = Svg::default();
    frame.draw_grid(&mut svg);
    frame.draw_zero(&mut svg);
    for (number, series) in (1..).zip(&chart.series) {
        let class = format!("line series s{number}");
        let points = series.values.iter().enumerate();
        svg.path(&class, points.map(|(index, value)| Some((x(index), frame.y((*value)?)))));
        let alone = |index: usize| {
            let at = |index: Option<usize>| index.and_then(|index| *series.values.get(index)?);
            at(index.checked_sub(1)).is_none() && at(Some(index + 1)).is_none()
        };
        let last = series.last();
        for (index, value) in series.known() {
            if Some((index, value)) == last || alone(index) {
                svg.dot(&format!("dot s{number}"), (x(index), frame.y(value)));
            }
        }
    }
    for name in &mut names {
        let last = chart.series.get(name.number).and_then(super::Series::last);
        name.y = last.map_or(frame.bottom, |(_, value)| frame.y(value));
    }
    spread(&mut names, frame.top, frame.bottom);
    for Name { number, lines, y } in &names {
        svg.words(&Words {
            class: &format!("name s{}", number + 1),
            at: (last + NAME_GAP, *y),
            anchor: Anchor::Start,
            seat: Seat::Around,
            lines,
        });
    }
    frame.draw_labels(&mut svg, &chart.labels, (first, pitch), false);
    svg
}

/// From nothing on, unless that would press all figures together at the top
/// (or, where they are negative, at the bottom).
fn scale(chart: &Chart) -> Scale {
    let (low, high) = chart.extent();
    let is_far = (low > 0 && low > high - low) || (high < 0 && high < low - high);
    let (low, high) = if is_far { (low, high) } else { (low.min(0), high.max(0)) };
    Scale::round(low, high, chart.decimals())
}

/// A line that is alone needs no name: its last figure says more.
fn names(chart: &Chart, say: Say) -> Vec<Name> {
    if let [series] = chart.series.as_slice() {
        let last = series.last().map(|(_, value)| number::shown(value, series.decimals(), say));
        return vec![Name { number: 0, lines: last.into_iter().collect(), y: 0 }];
    }
    let name = |(number, series): (usize, &super::Series)| Name {
        number,
        lines: wrap_or_cut(&series.name, NAME_WIDTH_MAX),
        y: 0,
    };
    chart.series.iter().enumerate().map(name).collect()
}

/// Moves names apart that would lie on each other.
fn spread(names: &mut [Name], top: i64, bottom: i64) {
    let height = |name: &Name| NAME_LINE * i64::try_from(name.lines.len()).unwrap_or(1);
    names.sort_by_key(|name| name.y);
    let mut free = i64::MIN;
    for name in names.iter_mut() {
        let half = height(name) / 2;
        name.y = name.y.max(free.saturating_add(half)).max(top);
        free = name.y + half + NAMES_APART;
    }
    let mut free = bottom + LARGE;
    for name in names.iter_mut().rev() {
        let half = height(name) / 2;
        name.y = name.y.min(free - half);
        free = name.y - half - NAMES_APART;
    }
}
