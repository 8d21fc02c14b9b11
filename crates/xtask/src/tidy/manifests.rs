use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Problem;
use crate::repository::SourceFile;

/// A crate of the workspace, as `cargo metadata` tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) folder: String,
    pub(super) version: String,
    pub(super) is_published: bool,
    pub(super) edges: Vec<Edge>,
}

/// A dependency on another crate of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) to: String,
    pub(super) is_for_tests: bool,
}

/// Asks cargo for the workspace's crates.
pub(super) fn read_crates(root: &Path) -> Result<Vec<Crate>> {
    let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let mut command = Command::new(cargo);
    command.args(["metadata", "--format-version", "1", "--no-deps"]).current_dir(root);
    let output = command.output().context("running cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value =
        serde_json::from_slice(&output.stdout).context("reading cargo metadata")?;
    Ok(list(&metadata["packages"]).iter().map(read_crate).collect())
}

fn read_crate(package: &Value) -> Crate {
    let manifest = PathBuf::from(text(&package["manifest_path"]));
    let folder = manifest.parent().and_then(Path::file_name);
    let own = |dependency: &&Value| dependency["path"].is_string();
    let edges = list(&package["dependencies"]).iter().filter(own).map(|dependency| Edge {
        to: text(&dependency["name"]),
        is_for_tests: dependency["kind"] == "dev",
    });
    Crate {
        name: text(&package["name"]),
        folder: folder.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        version: text(&package["version"]),
        // `publish = false` is told as a list without a registry.
        is_published: package["publish"].as_array().is_none_or(|allowed| !allowed.is_empty()),
        edges: edges.collect(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Crates whose folder has another name, or that could be published.
pub(super) fn check_crates(crates: &[Crate]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for Crate { name, folder, version, is_published, .. } in crates {
        let place = format!("crates/{folder}/Cargo.toml");
        if name != folder {
            let what =
                format!("the crate is called {name}, its folder {folder}: make them one name");
            problems.push(Problem::new(&place, what));
        }
        if version != "0.0.0" {
            problems.push(Problem::new(
                &place,
                format!("version {version}: use version.workspace = true"),
            ));
        }
        if *is_published {
            problems.push(Problem::new(&place, "could be published: use publish.workspace = true"));
        }
    }
    problems
}

/// Direct dependencies without a line of reason beside them.
pub(super) fn check_reasons(files: &[SourceFile]) -> Vec<Problem> {
    let Some(manifest) = files.iter().find(|file| file.path == "Cargo.toml") else {
        return vec![Problem::new("Cargo.toml", "is missing")];
    };
    let mut section = String::new();
    let mut problems = Vec::new();
    for (index, line) in manifest.text.lines().map(str::trim).enumerate() {
        if line.starts_with('[') {
            section = line.trim_matches(['[', ']']).to_owned();
            if section.starts_with("workspace.dependencies.") {
                let what = "a dependency is one line with its reason, not a section";
                problems.push(Problem::in_line(manifest, index, what));
            }
        } else if section == "workspace.dependencies" && is_foreign(line) && !has_reason(line) {
            let name = line.split(['=', ' ']).next().unwrap_or_default();
            let what =
                format!("{name} needs its reason on the line: `{name} = … # what it is for`");
            problems.push(Problem::in_line(manifest, index, what));
        }
    }
    problems
}

/// Whether the line names a dependency that is not a crate of this workspace.
fn is_foreign(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#') && !line.contains("path = \"crates/")
}

fn has_reason(line: &str) -> bool {
    line.rsplit_once(" # ").is_some_and(|(_, reason)| !reason.trim().is_empty())
}

/// Dependencies of a crate that do not come from the root manifest, where
/// the reasons stand.
pub(super) fn check_inheritance(files: &[SourceFile]) -> Vec<Problem> {
    let of_crates =
        |file: &&SourceFile| file.path.starts_with("crates/") && file.name() == "Cargo.toml";
    let mut problems = Vec::new();
    for file in files.iter().filter(of_crates) {
        let mut in_dependencies = false;
        for (index, line) in file.text.lines().map(str::trim).enumerate() {
            if line.starts_with('[') {
                in_dependencies = line.trim_matches(['[', ']']).ends_with("dependencies");
            } else if in_dependencies && is_foreign(line) && !is_inherited(line) {
                let what = "a dependency comes from the root Cargo.toml: `name.workspace = true`";
                problems.push(Problem::in_line(file, index, what));
            }
        }
    }
    problems
}

fn is_inherited(line: &str) -> bool {
    line.contains("workspace = true")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(path: &str, text: &str) -> SourceFile {
        SourceFile { path: path.to_owned(), text: text.to_owned() }
    }

    fn vocab() -> Crate {
        let name = || "vocab".to_owned();
        Crate { name: name(), folder: name(), version: "0.0.0".to_owned(), ..Crate::default() }
    }

    #[test]
    fn a_crate_has_its_folders_name_and_is_never_published() {
        assert!(check_crates(&[vocab()]).is_empty());
        for bad in [
            Crate { folder: "words".to_owned(), ..vocab() },
            Crate { version: "0.1.0".to_owned(), ..vocab() },
            Crate { is_published: true, ..vocab() },
        ] {
            assert_eq!(check_crates(std::slice::from_ref(&bad)).len(), 1, "{bad:?}");
        }
    }

    #[test]
    fn a_package_reads_with_its_edges_and_without_foreign_crates() {
        let package = serde_json::json!({
            "name": "readers", "version": "0.0.0", "publish": [], "manifest_path": "/a/crates/readers/Cargo.toml",
            "dependencies": [
                { "name": "store", "kind": null, "path": "/a/crates/store" },
                { "name": "testkit", "kind": "dev", "path": "/a/crates/testkit" },
                { "name": "axum", "kind": null },
            ],
        });
        let read = read_crate(&package);
        assert_eq!((&*read.folder, read.is_published), ("readers", false));
        assert_eq!(read.edges.len(), 2);
        assert!(read.edges[1].is_for_tests);
        assert!(read_crate(&serde_json::json!({ "name": "a", "publish": null })).is_published);
    }

    #[test]
    fn a_dependency_without_a_reason_is_named() {
        let text = "[workspace.dependencies]\nvocab = { path = \"crates/vocab\" }\n# Tools.\nhttp = \"1\" # types of headers\nbytes = \"1\"\n\n[profile.dev]\ndebug = 1\n";
        let problems = check_reasons(&[manifest("Cargo.toml", text)]);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].place, "Cargo.toml:5");
        assert!(problems[0].what.starts_with("bytes"));
        let section = "[workspace.dependencies.bytes]\nversion = \"1\"\n";
        assert_eq!(check_reasons(&[manifest("Cargo.toml", section)]).len(), 1);
    }

    #[test]
    fn a_dependency_of_a_crate_comes_from_the_root() {
        let text =
            "[dependencies]\nhttp.workspace = true\nbytes = \"1\"\n[lints]\nworkspace = true\n";
        let problems = check_inheritance(&[manifest("crates/web/Cargo.toml", text)]);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].place, "crates/web/Cargo.toml:3");
    }
}
