use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    CONTRAST_MIN, Color, DARK_PAPER, Face, PAPER, UnknownColor, fonts, hashed, icon, stylesheet,
};
use crate::{NavItem, SharedPage};

/// How a paper wants to look, as it was written down: `[face]` of
/// `masthead.toml`, or the desk's form. Empty fields take the program's choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FaceSettings {
    /// The paper's name; the file has it as `paper.name`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The line below the name.
    pub tagline: String,
    /// The colour of what may be acted on: `#7a1420`.
    pub accent: String,
    /// The same for dark pages; empty for the accent made as light as it must be.
    pub accent_dark: String,
    /// The headlines' typeface: `newsreader`.
    pub headline_face: String,
    /// The text's typeface.
    pub text_face: String,
    /// The logo: in the file a path on disk, at the desk where it was kept.
    pub logo: String,
    /// The picture of pages without one of their own, likewise.
    pub social_image: String,
    /// Entries `Label = /path` instead of the sections.
    pub navigation: Vec<String>,
    /// Entries `Label = /path` of the foot, instead of the usual.
    pub footer: Vec<String>,
    /// Rules of the paper's own: in the file a path on disk, at the desk the text.
    pub extra_css: String,
}

/// What of a face will not do: the field and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct FaceProblem {
    /// The field's name in [`FaceSettings`].
    pub field: &'static str,
    /// What is wrong, and what would do.
    pub problem: String,
}

impl FaceProblem {
    /// A problem of `field`.
    pub fn new(field: &'static str, problem: impl Into<String>) -> Self {
        Self { field, problem: problem.into() }
    }
}

/// How many entries navigation and foot may have.
const LINES_MAX: usize = 20;
const NAME_CHARS_MAX: usize = 60;
const TAGLINE_CHARS_MAX: usize = 120;
const CSS_BYTES_MAX: usize = 16 << 10;
const ACCENT: &str = "#8a1a24";
const TYPEFACE: &str = "newsreader";

impl FaceSettings {
    /// These settings, with what they leave empty taken from `below`.
    #[must_use]
    pub fn over(mut self, below: &Self) -> Self {
        for (field, below) in self.texts(below) {
            if field.trim().is_empty() {
                field.clone_from(below);
            }
        }
        for (lines, below) in self.lists(below) {
            if lines.is_empty() {
                lines.clone_from(below);
            }
        }
        self
    }

    /// These settings without what `below` says too.
    #[must_use]
    pub fn without(mut self, below: &Self) -> Self {
        for (field, below) in self.texts(below) {
            if field.trim() == below.trim() {
                field.clear();
            }
        }
        for (lines, below) in self.lists(below) {
            if lines == below {
                lines.clear();
            }
        }
        self
    }

    /// Each text of these settings beside the same one of `other`.
    fn texts<'a>(&'a mut self, other: &'a Self) -> [(&'a mut String, &'a String); 9] {
        [
            (&mut self.name, &other.name),
            (&mut self.tagline, &other.tagline),
            (&mut self.accent, &other.accent),
            (&mut self.accent_dark, &other.accent_dark),
            (&mut self.headline_face, &other.headline_face),
            (&mut self.text_face, &other.text_face),
            (&mut self.logo, &other.logo),
            (&mut self.social_image, &other.social_image),
            (&mut self.extra_css, &other.extra_css),
        ]
    }

    /// The same for lists.
    fn lists<'a>(&'a mut self, other: &'a Self) -> [(&'a mut Vec<String>, &'a Vec<String>); 2] {
        [(&mut self.navigation, &other.navigation), (&mut self.footer, &other.footer)]
    }

    pub(super) fn face(&self) -> Result<Face, FaceProblem> {
        let name = one_line("name", &self.name, NAME_CHARS_MAX)?;
        if name.is_empty() {
            return Err(FaceProblem::new("name", "a paper needs one"));
        }
        let tagline = one_line("tagline", &self.tagline, TAGLINE_CHARS_MAX)?;
        let (accent, accent_dark) = self.accents()?;
        let typeface = |field, id: &str| {
            let id = if id.is_empty() { TYPEFACE } else { id };
            fonts::find(id).ok_or_else(|| {
                let known: Vec<_> = fonts::typefaces().map(|face| &*face.id).collect();
                let problem = format!("“{id}” is not bundled; there are {}", known.join(", "));
                FaceProblem::new(field, problem)
            })
        };
        let headline = typeface("headline_face", self.headline_face.trim())?;
        let text = typeface("text_face", self.text_face.trim())?;
        let extra = check_css(&self.extra_css)?;
        let sheet = stylesheet(headline, text, (accent, accent_dark), extra);
        let icon = icon(&name, accent);
        // A text face's heavy cut and a headline face's light one are rare: they come when asked for.
        let preloads = |text: &str, headline: &str| {
            [format!("{headline}-600.woff2"), format!("{text}-400.woff2")]
                .map(|file| crate::asset_path(&file))
                .to_vec()
        };
        let devanagari = |face: &fonts::Typeface| face.devanagari_id();
        Ok(Face {
            tagline,
            logo: own_file("logo", &self.logo)?,
            social_image: own_file("social_image", &self.social_image)?,
            accent,
            accent_dark,
            navigation: entries("navigation", &self.navigation)?,
            footer: entries("footer", &self.footer)?,
            stylesheet_path: hashed("paper.css", &sheet),
            icon_path: hashed("icon.svg", &icon),
            preloads: preloads(&text.id, &headline.id),
            devanagari_preloads: preloads(&devanagari(text), &devanagari(headline)),
            stylesheet: Arc::new(SharedPage::of("text/css; charset=utf-8", sheet.into())),
            icon: Arc::new(SharedPage::of("image/svg+xml", icon.into())),
            name,
        })
    }

    /// The accent for light and for dark pages, each readable on its ground.
    fn accents(&self) -> Result<(Color, Color), FaceProblem> {
        let parse = |field, text: &str| {
            text.parse()
                .map_err(|problem: UnknownColor| FaceProblem::new(field, problem.to_string()))
        };
        let written = if self.accent.trim().is_empty() { ACCENT } else { &self.accent };
        let accent: Color = parse("accent", written)?;
        let accent_dark = match self.accent_dark.trim() {
            "" => accent.readable_on(DARK_PAPER[1], 6.5),
            text => parse("accent_dark", text)?,
        };
        for (field, color, ground, page) in
            [("accent", accent, PAPER, "light"), ("accent_dark", accent_dark, DARK_PAPER, "dark")]
        {
            let contrast =
                ground.map(|ground| color.contrast(ground)).into_iter().fold(21.0, f64::min);
            if contrast < CONTRAST_MIN {
                return Err(FaceProblem::new(
                    field,
                    format!(
                        "{color} stands out from the {page} page by {contrast:.1} to 1 only; text \
                         needs {CONTRAST_MIN} to 1, so choose a {} one",
                        if page == "light" { "darker" } else { "lighter" },
                    ),
                ));
            }
        }
        Ok((accent, accent_dark))
    }
}

