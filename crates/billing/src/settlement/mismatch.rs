use gateways::{PaymentStatus, Progress};
use jiff::Timestamp;
use store::{
    Tx,
    audit::{self, Deed},
};
use terms::Status;
use vocab::{AttemptId, SubscriptionId};
use words::Words;

use super::Case;
use crate::{
    Billing, BillingError,
    mails::Reason,
    model::AttemptOutcome,
    queries::{attempts, invoices, subscriptions},
};

/// Why it goes back, as the mail ends its sentence.
const ANOTHER_AMOUNT: Reason = Words::refund_another_amount;

impl Billing {
    /// Gives an amount back that is not what was asked for. A subscription that
    /// runs is charged anew at the next tick; one that never began is over.
    /// Doing it again, after a crash or by a second click, gives back once.
    pub(crate) async fn give_mismatch_back(
        &self,
        id: SubscriptionId,
        actor: &str,
    ) -> Result<(), BillingError> {
        let attempt = attempts::find_mismatch(&self.db, id).await?.ok_or_else(nothing)?;
        // First the money: nothing new is charged before it is on its way back.
        let status = self.give_back(attempt).await?;
        if status.progress != Progress::Refunded {
            return Err(BillingError::refused(Words::mismatch_not_back));
        }
        let now = self.ambient.now();
        let mut tx = self.db.begin().await?;
        let case = Case::load(&mut tx, attempt).await?;
        let unsettled = |case: &Case| case.attempt.outcome == AttemptOutcome::Mismatch;
        let case = case.filter(unsettled).ok_or_else(nothing)?;
        self.note_given_back(&mut tx, &case, &status, now).await?;
        self.begin_anew(&mut tx, &case, now).await?;
        let (subject, detail) = (id.to_string(), status.amount.exact());
        let deed =
            Deed { actor, action: "subscription.refund", subject: &subject, detail: &detail };
        audit::record(&mut tx, deed, now).await?;
        tx.commit().await?;
        metrics::counter!("masthead_payment_mismatches_resolved_total").increment(1);
        Ok(())
    }

    /// The attempt, both entries of the books, and a mail to whoever paid.
    async fn note_given_back(
        &self,
        tx: &mut Tx,
        case: &Case,
        status: &PaymentStatus,
        now: Timestamp,
    ) -> store::Result<()> {
        let id: AttemptId = case.attempt.id;
        attempts::mark(&mut *tx, id, AttemptOutcome::Refunded, None, now).await?;
        self.booking(case, now).book_held(tx, status.amount).await?;
        self.booking(case, now).book_refund(tx, status.amount).await?;
        let own = case.subscription.mandate.as_ref();
        let mandate = status.mandate.clone().filter(|mandate| Some(mandate) != own);
        self.revoke_later(tx, mandate).await?;
        let account = self.account_of(tx, case).await?;
        let paid_by = case.checkout.as_ref().map(|checkout| (&*checkout.email, None));
        match account.as_ref().map(|reader| (&*reader.email, reader.language)).or(paid_by) {
            Some(to) => self.mail_refund(tx, to, status.amount, ANOTHER_AMOUNT).await,
            None => Ok(()),
        }
    }

    /// A void invoice asks for nothing, so the period gets a new one.
    async fn begin_anew(&self, tx: &mut Tx, case: &Case, now: Timestamp) -> store::Result<()> {
        let mut subscription = case.subscription.clone();
        if subscription.status == Status::Incomplete {
            return self.abandon(tx, subscription, now).await;
        }
        invoices::void_drafts(&mut *tx, subscription.id, None, now).await?;
        if subscription.status.is_running() {
            subscription.next_action_at = Some(now);
            subscriptions::update(tx, &subscription).await?;
        }
        Ok(())
    }
}

fn nothing() -> BillingError {
    BillingError::refused(Words::mismatch_none)
}
