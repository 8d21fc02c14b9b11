use std::str::FromStr;

use store::Row;
use vocab::Money;

use crate::{PaymentStatus, Progress};

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
pub struct UnknownOutcome(pub String);

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
    pub(super) attempt: String,
    mandate: Option<String>,
}

impl HostedPayment {
    pub(super) fn read(row: &Row) -> store::Result<Self> {
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

    pub(super) fn status(self) -> PaymentStatus {
        let Self { id, progress, amount, mandate, .. } = self;
        PaymentStatus { reference: id, progress, amount, mandate }
    }
}
