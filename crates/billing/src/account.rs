//! What billing contributes to the account page and to the API's `/me`.

use jiff::{SignedDuration, Timestamp};
use terms::{Status, access_ends_at, is_entitled};
use vocab::{Money, ReaderId};
use web::PageError;
use words::Words;

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

    /// The reader's part of the account page, in the words of its visitor.
    pub async fn account_part(
        &self,
        reader: ReaderId,
        say: Words,
    ) -> Result<AccountPart, PageError> {
        let current = self.find_current(reader).await.map_err(broken)?;
        let issued = invoices::list_issued_of_reader(&self.db, reader).await.map_err(broken)?;
        let zone = self.site.zone();
        let just_paid = issued.first().filter(|invoice| self.is_fresh(invoice)).map(|i| i.total);
        let lines = issued.into_iter().filter_map(|invoice| {
            Some(InvoiceLine {
                number: invoice.number?,
                date: say.date(invoice.issued_at?, zone),
                description: invoice.description,
                total: invoice.total,
            })
        });
        Ok(AccountPart {
            subscription: current.map(|subscription| self.describe(&subscription, say)),
            just_paid,
            invoices: lines.collect(),
        })
    }

    fn is_fresh(&self, invoice: &Invoice) -> bool {
        let age = |at| self.ambient.now().duration_since(at);
        invoice.paid_at.is_some_and(|at| age(at) < THANKS_FOR)
    }

    fn describe(&self, subscription: &Subscription, say: Words) -> SubscriptionPart {
        let (zone, now) = (self.site.zone(), self.ambient.now());
        let plan = &subscription.plan;
        let running = subscription.status.is_running();
        let cancels = running && subscription.cancels_at.is_some();
        let comes = subscription.status == Status::Active && now < subscription.period_ends_at;
        let next_charge = (subscription.will_renew() && comes).then(|| NextCharge {
            date: say.date(subscription.period_ends_at, zone),
            amount: plan.price,
        });
        SubscriptionPart {
            sentence: self.sentence(subscription, say, now),
            until: self.reads_until(subscription, now).map(|at| say.date(at, zone)),
            next_charge,
            plan: plan.name.clone(),
            price: plan.price,
            term: say.term(plan.term.count, plan.term.unit),
            status: subscription.status,
            payment_method: payment_method(&subscription.gateway, say),
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

    fn sentence(&self, subscription: &Subscription, say: Words, now: Timestamp) -> String {
        let (plan, price) = (&subscription.plan.name, say.money(subscription.plan.price));
        let zone = self.site.zone();
        let date = |at: Timestamp| say.date(at, zone);
        let ends = date(subscription.cancels_at.unwrap_or(subscription.period_ends_at));
        let ended = date(subscription.ended_at.unwrap_or(subscription.period_ends_at));
        let access_ends_at = access_ends_at(&subscription.agreement(zone), &self.patience);
        let last = date(access_ends_at);
        let renews = subscription.will_renew();
        match subscription.status {
            Status::PastDue => say.subscription_past_due(plan, price, last),
            Status::OnHold => say.subscription_on_hold(plan, price),
            Status::Cancelled => say.subscription_was_cancelled(ended, plan),
            Status::Expired => say.subscription_ended(ended, plan),
            _ if subscription.cancels_at.is_some() => say.subscription_cancelled(plan, ends),
            _ if renews && now >= access_ends_at => say.subscription_unsettled(plan, price),
            _ if renews && now >= subscription.period_ends_at => {
                say.subscription_collecting(plan, price, last)
            }
            _ if renews => say.subscription_renews(plan, price, ends),
            _ => say.subscription_not_renewing(plan, ends),
        }
    }
}

/// How a subscription is paid, in words.
fn payment_method(gateway: &str, say: Words) -> String {
    match gateway {
        "sandbox" => say.paid_by_sandbox(),
        "stripe" => say.paid_by_stripe(),
        "razorpay" => say.paid_by_razorpay(),
        "offline" => say.paid_by_transfer(),
        other => other.to_owned(),
    }
}
