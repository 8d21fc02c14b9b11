//! What billing contributes to the account page and to the API's `/me`.

use jiff::{SignedDuration, Timestamp};
use terms::{Status, access_ends_at, is_entitled};
use vocab::{Money, ReaderId};
use web::{PageError, date_label};

use crate::{
    Billing, Subscription,
    error::broken,
    model::Invoice,
    queries::{invoices, subscriptions},
};

/// What billing contributes to the account page.
#[derive(Clone, Debug)]
pub struct AccountPart {
    /// The running subscription, or the one that ended last.
    pub subscription: Option<SubscriptionPart>,
    /// What has been paid just now, for which the page says thanks.
    pub just_paid: Option<Money>,
    /// Issued invoices, newest first.
    pub invoices: Vec<InvoiceLine>,
}

/// A subscription on the account page.
#[derive(Clone, Debug)]
pub struct SubscriptionPart {
    /// The plan's name.
    pub plan: String,
    /// What one term costs.
    pub price: Money,
    /// The term in words.
    pub term: String,
    /// Where it stands.
    pub status: Status,
    /// All of it in a sentence or two: plan, until when, what comes next.
    pub sentence: String,
    /// Until when there is access, in words; none where there is none.
    pub until: Option<String>,
    /// The next charge, if one is to come.
    pub next_charge: Option<NextCharge>,
    /// How it is paid, in words.
    pub payment_method: String,
    /// Whether `GET /account/subscription/cancellation` has something to offer.
    pub may_cancel: bool,
    /// Whether a cancellation stands and `POST …/cancellation/withdraw` takes it back.
    pub may_withdraw: bool,
    /// Whether a period is owed and `POST /account/subscription/payment` pays it.
    pub may_pay: bool,
}

/// The next charge.
#[derive(Clone, Debug)]
pub struct NextCharge {
    /// On which day, in words.
    pub date: String,
    /// How much.
    pub amount: Money,
}

/// An invoice on the account page.
#[derive(Clone, Debug)]
pub struct InvoiceLine {
    /// Its number.
    pub number: String,
    /// The day it was issued, in words.
    pub date: String,
    /// What it is for.
    pub description: String,
    /// Its total.
    pub total: Money,
}

/// A subscription as `GET /api/v1/me` tells it.
#[derive(Clone, Debug)]
pub struct CurrentSubscription {
    /// Where it stands.
    pub status: Status,
    /// The plan's short name.
    pub plan_slug: String,
    /// The plan's name.
    pub plan_name: String,
    /// The end of what is paid.
    pub current_period_end: Timestamp,
    /// Whether a cancellation stands.
    pub cancel_at_period_end: bool,
}

/// How long the account says thanks for a payment.
const THANKS_FOR: SignedDuration = SignedDuration::from_hours(1);

impl Billing {
    /// The reader's running subscription, or the one that ended last.
    pub async fn current_subscription(
        &self,
        reader: ReaderId,
    ) -> store::Result<Option<CurrentSubscription>> {
        let found = self.find_current(reader).await?;
        Ok(found.map(|subscription| CurrentSubscription {
            status: subscription.status,
            cancel_at_period_end: subscription.status.is_running()
                && subscription.cancels_at.is_some(),
            current_period_end: subscription.period_ends_at,
            plan_slug: subscription.plan.slug,
            plan_name: subscription.plan.name,
        }))
    }

    async fn find_current(&self, reader: ReaderId) -> store::Result<Option<Subscription>> {
        match subscriptions::find_running(&self.db, reader).await? {
            Some(running) => Ok(Some(running)),
            None => subscriptions::find_latest_ended(&self.db, reader).await,
        }
    }

    /// The reader's part of the account page.
    pub async fn account_part(&self, reader: ReaderId) -> Result<AccountPart, PageError> {
        let current = self.find_current(reader).await.map_err(broken)?;
        let issued = invoices::list_issued_of_reader(&self.db, reader).await.map_err(broken)?;
        let zone = self.site.zone();
        let just_paid = issued.first().filter(|invoice| self.is_fresh(invoice)).map(|i| i.total);
        let lines = issued.into_iter().filter_map(|invoice| {
            Some(InvoiceLine {
                number: invoice.number?,
                date: date_label(invoice.issued_at?, zone),
                description: invoice.description,
                total: invoice.total,
            })
        });
        Ok(AccountPart {
            subscription: current.map(|subscription| self.describe(&subscription)),
            just_paid,
            invoices: lines.collect(),
        })
    }

