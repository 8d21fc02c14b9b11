//! A workshop’s bench.

use super::super::maths::{Point, mix};
use super::super::outdoors::shadow;
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::super::space::{round_tone, slant};
use super::desks::desk;

/// A workshop bench with an opened pump motor, spanners and coils of wire.
pub(super) fn repair_bench(s: &mut Sheet) {
    desk(s, 410.0);
    for nail in 0..6 {
        spanner(
            s,
            (120.0 + nail as f32 * 74.0, 84.0),
            120.0 + 24.0 * ((nail % 3) as f32),
            nail % 2 == 0,
        );
    }
    let board = Shape::rect(60.0, 40.0, 540.0, 300.0);
    s.outline(&board, 2.0);
    let window = Shape::rect(760.0, 40.0, 320.0, 270.0);
    s.flat(&window, Hatch::Line(0.0, 0.0), 0.0);
    s.outline(&window, 4.0);
    s.line((920.0, 40.0), (920.0, 310.0), 4.0);
    s.line((760.0, 175.0), (1080.0, 175.0), 4.0);
    opened_motor(s, (470.0, 640.0));
    for (x, y, r) in [(930.0, 560.0, 84.0), (1080.0, 650.0, 96.0), (890.0, 690.0, 74.0)] {
        coil(s, (x, y), r, x < 900.0);
    }
    spanner_lying(s, (150.0, 720.0), 240.0);
    spanner_lying(s, (420.0, 752.0), 170.0);
    for (x, y) in [(330.0, 700.0), (366.0, 718.0), (700.0, 734.0), (735.0, 722.0), (300.0, 660.0)] {
        let nut =
            Shape::of(&arc((x, y), 14.0, 9.0, 0.0, 300.0, 5)).with(Shape::ellipse(x, y, 5.0, 3.4));
        s.flat(&nut, Hatch::Line(0.0, 0.0), 0.35);
        s.outline(&nut, 1.7);
    }
}

fn spanner(s: &mut Sheet, at: Point, long: f32, ring: bool) {
    let (x, y) = at;
    let stem = Shape::band(&[(x, y + 20.0), (x, y + long)], 13.0, 15.0);
    s.fill(&stem, Hatch::Line(90.0, 0.0), |px, _| if px > x { 0.6 } else { 0.15 });
    s.outline(&stem, 1.7);
    let head = if ring {
        Shape::ellipse(x, y + 10.0, 20.0, 20.0).with(Shape::ellipse(x, y + 10.0, 10.0, 10.0))
    } else {
        Shape::of(&curve(&[
            (x - 20.0, y - 8.0),
            (x - 8.0, y + 8.0),
            (x + 8.0, y + 8.0),
            (x + 20.0, y - 8.0),
            (x + 22.0, y + 14.0),
            (x, y + 32.0),
            (x - 22.0, y + 14.0),
            (x - 20.0, y - 8.0),
        ]))
    };
    s.flat(&head, Hatch::Ring((x, y + 10.0), 1.0), 0.35);
    s.outline(&head, 1.9);
    let tail = Shape::ellipse(x, y + long + 12.0, 21.0, 20.0).with(Shape::ellipse(
        x,
        y + long + 14.0,
        11.0,
        10.0,
    ));
    s.flat(&tail, Hatch::Ring((x, y + long + 12.0), 1.0), 0.4);
    s.outline(&tail, 1.9);
}

fn spanner_lying(s: &mut Sheet, at: Point, long: f32) {
    let (a, b) = (at, (at.0 + long, at.1 - long * 0.12));
    shadow(s, &Shape::band(&[(a.0 + 6.0, a.1 + 9.0), (b.0 + 6.0, b.1 + 9.0)], 20.0, 20.0), 0.7);
    let stem = Shape::band(&[a, b], 15.0, 15.0);
    s.fill(
        &stem,
        slant(a, b),
        |x, y| {
            if y > mix(a.1, b.1, (x - a.0) / long) { 0.55 } else { 0.08 }
        },
    );
    s.outline(&stem, 1.8);
    for (x, y) in [a, b] {
        let head = Shape::ellipse(x, y, 27.0, 19.0).with(Shape::ellipse(x, y, 13.0, 9.0));
        s.flat(&head, Hatch::Ring((x, y), 0.7), 0.25);
        s.outline(&head, 2.0);
    }
}

