//! A still life of gold.

use super::super::maths::{Point, clouded, cos, sin};
use super::super::outdoors::shadow;
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::super::space::{View, slant};
use super::desks::{cast, desk, desk_view, paper};

/// Bangles and two small gold bars on a cloth beside a folded notice.
pub(super) fn gold(s: &mut Sheet) {
    desk(s, 270.0);
    cloth(s);
    folded_notice(s);
    for (x, y, rx, tilt) in [
        (330.0, 560.0, 118.0, -14.0),
        (430.0, 600.0, 120.0, 6.0),
        (300.0, 640.0, 112.0, 12.0),
        (520.0, 530.0, 104.0, -22.0),
    ] {
        bangle(s, (x, y), rx, tilt);
    }
    let view = View { turn: 28.0, ..desk_view() };
    for (x, z) in [(0.42, 0.98), (0.5, 0.83)] {
        bar(s, &view, (x, z));
    }
}

fn cloth(s: &mut Sheet) {
    let ring = curve(&[
        (70.0, 560.0),
        (240.0, 430.0),
        (560.0, 400.0),
        (860.0, 450.0),
        (1010.0, 590.0),
        (900.0, 720.0),
        (600.0, 770.0),
        (260.0, 760.0),
        (90.0, 680.0),
        (70.0, 560.0),
    ]);
    let area = Shape::of(&ring);
    shadow(s, &area.clone().shifted(14.0, 12.0), 0.66);
    let seed = s.chance.seed();
    s.ink = Ink::Red;
    s.paint(&area, 100, |x, y| {
        let fold = clouded(x / 150.0 + y / 220.0, y / 150.0 - x / 300.0, 3, seed);
        let next = clouded(
            (x + 9.0) / 150.0 + (y + 7.0) / 220.0,
            (y + 7.0) / 150.0 - (x + 9.0) / 300.0,
            3,
            seed,
        );
        ((0.46 + (next - fold) * 6.0).clamp(0.14, 0.88), y + 0.2 * x + 60.0 * fold)
    });
    s.outline(&area, 1.8);
    s.ink = Ink::Black;
}

fn bangle(s: &mut Sheet, at: Point, rx: f32, tilt: f32) {
    let ry = rx * 0.46;
    let thick = rx * 0.15;
    let t = tilt.to_radians();
    let turn = |p: Point| {
        let (x, y) = (p.0 - at.0, p.1 - at.1);
        (at.0 + x * cos(t) - y * sin(t), at.1 + x * sin(t) + y * cos(t))
    };
    let ring = |rx: f32, ry: f32, dy: f32| {
        arc((at.0, at.1 + dy), rx, ry, 0.0, 360.0, 72).into_iter().map(turn).collect::<Vec<_>>()
    };
    let body = Shape { rings: vec![ring(rx, ry, 0.0), ring(rx - thick, ry - thick * 0.75, 0.0)] };
    s.shade(
        &Shape { rings: vec![ring(rx, ry, 14.0), ring(rx - thick, ry - thick * 0.7, 14.0)] }
            .shifted(10.0, 4.0),
        |_, _, tone| tone.max(0.9),
    );
    s.fill(&body, Hatch::Ring(at, 0.46), |x, y| {
        let (u, v) = ((x - at.0) / rx, (y - at.1) / ry);
        let shine = (u * 0.8 - v * 0.5) * 3.0;
        (0.12 + 0.5 * (0.5 + 0.5 * sin(shine * 2.6))).clamp(0.0, 0.8)
    });
    s.outline(&body, 1.8);
    for knob in 0..26 {
        let a = knob as f32 * 360.0 / 26.0;
        let p = turn(arc(at, rx - thick * 0.5, ry - thick * 0.38, a, a, 1)[0]);
        let dot = Shape::ellipse(p.0, p.1, thick * 0.26, thick * 0.2);
        s.flat(&dot, Hatch::Line(0.0, 0.0), 0.03);
        s.outline(&dot, 1.1);
    }
}

fn bar(s: &mut Sheet, view: &View, at: (f32, f32)) {
    let (w, h, d) = (0.26, 0.05, 0.11);
    let inset = 0.018;
    let (x, z) = at;
    cast(s, view, at, (w, d), 0.05);
    let low = [(x, 0.0, z), (x + w, 0.0, z), (x + w, 0.0, z + d), (x, 0.0, z + d)];
    let top = [
        (x + inset, h, z + inset),
        (x + w - inset, h, z + inset),
        (x + w - inset, h, z + d - inset),
        (x + inset, h, z + d - inset),
    ];
    for (side, tone) in [(3, 0.12), (0, 0.36), (1, 0.7)] {
        let next = (side + 1) % 4;
        let face = view.area(&[low[side], low[next], top[next], top[side]]);
        s.flat(&face, slant(view.at(low[side]), view.at(low[next])), tone);
        s.outline(&face, 1.8);
    }
    let lid = view.area(&top);
    s.flat(&lid, Hatch::Line(20.0, 0.0), 0.06);
    s.outline(&lid, 1.8);
    let (a, b) = (view.at((x + w * 0.25, h, z + d * 0.5)), view.at((x + w * 0.75, h, z + d * 0.5)));
    s.line(a, b, 3.0);
    s.outline(
        &view.area(&[
            (x + 0.05, h, z + 0.03),
            (x + w - 0.05, h, z + 0.03),
            (x + w - 0.05, h, z + d - 0.03),
            (x + 0.05, h, z + d - 0.03),
        ]),
        1.2,
    );
}

fn folded_notice(s: &mut Sheet) {
    let left = [(700.0, 330.0), (900.0, 318.0), (930.0, 520.0), (716.0, 540.0)];
    let right = [(900.0, 318.0), (1090.0, 350.0), (1130.0, 548.0), (930.0, 520.0)];
    paper(s, left, 8);
    paper(s, right, 8);
    let shape = Shape::of(&right);
    s.shade(&shape, |x, _, tone| tone.max(0.32 - (x - 900.0) / 1000.0));
}
