//! The addresses that engines publish as their own.

use std::net::IpAddr;

use serde::Deserialize;

use crate::Network;

/// Why a file of ranges will not do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangesProblem {
    /// It is not the JSON that engines publish.
    #[error("this is no list of ranges ({{\"prefixes\": [{{\"ipv4Prefix\": \"…\"}}]}}): {0}")]
    Unreadable(String),
    /// An entry is no network.
    #[error("entry {0} is no network; they are written like 192.0.2.0/27 or 2001:db8::/64")]
    NoNetwork(usize),
    /// A network that no engine has.
    #[error("entry {0} holds too large a part of all addresses")]
    TooWide(usize),
    /// Nothing in it, or too much.
    #[error("{0} entries; there must be 1 to {MOST}")]
    Count(usize),
}

/// How many networks a list may have.
const MOST: usize = 10_000;
/// The shortest prefixes: no engine has more addresses.
const SHORTEST_V4: u32 = 8;
const SHORTEST_V6: u32 = 20;

#[derive(Deserialize)]
struct Published {
    prefixes: Vec<Prefix>,
}

#[derive(Deserialize)]
struct Prefix {
    #[serde(rename = "ipv4Prefix")]
    v4: Option<String>,
    #[serde(rename = "ipv6Prefix")]
    v6: Option<String>,
}

/// The networks of a published list, in the form of Google, Bing and Apple.
pub fn read_ranges(json: &str) -> Result<Vec<Network>, RangesProblem> {
    let published: Published =
        serde_json::from_str(json).map_err(|error| RangesProblem::Unreadable(error.to_string()))?;
    let count = published.prefixes.len();
    if count == 0 || count > MOST {
        return Err(RangesProblem::Count(count));
    }
    let mut networks = Vec::with_capacity(count);
    for (index, prefix) in published.prefixes.iter().enumerate() {
        let texts = [prefix.v4.as_deref(), prefix.v6.as_deref()];
        let mut found = texts.into_iter().flatten().peekable();
        if found.peek().is_none() {
            return Err(RangesProblem::NoNetwork(index + 1));
        }
        for text in found {
            let (network, length, is_v4) =
                read_network(text).ok_or(RangesProblem::NoNetwork(index + 1))?;
            if length < if is_v4 { SHORTEST_V4 } else { SHORTEST_V6 } {
                return Err(RangesProblem::TooWide(index + 1));
            }
            networks.push(network);
        }
    }
    Ok(networks)
}

fn read_network(text: &str) -> Option<(Network, u32, bool)> {
    let (address, length) = text.split_once('/')?;
    let (address, length): (IpAddr, u32) = (address.parse().ok()?, length.parse().ok()?);
    Some((Network::around(address, length)?, length, address.is_ipv4()))
}

/// Whether the address is one of the open network: no machine of one's own, of one's
/// house, or of nobody.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let of_protocols = (a, b, c) == (192, 0, 0) || a == 198 && (18..20).contains(&b);
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_multicast()
                || v4.is_broadcast()
                || shared
                || of_protocols
                || a == 0
                || a >= 240)
        }
        IpAddr::V6(v6) => {
            // Of all that is given out so far everything lies in 2000::/3; within it
            // 6to4 and Teredo carry IPv4 addresses of any kind.
            let [a, b, ..] = v6.segments();
            a & 0xe000 == 0x2000 && a != 0x2002 && !(a == 0x2001 && b == 0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_ranges_are_read_in_both_kinds() {
        let json = r#"{"creationTime": "2026-11-20T15:00:00.000000", "prefixes": [
            {"ipv6Prefix": "2001:4860:4801:10::/64"}, {"ipv4Prefix": "66.249.64.0/27"}]}"#;
        let ranges = read_ranges(json).unwrap();
        let held = |address: &str| {
            let address = address.parse().unwrap();
            ranges.iter().any(|network| network.holds(address))
        };
        assert!(held("66.249.64.1") && held("66.249.64.31") && held("2001:4860:4801:10::9"));
        assert!(!held("66.249.64.32") && !held("2001:4860:4801:11::") && !held("127.0.0.1"));
        let written: Vec<_> = ranges.iter().map(ToString::to_string).collect();
        assert_eq!(written, ["2001:4860:4801:10::/64", "66.249.64.0/27"]);
    }

    #[test]
    fn a_list_that_is_none_is_refused_with_its_entry() {
        for (json, says) in [
            ("<html>", "this is no list of ranges"),
            ("{}", "missing field `prefixes`"),
            (r#"{"prefixes": []}"#, "0 entries"),
            (r#"{"prefixes": [{"ipv4Prefix": "66.249.64.0/27"}, {}]}"#, "entry 2"),
            (r#"{"prefixes": [{"ipv4Prefix": "66.249.64.0/33"}]}"#, "entry 1"),
            (r#"{"prefixes": [{"ipv4Prefix": "0.0.0.0/0"}]}"#, "too large a part"),
            (r#"{"prefixes": [{"ipv6Prefix": "::/0"}]}"#, "too large a part"),
        ] {
            let problem = read_ranges(json).unwrap_err().to_string();
            assert!(problem.contains(says), "{json}: {problem}");
        }
    }

    #[test]
    fn addresses_of_ones_own_house_are_not_public() {
        for own in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "::1",
            "::",
            "fd00::1",
            "fe80::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
        ] {
            assert!(!is_public(own.parse().unwrap()), "{own}");
        }
        for open in ["66.249.66.1", "1.1.1.1", "2001:4860:4801:10::1", "::ffff:66.249.66.1"] {
            assert!(is_public(open.parse().unwrap()), "{open}");
        }
    }
}
