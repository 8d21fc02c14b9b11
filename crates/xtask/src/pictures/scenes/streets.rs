//! Streets of shops and stops.

use super::super::growth::{hedge, tree};
use super::super::maths::{mix, smooth};
use super::super::outdoors::{Sky, ground, litter, shadow};
use super::super::people::{Arms, Dress, Person};
use super::super::raster::{Hatch, Sheet};
use super::super::shape::{Shape, arc};
use super::super::space::{View, Wall, round_tone};
use super::super::vehicles::{bus, motorbike};
use super::town::towers;

/// A bus at a stop, a shelter, three people waiting.
pub(super) fn bus_stop(s: &mut Sheet) {
    let view = View { ahead: (580.0, 430.0), focal: 900.0, eye: 2.3, turn: 20.0 };
    Sky { cover: 0.4, ..Sky::calm(450.0) }.draw(s);
    towers(s, 560.0, 452.0, 640.0);
    hedge(s, 0.0, 620.0, 462.0, 52.0, 0.4);
    ground(s, 450.0, 0.2, 0.1);
    tree(s, (170.0, 500.0), 330.0, 0.8);
    bus(s, &view, (-3.2, 0.0, 11.6));
    let pavement = Shape::of(&[(0.0, 640.0), (1200.0, 724.0), (1200.0, 800.0), (0.0, 800.0)]);
    s.flat(&pavement, Hatch::Line(4.0, 0.0), 0.07);
    s.stroke(&[(0.0, 640.0), (1200.0, 724.0)], 2.6);
    s.stroke(&[(0.0, 652.0), (1200.0, 738.0)], 1.4);
    shelter(s);
    Person::new((842.0, 752.0), 238.0, Dress::Sari).left().draw(s);
    Person::new((938.0, 758.0), 250.0, Dress::Shirt).left().arms(Arms::Before).draw(s);
    Person::new((1040.0, 764.0), 244.0, Dress::Dhoti).left().draw(s);
}

fn shelter(s: &mut Sheet) {
    let back = Shape::rect(768.0, 440.0, 350.0, 190.0);
    s.shade(&back, |_, _, tone| tone * 0.5 + 0.06);
    s.outline(&back, 2.0);
    s.line((885.0, 440.0), (885.0, 630.0), 1.6);
    s.line((1002.0, 440.0), (1002.0, 630.0), 1.6);
    for x in [762.0, 1118.0] {
        let post = Shape::rect(x, 410.0, 13.0, 330.0);
        s.fill(&post, Hatch::Line(90.0, 0.0), |px, _| round_tone((px - x - 6.5) / 6.5, 0.5));
        s.outline(&post, 1.6);
    }
    let roof = Shape::of(&[(700.0, 412.0), (730.0, 372.0), (1180.0, 372.0), (1180.0, 412.0)]);
    s.flat(&roof, Hatch::Line(0.0, 0.0), 0.24);
    s.outline(&roof, 1.8);
    let edge = Shape::rect(700.0, 412.0, 480.0, 16.0);
    s.flat(&edge, Hatch::Line(0.0, 0.0), 0.7);
    s.outline(&edge, 1.6);
    let seat = Shape::rect(780.0, 668.0, 330.0, 12.0);
    s.flat(&seat, Hatch::Line(0.0, 0.0), 0.5);
    s.outline(&seat, 1.6);
    for x in [800.0, 1080.0] {
        s.line((x, 680.0), (x, 735.0), 5.0);
    }
    let sign = Shape::ellipse(668.0, 440.0, 34.0, 34.0);
    s.line((668.0, 440.0), (668.0, 716.0), 7.0);
    s.flat(&sign, Hatch::Line(0.0, 0.0), 0.05);
    s.outline(&sign, 3.0);
    s.flat(&Shape::rect(648.0, 428.0, 40.0, 18.0), Hatch::Line(0.0, 0.0), 0.8);
    s.flat(&Shape::ellipse(656.0, 450.0, 5.0, 5.0), Hatch::Line(0.0, 0.0), 0.9);
    s.flat(&Shape::ellipse(680.0, 450.0, 5.0, 5.0), Hatch::Line(0.0, 0.0), 0.9);
}

