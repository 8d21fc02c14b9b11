//! The paper's words: ids, money, months, benefits, offers, and the two
//! outside forces, time and randomness, as traits.
//!
//! Nothing here has an opinion, touches a store or knows HTTP. Every other
//! crate may import this one.

mod access;
mod ambient;
mod benefit;
mod country;
mod engine;
mod holding;
mod id;
mod money;
mod month;
mod offer;
#[cfg(test)]
mod tests;

pub use access::Access;
pub use ambient::{Ambient, Clock, Random};
pub use benefit::{Benefit, BenefitSet, UnknownBenefit};
pub use country::{Country, UnknownCountry};
pub use engine::Engine;
pub use holding::{Holding, Institution};
pub use id::{
    AttemptId, DeviceId, InvoiceId, JobId, PlanId, ReaderId, SessionId, StoryId, StoryNumber,
    SubscriptionId,
};
pub use money::{Currency, Money, UnknownCurrency, group_indian};
pub use month::PaperMonth;
pub use offer::{Offer, Offers, TermUnit};
