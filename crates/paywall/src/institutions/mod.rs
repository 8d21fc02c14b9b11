//! Institutions: a university, a library, a company whose agreement lets its people
//! read, known by network, by the domain of a proven address, or by a code.
//!
//! Who they are lies in memory on each node, so that recognising a visitor asks no
//! database; agreements begin and end by the clock, whether a worker runs or not.

pub(crate) mod codes;
pub(crate) mod domains;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod ranges;
pub(crate) mod redemption;
pub(crate) mod routes;
pub(crate) mod usage;

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, PoisonError, RwLock},
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use tokio::sync::Mutex;
use vocab::{BenefitSet, Institution, ReaderId};
use web::{SignedIn, Visitor};

use crate::{Holder, Paywall};
use domains::Domains;
use ranges::Ranges;
use usage::Usage;

/// The feed's topic for agreements, networks and domains.
pub(crate) const TOPIC: &str = "institutions";
/// The feed's topic for who belongs to one; the key is the reader, or empty for all.
pub(crate) const MEMBERS_TOPIC: &str = "institution_members";
/// At most so many agreements that have not been ended.
pub(crate) const INSTITUTIONS_MAX: u32 = 2_000;
/// At most so many networks, and so many domains, of one institution.
pub(crate) const GROUNDS_MAX: usize = 500;

/// An institution and its agreement.
#[derive(Clone, Debug)]
pub(crate) struct Agreement {
    /// As rules name it.
    pub slug: String,
    /// As readers see it.
    pub name: String,
    /// Whom the desk writes to.
    pub contact: String,
    /// What it gives.
    pub benefits: BenefitSet,
    /// The first day, in the paper's zone.
    pub starts_on: Date,
    /// The last day.
    pub ends_on: Date,
    /// Since when it is paused.
    pub paused_at: Option<Timestamp>,
    /// When the desk ended it.
    pub ended_at: Option<Timestamp>,
}

/// Where an agreement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Its first day is to come.
    ToCome,
    /// It gives.
    Running,
    /// The desk paused it.
    Paused,
    /// Its last day is over.
    Over,
    /// The desk ended it, for good.
    Ended,
}

impl Agreement {
    /// From when until when it gives.
    pub(crate) fn period(&self, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let midnight = |date: Option<Date>| {
            date.and_then(|date| date.to_zoned(zone.clone()).ok()).map(|at| at.timestamp())
        };
        let starts_at = midnight(Some(self.starts_on)).unwrap_or(Timestamp::MAX);
        let ends_at = midnight(self.ends_on.tomorrow().ok()).unwrap_or(Timestamp::MAX);
        (starts_at, ends_at)
    }

    /// Where it stands at `now`.
    pub(crate) fn standing(&self, now: Timestamp, zone: &TimeZone) -> Standing {
        let (starts_at, ends_at) = self.period(zone);
        if self.ended_at.is_some() {
            Standing::Ended
        } else if now >= ends_at {
            Standing::Over
        } else if self.paused_at.is_some() {
            Standing::Paused
        } else if now < starts_at {
            Standing::ToCome
        } else {
            Standing::Running
        }
    }
}

/// By what a visitor is known to come from an institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The client's address.
    Network,
    /// A code that the reader redeemed.
    Code,
    /// The domain of the reader's proven address.
    Domain,
}

/// An agreement that covers a visitor.
#[derive(Clone, Debug)]
pub struct Cover {
    /// Whose it is.
    pub institution: Arc<Institution>,
    /// By what.
    pub ground: Ground,
    /// Until when.
    pub ends_at: Timestamp,
}

/// Whoever is to be recognised, as far as that is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Where the request comes from.
    pub address: Option<IpAddr>,
    /// The reader who is logged in.
    pub reader: Option<ReaderId>,
    /// The reader's address, if it was proven.
    pub proven_email: Option<&'a str>,
}

impl<'a> Known<'a> {
    /// What is known of whoever makes a request.
    pub fn of(address: IpAddr, signed_in: Option<&'a SignedIn>) -> Self {
        Self {
            address: Some(address),
            reader: signed_in.map(|signed_in| signed_in.reader),
            proven_email: signed_in
                .filter(|signed_in| signed_in.is_proven)
                .map(|signed_in| &*signed_in.email),
        }
    }

    /// The same of the front desk's visitor.
    pub fn of_visitor(visitor: &'a Visitor) -> Self {
        Self::of(visitor.address.0, visitor.signed_in.as_ref())
    }
}

