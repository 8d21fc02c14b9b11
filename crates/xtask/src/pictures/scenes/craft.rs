//! Ships, boats and cranes.

use super::super::maths::{Point, between, mix, smooth};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, curve};
use super::super::space::slant;

/// A container ship seen from its side: its left end, its waterline, its length, and the number
/// of tiers of boxes on deck.
pub(super) fn container_ship(s: &mut Sheet, left: f32, water: f32, length: f32, tiers: u32) {
    let deck = water - length * 0.095;
    let (bow, stern) = (left, left + length);
    let house = stern - length * 0.17;
    deck_boxes(s, (left + length * 0.09, deck), house - left - length * 0.1, length * 0.028, tiers);
    superstructure(s, house, deck, length);
    let hull = Shape::of(&[
        (bow, deck - length * 0.03),
        (bow + length * 0.08, deck),
        (stern, deck),
        (stern - length * 0.004, deck + length * 0.05),
        (stern - length * 0.025, water),
        (bow + length * 0.035, water),
    ]);
    s.fill(&hull, Hatch::Line(0.0, 0.3), |x, y| {
        let share = (y - deck) / (water - deck);
        mix(0.7, 0.86, share) - 0.16 * (1.0 - ((x - bow) / length)).powi(4)
    });
    s.outline(&hull, 2.0);
    s.line((bow + length * 0.08, deck + 3.0), (stern, deck + 3.0), 1.6);
    let belt = Shape::of(&[
        (bow + length * 0.03, water - length * 0.018),
        (stern - length * 0.02, water - length * 0.018),
        (stern - length * 0.025, water + 2.0),
        (bow + length * 0.037, water + 2.0),
    ]);
    s.ink = Ink::Red;
    s.flat(&belt, Hatch::Line(0.0, 0.0), 0.75);
    s.ink = Ink::Black;
    s.stroke(&[(bow + length * 0.045, deck + 14.0), (bow + length * 0.05, deck + 22.0)], 3.0);
}

fn deck_boxes(s: &mut Sheet, from: Point, length: f32, box_height: f32, tiers: u32) {
    let box_length = box_height * 2.35;
    let bays = (length / (box_length * 1.04)) as u32;
    for bay in 0..bays {
        let high =
            tiers.saturating_sub(u32::from(bay == 0) * 2 + u32::from(s.chance.happens(0.35)));
        for tier in 0..high {
            let x = from.0 + bay as f32 * box_length * 1.04;
            let y = from.1 - (tier + 1) as f32 * box_height;
            container_side(s, (x, y), box_length, box_height);
        }
    }
}

/// The long side of a container by its upper left corner.
pub(super) fn container_side(s: &mut Sheet, at: Point, length: f32, height: f32) {
    let shape = Shape::rect(at.0, at.1, length, height);
    let tone = [0.16, 0.3, 0.42, 0.58, 0.24][(s.chance.seed() % 5) as usize];
    s.fill(&shape, Hatch::Line(90.0, 0.0), |_, y| tone * (0.85 + 0.4 * (y - at.1) / height));
    s.outline(&shape, 1.3);
}

fn superstructure(s: &mut Sheet, left: f32, deck: f32, length: f32) {
    let (w, h) = (length * 0.085, length * 0.17);
    let tower = Shape::rect(left, deck - h, w, h);
    s.fill(&tower, Hatch::Line(90.0, 0.0), |x, _| mix(0.05, 0.4, (x - left) / w));
    s.outline(&tower, 1.6);
    for floor in 0..6 {
        let y = deck - h + h * (0.16 + 0.14 * floor as f32);
        for window in 0..7 {
            let x = left + w * (0.08 + 0.13 * window as f32);
            s.line((x, y), (x + w * 0.06, y), 3.4);
        }
        s.line((left, y + h * 0.05), (left + w, y + h * 0.05), 1.0);
    }
    let bridge = Shape::rect(left - w * 0.14, deck - h * 1.12, w * 1.28, h * 0.13);
    s.flat(&bridge, Hatch::Line(0.0, 0.0), 0.1);
    s.outline(&bridge, 1.6);
    s.line((left - w * 0.1, deck - h * 1.06), (left + w * 1.1, deck - h * 1.06), 4.0);
    let funnel = Shape::of(&[
        (left + w * 1.15, deck),
        (left + w * 1.15, deck - h * 0.92),
        (left + w * 1.6, deck - h * 0.88),
        (left + w * 1.7, deck),
    ]);
    s.fill(&funnel, Hatch::Line(90.0, 0.0), |x, _| mix(0.3, 0.75, (x - left - w * 1.15) / w / 0.5));
    s.outline(&funnel, 1.6);
    let mast = left + w * 0.5;
    s.taper(&[(mast, deck - h * 1.12), (mast, deck - h * 1.6)], 4.0, 1.5);
    s.line((mast - w * 0.25, deck - h * 1.38), (mast + w * 0.25, deck - h * 1.38), 1.6);
    s.line((mast, deck - h * 1.55), (left - w * 0.1, deck - h * 1.12), 1.0);
    let railing = deck - length * 0.012;
    s.line((left + w * 1.2, railing), (left + w * 2.0, railing), 1.0);
}

