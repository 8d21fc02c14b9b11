use crate::document::Inline;

/// Spaces collapse across pieces; none stay at the ends, nor empty pieces.
pub(super) fn tidy_line(line: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(line.len());
    let mut after_space = true;
    for inline in line {
        match inline {
            Inline::Break => {
                trim_end(&mut out);
                if !out.is_empty() {
                    out.push(Inline::Break);
                }
                after_space = true;
            }
            Inline::Footnote(_) => {
                out.push(inline);
                after_space = false;
            }
            Inline::Text { text, marks } => {
                let mut kept = String::with_capacity(text.len());
                for c in text.chars() {
                    if c != ' ' || !after_space {
                        kept.push(c);
                    }
                    after_space = c == ' ';
                }
                if !kept.is_empty() {
                    out.push(Inline::Text { text: kept, marks });
                }
            }
        }
    }
    trim_end(&mut out);
    out
}

fn trim_end(line: &mut Vec<Inline>) {
    while let Some(last) = line.last_mut() {
        match last {
            Inline::Text { text, .. } => {
                text.truncate(text.trim_end_matches(' ').len());
                if !text.is_empty() {
                    return;
                }
            }
            Inline::Footnote(_) => return,
            Inline::Break => {}
        }
        line.pop();
    }
}
