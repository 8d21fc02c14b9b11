//! Still lives on desks.

use super::super::maths::{Point, between, clouded, mix, noise, smooth};
use super::super::outdoors::shadow;
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::super::space::{Block, Drum, View, Wall, round_tone, slant};

/// How desks are seen: from a chair.
pub(super) fn desk_view() -> View {
    View { ahead: (600.0, 60.0), focal: 1000.0, eye: 0.62, turn: 0.0 }
}

/// A wall with light from a window at the left, and a table of grained wood before it.
pub(super) fn desk(s: &mut Sheet, edge: f32) {
    let wall = Shape::rect(0.0, 0.0, s.width, edge);
    s.fill(&wall, Hatch::Line(90.0, 0.6), |x, y| {
        let beam = smooth(-140.0, 160.0, (x - 0.75 * y - 60.0).abs() - 150.0);
        (0.1 + 0.42 * smooth(100.0, 1250.0, x + y * 0.3) - 0.1 * (1.0 - beam)).max(0.0)
    });
    let seed = s.chance.seed();
    let top = Shape::rect(0.0, edge, s.width, s.height - edge);
    s.paint(&top, 20, |x, y| {
        let down = (y - edge) / (s_height() - edge);
        let grain = clouded(x / 320.0, (y - edge) / (7.0 + 22.0 * down), 3, seed) - 0.5;
        ((0.24 + 0.1 * x / 1200.0 + grain * 0.5).clamp(0.03, 0.7), y + 7.0 * grain)
    });
    s.line((0.0, edge), (s.width, edge), 2.0);
}

fn s_height() -> f32 {
    800.0
}

/// A soft shadow to the right of a thing on a desk.
pub(super) fn cast(s: &mut Sheet, view: &View, at: (f32, f32), size: (f32, f32), long: f32) {
    let (x, z) = at;
    let area = view.area(&[
        (x, 0.0, z),
        (x + size.0, 0.0, z),
        (x + size.0 + long, 0.0, z + size.1 * 0.4),
        (x + size.0 + long, 0.0, z + size.1 * 1.2),
        (x, 0.0, z + size.1),
    ]);
    shadow(s, &area, 0.66);
}

/// A stack of coins.
fn coins(s: &mut Sheet, view: &View, at: (f32, f32), count: u32, r: f32) {
    cast(
        s,
        view,
        (at.0 - r * 0.3, at.1 - r * 0.8),
        (r * 1.2, r * 1.6),
        0.02 + count as f32 * 0.007,
    );
    let thick = r * 0.3;
    for coin in 0..count {
        let slip = s.chance.range(-0.05, 0.05) * r;
        let drum =
            Drum { foot: (at.0 + slip, coin as f32 * thick, at.1), wide: r, top: r, high: thick };
        drum.draw(s, view, 0.36);
        let (low, half, sag) = drum.ring(view, 0.0);
        let (high, _, _) = drum.ring(view, 1.0);
        for notch in 0..22 {
            let a = 8.0 + notch as f32 * 7.6;
            let p = arc(low, half, sag, a, a, 1)[0];
            s.line((p.0, p.1 - 2.0), (p.0, p.1 - (low.1 - high.1) + 2.0), 1.0);
        }
    }
    let (top, half, sag) =
        Drum { foot: (at.0, count as f32 * thick, at.1), wide: r, top: r, high: 0.0 }
            .ring(view, 0.0);
    s.outline(&Shape::ellipse(top.0, top.1, half * 0.84, sag * 0.84), 1.3);
    s.stroke(
        &curve(&[
            (top.0 - half * 0.2, top.1 - sag * 0.3),
            (top.0 + half * 0.25, top.1 - sag * 0.3),
        ]),
        2.4,
    );
    s.stroke(
        &curve(&[
            (top.0 - half * 0.2, top.1 - sag * 0.02),
            (top.0 + half * 0.25, top.1 - sag * 0.02),
        ]),
        2.4,
    );
    s.stroke(
        &curve(&[
            (top.0 - half * 0.1, top.1 - sag * 0.3),
            (top.0 + half * 0.14, top.1 - sag * 0.15),
            (top.0 - half * 0.12, top.1 + sag * 0.06),
            (top.0 + half * 0.15, top.1 + sag * 0.5),
        ]),
        2.4,
    );
}

/// Stacks of coins of falling height beside a closed ledger.
pub(super) fn coin_stacks(s: &mut Sheet) {
    desk(s, 330.0);
    let view = desk_view();
    for (at, count) in [14, 11, 8, 5, 3, 1].into_iter().enumerate() {
        coins(s, &view, (-0.46 + at as f32 * 0.125, 1.28 - at as f32 * 0.02), count, 0.056);
    }
    let book = View { turn: 24.0, ..desk_view() };
    ledger(s, &book, (0.62, 0.82));
    coins(s, &view, (-0.2, 0.98), 2, 0.056);
    coins(s, &view, (-0.06, 0.93), 1, 0.056);
    pen(s, (160.0, 720.0), (520.0, 690.0), 15.0);
}

