//! The sheet on which a scene is composed: for every pixel how dark it is and which way the
//! engraver's lines run, and over it the strokes of a pen.

use super::maths::{Chance, Point, angle_of, between, cos, distance, noise, sin};
use super::shape::Shape;

/// How the lines of a part of the picture run.
#[derive(Clone, Copy)]
pub(super) enum Hatch {
    /// Straight lines at an angle in degrees, 0 being horizontal, with a slight wave.
    Line(f32, f32),
    /// Rings around a point, flattened by the second number (1 is a circle).
    Ring(Point, f32),
    /// Horizontal lines bent around an upright barrel: its middle, half its width, the sag.
    Barrel(f32, f32, f32),
    /// Upright lines bent around a lying pipe: its middle, half its height, the bulge.
    Pipe(f32, f32, f32),
    /// Lines of latitude on a ball: its middle, its radius and the tilt in radians.
    Ball(Point, f32, f32),
    /// Lines that meet in a point far away, drawn with this many units between them at `reach`.
    Fan(Point, f32),
}

impl Hatch {
    /// The distance across the lines, in scene units.
    pub(super) fn phase(self, x: f32, y: f32) -> f32 {
        match self {
            Self::Line(degrees, wave) => {
                let a = degrees.to_radians();
                let (s, c) = (sin(a), cos(a));
                let along = x * c + y * s;
                let across = y * c - x * s;
                across
                    + wave
                        * (sin(along / 61.0 + across / 83.0)
                            + sin(along / 23.0 - across / 47.0) * 0.4)
            }
            Self::Ring(middle, squash) => {
                let (dx, dy) = (x - middle.0, (y - middle.1) / squash);
                (dx * dx + dy * dy).sqrt()
            }
            Self::Barrel(middle, half, sag) => {
                let u = ((x - middle) / half).clamp(-1.0, 1.0);
                y - sag * (1.0 - u * u).sqrt()
            }
            Self::Pipe(middle, half, bulge) => {
                let u = ((y - middle) / half).clamp(-1.0, 1.0);
                x - bulge * (1.0 - u * u).sqrt()
            }
            Self::Ball(middle, radius, tilt) => {
                let (u, v) = ((x - middle.0) / radius, (y - middle.1) / radius);
                let depth = (1.0 - u * u - v * v).max(0.0).sqrt();
                radius * (v * cos(tilt) - depth * sin(tilt))
            }
            Self::Fan(point, reach) => angle_of((x - point.0).abs(), y - point.1) * reach,
        }
    }

    /// The direction of the second set of lines, as a share of half a turn in 256 steps.
    fn cross(self) -> u8 {
        let degrees = match self {
            Self::Line(degrees, _) => degrees + 58.0,
            Self::Ring(..) | Self::Ball(..) => 35.0,
            Self::Barrel(..) => 62.0,
            Self::Pipe(..) => 28.0,
            Self::Fan(..) => 8.0,
        };
        (degrees.rem_euclid(180.0) / 180.0 * 255.0) as u8
    }
}

/// Which of the two inks a part is printed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ink {
    /// The near-black.
    Black,
    /// The one spot of deep red.
    Red,
}

/// A scene in the making.
pub(super) struct Sheet {
    /// Width in units.
    pub(super) width: f32,
    /// Height in units.
    pub(super) height: f32,
    /// Pixels per unit.
    pub(super) scale: f32,
    /// Pixels across.
    pub(super) columns: usize,
    /// Pixels down.
    pub(super) rows: usize,
    /// Darkness, 0 to 1.
    pub(super) tone: Vec<f32>,
    /// Distance across the first lines, in units.
    pub(super) phase: Vec<f32>,
    /// Direction of the second lines.
    pub(super) cross: Vec<u8>,
    /// The pen's strokes, 0 to 1.
    pub(super) pen: Vec<f32>,
    /// Whether the pixel is printed in red.
    pub(super) red: Vec<bool>,
    /// The ink in use.
    pub(super) ink: Ink,
    /// The thinnest stroke, in units.
    pub(super) hairline: f32,
    /// Chance for the picture.
    pub(super) chance: Chance,
}

impl Sheet {
    /// An empty sheet of `columns` by `rows` pixels that is `height` units high, whose thinnest
    /// stroke is `hairline` pixels.
    pub(super) fn new(name: &str, columns: usize, rows: usize, height: f32, hairline: f32) -> Self {
        let scale = rows as f32 / height;
        let pixels = columns * rows;
        Self {
            width: columns as f32 / scale,
            height,
            scale,
            columns,
            rows,
            tone: vec![0.0; pixels],
            phase: vec![0.0; pixels],
            cross: vec![0; pixels],
            pen: vec![0.0; pixels],
            red: vec![false; pixels],
            ink: Ink::Black,
            hairline: hairline / scale,
            chance: Chance::of(name),
        }
    }

