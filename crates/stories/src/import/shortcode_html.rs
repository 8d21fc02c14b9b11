//! What single shortcodes look like as HTML.

use super::{markdown::render, shortcode_tag::Call, shortcodes::Resolve};
use crate::document::{Document, Losses};

/// Whether a shortcode shows a picture.
pub(super) fn is_picture(name: &str) -> bool {
    matches!(name, "figure" | "image" | "picture" | "legacy-img" | "img")
        || name.starts_with("img-")
        || name.starts_with("legacy-img-")
}

/// Pairs whose inside stays: what stands before and after it.
pub(super) fn wrapping(call: &Call) -> Option<(String, &'static str)> {
    let title = call.get("title").map(inline).unwrap_or_default();
    let bold = |title: &str| {
        if title.is_empty() { String::new() } else { format!("<p><strong>{title}</strong></p>") }
    };
    Some(match &*call.name {
        "note" | "box" | "callout" | "alert" => {
            (format!("<blockquote>{}", bold(&title)), "</blockquote>")
        }
        "ring" | "accordion" | "details" => (bold(&title), ""),
        "highlight" => (String::new(), ""),
        "card-prompt" => {
            let intro = call.get("intro").map(|text| format!("<p>{}</p>", inline(text)));
            let button = call.get("button-url").map(|url| {
                let words = call.get("button-text").unwrap_or(url);
                format!("<p>{}</p>", anchor(url, &inline(words)))
            });
            (
                format!("<blockquote>{}{}", intro.unwrap_or_default(), button.unwrap_or_default()),
                "</blockquote>",
            )
        }
        "card-policy" => {
            let title = call.get("src").map_or_else(|| title.clone(), |src| anchor(src, &title));
            (format!("<p>{title}</p><blockquote>"), "</blockquote>")
        }
        _ => return None,
    })
}

/// What is played or shown elsewhere becomes a link to it.
pub(super) fn embedded(call: &Call) -> Option<String> {
    let title = call.get("title");
    let (address, words) = match &*call.name {
        "tweet" | "twitter" | "x" => {
            let id = call.get("id").or_else(|| call.first())?;
            let user = call.get("user").unwrap_or("i");
            let words = call
                .get("user")
                .map_or("A post on Twitter".to_owned(), |user| format!("A tweet by @{user}"));
            (format!("https://twitter.com/{user}/status/{id}"), words)
        }
        "youtube" => {
            let id = call.get_or_first("id")?;
            let words = title
                .map_or_else(|| "A video on YouTube".to_owned(), |title| format!("Video: {title}"));
            (format!("https://www.youtube.com/watch?v={id}"), words)
        }
        "vimeo" => (
            format!("https://vimeo.com/{}", call.get_or_first("id")?),
            "A video on Vimeo".to_owned(),
        ),
        "instagram" => (
            format!("https://www.instagram.com/p/{}/", call.get_or_first("id")?),
            "A post on Instagram".to_owned(),
        ),
        "fb-video" => (call.get_or_first("src")?.to_owned(), "A video on Facebook".to_owned()),
        "iframe" | "cspan-iframe" => {
            let source = call.get_or_first("src")?;
            (source.to_owned(), title.unwrap_or(source).to_owned())
        }
        _ => return None,
    };
    Some(format!("<p>{}</p>", anchor(&address, &escape(&words))))
}

/// Shortcodes without an inside that leave words.
pub(super) fn standing(call: &Call, resolve: Resolve<'_>) -> Option<String> {
    match &*call.name {
        "quote-block" | "quote" | "pullquote" => {
            let text = inline(call.get_or_first("text")?);
            let cite = call.get("cite").map(|cite| format!("<p>— {}</p>", inline(cite)));
            Some(format!("<blockquote><p>{text}</p>{}</blockquote>", cite.unwrap_or_default()))
        }
        "button" => {
            let address = call.get("href").or_else(|| call.get("url"))?;
            Some(format!(
                "<p>{}</p>",
                anchor(address, &inline(call.get("text").unwrap_or(address)))
            ))
        }
        "featured-resource" => {
            let path = resolve(call.get_or_first("link")?)?;
            Some(format!(
                "<p>{}</p>",
                anchor(&path, &inline(call.get("kicker").unwrap_or("Read more")))
            ))
        }
        _ => None,
    }
}

fn anchor(address: &str, html: &str) -> String {
    format!("<a href=\"{}\">{html}</a>", escape(address))
}

/// A parameter's Markdown as HTML without the paragraph around it.
pub(super) fn inline(markdown: &str) -> String {
    let html = render(markdown.trim());
    let html = html.trim();
    let inner = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>"));
    inner.filter(|inner| !inner.contains("<p>")).unwrap_or(html).to_owned()
}

/// A parameter's Markdown as words.
pub(super) fn plain_inline(markdown: &str) -> String {
    let mut ignored = Losses::default();
    Document::from_html(&inline(markdown), &mut ignored).to_text().replace('\n', " ")
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
