use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use store::{Db, Executor, Row, args, settings, statement};
use vocab::{DeviceId, ReaderId, StoryNumber};

use crate::{
    Count, CountersError, Who, Window,
    memory::{Memory, PeriodOf},
};

/// Counters of a single node: in memory, written to the database in groups.
pub struct Embedded {
    db: Db,
    memory: Memory,
    /// What has been counted and not yet written: 20 bytes an entry.
    pending: Mutex<Vec<Group>>,
    /// One flush at a time, so that batches keep their order.
    flushing: tokio::sync::Mutex<()>,
}

/// Where a reading belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    meter: u32,
    period: i32,
    needed_until: Timestamp,
}

/// Readings of one period in the order in which they came.
struct Group {
    place: Place,
    entries: Vec<Entry>,
}

/// A visitor's 16 bytes and a story's 4.
type Entry = [u8; 20];
/// Set in the story's number where a reading was taken back.
const TAKEN_BACK: u32 = 1 << 31;
/// Numbers the batches, in the order in which they became durable.
const SEQUENCE: &str = "reading_batches";
/// A batch is this long at most, and so many are read at once: 5 MB.
const ENTRIES_PER_BATCH: usize = 5_000;
const BATCHES: i64 = 50;
/// Batches outlive their window by a day, for clocks that step back.
const KEPT_AFTER: SignedDuration = SignedDuration::from_hours(24);

statement! {
    LIST_BATCHES = "SELECT number, meter, period, needed_until, entries FROM reading_batches
        WHERE needed_until > $1 AND number > $2 ORDER BY number LIMIT $3";
}
statement! {
    LIST_BATCHES_OF_PERIOD = "SELECT number, meter, period, needed_until, entries FROM reading_batches
        WHERE meter = $1 AND period = $2 AND number > $3 AND number < $4 ORDER BY number LIMIT $5";
}
statement! {
    LIST_SCATTERED = "SELECT meter, period, MAX(needed_until) AS needed_until FROM reading_batches
        GROUP BY meter, period HAVING COUNT(*) > 1 ORDER BY meter, period";
}
statement! {
    INSERT_BATCH = "INSERT INTO reading_batches (number, meter, period, needed_until, entries)
        VALUES ($1, $2, $3, $4, $5)";
}
statement! {
    DELETE_BATCHES_OF_PERIOD = "DELETE FROM reading_batches
        WHERE meter = $1 AND period = $2 AND number > $3 AND number <= $4";
}
statement! {
    DELETE_ENDED = "DELETE FROM reading_batches WHERE needed_until <= $1";
}

fn entry(visitor: u128, story: u32) -> Entry {
    let mut bytes = [0; 20];
    bytes[..16].copy_from_slice(&visitor.to_be_bytes());
    bytes[16..].copy_from_slice(&story.to_le_bytes());
    bytes
}

fn read_entry(bytes: &[u8]) -> Option<(u128, u32)> {
    let visitor = u128::from_be_bytes(bytes.get(..16)?.try_into().ok()?);
    let story = u32::from_le_bytes(bytes.get(16..20)?.try_into().ok()?);
    Some((visitor, story))
}

impl Place {
    fn read(row: &Row) -> Result<Self, CountersError> {
        Ok(Self {
            meter: row.small("meter")?,
            period: row.small("period")?,
            needed_until: row.time("needed_until")?,
        })
    }

    /// Whether both are one period, however long it is needed.
    fn is_period_of(&self, other: &Self) -> bool {
        (self.meter, self.period) == (other.meter, other.period)
    }

    /// The period of `window` that a reading went into.
    const fn of(window: &Window, of: PeriodOf) -> Self {
        Self { meter: window.meter, period: of.period, needed_until: of.needed_until }
    }
}

impl Embedded {
    /// Loads all readings that count at `now`.
    pub async fn open(db: &Db, now: Timestamp) -> Result<Self, CountersError> {
        let embedded = Self {
            db: db.clone(),
            memory: Memory::new(),
            pending: Mutex::default(),
            flushing: tokio::sync::Mutex::default(),
        };
        let mut last = 0;
        loop {
            let rows = db.all(&LIST_BATCHES, args![now, last, BATCHES]).await?;
            if rows.is_empty() {
                embedded.memory.agree_on_the_latest();
                return Ok(embedded);
            }
            last = replay(&rows, &embedded.memory)?;
        }
    }

