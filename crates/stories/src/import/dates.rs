//! Dates as people write them into front matter.

use jiff::{Timestamp, civil, tz::Offset};

/// A moment, and the day that its writer meant: old addresses are made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dated {
    /// The moment.
    pub(super) at: Timestamp,
    /// The day, as written.
    pub(super) day: civil::Date,
}

/// Reads `2019-03-26 8:38:00 -0500` and its relatives: `T` or spaces between
/// date and time, one or two digits each, seconds and their fraction if you
/// like, an offset with or without a colon, `Z`, or nothing for UTC. A date
/// alone is noon in UTC, so that it is the same day nearly everywhere.
pub(super) fn parse(text: &str) -> Option<Dated> {
    let text = text.trim();
    let end = text.find(['T', 't', ' ']).unwrap_or(text.len());
    let day = parse_day(&text[..end])?;
    let rest = text[end..].trim_start_matches(['T', 't', ' ']);
    let (time, offset) = if rest.is_empty() {
        (civil::time(12, 0, 0, 0), Offset::UTC)
    } else {
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.'))
            .unwrap_or(rest.len());
        (parse_time(&rest[..end])?, parse_offset(rest[end..].trim())?)
    };
    let at = offset.to_timestamp(day.to_datetime(time)).ok()?;
    Some(Dated { at, day })
}

fn number<T: std::str::FromStr>(text: &str, digits_max: usize) -> Option<T> {
    let plain =
        !text.is_empty() && text.len() <= digits_max && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

fn parse_day(text: &str) -> Option<civil::Date> {
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?;
    let (month, day) = (parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    civil::Date::new(number(year, 4)?, number(month, 2)?, number(day, 2)?).ok()
}

fn parse_time(text: &str) -> Option<civil::Time> {
    let mut parts = text.split(':');
    let (hour, minute) = (parts.next()?, parts.next()?);
    let seconds = parts.next().unwrap_or("0");
    if parts.next().is_some() {
        return None;
    }
    let second = seconds.split('.').next()?;
    civil::Time::new(number(hour, 2)?, number(minute, 2)?, number(second, 2)?, 0).ok()
}

fn parse_offset(text: &str) -> Option<Offset> {
    if matches!(text, "" | "Z" | "z" | "UTC" | "GMT") {
        return Some(Offset::UTC);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = text[1..].replace(':', "");
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        4 => digits.split_at_checked(2)?,
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (number(hours, 2)?, number(minutes, 2)?);
    if minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok()
}