fn ledger(s: &mut Sheet, view: &View, at: (f32, f32)) {
    let (w, d, h) = (0.44, 0.36, 0.075);
    cast(s, view, at, (w, d), 0.09);
    Block::new((at.0, 0.0, at.1), (w, 0.012, d)).draw(s, view, 0.7);
    Block::new((at.0 + 0.01, 0.012, at.1 + 0.008), (w - 0.02, h, d - 0.02)).draw_with(
        s,
        view,
        0.1,
        |s, wall, side| {
            if side < 3 {
                wall.courses(s, 9, 1.0);
            }
        },
    );
    s.ink = Ink::Red;
    let cover = Block::new((at.0, h + 0.012, at.1), (w, 0.014, d));
    cover.draw_with(s, view, 0.8, |s, wall, side| {
        if side == 3 {
            s.shade(&wall.whole(), |x, y, _| 0.6 + 0.16 * (noise(x / 7.0, y / 5.0, 6) - 0.5));
            s.ink = Ink::Black;
            s.flat(&wall.part(0.0, 0.0, 0.16, 1.0), wall.plumb(), 0.84);
            let label = wall.part(0.38, 0.4, 0.8, 0.75);
            s.flat(&label, wall.level(), 0.0);
            s.outline(&label, 1.6);
            for b in [0.52, 0.62] {
                s.line(wall.at(0.46, b), wall.at(0.72, b), 2.2);
            }
            for (a, b) in [(0.9, 0.02), (0.9, 0.86)] {
                s.flat(&wall.part(a, b, 1.0, b + 0.12), wall.level(), 0.8);
            }
            s.ink = Ink::Red;
        }
    });
    s.ink = Ink::Black;
}

/// A pen that lies between two points.
pub(super) fn pen(s: &mut Sheet, from: Point, to: Point, thick: f32) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    shadow(
        s,
        &Shape::band(
            &[(from.0 + 8.0, from.1 + thick * 0.8), (to.0 + 8.0, to.1 + thick * 0.8)],
            thick,
            thick * 0.8,
        ),
        0.7,
    );
    let barrel = Shape::band(
        &[(from.0 + dx * 0.12, from.1 + dy * 0.12), (from.0 + dx * 0.9, from.1 + dy * 0.9), to],
        thick,
        thick * 0.8,
    );
    s.fill(&barrel, slant(from, to), |x, y| {
        let off = ((x - from.0) * dy - (y - from.1) * dx) / (dx * dx + dy * dy).sqrt();
        if off > thick * 0.1 && off < thick * 0.3 { 0.1 } else { 0.86 }
    });
    s.outline(&barrel, 1.6);
    let nib = Shape::of(&[
        (from.0, from.1),
        (from.0 + dx * 0.12 - dy * 0.012, from.1 + dy * 0.12 + thick * 0.4),
        (from.0 + dx * 0.12, from.1 + dy * 0.12 - thick * 0.4),
    ]);
    s.flat(&nib, Hatch::Line(0.0, 0.0), 0.15);
    s.outline(&nib, 1.5);
    s.line(from, (from.0 + dx * 0.09, from.1 + dy * 0.09), 1.2);
    let band = Shape::band(
        &[(from.0 + dx * 0.5, from.1 + dy * 0.5), (from.0 + dx * 0.53, from.1 + dy * 0.53)],
        thick * 1.1,
        thick * 1.1,
    );
    s.flat(&band, Hatch::Line(90.0, 0.0), 0.1);
    s.outline(&band, 1.4);
}

/// A sheet of paper with lines of writing, by its corners.
pub(super) fn paper(s: &mut Sheet, corners: [Point; 4], lines: u32) {
    let sheet = Shape::of(&corners);
    shadow(s, &sheet.clone().shifted(7.0, 6.0), 0.62);
    s.flat(&sheet, Hatch::Line(0.0, 0.0), 0.015);
    s.outline(&sheet, 1.6);
    let at = |a: f32, b: f32| {
        between(between(corners[0], corners[1], a), between(corners[3], corners[2], a), b)
    };
    for line in 0..lines {
        let b = 0.16 + 0.74 * line as f32 / lines as f32;
        let (mut a, end) = (0.1, if line % 4 == 3 { 0.55 } else { 0.88 });
        while a < end {
            let word = s.chance.range(0.04, 0.13);
            s.line(at(a, b), at((a + word).min(0.9), b), 2.0);
            a += word + 0.025;
        }
    }
}

