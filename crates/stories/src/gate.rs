//! From a visitor and a story to a decision: facts, counters, [`meter::decide`].

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU32, Ordering},
    },
};

use counters::{Counters, Who, Window};
use http::Method;
use jiff::{Timestamp, tz::TimeZone};
use meter::{
    Decision, Facts, Newcomers, Policy, Purpose, Standing, Tally, WallReason, decide, limit_to_ask,
};
use moka::sync::Cache;
use vocab::{Access, Ambient, BenefitSet, DeviceId, PaperMonth, ReaderId, StoryNumber};
use web::{ClientAddress, Visitor};

use crate::Headline;

/// The meter as this department uses it. Cheap to clone.
#[derive(Clone)]
pub struct Gate {
    counters: Arc<Counters>,
    policy: Policy,
    allowance: Allowance,
    zone: TimeZone,
    ambient: Ambient,
    latest: Arc<RwLock<Option<KnownWindow>>>,
}

/// A window, and a moment since which it is known to hold.
#[derive(Clone, Copy)]
struct KnownWindow {
    since: Timestamp,
    window: Window,
}

/// How many new devices a network may bring in an hour. What is kept of an
/// address is a hash under a key that dies with the process, for an hour.
#[derive(Clone)]
pub struct Allowance {
    devices_an_hour: u32,
    seen: Cache<u64, Arc<AtomicU32>>,
    hasher: RandomState,
}

impl Allowance {
    /// `devices_an_hour` new devices from each network; 0 is unlimited.
    pub fn new(devices_an_hour: u32) -> Self {
        const NETWORKS_MAX: u64 = 100_000;
        let hour = std::time::Duration::from_secs(3_600);
        let seen = Cache::builder().max_capacity(NETWORKS_MAX).time_to_live(hour).build();
        Self { devices_an_hour, seen, hasher: RandomState::new() }
    }

    /// Counts one new device. False if its network has brought too many.
    fn admits(&self, address: Option<ClientAddress>) -> bool {
        let (Some(address), 1..) = (address, self.devices_an_hour) else { return true };
        let count = self.seen.get_with(self.hasher.hash_one(address.network()), Arc::default);
        count.fetch_add(1, Ordering::Relaxed) < self.devices_an_hour
    }
}

/// What becomes of a request for a metered story by a device not seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Decide as usual.
    Known,
    /// Come again with the cookie, before anything is counted.
    MustProveCookie,
    /// The network has brought too many new devices: register first.
    TooMany,
}

/// Whoever asks for a story, as far as the meter cares.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// The device, if its cookie or token came with the request.
    pub device: Option<DeviceId>,
    /// The device to count on where newcomers are counted at once.
    pub fresh_device: DeviceId,
    /// The reader who is logged in.
    pub reader: Option<ReaderId>,
    /// Whether the reader works here.
    pub staff: bool,
    /// What the subscription includes.
    pub benefits: &'a BenefitSet,
    /// What the request is for.
    pub purpose: Purpose,
    /// Where it comes from, if that is known.
    pub address: Option<ClientAddress>,
}

impl<'a> Reading<'a> {
    /// From the front desk's visitor. Only a GET reads; a HEAD looks.
    pub fn of(visitor: &'a Visitor, method: &Method) -> Self {
        let purpose = match *method {
            Method::GET if visitor.prefetch => Purpose::Prefetch,
            Method::GET if visitor.crawler => Purpose::Crawler,
            Method::GET => Purpose::Reading,
            _ => Purpose::Look,
        };
        Self {
            device: visitor.device_proven.then_some(visitor.device),
            fresh_device: visitor.device,
            reader: visitor.signed_in.as_ref().map(|signed_in| signed_in.reader),
            staff: visitor.is_staff(),
            benefits: &visitor.benefits,
            purpose,
            address: Some(visitor.address),
        }
    }

    fn standing(&self) -> Standing {
        match (self.staff, self.reader) {
            (true, _) => Standing::Staff,
            (false, Some(_)) => Standing::Reader,
            (false, None) => Standing::Anonymous,
        }
    }

    fn who(&self) -> Who {
        match self.reader {
            Some(reader) => Who::Reader { reader, device: self.device },
            None => Who::Device(self.device.unwrap_or(self.fresh_device)),
        }
    }
}

