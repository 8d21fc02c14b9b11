use std::sync::{Mutex, PoisonError};

use store::{Db, Executor, Row, args, settings, statement};
use vocab::{DeviceId, PaperMonth, ReaderId, StoryNumber};

use crate::{Count, CountersError, Who, Window, memory::Memory};

/// Counters of a single node: in memory, written to the database in groups.
pub struct Embedded {
    db: Db,
    memory: Memory,
    /// What has been counted and not yet written: 20 bytes an entry, by month.
    pending: Mutex<Vec<(i32, Entry)>>,
    /// One flush at a time, so that batches keep their order.
    flushing: tokio::sync::Mutex<()>,
}

/// A visitor's 16 bytes and a story's 4.
type Entry = [u8; 20];
/// Set in the story's number where a reading was taken back.
const TAKEN_BACK: u32 = 1 << 31;
/// Numbers the batches, in the order in which they became durable.
const SEQUENCE: &str = "reading_batches";
/// How many batches are read at once.
const BATCHES: i64 = 200;

statement! {
    LIST_BATCHES = "SELECT number, entries FROM reading_batches WHERE month = $1 AND number > $2
        ORDER BY number LIMIT $3";
}
statement! {
    INSERT_BATCH = "INSERT INTO reading_batches (number, month, entries) VALUES ($1, $2, $3)";
}
statement! {
    DELETE_BATCHES_UP_TO = "DELETE FROM reading_batches WHERE month <= $1 AND number <= $2";
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

impl Embedded {
    /// Loads the month's readings.
    pub async fn open(db: &Db, month: PaperMonth) -> Result<Self, CountersError> {
        let embedded = Self {
            db: db.clone(),
            memory: Memory::new(),
            pending: Mutex::default(),
            flushing: tokio::sync::Mutex::default(),
        };
        let memory = &embedded.memory;
        let mut last = 0;
        loop {
            let rows = db.all(&LIST_BATCHES, args![month.number(), last, BATCHES]).await?;
            if rows.is_empty() {
                return Ok(embedded);
            }
            last = replay(&rows, month.number(), memory)?;
        }
    }

    fn remember(&self, month: i32, visitor: u128, story: u32) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.push((month, entry(visitor, story)));
    }

    pub(crate) fn count(&self, who: Who, window: Window, story: StoryNumber, limit: u32) -> Count {
        let month = window.month.number();
        let count = self.memory.count(who.key(), month, story.0, limit);
        if count.newly_counted {
            self.remember(month, who.key(), story.0);
        }
        if let Some(device) = who.mirror()
            && count.holds_story
            && self.memory.insert(device, month, story.0)
        {
            self.remember(month, device, story.0);
        }
        count
    }

    pub(crate) fn look(&self, who: Who, window: Window, story: StoryNumber) -> Count {
        self.memory.look(who.key(), window.month.number(), story.0)
    }

    pub(crate) fn take_back(&self, who: Who, window: Window, story: StoryNumber) {
        let month = window.month.number();
        for key in [Some(who.key()), who.mirror()].into_iter().flatten() {
            self.memory.remove(key, month, story.0);
            self.remember(month, key, story.0 | TAKEN_BACK);
        }
    }

    pub(crate) fn unite(&self, device: DeviceId, reader: ReaderId, window: Window) {
        let month = window.month.number();
        let (device, reader) = (device.as_u128(), reader.as_u128());
        for (from, to) in [(device, reader), (reader, device)] {
            for story in self.memory.list(from, month) {
                if self.memory.insert(to, month, story) {
                    self.remember(month, to, story);
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

    async fn write(&self, pending: &[(i32, Entry)]) -> Result<(), CountersError> {
        let mut tx = self.db.begin().await?;
        for group in pending.chunk_by(|a, b| a.0 == b.0) {
            let number = settings::advance_sequence(&mut tx, SEQUENCE).await?;
            let month = group.first().map_or(0, |(month, _)| *month);
            let entries: Vec<u8> = group.iter().flat_map(|(_, entry)| *entry).collect();
            tx.run(&INSERT_BATCH, args![number, month, entries]).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Writes the month's batches as a few large ones and drops older months.
    pub(crate) async fn compact(&self) -> Result<(), CountersError> {
        const ENTRIES_PER_BATCH: usize = 50_000;
        self.flush().await?;
        let _no_flush = self.flushing.lock().await;
        let mut tx = self.db.begin().await?;
        // Whoever writes a batch takes a number first, so until we commit nobody
        // does, in no process: a reading taken back meanwhile comes after ours.
        let mut number = settings::advance_sequence(&mut tx, SEQUENCE).await?;
        let row = tx.one(&FIND_LATEST_MONTH, args![]).await?;
        let month: i32 = row.map_or(Ok(0), |row| row.small("month"))?;
        let (merged, mut last) = (Memory::new(), 0);
        loop {
            let rows = tx.all(&LIST_BATCHES, args![month, last, BATCHES]).await?;
            if rows.is_empty() {
                break;
            }
            last = replay(&rows, month, &merged)?;
        }
        tx.run(&DELETE_BATCHES_UP_TO, args![month, last]).await?;
        let entries: Vec<Entry> = merged
            .drain()
            .into_iter()
            .flat_map(|(_, visitor, stories)| stories.into_iter().map(move |s| entry(visitor, s)))
            .collect();
        for group in entries.chunks(ENTRIES_PER_BATCH) {
            tx.run(&INSERT_BATCH, args![number, month, group.concat()]).await?;
            number = settings::advance_sequence(&mut tx, SEQUENCE).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Puts the batches in `rows` into `memory`, in their order; returns the last one's number.
fn replay(rows: &[Row], month: i32, memory: &Memory) -> Result<i64, CountersError> {
    let mut last = 0;
    for row in rows {
        last = row.int("number")?;
        for (visitor, story) in row.bytes("entries")?.chunks_exact(20).filter_map(read_entry) {
            if story & TAKEN_BACK == 0 {
                memory.insert(visitor, month, story);
            } else {
                memory.remove(visitor, month, story & !TAKEN_BACK);
            }
        }
    }
    Ok(last)
}

statement! {
    FIND_LATEST_MONTH = "SELECT COALESCE(MAX(month), 0) AS month FROM reading_batches";
}
