use std::{
    future::Future,
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use redis::{
    RedisError, RedisFuture, Script, aio::ConnectionLike, aio::MultiplexedConnection,
    cluster::ClusterClient, cluster_async::ClusterConnection,
};
use vocab::{DeviceId, ReaderId, StoryNumber};

use crate::{
    Count, CountersError, Who, Window,
    memory::{Drained, Memory},
};

/// Counters shared by all nodes, with a memory to fall back on.
pub struct RedisCounters {
    servers: Servers,
    connection: tokio::sync::RwLock<Option<Connection>>,
    /// The latest period of each meter that anybody asked about: a clock that
    /// steps back cannot win anybody a fresh window.
    latest: Mutex<Vec<Window>>,
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
/// So many keys lie on every master of a cluster, whichever way its slots are
/// spread: one that has a tenth of them is missed once in a thousand tries.
const PROBES: u32 = 64;
/// Each merge is of what came during the one before, so it is soon done.
const MERGES_MAX: u32 = 5;
/// Counts outlive their window by a day, for clocks that disagree.
const SECONDS_KEPT_AFTER: i64 = 86_400;

/// One call, one atomic step: known → yes; full → no; else count. A key for each
/// period, the last for new readings; all in one slot. Kept for a day at least,
/// whatever the paper's clock says to the server's, and never for less than was said before.
static COUNT: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local known, used = 0, 0
         for i = 1, #KEYS do
           if redis.call('SISMEMBER', KEYS[i], ARGV[1]) == 1 then known = 1 end
         end
         if #KEYS == 1 then used = redis.call('SCARD', KEYS[1])
         else used = #redis.call('SUNION', unpack(KEYS)) end
         if known == 1 or used >= tonumber(ARGV[2]) then return {used, known, 0} end
         redis.call('SADD', KEYS[#KEYS], ARGV[1])
         local now = redis.call('TIME')[1]
         local wanted = math.max(tonumber(ARGV[3]), now + 86400)
         if redis.call('TTL', KEYS[#KEYS]) < wanted - now then
           redis.call('EXPIREAT', KEYS[#KEYS], wanted)
         end
         return {used + 1, 1, 1}",
    )
});
static LOOK: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local known = 0
         for i = 1, #KEYS do
           if redis.call('SISMEMBER', KEYS[i], ARGV[1]) == 1 then known = 1 end
         end
         if #KEYS == 1 then return {redis.call('SCARD', KEYS[1]), known, 0} end
         return {#redis.call('SUNION', unpack(KEYS)), known, 0}",
    )
});
/// Adds without a limit: unions, mirrors, merges.
static ADD: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "for i = 2, #ARGV do redis.call('SADD', KEYS[1], ARGV[i]) end
         local now = redis.call('TIME')[1]
         local wanted = math.max(tonumber(ARGV[1]), now + 86400)
         if redis.call('TTL', KEYS[1]) < wanted - now then
           redis.call('EXPIREAT', KEYS[1], wanted)
         end
         return 1",
    )
});

/// The visitor in braces is the slot, so all of a visitor's keys lie on one server.
fn key(visitor: u128, meter: u32, period: i32) -> String {
    match meter {
        0 => format!("m:{{{visitor:032x}}}:{period}"),
        _ => format!("m:{{{visitor:032x}}}:{meter:x}:{period}"),
    }
}

