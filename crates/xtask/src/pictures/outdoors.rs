//! What scenes under the sky share: clouds, sun, hills, water, ground, smoke, birds.

use super::maths::{Point, clouded, mix, noise, sin, smooth};
use super::raster::{Hatch, Ink, Sheet};
use super::shape::{Shape, arc, curve};

/// The sky's mood.
#[derive(Clone, Copy)]
pub(super) struct Sky {
    /// Where the sky ends.
    pub(super) horizon: f32,
    /// How dark it is at the top.
    pub(super) top: f32,
    /// How dark at the horizon.
    pub(super) low: f32,
    /// How much of it is clouded, 0 to 1.
    pub(super) cover: f32,
    /// How dark the clouds' undersides are: 0.2 fair weather, 0.8 monsoon.
    pub(super) heavy: f32,
}

impl Sky {
    /// A calm morning.
    pub(super) fn calm(horizon: f32) -> Self {
        Self { horizon, top: 0.34, low: 0.0, cover: 0.42, heavy: 0.22 }
    }

    /// An almost empty sky at noon.
    pub(super) fn clear(horizon: f32) -> Self {
        Self { horizon, top: 0.26, low: 0.0, cover: 0.2, heavy: 0.15 }
    }

    /// Monsoon clouds.
    pub(super) fn monsoon(horizon: f32) -> Self {
        Self { horizon, top: 0.5, low: 0.06, cover: 0.72, heavy: 0.62 }
    }

    /// Draws the sky over the whole width.
    pub(super) fn draw(self, s: &mut Sheet) {
        let seed = s.chance.seed();
        let area = Shape::rect(0.0, 0.0, s.width, self.horizon + 2.0);
        let base = 0.62 - self.cover * 0.36;
        let density = |x: f32, y: f32| {
            // Clouds are flatter and smaller towards the horizon.
            let depth = 1.15 - y / self.horizon;
            let (u, v) = (x / (170.0 + 210.0 * depth), y / (80.0 + 80.0 * depth));
            clouded(u, v, 4, seed) - base - 0.10 * smooth(0.75, 1.0, y / self.horizon)
        };
        s.paint(&area, 64, |x, y| {
            let d = density(x, y);
            let above = mix(self.top, self.low, smooth(0.0, 0.95, y / self.horizon));
            if d <= 0.0 {
                let edge = smooth(-0.05, 0.0, d);
                return (above * (1.0 - 0.55 * edge), y + 3.0 * sin(x / 190.0 + y / 90.0));
            }
            let lit = density(x - 16.0, y - 22.0);
            let relief = (lit - d) * 5.0;
            let body = smooth(0.02, 0.3, d);
            let tone = self.heavy * (0.75 * body + relief).clamp(0.0, 1.25);
            (tone.min(0.85), y + 3.0 * sin(x / 190.0 + y / 90.0) - d.min(0.4) * 110.0)
        });
    }
}

/// A sun with rays that the sky's lines leave free.
pub(super) fn sun(s: &mut Sheet, at: Point, radius: f32, red: bool) {
    let halo = Shape::ellipse(at.0, at.1, radius * 3.2, radius * 3.2);
    s.shade(&halo, |x, y, tone| {
        let far = ((x - at.0) * (x - at.0) + (y - at.1) * (y - at.1)).sqrt() / radius;
        tone * smooth(1.1, 3.1, far)
    });
    let disc = Shape::ellipse(at.0, at.1, radius, radius);
    if red {
        s.ink = Ink::Red;
        s.fill(&disc, Hatch::Line(0.0, 0.0), |_, y| {
            mix(0.5, 0.85, (y - at.1 + radius) / radius / 2.0)
        });
        s.outline(&disc, 2.2);
        s.ink = Ink::Black;
    } else {
        s.flat(&disc, Hatch::Line(0.0, 0.0), 0.0);
        s.outline(&disc, 1.6);
    }
}

/// A range of hills between two heights, lit from the left.
pub(super) fn hills(s: &mut Sheet, foot: f32, height: f32, wide: f32, dark: f32) {
    let seed = s.chance.seed();
    let ridge = |x: f32| foot - height * (0.25 + 0.75 * clouded(x / wide + 3.0, 0.5, 4, seed));
    let mut ring: Vec<Point> = Vec::new();
    let steps = (s.width / 6.0) as usize + 2;
    for step in 0..=steps {
        let x = step as f32 * 6.0;
        ring.push((x, ridge(x)));
    }
    let crest = ring.clone();
    ring.push((s.width + 12.0, foot + 2.0));
    ring.push((0.0, foot + 2.0));
    s.paint(&Shape::of(&ring), 40, |x, y| {
        let fall = (ridge(x + 9.0) - ridge(x - 9.0)) / 18.0;
        let folds = clouded(x / 60.0 + y / 90.0, y / 70.0, 3, seed ^ 9) - 0.5;
        let down = ((y - ridge(x)) / height).clamp(0.0, 1.0);
        let tone = dark * (0.75 + fall * 0.9 + folds * 1.5) * (1.0 - 0.55 * down);
        (tone.clamp(0.02, 0.85), y * 0.72 + x * 0.45 + (y - ridge(x)) * 0.15)
    });
    s.stroke(&crest, 1.4);
}

