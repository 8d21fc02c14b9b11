use std::{
    future::Future,
    sync::{
        LazyLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use redis::{
    RedisError, RedisFuture, Script, aio::ConnectionLike, aio::MultiplexedConnection,
    cluster::ClusterClient, cluster_async::ClusterConnection,
};
use vocab::{DeviceId, ReaderId, StoryNumber};

use crate::{Count, CountersError, Who, Window, memory::Memory};

/// Counters shared by all nodes, with a memory to fall back on.
pub struct RedisCounters {
    servers: Servers,
    connection: tokio::sync::RwLock<Option<Connection>>,
    /// What was counted alone, to be merged when the servers are back.
    alone: Memory,
    is_alone: AtomicBool,
}

enum Servers {
    Single(redis::Client),
    Cluster(Box<ClusterClient>),
}

#[derive(Clone)]
enum Connection {
    Single(MultiplexedConnection),
    Cluster(ClusterConnection),
}

/// Longer than any healthy answer, shorter than a reader notices.
const PATIENCE: Duration = Duration::from_millis(100);
const PATIENCE_AGAIN: Duration = Duration::from_millis(400);
const PATIENCE_TO_CONNECT: Duration = Duration::from_secs(2);
/// Counts outlive their month by a day, for clocks that disagree.
const SECONDS_KEPT_AFTER: i64 = 86_400;

/// One call, one atomic step: known → yes; full → no; else count. Kept for a
/// day at least, whatever the paper's clock says to the server's.
static COUNT: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then
           return {redis.call('SCARD', KEYS[1]), 1, 0}
         end
         local used = redis.call('SCARD', KEYS[1])
         if used >= tonumber(ARGV[2]) then return {used, 0, 0} end
         redis.call('SADD', KEYS[1], ARGV[1])
         local soonest = redis.call('TIME')[1] + 86400
         redis.call('EXPIREAT', KEYS[1], math.max(tonumber(ARGV[3]), soonest))
         return {used + 1, 1, 1}",
    )
});
static LOOK: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "return {redis.call('SCARD', KEYS[1]), redis.call('SISMEMBER', KEYS[1], ARGV[1]), 0}",
    )
});
/// Adds without a limit: unions, mirrors, merges.
static ADD: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "for i = 2, #ARGV do redis.call('SADD', KEYS[1], ARGV[i]) end
         local soonest = redis.call('TIME')[1] + 86400
         redis.call('EXPIREAT', KEYS[1], math.max(tonumber(ARGV[1]), soonest))
         return 1",
    )
});

fn key(visitor: u128, month: i32) -> String {
    format!("m:{{{visitor:032x}}}:{month}")
}

impl RedisCounters {
    pub(crate) fn open(url: &str) -> Result<Self, CountersError> {
        let servers = match url.strip_prefix("redis-cluster://") {
            Some(nodes) => {
                let nodes: Vec<_> =
                    nodes.split(',').map(|node| format!("redis://{node}")).collect();
                Servers::Cluster(Box::new(ClusterClient::new(nodes)?))
            }
            None => Servers::Single(redis::Client::open(url)?),
        };
        Ok(Self {
            servers,
            connection: tokio::sync::RwLock::default(),
            alone: Memory::new(),
            is_alone: AtomicBool::new(false),
        })
    }

    pub(crate) fn is_alone(&self) -> bool {
        self.is_alone.load(Ordering::Relaxed)
    }

    async fn connect(&self) -> Result<Connection, RedisError> {
        if let Some(connection) = &*self.connection.read().await {
            return Ok(connection.clone());
        }
        let mut place = self.connection.write().await;
        if let Some(connection) = &*place {
            return Ok(connection.clone());
        }
        let connection = within(PATIENCE_TO_CONNECT, async {
            Ok(match &self.servers {
                Servers::Single(client) => {
                    Connection::Single(client.get_multiplexed_async_connection().await?)
                }
                Servers::Cluster(client) => {
                    Connection::Cluster(client.get_async_connection().await?)
                }
            })
        })
        .await?;
        *place = Some(connection.clone());
        Ok(connection)
    }

