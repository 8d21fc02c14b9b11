//! Scenes of water held and crossed.

use super::super::growth::bush;
use super::super::maths::{Point, clouded, mix, noise, smooth};
use super::super::outdoors::{Sky, birds, hills, water};
use super::super::people::{Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::super::space::{Block, View, Wall};
use super::craft::boat;

/// A high bridge over a river, half of it still under construction.
pub(super) fn half_bridge(s: &mut Sheet) {
    let sea = 560.0;
    Sky { cover: 0.55, heavy: 0.34, ..Sky::calm(sea) }.draw(s);
    hills(s, sea, 330.0, 420.0, 0.22);
    hills(s, sea, 170.0, 240.0, 0.36);
    let (deck, thick) = (356.0, 30.0);
    for (at, x) in [110.0_f32, 350.0, 590.0, 830.0, 1040.0].into_iter().enumerate() {
        let top = if at < 3 { deck + thick } else { [deck + 34.0, deck + 130.0][at - 3] };
        pier(s, x, top, sea + 40.0);
        if at >= 3 {
            scaffold_around(s, x, top, sea);
        }
    }
    for span in 0..2 {
        let x = 110.0 + span as f32 * 240.0;
        let mut under = vec![(x, deck + thick), (x + 240.0, deck + thick)];
        under.extend(arc((x + 120.0, deck + thick + 90.0), 96.0, 74.0, 0.0, -180.0, 30));
        under.insert(2, (x + 240.0, deck + thick + 90.0));
        under.push((x, deck + thick + 90.0));
        let spandrel = Shape::of(&under);
        s.flat(&spandrel, Hatch::Line(90.0, 0.0), 0.4);
        s.outline(&spandrel, 1.8);
    }
    let road = Shape::rect(0.0, deck, 700.0, thick);
    s.fill(&road, Hatch::Line(0.0, 0.0), |_, y| if y > deck + 12.0 { 0.62 } else { 0.1 });
    s.outline(&road, 2.0);
    for post in 0..48 {
        let x = post as f32 * 14.6;
        s.line((x, deck), (x, deck - 14.0), 1.4);
    }
    s.line((0.0, deck - 14.0), (696.0, deck - 14.0), 2.2);
    for (x, y) in [(700.0, deck + 6.0), (712.0, deck + 14.0), (706.0, deck + 22.0)] {
        s.line((x - 8.0, y), (x + 26.0, y - 3.0), 1.8);
    }
    tower_crane(s, (930.0, sea + 20.0), 470.0);
    water(s, sea + 20.0, 800.0, 0.36);
    banks(s);
    birds(s, (360.0, 240.0), 5);
}

fn pier(s: &mut Sheet, x: f32, top: f32, foot: f32) {
    let body = Shape::of(&[(x - 17.0, top), (x + 17.0, top), (x + 26.0, foot), (x - 26.0, foot)]);
    s.fill(&body, Hatch::Line(90.0, 0.0), |px, _| if px > x + 5.0 { 0.66 } else { 0.16 });
    s.outline(&body, 1.8);
    let base = Shape::rect(x - 40.0, foot - 16.0, 80.0, 16.0);
    s.flat(&base, Hatch::Line(0.0, 0.0), 0.4);
    s.outline(&base, 1.6);
}

fn scaffold_around(s: &mut Sheet, x: f32, top: f32, foot: f32) {
    for side in [-42.0, -28.0, 28.0, 42.0] {
        s.line((x + side, top - 26.0), (x + side, foot + 18.0), 1.7);
    }
    let mut y = top - 14.0;
    while y < foot {
        s.line((x - 46.0, y), (x + 46.0, y), 1.7);
        s.line((x - 42.0, y), (x - 28.0, y + 24.0), 1.2);
        s.line((x + 28.0, y + 24.0), (x + 42.0, y), 1.2);
        y += 24.0;
    }
    for rod in 0..6 {
        let rx = x - 14.0 + rod as f32 * 5.6;
        s.line((rx, top), (rx, top - 26.0), 1.3);
    }
}

fn tower_crane(s: &mut Sheet, foot: Point, h: f32) {
    s.ink = Ink::Red;
    let w = h * 0.022;
    for side in [-1.0, 1.0] {
        s.line((foot.0 + w * side, foot.1), (foot.0 + w * side, foot.1 - h), 2.6);
    }
    for level in 0..24 {
        let (a, b) = (foot.1 - h * level as f32 / 24.0, foot.1 - h * (level + 1) as f32 / 24.0);
        let side = if level % 2 == 0 { 1.0 } else { -1.0 };
        s.line((foot.0 - w * side, a), (foot.0 + w * side, b), 1.6);
    }
    let y = foot.1 - h * 0.93;
    s.line((foot.0 - h * 0.6, y), (foot.0 + h * 0.24, y), 2.8);
    s.line((foot.0 - h * 0.58, y - 13.0), (foot.0 + h * 0.1, y - 13.0), 1.8);
    for bay in 0..22 {
        let x = foot.0 - h * 0.58 + bay as f32 * h * 0.029;
        s.line(
            (x, if bay % 2 == 0 { y } else { y - 13.0 }),
            (x + h * 0.029, if bay % 2 == 0 { y - 13.0 } else { y }),
            1.3,
        );
    }
    let top = (foot.0, foot.1 - h * 1.07);
    s.line((foot.0 - w, foot.1 - h), top, 2.4);
    s.line((foot.0 + w, foot.1 - h), top, 2.4);
    s.line(top, (foot.0 - h * 0.5, y - 13.0), 1.4);
    s.line(top, (foot.0 + h * 0.22, y), 1.4);
    s.flat(&Shape::rect(foot.0 + h * 0.15, y, h * 0.08, h * 0.06), Hatch::Line(90.0, 0.0), 0.8);
    s.ink = Ink::Black;
    s.line((foot.0 - h * 0.44, y), (foot.0 - h * 0.44, y + 90.0), 1.4);
    s.flat(&Shape::rect(foot.0 - h * 0.49, y + 90.0, h * 0.1, 16.0), Hatch::Line(0.0, 0.0), 0.6);
}

fn banks(s: &mut Sheet) {
    for (ring, flip) in [
        (vec![(0.0, 690.0), (120.0, 700.0), (260.0, 750.0), (300.0, 800.0), (0.0, 800.0)], 1.0),
        (
            vec![(1202.0, 640.0), (1120.0, 660.0), (980.0, 730.0), (900.0, 800.0), (1202.0, 800.0)],
            -1.0,
        ),
    ] {
        let bank = Shape::of(&curve(&ring));
        s.flat(&bank, Hatch::Line(20.0 * flip, 2.0), 0.3);
        s.outline(&bank, 1.6);
    }
    for (x, y, r) in
        [(60.0, 745.0, 50.0), (160.0, 770.0, 44.0), (1140.0, 720.0, 56.0), (1050.0, 764.0, 46.0)]
    {
        bush(s, (x, y), r);
    }
}

/// A dam with a half-full reservoir, hills behind.
pub(super) fn reservoir(s: &mut Sheet) {
    let sea = 330.0;
    Sky { cover: 0.62, heavy: 0.42, ..Sky::calm(sea) }.draw(s);
    hills(s, sea, 190.0, 330.0, 0.24);
    hills(s, sea, 100.0, 200.0, 0.36);
    water(s, sea, 800.0, 0.3);
    bath_ring(s, sea);
    let view = View { ahead: (520.0, 330.0), focal: 900.0, eye: 10.0, turn: 30.0 };
    let wall = Wall::new(view, (-6.0, -16.0, 19.0), (110.0, 0.0, 0.0), (0.0, 20.0, 0.0));
    s.fill(&wall.whole(), wall.plumb(), |_, y| mix(0.14, 0.46, smooth(380.0, 760.0, y)));
    for course in 1..12 {
        let b = course as f32 / 12.0;
        s.line(wall.at(0.0, b), wall.at(1.0, b), 1.0);
    }
    s.outline(&wall.whole(), 2.0);
    for stain in 0..26 {
        let a = stain as f32 / 26.0 + s.chance.range(0.0, 0.02);
        let (b0, b1) = (0.78, s.chance.range(0.3, 0.6));
        s.shade(&wall.part(a, b1, a + 0.008, b0), |_, _, tone| tone + 0.2);
    }
    Block::new((-6.0, 4.0, 17.4), (110.0, 0.9, 3.4)).draw(s, &view, 0.2);
    for gate in (0..11).rev() {
        let x = 4.0 + gate as f32 * 6.4;
        Block::new((x, 4.9, 17.8), (1.3, 4.4, 2.4)).draw(s, &view, 0.3);
        if gate > 0 {
            s.ink = Ink::Red;
            let leaf = view.area(&[
                (x - 5.1, 5.2, 18.6),
                (x, 5.2, 18.6),
                (x, 7.4, 18.6),
                (x - 5.1, 7.4, 18.6),
            ]);
            s.flat(&leaf, Hatch::Line(90.0, 0.0), 0.6);
            s.outline(&leaf, 1.4);
            s.ink = Ink::Black;
        }
    }
    Block::new((3.0, 9.3, 17.6), (68.0, 0.8, 2.8)).draw(s, &view, 0.25);
    ferry(s);
    birds(s, (620.0, 170.0), 6);
}

fn ferry(s: &mut Sheet) {
    boat(s, 330.0, 452.0, 84.0, 0.6);
    Person::new((376.0, 443.0), 50.0, Dress::Dhoti).draw(s);
}

/// The bare band that falling water leaves along the far shore.
fn bath_ring(s: &mut Sheet, sea: f32) {
    let seed = s.chance.seed();
    let edge = |x: f32, k: f32| sea + k * (10.0 + 16.0 * clouded(x / 130.0, 1.0, 3, seed));
    let mut ring: Vec<Point> = (0..=100).map(|at| (at as f32 * 12.1, sea - 6.0)).collect();
    ring.extend((0..=100).rev().map(|at| (at as f32 * 12.1, edge(at as f32 * 12.1, 1.6))));
    let band = Shape::of(&ring);
    s.fill(&band, Hatch::Line(0.0, 2.0), |x, y| 0.02 + 0.16 * noise(x / 30.0, y / 4.0, seed));
    for level in [0.3, 0.7, 1.1, 1.6] {
        let line: Vec<Point> =
            (0..=100).map(|at| (at as f32 * 12.1, edge(at as f32 * 12.1, level))).collect();
        s.stroke(&line, if level > 1.5 { 1.8 } else { 0.9 });
    }
}
