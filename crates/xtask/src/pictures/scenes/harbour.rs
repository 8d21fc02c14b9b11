//! Scenes by the sea.

use super::super::growth::hedge;
use super::super::maths::{Point, mix, smooth};
use super::super::outdoors::{Sky, birds, ground, hills, sun, water};
use super::super::people::{Arms, Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, curve};
use super::super::space::{Block, View, Wall, slant};
use super::craft::{container_ship, hanging_box, quay_crane};

/// Four cranes along a quay with a large ship alongside, one boom raised.
pub(super) fn berth(s: &mut Sheet) {
    let view = View { ahead: (560.0, 560.0), focal: 1000.0, eye: 17.0, turn: 0.0 };
    Sky::calm(562.0).draw(s);
    hills(s, 562.0, 60.0, 260.0, 0.3);
    water(s, 560.0, 800.0, 0.42);
    let deck = Block::new((0.0, 0.0, 34.0), (160.0, 3.0, 700.0));
    deck.draw(s, &view, 0.5);
    let rail = |x: f32| (view.at((x, 3.0, 34.0)), view.at((x, 3.0, 600.0)));
    for x in [20.0, 20.8, 38.0, 38.8] {
        let (near, far) = rail(x);
        s.taper(&[near, far], 3.0, 0.8);
    }
    for (at, z) in [400.0_f32, 250.0, 160.0, 105.0].into_iter().enumerate() {
        let foot = view.at((31.0, 3.0, z));
        let tall = view.metre((31.0, 3.0, z)) * 66.0;
        quay_crane(s, foot, tall, -1.0, if at == 2 { 0.85 } else { 0.0 });
    }
    ship_bow_on(s, &view);
    let (trolley, metre) = (view.at((-4.0, 45.5, 105.0)), view.metre((-4.0, 45.5, 105.0)));
    hanging_box(s, trolley, metre * 5.0, metre * 9.0);
    for (x, z, side) in [(12.0, 58.0, 1.0), (14.5, 60.0, -1.0), (31.0, 84.0, 1.0)] {
        let mut docker =
            Person::new(view.at((x, 3.0, z)), view.metre((x, 3.0, z)) * 1.9, Dress::Overalls);
        docker.side = side;
        docker.draw(s);
    }
    birds(s, (230.0, 150.0), 6);
}

/// The bridge and the boxes on deck, by the ship's left side and where its hull is full.
fn stacks(s: &mut Sheet, view: &View, at: Point) {
    let (left, full) = at;
    let tower = Block::new((-38.0, 15.0, 285.0), (30.0, 42.0, 14.0));
    tower.draw_with(s, view, 0.14, |s, wall, side| {
        if side == 0 {
            wall.panes(s, 7, 12, (0.5, 0.3), 0.7);
        }
    });
    for bay in (0..11).rev() {
        let z = full + 6.0 + bay as f32 * 15.5;
        for row in 0..13 {
            let tiers = 5 - u32::from(row % 4 == 1) - u32::from(bay == 0) * 2;
            for tier in 0..tiers {
                let tone = [0.2, 0.32, 0.14, 0.48, 0.26]
                    [((row * 7 + bay * 3 + tier as usize * 5) % 5).min(4)];
                let stack = Block::new(
                    (left + 1.2 + row as f32 * 2.9, 15.0 + tier as f32 * 2.7, z),
                    (2.6, 2.6, 12.2),
                );
                if tier + 1 == tiers || bay == 0 || row == 12 {
                    stack.draw(s, view, tone);
                }
            }
        }
    }
}

