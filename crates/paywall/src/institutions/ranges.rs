//! Institutions' networks: how they are typed, and whose an address is.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
};

use crate::{Network, network::bits};

/// The shortest prefixes: no institution has more addresses.
const SHORTEST_V4: u32 = 8;
const SHORTEST_V6: u32 = 24;

/// What will not do with a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NetworkProblem {
    /// No network at all.
    Unreadable,
    /// An address of a machine where a network was meant: the network around it.
    HostBits(Network),
    /// More addresses than any institution has.
    TooWide,
}

/// A network as somebody types it: `203.0.113.0/24`, `2001:db8::/32`, or one address.
/// IPv4 addresses written as IPv6 ones are IPv4 addresses.
pub(crate) fn read_network(text: &str) -> Result<Network, NetworkProblem> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address.trim(), Some(length.trim())),
        None => (text, None),
    };
    let address: IpAddr = address.parse().map_err(|_| NetworkProblem::Unreadable)?;
    let width = if address.is_ipv4() { 32 } else { 128 };
    let length = match length {
        Some(length) if length.bytes().all(|b| b.is_ascii_digit()) => {
            length.parse().map_err(|_| NetworkProblem::Unreadable)?
        }
        Some(_) => return Err(NetworkProblem::Unreadable),
        None => width,
    };
    let network = Network::around(address, length).ok_or(NetworkProblem::Unreadable)?;
    if is_too_wide(&network) {
        return Err(NetworkProblem::TooWide);
    }
    if network.base() != bits(address) {
        return Err(NetworkProblem::HostBits(network));
    }
    Ok(network)
}

/// Wider than any institution's; or of IPv6, with all of IPv4 within.
fn is_too_wide(network: &Network) -> bool {
    let length = network.mask().count_ones();
    let is_v4 = Ipv6Addr::from(network.base()).to_ipv4_mapped().is_some() && length >= 96;
    if is_v4 {
        return length < 96 + SHORTEST_V4;
    }
    length < SHORTEST_V6 || network.holds(IpAddr::from([0, 0, 0, 0]))
}

/// Networks and whose they are; of those that hold an address, the longest prefix says.
#[derive(Debug)]
pub(crate) struct Ranges<T> {
    /// The networks of each mask, the longest first.
    by_mask: Vec<(u128, HashMap<u128, T>)>,
}

impl<T> Default for Ranges<T> {
    fn default() -> Self {
        Self { by_mask: Vec::new() }
    }
}

impl<T> FromIterator<(Network, T)> for Ranges<T> {
    fn from_iter<I: IntoIterator<Item = (Network, T)>>(networks: I) -> Self {
        let mut by_mask: Vec<(u128, HashMap<u128, T>)> = Vec::new();
        for (network, owner) in networks {
            match by_mask.iter_mut().find(|(mask, _)| *mask == network.mask()) {
                Some((_, owners)) => {
                    owners.insert(network.base(), owner);
                }
                None => by_mask.push((network.mask(), HashMap::from([(network.base(), owner)]))),
            }
        }
        by_mask.sort_unstable_by_key(|(mask, _)| std::cmp::Reverse(*mask));
        Self { by_mask }
    }
}

