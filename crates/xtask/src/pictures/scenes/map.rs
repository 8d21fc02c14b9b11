//! A map of the west coast.

use super::super::maths::{Point, between, distance, noise};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::craft::dhow;

/// The coast from the border of Sindh to Goa, as longitude east and latitude north in degrees,
/// read from an atlas to about a tenth of a degree.
const COAST: &[Point] = &[
    (67.4, 23.9),
    (68.2, 23.6),
    (68.6, 23.2),
    (69.2, 22.85),
    (69.7, 22.75),
    (70.2, 22.95),
    (70.45, 22.95),
    (70.3, 22.6),
    (69.7, 22.4),
    (69.1, 22.4),
    (68.95, 22.25),
    (69.6, 21.65),
    (70.1, 21.1),
    (70.4, 20.88),
    (71.0, 20.72),
    (71.5, 20.95),
    (72.1, 21.2),
    (72.3, 21.6),
    (72.2, 22.0),
    (72.5, 22.25),
    (72.7, 21.9),
    (72.6, 21.6),
    (72.65, 21.2),
    (72.8, 20.8),
    (72.85, 20.4),
    (72.75, 20.0),
    (72.7, 19.5),
    (72.8, 19.2),
    (72.82, 18.92),
    (72.98, 19.0),
    (72.9, 18.7),
    (72.9, 18.3),
    (73.05, 17.9),
    (73.2, 17.4),
    (73.3, 17.0),
    (73.4, 16.5),
    (73.5, 16.0),
    (73.75, 15.6),
    (73.85, 15.35),
    (74.0, 15.0),
    (74.3, 14.6),
    (74.6, 14.0),
];

/// Where a place lies on the sheet.
fn place(s: &Sheet, p: Point) -> Point {
    (s.width * 0.5 + (p.0 - 70.95) * 96.0, 400.0 - (p.1 - 19.1) * 104.0)
}

/// The coast of the Konkan and Gujarat with five harbours and a dashed route.
pub(super) fn west_coast(s: &mut Sheet) {
    let line = curve(&COAST.iter().map(|p| place(s, *p)).collect::<Vec<_>>());
    let sea = Shape::rect(0.0, 0.0, s.width, s.height);
    s.flat(&sea, Hatch::Line(0.0, 0.0), 0.0);
    let mut land = line.clone();
    land.extend([(s.width + 10.0, 900.0), (s.width + 10.0, -20.0), (200.0, -20.0)]);
    let land = Shape::of(&land);
    coast_lines(s, &line);
    let seed = s.chance.seed();
    s.fill(&land, Hatch::Line(0.0, 0.0), |_, _| 0.0);
    // How far the coast is, on a coarse grid: the shading is soft.
    const STEP: f32 = 8.0;
    let wide = (s.width / STEP) as usize + 1;
    let reach: Vec<f32> = (0..wide * 101)
        .map(|at| {
            let here = ((at % wide) as f32 * STEP, (at / wide) as f32 * STEP);
            line.iter().step_by(3).map(|p| distance(*p, here)).fold(f32::MAX, f32::min)
        })
        .collect();
    s.fill(&land, Hatch::Line(38.0, 0.0), |x, y| {
        let near = reach[(y / STEP) as usize * wide + ((x / STEP) as usize).min(wide - 1)];
        (0.3 - near / 150.0 * 0.22 + 0.06 * (noise(x / 90.0, y / 90.0, seed) - 0.5)).max(0.05)
    });
    s.stroke(&line, 3.2);
    rivers(s);
    ghats(s);
    graticule(s);
    route(s);
    for harbour in [(69.35, 22.83), (69.6, 21.65), (72.1, 21.25), (72.95, 18.93), (73.29, 17.0)] {
        let at = place(s, harbour);
        let ring = Shape::ellipse(at.0, at.1, 13.0, 13.0);
        s.flat(&ring, Hatch::Line(0.0, 0.0), 0.0);
        s.outline(&ring, 2.4);
        let dot = Shape::ellipse(at.0, at.1, 7.0, 7.0);
        s.ink = Ink::Red;
        s.flat(&dot, Hatch::Line(0.0, 0.0), 1.0);
        s.outline(&dot, 2.0);
        s.ink = Ink::Black;
    }
    rose(s, (190.0, 590.0), 105.0);
    dhow(s, (360.0, 420.0), 150.0);
    frame(s);
}

