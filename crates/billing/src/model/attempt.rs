use std::{fmt, str::FromStr};

use jiff::Timestamp;
use store::Row;
use vocab::{AttemptId, InvoiceId};
use words::Words;

/// What became of a try at collecting an invoice, as far as we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttemptOutcome {
    /// Not known yet.
    Open,
    /// Paid, and the gateway has not settled it yet.
    Pending,
    /// The money is ours.
    Captured,
    /// Refused.
    Declined,
    /// Given up, closed or timed out.
    Abandoned,
    /// The gateway collected another amount than was asked: a person has to look.
    Mismatch,
    /// Collected and not wanted: on its way back.
    Refunding,
    /// Given back.
    Refunded,
}

impl AttemptOutcome {
    const ALL: [Self; 8] = [
        Self::Open,
        Self::Pending,
        Self::Captured,
        Self::Declined,
        Self::Abandoned,
        Self::Mismatch,
        Self::Refunding,
        Self::Refunded,
    ];

    /// The word in the database.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Captured => "captured",
            Self::Declined => "declined",
            Self::Abandoned => "abandoned",
            Self::Mismatch => "mismatch",
            Self::Refunding => "refunding",
            Self::Refunded => "refunded",
        }
    }

    /// What the desk calls it.
    pub(crate) fn name(self, say: Words) -> String {
        match self {
            Self::Open => say.payment_open(),
            Self::Pending => say.payment_pending(),
            Self::Captured => say.payment_captured(),
            Self::Declined => say.payment_declined(),
            Self::Abandoned => say.payment_abandoned(),
            Self::Mismatch => say.payment_mismatch(),
            Self::Refunding => say.payment_refunding(),
            Self::Refunded => say.payment_refunded(),
        }
    }

    /// Whether money came, so that nothing later can change what it means.
    pub(crate) const fn is_money(self) -> bool {
        matches!(self, Self::Captured | Self::Mismatch | Self::Refunding | Self::Refunded)
    }
}

impl fmt::Display for AttemptOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no outcome.
#[derive(Debug, thiserror::Error)]
#[error("“{0}” is not the outcome of an attempt")]
pub(crate) struct UnknownOutcome(String);

impl FromStr for AttemptOutcome {
    type Err = UnknownOutcome;

    fn from_str(text: &str) -> Result<Self, UnknownOutcome> {
        let found = Self::ALL.into_iter().find(|outcome| outcome.as_str() == text);
        found.ok_or_else(|| UnknownOutcome(text.to_owned()))
    }
}

/// One try at collecting an invoice.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) id: AttemptId,
    pub(crate) invoice: InvoiceId,
    pub(crate) gateway: String,
    pub(crate) reference: Option<String>,
    pub(crate) outcome: AttemptOutcome,
    pub(crate) created_at: Timestamp,
}

impl Attempt {
    pub(crate) fn read(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.parse("id")?,
            invoice: row.parse("invoice_id")?,
            gateway: row.text("gateway")?,
            reference: row.text_opt("reference")?,
            outcome: row.parse("outcome")?,
            created_at: row.time("created_at")?,
        })
    }
}
