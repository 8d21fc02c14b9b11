//! A warehouse before the hills.

use super::super::growth::{hedge, tree};
use super::super::maths::{Point, cos, mix, sin, smooth};
use super::super::outdoors::{Sky, ground, hills};
use super::super::people::{Arms, Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, curve};
use super::super::space::round_tone;
use super::yards::{lying_sack, sack};

/// Sacks in a warehouse before an open door, forested hills outside.
pub(super) fn cardamom(s: &mut Sheet) {
    let (left, top, w, h) = (430.0, 150.0, 470.0, 430.0);
    Sky { cover: 0.55, ..Sky::calm(420.0) }.draw(s);
    hills(s, 430.0, 200.0, 250.0, 0.24);
    hills(s, 500.0, 150.0, 170.0, 0.4);
    hedge(s, left - 20.0, left + w + 20.0, 560.0, 64.0, 0.42);
    ground(s, 548.0, 0.1, 0.2);
    tree(s, (790.0, 566.0), 260.0, 0.8);
    let room = Shape::rect(0.0, 0.0, s.width, 620.0).with(Shape::rect(left, top, w, h + 42.0));
    s.fill(&room, Hatch::Line(90.0, 0.4), |x, y| {
        let near = ((x - left - w * 0.5).abs() - w * 0.5)
            .max((y - top - h * 0.5).abs() - h * 0.5)
            .max(0.0);
        0.5 + 0.38 * smooth(0.0, 260.0, near)
    });
    let frame = Shape::rect(left - 16.0, top - 16.0, w + 32.0, h + 58.0).with(Shape::rect(
        left,
        top,
        w,
        h + 42.0,
    ));
    s.flat(&frame, Hatch::Line(90.0, 0.0), 0.3);
    s.outline(&frame, 2.0);
    for (x, y0, y1) in [(120.0, 0.0, 620.0), (300.0, 0.0, 620.0), (1040.0, 0.0, 620.0)] {
        let post = Shape::rect(x, y0, 24.0, y1);
        s.flat(&post, Hatch::Line(90.0, 0.0), 0.9);
        s.outline(&post, 1.4);
    }
    for beam in [40.0, 96.0] {
        s.flat(&Shape::rect(0.0, beam, s.width, 18.0), Hatch::Line(0.0, 0.0), 0.92);
    }
    let leaf = Shape::of(&[
        (left + w, top),
        (left + w + 120.0, top - 40.0),
        (left + w + 120.0, 690.0),
        (left + w, 622.0),
    ]);
    s.flat(&leaf, Hatch::Line(90.0, 0.0), 0.62);
    for plank in 1..6 {
        let x = left + w + plank as f32 * 20.0;
        s.line((x, top - plank as f32 * 6.6), (x, 622.0 + plank as f32 * 11.0), 1.6);
    }
    s.outline(&leaf, 2.0);
    let floor = Shape::rect(0.0, 620.0, s.width, 180.0);
    s.fill(&floor, Hatch::Line(0.0, 0.6), |x, y| {
        let (cx, spread) = (left + w * 0.5 - (y - 620.0) * 0.8, w * 0.5 + (y - 620.0) * 0.5);
        mix(0.06, 0.66, smooth(spread - 30.0, spread + 30.0, (x - cx).abs()))
    });
    s.line((0.0, 620.0), (s.width, 620.0), 1.6);
    for (x, y, w2, h2) in [
        (150.0, 660.0, 200.0, 72.0),
        (345.0, 664.0, 190.0, 70.0),
        (240.0, 594.0, 200.0, 70.0),
        (130.0, 594.0, 120.0, 70.0),
        (200.0, 526.0, 190.0, 68.0),
    ] {
        lying_sack(s, (x, y), w2, h2, 0.42);
    }
    for (x, y, h2, tone) in
        [(1080.0, 676.0, 170.0, 0.44), (980.0, 706.0, 180.0, 0.4), (1120.0, 764.0, 200.0, 0.46)]
    {
        sack(s, (x, y), h2, tone);
    }
    pods(s, (520.0, 742.0));
    Person::new((880.0, 700.0), 280.0, Dress::Shirt).left().arms(Arms::Before).draw(s);
}

/// A wide bowl of cardamom pods.
fn pods(s: &mut Sheet, at: Point) {
    let rim = Shape::ellipse(at.0, at.1 - 40.0, 150.0, 36.0);
    s.shade(&Shape::ellipse(at.0 + 40.0, at.1 + 8.0, 160.0, 22.0), |_, _, tone| tone.max(0.7));
    let bowl = Shape::of(&curve(&[
        (at.0 - 150.0, at.1 - 40.0),
        (at.0 - 100.0, at.1),
        (at.0, at.1 + 12.0),
        (at.0 + 100.0, at.1),
        (at.0 + 150.0, at.1 - 40.0),
    ]));
    s.fill(&bowl, Hatch::Barrel(at.0, 150.0, -30.0), |x, _| round_tone((x - at.0) / 150.0, 0.5));
    s.outline(&bowl, 1.8);
    s.flat(&rim, Hatch::Line(0.0, 0.0), 0.4);
    s.outline(&rim, 2.0);
    for _ in 0..90 {
        let (u, v) = (s.chance.range(-1.0, 1.0), s.chance.range(-1.0, 1.0));
        if u * u + v * v > 0.9 {
            continue;
        }
        let heap = (1.0 - u * u) * 26.0;
        let (x, y) = (at.0 + u * 136.0, at.1 - 40.0 + v * 28.0 - heap * (1.0 - v * 0.3));
        let a = s.chance.range(0.0, 3.0);
        let (dx, dy) = (cos(a) * 11.0, sin(a) * 6.0);
        let pod = Shape::of(&curve(&[
            (x - dx, y - dy),
            (x - dy * 0.6, y + dx * 0.42),
            (x + dx, y + dy),
            (x + dy * 0.6, y - dx * 0.42),
            (x - dx, y - dy),
        ]));
        s.ink = Ink::Black;
        s.flat(&pod, Hatch::Line(30.0, 0.0), 0.16);
        s.outline(&pod, 1.3);
    }
    s.ink = Ink::Black;
}
