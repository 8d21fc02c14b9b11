mod access;

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use proptest::prelude::*;

use crate::*;

fn kolkata() -> TimeZone {
    TimeZone::get("Asia/Kolkata").unwrap()
}

fn schedule(anchor: &str, term: &str) -> Schedule {
    let anchor: DateTime = anchor.parse().unwrap();
    Schedule {
        anchor: anchor.to_zoned(kolkata()).unwrap().timestamp(),
        term: term.parse().unwrap(),
        zone: kolkata(),
    }
}

fn dates(schedule: &Schedule, count: u32) -> Vec<String> {
    (1..=count).map(|k| kolkata().to_datetime(schedule.boundary(k)).date().to_string()).collect()
}

/// Anchors on which chaining would drift (facts of billing, section 5).
#[test]
fn boundaries_come_from_the_original_anchor() {
    for (anchor, term, expected) in [
        ("2027-01-31T10:00", "1m", vec!["2027-02-28", "2027-03-31", "2027-04-30"]),
        ("2027-11-30T10:00", "3m", vec!["2028-02-29", "2028-05-30", "2028-08-30"]),
        ("2026-08-31T10:00", "3m", vec!["2026-11-30", "2027-02-28", "2027-05-31"]),
        ("2028-02-29T10:00", "24m", vec!["2030-02-28", "2032-02-29"]),
        ("2028-02-29T10:00", "2y", vec!["2030-02-28", "2032-02-29"]),
    ] {
        let schedule = schedule(anchor, term);
        assert_eq!(dates(&schedule, u32::try_from(expected.len()).unwrap()), expected);
    }
}

#[test]
fn tax_matches_the_published_values() {
    let (delhi, maharashtra) = ("DL".parse().unwrap(), "MH".parse().unwrap());
    for (total, taxable, igst) in
        [(90_000, 76_271, 13_729), (270_000, 228_814, 41_186), (390_000, 330_508, 59_492)]
    {
        let breakdown = gst_included(total, 1_800, delhi, maharashtra);
        assert_eq!((breakdown.taxable_minor, breakdown.tax_minor()), (taxable, igst));
    }
    for (total, taxable, half) in
        [(90_000, 76_272, 6_864), (270_000, 228_814, 20_593), (390_000, 330_508, 29_746)]
    {
        let breakdown = gst_included(total, 1_800, delhi, delhi);
        let halves: Vec<_> =
            breakdown.lines.iter().map(|line| (line.kind.as_str(), line.amount_minor)).collect();
        assert_eq!(halves, [("CGST", half), ("SGST", half)]);
        assert_eq!(breakdown.taxable_minor, taxable);
    }
    let ladakh = "LA".parse().unwrap();
    assert_eq!(gst_included(90_000, 1_800, ladakh, ladakh).lines[1].kind, TaxKind::Utgst);
}

#[test]
fn states_have_distinct_codes_and_old_codes_still_work() {
    let codes: std::collections::BTreeSet<_> = IndianState::all().map(IndianState::code).collect();
    assert_eq!(codes.len(), 36);
    assert_eq!("OR".parse::<IndianState>().unwrap().name(), "Odisha");
    for wrong in ["", "mh", "XX", "MHH"] {
        assert!(wrong.parse::<IndianState>().is_err(), "{wrong}");
    }
}

