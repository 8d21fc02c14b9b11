//! Scenes in the country.

use super::super::growth::{hedge, tree};
use super::super::maths::{Point, mix, noise, smooth};
use super::super::outdoors::{Sky, birds, ground, hills, litter, shadow, smoke, sun};
use super::super::people::{Arms, Dress, Person};
use super::super::raster::{Hatch, Sheet};
use super::super::shape::{Shape, curve};
use super::super::space::{Block, View, Wall};
use super::super::vehicles::tractor;
use super::harbour::gable;
use super::works::chimney;

/// Furrows that run to a point on the horizon.
pub(super) fn furrows(s: &mut Sheet, from: f32, middle: f32, dark: f32) {
    let seed = s.chance.seed();
    let high = s.height - from;
    let area = Shape::rect(0.0, from, s.width, high);
    s.paint(&area, 20, |x, y| {
        let down = ((y - from) / high).max(0.004);
        let across = (x - middle) / (down + 0.03) / 86.0 + noise(x / 50.0, y / 22.0, seed) * 0.3;
        let ridge = across - across.floor();
        let relief = if ridge < 0.5 { ridge * 2.0 } else { 2.0 - ridge * 2.0 };
        let far = smooth(0.0, 0.1, down);
        let clod = noise(x / (5.0 + 10.0 * down), y / (3.0 + 6.0 * down), seed ^ 3) - 0.5;
        let lean = (x - middle) / 760.0;
        let tone = mix(dark * 0.7, dark * (0.3 + 1.1 * relief) + clod * 0.36, far);
        (
            tone.clamp(0.02, 0.88),
            y * (1.0 - lean.abs() * 0.3) + x * lean * 0.35 + relief * 7.0 * down,
        )
    });
}

/// A tractor in a ploughed field.
pub(super) fn ploughing(s: &mut Sheet) {
    let sky = 400.0;
    Sky { cover: 0.6, heavy: 0.34, ..Sky::calm(sky) }.draw(s);
    hills(s, sky, 60.0, 260.0, 0.26);
    hedge(s, 0.0, s.width, sky + 4.0, 22.0, 0.42);
    furrows(s, sky, 820.0, 0.5);
    tree(s, (150.0, 436.0), 230.0, 0.8);
    tree(s, (255.0, 428.0), 150.0, 0.85);
    shadow(s, &Shape::ellipse(640.0, 682.0, 330.0, 22.0), 0.75);
    tractor(s, (650.0, 680.0), 104.0);
    driver(s, (655.0, 680.0), 104.0);
    birds(s, (950.0, 330.0), 8);
    for (x, y) in [(930.0, 640.0), (985.0, 660.0), (880.0, 700.0)] {
        egret(s, (x, y), 34.0);
    }
}

fn driver(s: &mut Sheet, foot: Point, r: f32) {
    let at = |u: f32, v: f32| (foot.0 + u * r, foot.1 - v * r);
    let shape = |points: &[Point]| {
        Shape::of(&curve(&points.iter().map(|p| at(p.0, p.1)).collect::<Vec<_>>()))
    };
    let body = shape(&[
        (-0.18, 1.86),
        (-0.2, 2.3),
        (-0.12, 2.6),
        (0.1, 2.66),
        (0.3, 2.5),
        (0.34, 1.9),
        (-0.18, 1.86),
    ]);
    s.flat(&body, Hatch::Line(86.0, 0.5), 0.1);
    s.outline(&body, 1.5);
    let arm =
        Shape::band(&curve(&[at(0.02, 2.48), at(-0.22, 2.14), at(-0.55, 2.12)]), r * 0.15, r * 0.1);
    s.flat(&arm, Hatch::Line(40.0, 0.0), 0.4);
    s.outline(&arm, 1.3);
    let head = Shape::ellipse(at(-0.04, 2.83).0, at(0.0, 2.83).1, r * 0.13, r * 0.16);
    s.flat(&head, Hatch::Line(20.0, 0.0), 0.55);
    s.outline(&head, 1.3);
    let turban = Shape::ellipse(at(-0.02, 2.93).0, at(0.0, 2.95).1, r * 0.2, r * 0.12);
    s.flat(&turban, Hatch::Line(20.0, 1.0), 0.15);
    s.outline(&turban, 1.4);
}

