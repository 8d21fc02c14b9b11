//! `cargo xtask pictures`: the demo paper's illustrations and its authors' portraits, drawn and
//! engraved by this program, so that nothing of them belongs to anybody else.
#![allow(clippy::float_arithmetic, reason = "pictures are made of floats")]

mod engrave;
mod file;
mod growth;
mod maths;
mod outdoors;
mod people;
mod plates;
mod portraits;
mod raster;
mod scenes;
mod shape;
mod space;
mod vehicles;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use plates::Plate;

/// What to do with which pictures.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The pictures and portraits to make, by name without size; all when none is named.
    names: Vec<String>,
    /// Write nothing; fail when a file in the repository is not what would be made.
    #[arg(long)]
    check: bool,
}

/// Makes the pictures, or checks that the committed ones are what this program makes.
pub(crate) fn command(options: &Options) -> Result<ExitCode> {
    let root = crate::repository::root();
    let plates = chosen(&options.names)?;
    let wrong = Mutex::new(Vec::new());
    each(&plates, |plate| {
        let path = root.join(plate.path());
        let made = plate.make();
        if !options.check {
            return std::fs::write(&path, &made)
                .with_context(|| format!("cannot write {}", path.display()));
        }
        let complaint = match std::fs::read(&path) {
            Ok(there) if there == made => return Ok(()),
            Ok(_) => "differs from what is made now",
            Err(_) => "is missing or unreadable",
        };
        if let Ok(mut wrong) = wrong.lock() {
            wrong.push(format!("{} {complaint}", plate.path().display()));
        }
        Ok(())
    })?;
    let mut wrong = wrong.into_inner().unwrap_or_default();
    if options.names.is_empty() {
        wrong.extend(surplus(&root)?);
    }
    if wrong.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    wrong.sort();
    for complaint in &wrong {
        eprintln!("{complaint}");
    }
    eprintln!("pictures: {} files are not right; cargo xtask pictures makes them", wrong.len());
    Ok(ExitCode::FAILURE)
}

fn chosen(names: &[String]) -> Result<Vec<Plate>> {
    let plates = plates::all();
    if let Some(unknown) =
        names.iter().find(|name| !plates.iter().any(|plate| plate.name == **name))
    {
        bail!("there is no picture called {unknown}");
    }
    let wanted = |plate: &Plate| names.is_empty() || names.iter().any(|name| *name == plate.name);
    Ok(plates.into_iter().filter(wanted).collect())
}

/// Does something with every plate on all processors, behind a progress bar.
fn each(plates: &[Plate], work: impl Fn(&Plate) -> Result<()> + Sync) -> Result<()> {
    let bar = ProgressBar::new(plates.len() as u64);
    bar.set_style(ProgressStyle::with_template("{wide_bar} {pos}/{len} {msg}")?);
    let (next, failure) = (AtomicUsize::new(0), Mutex::new(None));
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(plate) = plates.get(next.fetch_add(1, Ordering::Relaxed)) {
                    bar.set_message(plate.name);
                    if let Err(error) = work(plate)
                        && let Ok(mut failure) = failure.lock()
                    {
                        *failure = Some(error);
                    }
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    match failure.into_inner() {
        Ok(None) => Ok(()),
        Ok(Some(error)) => Err(error),
        Err(_) => bail!("drawing stopped in the middle"),
    }
}

/// PNG files that no plate makes.
fn surplus(root: &Path) -> Result<Vec<String>> {
    let known: BTreeSet<PathBuf> = plates::all().iter().map(Plate::path).collect();
    let mut found = Vec::new();
    for folder in [plates::PICTURES, plates::PORTRAITS] {
        let entries = std::fs::read_dir(root.join(folder))
            .with_context(|| format!("cannot list {folder}"))?;
        for entry in entries {
            let path = Path::new(folder).join(entry?.file_name());
            if path.extension().is_some_and(|end| end == "png") && !known.contains(&path) {
                found.push(format!("{} belongs to no picture", path.display()));
            }
        }
    }
    Ok(found)
}
