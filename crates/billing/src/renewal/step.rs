use jiff::Timestamp;
use store::{Tx, feed};
use terms::{Period, Status, Step, next_step};
use vocab::{AttemptId, SubscriptionId};

use super::TickReport;
use crate::{
    Billing, BillingError, Subscription,
    queries::{attempts, invoices, subscriptions},
};

/// What came of looking at a subscription.
pub(super) enum Taken {
    /// A step was taken; look again.
    Step(fn(&mut TickReport)),
    /// Nothing is due, or somebody else holds it; it has been given back.
    Rest,
}

impl Billing {
    /// Takes the next step of a claimed subscription, in one transaction. A
    /// charge is only prepared here: the gateway hears of it after the commit.
    pub(super) async fn take_step(
        &self,
        id: SubscriptionId,
        lease: Timestamp,
    ) -> Result<Taken, BillingError> {
        let now = self.ambient.now();
        let mut tx = self.db.begin().await?;
        let found = subscriptions::lock(&mut tx, id).await?;
        // A worker that slept through its lease finds another's and leaves.
        let Some(subscription) = found.filter(|s| s.lease_until == Some(lease)) else {
            return Ok(Taken::Rest);
        };
        let step = next_step(&subscription.agreement(self.site.zone()), &self.patience, now);
        let reader = subscription.reader;
        let taken = match step {
            Step::Charge { period } => {
                self.prepare_charge(&mut tx, &subscription, period, now).await?;
                Taken::Step(|_| {})
            }
            Step::Hold => {
                self.hold(&mut tx, subscription, now).await?;
                Taken::Step(|report| report.held += 1)
            }
            Step::Expire => {
                self.end(&mut tx, subscription, Status::Expired, now).await?;
                Taken::Step(|report| report.expired += 1)
            }
            Step::Cancel => {
                self.end(&mut tx, subscription, Status::Cancelled, now).await?;
                Taken::Step(|report| report.cancelled += 1)
            }
            Step::Abandon => {
                self.abandon(&mut tx, subscription, now).await?;
                Taken::Step(|report| report.abandoned += 1)
            }
            Step::Wait { until } => {
                subscriptions::release(&mut tx, id, lease, until).await?;
                Taken::Rest
            }
        };
        if let Some(reader) = reader {
            if !matches!(taken, Taken::Rest) {
                feed::announce(&mut tx, "benefits", &reader.to_string(), now).await?;
            }
            tx.commit().await?;
            self.benefits.forget(reader);
        } else {
            tx.commit().await?;
        }
        Ok(taken)
    }

    /// The draft of the period's one invoice, and the attempt whose id will be
    /// the gateway's key.
    async fn prepare_charge(
        &self,
        tx: &mut Tx,
        subscription: &Subscription,
        period: Period,
        now: Timestamp,
    ) -> store::Result<()> {
        let invoice = self.draft_for(tx, subscription, period).await?;
        let attempt = AttemptId::fresh(&self.ambient);
        attempts::insert(tx, attempt, invoice.id, &subscription.gateway, now).await
    }

    async fn hold(&self, tx: &mut Tx, mut subscription: Subscription, now: Timestamp) -> store::Result<()> {
        subscription.status = Status::OnHold;
        subscription.next_action_at = self.next_action_at(&subscription, now);
        subscriptions::update(&mut *tx, &subscription).await?;
        self.mail_held(tx, &subscription).await
    }

    /// The end: nothing is owed any more, and the mandate is given back.
    async fn end(
        &self,
        tx: &mut Tx,
        mut subscription: Subscription,
        status: Status,
        now: Timestamp,
    ) -> store::Result<()> {
        subscription.status = status;
        subscription.ended_at = Some(now);
        subscription.next_action_at = None;
        subscriptions::update(&mut *tx, &subscription).await?;
        invoices::void_drafts(&mut *tx, subscription.id, None, now).await?;
        self.revoke_later(tx, subscription.mandate.clone()).await?;
        self.mail_ended(tx, &subscription).await
    }
}
