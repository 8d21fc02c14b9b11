//! Walks a `.tar.gz`, a `.tar` or a folder, one file at a time, with bounds on
//! everything that a hostile archive could inflate.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;
use tar::EntryType;

/// The largest file that is read.
pub(super) const FILE_BYTES_MAX: u64 = 4 << 20;
/// How many entries an archive may have.
pub(super) const ENTRIES_MAX: u64 = 100_000;
/// How many bytes an archive may have, unpacked.
pub(super) const BYTES_MAX: u64 = 2 << 30;
/// The longest name that a tar file may spell out in an entry of its own.
const NAME_BYTES_MAX: u64 = 64 << 10;
const DEPTH_MAX: usize = 64;

/// What makes a whole archive unusable.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It cannot be read, or ends too early.
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
    /// It is a file of another kind.
    #[error("is neither a .tar.gz, a .tar nor a folder")]
    Unknown,
    /// More entries than an honest archive has.
    #[error("has more than {ENTRIES_MAX} entries: split it")]
    TooManyEntries,
    /// More bytes than an honest archive has.
    #[error("holds more than 2 GiB: split it")]
    TooLarge,
}

/// Its words are in our own message already, so it is no source beside it.
impl From<io::Error> for ArchiveError {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

type Result<T> = std::result::Result<T, ArchiveError>;

/// A file of the archive.
pub(super) struct Found {
    /// Its path within the archive, `/` between the parts, no leading `./`.
    pub(super) path: String,
    /// What it holds, or why it is not read.
    pub(super) content: std::result::Result<Vec<u8>, String>,
}

/// Asks whether a path is wanted before its content is read.
type Wanted<'a> = &'a dyn Fn(&str) -> bool;
/// Takes a file; false ends the walk.
type Visit<'a> = &'a mut dyn FnMut(Found) -> bool;

/// Shows `visit` every wanted file, in the archive's order, and every entry
/// whose path or kind is refused.
pub(super) fn walk(archive: &Path, wanted: Wanted<'_>, visit: Visit<'_>) -> Result<()> {
    if fs::metadata(archive)?.is_dir() {
        let mut folder = Folder { wanted, visit, entries: 0, bytes: 0 };
        return folder.walk(archive, "", 0).map(drop);
    }
    let mut magic = Vec::new();
    File::open(archive)?.take(512).read_to_end(&mut magic)?;
    let file = BufReader::new(File::open(archive)?);
    // One byte more than allowed, so that the limit itself is noticed.
    match magic.get(..2) {
        Some([0x1f, 0x8b]) => {
            walk_tar(MultiGzDecoder::new(file).take(BYTES_MAX + 1), wanted, visit)
        }
        Some(_) if is_tar(&magic) => walk_tar(file.take(BYTES_MAX + 1), wanted, visit),
        _ => Err(ArchiveError::Unknown),
    }
}

/// Whether a file begins with the header of a tar entry: its checksum says so.
fn is_tar(first: &[u8]) -> bool {
    let Ok(block) = <[u8; 512]>::try_from(first) else { return false };
    let mut header = tar::Header::new_old();
    *header.as_mut_bytes() = block;
    let stored = header.cksum();
    header.set_cksum();
    stored.ok() == header.cksum().ok()
}

fn walk_tar(reader: impl Read, wanted: Wanted<'_>, visit: Visit<'_>) -> Result<()> {
    let mut archive = tar::Archive::new(reader);
    let (mut entries, mut bytes) = (0, 0_u64);
    // Raw, because the tar crate would read a long name of any length into memory.
    let mut long_name: Option<Vec<u8>> = None;
    for entry in archive.entries()?.raw(true) {
        let mut entry = entry?;
        entries += 1;
        bytes = bytes.saturating_add(entry.size());
        if entries > ENTRIES_MAX {
            return Err(ArchiveError::TooManyEntries);
        }
        if bytes > BYTES_MAX {
            return Err(ArchiveError::TooLarge);
        }
        let kind = entry.header().entry_type();
        match kind {
            EntryType::GNULongName | EntryType::XHeader => {
                if let Some(name) = read_long_name(&mut entry, kind)? {
                    long_name = Some(name);
                }
                continue;
            }
            EntryType::XGlobalHeader | EntryType::GNULongLink => continue,
            _ => {}
        }
        let name = long_name.take().unwrap_or_else(|| entry.path_bytes().into_owned());
        let path = match clean(&name) {
            Ok(path) => path,
            Err(why) => {
                let path = String::from_utf8_lossy(&name).into_owned();
                if kind != EntryType::Directory && !visit(Found { path, content: Err(why) }) {
                    return Ok(());
                }
                continue;
            }
        };
        let content = match kind {
            EntryType::Directory => continue,
            EntryType::Symlink | EntryType::Link => {
                Err("a link to another file; only files are imported".to_owned())
            }
            EntryType::Regular | EntryType::Continuous if is_hidden(&path) || !wanted(&path) => {
                continue;
            }
            EntryType::Regular | EntryType::Continuous => {
                let size = entry.size();
                read(&mut entry, size)?
            }
            _ => Err("neither a file nor a folder".to_owned()),
        };
        if !visit(Found { path, content }) {
            return Ok(());
        }
    }
    Ok(())
}

fn read_long_name(
    entry: &mut tar::Entry<'_, impl Read>,
    kind: EntryType,
) -> Result<Option<Vec<u8>>> {
    if entry.size() > NAME_BYTES_MAX {
        return Err(ArchiveError::Unreadable(io::Error::other("a file’s name is too long")));
    }
    if kind == EntryType::GNULongName {
        let mut name = Vec::new();
        entry.read_to_end(&mut name)?;
        while name.last() == Some(&0) {
            name.pop();
        }
        return Ok(Some(name));
    }
    let Some(extensions) = entry.pax_extensions()? else { return Ok(None) };
    let mut name = None;
    for extension in extensions {
        let extension = extension?;
        if extension.key_bytes() == b"path" {
            name = Some(extension.value_bytes().to_vec());
        }
    }
    Ok(name)
}

/// A path that stays within the archive, or why it does not.
fn clean(name: &[u8]) -> std::result::Result<String, String> {
    let name = std::str::from_utf8(name).map_err(|_| "the file’s name is not UTF-8".to_owned())?;
    if name.starts_with('/') || name.contains(['\\', '\0']) {
        return Err("an absolute path; paths must lie within the archive".to_owned());
    }
    let parts: Vec<_> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return Err("a path with “..”; paths must lie within the archive".to_owned());
    }
    Ok(parts.join("/"))
}

