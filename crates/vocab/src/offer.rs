//! What a wall offers. The server fills these from billing, so that stories
//! and walls need not know who sells.

use crate::Money;

/// One plan on sale, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The plan's short name, as `POST /checkout` takes it.
    pub slug: String,
    /// The plan's name.
    pub name: String,
    /// What one term costs in all, tax included.
    pub price: Money,
    /// The term in words: `3 months`, `1 year`.
    pub term: String,
    /// The price of a month, in whole units rounded down; none for terms under a month.
    pub per_month: Option<Money>,
}

/// All plans on sale, in the order of the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    /// The plans.
    pub plans: Vec<Offer>,
    /// What every one of them includes, as sentences for readers.
    pub included: Vec<String>,
}
