//! Doors and their locks.

use super::super::growth::{bush, hedge, tree};
use super::super::maths::{Point, between, mix, noise, smooth};
use super::super::outdoors::{Sky, ground, litter, shadow};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::super::space::{Block, View, round_tone};
use super::harbour::gable;

/// A large padlock, by the upper left corner of its body.
pub(super) fn padlock(s: &mut Sheet, at: Point, w: f32) {
    let (x, y) = at;
    let middle = (x + w * 0.5, y - w * 0.05);
    let bow = |r: f32| {
        let mut ring = arc((middle.0, middle.1 - w * 0.16), r, r * 1.08, 180.0, 360.0, 40);
        ring.push((middle.0 + r, y + 6.0));
        ring.push((middle.0 - r, y + 6.0));
        ring
    };
    let shackle = Shape { rings: vec![bow(w * 0.38), bow(w * 0.24)] };
    s.fill(&shackle, Hatch::Ring((middle.0, middle.1 - w * 0.16), 1.0), |px, py| {
        let r = ((px - middle.0).powi(2) + (py - middle.1 + w * 0.16).powi(2)).sqrt() / w;
        round_tone((r.min(0.38) - 0.31) / 0.07 * if px < middle.0 { -1.0 } else { 1.0 }, 0.5)
    });
    s.outline(&shackle, 2.2);
    let body = Shape::of(&curve(&[
        (x, y + w * 0.06),
        (x + w * 0.08, y),
        (x + w * 0.92, y),
        (x + w, y + w * 0.06),
        (x + w * 1.02, y + w * 0.55),
        (x + w * 0.92, y + w * 0.86),
        (x + w * 0.5, y + w * 0.97),
        (x + w * 0.08, y + w * 0.86),
        (x - w * 0.02, y + w * 0.55),
        (x, y + w * 0.06),
    ]));
    s.fill(&body, Hatch::Barrel(middle.0, w * 0.52, -w * 0.08), |px, py| {
        round_tone((px - middle.0) / (w * 0.52), 0.5) + 0.1 * smooth(y, y + w, py)
    });
    s.outline(&body, 2.6);
    s.stroke(&arc((middle.0, y + w * 0.1), w * 0.47, w * 0.03, 0.0, 180.0, 30), 1.6);
    let plate = Shape::ellipse(middle.0, y + w * 0.48, w * 0.17, w * 0.2);
    s.flat(&plate, Hatch::Ring((middle.0, y + w * 0.48), 1.0), 0.12);
    s.outline(&plate, 2.0);
    let hole = Shape::ellipse(middle.0, y + w * 0.43, w * 0.055, w * 0.06).with(Shape::of(&[
        (middle.0 - w * 0.025, y + w * 0.5),
        (middle.0 + w * 0.025, y + w * 0.5),
        (middle.0 + w * 0.04, y + w * 0.6),
        (middle.0 - w * 0.04, y + w * 0.6),
    ]));
    s.flat(&hole, Hatch::Line(0.0, 0.0), 1.0);
    for (u, v) in [(0.12, 0.14), (0.88, 0.14), (0.14, 0.76), (0.86, 0.76)] {
        let rivet = Shape::ellipse(x + w * u, y + w * v, w * 0.03, w * 0.03);
        s.flat(&rivet, Hatch::Line(0.0, 0.0), 0.05);
        s.outline(&rivet, 1.5);
    }
}

