use gateways::{GatewayError, PaymentStatus, Progress};
use jiff::Timestamp;
use terms::Status;

use super::{Begun, Order, Payer};
use crate::{
    Billing, BillingError, Subscription,
    model::{Checkout, Invoice},
    queries::{attempts, checkouts, invoices, subscriptions},
    renewal::never_paid,
};

impl Billing {
    /// Joins an open checkout for the same thing. One for anything else is
    /// closed at the gateway first, or settled if it was paid a moment before;
    /// then none is returned and the caller looks again. Nobody closes a payment
    /// by knowing its address alone.
    pub(super) async fn join_or_close(
        &self,
        open: &Checkout,
        order: &Order,
        payer: &Payer,
    ) -> Result<Option<Begun>, BillingError> {
        let (subscription, invoice) = self.find_matter(open).await?;
        let same = is_same_order(&subscription, order);
        let kept_until = self.kept_until(open);
        let own = is_own(open, payer);
        let may_close = own || kept_until <= self.ambient.now();
        let answer = if same || !may_close {
            self.look_up(open.attempt).await
        } else {
            self.close(open.attempt).await
        };
        let status = match answer {
            // It never reached the gateway, so nobody can have paid it, but its
            // browser may be on the way there.
            Err(GatewayError::NotFound(_)) if same || !may_close => {
                PaymentStatus { progress: Progress::Open, ..never_paid(&invoice) }
            }
            Err(GatewayError::NotFound(_)) => never_paid(&invoice),
            answer => answer?,
        };
        match status.progress {
            Progress::Open if same => self.join(open, &invoice, payer).await.map(Some),
            Progress::Open if !may_close => Ok(Some(Begun::Elsewhere(Some(kept_until)))),
            progress => {
                self.settle(open.attempt, &status).await?;
                let pending = progress == Progress::Pending;
                Ok(pending.then(|| match own {
                    true => Begun::Confirming(open.id.clone()),
                    false => Begun::Elsewhere(None),
                }))
            }
        }
    }

    /// What a checkout is about.
    async fn find_matter(&self, open: &Checkout) -> Result<(Subscription, Invoice), BillingError> {
        let subscription = subscriptions::find(&self.db, open.subscription).await?;
        let attempt = attempts::find(&self.db, open.attempt).await?;
        let (Some(subscription), Some(attempt)) = (subscription, attempt) else {
            return Err(BillingError::fault("a checkout without its subscription or attempt"));
        };
        let invoice = invoices::find(&self.db, attempt.invoice).await?;
        let no_invoice = || BillingError::fault("an attempt without its invoice");
        Ok((subscription, invoice.ok_or_else(no_invoice)?))
    }

    /// When an open checkout stops keeping its address to itself: soon where
    /// nobody had to log in for it, so that nobody can keep a reader from paying.
    fn kept_until(&self, open: &Checkout) -> Timestamp {
        let patience = match open.reader {
            Some(_) => self.patience.checkout,
            None => self.patience.anonymous_checkout,
        };
        open.created_at.saturating_add(patience).unwrap_or(Timestamp::MAX)
    }

    async fn join(
        &self,
        open: &Checkout,
        invoice: &Invoice,
        payer: &Payer,
    ) -> Result<Begun, BillingError> {
        if !open.browser_hash.is_empty() {
            checkouts::forget_other_browser(&self.db, &open.id, &payer.browser_hash).await?;
        }
        self.open_page(open, invoice).await
    }
}

/// Whether an open checkout is the payer's: in the browser that began it, or
/// logged in, for then the address is the payer's.
fn is_own(open: &Checkout, payer: &Payer) -> bool {
    payer.reader.is_some() || open.began_in(Some(&payer.browser_hash))
}

fn is_same_order(subscription: &Subscription, order: &Order) -> bool {
    match order {
        Order::Begin { plan, state } => {
            subscription.status == Status::Incomplete
                && subscription.plan.id == plan.id
                && subscription.state == *state
        }
        Order::Revive(id) => subscription.id == *id,
    }
}
