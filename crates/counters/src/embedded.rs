use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use store::{Db, Executor, Row, args, settings, statement};
use vocab::{DeviceId, ReaderId, StoryNumber};

use crate::{Count, CountersError, Who, Window, memory::Memory};

/// Counters of a single node: in memory, written to the database in groups.
pub struct Embedded {
    db: Db,
    memory: Memory,
    /// What has been counted and not yet written: 20 bytes an entry, with its place.
    pending: Mutex<Vec<(Place, Entry)>>,
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

/// A visitor's 16 bytes and a story's 4.
type Entry = [u8; 20];
/// Set in the story's number where a reading was taken back.
const TAKEN_BACK: u32 = 1 << 31;
/// Numbers the batches, in the order in which they became durable.
const SEQUENCE: &str = "reading_batches";
/// How many batches are read at once.
const BATCHES: i64 = 200;
/// Batches outlive their window by a day, for clocks that step back.
const KEPT_AFTER: SignedDuration = SignedDuration::from_hours(24);

statement! {
    LIST_BATCHES = "SELECT number, meter, period, needed_until, entries FROM reading_batches
        WHERE needed_until > $1 AND number > $2 ORDER BY number LIMIT $3";
}
statement! {
    LIST_BATCHES_OF_PERIOD = "SELECT number, meter, period, needed_until, entries FROM reading_batches
        WHERE meter = $1 AND period = $2 AND number > $3 ORDER BY number LIMIT $4";
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
        WHERE meter = $1 AND period = $2 AND number <= $3";
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

    /// The period of `window` that a reading went into.
    const fn of(window: &Window, period: i32) -> Self {
        Self { meter: window.meter, period, needed_until: window.needed_until }
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
                return Ok(embedded);
            }
            last = replay(&rows, &embedded.memory)?;
        }
    }

    fn remember(&self, place: Place, visitor: u128, story: u32) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.push((place, entry(visitor, story)));
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
            let mut later = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            later.splice(0..0, pending);
            return Err(error);
        }
        Ok(())
    }

    async fn write(&self, pending: &[(Place, Entry)]) -> Result<(), CountersError> {
        let mut tx = self.db.begin().await?;
        for group in pending.chunk_by(|a, b| a.0 == b.0) {
            let Some((place, _)) = group.first() else { continue };
            let number = settings::advance_sequence(&mut tx, SEQUENCE).await?;
            let entries: Vec<u8> = group.iter().flat_map(|(_, entry)| *entry).collect();
            let (meter, period) = (place.meter, place.period);
            let values = args![number, meter, period, place.needed_until, entries];
            tx.run(&INSERT_BATCH, values).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Writes each period's batches as a few large ones and drops what nobody needs.
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

/// Writes one period anew, from `number` on; returns the next free number.
async fn gather(tx: &mut store::Tx, place: Place, mut number: i64) -> Result<i64, CountersError> {
    const ENTRIES_PER_BATCH: usize = 50_000;
    let Place { meter, period, needed_until } = place;
    let (merged, mut last) = (Memory::new(), 0);
    loop {
        let values = args![meter, period, last, BATCHES];
        let rows = tx.all(&LIST_BATCHES_OF_PERIOD, values).await?;
        if rows.is_empty() {
            break;
        }
        last = replay(&rows, &merged)?;
    }
    tx.run(&DELETE_BATCHES_OF_PERIOD, args![meter, period, last]).await?;
    let drained = merged.drain().into_iter();
    let entries: Vec<Entry> = drained
        .flat_map(|one| one.stories.into_iter().map(move |story| entry(one.visitor, story)))
        .collect();
    for group in entries.chunks(ENTRIES_PER_BATCH) {
        let values = args![number, meter, period, needed_until, group.concat()];
        tx.run(&INSERT_BATCH, values).await?;
        number = settings::advance_sequence(tx, SEQUENCE).await?;
    }
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
