use gateways::PaymentStatus;
use jiff::Timestamp;
use readers::{NewReader, Reader, find_reader_by_email, insert_reader, set_language};
use store::{
    Tx, feed,
    jobs::{self, NewJob},
};
use terms::{ChargeOutcome, Period, Settlement, Status, settle};
use vocab::ReaderId;
use web::RoleSet;
use words::Words;

use super::{Case, Verdict};
use crate::{
    Billing, BillingError, Subscription,
    jobs::{REFUND_JOB, REVOKE_JOB, RefundJob, RevokeJob},
    ledger::Booking,
    mails::{LogIn, Reason},
    model::{AttemptOutcome, Invoice},
    queries::{attempts, cancellations, checkouts, invoices, subscriptions},
};

/// Why money is given back, as the mail ends its sentence.
const RUNNING_ALREADY: Reason = Words::refund_running_already;
const PAID_ALREADY: Reason = Words::refund_paid_already;
const OVER: Reason = Words::refund_over;
const CLOSED: Reason = Words::refund_closed;

impl Billing {
    /// Money has come. It is kept if it is the right amount and somebody gets
    /// something for it; otherwise it goes back.
    pub(super) async fn take_money(
        &self,
        tx: &mut Tx,
        case: Case,
        status: &PaymentStatus,
    ) -> Result<(Verdict, Option<ReaderId>), BillingError> {
        let now = self.ambient.now();
        if status.amount != case.invoice.total {
            return Ok((self.sound_alarm(tx, &case, status, now).await?, None));
        }
        let agreement = case.subscription.agreement(self.site.zone());
        let period = case.invoice.period;
        let settlement = settle(&agreement, period, ChargeOutcome::Captured, &self.patience, now);
        let account = self.account_of(tx, &case).await?;
        let refusal = self.why_give_back(tx, &case, &settlement, account.as_ref()).await?;
        if let Some(reason) = refusal {
            self.hold_for_refund(tx, &case, status, account.as_ref(), reason).await?;
            return Ok((Verdict::Refunding, None));
        }
        let (reader, made_account) = match account {
            Some(reader) => (reader, false),
            None => self.open_account(tx, &case, now).await?,
        };
        let id = reader.id;
        self.keep_money(tx, case, status, settlement, (reader, made_account)).await?;
        Ok((Verdict::Captured, Some(id)))
    }

    /// Another amount than was asked: nobody gets access, a person has to look.
    async fn sound_alarm(
        &self,
        tx: &mut Tx,
        case: &Case,
        status: &PaymentStatus,
        now: Timestamp,
    ) -> store::Result<Verdict> {
        tracing::error!(
            attempt = %case.attempt.id,
            asked = case.invoice.total.exact(),
            collected = status.amount.exact(),
            "the gateway collected another amount than was asked; no access is given, look at the subscription at the desk"
        );
        metrics::counter!("masthead_payment_mismatches_total").increment(1);
        let reference = Some(&*status.reference);
        attempts::mark(&mut *tx, case.attempt.id, AttemptOutcome::Mismatch, reference, now).await?;
        if let Some(checkout) = &case.checkout {
            checkouts::close(tx, &checkout.id, None, false, now).await?;
        }
        Ok(Verdict::Mismatch)
    }

    async fn why_give_back(
        &self,
        tx: &mut Tx,
        case: &Case,
        settlement: &Settlement,
        account: Option<&Reader>,
    ) -> store::Result<Option<Reason>> {
        if case.invoice.paid_at.is_some() {
            return Ok(Some(PAID_ALREADY));
        }
        let running = case.subscription.status.is_running();
        if running && settlement.period_index <= case.subscription.period_index {
            return Ok(Some(PAID_ALREADY));
        }
        if settlement.status != Status::Active {
            return Ok(Some(OVER));
        }
        let Some(reader) = account else { return Ok(None) };
        if !running && reader.disabled_at.is_some() {
            return Ok(Some(CLOSED));
        }
        let other = subscriptions::find_running(tx, reader.id).await?;
        let another = other.is_some_and(|other| other.id != case.subscription.id);
        Ok(another.then_some(RUNNING_ALREADY))
    }

    /// The money is booked as a debt, and a job gives it back.
    async fn hold_for_refund(
        &self,
        tx: &mut Tx,
        case: &Case,
        status: &PaymentStatus,
        account: Option<&Reader>,
        reason: Reason,
    ) -> Result<(), BillingError> {
        let now = self.ambient.now();
        let attempt = case.attempt.id;
        attempts::mark(&mut *tx, attempt, AttemptOutcome::Refunding, Some(&status.reference), now)
            .await?;
        self.booking(case, now).book_held(tx, status.amount).await?;
        // A mandate that came with it goes with it; the subscription's own stays.
        let own = case.subscription.mandate.as_ref();
        let mandate = status.mandate.clone().filter(|mandate| Some(mandate) != own);
        let job = RefundJob { attempt, mandate };
        let payload = serde_json::to_value(job).unwrap_or_default();
        jobs::enqueue(&mut *tx, &self.ambient, NewJob::new(REFUND_JOB, payload).tries(20)).await?;
        self.end_first_try(tx, case, now).await?;
        if let Some(reader) = account {
            let to = (&*reader.email, reader.language);
            self.mail_refund(tx, to, status.amount, reason).await?;
        }
        Ok(())
    }

