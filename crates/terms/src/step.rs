//! What a subscription needs next, and what an answer from the gateway makes of it.

use jiff::{SignedDuration, Timestamp};

use crate::{Period, Schedule, Status};

/// The facts that decide a subscription's next step.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Where it stands.
    pub status: Status,
    /// Where its periods lie.
    pub schedule: Schedule,
    /// The period that is paid, or that a checkout is about.
    pub period_index: u32,
    /// Whether a mandate lets us charge the next period.
    pub renews: bool,
    /// When a requested cancellation takes effect, if one stands.
    pub cancels_at: Option<Timestamp>,
    /// How many rungs of the ladder of retries are used up: 0 while nothing is
    /// declined, 1 after the first decline, and so on.
    pub declines: u32,
    /// When the first of these declines happened.
    pub declined_since: Option<Timestamp>,
    /// When the checkout began.
    pub created_at: Timestamp,
}

impl Agreement {
    /// The end of what is paid.
    pub fn period_ends_at(&self) -> Timestamp {
        self.schedule.period(self.period_index).ends_at
    }

    /// The period that a charge or a reader's payment would be for now: the
    /// next one, or after a long standstill the latest that has begun, so that
    /// nobody pays for time that is over.
    pub fn owed_period(&self, now: Timestamp) -> Period {
        self.schedule.latest_begun(self.period_index.saturating_add(1), now)
    }
}

/// How long we wait for what.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How long before the period's end the gateway wants the charge begun.
    pub charge_lead: SignedDuration,
    /// How long an unfinished checkout is kept.
    pub checkout: SignedDuration,
    /// How long a checkout that nobody was logged in for keeps its address to itself.
    pub anonymous_checkout: SignedDuration,
    /// Days after the first decline on which to try again.
    pub retry_days: [i64; 4],
    /// How long access goes on after the first decline.
    pub grace: SignedDuration,
    /// How long after that a payment still revives the subscription.
    pub hold: SignedDuration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            charge_lead: SignedDuration::ZERO,
            checkout: SignedDuration::from_hours(24),
            anonymous_checkout: SignedDuration::from_hours(1),
            retry_days: [1, 3, 5, 7],
            grace: SignedDuration::from_hours(7 * 24),
            hold: SignedDuration::from_hours(30 * 24),
        }
    }
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Collect this period.
    Charge {
        /// Which one.
        period: Period,
    },
    /// Grace is over: stop access, keep the door open.
    Hold,
    /// Its fixed term ran out, or the hold did.
    Expire,
    /// A requested cancellation takes effect.
    Cancel,
    /// The checkout was never finished.
    Abandon,
    /// Nothing before this moment; none means never.
    Wait {
        /// When to look again.
        until: Option<Timestamp>,
    },
}

/// The next step of `agreement` at `now`. Total: ended subscriptions wait for ever.
pub fn next_step(agreement: &Agreement, patience: &Patience, now: Timestamp) -> Step {
    match agreement.status {
        Status::Incomplete => {
            due(now, after(agreement.created_at, patience.checkout), Step::Abandon)
        }
        Status::Active | Status::Trialing => step_at_period_end(agreement, patience, now),
        Status::PastDue => step_in_grace(agreement, patience, now),
        Status::OnHold if agreement.cancels_at.is_some() => Step::Cancel,
        Status::OnHold => {
            let since = agreement.declined_since.unwrap_or(now);
            due(now, after(since, patience.grace + patience.hold), Step::Expire)
        }
        Status::Paused | Status::Cancelled | Status::Expired | Status::Abandoned => {
            Step::Wait { until: None }
        }
    }
}

fn step_at_period_end(agreement: &Agreement, patience: &Patience, now: Timestamp) -> Step {
    let ends_at = agreement.period_ends_at();
    if let Some(cancels_at) = agreement.cancels_at {
        return due(now, cancels_at, Step::Cancel);
    }
    if !agreement.renews {
        return due(now, ends_at, Step::Expire);
    }
    let charge_at = after(ends_at, -patience.charge_lead);
    due(now, charge_at, Step::Charge { period: agreement.owed_period(now) })
}

fn step_in_grace(agreement: &Agreement, patience: &Patience, now: Timestamp) -> Step {
    let since = agreement.declined_since.unwrap_or(now);
    let grace_ends = after(since, patience.grace);
    if agreement.cancels_at.is_some() {
        return Step::Cancel;
    }
    let retry = usize::try_from(agreement.declines.saturating_sub(1))
        .ok()
        .and_then(|index| patience.retry_days.get(index))
        .map(|days| after(since, days_long(*days)));
    match retry {
        Some(at) if at <= grace_ends => {
            due(now, at, Step::Charge { period: agreement.owed_period(now) })
        }
        _ => due(now, grace_ends, Step::Hold),
    }
}

