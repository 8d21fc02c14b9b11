use gateways::{PaymentStatus, Progress};
use jiff::Timestamp;
use store::{Tx, feed};
use terms::{ChargeOutcome, Status, settle};
use vocab::ReaderId;

use super::{Case, Verdict};
use crate::{
    Billing, BillingError,
    model::AttemptOutcome,
    queries::{attempts, checkouts, invoices, subscriptions},
};

impl Billing {
    /// No money will come of this attempt.
    pub(super) async fn take_refusal(
        &self,
        tx: &mut Tx,
        case: Case,
        status: &PaymentStatus,
    ) -> Result<(Verdict, Option<ReaderId>), BillingError> {
        if !matches!(case.attempt.outcome, AttemptOutcome::Open | AttemptOutcome::Pending) {
            return Ok((Verdict::Unchanged, None));
        }
        let now = self.ambient.now();
        let (outcome, verdict) = match status.progress {
            Progress::Declined => (AttemptOutcome::Declined, Verdict::Declined),
            _ => (AttemptOutcome::Abandoned, Verdict::Abandoned),
        };
        let reference = Some(&*status.reference).filter(|reference| !reference.is_empty());
        attempts::mark(&mut *tx, case.attempt.id, outcome, reference, now).await?;
        if case.checkout.is_some() {
            // The reader sees it on the page and may try again; nothing is owed for it.
            self.end_first_try(tx, &case, now).await?;
            return Ok((verdict, None));
        }
        let reader = self.count_decline(tx, case, now).await?;
        Ok((Verdict::Declined, reader))
    }

    /// Closes the checkout of a case, and ends a subscription that never began.
    pub(super) async fn end_first_try(
        &self,
        tx: &mut Tx,
        case: &Case,
        now: Timestamp,
    ) -> store::Result<()> {
        if let Some(checkout) = &case.checkout {
            checkouts::close(&mut *tx, &checkout.id, None, false, now).await?;
        }
        if case.subscription.status == Status::Incomplete {
            self.abandon(tx, case.subscription.clone(), now).await?;
        }
        Ok(())
    }

    /// A declined renewal: one rung of the ladder, one mail.
    async fn count_decline(
        &self,
        tx: &mut Tx,
        case: Case,
        now: Timestamp,
    ) -> Result<Option<ReaderId>, BillingError> {
        let agreement = case.subscription.agreement(self.site.zone());
        let period = case.invoice.period;
        let settlement = settle(&agreement, period, ChargeOutcome::Declined, &self.patience, now);
        let mut subscription = case.subscription;
        if (settlement.status, settlement.declines) == (subscription.status, subscription.declines)
        {
            return Ok(None);
        }
        subscription.status = settlement.status;
        subscription.declines = settlement.declines;
        subscription.declined_since = settlement.declined_since;
        subscription.next_action_at = self.next_action_at(&subscription, now);
        subscriptions::update(&mut *tx, &subscription).await?;
        self.mail_declined(&mut *tx, &subscription).await?;
        if let Some(reader) = subscription.reader {
            feed::announce(tx, "benefits", &reader.to_string(), now).await?;
        }
        Ok(subscription.reader)
    }

    /// Ends a subscription whose checkout never finished.
    pub(crate) async fn abandon(
        &self,
        tx: &mut Tx,
        mut subscription: crate::Subscription,
        now: Timestamp,
    ) -> store::Result<()> {
        subscription.status = Status::Abandoned;
        subscription.ended_at = Some(now);
        subscription.next_action_at = None;
        subscriptions::update(&mut *tx, &subscription).await?;
        invoices::void_drafts(tx, subscription.id, None, now).await
    }
}
