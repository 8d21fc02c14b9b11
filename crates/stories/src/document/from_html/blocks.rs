//! Blocks that hold blocks: quotations, lists, tables.

use scraper::ElementRef;

use super::Builder;
use crate::document::{
    Block, Cell, DEPTH_MAX, Document, Inline, Loss, Marks, ORDER_MAX, loss::Within,
};

impl<'t> Builder<'_, 't> {
    /// What stands inside `element`, as blocks of their own, `levels` deeper.
    fn inside(&mut self, element: ElementRef<'t>, depth: usize, levels: usize) -> Vec<Block> {
        self.end_line();
        let outer = std::mem::take(&mut self.blocks);
        self.level += levels;
        self.flow(element, &Marks::default(), depth + 1);
        self.end_line();
        self.level -= levels;
        std::mem::replace(&mut self.blocks, outer)
    }

    /// Whether a paragraph `levels` further down still has room for its words.
    const fn has_room(&self, levels: usize) -> bool {
        self.level + levels <= DEPTH_MAX
    }

    /// Deeper than a document goes: the words stay, the nesting does not.
    fn flatten(&mut self, element: ElementRef<'t>, depth: usize) {
        let in_line = self.level >= DEPTH_MAX;
        let loss = if in_line { Loss::BlockIn(self.within) } else { Loss::NestedTooDeep };
        self.losses.count(loss);
        self.end_line();
        self.flow(element, &Marks::default(), depth + 1);
        self.end_line();
    }

    pub(super) fn blockquote(&mut self, element: ElementRef<'t>, depth: usize) {
        if !self.has_room(2) {
            self.flatten(element, depth);
            return;
        }
        let inner = self.inside(element, depth, 1);
        if !inner.is_empty() {
            self.push_block(Block::Blockquote(inner));
        }
    }

    pub(super) fn list(&mut self, element: ElementRef<'t>, depth: usize) {
        let children = element.children().filter_map(ElementRef::wrap);
        let children: Vec<_> = children.filter(|child| !self.is_passed(*child)).collect();
        if !self.has_room(3) {
            children.into_iter().for_each(|child| self.flatten(child, depth));
            return;
        }
        let mut items = Vec::new();
        for child in children {
            let item = self.inside(child, depth, 2);
            if !item.is_empty() {
                items.push(item);
            }
        }
        if items.is_empty() {
            return;
        }
        let start = element.value().attr("start").and_then(|text| text.parse().ok()).unwrap_or(1);
        let list = if element.value().name() == "ul" {
            Block::BulletList(items)
        } else {
            Block::OrderedList { start: ORDER_MAX.min(start), items }
        };
        self.push_block(list);
    }

    pub(super) fn table(&mut self, element: ElementRef<'t>, depth: usize) {
        self.end_line();
        let of_row = |row: ElementRef<'t>| row.value().name() == "tr" && is_of_table(row, element);
        let found: Vec<_> = element.descendants().filter_map(ElementRef::wrap).collect();
        for caption in found.iter().filter(|part| part.value().name() == "caption") {
            self.flow(*caption, &Marks::default(), depth + 1);
            self.end_line();
        }
        let mut rows = Vec::new();
        for row in found.iter().filter(|row| of_row(**row)) {
            let cells = row.children().filter_map(ElementRef::wrap);
            let cells = cells.filter(|cell| matches!(cell.value().name(), "td" | "th"));
            if !self.has_room(3) {
                cells.for_each(|cell| self.flatten(cell, depth));
                continue;
            }
            let cells: Vec<_> = cells.map(|cell| self.cell(cell, depth)).collect();
            if cells.iter().any(|cell| !cell.content.is_empty()) {
                rows.push(cells);
            }
        }
        if !rows.is_empty() {
            self.blocks.push(Block::Table(rows));
        }
    }

    /// A cell holds one line.
    fn cell(&mut self, cell: ElementRef<'t>, depth: usize) -> Cell {
        let outer = std::mem::replace(&mut self.within, Within::Cell);
        let content = self.joined(cell, depth);
        self.within = outer;
        Cell { header: cell.value().name() == "th", content }
    }

    /// What stands inside `element` as one line; blocks are joined by breaks.
    pub(super) fn joined(&mut self, element: ElementRef<'t>, depth: usize) -> Vec<Inline> {
        let mut content = Vec::new();
        for block in self.inside(element, depth, DEPTH_MAX) {
            let line = match block {
                Block::Paragraph(line) | Block::Heading { content: line, .. } => line,
                other => {
                    self.losses.count(Loss::BlockIn(self.within));
                    let text = Document { blocks: vec![other] }.to_text();
                    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    if words.is_empty() { Vec::new() } else { vec![Inline::plain(words)] }
                }
            };
            if !content.is_empty() && !line.is_empty() {
                content.push(Inline::Break);
            }
            content.extend(line);
        }
        content
    }
}

/// Whether a row belongs to this table and not to one inside it.
fn is_of_table(row: ElementRef<'_>, table: ElementRef<'_>) -> bool {
    let mut above = row.ancestors().filter_map(ElementRef::wrap);
    above.find(|element| element.value().name() == "table") == Some(table)
}
