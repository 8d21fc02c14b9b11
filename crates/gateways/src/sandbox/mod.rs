//! The built-in provider for demonstration and tests: its own ledger, its own
//! hosted page, webhooks signed like Stripe's. No money moves.

mod gateway;
mod hosted;

use jiff::SignedDuration;
use serde_json::json;
use store::{
    Db, Executor, Tx, args,
    jobs::{self, NewJob},
    statement,
};
use vocab::{Ambient, AttemptId};

use crate::{GatewayError, Progress};

pub use hosted::{HostedPayment, PayOutcome, PayStep, UnknownOutcome};

/// The kind of job that delivers a webhook to the paper.
pub const WEBHOOK_JOB: &str = "sandbox_webhook";
/// The kind of job that settles a payment that was pending.
pub const SETTLE_JOB: &str = "sandbox_settle";

/// The payload of [`WEBHOOK_JOB`].
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct WebhookJob {
    /// The event, exactly as it is signed and posted.
    pub body: String,
}

/// The sandbox.
#[derive(Clone)]
pub struct Sandbox {
    db: Db,
    ambient: Ambient,
    /// Where its hosted page lives: the paper's own address.
    base_url: String,
    settle_after: SignedDuration,
}

statement! {
    FIND_PAYMENT = "SELECT id, reference, amount_minor, currency, description, return_url, cancel_url, status, mandate
        FROM sandbox_payments WHERE id = $1";
}
statement! {
    FIND_PAYMENT_BY_KEY = "SELECT id, reference, amount_minor, currency, description, return_url, cancel_url, status, mandate
        FROM sandbox_payments WHERE idempotency_key = $1";
}
statement! {
    INSERT_PAYMENT = "INSERT INTO sandbox_payments (id, idempotency_key, reference, amount_minor, currency,
            description, return_url, cancel_url, status, mandate, created_at, captured_at)
        VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (idempotency_key) DO NOTHING";
}
statement! {
    /// Only one of two racing choices finds the payment as it was read: open
    /// (or challenged), or pending. Nobody can give up what is already paid.
    MARK_PAYMENT = "UPDATE sandbox_payments SET status = $2, mandate = COALESCE($3, mandate), captured_at = $4
        WHERE id = $1 AND CASE WHEN status = 'challenged' THEN 'open' ELSE status END = $5";
}
statement! {
    MARK_REFUNDED = "UPDATE sandbox_payments SET status = 'refunded', refunded_at = $2
        WHERE id = $1 AND status = 'captured'";
}
statement! {
    INSERT_MANDATE = "INSERT INTO sandbox_mandates (id, renewals, created_at) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
}
statement! {
    FIND_MANDATE = "SELECT renewals, revoked_at FROM sandbox_mandates WHERE id = $1";
}
statement! {
    MARK_MANDATE_REVOKED = "UPDATE sandbox_mandates SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
}

impl Sandbox {
    /// A sandbox whose hosted page lives under `base_url`.
    pub const fn new(
        db: Db,
        ambient: Ambient,
        base_url: String,
        settle_after: SignedDuration,
    ) -> Self {
        Self { db, ambient, base_url, settle_after }
    }

    /// The same sandbox in another time: the demo's subscriptions began in the past.
    #[must_use]
    pub fn with_ambient(&self, ambient: Ambient) -> Self {
        Self { ambient, ..self.clone() }
    }

    /// The payment `id`, for its hosted page.
    pub async fn find_payment(&self, id: &str) -> store::Result<Option<HostedPayment>> {
        let row = self.db.one(&FIND_PAYMENT, args![id]).await?;
        row.as_ref().map(HostedPayment::read).transpose()
    }

    async fn find_by_attempt(&self, attempt: AttemptId) -> Result<HostedPayment, GatewayError> {
        let row = self.db.one(&FIND_PAYMENT_BY_KEY, args![attempt]).await?;
        match row {
            Some(row) => Ok(HostedPayment::read(&row)?),
            None => Err(GatewayError::NotFound(format!("attempt {attempt}"))),
        }
    }

