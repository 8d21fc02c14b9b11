//! Beginning a payment: one open checkout an address, whatever the tabs and
//! double clicks, and never two payable pages at once.

mod join;

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use terms::{IndianState, Period, Schedule, Status};
use vocab::{AttemptId, ReaderId, SubscriptionId};
use words::{Language, Words};

use crate::{
    Billing, BillingError, Plan, Subscription,
    model::{Checkout, Invoice},
    queries::{attempts, checkouts, invoices, subscriptions},
};

/// What somebody wants to pay for.
pub(crate) enum Order {
    /// A subscription that begins when it is paid.
    Begin {
        /// On this plan.
        plan: Arc<Plan>,
        /// For this place of supply.
        state: IndianState,
    },
    /// The period that a running subscription owes.
    Revive(SubscriptionId),
}

/// Who pays, and in which browser.
pub(crate) struct Payer {
    pub(crate) email: String,
    /// The account, if the payer is logged in.
    pub(crate) reader: Option<ReaderId>,
    /// The hash of the browser's secret.
    pub(crate) browser_hash: [u8; 32],
    /// Where to go afterwards.
    pub(crate) next: String,
    /// The language of the pages on which the payer buys.
    pub(crate) language: Option<Language>,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Begun {
    /// The reader pays on this page.
    Pay(String),
    /// There is a running subscription already.
    Running,
    /// A payment is being confirmed; nothing new begins until it is.
    Confirming(String),
    /// Another browser has a payment for this address, which keeps the address
    /// to itself until this moment, or until it is confirmed.
    Elsewhere(Option<Timestamp>),
}

/// How often beginning is tried when others get in its way: each of fifty
/// racing tabs loses against each other one at most once.
const TRIES: u32 = 60;
/// When an unfinished checkout is first looked at by the tick.
const FIRST_LOOK: SignedDuration = SignedDuration::from_mins(5);

impl Billing {
    /// Begins a payment, or joins the one that the address has open.
    pub(crate) async fn begin_checkout(
        &self,
        order: &Order,
        payer: &Payer,
    ) -> Result<Begun, BillingError> {
        for _ in 0..TRIES {
            if matches!(order, Order::Begin { .. }) && self.has_running(payer).await? {
                return Ok(Begun::Running);
            }
            if let Some(open) = checkouts::find_open(&self.db, &payer.email).await? {
                match self.join_or_close(&open, order, payer).await? {
                    Some(begun) => return Ok(begun),
                    None => continue,
                }
            }
            match self.insert_checkout(order, payer).await {
                Ok((checkout, invoice)) => return self.open_page(&checkout, &invoice).await,
                Err(error) if error.is_worth_a_retry() => {}
                Err(error) => return Err(error),
            }
        }
        Err(BillingError::refused(Words::checkout_too_many))
    }

    /// Whether the payer has a running subscription already.
    async fn has_running(&self, payer: &Payer) -> store::Result<bool> {
        let reader = match payer.reader {
            Some(reader) => Some(reader),
            None => {
                readers::find_reader_by_email(&self.db, &payer.email).await?.map(|reader| reader.id)
            }
        };
        match reader {
            Some(reader) => Ok(subscriptions::find_running(&self.db, reader).await?.is_some()),
            None => Ok(false),
        }
    }

    /// The gateway's page: asked for after the commit, by whoever comes first.
    async fn open_page(
        &self,
        checkout: &Checkout,
        invoice: &Invoice,
    ) -> Result<Begun, BillingError> {
        if !checkout.pay_url.is_empty() {
            return Ok(Begun::Pay(checkout.pay_url.clone()));
        }
        let page = self.hosted_page(checkout, invoice).await?;
        checkouts::set_pay_url(&self.db, &checkout.id, &page.url).await?;
        Ok(Begun::Pay(page.url))
    }

