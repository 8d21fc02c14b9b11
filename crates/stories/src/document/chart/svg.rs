//! Shapes. All places are hundredths of the drawing's pixels.

use std::fmt::{self, Write as _};

use crate::document::html::escape;

/// The width of every drawing.
pub(super) const WIDTH: i64 = 64_000;

/// A drawing that is being made.
#[derive(Default)]
pub(super) struct Svg {
    pub(super) shapes: String,
    pub(super) height: i64,
}

/// Hundredths as a decimal number.
pub(super) struct Px(pub(super) i64);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::number::plain(self.0))
    }
}

/// Where words stand, seen from their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How words stand at the height of their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seat {
    /// The line that they stand on is there.
    On,
    /// They hang below it.
    Below,
    /// Their middle is there, all lines of them together.
    Around,
}

/// Words in one or more lines.
pub(super) struct Words<'a> {
    pub(super) class: &'a str,
    pub(super) at: (i64, i64),
    pub(super) anchor: Anchor,
    pub(super) seat: Seat,
    pub(super) lines: &'a [String],
}

/// Between two lines, in hundredths of the type's size.
const LINE_EM: i64 = 115;

impl Svg {
    pub(super) fn line(&mut self, class: &str, from: (i64, i64), to: (i64, i64)) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(Px);
        let _ = write!(
            self.shapes,
            "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>"
        );
    }

    /// A rectangle between two corners.
    pub(super) fn rect(&mut self, class: &str, one: (i64, i64), other: (i64, i64)) {
        let [x, y] = [one.0.min(other.0), one.1.min(other.1)].map(Px);
        let [width, height] = [(one.0 - other.0).abs(), (one.1 - other.1).abs()].map(Px);
        let _ = write!(
            self.shapes,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        );
    }

    pub(super) fn dot(&mut self, class: &str, at: (i64, i64)) {
        let (x, y) = (Px(at.0), Px(at.1));
        let _ = write!(self.shapes, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>");
    }

    /// A line through `points`, broken where one is missing.
    pub(super) fn path(&mut self, class: &str, points: impl Iterator<Item = Option<(i64, i64)>>) {
        let _ = write!(self.shapes, "<path class=\"{class}\" fill=\"none\" d=\"");
        let mut is_drawing = false;
        for point in points {
            if let Some((x, y)) = point {
                let step = if is_drawing { 'L' } else { 'M' };
                let _ = write!(self.shapes, "{step}{} {}", Px(x), Px(y));
            }
            is_drawing = point.is_some();
        }
        self.shapes.push_str("\"/>");
    }

    pub(super) fn words(&mut self, words: &Words<'_>) {
        let Words { class, at: (x, y), anchor, seat, lines } = words;
        let below = i64::try_from(lines.len()).unwrap_or(1) - 1;
        let first = match seat {
            Seat::On => 0,
            Seat::Below => 95,
            Seat::Around => 35 - below * LINE_EM / 2,
        };
        let (x, y) = (Px(*x), Px(*y));
        let _ = write!(self.shapes, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"");
        self.shapes.push_str(match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        });
        if first != 0 {
            let _ = write!(self.shapes, " dy=\"{}em\"", Px(first));
        }
        self.shapes.push('>');
        for (index, line) in lines.iter().enumerate() {
            if index == 0 {
                escape(&mut self.shapes, line);
                continue;
            }
            // A space before it would push a centred line aside.
            let _ = write!(self.shapes, "<tspan x=\"{x}\" dy=\"{}em\">", Px(LINE_EM));
            escape(&mut self.shapes, line);
            self.shapes.push_str("</tspan>");
        }
        self.shapes.push_str("</text>");
    }
}