const fn days_long(days: i64) -> SignedDuration {
    SignedDuration::from_hours(days * 24)
}

fn due(now: Timestamp, at: Timestamp, step: Step) -> Step {
    if now >= at { step } else { Step::Wait { until: Some(at) } }
}

fn after(start: Timestamp, duration: SignedDuration) -> Timestamp {
    start.saturating_add(duration).unwrap_or(Timestamp::MAX)
}

/// What the gateway said about a charge. "No answer" is not among them: an
/// unknown outcome is asked about until it is one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeOutcome {
    /// The money is ours.
    Captured,
    /// Refused.
    Declined,
}

/// What a settled charge makes of the subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The new status.
    pub status: Status,
    /// The new paid period.
    pub period_index: u32,
    /// The new count of declines.
    pub declines: u32,
    /// Since when it is declined.
    pub declined_since: Option<Timestamp>,
}

/// Applies the outcome of charging `period` at `now`. A success after declines
/// revives; a late decline after success changes nothing, and neither does a
/// success after the end: that money has to go back.
pub fn settle(
    agreement: &Agreement,
    period: Period,
    outcome: ChargeOutcome,
    patience: &Patience,
    now: Timestamp,
) -> Settlement {
    let unchanged = Settlement {
        status: agreement.status,
        period_index: agreement.period_index,
        declines: agreement.declines,
        declined_since: agreement.declined_since,
    };
    let first = matches!(agreement.status, Status::Incomplete | Status::Abandoned);
    let next = agreement.status.is_running() && period.index > agreement.period_index;
    match outcome {
        ChargeOutcome::Captured if first || next => Settlement {
            status: Status::Active,
            period_index: period.index,
            declines: 0,
            declined_since: None,
        },
        ChargeOutcome::Declined if next => {
            let since = agreement.declined_since.unwrap_or(now);
            let held = agreement.status == Status::OnHold;
            Settlement {
                status: if held { Status::OnHold } else { Status::PastDue },
                declines: rungs_used(patience, since, now).max(agreement.declines + 1),
                declined_since: Some(since),
                ..unchanged
            }
        }
        ChargeOutcome::Captured | ChargeOutcome::Declined => unchanged,
    }
}

/// How many rungs of the ladder are behind us at `now`. Rungs that a standstill
/// missed are not made up for: nobody's bank is asked four times in a row.
fn rungs_used(patience: &Patience, since: Timestamp, now: Timestamp) -> u32 {
    let missed = patience.retry_days.iter().filter(|days| after(since, days_long(**days)) <= now);
    u32::try_from(missed.count()).unwrap_or(u32::MAX).saturating_add(1)
}

/// Whether the subscription gives its benefits at `now`. Derived from facts,
/// so a cancellation or grace ends at its moment even when no worker runs; a
/// renewal that is due but not yet settled keeps access as long as grace does.
pub fn is_entitled(agreement: &Agreement, patience: &Patience, now: Timestamp) -> bool {
    let running = matches!(agreement.status, Status::Active | Status::Trialing | Status::PastDue);
    running && now < access_ends_at(agreement, patience)
}

/// When access ends if nothing but time changes: with what is paid, or with the
/// grace after it where the next period is still being collected.
pub fn access_ends_at(agreement: &Agreement, patience: &Patience) -> Timestamp {
    let paid = agreement.period_ends_at();
    let end = match agreement.status {
        Status::PastDue => after(agreement.declined_since.unwrap_or(paid), patience.grace),
        _ if agreement.renews => after(paid, patience.grace),
        _ => paid,
    };
    agreement.cancels_at.map_or(end, |at| at.min(end))
}

/// Until when the answer of [`is_entitled`] holds if nothing but time changes.
pub fn entitlement_holds_until(
    agreement: &Agreement,
    patience: &Patience,
    now: Timestamp,
) -> Timestamp {
    let end = access_ends_at(agreement, patience);
    if is_entitled(agreement, patience, now) { end } else { Timestamp::MAX }
}

/// When a payment whose outcome is not known yet is asked about again: every
/// five minutes in its first hour, then every hour.
pub fn ask_again_at(begun_at: Timestamp, now: Timestamp) -> Timestamp {
    let young = now.duration_since(begun_at) < SignedDuration::from_hours(1);
    let pause = if young { SignedDuration::from_mins(5) } else { SignedDuration::from_hours(1) };
    after(now, pause)
}

/// When a cancellation requested at `now` takes effect: at the end of what is
/// paid, or of what is just being paid (`collecting`); at once where nothing is.
pub fn cancellation_takes_effect_at(
    agreement: &Agreement,
    collecting: Option<Period>,
    now: Timestamp,
) -> Timestamp {
    let paid = agreement.period_ends_at();
    collecting.map_or(paid, |period| period.ends_at.max(paid)).max(now)
}
