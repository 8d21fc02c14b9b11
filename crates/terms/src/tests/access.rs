//! Until when a subscription gives access, whether a worker runs or not.

use jiff::{SignedDuration, Timestamp};

use super::{agreement, days};
use crate::*;

#[test]
fn cancelling_keeps_the_paid_period_and_not_more() {
    let end = agreement(Status::Active).period_ends_at();
    let cancelled = Agreement { cancels_at: Some(end), ..agreement(Status::Active) };
    let patience = Patience::default();
    assert!(is_entitled(&cancelled, &patience, end - days(1)));
    assert!(!is_entitled(&cancelled, &patience, end));
    assert_eq!(next_step(&cancelled, &patience, end), Step::Cancel);
    let gift = Agreement { renews: false, ..agreement(Status::Active) };
    assert!(!is_entitled(&gift, &patience, end));
    assert_eq!(next_step(&gift, &patience, end), Step::Expire);
}

/// No worker runs: neither grace nor a renewal that nobody settles goes on for ever.
#[test]
fn access_without_money_ends_with_grace() {
    let patience = Patience::default();
    let active = agreement(Status::Active);
    let end = active.period_ends_at();
    let unsettled = (active.clone(), end + days(7));
    let declined = Agreement {
        status: Status::PastDue,
        declines: 1,
        declined_since: Some(end + days(2)),
        ..active
    };
    for (life, ends_at) in [unsettled, (declined, end + days(9))] {
        let last = ends_at - SignedDuration::from_secs(1);
        assert!(is_entitled(&life, &patience, last));
        assert_eq!(entitlement_holds_until(&life, &patience, last), ends_at);
        assert!(!is_entitled(&life, &patience, ends_at));
        assert_eq!(entitlement_holds_until(&life, &patience, ends_at), Timestamp::MAX);
    }
}

#[test]
fn answers_about_entitlement_hold_until_a_known_moment() {
    let end = agreement(Status::Active).period_ends_at();
    let gift = Agreement { renews: false, ..agreement(Status::Active) };
    let cancelled = Agreement { cancels_at: Some(end - days(1)), ..gift.clone() };
    let holds_until =
        |life: &Agreement, now| entitlement_holds_until(life, &Patience::default(), now);
    assert_eq!(holds_until(&agreement(Status::Active), end), end + days(7));
    assert_eq!(holds_until(&gift, end - days(2)), end);
    assert_eq!(holds_until(&cancelled, end - days(2)), end - days(1));
    assert_eq!(holds_until(&gift, end), Timestamp::MAX);
}

#[test]
fn a_cancellation_takes_effect_when_what_is_paid_ends() {
    let active = agreement(Status::Active);
    let end = active.period_ends_at();
    assert_eq!(cancellation_takes_effect_at(&active, None, end - days(9)), end);
    assert_eq!(cancellation_takes_effect_at(&active, None, end + days(2)), end + days(2));
    let next = active.schedule.period(1);
    assert_eq!(cancellation_takes_effect_at(&active, Some(next), end), next.ends_at);
    let on_hold = Agreement { cancels_at: Some(end), ..agreement(Status::OnHold) };
    assert_eq!(next_step(&on_hold, &Patience::default(), end), Step::Cancel);
}
