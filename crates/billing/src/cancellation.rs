//! Cancelling: a dated fact beside the subscription, taken back until it takes effect.

use jiff::Timestamp;
use store::{
    Tx,
    audit::{self, Deed},
    feed,
};
use terms::cancellation_takes_effect_at;
use vocab::SubscriptionId;

use crate::{
    Billing, BillingError, Subscription,
    model::AttemptOutcome,
    queries::{attempts, cancellations, checkouts, invoices, subscriptions},
};

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asker<'a> {
    /// The reader, in the account.
    Reader,
    /// Somebody at the desk, by account id: goes into the audit log.
    Staff(&'a str),
}

impl Asker<'_> {
    const fn name(&self) -> &str {
        match self {
            Self::Reader => "reader",
            Self::Staff(actor) => actor,
        }
    }
}

impl Billing {
    /// Cancels at the end of what is paid, and says when that is. Cancelling
    /// again changes nothing.
    pub(crate) async fn request_cancellation(
        &self,
        id: SubscriptionId,
        asker: Asker<'_>,
    ) -> Result<Timestamp, BillingError> {
        let now = self.ambient.now();
        let mut tx = self.db.begin().await?;
        let mut subscription = running(&mut tx, id).await?;
        if let Some(at) = subscription.cancels_at {
            return Ok(at);
        }
        let collecting = self.period_being_collected(&mut tx, id).await?;
        let agreement = subscription.agreement(self.site.zone());
        let at = cancellation_takes_effect_at(&agreement, collecting, now);
        let key = (self.ambient.uuid().to_string(), id);
        cancellations::insert(&mut tx, key, at, asker.name(), now).await?;
        subscription.cancels_at = Some(at);
        self.finish(tx, subscription, asker, "subscription.cancel", now).await?;
        if at <= now {
            // Nothing paid is left: it ends now and not at the next tick.
            self.advance_now(id).await?;
        }
        Ok(at)
    }

    /// Takes a standing cancellation back. Where none stands, nothing changes.
    pub(crate) async fn withdraw_cancellation(
        &self,
        id: SubscriptionId,
        asker: Asker<'_>,
    ) -> Result<(), BillingError> {
        let now = self.ambient.now();
        let mut tx = self.db.begin().await?;
        let mut subscription = running(&mut tx, id).await?;
        match subscription.cancels_at {
            None => return Ok(tx.rollback().await?),
            Some(at) if at <= now => return Err(over()),
            Some(_) => {}
        }
        cancellations::mark_withdrawn(&mut tx, id, now).await?;
        subscription.cancels_at = None;
        self.finish(tx, subscription, asker, "subscription.cancel.withdraw", now).await
    }

    /// The period that is being collected without a known outcome yet. A page
    /// on which the reader has not paid does not count.
    async fn period_being_collected(
        &self,
        tx: &mut Tx,
        id: SubscriptionId,
    ) -> store::Result<Option<terms::Period>> {
        let Some(attempt) = attempts::find_unresolved(&mut *tx, id).await? else { return Ok(None) };
        let by_hand = checkouts::find_of_attempt(&mut *tx, attempt.id).await?.is_some();
        if by_hand && attempt.outcome == AttemptOutcome::Open {
            return Ok(None);
        }
        Ok(invoices::find(tx, attempt.invoice).await?.map(|invoice| invoice.period))
    }

    async fn finish(
        &self,
        mut tx: Tx,
        mut subscription: Subscription,
        asker: Asker<'_>,
        action: &str,
        now: Timestamp,
    ) -> Result<(), BillingError> {
        let unknown = attempts::find_unresolved(&mut tx, subscription.id).await?.is_some();
        // What is not known yet is cleared up first, as soon as the tick comes.
        subscription.next_action_at =
            if unknown { Some(now) } else { self.next_action_at(&subscription, now) };
        subscriptions::update(&mut tx, &subscription).await?;
        match subscription.cancels_at {
            Some(at) => self.mail_cancelled(&mut tx, &subscription, at).await?,
            None => self.mail_withdrawn(&mut tx, &subscription).await?,
        }
        if let Some(reader) = subscription.reader {
            feed::announce(&mut tx, "benefits", &reader.to_string(), now).await?;
        }
        if let Asker::Staff(actor) = asker {
            let subject = subscription.id.to_string();
            audit::record(&mut tx, Deed { actor, action, subject: &subject, detail: "" }, now)
                .await?;
        }
        tx.commit().await?;
        subscription.reader.iter().for_each(|reader| self.benefits.forget(*reader));
        Ok(())
    }
}

async fn running(tx: &mut Tx, id: SubscriptionId) -> Result<Subscription, BillingError> {
    let found = subscriptions::lock(tx, id).await?;
    found.filter(|subscription| subscription.status.is_running()).ok_or_else(over)
}

fn over() -> BillingError {
    BillingError::refused(words::Words::cancel_over)
}
