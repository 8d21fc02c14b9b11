//! Small figures: people at work and waiting, seen from a distance.

use super::maths::{Point, between, smooth};
use super::outdoors::shadow;
use super::raster::{Hatch, Ink, Sheet};
use super::shape::{Shape, curve};

/// What somebody wears.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dress {
    /// Shirt and trousers.
    Shirt,
    /// Sari, the end over the shoulder.
    Sari,
    /// Long shirt, wrapped cloth and turban.
    Dhoti,
    /// Overalls and a hard hat.
    Overalls,
}

/// What somebody's arms do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Arms {
    /// Hang.
    Down,
    /// Hold something before the body.
    Before,
    /// Steady a load on the head.
    Load,
    /// One points.
    Point,
}

/// Somebody.
#[derive(Clone, Copy)]
pub(super) struct Person {
    /// Between the feet.
    pub(super) foot: Point,
    /// From foot to crown, in units.
    pub(super) height: f32,
    /// Clothing.
    pub(super) dress: Dress,
    /// Arms.
    pub(super) arms: Arms,
    /// 1 faces right, -1 left.
    pub(super) side: f32,
    /// Whether the clothing is printed in red.
    pub(super) red: bool,
}

impl Person {
    /// Somebody who stands with hanging arms.
    pub(super) fn new(foot: Point, height: f32, dress: Dress) -> Self {
        Self { foot, height, dress, arms: Arms::Down, side: 1.0, red: false }
    }

    /// The same, with other arms.
    pub(super) fn arms(mut self, arms: Arms) -> Self {
        self.arms = arms;
        self
    }

    /// The same, facing left.
    pub(super) fn left(mut self) -> Self {
        self.side = -1.0;
        self
    }

    /// The same, in red.
    pub(super) fn red(mut self) -> Self {
        self.red = true;
        self
    }

    fn at(&self, u: f32, v: f32) -> Point {
        (self.foot.0 + u * self.height * self.side, self.foot.1 - v * self.height)
    }

    fn points(&self, places: &[Point]) -> Vec<Point> {
        places.iter().map(|p| self.at(p.0, p.1)).collect()
    }

    fn cloth(&self, s: &mut Sheet, shape: &Shape, tone: f32, degrees: f32) {
        let (x0, h) = (self.foot.0, self.height);
        s.fill(shape, Hatch::Line(degrees, 0.8), |x, y| {
            let u = (x - x0) / h;
            let fold = super::maths::noise(x / h * 34.0, y / h * 5.0, 11) - 0.5;
            (tone + 0.32 * smooth(-0.04, 0.1, u) + fold * 0.3).clamp(0.03, 0.9)
        });
        s.outline(shape, 1.3);
    }

    /// Draws the person.
    pub(super) fn draw(&self, s: &mut Sheet) {
        let h = self.height;
        shadow(
            s,
            &Shape::ellipse(self.foot.0 + h * 0.16, self.foot.1 - h * 0.005, h * 0.24, h * 0.022),
            0.6,
        );
        let far = [(-0.1, 0.79), (-0.13, 0.63), (-0.115, 0.47)];
        self.arm(s, &self.raised(far, -1.0), true);
        match self.dress {
            Dress::Shirt | Dress::Overalls => self.trousers(s),
            Dress::Sari => self.sari(s),
            Dress::Dhoti => self.dhoti(s),
        }
        self.head(s);
        let near = [(0.1, 0.79), (0.135, 0.63), (0.125, 0.47)];
        self.arm(s, &self.raised(near, 1.0), false);
    }

    fn raised(&self, arm: [Point; 3], side: f32) -> [Point; 3] {
        match self.arms {
            Arms::Down => arm,
            Arms::Before => [arm[0], (side * 0.12 + 0.02, 0.62), (0.13, 0.6 + side * 0.02)],
            Arms::Load => [arm[0], (side * 0.18, 0.9), (side * 0.075, 1.02)],
            Arms::Point if side > 0.0 => [arm[0], (0.22, 0.75), (0.33, 0.8)],
            Arms::Point => arm,
        }
    }