fn egret(s: &mut Sheet, at: Point, h: f32) {
    let body = Shape::of(&curve(&[
        (at.0 - h * 0.4, at.1 - h * 0.35),
        (at.0, at.1 - h * 0.6),
        (at.0 + h * 0.25, at.1 - h * 0.5),
        (at.0, at.1 - h * 0.3),
        (at.0 - h * 0.4, at.1 - h * 0.35),
    ]));
    s.flat(&body, Hatch::Line(0.0, 0.0), 0.0);
    s.outline(&body, 1.3);
    let neck = curve(&[
        (at.0 + h * 0.15, at.1 - h * 0.5),
        (at.0 + h * 0.32, at.1 - h * 0.75),
        (at.0 + h * 0.2, at.1 - h * 0.95),
        (at.0 + h * 0.34, at.1 - h),
        (at.0 + h * 0.55, at.1 - h * 0.95),
    ]);
    s.taper(&neck, 4.0, 1.4);
    s.line((at.0 - 2.0, at.1 - h * 0.3), (at.0 - 3.0, at.1), 1.3);
    s.line((at.0 + 5.0, at.1 - h * 0.32), (at.0 + 6.0, at.1), 1.3);
}

/// Rows of solar panels before a foundry, the sun high.
pub(super) fn solar(s: &mut Sheet) {
    let view = View { ahead: (600.0, 420.0), focal: 900.0, eye: 4.6, turn: 24.0 };
    Sky::clear(430.0).draw(s);
    sun(s, (300.0, 120.0), 46.0, true);
    hedge(s, 0.0, s.width, 436.0, 26.0, 0.36);
    ground(s, 424.0, 0.15, 0.24);
    for (x, z, h) in [(36.0, 62.0, 26.0), (46.0, 66.0, 22.0), (56.0, 70.0, 24.0)] {
        chimney(s, &view, (x, 0.0, z), h);
    }
    let mouth = view.at((46.0, 22.0, 66.0));
    smoke(s, mouth, (210.0, -70.0), 40.0, 0.4);
    Block::new((24.0, 0.0, 52.0), (40.0, 9.0, 14.0)).draw_with(s, &view, 0.32, |s, wall, side| {
        if side < 3 {
            wall.panes(s, 2, 11, (0.5, 0.45), 0.8);
        }
    });
    for (x, w) in [(26.0, 11.0), (39.0, 11.0), (52.0, 10.0)] {
        gable(s, &view, (x, 9.0, 52.0), (w, 3.6, 14.0), 0.4);
    }
    for row in (0..7).rev() {
        let z = 10.0 + row as f32 * 6.4;
        panels(s, &view, z);
    }
    Person::new((930.0, 756.0), 158.0, Dress::Overalls).left().arms(Arms::Point).draw(s);
    litter(s, 520.0, 40);
}

fn panels(s: &mut Sheet, view: &View, z: f32) {
    for table in 0..9 {
        let x = -26.0 + table as f32 * 6.9;
        let at = view.at((x, 1.0, z));
        if at.0 < -500.0 || at.0 > 1500.0 {
            continue;
        }
        shadow(
            s,
            &view.area(&[
                (x + 0.6, 0.0, z + 0.3),
                (x + 7.0, 0.0, z + 0.3),
                (x + 7.4, 0.0, z + 2.4),
                (x + 1.0, 0.0, z + 2.4),
            ]),
            0.55,
        );
        for leg in [0.8, 5.4] {
            s.line(view.at((x + leg, 0.0, z + 0.2)), view.at((x + leg, 0.8, z + 0.2)), 2.6);
            s.line(view.at((x + leg, 0.0, z + 2.2)), view.at((x + leg, 2.1, z + 2.2)), 2.6);
        }
        let plane = Wall::new(*view, (x, 0.7, z), (6.3, 0.0, 0.0), (0.0, 1.5, 2.5));
        s.fill(&plane.whole(), plane.plumb(), |px, py| {
            0.8 - 0.42 * smooth(0.35, 0.65, noise(px / 90.0 + py / 60.0, 3.0, 5))
        });
        for column in 1..6 {
            let a = column as f32 / 6.0;
            let strip = plane.part(a - 0.008, 0.0, a + 0.008, 1.0);
            s.flat(&strip, plane.plumb(), 0.0);
        }
        let strip = plane.part(0.0, 0.48, 1.0, 0.52);
        s.flat(&strip, plane.level(), 0.0);
        s.outline(&plane.whole(), 2.0);
    }
}
