//! What a paper looks like and is called: its name, colour, typefaces, logo,
//! navigation, foot. It is read from `masthead.toml` and from the desk, checked,
//! and turned into one style sheet, without rebuilding anything.

mod color;
mod fonts;
mod settings;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use color::{Color, UnknownColor};
pub use fonts::{Typeface, typefaces};
pub use settings::{FaceProblem, FaceSettings, TYPEFACE};

use crate::{NavItem, SharedPage, assets, hex, sha256};

/// The light page's grounds, the paper and the wash of the premium strip, as
/// `assets/paper/1-ground.css` has them.
pub(crate) const PAPER: [Color; 2] = [Color::new(0xfd, 0xfb, 0xf6), Color::new(0xf5, 0xf0, 0xe5)];
/// The dark page's.
pub(crate) const DARK_PAPER: [Color; 2] =
    [Color::new(0x16, 0x14, 0x12), Color::new(0x20, 0x1d, 0x1a)];
/// What stands on a filled button.
const ON_FILL: Color = Color::new(0xff, 0xff, 0xff);

/// The contrast that text must have (WCAG 2.2, level AA).
pub const CONTRAST_MIN: f64 = 4.5;

/// How a paper looks, checked and ready to be served.
#[derive(Clone, Debug)]
pub struct Face {
    /// The paper's name.
    pub name: String,
    /// The line below it; may be empty.
    pub tagline: String,
    /// Where its logo lies, if it has one.
    pub logo: Option<String>,
    /// What may be acted on, on light ground.
    pub accent: Color,
    /// The same on dark ground.
    pub accent_dark: Color,
    /// What the navigation says instead of the sections, if anything.
    pub navigation: Option<Arc<Vec<NavItem>>>,
    /// What the foot says instead of the usual, if anything.
    pub footer: Option<Arc<Vec<NavItem>>>,
    /// The picture of pages without one of their own.
    pub social_image: Option<String>,
    /// The address of its style sheet.
    pub stylesheet_path: String,
    /// The address of its icon.
    pub icon_path: String,
    /// The font files that the first paint needs.
    pub preloads: Vec<String>,
    /// The same for a page in Devanagari.
    pub devanagari_preloads: Vec<String>,
    pub(crate) stylesheet: Arc<SharedPage>,
    pub(crate) icon: Arc<SharedPage>,
}

impl Face {
    /// The face that `settings` describe, or the first one of them that will not do.
    pub fn new(settings: &FaceSettings) -> Result<Self, FaceProblem> {
        settings.face()
    }

    /// How far the accent stands out from the light page: `9.8`.
    pub fn contrast_label(&self) -> String {
        format!("{:.1}", self.accent.contrast(PAPER[1]))
    }

    /// How far the dark pages' accent stands out from theirs.
    pub fn dark_contrast_label(&self) -> String {
        format!("{:.1}", self.accent_dark.contrast(DARK_PAPER[1]))
    }

    /// Whether `name` is one of the files that depend on the face.
    pub fn file(&self, name: &str) -> Option<(&SharedPage, &str)> {
        match name {
            "paper.css" => Some((&self.stylesheet, &self.stylesheet_path)),
            "icon.svg" => Some((&self.icon, &self.icon_path)),
            _ => None,
        }
    }
}

/// The paper's style sheet: typefaces, colours, ours, and the paper's own rules last.
fn stylesheet(
    headline: &'static Typeface,
    text: &'static Typeface,
    (accent, accent_dark): (Color, Color),
    extra: &str,
) -> String {
    let fonts = fonts::rules([headline, text]);
    let (fill, fill_dark) = (accent, accent.lightest_under(ON_FILL, DARK_PAPER[0]));
    let variables = format!(
        ":root{{--headline-face:{};--text-face:{};--accent:{accent};--fill:{fill};--on-accent:{ON_FILL}}}\n\
         @supports (color:light-dark(#000,#fff)){{:root{{--accent:light-dark({accent},{accent_dark});\
         --fill:light-dark({fill},{fill_dark})}}}}\n\
         :lang(hi){{--headline-face:{};--text-face:{}}}",
        headline.stack(),
        text.stack(),
        headline.devanagari_stack(),
        text.devanagari_stack(),
    );
    let ours = assets::paper_css();
    format!("{fonts}\n{ours}\n{variables}\n{extra}")
}

/// The first letter of the name on the accent, for tabs and bookmarks.
fn icon(name: &str, accent: Color) -> String {
    let words = name.split_whitespace().filter(|word| !word.eq_ignore_ascii_case("the"));
    let letter = words.flat_map(str::chars).next().or_else(|| name.chars().next()).unwrap_or('M');
    let letter: String = match letter {
        '<' | '&' => "M".to_owned(),
        letter => letter.to_uppercase().collect(),
    };
    let [ground, _] = PAPER;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\">\
         <rect width=\"64\" height=\"64\" fill=\"{accent}\"/>\
         <text x=\"32\" y=\"49\" font-family=\"Georgia,serif\" font-size=\"48\" font-weight=\"700\" \
         text-anchor=\"middle\" fill=\"{ground}\">{letter}</text></svg>\n"
    )
}

fn hashed(name: &str, text: &str) -> String {
    format!("/assets/{}/{name}", hex(&sha256(text.as_bytes())[..8]))
}
