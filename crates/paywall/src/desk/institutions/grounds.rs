use axum::{
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use web::{Done, FormData, PageError, Staff};
use words::Words;

use super::{
    KEEPERS, broken, path_of,
    show::{Typed, render},
};
use crate::{
    Network, Paywall,
    institutions::{
        GROUNDS_MAX,
        domains::{DomainProblem, read_domain},
        queries::{self, Domain},
        ranges::{NetworkProblem, read_network},
    },
};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct NetworksForm {
    pub(super) networks: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct DomainForm {
    pub(super) domain: String,
    pub(super) subdomains: String,
}

/// Each network that was typed, one a line or between commas.
fn read_networks(typed: &str, say: Words) -> Result<Vec<Network>, String> {
    let parts = typed.split(['\n', ',', ';']).map(str::trim).filter(|part| !part.is_empty());
    let read = |part: &str| {
        read_network(part).map_err(|problem| match problem {
            NetworkProblem::Unreadable => say.desk_institution_network_unreadable(part),
            NetworkProblem::TooWide => say.desk_institution_network_wide(part),
            NetworkProblem::HostBits(around) => {
                say.desk_institution_network_host(around.to_string(), part)
            }
        })
    };
    let networks: Vec<Network> = parts.map(read).collect::<Result<_, _>>()?;
    if networks.is_empty() {
        return Err(say.desk_institution_network_unreadable(typed.trim()));
    }
    Ok(networks)
}

/// Adds all networks that were typed, or none.
pub(super) async fn add_networks(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(slug): Path<String>,
    FormData(form): FormData<NetworksForm>,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    let (say, now) = (staff.words(), paywall.ambient.now());
    let refuse = async |problem: String| {
        let typed = Typed { networks: Some((form.clone(), problem)), ..Typed::default() };
        render(&paywall, &staff, &slug, typed).await
    };
    let networks = match read_networks(&form.networks, say) {
        Ok(networks) => networks,
        Err(problem) => return refuse(problem).await,
    };
    let (mut tx, _) = paywall.hold_institution(&slug).await?;
    let all = queries::list_all_networks(&mut tx).await.map_err(broken)?;
    let taken = networks.iter().find_map(|network| {
        queries::find_overlap(&all, &slug, network).map(|(owner, other)| (network, owner, other))
    });
    if let Some((network, owner, other)) = taken {
        let name = queries::find(&mut tx, owner).await.map_err(broken)?;
        let name = name.map_or_else(|| owner.clone(), |found| found.name);
        tx.rollback().await.map_err(broken)?;
        let (network, other) = (network.to_string(), other.to_string());
        return refuse(say.desk_institution_network_taken(name, network, other)).await;
    }
    let own = all.iter().filter(|(owner, _)| *owner == slug).count();
    if own + networks.len() > GROUNDS_MAX {
        tx.rollback().await.map_err(broken)?;
        return refuse(say.desk_institution_grounds_many()).await;
    }
    for network in &networks {
        queries::insert_network(&mut tx, &slug, network, now).await.map_err(broken)?;
    }
    let added = networks.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    paywall.finish_institution(tx, &staff, "institution.add_network", (&slug, &added)).await?;
    Ok(Done::Added.redirect(&path_of(&slug)))
}

#[derive(Deserialize)]
pub(super) struct Removal {
    #[serde(default)]
    network: String,
    #[serde(default)]
    domain: String,
}

pub(super) async fn remove_network(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(slug): Path<String>,
    FormData(asked): FormData<Removal>,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    let network = &*asked.network;
    let (mut tx, _) = paywall.hold_institution(&slug).await?;
    if !queries::delete_network(&mut tx, &slug, network).await.map_err(broken)? {
        return Err(PageError::not_found());
    }
    paywall.finish_institution(tx, &staff, "institution.remove_network", (&slug, network)).await?;
    Ok(Done::Withdrawn.redirect(&path_of(&slug)))
}

/// Adds a domain, or says anew whether its subdomains count.
pub(super) async fn add_domain(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(slug): Path<String>,
    FormData(form): FormData<DomainForm>,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    let (say, now) = (staff.words(), paywall.ambient.now());
    let refuse = async |problem: String| {
        let typed = Typed { domain: Some((form.clone(), problem)), ..Typed::default() };
        render(&paywall, &staff, &slug, typed).await
    };
    let name = match read_domain(&form.domain) {
        Ok(name) => name,
        Err(DomainProblem::Unreadable) => {
            return refuse(say.desk_institution_domain_unreadable(form.domain.trim())).await;
        }
        Err(DomainProblem::Public) => {
            return refuse(say.desk_institution_domain_public(form.domain.trim())).await;
        }
    };
    let (mut tx, _) = paywall.hold_institution(&slug).await?;
    let all = queries::list_all_domains(&mut tx).await.map_err(broken)?;
    let taken = all.iter().find(|(owner, other)| *owner != slug && other.name == name);
    if let Some((owner, _)) = taken {
        let owner = queries::find(&mut tx, owner).await.map_err(broken)?;
        let owner = owner.map_or_else(String::new, |found| found.name);
        tx.rollback().await.map_err(broken)?;
        return refuse(say.desk_institution_domain_taken(name, owner)).await;
    }
    if all.iter().filter(|(owner, _)| *owner == slug).count() >= GROUNDS_MAX {
        tx.rollback().await.map_err(broken)?;
        return refuse(say.desk_institution_grounds_many()).await;
    }
    let domain = Domain { name, subdomains: form.subdomains == "yes" };
    queries::set_domain(&mut tx, &slug, &domain, now).await.map_err(broken)?;
    let below = if domain.subdomains { " +subdomains" } else { "" };
    let detail = format!("{}{below}", domain.name);
    paywall.finish_institution(tx, &staff, "institution.add_domain", (&slug, &detail)).await?;
    Ok(Done::Added.redirect(&path_of(&slug)))
}

pub(super) async fn remove_domain(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(slug): Path<String>,
    FormData(asked): FormData<Removal>,
) -> Result<Response, PageError> {
    staff.require(KEEPERS)?;
    let domain = &*asked.domain;
    let (mut tx, _) = paywall.hold_institution(&slug).await?;
    if !queries::delete_domain(&mut tx, &slug, domain).await.map_err(broken)? {
        return Err(PageError::not_found());
    }
    paywall.finish_institution(tx, &staff, "institution.remove_domain", (&slug, domain)).await?;
    Ok(Done::Withdrawn.redirect(&path_of(&slug)))
}
