//! Scenes at railways.

use super::super::growth::hedge;
use super::super::maths::{Point, mix};
use super::super::outdoors::{Sky, ground, hills, litter, shadow, smoke};
use super::super::people::{Arms, Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, curve};
use super::super::space::{Block, Drum, View, Wall, wheel};
use super::harbour::gable;
use super::town::towers;
use super::works::chimney;

/// A footbridge over railway lines, its stairs ending at a market street.
pub(super) fn footbridge(s: &mut Sheet) {
    let view = View { ahead: (430.0, 430.0), focal: 820.0, eye: 5.2, turn: 0.0 };
    Sky { cover: 0.5, heavy: 0.3, ..Sky::calm(432.0) }.draw(s);
    towers(s, 0.0, 436.0, 380.0);
    hedge(s, 0.0, 640.0, 438.0, 30.0, 0.45);
    ground(s, 430.0, 0.3, 0.24);
    tracks(s, &view, &[-9.5, -4.5, 0.5]);
    train(s, &view, (-10.9, 60.0));
    market(s);
    bridge(s, &view);
    for (x, y, h, dress) in [
        (905.0, 742.0, 140.0, Dress::Sari),
        (985.0, 770.0, 165.0, Dress::Shirt),
        (1085.0, 752.0, 150.0, Dress::Sari),
    ] {
        let person =
            Person::new((x, y), h, dress).arms(if x < 950.0 { Arms::Load } else { Arms::Down });
        person.draw(s);
    }
    basket(s, (905.0, 742.0 - 142.0), 34.0);
}

fn basket(s: &mut Sheet, at: Point, r: f32) {
    let bowl = Shape::of(&curve(&[
        (at.0 - r, at.1 - r * 0.4),
        (at.0 - r * 0.7, at.1 + r * 0.1),
        (at.0 + r * 0.7, at.1 + r * 0.1),
        (at.0 + r, at.1 - r * 0.4),
        (at.0, at.1 - r * 0.75),
        (at.0 - r, at.1 - r * 0.4),
    ]));
    s.flat(&bowl, Hatch::Line(40.0, 0.0), 0.45);
    s.outline(&bowl, 1.5);
}

/// Railway lines that run away from the viewer, by their middles.
pub(super) fn tracks(s: &mut Sheet, view: &View, middles: &[f32]) {
    for middle in middles {
        let mut z = 150.0;
        while z > 4.0 {
            let sleeper = view.area(&[
                (middle - 1.3, 0.0, z),
                (middle + 1.3, 0.0, z),
                (middle + 1.3, 0.0, z - 0.26),
                (middle - 1.3, 0.0, z - 0.26),
            ]);
            if z < 60.0 {
                s.flat(&sleeper, Hatch::Line(0.0, 0.0), 0.72);
                s.outline(&sleeper, 1.0);
            }
            z -= 0.75;
        }
        for rail in [-0.8, 0.8] {
            let band = view.area(&[
                (middle + rail - 0.06, 0.15, 160.0),
                (middle + rail + 0.06, 0.15, 160.0),
                (middle + rail + 0.06, 0.15, 3.0),
                (middle + rail - 0.06, 0.15, 3.0),
            ]);
            s.flat(&band, Hatch::Line(90.0, 0.0), 0.05);
            s.outline(&band, 1.5);
        }
    }
}

fn market(s: &mut Sheet) {
    let street = Shape::of(&[(760.0, 470.0), (s.width, 450.0), (s.width, 800.0), (700.0, 800.0)]);
    s.flat(&street, Hatch::Line(0.0, 1.0), 0.1);
    s.line((760.0, 470.0), (700.0, 800.0), 2.4);
    let view = View { ahead: (760.0, 430.0), focal: 820.0, eye: 5.2, turn: 0.0 };
    for stall in (0..4).rev() {
        let z = 15.0 + stall as f32 * 6.5;
        Block::new((4.8, 0.0, z), (7.0, 6.5, 6.0)).draw_with(s, &view, 0.3, |s, wall, side| {
            if side == 2 {
                wall.pane(s, [0.1, 0.0, 0.9, 0.42], 0.88);
                wall.pane(s, [0.15, 0.62, 0.4, 0.85], 0.7);
                wall.pane(s, [0.6, 0.62, 0.85, 0.85], 0.7);
            }
        });
        let cloth = view.area(&[
            (4.8, 3.2, z + 0.2),
            (4.8, 3.2, z + 5.8),
            (3.2, 2.5, z + 5.8),
            (3.2, 2.5, z + 0.2),
        ]);
        if stall == 1 {
            s.ink = Ink::Red;
        }
        s.flat(&cloth, Hatch::Line(50.0, 0.0), if stall % 2 == 0 { 0.25 } else { 0.6 });
        s.ink = Ink::Black;
        s.outline(&cloth, 1.6);
        Block::new((3.6, 0.0, z + 0.6), (1.2, 0.9, 4.6)).draw(s, &view, 0.4);
    }
}

