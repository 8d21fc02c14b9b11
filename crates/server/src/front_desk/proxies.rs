use std::net::IpAddr;

use http::HeaderMap;

/// Whose word about the client's address is believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<Network>);

#[derive(Clone, Copy, Debug)]
struct Network {
    base: u128,
    mask: u128,
}

/// All addresses as 128 bits, IPv4 mapped into IPv6.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_ipv6_mapped()),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

impl TrustedProxies {
    /// Reads addresses and networks: `10.1.2.3`, `10.0.0.0/8`, `fd00::/8`.
    pub fn parse(list: &[String]) -> Result<Self, String> {
        list.iter().map(|entry| parse_network(entry)).collect::<Result<_, _>>().map(Self)
    }

    /// Whether `address` is one of them.
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = bits(address.to_canonical());
        self.0.iter().any(|network| address & network.mask == network.base)
    }

    /// The client behind `peer`: the last address of `X-Forwarded-For` that is
    /// no trusted proxy, if the peer is one; else the peer itself.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if self.0.is_empty() || !self.trusts(peer) {
            return peer;
        }
        let mut client = peer;
        let lines: Vec<_> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|line| line.to_str().ok())
            .collect();
        for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            let Ok(address) = hop.trim().parse::<IpAddr>() else { return client };
            client = address.to_canonical();
            if !self.trusts(client) {
                return client;
            }
        }
        client
    }
}

fn parse_network(entry: &str) -> Result<Network, String> {
    let wrong =
        || format!("“{entry}” is no address or network; write one like 10.0.0.1 or 10.0.0.0/8");
    let (address, length) = match entry.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (entry, None),
    };
    let address: IpAddr = address.parse().map_err(|_| wrong())?;
    let width = if address.is_ipv4() { 32 } else { 128 };
    let length: u32 = length.map_or(Ok(width), str::parse).map_err(|_| wrong())?;
    if length > width {
        return Err(wrong());
    }
    let mask = u128::MAX.checked_shl(width - length).unwrap_or(0);
    Ok(Network { base: bits(address) & mask, mask })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&'static str]) -> String {
        let list: Vec<_> = trusted.iter().map(|entry| (*entry).to_owned()).collect();
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", http::HeaderValue::from_static(line));
        }
        TrustedProxies::parse(&list).unwrap().client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let forged = ["66.249.66.1"];
        assert_eq!(client(&[], "127.0.0.1", &forged), "127.0.0.1");
        assert_eq!(client(&["10.0.0.0/8"], "127.0.0.1", &forged), "127.0.0.1");
        assert_eq!(client(&["127.0.0.1"], "127.0.0.1", &forged), "66.249.66.1");
        let chain = ["66.249.66.1, 203.0.113.9", "10.1.1.1"];
        assert_eq!(client(&["127.0.0.1", "10.0.0.0/8"], "127.0.0.1", &chain), "203.0.113.9");
        assert_eq!(client(&["127.0.0.1"], "127.0.0.1", &["nonsense"]), "127.0.0.1");
        assert_eq!(client(&["fd00::/8"], "fd00::1", &["2001:db8::5"]), "2001:db8::5");
    }

    #[test]
    fn networks_that_are_none_are_refused() {
        for entry in ["", "10.0.0.0/33", "10.0.0", "::/129", "x/8"] {
            assert!(TrustedProxies::parse(&[entry.to_owned()]).is_err(), "{entry}");
        }
        assert!(
            TrustedProxies::parse(&["0.0.0.0/0".to_owned()])
                .unwrap()
                .trusts("1.2.3.4".parse().unwrap())
        );
    }
}
