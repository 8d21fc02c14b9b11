//! Scenes on hills.

use super::super::growth::{bush, tree};
use super::super::maths::{Point, clouded, mix, noise, smooth};
use super::super::outdoors::{Sky, hills, litter};
use super::super::people::{Arms, Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, curve};
use super::super::space::{Block, View};

/// A telephone mast on a hill with a battery cabinet, pylons behind.
pub(super) fn mast(s: &mut Sheet) {
    Sky { cover: 0.52, heavy: 0.3, ..Sky::calm(640.0) }.draw(s);
    hills(s, 600.0, 120.0, 260.0, 0.24);
    for (x, h) in [(150.0, 150.0), (330.0, 180.0), (545.0, 222.0)] {
        pylon(s, (x, 600.0), h);
    }
    for wire in 0..3 {
        let y = wire as f32;
        s.stroke(
            &curve(&[
                (0.0, 470.0 + y * 16.0),
                (118.0, 464.0 + y * 18.0),
                (240.0, 474.0 + y * 20.0),
                (292.0, 437.0 + y * 22.0),
                (420.0, 456.0 + y * 24.0),
                (500.0, 399.0 + y * 27.0),
                (760.0, 440.0 + y * 30.0),
            ]),
            0.9,
        );
    }
    hill(s);
    lattice_mast(s, (800.0, 560.0), 500.0);
    let view = View { ahead: (640.0, 470.0), focal: 900.0, eye: 1.0, turn: 22.0 };
    s.ink = Ink::Red;
    Block::new((2.2, -1.55, 9.0), (1.3, 1.7, 0.9)).draw_with(s, &view, 0.5, |s, wall, side| {
        s.ink = Ink::Black;
        if side < 3 {
            s.outline(&wall.part(0.08, 0.06, 0.92, 0.94), 1.4);
            for slot in 0..5 {
                let b = 0.62 + slot as f32 * 0.05;
                s.line(wall.at(0.2, b), wall.at(0.8, b), 1.8);
            }
            s.line(wall.at(0.8, 0.3), wall.at(0.8, 0.5), 3.0);
        }
        s.ink = Ink::Red;
    });
    s.ink = Ink::Black;
    s.stroke(&curve(&[(795.0, 640.0), (830.0, 655.0), (812.0, 600.0)]), 3.0);
    Person::new((1050.0, 716.0), 176.0, Dress::Overalls).left().arms(Arms::Before).draw(s);
    bush(s, (190.0, 716.0), 54.0);
    litter(s, 640.0, 60);
}

fn hill(s: &mut Sheet) {
    let crest = curve(&[
        (0.0, 690.0),
        (220.0, 640.0),
        (520.0, 572.0),
        (800.0, 546.0),
        (1020.0, 566.0),
        (1202.0, 620.0),
    ]);
    let mut ring = crest.clone();
    ring.extend([(1202.0, 802.0), (0.0, 802.0)]);
    let seed = s.chance.seed();
    s.paint(&Shape::of(&ring), 30, |x, y| {
        let patch = clouded(x / 110.0, y / 40.0, 3, seed) - 0.5;
        (
            (0.16 + 0.16 * smooth(500.0, 1200.0, x) + patch * 0.5).clamp(0.0, 0.7),
            y + (x - 800.0) * (x - 800.0) * -0.00022 + patch * 24.0,
        )
    });
    s.stroke(&crest, 1.8);
}

fn lattice_mast(s: &mut Sheet, foot: Point, h: f32) {
    let half = |t: f32| mix(h * 0.085, h * 0.02, t);
    let at = |side: f32, t: f32| (foot.0 + side * half(t), foot.1 - h * t);
    for side in [-1.0, 1.0] {
        s.line(at(side, 0.0), at(side, 1.0), 5.0);
    }
    s.line((foot.0 + half(0.0) * 0.3, foot.1 - 10.0), (foot.0, foot.1 - h), 3.0);
    let levels = 13;
    for level in 0..levels {
        let (t0, t1) = (level as f32 / levels as f32, (level + 1) as f32 / levels as f32);
        s.line(at(-1.0, t0), at(1.0, t1), 2.2);
        s.line(at(1.0, t0), at(-1.0, t1), 2.2);
        s.line(at(-1.0, t1), at(1.0, t1), 2.4);
    }
    for (t, count) in [(0.98, 3), (0.84, 3)] {
        for panel in 0..count {
            let x = foot.0 + (panel as f32 - 1.0) * h * 0.075;
            let face = Shape::rect(x - h * 0.014, foot.1 - h * t - h * 0.07, h * 0.03, h * 0.13);
            s.fill(&face, Hatch::Line(90.0, 0.0), |px, _| if px > x { 0.55 } else { 0.08 });
            s.outline(&face, 1.7);
            s.line((x, foot.1 - h * t), (foot.0, foot.1 - h * t), 2.4);
        }
    }
    for (t, side) in [(0.68, -1.0), (0.62, 1.0)] {
        let (x, y) = (foot.0 + side * h * 0.075, foot.1 - h * t);
        let dish = Shape::ellipse(x, y, h * 0.042, h * 0.05);
        s.fill(&dish, Hatch::Ring((x, y), 1.2), |px, py| {
            (0.3 + ((px - x) + (py - y)) / (h * 0.1)).clamp(0.05, 0.75)
        });
        s.outline(&dish, 1.8);
    }
    s.taper(&[(foot.0, foot.1 - h), (foot.0, foot.1 - h * 1.09)], 3.0, 1.2);
}

