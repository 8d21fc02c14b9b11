use std::fmt;

use serde_json::{Map, Value, json};

use super::{
    Block, Cell, DEPTH_MAX, Document, Figure, Inline, Marks, ORDER_MAX, chart, is_own_media,
    is_safe_link,
};

/// What is wrong with a document, and where: `content[2].content[0].text`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct DocumentProblem {
    /// The place in the JSON.
    pub path: String,
    /// What is wrong there.
    pub problem: String,
}

impl fmt::Display for DocumentProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.path.is_empty() { "the document" } else { &self.path };
        write!(f, "{place}: {}", self.problem)
    }
}

type Read<T> = Result<T, DocumentProblem>;

/// A place in the JSON and how deep it lies.
struct Place<'a> {
    value: &'a Value,
    path: String,
    depth: usize,
}

impl<'a> Place<'a> {
    fn wrong<T>(&self, problem: impl Into<String>) -> Read<T> {
        Err(DocumentProblem { path: self.path.clone(), problem: problem.into() })
    }

    fn kind(&self) -> Read<&'a str> {
        match self.value.get("type").and_then(Value::as_str) {
            Some(kind) => Ok(kind),
            None => self.wrong("a node needs a type"),
        }
    }

    fn children(&self) -> Read<Vec<Self>> {
        if self.depth > DEPTH_MAX {
            return self.wrong(format!("blocks lie more than {DEPTH_MAX} deep"));
        }
        let items = match self.value.get("content") {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) => items,
            Some(_) => return self.wrong("content must be a list"),
        };
        let dot = if self.path.is_empty() { "" } else { "." };
        let child = |(index, value)| Place {
            value,
            path: format!("{}{dot}content[{index}]", self.path),
            depth: self.depth + 1,
        };
        Ok(items.iter().enumerate().map(child).collect())
    }

    fn attr(&self, name: &str) -> Option<&'a Value> {
        self.value.get("attrs").and_then(|attrs| attrs.get(name))
    }

    fn text_attr(&self, name: &str) -> Read<String> {
        match self.attr(name) {
            None | Some(Value::Null) => Ok(String::new()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => self.wrong(format!("attrs.{name} must be text")),
        }
    }

    fn number_attr(&self, name: &str, default: u32) -> Read<u32> {
        match self.attr(name) {
            None | Some(Value::Null) => Ok(default),
            Some(value) => match value.as_u64().and_then(|number| u32::try_from(number).ok()) {
                Some(number) => Ok(number),
                None => self.wrong(format!("attrs.{name} must be a whole number")),
            },
        }
    }
}

impl Document {
    /// Reads and validates a document. Unknown nodes, marks and unsafe links
    /// are refused with their place.
    pub fn from_json(value: &Value) -> Read<Self> {
        let root = Place { value, path: String::new(), depth: 0 };
        match root.kind()? {
            "doc" => Ok(Self { blocks: read_blocks(&root)? }),
            other => root.wrong(format!("the outermost node must be a doc, not “{other}”")),
        }
    }

    /// Reads a document from JSON text.
    pub fn parse(text: &str) -> Read<Self> {
        let value = serde_json::from_str(text).map_err(|error| DocumentProblem {
            path: String::new(),
            problem: format!("not JSON: {error}"),
        })?;
        Self::from_json(&value)
    }

    /// As JSON.
    pub fn to_json(&self) -> Value {
        json!({ "type": "doc", "content": write_blocks(&self.blocks) })
    }
}

fn read_blocks(place: &Place<'_>) -> Read<Vec<Block>> {
    place.children()?.iter().map(read_block).collect()
}

