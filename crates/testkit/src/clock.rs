use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use jiff::{SignedDuration, Timestamp};
use vocab::{Clock, Random};

/// A clock that stands still until a test moves it. Clones share the moment.
#[derive(Clone, Debug)]
pub struct TestClock {
    micros: Arc<AtomicI64>,
    held_until: Arc<AtomicI64>,
}

impl TestClock {
    /// Stands at `moment`.
    pub fn at(moment: Timestamp) -> Self {
        let micros = Arc::new(AtomicI64::new(moment.as_microsecond()));
        Self { micros, held_until: Arc::new(AtomicI64::new(i64::MIN)) }
    }

    /// Moves it to `moment`, forward or back.
    pub fn set(&self, moment: Timestamp) {
        self.micros.store(moment.as_microsecond(), Ordering::SeqCst);
    }

    /// Until when it was asked to stand still; it does not, for tests move it.
    pub fn held_until(&self) -> Option<Timestamp> {
        let micros = self.held_until.load(Ordering::SeqCst);
        (micros > i64::MIN).then(|| Timestamp::from_microsecond(micros).expect("it fits"))
    }

    /// Moves it by `duration`, forward or back.
    pub fn advance(&self, duration: SignedDuration) {
        let micros = i64::try_from(duration.as_micros()).expect("a test's duration fits");
        self.micros.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.micros.load(Ordering::SeqCst))
            .expect("a test's moment fits")
    }

    fn never_before(&self, moment: Timestamp) {
        self.held_until.fetch_max(moment.as_microsecond(), Ordering::SeqCst);
    }
}

/// Randomness that repeats from its seed (SplitMix64).
#[derive(Clone, Debug)]
pub struct SeededRandom(Arc<AtomicU64>);

impl SeededRandom {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(AtomicU64::new(seed)))
    }

    /// The next number.
    pub fn next_number(&self) -> u64 {
        let state = self
            .0
            .fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst)
            .wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let number = self.next_number().to_le_bytes();
            chunk.copy_from_slice(&number[..chunk.len()]);
        }
    }
}
