use crate::wire::WireError;

/// How a row went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing leaked; what is worth knowing besides.
    Passed(String),
    /// Something leaked or was answered wrongly; or the row was void. The evidence.
    Failed(String),
    /// It could not be tried, and why.
    Skipped(String),
    /// What it is about does not exist yet. It fails by itself once it does.
    Pending(String),
}

impl Outcome {
    /// The word in tables.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Passed(_) => "passed",
            Self::Failed(_) => "FAILED",
            Self::Skipped(_) => "skipped",
            Self::Pending(_) => "pending",
        }
    }

    /// What there is to say about it.
    pub fn note(&self) -> &str {
        let (Self::Passed(note) | Self::Failed(note) | Self::Skipped(note) | Self::Pending(note)) =
            self;
        note
    }

    /// Whether the audit fails by it.
    pub const fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(_))
    }
}

/// Why a row stops before its end.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    Failed(String),
    Skipped(String),
}

impl From<WireError> for Stop {
    fn from(error: WireError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// What a row's function answers.
pub(crate) type Verdict = Result<Outcome, Stop>;

pub(crate) fn passed(note: impl Into<String>) -> Verdict {
    Ok(Outcome::Passed(note.into()))
}

pub(crate) fn failed<T>(evidence: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Failed(evidence.into()))
}

pub(crate) fn skipped<T>(why: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Skipped(why.into()))
}

/// Fails with `evidence` unless `holds`.
pub(crate) fn require(holds: bool, evidence: impl FnOnce() -> String) -> Result<(), Stop> {
    if holds { Ok(()) } else { Err(Stop::Failed(evidence())) }
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Ok(outcome) => outcome,
            Err(Stop::Failed(evidence)) => Self::Failed(evidence),
            Err(Stop::Skipped(why)) => Self::Skipped(why),
        }
    }
}
