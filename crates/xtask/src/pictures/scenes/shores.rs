//! Scenes on shores and at sea.

use super::super::growth::{hedge, palm};
use super::super::maths::{Point, clouded, mix, smooth};
use super::super::outdoors::{Sky, birds, hills, litter, sun, water};
use super::super::people::{Arms, Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, curve};
use super::super::space::{Block, View};
use super::craft::{boat, container_ship, dhow, quay_crane};
use super::harbour::gable;
use super::town::towers;

/// An empty shed beside the sea, a jetty behind it.
pub(super) fn sea_shed(s: &mut Sheet) {
    let sea = 470.0;
    Sky { cover: 0.5, ..Sky::calm(sea) }.draw(s);
    hills(s, sea, 46.0, 200.0, 0.22);
    water(s, sea, 640.0, 0.34);
    let view = View { ahead: (640.0, 470.0), focal: 900.0, eye: 6.0, turn: 24.0 };
    jetty(s);
    shore(s, 585.0);
    let (x, z, w, h, d) = (-4.0, 27.0, 15.0, 6.2, 26.0);
    Block::new((x, 0.0, z), (w, h, d)).draw_with(s, &view, 0.24, |s, wall, side| {
        if side == 0 {
            let gap = wall.part(0.2, 0.0, 0.8, 0.78);
            s.fill(&gap, Hatch::Line(90.0, 0.0), |_, y| mix(0.92, 0.6, smooth(470.0, 640.0, y)));
            let inner = wall.part(0.38, 0.12, 0.62, 0.56);
            s.flat(&inner, Hatch::Line(0.0, 0.0), 0.1);
            s.outline(&inner, 1.3);
            s.outline(&gap, 2.2);
            for b in [0.84, 0.9, 0.95] {
                s.line(wall.at(0.02, b), wall.at(0.98, b), 1.0);
            }
        } else if side < 3 {
            wall.ribs(s, 26, 1.3);
            for window in 0..5 {
                let a = 0.08 + 0.19 * window as f32;
                wall.pane(s, [a, 0.62, a + 0.09, 0.82], 0.8);
            }
        }
    });
    gable(s, &view, (x, h, z), (w, 3.4, d), 0.36);
    palm(s, (1080.0, 690.0), 420.0, -70.0);
    palm(s, (1150.0, 720.0), 300.0, 40.0);
    litter(s, 640.0, 60);
    Person::new((820.0, 716.0), 112.0, Dress::Shirt).left().arms(Arms::Before).draw(s);
    birds(s, (250.0, 160.0), 5);
}

fn jetty(s: &mut Sheet) {
    for pile in 0..16 {
        let x = 20.0 + pile as f32 * 36.0;
        s.line((x, 500.0), (x, 560.0 - pile as f32 * 2.0), 4.0);
        s.line((x, 505.0), (x + 18.0, 548.0 - pile as f32 * 2.0), 1.3);
    }
    let deck = Shape::of(&[(0.0, 490.0), (610.0, 488.0), (610.0, 498.0), (0.0, 503.0)]);
    s.flat(&deck, Hatch::Line(0.0, 0.0), 0.3);
    s.outline(&deck, 1.6);
    boat(s, 170.0, 580.0, 150.0, 0.6);
}

/// Sand or earth from a wavering shore line down.
pub(super) fn shore(s: &mut Sheet, from: f32) {
    let seed = s.chance.seed();
    let line: Vec<Point> = (0..=60)
        .map(|at| {
            (at as f32 * s.width / 60.0, from + 26.0 * clouded(at as f32 / 9.0, 0.3, 3, seed))
        })
        .collect();
    let mut ring = line.clone();
    ring.extend([(s.width, s.height), (0.0, s.height)]);
    s.paint(&Shape::of(&ring), 20, |x, y| {
        let patch = clouded(x / 120.0, y / 26.0, 3, seed) - 0.5;
        ((0.08 + 0.14 * smooth(from, 800.0, y) + patch * 0.4).clamp(0.0, 0.6), y + patch * 20.0)
    });
    s.stroke(&line, 1.5);
    let foam: Vec<Point> = line.iter().map(|p| (p.0, p.1 - 7.0)).collect();
    s.stroke(&foam, 0.9);
}

/// A wooden cargo ship with a raised stern, at sea.
pub(super) fn mandvi(s: &mut Sheet) {
    let sea = 540.0;
    Sky { cover: 0.55, heavy: 0.36, ..Sky::calm(sea) }.draw(s);
    hills(s, sea, 26.0, 300.0, 0.2);
    water(s, sea, 800.0, 0.46);
    let under = Shape::ellipse(610.0, 690.0, 330.0, 34.0);
    s.shade(&under, |x, y, tone| {
        tone + 0.3 * (1.0 - (((x - 610.0) / 330.0).powi(2) + ((y - 690.0) / 34.0).powi(2))).max(0.0)
    });
    dhow(s, (600.0, 676.0), 640.0);
    waves(s, (600.0, 676.0), 330.0);
    birds(s, (860.0, 190.0), 7);
}

