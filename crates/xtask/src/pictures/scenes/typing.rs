//! A typist’s table.

use super::super::maths::{Point, between, mix, sin, smooth};
use super::super::outdoors::{Sky, ground, litter, shadow};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::super::space::{Block, View, Wall, round_tone, slant};

/// A typewriter on a small table under an umbrella, papers beside it.
pub(super) fn typist(s: &mut Sheet) {
    Sky { cover: 0.3, ..Sky::calm(520.0) }.draw(s);
    let view = View { ahead: (600.0, 420.0), focal: 900.0, eye: 1.5, turn: 0.0 };
    let court = Wall::new(view, (-7.5, 0.0, 9.5), (15.0, 0.0, 0.0), (0.0, 4.2, 0.0));
    s.flat(&court.whole(), court.plumb(), 0.1);
    for arch in 0..6 {
        let a = 0.03 + arch as f32 * 0.163;
        let mut ring = vec![court.at(a, 0.0)];
        let (l, r) = (court.at(a, 0.62), court.at(a + 0.11, 0.62));
        ring.extend(arc(
            ((l.0 + r.0) * 0.5, l.1),
            (r.0 - l.0) * 0.5,
            (r.0 - l.0) * 0.5,
            180.0,
            360.0,
            24,
        ));
        ring.push(court.at(a + 0.11, 0.0));
        let opening = Shape::of(&ring);
        s.fill(&opening, Hatch::Line(90.0, 0.0), |_, y| mix(0.72, 0.4, smooth(300.0, 560.0, y)));
        s.outline(&opening, 1.8);
    }
    s.flat(&court.part(0.0, 0.9, 1.0, 1.0), court.level(), 0.3);
    s.outline(&court.whole(), 1.8);
    ground(s, 560.0, 0.14, 0.12);
    let (pole, apex) = ((770.0, 760.0), (716.0, 40.0));
    s.line(pole, apex, 9.0);
    let segments = 6;
    let rim =
        |t: f32| (716.0 - 440.0 + 880.0 * t, 250.0 - 62.0 * sin(t * std::f32::consts::PI) + 24.0);
    for rib in 0..segments {
        let (t0, t1) = (rib as f32 / segments as f32, (rib + 1) as f32 / segments as f32);
        let (a, b) = (rim(t0), rim(t1));
        let mut ring = curve(&[a, (mix(a.0, apex.0, 0.45), mix(a.1, apex.1, 0.58)), apex]);
        ring.extend(curve(&[apex, (mix(b.0, apex.0, 0.45), mix(b.1, apex.1, 0.58)), b]));
        ring.extend(curve(&[b, ((a.0 + b.0) * 0.5, (a.1 + b.1) * 0.5 - 20.0), a]));
        let gore = Shape::of(&ring);
        s.ink = Ink::Red;
        s.flat(&gore, slant(apex, between(a, b, 0.5)), if rib % 2 == 0 { 0.72 } else { 0.36 });
        s.outline(&gore, 2.0);
        s.ink = Ink::Black;
    }
    s.line(apex, (apex.0 - 1.5, apex.1 - 22.0), 5.0);
    let foot = view.at((0.0, 0.0, 2.6));
    shadow(s, &Shape::ellipse(foot.0 + 20.0, foot.1 + 6.0, 400.0, 34.0), 0.6);
    for (x, z) in [(-0.75, 2.9), (0.62, 2.9), (-0.82, 2.3), (0.68, 2.3)] {
        Block::new((x, 0.0, z), (0.07, 0.72, 0.07)).draw(s, &view, 0.6);
    }
    Block::new((-0.95, 0.7, 2.2), (1.8, 0.06, 0.85)).draw(s, &view, 0.4);
    for sheet in 0..14 {
        let jitter = (s.chance.range(-0.012, 0.012), s.chance.range(-0.012, 0.012));
        Block::new(
            (-0.83 + jitter.0, 0.76 + sheet as f32 * 0.008, 2.42 + jitter.1),
            (0.36, 0.007, 0.46),
        )
        .draw(s, &view, 0.07);
    }
    Block::new((-0.72, 0.875, 2.55), (0.12, 0.05, 0.1)).draw(s, &view, 0.8);
    typewriter(s, (655.0, 634.0), 1.2);
    stool(s, (1010.0, 756.0));
    litter(s, 640.0, 16);
}

