//! What is due: renewals, retries, holds, ends. Subscriptions are claimed under
//! a lease, in bounded batches; what a dead worker left is taken over when its
//! lease runs out. Doing it twice changes nothing.

mod advance;
mod resolve;
mod step;

pub(crate) use resolve::never_paid;
#[cfg(test)]
pub(crate) use step::Taken;

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use vocab::SubscriptionId;

use crate::{Billing, BillingError, queries::subscriptions, settlement::Verdict};

/// How long a worker may work on one claimed subscription.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// How many subscriptions are claimed at once.
const BATCH: u32 = 8;
/// How many batches one tick works at most; the next tick goes on.
const BATCHES_MAX: u32 = 5_000;

/// What a tick did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TickReport {
    /// Renewals that were paid.
    pub renewed: u32,
    /// Renewals that were declined.
    pub declined: u32,
    /// Subscriptions put on hold.
    pub held: u32,
    /// Subscriptions that ended because their time ran out or nobody paid.
    pub expired: u32,
    /// Cancellations that took effect.
    pub cancelled: u32,
    /// Checkouts that were never finished.
    pub abandoned: u32,
    /// Payments that were found by asking.
    pub found: u32,
    /// Outcomes that are still not known.
    pub unknown: u32,
    /// Subscriptions on which the work failed; it is tried again.
    pub failed: u32,
}

impl TickReport {
    fn count(&mut self, verdict: Verdict, hosted: bool) {
        match verdict {
            Verdict::Captured if hosted => self.found += 1,
            Verdict::Captured => self.renewed += 1,
            Verdict::Declined if !hosted => self.declined += 1,
            Verdict::Abandoned | Verdict::Declined => self.abandoned += 1,
            Verdict::Refunding => self.found += 1,
            Verdict::Unchanged | Verdict::Pending | Verdict::Mismatch => {}
        }
    }
}

/// `2 renewed, 1 declined`, or `nothing was due`.
impl fmt::Display for TickReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [
            (self.renewed, "renewed"),
            (self.declined, "declined"),
            (self.held, "put on hold"),
            (self.expired, "expired"),
            (self.cancelled, "cancelled"),
            (self.abandoned, "abandoned"),
            (self.found, "found paid"),
            (self.unknown, "still unknown"),
            (self.failed, "failed"),
        ];
        let words: Vec<_> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        f.write_str(if words.is_empty() { "nothing was due" } else { "" })?;
        f.write_str(&words.join(", "))
    }
}

impl Billing {
    /// Does everything that is due now. Safe to run twice, on many nodes, and
    /// after any standstill.
    pub async fn tick(&self) -> Result<TickReport, BillingError> {
        let mut report = TickReport::default();
        for _ in 0..BATCHES_MAX {
            let (now, lease) = self.lease();
            let claimed = subscriptions::claim_due(&self.db, now, lease, BATCH).await?;
            if claimed.is_empty() {
                break;
            }
            for id in claimed {
                if let Err(error) = self.advance(id, lease, &mut report).await {
                    // The lease runs out and the subscription is tried again; the others go on.
                    tracing::error!(subscription = %id, %error, "a due subscription could not be worked on");
                    report.failed += 1;
                }
            }
        }
        if report != TickReport::default() {
            tracing::info!(%report, "billing tick");
        }
        Ok(report)
    }

    /// Works on one subscription at once, if nobody else does.
    pub(crate) async fn advance_now(&self, id: SubscriptionId) -> Result<(), BillingError> {
        let (now, lease) = self.lease();
        if subscriptions::claim_one(&self.db, id, now, lease).await? {
            self.advance(id, lease, &mut TickReport::default()).await?;
        }
        Ok(())
    }

    fn lease(&self) -> (Timestamp, Timestamp) {
        let now = self.ambient.now();
        (now, now.saturating_add(LEASE).unwrap_or(Timestamp::MAX))
    }
}