fn read_block(place: &Place<'_>) -> Read<Block> {
    Ok(match place.kind()? {
        "paragraph" => Block::Paragraph(read_inlines(place)?),
        "heading" => match place.number_attr("level", 2)? {
            level @ 2..=4 => Block::Heading {
                level: u8::try_from(level).unwrap_or(2),
                content: read_inlines(place)?,
            },
            level => return place.wrong(format!("a heading has level 2, 3 or 4, not {level}")),
        },
        "bullet_list" => Block::BulletList(read_items(place)?),
        "ordered_list" => {
            let start = place.number_attr("order", 1)?;
            if start > ORDER_MAX {
                return place.wrong(format!("a list begins with at most {ORDER_MAX}"));
            }
            Block::OrderedList { start, items: read_items(place)? }
        }
        "blockquote" => Block::Blockquote(read_blocks(place)?),
        "code_block" => {
            let mut code = String::new();
            for child in place.children()? {
                code.push_str(&read_text(&child)?);
            }
            Block::CodeBlock(code)
        }
        "horizontal_rule" => Block::Rule,
        "table" => Block::Table(read_rows(place)?),
        "figure" => Block::Figure(read_figure(place)?),
        "pull_quote" => read_pull_quote(place)?,
        "chart" => match chart::read_chart(place.value.get("attrs")) {
            Ok(chart) => Block::Chart(chart),
            Err(problem) => return place.wrong(format!("attrs.{problem}")),
        },
        other => return place.wrong(format!("unknown node “{other}”")),
    })
}

fn read_items(place: &Place<'_>) -> Read<Vec<Vec<Block>>> {
    let read_item = |item: &Place<'_>| match item.kind()? {
        "list_item" => read_blocks(item),
        other => item.wrong(format!("a list holds list items, not “{other}”")),
    };
    place.children()?.iter().map(read_item).collect()
}

fn read_rows(place: &Place<'_>) -> Read<Vec<Vec<Cell>>> {
    let read_cell = |cell: &Place<'_>| {
        let header = match cell.kind()? {
            "table_cell" => false,
            "table_header" => true,
            other => return cell.wrong(format!("a row holds cells, not “{other}”")),
        };
        Ok(Cell { header, content: read_inlines(cell)? })
    };
    let read_row = |row: &Place<'_>| match row.kind()? {
        "table_row" => row.children()?.iter().map(read_cell).collect(),
        other => row.wrong(format!("a table holds rows, not “{other}”")),
    };
    place.children()?.iter().map(read_row).collect()
}

fn read_figure(place: &Place<'_>) -> Read<Figure> {
    let figure = Figure {
        src: place.text_attr("src")?,
        alt: place.text_attr("alt")?,
        caption: place.text_attr("caption")?,
        credit: place.text_attr("credit")?,
    };
    if !is_own_media(&figure.src) {
        return place.wrong("attrs.src must be a path under /media/");
    }
    if figure.alt.trim().is_empty() {
        return place.wrong("attrs.alt must say what the picture shows");
    }
    Ok(figure)
}

fn read_pull_quote(place: &Place<'_>) -> Read<Block> {
    let content = read_plain_inlines(place.children()?, "a pull quote")?;
    if content.is_empty() {
        return place.wrong("a pull quote needs words");
    }
    let cite = place.text_attr("cite")?.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Block::PullQuote { content, cite })
}

fn read_inlines(place: &Place<'_>) -> Read<Vec<Inline>> {
    let read = |inline: &Place<'_>| match inline.kind()? {
        "footnote" => read_note(inline),
        _ => read_inline(inline),
    };
    place.children()?.iter().map(read).collect()
}

/// A line without notes, of `what`.
fn read_plain_inlines(children: Vec<Place<'_>>, what: &str) -> Read<Vec<Inline>> {
    let read = |inline: Place<'_>| match inline.kind()? {
        "footnote" => inline.wrong(format!("{what} holds no notes")),
        _ => read_inline(&inline),
    };
    children.into_iter().map(read).collect()
}

fn read_inline(inline: &Place<'_>) -> Read<Inline> {
    match inline.kind()? {
        "text" => Ok(Inline::Text { text: read_text(inline)?, marks: read_marks(inline)? }),
        "hard_break" => Ok(Inline::Break),
        other => inline.wrong(format!("unknown node “{other}” within a line")),
    }
}

/// A note may lie as deep as any line; within it nothing lies deeper.
fn read_note(place: &Place<'_>) -> Read<Inline> {
    let note = Place { value: place.value, path: place.path.clone(), depth: 0 };
    let content = read_plain_inlines(note.children()?, "a note")?;
    if content.is_empty() {
        return place.wrong("a note needs words");
    }
    Ok(Inline::Footnote(content))
}

fn read_text(place: &Place<'_>) -> Read<String> {
    match place.value.get("text").and_then(Value::as_str) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => place.wrong("a text node needs a text that is not empty"),
    }
}

