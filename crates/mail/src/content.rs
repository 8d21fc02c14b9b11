use askama::Template;

use crate::{Mail, text};

/// What a mail says, before it has a form: [`Content::to_mail`] makes plain text
/// and HTML of the same parts, so that neither says more than the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// One line.
    pub subject: String,
    /// In which language it is (ISO 639-1).
    pub language: &'static str,
    /// Its parts, in the order in which they are read.
    pub parts: Vec<Part>,
}

/// One part of a mail. An address of the paper's own within a text becomes a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// What it is about; one a mail, at its top.
    Heading(String),
    /// A sentence or several.
    Paragraph(String),
    /// Names and what they are: `Paid`, `₹2,700.00`.
    Lines(Vec<(String, String)>),
    /// What to do next. The address stands below it as well, for whom the button does not work.
    Button {
        /// What it says.
        label: String,
        /// Where it leads: a full address.
        address: String,
    },
    /// What is worth knowing, in smaller letters.
    Note(String),
}

/// How the paper's mails look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The paper's name.
    pub paper: String,
    /// The address of its front page, with a slash at its end.
    pub home: String,
    /// What may be acted on, on light ground, as CSS writes it; white is readable on it.
    pub accent: String,
    /// The same on dark ground, where it stands under dark letters.
    pub accent_dark: String,
}

impl Content {
    /// A mail that says nothing yet.
    pub fn new(subject: impl Into<String>, language: &'static str) -> Self {
        Self { subject: subject.into(), language, parts: Vec::new() }
    }

    fn with(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// With a heading.
    #[must_use]
    pub fn heading(self, text: impl Into<String>) -> Self {
        self.with(Part::Heading(text.into()))
    }

    /// With a paragraph.
    #[must_use]
    pub fn paragraph(self, text: impl Into<String>) -> Self {
        self.with(Part::Paragraph(text.into()))
    }

    /// With names and what they are.
    #[must_use]
    pub fn lines(self, lines: Vec<(String, String)>) -> Self {
        self.with(Part::Lines(lines))
    }

    /// With a button that leads to `address`.
    #[must_use]
    pub fn button(self, label: impl Into<String>, address: impl Into<String>) -> Self {
        self.with(Part::Button { label: label.into(), address: address.into() })
    }

    /// With a note.
    #[must_use]
    pub fn note(self, text: impl Into<String>) -> Self {
        self.with(Part::Note(text.into()))
    }

    /// The mail in both forms.
    pub fn to_mail(&self, to: &str, look: &Look) -> Mail {
        Mail {
            to: to.to_owned(),
            subject: self.subject.clone(),
            text: text::write(self, look),
            // A mail that cannot be drawn still says everything as text.
            html: MailPage { content: self, look }.render().ok(),
            sender: Some(look.paper.clone()),
        }
    }
}

#[derive(Template)]
#[template(path = "mail.html")]
struct MailPage<'a> {
    content: &'a Content,
    look: &'a Look,
}

impl MailPage<'_> {
    /// What lists of mails show beside the subject: the first sentences.
    fn preview(&self) -> &str {
        let first = self.content.parts.iter().find_map(|part| match part {
            Part::Paragraph(text) => Some(text.as_str()),
            _ => None,
        });
        first.unwrap_or("")
    }

    /// `text` in pieces: whether each is an address of the paper's own, and the
    /// piece. Other addresses stay text: names are chosen by strangers.
    fn pieces<'t>(&self, text: &'t str) -> Vec<(bool, &'t str)> {
        let is_ours = |piece: &str| piece.starts_with(&self.look.home);
        text.split_inclusive(char::is_whitespace)
            .flat_map(|word| {
                let (bare, space) = word.split_at(word.trim_end().len());
                [(is_ours(bare), bare), (false, space)]
            })
            .collect()
    }
}