    /// Asks, and once more with more time before this node gives up on its
    /// servers: a hiccup should not cost anybody's exact count. A reading that is
    /// counted twice counts once.
    async fn ask(&self, script: &Script, key: String, args: &[i64]) -> Result<Count, RedisError> {
        match self.ask_within(PATIENCE, script, &key, args).await {
            Ok(count) => Ok(count),
            Err(_) => self.ask_within(PATIENCE_AGAIN, script, &key, args).await,
        }
    }

    async fn ask_within(
        &self,
        patience: Duration,
        script: &Script,
        key: &str,
        args: &[i64],
    ) -> Result<Count, RedisError> {
        // Those who wait for somebody else's attempt to connect wait no longer than one.
        let mut connection = within(PATIENCE_TO_CONNECT, self.connect()).await?;
        let mut call = script.prepare_invoke();
        call.key(key);
        for arg in args {
            call.arg(*arg);
        }
        let (used, holds, newly): (u32, u8, u8) =
            within(patience, call.invoke_async(&mut connection)).await?;
        Ok(Count { used, holds_story: holds == 1, newly_counted: newly == 1 })
    }

    async fn add(&self, visitor: u128, window: Window, stories: &[u32]) -> Result<(), RedisError> {
        self.add_at(visitor, window.month.number(), expiry(window), stories).await
    }

    async fn add_at(
        &self,
        visitor: u128,
        month: i32,
        expiry: i64,
        stories: &[u32],
    ) -> Result<(), RedisError> {
        if stories.is_empty() {
            return Ok(());
        }
        let mut connection = self.connect().await?;
        let mut call = ADD.prepare_invoke();
        call.key(key(visitor, month)).arg(expiry);
        for story in stories {
            call.arg(*story);
        }
        within(PATIENCE, call.invoke_async::<i64>(&mut connection)).await.map(drop)
    }

    /// From now on this node counts alone, until [`Self::rejoin`] succeeds.
    fn go_alone(&self, error: &RedisError) {
        if !self.is_alone.swap(true, Ordering::Relaxed) {
            metrics::gauge!("masthead_meter_alone").set(1.0);
            tracing::error!(%error, "the meter's servers cannot be reached: this node counts alone");
        }
    }

    pub(crate) async fn count(
        &self,
        who: Who,
        window: Window,
        story: StoryNumber,
        limit: u32,
    ) -> Count {
        let month = window.month.number();
        if !self.is_alone() {
            let args = [i64::from(story.0), i64::from(limit), expiry(window)];
            match self.ask(&COUNT, key(who.key(), month), &args).await {
                Ok(count) => {
                    if let (Some(device), true) = (who.mirror(), count.holds_story)
                        && let Err(error) = self.add(device, window, &[story.0]).await
                    {
                        self.go_alone(&error);
                        self.alone.insert(device, month, story.0);
                    }
                    return count;
                }
                Err(error) => self.go_alone(&error),
            }
        }
        let count = self.alone.count(who.key(), month, story.0, limit);
        if let (Some(device), true) = (who.mirror(), count.holds_story) {
            self.alone.insert(device, month, story.0);
        }
        count
    }

    pub(crate) async fn look(&self, who: Who, window: Window, story: StoryNumber) -> Count {
        let month = window.month.number();
        if !self.is_alone() {
            match self.ask(&LOOK, key(who.key(), month), &[i64::from(story.0)]).await {
                Ok(count) => return count,
                Err(error) => self.go_alone(&error),
            }
        }
        self.alone.look(who.key(), month, story.0)
    }

    pub(crate) async fn take_back(&self, who: Who, window: Window, story: StoryNumber) {
        let month = window.month.number();
        for visitor in [Some(who.key()), who.mirror()].into_iter().flatten() {
            self.alone.remove(visitor, month, story.0);
            let Ok(mut connection) = self.connect().await else { continue };
            let mut command = redis::cmd("SREM");
            command.arg(key(visitor, month)).arg(story.0);
            let removed = within(PATIENCE, command.query_async::<i64>(&mut connection)).await;
            if let Err(error) = removed {
                tracing::warn!(%error, "a reading could not be taken back");
            }
        }
    }

