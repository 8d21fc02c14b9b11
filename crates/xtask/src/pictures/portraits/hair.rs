//! Hair as lines that flow between two guides.

use super::super::maths::{Point, between, mix};
use super::super::raster::{Hatch, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::head::Pose;

/// How the hair is worn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hair {
    /// Cut to the jaw, grey streaks.
    Bob,
    /// Short and dark.
    Short,
    /// Parted in the middle and tied in a bun.
    Bun,
    /// Thin and white.
    Thin,
    /// Short and curly.
    Curly,
    /// A long plait over one shoulder.
    Plait,
    /// Close-cropped.
    Cropped,
    /// Wavy to the shoulder, with a white lock.
    Wavy,
}

/// A mass of hair between two guides: a base tone and strokes along.
fn flow(s: &mut Sheet, one: &[Point], other: &[Point], count: u32, base: f32, width: f32) {
    let (a, b) = (curve(one), curve(other));
    let mut ring = a.clone();
    ring.extend(b.iter().rev());
    let mass = Shape::of(&ring);
    s.flat(&mass, Hatch::Line(70.0, 1.0), base);
    strands(s, &a, &b, count, width);
    s.stroke(&a, 2.0);
    s.stroke(&b, 2.0);
}

/// Strokes between two curves of equally many points; some begin late or end early, so that light
/// stays where the hair bends towards it.
fn strands(s: &mut Sheet, a: &[Point], b: &[Point], count: u32, width: f32) {
    for strand in 0..count {
        let t = (strand as f32 + s.chance.range(0.1, 0.9)) / count as f32;
        let steps = a.len().min(b.len());
        let wander = s.chance.range(-0.03, 0.03);
        let line: Vec<Point> = (0..steps)
            .map(|step| {
                between(a[step], b[step], (t + wander * step as f32 / steps as f32).clamp(0.0, 1.0))
            })
            .collect();
        let whole = s.chance.happens(0.45);
        if whole {
            s.taper(&line, width, width * 0.6);
            continue;
        }
        // A gap for the shine, about a third of the way.
        let (gap, end) = (s.chance.range(0.2, 0.34), s.chance.range(0.42, 0.56));
        let (stop, start) = ((gap * steps as f32) as usize, (end * steps as f32) as usize);
        s.taper(&line[..stop.max(2)], width, 0.7);
        s.taper(&line[start.min(steps - 2)..], 0.7, width);
    }
}

/// Hair that is behind the head and the neck.
pub(super) fn behind(s: &mut Sheet, pose: &Pose, hair: Hair) {
    let at = |x: f32, y: f32| pose.at(x, y, -0.35);
    match hair {
        Hair::Bob => back(
            s,
            &[at(-0.8, 0.5), at(-0.9, 0.0), at(-0.86, -0.5), at(-0.7, -0.82)],
            &[at(0.8, 0.5), at(0.9, 0.0), at(0.86, -0.5), at(0.7, -0.82)],
            50,
        ),
        Hair::Wavy => back(
            s,
            &[at(-0.85, 0.5), at(-1.02, -0.1), at(-0.94, -0.7), at(-1.02, -1.35)],
            &[at(0.85, 0.5), at(1.0, -0.1), at(0.95, -0.7), at(1.0, -1.35)],
            60,
        ),
        Hair::Bun => bun(s, pose),
        Hair::Short | Hair::Thin | Hair::Curly | Hair::Plait | Hair::Cropped => {}
    }
}

fn back(s: &mut Sheet, left: &[Point], right: &[Point], count: u32) {
    flow(s, left, right, count, 0.72, 4.0);
}

fn bun(s: &mut Sheet, pose: &Pose) {
    let (x, y) = pose.at(-0.25 * pose.turn.signum(), 0.42, -1.35);
    let side = -pose.turn.signum();
    let (x, y) = (x + side * pose.size * 0.2, y);
    let (rx, ry) = (pose.size * 0.34, pose.size * 0.38);
    let ball = Shape::ellipse(x, y, rx, ry);
    s.flat(&ball, Hatch::Ring((x, y), 1.0), 0.5);
    for turn in 0..13 {
        let k = 0.2 + turn as f32 * 0.065;
        s.stroke(
            &arc((x, y), rx * k, ry * k, 20.0 + turn as f32 * 40.0, 290.0 + turn as f32 * 40.0, 30),
            3.2,
        );
    }
    s.outline(&ball, 2.4);
}

