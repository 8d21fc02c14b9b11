use pulldown_cmark::{Options, Parser, html};

use super::{Document, Losses};

impl Document {
    /// Reads CommonMark with tables and strikethrough. Markdown may hold HTML, so
    /// it takes the same road: to HTML, and from there to a document. What a
    /// document cannot hold is counted in `losses`.
    pub fn from_markdown(markdown: &str, losses: &mut Losses) -> Self {
        Self::from_html(&markdown_to_html(markdown), losses)
    }
}

/// CommonMark with tables and strikethrough as HTML that nobody has made safe
/// yet: it is only fit for [`Document::from_html`].
pub(crate) fn markdown_to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut as_html = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut as_html, Parser::new_ext(markdown, options));
    as_html
}
