//! The two outside forces, as the real world has them.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use vocab::{Clock, Random};

/// The machine's clock, moved ahead by what `renew --as-of` asked for. It never
/// goes back, whatever the machine's clock does.
#[derive(Debug, Default)]
pub struct SystemClock {
    ahead_micros: AtomicI64,
    latest_micros: AtomicI64,
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that reads the machine's clock"
        )]
        let machine = Timestamp::now().as_microsecond();
        let micros = machine.saturating_add(self.ahead_micros.load(Ordering::Relaxed));
        // Reading first keeps the usual case free of a write that all cores would share.
        let latest = self.latest_micros.load(Ordering::Relaxed);
        let micros = if micros > latest + GRAIN_MICROS {
            self.latest_micros.fetch_max(micros, Ordering::Relaxed).max(micros)
        } else {
            micros.max(latest)
        };
        Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
    }

    fn outside(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "the machine's own clock is asked for")]
        Timestamp::now()
    }

    fn advance_to_offset(&self, micros: i64) {
        self.ahead_micros.fetch_max(micros, Ordering::Relaxed);
    }
}

/// How finely the latest moment is remembered.
const GRAIN_MICROS: i64 = 1_000;

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that asks for randomness"
        )]
        let filled = getrandom::fill(bytes);
        if let Err(error) = filled {
            // Without randomness no secret is one; nothing may go on.
            tracing::error!(%error, "the operating system gives no randomness");
            std::process::abort();
        }
    }
}
