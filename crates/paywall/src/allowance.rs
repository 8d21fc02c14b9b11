//! How many new devices a network may bring.
//!
//! Whoever throws cookies away is a new device each time. That cannot be
//! stopped without following people around; what can be done is to ask a network
//! that brings very many to register. What is kept of an address is a hash under a
//! random key that lives for twelve hours and is used for twelve more, so nothing
//! lasts for more than a day, and nothing survives the process.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher as _, RandomState},
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use vocab::DeviceId;
use web::ClientAddress;

/// How long a key takes new addresses.
const KEY_LIFE: SignedDuration = SignedDuration::from_hours(12);
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// Of established devices only every so many is remembered, and counts for all of them.
const SAMPLED: u64 = 8;
/// The share of its established devices that a network may bring anew in an hour: a tenth.
const PER_ESTABLISHED: usize = 10;
const NETWORKS_MAX: usize = 200_000;
const SAMPLES_MAX: usize = 100_000;

/// The allowance of each network: so many new devices an hour, or a tenth of
/// those that came back from it during the day, whichever is more.
pub struct Allowance {
    devices_an_hour: u32,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    present: Generation,
    previous: Generation,
}

/// What was noticed under one key.
struct Generation {
    since: Timestamp,
    key: RandomState,
    networks: HashMap<u64, Network>,
    /// Sampled devices of all networks, each with its network.
    established: HashSet<(u64, u64)>,
}

#[derive(Clone, Copy, Default)]
struct Network {
    hour_began: Timestamp,
    newcomers: u32,
    /// Sampled.
    established: u32,
}

impl Default for Generation {
    fn default() -> Self {
        Self {
            since: Timestamp::MIN,
            key: RandomState::new(),
            networks: HashMap::new(),
            established: HashSet::new(),
        }
    }
}

impl Generation {
    fn hash(&self, address: ClientAddress) -> u64 {
        self.key.hash_one(address.network())
    }
}

impl Known {
    /// Keys that have had their time are forgotten, with everything under them.
    fn turn(&mut self, now: Timestamp) {
        if now.duration_since(self.present.since) >= KEY_LIFE {
            let fresh = Generation { since: now, ..Generation::default() };
            let old = std::mem::replace(&mut self.present, fresh);
            let is_recent = now.duration_since(old.since) < KEY_LIFE * 2;
            self.previous = if is_recent { old } else { Generation::default() };
        } else if now.duration_since(self.previous.since) >= KEY_LIFE * 2 {
            self.previous = Generation::default();
        }
    }

    fn established(&self, address: ClientAddress) -> usize {
        let of = |generation: &Generation| {
            generation.networks.get(&generation.hash(address)).map_or(0, |found| found.established)
        };
        // Whoever came in both halves of the day counts once.
        of(&self.present).max(of(&self.previous)) as usize * SAMPLED as usize
    }
}

impl Allowance {
    /// `devices_an_hour` new devices from each network; 0 is unlimited.
    pub fn new(devices_an_hour: u32) -> Self {
        Self { devices_an_hour, known: Mutex::default() }
    }

