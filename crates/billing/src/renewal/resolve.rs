use gateways::{GatewayError, PaymentStatus, Progress};
use jiff::{SignedDuration, Timestamp};
use terms::{Status, ask_again_at};
use vocab::{AttemptId, SubscriptionId};

use super::TickReport;
use crate::{
    Billing, BillingError, Subscription,
    model::{Attempt, Checkout, Invoice},
    queries::{attempts, checkouts, invoices, subscriptions},
    settlement::Verdict,
};

/// How old an unresolved attempt is before the janitor asks about it.
const LEFT_OVER_AFTER: SignedDuration = SignedDuration::from_mins(10);
const LEFTOVERS_BATCH: u32 = 100;
const LEFTOVERS_BATCHES_MAX: u32 = 100;

/// What came of clearing up an attempt.
pub(super) enum Resolution {
    /// Its outcome is known now.
    Settled,
    /// It is not; look again at this moment.
    AskAgain(Timestamp),
}

impl Billing {
    /// Clears up an attempt whose outcome is not known: the gateway is asked
    /// before anything else, and a charge that never arrived is sent again as
    /// the same attempt.
    pub(super) async fn resolve(
        &self,
        id: SubscriptionId,
        attempt: &Attempt,
        report: &mut TickReport,
    ) -> Result<Resolution, BillingError> {
        let now = self.ambient.now();
        let found = subscriptions::find(&self.db, id).await?;
        let invoice = invoices::find(&self.db, attempt.invoice).await?;
        let checkout = checkouts::find_of_attempt(&self.db, attempt.id).await?;
        let (Some(subscription), Some(invoice)) = (found, invoice) else {
            return Err(BillingError::fault("an attempt without its invoice or subscription"));
        };
        let answer = match &checkout {
            Some(checkout) => self.ask_about_checkout(&subscription, checkout, &invoice, now).await,
            None => self.ask_or_charge(&subscription, attempt.id, &invoice).await,
        };
        let status = match answer {
            Ok(status) => status,
            Err(error) => {
                tracing::warn!(attempt = %attempt.id, %error, "the outcome of a payment is not known yet");
                report.unknown += 1;
                return Ok(Resolution::AskAgain(ask_again_at(attempt.created_at, now)));
            }
        };
        let verdict = self.settle(attempt.id, &status).await?;
        report.count(verdict, checkout.is_some());
        if matches!(status.progress, Progress::Open | Progress::Pending) {
            let again = ask_again_at(attempt.created_at, now);
            let deadline = self.checkout_deadline(&subscription);
            let soon = subscription.status == Status::Incomplete && now < deadline;
            return Ok(Resolution::AskAgain(if soon { again.min(deadline) } else { again }));
        }
        Ok(Resolution::Settled)
    }

    fn checkout_deadline(&self, subscription: &Subscription) -> Timestamp {
        let begun = subscription.created_at;
        begun.saturating_add(self.patience.checkout).unwrap_or(Timestamp::MAX)
    }

    /// A first payment is left to the reader until its deadline. A payment for
    /// a period that is owed gives way to whatever has become due.
    async fn ask_about_checkout(
        &self,
        subscription: &Subscription,
        checkout: &Checkout,
        invoice: &Invoice,
        now: Timestamp,
    ) -> Result<PaymentStatus, GatewayError> {
        let patient =
            subscription.status == Status::Incomplete && now < self.checkout_deadline(subscription);
        let answer = if patient {
            self.look_up(checkout.attempt).await
        } else {
            self.close(checkout.attempt).await
        };
        match answer {
            // It never reached the gateway, so nobody can have paid it.
            Err(GatewayError::NotFound(_)) => Ok(never_paid(invoice)),
            answer => answer,
        }
    }

    async fn ask_or_charge(
        &self,
        subscription: &Subscription,
        attempt: AttemptId,
        invoice: &Invoice,
    ) -> Result<PaymentStatus, GatewayError> {
        match self.look_up(attempt).await {
            Err(GatewayError::NotFound(_)) => {}
            answer => return answer,
        }
        let Some(mandate) = &subscription.mandate else { return Ok(declined(invoice)) };
        match self.charge(attempt, invoice, mandate).await {
            Ok(status) => Ok(status),
            // No answer is not a decline: ask once at once, later again and again.
            Err(error) => match self.look_up(attempt).await {
                Ok(status) => Ok(status),
                Err(_) => Err(error),
            },
        }
    }

    /// The janitor: asks about everything that has been unknown for a while,
    /// whatever a crash, a lost webhook or an outage left behind.
    pub(crate) async fn resolve_leftovers(&self) -> Result<u32, BillingError> {
        let before = self.ambient.now().saturating_sub(LEFT_OVER_AFTER).unwrap_or(Timestamp::MIN);
        let (mut after, mut found) = ((Timestamp::MIN, String::new()), 0);
        for _ in 0..LEFTOVERS_BATCHES_MAX {
            let batch =
                attempts::list_unresolved(&self.db, (after.0, &after.1), before, LEFTOVERS_BATCH);
            let batch = batch.await?;
            let Some(last) = batch.last() else { break };
            after = (last.created_at, last.id.to_string());
            for attempt in batch {
                match self.ask_and_settle(attempt.id).await {
                    Ok(Verdict::Unchanged | Verdict::Pending) => {}
                    Ok(_) => found += 1,
                    Err(error) => {
                        tracing::warn!(attempt = %attempt.id, %error, "the outcome of a payment is not known yet");
                    }
                }
            }
        }
        Ok(found)
    }
}

/// What a gateway would say of a payment that it never heard of.
pub(crate) fn never_paid(invoice: &Invoice) -> PaymentStatus {
    PaymentStatus {
        reference: String::new(),
        progress: Progress::Abandoned,
        amount: invoice.total,
        mandate: None,
    }
}

/// Without a mandate there is nothing to charge.
fn declined(invoice: &Invoice) -> PaymentStatus {
    PaymentStatus { progress: Progress::Declined, ..never_paid(invoice) }
}