fn ship_bow_on(s: &mut Sheet, view: &View) {
    let (left, right, bow, full, stern) = (-43.0, -3.0, 72.0, 100.0, 330.0);
    stacks(s, view, (left, full));
    let stem_top = view.at((-23.0, 21.0, bow));
    let stem_foot = view.at((-23.0, 0.0, bow + 7.0));
    let port: Vec<Point> = [(-23.0, 21.0, bow), (left + 6.0, 18.5, bow + 12.0), (left, 15.5, full)]
        .iter()
        .map(|p| view.at(*p))
        .collect();
    let mut face = curve(&port);
    face.extend([view.at((left, 0.0, full)), stem_foot]);
    let face = Shape::of(&face);
    s.fill(&face, Hatch::Line(82.0, 0.0), |x, _| {
        mix(0.42, 0.62, smooth(0.0, 1.0, (stem_top.0 - x) / 220.0))
    });
    s.outline(&face, 1.8);
    let rail: Vec<Point> = [
        (-23.0, 21.0, bow),
        (right - 6.0, 18.5, bow + 12.0),
        (right, 15.5, full),
        (right, 15.0, stern),
    ]
    .iter()
    .map(|p| view.at(*p))
    .collect();
    let mut side = curve(&rail);
    side.extend([view.at((right, 0.0, stern)), view.at((right, 0.0, full)), stem_foot]);
    let side = Shape::of(&side);
    s.fill(&side, Hatch::Line(96.0, 0.0), |_, y| mix(0.72, 0.84, smooth(560.0, 700.0, y)));
    s.outline(&side, 1.8);
    s.ink = Ink::Red;
    let belt = view.area(&[
        (-23.0, 2.6, bow + 6.2),
        (right, 2.6, full),
        (right, 2.6, stern),
        (right, 0.0, stern),
        (right, 0.0, full),
        (-23.0, 0.0, bow + 7.0),
    ]);
    s.flat(&belt, Hatch::Line(0.0, 0.0), 0.78);
    let belt = view.area(&[
        (-23.0, 2.6, bow + 6.2),
        (left, 2.6, full),
        (left, 0.0, full),
        (-23.0, 0.0, bow + 7.0),
    ]);
    s.flat(&belt, Hatch::Line(0.0, 0.0), 0.5);
    s.ink = Ink::Black;
    for x in [-31.0, -15.0] {
        let at = view.at((x, 13.5, bow + 12.0));
        let hole = Shape::ellipse(at.0, at.1, 7.0, 9.0);
        s.flat(&hole, Hatch::Line(0.0, 0.0), 0.9);
        s.line((at.0, at.1 + 6.0), (at.0, at.1 + 20.0), 3.0);
    }
    let shadow = view.area(&[
        (left, 0.0, full),
        (-23.0, 0.0, bow + 7.0),
        (right, 0.0, full),
        (right, 0.0, 36.0),
        (left, 0.0, 36.0),
    ]);
    s.shade(&shadow, |_, y, tone| (tone + 0.4 * (1.0 - smooth(650.0, 790.0, y))).min(0.82));
}

/// A container that hangs from a crane above a stack of empty ones.
pub(super) fn empty_box(s: &mut Sheet) {
    let view = View { ahead: (250.0, 580.0), focal: 900.0, eye: 2.6, turn: -22.0 };
    Sky { cover: 0.3, ..Sky::calm(590.0) }.draw(s);
    hedge(s, 0.0, s.width, 590.0, 26.0, 0.45);
    ground(s, 586.0, 0.22, 0.25);
    quay_crane(s, (210.0, 600.0), 400.0, -1.0, 0.9);
    quay_crane(s, (500.0, 594.0), 230.0, -1.0, 0.0);
    let tones = [0.24, 0.42, 0.16, 0.34, 0.5, 0.2];
    for bay in (0..2).rev() {
        for column in (0..2).rev() {
            let tiers = [[1, 2], [2, 2]][bay][column];
            for tier in 0..tiers {
                let at = (-4.6 + column as f32 * 6.3, tier as f32 * 2.55, 15.5 + bay as f32 * 3.2);
                container(s, &view, at, (6.06, 2.5, 2.44), tones[(column + tier * 2 + bay) % 6]);
            }
        }
    }
    let hang = (-2.6, 6.2, 14.6);
    let top = view.at((0.4, 20.0, 15.4));
    for (x, z) in [(0.4, 0.4), (5.6, 0.4), (0.4, 2.0), (5.6, 2.0)] {
        s.line(
            (top.0 + x * 8.0 - 24.0, -5.0),
            view.at((hang.0 + x, hang.1 + 3.2, hang.2 + z)),
            1.7,
        );
    }
    Block::new((hang.0, hang.1 + 2.65, hang.2 + 0.2), (6.06, 0.45, 2.0)).draw(s, &view, 0.7);
    s.ink = Ink::Red;
    container(s, &view, hang, (6.06, 2.5, 2.44), 0.5);
    s.ink = Ink::Black;
    for (x, side) in [(150.0, 1.0), (205.0, -1.0)] {
        let mut man = Person::new((x, 742.0), 118.0, Dress::Overalls).arms(if side > 0.0 {
            Arms::Point
        } else {
            Arms::Before
        });
        man.side = side;
        man.draw(s);
    }
    birds(s, (340.0, 150.0), 5);
}

