//! Things that grow: trees, palms, bushes, grass.

use super::maths::{Point, between, mix, noise, smooth};
use super::outdoors::shadow;
use super::raster::{Hatch, Sheet};
use super::shape::{Shape, arc, curve};

/// A broad-leaved tree by the foot of its trunk and its height.
pub(super) fn tree(s: &mut Sheet, foot: Point, height: f32, wide: f32) {
    shadow(
        s,
        &Shape::ellipse(foot.0 + height * 0.25, foot.1 + 2.0, height * wide * 0.5, height * 0.035),
        0.55,
    );
    let top = foot.1 - height * 0.62;
    let bend = s.chance.range(-0.05, 0.05) * height;
    let trunk = curve(&[foot, (foot.0 + bend, foot.1 - height * 0.25), (foot.0 + bend * 0.5, top)]);
    let trunk = Shape::band(&trunk, height * 0.075, height * 0.045);
    s.fill(&trunk, Hatch::Line(84.0, 1.5), |x, _| {
        smooth(-0.03, 0.03, (x - foot.0 - bend * 0.5) / height) * 0.5 + 0.35
    });
    s.outline(&trunk, 1.4);
    for side in [-0.16, 0.15] {
        let arm = curve(&[
            (foot.0 + bend, foot.1 - height * 0.3),
            (foot.0 + side * height * 0.7, foot.1 - height * 0.45),
            (foot.0 + side * height * 1.4, foot.1 - height * 0.6),
        ]);
        s.taper(&arm, height * 0.03, height * 0.012);
    }
    crown(s, (foot.0 + bend * 0.5, foot.1 - height * 0.66), height * wide * 0.5, height * 0.34);
}

/// A mass of leaves in an ellipse, built of clumps that are lit from the upper left.
pub(super) fn crown(s: &mut Sheet, middle: Point, rx: f32, ry: f32) {
    let mut clumps = Vec::new();
    for _ in 0..26 {
        let (u, v) = (s.chance.range(-1.0, 1.0), s.chance.range(-1.0, 1.0));
        if u * u + v * v < 1.0 {
            clumps.push((u, v));
        }
    }
    clumps.sort_by(|a, b| b.1.total_cmp(&a.1));
    let clump_size = rx.min(ry * 1.2) * 0.46;
    for (u, v) in clumps {
        let seed = s.chance.seed();
        let (x, y) = (middle.0 + u * rx * 0.78, middle.1 + v * ry * 0.74);
        let r = clump_size * s.chance.range(0.8, 1.2);
        let shape = Shape::ragged(x, y, r * 1.1, r * 0.85, 0.2, seed);
        let shade = 0.30 + 0.22 * (u * 0.6 + v);
        s.fill(&shape, Hatch::Ring((x - r * 0.2, y + r * 1.3), 0.8), |px, py| {
            let lit = ((px - x) * 0.55 + (py - y) * 0.85) / r;
            let leaf = noise(px / 6.0, py / 5.0, seed) - 0.5;
            (shade + 0.34 * lit + leaf * 0.42).clamp(0.04, 0.92)
        });
        leaves(s, (x, y), r, 7);
    }
}

/// Little arcs along the lit edge of a clump.
fn leaves(s: &mut Sheet, middle: Point, r: f32, count: u32) {
    for leaf in 0..count {
        let angle = mix(165.0, 330.0, (leaf as f32 + s.chance.range(0.0, 0.8)) / count as f32);
        let rim = arc(middle, r * 1.04, r * 0.82, angle, angle + 16.0, 3);
        if let Some(at) = rim.first() {
            s.stroke(&arc(*at, r * 0.16, r * 0.13, angle - 60.0, angle + 110.0, 5), 1.1);
        }
    }
}