/// A key in the lock of a flat's front door, a suitcase before it.
pub(super) fn flat_door(s: &mut Sheet) {
    let wall = Shape::rect(0.0, 0.0, s.width, 690.0);
    s.fill(&wall, Hatch::Line(90.0, 0.5), |x, y| 0.08 + 0.3 * smooth(300.0, 1250.0, x + 0.2 * y));
    ground(s, 690.0, 0.2, 0.0);
    for tile in 0..9 {
        let x = 600.0 + (tile as f32 - 4.0) * 190.0;
        s.line((mix(600.0, x, 0.75), 690.0), (mix(600.0, x, 1.15), 800.0), 1.4);
    }
    s.line((0.0, 734.0), (s.width, 734.0), 1.4);
    let (x, y, w, h) = (400.0, 40.0, 360.0, 650.0);
    let frame = Shape::rect(x - 34.0, y - 36.0, w + 68.0, h + 36.0);
    s.fill(&frame, Hatch::Line(90.0, 0.0), |px, _| if px > x + w { 0.5 } else { 0.2 });
    s.outline(&frame, 2.4);
    s.outline(&Shape::rect(x - 20.0, y - 22.0, w + 40.0, h + 22.0), 1.4);
    let door = Shape::rect(x, y, w, h);
    s.ink = Ink::Red;
    s.fill(&door, Hatch::Line(90.0, 0.9), |px, py| {
        0.6 + 0.16 * (noise(px / 14.0, py / 210.0, 3) - 0.5)
    });
    s.ink = Ink::Black;
    s.outline(&door, 2.6);
    for (px, py, pw, ph) in [
        (40.0, 50.0, 125.0, 230.0),
        (195.0, 50.0, 125.0, 230.0),
        (40.0, 350.0, 125.0, 250.0),
        (195.0, 350.0, 125.0, 250.0),
    ] {
        let panel = Shape::rect(x + px, y + py, pw, ph);
        s.outline(&panel, 2.0);
        s.outline(&Shape::rect(x + px + 10.0, y + py + 10.0, pw - 20.0, ph - 20.0), 1.4);
        s.shade(&Shape::rect(x + px, y + py, 10.0, ph), |_, _, tone| tone + 0.25);
        s.shade(&Shape::rect(x + px, y + py, pw, 10.0), |_, _, tone| tone + 0.25);
    }
    let plate = Shape::rect(x + w * 0.5 - 46.0, y + 296.0, 92.0, 34.0);
    s.flat(&plate, Hatch::Line(0.0, 0.0), 0.05);
    s.outline(&plate, 1.8);
    s.line((x + w * 0.5 - 30.0, y + 309.0), (x + w * 0.5 + 30.0, y + 309.0), 2.4);
    s.line((x + w * 0.5 - 20.0, y + 319.0), (x + w * 0.5 + 20.0, y + 319.0), 2.4);
    key_in_lock(s, (x + w - 24.0, y + 350.0));
    suitcase(s, (885.0, 752.0));
    let mat = Shape::of(&[(400.0, 712.0), (760.0, 712.0), (800.0, 758.0), (360.0, 758.0)]);
    s.flat(&mat, Hatch::Line(0.0, 0.0), 0.6);
    s.outline(&mat, 1.8);
    s.outline(&Shape::of(&[(420.0, 718.0), (742.0, 718.0), (772.0, 750.0), (388.0, 750.0)]), 1.4);
    pot_plant(s, (205.0, 740.0));
}

fn key_in_lock(s: &mut Sheet, at: Point) {
    let plate = Shape::of(&curve(&[
        (at.0 - 19.0, at.1 - 70.0),
        (at.0, at.1 - 82.0),
        (at.0 + 19.0, at.1 - 70.0),
        (at.0 + 19.0, at.1 + 66.0),
        (at.0, at.1 + 78.0),
        (at.0 - 19.0, at.1 + 66.0),
        (at.0 - 19.0, at.1 - 70.0),
    ]));
    s.fill(&plate, Hatch::Line(90.0, 0.0), |x, _| 0.08 + 0.3 * (x - at.0 + 19.0) / 38.0);
    s.outline(&plate, 2.0);
    let knob = Shape::ellipse(at.0, at.1 - 34.0, 25.0, 25.0);
    s.fill(&knob, Hatch::Ring((at.0 - 5.0, at.1 - 39.0), 1.0), |x, y| {
        (0.2 + ((x - at.0) + (y - at.1 + 34.0)) / 60.0).clamp(0.02, 0.8)
    });
    s.outline(&knob, 2.0);
    s.flat(&Shape::ellipse(at.0, at.1 + 26.0, 7.0, 7.0), Hatch::Line(0.0, 0.0), 1.0);
    let shaft = Shape::rect(at.0 - 4.0, at.1 + 24.0, 8.0, 20.0);
    s.flat(&shaft, Hatch::Line(90.0, 0.0), 0.1);
    s.outline(&shaft, 1.6);
    let bow = Shape::ellipse(at.0, at.1 + 62.0, 24.0, 21.0).with(Shape::ellipse(
        at.0,
        at.1 + 62.0,
        11.0,
        9.0,
    ));
    s.flat(&bow, Hatch::Ring((at.0, at.1 + 62.0), 1.0), 0.1);
    s.outline(&bow, 2.2);
    s.stroke(&arc((at.0, at.1 + 92.0), 13.0, 17.0, 0.0, 360.0, 24), 2.2);
    for (dx, turn) in [(-8.0, 14.0), (9.0, -10.0)] {
        s.line((at.0 + dx * 0.5, at.1 + 106.0), (at.0 + dx + turn * 0.3, at.1 + 160.0), 7.0);
        s.line((at.0 + dx + turn * 0.2, at.1 + 150.0), (at.0 + dx + turn, at.1 + 150.0), 5.0);
    }
}

