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

impl SystemClock {
    /// What this clock says when the machine's says `machine`, in microseconds.
    fn at(&self, machine: i64) -> i64 {
        let micros = machine.saturating_add(self.ahead_micros.load(Ordering::Relaxed));
        // Reading first keeps the usual case free of a write that all cores would share.
        let latest = self.latest_micros.load(Ordering::Relaxed);
        if micros > latest + GRAIN_MICROS {
            self.latest_micros.fetch_max(micros, Ordering::Relaxed).max(micros)
        } else {
            micros.max(latest)
        }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that reads the machine's clock"
        )]
        let machine = Timestamp::now().as_microsecond();
        Timestamp::from_microsecond(self.at(machine)).unwrap_or(Timestamp::MAX)
    }

    fn outside(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "the machine's own clock is asked for")]
        Timestamp::now()
    }

    fn advance_to_offset(&self, micros: i64) {
        self.ahead_micros.fetch_max(micros, Ordering::Relaxed);
    }

    fn never_before(&self, moment: Timestamp) {
        self.latest_micros.fetch_max(moment.as_microsecond(), Ordering::Relaxed);
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

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000_000;

    /// The machine's clock steps, and the paper's goes on or stands still.
    #[test]
    fn the_paper_never_sees_the_clock_go_back() {
        let begun = 1_795_500_000_000_000;
        for steps in [
            &[-2, 1, 1, 3][..],
            &[2, -2, 2],
            &[-24 * 30, 24 * 31],
            &[24 * 31, -24 * 62, 24 * 31, 1],
            &[1, -1, 1, -1, 1],
        ] {
            let clock = SystemClock::default();
            let (mut machine, mut highest) = (begun, begun);
            assert_eq!(clock.at(begun), begun);
            for step in steps {
                machine += step * HOUR;
                highest = highest.max(machine);
                assert_eq!(clock.at(machine), highest, "{steps:?}");
            }
        }
    }

    #[test]
    fn what_was_seen_before_the_start_is_not_seen_again() {
        let clock = SystemClock::default();
        let seen = 1_795_500_000_000_000;
        clock.never_before(Timestamp::from_microsecond(seen).unwrap());
        assert_eq!(clock.at(seen - HOUR), seen);
        assert_eq!(clock.at(seen + HOUR), seen + HOUR);
        clock.advance_to_offset(5 * HOUR);
        assert_eq!(clock.at(seen + HOUR), seen + 6 * HOUR);
        assert_eq!(clock.at(seen - 2 * HOUR), seen + 6 * HOUR);
    }
}
