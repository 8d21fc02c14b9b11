//! Notes: references in the text, and the list in which their words stand.
//! Our own pages and Markdown's notes are written so, and by these roles those
//! of many others too (DPUB-ARIA 1.1).

use std::collections::HashMap;

use scraper::ElementRef;

use super::Builder;
use crate::document::{Inline, Loss, Marks, loss::Within, shorten};

/// The role of what leads to a note.
pub(super) const REFERENCE: &str = "doc-noteref";
const LIST: &str = "doc-endnotes";
const WAY_BACK: &str = "doc-backlink";

/// A label is quoted as far as this.
const LABEL_CHARS_MAX: usize = 40;

/// The notes of what is being read.
#[derive(Default)]
pub(super) struct Notes<'t> {
    /// By their ids; none once it stands in the text.
    found: HashMap<String, Option<ElementRef<'t>>>,
    /// The ids in their order, each once.
    order: Vec<String>,
    /// Whether something is being read that holds none.
    pub(super) are_refused: bool,
}

pub(super) fn has_role(element: ElementRef<'_>, role: &str) -> bool {
    element.value().attr("role") == Some(role)
}

impl<'t> Builder<'_, 't> {
    /// Looks for lists of notes; their items are read where the text refers to them.
    pub(super) fn find_notes(&mut self, root: ElementRef<'t>) {
        for element in root.descendants().filter_map(ElementRef::wrap) {
            if has_role(element, WAY_BACK) {
                self.pass(element);
            }
            let mut above = element.ancestors().filter_map(ElementRef::wrap).take(2);
            if element.value().name() != "li" || !above.any(|list| has_role(list, LIST)) {
                continue;
            }
            let Some(id) = element.value().attr("id") else { continue };
            if !self.notes.found.contains_key(id) {
                self.notes.found.insert(id.to_owned(), Some(element));
                self.notes.order.push(id.to_owned());
                self.pass(element);
            }
        }
    }

    /// A reference becomes the note itself.
    pub(super) fn note(&mut self, reference: ElementRef<'t>, depth: usize) {
        let id = reference.value().attr("href").and_then(|href| href.strip_prefix('#'));
        let id = id.unwrap_or("");
        let loss: fn(String) -> Loss = match self.notes.found.get_mut(id) {
            _ if self.notes.are_refused => Loss::NoteWithin,
            None => Loss::EmptyNote,
            Some(item) => match item.take() {
                None => Loss::NoteAgain,
                Some(item) => {
                    self.notes.are_refused = true;
                    let content = self.one_line(item, depth, Within::Note);
                    self.notes.are_refused = false;
                    if !content.is_empty() {
                        self.line.push(Inline::Footnote(content));
                        return;
                    }
                    Loss::EmptyNote
                }
            },
        };
        let label = shorten(id.strip_prefix("note-").unwrap_or(id), LABEL_CHARS_MAX);
        self.losses.count(loss(label));
    }

    /// Notes that nothing refers to: their words follow the text.
    pub(super) fn notes_left(&mut self) {
        for id in std::mem::take(&mut self.notes.order) {
            let Some(item) = self.notes.found.get_mut(&id).and_then(Option::take) else { continue };
            let label = shorten(id.strip_prefix("note-").unwrap_or(&id), LABEL_CHARS_MAX);
            self.losses.count(Loss::NoteLeft(label));
            self.flow(item, &Marks::default(), 0);
            self.end_line();
        }
    }
}
