//! Who may read what: the policy in force, the gate that decides by it, and
//! everything that opens a story beside it.
//!
//! `meter` decides, purely; here its facts are gathered, the counters asked, and the
//! publisher's policy kept, edited at the desk and handed to all nodes.

mod allowance;
mod gate;
mod in_force;
mod policies;

use std::{
    ops::Deref,
    sync::{Arc, PoisonError, RwLock},
};

use counters::Counters;
use meter::Policy;
use store::{Db, feed::Change};
use vocab::Ambient;
use web::Site;

pub use allowance::Allowance;
pub use gate::{Arrival, Reading, Ruling, needs_cookie};
pub use in_force::InForce;

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
}

impl Paywall {
    /// Opens the department; loads the policy in force.
    pub async fn open(parts: PaywallParts) -> store::Result<Self> {
        let PaywallParts { db, ambient, site, counters, allowance, configured } = parts;
        let in_force = RwLock::new(Arc::new(InForce::new(configured.clone(), 0)));
        let paywall =
            Self(Arc::new(Parts { db, ambient, site, counters, allowance, configured, in_force }));
        paywall.load_policy().await?;
        Ok(paywall)
    }

    /// The policy that decides now.
    pub fn in_force(&self) -> Arc<InForce> {
        self.in_force.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Learns what `change` changed.
    pub async fn forget(&self, change: &Change) {
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
