//! How often stories are opened, for the list of what is read most: counted in
//! memory, added to the database every few seconds. Nobody's name is kept.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher as _, Hash, RandomState},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use moka::sync::Cache;
use store::Result;
use vocab::StoryNumber;

use crate::{Stories, queries};

/// For so long somebody opens a story once, however often it is loaded.
const ONCE_IN: Duration = Duration::from_secs(3_600);
/// How many openings are remembered for that.
const REMEMBERED_MAX: u64 = 20_000;

/// What was opened since the last flush.
pub(crate) struct Openings {
    opened: Mutex<BTreeMap<StoryNumber, u32>>,
    /// Hashes, under a key that dies with the process, of who opened what lately.
    lately: Cache<u64, ()>,
    hasher: RandomState,
}

impl Default for Openings {
    fn default() -> Self {
        let lately = Cache::builder().max_capacity(REMEMBERED_MAX).time_to_live(ONCE_IN).build();
        Self { opened: Mutex::default(), lately, hasher: RandomState::new() }
    }
}

impl Openings {
    /// Counts that somebody opened a story: `who` is the device or the network.
    pub(crate) fn count(&self, story: StoryNumber, who: impl Hash) {
        let key = self.hasher.hash_one((story, who));
        if self.lately.contains_key(&key) {
            return;
        }
        self.lately.insert(key, ());
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let count = opened.entry(story).or_default();
        *count = count.saturating_add(1);
    }

    fn take(&self) -> BTreeMap<StoryNumber, u32> {
        std::mem::take(&mut self.opened.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Gives back what could not be written.
    fn give_back(&self, openings: BTreeMap<StoryNumber, u32>) {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        for (story, count) in openings {
            let sum = opened.entry(story).or_default();
            *sum = sum.saturating_add(count);
        }
    }
}

impl Stories {
    /// Adds what was opened to the database, in one transaction.
    pub async fn flush_openings(&self) -> Result<()> {
        let opened = self.openings.take();
        if opened.is_empty() {
            return Ok(());
        }
        let written = self.write_openings(&opened).await;
        if written.is_err() {
            self.openings.give_back(opened);
        }
        written
    }

    async fn write_openings(&self, opened: &BTreeMap<StoryNumber, u32>) -> Result<()> {
        let now = self.ambient.now();
        let mut tx = self.db.begin().await?;
        for (story, count) in opened {
            queries::add_openings(&mut tx, *story, now, *count).await?;
        }
        tx.commit().await
    }

    /// Forgets what was opened more than a month ago.
    pub async fn prune_openings(&self) -> Result<()> {
        let now = self.ambient.now();
        let before = now.saturating_sub(queries::OPENINGS_KEPT).unwrap_or(now);
        queries::prune_openings(&self.db, before).await
    }
}
