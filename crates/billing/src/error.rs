use gateways::GatewayError;
use store::StoreError;
use web::{PageError, Sentence};
use words::Words;

use crate::PlanProblem;

/// What can go wrong in billing.
#[derive(Debug, thiserror::Error)]
pub enum BillingError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The gateway gave no usable answer.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// A plan cannot be sold so.
    #[error(transparent)]
    Plan(#[from] PlanProblem),
    /// What was asked for cannot be done; a sentence for whoever asked.
    #[error("{}", .0.in_english())]
    Refused(Sentence),
    /// Something is as it must never be; for the log.
    #[error("{0}")]
    Fault(String),
}

impl BillingError {
    pub(crate) fn refused(sentence: impl Into<Sentence>) -> Self {
        Self::Refused(sentence.into())
    }

    pub(crate) fn fault(what: impl Into<String>) -> Self {
        Self::Fault(what.into())
    }

    /// Whether the same work may succeed if tried again at once: somebody else
    /// was first, or the database asks for it.
    pub(crate) fn is_worth_a_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_duplicate() || error.is_transient())
    }
}

impl From<BillingError> for PageError {
    fn from(error: BillingError) -> Self {
        match error {
            BillingError::Store(error) => broken(error),
            BillingError::Gateway(error) => {
                tracing::warn!(%error, "the gateway failed under a page");
                Self::unavailable(Words::checkout_no_provider)
            }
            BillingError::Plan(problem) => {
                Self::unprocessable(move |say: Words| problem.sentence(say))
            }
            BillingError::Refused(sentence) => Self::conflict(sentence),
            BillingError::Fault(what) => Self::internal(Words::error_failed, what),
        }
    }
}

/// The database failed under a page.
pub(crate) fn broken(error: StoreError) -> PageError {
    PageError::unavailable_because(Words::error_failed, error)
}