fn stool(s: &mut Sheet, foot: Point) {
    for (dx, dy) in [(-50.0, -14.0), (50.0, -14.0), (-64.0, 0.0), (64.0, 0.0)] {
        s.line((foot.0 + dx, foot.1 + dy), (foot.0 + dx * 0.8, foot.1 - 120.0), 8.0);
    }
    s.line((foot.0 - 58.0, foot.1 - 40.0), (foot.0 + 58.0, foot.1 - 40.0), 5.0);
    let seat = Shape::ellipse(foot.0, foot.1 - 124.0, 76.0, 18.0);
    s.flat(&seat.clone().shifted(0.0, 9.0), Hatch::Line(0.0, 0.0), 0.75);
    s.flat(&seat, Hatch::Line(0.0, 0.0), 0.3);
    s.outline(&seat, 2.0);
}

fn typewriter(s: &mut Sheet, foot: Point, k: f32) {
    let p = |u: f32, v: f32| (foot.0 + u * k, foot.1 - v * k);
    shadow(s, &Shape::ellipse(foot.0 + 30.0, foot.1 + 2.0, 200.0 * k, 16.0 * k), 0.8);
    let sheet = Shape::of(&curve(&[
        p(-72.0, 150.0),
        p(-70.0, 262.0),
        p(-60.0, 292.0),
        p(66.0, 292.0),
        p(74.0, 262.0),
        p(72.0, 150.0),
    ]));
    s.flat(&sheet, Hatch::Line(0.0, 0.0), 0.0);
    s.outline(&sheet, 2.0);
    for line in 0..6 {
        let v = 270.0 - line as f32 * 15.0;
        s.line(p(-50.0, v), p(if line % 3 == 2 { 6.0 } else { 52.0 }, v), 2.4);
    }
    let roller = Shape::band(&[p(-140.0, 160.0), p(140.0, 160.0)], 34.0 * k, 34.0 * k);
    s.fill(&roller, Hatch::Line(0.0, 0.0), |_, y| {
        round_tone((y - p(0.0, 160.0).1) / (17.0 * k), 0.75)
    });
    s.outline(&roller, 2.0);
    for side in [-1.0, 1.0] {
        let knob =
            Shape::rect(p(side * 156.0, 0.0).0 - 14.0 * k, p(0.0, 175.0).1, 28.0 * k, 30.0 * k);
        s.flat(&knob, Hatch::Line(90.0, 0.0), 0.85);
        s.outline(&knob, 1.8);
    }
    s.stroke(&curve(&[p(-150.0, 176.0), p(-176.0, 200.0), p(-196.0, 204.0)]), 5.0);
    let body = Shape::of(&curve(&[
        p(-146.0, 140.0),
        p(-150.0, 60.0),
        p(-164.0, 4.0),
        p(164.0, 4.0),
        p(150.0, 60.0),
        p(146.0, 140.0),
        p(-146.0, 140.0),
    ]));
    s.fill(&body, Hatch::Line(90.0, 0.0), |x, _| 0.7 + 0.18 * (x - foot.0) / (160.0 * k));
    s.outline(&body, 2.4);
    let basket = Shape::of(&arc(p(0.0, 138.0), 84.0 * k, 46.0 * k, 0.0, 180.0, 30));
    s.flat(&basket, Hatch::Line(0.0, 0.0), 0.95);
    for bar in 0..17 {
        let a = 14.0 + bar as f32 * 9.5;
        s.ink = Ink::Black;
        let far = arc(p(0.0, 138.0), 78.0 * k, 42.0 * k, a, a, 1)[0];
        let tip = Shape::band(&[p(0.0, 140.0), far], 1.4, 2.4);
        s.flat(&tip, Hatch::Line(0.0, 0.0), 0.0);
    }
    let keys = Shape::of(&[p(-150.0, 66.0), p(150.0, 66.0), p(172.0, -6.0), p(-172.0, -6.0)]);
    s.flat(&keys, Hatch::Line(0.0, 0.0), 0.86);
    s.outline(&keys, 2.0);
    for row in 0..4 {
        let v = 56.0 - row as f32 * 17.0;
        let spread = 1.0 + row as f32 * 0.05;
        for key in 0..10 {
            let u = (-126.0 + key as f32 * 27.0 + (row % 2) as f32 * 8.0) * spread;
            let c = p(u, v);
            let cap = Shape::ellipse(c.0, c.1, 11.0 * k, 7.0 * k);
            s.flat(&cap, Hatch::Line(0.0, 0.0), 0.04);
            s.outline(&cap, 1.8);
        }
    }
    let space = Shape::rect(p(-80.0, 0.0).0, p(0.0, -8.0).1 - 9.0 * k, 160.0 * k, 9.0 * k);
    s.flat(&space, Hatch::Line(0.0, 0.0), 0.05);
    s.outline(&space, 1.8);
}