fn suitcase(s: &mut Sheet, foot: Point) {
    let (x, y, w, h) = (foot.0, foot.1 - 230.0, 210.0, 230.0);
    shadow(
        s,
        &Shape::of(&[
            (x, foot.1),
            (x + w + 110.0, foot.1 - 14.0),
            (x + w + 60.0, foot.1 + 8.0),
            (x, foot.1 + 8.0),
        ]),
        0.7,
    );
    let side = Shape::of(&[
        (x + w, y + 6.0),
        (x + w + 58.0, y - 16.0),
        (x + w + 58.0, foot.1 - 24.0),
        (x + w, foot.1),
    ]);
    s.flat(&side, Hatch::Line(90.0, 0.0), 0.74);
    s.outline(&side, 2.0);
    let top =
        Shape::of(&[(x, y), (x + w, y + 4.0), (x + w + 58.0, y - 16.0), (x + 56.0, y - 20.0)]);
    s.flat(&top, Hatch::Line(0.0, 0.0), 0.15);
    s.outline(&top, 2.0);
    let front = Shape::of(&curve(&[
        (x, y + 16.0),
        (x + 14.0, y),
        (x + w - 14.0, y),
        (x + w, y + 16.0),
        (x + w, foot.1 - 14.0),
        (x + w - 14.0, foot.1),
        (x + 14.0, foot.1),
        (x, foot.1 - 14.0),
        (x, y + 16.0),
    ]));
    s.flat(&front, Hatch::Line(90.0, 0.6), 0.34);
    s.outline(&front, 2.4);
    for strap in [0.24, 0.68] {
        let band = Shape::rect(x + w * strap, y + 2.0, 19.0, h - 4.0);
        s.flat(&band, Hatch::Line(90.0, 0.0), 0.78);
        s.outline(&band, 1.6);
        let buckle = Shape::rect(x + w * strap - 4.0, y + 70.0, 27.0, 22.0);
        s.flat(&buckle, Hatch::Line(0.0, 0.0), 0.03);
        s.outline(&buckle, 2.0);
    }
    for (cx, cy) in [
        (x + 13.0, y + 14.0),
        (x + w - 13.0, y + 14.0),
        (x + 13.0, foot.1 - 14.0),
        (x + w - 13.0, foot.1 - 14.0),
    ] {
        let corner = Shape::ellipse(cx, cy, 16.0, 16.0);
        s.flat(&corner, Hatch::Ring((cx, cy), 1.0), 0.62);
        s.outline(&corner, 1.4);
    }
    let handle = curve(&[
        (x + 78.0, y - 12.0),
        (x + 88.0, y - 46.0),
        (x + 160.0, y - 46.0),
        (x + 172.0, y - 10.0),
    ]);
    let grip = Shape::band(&handle, 12.0, 12.0);
    s.flat(&grip, Hatch::Line(0.0, 0.0), 0.8);
    s.outline(&grip, 1.8);
}

