//! What an institution used, month by month: a table, a plot, a file.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use web::{PRIVATE_NO_STORE, PageError, Staff};
use words::Words;

use super::{KEEPERS, broken, month_label};
use crate::{
    Paywall,
    institutions::{
        queries,
        usage::{COLUMNS, Counts},
    },
};

/// How many months the page shows, and the file holds.
const SHOWN: usize = 12;
const MONTHS: u32 = 37;
/// The plot's measures.
const BAR: u32 = 30;
const STEP: u32 = 40;
const HEIGHT: u32 = 80;

/// The last months, the oldest first.
pub(super) struct Report {
    pub(super) months: Vec<Month>,
    pub(super) width: u32,
    pub(super) height: u32,
    /// The plot in a sentence.
    pub(super) says: String,
}

/// A month, and its bar in the plot.
pub(super) struct Month {
    pub(super) label: String,
    pub(super) counts: Counts,
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) bar: u32,
    pub(super) bar_width: u32,
}

/// The numbers, yyyymm, of the last months until now, the oldest first.
fn last_months(now: Timestamp, zone: &TimeZone) -> Vec<i32> {
    let mut first = zone.to_datetime(now).date().first_of_month();
    let mut months = Vec::with_capacity(SHOWN);
    for _ in 0..SHOWN {
        months.push(i32::from(first.year()) * 100 + i32::from(first.month()));
        first = first.yesterday().map_or(first, Date::first_of_month);
    }
    months.reverse();
    months
}

impl Report {
    /// Whether there is anything to draw.
    pub(super) fn is_used(&self) -> bool {
        self.months.iter().any(|month| month.bar > 0)
    }

    pub(super) fn of(used: &[(i32, Counts)], now: Timestamp, zone: &TimeZone, say: Words) -> Self {
        let months = last_months(now, zone);
        let counts_of = |month: i32| {
            let found = used.iter().find(|(known, _)| *known == month);
            found.map(|(_, counts)| *counts).unwrap_or_default()
        };
        let most = months.iter().map(|month| counts_of(*month).total_requests).max();
        let most = most.unwrap_or(0).max(1);
        let line = |(place, month): (u32, &i32)| {
            let counts = counts_of(*month);
            let share = i64::from(HEIGHT) * counts.total_requests.max(0) / most;
            let mut bar = u32::try_from(share).unwrap_or(0).min(HEIGHT);
            if bar == 0 && counts.total_requests > 0 {
                bar = 1;
            }
            Month {
                label: month_label(say, i64::from(*month), zone),
                counts,
                x: place * STEP,
                y: HEIGHT - bar,
                bar,
                bar_width: BAR,
            }
        };
        let lines: Vec<Month> = (0..).zip(&months).map(line).collect();
        let label = |month: Option<&Month>| month.map_or("", |month| &*month.label).to_owned();
        let says = say.desk_institution_plot(label(lines.first()), label(lines.last()), most);
        let width = u32::try_from(SHOWN).unwrap_or(0) * STEP;
        Self { months: lines, width, height: HEIGHT, says }
    }
}

/// All months as a file, with the metrics' names of COUNTER's code of practice.
pub(super) async fn download(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    let found = queries::find(&paywall.db, &slug).await.map_err(broken)?;
    let found = found.ok_or_else(PageError::not_found)?;
    paywall.flush_usage().await.map_err(broken)?;
    let used = queries::list_usage(&paywall.db, &slug, MONTHS).await.map_err(broken)?;
    let mut csv = format!("{}\r\n", COLUMNS.join(","));
    for (month, counts) in used.iter().rev() {
        let Counts { total_requests, unique_requests, total_investigations, .. } = counts;
        let (name, year, month) = (in_csv(&found.name), month / 100, month % 100);
        let Counts { unique_investigations, no_license, .. } = counts;
        csv.push_str(&format!(
            "{name},{slug},{year:04}-{month:02},{total_requests},{unique_requests},\
             {total_investigations},{unique_investigations},{no_license}\r\n"
        ));
    }
    let mut response = csv.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, PRIVATE_NO_STORE);
    // A slug has letters that a header may hold.
    if let Ok(name) = HeaderValue::try_from(format!("attachment; filename=\"usage-{slug}.csv\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// One field. What a spreadsheet would take for a formula begins with an apostrophe.
fn in_csv(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_a_formula_or_two_fields() {
        for (name, field) in [
            ("Coast University", "Coast University"),
            ("A, B \"C\"", "\"A, B \"\"C\"\"\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("@sum", "'@sum"),
        ] {
            assert_eq!(in_csv(name), field);
        }
    }

    #[test]
    fn the_last_twelve_months_end_with_this_one() {
        let now = "2027-02-28T20:00:00Z".parse().unwrap();
        let months = last_months(now, &TimeZone::get("Asia/Kolkata").unwrap());
        assert_eq!((months.len(), months[0], months[11]), (12, 202_604, 202_703));
    }
}
