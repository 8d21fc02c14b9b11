//! Lorries, weighed and waiting.

use super::super::growth::{hedge, tree};
use super::super::outdoors::{Sky, ground, hills, litter, smoke, sun};
use super::super::people::{Arms, Dress, Person};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::space::{Block, View, Wall};
use super::super::vehicles::lorry;
use super::harbour::gable;
use super::works::chimney;

/// A loaded lorry on a weighbridge beside a small hut.
pub(super) fn weighbridge(s: &mut Sheet) {
    let view = View { ahead: (740.0, 500.0), focal: 900.0, eye: 2.7, turn: 18.0 };
    Sky { cover: 0.45, ..Sky::calm(510.0) }.draw(s);
    hills(s, 512.0, 50.0, 220.0, 0.24);
    hedge(s, 0.0, s.width, 520.0, 34.0, 0.36);
    ground(s, 506.0, 0.17, 0.28);
    tree(s, (180.0, 540.0), 330.0, 0.85);
    hut(s, &view, (11.6, 0.0, 20.0));
    let plate = Block::new((-6.5, -0.02, 10.3), (13.5, 0.26, 3.4));
    plate.draw(s, &view, 0.6);
    for end in [-9.5, 7.0] {
        let slope = view.area(&[
            (end, if end < 0.0 { 0.0 } else { 0.24 }, 10.3),
            (end + 3.0, if end < 0.0 { 0.24 } else { 0.0 }, 10.3),
            (end + 3.0, if end < 0.0 { 0.24 } else { 0.0 }, 13.7),
            (end, if end < 0.0 { 0.0 } else { 0.24 }, 13.7),
        ]);
        s.flat(&slope, Hatch::Line(10.0, 0.0), 0.3);
        s.outline(&slope, 1.6);
    }
    lorry(s, &view, (-4.6, 0.24, 10.8), true, true);
    Person::new((1120.0, 716.0), 190.0, Dress::Shirt).left().arms(Arms::Before).draw(s);
    litter(s, 640.0, 40);
}

fn hut(s: &mut Sheet, view: &View, at: (f32, f32, f32)) {
    Block::new(at, (4.0, 2.9, 3.4)).draw_with(s, view, 0.22, |s, wall, side| {
        if side == 0 {
            wall.pane(s, [0.12, 0.42, 0.52, 0.78], 0.8);
            s.line(wall.at(0.32, 0.42), wall.at(0.32, 0.78), 1.6);
            wall.pane(s, [0.64, 0.0, 0.9, 0.78], 0.85);
        } else if side == 2 {
            wall.pane(s, [0.25, 0.42, 0.75, 0.78], 0.8);
        }
    });
    Block::new((at.0 - 0.4, at.1 + 2.9, at.2 - 0.9), (4.8, 0.22, 4.6)).draw(s, view, 0.5);
}

/// A line of lorries waiting before a factory's gate.
pub(super) fn waiting_lorries(s: &mut Sheet) {
    let view = View { ahead: (640.0, 470.0), focal: 900.0, eye: 3.2, turn: 52.0 };
    Sky { cover: 0.42, ..Sky::calm(478.0) }.draw(s);
    hills(s, 478.0, 44.0, 200.0, 0.22);
    ground(s, 472.0, 0.17, 0.2);
    hedge(s, 520.0, s.width, 492.0, 54.0, 0.36);
    sun(s, (880.0, 130.0), 40.0, false);
    let road =
        view.area(&[(0.0, 0.0, 14.0), (140.0, 0.0, 14.0), (140.0, 0.0, 7.0), (0.0, 0.0, 7.0)]);
    s.shade(&road, |_, _, tone| tone * 0.3 + 0.2);
    for lorry_at in (0..6).rev() {
        let x = 5.2 + lorry_at as f32 * 12.5;
        lorry(s, &view, (x, 0.0, 9.4), lorry_at % 2 == 0, lorry_at == 0);
    }
    works_gate(s);
    Person::new((70.0, 770.0), 190.0, Dress::Dhoti).draw(s);
    Person::new((145.0, 762.0), 184.0, Dress::Shirt).left().arms(Arms::Before).draw(s);
}