/// Hair on and before the head.
pub(super) fn before(s: &mut Sheet, pose: &Pose, hair: Hair) {
    match hair {
        Hair::Bob => bob(s, pose),
        Hair::Short => short(s, pose),
        Hair::Bun => parted(s, pose, 0.5, 3.4),
        Hair::Plait => {
            parted(s, pose, 0.46, 3.4);
            plait(s, pose);
        }
        Hair::Thin => thin(s, pose),
        Hair::Curly => curly(s, pose),
        Hair::Cropped => cropped(s, pose),
        Hair::Wavy => wavy(s, pose),
    }
}

fn bob(s: &mut Sheet, pose: &Pose) {
    let part = -0.16;
    for side in [-1.0, 1.0] {
        let at = |x: f32, y: f32, z: f32| pose.at(x * side, y, z);
        let p = |y: f32, z: f32| pose.at(part, y, z);
        let long = if side < 0.0 { -0.72 } else { -0.8 };
        let outer = [
            p(1.17, -0.1),
            at(0.42, 1.09, -0.15),
            at(0.84, 0.56, -0.1),
            at(0.9, 0.0, -0.05),
            at(0.86, -0.5, 0.0),
            at(0.7, long, 0.1),
        ];
        let inner = [
            p(0.74, 0.56),
            at(0.42, 0.66, 0.48),
            at(0.6, 0.36, 0.35),
            at(0.65, 0.0, 0.28),
            at(0.6, -0.4, 0.26),
            at(0.52, long + 0.05, 0.28),
        ];
        flow(s, &outer, &inner, 25, 0.1, 3.0);
    }
}

fn short(s: &mut Sheet, pose: &Pose) {
    let at = |x: f32, y: f32, z: f32| pose.at(x, y, z);
    let line = [
        at(-0.66, 0.1, 0.1),
        at(-0.6, 0.4, 0.3),
        at(-0.46, 0.66, 0.48),
        at(-0.1, 0.74, 0.6),
        at(0.26, 0.76, 0.55),
        at(0.52, 0.62, 0.42),
        at(0.62, 0.38, 0.3),
        at(0.67, 0.1, 0.1),
    ];
    let top = [
        at(-0.77, 0.16, -0.2),
        at(-0.8, 0.56, -0.15),
        at(-0.62, 0.98, -0.1),
        at(-0.2, 1.2, 0.0),
        at(0.24, 1.22, 0.0),
        at(0.64, 1.0, -0.1),
        at(0.8, 0.58, -0.15),
        at(0.77, 0.16, -0.2),
    ];
    cap(s, &line, &top, 120, 0.62, 3.8);
}

/// Hair that grows from a hairline back over the head.
fn cap(s: &mut Sheet, line: &[Point], top: &[Point], count: u32, base: f32, width: f32) {
    let (a, b) = (curve(line), curve(top));
    let mut ring = a.clone();
    ring.extend(b.iter().rev());
    let mass = Shape::of(&ring);
    s.flat(&mass, Hatch::Line(60.0, 2.0), base);
    let steps = a.len().min(b.len());
    for strand in 0..count {
        let t = (strand as f32 + s.chance.range(0.0, 1.0)) / count as f32;
        let place = ((t * (steps - 1) as f32) as usize).min(steps - 1);
        let lean = (place + steps / 12).min(steps - 1);
        let (from, to) = (a[place], b[lean]);
        let middle = between(from, to, 0.5);
        let bulge = between(middle, between(b[place], to, 0.5), 0.3);
        let whole = curve(&[from, bulge, to]);
        let cut = s.chance.range(0.5, 1.0);
        s.taper(&whole[..((whole.len() as f32 * cut) as usize).max(3)], width, 1.0);
        if s.chance.happens(0.6) {
            s.taper(&whole[whole.len() / 2..], 1.0, width);
        }
    }
    s.stroke(&b, 2.2);
}

fn parted(s: &mut Sheet, pose: &Pose, ear: f32, width: f32) {
    for side in [-1.0, 1.0] {
        let at = |x: f32, y: f32, z: f32| pose.at(x * side, y, z);
        let outer = [
            at(0.0, 1.15, -0.05),
            at(0.4, 1.04, -0.2),
            at(0.7, 0.74, -0.25),
            at(0.79, 0.36, -0.3),
            at(0.74, 0.0, -0.3),
        ];
        let inner = [
            at(0.0, 0.78, 0.56),
            at(0.3, 0.65, 0.54),
            at(0.53, 0.42, 0.4),
            at(0.65, ear * 0.4, 0.18),
            at(0.7, 0.06, -0.02),
        ];
        flow(s, &outer, &inner, 42, 0.5, width);
    }
    s.taper(&[pose.at(0.0, 0.78, 0.56), pose.at(0.0, 1.08, 0.0)], 1.2, 1.2);
}

