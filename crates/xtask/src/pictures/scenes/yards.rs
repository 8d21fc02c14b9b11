//! Market yards and their sacks.

use super::super::growth::tree;
use super::super::maths::{Point, noise, smooth};
use super::super::outdoors::{Sky, ground, hills, litter, shadow};
use super::super::people::{Arms, Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::super::space::{Block, View, round_tone};
use super::harbour::gable;

/// A full sack that stands, by the middle of its foot and its height.
pub(super) fn sack(s: &mut Sheet, foot: Point, h: f32, tone: f32) {
    let lean = s.chance.range(-0.04, 0.04) * h;
    let p = |u: f32, v: f32| (foot.0 + u * h + lean * v, foot.1 - v * h);
    let ring = curve(&[
        p(-0.33, 0.02),
        p(-0.38, 0.3),
        (p(-0.34, 0.62)),
        p(-0.2, 0.84),
        p(-0.1, 0.88),
        p(-0.2, 1.0),
        p(0.02, 0.95),
        p(0.2, 1.0),
        p(0.1, 0.88),
        p(0.22, 0.82),
        p(0.35, 0.6),
        p(0.38, 0.28),
        p(0.33, 0.02),
        p(0.0, -0.02),
        p(-0.33, 0.02),
    ]);
    let body = Shape::of(&ring);
    let seed = s.chance.seed();
    shadow(s, &Shape::ellipse(foot.0 + h * 0.2, foot.1, h * 0.46, h * 0.06), 0.7);
    s.fill(&body, Hatch::Barrel(foot.0, h * 0.4, -h * 0.12), |x, y| {
        let fold = noise(x / h * 9.0, y / h * 3.0, seed) - 0.5;
        (round_tone((x - foot.0) / (h * 0.39), tone)
            + fold * 0.24
            + 0.1 * smooth(-0.5, 0.0, (y - foot.1) / h))
        .clamp(0.03, 0.88)
    });
    s.outline(&body, 1.8);
    s.line(p(-0.11, 0.88), p(0.11, 0.88), 3.0);
    for fold in [-0.14, -0.03, 0.08] {
        s.taper(&curve(&[p(fold * 0.6, 0.86), p(fold, 0.72), p(fold * 1.8, 0.6)]), 1.8, 0.7);
    }
}

/// A sack that lies, by the middle of its foot, its length and its thickness.
pub(super) fn lying_sack(s: &mut Sheet, foot: Point, w: f32, h: f32, tone: f32) {
    let p = |u: f32, v: f32| (foot.0 + u * w, foot.1 - v * h);
    let body = Shape::of(&curve(&[
        p(-0.5, 0.12),
        p(-0.54, 0.55),
        p(-0.44, 0.92),
        p(0.0, 1.02),
        p(0.44, 0.92),
        p(0.54, 0.5),
        p(0.5, 0.1),
        p(0.0, -0.02),
        p(-0.5, 0.12),
    ]));
    let seed = s.chance.seed();
    s.fill(&body, Hatch::Pipe(foot.1 - h * 0.5, h * 0.55, -w * 0.05), |x, y| {
        let fold = noise(x / w * 5.0, y / h * 3.0, seed) - 0.5;
        (round_tone((y - foot.1 + h * 0.5) / (h * 0.55), tone)
            + fold * 0.22
            + 0.1 * (x - foot.0) / w)
            .clamp(0.03, 0.88)
    });
    s.outline(&body, 1.7);
    s.stroke(&curve(&[p(-0.42, 0.2), p(-0.38, 0.55), p(-0.4, 0.85)]), 1.3);
    s.stroke(&curve(&[p(0.42, 0.18), p(0.38, 0.5), p(0.4, 0.85)]), 1.3);
}

/// Onions in heaped sacks before a small chilled shed with a metal door.
pub(super) fn onions(s: &mut Sheet) {
    let view = View { ahead: (480.0, 430.0), focal: 900.0, eye: 2.2, turn: 20.0 };
    Sky { cover: 0.4, ..Sky::calm(440.0) }.draw(s);
    hills(s, 442.0, 60.0, 240.0, 0.24);
    ground(s, 436.0, 0.15, 0.26);
    tree(s, (110.0, 520.0), 340.0, 0.8);
    Block::new((-1.2, 0.0, 10.5), (8.4, 3.5, 7.0)).draw_with(s, &view, 0.16, |s, wall, side| {
        if side == 0 {
            wall.ribs(s, 34, 0.8);
            let door = wall.part(0.34, 0.0, 0.66, 0.8);
            s.fill(&door, Hatch::Line(70.0, 0.0), |x, y| {
                0.2 + 0.3 * noise(x / 60.0 + y / 50.0, 2.0, 8)
            });
            s.outline(&door, 3.0);
            s.outline(&wall.part(0.36, 0.04, 0.64, 0.77), 1.4);
            for b in [0.16, 0.62] {
                s.line(wall.at(0.33, b), wall.at(0.42, b), 6.0);
            }
            s.line(wall.at(0.6, 0.3), wall.at(0.6, 0.48), 6.0);
            let dial = wall.at(0.74, 0.6);
            let face = Shape::ellipse(dial.0, dial.1, 19.0, 21.0);
            s.flat(&face, Hatch::Line(0.0, 0.0), 0.0);
            s.outline(&face, 2.4);
            s.ink = Ink::Red;
            s.line(dial, (dial.0 - 9.0, dial.1 - 12.0), 2.6);
            s.ink = Ink::Black;
        } else if side < 3 {
            wall.ribs(s, 24, 0.9);
        }
    });
    Block::new((-1.5, 3.5, 10.1), (9.0, 0.3, 7.8)).draw(s, &view, 0.4);
    Block::new((3.9, 3.8, 12.0), (1.9, 1.2, 1.6)).draw_with(s, &view, 0.35, |s, wall, side| {
        if side == 0 {
            let fan = wall.at(0.5, 0.5);
            let r = (wall.at(0.5, 0.1).1 - wall.at(0.5, 0.9).1) * 0.5;
            s.flat(&Shape::ellipse(fan.0, fan.1, r, r), Hatch::Ring(fan, 1.0), 0.75);
            for blade in 0..4 {
                let a = blade as f32 * 90.0 + 20.0;
                s.line(fan, arc(fan, r * 0.85, r * 0.85, a, a, 1)[0], 4.0);
            }
        }
    });
    for (x, y, h, tone) in [
        (520.0, 655.0, 150.0, 0.34),
        (1080.0, 690.0, 165.0, 0.34),
        (640.0, 700.0, 168.0, 0.3),
        (960.0, 724.0, 178.0, 0.36),
    ] {
        open_sack(s, (x, y), h, tone);
    }
    onion_heap(s, (770.0, 772.0), 250.0);
    open_sack(s, (470.0, 762.0), 190.0, 0.32);
    Person::new((300.0, 748.0), 300.0, Dress::Dhoti).arms(Arms::Before).draw(s);
    litter(s, 760.0, 14);
}

/// A sack that stands open, filled with onions.
fn open_sack(s: &mut Sheet, foot: Point, h: f32, tone: f32) {
    let p = |u: f32, v: f32| (foot.0 + u * h, foot.1 - v * h);
    for (u, v) in [
        (-0.18, 0.86),
        (0.0, 0.92),
        (0.18, 0.86),
        (-0.26, 0.76),
        (-0.09, 0.8),
        (0.1, 0.8),
        (0.27, 0.76),
    ] {
        let at = p(u, v);
        onion(s, at, h * 0.105);
    }
    let ring = curve(&[
        p(-0.32, 0.02),
        p(-0.4, 0.4),
        p(-0.36, 0.74),
        p(-0.2, 0.69),
        p(0.0, 0.67),
        p(0.2, 0.69),
        p(0.36, 0.74),
        p(0.4, 0.4),
        p(0.32, 0.02),
        p(0.0, -0.03),
        p(-0.32, 0.02),
    ]);
    let body = Shape::of(&ring);
    let seed = s.chance.seed();
    s.fill(&body, Hatch::Barrel(foot.0, h * 0.42, -h * 0.12), |x, y| {
        (round_tone((x - foot.0) / (h * 0.4), tone)
            + 0.24 * (noise(x / h * 9.0, y / h * 4.0, seed) - 0.5))
            .clamp(0.03, 0.85)
    });
    s.outline(&body, 2.0);
    s.stroke(
        &curve(&[p(-0.37, 0.68), p(-0.2, 0.63), p(0.0, 0.61), p(0.2, 0.63), p(0.37, 0.68)]),
        1.6,
    );
}

fn onion_heap(s: &mut Sheet, foot: Point, wide: f32) {
    shadow(s, &Shape::ellipse(foot.0 + wide * 0.15, foot.1 + 6.0, wide * 0.78, 20.0), 0.66);
    for row in (0..6).rev() {
        let count = 9 - row;
        for column in 0..count {
            let jitter = s.chance.range(-6.0, 6.0);
            let x = foot.0 + (column as f32 - (count - 1) as f32 * 0.5) * wide * 0.15 + jitter;
            let y = foot.1 - 12.0 - row as f32 * wide * 0.085 + jitter * 0.4;
            onion(s, (x, y), wide * 0.088);
        }
    }
}

fn onion(s: &mut Sheet, at: Point, r: f32) {
    let ring = curve(&[
        (at.0 - r, at.1 + r * 0.1),
        (at.0 - r * 0.6, at.1 - r * 0.65),
        (at.0 - r * 0.12, at.1 - r * 0.9),
        (at.0 + r * 0.08, at.1 - r * 1.35),
        (at.0 + r * 0.14, at.1 - r * 0.9),
        (at.0 + r * 0.62, at.1 - r * 0.65),
        (at.0 + r, at.1 + r * 0.1),
        (at.0 + r * 0.55, at.1 + r * 0.8),
        (at.0 - r * 0.55, at.1 + r * 0.8),
        (at.0 - r, at.1 + r * 0.1),
    ]);
    let body = Shape::of(&ring);
    s.ink = Ink::Red;
    s.fill(&body, Hatch::Pipe(at.1, r * 1.1, 0.0), |x, y| {
        (0.34 + 0.5 * ((x - at.0) * 0.7 + (y - at.1) * 0.6) / r).clamp(0.05, 0.85)
    });
    s.ink = Ink::Black;
    s.outline(&body, 1.6);
    for bend in [-0.5, 0.0, 0.5] {
        s.taper(
            &curve(&[
                (at.0 + r * 0.05, at.1 - r * 0.9),
                (at.0 + bend * r * 1.1, at.1),
                (at.0 + bend * r * 0.5, at.1 + r * 0.75),
            ]),
            1.0,
            0.7,
        );
    }
}

/// A platform scale in a market yard, sacks of grain around it.
pub(super) fn mandi(s: &mut Sheet) {
    let view = View { ahead: (560.0, 380.0), focal: 900.0, eye: 2.4, turn: -14.0 };
    Sky { cover: 0.4, ..Sky::calm(390.0) }.draw(s);
    ground(s, 384.0, 0.13, 0.24);
    Block::new((-14.0, 0.0, 24.0), (34.0, 4.2, 6.0)).draw_with(s, &view, 0.24, |s, wall, side| {
        if side == 0 {
            for bay in 0..9 {
                let a = 0.02 + bay as f32 * 0.108;
                wall.pane(s, [a, 0.0, a + 0.08, 0.8], 0.86);
            }
        }
    });
    gable(s, &view, (-14.0, 4.2, 23.0), (34.0, 2.6, 8.0), 0.3);
    tree(s, (1090.0, 470.0), 340.0, 0.85);
    for (x, y) in [(120.0, 520.0), (215.0, 540.0), (60.0, 560.0), (160.0, 600.0)] {
        sack(s, (x, y), 130.0, 0.36);
    }
    grain(s, (960.0, 640.0));
    platform_scale(s, (560.0, 700.0));
    for (x, y, w, h) in
        [(520.0, 676.0, 190.0, 68.0), (620.0, 672.0, 150.0, 64.0), (560.0, 612.0, 180.0, 66.0)]
    {
        lying_sack(s, (x, y), w, h, 0.34);
    }
    Person::new((330.0, 748.0), 310.0, Dress::Dhoti).arms(Arms::Before).draw(s);
    Person::new((915.0, 752.0), 316.0, Dress::Shirt).left().arms(Arms::Point).draw(s);
    for (x, y, h) in [(1130.0, 770.0, 190.0), (1030.0, 786.0, 170.0), (110.0, 776.0, 180.0)] {
        sack(s, (x, y), h, 0.36);
    }
}

fn grain(s: &mut Sheet, foot: Point) {
    let heap = Shape::of(&curve(&[
        (foot.0 - 190.0, foot.1),
        (foot.0 - 100.0, foot.1 - 50.0),
        (foot.0, foot.1 - 118.0),
        (foot.0 + 100.0, foot.1 - 52.0),
        (foot.0 + 200.0, foot.1),
        (foot.0, foot.1 + 14.0),
        (foot.0 - 190.0, foot.1),
    ]));
    s.fill(&heap, Hatch::Line(32.0, 1.0), |x, y| {
        (0.1 + 0.4 * smooth(-40.0, 120.0, x - foot.0) + 0.3 * (noise(x / 4.0, y / 3.0, 9) - 0.5))
            .clamp(0.02, 0.7)
    });
    s.outline(&heap, 1.6);
    for _ in 0..150 {
        let (u, v) = (s.chance.range(-1.0, 1.0), s.chance.range(0.0, 1.0));
        let (x, y) = (foot.0 + u * 170.0, foot.1 - v * 110.0 * (1.0 - u.abs()));
        s.line((x, y), (x + 3.5, y - 2.0), 1.9);
    }
}

fn platform_scale(s: &mut Sheet, foot: Point) {
    let (x, y) = foot;
    shadow(s, &Shape::ellipse(x + 30.0, y + 20.0, 240.0, 26.0), 0.66);
    let side = Shape::rect(x - 170.0, y - 10.0, 330.0, 30.0);
    s.flat(&side, Hatch::Line(0.0, 0.0), 0.66);
    s.outline(&side, 2.0);
    let top = Shape::of(&[
        (x - 170.0, y - 10.0),
        (x + 160.0, y - 10.0),
        (x + 118.0, y - 56.0),
        (x - 130.0, y - 56.0),
    ]);
    s.flat(&top, Hatch::Line(0.0, 0.0), 0.14);
    s.outline(&top, 2.0);
    for (wx, wy) in [(x - 140.0, y + 24.0), (x + 130.0, y + 24.0)] {
        s.flat(&Shape::ellipse(wx, wy, 13.0, 11.0), Hatch::Line(0.0, 0.0), 0.9);
    }
    let post = Shape::rect(x + 128.0, y - 300.0, 20.0, 260.0);
    s.fill(&post, Hatch::Line(90.0, 0.0), |px, _| round_tone((px - x - 138.0) / 10.0, 0.5));
    s.outline(&post, 1.8);
    s.ink = Ink::Red;
    let head = Shape::rect(x + 66.0, y - 372.0, 146.0, 86.0);
    s.flat(&head, Hatch::Line(90.0, 0.0), 0.62);
    s.outline(&head, 2.2);
    s.ink = Ink::Black;
    let screen = Shape::rect(x + 80.0, y - 360.0, 118.0, 44.0);
    s.flat(&screen, Hatch::Line(0.0, 0.0), 0.02);
    s.outline(&screen, 2.0);
    for digit in 0..4 {
        let dx = x + 90.0 + digit as f32 * 26.0;
        let (t, m, b) = (y - 354.0, y - 338.0, y - 322.0);
        s.stroke(&[(dx, t), (dx + 14.0, t), (dx + 14.0, m), (dx, m), (dx, b), (dx + 14.0, b)], 3.2);
    }
    for key in 0..5 {
        s.flat(
            &Shape::rect(x + 84.0 + key as f32 * 23.0, y - 308.0, 15.0, 11.0),
            Hatch::Line(0.0, 0.0),
            0.03,
        );
    }
}
