//! What a wall offers. The server fills these from billing, so that stories
//! and walls need not know who sells.

use crate::{Benefit, Money};

/// In what a term is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermUnit {
    /// Calendar days.
    Day,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// One plan on sale, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The plan's short name, as `POST /checkout` takes it.
    pub slug: String,
    /// The plan's name.
    pub name: String,
    /// What one term costs in all, tax included.
    pub price: Money,
    /// How many units one term lasts.
    pub count: u16,
    /// Which units.
    pub unit: TermUnit,
    /// The price of a month, in whole units rounded down; none for terms under a month.
    pub per_month: Option<Money>,
    /// Whether the paper points at this one.
    pub recommended: bool,
}

/// All plans on sale, in the order of the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    /// The plans.
    pub plans: Vec<Offer>,
    /// What every one of them includes, the most important first.
    pub included: Vec<Benefit>,
}
