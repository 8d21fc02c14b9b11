//! Billing: plans on sale, checkout, subscriptions, invoices, renewals, the books.
//!
//! What to do next is decided in `terms`, from facts; here the facts are kept
//! and the gateways are asked. Three rules hold everywhere: an attempt is
//! committed before the gateway hears of it; no answer is *unknown*, never
//! *declined*, and is asked about before anything else happens; and whatever
//! says that money came (webhook, return, poll), in whatever order and however
//! often, ends in the one function `Billing::settle`.

mod account;
mod benefits;
mod cancellation;
mod catalogue;
mod checkout;
mod demo;
mod desk;
mod error;
mod gateway;
mod invoicing;
mod jobs;
mod ledger;
mod mails;
mod model;
mod queries;
mod refund;
mod renewal;
mod routes;
mod settlement;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

use axum::Router;
use gateways::{Gateway, Sandbox};
use store::{Db, feed::Change, jobs::Handlers, schedule::Recurring};
use terms::{IndianState, Patience};
use vocab::{Ambient, Offers};
use web::Site;

pub use account::{AccountPart, CurrentSubscription, InvoiceLine, NextCharge, SubscriptionPart};
pub use demo::{DemoCourse, DemoGrant};
pub use error::BillingError;
pub use model::{NewPlan, Plan, PlanProblem, Subscription};
pub use queries::plans::list_latest_plans;
pub use renewal::TickReport;

use benefits::BenefitCache;
use catalogue::Catalogue;

/// What the department is built from.
pub struct BillingParts {
    /// The paper's database.
    pub db: Db,
    /// Time and randomness.
    pub ambient: Ambient,
    /// The paper.
    pub site: Site,
    /// Accounts: a payment may make one.
    pub readers: readers::Readers,
    /// The gateway that takes the payments.
    pub gateway: Arc<dyn Gateway>,
    /// The sandbox's hosted page and its settling, where it is configured.
    pub sandbox: Option<Sandbox>,
    /// What webhooks are proven with.
    pub hook_secrets: HookSecrets,
    /// Where the paper is registered for tax.
    pub home_state: IndianState,
    /// How long we wait for what.
    pub patience: Patience,
}

/// The webhooks' secrets, several of each while one is being rotated. A gateway
/// without a secret takes no webhooks.
#[derive(Clone, Default)]
pub struct HookSecrets {
    /// The sandbox's, in Stripe's scheme.
    pub sandbox: Vec<String>,
    /// Stripe's.
    pub stripe: Vec<String>,
    /// Razorpay's.
    pub razorpay: Vec<String>,
}

/// How many there are, and nothing of what they are.
impl fmt::Debug for HookSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HookSecrets")
            .field("sandbox", &self.sandbox.len())
            .field("stripe", &self.stripe.len())
            .field("razorpay", &self.razorpay.len())
            .finish()
    }
}

/// The department. Cheap to clone.
#[derive(Clone)]
pub struct Billing {
    pub(crate) db: Db,
    pub(crate) ambient: Ambient,
    pub(crate) site: Site,
    pub(crate) readers: readers::Readers,
    pub(crate) gateway: Arc<dyn Gateway>,
    pub(crate) sandbox: Option<Sandbox>,
    pub(crate) hook_secrets: Arc<HookSecrets>,
    pub(crate) home_state: IndianState,
    pub(crate) patience: Patience,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) benefits: BenefitCache,
}

impl Billing {
    /// The jobs that come again: what is due each minute, and a look for what a
    /// crash left behind.
    pub const RECURRING: &[Recurring] = jobs::RECURRING;

    /// Opens the department and reads the plans on sale.
    pub async fn open(parts: BillingParts) -> store::Result<Self> {
        let billing = Self {
            benefits: BenefitCache::new(
                parts.db.clone(),
                parts.ambient.clone(),
                parts.site.clone(),
                parts.patience,
            ),
            db: parts.db,
            ambient: parts.ambient,
            site: parts.site,
            readers: parts.readers,
            gateway: parts.gateway,
            sandbox: parts.sandbox,
            hook_secrets: Arc::new(parts.hook_secrets),
            home_state: parts.home_state,
            patience: parts.patience,
            catalogue: Arc::default(),
        };
        billing.reload_plans().await?;
        Ok(billing)
    }

    /// Readers' pages, the webhooks, and the sandbox's hosted page where it is configured.
    pub fn routes(&self) -> Router {
        routes::router(self.clone())
    }

    /// Staff's pages.
    pub fn desk_routes(&self) -> Router {
        desk::router(self.clone())
    }

    /// Background work.
    pub fn jobs(&self, handlers: &mut Handlers) {
        jobs::register(self, handlers);
    }

    /// Forgets what `change` made stale. The plans on sale are not forgotten but
    /// read anew: by [`Billing::reload_plans`], which the server awaits.
    pub fn forget(&self, change: &Change) {
        match &*change.topic {
            "benefits" => self.benefits.forget_key(&change.key),
            "clock" => self.benefits.forget_all(),
            _ => {}
        }
    }

    /// The plans on sale and what they include, from the cache.
    pub fn offers(&self) -> Arc<Offers> {
        self.catalogue.offers()
    }
}