    /// The account that a first payment with a new address makes.
    async fn open_account(
        &self,
        tx: &mut Tx,
        case: &Case,
        now: Timestamp,
    ) -> Result<(Reader, bool), BillingError> {
        let email = case.checkout.as_ref().map_or("", |checkout| &checkout.email);
        let new = NewReader {
            id: ReaderId::fresh(&self.ambient),
            email,
            name: "",
            password_hash: None,
            roles: &RoleSet::default(),
            // Only a mail can prove the address.
            verified: false,
        };
        let made = insert_reader(&mut *tx, &new, now).await?;
        let language = case.checkout.as_ref().and_then(|checkout| checkout.language);
        if let (true, Some(language)) = (made, language) {
            set_language(&mut *tx, new.id, language).await?;
        }
        let reader = find_reader_by_email(tx, email).await?;
        let vanished = || BillingError::fault("the account vanished while it was opened");
        Ok((reader.ok_or_else(vanished)?, made))
    }

    /// The money is ours: the invoice gets its number, the subscription its
    /// period, the books their entry, the reader a receipt.
    async fn keep_money(
        &self,
        tx: &mut Tx,
        case: Case,
        status: &PaymentStatus,
        settlement: Settlement,
        (reader, made_account): (Reader, bool),
    ) -> Result<(), BillingError> {
        let now = self.ambient.now();
        let reference = Some(&*status.reference);
        attempts::mark(&mut *tx, case.attempt.id, AttemptOutcome::Captured, reference, now).await?;
        if let Some(checkout) = &case.checkout {
            checkouts::close(&mut *tx, &checkout.id, Some(reader.id), made_account, now).await?;
        }
        let mut subscription = case.subscription.clone();
        subscription.reader = Some(reader.id);
        self.replace_mandate(tx, &mut subscription.mandate, status).await?;
        let period = self.extend(&mut subscription, settlement, now);
        cancellations::postpone(&mut *tx, subscription.id, period.ends_at).await?;
        subscriptions::update(&mut *tx, &subscription).await?;
        let mut invoice = Invoice { period, ..case.invoice.clone() };
        let (number, issued_at) = self.take_invoice_number(tx).await?;
        invoices::mark_paid(&mut *tx, &invoice, &number, issued_at).await?;
        (invoice.number, invoice.issued_at) = (Some(number), Some(issued_at));
        self.booking(&case, now).book_sale(tx, &invoice).await?;
        let log_in = match &case.checkout {
            Some(_) if made_account => LogIn::NewAccount,
            Some(checkout) if checkout.reader.is_none() => LogIn::ByLink,
            _ => LogIn::NotNeeded,
        };
        self.mail_receipt(tx, &reader, &subscription, &invoice, log_in).await?;
        Ok(feed::announce(tx, "benefits", &reader.id.to_string(), now).await?)
    }

    /// The subscription as it is once `settlement`'s period is paid, and that
    /// period: the first one begins now, and only if a mandate came with the
    /// money do others follow by themselves.
    fn extend(&self, s: &mut Subscription, settlement: Settlement, now: Timestamp) -> Period {
        if !s.status.is_running() {
            s.anchor_at = now;
            s.renews = s.mandate.is_some();
            s.ended_at = None;
        }
        s.status = settlement.status;
        s.period_index = settlement.period_index;
        s.declines = settlement.declines;
        s.declined_since = settlement.declined_since;
        let period = s.agreement(self.site.zone()).schedule.period(s.period_index);
        s.period_ends_at = period.ends_at;
        s.cancels_at = s.cancels_at.map(|at| at.max(period.ends_at));
        s.next_action_at = self.next_action_at(s, now);
        period
    }

    /// Takes over the mandate that came with a payment; the one before is given back.
    async fn replace_mandate(
        &self,
        tx: &mut Tx,
        mandate: &mut Option<String>,
        status: &PaymentStatus,
    ) -> store::Result<()> {
        if status.mandate.is_none() || status.mandate == *mandate {
            return Ok(());
        }
        let before = std::mem::replace(mandate, status.mandate.clone());
        self.revoke_later(tx, before).await
    }

    /// Enqueues the end of a mandate that is not needed any more.
    pub(crate) async fn revoke_later(
        &self,
        tx: &mut Tx,
        mandate: Option<String>,
    ) -> store::Result<()> {
        let Some(mandate) = mandate else { return Ok(()) };
        let payload = serde_json::to_value(RevokeJob { mandate }).unwrap_or_default();
        jobs::enqueue(tx, &self.ambient, NewJob::new(REVOKE_JOB, payload).tries(20)).await
    }

    pub(super) fn booking<'a>(&'a self, case: &'a Case, at: Timestamp) -> Booking<'a> {
        let (attempt, gateway) = (case.attempt.id, &*case.attempt.gateway);
        Booking { ambient: &self.ambient, attempt, gateway, at }
    }
}
