#![allow(clippy::float_arithmetic, reason = "contrast is defined with real numbers (WCAG 2.2)")]

use std::{fmt, str::FromStr};

/// A colour of the screen: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color([u8; 3]);

/// The text is no colour that a paper can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no colour: write six hexadecimal digits, like #7a1420")]
pub struct UnknownColor(pub String);

impl FromStr for Color {
    type Err = UnknownColor;

    fn from_str(text: &str) -> Result<Self, UnknownColor> {
        let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6);
        let number = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let number = number.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, rgb @ ..] = number.ok_or_else(|| UnknownColor(text.to_owned()))?.to_be_bytes();
        Ok(Self(rgb))
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Color {
    /// From its three parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    fn luminance(self) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(part);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// How well two colours stand apart, 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Towards white by `hundredths`.
    fn lightened(self, hundredths: u32) -> Self {
        Self(self.0.map(|value| {
            let value = u32::from(value);
            u8::try_from(value + (255 - value) * hundredths / 100).unwrap_or(u8::MAX)
        }))
    }

    /// The same hue for a button with this `text` on a dark `ground`: a little
    /// lighter, and as much more as it takes to be seen (WCAG 2.2, 1.4.11).
    pub(super) fn lightest_under(self, text: Self, ground: Self) -> Self {
        const LITTLE: u32 = 12;
        const SEEN_MIN: f64 = 3.0;
        let steps = (0..=LITTLE).rev().chain(LITTLE..=100);
        let mut lighter = steps.map(|hundredths| self.lightened(hundredths));
        let fits = |color: &Self| {
            color.contrast(text) >= super::CONTRAST_MIN && color.contrast(ground) >= SEEN_MIN
        };
        lighter.find(fits).unwrap_or(self)
    }

    /// The same hue, as light as it must be to be read on `ground`.
    pub(super) fn readable_on(self, ground: Self, least: f64) -> Self {
        let lighter = (0..=100).map(|hundredths| self.lightened(hundredths));
        lighter.into_iter().find(|color| color.contrast(ground) >= least).unwrap_or(self)
    }
}
