use std::sync::Arc;

use serde::{Deserialize, Serialize};
use words::Words;

use super::{
    CONTRAST_MIN, Color, DARK_PAPER, Face, PAPER, UnknownColor, fonts, hashed, icon, stylesheet,
};
use crate::{NavItem, Sentence, SharedPage};

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
#[derive(Debug, Clone, thiserror::Error)]
#[error("{field}: {}", .problem.in_english())]
pub struct FaceProblem {
    /// The field's name in [`FaceSettings`].
    pub field: &'static str,
    /// What is wrong, and what would do; without a full stop.
    pub problem: Sentence,
}

impl FaceProblem {
    /// A problem of `field`.
    pub fn new(field: &'static str, problem: impl Into<Sentence>) -> Self {
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
            return Err(FaceProblem::new("name", Words::face_name_missing));
        }
        let tagline = one_line("tagline", &self.tagline, TAGLINE_CHARS_MAX)?;
        let (accent, accent_dark) = self.accents()?;
        let typeface = |field, id: &str| {
            let id = if id.is_empty() { TYPEFACE } else { id };
            fonts::find(id).ok_or_else(|| {
                let known: Vec<_> = fonts::typefaces().map(|face| &*face.id).collect();
                let (known, id) = (known.join(", "), id.to_owned());
                FaceProblem::new(field, move |say: Words| say.face_typeface_unknown(&known, &id))
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
            text.parse().map_err(|UnknownColor(text)| {
                FaceProblem::new(field, move |say: Words| say.face_colour_wrong(&text))
            })
        };
        let written = if self.accent.trim().is_empty() { ACCENT } else { &self.accent };
        let accent: Color = parse("accent", written)?;
        let accent_dark = match self.accent_dark.trim() {
            "" => accent.readable_on(DARK_PAPER[1], 6.5),
            text => parse("accent_dark", text)?,
        };
        for (field, color, ground) in
            [("accent", accent, PAPER), ("accent_dark", accent_dark, DARK_PAPER)]
        {
            let contrast =
                ground.map(|ground| color.contrast(ground)).into_iter().fold(21.0, f64::min);
            if contrast < CONTRAST_MIN {
                let (color, contrast) = (color.to_string(), format!("{contrast:.1}"));
                let least = CONTRAST_MIN.to_string();
                return Err(FaceProblem::new(field, move |say: Words| match field {
                    "accent" => say.face_too_light(&color, &contrast, &least),
                    _ => say.face_too_dark(&color, &contrast, &least),
                }));
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
        return Err(FaceProblem::new(field, Words::face_hidden));
    }
    if text.chars().count() > chars_max {
        return Err(FaceProblem::new(field, move |say: Words| say.face_too_long(chars_max)));
    }
    Ok(text)
}

/// Only what this paper serves itself can be shown.
fn own_file(field: &'static str, path: &str) -> Result<Option<String>, FaceProblem> {
    match path.trim() {
        "" => Ok(None),
        path if path.starts_with("/media/") && !path.contains("..") => Ok(Some(path.to_owned())),
        path => {
            let path = path.to_owned();
            Err(FaceProblem::new(field, move |say: Words| say.face_not_own(&path)))
        }
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
        return Err(FaceProblem::new(field, |say: Words| say.face_too_many(LINES_MAX)));
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
            let line = line.to_owned();
            Err(FaceProblem::new(field, move |say: Words| say.face_entry_wrong(&line)))
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
    let refuse = |problem: Sentence| Err(FaceProblem::new("extra_css", problem));
    let bytes = css.len();
    if bytes > CSS_BYTES_MAX {
        return refuse((move |say: Words| say.face_css_too_long(bytes, CSS_BYTES_MAX)).into());
    }
    let lower = without_comments(css).to_ascii_lowercase();
    // An escape could spell any of the others; nobody needs one in UTF-8.
    for banned in
        ["\\", "//", "/*", "@import", "@charset", "@namespace", "image-set", "http:", "https:"]
    {
        if lower.contains(banned) {
            return refuse((move |say: Words| say.face_css_banned(banned)).into());
        }
    }
    let balance = css.matches('{').count().abs_diff(css.matches('}').count());
    if balance != 0 {
        return refuse(Words::face_css_braces.into());
    }
    Ok(css)
}
