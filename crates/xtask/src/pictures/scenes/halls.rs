//! Long halls of machines.

use super::super::maths::{Point, noise, smooth};
use super::super::outdoors::{ground, shadow};
use super::super::people::{Arms, Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::Shape;
use super::super::space::{Block, View, Wall, round_tone};

/// A corridor of server racks, straight down the aisle.
pub(super) fn data_hall(s: &mut Sheet) {
    let view = View { ahead: (600.0, 400.0), focal: 620.0, eye: 1.55, turn: 0.0 };
    s.flat(&Shape::rect(0.0, 0.0, s.width, s.height), Hatch::Line(0.0, 0.0), 0.05);
    let floor =
        view.area(&[(-1.5, 0.0, 1.2), (1.5, 0.0, 1.2), (1.5, 0.0, 40.0), (-1.5, 0.0, 40.0)]);
    s.fill(&floor, Hatch::Line(0.0, 0.0), |x, y| {
        0.05 + 0.3 * (1.0 - smooth(0.0, 240.0, (x - 600.0).abs())) * smooth(400.0, 700.0, y) * 0.5
            + 0.1 * smooth(640.0, 420.0, y)
    });
    let ceiling =
        view.area(&[(-1.5, 3.1, 1.2), (1.5, 3.1, 1.2), (1.5, 3.1, 40.0), (-1.5, 3.1, 40.0)]);
    s.flat(&ceiling, Hatch::Line(0.0, 0.0), 0.4);
    for tile in 0..26 {
        let z = 1.6 + tile as f32 * 0.9;
        s.line(view.at((-1.5, 0.0, z)), view.at((1.5, 0.0, z)), 1.1);
        s.line(view.at((-1.5, 3.1, z)), view.at((1.5, 3.1, z)), 0.9);
    }
    for x in [-0.75, 0.0, 0.75] {
        s.taper(&[view.at((x, 0.0, 1.2)), view.at((x, 0.0, 30.0))], 1.4, 0.6);
    }
    for lamp in (0..9).rev() {
        let z = 2.2 + lamp as f32 * 2.4;
        let light = view.area(&[
            (-0.35, 3.08, z),
            (0.35, 3.08, z),
            (0.35, 3.08, z + 1.3),
            (-0.35, 3.08, z + 1.3),
        ]);
        s.flat(&light, Hatch::Line(0.0, 0.0), 0.0);
        s.outline(&light, 1.6);
    }
    let end = Wall::new(view, (-1.5, 0.0, 26.0), (3.0, 0.0, 0.0), (0.0, 3.1, 0.0));
    s.flat(&end.whole(), end.plumb(), 0.2);
    end.pane(s, [0.3, 0.0, 0.7, 0.72], 0.6);
    for rack in (0..15).rev() {
        let z = 1.0 + rack as f32 * 1.62;
        for side in [-1.0, 1.0] {
            server_rack(s, &view, side, z);
        }
    }
    for side in [-1.0, 1.0] {
        let tray = view.area(&[
            (side * 0.95, 2.75, 1.0),
            (side * 1.25, 2.75, 1.0),
            (side * 1.25, 2.75, 26.0),
            (side * 0.95, 2.75, 26.0),
        ]);
        s.flat(&tray, Hatch::Line(0.0, 0.0), 0.7);
        s.outline(&tray, 1.4);
    }
    let foot = view.at((0.35, 0.0, 7.2));
    Person::new(foot, view.metre((0.0, 0.0, 7.2)) * 1.7, Dress::Sari)
        .red()
        .left()
        .arms(Arms::Before)
        .draw(s);
}

fn server_rack(s: &mut Sheet, view: &View, side: f32, z: f32) {
    let wall = Wall::new(*view, (side * 1.3, 0.05, z), (0.0, 0.0, 1.56), (0.0, 2.3, 0.0));
    let lit = if side < 0.0 { 0.5 } else { 0.72 };
    s.fill(&wall.whole(), wall.level(), |_, _| lit);
    s.outline(&wall.whole(), 2.2);
    for half in 0..2 {
        let (a0, a1) = (0.06 + 0.47 * half as f32, 0.46 + 0.47 * half as f32);
        let door = wall.part(a0, 0.03, a1, 0.97);
        s.flat(&door, wall.level(), lit + 0.14);
        s.outline(&door, 1.4);
        if z > 14.0 {
            continue;
        }
        for unit in 0..18 {
            let b = 0.06 + unit as f32 * 0.05;
            if s.chance.happens(0.85) {
                let face = wall.part(a0 + 0.03, b, a1 - 0.03, b + 0.036);
                let tone = s.chance.range(0.1, 0.4) + if side > 0.0 { 0.12 } else { 0.0 };
                s.flat(&face, wall.level(), tone);
                s.outline(&face, 1.0);
                for lamp in 0..3 {
                    let a = a0 + 0.07 + lamp as f32 * 0.05;
                    s.line(wall.at(a, b + 0.018), wall.at(a + 0.02, b + 0.018), 3.0);
                }
            }
        }
    }
}

/// A row of looms in a mill hall.
pub(super) fn looms(s: &mut Sheet) {
    let view = View { ahead: (820.0, 300.0), focal: 800.0, eye: 3.0, turn: -8.0 };
    s.fill(&Shape::rect(0.0, 0.0, s.width, 330.0), Hatch::Line(90.0, 0.0), |x, _| {
        0.16 + 0.3 * smooth(200.0, 1200.0, x)
    });
    let left = Wall::new(view, (-9.0, 0.0, 4.0), (0.0, 0.0, 56.0), (0.0, 6.4, 0.0));
    s.fill(&left.whole(), left.plumb(), |x, _| 0.14 + 0.14 * smooth(500.0, 0.0, x));
    for bay in 0..9 {
        let a = 0.03 + bay as f32 * 0.108;
        let window = left.part(a, 0.4, a + 0.07, 0.85);
        s.flat(&window, left.plumb(), 0.0);
        s.outline(&window, 2.2);
        for bar in 1..4 {
            let t = a + 0.07 * bar as f32 / 4.0;
            s.line(left.at(t, 0.4), left.at(t, 0.85), 1.6);
            let b = 0.4 + 0.45 * bar as f32 / 4.0;
            s.line(left.at(a, b), left.at(a + 0.07, b), 1.6);
        }
    }
    s.outline(&left.whole(), 1.8);
    ground(s, 344.0, 0.2, 0.1);
    s.line((0.0, 344.0), (s.width, 344.0), 1.4);
    let roof = view.area(&[(-9.0, 6.4, 4.0), (9.0, 6.4, 4.0), (9.0, 6.4, 60.0), (-9.0, 6.4, 60.0)]);
    s.flat(&roof, Hatch::Line(0.0, 0.0), 0.6);
    for beam in (0..9).rev() {
        let z = 5.0 + beam as f32 * 6.2;
        Block::new((-9.0, 5.9, z), (18.0, 0.5, 0.4)).draw(s, &view, 0.7);
        s.line(view.at((-4.0, 5.9, z)), view.at((-4.0, 4.9, z)), 1.4);
        let shade = Shape::of(&[
            view.at((-4.6, 4.6, z)),
            view.at((-4.1, 4.95, z)),
            view.at((-3.9, 4.95, z)),
            view.at((-3.4, 4.6, z)),
        ]);
        s.flat(&shade, Hatch::Line(0.0, 0.0), 0.8);
        s.outline(&shade, 1.2);
    }
    for row in (0..8).rev() {
        let z = 6.4 + row as f32 * 4.4;
        for x in [5.2, -4.6] {
            loom(s, &view, (x - 1.6, z), row == 1 && x < 0.0);
        }
    }
    let foot = view.at((1.2, 0.0, 11.0));
    Person::new(foot, view.metre((1.2, 0.0, 11.0)) * 1.7, Dress::Sari)
        .left()
        .arms(Arms::Before)
        .draw(s);
    let foot = view.at((0.2, 0.0, 21.0));
    Person::new(foot, view.metre((0.2, 0.0, 21.0)) * 1.7, Dress::Shirt).draw(s);
}

fn loom(s: &mut Sheet, view: &View, at: Point, red: bool) {
    let (x, z) = at;
    let w = 3.6;
    shadow(
        s,
        &view.area(&[
            (x, 0.0, z - 0.2),
            (x + w + 0.8, 0.0, z - 0.2),
            (x + w + 0.8, 0.0, z + 2.0),
            (x, 0.0, z + 2.0),
        ]),
        0.6,
    );
    for side in [0.0, w - 0.25] {
        Block::new((x + side, 0.0, z + 1.7), (0.25, 1.9, 0.25)).draw(s, view, 0.6);
    }
    let warp = Wall::new(*view, (x + 0.25, 0.95, z + 0.4), (w - 0.5, 0.0, 0.0), (0.0, 0.25, 1.5));
    s.flat(&warp.whole(), warp.plumb(), 0.05);
    warp.ribs(s, 34, 0.9);
    Block::new((x, 1.75, z + 0.9), (w, 0.22, 0.25)).draw(s, view, 0.7);
    for harness in 0..3 {
        let frame = Wall::new(
            *view,
            (x + 0.3, 0.8, z + 0.75 + harness as f32 * 0.18),
            (w - 0.6, 0.0, 0.0),
            (0.0, 0.85, 0.0),
        );
        frame.ribs(s, 26, 0.8);
        s.outline(&frame.whole(), 1.7);
    }
    if red {
        s.ink = Ink::Red;
    }
    let cloth = Wall::new(*view, (x + 0.25, 0.35, z + 0.1), (w - 0.5, 0.0, 0.0), (0.0, 0.62, 0.25));
    s.fill(&cloth.whole(), cloth.level(), |_, y| {
        if red { 0.55 } else { 0.12 + 0.1 * noise(1.0, y / 6.0, 2) }
    });
    s.outline(&cloth.whole(), 1.5);
    s.ink = Ink::Black;
    let (a, b) = (view.at((x + 0.1, 0.42, z)), view.at((x + w - 0.1, 0.42, z)));
    let thick = view.metre((x, 0.4, z)) * 0.3;
    let roll = Shape::band(&[a, b], thick, thick);
    if red {
        s.ink = Ink::Red;
    }
    s.fill(&roll, Hatch::Line(90.0, 0.0), |_, y| round_tone((y - a.1) / thick * 2.0, 0.5));
    s.ink = Ink::Black;
    s.outline(&roll, 1.6);
    for side in [0.0, w - 0.25] {
        Block::new((x + side, 0.0, z), (0.25, 1.15, 1.7)).draw(s, view, 0.62);
        Block::new((x + side, 1.15, z + 0.85), (0.25, 1.3, 0.3)).draw(s, view, 0.55);
    }
    Block::new((x - 0.1, 2.35, z + 0.85), (w + 0.2, 0.2, 0.3)).draw(s, view, 0.5);
}
