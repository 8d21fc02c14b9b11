//! The demonstration's faces: the same paper looks and is called differently,
//! by configuration alone.

use std::path::Path;

use clap::ValueEnum;

use super::{Files, text};

/// What the demonstration looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    /// The Konkan Mercury: dark red, Newsreader.
    #[default]
    Mercury,
    /// The Deccan Gazette: blue, Literata, a logo, a navigation of its own.
    Gazette,
}

impl Theme {
    const fn folder(self) -> &'static str {
        match self {
            Self::Mercury => "mercury",
            Self::Gazette => "gazette",
        }
    }
}

/// Writes the theme's files into `dir` and returns the keys that point to them,
/// as `--set` takes them.
pub fn lay_out(theme: Theme, dir: &Path) -> anyhow::Result<Vec<String>> {
    let folder = theme.folder();
    let settings: toml::Table = toml::from_str(&text(&format!("themes/{folder}/face.toml"))?)?;
    let to = dir.join("theme").join(folder);
    std::fs::create_dir_all(&to)?;
    let mut keys = Vec::new();
    for (key, value) in settings {
        let file = matches!(&*key, "logo" | "social_image" | "extra_css");
        let value = match value {
            toml::Value::String(name) if file => {
                let path = match &*name {
                    "social.png" => "pictures/social-1200x630.png".to_owned(),
                    name => format!("themes/{folder}/{name}"),
                };
                let found = Files::get(&path);
                let data =
                    found.ok_or_else(|| anyhow::anyhow!("the demonstration lacks {path}"))?;
                std::fs::write(to.join(&name), data.data)?;
                format!("theme/{folder}/{name}")
            }
            toml::Value::String(text) => text,
            toml::Value::Array(items) => {
                let items: Vec<_> = items.iter().filter_map(toml::Value::as_str).collect();
                items.join(",")
            }
            other => other.to_string(),
        };
        let key = if key == "name" { "paper.name".to_owned() } else { format!("face.{key}") };
        keys.push(format!("{key}={value}"));
    }
    Ok(keys)
}
