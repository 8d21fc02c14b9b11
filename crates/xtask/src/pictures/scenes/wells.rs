//! Scenes at wells.

use super::super::growth::{hedge, tree};
use super::super::maths::{Point, mix, smooth};
use super::super::outdoors::{Sky, ground, hills, litter, shadow};
use super::super::people::{Arms, Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::super::space::{Drum, View, round_tone};
use super::super::vehicles::round_wheel;
use super::fields::furrows;

/// A water pump beside a well, a field in rows behind.
pub(super) fn pump(s: &mut Sheet) {
    let sky = 370.0;
    Sky { cover: 0.5, ..Sky::calm(sky) }.draw(s);
    hills(s, sky, 70.0, 240.0, 0.26);
    hedge(s, 0.0, s.width, sky + 4.0, 30.0, 0.4);
    furrows(s, sky, 480.0, 0.34);
    crop(s, sky, 480.0);
    tree(s, (1040.0, 440.0), 300.0, 0.8);
    let apron = Shape::ellipse(640.0, 690.0, 560.0, 110.0);
    s.shade(&apron, |_, _, tone| tone * 0.15 + 0.06);
    let view = View { ahead: (600.0, 330.0), focal: 900.0, eye: 2.6, turn: 0.0 };
    well(s, &view, (-1.75, 6.7), 1.15, 0.85);
    s.ink = Ink::Red;
    pump_set(s, (735.0, 660.0), 1.0);
    s.ink = Ink::Black;
    let hose =
        curve(&[(690.0, 628.0), (610.0, 610.0), (540.0, 560.0), (470.0, 556.0), (420.0, 590.0)]);
    let pipe = Shape::band(&hose, 24.0, 24.0);
    s.flat(&pipe, Hatch::Line(70.0, 0.0), 0.6);
    s.outline(&pipe, 1.8);
    let outlet = Shape::band(&[(755.0, 560.0), (755.0, 500.0), (960.0, 500.0)], 26.0, 26.0);
    s.flat(&outlet, Hatch::Line(0.0, 0.0), 0.45);
    s.outline(&outlet, 1.8);
    gush(s, (962.0, 500.0));
    Person::new((1090.0, 742.0), 270.0, Dress::Dhoti).left().arms(Arms::Before).draw(s);
    litter(s, 730.0, 20);
}

fn gush(s: &mut Sheet, from: Point) {
    for jet in 0..9 {
        let t = jet as f32 / 8.0;
        let path = curve(&[
            (from.0, from.1 - 11.0 + 22.0 * t),
            (from.0 + 34.0 - 10.0 * t, from.1 + 20.0 + 16.0 * t),
            (from.0 + 58.0 - 26.0 * t, from.1 + 110.0),
            (from.0 + 66.0 - 34.0 * t, from.1 + 190.0),
        ]);
        s.taper(&path, 1.2, 2.0);
    }
    for ring in 0..4 {
        s.stroke(
            &arc(
                (from.0 + 48.0, from.1 + 196.0),
                24.0 + 18.0 * ring as f32,
                6.0 + 4.0 * ring as f32,
                10.0,
                350.0,
                30,
            ),
            1.3,
        );
    }
}

/// Plants in rows towards a point on the horizon.
fn crop(s: &mut Sheet, from: f32, middle: f32) {
    for row in 1..12 {
        let down = (row as f32 / 12.0).powi(2);
        let y = from + 12.0 + down * 250.0;
        let step = 16.0 + down * 70.0;
        let mut x = middle - 30.0 * step;
        while x < s.width + step {
            if x > -step {
                let h = 5.0 + down * 32.0;
                for blade in -2..=2 {
                    let lean = blade as f32 * h * 0.3;
                    s.taper(
                        &curve(&[
                            (x, y),
                            (x + lean * 0.5, y - h * 0.8),
                            (x + lean, y - h * (1.0 - 0.12 * (blade * blade) as f32)),
                        ]),
                        1.0 + down * 2.6,
                        0.8,
                    );
                }
            }
            x += step;
        }
    }
}

/// A pump with its motor on a bed, by the middle of its foot.
pub(super) fn pump_set(s: &mut Sheet, at: Point, k: f32) {
    let p = |u: f32, v: f32| (at.0 + u * k, at.1 - v * k);
    let ink = s.ink;
    s.ink = Ink::Black;
    shadow(s, &Shape::ellipse(at.0 + 60.0 * k, at.1 + 4.0 * k, 190.0 * k, 16.0 * k), 0.66);
    let bed = Shape::of(&[p(-110.0, 0.0), p(-96.0, 26.0), p(200.0, 26.0), p(214.0, 0.0)]);
    s.flat(&bed, Hatch::Line(0.0, 0.0), 0.6);
    s.outline(&bed, 1.8);
    s.ink = ink;
    let (top, foot) = (p(0.0, 130.0).1, p(0.0, 30.0).1);
    let motor = Shape::of(&[
        p(40.0, 30.0),
        p(40.0, 130.0),
        p(180.0, 130.0),
        p(196.0, 110.0),
        p(196.0, 50.0),
        p(180.0, 30.0),
    ]);
    s.fill(&motor, Hatch::Line(0.0, 0.0), |_, y| {
        let v = (y - (top + foot) * 0.5) / ((foot - top) * 0.5);
        round_tone(v, 0.6)
    });
    s.ink = Ink::Black;
    s.outline(&motor, 2.0);
    for fin in 0..9 {
        let y = mix(top, foot, (fin as f32 + 0.5) / 9.0);
        s.line((p(48.0, 0.0).0, y), (p(176.0, 0.0).0, y), 1.8);
    }
    let boxed = Shape::of(&[p(84.0, 128.0), p(84.0, 154.0), p(140.0, 154.0), p(140.0, 128.0)]);
    s.flat(&boxed, Hatch::Line(90.0, 0.0), 0.3);
    s.outline(&boxed, 1.6);
    s.flat(
        &Shape::of(&[p(0.0, 66.0), p(0.0, 94.0), p(42.0, 94.0), p(42.0, 66.0)]),
        Hatch::Line(0.0, 0.0),
        0.5,
    );
    s.outline(&Shape::of(&[p(0.0, 66.0), p(0.0, 94.0), p(42.0, 94.0), p(42.0, 66.0)]), 1.5);
    let casing = Shape::ellipse(p(-30.0, 0.0).0, p(0.0, 78.0).1, 58.0 * k, 58.0 * k);
    let (cx, cy) = p(-30.0, 78.0);
    s.fill(&casing, Hatch::Ring((cx, cy), 1.0), |x, y| {
        (0.4 + ((x - cx) * 0.6 + (y - cy) * 0.7) / (80.0 * k)).clamp(0.08, 0.85)
    });
    s.outline(&casing, 2.2);
    let cover = Shape::ellipse(cx, cy, 24.0 * k, 24.0 * k);
    s.flat(&cover, Hatch::Ring((cx, cy), 1.0), 0.5);
    s.outline(&cover, 1.6);
    for bolt in 0..8 {
        let b = arc((cx, cy), 44.0 * k, 44.0 * k, bolt as f32 * 45.0 + 20.0, 0.0, 1)[0];
        s.flat(&Shape::ellipse(b.0, b.1, 4.0 * k, 4.0 * k), Hatch::Line(0.0, 0.0), 0.9);
    }
    let neck = Shape::of(&[p(8.0, 120.0), p(8.0, 172.0), p(34.0, 172.0), p(34.0, 100.0)]);
    s.flat(&neck, Hatch::Line(90.0, 0.0), 0.55);
    s.outline(&neck, 1.7);
}

/// A round stone well with a dark mouth.
pub(super) fn well(s: &mut Sheet, view: &View, at: Point, r: f32, high: f32) {
    let ring = Drum { foot: (at.0, 0.0, at.1), wide: r * 1.04, top: r, high };
    let (foot, wide, sag) = ring.ring(view, 0.0);
    shadow(
        s,
        &Shape::ellipse(foot.0 + wide * 0.35, foot.1 + sag * 0.4, wide * 1.15, sag * 1.1),
        0.6,
    );
    ring.draw(s, view, 0.34);
    let courses = 5;
    for course in 0..courses {
        let share = course as f32 / courses as f32;
        let (middle, half, depth) = ring.ring(view, share);
        s.stroke(&arc(middle, half, depth, 2.0, 178.0, 40), 1.5);
        let (upper, _, _) = ring.ring(view, share + 1.0 / courses as f32);
        let rise = middle.1 - upper.1;
        for stone in 0..13 {
            let a = 6.0 + stone as f32 * 13.6 + if course % 2 == 0 { 0.0 } else { 6.8 };
            if a < 176.0 {
                let p = arc(middle, half, depth, a, a, 1)[0];
                s.line(p, (p.0, p.1 - rise), 1.5);
            }
        }
    }
    let (middle, half, depth) = ring.ring(view, 1.0);
    let rim = Shape::ellipse(middle.0, middle.1, half, depth);
    s.flat(&rim, Hatch::Ring(middle, 0.35), 0.1);
    s.outline(&rim, 2.0);
    let mouth = Shape::ellipse(middle.0, middle.1 + depth * 0.06, half * 0.78, depth * 0.72);
    s.fill(&mouth, Hatch::Line(90.0, 0.0), |x, _| {
        mix(0.92, 0.7, smooth(-1.0, 1.0, (x - middle.0) / half))
    });
    s.outline(&mouth, 1.8);
}

/// A round well in a dry field, monsoon clouds gathering.
pub(super) fn dry_well(s: &mut Sheet) {
    let sky = 430.0;
    Sky::monsoon(sky).draw(s);
    hills(s, sky, 46.0, 260.0, 0.4);
    ground(s, sky, 0.15, 0.16);
    cracks(s, sky);
    for (x, y, h) in [(1010.0, 470.0, 200.0), (150.0, 456.0, 110.0)] {
        bare_tree(s, (x, y), h);
    }
    let view = View { ahead: (600.0, 400.0), focal: 900.0, eye: 2.5, turn: 0.0 };
    well(s, &view, (-0.4, 7.4), 1.9, 1.0);
    for x in [-2.15, 1.35] {
        s.line(view.at((x, 0.0, 7.4)), view.at((x, 2.7, 7.4)), 9.0);
    }
    s.line(view.at((-2.3, 2.62, 7.4)), view.at((1.5, 2.62, 7.4)), 8.0);
    let pulley = view.at((-0.4, 2.35, 7.4));
    round_wheel(s, pulley, 24.0, 0);
    s.line((pulley.0 + 23.0, pulley.1), view.at((-0.2, 1.0, 7.4)), 2.2);
    s.line((pulley.0 - 23.0, pulley.1), view.at((-1.7, 1.1, 6.4)), 2.2);
    s.ink = Ink::Red;
    Person::new((838.0, 762.0), 290.0, Dress::Sari).left().red().arms(Arms::Before).draw(s);
    s.ink = Ink::Black;
    pot(s, (930.0, 762.0), 40.0);
    pot(s, (1000.0, 772.0), 34.0);
}

/// A round clay or brass pot.
fn pot(s: &mut Sheet, foot: Point, r: f32) {
    shadow(s, &Shape::ellipse(foot.0 + r * 0.4, foot.1, r * 1.1, r * 0.2), 0.6);
    let body = Shape::of(&curve(&[
        (foot.0 - r * 0.4, foot.1),
        (foot.0 - r, foot.1 - r * 0.75),
        (foot.0 - r * 0.45, foot.1 - r * 1.5),
        (foot.0 - r * 0.6, foot.1 - r * 1.8),
        (foot.0 + r * 0.6, foot.1 - r * 1.8),
        (foot.0 + r * 0.45, foot.1 - r * 1.5),
        (foot.0 + r, foot.1 - r * 0.75),
        (foot.0 + r * 0.4, foot.1),
        (foot.0 - r * 0.4, foot.1),
    ]));
    s.fill(&body, Hatch::Barrel(foot.0, r, -r * 0.3), |x, _| round_tone((x - foot.0) / r, 0.5));
    s.outline(&body, 1.8);
    let mouth = Shape::ellipse(foot.0, foot.1 - r * 1.8, r * 0.58, r * 0.15);
    s.flat(&mouth, Hatch::Line(0.0, 0.0), 0.85);
    s.outline(&mouth, 1.5);
}

fn cracks(s: &mut Sheet, from: f32) {
    for _ in 0..60 {
        let down = s.chance.range(0.02, 1.0);
        let y = from + (s.height - from) * down;
        let size = 8.0 + 60.0 * down;
        let mut at = (s.chance.range(0.0, s.width), y);
        let mut line = vec![at];
        for _ in 0..4 {
            at = (at.0 + s.chance.range(-1.0, 1.0) * size, at.1 + s.chance.range(-0.3, 0.3) * size);
            line.push(at);
        }
        s.taper(&line, 0.8 + 2.4 * down, 0.6);
    }
}

fn bare_tree(s: &mut Sheet, foot: Point, h: f32) {
    branch(s, foot, -90.0, h * 0.4, h * 0.07, 6);
}

fn branch(s: &mut Sheet, from: Point, degrees: f32, length: f32, width: f32, left: u32) {
    let bend = s.chance.range(-9.0, 9.0);
    let middle = arc(from, length * 0.5, length * 0.5, degrees + bend, degrees + bend, 1)[0];
    let to = arc(from, length, length, degrees, degrees, 1)[0];
    s.taper(&curve(&[from, middle, to]), width, width * 0.66);
    if left == 0 {
        return;
    }
    let spread = s.chance.range(16.0, 30.0);
    branch(s, to, degrees - spread, length * 0.76, width * 0.64, left - 1);
    branch(
        s,
        to,
        degrees + spread + s.chance.clone().range(-6.0, 8.0),
        length * 0.72,
        width * 0.6,
        left - 1,
    );
}
