//! What the gateway says about an attempt becomes what the paper knows: the one
//! place where money arrives, whether a webhook, a return, a poll or a renewal
//! brought the news. In one transaction: attempt, invoice and its number, books,
//! subscription, account, mail, feed. Saying it again changes nothing.

mod capture;
mod mismatch;
mod refusal;

use gateways::{GatewayError, PaymentStatus, Progress};
use jiff::Timestamp;
use readers::Reader;
use store::Tx;
use terms::{Step, next_step};
use vocab::{AttemptId, ReaderId};

use crate::{
    Billing, BillingError, Subscription,
    model::{Attempt, AttemptOutcome, Checkout, Invoice},
    queries::{attempts, checkouts, invoices, subscriptions},
};

/// What a settlement came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It was known already, or says nothing new.
    Unchanged,
    /// Paid, and the gateway has not settled it yet.
    Pending,
    /// The money is ours.
    Captured,
    /// The money came and goes back.
    Refunding,
    /// The gateway collected another amount than was asked.
    Mismatch,
    /// Refused.
    Declined,
    /// Given up; nothing was collected.
    Abandoned,
}

impl Verdict {
    /// The word in metrics.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Pending => "pending",
            Self::Captured => "captured",
            Self::Refunding => "refunding",
            Self::Mismatch => "mismatch",
            Self::Declined => "declined",
            Self::Abandoned => "abandoned",
        }
    }
}

/// An attempt with all that hangs on it; its subscription is held by the transaction.
pub(crate) struct Case {
    pub(crate) attempt: Attempt,
    pub(crate) invoice: Invoice,
    pub(crate) subscription: Subscription,
    /// None where a mandate is charged without the reader.
    pub(crate) checkout: Option<Checkout>,
}

impl Case {
    async fn load(tx: &mut Tx, attempt: AttemptId) -> store::Result<Option<Self>> {
        let Some(id) = attempts::find_subscription(&mut *tx, attempt).await? else {
            return Ok(None);
        };
        // First the lock, then the facts: nobody changes them in between.
        let Some(subscription) = subscriptions::lock(tx, id).await? else { return Ok(None) };
        let Some(attempt) = attempts::find(&mut *tx, attempt).await? else { return Ok(None) };
        let Some(invoice) = invoices::find(&mut *tx, attempt.invoice).await? else {
            return Ok(None);
        };
        let checkout = checkouts::find_of_attempt(&mut *tx, attempt.id).await?;
        Ok(Some(Self { attempt, invoice, subscription, checkout }))
    }
}

/// How often a settlement is tried when others get in its way.
const TRIES: u32 = 6;

impl Billing {
    /// Asks the gateway how an attempt stands, and settles what it says. That
    /// the gateway never heard of it is an answer as well, but not that nobody
    /// answered.
    pub(crate) async fn ask_and_settle(&self, attempt: AttemptId) -> Result<Verdict, BillingError> {
        match self.look_up(attempt).await {
            Ok(status) => self.settle(attempt, &status).await,
            Err(GatewayError::NotFound(_)) => Ok(Verdict::Unchanged),
            Err(error) => Err(error.into()),
        }
    }

    /// Settles what the gateway says about an attempt.
    pub(crate) async fn settle(
        &self,
        attempt: AttemptId,
        status: &PaymentStatus,
    ) -> Result<Verdict, BillingError> {
        if status.progress == Progress::Open || self.is_settled(attempt).await? {
            return Ok(Verdict::Unchanged);
        }
        let mut tries = 1;
        loop {
            match self.settle_once(attempt, status).await {
                Err(error) if error.is_worth_a_retry() && tries < TRIES => tries += 1,
                Err(error) => return Err(error),
                Ok((verdict, reader)) => {
                    metrics::counter!("masthead_settlements_total", "verdict" => verdict.as_str())
                        .increment(1);
                    if let Some(reader) = reader {
                        self.benefits.forget(reader);
                    }
                    return Ok(verdict);
                }
            }
        }
    }

    /// Whether an attempt is settled for good: a hundred replays take no lock.
    async fn is_settled(&self, attempt: AttemptId) -> store::Result<bool> {
        let found = attempts::find(&self.db, attempt).await?;
        Ok(found.is_some_and(|attempt| attempt.outcome.is_money()))
    }

    async fn settle_once(
        &self,
        attempt: AttemptId,
        status: &PaymentStatus,
    ) -> Result<(Verdict, Option<ReaderId>), BillingError> {
        let mut tx = self.db.begin().await?;
        let Some(case) = Case::load(&mut tx, attempt).await? else {
            return Ok((Verdict::Unchanged, None));
        };
        if case.attempt.outcome.is_money() {
            return Ok((Verdict::Unchanged, None));
        }
        let settled = match status.progress {
            Progress::Open => return Ok((Verdict::Unchanged, None)),
            Progress::Pending => (self.note_pending(&mut tx, &case, status).await?, None),
            Progress::Captured => self.take_money(&mut tx, case, status).await?,
            Progress::Declined | Progress::Abandoned | Progress::Refunded => {
                self.take_refusal(&mut tx, case, status).await?
            }
        };
        tx.commit().await?;
        Ok(settled)
    }

    async fn note_pending(
        &self,
        tx: &mut Tx,
        case: &Case,
        status: &PaymentStatus,
    ) -> store::Result<Verdict> {
        if case.attempt.outcome == AttemptOutcome::Open {
            let (id, now) = (case.attempt.id, self.ambient.now());
            attempts::mark(tx, id, AttemptOutcome::Pending, Some(&status.reference), now).await?;
        }
        Ok(Verdict::Pending)
    }

    /// When a subscription needs attention again, by its facts.
    pub(crate) fn next_action_at(&self, s: &Subscription, now: Timestamp) -> Option<Timestamp> {
        match next_step(&s.agreement(self.site.zone()), &self.patience, now) {
            Step::Wait { until } => until,
            _ => Some(now),
        }
    }

    /// The account that a case belongs to, if there is one yet.
    pub(crate) async fn account_of(
        &self,
        tx: &mut Tx,
        case: &Case,
    ) -> store::Result<Option<Reader>> {
        let of_checkout = case.checkout.as_ref().and_then(|checkout| checkout.reader);
        match case.subscription.reader.or(of_checkout) {
            Some(id) => readers::find_reader(tx, id).await,
            None => match &case.checkout {
                Some(checkout) => readers::find_reader_by_email(tx, &checkout.email).await,
                None => Ok(None),
            },
        }
    }
}
