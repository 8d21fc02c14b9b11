//! Paint, half on the wall.

use super::super::maths::{Point, between, mix, noise, smooth};
use super::super::outdoors::{ground, shadow};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::super::space::{Drum, View, slant};

/// Tins of paint in a pyramid before a half-painted wall, a ladder.
pub(super) fn paint(s: &mut Sheet) {
    let wall = Shape::rect(0.0, 0.0, s.width, 590.0);
    s.fill(&wall, Hatch::Line(90.0, 0.8), |x, y| {
        0.1 + 0.1 * smooth(200.0, 1200.0, x) + 0.16 * (noise(x / 70.0, y / 70.0, 5) - 0.4).max(0.0)
    });
    let mut ring: Vec<Point> = vec![(0.0, 0.0), (640.0, 0.0)];
    for step in 0..=36 {
        let y = step as f32 * 590.0 / 36.0;
        ring.push((
            650.0
                + 40.0 * noise(1.0, step as f32 * 0.9, 12)
                + if step % 5 < 2 { 22.0 } else { 0.0 },
            y,
        ));
    }
    ring.push((0.0, 590.0));
    let painted = Shape::of(&ring);
    s.ink = Ink::Red;
    s.fill(&painted, Hatch::Line(90.0, 0.8), |x, y| {
        0.42 + 0.12 * (noise(x / 18.0, y / 260.0, 15) - 0.5) + 0.08 * smooth(0.0, 600.0, y)
    });
    s.ink = Ink::Black;
    let skirting = Shape::rect(0.0, 556.0, s.width, 36.0);
    s.flat(&skirting, Hatch::Line(0.0, 0.0), 0.3);
    s.outline(&skirting, 1.8);
    ground(s, 592.0, 0.2, 0.08);
    for board in 0..9 {
        let x = 600.0 + (board as f32 - 4.0) * 210.0;
        s.line((mix(600.0, x, 0.6), 592.0), (mix(600.0, x, 1.1), 800.0), 1.3);
    }
    ladder(s);
    let view = View { ahead: (600.0, 300.0), focal: 900.0, eye: 1.5, turn: 0.0 };
    let mut number = 0;
    for tier in 0..4 {
        let count = 4 - tier;
        for tin in 0..count {
            number += 1;
            let x = -0.1 + (tin as f32 - (count - 1) as f32 * 0.5) * 0.44;
            paint_tin(s, &view, (x, tier as f32 * 0.4, 3.3), number == 5);
        }
    }
    brush(s, (1010.0, 740.0));
    let spill = Shape::ellipse(240.0, 730.0, 92.0, 15.0);
    s.ink = Ink::Red;
    s.flat(&spill, Hatch::Line(0.0, 0.0), 0.7);
    s.ink = Ink::Black;
    s.outline(&spill, 1.4);
}

