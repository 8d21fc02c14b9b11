//! A head as a body in space, so that light falls on it and lines run round it.

use super::super::maths::{Point, cos, mix, sin};
use super::super::raster::Sheet;
use super::Sitter;

type Vector = (f32, f32, f32);

/// Where the head is on the sheet and which way it looks.
#[derive(Clone, Copy)]
pub(super) struct Pose {
    /// The head's middle on the sheet.
    pub(super) middle: Point,
    /// Units for half a head's height.
    pub(super) size: f32,
    /// How far it is turned to the right, in radians.
    pub(super) turn: f32,
}

impl Pose {
    /// Where a place on the head appears.
    pub(super) fn at(&self, x: f32, y: f32, z: f32) -> Point {
        let across = x * cos(self.turn) + z * sin(self.turn);
        (self.middle.0 + across * self.size, self.middle.1 - y * self.size)
    }
}

fn ellipsoid(p: Vector, c: Vector, r: Vector) -> f32 {
    let q = ((p.0 - c.0) / r.0, (p.1 - c.1) / r.1, (p.2 - c.2) / r.2);
    let near = (q.0 * q.0 + q.1 * q.1 + q.2 * q.2).sqrt();
    let g = (q.0 / r.0, q.1 / r.1, q.2 / r.2);
    let steep = (g.0 * g.0 + g.1 * g.1 + g.2 * g.2).sqrt();
    if steep < 1e-4 { -r.0.min(r.1).min(r.2) } else { near * (near - 1.0) / steep }
}

fn capsule(p: Vector, a: Vector, b: Vector, from: f32, to: f32) -> f32 {
    let (d, q) = ((b.0 - a.0, b.1 - a.1, b.2 - a.2), (p.0 - a.0, p.1 - a.1, p.2 - a.2));
    let t =
        ((q.0 * d.0 + q.1 * d.1 + q.2 * d.2) / (d.0 * d.0 + d.1 * d.1 + d.2 * d.2)).clamp(0.0, 1.0);
    let e = (q.0 - d.0 * t, q.1 - d.1 * t, q.2 - d.2 * t);
    (e.0 * e.0 + e.1 * e.1 + e.2 * e.2).sqrt() - mix(from, to, t)
}

fn join(a: f32, b: f32, soft: f32) -> f32 {
    let h = (soft - (a - b).abs()).max(0.0) / soft;
    a.min(b) - h * h * soft * 0.25
}

fn carve(a: f32, b: f32, soft: f32) -> f32 {
    -join(-a, b, soft)
}

/// The distance of a place from the head's surface.
fn distance(p: Vector, sitter: &Sitter) -> f32 {
    // Both halves are alike.
    let m = (p.0.abs(), p.1, p.2);
    let w = sitter.wide;
    let mut d = ellipsoid(m, (0.0, 0.36, -0.12), (0.7, 0.7, 0.82));
    d = join(d, ellipsoid(m, (0.0, -0.17, 0.12), (0.575 * w, 0.72, 0.6)), 0.18);
    d = join(d, ellipsoid(m, (0.30 * w, -0.5, 0.12), (0.17 * sitter.jaw, 0.24, 0.32)), 0.2);
    d = join(d, ellipsoid(m, (0.0, -0.8, 0.43), (0.19 * sitter.jaw, 0.15, 0.2)), 0.22);
    d = join(d, ellipsoid(m, (0.36 * w, -0.14, 0.48), (0.2, 0.16, 0.17)), 0.2);
    d = join(d, ellipsoid(m, (0.0, -0.5, 0.56), (0.26, 0.22, 0.2)), 0.18);
    d = join(d, ellipsoid(m, (0.24, 0.19, 0.62), (0.26, 0.07, 0.1)), 0.16);
    d = carve(d, ellipsoid(m, (0.27, 0.04, 0.79), (0.19, 0.13, 0.15)), 0.14);
    d = join(d, ellipsoid(m, (0.275, 0.035, 0.55), (0.15, 0.12, 0.13)), 0.05);
    let n = sitter.nose;
    d = join(d, capsule(m, (0.0, 0.14, 0.68), (0.0, -0.2, 0.83 + 0.06 * n), 0.06, 0.085), 0.1);
    d = join(d, ellipsoid(m, (0.0, -0.235, 0.85 + 0.05 * n), (0.1, 0.085, 0.1)), 0.06);
    d = join(d, ellipsoid(m, (0.105, -0.262, 0.76), (0.065, 0.06, 0.085)), 0.05);
    d = join(d, ellipsoid(m, (0.0, -0.487, 0.74), (0.19, 0.045, 0.07)), 0.05);
    d = join(d, ellipsoid(m, (0.0, -0.585, 0.73), (0.16, 0.05, 0.075)), 0.05);
    d = join(d, ellipsoid(m, (0.71, 0.0, -0.1), (0.07, 0.19, 0.13)), 0.04);
    d = join(
        d,
        capsule(m, (0.0, -0.5, -0.22), (0.0, -2.0, -0.3), sitter.neck, sitter.neck * 1.05),
        0.1,
    );
    join(d, capsule(m, (0.12, -1.3, -0.25), (0.6, -1.75, -0.3), 0.2, 0.2), 0.25)
}

