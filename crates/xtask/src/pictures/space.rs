//! Solid things in simple perspective: a view, blocks, walls with something on them, wheels.

use super::maths::{Point, angle_of, cos, distance, sin};
use super::raster::{Hatch, Sheet};
use super::shape::Shape;

/// A place in metres: to the right, up, and away.
pub(super) type Spot = (f32, f32, f32);

/// Where the scene is seen from.
#[derive(Clone, Copy)]
pub(super) struct View {
    /// The point straight ahead, on the horizon.
    pub(super) ahead: Point,
    /// Units that a metre measures at one metre's distance.
    pub(super) focal: f32,
    /// Height of the eye in metres.
    pub(super) eye: f32,
    /// How far the head is turned to the right, in degrees.
    pub(super) turn: f32,
}

impl View {
    /// Where a place appears on the sheet.
    pub(super) fn at(&self, spot: Spot) -> Point {
        let a = self.turn.to_radians();
        let x = spot.0 * cos(a) - spot.2 * sin(a);
        let z = (spot.0 * sin(a) + spot.2 * cos(a)).max(0.25);
        (self.ahead.0 + x / z * self.focal, self.ahead.1 + (self.eye - spot.1) / z * self.focal)
    }

    /// How many units a metre measures at a place.
    pub(super) fn metre(&self, spot: Spot) -> f32 {
        let up = self.at((spot.0, spot.1 + 1.0, spot.2));
        distance(self.at(spot), up)
    }

    /// The area between places.
    pub(super) fn area(&self, spots: &[Spot]) -> Shape {
        Shape::of(&spots.iter().map(|spot| self.at(*spot)).collect::<Vec<_>>())
    }

    /// A disc that faces the viewer (`side` false) or the right and left (`side` true).
    pub(super) fn disc(&self, middle: Spot, radius: f32, side: bool) -> Shape {
        let ring: Vec<Point> = (0..36)
            .map(|step| {
                let a = step as f32 * std::f32::consts::TAU / 36.0;
                let (c, s) = (cos(a) * radius, sin(a) * radius);
                if side {
                    self.at((middle.0, middle.1 + s, middle.2 + c))
                } else {
                    self.at((middle.0 + c, middle.1 + s, middle.2))
                }
            })
            .collect();
        Shape::of(&ring)
    }
}

/// A flat rectangle in space, on which places go from 0 to 1 in both directions.
#[derive(Clone, Copy)]
pub(super) struct Wall {
    view: View,
    corner: Spot,
    along: Spot,
    up: Spot,
}

impl Wall {
    /// A wall from its lower left corner, along its foot and up its side.
    pub(super) fn new(view: View, corner: Spot, along: Spot, up: Spot) -> Self {
        Self { view, corner, along, up }
    }

    /// Where a place on the wall appears.
    pub(super) fn at(&self, a: f32, b: f32) -> Point {
        self.view.at((
            self.corner.0 + self.along.0 * a + self.up.0 * b,
            self.corner.1 + self.along.1 * a + self.up.1 * b,
            self.corner.2 + self.along.2 * a + self.up.2 * b,
        ))
    }

    /// A part of the wall, from left, bottom to right, top.
    pub(super) fn part(&self, left: f32, bottom: f32, right: f32, top: f32) -> Shape {
        Shape::of(&[
            self.at(left, bottom),
            self.at(right, bottom),
            self.at(right, top),
            self.at(left, top),
        ])
    }

    /// The whole wall.
    pub(super) fn whole(&self) -> Shape {
        self.part(0.0, 0.0, 1.0, 1.0)
    }

    /// Lines along the foot of the wall.
    pub(super) fn level(&self) -> Hatch {
        slant(self.at(0.0, 0.5), self.at(1.0, 0.5))
    }

    /// Lines up the wall.
    pub(super) fn plumb(&self) -> Hatch {
        slant(self.at(0.5, 0.0), self.at(0.5, 1.0))
    }

    /// Whether the wall turns its face to the viewer.
    fn faces(&self) -> bool {
        let (a, b, c) = (self.at(0.0, 0.0), self.at(1.0, 0.0), self.at(1.0, 1.0));
        (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0) < 0.0
    }