fn paint_tin(s: &mut Sheet, view: &View, at: (f32, f32, f32), red: bool) {
    if at.1 == 0.0 {
        let foot = view.at(at);
        shadow(s, &Shape::ellipse(foot.0 + 50.0, foot.1 + 8.0, 90.0, 16.0), 0.66);
    }
    let tin = Drum { foot: at, wide: 0.205, top: 0.205, high: 0.38 };
    tin.draw(s, view, 0.34);
    for share in [0.06, 0.93] {
        let (middle, half, sag) = tin.ring(view, share);
        s.stroke(&arc(middle, half, sag, 0.0, 180.0, 24), 1.8);
    }
    let (low, half, sag) = tin.ring(view, 0.2);
    let (high, _, rise) = tin.ring(view, 0.74);
    let mut ring = arc(low, half * 0.98, sag, 22.0, 158.0, 20);
    ring.extend(arc(high, half * 0.98, rise, 158.0, 22.0, 20));
    let label = Shape::of(&ring);
    if red {
        s.ink = Ink::Red;
    }
    s.fill(&label, Hatch::Barrel(low.0, half, -sag), |x, _| {
        if red { 0.6 } else { 0.04 + 0.3 * smooth(0.1, 1.0, (x - low.0) / half) }
    });
    s.ink = Ink::Black;
    s.outline(&label, 1.5);
    let drop = (low.0, (low.1 + high.1) * 0.5 + sag);
    let shape = Shape::of(&curve(&[
        (drop.0, drop.1 - 34.0),
        (drop.0 + 19.0, drop.1 + 2.0),
        (drop.0, drop.1 + 20.0),
        (drop.0 - 19.0, drop.1 + 2.0),
        (drop.0, drop.1 - 34.0),
    ]));
    s.flat(&shape, Hatch::Line(90.0, 0.0), if red { 0.0 } else { 0.75 });
    s.outline(&shape, 1.5);
    let (top, half, rise) = tin.ring(view, 1.0);
    s.outline(&Shape::ellipse(top.0, top.1, half * 0.8, rise * 0.8), 1.4);
    let (bail, half, _) = tin.ring(view, 0.86);
    s.stroke(
        &curve(&[
            (bail.0 - half, bail.1),
            (bail.0 - half * 0.6, bail.1 + 34.0),
            (bail.0 + half * 0.6, bail.1 + 34.0),
            (bail.0 + half, bail.1),
        ]),
        1.6,
    );
}

fn ladder(s: &mut Sheet) {
    let rails = [((880.0, 660.0), (800.0, 30.0)), ((1060.0, 660.0), (940.0, 30.0))];
    for rung in 0..10 {
        let t = 0.06 + rung as f32 * 0.094;
        let (a, b) = (between(rails[0].0, rails[0].1, t), between(rails[1].0, rails[1].1, t));
        let step =
            Shape::of(&[(a.0, a.1 - 6.0), (b.0, b.1 - 6.0), (b.0, b.1 + 6.0), (a.0, a.1 + 6.0)]);
        s.flat(&step, Hatch::Line(0.0, 0.0), 0.35);
        s.outline(&step, 1.6);
    }
    for (a, b) in rails {
        s.shade(
            &Shape::band(&[(a.0 + 34.0, a.1 - 70.0), (b.0 + 34.0, b.1 + 30.0)], 13.0, 11.0),
            |_, _, tone| tone + 0.22,
        );
        let rail = Shape::band(&[a, b], 18.0, 15.0);
        s.flat(&rail, slant(a, b), 0.3);
        s.outline(&rail, 1.9);
    }
}

fn brush(s: &mut Sheet, at: Point) {
    shadow(s, &Shape::ellipse(at.0 + 20.0, at.1 + 14.0, 150.0, 13.0), 0.6);
    let handle = Shape::of(&curve(&[
        (at.0 + 20.0, at.1 - 14.0),
        (at.0 + 90.0, at.1 - 8.0),
        (at.0 + 150.0, at.1 - 3.0),
        (at.0 + 154.0, at.1 + 8.0),
        (at.0 + 90.0, at.1 + 8.0),
        (at.0 + 20.0, at.1 + 14.0),
        (at.0 + 20.0, at.1 - 14.0),
    ]));
    s.flat(&handle, Hatch::Line(0.0, 0.0), 0.4);
    s.outline(&handle, 1.8);
    let ferrule = Shape::rect(at.0 - 34.0, at.1 - 24.0, 58.0, 44.0);
    s.flat(&ferrule, Hatch::Line(90.0, 0.0), 0.2);
    s.outline(&ferrule, 1.8);
    s.ink = Ink::Red;
    let hair = Shape::of(&[
        (at.0 - 34.0, at.1 - 23.0),
        (at.0 - 34.0, at.1 + 19.0),
        (at.0 - 116.0, at.1 + 13.0),
        (at.0 - 130.0, at.1 - 4.0),
        (at.0 - 112.0, at.1 - 19.0),
    ]);
    s.flat(&hair, Hatch::Line(3.0, 0.6), 0.72);
    s.outline(&hair, 1.8);
    s.ink = Ink::Black;
}
