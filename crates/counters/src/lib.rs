//! The meter's counters: which distinct metered stories a visitor opened in
//! the window. Exact under any concurrency: whether there is room is checked
//! in the same step that counts.
//!
//! Embedded, they live in memory and are written in groups (a crash may forget
//! the last second, and never invents a reading). With several nodes they live
//! in Redis or Valkey; while that cannot be reached, each node counts alone up
//! to the same limits and merges by union afterwards.

mod embedded;
mod memory;
mod redis_cluster;
mod sets;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use store::Db;
use vocab::{DeviceId, ReaderId, StoryNumber};

pub use embedded::Embedded;
pub use redis_cluster::RedisCounters;

/// Whose readings are counted.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// A device without a log-in.
    Device(DeviceId),
    /// A reader: the reader's own set decides.
    Reader {
        /// The reader.
        reader: ReaderId,
        /// The device, if it is known; it keeps what was read on it, also after log-out.
        device: Option<DeviceId>,
    },
}

impl Who {
    /// The set that decides.
    fn key(self) -> u128 {
        match self {
            Self::Device(device) => device.as_u128(),
            Self::Reader { reader, .. } => reader.as_u128(),
        }
    }

    /// The device's set, where another one decides.
    fn mirror(self) -> Option<u128> {
        match self {
            Self::Device(_) => None,
            Self::Reader { device, .. } => device.map(DeviceId::as_u128),
        }
    }
}

/// The window in which distinct stories of one meter count: periods that follow
/// each other, of which each holds its own readings. A calendar window is one
/// period, a rolling one has one for each of its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Which meter; each counts for itself.
    pub meter: u32,
    /// The first period that counts.
    pub first: i32,
    /// The last, which new readings go into. Periods of a meter only grow.
    pub last: i32,
    /// When nobody needs the last period's readings any more.
    pub needed_until: Timestamp,
}

impl Window {
    /// At most this many periods; a longer window counts from a later day.
    pub const PERIODS_MAX: i32 = 31;

    /// Its periods.
    fn periods(&self) -> std::ops::RangeInclusive<i32> {
        self.first.max(self.last - Self::PERIODS_MAX + 1)..=self.last
    }
}

/// What the counters answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Distinct stories, the one asked about included if it is among them.
    pub used: u32,
    /// Whether the story is among them.
    pub holds_story: bool,
    /// Whether this very step put it there.
    pub newly_counted: bool,
}

/// What goes wrong with counters.
#[derive(Debug, thiserror::Error)]
pub enum CountersError {
    /// The URL names no counters that we know.
    #[error(
        "store.meter “{0}”: use embedded, redis://HOST:PORT or redis-cluster://HOST:PORT,HOST:PORT"
    )]
    UnknownUrl(String),
    /// From Redis.
    #[error("store.meter: {0}")]
    Redis(#[from] redis::RedisError),
    /// From the database below the embedded counters.
    #[error("store.meter: {0}")]
    Store(#[from] store::StoreError),
}

/// The counters of this node.
pub enum Counters {
    /// In this process, for a single node.
    Embedded(Embedded),
    /// Shared between nodes.
    Redis(Box<RedisCounters>),
}

impl Counters {
    /// Opens `embedded`, `redis://…` or `redis-cluster://…`. `now` tells which readings still count.
    pub async fn open(url: &str, db: &Db, now: Timestamp) -> Result<Self, CountersError> {
        if url == "embedded" {
            return Ok(Self::Embedded(Embedded::open(db, now).await?));
        }
        if url.starts_with("redis://") || url.starts_with("redis-cluster://") {
            return Ok(Self::Redis(Box::new(RedisCounters::open(url)?)));
        }
        // The rest may hold a password.
        let scheme = url.split("://").next().unwrap_or("");
        Err(CountersError::UnknownUrl(format!("{scheme}://…")))
    }

    /// Counts `story` for `who` if it is already counted or there is room
    /// below `limit`; one atomic step.
    pub async fn count(&self, who: Who, window: Window, story: StoryNumber, limit: u32) -> Count {
        match self {
            Self::Embedded(embedded) => embedded.count(who, window, story, limit),
            Self::Redis(redis) => redis.count(who, window, story, limit).await,
        }
    }

    /// How `who` stands towards `story`, without counting.
    pub async fn look(&self, who: Who, window: Window, story: StoryNumber) -> Count {
        match self {
            Self::Embedded(embedded) => embedded.look(who, window, story),
            Self::Redis(redis) => redis.look(who, window, story).await,
        }
    }

    /// Takes a reading back whose body could not be shown after all.
    pub async fn take_back(&self, who: Who, window: Window, story: StoryNumber) {
        match self {
            Self::Embedded(embedded) => embedded.take_back(who, window, story),
            Self::Redis(redis) => redis.take_back(who, window, story).await,
        }
    }

    /// At log-in: reader and device both get the union of their readings, in each meter.
    pub async fn unite(&self, device: DeviceId, reader: ReaderId, windows: &[Window]) {
        for window in windows {
            match self {
                Self::Embedded(embedded) => embedded.unite(device, reader, *window),
                Self::Redis(redis) => redis.unite(device, reader, *window).await,
            }
        }
    }

    /// Writes what has not been written yet: every fraction of a second, and
    /// before the process ends.
    pub async fn flush(&self) -> Result<(), CountersError> {
        match self {
            Self::Embedded(embedded) => embedded.flush().await,
            Self::Redis(redis) => redis.rejoin().await,
        }
    }

    /// Merges batches and forgets what no window needs at `now`: a nightly job.
    pub async fn compact(&self, now: Timestamp) -> Result<(), CountersError> {
        match self {
            Self::Embedded(embedded) => embedded.compact(now).await,
            Self::Redis(_) => Ok(()),
        }
    }

    /// Whether the counters answer, for `masthead doctor`.
    pub async fn check(&self) -> Result<(), CountersError> {
        match self {
            Self::Embedded(_) => Ok(()),
            Self::Redis(redis) => redis.check().await,
        }
    }

    /// Whether counts are what they should be; false while a node counts alone.
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Embedded(_) => true,
            Self::Redis(redis) => !redis.is_alone(),
        }
    }
}