/// A container by its lower left near corner and size: ribs along, doors at the end.
pub(super) fn container(
    s: &mut Sheet,
    view: &View,
    at: (f32, f32, f32),
    size: (f32, f32, f32),
    tone: f32,
) {
    Block::new(at, size).draw_with(s, view, tone, |s, wall, side| match side {
        0 => {
            let ribs = (size.0 * 3.4) as u32;
            for rib in 1..ribs {
                let a = rib as f32 / ribs as f32;
                let groove = wall.part(a, 0.08, a + 0.4 / ribs as f32, 0.92);
                s.shade(&groove, |_, _, tone| tone + 0.25);
            }
            s.outline(&wall.part(0.01, 0.06, 0.99, 0.94), 1.1);
        }
        1 | 2 => doors(s, wall),
        _ => {}
    });
}

fn doors(s: &mut Sheet, wall: &Wall) {
    s.line(wall.at(0.5, 0.02), wall.at(0.5, 0.98), 2.0);
    for a in [0.2, 0.4, 0.6, 0.8] {
        s.line(wall.at(a, 0.05), wall.at(a, 0.95), 1.8);
        s.line(wall.at(a - 0.06, 0.4), wall.at(a + 0.06, 0.4), 2.4);
    }
    for b in [0.33, 0.66] {
        s.line(wall.at(0.03, b), wall.at(0.97, b), 1.0);
    }
}

/// A gabled roof over a block: its lower left near corner, and width, rise and depth.
pub(super) fn gable(
    s: &mut Sheet,
    view: &View,
    at: (f32, f32, f32),
    size: (f32, f32, f32),
    tone: f32,
) {
    let ((x, y, z), (w, h, d)) = (at, size);
    let over = 0.04 * w;
    let left = [
        (x - over, y - over * 0.4, z - over),
        (x + w * 0.5, y + h, z - over),
        (x + w * 0.5, y + h, z + d),
        (x - over, y - over * 0.4, z + d),
    ];
    let right = [
        (x + w + over, y - over * 0.4, z - over),
        (x + w * 0.5, y + h, z - over),
        (x + w * 0.5, y + h, z + d),
        (x + w + over, y - over * 0.4, z + d),
    ];
    let front = view.area(&[(x, y, z), (x + w, y, z), (x + w * 0.5, y + h, z)]);
    for (sides, dark) in [(left, tone * 0.7), (right, tone * 1.7)] {
        let roof = view.area(&sides);
        s.flat(&roof, slant(view.at(sides[0]), view.at(sides[1])), dark);
        for row in 1..14 {
            let t = row as f32 / 14.0;
            let a = mix(sides[0].2, sides[3].2, t);
            s.line(view.at((sides[0].0, sides[0].1, a)), view.at((sides[1].0, sides[1].1, a)), 1.1);
        }
        s.outline(&roof, 1.8);
    }
    s.flat(&front, Hatch::Line(90.0, 0.0), tone * 0.9);
    s.outline(&front, 1.8);
}

