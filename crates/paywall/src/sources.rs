//! What the desk's pages of the paywall ask of other departments.

use std::{pin::Pin, sync::Arc};

use meter::Story;
use vocab::BenefitSet;

/// A future that a closure gives.
pub type Pending<T> = Pin<Box<dyn Future<Output = store::Result<T>> + Send>>;

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

/// What rules may name.
#[derive(Clone, Default)]
pub struct Choices {
    /// Sections: short name and name.
    pub sections: Vec<(String, String)>,
    /// The plans.
    pub plans: Vec<Holder>,
    /// The latest story of each level.
    pub samples: Vec<Sample>,
}

/// What the desk's pages of the paywall ask of other departments; the server fills it.
#[derive(Clone)]
pub struct Sources {
    /// The story at a path.
    pub story: Arc<dyn Fn(String) -> Pending<Option<Sample>> + Send + Sync>,
    /// What rules may name.
    pub choices: Arc<dyn Fn() -> Pending<Choices> + Send + Sync>,
}
