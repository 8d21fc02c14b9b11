//! Pictures: what they show, whose they are, and the sizes in which they exist.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use jiff::Timestamp;
use store::{Db, Executor, Result, Row, args, statement};

use words::{Language, Words};

use crate::{
    document::{Document, Rendering},
    model::{RECORD, UNIT},
};

/// A picture in one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendition {
    /// Where it lies on the paper: `/media/HASH/NAME`.
    pub path: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// A picture in all its sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// As the database knows it: where its largest size lies, `HASH/NAME`.
    pub id: String,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// The line below it; may be empty.
    pub caption: String,
    /// Whose it is; may be empty.
    pub credit: String,
    /// Its sizes, the smallest first; never none.
    pub renditions: Vec<Rendition>,
}

/// The pictures of a text, by the paths of all their sizes.
pub type PictureIndex = BTreeMap<String, Arc<Picture>>;

impl Picture {
    /// The smallest size of at least `width` pixels, or the largest.
    pub fn at_least(&self, width: u32) -> Option<&Rendition> {
        self.renditions.iter().find(|size| size.width >= width).or_else(|| self.largest())
    }

    /// The largest size.
    pub fn largest(&self) -> Option<&Rendition> {
        self.renditions.last()
    }

    /// For `<img srcset>`.
    pub fn srcset(&self) -> String {
        let mut out = String::new();
        for (index, Rendition { path, width, .. }) in self.renditions.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            let _ = write!(out, "{comma}{path} {width}w");
        }
        out
    }

    /// Reads the columns `picture`, `picture_alt`, `picture_caption`,
    /// `picture_credit` and `renditions` of a row that may have no picture.
    pub(crate) fn read_opt(row: &Row) -> Result<Option<Arc<Self>>> {
        let (Some(id), Some(list)) = (row.text_opt("picture")?, row.text_opt("renditions")?) else {
            return Ok(None);
        };
        let read = |entry: &str| {
            let mut parts = entry.split(UNIT);
            Some(Rendition {
                width: parts.next()?.parse().ok()?,
                height: parts.next()?.parse().ok()?,
                path: parts.next()?.to_owned(),
            })
        };
        let mut renditions: Vec<_> = list.split(RECORD).filter_map(read).collect();
        renditions.sort_by_key(|size| size.width);
        if renditions.is_empty() {
            return Ok(None);
        }
        Ok(Some(Arc::new(Self {
            id,
            alt: row.text("picture_alt")?,
            caption: row.text("picture_caption")?,
            credit: row.text("picture_credit")?,
            renditions,
        })))
    }
}

statement! {
    INSERT_PICTURE = "INSERT INTO pictures (id, alt, caption, credit, created_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET alt = excluded.alt, caption = excluded.caption,
            credit = excluded.credit";
}
statement! {
    INSERT_RENDITION = "INSERT INTO renditions (path, picture, width, height) VALUES ($1, $2, $3, $4)
        ON CONFLICT (path) DO NOTHING";
}

/// Makes a picture, or changes its words.
pub async fn save_picture(tx: &mut store::Tx, picture: &Picture, now: Timestamp) -> Result<()> {
    let Picture { id, alt, caption, credit, renditions } = picture;
    tx.run(&INSERT_PICTURE, args![id, alt, caption, credit, now]).await?;
    for Rendition { path, width, height } in renditions {
        tx.run(&INSERT_RENDITION, args![path, id, *width, *height]).await?;
    }
    Ok(())
}

statement! {
    FIND_PICTURE_BY_PATH = "SELECT p.id AS picture, p.alt AS picture_alt, p.caption AS picture_caption,
            p.credit AS picture_credit,
            (SELECT string_agg(r.width || '\u{1f}' || r.height || '\u{1f}' || r.path, '\u{1e}')
                FROM renditions r WHERE r.picture = p.id) AS renditions
        FROM renditions at JOIN pictures p ON p.id = at.picture WHERE at.path = $1";
}

/// The picture that has a size at `path`.
pub(crate) async fn find_picture_by_path(
    on: impl Executor,
    path: &str,
) -> Result<Option<Arc<Picture>>> {
    let row = on.one(&FIND_PICTURE_BY_PATH, args![path]).await?;
    row.as_ref().map_or(Ok(None), Picture::read_opt)
}

/// The pictures that lie at `paths`, as far as they are known.
pub(crate) async fn index(db: &Db, paths: &[String]) -> Result<PictureIndex> {
    let mut found = PictureIndex::new();
    for path in paths {
        if let Some(picture) = find_picture_by_path(db, path).await? {
            found.insert(path.clone(), picture);
        }
    }
    Ok(found)
}

/// A document as HTML, with its pictures in all their sizes, and our own words
/// in the document's language.
pub(crate) async fn render(db: &Db, document: &Document, language: Language) -> Result<String> {
    let pictures = index(db, &document.picture_paths()).await?;
    Ok(document.to_html_with(&Rendering { pictures: &pictures, say: Words::of(language) }))
}
