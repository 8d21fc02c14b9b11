//! What a story makes of Hugo's shortcodes.
//!
//! A shortcode may stand anywhere: on a line of its own, within a sentence, in
//! a link's address, amid HTML. So each becomes a plain word first (as Hugo
//! does it), the Markdown is rendered, and the words are replaced in the HTML,
//! which our own reader then takes apart like any other.

use std::collections::HashMap;

use super::{
    shortcode_html::{embedded, escape, inline, is_picture, plain_inline, standing, wrapping},
    shortcode_tag::{Call, Kind, next_tag},
};
use crate::document::Losses;

/// Resolves what `ref` names to a path on this paper.
pub(super) type Resolve<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Pairs within pairs; more than this is no text.
const PAIRS_MAX: usize = 20;

/// Something counted because its target is not here.
pub(super) const DEAD_LINK: &str = "link to a page that was not imported";

/// Markdown whose shortcodes are words, and what the words stand for.
pub(super) struct Expanded {
    /// The Markdown.
    pub(super) markdown: String,
    word: String,
    stand_for: Vec<Meaning>,
}

/// What a word stands for.
enum Meaning {
    Html(String),
    /// A path on this paper, or a page that is not here.
    Link(Option<String>),
}

/// A pair's first half, still waiting for its second.
struct OpenPair {
    name: String,
    closing: &'static str,
    alone: bool,
}

/// Replaces all shortcodes of `text` by words.
pub(super) fn expand(text: &str, resolve: Resolve<'_>, losses: &mut Losses) -> Expanded {
    let mut expander = Expander {
        text,
        resolve,
        losses,
        closings: last_closings(text),
        pairs: Vec::new(),
        out: Expanded {
            markdown: String::with_capacity(text.len()),
            word: unused_word(text),
            stand_for: Vec::new(),
        },
    };
    let mut from = 0;
    while let Some(tag) = next_tag(text, from) {
        expander.out.markdown.push_str(&text[from..tag.start]);
        from = tag.end;
        match tag.kind {
            Kind::Open(call) => from = expander.open(&call, tag.end),
            Kind::Close(name) => expander.close(&name),
            Kind::Shown(words) => {
                expander.push(Meaning::Html(escape(&format!("{{{{ {words} }}}}"))), false)
            }
            Kind::Broken => expander.losses.count("shortcode that cannot be read"),
        }
    }
    expander.out.markdown.push_str(&text[from..]);
    expander.out
}

/// A word of letters that `text` does not hold.
fn unused_word(text: &str) -> String {
    const WORD: &str = "mhshortcode";
    let tail =
        |(at, _): (usize, &str)| text[at + WORD.len()..].chars().take_while(|c| *c == 'q').count();
    let longest = text.match_indices(WORD).map(tail).max();
    format!("{WORD}{}", "q".repeat(longest.map_or(0, |longest| longest + 1)))
}

/// Where each name is closed for the last time.
fn last_closings(text: &str) -> HashMap<String, usize> {
    let mut closings = HashMap::new();
    let mut from = 0;
    while let Some(tag) = next_tag(text, from) {
        from = tag.end;
        if let Kind::Close(name) = tag.kind {
            closings.insert(name, tag.start);
        }
    }
    closings
}

struct Expander<'a> {
    text: &'a str,
    resolve: Resolve<'a>,
    losses: &'a mut Losses,
    closings: HashMap<String, usize>,
    pairs: Vec<OpenPair>,
    out: Expanded,
}

