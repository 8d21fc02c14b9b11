//! The department's mails, and who gets them when.

use askama::Template;
use jiff::Timestamp;
use readers::{Purpose, Reader, issue_link, post_mail};
use store::{Result, Tx};
use vocab::Money;
use web::{SafePath, date_label};

use crate::{Billing, Subscription, model::Invoice};

#[derive(Template)]
#[template(path = "mails/receipt.txt")]
struct Receipt<'a> {
    paper: &'a str,
    subscription: &'a Subscription,
    invoice: &'a Invoice,
    number: &'a str,
    issued_on: String,
    from: String,
    until: String,
    renews: bool,
    /// Whether it is not the first period.
    renewal: bool,
    account: String,
    new_account: bool,
    log_in: Option<String>,
    password: String,
}

#[derive(Template)]
#[template(path = "mails/declined.txt")]
struct Declined<'a> {
    paper: &'a str,
    plan: &'a str,
    price: Money,
    until: String,
    account: String,
}

#[derive(Template)]
#[template(path = "mails/held.txt")]
struct Held<'a> {
    paper: &'a str,
    plan: &'a str,
    price: Money,
    until: String,
    account: String,
}

#[derive(Template)]
#[template(path = "mails/ended.txt")]
struct Ended<'a> {
    paper: &'a str,
    plan: &'a str,
    plans: String,
}

#[derive(Template)]
#[template(path = "mails/cancelled.txt")]
struct Cancelled<'a> {
    paper: &'a str,
    plan: &'a str,
    until: String,
    account: String,
}

#[derive(Template)]
#[template(path = "mails/withdrawn.txt")]
struct Withdrawn<'a> {
    paper: &'a str,
    plan: &'a str,
    price: Money,
    until: String,
    account: String,
}

#[derive(Template)]
#[template(path = "mails/refund.txt")]
struct Refund<'a> {
    paper: &'a str,
    amount: Money,
    reason: &'a str,
    account: String,
}

/// How the payer of a receipt logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogIn {
    /// Nobody needs a link: the payer was logged in, or nobody paid by hand.
    NotNeeded,
    /// The address had an account: a link is the only way in.
    ByLink,
    /// The account was made just now: a link, and a password to be set.
    NewAccount,
}

impl Billing {
    fn date(&self, at: Timestamp) -> String {
        date_label(at, self.site.zone())
    }

    /// A mail to whoever a subscription belongs to.
    async fn mail_owner(
        &self,
        tx: &mut Tx,
        s: &Subscription,
        subject: String,
        text: &impl Template,
    ) -> Result<()> {
        match &s.email {
            Some(to) => post_mail(tx, &self.ambient, to, subject, text).await,
            None => Ok(()),
        }
    }

    fn account_address(&self) -> String {
        self.site.address("/account")
    }

    /// The receipt for a paid invoice.
    pub(crate) async fn mail_receipt(
        &self,
        tx: &mut Tx,
        reader: &Reader,
        subscription: &Subscription,
        invoice: &Invoice,
        log_in: LogIn,
    ) -> Result<()> {
        let link = match log_in {
            LogIn::NotNeeded => None,
            LogIn::ByLink | LogIn::NewAccount => {
                let next = SafePath::parse("/account");
                let token =
                    issue_link(&mut *tx, &self.ambient, reader.id, Purpose::LogIn, &next).await?;
                Some(self.site.address(&format!("/register/confirm?token={token}")))
            }
        };
        let paper = self.site.name();
        let text = Receipt {
            paper,
            subscription,
            invoice,
            number: invoice.number.as_deref().unwrap_or(""),
            issued_on: self.date(invoice.issued_at.unwrap_or(invoice.period.starts_at)),
            from: self.date(invoice.period.starts_at),
            until: self.date(invoice.period.ends_at),
            renews: subscription.will_renew(),
            renewal: invoice.period.index > 0,
            account: self.account_address(),
            new_account: log_in == LogIn::NewAccount,
            log_in: link,
            password: self.site.address("/password"),
        };
        let subject = format!("Your receipt from {paper}: {}", invoice.total.label());
        post_mail(tx, &self.ambient, &reader.email, subject, &text).await
    }

    /// "Your renewal was declined".
    pub(crate) async fn mail_declined(&self, tx: &mut Tx, s: &Subscription) -> Result<()> {
        let since = s.declined_since.unwrap_or(s.period_ends_at);
        let paper = self.site.name();
        let text = Declined {
            paper,
            plan: &s.plan.name,
            price: s.plan.price,
            until: self.date(since.saturating_add(self.patience.grace).unwrap_or(since)),
            account: self.account_address(),
        };
        let subject = format!("Your renewal of {} was declined", s.plan.name);
        self.mail_owner(tx, s, subject, &text).await
    }

    /// "Your subscription is on hold".
    pub(crate) async fn mail_held(&self, tx: &mut Tx, s: &Subscription) -> Result<()> {
        let since = s.declined_since.unwrap_or(s.period_ends_at);
        let last = since.saturating_add(self.patience.grace + self.patience.hold).unwrap_or(since);
        let paper = self.site.name();
        let text = Held {
            paper,
            plan: &s.plan.name,
            price: s.plan.price,
            until: self.date(last),
            account: self.account_address(),
        };
        let subject = format!("Your subscription to {paper} is on hold");
        self.mail_owner(tx, s, subject, &text).await
    }

    /// "Your subscription has ended".
    pub(crate) async fn mail_ended(&self, tx: &mut Tx, s: &Subscription) -> Result<()> {
        let paper = self.site.name();
        let text = Ended { paper, plan: &s.plan.name, plans: self.site.address("/subscribe") };
        let subject = format!("Your subscription to {paper} has ended");
        self.mail_owner(tx, s, subject, &text).await
    }

    /// "Your subscription is cancelled".
    pub(crate) async fn mail_cancelled(
        &self,
        tx: &mut Tx,
        s: &Subscription,
        effective_at: Timestamp,
    ) -> Result<()> {
        let paper = self.site.name();
        let text = Cancelled {
            paper,
            plan: &s.plan.name,
            until: self.date(effective_at),
            account: self.account_address(),
        };
        let subject = format!("Your subscription to {paper} is cancelled");
        self.mail_owner(tx, s, subject, &text).await
    }

    /// "Your subscription goes on".
    pub(crate) async fn mail_withdrawn(&self, tx: &mut Tx, s: &Subscription) -> Result<()> {
        let paper = self.site.name();
        let text = Withdrawn {
            paper,
            plan: &s.plan.name,
            price: s.plan.price,
            until: self.date(s.period_ends_at),
            account: self.account_address(),
        };
        let subject = format!("Your subscription to {paper} goes on");
        self.mail_owner(tx, s, subject, &text).await
    }

    /// "We are giving your payment back".
    pub(crate) async fn mail_refund(
        &self,
        tx: &mut Tx,
        to: &str,
        amount: Money,
        reason: &str,
    ) -> Result<()> {
        let paper = self.site.name();
        let text = Refund { paper, amount, reason, account: self.account_address() };
        let subject = format!("{paper} is giving {} back to you", amount.label());
        post_mail(tx, &self.ambient, to, subject, &text).await
    }
}