fn plait(s: &mut Sheet, pose: &Pose) {
    let path = curve(&[
        pose.at(0.74, -0.1, -0.3),
        pose.at(0.8, -0.6, -0.2),
        pose.at(0.78, -1.1, 0.1),
        pose.at(0.72, -1.6, 0.4),
        pose.at(0.68, -2.5, 0.4),
    ]);
    let knots = 15;
    for knot in 0..knots {
        let place = |t: f32| path[((t * (path.len() - 1) as f32) as usize).min(path.len() - 1)];
        let p = place(knot as f32 / knots as f32);
        let r = pose.size * mix(0.16, 0.12, knot as f32 / knots as f32);
        for side in [-1.0, 1.0] {
            let (x, y) = (p.0 + side * r * 0.45, p.1 + if side > 0.0 { r * 0.5 } else { 0.0 });
            let ring = curve(&[
                (x - side * r * 0.7, y + r * 0.8),
                (x + side * r * 0.2, y - r * 0.5),
                (x + side * r * 0.62, y - r * 0.1),
                (x + side * r * 0.45, y + r * 0.6),
                (x - side * r * 0.7, y + r * 0.8),
            ]);
            let lobe = Shape::of(&ring);
            s.flat(&lobe, Hatch::Line(50.0 * -side, 0.0), 0.5);
            s.outline(&lobe, 2.2);
            for strand in 0..4 {
                let k = strand as f32 / 4.0;
                s.taper(
                    &curve(&[
                        (x + side * r * (0.1 + 0.4 * k), y - r * (0.4 - 0.35 * k)),
                        (x + side * r * 0.1 * k, y + r * 0.25),
                        (x - side * r * 0.55, y + r * 0.72),
                    ]),
                    2.2,
                    1.2,
                );
            }
        }
    }
}

fn thin(s: &mut Sheet, pose: &Pose) {
    for side in [-1.0, 1.0] {
        let at = |x: f32, y: f32, z: f32| pose.at(x * side, y, z);
        let outer = [
            at(0.6, 0.86, -0.2),
            at(0.74, 0.62, -0.15),
            at(0.77, 0.3, -0.12),
            at(0.72, -0.02, -0.08),
        ];
        let inner =
            [at(0.56, 0.8, 0.0), at(0.63, 0.56, 0.12), at(0.665, 0.34, 0.12), at(0.68, 0.12, 0.08)];
        flow(s, &outer, &inner, 8, 0.0, 1.4);
    }
    for strand in 0..13 {
        let x = -0.42 + strand as f32 * 0.07;
        s.taper(
            &curve(&[
                pose.at(x, 0.82 + 0.06 * (1.0 - x * x * 4.0), 0.38),
                pose.at(x + 0.12, 1.03 - 0.3 * x * x, 0.05),
                pose.at(x + 0.2, 1.05 - 0.6 * (x + 0.2) * (x + 0.2), -0.1),
            ]),
            1.5,
            0.8,
        );
    }
}

fn curly(s: &mut Sheet, pose: &Pose) {
    let mut curls = Vec::new();
    for _ in 0..420 {
        let (u, v) = (s.chance.range(-1.0, 1.0), s.chance.range(-0.3, 1.36));
        let (x, y) = (u * 0.98, v);
        let outside = (x / 0.94) * (x / 0.94) + ((y - 0.38) / 0.92) * ((y - 0.38) / 0.92);
        let face = (x / 0.6) * (x / 0.6) + ((y + 0.02) / 0.72) * ((y + 0.02) / 0.72);
        if outside < 1.0 && face > 1.0 && y > -0.28 {
            curls.push((x, y));
        }
    }
    let places: Vec<(Point, f32, f32)> = curls
        .into_iter()
        .map(|(x, y)| {
            let light = if x < 0.0 && y > 0.55 { 0.36 } else { 0.6 };
            (
                pose.at(x, y, if y > 0.6 { 0.15 } else { 0.0 }),
                light,
                pose.size * s.chance.range(0.07, 0.1),
            )
        })
        .collect();
    for (p, light, r) in &places {
        let seed = s.chance.seed();
        let tuft = Shape::ragged(p.0, p.1, *r, *r, 0.2, seed);
        s.flat(&tuft, Hatch::Ring((p.0 - r, p.1 + r), 1.0), *light);
    }
    for (p, light, r) in &places {
        let start = s.chance.range(0.0, 360.0);
        let spiral: Vec<Point> = (0..16)
            .map(|step| {
                let k = r * (1.0 - step as f32 * 0.045);
                let a = start + step as f32 * 24.0;
                arc(*p, k, k * 0.8, a, a, 1)[0]
            })
            .collect();
        s.taper(&spiral, if *light > 0.5 { 3.4 } else { 2.4 }, 1.2);
    }
}

