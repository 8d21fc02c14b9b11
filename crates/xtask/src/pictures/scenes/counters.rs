//! A bank’s counter.

use super::super::maths::{Point, cos, sin};
use super::super::outdoors::shadow;
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::super::space::{Drum, round_tone};
use super::desks::{desk, desk_view, paper};

/// An old desk telephone on a bank counter behind a grille.
pub(super) fn bank_phone(s: &mut Sheet) {
    desk(s, 470.0);
    for shelf in 0..3 {
        let y = 110.0 + shelf as f32 * 130.0;
        let mut x = 40.0;
        while x < 1170.0 {
            let (w, h) = (s.chance.range(20.0, 38.0), s.chance.range(78.0, 102.0));
            let tone = s.chance.range(0.2, 0.6);
            let book = Shape::rect(x, y - h, w, h);
            s.flat(&book, Hatch::Line(90.0, 0.0), tone);
            s.outline(&book, 1.2);
            s.line((x + 5.0, y - h * 0.7), (x + w - 5.0, y - h * 0.7), 1.6);
            x += w + if s.chance.happens(0.1) { 40.0 } else { 1.0 };
        }
        s.flat(&Shape::rect(0.0, y, s.width, 14.0), Hatch::Line(0.0, 0.0), 0.75);
    }
    paper(s, [(180.0, 600.0), (410.0, 590.0), (400.0, 690.0), (140.0, 704.0)], 5);
    telephone(s, (620.0, 690.0));
    Drum { foot: (0.36, 0.0, 0.98), wide: 0.05, top: 0.055, high: 0.13 }.draw(s, &desk_view(), 0.5);
    grille(s);
}

fn telephone(s: &mut Sheet, foot: Point) {
    let p = |u: f32, v: f32| (foot.0 + u, foot.1 - v);
    shadow(s, &Shape::ellipse(foot.0 + 60.0, foot.1 + 2.0, 220.0, 26.0), 0.8);
    let body = Shape::of(&curve(&[
        p(-170.0, 6.0),
        p(-150.0, 60.0),
        p(-100.0, 150.0),
        p(-70.0, 176.0),
        p(70.0, 176.0),
        p(100.0, 150.0),
        p(150.0, 60.0),
        p(170.0, 6.0),
        p(0.0, -10.0),
        p(-170.0, 6.0),
    ]));
    s.fill(&body, Hatch::Barrel(foot.0, 170.0, -22.0), |x, y| {
        let u = (x - foot.0) / 160.0;
        let shine = if (u + 0.62).abs() < 0.06 && y > foot.1 - 140.0 { 0.5 } else { 0.0 };
        (0.78 + 0.16 * u - shine).clamp(0.1, 0.95)
    });
    s.outline(&body, 2.4);
    for side in [-1.0, 1.0] {
        let cradle = Shape::of(&[
            p(side * 62.0, 170.0),
            p(side * 52.0, 204.0),
            p(side * 84.0, 204.0),
            p(side * 88.0, 168.0),
        ]);
        s.flat(&cradle, Hatch::Line(90.0, 0.0), 0.8);
        s.outline(&cradle, 1.6);
    }
    let mut ring = curve(&[
        p(-196.0, 178.0),
        p(-204.0, 214.0),
        p(-150.0, 244.0),
        p(0.0, 254.0),
        p(150.0, 244.0),
        p(204.0, 214.0),
        p(196.0, 178.0),
    ]);
    ring.extend(curve(&[
        p(196.0, 178.0),
        p(118.0, 176.0),
        p(106.0, 206.0),
        p(0.0, 214.0),
        p(-106.0, 206.0),
        p(-118.0, 176.0),
        p(-196.0, 178.0),
    ]));
    let handset = Shape::of(&ring);
    s.fill(&handset, Hatch::Line(0.0, 0.6), |x, y| {
        let top = foot.1 - 250.0 + (x - foot.0).abs() * 0.14;
        if y - top > 4.0 && y - top < 12.0 { 0.12 } else { 0.86 }
    });
    s.outline(&handset, 2.4);
    dial(s, p(0.0, 84.0));
    cord(s, foot);
}

fn dial(s: &mut Sheet, at: Point) {
    let dial = Shape::ellipse(at.0, at.1, 80.0, 68.0);
    s.flat(&dial, Hatch::Ring(at, 0.85), 0.08);
    s.outline(&dial, 2.6);
    for hole in 0..10 {
        let a = hole as f32 * 29.0 + 70.0;
        let c = arc(at, 57.0, 48.0, a, a, 1)[0];
        let finger = Shape::ellipse(c.0, c.1, 12.5, 11.0);
        s.flat(&finger, Hatch::Line(0.0, 0.0), 0.84);
        s.outline(&finger, 1.6);
    }
    let label = Shape::ellipse(at.0, at.1, 29.0, 24.0);
    s.ink = Ink::Red;
    s.flat(&label, Hatch::Line(0.0, 0.0), 0.6);
    s.outline(&label, 1.8);
    s.ink = Ink::Black;
}

/// The curled cord from the handset to the table.
fn cord(s: &mut Sheet, foot: Point) {
    let cord: Vec<Point> = (0..120)
        .map(|step| {
            let t = step as f32 / 119.0;
            let a = t * 110.0;
            (
                foot.0 - 196.0 + 60.0 * t - 50.0 * sin(t * 3.1) + 9.0 * cos(a),
                foot.1 - 178.0 + 172.0 * t + 8.0 * sin(a),
            )
        })
        .collect();
    s.stroke(&cord, 2.8);
}

fn grille(s: &mut Sheet) {
    for bar in 0..13 {
        let x = 20.0 + bar as f32 * 97.0;
        if (440.0..=800.0).contains(&x) {
            // The arched opening in the middle.
            bar_of_brass(s, x, -4.0, 250.0 - 40.0 * sin((x - 440.0) / 360.0 * 3.1));
            continue;
        }
        bar_of_brass(s, x, -4.0, 800.0);
    }
    let arch: Vec<Point> = arc((620.0, 330.0), 230.0, 150.0, 180.0, 360.0, 40);
    let band = Shape::band(&arch, 18.0, 18.0);
    s.fill(&band, Hatch::Ring((620.0, 330.0), 0.65), |x, _| round_tone((x - 620.0) / 230.0, 0.4));
    s.outline(&band, 2.0);
    for x in [390.0, 850.0] {
        bar_of_brass(s, x, 330.0, 800.0);
    }
    for y in [52.0, 70.0] {
        s.flat(&Shape::rect(0.0, y, s.width, 10.0), Hatch::Line(0.0, 0.0), 0.55);
        s.outline(&Shape::rect(0.0, y, s.width, 10.0), 1.6);
    }
}

fn bar_of_brass(s: &mut Sheet, x: f32, top: f32, foot: f32) {
    let bar = Shape::rect(x - 6.0, top, 12.0, foot - top);
    s.fill(&bar, Hatch::Line(90.0, 0.0), |px, _| round_tone((px - x) / 6.0, 0.5));
    s.outline(&bar, 1.7);
    for y in [150.0, 520.0] {
        if y > top && y < foot {
            let ball = Shape::ellipse(x, y, 12.0, 13.0);
            s.fill(&ball, Hatch::Ring((x - 3.0, y - 3.0), 1.0), |px, py| {
                (0.2 + ((px - x) + (py - y)) / 26.0).clamp(0.02, 0.8)
            });
            s.outline(&ball, 1.7);
        }
    }
}
