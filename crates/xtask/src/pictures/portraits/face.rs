//! Eyes, brows, mouths, glasses, beards: drawn with the pen over the shaded head.

use super::super::maths::{Point, between, mix, sin};
use super::super::raster::{Hatch, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::Sitter;
use super::head::Pose;

/// The kinds of glasses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Glasses {
    /// None.
    None,
    /// Round.
    Round,
    /// Rectangular.
    Square,
    /// Large.
    Large,
    /// Half-moons, low on the nose, with a cord.
    Half,
}

/// Everything in the face.
pub(super) fn draw(s: &mut Sheet, pose: &Pose, sitter: &Sitter) {
    for side in [-1.0, 1.0] {
        eye(s, pose, sitter, side);
        brow(s, pose, sitter, side);
        ear(s, pose, side);
    }
    nose(s, pose, sitter);
    mouth(s, pose, sitter);
    if sitter.age > 0.35 {
        wrinkles(s, pose, sitter.age);
    }
}

fn eye(s: &mut Sheet, pose: &Pose, sitter: &Sitter, side: f32) {
    let open = sitter.open;
    let at = |u: f32, v: f32| {
        let x = side * (0.272 + u * 0.148);
        pose.at(x, 0.03 + v, 0.685 - 0.05 * u.abs() - 0.06 * (x.abs() - 0.2).max(0.0))
    };
    let upper = curve(&[
        at(-1.0, -0.022),
        at(-0.5, 0.042 * open),
        at(0.05, 0.068 * open),
        at(0.6, 0.042 * open),
        at(1.0, 0.005),
    ]);
    let lower = curve(&[
        at(-1.0, -0.022),
        at(-0.4, -0.04),
        at(0.2, -0.047),
        at(0.7, -0.026),
        at(1.0, 0.005),
    ]);
    let mut ring = upper.clone();
    ring.extend(lower.iter().rev());
    let white = Shape::of(&ring);
    let (top, foot) = (at(0.0, 0.07).1, at(0.0, -0.05).1);
    s.fill(&white, Hatch::Line(0.0, 0.0), |_, y| {
        mix(0.3, 0.0, ((y - top) / (foot - top) * 1.8).clamp(0.0, 1.0))
    });
    let middle = at(-0.08, 0.012);
    let r = pose.size * 0.07;
    let lids: Vec<Point> = arc(middle, r, r, 0.0, 360.0, 40)
        .into_iter()
        .map(|p| {
            (
                p.0,
                p.1.clamp(
                    height(&upper, p.0) + 0.5,
                    height(&lower, p.0).max(height(&upper, p.0) + 1.0),
                ),
            )
        })
        .collect();
    let iris = Shape::of(&lids);
    s.fill(&iris, Hatch::Ring(middle, 1.0), |x, y| {
        if (x - middle.0) + (y - middle.1) > r * 0.5 { 0.62 } else { 0.86 }
    });
    s.outline(&iris, 2.4);
    s.flat(&Shape::ellipse(middle.0, middle.1, r * 0.48, r * 0.48), Hatch::Line(0.0, 0.0), 1.0);
    s.flat(
        &Shape::ellipse(middle.0 - r * 0.34, middle.1 - r * 0.3, r * 0.25, r * 0.25),
        Hatch::Line(0.0, 0.0),
        0.0,
    );
    let lash = if sitter.woman { 7.5 } else { 5.4 };
    let (inner, outer) = upper.split_at(upper.len() / 2);
    s.taper(inner, 2.6, lash);
    let mut outer = outer.to_vec();
    if sitter.woman {
        outer.push(at(1.16, 0.024));
    }
    s.taper(&outer, lash, 2.8);
    s.taper(&lower, 1.4, 2.2);
    let crease: Vec<Point> = curve(&[
        at(-0.8, 0.035),
        at(-0.2, 0.098 * open + 0.012),
        at(0.5, 0.09 * open + 0.008),
        at(1.1, 0.03),
    ]);
    s.taper(&crease, 1.2, 2.4);
    if sitter.age > 0.3 {
        s.taper(&curve(&[at(-0.8, -0.07), at(-0.1, -0.115), at(0.7, -0.085)]), 1.0, 1.4);
    }
}

/// The height of a curve above a place.
fn height(line: &[Point], x: f32) -> f32 {
    let mut best = line[0];
    for pair in line.windows(2) {
        if (pair[0].0 - x) * (pair[1].0 - x) <= 0.0 {
            let run = pair[1].0 - pair[0].0;
            let share = if run.abs() < 1e-4 { 0.0 } else { (x - pair[0].0) / run };
            return mix(pair[0].1, pair[1].1, share);
        }
        if (pair[1].0 - x).abs() < (best.0 - x).abs() {
            best = pair[1];
        }
    }
    best.1
}

