//! What the sitters wear, from the neck to the picture's edge.

use super::super::maths::{Point, noise, smooth};
use super::super::raster::{Hatch, Ink, Sheet};
use super::super::shape::{Shape, arc, curve};
use super::head::Pose;

/// The sitters' clothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dress {
    /// A plain sari with a narrow border.
    PlainSari,
    /// A silk sari with a broad border.
    SilkSari,
    /// A cotton sari with checks.
    CottonSari,
    /// An open-necked shirt under a dark jacket.
    Jacket,
    /// A light checked shirt with a pen in the pocket.
    Checked,
    /// A dark round-necked jersey.
    Jersey,
    /// A kurta with a buttoned collar, and a shawl.
    Kurta,
    /// A collarless cotton shirt, a strap over one shoulder.
    Collarless,
}

/// Draws the clothing.
pub(super) fn draw(s: &mut Sheet, pose: &Pose, dress: Dress) {
    match dress {
        Dress::PlainSari | Dress::SilkSari | Dress::CottonSari => sari(s, pose, dress),
        Dress::Jacket => jacket(s, pose),
        Dress::Checked => checked(s, pose),
        Dress::Jersey => jersey(s, pose),
        Dress::Kurta => kurta(s, pose),
        Dress::Collarless => collarless(s, pose),
    }
}

/// Shoulders from a neckline down to the edge.
fn shoulders(pose: &Pose, neck: &[Point], wide: f32) -> Shape {
    let at = |x: f32, y: f32| pose.at(x, y, 0.0);
    let mut ring = curve(&[
        at(-wide * 1.12, -2.6),
        at(-wide * 1.05, -2.0),
        at(-wide * 0.86, -1.62),
        at(-0.62, -1.38),
        neck[0],
    ]);
    ring.extend(curve(neck));
    let last = neck[neck.len() - 1];
    ring.extend(curve(&[
        last,
        at(0.62, -1.38),
        at(wide * 0.86, -1.62),
        at(wide * 1.05, -2.0),
        at(wide * 1.12, -2.6),
    ]));
    Shape::of(&ring)
}

fn cloth(s: &mut Sheet, pose: &Pose, shape: &Shape, tone: f32, degrees: f32) {
    let (x0, y0, k) = (pose.middle.0, pose.middle.1, pose.size);
    let seed = s.chance.seed();
    s.fill(shape, Hatch::Line(degrees, 2.5), |x, y| {
        let (u, v) = ((x - x0) / k, (y - y0) / k);
        let fold = noise(u * 2.6 + v * 0.9, v * 1.1 - u * 0.8, seed) - 0.5;
        (tone + 0.22 * smooth(-1.2, 1.4, u) + fold * 0.42).clamp(0.02, 0.9)
    });
    s.outline(shape, 2.4);
}

fn folds(s: &mut Sheet, lines: &[&[Point]]) {
    for line in lines {
        let line = curve(line);
        let half = line.len() / 2;
        s.taper(&line[..=half], 1.0, 3.0);
        s.taper(&line[half..], 3.0, 1.0);
    }
}

fn sari(s: &mut Sheet, pose: &Pose, dress: Dress) {
    let at = |x: f32, y: f32| pose.at(x, y, 0.1);
    let blouse = shoulders(
        pose,
        &[at(-0.52, -1.4), at(-0.4, -1.62), at(0.0, -1.86), at(0.4, -1.62), at(0.52, -1.4)],
        1.42,
    );
    cloth(s, pose, &blouse, 0.62, 84.0);
    // The end of the sari comes up across the breast and over the shoulder at the right.
    let drape = Shape::of(&curve(&[
        at(0.44, -1.36),
        at(0.1, -1.72),
        at(-0.7, -2.12),
        at(-1.5, -2.45),
        at(-1.5, -2.9),
        at(1.7, -2.9),
        at(1.62, -2.2),
        at(1.36, -1.74),
        at(0.9, -1.46),
        at(0.44, -1.36),
    ]));
    let tone = match dress {
        Dress::SilkSari => 0.42,
        Dress::CottonSari => 0.06,
        _ => 0.16,
    };
    if dress == Dress::SilkSari {
        s.ink = Ink::Red;
    }
    cloth(s, pose, &drape, tone, 62.0);
    s.ink = Ink::Black;
    border(s, pose, dress);
    folds(
        s,
        &[
            &[at(0.62, -1.5), at(0.42, -1.86), at(-0.1, -2.3), at(-0.7, -2.7)],
            &[at(0.82, -1.5), at(0.78, -1.9), at(0.42, -2.4), at(0.1, -2.8)],
            &[at(1.04, -1.6), at(1.12, -2.0), at(0.92, -2.6)],
            &[at(1.24, -1.74), at(1.4, -2.1), at(1.36, -2.6)],
        ],
    );
}