/// Motorbikes in a row before a small-town shop.
pub(super) fn two_wheelers(s: &mut Sheet) {
    Sky { cover: 0.35, ..Sky::calm(420.0) }.draw(s);
    ground(s, 610.0, 0.14, 0.2);
    let view = View { ahead: (600.0, 520.0), focal: 900.0, eye: 1.7, turn: 0.0 };
    let shop = Wall::new(view, (-6.4, 0.0, 13.5), (12.8, 0.0, 0.0), (0.0, 5.6, 0.0));
    tree(s, (70.0, 640.0), 420.0, 0.7);
    s.flat(&shop.whole(), shop.plumb(), 0.12);
    s.outline(&shop.whole(), 2.0);
    s.flat(&shop.part(0.0, 0.93, 1.0, 1.0), shop.level(), 0.35);
    s.outline(&shop.part(0.0, 0.93, 1.0, 1.0), 1.6);
    shop.panes(s, 1, 1, (0.0, 0.0), 0.5);
    for (left, right) in [(0.05, 0.34), (0.37, 0.66), (0.69, 0.95)] {
        let bay = shop.part(left, 0.0, right, 0.56);
        s.fill(&bay, Hatch::Line(90.0, 0.0), |_, y| mix(0.92, 0.6, smooth(420.0, 610.0, y)));
        s.outline(&bay, 1.8);
        goods(s, &shop, left, right);
    }
    board(s, &shop);
    awning(s, &shop);
    for bike in 0..5 {
        let x = 165.0 + bike as f32 * 205.0;
        shadow(s, &Shape::ellipse(x + 105.0, 702.0, 130.0, 15.0), 0.62);
        motorbike(s, (x, 704.0), 56.0, 0.82, bike == 2);
    }
    Person::new((1130.0, 700.0), 258.0, Dress::Shirt).left().arms(Arms::Before).draw(s);
    litter(s, 715.0, 24);
}

fn goods(s: &mut Sheet, wall: &Wall, left: f32, right: f32) {
    for shelf in 0..3 {
        let b = 0.18 + 0.12 * shelf as f32;
        s.line(wall.at(left, b), wall.at(right, b), 2.2);
        let mut a = left + 0.012;
        while a < right - 0.02 {
            let (w, h) = (s.chance.range(0.012, 0.024), s.chance.range(0.05, 0.09));
            let tin = wall.part(a, b + 0.004, a + w, b + h);
            let tone = s.chance.range(0.05, 0.5);
            s.flat(&tin, Hatch::Line(90.0, 0.0), tone);
            s.outline(&tin, 1.1);
            a += w + 0.006;
        }
    }
}

fn board(s: &mut Sheet, wall: &Wall) {
    let sign = wall.part(0.06, 0.72, 0.94, 0.9);
    s.flat(&sign, Hatch::Line(0.0, 0.0), 0.05);
    s.outline(&sign, 2.2);
    for letter in 0..9 {
        let a = 0.16 + letter as f32 * 0.078;
        s.line(wall.at(a - 0.026, 0.855), wall.at(a + 0.045, 0.855), 4.5);
        let stem = s.chance.range(0.0, 0.024);
        s.line(wall.at(a + stem, 0.855), wall.at(a + stem, 0.765), 4.5);
        let p = wall.at(a + stem - 0.012, 0.81);
        s.stroke(&arc(p, 9.0, 10.0, s.chance.clone().range(-90.0, 90.0), 290.0, 10), 4.0);
    }
}

fn awning(s: &mut Sheet, wall: &Wall) {
    let (a, b) = (wall.at(0.0, 0.7), wall.at(1.0, 0.7));
    let drop = 46.0;
    for stripe in 0..16 {
        let (t0, t1) = (stripe as f32 / 16.0, (stripe + 1) as f32 / 16.0);
        let strip = Shape::of(&[
            (mix(a.0, b.0, t0), a.1),
            (mix(a.0, b.0, t1), a.1),
            (mix(a.0 - 24.0, b.0 + 24.0, t1), a.1 + drop),
            (mix(a.0 - 24.0, b.0 + 24.0, t0), a.1 + drop),
        ]);
        s.flat(
            &strip,
            Hatch::Line(84.0 + 12.0 * t0, 0.0),
            if stripe % 2 == 0 { 0.55 } else { 0.04 },
        );
        s.outline(&strip, 1.2);
        let (x0, x1) = (mix(a.0 - 24.0, b.0 + 24.0, t0), mix(a.0 - 24.0, b.0 + 24.0, t1));
        let lip =
            Shape::of(&arc(((x0 + x1) * 0.5, a.1 + drop), (x1 - x0) * 0.5, 13.0, 0.0, 180.0, 12));
        s.flat(&lip, Hatch::Line(90.0, 0.0), if stripe % 2 == 0 { 0.6 } else { 0.06 });
        s.outline(&lip, 1.2);
    }
    let under = Shape::rect(a.0, a.1 + drop + 13.0, b.0 - a.0, 26.0);
    s.shade(&under, |_, _, tone| tone.max(0.7));
}