    /// What a choice on the hosted page does. `renewals_fail` makes the mandate
    /// one whose later charges are declined, for rehearsing that.
    pub async fn choose(
        &self,
        id: &str,
        outcome: PayOutcome,
        renewals_fail: bool,
    ) -> store::Result<Option<PayStep>> {
        let Some(payment) = self.find_payment(id).await? else { return Ok(None) };
        let unfinished = payment.progress == Progress::Open;
        let in_order = match outcome {
            PayOutcome::ChallengePass | PayOutcome::ChallengeFail => payment.challenged,
            _ => true,
        };
        if !unfinished || !in_order {
            return Ok(Some(PayStep::Over(payment.progress)));
        }
        let mandate = if renewals_fail { "decline" } else { "success" };
        let (status, step) = match outcome {
            PayOutcome::Success | PayOutcome::ChallengePass => {
                ("captured", PayStep::Redirect(payment.return_url.clone()))
            }
            PayOutcome::SilentSuccess => ("captured", PayStep::StayPaid),
            PayOutcome::Pending => ("pending", PayStep::Redirect(payment.return_url.clone())),
            PayOutcome::Decline | PayOutcome::ChallengeFail => {
                ("declined", PayStep::Redirect(payment.return_url.clone()))
            }
            PayOutcome::Challenge => ("challenged", PayStep::Challenge),
            PayOutcome::Abandon => ("abandoned", PayStep::Redirect(payment.cancel_url.clone())),
        };
        if self.finish(&payment, status, Some(mandate)).await? {
            return Ok(Some(step));
        }
        let now =
            self.find_payment(id).await?.map_or(Progress::Abandoned, |payment| payment.progress);
        Ok(Some(PayStep::Over(now)))
    }

    /// Settles a payment that was pending: the work of [`SETTLE_JOB`].
    pub async fn settle_pending(&self, id: &str) -> store::Result<()> {
        if let Some(payment) = self.find_payment(id).await?
            && payment.progress == Progress::Pending
        {
            self.finish(&payment, "captured", None).await?;
        }
        Ok(())
    }

    /// Brings the payment to `status` and tells the paper, in one transaction.
    /// False if somebody else finished it first.
    async fn finish(
        &self,
        payment: &HostedPayment,
        status: &str,
        mandate: Option<&str>,
    ) -> store::Result<bool> {
        let now = self.ambient.now();
        let mut tx = self.db.begin().await?;
        let collects = status == "captured" || status == "pending";
        let mandate_id = (collects && mandate.is_some()).then(|| format!("sbm_{}", payment.id));
        let captured_at = (status == "captured").then_some(now);
        let was = if payment.progress == Progress::Pending { "pending" } else { "open" };
        let args = args![&payment.id, status, mandate_id.clone(), captured_at, was];
        if tx.run(&MARK_PAYMENT, args).await? == 0 {
            return Ok(false);
        }
        if let (Some(id), Some(renewals)) = (mandate_id, mandate) {
            tx.run(&INSERT_MANDATE, args![id, renewals, now]).await?;
        }
        match status {
            "captured" => self.tell(&mut tx, "payment_intent.succeeded", payment).await?,
            "declined" => self.tell(&mut tx, "payment_intent.payment_failed", payment).await?,
            "pending" => {
                let at = now.saturating_add(self.settle_after).unwrap_or(now);
                let job = NewJob::new(SETTLE_JOB, json!({ "id": payment.id })).at(at);
                jobs::enqueue(&mut tx, &self.ambient, job).await?;
            }
            _ => {}
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Enqueues a webhook about `payment`, in the form of Stripe's events.
    async fn tell(&self, tx: &mut Tx, kind: &str, payment: &HostedPayment) -> store::Result<()> {
        let event = json!({
            "id": format!("evt_{}", self.ambient.uuid().simple()),
            "object": "event",
            "type": kind,
            "created": self.ambient.now().as_second(),
            "data": { "object": {
                "id": payment.id,
                "object": "payment_intent",
                "amount": payment.amount.minor,
                "currency": payment.amount.currency.code().to_ascii_lowercase(),
                "metadata": { "attempt": payment.attempt },
            } },
        });
        let payload = json!(WebhookJob { body: event.to_string() });
        jobs::enqueue(tx, &self.ambient, NewJob::new(WEBHOOK_JOB, payload).tries(20)).await
    }
}
