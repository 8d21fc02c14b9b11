//! Things on wheels, built of blocks; their long side faces the viewer and they drive to the left.

use super::maths::Point;
use super::raster::{Hatch, Ink, Sheet};
use super::shape::{Shape, arc, curve};
use super::space::{Block, Spot, View, Wall, wheel};

/// A lorry by the place of its front near wheel arch on the ground; `load` heaps sacks under a
/// canvas.
pub(super) fn lorry(s: &mut Sheet, view: &View, at: Spot, load: bool, red: bool) {
    let (x, y, z) = at;
    let dark = view.area(&[
        (x + 0.2, y, z - 0.3),
        (x + 10.4, y, z - 0.3),
        (x + 9.6, y, z + 2.6),
        (x, y, z + 2.6),
    ]);
    s.shade(&dark, |_, _, tone| tone.max(0.66));
    Block::new((x + 0.4, y + 0.55, z + 0.3), (8.4, 0.5, 1.9)).draw(s, view, 0.85);
    for wheel_x in [6.2, 7.5] {
        wheel(s, view, (x + wheel_x, y + 0.5, z + 2.1), 0.52, false);
    }
    if load {
        canvas_load(s, view, (x + 2.5, y + 3.0, z + 0.1));
    }
    if red {
        s.ink = Ink::Red;
    }
    Block::new((x + 2.4, y + 1.05, z), (6.5, 2.0, 2.4)).draw_with(
        s,
        view,
        0.42,
        |s, wall, side| {
            s.ink = Ink::Black;
            if side < 3 {
                wall.ribs(s, if side == 0 { 11 } else { 5 }, 2.0);
                wall.courses(s, 4, 1.2);
            }
            if red {
                s.ink = Ink::Red;
            }
        },
    );
    s.ink = Ink::Black;
    cab(s, view, (x, y, z));
    for wheel_x in [1.25, 6.2, 7.5] {
        wheel(s, view, (x + wheel_x, y + 0.52, z + 0.02), 0.54, false);
    }
}

fn canvas_load(s: &mut Sheet, view: &View, at: Spot) {
    let (x, y, z) = at;
    let ridge = |u: f32, depth: f32| {
        view.at((
            x + u * 6.3,
            y + 0.95 * (1.0 - (2.0 * u - 1.0).powi(6)) * (1.0 - (2.0 * depth - 1.0).powi(4)),
            z + depth * 2.2,
        ))
    };
    for (depth, tone) in [(1.0_f32, 0.2_f32), (0.5, 0.3)] {
        let mut ring: Vec<Point> =
            (0..=20).map(|step| ridge(step as f32 / 20.0, depth * 0.5)).collect();
        ring.push(view.at((x + 6.3, y - 0.1, z)));
        ring.push(view.at((x, y - 0.1, z)));
        let cover = Shape::of(&ring);
        let (low, high) = (view.at((x, y, z)).1, view.at((x, y + 1.0, z)).1);
        s.fill(&cover, Hatch::Line(76.0, 2.5), |px, py| {
            (tone
                + 0.35 * ((py - high) / (low - high))
                + 0.3 * (super::maths::noise(px / 26.0, py / 40.0, 4) - 0.5))
                .clamp(0.03, 0.8)
        });
        s.outline(&cover, 1.5);
    }
    for rope in 1..6 {
        let u = rope as f32 / 6.0;
        let top = ridge(u, 0.5);
        let foot = view.at((x + (u + 0.03) * 6.3, y - 0.3, z - 0.02));
        s.stroke(&curve(&[top, ((top.0 + foot.0) * 0.5 + 2.0, (top.1 + foot.1) * 0.5), foot]), 1.3);
    }
}

fn cab(s: &mut Sheet, view: &View, at: Spot) {
    let (x, y, z) = at;
    Block::new((x, y + 0.6, z), (2.25, 2.2, 2.4)).draw_with(
        s,
        view,
        0.3,
        |s, wall, side| match side {
            0 => {
                wall.pane(s, [0.3, 0.5, 0.86, 0.88], 0.75);
                s.outline(&wall.part(0.24, 0.06, 0.92, 0.93), 1.2);
                s.line(wall.at(0.75, 0.4), wall.at(0.88, 0.4), 2.4);
            }
            2 => windscreen(s, wall),
            _ => {}
        },
    );
    Block::new((x + 0.1, y + 2.8, z + 0.1), (2.0, 0.42, 2.2)).draw_with(
        s,
        view,
        0.5,
        |s, wall, side| {
            if side == 2 {
                wall.courses(s, 3, 1.4);
            }
        },
    );
    let mirror = view.disc((x + 0.35, y + 2.25, z - 0.25), 0.16, false);
    s.flat(&mirror, Hatch::Line(90.0, 0.0), 0.7);
}

