use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The workspace's root, as cargo tells it to what it runs.
pub(crate) fn root() -> PathBuf {
    let told = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let manifest = told.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    manifest.ancestors().nth(2).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where cargo builds, and where this tool keeps what it makes.
pub(crate) fn target() -> PathBuf {
    let told = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    root().join(told.unwrap_or_else(|| PathBuf::from("target")))
}

/// A file of the repository: its path from the root, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceFile {
    /// From the root, with slashes: `crates/store/src/db.rs`.
    pub(crate) path: String,
    /// What stands in it.
    pub(crate) text: String,
}

impl SourceFile {
    /// Whether the name ends with one of these extensions.
    pub(crate) fn has_extension(&self, extensions: &[&str]) -> bool {
        let extension = Path::new(&self.path).extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| extensions.contains(&extension))
    }

    /// The file's name, without folders.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Folders that hold what is built, downloaded or tried, never sources.
const NOT_SOURCES: [&str; 4] = ["target", "node_modules", "masthead-demo", "__pycache__"];
/// Hidden folders that belong to the repository.
const HIDDEN_SOURCES: [&str; 3] = [".cargo", ".ci", ".config"];

/// All text files of the repository, sorted by path. Binary files are left out.
pub(crate) fn text_files(root: &Path) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
            if path.is_symlink() {
                continue;
            } else if path.is_dir() {
                if is_source_folder(name) {
                    folders.push(path);
                }
            } else if let Ok(text) = fs::read_to_string(&path) {
                let relative = path.strip_prefix(root).unwrap_or(&path);
                files
                    .push(SourceFile { path: relative.to_string_lossy().replace('\\', "/"), text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn is_source_folder(name: &str) -> bool {
    let hidden = name.starts_with('.') && !HIDDEN_SOURCES.contains(&name);
    !hidden && !NOT_SOURCES.contains(&name)
}