fn brow(s: &mut Sheet, pose: &Pose, sitter: &Sitter, side: f32) {
    let at = |u: f32, v: f32| pose.at(side * (0.12 + u * 0.34), v, 0.74 - 0.16 * u * u);
    let arch = if sitter.woman { 0.035 } else { 0.018 };
    let line =
        curve(&[at(0.0, 0.185), at(0.35, 0.215 + arch), at(0.68, 0.222 + arch), at(1.0, 0.165)]);
    let count = line.len();
    for (index, p) in line.iter().enumerate() {
        let share = index as f32 / count as f32;
        let thick = sitter.brow * pose.size * 0.042 * (1.0 - 0.62 * share);
        let lean = side * pose.size * 0.045;
        for hair in 0..3 {
            let lift = (hair as f32 - 1.0) * thick * 0.6;
            let jitter = s.chance.range(-2.0, 2.0);
            s.taper(
                &[
                    (p.0, p.1 + lift + jitter + thick * 0.3),
                    (p.0 + lean, p.1 + lift - thick * (0.7 - share)),
                ],
                2.8 * sitter.brow.max(0.7),
                1.0,
            );
        }
    }
}

fn ear(s: &mut Sheet, pose: &Pose, side: f32) {
    // The ear on the side that is turned away is behind the cheek.
    if pose.turn * side > 0.22 {
        return;
    }
    let at = |x: f32, y: f32| pose.at(side * x, y, -0.06);
    s.taper(&curve(&[at(0.72, -0.1), at(0.765, 0.0), at(0.755, 0.12), at(0.715, 0.15)]), 1.4, 2.0);
    s.taper(&curve(&[at(0.705, -0.06), at(0.735, 0.02), at(0.715, 0.08)]), 2.4, 1.0);
}

fn nose(s: &mut Sheet, pose: &Pose, sitter: &Sitter) {
    let z = 0.83;
    for side in [-1.0, 1.0] {
        let at = |x: f32, y: f32| pose.at(side * x, y, z);
        let nostril = Shape::of(&curve(&[
            at(0.035, -0.305),
            at(0.07, -0.29),
            at(0.115, -0.305),
            at(0.075, -0.32),
            at(0.035, -0.305),
        ]));
        s.flat(&nostril, Hatch::Line(0.0, 0.0), 1.0);
        let wing = curve(&[
            pose.at(side * 0.15, -0.2, 0.72),
            pose.at(side * 0.178, -0.265, 0.72),
            pose.at(side * 0.14, -0.315, 0.74),
        ]);
        s.taper(&wing, 1.0, if side > 0.0 { 3.0 } else { 2.2 });
    }
    let base = curve(&[
        pose.at(-0.05, -0.322, 0.88),
        pose.at(0.0, -0.336, 0.9),
        pose.at(0.05, -0.322, 0.88),
    ]);
    s.taper(&base, 1.2, 2.0);
    let bridge =
        curve(&[pose.at(0.085, 0.14, 0.72), pose.at(0.07, 0.02, 0.74), pose.at(0.085, -0.1, 0.8)]);
    s.taper(&bridge, 1.8 * sitter.nose, 0.8);
}

fn mouth(s: &mut Sheet, pose: &Pose, sitter: &Sitter) {
    let smile = sitter.smile * 0.04;
    let at = |x: f32, y: f32| pose.at(x, y, 0.76 - 0.55 * x * x * 4.0 * 0.3);
    let w = 0.225;
    let line = curve(&[
        at(-w, -0.53 + smile),
        at(-0.12, -0.536),
        at(0.0, -0.527),
        at(0.12, -0.536),
        at(w, -0.53 + smile),
    ]);
    let mut upper = curve(&[
        at(-w, -0.53 + smile),
        at(-0.09, -0.476),
        at(-0.03, -0.463),
        at(0.0, -0.472),
        at(0.03, -0.463),
        at(0.09, -0.476),
        at(w, -0.53 + smile),
    ]);
    upper.extend(line.iter().rev());
    let dark = if sitter.woman { 0.5 } else { 0.42 };
    let upper = Shape::of(&upper);
    s.shade(&upper, |_, _, tone| (tone * 0.5 + dark * 0.8).max(0.3));
    let full = if sitter.woman { 0.655 } else { 0.64 };
    let mut lower = curve(&[
        at(-w * 0.86, -0.537 + smile * 0.7),
        at(-0.1, -full + 0.012),
        at(0.0, -full),
        at(0.1, -full + 0.012),
        at(w * 0.86, -0.537 + smile * 0.7),
    ]);
    lower.extend(line.iter().rev());
    let lower = Shape::of(&lower);
    let shine = at(-0.04, -0.58);
    s.shade(&lower, |x, y, tone| {
        let near = ((x - shine.0) / (pose.size * 0.11)).powi(2)
            + ((y - shine.1) / (pose.size * 0.035)).powi(2);
        if near < 1.0 { 0.06 } else { tone * 0.4 + dark * 0.55 }
    });
    let half = line.len() / 2;
    s.taper(&line[..=half], 2.0, 4.2);
    s.taper(&line[half..], 4.2, 2.4);
    for side in [-1.0, 1.0] {
        s.taper(
            &curve(&[
                at(side * w, -0.515 + smile),
                at(side * (w + 0.022), -0.53 + smile),
                at(side * (w + 0.012), -0.55 + smile),
            ]),
            2.2,
            1.0,
        );
    }
    s.taper(
        &curve(&[at(-0.09, -full - 0.022), at(0.0, -full - 0.034), at(0.1, -full - 0.02)]),
        1.2,
        2.2,
    );
}

