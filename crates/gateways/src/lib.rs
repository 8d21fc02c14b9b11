//! The payment providers behind one trait.
//!
//! Rules that every adapter keeps: a charge carries the attempt's id as its
//! idempotency key and the same key never charges twice; no answer is an error
//! ([`GatewayError`]), never a decline; a webhook is proven by its signature
//! over the raw body and taken as a hint to ask [`Gateway::lookup`], not as truth.

mod sandbox;
mod signature;
#[cfg(test)]
mod tests;
mod webhook;

use std::{future::Future, pin::Pin};

use jiff::Timestamp;
use vocab::{AttemptId, Money};

pub use sandbox::{
    HostedPayment, PayOutcome, PayStep, SETTLE_JOB, Sandbox, UnknownOutcome, WEBHOOK_JOB,
    WebhookJob,
};
pub use signature::{Refusal, sign_stripe, verify_razorpay, verify_stripe};
pub use webhook::{WebhookEvent, is_noted, note_event, read_razorpay_event, read_stripe_event};

/// A future of an adapter's answer.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, GatewayError>> + Send + 'a>>;

/// The provider gave no usable answer: the outcome is unknown and must be asked for.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The provider's store or connection failed.
    #[error("the payment gateway gave no answer: {0}")]
    NoAnswer(String),
    /// The provider does not know what we ask about.
    #[error("the payment gateway does not know {0}")]
    NotFound(String),
}

impl From<store::StoreError> for GatewayError {
    fn from(error: store::StoreError) -> Self {
        Self::NoAnswer(error.to_string())
    }
}

/// A first payment, with a mandate for those that follow.
#[derive(Clone, Debug)]
pub struct CheckoutRequest {
    /// The attempt; its text is the idempotency key.
    pub attempt: AttemptId,
    /// What to collect now.
    pub amount: Money,
    /// What the reader sees on the hosted page.
    pub description: String,
    /// Where the browser returns to when paying is over, well or not.
    pub return_url: String,
    /// Where it goes when the reader gives up.
    pub cancel_url: String,
}

/// Where the reader pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostedPage {
    /// The provider's id of this payment.
    pub reference: String,
    /// The page's address.
    pub url: String,
}

/// A charge on a mandate, without the reader.
#[derive(Clone, Debug)]
pub struct ChargeRequest {
    /// The attempt; its text is the idempotency key.
    pub attempt: AttemptId,
    /// What to collect.
    pub amount: Money,
    /// The provider's id of the mandate.
    pub mandate: String,
    /// What the reader sees on the statement.
    pub description: String,
}

/// Where a payment stands at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentStatus {
    /// The provider's id.
    pub reference: String,
    /// How it stands.
    pub progress: Progress,
    /// What the provider collects, to be compared with what we asked.
    pub amount: Money,
    /// The mandate that came with it, if any.
    pub mandate: Option<String>,
}

/// How a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The reader has not finished paying.
    Open,
    /// Paid, and the provider has not settled it yet.
    Pending,
    /// The money is collected.
    Captured,
    /// Refused.
    Declined,
    /// Given up or timed out; nothing was collected.
    Abandoned,
    /// Collected and given back.
    Refunded,
}

/// A payment provider.
pub trait Gateway: Send + Sync {
    /// Its short name, in the database and in webhook addresses.
    fn name(&self) -> &'static str;

    /// Begins a first payment. The same attempt gets the same page.
    fn begin_checkout<'a>(&'a self, request: &'a CheckoutRequest) -> Answer<'a, HostedPage>;

    /// Closes an open payment so that nobody can pay it any more. Returns how it
    /// stands afterwards: it may have been paid a moment before.
    fn close_checkout<'a>(&'a self, attempt: AttemptId) -> Answer<'a, PaymentStatus>;

    /// Charges a mandate. `at` is the moment it happens for the paper.
    fn charge<'a>(&'a self, request: &'a ChargeRequest, at: Timestamp)
    -> Answer<'a, PaymentStatus>;

    /// How the payment of `attempt` stands; `NotFound` means it never arrived.
    fn lookup(&self, attempt: AttemptId) -> Answer<'_, PaymentStatus>;

    /// Gives a captured payment back in full. Repeating it gives back once.
    fn refund(&self, attempt: AttemptId) -> Answer<'_, PaymentStatus>;

    /// Ends a mandate.
    fn revoke_mandate<'a>(&'a self, mandate: &'a str) -> Answer<'a, ()>;
}