    fn is_fresh(&self, invoice: &Invoice) -> bool {
        let age = |at| self.ambient.now().duration_since(at);
        invoice.paid_at.is_some_and(|at| age(at) < THANKS_FOR)
    }

    fn describe(&self, subscription: &Subscription) -> SubscriptionPart {
        let (zone, now) = (self.site.zone(), self.ambient.now());
        let running = subscription.status.is_running();
        let cancels = running && subscription.cancels_at.is_some();
        let renews = subscription.will_renew();
        let ends = date_label(subscription.cancels_at.unwrap_or(subscription.period_ends_at), zone);
        let comes = subscription.status == Status::Active && now < subscription.period_ends_at;
        let next_charge = (renews && comes).then(|| NextCharge {
            date: date_label(subscription.period_ends_at, zone),
            amount: subscription.plan.price,
        });
        SubscriptionPart {
            sentence: self.sentence(subscription, &ends, renews, now),
            until: self.reads_until(subscription, now).map(|at| date_label(at, zone)),
            next_charge,
            plan: subscription.plan.name.clone(),
            price: subscription.plan.price,
            term: subscription.plan.term.label(),
            status: subscription.status,
            payment_method: payment_method(&subscription.gateway).to_owned(),
            may_cancel: running && !cancels,
            may_withdraw: cancels && subscription.cancels_at.is_some_and(|at| now < at),
            may_pay: subscription.may_be_revived(),
        }
    }

    /// Until when there is access: what is paid, or the grace that runs after it.
    fn reads_until(&self, subscription: &Subscription, now: Timestamp) -> Option<Timestamp> {
        let agreement = subscription.agreement(self.site.zone());
        let paid = subscription.cancels_at.unwrap_or(subscription.period_ends_at);
        let end = if now < paid { paid } else { access_ends_at(&agreement, &self.patience) };
        is_entitled(&agreement, &self.patience, now).then_some(end)
    }

    fn sentence(
        &self,
        subscription: &Subscription,
        ends: &str,
        renews: bool,
        now: Timestamp,
    ) -> String {
        let (plan, price) = (&subscription.plan.name, subscription.plan.price.label());
        let zone = self.site.zone();
        let ended = date_label(subscription.ended_at.unwrap_or(subscription.period_ends_at), zone);
        let access_ends_at = access_ends_at(&subscription.agreement(zone), &self.patience);
        let last = date_label(access_ends_at, zone);
        match subscription.status {
            Status::PastDue => format!(
                "You have {plan}, but its renewal for {price} was declined. You can read on until {last}; pay by then to keep it."
            ),
            Status::OnHold => format!(
                "Your {plan} is on hold, because its renewal for {price} was declined. Pay to read on at once."
            ),
            Status::Cancelled => format!("Your {plan} was cancelled and ended on {ended}."),
            Status::Expired => format!("Your {plan} ended on {ended}."),
            _ if subscription.cancels_at.is_some() => format!(
                "You have {plan} until {ends}. It is cancelled: it does not renew, and nothing more is charged."
            ),
            _ if renews && now >= access_ends_at => format!(
                "Your {plan} waits for its renewal for {price}, which is not settled. We are looking into it; please write to us before you pay again."
            ),
            _ if renews && now >= subscription.period_ends_at => format!(
                "You have {plan}. Its renewal for {price} is being collected; you can read on until {last} meanwhile."
            ),
            _ if renews => format!("You have {plan} until {ends}. It renews for {price}."),
            _ => format!("You have {plan} until {ends}. It does not renew by itself."),
        }
    }
}

/// How a subscription is paid, in words.
pub(crate) fn payment_method(gateway: &str) -> &str {
    match gateway {
        "sandbox" => "the sandbox, where no money moves",
        "stripe" => "card, by Stripe",
        "razorpay" => "card or UPI, by Razorpay",
        "offline" => "transfer",
        other => other,
    }
}
