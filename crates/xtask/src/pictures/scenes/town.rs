//! Scenes in towns.

use super::super::growth::{bush, hedge, tree};
use super::super::maths::{Point, cos, sin};
use super::super::outdoors::{Sky, ground, hills, shadow};
use super::super::people::{Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::Shape;
use super::super::space::{Block, Drum, View, Wall, wheel};

/// Towers of a city from afar.
pub(super) fn towers(s: &mut Sheet, from: f32, foot: f32, wide: f32) {
    for row in 0..2 {
        let mut x = from + row as f32 * 14.0;
        while x < from + wide {
            let middle = 1.0 - ((x - from - wide * 0.45) / wide).abs() * 1.1;
            let w = s.chance.range(26.0, 52.0);
            let h =
                s.chance.range(60.0, 200.0) * middle.max(0.25) * if row == 0 { 1.25 } else { 0.75 };
            let body = Shape::rect(x, foot - h, w, h);
            let tone = if row == 0 { 0.12 } else { 0.26 };
            s.fill(&body, Hatch::Line(90.0, 0.0), |px, _| {
                tone + if px > x + w * 0.58 { 0.34 } else { 0.0 }
            });
            s.outline(&body, 1.3);
            if s.chance.happens(0.5) {
                s.line((x + w * 0.4, foot - h), (x + w * 0.4, foot - h - 18.0), 1.4);
                s.flat(
                    &Shape::rect(x + w * 0.55, foot - h - 8.0, w * 0.25, 8.0),
                    Hatch::Line(90.0, 0.0),
                    0.6,
                );
            }
            let floors = (h / 11.0) as u32;
            for floor in 1..floors {
                let y = foot - h + floor as f32 * 11.0;
                for window in 0..4 {
                    let wx = x + w * (0.1 + 0.12 * window as f32);
                    s.line((wx, y), (wx + w * 0.06, y), 2.6);
                }
            }
            x += w + s.chance.range(-8.0, 16.0);
        }
    }
}

/// Flat roofs of a town from above, with water tanks and a few trees.
pub(super) fn roofs(s: &mut Sheet) {
    let view = View { ahead: (600.0, 120.0), focal: 950.0, eye: 24.0, turn: 24.0 };
    Sky { cover: 0.5, ..Sky::calm(150.0) }.draw(s);
    hills(s, 152.0, 60.0, 200.0, 0.3);
    ground(s, 150.0, 0.3, 0.1);
    hedge(s, 0.0, s.width, 160.0, 22.0, 0.4);
    let mut homes = Vec::new();
    for row in 0..9 {
        for column in -7..9 {
            let (x, z) =
                (column as f32 * 13.5 + s.chance.range(0.0, 2.5), 24.0 + row as f32 * 13.5);
            homes.push((
                x,
                z,
                s.chance.range(8.5, 11.5),
                s.chance.range(8.5, 11.0),
                s.chance.range(4.0, 10.5),
                s.chance.seed() % 6,
            ));
        }
    }
    let a = view.turn.to_radians();
    let far = |h: &(f32, f32, f32, f32, f32, u32)| h.0 * sin(a) + h.1 * cos(a);
    homes.sort_by(|p, q| far(q).total_cmp(&far(p)));
    for (x, z, w, d, h, kind) in homes {
        let at = view.at((x + w * 0.5, 0.0, z + d * 0.5));
        if far(&(x, z, w, d, h, kind)) < 18.0 || at.0 < -300.0 || at.0 > 1500.0 {
            continue;
        }
        if kind == 5 {
            let size = view.metre((x, 0.0, z)) * 11.0;
            tree(s, at, size, 0.9);
            continue;
        }
        home(s, &view, (x, z), (w, h, d), kind);
    }
}

fn home(s: &mut Sheet, view: &View, at: Point, size: (f32, f32, f32), kind: u32) {
    let ((x, z), (w, h, d)) = (at, size);
    Block::new((x, 0.0, z), size).draw_with(s, view, 0.36, |s, wall, side| {
        if side < 3 {
            wall.panes(s, (h / 3.0) as u32, 3, (0.34, 0.45), 0.8);
        } else {
            s.shade(&wall.whole(), |_, _, _| 0.1);
            s.outline(&wall.part(0.04, 0.04, 0.96, 0.96), 1.2);
            s.shade(&wall.part(0.04, 0.86, 0.96, 0.96), |_, _, _| 0.6);
        }
    });
    let (rx, rz) = (x + w * 0.3, z + d * 0.4);
    match kind {
        0 | 3 => {
            if kind == 3 {
                s.ink = Ink::Red;
            }
            Drum { foot: (rx, h, rz), wide: 1.1, top: 1.0, high: 1.7 }.draw(
                s,
                view,
                if kind == 3 { 0.6 } else { 0.8 },
            );
            s.ink = Ink::Black;
            Drum { foot: (rx + 2.9, h, rz + 0.6), wide: 1.0, top: 0.9, high: 1.5 }
                .draw(s, view, 0.5);
        }
        1 => Block::new((rx, h, rz), (3.2, 2.6, 3.0)).draw(s, view, 0.4),
        2 => {
            Block::new((rx, h, rz), (3.0, 2.4, 2.8)).draw(s, view, 0.36);
            Drum { foot: (rx + 1.5, h + 2.4, rz + 1.2), wide: 1.0, top: 0.95, high: 1.5 }
                .draw(s, view, 0.82);
        }
        _ => {
            let panel = view.area(&[
                (rx, h + 0.4, rz),
                (rx + 4.0, h + 0.4, rz),
                (rx + 4.0, h + 1.6, rz + 2.2),
                (rx, h + 1.6, rz + 2.2),
            ]);
            s.flat(&panel, Hatch::Line(20.0, 0.0), 0.8);
            s.outline(&panel, 1.4);
        }
    }
}

/// A hospital of five storeys, an ambulance at the door.
pub(super) fn hospital(s: &mut Sheet) {
    let view = View { ahead: (420.0, 640.0), focal: 900.0, eye: 2.0, turn: 26.0 };
    Sky { cover: 0.55, heavy: 0.34, ..Sky::calm(660.0) }.draw(s);
    ground(s, 640.0, 0.17, 0.1);
    hedge(s, 0.0, s.width, 660.0, 40.0, 0.42);
    let (x, z, w, h, d) = (-1.0, 30.0, 30.0, 18.0, 14.0);
    Block::new((x, 0.0, z), (w, h, d)).draw_with(s, &view, 0.2, |s, wall, side| {
        if side < 3 {
            for floor in 0..5 {
                let b = floor as f32 / 5.0;
                s.flat(&wall.part(0.0, b + 0.185, 1.0, b + 0.2), wall.level(), 0.6);
                s.line(wall.at(0.0, b + 0.185), wall.at(1.0, b + 0.185), 1.2);
            }
            wall.panes(s, 5, if side == 0 { 11 } else { 5 }, (0.5, 0.45), 0.72);
        }
    });
    Block::new((x + 1.0, h, z + 2.0), (w - 2.0, 0.8, d - 2.0)).draw(s, &view, 0.3);
    Block::new((x + 20.0, h + 0.8, z + 4.0), (5.0, 3.0, 5.0)).draw(s, &view, 0.4);
    Drum { foot: (x + 6.0, h + 0.8, z + 5.0), wide: 1.6, top: 1.5, high: 2.4 }.draw(s, &view, 0.7);
    Block::new((x + 9.0, 3.4, z - 5.0), (10.0, 0.7, 5.0)).draw(s, &view, 0.3);
    let door = Wall::new(view, (x + 10.0, 0.0, z - 0.02), (8.0, 0.0, 0.0), (0.0, 3.3, 0.0));
    door.pane(s, [0.0, 0.0, 1.0, 1.0], 0.88);
    for a in [0.25, 0.5, 0.75] {
        s.line(door.at(a, 0.0), door.at(a, 1.0), 1.6);
    }
    for px in [x + 9.4, x + 18.2] {
        Block::new((px, 0.0, z - 4.8), (0.45, 3.4, 0.45)).draw(s, &view, 0.3);
    }
    ambulance(s, &view, (5.0, 0.0, 18.5));
    tree(s, (120.0, 700.0), 380.0, 0.8);
    for (x, y, tall, dress) in
        [(735.0, 700.0, 122.0, Dress::Sari), (782.0, 704.0, 126.0, Dress::Shirt)]
    {
        Person::new((x, y), tall, dress).left().draw(s);
    }
    bush(s, (1120.0, 742.0), 60.0);
    bush(s, (1010.0, 756.0), 44.0);
}

fn ambulance(s: &mut Sheet, view: &View, at: (f32, f32, f32)) {
    let (x, y, z) = at;
    let dark = view.area(&[
        (x, y, z - 0.3),
        (x + 5.8, y, z - 0.3),
        (x + 5.4, y, z + 2.0),
        (x, y, z + 2.0),
    ]);
    shadow(s, &dark, 0.7);
    let van = Block::new((x + 1.1, y + 0.45, z), (4.2, 1.9, 1.9));
    van.draw_with(s, view, 0.1, |s, wall, side| {
        if side == 0 {
            s.ink = Ink::Red;
            s.flat(&wall.part(0.0, 0.3, 1.0, 0.44), wall.level(), 0.8);
            s.ink = Ink::Black;
            wall.pane(s, [0.36, 0.54, 0.62, 0.88], 0.7);
            wall.pane(s, [0.68, 0.54, 0.94, 0.88], 0.7);
            wall.pane(s, [0.06, 0.54, 0.28, 0.88], 0.7);
            s.line(wall.at(0.32, 0.04), wall.at(0.32, 0.94), 1.4);
        }
    });
    Block::new((x, y + 0.45, z), (1.15, 1.0, 1.9)).draw_with(s, view, 0.16, |s, wall, side| {
        if side == 2 {
            s.flat(&wall.part(0.2, 0.25, 0.8, 0.6), wall.level(), 0.75);
        }
    });
    let screen = view.area(&[
        (x + 0.2, y + 1.45, z + 0.08),
        (x + 1.1, y + 2.3, z + 0.08),
        (x + 1.1, y + 2.3, z + 1.8),
        (x + 0.2, y + 1.45, z + 1.8),
    ]);
    s.flat(&screen, Hatch::Line(60.0, 0.0), 0.75);
    s.outline(&screen, 1.4);
    s.ink = Ink::Red;
    Block::new((x + 1.7, y + 2.35, z + 0.4), (0.4, 0.3, 1.1)).draw(s, view, 0.7);
    s.ink = Ink::Black;
    for wx in [0.85, 4.2] {
        wheel(s, view, (x + wx, y + 0.38, z - 0.03), 0.4, false);
    }
}