    /// Paints a shape: its darkness by place, its lines by `hatch`.
    pub(super) fn fill(&mut self, shape: &Shape, hatch: Hatch, tone: impl Fn(f32, f32) -> f32) {
        self.paint(shape, hatch.cross(), |x, y| (tone(x, y), hatch.phase(x, y)));
    }

    /// Paints a shape in one darkness.
    pub(super) fn flat(&mut self, shape: &Shape, hatch: Hatch, tone: f32) {
        self.fill(shape, hatch, |_, _| tone);
    }

    /// Paints a shape whose darkness and phase both depend on the place.
    pub(super) fn paint(&mut self, shape: &Shape, cross: u8, by: impl Fn(f32, f32) -> (f32, f32)) {
        let red = self.ink == Ink::Red;
        let scale = self.scale;
        shape.spans(scale, self.columns, self.rows, |row, from, to| {
            let y = (row as f32 + 0.5) / scale;
            for column in from..to {
                let at = row * self.columns + column;
                let (tone, phase) = by((column as f32 + 0.5) / scale, y);
                self.tone[at] = tone;
                self.phase[at] = phase;
                self.cross[at] = cross;
                self.pen[at] = 0.0;
                self.red[at] = red;
            }
        });
    }

    /// Changes the darkness within a shape and nothing else: shadows and lights.
    pub(super) fn shade(&mut self, shape: &Shape, by: impl Fn(f32, f32, f32) -> f32) {
        let scale = self.scale;
        shape.spans(scale, self.columns, self.rows, |row, from, to| {
            let y = (row as f32 + 0.5) / scale;
            for column in from..to {
                let at = row * self.columns + column;
                self.tone[at] = by((column as f32 + 0.5) / scale, y, self.tone[at]).clamp(0.0, 1.0);
            }
        });
    }

    /// The darkness at a place, with that of the pen in it.
    pub(super) fn tone_at(&self, x: f32, y: f32) -> f32 {
        let column = ((x * self.scale) as usize).min(self.columns - 1);
        let row = ((y * self.scale) as usize).min(self.rows - 1);
        let at = row * self.columns + column;
        self.tone[at].max(self.pen[at] * 0.9)
    }

    /// Draws a stroke whose width may change from its start to its end, with a hand's unevenness.
    pub(super) fn taper(&mut self, points: &[Point], from: f32, to: f32) {
        let total: f32 = points.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
        let mut run = 0.0;
        for pair in points.windows(2) {
            let length = distance(pair[0], pair[1]);
            let (a, b) = (run / total.max(0.001), (run + length) / total.max(0.001));
            self.dash(pair[0], pair[1], from + (to - from) * a, from + (to - from) * b);
            run += length;
        }
    }

    /// Draws a stroke of one width.
    pub(super) fn stroke(&mut self, points: &[Point], width: f32) {
        self.taper(points, width, width);
    }

    /// Draws a straight line.
    pub(super) fn line(&mut self, from: Point, to: Point, width: f32) {
        self.dash(from, to, width, width);
    }

    /// Draws the outline of a shape.
    pub(super) fn outline(&mut self, shape: &Shape, width: f32) {
        for ring in &shape.rings {
            for pair in ring.windows(2) {
                self.line(pair[0], pair[1], width);
            }
            if let (Some(first), Some(last)) = (ring.first(), ring.last()) {
                self.line(*last, *first, width);
            }
        }
    }

    fn dash(&mut self, from: Point, to: Point, start: f32, end: f32) {
        let (start, end) = (start.max(self.hairline * 0.6), end.max(self.hairline * 0.6));
        let margin = start.max(end) + 1.0;
        let low = (from.0.min(to.0) - margin, from.1.min(to.1) - margin);
        let high = (from.0.max(to.0) + margin, from.1.max(to.1) + margin);
        let columns = pixels(low.0, high.0, self.scale, self.columns);
        let rows = pixels(low.1, high.1, self.scale, self.rows);
        let along = (to.0 - from.0, to.1 - from.1);
        let square = (along.0 * along.0 + along.1 * along.1).max(1e-6);
        for row in rows {
            let y = (row as f32 + 0.5) / self.scale;
            for column in columns.clone() {
                let x = (column as f32 + 0.5) / self.scale;
                let share =
                    (((x - from.0) * along.0 + (y - from.1) * along.1) / square).clamp(0.0, 1.0);
                let off = distance((x, y), between(from, to, share));
                let half = (start + (end - start) * share) * 0.5;
                if off > half + 1.0 {
                    continue;
                }
                let half = half * (0.75 + 0.5 * noise(x / 13.0, y / 13.0, 77));
                let cover = ((half - off) * self.scale + 0.5).clamp(0.0, 1.0);
                let at = row * self.columns + column;
                if cover > self.pen[at] {
                    self.pen[at] = cover;
                    self.red[at] = self.ink == Ink::Red;
                }
            }
        }
    }
}

fn pixels(low: f32, high: f32, scale: f32, count: usize) -> std::ops::Range<usize> {
    let from = (low * scale).max(0.0) as usize;
    let to = (high * scale).max(0.0) as usize + 1;
    from.min(count)..to.min(count)
}
