use pulldown_cmark::{Options, Parser, html};

use super::{Document, Losses};

impl Document {
    /// Reads CommonMark with tables and strikethrough. Markdown may hold HTML, so
    /// it takes the same road: to HTML, and from there to a document. What a
    /// document cannot hold is counted in `losses`.
    pub fn from_markdown(markdown: &str, losses: &mut Losses) -> Self {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        let mut as_html = String::with_capacity(markdown.len() * 3 / 2);
        html::push_html(&mut as_html, Parser::new_ext(markdown, options));
        Self::from_html(&as_html, losses)
    }
}
