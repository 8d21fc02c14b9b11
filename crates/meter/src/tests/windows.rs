use jiff::{Timestamp, tz::TimeZone};
use proptest::prelude::*;

use crate::WindowKind;

fn zone() -> TimeZone {
    TimeZone::get("Asia/Kolkata").unwrap()
}

fn at(moment: &str) -> Timestamp {
    moment.parse().unwrap()
}

#[test]
fn periods_turn_at_the_papers_midnight() {
    // 2026-11-30 is a Monday; its last second in Kolkata is 18:29:59 UTC.
    for (kind, before, after, turns) in [
        (WindowKind::Month, "2026-11-30T18:29:59Z", "2026-11-30T18:30:00Z", true),
        (WindowKind::Week, "2026-11-29T18:29:59Z", "2026-11-29T18:30:00Z", true),
        (WindowKind::Week, "2026-11-30T18:29:59Z", "2026-11-30T18:30:00Z", false),
        (WindowKind::Day, "2026-11-30T18:29:59Z", "2026-11-30T18:30:00Z", true),
        (WindowKind::Rolling(7), "2026-11-30T18:29:59Z", "2026-11-30T18:30:00Z", true),
    ] {
        let (before, after) = (kind.period(at(before), &zone()), kind.period(at(after), &zone()));
        assert_eq!(before.last != after.last, turns, "{kind}");
    }
    assert_eq!(WindowKind::Month.period(at("2026-11-24T06:00:00Z"), &zone()).last, 202_611);
}

#[test]
fn a_rolling_window_holds_its_days() {
    let today = WindowKind::Rolling(7).period(at("2026-11-24T06:00:00Z"), &zone());
    assert_eq!(today.last - today.first, 6);
    assert_eq!(today.holds_until, at("2026-11-24T18:30:00Z"));
    assert_eq!(today.needed_until, at("2026-11-30T18:30:00Z"));
}

#[test]
fn windows_are_written_as_they_are_read() {
    for text in ["calendar-month", "week", "day", "2-days", "31-days"] {
        assert_eq!(text.parse::<WindowKind>().unwrap().to_string(), text);
    }
    for text in ["month", "1-days", "32-days", "-days", "x-days", "300-days", ""] {
        assert!(text.parse::<WindowKind>().is_err(), "{text}");
    }
}

proptest! {
    /// A window holds its moment, ends after it, and the next begins where it ends.
    #[test]
    fn windows_follow_each_other(
        second in 0i64..4_000_000_000,
        kind in prop::sample::select(vec![WindowKind::Month, WindowKind::Week, WindowKind::Day, WindowKind::Rolling(9)]),
        name in prop::sample::select(vec!["Asia/Kolkata", "Europe/London", "America/New_York", "Pacific/Apia"]),
    ) {
        let zone = TimeZone::get(name).unwrap();
        let now = Timestamp::from_second(second).unwrap();
        let this = kind.period(now, &zone);
        prop_assert!(this.holds_until > now && this.needed_until >= this.holds_until);
        prop_assert!(this.first <= this.last);
        let still = kind.period(this.holds_until - jiff::SignedDuration::from_nanos(1), &zone);
        prop_assert_eq!(this, still);
        let next = kind.period(this.holds_until, &zone);
        prop_assert!(next.last > this.last);
    }
}