fn windscreen(s: &mut Sheet, wall: &Wall) {
    wall.pane(s, [0.06, 0.52, 0.48, 0.9], 0.7);
    wall.pane(s, [0.52, 0.52, 0.94, 0.9], 0.7);
    for slat in 0..5 {
        let b = 0.2 + 0.05 * slat as f32;
        s.line(wall.at(0.25, b), wall.at(0.75, b), 1.6);
    }
    for a in [0.13, 0.87] {
        let (x, y) = wall.at(a, 0.25);
        let lamp = Shape::ellipse(
            x,
            y,
            (wall.at(0.95, 0.2).0 - wall.at(0.05, 0.2).0).abs() * 0.07,
            (wall.at(0.5, 0.0).1 - wall.at(0.5, 1.0).1) * 0.065,
        );
        s.flat(&lamp, Hatch::Line(0.0, 0.0), 0.04);
        s.outline(&lamp, 1.6);
    }
    s.flat(&wall.part(-0.02, 0.0, 1.02, 0.12), wall.level(), 0.75);
    s.outline(&wall.part(-0.02, 0.0, 1.02, 0.12), 1.3);
}

/// A city bus.
pub(super) fn bus(s: &mut Sheet, view: &View, at: Spot) {
    let (x, y, z) = at;
    let dark = view.area(&[
        (x, y, z - 0.5),
        (x + 11.6, y, z - 0.5),
        (x + 11.0, y, z + 2.6),
        (x, y, z + 2.6),
    ]);
    s.shade(&dark, |_, _, tone| tone.max(0.68));
    Block::new((x + 0.2, y + 0.35, z + 0.2), (10.4, 0.4, 2.0)).draw(s, view, 0.9);
    Block::new((x, y + 0.7, z), (11.0, 2.45, 2.5)).draw_with(s, view, 0.16, |s, wall, side| {
        match side {
            0 => {
                s.ink = Ink::Red;
                s.flat(&wall.part(0.0, 0.06, 1.0, 0.42), wall.level(), 0.72);
                s.ink = Ink::Black;
                for window in 0..7 {
                    let left = 0.035 + window as f32 * 0.122;
                    wall.pane(s, [left, 0.5, left + 0.1, 0.86], 0.72);
                    s.line(wall.at(left, 0.72), wall.at(left + 0.1, 0.72), 1.2);
                }
                wall.pane(s, [0.9, 0.04, 0.975, 0.86], 0.6);
                s.line(wall.at(0.937, 0.04), wall.at(0.937, 0.86), 1.4);
                s.line(wall.at(0.0, 0.45), wall.at(0.89, 0.45), 2.2);
            }
            2 => {
                wall.pane(s, [0.06, 0.34, 0.94, 0.8], 0.7);
                s.line(wall.at(0.5, 0.34), wall.at(0.5, 0.8), 1.6);
                wall.pane(s, [0.15, 0.84, 0.85, 0.96], 0.85);
                for a in [0.14, 0.86] {
                    let (cx, cy) = wall.at(a, 0.17);
                    let lamp = Shape::ellipse(cx, cy, 6.0, 9.0);
                    s.flat(&lamp, Hatch::Line(0.0, 0.0), 0.03);
                    s.outline(&lamp, 1.5);
                }
                s.flat(&wall.part(0.0, 0.0, 1.0, 0.07), wall.level(), 0.8);
            }
            _ => {}
        }
    });
    for wheel_x in [2.1, 8.3] {
        let arch = view.disc((x + wheel_x, y + 0.6, z - 0.01), 0.68, false);
        s.flat(&arch, Hatch::Line(0.0, 0.0), 0.92);
        wheel(s, view, (x + wheel_x, y + 0.5, z - 0.05), 0.5, false);
    }
}

