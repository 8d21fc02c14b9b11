//! What is vendored is what its recipe makes.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

use super::{Done, context::Context};
use crate::repository;

const FONTS: &str = "assets/vendor/fonts";
/// In the vendored folder, and not made by the recipe, because it is the recipe.
const RECIPE: &str = "build";
const PINS: [&str; 3] = ["package.json", "package-lock.json", "requirements.txt"];

/// Makes the fonts anew from their pinned packages, and compares byte by byte.
pub(super) fn check_fonts(context: &mut Context<'_>) -> Result<Done> {
    let vendored = context.root.join(FONTS);
    let recipe = vendored.join(RECIPE);
    let scratch = repository::target().join("vendor");
    let _none_yet = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch).with_context(|| format!("making {}", scratch.display()))?;
    for name in PINS {
        fs::copy(recipe.join(name), scratch.join(name))
            .with_context(|| format!("copying {name}"))?;
    }
    let mut packages = context.command("npm");
    packages.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&scratch);
    context.require("vendor-npm", &mut packages, 10)?;
    let mut environment = context.command("python3");
    environment.args(["-m", "venv", "venv"]).current_dir(&scratch);
    context.require("vendor-venv", &mut environment, 5)?;
    let python = scratch.join("venv/bin/python");
    let mut install = context.command(&python);
    install.args(["-m", "pip", "install", "--disable-pip-version-check", "-r", "requirements.txt"]);
    context.require("vendor-pip", install.current_dir(&scratch), 10)?;
    let mut make = context.command(&python);
    make.arg(recipe.join("build.py")).args(["out", "node_modules"]);
    make.env("PYTHONDONTWRITEBYTECODE", "1");
    context.require("vendor-build", make.current_dir(&scratch), 10)?;
    let problems = differences(&scratch.join("out"), &vendored)?;
    if problems.is_empty() {
        return Ok(Done::Passed);
    }
    bail!("{FONTS} is not what its recipe makes:\n{}", problems.join("\n"))
}

/// Every file that only one of the folders has, or that differs.
fn differences(made: &Path, vendored: &Path) -> Result<Vec<String>> {
    let (of_made, of_vendored) = (files_in(made)?, files_in(vendored)?);
    if of_made.is_empty() {
        bail!("the recipe made nothing");
    }
    let mut problems = Vec::new();
    for name in of_made.union(&of_vendored) {
        let read = |folder: &Path| fs::read(folder.join(name)).ok();
        match (read(made), read(vendored)) {
            (Some(one), Some(other)) if one == other => {}
            (Some(_), Some(_)) => problems.push(format!("{} differs", name.display())),
            (Some(_), None) => problems.push(format!("{} is missing", name.display())),
            (None, _) => problems.push(format!("{} is made by nothing", name.display())),
        }
    }
    Ok(problems)
}

fn files_in(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut names = BTreeSet::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_name() != RECIPE {
            names.insert(PathBuf::from(entry.file_name()));
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_a_missing_and_a_surplus_file_are_found() {
        let folder = std::env::temp_dir().join(format!("xtask-vendor-{}", std::process::id()));
        let (made, vendored) = (folder.join("made"), folder.join("vendored"));
        for (path, bytes) in [
            (made.join("same"), "1"),
            (vendored.join("same"), "1"),
            (made.join("changed"), "1"),
            (vendored.join("changed"), "2"),
            (made.join("missing"), "1"),
            (vendored.join("surplus"), "1"),
            (vendored.join("build/recipe"), "1"),
        ] {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let problems = differences(&made, &vendored).unwrap();
        assert_eq!(
            problems,
            ["changed differs", "missing is missing", "surplus is made by nothing"]
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