/// The border along the sari's edge, and lines beside it.
fn border(s: &mut Sheet, pose: &Pose, dress: Dress) {
    let at = |x: f32, y: f32| pose.at(x, y, 0.1);
    let edge = |off: f32| {
        curve(&[
            at(0.44 + off, -1.36 - off * 0.4),
            at(0.1 + off * 0.8, -1.72 - off),
            at(-0.7 + off * 0.3, -2.12 - off * 1.2),
            at(-1.5, -2.45 - off * 1.3),
        ])
    };
    let band = match dress {
        Dress::SilkSari => 0.2,
        Dress::CottonSari => 0.12,
        _ => 0.08,
    };
    let mut ring = edge(0.0);
    ring.extend(edge(band).iter().rev());
    let strip = Shape::of(&ring);
    if dress != Dress::SilkSari {
        s.ink = Ink::Red;
    }
    s.flat(&strip, Hatch::Line(-28.0, 0.0), if dress == Dress::SilkSari { 0.06 } else { 0.75 });
    s.ink = Ink::Black;
    s.stroke(&edge(0.0), 2.6);
    s.stroke(&edge(band), 2.0);
    if dress == Dress::SilkSari {
        for step in (2..edge(0.0).len()).step_by(2) {
            let (p, q) = (edge(0.03)[step], edge(band - 0.03)[step]);
            s.line(p, q, 2.4);
        }
    }
    if dress == Dress::CottonSari {
        for line in 1..5 {
            let off = 0.14 + line as f32 * 0.1;
            s.stroke(&edge(off), 1.2);
        }
    }
}

fn jacket(s: &mut Sheet, pose: &Pose) {
    let at = |x: f32, y: f32| pose.at(x, y, 0.1);
    let shirt = shoulders(
        pose,
        &[at(-0.46, -1.28), at(-0.2, -1.62), at(0.0, -1.95), at(0.2, -1.62), at(0.46, -1.28)],
        1.5,
    );
    cloth(s, pose, &shirt, 0.02, 88.0);
    for side in [-1.0, 1.0] {
        let p = |x: f32, y: f32| pose.at(x * side, y, 0.2);
        let collar = Shape::of(&[
            p(0.46, -1.22),
            p(0.38, -1.12),
            p(0.2, -1.52),
            p(0.02, -1.94),
            p(0.28, -2.04),
            p(0.5, -1.62),
        ]);
        s.flat(&collar, Hatch::Line(60.0 * side, 0.0), if side > 0.0 { 0.14 } else { 0.0 });
        s.outline(&collar, 2.4);
        let body = Shape::of(&curve(&[
            p(0.46, -1.34),
            p(0.98, -1.58),
            p(1.36, -1.78),
            p(1.6, -2.2),
            p(1.7, -2.9),
            p(0.1, -2.9),
            p(0.34, -2.3),
            p(0.46, -1.34),
        ]));
        cloth(s, pose, &body, if side > 0.0 { 0.66 } else { 0.58 }, 80.0);
        let lapel = Shape::of(&[
            p(0.48, -1.34),
            p(0.82, -1.66),
            p(0.72, -1.9),
            p(0.86, -1.98),
            p(0.22, -2.8),
            p(0.3, -2.1),
        ]);
        s.flat(&lapel, Hatch::Line(52.0 * side, 0.0), 0.72);
        s.outline(&lapel, 2.6);
    }
    s.line(at(0.0, -1.95), at(0.02, -2.8), 1.6);
    let button = at(0.07, -2.2);
    s.outline(&Shape::ellipse(button.0, button.1, 6.0, 6.0), 2.0);
}