    fn arm(&self, s: &mut Sheet, arm: &[Point; 3], far: bool) {
        let h = self.height;
        let points = self.points(arm);
        let skin = Shape::band(&[points[1], points[2]], h * 0.038, h * 0.03);
        s.flat(&skin, Hatch::Line(60.0, 0.0), 0.5);
        s.outline(&skin, 1.1);
        let sleeve =
            Shape::band(&[points[0], between(points[0], points[1], 1.05)], h * 0.058, h * 0.047);
        let dark =
            if self.dress == Dress::Sari || self.dress == Dress::Overalls { 0.6 } else { 0.12 };
        s.flat(&sleeve, Hatch::Line(70.0, 0.0), if far { dark + 0.25 } else { dark });
        s.outline(&sleeve, 1.1);
    }

    fn trousers(&self, s: &mut Sheet) {
        let h = self.height;
        for (hip, foot) in [(-0.035, -0.06), (0.035, 0.055)] {
            let leg = Shape::band(
                &self.points(&[(hip, 0.52), (foot * 0.9, 0.27), (foot, 0.02)]),
                h * 0.09,
                h * 0.055,
            );
            self.cloth(s, &leg, if hip > 0.0 { 0.6 } else { 0.5 }, 86.0);
            let shoe = Shape::ellipse(
                self.at(foot + 0.018, 0.0).0,
                self.at(0.0, 0.012).1,
                h * 0.042,
                h * 0.016,
            );
            s.flat(&shoe, Hatch::Line(0.0, 0.0), 0.9);
        }
        let shirt = self.torso();
        if self.red {
            s.ink = Ink::Red;
        }
        self.cloth(
            s,
            &shirt,
            if self.dress == Dress::Overalls || self.red { 0.5 } else { 0.06 },
            90.0,
        );
        s.ink = Ink::Black;
        s.stroke(&self.points(&[(0.02, 0.84), (0.025, 0.66), (0.02, 0.5)]), 1.0);
    }

    fn torso(&self) -> Shape {
        Shape::of(&curve(&self.points(&[
            (-0.035, 0.86),
            (-0.105, 0.825),
            (-0.1, 0.66),
            (-0.09, 0.49),
            (0.09, 0.49),
            (0.1, 0.66),
            (0.112, 0.825),
            (0.04, 0.86),
        ])))
    }

    fn sari(&self, s: &mut Sheet) {
        self.cloth(s, &self.torso(), 0.6, 90.0);
        if self.red {
            s.ink = Ink::Red;
        }
        let skirt = Shape::of(&curve(&self.points(&[
            (-0.08, 0.58),
            (-0.11, 0.4),
            (-0.115, 0.2),
            (-0.13, 0.02),
            (0.0, 0.005),
            (0.13, 0.02),
            (0.105, 0.25),
            (0.1, 0.42),
            (0.08, 0.58),
        ])));
        self.cloth(s, &skirt, 0.26, 88.0);
        let end = Shape::of(&curve(&self.points(&[
            (0.095, 0.5),
            (0.02, 0.66),
            (-0.1, 0.845),
            (-0.055, 0.86),
            (0.06, 0.72),
            (0.11, 0.6),
        ])));
        self.cloth(s, &end, 0.2, 50.0);
        let fall = Shape::of(&curve(&self.points(&[
            (-0.1, 0.845),
            (-0.15, 0.65),
            (-0.14, 0.4),
            (-0.1, 0.38),
            (-0.085, 0.6),
            (-0.07, 0.84),
        ])));
        self.cloth(s, &fall, 0.3, 86.0);
        s.ink = Ink::Black;
        for fold in [-0.04, 0.0, 0.03, 0.06] {
            s.stroke(
                &curve(&self.points(&[(fold * 0.7, 0.5), (fold, 0.25), (fold * 1.3, 0.03)])),
                1.1,
            );
        }
    }

