//! The bundled typefaces, and the rules that load those which a paper chose.

use std::{fmt::Write as _, sync::LazyLock};

use serde::Deserialize;

use crate::asset_path;

/// A typeface that comes with the program.
#[derive(Debug, Deserialize)]
pub struct Typeface {
    /// In `masthead.toml`: `newsreader`.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// `serif`, `sans` or `devanagari`.
    pub kind: String,
    fallback_stack: String,
    files: Vec<File>,
    #[serde(default)]
    fallbacks: Vec<Fallback>,
}

#[derive(Debug, Deserialize)]
struct File {
    file: String,
    weight: u32,
    style: String,
    unicode_range: String,
}

/// A face of the reader's system, stretched to the measures of ours, so that
/// nothing moves when ours arrives.
#[derive(Debug, Deserialize)]
struct Fallback {
    family: String,
    weight: u32,
    style: String,
    local: Vec<String>,
    size_adjust: String,
    ascent_override: String,
    descent_override: String,
    line_gap_override: String,
}

#[derive(Deserialize)]
struct Faces {
    faces: Vec<Typeface>,
}

static TYPEFACES: LazyLock<Vec<Typeface>> = LazyLock::new(|| {
    let text = include_str!("../../../../assets/vendor/fonts/faces.json");
    serde_json::from_str(text).map(|Faces { faces }| faces).unwrap_or_default()
});

/// The typefaces that a paper can choose for its Latin text.
pub fn typefaces() -> impl Iterator<Item = &'static Typeface> {
    TYPEFACES.iter().filter(|face| face.kind != "devanagari")
}

pub(super) fn find(id: &str) -> Option<&'static Typeface> {
    typefaces().find(|face| face.id == id)
}

impl Typeface {
    /// The id of the Devanagari that goes with it.
    pub(super) fn devanagari_id(&self) -> String {
        format!("noto-{}-devanagari", self.kind)
    }

    fn devanagari(&self) -> Option<&'static Self> {
        let id = self.devanagari_id();
        TYPEFACES.iter().find(|face| face.id == id)
    }

    /// The same for text in Devanagari, whose face comes first.
    pub(super) fn devanagari_stack(&self) -> String {
        let stack = self.stack();
        self.devanagari()
            .map_or_else(|| stack.clone(), |other| format!("\"{}\", {stack}", other.name))
    }

    /// What `font-family` asks for.
    pub(super) fn stack(&self) -> String {
        let mut out = format!("\"{}\"", self.name);
        if let Some(other) = self.devanagari() {
            let _ = write!(out, ", \"{}\"", other.name);
        }
        let mut families: Vec<&str> = self.fallbacks.iter().map(|rule| &*rule.family).collect();
        families.dedup();
        families.sort_unstable();
        families.dedup();
        for family in families {
            let _ = write!(out, ", \"{family}\"");
        }
        let _ = write!(out, ", {}", self.fallback_stack);
        out
    }

    fn write_rules(&self, out: &mut String) {
        for File { file, weight, style, unicode_range } in &self.files {
            let _ = write!(
                out,
                "@font-face{{font-family:\"{}\";font-style:{style};font-weight:{weight};\
                 font-display:swap;src:url({}) format(\"woff2\");unicode-range:{unicode_range}}}",
                self.name,
                asset_path(file),
            );
        }
        for rule in &self.fallbacks {
            let local: Vec<_> =
                rule.local.iter().map(|name| format!("local(\"{name}\")")).collect();
            let _ = write!(
                out,
                "@font-face{{font-family:\"{}\";font-style:{};font-weight:{};src:{};\
                 size-adjust:{};ascent-override:{};descent-override:{};line-gap-override:{}}}",
                rule.family,
                rule.style,
                rule.weight,
                local.join(","),
                rule.size_adjust,
                rule.ascent_override,
                rule.descent_override,
                rule.line_gap_override,
            );
        }
    }
}

/// The rules for the chosen faces, each once, and the Devanagari that goes with them.
pub(super) fn rules(chosen: [&'static Typeface; 2]) -> String {
    let mut out = String::new();
    let mut written: Vec<&str> = Vec::new();
    for face in chosen.into_iter().flat_map(|face| [Some(face), face.devanagari()]).flatten() {
        if !written.contains(&&*face.id) {
            written.push(&face.id);
            face.write_rules(&mut out);
        }
    }
    out
}
