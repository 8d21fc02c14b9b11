use std::collections::HashSet;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::text::{decode_entities, without_tags};

/// A text as it came, or as it is after one or several codings were undone.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// The text.
    pub(crate) text: String,
    /// What was undone, in order; empty for the text as it came.
    pub(crate) coded: String,
}

/// How many codings may lie in each other.
const DEPTH: usize = 3;
/// How many views of one answer are looked at.
const VIEWS_MAX: usize = 160;

type Undo = fn(&str) -> Option<String>;

/// Codings that leave traces: where there is none, there is no view.
const CODINGS: [(&str, Undo); 6] = [
    ("entities", undo_entities),
    ("JSON", undo_json),
    ("a URL", undo_url),
    ("base64", undo_base64),
    ("hexadecimal", undo_hexadecimal),
    ("markup", undo_markup),
];

/// Codings that look like any text.
const SCRAMBLINGS: [(&str, Undo); 3] =
    [("rot13", undo_rot13), ("shifted letters", undo_shift), ("reversed text", undo_reversal)];

/// All that `bytes` may say.
pub(crate) fn views(bytes: &[u8]) -> Vec<View> {
    let plain = String::from_utf8_lossy(bytes).into_owned();
    let mut seen = HashSet::from([plain.clone()]);
    let mut all = vec![View { text: plain, coded: String::new() }];
    widen(&mut all, &mut seen, 0, DEPTH);
    // Whatever lies beneath may be scrambled, and a scrambled text may be coded in turn.
    let (many, scrambled_from) = (all.len(), all.len());
    for index in 0..many {
        for (name, undo) in SCRAMBLINGS {
            add(&mut all, &mut seen, index, name, undo);
        }
    }
    widen(&mut all, &mut seen, scrambled_from, 2);
    all
}

fn widen(all: &mut Vec<View>, seen: &mut HashSet<String>, from: usize, depth: usize) {
    let mut from = from;
    for _ in 0..depth {
        let until = all.len();
        for index in from..until {
            for (name, undo) in CODINGS {
                add(all, seen, index, name, undo);
            }
        }
        from = until;
    }
}

fn add(all: &mut Vec<View>, seen: &mut HashSet<String>, index: usize, name: &str, undo: Undo) {
    if all.len() >= VIEWS_MAX {
        return;
    }
    let Some(text) = undo(&all[index].text) else { return };
    if !seen.insert(text.clone()) {
        return;
    }
    let before = &all[index].coded;
    let coded = if before.is_empty() { name.to_owned() } else { format!("{before}, then {name}") };
    all.push(View { text, coded });
}

fn undo_entities(text: &str) -> Option<String> {
    text.contains('&').then(|| decode_entities(text))
}

fn undo_markup(text: &str) -> Option<String> {
    text.contains('<').then(|| without_tags(text))
}

fn undo_json(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('\\') {
        if start > 0 {
            out.push_str(&String::from_utf16_lossy(&std::mem::take(&mut units)));
            out.push_str(&rest[..start]);
        }
        rest = &rest[start + 1..];
        let unit = rest.strip_prefix('u').and_then(|hex| hex.get(..4));
        let unit = unit.and_then(|hex| u16::from_str_radix(hex, 16).ok());
        let byte = rest.strip_prefix('x').and_then(|hex| hex.get(..2));
        let byte = byte.and_then(|hex| u16::from_str_radix(hex, 16).ok());
        if let Some(unit) = unit {
            units.push(unit);
            rest = &rest[5..];
        } else if let Some(byte) = byte {
            units.push(byte);
            rest = &rest[3..];
        } else {
            out.push_str(&String::from_utf16_lossy(&std::mem::take(&mut units)));
            let mut chars = rest.chars();
            match chars.next() {
                Some('n' | 'r' | 't' | 'b' | 'f') => out.push(' '),
                Some(other) => out.push(other),
                None => {}
            }
            rest = chars.as_str();
        }
    }
    out.push_str(&String::from_utf16_lossy(&units));
    out.push_str(rest);
    Some(out)
}

pub(crate) fn undo_url(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let (mut index, mut changed) = (0, false);
    while index < bytes.len() {
        let hex = bytes.get(index + 1..index + 3).filter(|_| bytes[index] == b'%');
        let hex = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push(byte);
            changed = true;
            index += 3;
        } else {
            // Only where it is a query does a plus stand for a space; a canary holds none.
            out.push(if bytes[index] == b'+' { b' ' } else { bytes[index] });
            index += 1;
        }
    }
    changed.then(|| String::from_utf8_lossy(&out).into_owned())
}

/// Every long piece of `text` whose characters are all in `alphabet`.
fn pieces(text: &str, is_in: fn(u8) -> bool, length_min: usize) -> impl Iterator<Item = &str> {
    text.split(move |c: char| !u8::try_from(c).is_ok_and(is_in))
        .filter(move |piece| piece.len() >= length_min)
}

fn undo_base64(text: &str) -> Option<String> {
    const PIECE_MIN: usize = 16;
    const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let engine = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
    let is_in = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte);
    let mut out = String::new();
    for piece in pieces(text, is_in, PIECE_MIN) {
        let piece = piece.replace('-', "+").replace('_', "/");
        // Where the coded text begins within a longer piece is not known.
        for start in 0..4 {
            let part = &piece[start..];
            let whole = &part[..part.len() - usize::from(part.len() % 4 == 1)];
            if let Ok(bytes) = engine.decode(whole) {
                out.push_str(&String::from_utf8_lossy(&bytes));
                out.push('\n');
            }
        }
    }
    (!out.is_empty()).then_some(out)
}

fn undo_hexadecimal(text: &str) -> Option<String> {
    const PIECE_MIN: usize = 32;
    let mut out = String::new();
    for piece in pieces(text, |byte| byte.is_ascii_hexdigit(), PIECE_MIN) {
        for start in 0..2 {
            let pairs = piece.as_bytes()[start..].chunks_exact(2);
            let bytes = pairs.filter_map(|pair| std::str::from_utf8(pair).ok());
            let bytes: Vec<u8> =
                bytes.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect();
            out.push_str(&String::from_utf8_lossy(&bytes));
            out.push('\n');
        }
    }
    (!out.is_empty()).then_some(out)
}

fn undo_rot13(text: &str) -> Option<String> {
    let turn = |c: char| match c {
        'a'..='m' | 'A'..='M' => char::from_u32(u32::from(c) + 13).unwrap_or(c),
        'n'..='z' | 'N'..='Z' => char::from_u32(u32::from(c) - 13).unwrap_or(c),
        other => other,
    };
    Some(text.chars().map(turn).collect())
}

/// Each character written as the one after it, as some papers scramble.
fn undo_shift(text: &str) -> Option<String> {
    let back = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) - 1).unwrap_or(c),
        other => other,
    };
    Some(text.chars().map(back).collect())
}

fn undo_reversal(text: &str) -> Option<String> {
    Some(text.chars().rev().collect())
}