/// A quay crane seen along the quay's edge: the middle of its foot, its height, which way its boom
/// points (-1 left, 1 right) and how far it is raised, 0 to 1.
pub(super) fn quay_crane(s: &mut Sheet, foot: Point, height: f32, towards: f32, raised: f32) {
    let at = |u: f32, v: f32| (foot.0 + u * height * towards, foot.1 - v * height);
    let member = |s: &mut Sheet, a: Point, b: Point, wide: f32| {
        let beam = Shape::band(&[a, b], wide, wide);
        s.fill(&beam, slant(a, b), |x, y| {
            let side = (x - a.0) * (b.1 - a.1) - (y - a.1) * (b.0 - a.0);
            let upright = (b.1 - a.1).abs() > (b.0 - a.0).abs();
            let dark =
                if upright { (side > 0.0) == (b.1 > a.1) } else { (side > 0.0) != (b.0 > a.0) };
            if dark { 0.8 } else { 0.3 }
        });
        s.outline(&beam, 1.5);
    };
    let w = height * 0.022;
    // The far pair of legs, then the near one.
    for (dx, dark) in [(0.035, 0.8), (0.0, 1.0)] {
        for u in [0.1, -0.16] {
            member(s, at(u + dx, 0.0), at(u * 0.94 + dx, 0.66), w * dark);
        }
        s.line(at(0.1 + dx, 0.24), at(-0.16 + dx, 0.5), w * 0.4);
        s.line(at(-0.16 + dx, 0.24), at(0.1 + dx, 0.5), w * 0.4);
        member(s, at(0.1 + dx, 0.22), at(-0.16 + dx, 0.22), w);
        for u in [0.1, -0.16] {
            let bogie =
                Shape::rect(at(u + dx, 0.0).0 - w * 1.4, foot.1 - w * 0.9, w * 2.8, w * 0.9);
            s.flat(&bogie, Hatch::Line(0.0, 0.0), 0.85);
        }
    }
    member(s, at(0.12, 0.66), at(-0.42, 0.66), w * 1.7);
    let apex = at(0.02, 0.98);
    member(s, at(0.09, 0.67), apex, w * 0.9);
    member(s, at(-0.14, 0.67), apex, w * 0.8);
    s.line(apex, at(-0.4, 0.68), 1.8);
    let tip = {
        let (c, sn) = (mix(1.0, 0.22, raised), mix(0.0, 0.97, raised));
        at(0.12 + 0.55 * c, 0.66 + 0.55 * sn)
    };
    member(s, at(0.1, 0.66), tip, w * 1.5);
    boom_lattice(s, at(0.1, 0.66), tip, w * 1.5);
    s.line(apex, between(at(0.12, 0.66), tip, 0.55), 1.8);
    s.line(apex, between(at(0.12, 0.66), tip, 0.96), 1.8);
    let cabin = Shape::rect(
        at(-0.3, 0.0).0 - height * 0.06,
        at(0.0, 0.765).1,
        height * 0.12,
        height * 0.085,
    );
    s.fill(&cabin, Hatch::Line(90.0, 0.0), |x, _| {
        0.25 + 0.4 * (x - cabin.rings[0][0].0) / (height * 0.12)
    });
    s.outline(&cabin, 1.5);
}

