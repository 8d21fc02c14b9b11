//! What rules may name, and stories to try them on: the desk's pages ask the server for it.

use std::sync::Arc;

use meter::Story;
use vocab::BenefitSet;

/// A story to try a policy on.
#[derive(Clone)]
pub struct Sample {
    /// Its address on the paper.
    pub path: String,
    /// What it is called.
    pub headline: String,
    /// What a policy asks of it.
    pub story: Arc<dyn Story + Send + Sync>,
}

/// A plan or an institution by its short name, what it is called, and what it gives.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The short name.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// What it gives.
    pub benefits: BenefitSet,
}

/// What rules may name, but for institutions.
#[derive(Clone, Default)]
pub struct Choices {
    /// Sections: short name and name.
    pub sections: Vec<(String, String)>,
    /// The plans.
    pub plans: Vec<Holder>,
    /// The latest story of each level.
    pub samples: Vec<Sample>,
}