/// Foam along a hull and crests before it.
fn waves(s: &mut Sheet, at: Point, half: f32) {
    for crest in 0..15 {
        let x = at.0 - half + crest as f32 * half * 2.0 / 14.0;
        let y = at.1 + s.chance.range(-3.0, 9.0);
        let w = s.chance.range(24.0, 52.0);
        let foam = Shape::of(&curve(&[
            (x - w, y + 4.0),
            (x - w * 0.4, y - 6.0),
            (x + w * 0.2, y - 2.0),
            (x + w, y + 5.0),
            (x, y + 9.0),
            (x - w, y + 4.0),
        ]));
        s.flat(&foam, Hatch::Line(0.0, 1.0), 0.0);
        s.taper(
            &curve(&[
                (x - w, y + 4.0),
                (x - w * 0.4, y - 6.0),
                (x + w * 0.2, y - 2.0),
                (x + w, y + 5.0),
            ]),
            0.9,
            2.2,
        );
    }
}

/// Fishing boats on a beach, nets hung to dry.
pub(super) fn beach(s: &mut Sheet) {
    let sea = 420.0;
    Sky { cover: 0.48, ..Sky::calm(sea) }.draw(s);
    sun(s, (250.0, 190.0), 40.0, false);
    hills(s, sea, 60.0, 180.0, 0.3);
    water(s, sea, 560.0, 0.36);
    boat(s, 500.0, 452.0, 70.0, 0.7);
    shore(s, 520.0);
    palm(s, (1120.0, 640.0), 430.0, -90.0);
    palm(s, (1060.0, 600.0), 330.0, -20.0);
    nets(s, (610.0, 560.0), 360.0, 150.0);
    s.ink = Ink::Black;
    for (x, y, w, dark) in
        [(390.0, 610.0, 300.0, 0.5), (60.0, 690.0, 470.0, 0.55), (640.0, 744.0, 430.0, 0.5)]
    {
        s.shade(&Shape::ellipse(x + w * 0.52, y + 2.0, w * 0.52, w * 0.035), |_, _, tone| {
            tone.max(0.6)
        });
        boat(s, x, y, w, dark);
        thwarts(s, (x, y), w);
    }
    Person::new((575.0, 716.0), 150.0, Dress::Dhoti).arms(Arms::Before).draw(s);
    Person::new((990.0, 640.0), 118.0, Dress::Sari).left().red().draw(s);
    litter(s, 600.0, 30);
    birds(s, (560.0, 180.0), 5);
}

fn thwarts(s: &mut Sheet, at: Point, w: f32) {
    let h = w * 0.2;
    s.line((at.0 + w * 0.62, at.1 - h * 0.8), (at.0 + w * 0.62, at.1 - h * 2.6), w * 0.012);
    s.line((at.0 + w * 0.62, at.1 - h * 2.4), (at.0 + w * 0.05, at.1 - h * 1.2), 1.1);
    s.line((at.0 + w * 0.62, at.1 - h * 2.4), (at.0 + w * 0.96, at.1 - h * 1.1), 1.1);
    let pennant = Shape::of(&[
        (at.0 + w * 0.62, at.1 - h * 2.6),
        (at.0 + w * 0.75, at.1 - h * 2.45),
        (at.0 + w * 0.62, at.1 - h * 2.3),
    ]);
    s.ink = Ink::Red;
    s.flat(&pennant, Hatch::Line(0.0, 0.0), 0.8);
    s.outline(&pennant, 1.2);
    s.ink = Ink::Black;
}

fn nets(s: &mut Sheet, at: Point, w: f32, h: f32) {
    let posts = 4;
    for post in 0..=posts {
        let x = at.0 + w * post as f32 / posts as f32;
        s.line((x, at.1 + 8.0), (x, at.1 - h - 10.0), 4.2);
    }
    for bay in 0..posts {
        let x0 = at.0 + w * bay as f32 / posts as f32;
        let bay_w = w / posts as f32;
        for rope in 0..9 {
            let t = rope as f32 / 8.0;
            let sag = 16.0 + 10.0 * t;
            s.stroke(
                &curve(&[
                    (x0, at.1 - h + h * 0.8 * t),
                    (x0 + bay_w * 0.5, at.1 - h + h * 0.8 * t + sag),
                    (x0 + bay_w, at.1 - h + h * 0.8 * t),
                ]),
                1.1,
            );
        }
        for mesh in 1..10 {
            let u = mesh as f32 / 10.0;
            let sag = 4.0 * u * (1.0 - u);
            s.line(
                (x0 + bay_w * u, at.1 - h + 16.0 * sag),
                (x0 + bay_w * u, at.1 - h * 0.2 + 26.0 * sag),
                1.0,
            );
        }
    }
}

/// The paper's own picture: a harbour's skyline with a calm sky.
pub(super) fn skyline(s: &mut Sheet) {
    let sea = 610.0;
    Sky { cover: 0.24, top: 0.16, ..Sky::calm(sea) }.draw(s);
    sun(s, (s.width * 0.78, 470.0), 46.0, true);
    hills(s, sea, 60.0, 300.0, 0.2);
    towers(s, s.width * 0.36, sea, s.width * 0.62);
    hedge(s, s.width * 0.34, s.width, sea + 3.0, 16.0, 0.55);
    for (x, h) in [(150.0, 200.0), (265.0, 230.0), (390.0, 260.0)] {
        quay_crane(s, (x, sea + 1.0), h, 1.0, if x > 200.0 && x < 300.0 { 0.9 } else { 0.0 });
    }
    water(s, sea + 2.0, sea + 28.0, 0.3);
    container_ship(s, 40.0, sea + 26.0, 470.0, 4);
    water(s, sea + 25.0, 800.0, 0.34);
    dhow(s, (s.width * 0.6, 706.0), 210.0);
    birds(s, (s.width * 0.5, 380.0), 7);
}