fn bridge(s: &mut Sheet, view: &View) {
    let (y, z) = (6.6, 21.0);
    for x in [-15.0, -2.0, 4.4] {
        Block::new((x, 0.0, z + 0.4), (0.7, y, 0.7)).draw(s, view, 0.4);
        Block::new((x, 0.0, z + 2.4), (0.7, y, 0.7)).draw(s, view, 0.6);
    }
    let deck = Block::new((-30.0, y, z), (36.5, 0.6, 3.2));
    deck.draw(s, view, 0.55);
    for (depth, dark) in [(3.2, 1.6), (0.0, 2.4)] {
        let rail = Wall::new(*view, (-30.0, y + 0.6, z + depth), (36.5, 0.0, 0.0), (0.0, 1.5, 0.0));
        rail.ribs(s, 74, 1.0);
        s.line(rail.at(0.0, 1.0), rail.at(1.0, 1.0), dark * 1.5);
        s.line(rail.at(0.0, 0.5), rail.at(1.0, 0.5), dark);
        if depth > 1.0 {
            for (x, dress) in [
                (-13.0, Dress::Shirt),
                (-5.0, Dress::Sari),
                (1.0, Dress::Shirt),
                (-8.0, Dress::Shirt),
            ] {
                let at = view.at((x, y + 0.6, z + 1.5));
                Person::new(at, view.metre((x, y, z)) * 1.65, dress).draw(s);
            }
        }
    }
    for step in (0..22).rev() {
        let t = step as f32;
        let (sy, sz) = (y + 0.6 - (t + 1.0) * 0.32, z - 0.1 - t * 0.5);
        Block::new((4.6, sy, sz - 0.5), (2.2, 0.32, 0.5)).draw(s, view, 0.35);
    }
    for x in [4.6, 6.8] {
        let (a, b) = ((x, y + 1.8, z), (x, 1.2, z - 11.0));
        s.line(view.at(a), view.at(b), 3.0);
        for post in 0..12 {
            let t = post as f32 / 11.0;
            let (py, pz) = (mix(y + 0.5, 0.0, t), mix(z, z - 11.0, t));
            s.line(view.at((x, py, pz)), view.at((x, py + 1.2, pz)), 1.4);
        }
    }
}

/// A siding with wagons beside a factory with one tall chimney.
pub(super) fn siding(s: &mut Sheet) {
    let view = View { ahead: (380.0, 520.0), focal: 900.0, eye: 3.4, turn: -10.0 };
    Sky { cover: 0.6, heavy: 0.42, ..Sky::calm(530.0) }.draw(s);
    hills(s, 530.0, 70.0, 240.0, 0.26);
    ground(s, 522.0, 0.28, 0.3);
    chimney(s, &view, (21.0, 0.0, 52.0), 33.0);
    let mouth = view.at((21.0, 33.0, 52.0));
    smoke(s, mouth, (-300.0, -60.0), 56.0, 0.55);
    Block::new((4.0, 0.0, 46.0), (14.0, 9.0, 12.0)).draw_with(s, &view, 0.34, |s, wall, side| {
        if side < 3 {
            wall.panes(s, 2, 5, (0.5, 0.5), 0.8);
        }
    });
    gable(s, &view, (4.0, 9.0, 46.0), (14.0, 4.0, 12.0), 0.4);
    Block::new((18.0, 0.0, 44.0), (22.0, 7.0, 14.0)).draw_with(s, &view, 0.3, |s, wall, side| {
        if side < 3 {
            wall.ribs(s, 30, 1.0);
            wall.pane(s, [0.35, 0.0, 0.6, 0.7], 0.88);
        }
    });
    Block::new((7.0, 9.0, 50.0), (4.0, 9.0, 4.0)).draw(s, &view, 0.3);
    tracks(s, &view, &[1.2, -4.6]);
    for car in (0..6).rev() {
        wagon(s, &view, (-6.15, 12.5 + car as f32 * 11.6), car == 1);
    }
    let man = view.at((-2.4, 0.0, 11.0));
    Person::new(man, view.metre((0.0, 0.0, 11.0)) * 1.75, Dress::Overalls).draw(s);
    litter(s, 600.0, 50);
}