fn cropped(s: &mut Sheet, pose: &Pose) {
    let at = |x: f32, y: f32, z: f32| pose.at(x, y, z);
    let line = curve(&[
        at(-0.68, 0.1, 0.05),
        at(-0.62, 0.42, 0.24),
        at(-0.5, 0.66, 0.42),
        at(-0.2, 0.76, 0.56),
        at(0.2, 0.76, 0.56),
        at(0.5, 0.66, 0.42),
        at(0.62, 0.42, 0.24),
        at(0.68, 0.1, 0.05),
    ]);
    let top = curve(&[
        at(-0.72, 0.14, -0.2),
        at(-0.745, 0.5, -0.15),
        at(-0.6, 0.86, -0.1),
        at(-0.22, 1.08, 0.0),
        at(0.22, 1.08, 0.0),
        at(0.6, 0.86, -0.1),
        at(0.745, 0.5, -0.15),
        at(0.72, 0.14, -0.2),
    ]);
    let mut ring = line.clone();
    ring.extend(top.iter().rev());
    let mass = Shape::of(&ring);
    let edge = pose.middle.0;
    s.fill(&mass, Hatch::Line(64.0, 1.0), |x, _| 0.5 + 0.22 * (x - edge) / pose.size);
    for _ in 0..900 {
        let place = s.chance.range(0.0, (line.len() - 1) as f32) as usize;
        let depth = s.chance.range(-0.03, 1.0);
        let p = between(line[place], top[place.min(top.len() - 1)], depth);
        let q = between(line[place], top[place.min(top.len() - 1)], depth + 0.05);
        s.taper(&[p, (q.0 + s.chance.clone().range(-3.0, 3.0), q.1 - 4.0)], 2.6, 1.0);
    }
    s.stroke(&top, 2.0);
}

fn wavy(s: &mut Sheet, pose: &Pose) {
    let part = -0.2;
    for side in [1.0, -1.0] {
        let at = |x: f32, y: f32, z: f32| pose.at(x * side, y, z);
        let p = |y: f32, z: f32| pose.at(part, y, z);
        let outer = [
            p(1.2, -0.1),
            at(0.44, 1.12, -0.15),
            at(0.88, 0.6, -0.1),
            at(1.02, 0.1, -0.05),
            at(0.9, -0.35, 0.0),
            at(1.04, -0.8, 0.05),
            at(0.94, -1.2, 0.1),
            at(0.8, -1.5, 0.1),
        ];
        let inner = [
            p(0.76, 0.54),
            at(0.4, 0.7, 0.48),
            at(0.6, 0.4, 0.35),
            at(0.68, 0.05, 0.26),
            at(0.6, -0.35, 0.2),
            at(0.7, -0.75, 0.2),
            at(0.58, -1.1, 0.2),
            at(0.62, -1.45, 0.2),
        ];
        flow(s, &outer, &inner, 44, 0.46, 3.4);
        if side > 0.0 {
            // The white lock falls over the forehead's side.
            let a = [
                p(0.79, 0.52),
                at(0.36, 0.75, 0.47),
                at(0.62, 0.42, 0.38),
                at(0.7, 0.05, 0.3),
                at(0.64, -0.3, 0.22),
            ];
            let b = [
                p(0.95, 0.36),
                at(0.44, 0.9, 0.36),
                at(0.72, 0.48, 0.28),
                at(0.79, 0.06, 0.22),
                at(0.72, -0.32, 0.16),
            ];
            flow(s, &a, &b, 5, 0.0, 1.4);
        }
    }
}
