//! The department's mails, and who gets them when.

use jiff::Timestamp;
use mail::Content;
use readers::{Purpose, Reader, issue_link, post_mail};
use store::{Result, Tx};
use vocab::Money;
use web::SafePath;
use words::{Language, Words};

use crate::{Billing, Subscription, model::Invoice};

/// Why money is given back: the end of a sentence.
pub(crate) type Reason = fn(Words) -> String;

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

/// A mail in the language of `say`.
fn letter(say: Words, subject: String) -> Content {
    Content::new(subject, say.language().code())
}

impl Billing {
    /// The words for whoever wants to be written to in `language`.
    fn words_for(&self, language: Option<Language>) -> Words {
        Words::of(language.unwrap_or(self.site.config().language))
    }

    /// A mail to whoever a subscription belongs to.
    async fn mail_owner(&self, tx: &mut Tx, s: &Subscription, content: &Content) -> Result<()> {
        match &s.email {
            Some(to) => post_mail(tx, &self.ambient, &self.site, to, content).await,
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
        let say = self.words_for(reader.language);
        let (plan, amount) = (&subscription.plan.name, say.money(invoice.total));
        let until = say.date(invoice.period.ends_at, self.site.zone());
        let heading = match invoice.period.index {
            0 => say.receipt_begun(plan),
            _ => say.receipt_renewed(plan, &until),
        };
        let goes_on = if subscription.will_renew() {
            let term = subscription.plan.term;
            say.receipt_renews(say.every(term.count, term.unit))
        } else {
            say.receipt_does_not_renew()
        };
        let content = letter(say, say.receipt_subject(&amount, self.site.name()))
            .heading(heading)
            .paragraph(say.receipt_arrived(&amount, &until))
            .lines(self.receipt_lines(say, subscription, invoice))
            .paragraph(goes_on);
        let content = self.add_way_in(tx, content, reader, (say, log_in)).await?;
        post_mail(tx, &self.ambient, &self.site, &reader.email, &content).await
    }

    /// What was paid for what, the taxes in it, and what comes next.
    fn receipt_lines(
        &self,
        say: Words,
        subscription: &Subscription,
        invoice: &Invoice,
    ) -> Vec<(String, String)> {
        let date = |at: Timestamp| say.date(at, self.site.zone());
        let (plan, period, place) = (&subscription.plan, invoice.period, invoice.place);
        let term = say.term(plan.term.count, plan.term.unit);
        let until = date(period.ends_at);
        let mut lines = vec![
            (say.receipt_paid(), say.money_exact(invoice.total)),
            (say.receipt_period(), say.receipt_from_until(date(period.starts_at), &until)),
        ];
        lines.extend(invoice.breakdown.lines.iter().map(|tax| {
            let amount = Money::new(tax.amount_minor, invoice.total.currency);
            (say.receipt_tax(tax.rate_label(), tax.kind.as_str()), say.money_exact(amount))
        }));
        let issued_on = date(invoice.issued_at.unwrap_or(period.starts_at));
        let number = invoice.number.as_deref().unwrap_or("");
        lines.extend([
            (say.receipt_invoice(), say.receipt_invoice_of(issued_on, number)),
            (say.receipt_description(), say.checkout_item(&plan.name, term)),
            (say.receipt_place(), say.state_name(place.code(), place.name())),
        ]);
        if subscription.will_renew() {
            let next = say.receipt_next_on(say.money_exact(plan.price), until);
            lines.push((say.receipt_next(), next));
        }
        lines
    }

    /// How the payer gets to the account: by a link that logs in, or by itself.
    async fn add_way_in(
        &self,
        tx: &mut Tx,
        content: Content,
        reader: &Reader,
        (say, log_in): (Words, LogIn),
    ) -> Result<Content> {
        let account = self.account_address();
        let says = match log_in {
            LogIn::NotNeeded => return Ok(content.button(say.mail_your_account(), account)),
            LogIn::ByLink => say.receipt_old_account(),
            LogIn::NewAccount => say.receipt_new_account(),
        };
        let next = SafePath::parse("/account");
        let token = issue_link(tx, &self.ambient, reader.id, Purpose::LogIn, &next).await?;
        let link = self.site.address(&format!("/register/confirm?token={token}"));
        let content = content.paragraph(says).button(say.receipt_log_in(), link);
        if log_in == LogIn::ByLink {
            return Ok(content);
        }
        Ok(content.note(say.receipt_set_password(self.site.address("/password"))))
    }

    /// "Your renewal was declined".
    pub(crate) async fn mail_declined(&self, tx: &mut Tx, s: &Subscription) -> Result<()> {
        let (say, plan) = (self.words_for(s.language), &s.plan.name);
        let since = s.declined_since.unwrap_or(s.period_ends_at);
        let last = since.saturating_add(self.patience.grace).unwrap_or(since);
        let content = letter(say, say.declined_subject(plan))
            .heading(say.declined_says(plan, say.money_exact(s.plan.price)))
            .paragraph(say.declined_reads_on(say.date(last, self.site.zone())))
            .paragraph(say.declined_tries_again())
            .button(say.mail_pay_now(), self.account_address());
        self.mail_owner(tx, s, &content).await
    }

    /// "Your subscription is on hold".
    pub(crate) async fn mail_held(&self, tx: &mut Tx, s: &Subscription) -> Result<()> {
        let (say, plan) = (self.words_for(s.language), &s.plan.name);
        let since = s.declined_since.unwrap_or(s.period_ends_at);
        let last = since.saturating_add(self.patience.grace + self.patience.hold).unwrap_or(since);
        let content = letter(say, say.held_subject(self.site.name()))
            .heading(say.held_says(plan, say.money_exact(s.plan.price)))
            .paragraph(say.held_nothing_charged())
            .paragraph(say.held_pay_by(say.date(last, self.site.zone())))
            .button(say.mail_pay_now(), self.account_address())
            .note(say.held_or_else());
        self.mail_owner(tx, s, &content).await
    }

    /// "Your subscription has ended".
    pub(crate) async fn mail_ended(&self, tx: &mut Tx, s: &Subscription) -> Result<()> {
        let say = self.words_for(s.language);
        let content = letter(say, say.ended_subject(self.site.name()))
            .heading(say.ended_says(&s.plan.name))
            .paragraph(say.ended_nothing_more())
            .paragraph(say.ended_come_back())
            .button(say.mail_see_plans(), self.site.address("/subscribe"));
        self.mail_owner(tx, s, &content).await
    }

    /// "Your subscription is cancelled".
    pub(crate) async fn mail_cancelled(
        &self,
        tx: &mut Tx,
        s: &Subscription,
        effective_at: Timestamp,
    ) -> Result<()> {
        let say = self.words_for(s.language);
        let content = letter(say, say.cancelled_subject(self.site.name()))
            .heading(say.cancelled_says(&s.plan.name))
            .paragraph(say.cancelled_reads_on(say.date(effective_at, self.site.zone())))
            .paragraph(say.cancelled_take_back())
            .button(say.mail_your_account(), self.account_address());
        self.mail_owner(tx, s, &content).await
    }

    /// "Your subscription goes on".
    pub(crate) async fn mail_withdrawn(&self, tx: &mut Tx, s: &Subscription) -> Result<()> {
        let say = self.words_for(s.language);
        let until = say.date(s.period_ends_at, self.site.zone());
        let content = letter(say, say.withdrawn_subject(self.site.name()))
            .heading(say.withdrawn_says(&s.plan.name))
            .paragraph(say.withdrawn_next(say.money_exact(s.plan.price), until))
            .button(say.mail_your_account(), self.account_address());
        self.mail_owner(tx, s, &content).await
    }

    /// "We are giving your payment back", to an address in its language.
    pub(crate) async fn mail_refund(
        &self,
        tx: &mut Tx,
        (to, language): (&str, Option<Language>),
        amount: Money,
        reason: Reason,
    ) -> Result<()> {
        let say = self.words_for(language);
        let subject = say.refund_subject(say.money(amount), self.site.name());
        let exact = say.money_exact(amount);
        let content = letter(say, subject)
            .heading(say.refund_says(&exact))
            .paragraph(say.refund_because(&exact, reason(say)))
            .paragraph(say.refund_takes_days())
            .button(say.mail_your_account(), self.account_address());
        post_mail(tx, &self.ambient, &self.site, to, &content).await
    }
}
