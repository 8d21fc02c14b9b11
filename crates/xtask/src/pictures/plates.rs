//! What is printed: every picture in every size, and every portrait.

use std::path::{Path, PathBuf};

use super::engrave::{Burin, engrave};
use super::file::png;
use super::portraits;
use super::raster::Sheet;
use super::scenes::{SCENES, SOCIAL, Scene};

/// Where the illustrations are, from the repository's root.
pub(super) const PICTURES: &str = "crates/server/demo/pictures";
/// Where the authors' portraits are.
pub(super) const PORTRAITS: &str = "crates/server/demo/portraits";

/// One file to be made.
pub(super) struct Plate {
    /// The picture's or the author's name.
    pub(super) name: &'static str,
    folder: &'static str,
    /// What follows the name in the file's.
    size: &'static str,
    columns: usize,
    rows: usize,
    /// Pixels between the engraver's lines.
    spacing: f32,
    draw: Scene,
}

impl Plate {
    /// The file's path from the repository's root.
    pub(super) fn path(&self) -> PathBuf {
        Path::new(self.folder).join(format!("{}-{}.png", self.name, self.size))
    }

    /// Draws, engraves and packs it.
    pub(super) fn make(&self) -> Vec<u8> {
        const SAMPLING: usize = 2;
        const HAIRLINE: f32 = 2.0;
        let (columns, rows) = (self.columns * SAMPLING, self.rows * SAMPLING);
        let mut sheet = Sheet::new(self.name, columns, rows, 800.0, HAIRLINE);
        (self.draw)(&mut sheet);
        let spacing = self.spacing * SAMPLING as f32 / sheet.scale;
        let print = engrave(&sheet, Burin { spacing, sampling: SAMPLING });
        let fine = png(&print, 4, 3);
        // Where there is much to draw, one step of grey fewer keeps the file small.
        if fine.len() > self.columns * self.columns / 16 + 12_000 {
            png(&print, 3, 3)
        } else {
            fine
        }
    }
}

/// Every file.
pub(super) fn all() -> Vec<Plate> {
    let picture = |name, draw, size, columns, rows, spacing| Plate {
        name,
        folder: PICTURES,
        size,
        columns,
        rows,
        spacing,
        draw,
    };
    let mut plates = vec![picture("social", SOCIAL, "1200x630", 1200, 630, 5.6)];
    for (name, draw) in SCENES {
        plates.push(picture(name, *draw, "640", 640, 427, 4.8));
        plates.push(picture(name, *draw, "1280", 1280, 853, 5.8));
    }
    for (name, draw) in portraits::SITTERS {
        plates.push(Plate { folder: PORTRAITS, ..picture(name, *draw, "320", 320, 320, 3.7) });
    }
    plates
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The most that a reader should have to load, by the file's width.
    fn bytes_max(plate: &Plate) -> usize {
        match plate.columns {
            320 => 16_000,
            640 => 40_000,
            _ => 140_000,
        }
    }

    #[test]
    fn a_plate_made_twice_is_the_same_file_and_small() {
        for plate in all()
            .iter()
            .filter(|plate| ["wooden-ships-of-mandvi", "samuel-toppo"].contains(&plate.name))
        {
            let made = plate.make();
            assert!(made == plate.make(), "{}", plate.name);
            assert!(made.len() <= bytes_max(plate), "{}: {}", plate.name, made.len());
        }
    }

    #[test]
    fn no_two_files_have_one_path() {
        let plates = all();
        let paths: std::collections::BTreeSet<_> = plates.iter().map(Plate::path).collect();
        assert_eq!(paths.len(), plates.len());
    }
}
