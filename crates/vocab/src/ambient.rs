//! Time and randomness come from outside, through these traits, so that a
//! whole paper can run under a simulated clock and a seeded generator.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells the paper's time. There is one per process.
pub trait Clock: Send + Sync + 'static {
    /// Now, as the paper sees it. Never goes back within a process.
    fn now(&self) -> Timestamp;

    /// The machine's time, which the outside world shares, however far this
    /// clock was moved: webhooks are signed by it.
    fn outside(&self) -> Timestamp {
        self.now()
    }

    /// Moves this clock `micros` ahead of the machine's clock; smaller values
    /// than the present one are ignored, for time never goes back. Only the
    /// sandbox's `renew --as-of` does so. Clocks that cannot be moved ignore it.
    fn advance_to_offset(&self, micros: i64) {
        let _ = micros;
    }

    /// Stands still until `moment` has come, where it has not: somebody saw it
    /// before this process began. Clocks that tests move ignore it.
    fn never_before(&self, moment: Timestamp) {
        let _ = moment;
    }
}

/// Fills buffers with unpredictable bytes.
pub trait Random: Send + Sync + 'static {
    /// Fills all of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// Both together, as every department receives them.
#[derive(Clone)]
pub struct Ambient {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Ambient {
    /// Joins a clock and a source of randomness.
    pub fn new(clock: impl Clock, random: impl Random) -> Self {
        Self { clock: Arc::new(clock), random: Arc::new(random) }
    }

    /// The paper's time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The clock itself, for those who must move it.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes);
        bytes
    }

    /// A fresh UUIDv7: 48 bits of time, so that ids sort by age, and 74 random bits.
    pub fn uuid(&self) -> uuid::Uuid {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()).into_uuid()
    }
}

impl std::fmt::Debug for Ambient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ambient").field("now", &self.now()).finish_non_exhaustive()
    }
}
