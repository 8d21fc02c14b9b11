//! A shop’s counter.

use super::super::maths::{Point, mix, smooth};
use super::super::outdoors::shadow;
use super::super::people::{Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::super::space::{Block, Drum, View, Wall, round_tone};

/// A small shop's counter with shelves of goods and a little loudspeaker.
pub(super) fn soundbox(s: &mut Sheet) {
    let view = View { ahead: (600.0, 330.0), focal: 900.0, eye: 1.6, turn: 0.0 };
    s.flat(&Shape::rect(0.0, 0.0, s.width, s.height), Hatch::Line(90.0, 0.0), 0.34);
    let back = Wall::new(view, (-2.3, 0.0, 3.6), (4.6, 0.0, 0.0), (0.0, 3.0, 0.0));
    s.fill(&back.whole(), back.plumb(), |x, _| 0.62 + 0.2 * smooth(0.0, 600.0, (x - 600.0).abs()));
    for shelf in 0..5 {
        let b = 0.34 + shelf as f32 * 0.135;
        let plank = back.part(0.0, b - 0.014, 1.0, b);
        shelf_goods(s, &back, b, shelf);
        s.flat(&plank, back.level(), 0.12);
        s.outline(&plank, 1.5);
    }
    for sachet in 0..9 {
        let x = 130.0 + sachet as f32 * 24.0;
        for row in 0..9 {
            let y = 20.0 + row as f32 * 31.0;
            let pack = Shape::rect(x, y, 21.0, 29.0);
            let tone = if (row + sachet) % 3 == 0 { 0.5 } else { 0.08 };
            s.flat(&pack, Hatch::Line(70.0, 0.0), tone);
            s.outline(&pack, 1.2);
            s.line((x + 4.0, y + 12.0), (x + 17.0, y + 12.0), 2.0);
        }
    }
    Person::new((860.0, 790.0), 640.0, Dress::Shirt).left().draw(s);
    let counter = Block::new((-2.6, 0.0, 2.0), (5.2, 0.98, 0.75));
    counter.draw_with(s, &view, 0.3, |s, wall, side| {
        if side == 0 {
            for panel in 0..5 {
                let a = 0.02 + panel as f32 * 0.195;
                s.outline(&wall.part(a, 0.1, a + 0.18, 0.9), 1.6);
            }
        }
    });
    for (x, tone) in [(-1.25, 0.2), (-0.93, 0.3), (-0.61, 0.16)] {
        jar(s, &view, (x, 0.98, 2.35), tone);
    }
    speaker(s, (560.0, 600.0), 1.0);
    scales(s, (1010.0, 596.0));
}

fn shelf_goods(s: &mut Sheet, wall: &Wall, b: f32, shelf: u32) {
    let mut a = 0.01;
    while a < 0.97 {
        let w = s.chance.range(0.022, 0.044);
        let h = s.chance.range(0.07, 0.115);
        let tone = s.chance.range(0.02, 0.4);
        let good = wall.part(a, b, a + w, b + h);
        let middle = wall.at(a + w * 0.5, b).0;
        let half = (wall.at(a + w, b).0 - wall.at(a, b).0) * 0.5;
        if shelf.is_multiple_of(2) {
            s.fill(&good, Hatch::Line(90.0, 0.0), |x, _| {
                round_tone((x - middle) / half, tone + 0.12)
            });
        } else {
            s.flat(&good, Hatch::Line(90.0, 0.0), tone);
        }
        s.outline(&good, 1.3);
        let label = wall.part(a + w * 0.15, b + h * 0.3, a + w * 0.85, b + h * 0.62);
        s.flat(&label, Hatch::Line(0.0, 0.0), if tone > 0.2 { 0.0 } else { 0.6 });
        s.outline(&label, 1.0);
        a += w + s.chance.range(0.002, 0.012);
    }
}

fn jar(s: &mut Sheet, view: &View, at: (f32, f32, f32), tone: f32) {
    let body = Drum { foot: at, wide: 0.13, top: 0.13, high: 0.28 };
    body.draw(s, view, tone);
    let (low, half, _) = body.ring(view, 0.0);
    let (high, _, _) = body.ring(view, 1.0);
    for _ in 0..34 {
        let (u, v) = (s.chance.range(-0.8, 0.8), s.chance.range(0.05, 0.75));
        let (x, y) = (low.0 + u * half, mix(low.1, high.1, v));
        let sweet = Shape::ellipse(x, y, 8.0, 7.0);
        s.flat(&sweet, Hatch::Line(40.0, 0.0), 0.3);
        s.outline(&sweet, 1.1);
    }
    s.line((low.0 - half * 0.7, low.1 - 8.0), (low.0 - half * 0.7, high.1 + 10.0), 3.0);
    Drum { foot: (at.0, at.1 + 0.28, at.2), wide: 0.14, top: 0.14, high: 0.05 }.draw(s, view, 0.7);
}

fn speaker(s: &mut Sheet, foot: Point, k: f32) {
    let p = |u: f32, v: f32| (foot.0 + u * k, foot.1 - v * k);
    shadow(s, &Shape::ellipse(foot.0 + 40.0 * k, foot.1 + 2.0, 100.0 * k, 12.0 * k), 0.8);
    let side = Shape::of(&[p(72.0, 0.0), p(100.0, 14.0), p(92.0, 122.0), p(64.0, 116.0)]);
    s.ink = Ink::Red;
    s.flat(&side, Hatch::Line(90.0, 0.0), 0.9);
    s.outline(&side, 1.8);
    let face = Shape::of(&curve(&[
        p(-70.0, 2.0),
        p(-64.0, 108.0),
        p(-52.0, 118.0),
        p(52.0, 118.0),
        p(64.0, 108.0),
        p(72.0, 2.0),
        p(64.0, 0.0),
        p(-62.0, 0.0),
        p(-70.0, 2.0),
    ]));
    s.flat(&face, Hatch::Line(0.0, 0.0), 0.6);
    s.outline(&face, 2.2);
    s.ink = Ink::Black;
    let plate = Shape::of(&[p(-52.0, 66.0), p(-50.0, 106.0), p(50.0, 106.0), p(52.0, 66.0)]);
    s.flat(&plate, Hatch::Line(0.0, 0.0), 0.0);
    s.outline(&plate, 1.6);
    for cell in 0..36 {
        let (column, row) = (cell % 9, cell / 9);
        if s.chance.happens(0.55) {
            s.flat(
                &Shape::rect(
                    p(-20.0, 0.0).0 + column as f32 * 4.6,
                    p(0.0, 102.0).1 + row as f32 * 8.0,
                    4.0,
                    7.0,
                ),
                Hatch::Line(0.0, 0.0),
                1.0,
            );
        }
    }
    for row in 0..4 {
        for hole in 0..10 {
            let at = p(-46.0 + hole as f32 * 10.2, 52.0 - row as f32 * 12.0);
            s.flat(&Shape::ellipse(at.0, at.1, 3.4 * k, 3.4 * k), Hatch::Line(0.0, 0.0), 1.0);
        }
    }
    for wave in 1..4 {
        let r = 40.0 + 24.0 * wave as f32;
        s.stroke(&arc(p(-40.0, 70.0), r * k, r * k, 150.0, 212.0, 14), 2.6);
    }
}

fn scales(s: &mut Sheet, foot: Point) {
    shadow(s, &Shape::ellipse(foot.0 + 20.0, foot.1 + 4.0, 110.0, 12.0), 0.75);
    let body = Shape::of(&[
        (foot.0 - 84.0, foot.1),
        (foot.0 - 70.0, foot.1 - 52.0),
        (foot.0 + 70.0, foot.1 - 52.0),
        (foot.0 + 84.0, foot.1),
    ]);
    s.flat(&body, Hatch::Line(90.0, 0.0), 0.28);
    s.outline(&body, 2.0);
    let screen = Shape::rect(foot.0 - 36.0, foot.1 - 40.0, 72.0, 24.0);
    s.flat(&screen, Hatch::Line(0.0, 0.0), 0.85);
    s.outline(&screen, 1.5);
    let pan = Shape::ellipse(foot.0, foot.1 - 66.0, 100.0, 15.0);
    s.flat(&pan, Hatch::Line(0.0, 0.0), 0.12);
    s.outline(&pan, 2.0);
}
