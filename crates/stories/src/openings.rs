//! How often stories are opened, for the list of what is read most: counted in
//! memory, added to the database every few seconds. Nobody's name is kept.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use store::Result;
use vocab::StoryNumber;

use crate::{Stories, queries};

/// What was opened since the last flush.
#[derive(Default)]
pub(crate) struct Openings(Mutex<BTreeMap<StoryNumber, u32>>);

impl Openings {
    pub(crate) fn count(&self, story: StoryNumber) {
        let mut opened = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = opened.entry(story).or_default();
        *count = count.saturating_add(1);
    }

    fn take(&self) -> BTreeMap<StoryNumber, u32> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Gives back what could not be written.
    fn give_back(&self, openings: BTreeMap<StoryNumber, u32>) {
        let mut opened = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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
