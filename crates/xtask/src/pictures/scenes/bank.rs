//! A bank’s portico.

use super::super::growth::{palm, tree};
use super::super::maths::{Point, mix, smooth};
use super::super::outdoors::{Sky, birds, ground};
use super::super::people::{Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, curve};
use super::super::space::{Block, View, Wall, round_tone};

/// A central bank's building: columns and broad steps.
pub(super) fn bank(s: &mut Sheet) {
    let view = View { ahead: (520.0, 640.0), focal: 900.0, eye: 1.9, turn: 12.0 };
    Sky { cover: 0.5, heavy: 0.3, ..Sky::calm(660.0) }.draw(s);
    ground(s, 640.0, 0.16, 0.1);
    tree(s, (1130.0, 668.0), 300.0, 0.75);
    palm(s, (70.0, 668.0), 330.0, -20.0);
    let (x, z, w, d) = (-15.0, 34.0, 34.0, 20.0);
    Block::new((x - 3.0, 0.0, z + 3.0), (w + 6.0, 13.2, d)).draw_with(
        s,
        &view,
        0.22,
        |s, wall, side| {
            if side == 0 || side == 2 {
                wall.panes(s, 3, if side == 0 { 11 } else { 6 }, (0.4, 0.6), 0.7);
            }
        },
    );
    steps(s, &view, (x - 1.0, z - 7.0), w + 2.0);
    let back = Wall::new(view, (x, 2.1, z + 3.0), (w, 0.0, 0.0), (0.0, 11.0, 0.0));
    s.fill(&back.whole(), back.plumb(), |_, y| mix(0.9, 0.55, smooth(330.0, 620.0, y)));
    s.ink = Ink::Red;
    s.flat(&back.part(0.44, 0.0, 0.56, 0.62), back.plumb(), 0.75);
    s.ink = Ink::Black;
    s.outline(&back.part(0.44, 0.0, 0.56, 0.62), 2.0);
    s.line(back.at(0.5, 0.0), back.at(0.5, 0.62), 1.6);
    for column in 0..8 {
        column_of_stone(s, &view, (x + 1.6 + column as f32 * (w - 3.2) / 7.0, 2.1, z), 11.0);
    }
    Block::new((x - 0.4, 13.1, z - 1.2), (w + 0.8, 2.4, 5.0)).draw_with(
        s,
        &view,
        0.14,
        |s, wall, side| {
            if side == 0 {
                s.line(wall.at(0.0, 0.42), wall.at(1.0, 0.42), 1.6);
                s.line(wall.at(0.0, 0.3), wall.at(1.0, 0.3), 1.2);
                for tooth in 0..70 {
                    let a = tooth as f32 / 70.0;
                    s.shade(&wall.part(a, 0.78, a + 0.007, 0.92), |_, _, _| 0.85);
                }
            }
        },
    );
    pediment(s, &view, (x - 0.8, 15.5, z - 1.2), w + 1.6);
    for (x, y, h, dress) in [
        (330.0, 716.0, 86.0, Dress::Shirt),
        (366.0, 720.0, 84.0, Dress::Sari),
        (820.0, 706.0, 78.0, Dress::Shirt),
    ] {
        Person::new((x, y), h, dress).draw(s);
    }
    birds(s, (260.0, 130.0), 5);
}

fn steps(s: &mut Sheet, view: &View, at: Point, w: f32) {
    for step in 0..9 {
        let t = step as f32;
        Block::new((at.0 + t * 0.14, t * 0.235, at.1 + t * 0.75), (w - t * 0.28, 0.235, 8.0))
            .draw_with(s, view, 0.42, |s, wall, side| {
                if side == 3 {
                    s.shade(&wall.whole(), |_, _, _| 0.04);
                }
            });
    }
}

fn column_of_stone(s: &mut Sheet, view: &View, at: (f32, f32, f32), h: f32) {
    let (x, y, z) = at;
    Block::new((x - 1.0, y, z - 1.0), (2.0, 0.5, 2.0)).draw(s, view, 0.2);
    let (a, b) = (view.at((x, y + 0.5, z)), view.at((x, y + h - 0.8, z)));
    let (r0, r1) = (view.metre(at) * 0.82, view.metre(at) * 0.68);
    let shaft = Shape::of(&[(a.0 - r0, a.1), (b.0 - r1, b.1), (b.0 + r1, b.1), (a.0 + r0, a.1)]);
    s.fill(&shaft, Hatch::Line(90.0, 0.0), |px, py| {
        let share = ((a.1 - py) / (a.1 - b.1)).clamp(0.0, 1.0);
        let u = (px - a.0 - (b.0 - a.0) * share) / mix(r0, r1, share);
        let flute = (u * 5.0) - (u * 5.0).floor();
        round_tone(u, 0.34) + if flute > 0.7 { 0.16 } else { 0.0 }
    });
    s.outline(&shaft, 1.7);
    Block::new((x - 1.0, y + h - 0.8, z - 1.0), (2.0, 0.8, 2.0)).draw(s, view, 0.25);
    for share in [0.02, 0.05, 0.95] {
        let y = mix(a.1, b.1, share);
        s.line((a.0 - r0, y), (a.0 + r0, y), 1.3);
    }
}

fn pediment(s: &mut Sheet, view: &View, at: (f32, f32, f32), w: f32) {
    let (x, y, z) = at;
    let outer = [(x, y, z), (x + w, y, z), (x + w * 0.5, y + 5.6, z)];
    let inner = [(x + 3.0, y + 0.5, z), (x + w - 3.0, y + 0.5, z), (x + w * 0.5, y + 4.7, z)];
    let area = view.area(&outer);
    s.flat(&area, Hatch::Line(0.0, 0.0), 0.08);
    s.flat(&view.area(&inner), Hatch::Line(0.0, 0.0), 0.5);
    s.outline(&view.area(&inner), 1.5);
    s.outline(&area, 2.0);
    let seal = view.disc((x + w * 0.5, y + 2.1, z - 0.01), 1.45, false);
    s.flat(&seal, Hatch::Line(0.0, 0.0), 0.08);
    s.outline(&seal, 1.6);
    let inner = view.disc((x + w * 0.5, y + 2.1, z - 0.01), 1.0, false);
    s.flat(&inner, Hatch::Line(45.0, 0.0), 0.45);
    s.outline(&inner, 1.2);
    for side in [0.25, 0.75] {
        let foot = view.at((x + w * side, y + 1.0, z));
        s.stroke(
            &curve(&[
                (foot.0 - 40.0, foot.1),
                (foot.0 - 10.0, foot.1 - 18.0),
                (foot.0 + 10.0, foot.1 - 4.0),
                (foot.0 + 40.0, foot.1 - 12.0),
            ]),
            2.0,
        );
    }
}