fn wagon(s: &mut Sheet, view: &View, at: Point, red: bool) {
    let (x, z) = at;
    for wz in [1.6, 3.2, 7.4, 9.0] {
        wheel(s, view, (x, 0.62, z + wz), 0.48, true);
    }
    Block::new((x, 0.7, z), (3.1, 0.4, 10.6)).draw(s, view, 0.85);
    if red {
        s.ink = Ink::Red;
    }
    Block::new((x, 1.1, z + 0.2), (3.1, 2.3, 10.2)).draw_with(
        s,
        view,
        if red { 0.5 } else { 0.4 },
        |s, wall, side| {
            s.ink = Ink::Black;
            if side < 3 {
                wall.ribs(s, if side == 0 { 4 } else { 9 }, 2.4);
            }
            if red {
                s.ink = Ink::Red;
            }
        },
    );
    s.ink = Ink::Black;
    let mut heap = vec![view.at((x + 0.15, 3.4, z + 0.4))];
    for step in 0..=16 {
        let t = step as f32 / 16.0;
        let lump = s.chance.range(0.0, 0.22);
        heap.push(view.at((
            x + 1.5,
            3.4 + 0.75 * (1.0 - (2.0 * t - 1.0).powi(4)) + lump,
            z + 0.4 + t * 9.8,
        )));
    }
    heap.push(view.at((x + 2.95, 3.4, z + 10.0)));
    heap.push(view.at((x + 2.95, 3.4, z + 0.4)));
    let coal = Shape::of(&heap);
    s.flat(&coal, Hatch::Line(35.0, 2.0), 0.82);
    s.outline(&coal, 1.4);
    for buffer in [0.6, 2.5] {
        let place = view.disc((x + buffer, 0.95, z - 0.25), 0.22, false);
        s.flat(&place, Hatch::Line(0.0, 0.0), 0.6);
        s.outline(&place, 1.4);
    }
}

/// A train that comes towards the viewer, by the left edge and distance of its front.
pub(super) fn train(s: &mut Sheet, view: &View, at: Point) {
    let (x, z) = at;
    Block::new((x, 0.9, z), (3.0, 3.1, 120.0)).draw_with(s, view, 0.4, |s, wall, side| {
        if side == 0 {
            wall.pane(s, [0.08, 0.5, 0.46, 0.85], 0.85);
            wall.pane(s, [0.54, 0.5, 0.92, 0.85], 0.85);
            s.flat(&wall.part(0.0, 0.18, 1.0, 0.32), wall.level(), 0.05);
        }
    });
}