/// A tractor seen from its side, by the ground under its rear wheel and the wheel's radius.
pub(super) fn tractor(s: &mut Sheet, foot: Point, r: f32) {
    let at = |u: f32, v: f32| (foot.0 + u * r, foot.1 - v * r);
    let shape = |points: &[Point]| {
        Shape::of(&curve(&points.iter().map(|p| at(p.0, p.1)).collect::<Vec<_>>()))
    };
    let pipe = Shape::band(&[at(-1.95, 1.7), at(-1.95, 2.75)], r * 0.1, r * 0.08);
    s.flat(&pipe, Hatch::Line(90.0, 0.0), 0.8);
    for (a, b) in [((-0.75, 1.5), (-0.68, 3.1)), ((0.62, 1.7), (0.55, 3.1))] {
        s.line(at(a.0, a.1), at(b.0, b.1), r * 0.07);
    }
    let roof =
        shape(&[(-0.98, 3.05), (-0.9, 3.2), (0.0, 3.27), (0.75, 3.2), (0.85, 3.05), (-0.98, 3.05)]);
    s.flat(&roof, Hatch::Line(0.0, 0.0), 0.35);
    s.outline(&roof, 1.6);
    let seat = shape(&[
        (-0.1, 1.75),
        (0.45, 1.75),
        (0.62, 2.4),
        (0.48, 2.45),
        (0.32, 1.92),
        (-0.1, 1.9),
        (-0.1, 1.75),
    ]);
    s.flat(&seat, Hatch::Line(40.0, 0.0), 0.85);
    s.line(at(-0.95, 1.75), at(-0.55, 2.1), r * 0.06);
    s.line(at(-0.72, 2.28), at(-0.36, 1.95), r * 0.08);
    let body = shape(&[
        (-3.0, 1.05),
        (-3.05, 1.6),
        (-2.95, 1.82),
        (-2.0, 1.92),
        (-1.0, 1.9),
        (-0.85, 1.75),
        (-0.8, 1.2),
        (-1.2, 0.95),
        (-2.0, 0.9),
        (-3.0, 1.05),
    ]);
    s.ink = Ink::Red;
    s.fill(&body, Hatch::Line(2.0, 0.0), |_, y| 0.3 + 0.6 * ((y - at(0.0, 1.9).1) / r));
    s.ink = Ink::Black;
    s.outline(&body, 1.8);
    for slot in 0..5 {
        let u = -2.7 + 0.17 * slot as f32;
        s.line(at(u, 1.25), at(u, 1.6), 2.4);
    }
    let block = shape(&[
        (-2.3, 0.55),
        (-2.3, 1.0),
        (-0.3, 1.25),
        (0.3, 1.2),
        (0.3, 0.7),
        (-0.6, 0.55),
        (-2.3, 0.55),
    ]);
    s.flat(&block, Hatch::Line(60.0, 0.0), 0.82);
    round_wheel(s, at(-2.55, 0.62), r * 0.62, 14);
    round_wheel(s, at(0.15, 1.0), r, 22);
    let guard =
        Shape::band(&arc(at(0.15, 1.0), r * 1.12, r * 1.12, 200.0, 320.0, 20), r * 0.16, r * 0.16);
    s.flat(&guard, Hatch::Ring(at(0.15, 1.0), 1.0), 0.3);
    s.outline(&guard, 1.5);
}

/// A large wheel with lugs and spokes.
pub(super) fn round_wheel(s: &mut Sheet, at: Point, r: f32, lugs: u32) {
    let tyre = Shape::ellipse(at.0, at.1, r, r);
    s.flat(&tyre, Hatch::Ring(at, 1.0), 0.85);
    s.outline(&tyre, 2.2);
    for lug in 0..lugs {
        let a = lug as f32 * 360.0 / lugs as f32;
        let (inner, outer) = (
            arc(at, r * 0.68, r * 0.68, a, a, 1)[0],
            arc(at, r * 1.04, r * 1.04, a + 9.0, a + 9.0, 1)[0],
        );
        s.line(inner, outer, r * 0.055);
    }
    let rim = Shape::ellipse(at.0, at.1, r * 0.6, r * 0.6);
    s.fill(&rim, Hatch::Ring(at, 1.0), |x, y| {
        (0.25 + ((x - at.0) + (y - at.1)) / r * 0.35).clamp(0.05, 0.7)
    });
    s.outline(&rim, 1.8);
    for spoke in 0..6 {
        let a = spoke as f32 * 60.0 + 10.0;
        let hole = arc(at, r * 0.4, r * 0.4, a, a, 1)[0];
        s.flat(&Shape::ellipse(hole.0, hole.1, r * 0.08, r * 0.08), Hatch::Line(0.0, 0.0), 0.9);
    }
    let hub = Shape::ellipse(at.0, at.1, r * 0.2, r * 0.2);
    s.flat(&hub, Hatch::Ring(at, 1.0), 0.4);
    s.outline(&hub, 1.5);
}