    pub(crate) async fn unite(&self, device: DeviceId, reader: ReaderId, window: Window) {
        let (device, reader) = (device.as_u128(), reader.as_u128());
        let month = window.month.number();
        for (from, to) in [(device, reader), (reader, device)] {
            let mut stories = self.alone.list(from, month);
            if !self.is_alone() {
                match self.members(from, month).await {
                    Ok(members) => stories.extend(members),
                    Err(error) => self.go_alone(&error),
                }
            }
            if self.is_alone() || self.add(to, window, &stories).await.is_err() {
                for story in stories {
                    self.alone.insert(to, month, story);
                }
            }
        }
    }

    async fn members(&self, visitor: u128, month: i32) -> Result<Vec<u32>, RedisError> {
        let mut connection = self.connect().await?;
        let mut command = redis::cmd("SMEMBERS");
        command.arg(key(visitor, month));
        within(PATIENCE, command.query_async(&mut connection)).await
    }

    /// Whether the servers take a write.
    pub(crate) async fn check(&self) -> Result<(), CountersError> {
        let mut connection = self.connect().await?;
        let probe = Script::new("return redis.call('SET', KEYS[1], 1, 'EX', 60)");
        let mut call = probe.prepare_invoke();
        call.key("m:probe");
        Ok(within(PATIENCE_TO_CONNECT, call.invoke_async::<()>(&mut connection)).await?)
    }

    /// While alone: tries to reach the servers and merges by union. What a
    /// request counted alone while that went on is merged the next time.
    pub(crate) async fn rejoin(&self) -> Result<(), CountersError> {
        let was_alone = self.is_alone();
        if !was_alone && self.alone.is_empty() {
            return Ok(());
        }
        if was_alone {
            *self.connection.write().await = None;
            self.check().await?;
        }
        let counted = self.alone.drain();
        for (index, (month, visitor, stories)) in counted.iter().enumerate() {
            let expiry = month_end_at_latest(*month);
            if let Err(error) = self.add_at(*visitor, *month, expiry, stories).await {
                for (month, visitor, stories) in counted.iter().skip(index) {
                    for story in stories {
                        self.alone.insert(*visitor, *month, *story);
                    }
                }
                return Err(error.into());
            }
        }
        if was_alone {
            self.is_alone.store(false, Ordering::Relaxed);
            metrics::gauge!("masthead_meter_alone").set(0.0);
            tracing::info!(
                visitors = counted.len(),
                "the meter's servers are back; counts are merged"
            );
        }
        Ok(())
    }
}

fn expiry(window: Window) -> i64 {
    window.ends_at.as_second() + SECONDS_KEPT_AFTER
}

/// A second that is after the end of `month` in every time zone.
fn month_end_at_latest(month: i32) -> i64 {
    let (year, month) =
        if month % 100 == 12 { (month / 100 + 1, 1) } else { (month / 100, month % 100 + 1) };
    let start = i16::try_from(year).ok().zip(i8::try_from(month).ok());
    start
        .and_then(|(year, month)| jiff::civil::Date::new(year, month, 3).ok())
        .and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok())
        .map_or(0, |zoned| zoned.timestamp().as_second())
}

async fn within<T>(
    patience: Duration,
    work: impl Future<Output = Result<T, RedisError>>,
) -> Result<T, RedisError> {
    match tokio::time::timeout(patience, work).await {
        Ok(result) => result,
        Err(_) => Err(RedisError::from((redis::ErrorKind::Io, "no answer in time"))),
    }
}

impl ConnectionLike for Connection {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a redis::Cmd) -> RedisFuture<'a, redis::Value> {
        match self {
            Self::Single(connection) => connection.req_packed_command(cmd),
            Self::Cluster(connection) => connection.req_packed_command(cmd),
        }
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        cmd: &'a redis::Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<redis::Value>> {
        match self {
            Self::Single(connection) => connection.req_packed_commands(cmd, offset, count),
            Self::Cluster(connection) => connection.req_packed_commands(cmd, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        match self {
            Self::Single(connection) => connection.get_db(),
            Self::Cluster(connection) => connection.get_db(),
        }
    }
}
