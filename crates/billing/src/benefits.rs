//! What a reader's subscription includes right now: derived from facts, cached,
//! forgotten by the event that changes it.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use jiff::Timestamp;
use moka::sync::Cache;
use store::Db;
use terms::Patience;
use vocab::{Ambient, Holding, ReaderId};
use web::Site;

use crate::{Billing, queries::subscriptions};

/// The cache. Warm, it asks no database.
#[derive(Clone)]
pub(crate) struct BenefitCache {
    db: Db,
    ambient: Ambient,
    site: Site,
    patience: Patience,
    cache: Cache<ReaderId, Cached>,
    /// Counts forgettings, so that facts read before one are not cached after it.
    generation: Arc<AtomicU64>,
}

#[derive(Clone)]
struct Cached {
    holding: Arc<Holding>,
    /// The moment at which time alone changes the answer.
    holds_until: Timestamp,
}

const CACHED_MAX: u64 = 100_000;

impl BenefitCache {
    pub(crate) fn new(db: Db, ambient: Ambient, site: Site, patience: Patience) -> Self {
        let (cache, generation) = (Cache::new(CACHED_MAX), Arc::default());
        Self { db, ambient, site, patience, cache, generation }
    }

    async fn find(&self, reader: ReaderId) -> store::Result<Arc<Holding>> {
        let now = self.ambient.now();
        if let Some(cached) = self.cache.get(&reader).filter(|cached| now < cached.holds_until) {
            return Ok(cached.holding);
        }
        let generation = self.generation.load(Ordering::Acquire);
        let found = self.derive(reader, now).await?;
        self.cache.insert(reader, found.clone());
        // Whoever forgets after this line finds the entry; whoever did so before shows here.
        if self.generation.load(Ordering::Acquire) != generation {
            self.cache.invalidate(&reader);
        }
        Ok(found.holding)
    }

    async fn derive(&self, reader: ReaderId, now: Timestamp) -> store::Result<Cached> {
        let Some(running) = subscriptions::find_running(&self.db, reader).await? else {
            let has_lapsed = subscriptions::find_latest_ended(&self.db, reader).await?.is_some();
            let holding = Arc::new(Holding { has_lapsed, ..Holding::default() });
            return Ok(Cached { holding, holds_until: Timestamp::MAX });
        };
        let agreement = running.agreement(self.site.zone());
        let holding = if terms::is_entitled(&agreement, &self.patience, now) {
            let plan = Some(running.plan.slug.into());
            Holding { benefits: running.plan.benefits, plan, has_lapsed: false }
        } else {
            Holding { has_lapsed: true, ..Holding::default() }
        };
        let holds_until = terms::entitlement_holds_until(&agreement, &self.patience, now);
        Ok(Cached { holding: Arc::new(holding), holds_until })
    }

    pub(crate) fn forget(&self, reader: ReaderId) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.cache.invalidate(&reader);
    }

    pub(crate) fn forget_key(&self, key: &str) {
        match key.parse() {
            Ok(reader) => self.forget(reader),
            Err(_) => self.forget_all(),
        }
    }

    pub(crate) fn forget_all(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.cache.invalidate_all();
    }
}

impl Billing {
    /// What the reader has of the business at this moment. Warm, it asks no database.
    pub async fn holding_of(&self, reader: ReaderId) -> store::Result<Arc<Holding>> {
        self.benefits.find(reader).await
    }
}