/// What editors and version control keep beside the files.
fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

fn read(from: &mut impl Read, size: u64) -> io::Result<std::result::Result<Vec<u8>, String>> {
    if size > FILE_BYTES_MAX {
        return Ok(Err(format!("larger than {} MiB", FILE_BYTES_MAX >> 20)));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    from.take(FILE_BYTES_MAX).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(0) < size {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends within a file"));
    }
    Ok(Ok(bytes))
}

struct Folder<'a> {
    wanted: Wanted<'a>,
    visit: Visit<'a>,
    entries: u64,
    bytes: u64,
}

impl Folder<'_> {
    /// False once `visit` has had enough.
    fn walk(&mut self, folder: &Path, prefix: &str, depth: usize) -> Result<bool> {
        let mut names: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(folder)? {
            self.entries += 1;
            if self.entries > ENTRIES_MAX {
                return Err(ArchiveError::TooManyEntries);
            }
            names.push(entry?.path());
        }
        names.sort();
        for path in names {
            let name = path.file_name().unwrap_or_default();
            let inner = format!("{prefix}{}", name.to_string_lossy());
            if is_hidden(&inner) {
                continue;
            }
            let metadata = fs::symlink_metadata(&path)?;
            if metadata.is_dir() && depth < DEPTH_MAX {
                if !self.walk(&path, &format!("{inner}/"), depth + 1)? {
                    return Ok(false);
                }
                continue;
            }
            let content = if name.to_str().is_none() {
                Err("the file’s name is not UTF-8".to_owned())
            } else if metadata.is_symlink() {
                Err("a link to another file; only files are imported".to_owned())
            } else if metadata.is_dir() {
                Err(format!("folders lie more than {DEPTH_MAX} deep"))
            } else if !metadata.is_file() || !(self.wanted)(&inner) {
                continue;
            } else {
                self.bytes = self.bytes.saturating_add(metadata.len());
                if self.bytes > BYTES_MAX {
                    return Err(ArchiveError::TooLarge);
                }
                read(&mut File::open(&path)?, metadata.len())?
            };
            if !(self.visit)(Found { path: inner, content }) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
