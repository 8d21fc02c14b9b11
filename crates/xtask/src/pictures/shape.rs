//! Outlines of areas: rings of points, filled by the even-odd rule.

use super::maths::{Point, cos, distance, noise, sin};

/// An area of a picture.
#[derive(Clone, Default)]
pub(super) struct Shape {
    /// Closed rings; a ring within a ring is a hole.
    pub(super) rings: Vec<Vec<Point>>,
}

impl Shape {
    /// A polygon.
    pub(super) fn of(points: &[Point]) -> Self {
        Self { rings: vec![points.to_vec()] }
    }

    /// A rectangle by its left, top, width and height.
    pub(super) fn rect(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self::of(&[(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
    }

    /// An ellipse.
    pub(super) fn ellipse(x: f32, y: f32, rx: f32, ry: f32) -> Self {
        let steps = ((rx.abs() + ry.abs()) as usize / 2).clamp(20, 160);
        Self { rings: vec![arc((x, y), rx, ry, 0.0, 360.0, steps)] }
    }

    /// A disc whose edge is ragged by a share of its radius, as of leaves or smoke.
    pub(super) fn ragged(x: f32, y: f32, rx: f32, ry: f32, rough: f32, seed: u32) -> Self {
        let steps = ((rx + ry) as usize).clamp(24, 200);
        let ring = (0..steps)
            .map(|step| {
                let a = step as f32 / steps as f32 * std::f32::consts::TAU;
                let (c, s) = (cos(a), sin(a));
                let jag = noise(c * 3.0 + 9.0, s * 3.0 + 9.0, seed) * 0.6
                    + noise(c * 8.0 + 9.0, s * 8.0 + 9.0, seed ^ 5) * 0.4;
                let r = 1.0 + rough * (jag - 0.5) * 2.0;
                (x + rx * r * c, y + ry * r * s)
            })
            .collect();
        Self { rings: vec![ring] }
    }

    /// A band along a line, as wide as the two widths at its start and end.
    pub(super) fn band(points: &[Point], from: f32, to: f32) -> Self {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for at in 0..points.len() {
            let before = points[at.saturating_sub(1)];
            let after = points[(at + 1).min(points.len() - 1)];
            let length = distance(before, after).max(0.001);
            let normal = ((after.1 - before.1) / length, (before.0 - after.0) / length);
            let share = at as f32 / (points.len() - 1).max(1) as f32;
            let half = (from + (to - from) * share) * 0.5;
            let p = points[at];
            left.push((p.0 + normal.0 * half, p.1 + normal.1 * half));
            right.push((p.0 - normal.0 * half, p.1 - normal.1 * half));
        }
        right.reverse();
        left.extend(right);
        Self { rings: vec![left] }
    }

    /// The same area with another cut out of it or laid beside it.
    pub(super) fn with(mut self, other: Self) -> Self {
        self.rings.extend(other.rings);
        self
    }

    /// The area moved.
    pub(super) fn shifted(mut self, x: f32, y: f32) -> Self {
        for point in self.rings.iter_mut().flatten() {
            *point = (point.0 + x, point.1 + y);
        }
        self
    }

    /// Calls `paint` with row, first and last column (exclusive) of every run of pixels inside.
    pub(super) fn spans(
        &self,
        scale: f32,
        columns: usize,
        rows: usize,
        mut paint: impl FnMut(usize, usize, usize),
    ) {
        let points = self.rings.iter().flatten();
        let (low, high) = points
            .fold((f32::MAX, f32::MIN), |(low, high), point| (low.min(point.1), high.max(point.1)));
        let from = (low * scale - 0.5).max(0.0) as usize;
        let to = ((high * scale + 0.5).max(0.0) as usize).min(rows);
        let mut crossings = Vec::new();
        for row in from..to {
            let y = (row as f32 + 0.5) / scale;
            crossings.clear();
            for ring in &self.rings {
                for at in 0..ring.len() {
                    let (a, b) = (ring[at], ring[(at + 1) % ring.len()]);
                    if (a.1 <= y) != (b.1 <= y) {
                        crossings.push(a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0));
                    }
                }
            }
            crossings.sort_by(f32::total_cmp);
            for pair in crossings.chunks_exact(2) {
                let first = (pair[0] * scale + 0.5).max(0.0) as usize;
                let last = ((pair[1] * scale + 0.5).max(0.0) as usize).min(columns);
                if first < last {
                    paint(row, first, last);
                }
            }
        }
    }
}

/// Points on an arc from one angle to another in degrees, 0 being right and 90 down.
pub(super) fn arc(middle: Point, rx: f32, ry: f32, from: f32, to: f32, steps: usize) -> Vec<Point> {
    (0..=steps)
        .map(|step| {
            let a = (from + (to - from) * step as f32 / steps as f32).to_radians();
            (middle.0 + rx * cos(a), middle.1 + ry * sin(a))
        })
        .collect()
}

/// Points on a smooth curve through the given ones.
pub(super) fn curve(points: &[Point]) -> Vec<Point> {
    const STEPS: usize = 10;
    let last = points.len() - 1;
    let mut line = Vec::with_capacity(last * STEPS + 1);
    for at in 0..last {
        let (a, b) = (points[at.saturating_sub(1)], points[at]);
        let (c, d) = (points[at + 1], points[(at + 2).min(last)]);
        for step in 0..STEPS {
            let t = step as f32 / STEPS as f32;
            let spline = |a: f32, b: f32, c: f32, d: f32| {
                b + 0.5
                    * t
                    * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)))
            };
            line.push((spline(a.0, b.0, c.0, d.0), spline(a.1, b.1, c.1, d.1)));
        }
    }
    line.push(points[last]);
    line
}