/// A tray of letters, an inkpad and a rubber stamp.
pub(super) fn stamp(s: &mut Sheet) {
    desk(s, 300.0);
    let view = View { turn: 20.0, ..desk_view() };
    let (x, z, w, d) = (0.2, 1.05, 0.6, 0.46);
    cast(s, &view, (x, z), (w, d), 0.08);
    Block::new((x, 0.0, z), (w, 0.012, d)).draw(s, &view, 0.5);
    let rear = Wall::new(view, (x, 0.0, z + d), (w, 0.0, 0.0), (0.0, 0.12, 0.0));
    s.flat(&rear.whole(), rear.level(), 0.3);
    s.outline(&rear.whole(), 1.7);
    for letter in 0..9 {
        let (jx, jz, y) =
            (s.chance.range(0.0, 0.03), s.chance.range(0.0, 0.03), 0.014 + letter as f32 * 0.011);
        Block::new((x + 0.03 + jx, y, z + 0.03 + jz), (w - 0.1, 0.008, d - 0.1)).draw_with(
            s,
            &view,
            0.06,
            |s, wall, side| {
                if side == 3 && letter == 8 {
                    s.outline(&wall.part(0.82, 0.68, 0.94, 0.92), 1.6);
                    s.stroke(&[wall.at(0.0, 1.0), wall.at(0.5, 0.45), wall.at(1.0, 1.0)], 1.3);
                    s.flat(&wall.part(0.84, 0.72, 0.92, 0.88), wall.level(), 0.5);
                    for b in [0.22, 0.34] {
                        s.line(wall.at(0.36, b), wall.at(0.7, b), 2.2);
                    }
                }
            },
        );
    }
    Block::new((x, 0.0, z - 0.012), (w, 0.07, 0.014)).draw(s, &view, 0.45);
    Block::new((x - 0.014, 0.0, z), (0.014, 0.12, d)).draw(s, &view, 0.5);
    let pad = View { turn: -8.0, ..desk_view() };
    cast(s, &pad, (-0.52, 1.02), (0.28, 0.17), 0.04);
    Block::new((-0.52, 0.0, 1.02), (0.28, 0.035, 0.17)).draw_with(
        s,
        &pad,
        0.55,
        |s, wall, side| {
            if side == 3 {
                s.ink = Ink::Red;
                s.flat(&wall.part(0.06, 0.1, 0.94, 0.9), wall.level(), 0.85);
                s.ink = Ink::Black;
                s.outline(&wall.part(0.06, 0.1, 0.94, 0.9), 1.5);
            }
        },
    );
    paper(s, [(520.0, 640.0), (880.0, 622.0), (960.0, 776.0), (540.0, 796.0)], 4);
    s.ink = Ink::Red;
    for k in [1.0, 0.82] {
        s.stroke(&arc((830.0, 715.0), 62.0 * k, 36.0 * k, 0.0, 360.0, 40), 3.0);
    }
    s.line((788.0, 716.0), (872.0, 712.0), 5.0);
    s.ink = Ink::Black;
    rubber_stamp(s, (330.0, 752.0), 1.0);
}

fn rubber_stamp(s: &mut Sheet, foot: Point, k: f32) {
    let p = |u: f32, v: f32| (foot.0 + u * k, foot.1 - v * k);
    shadow(s, &Shape::ellipse(foot.0 + 60.0, foot.1 - 4.0, 110.0, 17.0), 0.7);
    let base = Shape::of(&[p(-80.0, 4.0), p(-80.0, 44.0), p(80.0, 44.0), p(80.0, 4.0)]);
    s.fill(&base, Hatch::Line(0.0, 0.0), |x, _| mix(0.25, 0.75, (x - foot.0 + 80.0) / 160.0));
    s.outline(&base, 1.9);
    s.flat(
        &Shape::of(&[p(-76.0, -4.0), p(-76.0, 4.0), p(76.0, 4.0), p(76.0, -4.0)]),
        Hatch::Line(0.0, 0.0),
        0.92,
    );
    let profile = [
        (16.0, 44.0),
        (22.0, 60.0),
        (15.0, 76.0),
        (17.0, 110.0),
        (30.0, 136.0),
        (36.0, 164.0),
        (26.0, 190.0),
        (0.0, 200.0),
    ];
    let mut ring: Vec<Point> = profile.iter().map(|q| p(q.0, q.1)).collect();
    ring.extend(profile.iter().rev().skip(1).map(|q| p(-q.0, q.1)));
    let handle = Shape::of(&curve(&ring));
    s.fill(&handle, Hatch::Barrel(foot.0, 36.0 * k, -9.0), |x, y| {
        let v = (foot.1 - y) / k;
        let half = if v > 120.0 { 36.0 } else { 20.0 };
        round_tone((x - foot.0) / k / half, 0.62)
    });
    s.outline(&handle, 2.0);
}