fn agreement(status: Status) -> Agreement {
    let schedule = schedule("2026-11-23T10:00", "3m");
    Agreement {
        status,
        period_index: 0,
        renews: true,
        cancels_at: None,
        declines: 0,
        declined_since: None,
        created_at: schedule.anchor,
        schedule,
    }
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

#[test]
fn an_active_subscription_waits_then_charges_the_next_period() {
    let active = agreement(Status::Active);
    let end = active.period_ends_at();
    let patience = Patience::default();
    assert_eq!(next_step(&active, &patience, end - days(1)), Step::Wait { until: Some(end) });
    let Step::Charge { period } = next_step(&active, &patience, end) else { panic!("no charge") };
    assert_eq!((period.index, period.starts_at), (1, end));
    let settled = settle(&active, period, ChargeOutcome::Captured, &patience, end);
    assert_eq!((settled.status, settled.period_index), (Status::Active, 1));
}

#[test]
fn after_a_standstill_only_the_latest_period_is_charged() {
    let active = agreement(Status::Active);
    let late = active.schedule.boundary(3) + days(2);
    let Step::Charge { period } = next_step(&active, &Patience::default(), late) else { panic!() };
    assert_eq!(period.index, 3);
}

#[test]
fn a_declined_renewal_walks_the_ladder_to_its_end() {
    let patience = Patience::default();
    let mut now = agreement(Status::Active).period_ends_at();
    let mut current = agreement(Status::Active);
    let mut seen = Vec::new();
    for _ in 0..20 {
        match next_step(&current, &patience, now) {
            Step::Charge { period } => {
                seen.push("charge");
                let s = settle(&current, period, ChargeOutcome::Declined, &patience, now);
                current = Agreement {
                    status: s.status,
                    declines: s.declines,
                    declined_since: s.declined_since,
                    ..current
                };
                let in_grace = current.declined_since.is_some_and(|at| now < at + patience.grace);
                assert_eq!(is_entitled(&current, &patience, now), in_grace);
            }
            Step::Hold => {
                seen.push("hold");
                current.status = Status::OnHold;
                assert!(!is_entitled(&current, &patience, now));
            }
            Step::Expire => {
                seen.push("expire");
                current.status = Status::Expired;
            }
            Step::Wait { until: Some(until) } => now = until,
            Step::Wait { until: None } => break,
            Step::Cancel | Step::Abandon => panic!("not asked for"),
        }
    }
    assert_eq!(seen, ["charge", "charge", "charge", "charge", "charge", "hold", "expire"]);
    assert_eq!(now, agreement(Status::Active).period_ends_at() + days(37));
}

#[test]
fn a_standstill_in_the_ladder_is_not_made_up_for() {
    let patience = Patience::default();
    let end = agreement(Status::Active).period_ends_at();
    let current = Agreement {
        status: Status::PastDue,
        declines: 1,
        declined_since: Some(end),
        ..agreement(Status::Active)
    };
    let late = end + days(4);
    let Step::Charge { period } = next_step(&current, &patience, late) else { panic!("no charge") };
    let s = settle(&current, period, ChargeOutcome::Declined, &patience, late);
    let after = Agreement { declines: s.declines, declined_since: s.declined_since, ..current };
    assert_eq!(next_step(&after, &patience, late), Step::Wait { until: Some(end + days(5)) });
}

#[test]
fn money_that_comes_after_the_end_changes_nothing() {
    for status in [Status::Cancelled, Status::Expired] {
        let over = agreement(status);
        let period = over.schedule.period(1);
        let s =
            settle(&over, period, ChargeOutcome::Captured, &Patience::default(), period.starts_at);
        assert_eq!((s.status, s.period_index), (status, 0));
    }
    let held = agreement(Status::OnHold);
    let s = settle(
        &held,
        held.schedule.period(1),
        ChargeOutcome::Captured,
        &Patience::default(),
        held.period_ends_at(),
    );
    assert_eq!((s.status, s.period_index), (Status::Active, 1));
}

#[test]
fn the_financial_year_turns_in_april_at_the_papers_midnight() {
    for (instant, expected) in [
        ("2027-03-31T18:29:59Z", "26-27/0000001"),
        ("2027-03-31T18:30:00Z", "27-28/0000001"),
        ("2099-12-01T00:00:00Z", "99-00/0000001"),
    ] {
        let year = FinancialYear::of(instant.parse().unwrap(), &kolkata());
        assert_eq!(year.invoice_number(1), expected);
    }
    assert!(
        FinancialYear::of(Timestamp::UNIX_EPOCH, &kolkata()).invoice_number(9_999_999).len() <= 16
    );
}

#[test]
fn terms_in_words() {
    for (term, label, every) in
        [("1y", "1 year", "every year"), ("3m", "3 months", "every 3 months")]
    {
        let term: Term = term.parse().unwrap();
        assert_eq!((&*term.label(), &*term.every()), (label, every));
    }
}

#[test]
fn rates_in_words() {
    for (rate_bp, label) in
        [(1_800, "18\u{a0}%"), (900, "9\u{a0}%"), (250, "2.5\u{a0}%"), (125, "1.25\u{a0}%")]
    {
        assert_eq!(TaxLine { kind: TaxKind::Igst, rate_bp, amount_minor: 0 }.rate_label(), label);
    }
}

proptest! {
    #[test]
    fn tax_and_taxable_sum_to_the_total(total in 0i64..10_000_000_000_000, rate in 0u32..5_000, same: bool) {
        let (from, other) = ("DL".parse().unwrap(), "KA".parse().unwrap());
        let breakdown = gst_included(total, rate, from, if same { from } else { other });
        prop_assert_eq!(breakdown.taxable_minor + breakdown.tax_minor(), total);
        prop_assert!(breakdown.taxable_minor >= 0);
    }

    #[test]
    fn periods_are_contiguous_and_forward(second in 0i64..4_000_000_000, count in 1u16..40, unit in 0u8..3, k in 0u32..60) {
        let unit = [TermUnit::Day, TermUnit::Month, TermUnit::Year][usize::from(unit)];
        let schedule = Schedule { anchor: Timestamp::from_second(second).unwrap(), term: Term::new(unit, count).unwrap(), zone: kolkata() };
        let (this, next) = (schedule.period(k), schedule.period(k + 1));
        prop_assert!(this.starts_at < this.ends_at);
        prop_assert_eq!(this.ends_at, next.starts_at);
        prop_assert_eq!(schedule.term.to_string().parse::<Term>().unwrap(), schedule.term);
    }

    /// Late failures never undo a success, whatever the order of the answers.
    #[test]
    fn settling_in_any_order_ends_the_same(outcomes in proptest::collection::vec(any::<bool>(), 1..8)) {
        let mut current = agreement(Status::PastDue);
        let period = current.schedule.period(1);
        for paid in &outcomes {
            let outcome = if *paid { ChargeOutcome::Captured } else { ChargeOutcome::Declined };
            let s = settle(&current, period, outcome, &Patience::default(), period.starts_at);
            current = Agreement { status: s.status, period_index: s.period_index, declines: s.declines, declined_since: s.declined_since, ..current };
        }
        let expected = if outcomes.contains(&true) { Status::Active } else { Status::PastDue };
        prop_assert_eq!(current.status, expected);
    }

    /// A whole life under any outcomes and any standstills: the ended stay
    /// ended, each period is paid at most once and in order, nobody is asked to
    /// pay for a period that has not begun, and every wait lies in the future.
    #[test]
    fn any_life_keeps_the_rules(
        days_and_outcomes in proptest::collection::vec((0i64..120, any::<bool>()), 1..40),
        cancels_after in proptest::option::of(0usize..40),
    ) {
        let patience = Patience::default();
        let mut life = agreement(Status::Active);
        let mut now = life.schedule.anchor;
        for (turn, (count, pays)) in days_and_outcomes.into_iter().enumerate() {
            now += days(count);
            if cancels_after == Some(turn) && life.status.is_running() {
                life.cancels_at = Some(cancellation_takes_effect_at(&life, None, now));
            }
            let mut steps = 0;
            loop {
                steps += 1;
                prop_assert!(steps < 10, "it comes to rest");
                let ended = !life.status.is_running();
                match next_step(&life, &patience, now) {
                    Step::Wait { until } => {
                        prop_assert!(until.is_none_or(|until| until > now));
                        prop_assert_eq!(until.is_none(), ended);
                        break;
                    }
                    Step::Charge { period } => {
                        prop_assert!(period.index > life.period_index && period.starts_at <= now);
                        prop_assert!(life.cancels_at.is_none());
                        let outcome = if pays { ChargeOutcome::Captured } else { ChargeOutcome::Declined };
                        let s = settle(&life, period, outcome, &patience, now);
                        prop_assert_eq!(s.period_index == period.index, pays);
                        life = Agreement { status: s.status, period_index: s.period_index, declines: s.declines, declined_since: s.declined_since, ..life };
                    }
                    Step::Hold => life.status = Status::OnHold,
                    Step::Expire => life.status = Status::Expired,
                    Step::Cancel => life.status = Status::Cancelled,
                    Step::Abandon => prop_assert!(false, "it has begun"),
                }
            }
            prop_assert!(!is_entitled(&life, &patience, now) || life.status.is_running());
            prop_assert!(entitlement_holds_until(&life, &patience, now) > now);
        }
    }
}