impl<T> Ranges<T> {
    /// Whose `address` is.
    pub(crate) fn find(&self, address: IpAddr) -> Option<&T> {
        let address = bits(address);
        self.by_mask.iter().find_map(|(mask, owners)| owners.get(&(address & mask)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<String, NetworkProblem> {
        read_network(text).map(|network| network.to_string())
    }

    #[test]
    fn networks_are_read_as_people_write_them() {
        for (typed, means) in [
            ("203.0.113.0/24", "203.0.113.0/24"),
            ("203.0.113.7", "203.0.113.7/32"),
            ("2001:DB8::/32", "2001:db8::/32"),
            ("2001:db8::1", "2001:db8::1/128"),
            ("::ffff:203.0.113.0/120", "203.0.113.0/24"),
            ("10.0.0.0 / 8", "10.0.0.0/8"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(means), "{typed}");
        }
    }

    #[test]
    fn what_is_no_institutions_network_is_refused() {
        for typed in ["", "/", "campus", "203.0.113.0/", "203.0.113.0/33", "203.0.113.0/+8"] {
            assert_eq!(read(typed), Err(NetworkProblem::Unreadable), "{typed}");
        }
        for typed in ["203.0.113.0/-1", "203.0.113/24", "203.0.113.0/24/24", "::/129", "1::1::/64"]
        {
            assert_eq!(read(typed), Err(NetworkProblem::Unreadable), "{typed}");
        }
        for typed in
            ["0.0.0.0/0", "10.0.0.0/7", "::/0", "2000::/3", "2001:d00::/23", "::/24", "::/80"]
        {
            assert_eq!(read(typed), Err(NetworkProblem::TooWide), "{typed}");
        }
        let network = read_network("203.0.113.0/24").unwrap();
        assert_eq!(read("203.0.113.7/24"), Err(NetworkProblem::HostBits(network)));
    }

    #[test]
    fn an_ipv4_address_is_the_same_in_both_notations() {
        let ranges: Ranges<_> =
            [(read_network("203.0.113.0/24").unwrap(), "campus")].into_iter().collect();
        for (address, owner) in [
            ("203.0.113.9", Some("campus")),
            ("::ffff:203.0.113.9", Some("campus")),
            ("::203.0.113.9", None),
            ("203.0.114.9", None),
            ("2001:db8::", None),
        ] {
            assert_eq!(ranges.find(address.parse().unwrap()).copied(), owner, "{address}");
        }
    }

    /// Addresses that lie close together, so that networks meet.
    fn addresses() -> impl Strategy<Value = IpAddr> {
        prop_oneof![
            (0u32..1 << 12).prop_map(|low| IpAddr::from((0xcb00_0000 | low).to_be_bytes())),
            (0u128..1 << 12)
                .prop_map(|low| IpAddr::from(((0x2001_0db8 << 96) | low).to_be_bytes())),
            any::<u32>().prop_map(|v4| IpAddr::from(v4.to_be_bytes())),
            any::<u128>().prop_map(|v6| IpAddr::from(v6.to_be_bytes())),
        ]
    }

    /// The same by text and by bits, one after the other.
    fn naive(networks: &[(IpAddr, u32)], asked: IpAddr) -> Option<u32> {
        let digits = |address: IpAddr| match address.to_canonical() {
            IpAddr::V4(v4) => format!("4{:032b}", u32::from(v4)),
            IpAddr::V6(v6) => format!("6{:0128b}", u128::from(v6)),
        };
        let prefix = |(address, length): &(IpAddr, u32)| {
            let kept = 1 + usize::try_from(*length).unwrap();
            digits(*address)[..kept].to_owned()
        };
        let holding =
            networks.iter().map(prefix).filter(|prefix| digits(asked).starts_with(prefix));
        holding.map(|prefix| u32::try_from(prefix.len() - 1).unwrap()).max()
    }

    proptest! {
        #[test]
        fn the_longest_prefix_says_whose_an_address_is(
            seeds in prop::collection::vec((addresses(), 0u32..=24), 0..12),
            asked in addresses(),
        ) {
            // Of IPv6 addresses those that are IPv4's in truth are left out of the networks.
            let networks: Vec<_> = seeds.into_iter()
                .filter(|(address, _)| address.to_canonical() == *address)
                .map(|(address, host)| (address, if address.is_ipv4() { 32 - host } else { 128 - host * 4 }))
                .collect();
            let ranges: Ranges<u32> = networks.iter()
                .map(|(address, length)| (Network::around(*address, *length).unwrap(), *length))
                .collect();
            prop_assert_eq!(ranges.find(asked).copied(), naive(&networks, asked));
        }

        #[test]
        fn networks_overlap_where_an_address_lies_in_both(
            one in (addresses(), 8u32..=32), other in (addresses(), 8u32..=32),
        ) {
            let [one, other] = [one, other].map(|(address, length)| Network::around(address, length).unwrap());
            let first = |network: &Network| IpAddr::from(Ipv6Addr::from(network.base()));
            let meets = one.holds(first(&other)) || other.holds(first(&one));
            prop_assert_eq!(one.overlaps(&other), meets);
        }

        #[test]
        fn whatever_is_typed_is_answered(typed in "[0-9a-f:./ ]{0,40}") {
            if let Ok(network) = read_network(&typed) {
                prop_assert_eq!(read_network(&network.to_string()), Ok(network));
            }
        }
    }
}