fn coil(s: &mut Sheet, at: Point, r: f32, red: bool) {
    s.shade(&Shape::ellipse(at.0 + r * 0.2, at.1 + r * 0.2, r * 1.1, r * 0.52), |_, _, tone| {
        tone.max(0.68)
    });
    if red {
        s.ink = Ink::Red;
    }
    for lift in 0..4 {
        let y = at.1 - lift as f32 * 8.0;
        let ring =
            Shape::ellipse(at.0, y, r, r * 0.45).with(Shape::ellipse(at.0, y, r * 0.58, r * 0.24));
        s.fill(&ring, Hatch::Ring((at.0, y), 0.45), |x, _| round_tone((x - at.0) / r, 0.55));
        s.outline(&ring, 1.5);
        for k in [0.68, 0.78, 0.89] {
            s.stroke(&arc((at.0, y), r * k, r * 0.45 * k, 0.0, 360.0, 60), 1.4);
        }
    }
    s.stroke(
        &curve(&[
            (at.0 + r * 0.9, at.1),
            (at.0 + r * 1.2, at.1 + r * 0.3),
            (at.0 + r * 1.35, at.1 + r * 0.1),
        ]),
        2.0,
    );
    s.ink = Ink::Black;
}

/// A pump motor whose end cover is off: the windings and the shaft are seen.
fn opened_motor(s: &mut Sheet, at: Point) {
    let (x, y) = at;
    s.shade(&Shape::ellipse(x + 120.0, y + 118.0, 330.0, 34.0), |_, _, tone| tone.max(0.74));
    let feet = Shape::of(&[
        (x - 90.0, y + 100.0),
        (x + 290.0, y + 90.0),
        (x + 300.0, y + 118.0),
        (x - 100.0, y + 128.0),
    ]);
    s.flat(&feet, Hatch::Line(0.0, 0.0), 0.66);
    s.outline(&feet, 1.8);
    let body =
        Shape::of(&[(x, y - 118.0), (x + 270.0, y - 104.0), (x + 270.0, y + 96.0), (x, y + 118.0)]);
    s.fill(&body, Hatch::Line(1.5, 0.0), |_, py| round_tone((py - y) / 116.0, 0.55));
    s.outline(&body, 2.0);
    for fin in 0..12 {
        let v = -0.92 + fin as f32 * 0.168;
        s.line((x + 20.0, y + v * 116.0), (x + 262.0, y + v * 100.0), 2.2);
    }
    let cap = Shape::of(&curve(&[
        (x + 268.0, y - 104.0),
        (x + 320.0, y - 70.0),
        (x + 334.0, y),
        (x + 320.0, y + 66.0),
        (x + 268.0, y + 96.0),
    ]));
    s.fill(&cap, Hatch::Barrel(x + 270.0, 70.0, 0.0), |_, py| round_tone((py - y) / 104.0, 0.62));
    s.outline(&cap, 2.0);
    let face = Shape::ellipse(x, y, 88.0, 118.0);
    s.flat(&face, Hatch::Ring(at, 1.34), 0.16);
    s.outline(&face, 2.6);
    let inner = Shape::ellipse(x, y, 72.0, 98.0);
    s.flat(&inner, Hatch::Line(0.0, 0.0), 0.9);
    s.ink = Ink::Red;
    for winding in 0..16 {
        let a = winding as f32 * 22.5;
        let c = arc(at, 54.0, 74.0, a, a, 1)[0];
        let bundle = Shape::ellipse(c.0, c.1, 13.0, 16.0);
        s.flat(&bundle, Hatch::Ring(c, 1.0), 0.45);
        s.outline(&bundle, 2.0);
    }
    s.ink = Ink::Black;
    let rotor = Shape::ellipse(x, y, 36.0, 50.0);
    s.fill(&rotor, Hatch::Ring(at, 1.36), |px, py| {
        (0.3 + ((px - x) + (py - y)) / 130.0).clamp(0.05, 0.8)
    });
    s.outline(&rotor, 2.0);
    let shaft =
        Shape::of(&[(x - 130.0, y - 15.0), (x, y - 17.0), (x, y + 17.0), (x - 130.0, y + 17.0)]);
    s.fill(&shaft, Hatch::Line(0.0, 0.0), |_, py| round_tone((py - y) / 16.0, 0.5));
    s.outline(&shaft, 2.0);
    let end = Shape::ellipse(x - 130.0, y + 1.0, 10.0, 16.0);
    s.flat(&end, Hatch::Line(0.0, 0.0), 0.1);
    s.outline(&end, 1.8);
    let cover = Shape::ellipse(x - 250.0, y + 60.0, 70.0, 84.0);
    s.shade(&cover.clone().shifted(18.0, 14.0), |_, _, tone| tone.max(0.7));
    s.fill(&cover, Hatch::Ring((x - 250.0, y + 60.0), 1.2), |px, py| {
        (0.3 + ((px - x + 250.0) + (py - y - 60.0)) / 260.0).clamp(0.06, 0.7)
    });
    s.outline(&cover, 2.2);
    s.flat(&Shape::ellipse(x - 250.0, y + 60.0, 20.0, 24.0), Hatch::Line(0.0, 0.0), 0.9);
    for bolt in 0..4 {
        let c = arc((x - 250.0, y + 60.0), 54.0, 65.0, bolt as f32 * 90.0 + 45.0, 0.0, 1)[0];
        s.flat(&Shape::ellipse(c.0, c.1, 6.0, 7.0), Hatch::Line(0.0, 0.0), 0.9);
    }
}