fn pot_plant(s: &mut Sheet, foot: Point) {
    for leaf in 0..11 {
        let a = 200.0 + leaf as f32 * 14.0;
        let long = 120.0 + 46.0 * ((leaf % 3) as f32);
        let tip = arc((foot.0, foot.1 - 100.0), long, long, a, a, 1)[0];
        let middle = between((foot.0, foot.1 - 100.0), tip, 0.55);
        let blade = Shape::of(&curve(&[
            (foot.0, foot.1 - 96.0),
            (middle.0 - 15.0, middle.1 - 9.0),
            tip,
            (middle.0 + 15.0, middle.1 + 3.0),
            (foot.0, foot.1 - 96.0),
        ]));
        s.fill(&blade, Hatch::Line(a, 0.0), |x, _| if x > middle.0 { 0.66 } else { 0.3 });
        s.outline(&blade, 1.5);
        s.taper(&[(foot.0, foot.1 - 96.0), tip], 1.6, 0.8);
    }
    let pot = Shape::of(&[
        (foot.0 - 62.0, foot.1 - 104.0),
        (foot.0 + 62.0, foot.1 - 104.0),
        (foot.0 + 44.0, foot.1),
        (foot.0 - 44.0, foot.1),
    ]);
    shadow(s, &Shape::ellipse(foot.0 + 40.0, foot.1, 80.0, 10.0), 0.66);
    s.fill(&pot, Hatch::Barrel(foot.0, 62.0, -10.0), |x, _| round_tone((x - foot.0) / 58.0, 0.42));
    s.outline(&pot, 2.0);
    let rim = Shape::rect(foot.0 - 68.0, foot.1 - 118.0, 136.0, 24.0);
    s.fill(&rim, Hatch::Barrel(foot.0, 68.0, -8.0), |x, _| round_tone((x - foot.0) / 68.0, 0.36));
    s.outline(&rim, 1.9);
}

/// A house with a door and a large lock.
pub(super) fn locked_house(s: &mut Sheet) {
    let view = View { ahead: (640.0, 560.0), focal: 900.0, eye: 1.8, turn: 22.0 };
    Sky { cover: 0.45, ..Sky::calm(600.0) }.draw(s);
    hedge(s, 0.0, s.width, 602.0, 60.0, 0.34);
    ground(s, 596.0, 0.16, 0.2);
    tree(s, (1075.0, 640.0), 420.0, 0.75);
    let (x, z, w, h, d) = (-3.4, 13.0, 9.4, 4.4, 8.0);
    Block::new((x, 0.0, z), (w, h, d)).draw_with(s, &view, 0.2, |s, wall, side| {
        if side == 0 {
            wall.pane(s, [0.08, 0.34, 0.28, 0.74], 0.78);
            wall.pane(s, [0.72, 0.34, 0.92, 0.74], 0.78);
            for a in [0.08, 0.72] {
                s.line(wall.at(a + 0.1, 0.34), wall.at(a + 0.1, 0.74), 2.0);
                s.line(wall.at(a, 0.54), wall.at(a + 0.2, 0.54), 2.0);
                s.flat(&wall.part(a - 0.02, 0.29, a + 0.22, 0.33), wall.level(), 0.3);
                s.outline(&wall.part(a - 0.02, 0.29, a + 0.22, 0.33), 1.3);
            }
            s.ink = Ink::Red;
            s.flat(&wall.part(0.4, 0.0, 0.6, 0.7), wall.plumb(), 0.7);
            s.ink = Ink::Black;
            s.outline(&wall.part(0.4, 0.0, 0.6, 0.7), 2.2);
            s.outline(&wall.part(0.43, 0.08, 0.57, 0.32), 1.4);
            s.outline(&wall.part(0.43, 0.38, 0.57, 0.64), 1.4);
            s.line(wall.at(0.5, 0.0), wall.at(0.5, 0.7), 1.8);
        } else if side == 2 {
            wall.pane(s, [0.36, 0.34, 0.64, 0.74], 0.75);
        }
    });
    gable(s, &view, (x, h, z), (w, 2.9, d), 0.4);
    Block::new((x + 3.4, 0.0, z - 1.2), (2.6, 0.25, 1.2)).draw(s, &view, 0.4);
    shadow(s, &Shape::ellipse(930.0, 752.0, 170.0, 18.0), 0.66);
    padlock(s, (850.0, 606.0), 150.0);
    bush(s, (120.0, 700.0), 70.0);
    bush(s, (210.0, 730.0), 48.0);
    litter(s, 690.0, 24);
}
