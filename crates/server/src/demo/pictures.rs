//! The demonstration's pictures: made by `cargo xtask pictures`, kept like any paper's.

use std::collections::BTreeMap;

use anyhow::Context as _;
use store::Tx;
use stories::{Picture, Rendition};

use super::Files;
use crate::Paper;

/// What the paper's artist signs with.
const CREDIT: &str = "Illustration: The Konkan Mercury";
const WIDTHS: [u32; 2] = [640, 1280];
const PORTRAIT: u32 = 320;

/// A picture that a story names.
pub(super) struct PictureFile {
    pub(super) name: String,
    pub(super) alt: String,
    pub(super) caption: String,
}

/// Keeps all pictures and returns them by name.
pub(super) async fn keep_all(
    paper: &Paper,
    tx: &mut Tx,
    files: &[PictureFile],
) -> anyhow::Result<BTreeMap<String, Picture>> {
    let mut kept = BTreeMap::new();
    for PictureFile { name, alt, caption } in files {
        let paths = WIDTHS.map(|width| format!("pictures/{name}-{width}.png"));
        let mut picture = keep(paper, tx, &paths, alt).await?;
        picture.caption.clone_from(caption);
        kept.insert(name.clone(), picture);
    }
    Ok(kept)
}

/// Keeps an author's portrait.
pub(super) async fn keep_portrait(
    paper: &Paper,
    tx: &mut Tx,
    author: &str,
    alt: &str,
) -> anyhow::Result<Picture> {
    keep(paper, tx, &[format!("portraits/{author}-{PORTRAIT}.png")], alt).await
}

async fn keep(paper: &Paper, tx: &mut Tx, paths: &[String], alt: &str) -> anyhow::Result<Picture> {
    let mut renditions = Vec::new();
    for path in paths {
        let file = Files::get(path).with_context(|| format!("the demonstration lacks {path}"))?;
        let (width, height) = size_of_png(&file.data).with_context(|| format!("{path}: no PNG"))?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let path = paper.media.put(name, file.data.into_owned()).await?;
        renditions.push(Rendition { path, width, height });
    }
    let largest = renditions.last().context("a picture without a size")?;
    let id = largest.path.trim_start_matches("/media/").to_owned();
    let (alt, credit) = (alt.to_owned(), CREDIT.to_owned());
    let picture = Picture { id, alt, caption: String::new(), credit, renditions };
    stories::save_picture(tx, &picture, paper.ambient.now()).await?;
    Ok(picture)
}

/// Width and height, from the first chunk of a PNG (W3C PNG, 11.2.2).
fn size_of_png(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.get(..24)?;
    (header.get(12..16)? == b"IHDR").then_some(())?;
    let number = |at: usize| header.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    Some((number(16)?, number(20)?))
}
