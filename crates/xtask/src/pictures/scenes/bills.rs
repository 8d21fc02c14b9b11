//! A still life of unpaid bills.

use super::super::maths::{Point, mix, sin, smooth};
use super::super::outdoors::shadow;
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, curve};
use super::super::space::round_tone;
use super::desks::{desk, pen};

/// A spike of unpaid bills beside an open ledger.
pub(super) fn spike(s: &mut Sheet) {
    desk(s, 300.0);
    open_book(s);
    let (x, y) = (330.0, 690.0);
    shadow(s, &Shape::ellipse(x + 70.0, y + 4.0, 170.0, 34.0), 0.68);
    let base = Shape::ellipse(x, y, 110.0, 30.0);
    s.fill(&base.clone().shifted(0.0, 16.0), Hatch::Line(0.0, 0.0), |px, _| {
        round_tone((px - x) / 110.0, 0.7)
    });
    s.outline(&base.clone().shifted(0.0, 16.0), 1.8);
    s.flat(&base, Hatch::Line(0.0, 0.0), 0.4);
    s.outline(&base, 1.8);
    for bill in 0..17 {
        let (lean, lift) = (s.chance.range(-26.0, 26.0), s.chance.range(-14.0, 14.0));
        let w = s.chance.range(86.0, 128.0);
        let cy = y - 36.0 - bill as f32 * 17.0;
        let ring = curve(&[
            (x - w, cy + lift),
            (x - w * 0.4, cy - 9.0 + lift * 0.5),
            (x + w * 0.3, cy - 5.0 - lift * 0.3),
            (x + w, cy + 4.0 - lift),
        ]);
        let mut sheet = ring.clone();
        sheet.extend(curve(&[
            (x + w + lean, cy + 34.0 - lift),
            (x + w * 0.2 + lean, cy + 30.0),
            (x - w * 0.5 + lean * 0.6, cy + 36.0),
            (x - w + lean * 0.4, cy + 32.0 + lift),
        ]));
        let sheet = Shape::of(&sheet);
        s.shade(&sheet.clone().shifted(5.0, 9.0), |_, _, tone| (tone + 0.4).min(0.7));
        let red = bill == 15;
        if red {
            s.ink = Ink::Red;
        }
        s.fill(&sheet, Hatch::Line(4.0, 1.0), |px, _| {
            if red { 0.42 } else { 0.02 + 0.16 * smooth(0.0, 1.0, (px - x) / w) }
        });
        s.ink = Ink::Black;
        s.outline(&sheet, 1.6);
        for line in 0..2 {
            let ly = cy + 10.0 + line as f32 * 9.0;
            s.line(
                (x - w * 0.7 + lean * 0.4, ly + lift * 0.7),
                (x - w * 0.2 + lean * 0.4, ly),
                1.8,
            );
            s.line(
                (x + w * 0.4 + lean * 0.5, ly - lift * 0.5),
                (x + w * 0.8 + lean * 0.5, ly - lift * 0.8),
                1.8,
            );
        }
    }
    s.taper(&[(x, y - 318.0), (x, y - 430.0)], 7.0, 1.2);
    pen(s, (560.0, 765.0), (900.0, 745.0), 14.0);
}

fn open_book(s: &mut Sheet) {
    let page = |left: bool| {
        let side = if left { -1.0 } else { 1.0 };
        let x = |u: f32, far: f32| 800.0 + side * u * mix(350.0, 250.0, far);
        let mut ring = Vec::new();
        for step in 0..=12 {
            let u = step as f32 / 12.0;
            ring.push((x(u, 0.0), 712.0 - 44.0 * sin(u * 2.4)));
        }
        for step in (0..=12).rev() {
            let u = step as f32 / 12.0;
            ring.push((x(u, 1.0), 452.0 - 32.0 * sin(u * 2.4)));
        }
        Shape::of(&ring)
    };
    for at in (0..5).rev() {
        let drop = 5.0 + at as f32 * 6.0;
        for left in [true, false] {
            let leaf = page(left).shifted(if left { -drop * 0.5 } else { drop * 0.5 }, drop);
            if at == 4 {
                shadow(s, &leaf.clone().shifted(18.0, 12.0), 0.7);
            }
            s.flat(&leaf, Hatch::Line(0.0, 0.0), if at == 4 { 0.75 } else { 0.08 });
            s.outline(&leaf, 1.3);
        }
    }
    for left in [true, false] {
        let leaf = page(left);
        s.fill(&leaf, Hatch::Line(90.0, 0.0), |x, _| {
            let gutter = (x - 800.0).abs() / 300.0;
            0.42 * (1.0 - smooth(0.0, 0.3, gutter)) + if left { 0.0 } else { 0.03 }
        });
        s.outline(&leaf, 1.7);
        let side = if left { -1.0 } else { 1.0 };
        for row in 0..13 {
            let far = 0.06 + row as f32 * 0.068;
            let y = mix(712.0, 452.0, far);
            let lift = mix(44.0, 32.0, far);
            let line: Vec<Point> = (1..=11)
                .map(|step| {
                    let u = step as f32 / 12.0;
                    (800.0 + side * u * mix(350.0, 250.0, far), y - lift * sin(u * 2.4))
                })
                .collect();
            s.stroke(&line, 0.9);
            for (u0, u1) in [(0.12, 0.42), (0.62, 0.72), (0.8, 0.9)] {
                if s.chance.happens(0.8) {
                    let end = mix(u0, u1, s.chance.range(0.6, 1.0));
                    let at = |u: f32| {
                        (800.0 + side * u * mix(350.0, 250.0, far), y - lift * sin(u * 2.4) - 6.0)
                    };
                    s.stroke(&[at(u0), at((u0 + end) * 0.5), at(end)], 2.6);
                }
            }
        }
        for u in [0.55, 0.76] {
            s.line(
                (800.0 + side * u * 350.0, 712.0 - 44.0 * sin(u * 2.4)),
                (800.0 + side * u * 250.0, 452.0 - 32.0 * sin(u * 2.4)),
                1.2,
            );
        }
    }
}