/// Crates of mangoes on a quay, a ship behind.
pub(super) fn mangoes(s: &mut Sheet) {
    let sea = 430.0;
    Sky::clear(sea).draw(s);
    sun(s, (960.0, 150.0), 44.0, false);
    hills(s, sea, 50.0, 240.0, 0.25);
    water(s, sea, sea + 54.0, 0.3);
    container_ship(s, 330.0, sea + 52.0, 820.0, 5);
    water(s, sea + 50.0, 560.0, 0.4);
    let view = View { ahead: (560.0, 400.0), focal: 900.0, eye: 2.4, turn: -20.0 };
    ground(s, 556.0, 0.24, 0.2);
    s.line((0.0, 556.0), (s.width, 556.0), 2.6);
    s.line((0.0, 566.0), (s.width, 566.0), 1.2);
    for (x, y, z, full) in [
        (-1.3, 0.0, 6.6, false),
        (0.15, 0.0, 6.6, false),
        (1.6, 0.0, 6.6, true),
        (-0.6, 0.72, 6.7, true),
        (0.85, 0.72, 6.7, true),
        (-1.9, 0.0, 5.1, true),
        (-0.45, 0.0, 5.2, true),
        (2.3, 0.0, 5.2, true),
    ] {
        crate_of_fruit(s, &view, (x, y, z), full);
    }
    Person::new((450.0, 742.0), 280.0, Dress::Shirt).arms(Arms::Before).draw(s);
    Person::new((80.0, 640.0), 150.0, Dress::Dhoti).arms(Arms::Load).draw(s);
    let carried = Shape::rect(42.0, 452.0, 78.0, 36.0);
    s.flat(&carried, Hatch::Line(0.0, 0.0), 0.3);
    s.outline(&carried, 1.6);
    s.line((42.0, 470.0), (120.0, 470.0), 1.4);
}

fn crate_of_fruit(s: &mut Sheet, view: &View, at: (f32, f32, f32), full: bool) {
    let size = (1.28, 0.62, 0.95);
    if full {
        for row in (0..3).rev() {
            for column in 0..5 {
                let place = view.at((
                    at.0 + 0.14 + column as f32 * 0.25,
                    at.1 + size.1 + 0.05,
                    at.2 + 0.16 + row as f32 * 0.3,
                ));
                let r = view.metre((at.0, at.1, at.2 + row as f32 * 0.3)) * 0.135;
                mango(s, place, r, (row * 5 + column) % 7 == 3);
            }
        }
    }
    Block::new(at, size).draw_with(s, view, 0.26, |s, wall, side| {
        if side < 3 {
            for slat in 1..4 {
                let b = slat as f32 * 0.26;
                s.flat(&wall.part(0.0, b - 0.035, 1.0, b), wall.level(), 0.85);
            }
            for a in [0.03, 0.9] {
                s.flat(&wall.part(a, 0.0, a + 0.07, 1.0), wall.plumb(), 0.3);
                s.outline(&wall.part(a, 0.0, a + 0.07, 1.0), 1.2);
            }
        } else if full {
            s.shade(&wall.whole(), |_, _, _| 0.7);
        }
    });
    if full {
        for column in 0..5 {
            let place =
                view.at((at.0 + 0.15 + column as f32 * 0.245, at.1 + size.1 + 0.07, at.2 + 0.2));
            mango(s, place, view.metre(at) * 0.14, column == 2);
        }
    }
}

fn mango(s: &mut Sheet, at: Point, r: f32, red: bool) {
    let fruit = Shape::of(&curve(&[
        (at.0 - r, at.1),
        (at.0 - r * 0.5, at.1 - r * 0.95),
        (at.0 + r * 0.6, at.1 - r * 0.75),
        (at.0 + r, at.1 + r * 0.1),
        (at.0 + r * 0.4, at.1 + r * 0.85),
        (at.0 - r * 0.6, at.1 + r * 0.8),
        (at.0 - r, at.1),
    ]));
    if red {
        s.ink = Ink::Red;
    }
    s.fill(&fruit, Hatch::Ball(at, r * 1.1, 0.5), |x, y| {
        (0.22 + 0.55 * ((x - at.0) * 0.6 + (y - at.1) * 0.8) / r).clamp(0.02, 0.8)
    });
    s.ink = Ink::Black;
    s.outline(&fruit, 1.5);
}