/// A parcel train at a platform, cartons stacked on barrows.
pub(super) fn parcel_train(s: &mut Sheet) {
    let view = View { ahead: (700.0, 330.0), focal: 820.0, eye: 2.3, turn: 0.0 };
    s.flat(&Shape::rect(0.0, 0.0, s.width, 420.0), Hatch::Line(0.0, 1.0), 0.06);
    Sky { cover: 0.3, ..Sky::calm(340.0) }.draw(s);
    ground(s, 330.0, 0.14, 0.1);
    let roof = view.area(&[(-1.6, 5.2, 60.0), (9.0, 5.8, 60.0), (9.0, 5.8, 3.0), (-1.6, 5.2, 3.0)]);
    s.flat(&roof, Hatch::Fan(view.at((0.0, 2.3, 500.0)), 300.0), 0.62);
    s.outline(&roof, 2.0);
    let coach = Block::new((-5.2, -0.3, 3.2), (3.1, 3.9, 68.0));
    coach.draw_with(s, &view, 0.32, |s, wall, side| {
        if side == 0 {
            wall.pane(s, [0.66, 0.14, 0.94, 0.84], 0.85);
            s.line(wall.at(0.0, 0.9), wall.at(1.0, 0.9), 2.4);
        }
        if side == 1 {
            s.ink = Ink::Red;
            s.flat(&wall.part(0.0, 0.14, 1.0, 0.86), wall.plumb(), 0.6);
            s.ink = Ink::Black;
            s.line(wall.at(0.0, 0.86), wall.at(1.0, 0.86), 2.4);
            for door in 0..6 {
                let a = 0.06 + door as f32 * 0.16;
                let gap = wall.part(a, 0.14, a + 0.055, 0.8);
                s.flat(&gap, Hatch::Line(90.0, 0.0), 0.92);
                s.outline(&gap, 2.0);
                let leaf = wall.part(a + 0.057, 0.13, a + 0.1, 0.81);
                s.flat(&leaf, wall.plumb(), 0.3);
                s.outline(&leaf, 1.6);
            }
        }
    });
    for post in (0..6).rev() {
        let z = 7.5 + post as f32 * 8.5;
        Drum { foot: (3.4, 0.0, z), wide: 0.17, top: 0.14, high: 5.4 }.draw(s, &view, 0.5);
        s.line(view.at((3.4, 4.3, z)), view.at((1.6, 5.3, z)), 3.0);
        s.line(view.at((3.4, 4.3, z)), view.at((5.2, 5.5, z)), 3.0);
    }
    s.taper(&[view.at((-1.9, 0.0, 2.0)), view.at((-1.9, 0.0, 80.0))], 5.0, 1.0);
    s.taper(&[view.at((-1.5, 0.0, 2.0)), view.at((-1.5, 0.0, 80.0))], 2.4, 0.8);
    for (x, z, rows) in [(0.3, 17.0, 2), (0.9, 11.2, 3), (-0.6, 6.4, 3)] {
        barrow(s, &view, (x, z), rows);
    }
    for (x, z, dress, arms) in [
        (-0.9, 14.2, Dress::Shirt, Arms::Load),
        (2.7, 8.4, Dress::Overalls, Arms::Before),
        (4.9, 12.0, Dress::Shirt, Arms::Down),
    ] {
        let foot = view.at((x, 0.0, z));
        let tall = view.metre((x, 0.0, z)) * 1.72;
        Person::new(foot, tall, dress).arms(arms).left().draw(s);
        if arms == Arms::Load {
            let load =
                Shape::rect(foot.0 - tall * 0.15, foot.1 - tall * 1.24, tall * 0.3, tall * 0.22);
            s.flat(&load, Hatch::Line(90.0, 0.0), 0.2);
            s.outline(&load, 1.6);
        }
    }
}

fn barrow(s: &mut Sheet, view: &View, at: Point, rows: u32) {
    let (x, z) = at;
    shadow(
        s,
        &view.area(&[
            (x, 0.0, z - 0.2),
            (x + 2.6, 0.0, z - 0.2),
            (x + 2.6, 0.0, z + 1.4),
            (x, 0.0, z + 1.4),
        ]),
        0.6,
    );
    for wx in [0.3, 1.7] {
        wheel(s, view, (x + wx, 0.26, z + 0.02), 0.25, false);
    }
    Block::new((x, 0.5, z), (2.0, 0.12, 1.2)).draw(s, view, 0.7);
    for row in 0..rows {
        for column in 0..3 {
            let (w, h) = (0.62, 0.5);
            Block::new(
                (x + 0.05 + column as f32 * 0.65, 0.62 + row as f32 * 0.52, z + 0.1),
                (w, h, 0.9),
            )
            .draw_with(s, view, 0.2, |s, wall, side| {
                if side < 3 {
                    s.flat(&wall.part(0.44, 0.0, 0.56, 1.0), wall.plumb(), 0.4);
                    s.line(wall.at(0.08, 0.2), wall.at(0.3, 0.2), 1.4);
                }
            });
        }
    }
    s.line(view.at((x + 2.0, 0.55, z)), view.at((x + 2.6, 1.2, z)), 3.4);
}