fn works_gate(s: &mut Sheet) {
    let view = View { ahead: (270.0, 470.0), focal: 900.0, eye: 3.2, turn: 0.0 };
    Block::new((-20.0, 0.0, 44.0), (16.0, 8.0, 14.0)).draw_with(s, &view, 0.24, |s, wall, side| {
        if side == 0 {
            wall.panes(s, 2, 6, (0.5, 0.5), 0.75);
        }
    });
    chimney(s, &view, (-13.0, 0.0, 62.0), 26.0);
    let mouth = view.at((-13.0, 26.0, 62.0));
    smoke(s, mouth, (200.0, -50.0), 30.0, 0.42);
    Block::new((-24.0, 0.0, 34.0), (16.0, 2.6, 0.5))
        .draw_with(s, &view, 0.3, |s, wall, _| wall.courses(s, 8, 0.9));
    for x in [-8.0, -1.0] {
        Block::new((x, 0.0, 34.0), (0.9, 4.2, 0.9)).draw_with(s, &view, 0.3, |s, wall, side| {
            if side == 0 {
                wall.courses(s, 10, 0.9);
            }
        });
    }
    bars(s, &Wall::new(view, (-7.1, 0.1, 34.2), (6.1, 0.0, 0.0), (0.0, 3.2, 0.0)), 13);
}

/// A gate of iron bars.
fn bars(s: &mut Sheet, wall: &Wall, count: u32) {
    for bar in 0..=count {
        let a = bar as f32 / count as f32;
        s.line(wall.at(a, 0.0), wall.at(a, 1.06), 2.2);
    }
    for b in [0.04, 0.5, 0.96] {
        s.line(wall.at(0.0, b), wall.at(1.0, b), 3.4);
    }
    s.line(wall.at(0.5, 0.0), wall.at(0.5, 1.08), 4.2);
}

/// A closed factory gate with a gatekeeper's hut, the front of one lorry before it.
pub(super) fn closed_gate(s: &mut Sheet) {
    let view = View { ahead: (520.0, 480.0), focal: 900.0, eye: 2.3, turn: 0.0 };
    Sky { cover: 0.6, heavy: 0.4, ..Sky::calm(490.0) }.draw(s);
    ground(s, 482.0, 0.18, 0.2);
    for (x, w, h) in [(-12.0, 13.0, 7.0), (3.5, 16.0, 8.6)] {
        Block::new((x, 0.0, 32.0), (w, h, 12.0)).draw_with(s, &view, 0.22, |s, wall, side| {
            if side == 0 {
                wall.panes(s, 2, 7, (0.5, 0.45), 0.7);
            }
        });
        gable(s, &view, (x, h, 32.0), (w, 3.0, 12.0), 0.34);
    }
    chimney(s, &view, (-8.0, 0.0, 48.0), 24.0);
    for (x, w) in [(-16.0, 11.4), (6.0, 12.0)] {
        Block::new((x, 0.0, 15.0), (w, 2.9, 0.5)).draw_with(s, &view, 0.3, |s, wall, side| {
            if side == 0 {
                bricks(s, wall, 9, (w * 2.2) as u32);
            }
        });
    }
    for x in [-4.6, 5.0] {
        Block::new((x, 0.0, 14.8), (1.0, 4.2, 0.9)).draw_with(s, &view, 0.3, |s, wall, side| {
            if side == 0 {
                bricks(s, wall, 13, 3);
            }
        });
        Block::new((x - 0.15, 4.2, 14.65), (1.3, 0.3, 1.2)).draw(s, &view, 0.2);
    }
    s.ink = Ink::Red;
    bars(s, &Wall::new(view, (-3.6, 0.1, 15.2), (8.6, 0.0, 0.0), (0.0, 3.4, 0.0)), 24);
    s.ink = Ink::Black;
    hut(s, &view, (-9.6, 0.0, 11.6));
    let man = view.at((-4.7, 0.0, 11.4));
    Person::new(man, view.metre((-4.7, 0.0, 11.4)) * 1.72, Dress::Shirt).arms(Arms::Before).draw(s);
    let near = View { ahead: (560.0, 470.0), focal: 900.0, eye: 2.3, turn: 66.0 };
    lorry(s, &near, (1.4, 0.0, 3.2), true, false);
}

/// Bricks drawn here and there on a wall.
pub(super) fn bricks(s: &mut Sheet, wall: &Wall, rows: u32, columns: u32) {
    wall.courses(s, rows, 0.8);
    for row in 0..rows {
        for column in 0..columns {
            if s.chance.happens(0.75) {
                let a = (column as f32 + if row % 2 == 0 { 0.0 } else { 0.5 }) / columns as f32;
                let (b0, b1) = (row as f32 / rows as f32, (row + 1) as f32 / rows as f32);
                s.line(wall.at(a, b0), wall.at(a, b1), 0.8);
            }
        }
    }
}
