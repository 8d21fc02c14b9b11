//! What lines and columns stand before: a grid with its figures, and labels below.

use words::Words as Say;

use super::{
    number,
    scale::Scale,
    svg::{Anchor, Seat, Svg, WIDTH, Words},
    width::{LARGE, SMALL, widest, width, wrap},
};

/// Where the figures are drawn.
pub(super) struct Frame {
    pub(super) left: i64,
    pub(super) right: i64,
    pub(super) top: i64,
    pub(super) bottom: i64,
    pub(super) scale: Scale,
    ticks: Vec<(i64, String)>,
}

/// From the last line of the grid down to where the labels stand.
const LABELS_BELOW: i64 = 700;
/// Between two lines of a label.
const LABEL_LINE: i64 = LARGE * 115 / 100;
/// Lines of a column's label.
const LABEL_LINES_MAX: usize = 3;
/// Between two labels.
const GAP: i64 = 900;

impl Frame {
    /// Room for the scale's own figures on the left, and for `right_room` on the right.
    pub(super) fn new(scale: Scale, right_room: i64, say: Say) -> Self {
        let decimals = number::decimals(scale.step);
        let ticks: Vec<_> =
            scale.ticks().map(|tick| (tick, number::shown(tick, decimals, say))).collect();
        let left = widest(ticks.iter().map(|(_, text)| text)) + 1_200;
        Self { left, right: WIDTH - right_room, top: 3_600, bottom: 30_000, scale, ticks }
    }

    /// How high a figure lies.
    pub(super) fn y(&self, value: i64) -> i64 {
        self.scale.at(value, self.bottom, self.top)
    }

    /// The grid; each figure stands on its line.
    pub(super) fn draw_grid(&self, svg: &mut Svg) {
        for (tick, text) in &self.ticks {
            let y = self.y(*tick);
            if *tick != 0 {
                svg.line("grid", (0, y), (self.right, y));
            }
            svg.words(&Words {
                class: "tick",
                at: (0, y - 600),
                anchor: Anchor::Start,
                seat: Seat::On,
                lines: std::slice::from_ref(text),
            });
        }
    }

    /// The line of nothing, over whatever stands on it.
    pub(super) fn draw_zero(&self, svg: &mut Svg) {
        if self.scale.low <= 0 && self.scale.high >= 0 {
            let y = self.y(0);
            svg.line("zero", (0, y), (self.right, y));
        }
    }

    /// The labels, each `pitch` from the next, the first at `first`: all of
    /// them in as many lines as it takes, or every so many in one.
    pub(super) fn draw_labels(
        &self,
        svg: &mut Svg,
        labels: &[String],
        (first, pitch): (i64, i64),
        may_wrap: bool,
    ) {
        let lines_max = if may_wrap { LABEL_LINES_MAX } else { 1 };
        let wrapped = labels.iter().map(|label| wrap(label, pitch - GAP, lines_max));
        let wrapped: Option<Vec<_>> = wrapped.collect();
        let keeps_all = wrapped.is_some();
        let blocks =
            wrapped.unwrap_or_else(|| labels.iter().map(|label| vec![label.clone()]).collect());
        let every = |size| if keeps_all { 1 } else { sparse(labels, pitch, size, 1) };
        let small = every(SMALL);
        let large = if keeps_all { 1 } else { sparse(labels, pitch, LARGE, small) };
        let mut lines_most = 1;
        let mut at = first;
        for (index, lines) in blocks.iter().enumerate() {
            let from_end = labels.len() - 1 - index;
            if from_end.is_multiple_of(small) {
                let is_fine = !from_end.is_multiple_of(large);
                self.draw_label(svg, at, lines, if is_fine { "tick fine" } else { "tick" });
                lines_most = lines_most.max(lines.len());
            }
            at += pitch;
        }
        let more = i64::try_from(lines_most).unwrap_or(1) - 1;
        svg.height = self.bottom + LABELS_BELOW + LARGE + more * LABEL_LINE + 600;
    }

    /// A label below its place, but within the drawing.
    fn draw_label(&self, svg: &mut Svg, at: i64, lines: &[String], class: &str) {
        let half = widest(lines) / 2;
        let (x, anchor) = match at {
            _ if at + half > WIDTH => (WIDTH, Anchor::End),
            _ if at - half < 0 => (0, Anchor::Start),
            _ => (at, Anchor::Middle),
        };
        let at = (x, self.bottom + LABELS_BELOW);
        svg.words(&Words { class, at, anchor, seat: Seat::Below, lines });
    }
}

/// Which of the labels fit: the last and every so many before it, a multiple of
/// `of`; so that the first is among them where that costs little.
fn sparse(labels: &[String], pitch: i64, size: i64, of: usize) -> usize {
    let room = labels.iter().map(|label| width(label, size)).max().unwrap_or(0) + GAP;
    let fits =
        |every: &usize| i64::try_from(*every).unwrap_or(i64::MAX).saturating_mul(pitch) >= room;
    let span = labels.len().saturating_sub(1).max(1);
    let least =
        (1..=labels.len()).map(|times| times * of).find(fits).unwrap_or(labels.len().max(1));
    let is_even = |every: &usize| every.is_multiple_of(of) && span.is_multiple_of(*every);
    (least..=least + least / 2).find(is_even).unwrap_or(least)
}