/// Water from a line down to another, with what stands above mirrored in it.
pub(super) fn water(s: &mut Sheet, from: f32, to: f32, dark: f32) {
    let seed = s.chance.seed();
    let rows = (to - from).max(1.0);
    let mirror: Vec<f32> = {
        let mut mirror = Vec::new();
        let (wide, high) = ((s.width / 3.0) as usize, (rows / 3.0) as usize + 1);
        for row in 0..high {
            for column in 0..wide {
                let (x, y) = (column as f32 * 3.0, row as f32 * 3.0);
                let sway = (noise(x / 40.0, y / 5.0, seed) - 0.5) * (4.0 + y * 0.16);
                let up = (from - 3.0 - y * 1.15).max(0.0);
                mirror.push(s.tone_at((x + sway).clamp(0.0, s.width - 1.0), up));
            }
        }
        mirror
    };
    let wide = (s.width / 3.0) as usize;
    let area = Shape::rect(0.0, from, s.width, to - from);
    s.paint(&area, 250, |x, y| {
        let down = (y - from) / rows;
        let size = 0.25 + down * 1.3;
        let at = (((y - from) / 3.0) as usize) * wide + ((x / 3.0) as usize).min(wide - 1);
        let seen = mirror.get(at).copied().unwrap_or(0.0);
        let ripple = clouded(x / (62.0 * size), y / (9.0 * size), 2, seed) - 0.5;
        let tone = dark * (0.35 + 0.5 * down)
            + ripple * (0.5 + 0.35 * down)
            + (seen - 0.16) * 0.62 * (1.0 - 0.55 * down);
        (tone.clamp(0.0, 0.85), y + ripple * 9.0 * size.min(1.0))
    });
}

/// Bare ground in perspective: darker in hollows, lighter far away.
pub(super) fn ground(s: &mut Sheet, from: f32, dark: f32, rough: f32) {
    let seed = s.chance.seed();
    let high = s.height - from;
    let area = Shape::rect(0.0, from, s.width, high);
    s.paint(&area, 30, |x, y| {
        let down = (y - from) / high;
        let size = 0.15 + down;
        let patch = clouded(x / (210.0 * size), y / (64.0 * size), 3, seed) - 0.5;
        let grit = noise(x / (16.0 * size), y / (7.0 * size), seed ^ 11) - 0.5;
        let tone = dark * (0.3 + 0.5 * down) - 0.02 + patch * rough * 1.3 + grit * 0.12;
        (tone.clamp(0.0, 0.8), y * 0.98 + x * 0.06 + patch * 40.0 * size)
    });
}

/// Pebbles and tufts strewn over the ground, larger near the viewer.
pub(super) fn litter(s: &mut Sheet, from: f32, count: u32) {
    for _ in 0..count {
        let down = s.chance.range(0.05, 1.0);
        let (x, y) = (s.chance.range(0.0, s.width), from + (s.height - from) * down);
        let size = 2.0 + 9.0 * down;
        if s.chance.happens(0.5) {
            for blade in 0..4 {
                let lean = (blade as f32 - 1.5) * size * 0.35;
                s.taper(&[(x + lean * 0.3, y), (x + lean, y - size)], 1.6, 0.8);
            }
        } else {
            s.stroke(&arc((x, y), size * 0.7, size * 0.35, 180.0, 360.0, 6), 1.2);
            s.line((x - size, y + 1.0), (x + size * 1.3, y + 1.0), 1.6);
        }
    }
}

/// The shadow that a thing throws on the ground to its right.
pub(super) fn shadow(s: &mut Sheet, shape: &Shape, dark: f32) {
    s.shade(shape, |_, _, tone| tone.max(dark));
}

/// Smoke that drifts from a chimney's mouth.
pub(super) fn smoke(s: &mut Sheet, from: Point, drift: Point, size: f32, dark: f32) {
    for puff in (0..9).rev() {
        let share = puff as f32 / 8.0;
        let seed = s.chance.seed();
        let wander = s.chance.range(-0.3, 0.3) * size;
        let (x, y) = (
            from.0 + drift.0 * share,
            from.1 + drift.1 * share * (1.3 - 0.3 * share) + wander * share,
        );
        let r = size * (0.28 + 0.9 * share);
        let shape = Shape::ragged(x, y, r * 1.25, r, 0.22, seed);
        let soft = dark * (1.0 - 0.75 * share);
        s.fill(&shape, Hatch::Ring((x - r * 0.4, y - r * 0.5), 0.8), |px, py| {
            let lit = ((px - x) * 0.5 + (py - y)) / r;
            (soft * (0.55 + 0.6 * lit)).clamp(0.0, 0.7)
        });
        if share < 0.7 {
            s.stroke(&arc((x, y), r * 1.2, r * 0.95, 190.0, 290.0, 12), 1.1);
        }
    }
}

/// A few birds.
pub(super) fn birds(s: &mut Sheet, around: Point, count: u32) {
    for _ in 0..count {
        let (x, y) =
            (around.0 + s.chance.range(-110.0, 110.0), around.1 + s.chance.range(-45.0, 45.0));
        let r = s.chance.range(7.0, 13.0);
        let lift = s.chance.range(0.3, 0.7);
        let left = curve(&[(x - r, y - r * lift * 0.6), (x - r * 0.5, y - r * lift), (x, y)]);
        let right = curve(&[(x, y), (x + r * 0.5, y - r * lift), (x + r, y - r * lift * 0.5)]);
        s.taper(&left, 0.9, 2.2);
        s.taper(&right, 2.2, 0.9);
    }
}