/// Water lines along the coast, thinner and farther apart with every step.
fn coast_lines(s: &mut Sheet, line: &[Point]) {
    for ring in (1..9).rev() {
        let reach = ring as f32 * (7.0 + ring as f32 * 1.7);
        for p in line.iter().step_by(2) {
            s.flat(&Shape::ellipse(p.0, p.1, reach + 1.6, reach + 1.6), Hatch::Line(0.0, 0.0), 1.0);
        }
        for p in line.iter().step_by(2) {
            s.flat(
                &Shape::ellipse(
                    p.0,
                    p.1,
                    reach - 0.9 + ring as f32 * 0.12,
                    reach - 0.9 + ring as f32 * 0.12,
                ),
                Hatch::Line(0.0, 0.0),
                0.0,
            );
        }
    }
}

fn rivers(s: &mut Sheet) {
    let rivers: [&[Point]; 4] = [
        &[(72.6, 21.65), (73.2, 21.85), (74.0, 21.8), (74.9, 22.1), (76.5, 22.2), (77.6, 22.7)],
        &[(72.7, 21.1), (73.4, 21.25), (74.3, 21.35), (75.4, 21.1), (77.0, 21.3)],
        &[(72.55, 22.3), (72.6, 23.0), (73.0, 23.7), (73.4, 24.4)],
        &[(73.55, 20.0), (74.5, 19.6), (75.4, 19.4), (77.4, 19.0)],
    ];
    for river in rivers {
        let line = curve(&river.iter().map(|p| place(s, *p)).collect::<Vec<_>>());
        s.taper(&line, 3.4, 1.1);
    }
}

/// The hills behind the coast, drawn as on old maps.
fn ghats(s: &mut Sheet) {
    let crest = curve(
        &[
            (73.55, 20.6),
            (73.65, 19.8),
            (73.6, 19.0),
            (73.7, 18.2),
            (73.85, 17.4),
            (74.05, 16.5),
            (74.25, 15.6),
            (74.6, 14.6),
        ]
        .map(|p| place(s, p)),
    );
    for at in crest.iter().step_by(2) {
        let (x, y) = (at.0 + s.chance.range(-8.0, 8.0), at.1 + s.chance.range(-4.0, 4.0));
        let h = s.chance.range(13.0, 21.0);
        let hill = Shape::of(&curve(&[
            (x - h, y),
            (x - h * 0.35, y - h * 0.8),
            (x, y - h),
            (x + h * 0.4, y - h * 0.7),
            (x + h, y),
        ]));
        s.fill(&hill, Hatch::Line(64.0, 0.0), |px, _| if px > x { 0.66 } else { 0.0 });
        s.stroke(&hill.rings[0], 1.5);
    }
    for (lon, lat) in [
        (70.6, 21.3),
        (70.9, 21.2),
        (73.9, 22.0),
        (74.6, 21.7),
        (76.0, 21.8),
        (75.6, 20.4),
        (76.4, 20.5),
    ] {
        let (x, y) = place(s, (lon, lat));
        let h = 13.0;
        let hill =
            Shape::of(&curve(&[(x - h, y), (x - h * 0.3, y - h * 0.8), (x, y - h), (x + h, y)]));
        s.fill(&hill, Hatch::Line(64.0, 0.0), |px, _| if px > x { 0.6 } else { 0.0 });
        s.stroke(&hill.rings[0], 1.4);
    }
}

fn graticule(s: &mut Sheet) {
    for lon in 66..78 {
        let (x, _) = place(s, (lon as f32, 20.0));
        s.line((x, 0.0), (x, s.height), 0.8);
    }
    for lat in 15..24 {
        let (_, y) = place(s, (70.0, lat as f32));
        s.line((0.0, y), (s.width, y), 0.8);
    }
}

