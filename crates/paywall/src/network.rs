//! Networks of addresses, IPv4 and IPv6 alike.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

/// A network of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network {
    base: u128,
    mask: u128,
}

/// All addresses as 128 bits, IPv4 mapped into IPv6.
pub(crate) fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_ipv6_mapped()),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

impl Network {
    /// The network of `length` bits in which `address` lies; none where its kind of
    /// address has fewer bits.
    pub(crate) fn around(address: IpAddr, length: u32) -> Option<Self> {
        let width = if address.is_ipv4() { 32 } else { 128 };
        let rest = u32::checked_sub(width, length)?;
        let mask = u128::MAX.checked_shl(rest).unwrap_or(0);
        Some(Self { base: bits(address) & mask, mask })
    }

    /// Whether `address` lies in it.
    pub fn holds(&self, address: IpAddr) -> bool {
        bits(address) & self.mask == self.base
    }

    /// Whether some address lies in both: one of them then lies in the other.
    pub(crate) const fn overlaps(&self, other: &Self) -> bool {
        let shared = self.mask & other.mask;
        self.base & shared == other.base & shared
    }

    pub(crate) const fn mask(&self) -> u128 {
        self.mask
    }

    pub(crate) const fn base(&self) -> u128 {
        self.base
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.mask.count_ones();
        match Ipv6Addr::from(self.base).to_canonical() {
            IpAddr::V4(v4) if length >= 96 => write!(f, "{v4}/{}", length - 96),
            _ => write!(f, "{}/{length}", Ipv6Addr::from(self.base)),
        }
    }
}
