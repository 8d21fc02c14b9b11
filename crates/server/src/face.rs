//! How the paper looks: `masthead.toml` below, what the desk saved above.

use anyhow::Context as _;
use media::Media;
use store::{Executor, settings};
use web::{Face, FaceSettings};

use crate::config::Config;

/// The setting that holds what the desk saved, as JSON.
const SETTING: &str = "face";
/// The feed's topic when it changes.
pub(crate) const TOPIC: &str = "face";
const FILE_BYTES_MAX: usize = 4 << 20;

/// What `masthead.toml` says, its files read and kept among the media.
pub(crate) async fn configured(config: &Config, media: &Media) -> anyhow::Result<FaceSettings> {
    let mut settings = config.face.clone();
    settings.name.clone_from(&config.paper.name);
    for (key, field) in
        [("face.logo", &mut settings.logo), ("face.social_image", &mut settings.social_image)]
    {
        if field.is_empty() || field.starts_with("/media/") {
            continue;
        }
        let path = config.path(field);
        let bytes = std::fs::read(&path).with_context(|| format!("key {key}: {field}"))?;
        anyhow::ensure!(bytes.len() <= FILE_BYTES_MAX, "key {key}: {field} is larger than 4 MB");
        *field = media.put(&file_name(field), bytes).await.with_context(|| format!("key {key}"))?;
    }
    if !settings.extra_css.is_empty() {
        let (key, path) = ("face.extra_css", config.path(&settings.extra_css));
        settings.extra_css = std::fs::read_to_string(&path)
            .with_context(|| format!("key {key}: {}", settings.extra_css))?;
    }
    Ok(settings)
}

/// A file's own name, as media take it.
pub(crate) fn file_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_lowercase();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let stem = web::slug_from(stem);
    let ending = if ending == "jpeg" { "jpg" } else { ending };
    format!("{}.{ending}", if stem.is_empty() { "file" } else { &stem })
}

/// What the desk saved, if it did.
pub(crate) async fn find_saved(on: impl Executor) -> anyhow::Result<Option<FaceSettings>> {
    let Some(text) = settings::find_setting(on, SETTING).await?.filter(|text| !text.is_empty())
    else {
        return Ok(None);
    };
    Ok(Some(serde_json::from_str(&text).context("the setting “face” is damaged")?))
}

/// Keeps what the desk wants; nothing leads back to `masthead.toml`.
pub(crate) async fn save(on: impl Executor, saved: Option<&FaceSettings>) -> anyhow::Result<()> {
    let text = saved.map_or(Ok(String::new()), serde_json::to_string)?;
    Ok(settings::set_setting(on, SETTING, &text).await?)
}

/// The face to show: what the desk saved above what is configured.
pub(crate) async fn load(on: impl Executor, configured: &FaceSettings) -> anyhow::Result<Face> {
    let saved = find_saved(on).await?.unwrap_or_default();
    let face = Face::new(&saved.over(configured));
    face.map_err(|problem| anyhow::anyhow!("key face.{problem}"))
}
