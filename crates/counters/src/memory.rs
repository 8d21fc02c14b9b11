//! Sets of story numbers by visitor, in shards of a map.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::Count;

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
    sets: HashMap<u128, Stories, BuildHasherDefault<IdHasher>>,
}

/// Visitors' ids are random and made by us, so they are their own hash.
#[derive(Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, id: u128) {
        self.0 = id as u64;
    }
}

/// A small set of story numbers: five in place, more on the heap.
#[expect(
    clippy::box_collection,
    reason = "a Vec in place would widen everybody's entry by 8 bytes"
)]
enum Stories {
    Few { count: u8, numbers: [u32; FEW] },
    Many(Box<Vec<u32>>),
}

const FEW: usize = 5;
/// What a visitor with up to five stories takes in a map, its spare room aside.
#[cfg(test)]
pub(crate) const BYTES_PER_VISITOR: usize = size_of::<(u128, Stories)>() + 1;

impl Default for Stories {
    fn default() -> Self {
        Self::Few { count: 0, numbers: [0; FEW] }
    }
}

impl Stories {
    fn as_slice(&self) -> &[u32] {
        match self {
            Self::Few { count, numbers } => &numbers[..usize::from(*count)],
            Self::Many(numbers) => numbers,
        }
    }

    fn push(&mut self, story: u32) {
        match self {
            Self::Few { count, numbers } => match numbers.get_mut(usize::from(*count)) {
                Some(place) => {
                    *place = story;
                    *count += 1;
                }
                None => {
                    let mut many = numbers.to_vec();
                    many.push(story);
                    *self = Self::Many(Box::new(many));
                }
            },
            Self::Many(numbers) => numbers.push(story),
        }
    }

    fn remove(&mut self, story: u32) {
        let kept: Vec<u32> =
            self.as_slice().iter().copied().filter(|other| *other != story).collect();
        *self = Self::default();
        for story in kept {
            self.push(story);
        }
    }

    fn used(&self) -> u32 {
        u32::try_from(self.as_slice().len()).unwrap_or(u32::MAX)
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
            shard.sets = HashMap::default();
        }
        shard
    }

    pub(crate) fn count(&self, key: u128, month: i32, story: u32, limit: u32) -> Count {
        let mut shard = self.shard(key, month);
        let Some(stories) = shard.sets.get_mut(&key) else {
            let room = limit > 0;
            if room {
                shard.sets.entry(key).or_default().push(story);
            }
            return Count { used: u32::from(room), holds_story: room, newly_counted: room };
        };
        let known = stories.as_slice().contains(&story);
        let newly_counted = !known && stories.used() < limit;
        if newly_counted {
            stories.push(story);
        }
        Count { used: stories.used(), holds_story: known || newly_counted, newly_counted }
    }

    pub(crate) fn look(&self, key: u128, month: i32, story: u32) -> Count {
        let shard = self.shard(key, month);
        let stories = shard.sets.get(&key).map_or(&[][..], Stories::as_slice);
        Count {
            used: u32::try_from(stories.len()).unwrap_or(u32::MAX),
            holds_story: stories.contains(&story),
            newly_counted: false,
        }
    }

    /// Puts a story in whatever the limit. True if it was not there.
    pub(crate) fn insert(&self, key: u128, month: i32, story: u32) -> bool {
        let mut shard = self.shard(key, month);
        if month < shard.month {
            return false;
        }
        let stories = shard.sets.entry(key).or_default();
        let fresh = !stories.as_slice().contains(&story);
        if fresh {
            stories.push(story);
        }
        fresh
    }

    pub(crate) fn remove(&self, key: u128, month: i32, story: u32) {
        if let Some(stories) = self.shard(key, month).sets.get_mut(&key) {
            stories.remove(story);
        }
    }

    pub(crate) fn list(&self, key: u128, month: i32) -> Vec<u32> {
        self.shard(key, month).sets.get(&key).map_or_else(Vec::new, |s| s.as_slice().to_vec())
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
            all.extend(sets.into_iter().map(|(key, set)| (month, key, set.as_slice().to_vec())));
        }
        all
    }
}