fn boom_lattice(s: &mut Sheet, from: Point, to: Point, wide: f32) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt();
    let normal = (dy / length * wide * 0.5, -dx / length * wide * 0.5);
    let steps = (length / (wide * 1.1)) as u32;
    for step in 0..steps {
        let a = between(from, to, step as f32 / steps as f32);
        let b = between(from, to, (step + 1) as f32 / steps as f32);
        let sign = if step % 2 == 0 { 1.0 } else { -1.0 };
        s.line(
            (a.0 + normal.0 * sign, a.1 + normal.1 * sign),
            (b.0 - normal.0 * sign, b.1 - normal.1 * sign),
            1.2,
        );
    }
}

/// The load below a trolley: ropes, spreader, container.
pub(super) fn hanging_box(s: &mut Sheet, trolley: Point, drop: f32, length: f32) {
    let (left, right) = (trolley.0 - length * 0.5, trolley.0 + length * 0.5);
    let top = trolley.1 + drop;
    for (from, to) in [(-0.1, left + length * 0.12), (0.1, right - length * 0.12)] {
        s.line((trolley.0 + from * length, trolley.1), (to, top), 1.4);
    }
    s.line((left, top), (right, top), length * 0.05);
    container_side(s, (left, top + length * 0.03), length, length * 0.42);
}

/// A wooden fishing boat seen from its side.
pub(super) fn boat(s: &mut Sheet, left: f32, keel: f32, length: f32, dark: f32) {
    let h = length * 0.2;
    let sheer = curve(&[
        (left, keel - h * 1.25),
        (left + length * 0.3, keel - h * 0.72),
        (left + length * 0.65, keel - h * 0.7),
        (left + length, keel - h * 1.15),
    ]);
    let mut ring = sheer.clone();
    ring.extend(curve(&[
        (left + length, keel - h * 1.15),
        (left + length * 0.9, keel - h * 0.2),
        (left + length * 0.75, keel),
        (left + length * 0.25, keel),
        (left + length * 0.1, keel - h * 0.35),
        (left, keel - h * 1.25),
    ]));
    let hull = Shape::of(&ring);
    s.fill(&hull, Hatch::Pipe(keel - h * 0.4, h, 0.0), |x, y| {
        let down = (y - keel + h) / h;
        let plank = if ((down * 5.0) - (down * 5.0).floor()) > 0.85 { 0.2 } else { 0.0 };
        (dark * (0.4 + 0.7 * down) + plank + 0.1 * (x - left) / length).clamp(0.05, 0.9)
    });
    s.outline(&hull, 1.8);
    let rail: Vec<Point> = sheer.iter().map(|p| (p.0, p.1 + h * 0.14)).collect();
    s.stroke(&sheer, 3.0);
    s.stroke(&rail, 1.3);
}

/// A wooden cargo ship with a raised stern and two lateen sails, by the middle of its waterline.
pub(super) fn dhow(s: &mut Sheet, at: Point, length: f32) {
    let p = |u: f32, v: f32| (at.0 + u * length, at.1 - v * length);
    sail(
        s,
        &[
            p(-0.06, 0.78),
            p(0.1, 0.52),
            p(0.26, 0.2),
            p(0.05, 0.17),
            p(-0.36, 0.24),
            p(-0.2, 0.5),
            p(-0.06, 0.78),
        ],
        length,
    );
    s.taper(&[p(-0.4, 0.2), p(-0.04, 0.83)], length * 0.012, length * 0.006);
    s.taper(&[p(-0.1, 0.1), p(-0.13, 0.68)], length * 0.018, length * 0.011);
    sail(
        s,
        &[
            p(0.3, 0.6),
            p(0.4, 0.42),
            p(0.49, 0.24),
            p(0.36, 0.21),
            p(0.13, 0.26),
            p(0.22, 0.42),
            p(0.3, 0.6),
        ],
        length,
    );
    s.taper(&[p(0.11, 0.22), p(0.31, 0.64)], length * 0.01, length * 0.005);
    s.taper(&[p(0.27, 0.12), p(0.255, 0.53)], length * 0.014, length * 0.009);
    s.line(p(-0.13, 0.67), p(-0.56, 0.13), 1.3);
    s.line(p(0.255, 0.52), p(0.52, 0.2), 1.3);
    dhow_hull(s, at, length);
    dhow_deck(s, at, length);
}