    /// A device that brings its cookie back is established on its network.
    pub(crate) fn notice(&self, address: ClientAddress, device: DeviceId, now: Timestamp) {
        // Ids are random, so some bits of them are a fair sample.
        let bits = device.as_u128() as u64;
        if self.devices_an_hour == 0 || !bits.is_multiple_of(SAMPLED) {
            return;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.turn(now);
        let present = &mut known.present;
        let network = present.hash(address);
        let has_room = present.established.len() < SAMPLES_MAX;
        if has_room && present.established.insert((network, bits)) {
            present.networks.entry(network).or_default().established += 1;
        }
    }

    /// Counts one new device. False if its network has brought too many this hour.
    pub(crate) fn admits(&self, address: Option<ClientAddress>, now: Timestamp) -> bool {
        let (Some(address), 1..) = (address, self.devices_an_hour) else { return true };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.turn(now);
        let by_share = known.established(address) / PER_ESTABLISHED;
        let allowed = (self.devices_an_hour as usize).max(by_share);
        let present = &mut known.present;
        let network = present.hash(address);
        if present.networks.len() >= NETWORKS_MAX && !present.networks.contains_key(&network) {
            // So many networks are no reader's: those that brought nobody twice make room.
            present.networks.retain(|_, found| found.newcomers > 1 || found.established > 0);
        }
        let found = present.networks.entry(network).or_default();
        if now.duration_since(found.hour_began) >= HOUR {
            (found.hour_began, found.newcomers) = (now, 0);
        }
        found.newcomers = found.newcomers.saturating_add(1);
        found.newcomers as usize <= allowed
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + hour * 3_600).unwrap()
    }

    fn v4(last: u8) -> ClientAddress {
        ClientAddress(IpAddr::V4(Ipv4Addr::new(198, 51, 100, last)))
    }

    /// How many of `tries` new devices are let in.
    fn admitted(allowance: &Allowance, from: ClientAddress, now: Timestamp, tries: u32) -> u32 {
        (0..tries).map(|_| u32::from(allowance.admits(Some(from), now))).sum()
    }

    #[test]
    fn a_network_brings_so_many_an_hour_and_no_other_pays_for_it() {
        let allowance = Allowance::new(60);
        assert_eq!(admitted(&allowance, v4(1), at(0), 100), 60);
        assert_eq!(admitted(&allowance, v4(2), at(0), 10), 10);
        assert_eq!(admitted(&allowance, v4(1), at(1), 100), 60);
        assert_eq!(admitted(&Allowance::new(0), v4(1), at(0), 500), 500);
    }

    #[test]
    fn a_tenth_of_those_who_came_back_is_allowed_where_that_is_more() {
        let allowance = Allowance::new(60);
        for device in 0..4_000u128 {
            allowance.notice(v4(1), DeviceId(device.to_be_bytes()), at(0));
            allowance.notice(v4(1), DeviceId(device.to_be_bytes()), at(0));
        }
        assert_eq!(admitted(&allowance, v4(1), at(0), 1_000), 400);
        assert_eq!(admitted(&allowance, v4(1), at(13), 1_000), 400, "under the key before");
        assert_eq!(
            admitted(&allowance, v4(1), at(26), 1_000),
            60,
            "a day later they are forgotten"
        );
    }

    #[test]
    fn those_who_came_back_use_nothing_up() {
        let allowance = Allowance::new(60);
        for device in 0..200u128 {
            allowance.notice(v4(1), DeviceId(device.to_be_bytes()), at(0));
        }
        assert_eq!(admitted(&allowance, v4(1), at(0), 60), 60);
    }

    #[test]
    fn an_ipv6_network_is_a_64() {
        let allowance = Allowance::new(1);
        let v6 = |segment, host| {
            ClientAddress(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, segment, 0, 0, 0, host)))
        };
        assert_eq!(admitted(&allowance, v6(1, 1), at(0), 1), 1);
        assert_eq!(admitted(&allowance, v6(1, 2), at(0), 1), 0);
        assert_eq!(admitted(&allowance, v6(2, 1), at(0), 1), 1);
    }

    #[test]
    fn nothing_is_kept_for_more_than_a_day() {
        let allowance = Allowance::new(60);
        allowance.notice(v4(1), DeviceId([0; 16]), at(0));
        admitted(&allowance, v4(1), at(0), 1);
        for hour in [11, 23, 35] {
            admitted(&allowance, v4(2), at(hour), 1);
            let known = allowance.known.lock().unwrap();
            for generation in [&known.present, &known.previous] {
                let age = at(hour).duration_since(generation.since);
                assert!(generation.networks.is_empty() || age < KEY_LIFE * 2);
            }
        }
    }
}
