//! The authors, as they would be engraved for a newspaper.

mod dress;
mod face;
mod hair;
mod head;

use super::raster::Sheet;
use super::scenes::Scene;
use dress::Dress;
use face::Glasses;
use hair::Hair;
use head::Pose;

/// What makes a face somebody's.
struct Sitter {
    /// How far the head is turned to the right, in radians.
    turn: f32,
    /// Darkness of the skin in full light.
    skin: f32,
    /// Width of the cheeks; 1 is usual.
    wide: f32,
    /// Width of the jaw and chin.
    jaw: f32,
    /// Size of the nose.
    nose: f32,
    /// Radius of the neck; a head's half height is 1.
    neck: f32,
    /// Thickness of the brows.
    brow: f32,
    /// How open the eyes are.
    open: f32,
    /// How much the corners of the mouth rise.
    smile: f32,
    /// 0 young, 1 old.
    age: f32,
    woman: bool,
    hair: Hair,
    glasses: Glasses,
    dress: Dress,
}

impl Sitter {
    const fn woman(hair: Hair, glasses: Glasses, dress: Dress) -> Self {
        Self {
            turn: 0.3,
            skin: 0.1,
            wide: 0.97,
            jaw: 0.78,
            nose: 0.8,
            neck: 0.3,
            brow: 0.62,
            open: 1.1,
            smile: 0.8,
            age: 0.2,
            woman: true,
            hair,
            glasses,
            dress,
        }
    }

    const fn man(hair: Hair, dress: Dress) -> Self {
        Self {
            turn: -0.3,
            skin: 0.14,
            wide: 1.02,
            jaw: 1.04,
            nose: 1.1,
            neck: 0.38,
            brow: 1.0,
            open: 0.92,
            smile: 0.4,
            age: 0.3,
            woman: false,
            hair,
            glasses: Glasses::None,
            dress,
        }
    }

    /// Draws the sitter; `more` adds what only this one has before the hair and glasses are drawn.
    fn draw(&self, s: &mut Sheet, more: impl Fn(&mut Sheet, &Pose)) {
        let pose = Pose { middle: (400.0 - self.turn * 60.0, 376.0), size: 224.0, turn: self.turn };
        hair::behind(s, &pose, self.hair);
        head::draw(s, &pose, self);
        // Shoulders are a little higher than the body below the head would have them.
        let body = Pose { middle: (pose.middle.0, pose.middle.1 - 0.17 * pose.size), ..pose };
        dress::draw(s, &body, self.dress);
        face::draw(s, &pose, self);
        more(s, &pose);
        hair::before(s, &pose, self.hair);
        face::glasses(s, &pose, self.glasses);
    }
}

/// The authors by their slugs.
pub(super) const SITTERS: &[(&str, Scene)] = &[
    ("ananya-kulkarni", |s| {
        let sitter =
            Sitter { age: 0.5, ..Sitter::woman(Hair::Bob, Glasses::Round, Dress::PlainSari) };
        sitter.draw(s, |_, _| {});
    }),
    ("farhan-qureshi", |s| {
        let sitter = Sitter { skin: 0.08, ..Sitter::man(Hair::Short, Dress::Jacket) };
        sitter.draw(s, face::beard);
    }),
    ("lakshmi-venkataraman", |s| {
        let sitter = Sitter {
            turn: -0.32,
            skin: 0.14,
            age: 0.4,
            wide: 1.02,
            ..Sitter::woman(Hair::Bun, Glasses::Square, Dress::SilkSari)
        };
        sitter.draw(s, dress::earrings);
    }),
    ("joseph-kurien", |s| {
        let sitter = Sitter {
            turn: 0.28,
            age: 0.9,
            wide: 1.05,
            jaw: 1.14,
            brow: 0.8,
            skin: 0.16,
            ..Sitter::man(Hair::Thin, Dress::Checked)
        };
        sitter.draw(s, |s, pose| face::moustache(s, pose, 1.2, false));
    }),
    ("meher-daruwala", |s| {
        let sitter = Sitter {
            turn: 0.22,
            skin: 0.03,
            age: 0.15,
            nose: 1.1,
            ..Sitter::woman(Hair::Curly, Glasses::Large, Dress::Jersey)
        };
        sitter.draw(s, |_, _| {});
    }),
    ("harpreet-gill", |s| {
        let sitter = Sitter {
            turn: -0.26,
            skin: 0.05,
            age: 0.2,
            nose: 0.95,
            brow: 0.85,
            ..Sitter::woman(Hair::Plait, Glasses::None, Dress::Kurta)
        };
        sitter.draw(s, |_, _| {});
    }),
    ("samuel-toppo", |s| {
        let sitter = Sitter {
            turn: 0.3,
            skin: 0.19,
            wide: 1.04,
            nose: 1.0,
            smile: 0.8,
            age: 0.32,
            ..Sitter::man(Hair::Cropped, Dress::Collarless)
        };
        sitter.draw(s, |_, _| {});
    }),
    ("debjani-mitra", |s| {
        let sitter = Sitter {
            turn: -0.24,
            age: 0.55,
            wide: 1.03,
            ..Sitter::woman(Hair::Wavy, Glasses::Half, Dress::CottonSari)
        };
        sitter.draw(s, |_, _| {});
    }),
];
