//! Files that readers see: in a directory or in an S3 bucket.
//!
//! A file lies under its own hash, `HASH/NAME`, and is never changed: its
//! address `/media/HASH/NAME` means the same bytes for ever, on every node and
//! in every cache. Putting the same file twice keeps it once.

#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use moka::sync::Cache;
use object_store::{
    ObjectStore, ObjectStoreExt as _, aws::AmazonS3Builder, local::LocalFileSystem,
    path::Path as Key, prefix::PrefixStore,
};
use sha2::{Digest as _, Sha256};

/// What can go wrong with files.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The URL names no store that this program knows.
    #[error("“{0}” will not do; write file://FOLDER or s3://BUCKET?endpoint=…")]
    UnknownStore(String),
    /// The name is not one that a file can have.
    #[error("“{0}” is no name of a file: small letters, digits, hyphens, and one of {KINDS_LIST}")]
    BadName(String),
    /// The directory cannot be made.
    #[error("the directory {path} cannot be made: {source}")]
    Directory {
        /// Where.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The store refused or does not answer.
    #[error("the store of files: {0}")]
    Store(#[from] object_store::Error),
}

/// Media's results.
pub type Result<T> = std::result::Result<T, MediaError>;

/// The kinds of file that are kept: ending and media type.
const KINDS: [(&str, &str); 6] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("gif", "image/gif"),
    ("svg", "image/svg+xml"),
];
const KINDS_LIST: &str = ".png, .jpg, .webp, .avif, .gif, .svg";
const NAME_BYTES_MAX: usize = 120;

/// A store of files. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Media {
    store: Arc<dyn ObjectStore>,
    /// The files that were asked for lately, by hash and name. What lies under a
    /// hash never changes, so nothing here grows stale.
    lately: Cache<(String, String), Bytes>,
}

/// How many bytes of files are kept at hand.
const LATELY_BYTES_MAX: u64 = 16 << 20;

impl Media {
    /// The store at `file://FOLDER` (relative to `base`) or
    /// `s3://BUCKET[/FOLDER]?endpoint=URL&region=NAME`. The bucket's keys come
    /// from the environment, as AWS's own programs take them.
    pub fn open(url: &str, base: &Path) -> Result<Self> {
        if let Some(folder) = url.strip_prefix("file://") {
            let folder = base.join(folder);
            let unusable =
                |source| MediaError::Directory { path: folder.display().to_string(), source };
            std::fs::create_dir_all(&folder).map_err(unusable)?;
            return Ok(Self::over(Arc::new(LocalFileSystem::new_with_prefix(&folder)?)));
        }
        match url.strip_prefix("s3://") {
            Some(rest) => Self::open_bucket(url, rest),
            None => Err(MediaError::UnknownStore(url.to_owned())),
        }
    }

    fn over(store: Arc<dyn ObjectStore>) -> Self {
        let length =
            |_: &(String, String), bytes: &Bytes| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let lately = Cache::builder().max_capacity(LATELY_BYTES_MAX).weigher(length).build();
        Self { store, lately }
    }

    fn open_bucket(url: &str, rest: &str) -> Result<Self> {
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (bucket, folder) = place.split_once('/').unwrap_or((place, ""));
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            builder = match pair.split_once('=') {
                Some(("endpoint", endpoint)) => builder
                    .with_endpoint(endpoint)
                    .with_allow_http(endpoint.starts_with("http://"))
                    .with_virtual_hosted_style_request(false),
                Some(("region", region)) => builder.with_region(region),
                _ => return Err(MediaError::UnknownStore(url.to_owned())),
            };
        }
        let store = builder.build()?;
        Ok(match folder.trim_matches('/') {
            "" => Self::over(Arc::new(store)),
            folder => Self::over(Arc::new(PrefixStore::new(store, folder))),
        })
    }

    /// Keeps a file and returns its address on the paper: `/media/HASH/NAME`.
    pub async fn put(&self, name: &str, bytes: impl Into<Bytes>) -> Result<String> {
        if kind_of(name).is_none() {
            return Err(MediaError::BadName(name.to_owned()));
        }
        let bytes = bytes.into();
        let digest = Sha256::digest(&bytes);
        let hash: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let key = Key::from(format!("{hash}/{name}"));
        match self.store.head(&key).await {
            Ok(_) => {}
            Err(object_store::Error::NotFound { .. }) => {
                self.store.put(&key, bytes.into()).await?;
            }
            Err(error) => return Err(error.into()),
        }
        Ok(format!("/media/{hash}/{name}"))
    }

    /// A file and its media type, or none.
    pub async fn get(&self, hash: &str, name: &str) -> Result<Option<(&'static str, Bytes)>> {
        let is_hash = hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        let (true, Some(kind)) = (is_hash, kind_of(name)) else { return Ok(None) };
        let key = (hash.to_owned(), name.to_owned());
        if let Some(bytes) = self.lately.get(&key) {
            return Ok(Some((kind, bytes)));
        }
        match self.store.get(&Key::from(format!("{hash}/{name}"))).await {
            Ok(found) => {
                let bytes = found.bytes().await?;
                self.lately.insert(key, bytes.clone());
                Ok(Some((kind, bytes)))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the store answers, for `masthead doctor`.
    pub async fn check(&self) -> Result<()> {
        match self.store.head(&Key::from("0000000000000000/none.png")).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// The media type of a file with this name, if it is one that is kept.
fn kind_of(name: &str) -> Option<&'static str> {
    let (stem, ending) = name.rsplit_once('.')?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let good = !stem.is_empty() && name.len() <= NAME_BYTES_MAX && stem.bytes().all(plain);
    KINDS.iter().find(|(known, _)| good && *known == ending).map(|(_, mime)| *mime)
}