    async fn insert_checkout(
        &self,
        order: &Order,
        payer: &Payer,
    ) -> Result<(Checkout, Invoice), BillingError> {
        let now = self.ambient.now();
        let mut tx = self.db.begin().await?;
        let (subscription, invoice) = match order {
            Order::Begin { plan, state } => {
                let subscription = self.new_subscription(plan, *state, payer);
                let invoice = self.draft_invoice(&subscription, first_period(&subscription));
                subscriptions::insert(&mut tx, &subscription).await?;
                invoices::insert_draft(&mut tx, &invoice, now).await?;
                (subscription.id, invoice)
            }
            Order::Revive(id) => (*id, self.owed_invoice(&mut tx, *id).await?),
        };
        let attempt = AttemptId::fresh(&self.ambient);
        attempts::insert(&mut tx, attempt, invoice.id, self.gateway.name(), now).await?;
        let checkout = Checkout {
            id: BASE64_URL_SAFE_NO_PAD.encode(self.ambient.bytes::<18>()),
            attempt,
            subscription,
            email: payer.email.clone(),
            reader: payer.reader,
            browser_hash: payer.browser_hash.to_vec(),
            next: payer.next.clone(),
            pay_url: String::new(),
            created_at: now,
            made_account: false,
            language: payer.language,
        };
        checkouts::insert(&mut tx, &checkout).await?;
        tx.commit().await?;
        Ok((checkout, invoice))
    }

    fn new_subscription(&self, plan: &Plan, state: IndianState, payer: &Payer) -> Subscription {
        let now = self.ambient.now();
        let schedule = Schedule { anchor: now, term: plan.term, zone: self.site.zone().clone() };
        Subscription {
            id: SubscriptionId::fresh(&self.ambient),
            reader: payer.reader,
            email: None,
            language: None,
            plan: plan.clone(),
            status: Status::Incomplete,
            state,
            gateway: self.gateway.name().to_owned(),
            mandate: None,
            anchor_at: now,
            period_index: 0,
            period_ends_at: schedule.period(0).ends_at,
            renews: true,
            declines: 0,
            declined_since: None,
            next_action_at: now.saturating_add(FIRST_LOOK).ok(),
            created_at: now,
            ended_at: None,
            cancels_at: None,
            account_closed_at: None,
            checkout_email: None,
            lease_until: None,
        }
    }

    /// The draft for the period that a subscription owes, as a renewal would make it.
    async fn owed_invoice(
        &self,
        tx: &mut store::Tx,
        id: SubscriptionId,
    ) -> Result<Invoice, BillingError> {
        let now = self.ambient.now();
        let found = subscriptions::lock(tx, id).await?;
        let Some(subscription) = found.filter(Subscription::may_be_revived) else {
            return Err(BillingError::refused(Words::checkout_nothing_owed));
        };
        if let Some(attempt) = attempts::find_unresolved(&mut *tx, id).await?
            && checkouts::find_of_attempt(&mut *tx, attempt.id).await?.is_none()
        {
            return Err(BillingError::refused(Words::checkout_being_collected));
        }
        if attempts::find_stuck(&mut *tx, id).await?.is_some() {
            return Err(BillingError::refused(Words::checkout_looked_into));
        }
        let period = subscription.agreement(self.site.zone()).owed_period(now);
        self.draft_for(tx, &subscription, period).await
    }

    /// The one unpaid invoice of `period`: the draft that is there, or a new one.
    /// Drafts of periods that are over are voided.
    pub(crate) async fn draft_for(
        &self,
        tx: &mut store::Tx,
        subscription: &Subscription,
        period: Period,
    ) -> Result<Invoice, BillingError> {
        let now = self.ambient.now();
        invoices::void_drafts(&mut *tx, subscription.id, Some(period.index), now).await?;
        match invoices::find_of_period(&mut *tx, subscription.id, period.index).await? {
            Some(paid) if paid.paid_at.is_some() => {
                Err(BillingError::refused(Words::checkout_paid_already))
            }
            Some(draft) => Ok(draft),
            None => {
                let draft = self.draft_invoice(subscription, period);
                invoices::insert_draft(tx, &draft, now).await?;
                Ok(draft)
            }
        }
    }
}

fn first_period(subscription: &Subscription) -> Period {
    Period { index: 0, starts_at: subscription.anchor_at, ends_at: subscription.period_ends_at }
}