    /// A pane: a dark part with a thin frame.
    pub(super) fn pane(&self, s: &mut Sheet, part: [f32; 4], tone: f32) {
        let shape = self.part(part[0], part[1], part[2], part[3]);
        s.flat(&shape, self.plumb(), tone);
        s.outline(&shape, 1.2);
    }

    /// Rows and columns of panes, each filling shares of its cell.
    pub(super) fn panes(
        &self,
        s: &mut Sheet,
        rows: u32,
        columns: u32,
        fill: (f32, f32),
        tone: f32,
    ) {
        let (h, w) = (1.0 / rows as f32, 1.0 / columns as f32);
        for row in 0..rows {
            for column in 0..columns {
                let (x, y) = ((column as f32 + 0.5) * w, (row as f32 + 0.5) * h);
                let tone = tone + s.chance.range(-0.15, 0.1);
                let (hw, hh) = (w * fill.0 * 0.5, h * fill.1 * 0.5);
                self.pane(s, [x - hw, y - hh, x + hw, y + hh], tone);
            }
        }
    }

    /// Evenly spaced upright strokes: corrugated iron, planks, bars.
    pub(super) fn ribs(&self, s: &mut Sheet, count: u32, width: f32) {
        for rib in 1..count {
            let a = rib as f32 / count as f32;
            s.line(self.at(a, 0.02), self.at(a, 0.98), width);
        }
    }

    /// Evenly spaced level strokes: courses, shelves, slats.
    pub(super) fn courses(&self, s: &mut Sheet, count: u32, width: f32) {
        for course in 1..count {
            let b = course as f32 / count as f32;
            s.line(self.at(0.0, b), self.at(1.0, b), width);
        }
    }
}

/// Straight lines in the direction from one point to another.
pub(super) fn slant(from: Point, to: Point) -> Hatch {
    Hatch::Line(angle_of(to.0 - from.0, to.1 - from.1).to_degrees(), 0.4)
}

/// A box by its lower left near corner and its width, height and depth.
#[derive(Clone, Copy)]
pub(super) struct Block {
    /// The lower left near corner.
    pub(super) corner: Spot,
    /// Width, height, depth in metres.
    pub(super) size: Spot,
}

impl Block {
    /// A box.
    pub(super) fn new(corner: Spot, size: Spot) -> Self {
        Self { corner, size }
    }

    /// The side towards the viewer.
    pub(super) fn front(&self, view: &View) -> Wall {
        Wall::new(*view, self.corner, (self.size.0, 0.0, 0.0), (0.0, self.size.1, 0.0))
    }

    /// The right side.
    pub(super) fn right(&self, view: &View) -> Wall {
        let corner = (self.corner.0 + self.size.0, self.corner.1, self.corner.2);
        Wall::new(*view, corner, (0.0, 0.0, self.size.2), (0.0, self.size.1, 0.0))
    }

    /// The left side, seen from the left.
    pub(super) fn left(&self, view: &View) -> Wall {
        let corner = (self.corner.0, self.corner.1, self.corner.2 + self.size.2);
        Wall::new(*view, corner, (0.0, 0.0, -self.size.2), (0.0, self.size.1, 0.0))
    }

    /// The top.
    pub(super) fn top(&self, view: &View) -> Wall {
        let corner = (self.corner.0, self.corner.1 + self.size.1, self.corner.2);
        Wall::new(*view, corner, (self.size.0, 0.0, 0.0), (0.0, 0.0, self.size.2))
    }

    /// Draws what can be seen of the box: light falls from the upper left, in front.
    pub(super) fn draw(&self, s: &mut Sheet, view: &View, tone: f32) {
        self.draw_with(s, view, tone, |_, _, _| {});
    }

    /// The same, and lets something be drawn on every side that is seen: 0 front, 1 right, 2 left,
    /// 3 top.
    pub(super) fn draw_with(
        &self,
        s: &mut Sheet,
        view: &View,
        tone: f32,
        mut on: impl FnMut(&mut Sheet, &Wall, usize),
    ) {
        let sides = [self.front(view), self.right(view), self.left(view), self.top(view)];
        let light = [1.0, 1.75, 0.55, 0.35];
        for (side, wall) in sides.iter().enumerate() {
            if !wall.faces() {
                continue;
            }
            let dark = (tone * light[side]).min(0.92);
            let hatch = if side == 3 { wall.level() } else { wall.plumb() };
            let foot = wall.at(0.5, 0.0).1;
            let head = wall.at(0.5, 1.0).1;
            s.fill(&wall.whole(), hatch, |_, y| {
                let share = if side == 3 { 0.0 } else { (y - head) / (foot - head).max(1.0) };
                (dark * (0.88 + 0.24 * share)).min(0.95)
            });
            on(s, wall, side);
            s.outline(&wall.whole(), 1.8);
        }
    }
}