fn dhow_hull(s: &mut Sheet, at: Point, length: f32) {
    let p = |u: f32, v: f32| (at.0 + u * length, at.1 - v * length);
    let shape = |points: &[Point]| {
        Shape::of(&curve(&points.iter().map(|q| p(q.0, q.1)).collect::<Vec<_>>()))
    };
    let hull = shape(&[
        (-0.58, 0.16),
        (-0.44, 0.085),
        (-0.15, 0.055),
        (0.12, 0.062),
        (0.3, 0.1),
        (0.44, 0.2),
        (0.52, 0.215),
        (0.51, 0.1),
        (0.47, 0.0),
        (0.2, -0.012),
        (-0.2, -0.012),
        (-0.4, 0.0),
        (-0.5, 0.07),
        (-0.58, 0.16),
    ]);
    let (left, high) = (at.0 - length * 0.5, length * 0.2);
    s.paint(&hull, 90, |x, y| {
        let u = (x - at.0) / length;
        let sheer = 0.06 + 0.42 * (u + 0.05) * (u + 0.05);
        let down = (sheer - (at.1 - y) / length) / (sheer + 0.012);
        let plank = down * 8.0;
        let seam = if plank - plank.floor() > 0.84 { 0.25 } else { 0.0 };
        (
            (0.34 + 0.34 * down + 0.14 * (x - left) / length + seam).clamp(0.1, 0.9),
            down * high * 0.9,
        )
    });
    s.outline(&hull, 2.0);
    s.ink = Ink::Red;
    let band = curve(
        &[
            (-0.57, 0.15),
            (-0.44, 0.072),
            (-0.15, 0.041),
            (0.12, 0.048),
            (0.3, 0.084),
            (0.44, 0.18),
            (0.515, 0.195),
        ]
        .map(|q| p(q.0, q.1)),
    );
    s.stroke(&band, length * 0.014);
    s.ink = Ink::Black;
}

/// The deckhouse and bales.
fn dhow_deck(s: &mut Sheet, at: Point, length: f32) {
    let p = |u: f32, v: f32| (at.0 + u * length, at.1 - v * length);
    let shape = |points: &[Point]| {
        Shape::of(&curve(&points.iter().map(|q| p(q.0, q.1)).collect::<Vec<_>>()))
    };
    let house = shape(&[(0.33, 0.13), (0.335, 0.225), (0.44, 0.245), (0.445, 0.2), (0.33, 0.13)]);
    s.flat(&house, Hatch::Line(90.0, 0.0), 0.3);
    s.outline(&house, 1.6);
    for u in [0.355, 0.385, 0.415] {
        s.line(p(u, 0.19), p(u, 0.215), length * 0.014);
    }
    for u in [-0.3, -0.2, 0.0, 0.1, 0.18] {
        let bale = shape(&[
            (u - 0.04, 0.06),
            (u - 0.035, 0.1),
            (u, 0.115),
            (u + 0.035, 0.1),
            (u + 0.04, 0.06),
            (u - 0.04, 0.06),
        ]);
        s.flat(&bale, Hatch::Line(50.0, 0.0), 0.3);
        s.outline(&bale, 1.3);
    }
    s.outline(&shape(&[(0.46, 0.22), (0.53, 0.235), (0.53, 0.215)]), 1.4);
}

fn sail(s: &mut Sheet, ring: &[Point], length: f32) {
    let sail = Shape::of(&curve(ring));
    let (tip, foot) = (ring[0], ring[3]);
    s.paint(&sail, 100, |x, y| {
        let u = (x - tip.0) / length;
        let v = (y - tip.1) / (foot.1 - tip.1);
        let belly = u + 0.1 * v;
        let seam = (v * 9.0) - (v * 9.0).floor();
        let tone =
            0.1 + 0.55 * smooth(0.0, 0.3, belly) + 0.12 * v + if seam > 0.9 { 0.18 } else { 0.0 };
        (tone.clamp(0.03, 0.7), x * 0.94 + y * 0.34 + 40.0 * v * v)
    });
    s.outline(&sail, 1.8);
}