    fn dhoti(&self, s: &mut Sheet) {
        let h = self.height;
        for foot in [-0.055, 0.05] {
            let leg =
                Shape::band(&self.points(&[(foot * 0.8, 0.3), (foot, 0.02)]), h * 0.045, h * 0.035);
            s.flat(&leg, Hatch::Line(70.0, 0.0), 0.55);
            s.outline(&leg, 1.1);
            let shoe = Shape::ellipse(
                self.at(foot + 0.016, 0.0).0,
                self.at(0.0, 0.012).1,
                h * 0.04,
                h * 0.015,
            );
            s.flat(&shoe, Hatch::Line(0.0, 0.0), 0.9);
        }
        let wrap = Shape::of(&curve(&self.points(&[
            (-0.09, 0.55),
            (-0.12, 0.3),
            (-0.09, 0.16),
            (0.0, 0.26),
            (0.09, 0.16),
            (0.115, 0.3),
            (0.09, 0.55),
        ])));
        self.cloth(s, &wrap, 0.05, 80.0);
        if self.red {
            s.ink = Ink::Red;
        }
        let shirt = Shape::of(&curve(&self.points(&[
            (-0.035, 0.86),
            (-0.11, 0.82),
            (-0.105, 0.6),
            (-0.12, 0.38),
            (0.12, 0.38),
            (0.105, 0.6),
            (0.115, 0.82),
            (0.04, 0.86),
        ])));
        self.cloth(s, &shirt, if self.red { 0.4 } else { 0.14 }, 90.0);
        s.ink = Ink::Black;
    }

    fn head(&self, s: &mut Sheet) {
        let h = self.height;
        let neck = Shape::band(&self.points(&[(0.0, 0.83), (0.004, 0.89)]), h * 0.05, h * 0.045);
        s.flat(&neck, Hatch::Line(20.0, 0.0), 0.6);
        let (x, y) = self.at(0.008, 0.925);
        let face = Shape::ellipse(x, y, h * 0.047, h * 0.062);
        let (side, x0) = (self.side, x);
        s.fill(&face, Hatch::Line(20.0, 0.0), |px, _| {
            0.38 + 0.35 * smooth(-0.02, 0.05, (px - x0) / h) * if side > 0.0 { 1.0 } else { 0.8 }
        });
        s.outline(&face, 1.1);
        match self.dress {
            Dress::Dhoti => {
                let turban = Shape::ellipse(
                    self.at(-0.002, 0.0).0,
                    self.at(0.0, 0.972).1,
                    h * 0.068,
                    h * 0.042,
                );
                self.cloth(s, &turban, 0.12, 20.0);
                s.stroke(&curve(&self.points(&[(-0.06, 0.96), (0.0, 0.985), (0.06, 0.965)])), 1.0);
            }
            Dress::Overalls => {
                let hat = Shape::of(&curve(&self.points(&[
                    (-0.062, 0.955),
                    (-0.045, 1.0),
                    (0.015, 1.012),
                    (0.055, 0.985),
                    (0.08, 0.955),
                    (-0.062, 0.955),
                ])));
                s.flat(&hat, Hatch::Line(0.0, 0.0), 0.15);
                s.outline(&hat, 1.2);
            }
            Dress::Shirt | Dress::Sari => {
                let back = if self.dress == Dress::Sari { -0.066 } else { -0.05 };
                let hair = Shape::of(&curve(&self.points(&[
                    (-0.036, 0.885),
                    (back, 0.92),
                    (-0.045, 0.975),
                    (0.005, 1.0),
                    (0.05, 0.975),
                    (0.056, 0.945),
                    (0.03, 0.962),
                    (-0.01, 0.95),
                    (-0.022, 0.915),
                    (-0.036, 0.885),
                ])));
                s.flat(&hair, Hatch::Line(60.0, 0.0), 0.93);
                if self.dress == Dress::Sari {
                    let bun = Shape::ellipse(
                        self.at(-0.062, 0.0).0,
                        self.at(0.0, 0.92).1,
                        h * 0.026,
                        h * 0.028,
                    );
                    s.flat(&bun, Hatch::Line(60.0, 0.0), 0.9);
                }
            }
        }
    }
}
