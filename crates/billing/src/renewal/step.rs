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
pub(crate) enum Taken {
    /// A step was taken; look again.
    Step(fn(&mut TickReport)),
    /// Nothing is due, or somebody else holds it; it has been given back.
    Rest,
}

/// What a step came to, inside its transaction.
enum Done {
    /// Something changed, and is counted so.
    Counted(fn(&mut TickReport)),
    /// Nothing before this moment; none means never.
    Waits(Option<Timestamp>),
}

impl Billing {
    /// Takes the next step of a claimed subscription, in one transaction. A
    /// charge is only prepared here: the gateway hears of it after the commit.
    pub(crate) async fn take_step(
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
        let reader = subscription.reader;
        let step = next_step(&subscription.agreement(self.site.zone()), &self.patience, now);
        let taken = match self.do_step(&mut tx, subscription, step, now).await? {
            Done::Counted(count) => Taken::Step(count),
            Done::Waits(until) => {
                subscriptions::release(&mut tx, id, lease, until).await?;
                Taken::Rest
            }
        };
        if let (Some(reader), Taken::Step(_)) = (reader, &taken) {
            feed::announce(&mut tx, "benefits", &reader.to_string(), now).await?;
        }
        tx.commit().await?;
        reader.iter().for_each(|reader| self.benefits.forget(*reader));
        Ok(taken)
    }

    async fn do_step(
        &self,
        tx: &mut Tx,
        subscription: Subscription,
        step: Step,
        now: Timestamp,
    ) -> Result<Done, BillingError> {
        let id = subscription.id;
        Ok(match step {
            Step::Wait { until } => Done::Waits(until),
            Step::Charge { .. } if subscription.account_closed_at.is_some() => {
                // Nobody is charged for what they cannot use.
                self.end(tx, subscription, Status::Cancelled, now).await?;
                Done::Counted(|report| report.cancelled += 1)
            }
            Step::Charge { .. } if self.is_stuck(tx, id).await? => Done::Waits(None),
            Step::Charge { period } => {
                self.prepare_charge(tx, &subscription, period, now).await?;
                Done::Counted(|_| {})
            }
            Step::Hold => {
                self.hold(tx, subscription, now).await?;
                Done::Counted(|report| report.held += 1)
            }
            Step::Expire => {
                self.end(tx, subscription, Status::Expired, now).await?;
                Done::Counted(|report| report.expired += 1)
            }
            Step::Cancel => {
                self.end(tx, subscription, Status::Cancelled, now).await?;
                Done::Counted(|report| report.cancelled += 1)
            }
            Step::Abandon => {
                self.abandon(tx, subscription, now).await?;
                Done::Counted(|report| report.abandoned += 1)
            }
        })
    }

    async fn is_stuck(&self, tx: &mut Tx, id: SubscriptionId) -> store::Result<bool> {
        let stuck = attempts::find_stuck(tx, id).await?;
        if let Some(attempt) = stuck {
            tracing::error!(subscription = %id, %attempt, "money came that does not pay its invoice: this subscription is not charged until somebody has looked at it");
        }
        Ok(stuck.is_some())
    }

    /// The draft of the period's one invoice, and the attempt whose id will be
    /// the gateway's key.
    async fn prepare_charge(
        &self,
        tx: &mut Tx,
        subscription: &Subscription,
        period: Period,
        now: Timestamp,
    ) -> Result<(), BillingError> {
        let invoice = self.draft_for(tx, subscription, period).await?;
        let attempt = AttemptId::fresh(&self.ambient);
        Ok(attempts::insert(tx, attempt, invoice.id, &subscription.gateway, now).await?)
    }

    async fn hold(
        &self,
        tx: &mut Tx,
        mut subscription: Subscription,
        now: Timestamp,
    ) -> store::Result<()> {
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