/// A motorbike seen from its side, by the ground under its rear wheel, its wheels' radius, and how
/// far it is turned away (1 is full length).
pub(super) fn motorbike(s: &mut Sheet, foot: Point, r: f32, turned: f32, red: bool) {
    let at = |u: f32, v: f32| (foot.0 + u * r * turned, foot.1 - v * r);
    let shape = |points: &[Point]| {
        Shape::of(&curve(&points.iter().map(|p| at(p.0, p.1)).collect::<Vec<_>>()))
    };
    spoked_wheels(s, [at(0.0, 1.0), at(3.9, 1.0)], r, turned);
    let engine =
        shape(&[(1.2, 0.75), (1.3, 1.55), (2.3, 1.6), (2.5, 0.9), (2.2, 0.55), (1.2, 0.75)]);
    s.flat(&engine, Hatch::Line(0.0, 0.0), 0.72);
    s.outline(&engine, 1.4);
    for fin in 0..4 {
        let v = 1.05 + 0.14 * fin as f32;
        s.line(at(1.5, v), at(2.3, v), 1.4);
    }
    s.line(at(1.2, 0.62), at(-0.6, 0.62), r * 0.17);
    s.line(at(3.9, 1.0), at(3.2, 2.6), r * 0.12);
    s.line(at(0.0, 1.0), at(0.75, 1.85), r * 0.09);
    s.line(at(2.4, 0.8), at(3.3, 2.1), r * 0.08);
    if red {
        s.ink = Ink::Red;
    }
    let tank = shape(&[
        (1.65, 2.0),
        (1.85, 2.42),
        (2.5, 2.55),
        (3.05, 2.35),
        (3.2, 2.05),
        (2.5, 1.85),
        (1.65, 2.0),
    ]);
    s.fill(&tank, Hatch::Line(4.0, 0.0), |_, y| {
        (0.35 + 0.75 * (y - at(0.0, 2.5).1) / r).clamp(0.1, 0.88)
    });
    s.ink = Ink::Black;
    s.outline(&tank, 1.6);
    let saddle = shape(&[
        (-0.35, 2.15),
        (0.1, 2.3),
        (1.0, 2.2),
        (1.75, 2.25),
        (1.8, 2.05),
        (1.0, 1.92),
        (0.0, 1.98),
        (-0.35, 2.15),
    ]);
    s.flat(&saddle, Hatch::Line(0.0, 0.0), 0.92);
    s.stroke(&curve(&[at(3.2, 2.6), at(3.05, 2.95), at(2.75, 3.0)]), r * 0.09);
    s.line(at(3.1, 2.9), at(3.05, 3.4), 1.4);
    let mirror = Shape::ellipse(at(3.05, 3.45).0, at(3.05, 3.45).1, r * 0.14, r * 0.12);
    s.flat(&mirror, Hatch::Line(0.0, 0.0), 0.5);
    s.outline(&mirror, 1.3);
    let lamp = Shape::ellipse(at(3.5, 2.45).0, at(3.5, 2.45).1, r * 0.24 * turned, r * 0.26);
    s.flat(&lamp, Hatch::Line(0.0, 0.0), 0.06);
    s.outline(&lamp, 1.7);
}

fn spoked_wheels(s: &mut Sheet, middles: [Point; 2], r: f32, turned: f32) {
    for (middle, angle) in middles.into_iter().zip([10.0, 40.0]) {
        let tyre = Shape::ellipse(middle.0, middle.1, r * turned, r).with(Shape::ellipse(
            middle.0,
            middle.1,
            r * turned * 0.78,
            r * 0.78,
        ));
        s.flat(&tyre, Hatch::Ring(middle, 1.0), 0.92);
        for spoke in 0..9 {
            let a = angle + spoke as f32 * 40.0;
            let rim = arc(middle, r * turned * 0.8, r * 0.8, a, a, 1)[0];
            s.line(middle, rim, 1.0);
        }
        s.flat(
            &Shape::ellipse(middle.0, middle.1, r * 0.18 * turned, r * 0.18),
            Hatch::Line(0.0, 0.0),
            0.85,
        );
        s.stroke(&arc(middle, r * turned * 1.12, r * 1.12, 200.0, 320.0, 14), r * 0.11);
    }
}