/// An agreement that is not paused, as requests meet it.
#[derive(Debug)]
struct Live {
    institution: Arc<Institution>,
    starts_at: Timestamp,
    ends_at: Timestamp,
}

/// All agreements that give something now or later, and by what they are known.
#[derive(Debug, Default)]
struct Register {
    by_slug: HashMap<Box<str>, Arc<Live>>,
    ranges: Ranges<Arc<Live>>,
    domains: Domains<Arc<Live>>,
}

/// What this node holds of institutions.
#[derive(Default)]
pub(crate) struct Institutions {
    register: RwLock<Arc<Register>>,
    members: RwLock<HashMap<ReaderId, Box<[Box<str>]>>>,
    /// Whoever reads anew waits for whoever does so already, lest what is older be kept.
    reading: Mutex<()>,
    pub(crate) usage: Usage,
}

impl Institutions {
    fn register(&self) -> Arc<Register> {
        self.register.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Every agreement that covers such a visitor at `now`, by each of its grounds.
    fn covers(&self, known: Known<'_>, now: Timestamp) -> Vec<Cover> {
        let register = self.register();
        if register.by_slug.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(Ground, &Arc<Live>)> = Vec::new();
        let by_address = known.address.and_then(|address| register.ranges.find(address));
        found.extend(by_address.map(|live| (Ground::Network, live)));
        if let Some(reader) = known.reader {
            let members = self.members.read().unwrap_or_else(PoisonError::into_inner);
            let slugs = members.get(&reader).map_or(&[][..], |slugs| slugs);
            let live = slugs.iter().filter_map(|slug| register.by_slug.get(slug));
            found.extend(live.map(|live| (Ground::Code, live)));
        }
        let by_email = known.proven_email.and_then(|email| register.domains.find(email));
        found.extend(by_email.map(|live| (Ground::Domain, live)));
        found.retain(|(_, live)| live.starts_at <= now && now < live.ends_at);
        let cover = |(ground, live): (Ground, &Arc<Live>)| Cover {
            institution: live.institution.clone(),
            ground,
            ends_at: live.ends_at,
        };
        found.into_iter().map(cover).collect()
    }
}

/// Of several the one that gives most; the first of those that give as much.
fn best(covers: Vec<Cover>) -> Option<Cover> {
    let size = |cover: &Cover| cover.institution.benefits.iter().count();
    covers.into_iter().reduce(|best, other| if size(&other) > size(&best) { other } else { best })
}

impl Paywall {
    /// Whether there is any agreement that is not paused and has not been ended.
    pub fn has_institutions(&self) -> bool {
        !self.institutions.register().by_slug.is_empty()
    }

    /// The agreement that covers such a visitor now. Asks no database.
    pub fn recognise(&self, known: Known<'_>) -> Option<Cover> {
        best(self.institutions.covers(known, self.ambient.now()))
    }

    /// The institutions that rules may name, and what each gives.
    pub(crate) async fn institution_choices(&self) -> store::Result<Vec<Holder>> {
        let open = queries::list_open(&self.db).await?;
        let holder = |agreement: Agreement| Holder {
            slug: agreement.slug,
            name: agreement.name,
            benefits: agreement.benefits,
        };
        Ok(open.into_iter().map(holder).collect())
    }

    /// Reads anew whose agreement is in force, and by what institutions are known.
    pub(crate) async fn load_institutions(&self) -> store::Result<()> {
        let _alone = self.institutions.reading.lock().await;
        let zone = self.site.zone();
        let agreements = queries::list_open(&self.db).await?;
        let mut register = Register::default();
        for agreement in agreements.iter().filter(|agreement| agreement.paused_at.is_none()) {
            let (starts_at, ends_at) = agreement.period(zone);
            let institution = Arc::new(Institution {
                slug: agreement.slug.as_str().into(),
                name: agreement.name.as_str().into(),
                benefits: agreement.benefits.clone(),
            });
            let live = Arc::new(Live { institution, starts_at, ends_at });
            register.by_slug.insert(agreement.slug.as_str().into(), live);
        }
        let live = |slug: &str| register.by_slug.get(slug).cloned();
        let networks = queries::list_all_networks(&self.db).await?;
        register.ranges = networks
            .into_iter()
            .filter_map(|(slug, network)| live(&slug).map(|live| (network, live)))
            .collect();
        let domains = queries::list_all_domains(&self.db).await?;
        register.domains = domains
            .into_iter()
            .filter_map(|(slug, found)| {
                live(&slug).map(|live| (found.name, found.subdomains, live))
            })
            .collect();
        let held = &self.institutions.register;
        *held.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(register);
        Ok(())
    }

