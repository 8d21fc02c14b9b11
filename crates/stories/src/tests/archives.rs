//! Small archives, made in the test.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use tar::{EntryType, Header};

/// An archive being made.
pub(super) struct Archive(tar::Builder<Vec<u8>>);

impl Archive {
    pub(super) fn new() -> Self {
        Self(tar::Builder::new(Vec::new()))
    }

    /// With these files.
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        files.iter().fold(Self::new(), |archive, (path, text)| archive.file(path, text.as_bytes()))
    }

    pub(super) fn file(mut self, path: &str, bytes: &[u8]) -> Self {
        let mut header = Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        self.0.append_data(&mut header, path, bytes).unwrap();
        self
    }

    /// A file whose name the tar crate would not write: absolute, or with `..`.
    pub(super) fn file_named(mut self, name: &str, bytes: &[u8]) -> Self {
        let mut header = Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        self.0.append(&header, bytes).unwrap();
        self
    }

    pub(super) fn symlink(mut self, path: &str, target: &str) -> Self {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Symlink);
        header.set_size(0);
        self.0.append_link(&mut header, path, target).unwrap();
        self
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        self.0.into_inner().unwrap()
    }

    pub(super) fn write(self, folder: &Path) -> PathBuf {
        let path = folder.join("posts.tar");
        fs::write(&path, self.bytes()).unwrap();
        path
    }

    pub(super) fn write_gz(self, folder: &Path) -> PathBuf {
        let path = folder.join("posts.tar.gz");
        let mut out = GzEncoder::new(File::create(&path).unwrap(), Compression::fast());
        out.write_all(&self.bytes()).unwrap();
        out.finish().unwrap();
        path
    }
}

/// Writes the same files below `folder`.
pub(super) fn unpack(folder: &Path, files: &[(&str, &str)]) -> PathBuf {
    let root = folder.join("unpacked");
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    root
}

/// A post with this front matter and text.
pub(super) fn post(matter: &str, body: &str) -> String {
    format!("---\n{matter}\n---\n\n{body}\n")
}
