//! The built-in provider for demonstration and tests: its own ledger, its own
//! hosted page, webhooks signed like Stripe's. No money moves.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::{
    Db, Executor, Row, Tx, args,
    jobs::{self, NewJob},
    statement,
};
use vocab::{Ambient, AttemptId, Money};

use crate::{
    Answer, ChargeRequest, CheckoutRequest, Gateway, GatewayError, HostedPage, PaymentStatus,
    Progress,
};

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

/// What somebody chose on the hosted page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayOutcome {
    /// Paid.
    Success,
    /// Refused by the bank.
    Decline,
    /// The bank asks for one more confirmation.
    Challenge,
    /// That confirmation, given.
    ChallengePass,
    /// That confirmation, failed.
    ChallengeFail,
    /// The reader gives up.
    Abandon,
    /// Paid, settled later.
    Pending,
    /// Paid, and the browser never comes back.
    SilentSuccess,
}

/// The form names no outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "outcome “{0}”: use success, decline, challenge, challenge-pass, challenge-fail, abandon, pending or silent-success"
)]
pub struct UnknownOutcome(String);

impl FromStr for PayOutcome {
    type Err = UnknownOutcome;

    fn from_str(text: &str) -> Result<Self, UnknownOutcome> {
        Ok(match text {
            "success" => Self::Success,
            "decline" => Self::Decline,
            "challenge" => Self::Challenge,
            "challenge-pass" => Self::ChallengePass,
            "challenge-fail" => Self::ChallengeFail,
            "abandon" => Self::Abandon,
            "pending" => Self::Pending,
            "silent-success" => Self::SilentSuccess,
            _ => return Err(UnknownOutcome(text.to_owned())),
        })
    }
}

/// What the hosted page does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayStep {
    /// Sends the browser to this address.
    Redirect(String),
    /// Shows the challenge's form.
    Challenge,
    /// Says that it is paid and stays.
    StayPaid,
    /// Says that this payment is over, and how it stands.
    Over(Progress),
}

/// A payment as the hosted page shows it.
#[derive(Clone, Debug)]
pub struct HostedPayment {
    /// Its id.
    pub id: String,
    /// What is being bought.
    pub description: String,
    /// For how much.
    pub amount: Money,
    /// How it stands.
    pub progress: Progress,
    /// Whether the challenge is being asked.
    pub challenged: bool,
    /// Where the browser returns to.
    pub return_url: String,
    /// Where it goes when the reader gives up.
    pub cancel_url: String,
    attempt: String,
    mandate: Option<String>,
}

impl HostedPayment {
    fn read(row: &Row) -> store::Result<Self> {
        let status = row.text("status")?;
        Ok(Self {
            id: row.text("id")?,
            description: row.text("description")?,
            amount: Money::new(row.int("amount_minor")?, row.parse("currency")?),
            challenged: status == "challenged",
            progress: match &*status {
                "pending" => Progress::Pending,
                "captured" => Progress::Captured,
                "declined" => Progress::Declined,
                "abandoned" => Progress::Abandoned,
                "refunded" => Progress::Refunded,
                _ => Progress::Open,
            },
            return_url: row.text("return_url")?,
            cancel_url: row.text("cancel_url")?,
            attempt: row.text("reference")?,
            mandate: row.text_opt("mandate")?,
        })
    }

    fn status(self) -> PaymentStatus {
        let Self { id, progress, amount, mandate, .. } = self;
        PaymentStatus { reference: id, progress, amount, mandate }
    }
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

    async fn insert_checkout(&self, request: &CheckoutRequest) -> Result<HostedPage, GatewayError> {
        let id = format!("sbp_{}", self.ambient.uuid().simple());
        let CheckoutRequest { attempt, amount, description, return_url, cancel_url } = request;
        let args = args![
            id,
            *attempt,
            amount.minor,
            amount.currency.code(),
            description,
            return_url,
            cancel_url,
            "open",
            None::<String>,
            self.ambient.now(),
            None::<i64>,
        ];
        self.db.run(&INSERT_PAYMENT, args).await?;
        let payment = self.find_by_attempt(*attempt).await?;
        let url = format!("{}/sandbox/pay/{}", self.base_url, payment.id);
        Ok(HostedPage { reference: payment.id, url })
    }

    async fn insert_charge(
        &self,
        request: &ChargeRequest,
        at: Timestamp,
    ) -> Result<PaymentStatus, GatewayError> {
        let mandate = self.db.one(&FIND_MANDATE, args![&request.mandate]).await?;
        let good = match &mandate {
            Some(row) => {
                row.time_opt("revoked_at")?.is_none() && row.text("renewals")? == "success"
            }
            None => false,
        };
        let (status, captured_at) = if good { ("captured", Some(at)) } else { ("declined", None) };
        let id = format!("sbp_{}", self.ambient.uuid().simple());
        let ChargeRequest { attempt, amount, mandate, description } = request;
        let args = args![
            id,
            *attempt,
            amount.minor,
            amount.currency.code(),
            description,
            "",
            "",
            status,
            mandate,
            at,
            captured_at,
        ];
        self.db.run(&INSERT_PAYMENT, args).await?;
        Ok(self.find_by_attempt(*attempt).await?.status())
    }
}

impl Gateway for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    fn begin_checkout<'a>(&'a self, request: &'a CheckoutRequest) -> Answer<'a, HostedPage> {
        Box::pin(self.insert_checkout(request))
    }

    fn close_checkout<'a>(&'a self, attempt: AttemptId) -> Answer<'a, PaymentStatus> {
        Box::pin(async move {
            let payment = self.find_by_attempt(attempt).await?;
            if payment.progress == Progress::Open {
                self.finish(&payment, "abandoned", None).await?;
            }
            Ok(self.find_by_attempt(attempt).await?.status())
        })
    }

    fn charge<'a>(
        &'a self,
        request: &'a ChargeRequest,
        at: Timestamp,
    ) -> Answer<'a, PaymentStatus> {
        Box::pin(self.insert_charge(request, at))
    }

    fn lookup(&self, attempt: AttemptId) -> Answer<'_, PaymentStatus> {
        Box::pin(async move { Ok(self.find_by_attempt(attempt).await?.status()) })
    }

    fn refund(&self, attempt: AttemptId) -> Answer<'_, PaymentStatus> {
        Box::pin(async move {
            let payment = self.find_by_attempt(attempt).await?;
            self.db.run(&MARK_REFUNDED, args![&payment.id, self.ambient.now()]).await?;
            Ok(self.find_by_attempt(attempt).await?.status())
        })
    }

    fn revoke_mandate<'a>(&'a self, mandate: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            self.db.run(&MARK_MANDATE_REVOKED, args![mandate, self.ambient.now()]).await?;
            Ok(())
        })
    }
}
