//! Turns a sheet's darkness into lines: thicker where it is darker, crossed where it is darkest.

use super::maths::{cos, noise, sin};
use super::raster::Sheet;

/// How a sheet is engraved.
#[derive(Clone, Copy)]
pub(super) struct Burin {
    /// Units between lines.
    pub(super) spacing: f32,
    /// Pixels of the sheet for one pixel of the picture, in each direction.
    pub(super) sampling: usize,
}

/// A printed picture: for every pixel the amount of black and of red ink, 0 to 1.
pub(super) struct Print {
    /// Pixels across.
    pub(super) columns: usize,
    /// Pixels down.
    pub(super) rows: usize,
    /// Black ink.
    pub(super) black: Vec<f32>,
    /// Red ink.
    pub(super) red: Vec<f32>,
}

/// Engraves a sheet and prints it.
pub(super) fn engrave(sheet: &Sheet, burin: Burin) -> Print {
    let directions = directions();
    let (columns, rows) = (sheet.columns / burin.sampling, sheet.rows / burin.sampling);
    let mut print =
        Print { columns, rows, black: vec![0.0; columns * rows], red: vec![0.0; columns * rows] };
    let share = 1.0 / (burin.sampling * burin.sampling) as f32;
    for row in 0..rows * burin.sampling {
        for column in 0..columns * burin.sampling {
            let ink = ink(sheet, burin, &directions, column, row);
            if ink > 0.0 {
                let to = (row / burin.sampling) * columns + column / burin.sampling;
                let red = sheet.red[row * sheet.columns + column];
                let plate = if red { &mut print.red } else { &mut print.black };
                plate[to] += ink * share;
            }
        }
    }
    print
}

fn directions() -> Vec<(f32, f32)> {
    (0..256)
        .map(|step| {
            let a = step as f32 / 255.0 * std::f32::consts::PI;
            (sin(a), cos(a))
        })
        .collect()
}

fn ink(sheet: &Sheet, burin: Burin, directions: &[(f32, f32)], column: usize, row: usize) -> f32 {
    let at = row * sheet.columns + column;
    let (tone, pen) = (sheet.tone[at], sheet.pen[at]);
    if tone < 0.03 || pen >= 1.0 {
        return pen;
    }
    let (first, second) = duties(tone);
    let pixel = 1.0 / sheet.scale;
    let (x, y) = (column as f32 * pixel, row as f32 * pixel);
    let tremor = noise(x / 37.0, y / 37.0, 3) - 0.5;
    let phase = sheet.phase[at] + tremor * burin.spacing * 0.35;
    let slope = slope(sheet, at, column, row);
    let mut cover =
        groove(phase / burin.spacing, first * (1.0 + 0.3 * tremor), burin, sheet.scale * slope);
    if second > 0.0 {
        let (s, c) = directions[usize::from(sheet.cross[at])];
        let across = y * c - x * s + tremor * burin.spacing * 0.4;
        let crossed = groove(across / burin.spacing, second, burin, sheet.scale);
        cover = cover.max(crossed);
    }
    cover.max(pen)
}

/// The shares of the two sets of lines that make a darkness.
fn duties(tone: f32) -> (f32, f32) {
    let first = if tone < 0.55 { tone * 1.0 } else { 0.55 + (tone - 0.55) * 0.85 };
    let second = ((tone - 0.48) * 1.25).clamp(0.0, 0.6);
    (first, second)
}

/// How much of a pixel a line covers, by its distance from the middle of the line.
fn groove(turns: f32, duty: f32, burin: Burin, scale: f32) -> f32 {
    let off = (turns - turns.floor() - 0.5).abs();
    ((duty * 0.5 - off) * burin.spacing * scale / burin.sampling as f32 * 1.6 + 0.5).clamp(0.0, 1.0)
}

/// How fast the phase changes by place, against which a line's edge is kept sharp.
fn slope(sheet: &Sheet, at: usize, column: usize, row: usize) -> f32 {
    if column + 1 >= sheet.columns || row + 1 >= sheet.rows {
        return 1.0;
    }
    let here = sheet.phase[at];
    let x = (sheet.phase[at + 1] - here) * sheet.scale;
    let y = (sheet.phase[at + sheet.columns] - here) * sheet.scale;
    let slope = (x * x + y * y).sqrt();
    if slope > 3.0 { 1.0 } else { 1.0 / slope.max(0.3) }
}

#[cfg(test)]
mod tests {
    use super::super::raster::{Hatch, Ink};
    use super::super::shape::Shape;
    use super::*;

    const BURIN: Burin = Burin { spacing: 8.0, sampling: 2 };

    fn printed(tone: f32, hatch: Hatch, ink: Ink) -> Print {
        let mut sheet = Sheet::new("a grey square", 320, 320, 800.0, 2.0);
        sheet.ink = ink;
        sheet.flat(&Shape::rect(0.0, 0.0, 800.0, 800.0), hatch, tone);
        engrave(&sheet, BURIN)
    }

    fn mean(plate: &[f32]) -> f32 {
        plate.iter().sum::<f32>() / plate.len() as f32
    }

    #[test]
    fn a_darker_tone_takes_more_ink() {
        for hatch in [Hatch::Line(0.0, 0.5), Hatch::Line(35.0, 0.0), Hatch::Ring((0.0, 0.0), 1.0)] {
            let mut before = -1.0;
            for step in 0..10 {
                let ink = mean(&printed(step as f32 / 10.0, hatch, Ink::Black).black);
                assert!(ink > before, "step {step}: {ink} after {before}");
                before = ink;
            }
        }
    }

    #[test]
    fn the_ink_is_about_as_much_as_the_tone_asks_for() {
        for tone in [0.2, 0.4, 0.6, 0.8] {
            let ink = mean(&printed(tone, Hatch::Line(0.0, 0.0), Ink::Black).black);
            assert!((ink - tone).abs() < 0.15, "{ink} for {tone}");
        }
    }

    #[test]
    fn red_parts_are_printed_from_the_red_plate_alone() {
        let print = printed(0.5, Hatch::Line(0.0, 0.0), Ink::Red);
        assert!(mean(&print.red) > 0.3);
        assert!(mean(&print.black) == 0.0);
    }

    #[test]
    fn the_same_sheet_gives_the_same_print() {
        let (one, other) = (0, 1);
        let prints = [one, other].map(|_| printed(0.55, Hatch::Line(20.0, 1.0), Ink::Black).black);
        assert!(prints[one] == prints[other]);
    }
}
