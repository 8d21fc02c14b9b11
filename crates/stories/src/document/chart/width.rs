//! How wide words are, roughly: nobody measures type on a server.
//!
//! The style sheet sets charts' type to [`LARGE`] where the screen is narrow
//! and the drawing shrinks, and to [`SMALL`] elsewhere, in the drawing's units.

/// Hundredths of a pixel.
pub(super) const LARGE: i64 = 2_400;
/// Hundredths of a pixel.
pub(super) const SMALL: i64 = 1_450;

/// The width of `text` in type of `size`, in its unit.
pub(super) fn width(text: &str, size: i64) -> i64 {
    text.chars().map(em).sum::<i64>() * size / 100
}

/// How wide words of that width become in bold type.
pub(super) const fn bold(width: i64) -> i64 {
    width * 108 / 100
}

/// Hundredths of the type's size.
fn em(c: char) -> i64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '’' => 27,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '-' | '/' => 34,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 88,
        'A'..='Z' | '&' | '₹' => 66,
        // Devanagari's marks above and below.
        '\u{900}'..='\u{902}' | '\u{93c}' | '\u{941}'..='\u{948}' | '\u{94d}' => 0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffef}' | '\u{1f000}'.. => 100,
        _ => 57,
    }
}

/// The words in lines of at most `width_max`, if they fit into `lines_max` of
/// them in [`LARGE`] type.
pub(super) fn wrap(text: &str, width_max: i64, lines_max: usize) -> Option<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_ascii_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer.filter(|longer| width(longer, LARGE) <= width_max) {
            Some(longer) => {
                lines.pop();
                lines.push(longer);
            }
            None if width(word, LARGE) > width_max => return None,
            None => lines.push(word.to_owned()),
        }
    }
    (lines.len() <= lines_max).then_some(lines)
}

/// The words in as few lines as two can hold; what does not fit is cut off.
pub(super) fn wrap_or_cut(text: &str, width_max: i64) -> Vec<String> {
    if let Some(lines) = wrap(text, width_max, 2) {
        return lines;
    }
    let mut line = String::new();
    for c in text.chars() {
        if width(&line, LARGE) + em('…') * LARGE / 100 > width_max {
            return vec![line.trim_end().to_owned() + "…"];
        }
        line.push(c);
    }
    vec![line]
}

/// The widest of several texts in [`LARGE`] type.
pub(super) fn widest<'a>(texts: impl IntoIterator<Item = &'a String>) -> i64 {
    texts.into_iter().map(|text| width(text, LARGE)).max().unwrap_or(0)
}
