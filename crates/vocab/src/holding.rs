use crate::BenefitSet;

/// What a reader has of the paper's business at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// What the subscription includes.
    pub benefits: BenefitSet,
    /// The plan of the subscription that runs, by slug.
    pub plan: Option<Box<str>>,
    /// Whether there was a subscription that has ended, and none runs.
    pub has_lapsed: bool,
}

/// An institution whose agreement covers a visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Institution {
    /// As rules and reports name it.
    pub slug: Box<str>,
    /// As readers see it.
    pub name: Box<str>,
    /// What its agreement includes.
    pub benefits: BenefitSet,
}