fn route(s: &mut Sheet) {
    let line = curve(
        &[
            (69.35, 22.83),
            (68.7, 22.65),
            (68.4, 22.2),
            (69.2, 21.5),
            (69.9, 20.7),
            (70.9, 20.2),
            (71.8, 19.9),
            (72.35, 19.4),
            (72.6, 18.9),
            (72.95, 18.9),
        ]
        .map(|p| place(s, p)),
    );
    let south =
        curve(&[(72.6, 18.9), (72.5, 18.2), (72.8, 17.4), (73.29, 17.0)].map(|p| place(s, p)));
    s.ink = Ink::Red;
    for line in [line, south] {
        let mut run = 0.0;
        for pair in line.windows(2) {
            let length = distance(pair[0], pair[1]);
            let steps = (length / 3.0) as usize + 1;
            for step in 0..steps {
                let (a, b) = (step as f32 / steps as f32, (step + 1) as f32 / steps as f32);
                if (run % 20.0) < 12.0 {
                    s.line(between(pair[0], pair[1], a), between(pair[0], pair[1], b), 4.0);
                }
                run += length / steps as f32;
            }
        }
    }
    s.ink = Ink::Black;
}

/// A compass rose.
fn rose(s: &mut Sheet, at: Point, r: f32) {
    s.flat(&Shape::ellipse(at.0, at.1, r * 0.8, r * 0.8), Hatch::Line(0.0, 0.0), 0.0);
    for k in [0.62, 0.57, 0.36] {
        s.stroke(&arc(at, r * k, r * k, 0.0, 360.0, 80), 1.5);
    }
    for spike in 0..16 {
        let a = spike as f32 * 22.5 - 90.0;
        let long = match spike % 4 {
            0 => r,
            2 => r * 0.72,
            _ => r * 0.5,
        };
        let tip = arc(at, long, long, a, a, 1)[0];
        for (side, tone) in [(-1.0, 0.85), (1.0, 0.02)] {
            let base = arc(at, r * 0.15, r * 0.15, a + side * 40.0, a, 1)[0];
            let half = Shape::of(&[at, base, tip]);
            s.flat(&half, Hatch::Line(0.0, 0.0), tone);
            s.outline(&half, 1.2);
        }
    }
    let n = (at.0, at.1 - r * 1.2);
    s.stroke(
        &[
            (n.0 - 10.0, n.1 + 12.0),
            (n.0 - 10.0, n.1 - 12.0),
            (n.0 + 10.0, n.1 + 12.0),
            (n.0 + 10.0, n.1 - 12.0),
        ],
        3.6,
    );
}

/// The border of an old map: three lines and a ladder of black and white.
fn frame(s: &mut Sheet) {
    let (w, h) = (s.width, s.height);
    let margin = Shape::rect(0.0, 0.0, w, h).with(Shape::rect(30.0, 30.0, w - 60.0, h - 60.0));
    s.flat(&margin, Hatch::Line(0.0, 0.0), 0.0);
    for inset in [8.0, 14.0, 24.0, 30.0] {
        s.outline(
            &Shape::rect(inset, inset, w - inset * 2.0, h - inset * 2.0),
            if inset == 8.0 { 3.0 } else { 1.4 },
        );
    }
    for step in 0..24 {
        if step % 2 == 0 {
            let (x, dx) = (24.0 + step as f32 * (w - 48.0) / 24.0, (w - 48.0) / 24.0);
            for y in [14.0, h - 24.0] {
                s.flat(&Shape::rect(x, y, dx, 10.0), Hatch::Line(0.0, 0.0), 1.0);
            }
        }
        if step % 2 == 0 && step < 16 {
            let (y, dy) = (24.0 + step as f32 * (h - 48.0) / 16.0, (h - 48.0) / 16.0);
            for x in [14.0, w - 24.0] {
                s.flat(&Shape::rect(x, y, 10.0, dy), Hatch::Line(0.0, 0.0), 1.0);
            }
        }
    }
}
