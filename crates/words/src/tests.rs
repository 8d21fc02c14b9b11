use jiff::{Timestamp, tz::TimeZone};
use vocab::{Currency, Money};

use crate::{Language, Words};

const ENGLISH: Words = Words::of(Language::English);
const HINDI: Words = Words::of(Language::Hindi);

fn moment() -> (Timestamp, TimeZone) {
    (
        "2026-11-23T14:47:00Z".parse().unwrap(),
        TimeZone::fixed(jiff::tz::offset(5).saturating_add(jiff::SignedDuration::from_mins(30))),
    )
}

#[test]
fn dates_are_written_as_each_language_writes_them() {
    let (at, zone) = moment();
    assert_eq!(ENGLISH.date(at, &zone), "23 November 2026");
    assert_eq!(ENGLISH.moment(at, &zone), "23 November 2026, 20:17");
    assert_eq!(ENGLISH.weekday_and_date(at, &zone), "Monday, 23 November 2026");
    assert_eq!(ENGLISH.day_and_month(at, &zone), "23 November");
    assert_eq!(ENGLISH.short_day(at, &zone), "23 Nov");
    assert_eq!(ENGLISH.day_and_time(at, &zone), "23 November, 20:17");
    assert_eq!(ENGLISH.month(at, &zone), "November 2026");
    assert_eq!(HINDI.date(at, &zone), "23 नवंबर, 2026");
    assert_eq!(HINDI.weekday_and_date(at, &zone), "सोमवार, 23 नवंबर, 2026");
    assert_eq!(HINDI.month(at, &zone), "नवंबर 2026");
}

#[test]
fn numbers_and_money_are_grouped_as_in_india() {
    let rupees = |minor| Money::new(minor, Currency::INR);
    for words in [ENGLISH, HINDI] {
        assert_eq!(words.number(1_234_567), "12,34,567");
        assert_eq!(words.number(999), "999");
        assert_eq!(words.money(rupees(270_000)), "₹2,700");
        assert_eq!(words.money(rupees(123_456_750)), "₹12,34,567.50");
        assert_eq!(words.money_exact(rupees(270_000)), "₹2,700.00");
        assert_eq!(words.money_exact(rupees(-5)), "-₹0.05");
        assert_eq!(words.money(rupees(0)), "₹0");
    }
}

/// What `vocab` writes where no language is chosen, and what English pages say, is the same.
#[test]
fn english_money_is_what_the_books_say() {
    for minor in [0, 1, 99, 100, 90_000, 180_000, 270_000, 12_345_678, -4_500, i64::MAX, i64::MIN] {
        let money = Money::new(minor, Currency::INR);
        assert_eq!(ENGLISH.money(money), money.label(), "{minor}");
        assert_eq!(ENGLISH.money_exact(money), money.exact(), "{minor}");
    }
}

#[test]
fn arguments_are_filled_in_and_counted() {
    assert_eq!(ENGLISH.wall_limit(5), "You have reached your limit of 5 free stories this month");
    assert_eq!(ENGLISH.wall_limit(1), "You have reached your limit of 1 free story this month");
    assert!(HINDI.wall_limit(5).contains('5'));
    assert_eq!(ENGLISH.reading_minutes(1_000), "1,000 min read");
}

#[test]
fn languages_are_known_by_their_codes() {
    assert_eq!("hi".parse(), Ok(Language::Hindi));
    assert_eq!(Language::of_locale("en-IN"), Ok(Language::English));
    assert_eq!(Language::of_locale("hi_IN"), Ok(Language::Hindi));
    let refused = Language::of_locale("xx-YY").unwrap_err().to_string();
    assert!(refused.contains("“xx”") && refused.contains("en or hi"), "{refused}");
}
