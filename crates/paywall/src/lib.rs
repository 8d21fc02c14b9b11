//! Who may read what: the policy in force, the gate that decides by it, and
//! everything that opens a story beside it.
//!
//! `meter` decides, purely; here its facts are gathered, the counters asked, and the
//! publisher's policy kept, edited at the desk and handed to all nodes.

mod allowance;
mod changes;
mod desk;
mod engines;
mod gate;
mod in_force;
mod policies;
mod preview;
mod sources;

use std::{
    ops::Deref,
    sync::{Arc, PoisonError, RwLock},
};

use axum::Router;
use counters::Counters;
use meter::Policy;
use store::{Db, feed::Change, jobs::Handlers, schedule::Recurring};
use vocab::Ambient;
use web::Site;

pub use allowance::Allowance;
pub use engines::{
    Answer, Bot, Dns, Engines, EnginesConfig, Group, Names, NamesProblem, Network, RangesAddress,
    RangesAddressProblem, RangesProblem, RangesSource, RobotsPolicy, RobotsProblem,
    RobotsProblemKind, bots, find_bot, read_ranges,
};
pub use gate::{Arrival, Reading, Ruling};
pub use in_force::InForce;
pub use sources::{Choices, Holder, Pending, Sample, Sources};

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
    pub(crate) engines: Engines,
    /// What the desk's pages ask of other departments.
    pub(crate) sources: Sources,
    in_force: RwLock<Arc<InForce>>,
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
    /// Who search engines are and what they may read.
    pub engines: Engines,
    /// What the desk's pages ask of other departments.
    pub sources: Sources,
}

impl Paywall {
    /// The department's jobs that come again.
    pub const RECURRING: &[Recurring] = Engines::RECURRING;

    /// Opens the department; loads the policy in force.
    pub async fn open(parts: PaywallParts) -> store::Result<Self> {
        let PaywallParts { db, ambient, site, counters, allowance, configured, engines, sources } =
            parts;
        let in_force = RwLock::new(Arc::new(InForce::new(configured.clone(), 0)));
        let parts = Parts {
            db,
            ambient,
            site,
            counters,
            allowance,
            configured,
            engines,
            sources,
            in_force,
        };
        let paywall = Self(Arc::new(parts));
        paywall.load_policy().await?;
        Ok(paywall)
    }

    /// Search engines and other bots.
    pub fn engines(&self) -> &Engines {
        &self.0.engines
    }

    /// Staff's pages.
    pub fn desk_routes(&self) -> Router {
        desk::router(self.clone()).merge(self.engines.desk_routes())
    }

    /// Handles the department's jobs.
    pub fn jobs(&self, handlers: &mut Handlers) {
        self.engines.jobs(handlers);
    }

    /// The policy that decides now.
    pub fn in_force(&self) -> Arc<InForce> {
        self.in_force.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Learns what `change` changed.
    pub async fn forget(&self, change: &Change) {
        self.engines.forget(change).await;
        if change.topic == policies::TOPIC
            && let Err(error) = self.load_policy().await
        {
            tracing::error!(%error, "the policy could not be read anew");
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
