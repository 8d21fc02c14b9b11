//! The names that addresses have, and the addresses that names have: DNS.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use futures_util::future::BoxFuture;
use hickory_resolver::{
    Resolver, TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig},
    net::{NetError, runtime::TokioRuntimeProvider},
    proto::rr::{Name, RData},
};

/// Why nothing was learnt.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NamesProblem(String);

impl NamesProblem {
    /// A problem, in words.
    pub fn new(problem: impl Into<String>) -> Self {
        Self(problem.into())
    }
}

/// Asks the DNS. An answer that says that there is nothing is an empty list.
pub trait Names: fmt::Debug + Send + Sync {
    /// What the address is called.
    fn names_of(&self, address: IpAddr) -> BoxFuture<'_, Result<Vec<String>, NamesProblem>>;

    /// Which addresses of the same kind as `like` the name has.
    fn addresses_of<'a>(
        &'a self,
        name: &'a str,
        like: IpAddr,
    ) -> BoxFuture<'a, Result<Vec<IpAddr>, NamesProblem>>;
}

/// One question to one server; a lookup as a whole has a limit of its own.
const ANSWER: Duration = Duration::from_secs(2);

/// A name server, or those of the machine.
pub struct Dns(TokioResolver);

impl fmt::Debug for Dns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dns")
    }
}

impl Dns {
    /// Asks `server`; or where there is none, whom the machine asks.
    pub fn open(server: Option<SocketAddr>) -> Result<Self, NamesProblem> {
        let provider = TokioRuntimeProvider::default();
        let mut builder = match server {
            Some(server) => {
                let mut udp = ConnectionConfig::udp();
                let mut tcp = ConnectionConfig::tcp();
                (udp.port, tcp.port) = (server.port(), server.port());
                let named = NameServerConfig::new(server.ip(), true, vec![udp, tcp]);
                let config = ResolverConfig::from_parts(None, Vec::new(), vec![named]);
                Resolver::builder_with_config(config, provider)
            }
            None => Resolver::builder(provider).map_err(problem)?,
        };
        let options = builder.options_mut();
        // What is found is kept by us, under the paper's clock.
        options.cache_size = 0;
        options.timeout = ANSWER;
        options.attempts = 1;
        options.use_hosts_file = ResolveHosts::Never;
        Ok(Self(builder.build().map_err(problem)?))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn problem(error: NetError) -> NamesProblem {
    NamesProblem(error.to_string())
}

/// That there is nothing is an answer.
fn records(
    answer: Result<hickory_resolver::lookup::Lookup, NetError>,
) -> Result<Vec<RData>, NamesProblem> {
    match answer {
        Ok(found) => Ok(found.answers().iter().map(|record| record.data.clone()).collect()),
        Err(error) if error.is_nx_domain() || error.is_no_records_found() => Ok(Vec::new()),
        Err(error) => Err(problem(error)),
    }
}

impl Names for Dns {
    fn names_of(&self, address: IpAddr) -> BoxFuture<'_, Result<Vec<String>, NamesProblem>> {
        Box::pin(async move {
            let found = records(self.0.reverse_lookup(address).await)?;
            let name = |data| match data {
                RData::PTR(name) => Some(name.0.to_ascii()),
                _ => None,
            };
            Ok(found.into_iter().filter_map(name).collect())
        })
    }

    fn addresses_of<'a>(
        &'a self,
        name: &'a str,
        like: IpAddr,
    ) -> BoxFuture<'a, Result<Vec<IpAddr>, NamesProblem>> {
        Box::pin(async move {
            let mut name =
                Name::from_ascii(name).map_err(|error| NamesProblem(error.to_string()))?;
            // Complete as it is: no domain of the machine's is put behind it.
            name.set_fqdn(true);
            let answer = match like {
                IpAddr::V4(_) => self.0.ipv4_lookup(name).await,
                IpAddr::V6(_) => self.0.ipv6_lookup(name).await,
            };
            let address = |data| match data {
                RData::A(address) => Some(IpAddr::V4(address.0)),
                RData::AAAA(address) => Some(IpAddr::V6(address.0)),
                _ => None,
            };
            Ok(records(answer)?.into_iter().filter_map(address).collect())
        })
    }
}
