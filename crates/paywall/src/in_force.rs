use std::sync::{PoisonError, RwLock};

use counters::Window;
use jiff::{Timestamp, tz::TimeZone};
use meter::{Meter, Newcomers, Policy, WindowKind};

/// The policy that decides now, and the windows of its meters.
#[derive(Debug)]
pub struct InForce {
    /// The policy.
    pub policy: Policy,
    /// Its number among those that the desk made; 0 is the configuration's.
    pub version: i64,
    /// Calendars are slow, so each meter's latest window is kept for as long as it holds.
    latest: Vec<RwLock<Option<Known>>>,
    /// What stands in where a policy has no meter: it has no room.
    closed: Meter,
}

/// A window, and the time in which it is known to hold.
#[derive(Clone, Copy, Debug)]
struct Known {
    since: Timestamp,
    until: Timestamp,
    window: Window,
}

impl InForce {
    /// A policy that begins to decide.
    pub fn new(policy: Policy, version: i64) -> Self {
        let latest = policy.meters.iter().map(|_| RwLock::default()).collect();
        let mut closed = Policy::of_limits(0, 0, Newcomers::ProveCookie).meters;
        let closed = closed.pop().unwrap_or(Meter {
            name: String::new(),
            window: WindowKind::Month,
            free_limit: 0,
            registered_limit: 0,
            grace: 0,
        });
        Self { policy, version, latest, closed }
    }

    /// The meter that metered stories are counted in where no rule says otherwise.
    pub fn stories(&self) -> &Meter {
        self.policy.meters.first().unwrap_or(&self.closed)
    }

    /// The window of one of its meters that `now` falls into.
    pub fn window(&self, meter: &Meter, now: Timestamp, zone: &TimeZone) -> Window {
        let place = self.policy.meters.iter().position(|other| std::ptr::eq(other, meter));
        let kept = place.and_then(|place| self.latest.get(place));
        let known = kept.and_then(|kept| *kept.read().unwrap_or_else(PoisonError::into_inner));
        if let Some(known) = known.filter(|known| known.since <= now && now < known.until) {
            return known.window;
        }
        let period = meter.window.period(now, zone);
        let window = Window {
            meter: meter.key(),
            first: period.first,
            last: period.last,
            needed_until: period.needed_until,
        };
        if let Some(kept) = kept {
            let known = Known { since: now, until: period.holds_until, window };
            *kept.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
        }
        window
    }
}