fn read_marks(place: &Place<'_>) -> Read<Marks> {
    let mut marks = Marks::default();
    let list = match place.value.get("marks") {
        None => return Ok(marks),
        Some(Value::Array(list)) => list,
        Some(_) => return place.wrong("marks must be a list"),
    };
    for mark in list {
        match mark.get("type").and_then(Value::as_str) {
            Some("strong") => marks.strong = true,
            Some("em") => marks.emphasis = true,
            Some("code") => marks.code = true,
            Some("strike") => marks.strike = true,
            Some("sub") => marks.subscript = true,
            Some("sup") => marks.superscript = true,
            Some("link") => match mark.pointer("/attrs/href").and_then(Value::as_str) {
                Some(href) if is_safe_link(href) => marks.link = Some(href.to_owned()),
                _ => return place.wrong("a link leads to http, https, mailto, tel or a path here"),
            },
            other => return place.wrong(format!("unknown mark “{}”", other.unwrap_or(""))),
        }
    }
    Ok(marks)
}

fn write_blocks(blocks: &[Block]) -> Vec<Value> {
    blocks.iter().map(write_block).collect()
}

fn write_block(block: &Block) -> Value {
    let items = |items: &[Vec<Block>]| -> Vec<Value> {
        let item =
            |item: &Vec<Block>| json!({ "type": "list_item", "content": write_blocks(item) });
        items.iter().map(item).collect()
    };
    match block {
        Block::Paragraph(content) => node("paragraph", write_inlines(content)),
        Block::Heading { level, content } => {
            json!({ "type": "heading", "attrs": { "level": level }, "content": write_inlines(content) })
        }
        Block::BulletList(list) => node("bullet_list", items(list)),
        Block::OrderedList { start, items: list } => {
            json!({ "type": "ordered_list", "attrs": { "order": start }, "content": items(list) })
        }
        Block::Blockquote(blocks) => node("blockquote", write_blocks(blocks)),
        Block::CodeBlock(code) if code.is_empty() => json!({ "type": "code_block" }),
        Block::CodeBlock(code) => node("code_block", vec![json!({ "type": "text", "text": code })]),
        Block::Rule => json!({ "type": "horizontal_rule" }),
        Block::Table(rows) => node("table", rows.iter().map(|row| write_row(row)).collect()),
        Block::Figure(Figure { src, alt, caption, credit }) => json!({
            "type": "figure",
            "attrs": { "src": src, "alt": alt, "caption": caption, "credit": credit },
        }),
        Block::PullQuote { content, cite } => json!({
            "type": "pull_quote", "attrs": { "cite": cite }, "content": write_inlines(content),
        }),
        Block::Chart(chart) => chart::write_json(chart),
    }
}

fn write_row(row: &[Cell]) -> Value {
    let cell = |cell: &Cell| {
        node(if cell.header { "table_header" } else { "table_cell" }, write_inlines(&cell.content))
    };
    node("table_row", row.iter().map(cell).collect())
}

/// A node with children; ProseMirror leaves `content` out where there are none.
fn node(kind: &str, content: Vec<Value>) -> Value {
    if content.is_empty() {
        json!({ "type": kind })
    } else {
        json!({ "type": kind, "content": content })
    }
}

fn write_inlines(inlines: &[Inline]) -> Vec<Value> {
    let write = |inline: &Inline| match inline {
        Inline::Break => json!({ "type": "hard_break" }),
        Inline::Footnote(content) => node("footnote", write_inlines(content)),
        Inline::Text { text, marks } => {
            let mut out = Map::new();
            out.insert("type".to_owned(), json!("text"));
            out.insert("text".to_owned(), json!(text));
            let marks = write_marks(marks);
            if !marks.is_empty() {
                out.insert("marks".to_owned(), Value::Array(marks));
            }
            Value::Object(out)
        }
    };
    inlines.iter().map(write).collect()
}

fn write_marks(marks: &Marks) -> Vec<Value> {
    let mut out = Vec::new();
    if let Some(href) = &marks.link {
        out.push(json!({ "type": "link", "attrs": { "href": href } }));
    }
    let plain = [
        (marks.strong, "strong"),
        (marks.emphasis, "em"),
        (marks.code, "code"),
        (marks.strike, "strike"),
        (marks.subscript, "sub"),
        (marks.superscript, "sup"),
    ];
    out.extend(plain.iter().filter(|(on, _)| *on).map(|(_, name)| json!({ "type": name })));
    out
}