/// Where a line of sight meets the head, if it does.
fn meet(x: f32, y: f32, pose: &Pose, sitter: &Sitter) -> Option<Vector> {
    let (s, c) = (sin(pose.turn), cos(pose.turn));
    let mut away = 1.15;
    for _ in 0..40 {
        let p = (x * c - away * s, y, x * s + away * c);
        let d = distance(p, sitter);
        if d < 0.004 {
            return Some(p);
        }
        away -= d * 0.85;
        if away < -1.0 {
            return None;
        }
    }
    None
}

fn normal(p: Vector, sitter: &Sitter) -> Vector {
    const STEP: f32 = 0.02;
    let here = |x: f32, y: f32, z: f32| distance((p.0 + x, p.1 + y, p.2 + z), sitter);
    let n = (
        here(STEP, 0.0, 0.0) - here(-STEP, 0.0, 0.0),
        here(0.0, STEP, 0.0) - here(0.0, -STEP, 0.0),
        here(0.0, 0.0, STEP) - here(0.0, 0.0, -STEP),
    );
    let long = (n.0 * n.0 + n.1 * n.1 + n.2 * n.2).sqrt().max(1e-5);
    (n.0 / long, n.1 / long, n.2 / long)
}

/// Draws the bare head and neck with light from the upper left, and a pen line around it.
pub(super) fn draw(s: &mut Sheet, pose: &Pose, sitter: &Sitter) {
    let (turn_sin, turn_cos) = (sin(pose.turn), cos(pose.turn));
    let mut depths = vec![f32::MIN; s.columns * s.rows];
    for row in 0..s.rows {
        let y = (pose.middle.1 - (row as f32 + 0.5) / s.scale) / pose.size;
        if !(-2.3..=1.15).contains(&y) {
            continue;
        }
        for column in 0..s.columns {
            let x = ((column as f32 + 0.5) / s.scale - pose.middle.0) / pose.size;
            if x.abs() > 1.3 {
                continue;
            }
            let Some(p) = meet(x, y, pose, sitter) else { continue };
            let n = normal(p, sitter);
            // Back to the viewer's directions.
            let across = n.0 * turn_cos + n.2 * turn_sin;
            let toward = n.2 * turn_cos - n.0 * turn_sin;
            let depth = p.2 * turn_cos - p.0 * turn_sin;
            let at = row * s.columns + column;
            depths[at] = depth;
            let lit = (-0.52 * across + 0.4 * n.1 + 0.76 * toward).max(0.0);
            let out = (p.0 + n.0 * 0.13, p.1 + n.1 * 0.13, p.2 + n.2 * 0.13);
            let hidden = 1.0 - (distance(out, sitter) / 0.13).clamp(0.0, 1.0);
            let under = if y < -0.86 && depth < 0.35 {
                0.2 * (1.0 - (-0.86 - y) / 0.9).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let dark = 1.0 - lit;
            s.tone[at] = (sitter.skin - 0.07 + 0.72 * dark * dark.sqrt() + 0.3 * hidden + under
                - 0.06 * lit)
                .clamp(0.0, 0.86);
            s.phase[at] = pose.size * (-y * 0.93 + x * 0.3 - depth * 0.5);
            s.cross[at] = 68;
            s.pen[at] = 0.0;
            s.red[at] = false;
        }
    }
    edge(s, &depths);
}

/// Pen where the head ends before the paper or before a farther part of itself.
fn edge(s: &mut Sheet, depths: &[f32]) {
    let (columns, rows) = (s.columns, s.rows);
    for row in 1..rows - 1 {
        for column in 1..columns - 1 {
            let at = row * columns + column;
            let here = depths[at];
            let near = [at - 1, at + 1, at - columns, at + columns];
            if here > f32::MIN && near.iter().any(|other| here - depths[*other] > 0.16) {
                s.pen[at] = 0.9;
            }
        }
    }
}
