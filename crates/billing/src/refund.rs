//! Giving money back that came and is not ours to keep.

use gateways::Progress;
use store::jobs::JobError;

use crate::{
    Billing,
    jobs::RefundJob,
    ledger::Booking,
    model::AttemptOutcome,
    queries::{attempts, invoices, subscriptions},
};

impl Billing {
    /// The work of a refund job: first the gateway, which gives back once
    /// however often it is asked, then the books.
    pub(crate) async fn refund(&self, job: &RefundJob) -> Result<(), JobError> {
        let status = self.give_back(job.attempt).await?;
        if status.progress != Progress::Refunded {
            return Err(format!("attempt {} is not refunded yet", job.attempt).into());
        }
        if let Some(mandate) = &job.mandate {
            self.revoke(mandate).await?;
        }
        let mut tx = self.db.begin().await?;
        let Some(id) = attempts::find_subscription(&mut tx, job.attempt).await? else {
            return Ok(());
        };
        subscriptions::lock(&mut tx, id).await?;
        let Some(attempt) = attempts::find(&mut tx, job.attempt).await? else { return Ok(()) };
        let invoice = invoices::find(&mut tx, attempt.invoice).await?;
        let (Some(invoice), AttemptOutcome::Refunding) = (invoice, attempt.outcome) else {
            return Ok(());
        };
        let at = self.ambient.now();
        attempts::mark(&mut tx, attempt.id, AttemptOutcome::Refunded, None, at).await?;
        let booking =
            Booking { ambient: &self.ambient, attempt: attempt.id, gateway: &attempt.gateway, at };
        booking.book_refund(&mut tx, invoice.total).await?;
        Ok(tx.commit().await?)
    }
}