fn keys(visitor: u128, window: &Window) -> Vec<String> {
    window.periods().map(|period| key(visitor, window.meter, period)).collect()
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
            latest: Mutex::default(),
            alone: Memory::new(),
            is_alone: AtomicBool::new(false),
        })
    }

    pub(crate) fn is_alone(&self) -> bool {
        self.is_alone.load(Ordering::Relaxed)
    }

    /// The window, where the clock has not stepped back.
    fn forward(&self, window: Window) -> Window {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        match latest.iter_mut().find(|latest| latest.meter == window.meter) {
            None => latest.push(window),
            Some(latest) if latest.last < window.last => *latest = window,
            Some(latest) => {
                let first = window.first + (latest.last - window.last);
                let needed_until = window.needed_until.max(latest.needed_until);
                return Window { first, last: latest.last, needed_until, ..window };
            }
        }
        window
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
    async fn ask(
        &self,
        script: &Script,
        keys: &[String],
        args: &[i64],
    ) -> Result<Count, RedisError> {
        // Those who wait for somebody else's attempt to connect wait no longer than one.
        let mut connection = within(PATIENCE_TO_CONNECT, self.connect()).await?;
        match ask_within(PATIENCE, &mut connection, script, keys, args).await {
            Ok(count) => Ok(count),
            Err(_) => ask_within(PATIENCE_AGAIN, &mut connection, script, keys, args).await,
        }
    }

    /// Puts stories into one period, whatever the limit.
    async fn add(
        &self,
        visitor: u128,
        meter: u32,
        period: i32,
        needed_until: Timestamp,
        stories: &[u32],
    ) -> Result<(), RedisError> {
        if stories.is_empty() {
            return Ok(());
        }
        let mut connection = self.connect().await?;
        let mut call = ADD.prepare_invoke();
        call.key(key(visitor, meter, period)).arg(expiry(needed_until));
        for story in stories {
            call.arg(*story);
        }
        within(PATIENCE, call.invoke_async::<i64>(&mut connection)).await.map(drop)
    }

    /// The device keeps what its reader opened.
    async fn mirror(&self, device: u128, window: &Window, story: u32) -> Result<(), RedisError> {
        let look = self.ask(&LOOK, &keys(device, window), &[i64::from(story)]).await?;
        if look.holds_story {
            return Ok(());
        }
        self.add(device, window.meter, window.last, window.needed_until, &[story]).await
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
        let window = self.forward(window);
        if !self.is_alone() {
            let args = [i64::from(story.0), i64::from(limit), expiry(window.needed_until)];
            match self.ask(&COUNT, &keys(who.key(), &window), &args).await {
                Ok(count) => {
                    if let (Some(device), true) = (who.mirror(), count.holds_story)
                        && let Err(error) = self.mirror(device, &window, story.0).await
                    {
                        self.go_alone(&error);
                        self.alone.insert(device, &window, story.0);
                    }
                    return count;
                }
                Err(error) => self.go_alone(&error),
            }
        }
        let (count, _) = self.alone.count(who.key(), &window, story.0, limit);
        if let (Some(device), true) = (who.mirror(), count.holds_story) {
            self.alone.insert(device, &window, story.0);
        }
        count
    }

    pub(crate) async fn look(&self, who: Who, window: Window, story: StoryNumber) -> Count {
        let window = self.forward(window);
        if !self.is_alone() {
            match self.ask(&LOOK, &keys(who.key(), &window), &[i64::from(story.0)]).await {
                Ok(count) => return count,
                Err(error) => self.go_alone(&error),
            }
        }
        self.alone.look(who.key(), &window, story.0)
    }

    pub(crate) async fn take_back(&self, who: Who, window: Window, story: StoryNumber) {
        let window = self.forward(window);
        for visitor in [Some(who.key()), who.mirror()].into_iter().flatten() {
            self.alone.remove(visitor, &window, story.0);
            if self.is_alone() {
                continue;
            }
            if let Err(error) = self.remove(visitor, &window, story.0).await {
                tracing::warn!(%error, "a reading could not be taken back");
            }
        }
    }

    async fn remove(&self, visitor: u128, window: &Window, story: u32) -> Result<(), RedisError> {
        let mut connection = self.connect().await?;
        for key in keys(visitor, window) {
            let mut command = redis::cmd("SREM");
            command.arg(key).arg(story);
            within(PATIENCE, command.query_async::<i64>(&mut connection)).await?;
        }
        Ok(())
    }

    pub(crate) async fn unite(&self, device: DeviceId, reader: ReaderId, window: Window) {
        let window = self.forward(window);
        let (device, reader) = (device.as_u128(), reader.as_u128());
        for (from, to) in [(device, reader), (reader, device)] {
            for (period, until, story) in self.alone.list(from, &window) {
                self.alone.restore(to, (window.meter, period), until, story);
            }
            for period in window.periods() {
                if let Err(error) = self.copy_period(from, to, &window, period).await {
                    self.go_alone(&error);
                }
            }
        }
    }

    /// What `from` has in one period, `to` gets too; alone, where the servers do not take it.
    async fn copy_period(
        &self,
        from: u128,
        to: u128,
        window: &Window,
        period: i32,
    ) -> Result<(), RedisError> {
        if self.is_alone() {
            return Ok(());
        }
        let stories = self.members(from, window.meter, period).await?;
        let added = self.add(to, window.meter, period, window.needed_until, &stories).await;
        if added.is_err() {
            for story in stories {
                self.alone.restore(to, (window.meter, period), window.needed_until, story);
            }
        }
        added
    }

    async fn members(
        &self,
        visitor: u128,
        meter: u32,
        period: i32,
    ) -> Result<Vec<u32>, RedisError> {
        let mut connection = self.connect().await?;
        let mut command = redis::cmd("SMEMBERS");
        command.arg(key(visitor, meter, period));
        within(PATIENCE, command.query_async(&mut connection)).await
    }

    /// Whether the servers take a write, each of a cluster's masters.
    pub(crate) async fn check(&self) -> Result<(), CountersError> {
        let mut connection = self.connect().await?;
        let probes = match self.servers {
            Servers::Single(_) => 1,
            Servers::Cluster(_) => PROBES,
        };
        for probe in 0..probes {
            let mut command = redis::cmd("SET");
            command.arg(format!("m:probe:{probe}")).arg(1).arg("EX").arg(60);
            within(PATIENCE_AGAIN, command.query_async::<()>(&mut connection)).await?;
        }
        Ok(())
    }

    /// While alone: tries to reach the servers and merges by union. What requests
    /// count alone while that goes on is merged as well, before and after this node
    /// counts with the others again.
    pub(crate) async fn rejoin(&self) -> Result<(), CountersError> {
        let was_alone = self.is_alone();
        if !was_alone {
            if !self.alone.is_empty() {
                self.merge().await?;
            }
            return Ok(());
        }
        *self.connection.write().await = None;
        self.check().await?;
        let mut visitors = 0;
        for _ in 0..MERGES_MAX {
            visitors += self.merge().await?;
            if self.alone.is_empty() {
                break;
            }
        }
        self.is_alone.store(false, Ordering::Relaxed);
        metrics::gauge!("masthead_meter_alone").set(0.0);
        tracing::info!(visitors, "the meter's servers are back; counts are merged");
        Ok(self.merge().await.map(drop)?)
    }

    /// Adds to the servers' counts what was counted alone, and says of how many
    /// visitors; what they do not take is kept.
    async fn merge(&self) -> Result<usize, RedisError> {
        let counted = self.alone.drain();
        for (index, one) in counted.iter().enumerate() {
            let Drained { meter, period, needed_until, visitor, stories } = one;
            let added = self.add(*visitor, *meter, *period, *needed_until, stories).await;
            if let Err(error) = added {
                for one in counted.iter().skip(index) {
                    let place = (one.meter, one.period);
                    for story in &one.stories {
                        self.alone.restore(one.visitor, place, one.needed_until, *story);
                    }
                }
                return Err(error);
            }
        }
        Ok(counted.len())
    }
}

fn expiry(needed_until: Timestamp) -> i64 {
    needed_until.as_second() + SECONDS_KEPT_AFTER
}

async fn ask_within(
    patience: Duration,
    connection: &mut Connection,
    script: &Script,
    keys: &[String],
    args: &[i64],
) -> Result<Count, RedisError> {
    let mut call = script.prepare_invoke();
    for key in keys {
        call.key(key);
    }
    for arg in args {
        call.arg(*arg);
    }
    let (used, holds, newly): (u32, u8, u8) =
        within(patience, call.invoke_async(connection)).await?;
    Ok(Count { used, holds_story: holds == 1, newly_counted: newly == 1 })
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