fn pylon(s: &mut Sheet, foot: Point, h: f32) {
    let at = |u: f32, v: f32| (foot.0 + u * h, foot.1 - v * h);
    for side in [-1.0, 1.0] {
        s.stroke(
            &[at(0.14 * side, 0.0), at(0.05 * side, 0.55), at(0.03 * side, 0.9), at(0.0, 1.0)],
            2.2,
        );
    }
    for (v, w) in [(0.62, 0.22), (0.76, 0.19), (0.9, 0.15)] {
        s.stroke(&[at(-w, v), at(0.0, v + 0.035), at(w, v)], 1.8);
        s.line(at(-w, v), at(w, v), 1.8);
        for side in [-1.0, 1.0] {
            s.line(at(w * side, v), at(w * side, v - 0.04), 1.6);
        }
    }
    for level in 0..6 {
        let (a, b) = (level as f32 / 6.0 * 0.55, (level + 1) as f32 / 6.0 * 0.55);
        let (wa, wb) = (mix(0.14, 0.05, a / 0.55), mix(0.14, 0.05, b / 0.55));
        s.line(at(-wa, a), at(wb, b), 1.2);
        s.line(at(wa, a), at(-wb, b), 1.2);
    }
}

/// A tea garden on rolling ground with shade trees.
pub(super) fn tea(s: &mut Sheet) {
    Sky { cover: 0.6, heavy: 0.3, ..Sky::calm(330.0) }.draw(s);
    hills(s, 360.0, 190.0, 330.0, 0.22);
    hills(s, 380.0, 90.0, 230.0, 0.34);
    let slopes: [(&[Point], f32); 3] = [
        (&[(0.0, 400.0), (300.0, 340.0), (640.0, 370.0), (900.0, 420.0), (1202.0, 380.0)], 15.0),
        (&[(0.0, 470.0), (240.0, 500.0), (600.0, 440.0), (900.0, 450.0), (1202.0, 520.0)], 27.0),
        (&[(0.0, 620.0), (350.0, 560.0), (700.0, 600.0), (1000.0, 570.0), (1202.0, 590.0)], 46.0),
    ];
    for (at, (crest, gap)) in slopes.into_iter().enumerate() {
        slope(s, crest, gap);
        let trees: &[(f32, f32, f32)] = [
            &[(180.0, 392.0, 110.0), (470.0, 380.0, 96.0), (1000.0, 424.0, 110.0)][..],
            &[(760.0, 470.0, 190.0), (90.0, 520.0, 170.0)][..],
            &[(1060.0, 640.0, 330.0)][..],
        ][at];
        for (x, y, h) in trees {
            tree(s, (*x, *y), *h, 0.95);
        }
    }
    for (x, y, h, red) in
        [(380.0, 690.0, 150.0, true), (520.0, 668.0, 138.0, false), (690.0, 720.0, 160.0, false)]
    {
        let mut picker = Person::new((x, y + 30.0), h, Dress::Sari).arms(Arms::Before);
        picker.red = red;
        picker.draw(s);
        let basket = Shape::of(&[
            (x - h * 0.24, y - h * 0.52),
            (x - h * 0.08, y - h * 0.54),
            (x - h * 0.1, y - h * 0.24),
            (x - h * 0.2, y - h * 0.24),
        ]);
        s.flat(&basket, Hatch::Line(45.0, 0.0), 0.45);
        s.outline(&basket, 1.5);
    }
    slope(
        s,
        &[(0.0, 740.0), (350.0, 700.0), (640.0, 725.0), (900.0, 700.0), (1202.0, 745.0)],
        62.0,
    );
}

/// A slope covered with rows of clipped bushes that follow its crest.
fn slope(s: &mut Sheet, crest: &[Point], gap: f32) {
    let line = curve(crest);
    let mut ring = line.clone();
    ring.extend([(s.width + 2.0, s.height), (0.0, s.height)]);
    s.flat(&Shape::of(&ring), Hatch::Line(0.0, 2.0), 0.08);
    s.stroke(&line, 1.6);
    let mut down = gap * 0.4;
    while down < 330.0 {
        let size = gap * (0.62 + down / 420.0);
        let mut x = s.chance.range(-size, 0.0);
        while x < s.width + size {
            let at = ((x / s.width.max(1.0)) * (line.len() - 1) as f32)
                .clamp(0.0, (line.len() - 1) as f32) as usize;
            let y = line[at].1 + down;
            if y < s.height + size {
                let seed = s.chance.seed();
                let bush = Shape::ragged(x, y, size * 0.72, size * 0.4, 0.12, seed);
                s.fill(&bush, Hatch::Ring((x, y + size * 0.9), 0.75), |px, py| {
                    let lit = ((px - x) * 0.4 + (py - y) * 1.0) / size;
                    (0.36 + 0.85 * lit + (noise(px / 5.0, py / 4.0, seed) - 0.5) * 0.35)
                        .clamp(0.03, 0.9)
                });
            }
            x += size * 1.15;
        }
        down += size * 0.86;
    }
}
