//! Scenes of works, roads and rails.

use super::super::growth::hedge;
use super::super::maths::{mix, smooth};
use super::super::outdoors::{Sky, birds, ground, litter, smoke};
use super::super::people::{Arms, Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::space::{Block, Drum, View, Wall};
use super::super::vehicles::lorry;
use super::harbour::{container, gable};

/// A factory with a saw-tooth roof and a new bay under scaffolding.
pub(super) fn sawtooth(s: &mut Sheet) {
    let view = View { ahead: (520.0, 600.0), focal: 900.0, eye: 2.6, turn: 14.0 };
    Sky::calm(620.0).draw(s);
    hedge(s, 0.0, s.width, 622.0, 40.0, 0.4);
    ground(s, 610.0, 0.2, 0.2);
    chimney(s, &view, (-10.0, 0.0, 52.0), 25.0);
    let mouth = view.at((-10.0, 25.0, 52.0));
    smoke(s, mouth, (260.0, -90.0), 48.0, 0.4);
    for bay in (0..5).rev() {
        tooth(s, &view, (-16.0 + bay as f32 * 6.4, 0.0, 30.0), bay);
    }
    scaffold(s, &view, (16.2, 0.0, 30.0));
    lorry(s, &view, (-7.5, 0.0, 20.5), true, false);
    for (x, y, h) in [(930.0, 716.0, 104.0), (980.0, 722.0, 104.0)] {
        let arms = if x < 950.0 { Arms::Point } else { Arms::Before };
        Person::new((x, y), h, Dress::Overalls).arms(arms).draw(s);
    }
    litter(s, 680.0, 40);
}

fn tooth(s: &mut Sheet, view: &View, at: (f32, f32, f32), bay: u32) {
    let (x, y, z) = at;
    let (w, h, d, rise) = (6.4, 6.0, 18.0, 3.4);
    Block::new(at, (w, h, d)).draw_with(s, view, 0.26, |s, wall, side| {
        if side == 0 {
            wall.courses(s, 12, 0.9);
            if bay == 2 {
                wall.pane(s, [0.15, 0.0, 0.85, 0.7], 0.85);
                wall.ribs(s, 2, 1.0);
            } else {
                wall.panes(s, 1, 2, (0.55, 0.5), 0.75);
            }
        }
    });
    let slope = view.area(&[
        (x, y + h + rise, z),
        (x + w, y + h, z),
        (x + w, y + h, z + d),
        (x, y + h + rise, z + d),
    ]);
    s.flat(&slope, Hatch::Line(30.0, 0.0), 0.6);
    s.outline(&slope, 1.6);
    let face = view.area(&[(x, y + h, z), (x + w, y + h, z), (x, y + h + rise, z)]);
    s.flat(&face, Hatch::Line(90.0, 0.0), 0.2);
    s.outline(&face, 1.8);
    let glass = Wall::new(*view, (x, y + h, z + d), (0.0, 0.0, -d), (0.0, rise, 0.0));
    s.flat(&glass.whole(), glass.plumb(), 0.12);
    glass.ribs(s, 9, 1.3);
    glass.courses(s, 2, 1.3);
    s.outline(&glass.whole(), 1.8);
}

fn scaffold(s: &mut Sheet, view: &View, at: (f32, f32, f32)) {
    let (x, y, z) = at;
    Block::new(at, (6.4, 5.0, 12.0)).draw_with(s, view, 0.16, |s, wall, side| {
        if side == 0 {
            wall.courses(s, 14, 1.0);
            wall.pane(s, [0.2, 0.3, 0.42, 0.72], 0.8);
            wall.pane(s, [0.58, 0.3, 0.8, 0.72], 0.8);
        }
    });
    s.ink = Ink::Red;
    for level in 0..5 {
        let b = y + level as f32 * 2.2;
        for depth in [0.0, 1.2] {
            s.line(
                view.at((x - 0.5, b, z - 0.6 - depth)),
                view.at((x + 7.2, b, z - 0.6 - depth)),
                2.2,
            );
        }
    }
    for post in 0..6 {
        let px = x - 0.5 + post as f32 * 1.54;
        for depth in [0.0, 1.2] {
            s.line(view.at((px, y, z - 0.6 - depth)), view.at((px, y + 9.6, z - 0.6 - depth)), 2.4);
        }
        if post < 5 {
            s.line(view.at((px, y, z - 1.8)), view.at((px + 1.54, y + 2.2, z - 1.8)), 1.6);
            s.line(view.at((px + 1.54, y + 4.4, z - 1.8)), view.at((px, y + 6.6, z - 1.8)), 1.6);
        }
    }
    s.ink = Ink::Black;
    for level in [2.2, 4.4] {
        let plank = view.area(&[
            (x - 0.6, y + level, z - 1.9),
            (x + 7.3, y + level, z - 1.9),
            (x + 7.3, y + level + 0.2, z - 1.9),
            (x - 0.6, y + level + 0.2, z - 1.9),
        ]);
        s.flat(&plank, Hatch::Line(0.0, 0.0), 0.5);
        s.outline(&plank, 1.3);
        let man = view.at((x + level, y + level + 0.2, z - 1.5));
        Person::new(man, view.metre((x, y, z)) * 1.7, Dress::Overalls).arms(Arms::Before).draw(s);
    }
}

/// A round chimney of brick.
pub(super) fn chimney(s: &mut Sheet, view: &View, foot: (f32, f32, f32), high: f32) {
    let wide = high * 0.058;
    let stack = Drum { foot, wide, top: wide * 0.62, high };
    stack.draw(s, view, 0.42);
    for ring in 0..7 {
        let (at, half, _) = stack.ring(view, 0.12 + ring as f32 * 0.13);
        s.line((at.0 - half, at.1), (at.0 + half, at.1), 1.3);
    }
    let cap = Drum {
        foot: (foot.0, foot.1 + high * 0.95, foot.2),
        wide: wide * 0.76,
        top: wide * 0.8,
        high: high * 0.03,
    };
    cap.draw(s, view, 0.7);
}

/// Containers before a customs shed with an open gate.
pub(super) fn customs(s: &mut Sheet) {
    let view = View { ahead: (390.0, 540.0), focal: 900.0, eye: 3.2, turn: -16.0 };
    Sky { cover: 0.5, ..Sky::calm(550.0) }.draw(s);
    hedge(s, 0.0, s.width, 556.0, 30.0, 0.4);
    ground(s, 546.0, 0.2, 0.16);
    let (x, z, w, h, d) = (-5.0, 33.0, 22.0, 8.0, 16.0);
    Block::new((x, 0.0, z), (w, h, d)).draw_with(s, &view, 0.2, |s, wall, side| {
        if side == 0 {
            wall.ribs(s, 40, 0.9);
            let gate = wall.part(0.3, 0.0, 0.66, 0.72);
            s.fill(&gate, Hatch::Line(90.0, 0.0), |_, y| mix(0.92, 0.66, smooth(440.0, 640.0, y)));
            s.outline(&gate, 2.2);
            s.flat(&wall.part(0.2, 0.8, 0.8, 0.93), wall.level(), 0.04);
            s.outline(&wall.part(0.2, 0.8, 0.8, 0.93), 1.8);
            for (from, to) in [(0.24, 0.42), (0.45, 0.56), (0.59, 0.76)] {
                s.flat(&wall.part(from, 0.84, to, 0.89), wall.level(), 0.85);
            }
        } else if side < 3 {
            wall.ribs(s, 22, 1.1);
        }
    });
    gable(s, &view, (x, h, z), (w, 4.0, d), 0.34);
    for (side, lean) in [(-1.0, 4.4), (1.0, 4.4)] {
        let hinge = if side < 0.0 { x + 0.3 * w } else { x + 0.66 * w };
        let leaf = Wall::new(view, (hinge, 0.0, z), (side * 2.0, 0.0, -lean), (0.0, h * 0.72, 0.0));
        s.flat(&leaf.whole(), leaf.plumb(), if side < 0.0 { 0.6 } else { 0.25 });
        leaf.ribs(s, 7, 1.4);
        s.outline(&leaf.whole(), 2.0);
        s.line(leaf.at(0.0, 0.1), leaf.at(1.0, 0.9), 1.6);
    }
    let tones = [0.2, 0.42, 0.28, 0.16, 0.5];
    for (at, (cx, tier, cz)) in [
        (-13.0, 0, 27.0),
        (-13.0, 1, 27.0),
        (-13.4, 2, 27.2),
        (14.4, 0, 26.0),
        (14.8, 1, 26.2),
        (-10.4, 0, 19.0),
        (-10.0, 1, 19.2),
        (10.4, 0, 18.5),
    ]
    .into_iter()
    .enumerate()
    {
        if at == 5 {
            s.ink = Ink::Red;
        }
        container(s, &view, (cx, tier as f32 * 2.55, cz), (6.06, 2.5, 2.44), tones[at % 5]);
        s.ink = Ink::Black;
    }
    for (px, pz, dress) in [(1.2, 24.0, Dress::Shirt), (2.6, 24.4, Dress::Overalls)] {
        let foot = view.at((px, 0.0, pz));
        Person::new(foot, view.metre((px, 0.0, pz)) * 1.72, dress).arms(Arms::Before).draw(s);
    }
    litter(s, 680.0, 26);
    birds(s, (880.0, 130.0), 4);
}