/// A coconut palm by its foot, height and lean.
pub(super) fn palm(s: &mut Sheet, foot: Point, height: f32, lean: f32) {
    let head = (foot.0 + lean, foot.1 - height);
    let spine = curve(&[foot, (foot.0 + lean * 0.25, foot.1 - height * 0.4), head]);
    let trunk = Shape::band(&spine, height * 0.05, height * 0.026);
    s.fill(&trunk, Hatch::Line(8.0, 0.0), |x, y| {
        let share = (foot.1 - y) / height;
        let middle = foot.0 + lean * share * share;
        0.42 + 0.55 * smooth(-0.02, 0.02, (x - middle) / height)
    });
    s.outline(&trunk, 1.2);
    let fronds = [200.0, 175.0, 228.0, 255.0, 285.0, 312.0, 340.0, 5.0, 150.0, 30.0];
    for (at, angle) in fronds.into_iter().enumerate() {
        let size = height * (0.42 + 0.06 * ((at % 3) as f32));
        let angle = angle + s.chance.range(-7.0, 7.0);
        frond(s, head, angle, size);
    }
    for (x, y) in [(-0.02, 0.03), (0.02, 0.035), (0.0, 0.045)] {
        let nut =
            Shape::ellipse(head.0 + x * height, head.1 + y * height, height * 0.02, height * 0.023);
        s.flat(&nut, Hatch::Line(30.0, 0.0), 0.7);
        s.outline(&nut, 1.0);
    }
}

fn frond(s: &mut Sheet, head: Point, degrees: f32, size: f32) {
    let aim = arc(head, size, size * 0.8, degrees, degrees, 1)[0];
    let tip = (aim.0, aim.1 + size * 0.42);
    let spine = curve(&[head, between(head, (aim.0, aim.1 - size * 0.06), 0.55), tip]);
    s.taper(&spine, size * 0.022, 1.0);
    for pair in spine.windows(2).enumerate().filter(|(at, _)| *at > 1) {
        let (at, pair) = pair;
        let share = at as f32 / spine.len() as f32;
        let length = size * 0.24 * (1.0 - 0.65 * share);
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        let run = (dx * dx + dy * dy).sqrt().max(0.01);
        for half in [0.0, 0.5] {
            let p = between(pair[0], pair[1], half);
            let (ux, uy) = (dx / run, dy / run);
            s.taper(
                &[
                    p,
                    (
                        p.0 + ux * length * 0.55 - uy * length * 0.45,
                        p.1 + uy * length * 0.55 + ux * length * 0.45 + length * 0.4,
                    ),
                ],
                size * 0.02,
                0.7,
            );
            s.taper(
                &[
                    p,
                    (
                        p.0 + ux * length * 0.6 + uy * length * 0.5,
                        p.1 + uy * length * 0.6 - ux * length * 0.5 + length * 0.32,
                    ),
                ],
                size * 0.02,
                0.7,
            );
        }
    }
}

/// A low bush.
pub(super) fn bush(s: &mut Sheet, foot: Point, r: f32) {
    shadow(s, &Shape::ellipse(foot.0 + r * 0.3, foot.1, r * 1.2, r * 0.18), 0.6);
    for (u, v, k) in [
        (-0.6, -0.3, 0.55),
        (0.6, -0.28, 0.55),
        (0.0, -0.6, 0.65),
        (-0.25, -0.25, 0.5),
        (0.3, -0.22, 0.5),
    ] {
        let seed = s.chance.seed();
        let (x, y, k) = (foot.0 + u * r, foot.1 + v * r, k * r);
        let shape = Shape::ragged(x, y, k * 1.1, k * 0.85, 0.2, seed);
        s.fill(&shape, Hatch::Ring((x, y + k * 1.4), 0.8), |px, py| {
            let lit = ((px - x) * 0.55 + (py - y) * 0.85) / k;
            (0.36 + 0.36 * lit + (noise(px / 5.0, py / 5.0, seed) - 0.5) * 0.4).clamp(0.03, 0.9)
        });
        leaves(s, (x, y), k, 6);
    }
}

/// A line of distant trees along a level.
pub(super) fn hedge(s: &mut Sheet, from: f32, to: f32, foot: f32, height: f32, dark: f32) {
    let mut x = from;
    while x < to {
        let r = height * s.chance.range(0.55, 1.0);
        let seed = s.chance.seed();
        let shape = Shape::ragged(x, foot - r * 0.45, r * 0.9, r * 0.62, 0.2, seed);
        s.fill(&shape, Hatch::Line(70.0, 2.0), |px, py| {
            let lit = ((px - x) * 0.4 + (py - foot + r * 0.5) * 0.8) / r;
            (dark + 0.4 * lit + (noise(px / 5.0, py / 4.0, seed) - 0.5) * 0.3).clamp(0.05, 0.9)
        });
        x += r * 0.85;
    }
}