fn wrinkles(s: &mut Sheet, pose: &Pose, age: f32) {
    for side in [-1.0, 1.0] {
        let fold = curve(&[
            pose.at(side * 0.19, -0.25, 0.7),
            pose.at(side * 0.27, -0.38, 0.66),
            pose.at(side * 0.3, -0.53, 0.6),
        ]);
        s.taper(&fold, 1.2, 1.2 + 1.8 * age);
        if age > 0.6 {
            for crow in 0..3 {
                let y = 0.06 - crow as f32 * 0.035;
                s.taper(
                    &[
                        pose.at(side * 0.455, y, 0.58),
                        pose.at(side * 0.53, y + 0.03 - crow as f32 * 0.03, 0.5),
                    ],
                    1.4,
                    0.8,
                );
            }
        }
    }
    if age > 0.6 {
        for line in 0..3 {
            let y = 0.42 + line as f32 * 0.08;
            s.taper(
                &curve(&[
                    pose.at(-0.26, y, 0.66),
                    pose.at(0.0, y + 0.02, 0.7),
                    pose.at(0.24, y - 0.005, 0.66),
                ]),
                0.9,
                1.3,
            );
        }
    }
}

/// Short hairs over an area between two curves, growing away from the first.
fn bristles(s: &mut Sheet, from: &[Point], to: &[Point], count: u32, long: f32, width: f32) {
    for _ in 0..count {
        let (t, u) = (s.chance.range(0.0, 0.999), s.chance.range(0.0, 1.0));
        let along = |line: &[Point]| {
            let place = t * (line.len() - 1) as f32;
            between(
                line[place as usize],
                line[(place as usize + 1).min(line.len() - 1)],
                place.fract(),
            )
        };
        let (a, b) = (along(from), along(to));
        let (p, q) = (between(a, b, u), between(a, b, u + 0.4));
        let d = ((q.0 - p.0).powi(2) + (q.1 - p.1).powi(2)).sqrt().max(0.1);
        let sway = s.chance.range(-0.35, 0.35);
        let step = ((q.0 - p.0) / d + sway, (q.1 - p.1) / d + 0.25);
        s.taper(&[p, (p.0 + step.0 * long, p.1 + step.1 * long)], width, 0.8);
    }
}

/// A trimmed beard along the jaw, with a moustache.
pub(super) fn beard(s: &mut Sheet, pose: &Pose) {
    for side in [-1.0, 1.0] {
        let at = |x: f32, y: f32, z: f32| pose.at(side * x, y, z);
        let inner = curve(&[
            at(0.6, -0.02, 0.15),
            at(0.54, -0.3, 0.32),
            at(0.42, -0.5, 0.5),
            at(0.27, -0.66, 0.62),
            at(0.0, -0.7, 0.66),
        ]);
        let outer = curve(&[
            at(0.68, -0.05, 0.0),
            at(0.62, -0.42, 0.1),
            at(0.52, -0.7, 0.2),
            at(0.3, -0.95, 0.42),
            at(0.0, -1.03, 0.5),
        ]);
        let mut ring = inner.clone();
        ring.extend(outer.iter().rev());
        let area = Shape::of(&ring);
        s.shade(&area, |_, _, tone| tone.max(0.34) + 0.12);
        bristles(s, &inner, &outer, 420, 15.0, 2.5);
    }
    let top = curve(&[
        pose.at(-0.02, -0.66, 0.74),
        pose.at(0.0, -0.68, 0.74),
        pose.at(0.05, -0.66, 0.74),
    ]);
    let foot =
        curve(&[pose.at(-0.1, -0.8, 0.66), pose.at(0.0, -0.82, 0.66), pose.at(0.1, -0.8, 0.66)]);
    bristles(s, &top, &foot, 60, 13.0, 2.4);
    moustache(s, pose, 0.6, true);
}