fn checked(s: &mut Sheet, pose: &Pose) {
    let at = |x: f32, y: f32| pose.at(x, y, 0.1);
    let shirt = shoulders(
        pose,
        &[at(-0.48, -1.26), at(-0.2, -1.5), at(0.0, -1.72), at(0.2, -1.5), at(0.48, -1.26)],
        1.5,
    );
    cloth(s, pose, &shirt, 0.0, 88.0);
    for line in -10_i32..=10 {
        let u = line as f32 * 0.14;
        let width = if line % 2 == 0 { 2.2 } else { 1.1 };
        let top = -1.36 - 0.34 * (u.abs() - 0.3).max(0.0) - if u.abs() < 0.3 { 0.35 } else { 0.0 };
        s.stroke(&curve(&[at(u, top), at(u * 1.03, -2.0), at(u * 1.04, -2.6)]), width);
    }
    for line in 0..9 {
        let v = -1.6 - line as f32 * 0.14;
        let half = (0.6 + line as f32 * 0.26).min(1.46);
        s.stroke(
            &curve(&[at(-half, v - 0.06), at(0.0, v), at(half, v - 0.06)]),
            if line % 2 == 0 { 2.2 } else { 1.1 },
        );
    }
    for side in [-1.0, 1.0] {
        let p = |x: f32, y: f32| pose.at(x * side, y, 0.2);
        let collar = Shape::of(&[
            p(0.5, -1.2),
            p(0.42, -1.12),
            p(0.2, -1.4),
            p(0.0, -1.66),
            p(0.3, -1.86),
            p(0.54, -1.5),
        ]);
        s.flat(&collar, Hatch::Line(50.0 * side, 0.0), if side > 0.0 { 0.2 } else { 0.04 });
        s.outline(&collar, 2.6);
    }
    s.line(at(0.0, -1.7), at(0.0, -2.6), 2.2);
    let pocket = Shape::of(&[at(0.5, -2.02), at(1.02, -2.0), at(1.02, -2.6), at(0.5, -2.6)]);
    s.outline(&pocket, 2.4);
    s.ink = Ink::Red;
    let pen = Shape::band(&[at(0.8, -1.9), at(0.8, -2.3)], 13.0, 13.0);
    s.flat(&pen, Hatch::Line(90.0, 0.0), 0.9);
    s.outline(&pen, 2.0);
    s.ink = Ink::Black;
}

fn jersey(s: &mut Sheet, pose: &Pose) {
    let at = |x: f32, y: f32| pose.at(x, y, 0.1);
    let body = shoulders(
        pose,
        &[at(-0.48, -1.3), at(-0.3, -1.5), at(0.0, -1.6), at(0.3, -1.5), at(0.48, -1.3)],
        1.42,
    );
    cloth(s, pose, &body, 0.66, 86.0);
    let outer =
        curve(&[at(-0.5, -1.28), at(-0.34, -1.56), at(0.0, -1.7), at(0.34, -1.56), at(0.5, -1.28)]);
    let inner = curve(&[
        at(-0.42, -1.22),
        at(-0.27, -1.44),
        at(0.0, -1.55),
        at(0.27, -1.44),
        at(0.42, -1.22),
    ]);
    let mut ring = outer.clone();
    ring.extend(inner.iter().rev());
    let rib = Shape::of(&ring);
    s.ink = Ink::Red;
    s.flat(&rib, Hatch::Line(80.0, 0.0), 0.6);
    s.ink = Ink::Black;
    s.outline(&rib, 2.2);
    for at in (0..outer.len()).step_by(2) {
        s.line(outer[at], inner[at.min(inner.len() - 1)], 1.8);
    }
    folds(
        s,
        &[
            &[at(-0.9, -1.8), at(-0.7, -2.1), at(-0.72, -2.5)],
            &[at(0.9, -1.8), at(0.74, -2.1), at(0.76, -2.5)],
        ],
    );
}