/// A decision, and the reading that it counted, if it counted one.
#[derive(Clone, Copy, Debug)]
pub struct Ruling {
    /// Open or Wall.
    pub decision: Decision,
    counted: Option<(Who, Window, StoryNumber)>,
}

impl Gate {
    /// A gate that decides by `policy` and counts in `counters`.
    pub fn new(
        counters: Arc<Counters>,
        policy: Policy,
        allowance: Allowance,
        zone: TimeZone,
        ambient: Ambient,
    ) -> Self {
        Self { counters, policy, allowance, zone, ambient, latest: Arc::default() }
    }

    /// The limits.
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The month that counts now. Calendars are slow, so the latest answer is
    /// kept for as long as it holds.
    pub fn window(&self) -> Window {
        let now = self.ambient.now();
        let known = *self.latest.read().unwrap_or_else(PoisonError::into_inner);
        match known {
            Some(known) if known.since <= now && now < known.window.ends_at => known.window,
            _ => {
                let month = PaperMonth::of(now, &self.zone);
                let window = Window { month, ends_at: month.ends_at(&self.zone) };
                let mut latest = self.latest.write().unwrap_or_else(PoisonError::into_inner);
                *latest = Some(KnownWindow { since: now, window });
                window
            }
        }
    }

    /// Decides, and counts where the decision is to read a metered story.
    pub async fn rule(&self, story: &Headline, reading: &Reading<'_>) -> Ruling {
        let facts = Facts {
            access: story.access,
            required_benefit: story.required_benefit.as_ref(),
            standing: reading.standing(),
            device_proven: reading.device.is_some(),
            benefits: reading.benefits,
            purpose: reading.purpose,
        };
        let Some(question) = limit_to_ask(&self.policy, &facts) else {
            return Ruling { decision: decide(&self.policy, &facts, None), counted: None };
        };
        let (who, window) = (reading.who(), self.window());
        let count = if question.counts {
            self.counters.count(who, window, story.number, question.limit).await
        } else {
            self.counters.look(who, window, story.number).await
        };
        let tally = Tally { used: count.used, holds_story: count.holds_story };
        let decision = decide(&self.policy, &facts, Some(tally));
        Ruling { decision, counted: count.newly_counted.then_some((who, window, story.number)) }
    }

    /// Decides about a request that nobody can send to prove its cookie first: of
    /// a program, or of a marked address. Its network's allowance holds all the same.
    pub async fn admit(&self, story: &Headline, reading: &Reading<'_>) -> Ruling {
        match self.receive(story, reading) {
            Arrival::TooMany => Self::too_many_devices(),
            Arrival::Known | Arrival::MustProveCookie => self.rule(story, reading).await,
        }
    }

    /// Takes back what `ruling` counted: its body could not be shown.
    pub async fn take_back(&self, ruling: &Ruling) {
        if let Some((who, window, story)) = ruling.counted {
            self.counters.take_back(who, window, story).await;
        }
    }

    /// The wall of a device whose network has brought too many.
    pub const fn too_many_devices() -> Ruling {
        let decision = Decision::Wall { because: WallReason::Register, count: None };
        Ruling { decision, counted: None }
    }

    /// How much of the month's allowance a visitor has used, and the limit.
    pub async fn used(&self, who: Who, limit: u32) -> (u32, u32) {
        // No story has number 0, so this only looks.
        let count = self.counters.look(who, self.window(), StoryNumber(0)).await;
        (count.used, limit)
    }

    /// What becomes of this request before any decision: whether the device has
    /// to show its cookie first, or comes from a network that has brought too many.
    pub fn receive(&self, story: &Headline, reading: &Reading<'_>) -> Arrival {
        let new_device = story.access == Access::Metered
            && story.required_benefit.is_none()
            && reading.device.is_none()
            && reading.reader.is_none()
            && reading.purpose == Purpose::Reading;
        if !new_device {
            Arrival::Known
        } else if !self.allowance.admits(reading.address) {
            Arrival::TooMany
        } else if self.policy.newcomers == Newcomers::ProveCookie {
            Arrival::MustProveCookie
        } else {
            Arrival::Known
        }
    }
}