/// A moustache; `dark` or white, thick as `full` says.
pub(super) fn moustache(s: &mut Sheet, pose: &Pose, full: f32, dark: bool) {
    for side in [-1.0, 1.0] {
        let at = |x: f32, y: f32| pose.at(side * x, y, 0.79 - 0.5 * x * x);
        let top = curve(&[
            at(0.0, -0.37),
            at(0.1, -0.355 - 0.02 * full),
            at(0.2, -0.42),
            at(0.27 + 0.04 * full, -0.53),
        ]);
        let foot = curve(&[
            at(0.01, -0.425 - 0.055 * full),
            at(0.1, -0.44 - 0.065 * full),
            at(0.2, -0.49 - 0.05 * full),
            at(0.28 + 0.04 * full, -0.56 - 0.03 * full),
        ]);
        let mut ring = top.clone();
        ring.extend(foot.iter().rev());
        let area = Shape::of(&ring);
        s.flat(&area, Hatch::Line(60.0 * side, 0.0), if dark { 0.6 } else { 0.0 });
        let count = top.len();
        for hair in 0..if dark { 46 } else { 24 } {
            let t = (hair as f32 + s.chance.range(0.0, 0.6)) / if dark { 46.0 } else { 24.0 };
            let place = ((t * (count - 1) as f32) as usize).min(count - 1);
            let ahead = (place + 5).min(count - 1);
            let drop = s.chance.range(0.0, 0.5);
            let from = between(top[place], foot[place], drop);
            s.taper(
                &[from, between(top[ahead], foot[ahead], 0.95)],
                if dark { 2.8 } else { 1.6 },
                0.9,
            );
        }
        if !dark {
            s.stroke(&foot, 2.0);
            s.taper(&top, 1.0, 1.6);
        }
    }
}

/// Glasses, with a temple to the ear.
pub(super) fn glasses(s: &mut Sheet, pose: &Pose, kind: Glasses) {
    let (rx, ry, drop, square, width) = match kind {
        Glasses::None => return,
        Glasses::Round => (0.185, 0.18, 0.01, 2.0, 4.4),
        Glasses::Square => (0.2, 0.135, 0.02, 5.0, 5.6),
        Glasses::Large => (0.235, 0.215, 0.03, 3.0, 6.4),
        Glasses::Half => (0.175, 0.1, 0.13, 2.4, 3.6),
    };
    for side in [-1.0, 1.0] {
        let ring: Vec<Point> = (0..=60)
            .map(|step| {
                let a = step as f32 * std::f32::consts::TAU / 60.0;
                let (c, v) = (super::super::maths::cos(a), sin(a));
                let power = |x: f32| root(x.abs(), square) * x.signum();
                let mut y = power(v) * ry;
                if kind == Glasses::Half && y > 0.02 {
                    y = 0.02;
                }
                let x = 0.275 + power(c) * rx;
                pose.at(side * x, 0.02 - drop + y, 0.86 - 0.5 * (x - 0.1).max(0.0).powi(2))
            })
            .collect();
        s.stroke(&ring, width);
        let glint = |u: f32| {
            pose.at(side * 0.275 + u * rx * 0.5 - rx * 0.12, 0.02 - drop + ry * 0.42, 0.84)
        };
        s.line(glint(0.0), (glint(0.0).0 - pose.size * 0.05, glint(0.0).1 + pose.size * 0.07), 1.2);
        s.line(
            glint(0.35),
            (glint(0.35).0 - pose.size * 0.05, glint(0.35).1 + pose.size * 0.07),
            1.2,
        );
        let hinge = pose.at(side * (0.275 + rx), 0.06 - drop, 0.72);
        let back = pose.at(side * 0.72, 0.06, 0.02);
        if (back.0 - hinge.0) * side > pose.size * 0.05 {
            s.taper(&[hinge, back], width, width * 0.7);
        }
    }
    let nose = 0.275 - rx;
    s.stroke(
        &curve(&[
            pose.at(-nose, 0.03 - drop, 0.86),
            pose.at(0.0, 0.06 - drop, 0.92),
            pose.at(nose, 0.03 - drop, 0.86),
        ]),
        width,
    );
    if kind == Glasses::Half {
        for side in [-1.0, 1.0] {
            s.stroke(
                &curve(&[
                    pose.at(side * 0.7, -0.05, 0.0),
                    pose.at(side * 0.74, -0.6, 0.0),
                    pose.at(side * 0.62, -1.2, 0.0),
                    pose.at(side * 0.3, -1.7, 0.3),
                ]),
                2.0,
            );
        }
    }
}

/// A power below one, without the platform's own: 2 leaves a circle round, more squares it.
fn root(x: f32, square: f32) -> f32 {
    let circle = x;
    let boxy = x.sqrt().sqrt();
    mix(circle, boxy, ((square - 2.0) / 4.0).clamp(0.0, 1.0))
}