impl Expander<'_> {
    /// Writes a word; a block of its own where `alone`.
    fn push(&mut self, meaning: Meaning, alone: bool) {
        let Expanded { markdown, word, stand_for } = &mut self.out;
        let name = format!("{word}{}x", stand_for.len());
        stand_for.push(meaning);
        if alone {
            markdown.push_str("\n\n");
        }
        markdown.push_str(&name);
        if alone {
            markdown.push_str("\n\n");
        }
    }

    /// Whether nothing but a small indent precedes the place where we write.
    fn at_line_start(&self) -> bool {
        let indent = self.out.markdown.chars().rev().take(4).take_while(|c| *c != '\n');
        let indent: Vec<_> = indent.collect();
        indent.len() < 4 && indent.iter().all(|c| c.is_whitespace())
    }

    fn has_pair(&self, name: &str, from: usize) -> bool {
        self.closings.get(name).is_some_and(|at| *at >= from)
    }

    /// Returns where the text goes on.
    fn open(&mut self, call: &Call, end: usize) -> usize {
        match &*call.name {
            "ref" | "relref" | "link" | "tmp" => {
                let target = call.get_or_first("path").unwrap_or("");
                let found = (self.resolve)(target);
                if found.is_none() {
                    self.losses.count(DEAD_LINK);
                }
                self.push(Meaning::Link(found), false);
            }
            "legacy-file" | "asset-static" | "asset" | "file" => {
                self.losses.count("file to download");
                match call.get("label").or_else(|| call.get("text")) {
                    Some(label) => self.push(Meaning::Html(inline(label)), false),
                    None => self.push(Meaning::Link(None), false),
                }
            }
            "highlight" if call.first().is_some() => return self.code(end),
            name if is_picture(name) => {
                let words =
                    call.get("caption").or_else(|| call.get("alt")).or_else(|| call.get("title"));
                let html = format!("<img alt=\"{}\">", escape(&plain_inline(words.unwrap_or(""))));
                // The spaces let emphasis beside it begin and end.
                self.out.markdown.push(' ');
                self.push(Meaning::Html(html), false);
                self.out.markdown.push(' ');
            }
            _ => self.block(call, end),
        }
        end
    }

    /// Program text, shown as it is.
    fn code(&mut self, end: usize) -> usize {
        if !self.has_pair("highlight", end) {
            return end;
        }
        let mut from = end;
        while let Some(tag) = next_tag(self.text, from) {
            if tag.kind == Kind::Close("highlight".to_owned()) {
                let code = self.text[end..tag.start].trim_matches('\n');
                self.push(Meaning::Html(format!("<pre><code>{}</code></pre>", escape(code))), true);
                return tag.end;
            }
            from = tag.end;
        }
        end
    }

    fn block(&mut self, call: &Call, end: usize) {
        let paired = self.has_pair(&call.name, end) && self.pairs.len() < PAIRS_MAX;
        let alone = self.at_line_start();
        if let Some((opening, closing)) = wrapping(call) {
            if paired {
                self.push(Meaning::Html(opening), alone);
                self.pairs.push(OpenPair { name: call.name.clone(), closing, alone });
            } else {
                self.push(Meaning::Html(format!("{opening}{closing}")), alone);
            }
            return;
        }
        match embedded(call) {
            Some(html) => {
                self.losses.count(&*call.name);
                self.push(Meaning::Html(html), alone);
            }
            None => match standing(call, self.resolve) {
                Some(html) => self.push(Meaning::Html(html), alone),
                None => self.losses.count(format!("shortcode {}", call.name)),
            },
        }
    }

    fn close(&mut self, name: &str) {
        let Some(index) = self.pairs.iter().rposition(|pair| pair.name == name) else { return };
        let pair = self.pairs.remove(index);
        self.push(Meaning::Html(pair.closing.to_owned()), pair.alone);
    }
}

impl Expanded {
    /// Puts what the words stand for into the HTML made of the Markdown.
    pub(super) fn fill(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(at) = rest.find(&self.word) {
            let after = &rest[at + self.word.len()..];
            let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let meaning =
                after[..digits].parse().ok().and_then(|index: usize| self.stand_for.get(index));
            let Some(meaning) = meaning else {
                out.push_str(&rest[..at + self.word.len()]);
                rest = after;
                continue;
            };
            out.push_str(&rest[..at]);
            rest = after[digits..].strip_prefix('x').unwrap_or(&after[digits..]);
            match meaning {
                Meaning::Html(html) => out.push_str(html),
                Meaning::Link(path) => rest = fill_link(&mut out, rest, path.as_deref()),
            }
        }
        out.push_str(rest);
        out
    }
}

/// Writes a link's path where `out` is within an attribute, and takes the
/// attribute back where there is none. Returns what is left of `rest`.
fn fill_link<'a>(out: &mut String, rest: &'a str, path: Option<&str>) -> &'a str {
    let attribute = [" href=\"", " href='"].iter().find(|attribute| out.ends_with(**attribute));
    let Some(attribute) = attribute else {
        out.push_str(path.unwrap_or(""));
        return rest;
    };
    let quote = if attribute.ends_with('"') { '"' } else { '\'' };
    // What followed the shortcode, a fragment mostly, has no place here.
    let end = rest.find(quote).unwrap_or(0);
    match path {
        Some(path) => {
            out.push_str(path);
            &rest[end..]
        }
        None => {
            out.truncate(out.len() - attribute.len());
            &rest[(end + 1).min(rest.len())..]
        }
    }
}