fn one_line(field: &'static str, text: &str, chars_max: usize) -> Result<String, FaceProblem> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Control characters, and marks that turn the direction of what follows.
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(hidden) {
        return Err(FaceProblem::new(field, "only characters that can be seen, please"));
    }
    if text.chars().count() > chars_max {
        return Err(FaceProblem::new(field, format!("at most {chars_max} characters, please")));
    }
    Ok(text)
}

/// Only what this paper serves itself can be shown.
fn own_file(field: &'static str, path: &str) -> Result<Option<String>, FaceProblem> {
    match path.trim() {
        "" => Ok(None),
        path if path.starts_with("/media/") && !path.contains("..") => Ok(Some(path.to_owned())),
        path => Err(FaceProblem::new(field, format!("“{path}” is no file of this paper"))),
    }
}

/// Entries `Label = /path` or `Label = https://…`.
fn entries(
    field: &'static str,
    lines: &[String],
) -> Result<Option<Arc<Vec<NavItem>>>, FaceProblem> {
    let lines: Vec<_> =
        lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return Ok(None);
    }
    if lines.len() > LINES_MAX {
        return Err(FaceProblem::new(field, format!("at most {LINES_MAX} entries, please")));
    }
    let entry = |line: &&str| {
        let (label, path) = line.rsplit_once(" = ").or_else(|| line.split_once('='))?;
        let (label, path) = (label.trim(), path.trim());
        let here = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
        let leads = here || path.starts_with("https://");
        let plain = !path.chars().any(|c| c.is_whitespace() || c.is_control());
        (leads && plain && !label.is_empty() && label.chars().count() <= 40)
            .then(|| NavItem { path: path.to_owned(), label: label.to_owned() })
    };
    let items: Option<Vec<_>> = lines.iter().map(entry).collect();
    match items {
        Some(items) => Ok(Some(Arc::new(items))),
        None => {
            let line = lines.iter().find(|line| entry(line).is_none()).copied().unwrap_or("");
            let problem = format!("“{line}” will not do; write Label = /path or Label = https://…");
            Err(FaceProblem::new(field, problem))
        }
    }
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        let Some((_, after)) = comment.split_once("*/") else {
            // A comment that does not end would swallow what is written after it.
            out.push_str("/*");
            return out;
        };
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Rules are served from our origin and load nothing from any other; what would
/// pass here all the same, the content security policy stops.
fn check_css(css: &str) -> Result<&str, FaceProblem> {
    let refuse = |problem: String| Err(FaceProblem::new("extra_css", problem));
    if css.len() > CSS_BYTES_MAX {
        return refuse(format!("{} bytes are too many; at most {CSS_BYTES_MAX}", css.len()));
    }
    let lower = without_comments(css).to_ascii_lowercase();
    // An escape could spell any of the others; nobody needs one in UTF-8.
    for banned in
        ["\\", "//", "/*", "@import", "@charset", "@namespace", "image-set", "http:", "https:"]
    {
        if lower.contains(banned) {
            return refuse(format!("“{banned}” may load from elsewhere, so it has no place here"));
        }
    }
    let balance = css.matches('{').count().abs_diff(css.matches('}').count());
    if balance != 0 {
        return refuse("its braces do not close".to_owned());
    }
    Ok(css)
}
