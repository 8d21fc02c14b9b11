//! Figures with at most two decimals, held as hundredths: nothing is rounded.

use words::Words;

/// The largest figure, in hundredths: a million millions and some decimals.
pub(in crate::document) const HUNDREDTHS_MAX: i64 = 99_999_999_999_999;

/// Reads `3`, `-1.25` or `+6.8`.
pub(in crate::document) fn parse(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain(whole) || !is_plain(part) || part.len() > 2 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    let hundredths = whole.checked_mul(100)?.checked_add(part)?;
    (hundredths <= HUNDREDTHS_MAX).then_some(sign * hundredths)
}

/// How many decimals it takes to write a figure.
pub(super) const fn decimals(hundredths: i64) -> u32 {
    match hundredths {
        _ if hundredths % 100 == 0 => 0,
        _ if hundredths % 10 == 0 => 1,
        _ => 2,
    }
}

fn with_decimals(whole: String, hundredths: i64, decimals: u32, minus: &str) -> String {
    let sign = if hundredths < 0 { minus } else { "" };
    let part = hundredths.unsigned_abs() % 100;
    match decimals {
        0 => format!("{sign}{whole}"),
        1 => format!("{sign}{whole}.{}", part / 10),
        _ => format!("{sign}{whole}.{part:02}"),
    }
}

/// As [`parse`] reads it.
pub(in crate::document) fn plain(hundredths: i64) -> String {
    let whole = (hundredths.unsigned_abs() / 100).to_string();
    with_decimals(whole, hundredths, decimals(hundredths), "-")
}

/// As readers see it, with so many decimals: `−1,06,152.50`.
pub(super) fn shown(hundredths: i64, decimals: u32, say: Words) -> String {
    let whole = say.number((hundredths / 100).abs());
    with_decimals(whole, hundredths, decimals, "−")
}
