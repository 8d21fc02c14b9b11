use std::{
    collections::BTreeSet,
    net::TcpListener,
    ops::Range,
    sync::{Mutex, PoisonError},
};

use anyhow::{Context, Result};

use crate::http::loopback;

/// Below the ports that the kernel gives to outgoing connections, which could
/// take one between our look and the peer's start.
const PORTS: Range<u16> = 12_000..22_000;
/// A cluster's nodes talk to each other this far above their port.
const BUS: u16 = 10_000;

/// What this process has given away and a peer may not have bound yet.
static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// A free port on loopback.
pub(crate) fn free_port() -> Result<u16> {
    find(is_free).context("no free port on loopback")
}

/// A free port whose bus port, 10,000 above it, is free as well.
pub(crate) fn free_cluster_port() -> Result<u16> {
    find(|port| is_free(port) && is_free(port + BUS)).context("no free pair of ports on loopback")
}

/// Each process begins to look somewhere else, so that two runs at the same
/// time rarely look at the same port.
fn find(is_fit: impl Fn(u16) -> bool) -> Option<u16> {
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    let length = u32::from(PORTS.end - PORTS.start);
    let first = std::process::id().wrapping_mul(37) % length;
    let places = (0..length).map(|step| (first + step) % length);
    let mut ports = places.filter_map(|place| Some(PORTS.start + u16::try_from(place).ok()?));
    let port = ports.find(|port| !given.contains(port) && is_fit(*port))?;
    given.insert(port);
    Some(port)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(loopback(port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_given_once() {
        let ports: BTreeSet<u16> = (0..20).map(|_| free_port().unwrap()).collect();
        assert_eq!(ports.len(), 20);
        assert!(!ports.contains(&free_cluster_port().unwrap()));
    }

    #[test]
    fn a_port_in_use_is_not_free() {
        let listener = TcpListener::bind(loopback(0)).unwrap();
        assert!(!is_free(listener.local_addr().unwrap().port()));
    }
}