    /// Reads anew who belongs to which: one reader, or everybody.
    pub(crate) async fn load_members(&self, reader: Option<ReaderId>) -> store::Result<()> {
        let _alone = self.institutions.reading.lock().await;
        let held = &self.institutions.members;
        let boxed = |slugs: Vec<String>| slugs.into_iter().map(String::into_boxed_str).collect();
        if let Some(reader) = reader {
            let slugs = queries::list_memberships(&self.db, reader).await?;
            let mut members = held.write().unwrap_or_else(PoisonError::into_inner);
            if slugs.is_empty() {
                members.remove(&reader);
            } else {
                members.insert(reader, boxed(slugs));
            }
            return Ok(());
        }
        let mut all: HashMap<ReaderId, Vec<String>> = HashMap::new();
        for (reader, slug) in queries::list_all_members(&self.db).await? {
            all.entry(reader).or_default().push(slug);
        }
        let all = all.into_iter().map(|(reader, slugs)| (reader, boxed(slugs))).collect();
        *held.write().unwrap_or_else(PoisonError::into_inner) = all;
        Ok(())
    }

    /// Learns what a change of `topic` to `key` made stale.
    pub(crate) async fn forget_institutions_of(&self, topic: &str, key: &str) {
        let read = match topic {
            TOPIC if key.is_empty() => match self.load_institutions().await {
                Ok(()) => self.load_members(None).await,
                failed => failed,
            },
            TOPIC => self.load_institutions().await,
            MEMBERS_TOPIC => self.load_members(key.parse().ok()).await,
            _ => return,
        };
        if let Err(error) = read {
            tracing::error!(%error, "the institutions could not be read anew");
        }
    }

    /// Forgets the institutions of a node that cannot hear whose agreement has ended.
    pub fn forget_institutions(&self) {
        let held = &self.institutions;
        *held.register.write().unwrap_or_else(PoisonError::into_inner) = Arc::default();
        held.members.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agreement(starts_on: &str, ends_on: &str) -> Agreement {
        Agreement {
            slug: "u".to_owned(),
            name: "U".to_owned(),
            contact: String::new(),
            benefits: BenefitSet::default(),
            starts_on: starts_on.parse().unwrap(),
            ends_on: ends_on.parse().unwrap(),
            paused_at: None,
            ended_at: None,
        }
    }

    #[test]
    fn an_agreement_lasts_from_its_first_midnight_to_the_end_of_its_last_day() {
        let zone = TimeZone::get("Asia/Kolkata").unwrap();
        let one = agreement("2026-11-24", "2026-11-30");
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (now, standing) in [
            ("2026-11-23T18:29:59Z", Standing::ToCome),
            ("2026-11-23T18:30:00Z", Standing::Running),
            ("2026-11-30T18:29:59Z", Standing::Running),
            ("2026-11-30T18:30:00Z", Standing::Over),
        ] {
            assert_eq!(one.standing(at(now), &zone), standing, "{now}");
        }
        let now = at("2026-11-25T00:00:00Z");
        let paused = Agreement { paused_at: Some(now), ..one.clone() };
        assert_eq!(paused.standing(now, &zone), Standing::Paused);
        let ended = Agreement { ended_at: Some(now), ..paused };
        assert_eq!(ended.standing(now, &zone), Standing::Ended);
    }

    #[test]
    fn of_several_agreements_the_one_that_gives_most_counts() {
        let cover = |slug: &str, benefits: &str, ground| Cover {
            institution: Arc::new(Institution {
                slug: slug.into(),
                name: slug.into(),
                benefits: benefits.parse().unwrap(),
            }),
            ground,
            ends_at: Timestamp::MAX,
        };
        let library = cover("library", "unlimited", Ground::Network);
        let firm = cover("firm", "unlimited premium", Ground::Code);
        let school = cover("school", "unlimited premium", Ground::Domain);
        let named = |covers: Vec<Cover>| best(covers).map(|cover| cover.institution.slug.clone());
        assert_eq!(named(vec![library.clone(), firm, school]).as_deref(), Some("firm"));
        assert_eq!(named(vec![library]).as_deref(), Some("library"));
        assert_eq!(named(Vec::new()), None);
    }
}
