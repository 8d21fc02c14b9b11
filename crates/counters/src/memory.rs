//! Sets of story numbers by visitor, in shards of a map.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{Count, sets::Sets};

const SHARDS: usize = 64;

/// All visitors of one month.
pub(crate) struct Memory {
    shards: Vec<Mutex<Shard>>,
}

#[derive(Default)]
struct Shard {
    /// The latest month that anybody asked about: a clock that steps back
    /// cannot win anybody a fresh window.
    month: i32,
    sets: Sets,
}

impl Shard {
    /// How many stories a visitor has, and whether `story` is among them.
    fn look(&self, key: u128, story: u32) -> (u32, bool) {
        self.sets
            .stories(key)
            .fold((0, false), |(used, holds), other| (used + 1, holds || other == story))
    }
}

impl Memory {
    pub(crate) fn new() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }

    fn shard(&self, key: u128, month: i32) -> MutexGuard<'_, Shard> {
        let index = (key >> 64) as usize ^ (key >> 32) as usize;
        let mut shard = self.shards[index % SHARDS].lock().unwrap_or_else(PoisonError::into_inner);
        if month > shard.month {
            shard.month = month;
            shard.sets = Sets::default();
        }
        shard
    }

    pub(crate) fn count(&self, key: u128, month: i32, story: u32, limit: u32) -> Count {
        let mut shard = self.shard(key, month);
        let (used, known) = shard.look(key, story);
        let newly_counted = !known && used < limit;
        if newly_counted {
            shard.sets.push(key, story);
        }
        let used = used + u32::from(newly_counted);
        Count { used, holds_story: known || newly_counted, newly_counted }
    }

    pub(crate) fn look(&self, key: u128, month: i32, story: u32) -> Count {
        let (used, holds_story) = self.shard(key, month).look(key, story);
        Count { used, holds_story, newly_counted: false }
    }

    /// Puts a story in whatever the limit. True if it was not there.
    pub(crate) fn insert(&self, key: u128, month: i32, story: u32) -> bool {
        let mut shard = self.shard(key, month);
        if month < shard.month {
            return false;
        }
        let (_, known) = shard.look(key, story);
        if !known {
            shard.sets.push(key, story);
        }
        !known
    }

    pub(crate) fn remove(&self, key: u128, month: i32, story: u32) {
        self.shard(key, month).sets.remove(key, story);
    }

    pub(crate) fn list(&self, key: u128, month: i32) -> Vec<u32> {
        self.shard(key, month).sets.stories(key).collect()
    }

    /// Whether nobody has any story.
    pub(crate) fn is_empty(&self) -> bool {
        let lock = |shard: &Mutex<Shard>| {
            shard.lock().unwrap_or_else(PoisonError::into_inner).sets.is_empty()
        };
        self.shards.iter().all(lock)
    }

    /// Takes everything out: month, visitor, stories.
    pub(crate) fn drain(&self) -> Vec<(i32, u128, Vec<u32>)> {
        let mut all = Vec::new();
        for shard in &self.shards {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let month = shard.month;
            let sets = std::mem::take(&mut shard.sets);
            all.extend(sets.all().map(|(visitor, stories)| (month, visitor, stories)));
        }
        all
    }
}
