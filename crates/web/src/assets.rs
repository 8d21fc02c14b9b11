//! Style sheets and modules, served under an address that holds their hash, so
//! that browsers may keep them for ever.

use std::sync::LazyLock;

use crate::signing::{hex, sha256};

/// What browsers are told about assets.
pub const ASSET_CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

struct Asset {
    name: &'static str,
    mime: &'static str,
    bytes: &'static [u8],
    hash: String,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    [
        (
            "paper.css",
            "text/css; charset=utf-8",
            include_bytes!("../../../assets/paper.css").as_slice(),
        ),
        (
            "desk.css",
            "text/css; charset=utf-8",
            include_bytes!("../../../assets/desk.css").as_slice(),
        ),
        ("icon.svg", "image/svg+xml", include_bytes!("../../../assets/icon.svg").as_slice()),
    ]
    .into_iter()
    .map(|(name, mime, bytes)| Asset { name, mime, bytes, hash: hex(&sha256(bytes)[..8]) })
    .collect()
});

/// The address of the asset `name`, its hash included.
pub fn asset_path(name: &str) -> String {
    let hash =
        ASSETS.iter().find(|asset| asset.name == name).map_or("missing", |asset| &asset.hash);
    format!("/assets/{hash}/{name}")
}

/// The asset's type and bytes, if name and hash are those of this build.
pub fn find_asset(hash: &str, name: &str) -> Option<(&'static str, &'static [u8])> {
    let asset = ASSETS.iter().find(|asset| asset.name == name && asset.hash == hash)?;
    Some((asset.mime, asset.bytes))
}
