//! Who may read what: the policy in force, the gate that decides by it, and
//! everything that opens a story beside it.
//!
//! `meter` decides, purely; here its facts are gathered, the counters asked, and the
//! publisher's policy kept, edited at the desk and handed to all nodes.

mod allowance;
mod campaigns;
mod changes;
mod desk;
mod engines;
mod gate;
mod gifts;
mod in_force;
mod institutions;
mod jobs;
mod link;
mod network;
mod passes;
mod policies;
mod preview;
mod scope;
mod sources;
mod unlocks;

use std::{
    future::Future,
    ops::Deref,
    pin::Pin,
    sync::{Arc, PoisonError, RwLock},
};

use axum::Router;
use counters::Counters;
use meter::Policy;
use store::{Db, StoreError, feed::Change, jobs::Handlers};
use vocab::{Ambient, Holding, ReaderId};
use web::{PageError, Site};

pub use allowance::Allowance;
pub use engines::{
    Answer, Bot, Dns, Engines, EnginesConfig, Group, Names, NamesProblem, RangesAddress,
    RangesAddressProblem, RangesProblem, RangesSource, RobotsPolicy, RobotsProblem,
    RobotsProblemKind, bots, find_bot, read_ranges,
};
pub use gate::{Arrival, Reading, Ruling, needs_cookie};
pub use gifts::{Gift, GiftRules, GivenStory, Giver, NoGift, UnknownGiver};
pub use in_force::InForce;
pub use institutions::{Cover, Ground, Known, redemption::Membership};
pub use link::{LinkId, LinkKey, Ticket};
pub use network::Network;
pub use passes::{Passage, Refusal};
pub use scope::{Place, Scope, ScopeProblem};
pub use sources::{Choices, Holder, Sample};
pub use unlocks::Unlock;

use crate::{institutions::Institutions, passes::Passes};

/// An answer that takes a while.
pub type Pending<T> = Pin<Box<dyn Future<Output = store::Result<T>> + Send>>;

/// Counts one try of a key, of so many that may be.
pub type CountTry = dyn Fn(String, u32) -> Pending<Result<(), u32>> + Send + Sync;

/// What other departments know, handed over by the server.
#[derive(Clone)]
pub struct Departments {
    /// What a reader has of the business; of a closed account, nothing.
    pub holding: Arc<dyn Fn(ReaderId) -> Pending<Arc<Holding>> + Send + Sync>,
    /// Whether a place of the paper exists.
    pub has_place: Arc<dyn Fn(Place) -> Pending<bool> + Send + Sync>,
    /// The story at a path of the paper.
    pub story: Arc<dyn Fn(String) -> Pending<Option<Sample>> + Send + Sync>,
    /// What rules of the policy may name.
    pub choices: Arc<dyn Fn() -> Pending<Choices> + Send + Sync>,
    /// Counts one try of a key in this hour, on all nodes; the seconds to wait where
    /// there were more than so many.
    pub count_try: Arc<CountTry>,
}

/// The department: one pointer, cloned with each request.
#[derive(Clone)]
pub struct Paywall(Arc<Parts>);

/// What the department is made of.
pub struct Parts {
    pub(crate) db: Db,
    pub(crate) ambient: Ambient,
    pub(crate) site: Site,
    pub(crate) counters: Arc<Counters>,
    pub(crate) allowance: Allowance,
    /// What the configuration says; in force where the desk says nothing.
    pub(crate) configured: Policy,
    pub(crate) gifts: GiftRules,
    pub(crate) departments: Departments,
    pub(crate) gift_key: LinkKey,
    pub(crate) campaign_key: LinkKey,
    pub(crate) engines: Engines,
    pub(crate) institutions: Institutions,
    in_force: RwLock<Arc<InForce>>,
    passes: RwLock<Arc<Passes>>,
}

impl Deref for Paywall {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What a paywall is opened with.
pub struct PaywallParts {
    /// The paper's database.
    pub db: Db,
    /// Time and randomness.
    pub ambient: Ambient,
    /// What all pages share.
    pub site: Site,
    /// The meter's counters.
    pub counters: Arc<Counters>,
    /// How many new devices a network may bring.
    pub allowance: Allowance,
    /// The configuration's policy, checked.
    pub configured: Policy,
    /// Who may give stories away.
    pub gifts: GiftRules,
    /// What other departments know.
    pub departments: Departments,
    /// Who search engines are and what they may read.
    pub engines: Engines,
}

impl Paywall {
    /// The jobs that come again.
    pub const RECURRING: &[store::schedule::Recurring] = jobs::RECURRING;

    /// Opens the department; loads the policy in force, and what is open beside it.
    pub async fn open(parts: PaywallParts) -> store::Result<Self> {
        let PaywallParts {
            db,
            ambient,
            site,
            counters,
            allowance,
            configured,
            gifts,
            departments,
            engines,
        } = parts;
        let in_force = RwLock::new(Arc::new(InForce::new(configured.clone(), 0)));
        let paywall = Self(Arc::new(Parts {
            gift_key: LinkKey::new(site.key(), "gift"),
            campaign_key: LinkKey::new(site.key(), "campaign"),
            db,
            ambient,
            site,
            counters,
            allowance,
            configured,
            gifts,
            departments,
            engines,
            institutions: Institutions::default(),
            in_force,
            passes: RwLock::default(),
        }));
        paywall.load_policy().await?;
        paywall.load_passes().await?;
        paywall.load_institutions().await?;
        paywall.load_members(None).await?;
        Ok(paywall)
    }

    /// Readers' pages.
    pub fn routes(&self) -> Router {
        gifts::routes::router(self.clone())
            .merge(campaigns::routes::router(self.clone()))
            .merge(institutions::routes::router(self.clone()))
    }

    /// Search engines and other bots.
    pub fn engines(&self) -> &Engines {
        &self.0.engines
    }

    /// Staff's pages.
    pub fn desk_routes(&self) -> Router {
        desk::router(self).merge(self.engines.desk_routes())
    }

    /// Background work.
    pub fn jobs(&self, handlers: &mut Handlers) {
        jobs::register(self, handlers);
        self.engines.jobs(handlers);
    }

    /// The policy that decides now.
    pub fn in_force(&self) -> Arc<InForce> {
        self.in_force.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Learns what `change` changed.
    pub async fn forget(&self, change: &Change) {
        self.engines.forget(change).await;
        self.forget_institutions_of(&change.topic, &change.key).await;
        if change.topic == policies::TOPIC
            && let Err(error) = self.load_policy().await
        {
            tracing::error!(%error, "the policy could not be read anew");
        }
        if change.topic == passes::TOPIC
            && let Err(error) = self.load_passes().await
        {
            tracing::error!(%error, "what is open beside the policy could not be read anew");
        }
    }

    async fn load_policy(&self) -> store::Result<()> {
        let found = policies::find_in_force(&self.db).await?;
        let in_force = match found {
            Some((version, policy)) => InForce::new(policy, version),
            None => InForce::new(self.configured.clone(), 0),
        };
        *self.in_force.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(in_force);
        Ok(())
    }
}

/// The database failed under a page.
pub(crate) fn broken(error: StoreError) -> PageError {
    PageError::unavailable_because(words::Words::error_not_now, error)
}