/// A wheel: tyre, rim and hub.
pub(super) fn wheel(s: &mut Sheet, view: &View, middle: Spot, radius: f32, side: bool) {
    let tyre = view.disc(middle, radius, side);
    let at = view.at(middle);
    s.flat(&tyre, Hatch::Ring(at, 1.0), 0.86);
    s.outline(&tyre, 1.6);
    let rim = view.disc(middle, radius * 0.58, side);
    s.fill(&rim, Hatch::Ring(at, 1.0), |x, y| if x + y > at.0 + at.1 { 0.5 } else { 0.15 });
    s.outline(&rim, 1.2);
    s.flat(&view.disc(middle, radius * 0.2, side), Hatch::Ring(at, 1.0), 0.8);
}

/// A round thing that stands upright, narrower or wider at its top: a drum, a chimney, a coin.
#[derive(Clone, Copy)]
pub(super) struct Drum {
    /// The middle of its foot.
    pub(super) foot: Spot,
    /// Radius at the foot.
    pub(super) wide: f32,
    /// Radius at the top.
    pub(super) top: f32,
    /// Height.
    pub(super) high: f32,
}

impl Drum {
    /// The ring at a share of the height, as middle, half width and half height on the sheet.
    pub(super) fn ring(&self, view: &View, share: f32) -> (Point, f32, f32) {
        let r = self.wide + (self.top - self.wide) * share;
        let (x, y, z) = (self.foot.0, self.foot.1 + self.high * share, self.foot.2);
        let middle = view.at((x, y, z));
        let half = view.metre((x, y, z)) * r;
        let depth = (view.at((x, y, z - r)).1 - view.at((x, y, z + r)).1) * 0.5;
        (middle, half, depth)
    }

    /// Draws it, lit from the left.
    pub(super) fn draw(&self, s: &mut Sheet, view: &View, tone: f32) {
        let (low, wide, sag) = self.ring(view, 0.0);
        let (high, narrow, rise) = self.ring(view, 1.0);
        let mut ring = super::shape::arc(low, wide, sag.max(0.0), 0.0, 180.0, 24);
        ring.extend(
            super::shape::arc(high, narrow, rise, 180.0, 0.0, 24)
                .into_iter()
                .map(|p| if rise < 0.0 { p } else { (p.0, high.1) }),
        );
        if rise >= 0.0 {
            ring.truncate(25);
            ring.push((high.0 - narrow, high.1));
            ring.push((high.0 + narrow, high.1));
        }
        let body = Shape::of(&ring);
        let bend = if (low.1 - high.1) > wide * 5.0 { 0.0 } else { sag };
        s.fill(&body, Hatch::Barrel(low.0, wide.max(narrow), -bend), |x, y| {
            let share = ((low.1 - y) / (low.1 - high.1).max(1.0)).clamp(0.0, 1.0);
            let half = wide + (narrow - wide) * share;
            round_tone((x - low.0 - (high.0 - low.0) * share) / half, tone)
        });
        s.outline(&body, 1.6);
        if rise > 0.4 {
            let lid = Shape::ellipse(high.0, high.1, narrow, rise);
            s.flat(&lid, Hatch::Line(0.0, 0.0), tone * 0.3);
            s.outline(&lid, 1.5);
        }
    }
}

/// The darkness across a round thing, -1 at its left edge and 1 at its right.
pub(super) fn round_tone(u: f32, tone: f32) -> f32 {
    let u = u.clamp(-1.0, 1.0);
    let away = (u + 0.42).abs() / 1.42;
    let reflected = if u > 0.75 { (u - 0.75) * 0.9 } else { 0.0 };
    (tone * (0.25 + 1.55 * away * away.sqrt()) - reflected * tone).clamp(0.0, 0.92)
}