fn kurta(s: &mut Sheet, pose: &Pose) {
    let at = |x: f32, y: f32| pose.at(x, y, 0.15);
    let body = shoulders(
        pose,
        &[at(-0.46, -1.3), at(-0.2, -1.52), at(0.0, -1.56), at(0.2, -1.52), at(0.46, -1.3)],
        1.42,
    );
    cloth(s, pose, &body, 0.08, 86.0);
    let outer = curve(&[
        at(-0.48, -1.32),
        at(-0.26, -1.54),
        at(0.0, -1.62),
        at(0.26, -1.54),
        at(0.48, -1.32),
    ]);
    let inner = curve(&[
        at(-0.43, -1.12),
        at(-0.24, -1.32),
        at(0.0, -1.4),
        at(0.24, -1.32),
        at(0.43, -1.12),
    ]);
    let mut ring = outer;
    ring.extend(inner.iter().rev());
    let collar = Shape::of(&ring);
    s.flat(&collar, Hatch::Line(80.0, 0.0), 0.16);
    s.outline(&collar, 2.4);
    s.line(at(-0.04, -1.42), at(-0.04, -2.6), 1.8);
    s.line(at(0.1, -1.46), at(0.1, -2.6), 1.8);
    for button in 0..5 {
        let p = at(0.03, -1.52 - button as f32 * 0.2);
        let disc = Shape::ellipse(p.0, p.1, 6.5, 6.5);
        s.flat(&disc, Hatch::Line(0.0, 0.0), 0.85);
    }
    s.ink = Ink::Red;
    let shawl = Shape::of(&curve(&[
        at(-0.5, -1.3),
        at(-0.9, -1.46),
        at(-1.4, -1.74),
        at(-1.7, -2.4),
        at(-1.7, -2.9),
        at(-0.4, -2.9),
        at(-0.36, -2.2),
        at(-0.34, -1.6),
        at(-0.5, -1.3),
    ]));
    cloth(s, pose, &shawl, 0.42, 76.0);
    s.ink = Ink::Black;
    folds(
        s,
        &[
            &[at(-0.56, -1.44), at(-0.6, -2.0), at(-0.62, -2.7)],
            &[at(-0.8, -1.5), at(-0.92, -2.0), at(-0.9, -2.7)],
            &[at(-1.1, -1.64), at(-1.26, -2.1), at(-1.3, -2.7)],
        ],
    );
}

fn collarless(s: &mut Sheet, pose: &Pose) {
    let at = |x: f32, y: f32| pose.at(x, y, 0.12);
    let body = shoulders(
        pose,
        &[at(-0.5, -1.3), at(-0.3, -1.56), at(0.0, -1.7), at(0.3, -1.56), at(0.5, -1.3)],
        1.52,
    );
    cloth(s, pose, &body, 0.03, 86.0);
    s.stroke(
        &curve(&[
            at(-0.54, -1.34),
            at(-0.33, -1.64),
            at(0.0, -1.79),
            at(0.33, -1.64),
            at(0.54, -1.34),
        ]),
        1.8,
    );
    s.line(at(-0.05, -1.76), at(-0.05, -2.5), 1.8);
    s.line(at(0.07, -1.76), at(0.07, -2.5), 1.8);
    for button in 0..3 {
        let p = at(0.01, -1.88 - button as f32 * 0.2);
        s.outline(&Shape::ellipse(p.0, p.1, 5.0, 5.0), 1.8);
    }
    s.ink = Ink::Red;
    let strap = Shape::band(
        &curve(&[at(0.72, -1.4), at(0.4, -1.9), at(-0.1, -2.4), at(-0.6, -2.9)]),
        38.0,
        40.0,
    );
    s.flat(&strap, Hatch::Line(-45.0, 0.0), 0.62);
    s.outline(&strap, 2.6);
    s.ink = Ink::Black;
    folds(
        s,
        &[
            &[at(-0.8, -1.7), at(-0.66, -2.0), at(-0.7, -2.4)],
            &[at(0.96, -1.8), at(0.86, -2.1), at(0.9, -2.5)],
            &[at(-1.1, -1.9), at(-1.06, -2.2), at(-1.1, -2.5)],
        ],
    );
}

/// Small round earrings.
pub(super) fn earrings(s: &mut Sheet, pose: &Pose) {
    for side in [-1.0, 1.0] {
        if pose.turn * side > 0.15 {
            continue;
        }
        let p = pose.at(side * 0.725, -0.21, -0.05);
        let drop = Shape::ellipse(p.0, p.1, 9.0, 10.0);
        s.flat(&drop, Hatch::Line(0.0, 0.0), 0.0);
        s.outline(&drop, 3.0);
        s.stroke(&arc((p.0 - 2.0, p.1 - 2.0), 4.0, 4.0, 180.0, 270.0, 6), 1.4);
    }
}
