//! A cement works.

use super::super::growth::hedge;
use super::super::maths::{Point, mix};
use super::super::outdoors::{Sky, ground, hills, litter, smoke};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::Shape;
use super::super::space::{Block, Drum, View, round_tone, slant};
use super::super::vehicles::lorry;
use super::works::chimney;

/// A cement works: kiln tower, chimneys, a quarry hill behind.
pub(super) fn cement(s: &mut Sheet) {
    let view = View { ahead: (560.0, 600.0), focal: 900.0, eye: 3.0, turn: 16.0 };
    Sky { cover: 0.5, heavy: 0.34, ..Sky::calm(610.0) }.draw(s);
    quarry(s);
    ground(s, 600.0, 0.2, 0.3);
    for (x, z, r, h) in [(-26.0, 62.0, 5.0, 21.0), (-15.0, 62.0, 5.0, 21.0)] {
        Drum { foot: (x, 0.0, z), wide: r, top: r, high: h }.draw(s, &view, 0.36);
        Drum { foot: (x, h, z), wide: r, top: 0.8, high: 3.0 }.draw(s, &view, 0.5);
    }
    chimney(s, &view, (22.0, 0.0, 70.0), 44.0);
    let mouth = view.at((22.0, 44.0, 70.0));
    smoke(s, mouth, (240.0, -40.0), 46.0, 0.34);
    kiln_tower(s, &view, (-4.0, 58.0));
    for (a, b) in
        [((-15.0, 21.0, 62.0), (-4.0, 15.0, 58.0)), ((-30.0, 6.0, 55.0), (-15.0, 20.0, 62.0))]
    {
        let (p, q) = (view.at(a), view.at(b));
        let belt = Shape::band(&[p, q], 13.0, 13.0);
        s.flat(&belt, slant(p, q), 0.45);
        s.outline(&belt, 1.6);
    }
    let (a, b) = (view.at((8.0, 7.5, 54.0)), view.at((34.0, 4.6, 54.0)));
    let kiln = Shape::band(&[a, b], 62.0, 60.0);
    s.ink = Ink::Red;
    s.fill(&kiln, Hatch::Pipe((a.1 + b.1) * 0.5, 36.0, 14.0), |x, y| {
        let v = (y - mix(a.1, b.1, (x - a.0) / (b.0 - a.0))) / 31.0;
        round_tone(v, 0.6)
    });
    s.ink = Ink::Black;
    s.outline(&kiln, 1.8);
    for share in [0.12, 0.5, 0.88] {
        let at = (mix(a.0, b.0, share), mix(a.1, b.1, share));
        s.line((at.0, at.1 - 34.0), (at.0, at.1 + 34.0), 6.0);
        let pier = Shape::rect(at.0 - 22.0, at.1 + 30.0, 44.0, 640.0 - at.1 - 30.0);
        s.fill(&pier, Hatch::Line(90.0, 0.0), |x, _| if x > at.0 + 6.0 { 0.6 } else { 0.2 });
        s.outline(&pier, 1.6);
    }
    hedge(s, 0.0, 420.0, 662.0, 40.0, 0.4);
    lorry(s, &view, (4.0, 0.0, 27.0), true, false);
    litter(s, 690.0, 34);
}

fn quarry(s: &mut Sheet) {
    hills(s, 606.0, 330.0, 420.0, 0.3);
    for bench in 0..5 {
        let y = 430.0 + bench as f32 * 34.0;
        let (left, right) = (30.0 - bench as f32 * 20.0, 330.0 + bench as f32 * 16.0);
        let face = Shape::of(&[
            (left, y),
            (right, y - 6.0),
            (right + 14.0, y + 25.0),
            (left - 10.0, y + 27.0),
        ]);
        s.flat(&face, Hatch::Line(84.0, 1.0), 0.42);
        s.line((left, y), (right, y - 6.0), 1.8);
    }
}

fn kiln_tower(s: &mut Sheet, view: &View, at: Point) {
    let (x, z) = at;
    for level in 0..6 {
        let y = level as f32 * 6.0;
        for (px, pz) in [(0.0, 9.0), (10.0, 9.0)] {
            Block::new((x + px, y, z + pz), (0.8, 6.0, 0.8)).draw(s, view, 0.5);
        }
        if level > 0 {
            let cone = Drum { foot: (x + 3.0, y + 0.4, z + 4.0), wide: 0.9, top: 2.3, high: 3.0 };
            cone.draw(s, view, 0.45);
            Drum { foot: (x + 3.0, y + 3.4, z + 4.0), wide: 2.3, top: 2.3, high: 2.2 }
                .draw(s, view, 0.4);
            Drum { foot: (x + 7.6, y + 1.6, z + 4.0), wide: 1.9, top: 1.9, high: 3.4 }
                .draw(s, view, 0.5);
        } else {
            Block::new((x + 1.0, 0.0, z + 1.0), (8.8, 6.0, 7.0)).draw_with(
                s,
                view,
                0.3,
                |s, wall, side| {
                    if side == 0 {
                        wall.pane(s, [0.3, 0.0, 0.6, 0.6], 0.85);
                    }
                },
            );
        }
        for px in [0.0, 10.0] {
            Block::new((x + px, y, z), (0.8, 6.0, 0.8)).draw(s, view, 0.4);
        }
        s.line(view.at((x, y, z)), view.at((x + 10.8, y + 6.0, z)), 1.4);
        Block::new((x - 0.4, y + 5.6, z - 0.4), (11.6, 0.5, 10.4)).draw(s, view, 0.35);
    }
    Block::new((x + 2.0, 36.1, z + 1.0), (7.0, 3.2, 7.0)).draw(s, view, 0.3);
}
