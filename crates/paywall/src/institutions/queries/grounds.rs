use jiff::Timestamp;
use store::{Executor, StoreError, Tx, args, statement};

use crate::{Network, institutions::ranges};

/// A domain of an institution.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    pub name: String,
    /// Whether addresses under its subdomains count as well.
    pub subdomains: bool,
}

fn read_network(text: &str) -> store::Result<Network> {
    ranges::read_network(text).map_err(|problem| StoreError::Decode {
        column: "network".to_owned(),
        problem: format!("{text}: {problem:?}"),
    })
}

statement! {
    LIST_ALL_NETWORKS = "SELECT n.institution, n.network
        FROM institution_networks n JOIN institutions i ON i.slug = n.institution
        WHERE i.ended_at IS NULL";
}

/// The networks of all institutions that have not been ended.
pub(crate) async fn list_all_networks(on: impl Executor) -> store::Result<Vec<(String, Network)>> {
    let rows = on.all(&LIST_ALL_NETWORKS, args![]).await?;
    let read =
        |row: &store::Row| Ok((row.text("institution")?, read_network(&row.text("network")?)?));
    rows.iter().map(read).collect()
}

statement! {
    LIST_NETWORKS = "SELECT network FROM institution_networks WHERE institution = $1";
}

/// An institution's networks, in the order of their addresses.
pub(crate) async fn list_networks(
    on: impl Executor,
    institution: &str,
) -> store::Result<Vec<Network>> {
    let rows = on.all(&LIST_NETWORKS, args![institution]).await?;
    let networks = rows.iter().map(|row| read_network(&row.text("network")?));
    let mut networks = networks.collect::<store::Result<Vec<_>>>()?;
    networks.sort_unstable();
    Ok(networks)
}

statement! {
    INSERT_NETWORK = "INSERT INTO institution_networks (institution, network, added_at)
        VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
}

pub(crate) async fn insert_network(
    tx: &mut Tx,
    institution: &str,
    network: &Network,
    now: Timestamp,
) -> store::Result<()> {
    tx.run(&INSERT_NETWORK, args![institution, network.to_string(), now]).await.map(drop)
}

statement! {
    DELETE_NETWORK = "DELETE FROM institution_networks WHERE institution = $1 AND network = $2";
}

/// Removes it. False where it is not there.
pub(crate) async fn delete_network(
    tx: &mut Tx,
    institution: &str,
    network: &str,
) -> store::Result<bool> {
    Ok(tx.run(&DELETE_NETWORK, args![institution, network]).await? > 0)
}

statement! {
    LIST_ALL_DOMAINS = "SELECT d.institution, d.domain, d.subdomains
        FROM institution_domains d JOIN institutions i ON i.slug = d.institution
        WHERE i.ended_at IS NULL";
}

/// The domains of all institutions that have not been ended.
pub(crate) async fn list_all_domains(on: impl Executor) -> store::Result<Vec<(String, Domain)>> {
    let rows = on.all(&LIST_ALL_DOMAINS, args![]).await?;
    let read = |row: &store::Row| {
        let domain = Domain { name: row.text("domain")?, subdomains: row.int("subdomains")? != 0 };
        Ok((row.text("institution")?, domain))
    };
    rows.iter().map(read).collect()
}

statement! {
    LIST_DOMAINS = "SELECT domain, subdomains FROM institution_domains
        WHERE institution = $1 ORDER BY domain";
}

pub(crate) async fn list_domains(
    on: impl Executor,
    institution: &str,
) -> store::Result<Vec<Domain>> {
    let rows = on.all(&LIST_DOMAINS, args![institution]).await?;
    let read = |row: &store::Row| {
        Ok(Domain { name: row.text("domain")?, subdomains: row.int("subdomains")? != 0 })
    };
    rows.iter().map(read).collect()
}

statement! {
    SET_DOMAIN = "INSERT INTO institution_domains (institution, domain, subdomains, added_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (institution, domain) DO UPDATE SET subdomains = excluded.subdomains";
}

/// Adds it, or says anew whether its subdomains count.
pub(crate) async fn set_domain(
    tx: &mut Tx,
    institution: &str,
    domain: &Domain,
    now: Timestamp,
) -> store::Result<()> {
    let args = args![institution, &domain.name, i64::from(domain.subdomains), now];
    tx.run(&SET_DOMAIN, args).await.map(drop)
}

statement! {
    DELETE_DOMAIN = "DELETE FROM institution_domains WHERE institution = $1 AND domain = $2";
}

/// Removes it. False where it is not there.
pub(crate) async fn delete_domain(
    tx: &mut Tx,
    institution: &str,
    domain: &str,
) -> store::Result<bool> {
    Ok(tx.run(&DELETE_DOMAIN, args![institution, domain]).await? > 0)
}

/// The institution among `networks` with a network that meets this one, but for `own`.
pub(crate) fn find_overlap<'a>(
    networks: &'a [(String, Network)],
    own: &str,
    network: &Network,
) -> Option<&'a (String, Network)> {
    networks.iter().find(|(slug, other)| slug != own && other.overlaps(network))
}
