//! What search engines are told about a story in their own words: schema.org, as JSON-LD.
//! Nothing here knows a body.

use serde_json::{Value, json};
use web::{Frame, time_attribute};

use crate::{Author, Headline};

/// What is asked of an engine that got a whole story: to keep no copy of its own, and to
/// show no more of it than this.
pub(crate) const FOR_ENGINES: &str = "noarchive, max-snippet:160";

/// The part of a page that is not free: of an open story its body.
pub(crate) const LOCKED_BODY: &str = ".locked";
/// Of a wall, what stands in its place.
pub(crate) const LOCKED_WALL: &str = ".wall";

/// A story’s article and its place in the paper, ready to stand in `<script>` elements.
/// `locked` is the selector of what not everybody may read; none where everybody may.
pub(crate) fn describe(
    frame: &Frame,
    story: &Headline,
    authors: &[Author],
    locked: Option<&str>,
) -> Vec<String> {
    vec![data_block(&article(frame, story, authors, locked)), data_block(&place(frame, story))]
}

fn article(frame: &Frame, story: &Headline, authors: &[Author], locked: Option<&str>) -> Value {
    let (site, zone) = (&frame.site, frame.site.zone());
    let changed = if story.was_changed() { story.updated_at } else { story.published_at };
    let people: Vec<_> = authors
        .iter()
        .map(|author| {
            let url = site.address(&format!("/authors/{}", author.slug));
            json!({ "@type": "Person", "name": author.name, "url": url })
        })
        .collect();
    let mut article = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": frame.canonical(),
        "url": frame.canonical(),
        "headline": story.headline,
        "description": story.description(),
        "datePublished": time_attribute(story.published_at, zone),
        "dateModified": time_attribute(changed, zone),
        "inLanguage": story.language.code(),
        "articleSection": story.section.name,
        "author": if people.is_empty() { json!([publisher(frame)]) } else { json!(people) },
        "publisher": publisher(frame),
        "isAccessibleForFree": locked.is_none(),
    });
    if let Some(picture) = &story.picture {
        let sizes = picture.renditions.iter().rev().filter(|size| size.width >= 640);
        let images: Vec<_> = sizes.map(|size| site.address(&size.path)).collect();
        let largest = || picture.largest().map(|size| vec![site.address(&size.path)]);
        article["image"] =
            json!(if images.is_empty() { largest().unwrap_or_default() } else { images });
    }
    if let Some(selector) = locked {
        article["hasPart"] = json!({
            "@type": "WebPageElement",
            "isAccessibleForFree": false,
            "cssSelector": selector,
        });
    }
    article
}

fn publisher(frame: &Frame) -> Value {
    let url = frame.site.address("/");
    let mut publisher =
        json!({ "@type": "NewsMediaOrganization", "name": frame.face.name, "url": url });
    if let Some(logo) = &frame.face.logo {
        publisher["logo"] = json!({ "@type": "ImageObject", "url": frame.site.address(logo) });
    }
    publisher
}

/// The paper, the section, the story.
fn place(frame: &Frame, story: &Headline) -> Value {
    let step = |position: u8, name: &str, path: &str| {
        let item = frame.site.address(path);
        json!({ "@type": "ListItem", "position": position, "name": name, "item": item })
    };
    json!({
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            step(1, &frame.face.name, "/"),
            step(2, &story.section.name, &story.section_path()),
            step(3, &story.headline, &story.path()),
        ],
    })
}

/// JSON that cannot end or change the element it stands in: these characters occur in
/// its strings alone, where an escape means the same.
fn data_block(value: &Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_headline_ends_the_element() {
        let hostile = json!({ "headline": "</script><script>alert(1)</script><!-- & \u{2028}\"" });
        let block = data_block(&hostile);
        assert!(!block.contains(['<', '>', '&', '\u{2028}']), "{block}");
        assert_eq!(serde_json::from_str::<Value>(&block).unwrap(), hostile);
    }
}
