//! Small sets of story numbers for very many visitors.
//!
//! Most visitors of a month read one story, most of the others at most five. So
//! the first number stands in the map itself, the next four in a table beside
//! it, and only who reads more gets a list: 24 bytes a visitor, 16 more from the
//! second story on.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hash, Hasher},
};

/// A visitor's 128 bits; as two halves, so that no padding stands beside them.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key([u64; 2]);

impl From<u128> for Key {
    fn from(id: u128) -> Self {
        Self([(id >> 64) as u64, id as u64])
    }
}

impl From<Key> for u128 {
    fn from(Key([high, low]): Key) -> Self {
        Self::from(high) << 64 | Self::from(low)
    }
}

/// Visitors' ids are random and made by us, so a half of them is their hash.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0[1]);
    }
}

/// Passes on what it is given.
#[derive(Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, half: u64) {
        self.0 = half;
    }
}

/// The first story, and where the next ones stand: a row of the table, counted from 1.
#[derive(Clone, Copy)]
struct Slot {
    first: u32,
    row: u32,
}

/// Stories two to five; 0 where there is none, for no story has that number.
type Row = [u32; 4];

/// What a visitor takes in the map, its spare room aside.
#[cfg(test)]
pub(crate) const BYTES_PER_VISITOR: usize = size_of::<(Key, Slot)>() + 1 + size_of::<Row>();

/// The sets of all visitors.
#[derive(Default)]
pub(crate) struct Sets {
    slots: HashMap<Key, Slot, BuildHasherDefault<IdHasher>>,
    rows: Vec<Row>,
    /// Stories six and on, by row.
    lists: HashMap<u32, Vec<u32>>,
}

impl Sets {
    /// The stories of a visitor, in the order in which they came.
    pub(crate) fn stories(&self, visitor: u128) -> impl Iterator<Item = u32> {
        let slot = self.slots.get(&visitor.into()).copied();
        slot.into_iter().flat_map(|slot| self.stories_of(slot))
    }

    fn stories_of(&self, slot: Slot) -> impl Iterator<Item = u32> {
        let row = (slot.row as usize).checked_sub(1).and_then(|index| self.rows.get(index));
        let list = row.and_then(|_| self.lists.get(&slot.row));
        let row = row.into_iter().flatten().copied().take_while(|story| *story != 0);
        std::iter::once(slot.first).chain(row).chain(list.into_iter().flatten().copied())
    }

    /// Adds a story that is not there yet.
    pub(crate) fn push(&mut self, visitor: u128, story: u32) {
        let Some(slot) = self.slots.get_mut(&visitor.into()) else {
            self.slots.insert(visitor.into(), Slot { first: story, row: 0 });
            return;
        };
        if slot.row == 0 {
            self.rows.push([story, 0, 0, 0]);
            slot.row = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
            return;
        }
        let row = self.rows.get_mut(slot.row as usize - 1);
        match row.and_then(|row| row.iter_mut().find(|place| **place == 0)) {
            Some(place) => *place = story,
            None => self.lists.entry(slot.row).or_default().push(story),
        }
    }

    /// Takes one story out; the others keep their order.
    pub(crate) fn remove(&mut self, visitor: u128, story: u32) {
        let kept: Vec<_> = self.stories(visitor).filter(|other| *other != story).collect();
        if let Some(slot) = self.slots.remove(&visitor.into()) {
            self.lists.remove(&slot.row);
        }
        // The old row stays empty until the month ends: readings are rarely taken back.
        kept.into_iter().for_each(|story| self.push(visitor, story));
    }

    /// Whether nobody has any story.
    pub(crate) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// All visitors with their stories.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u128, Vec<u32>)> {
        self.slots.iter().map(|(key, slot)| ((*key).into(), self.stories_of(*slot).collect()))
    }
}
