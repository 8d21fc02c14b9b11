//! Style sheets, modules, typefaces: served under an address that holds their
//! hash, so that browsers may keep them for ever.

use std::{borrow::Cow, sync::LazyLock};

use rust_embed::Embed;

use crate::{
    SharedPage,
    signing::{hex, sha256},
};

/// What browsers are told about assets.
pub const ASSET_CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

#[derive(Embed)]
#[folder = "../../assets"]
#[include = "*.css"]
#[include = "*.js"]
#[include = "*.svg"]
#[include = "vendor/fonts/*.woff2"]
struct Files;

struct Asset {
    name: String,
    hash: String,
    page: SharedPage,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| Files::iter().filter_map(load).collect());

#[expect(clippy::needless_pass_by_value, reason = "an iterator of these gives them")]
fn load(path: Cow<'static, str>) -> Option<Asset> {
    let bytes = Files::get(&path)?.data;
    let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
    let mime = match name.rsplit('.').next()? {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => return None,
    };
    let bytes = match mime.split('/').next() {
        Some("text") => with_addresses(squeeze(&String::from_utf8_lossy(&bytes))).into_bytes(),
        Some("image") => squeeze(&String::from_utf8_lossy(&bytes)).into_bytes(),
        _ => bytes.into_owned(),
    };
    let hash = short_hash(&bytes);
    Some(Asset { name, hash, page: SharedPage::of(mime, bytes.into()) })
}

fn short_hash(bytes: &[u8]) -> String {
    hex(&sha256(bytes)[..8])
}

/// A style sheet in which bundled typefaces stand under the addresses they are served at.
fn with_addresses(sheet: String) -> String {
    const BUNDLED: &str = "url(vendor/fonts/";
    let mut parts = sheet.split(BUNDLED);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(')').unwrap_or((part, ""));
        let font = Files::get(&format!("vendor/fonts/{name}"));
        let hash = font.map_or_else(|| "missing".to_owned(), |font| short_hash(&font.data));
        out += &format!("url(/assets/{hash}/{name}){rest}");
    }
    out
}

/// The address of the asset `name`, its hash included.
pub fn asset_path(name: &str) -> String {
    let hash =
        ASSETS.iter().find(|asset| asset.name == name).map_or("missing", |asset| &asset.hash);
    format!("/assets/{hash}/{name}")
}

/// The asset, if name and hash are those of this build.
pub fn find_asset(hash: &str, name: &str) -> Option<&'static SharedPage> {
    let asset = ASSETS.iter().find(|asset| asset.name == name && asset.hash == hash)?;
    Some(&asset.page)
}

/// The style sheet of readers' pages: the files of `assets/paper` in their
/// order, without comments and indentation.
pub(crate) fn paper_css() -> String {
    let mut names: Vec<_> = Files::iter().filter(|name| name.starts_with("paper/")).collect();
    names.sort();
    let texts = names.iter().filter_map(|name| Files::get(name));
    let all: String =
        texts.map(|file| String::from_utf8_lossy(&file.data).into_owned() + "\n").collect();
    squeeze(&all).replace("{ ", "{").replace(" }", "}").replace("; ", ";")
}

/// Our own text without its comments in `/* */` and its indentation: readers
/// need neither.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
