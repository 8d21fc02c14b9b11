use jiff::{Timestamp, tz::TimeZone};

use crate::{BenefitSet, Currency, Money, PaperMonth, group_indian};

#[test]
fn the_pages_prices_read_as_on_the_page() {
    for (minor, months, total, per_month) in [
        (90_000, 3, "₹900", "₹300"),
        (270_000, 12, "₹2,700", "₹225"),
        (390_000, 24, "₹3,900", "₹162"),
    ] {
        let price = Money::new(minor, Currency::INR);
        assert_eq!(price.label(), total);
        assert_eq!(price.per_month_floor(months).label(), per_month);
    }
}

#[test]
fn indian_grouping_and_signs() {
    for (number, text) in [
        (0, "0"),
        (999, "999"),
        (1_000, "1,000"),
        (100_000, "1,00,000"),
        (1_234_567_890, "1,23,45,67,890"),
    ] {
        assert_eq!(group_indian(number), text);
    }
    assert_eq!(Money::new(-270_000, Currency::INR).exact(), "-₹2,700.00");
    assert_eq!(Money::new(123_456_750, "USD".parse().unwrap()).label(), "$1,234,567.50");
    assert!("inr".parse::<Currency>().is_err());
    assert!("JPY".parse::<Currency>().is_err());
}

#[test]
fn the_month_turns_at_the_papers_midnight() {
    let kolkata = TimeZone::get("Asia/Kolkata").unwrap();
    let before: Timestamp = "2026-11-30T18:29:59.999999Z".parse().unwrap();
    let after: Timestamp = "2026-11-30T18:30:00Z".parse().unwrap();
    assert_eq!(PaperMonth::of(before, &kolkata).number(), 202_611);
    assert_eq!(PaperMonth::of(after, &kolkata).number(), 202_612);
    assert_eq!(PaperMonth::of(before, &kolkata).ends_at(&kolkata), after);
    let december = PaperMonth::of(after, &kolkata);
    assert_eq!(december.ends_at(&kolkata), "2026-12-31T18:30:00Z".parse().unwrap());
}

#[test]
fn benefits_survive_their_text() {
    let text = "ad-free archive partner:the-lighthouse unlimited";
    let mut words: Vec<_> =
        text.parse::<BenefitSet>().unwrap().to_string().split(' ').map(str::to_owned).collect();
    words.sort();
    assert_eq!(words.join(" "), text);
    assert!("unlimited partner:Bad_Name".parse::<BenefitSet>().is_err());
}