    fn remember(&self, place: Place, visitor: u128, story: u32) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        // Few periods are read in at a time, so a list is the quickest map.
        let known = pending.iter().position(|group| group.place.is_period_of(&place));
        let group = known.unwrap_or_else(|| {
            pending.push(Group { place, entries: Vec::new() });
            pending.len() - 1
        });
        let group = &mut pending[group];
        group.place.needed_until = group.place.needed_until.max(place.needed_until);
        group.entries.push(entry(visitor, story));
    }

    pub(crate) fn count(&self, who: Who, window: Window, story: StoryNumber, limit: u32) -> Count {
        let (count, counted) = self.memory.count(who.key(), &window, story.0, limit);
        if let Some(period) = counted {
            self.remember(Place::of(&window, period), who.key(), story.0);
        }
        if let Some(device) = who.mirror()
            && count.holds_story
            && let Some(period) = self.memory.insert(device, &window, story.0)
        {
            self.remember(Place::of(&window, period), device, story.0);
        }
        count
    }

    pub(crate) fn look(&self, who: Who, window: Window, story: StoryNumber) -> Count {
        self.memory.look(who.key(), &window, story.0)
    }

    pub(crate) fn take_back(&self, who: Who, window: Window, story: StoryNumber) {
        for key in [Some(who.key()), who.mirror()].into_iter().flatten() {
            for period in self.memory.remove(key, &window, story.0) {
                self.remember(Place::of(&window, period), key, story.0 | TAKEN_BACK);
            }
        }
    }

    pub(crate) fn unite(&self, device: DeviceId, reader: ReaderId, window: Window) {
        let (device, reader) = (device.as_u128(), reader.as_u128());
        for (from, to) in [(device, reader), (reader, device)] {
            for (period, needed_until, story) in self.memory.list(from, &window) {
                let place = (window.meter, period);
                if self.memory.restore(to, place, needed_until, story) {
                    let place = Place { meter: window.meter, period, needed_until };
                    self.remember(place, to, story);
                }
            }
        }
    }

    pub(crate) async fn flush(&self) -> Result<(), CountersError> {
        let _one_at_a_time = self.flushing.lock().await;
        let pending = {
            let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *pending)
        };
        if pending.is_empty() {
            return Ok(());
        }
        if let Err(error) = self.write(&pending).await {
            // Kept for the next try; the database may be back by then.
            self.keep_for_later(pending);
            return Err(error);
        }
        Ok(())
    }

    /// Puts back what could not be written, before what came meanwhile.
    fn keep_for_later(&self, mut kept: Vec<Group>) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        for newer in pending.drain(..) {
            match kept.iter_mut().find(|group| group.place.is_period_of(&newer.place)) {
                Some(group) => {
                    let needed_until = newer.place.needed_until;
                    group.place.needed_until = group.place.needed_until.max(needed_until);
                    group.entries.extend(newer.entries);
                }
                None => kept.push(newer),
            }
        }
        *pending = kept;
    }

    async fn write(&self, pending: &[Group]) -> Result<(), CountersError> {
        let mut tx = self.db.begin().await?;
        for Group { place, entries } in pending {
            for batch in entries.chunks(ENTRIES_PER_BATCH) {
                let number = settings::advance_sequence(&mut tx, SEQUENCE).await?;
                insert_batch(&mut tx, number, *place, batch.concat()).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// Joins each period's batches to a few large ones and drops what nobody needs.
    pub(crate) async fn compact(&self, now: Timestamp) -> Result<(), CountersError> {
        self.flush().await?;
        let _no_flush = self.flushing.lock().await;
        let mut tx = self.db.begin().await?;
        // Whoever writes a batch takes a number first, so until we commit nobody
        // does, in no process: a reading taken back meanwhile comes after ours.
        let mut number = settings::advance_sequence(&mut tx, SEQUENCE).await?;
        tx.run(&DELETE_ENDED, args![now - KEPT_AFTER]).await?;
        let scattered = tx.all(&LIST_SCATTERED, args![]).await?;
        for row in &scattered {
            number = gather(&mut tx, Place::read(row)?, number).await?;
        }
        tx.commit().await?;
        self.memory.forget_ended(now);
        Ok(())
    }
}

async fn insert_batch(
    tx: &mut store::Tx,
    number: i64,
    place: Place,
    entries: Vec<u8>,
) -> Result<(), CountersError> {
    let Place { meter, period, needed_until } = place;
    tx.run(&INSERT_BATCH, args![number, meter, period, needed_until, entries]).await?;
    Ok(())
}

/// Joins one period's batches to full ones, from `number` on, in their order;
/// returns the next free number. Nothing is sorted out, so that it needs the
/// room of what is read at once, however many readings there are.
async fn gather(tx: &mut store::Tx, place: Place, mut number: i64) -> Result<i64, CountersError> {
    const FULL: usize = ENTRIES_PER_BATCH * size_of::<Entry>();
    let (meter, period, end) = (place.meter, place.period, number);
    // Full ones at the beginning stay as they are.
    let (mut joined, mut stays, mut last) = (Vec::new(), 0, 0);
    loop {
        let values = args![meter, period, last, end, BATCHES];
        let rows = tx.all(&LIST_BATCHES_OF_PERIOD, values).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let entries = row.bytes("entries")?;
            let is_full = entries.len() == FULL && Place::read(row)? == place;
            if is_full && stays == last {
                stays = row.int("number")?;
            } else {
                joined.extend(entries);
            }
            last = row.int("number")?;
            while joined.len() >= FULL {
                let rest = joined.split_off(FULL);
                insert_batch(tx, number, place, std::mem::replace(&mut joined, rest)).await?;
                number = settings::advance_sequence(tx, SEQUENCE).await?;
            }
        }
    }
    if !joined.is_empty() {
        insert_batch(tx, number, place, joined).await?;
        number = settings::advance_sequence(tx, SEQUENCE).await?;
    }
    tx.run(&DELETE_BATCHES_OF_PERIOD, args![meter, period, stays, last]).await?;
    Ok(number)
}

/// Puts the batches in `rows` into `memory`, in their order; returns the last one's number.
fn replay(rows: &[Row], memory: &Memory) -> Result<i64, CountersError> {
    let mut last = 0;
    for row in rows {
        last = row.int("number")?;
        let Place { meter, period, needed_until } = Place::read(row)?;
        for (visitor, story) in row.bytes("entries")?.chunks_exact(20).filter_map(read_entry) {
            if story & TAKEN_BACK == 0 {
                memory.restore(visitor, (meter, period), needed_until, story);
            } else {
                memory.remove_from(visitor, (meter, period), story & !TAKEN_BACK);
            }
        }
    }
    Ok(last)
}
