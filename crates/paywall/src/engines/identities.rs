//! Whose an address is, by its name in the DNS: asked once, remembered for a while,
//! and never waited for.

use std::{
    collections::HashSet,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use moka::sync::Cache;
use vocab::Ambient;

use super::{
    Bot, bots,
    names::{Names, NamesProblem},
    ranges::is_public,
};

/// How long an engine's address is known as its own.
const PROVEN: SignedDuration = SignedDuration::from_hours(24);
/// How long another's is known as none.
const REFUTED: SignedDuration = SignedDuration::from_hours(1);
/// How long nobody asks again after the DNS has failed.
const FAILED: SignedDuration = SignedDuration::from_mins(5);
/// How many addresses of each kind are remembered.
const REMEMBERED: u64 = 10_000;
/// How many are asked about at once; whoever comes beyond that stays unknown.
const AT_ONCE: usize = 16;
/// How long a lookup may take in all.
const LOOKUP: Duration = Duration::from_secs(5);
/// How many of an address's names are followed.
const NAMES: usize = 4;

/// What is known of addresses. Only in memory, and only of those that say that
/// they are an engine's.
#[derive(Debug)]
pub(super) struct Identities {
    names: Arc<dyn Names>,
    ambient: Ambient,
    /// Until when, and which engines'. Apart from the others, so that no flood of
    /// pretenders drives out an engine.
    proven: Cache<IpAddr, (Timestamp, Arc<[&'static str]>)>,
    /// Until when nothing is to be found.
    refuted: Cache<IpAddr, Timestamp>,
    under_way: Mutex<HashSet<IpAddr>>,
}

/// Ends a lookup's place among those under way, however it ends.
struct Place(Arc<Identities>, IpAddr);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

impl Identities {
    pub(super) fn new(names: Arc<dyn Names>, ambient: Ambient) -> Self {
        Self {
            names,
            ambient,
            proven: Cache::new(REMEMBERED),
            refuted: Cache::new(REMEMBERED),
            under_way: Mutex::default(),
        }
    }

    /// Whether the address is known to be `bot`'s. Never waits: of whom nothing is
    /// known yet it says no, and asks in the background.
    pub(super) fn prove(self: &Arc<Self>, bot: &Bot, address: IpAddr) -> bool {
        let now = self.ambient.now();
        if let Some((_, whose)) = self.proven.get(&address).filter(|(until, _)| now < *until) {
            return whose.contains(&&*bot.id);
        }
        if self.refuted.get(&address).is_none_or(|until| until <= now) {
            self.look_up(address);
        }
        false
    }

    /// How many lookups are under way.
    #[cfg(test)]
    pub(super) fn count_under_way(&self) -> usize {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn look_up(self: &Arc<Self>, address: IpAddr) {
        if !is_public(address) {
            return;
        }
        {
            let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
            if under_way.len() >= AT_ONCE || !under_way.insert(address) {
                return;
            }
        }
        let place = Place(self.clone(), address);
        tokio::spawn(async move {
            let Place(identities, address) = &place;
            let found = tokio::time::timeout(LOOKUP, confirm(&*identities.names, *address)).await;
            identities.remember(*address, found.unwrap_or(Ok(None)));
        });
    }

    /// `None` is a lookup that came to no end.
    fn remember(&self, address: IpAddr, found: Result<Option<Vec<&'static str>>, NamesProblem>) {
        let now = self.ambient.now();
        match found {
            Ok(Some(whose)) if whose.is_empty() => self.refuted.insert(address, now + REFUTED),
            Ok(Some(whose)) => self.proven.insert(address, (now + PROVEN, whose.into())),
            Ok(None) => self.refuted.insert(address, now + FAILED),
            Err(error) => {
                tracing::debug!(%error, "a crawler’s address could not be looked up");
                self.refuted.insert(address, now + FAILED);
            }
        }
    }
}

/// The engines in whose domains a name of the address lies that leads back to it.
async fn confirm(
    names: &dyn Names,
    address: IpAddr,
) -> Result<Option<Vec<&'static str>>, NamesProblem> {
    let mut whose = Vec::new();
    for name in names.names_of(address).await?.into_iter().take(NAMES) {
        let owners = || bots().iter().filter(|bot| bot.owns_name(&name));
        if owners().next().is_none() {
            continue;
        }
        if names.addresses_of(&name, address).await?.contains(&address) {
            whose.extend(owners().map(|bot| &*bot.id));
        }
    }
    Ok(Some(whose))
}

#[cfg(test)]
mod tests {
    use std::{
        collections::HashMap,
        sync::atomic::{AtomicI64, AtomicUsize, Ordering},
    };

    use futures_util::{FutureExt as _, future::BoxFuture};
    use vocab::{Clock, Random};

    use super::{
        super::{Names, NamesProblem, find_bot},
        *,
    };

    /// A DNS of the test’s own: names of addresses, and addresses of names.
    #[derive(Debug, Default)]
    struct Zone {
        names: HashMap<IpAddr, &'static str>,
        addresses: HashMap<&'static str, IpAddr>,
        asked: AtomicUsize,
        is_silent: bool,
        fails: bool,
    }

    impl Zone {
        fn of(entries: &[(&str, &'static str, &str)]) -> Self {
            let names = entries.iter().map(|(address, name, _)| (at(address), *name)).collect();
            let addresses = entries.iter().map(|(_, name, leads)| (*name, at(leads))).collect();
            Self { names, addresses, ..Self::default() }
        }
    }

    impl Names for Zone {
        fn names_of(&self, address: IpAddr) -> BoxFuture<'_, Result<Vec<String>, NamesProblem>> {
            self.asked.fetch_add(1, Ordering::SeqCst);
            if self.is_silent {
                return std::future::pending().boxed();
            }
            let found = self.names.get(&address).map(|name| (*name).to_owned());
            let answer = if self.fails {
                Err(NamesProblem::new("refused"))
            } else {
                Ok(found.into_iter().collect())
            };
            std::future::ready(answer).boxed()
        }

        fn addresses_of<'a>(
            &'a self,
            name: &'a str,
            _: IpAddr,
        ) -> BoxFuture<'a, Result<Vec<IpAddr>, NamesProblem>> {
            std::future::ready(Ok(self.addresses.get(name).copied().into_iter().collect())).boxed()
        }
    }

    #[derive(Clone, Default)]
    struct Hands(Arc<AtomicI64>);

    impl Clock for Hands {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(1_800_000_000 + self.0.load(Ordering::SeqCst)).unwrap()
        }
    }

    struct Zeros;

    impl Random for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn identities(zone: Zone) -> (Arc<Identities>, Arc<Zone>, Hands) {
        let (zone, clock) = (Arc::new(zone), Hands::default());
        let ambient = Ambient::new(clock.clone(), Zeros);
        (Arc::new(Identities::new(zone.clone(), ambient)), zone, clock)
    }

    /// Lets what was begun in the background come to its end.
    async fn settle(identities: &Identities) {
        for _ in 0..1_000 {
            if identities.count_under_way() == 0 {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("lookups do not end");
    }

    async fn proves(identities: &Arc<Identities>, bot: &str, address: &str) -> bool {
        let bot = find_bot(bot).unwrap();
        identities.prove(bot, at(address));
        settle(identities).await;
        identities.prove(bot, at(address))
    }

    #[tokio::test]
    async fn a_name_that_leads_back_proves_its_engine_and_no_other() {
        let (identities, _, _) = identities(Zone::of(&[
            ("66.249.66.1", "crawl-66-249-66-1.googlebot.com.", "66.249.66.1"),
            ("2001:4860:4801:10::1", "crawl-6.googlebot.com.", "2001:4860:4801:10::1"),
        ]));
        assert!(proves(&identities, "googlebot", "66.249.66.1").await);
        assert!(proves(&identities, "googlebot", "2001:4860:4801:10::1").await);
        assert!(!proves(&identities, "bingbot", "66.249.66.1").await);
    }

    #[tokio::test]
    async fn names_that_prove_nothing() {
        let (identities, _, _) = identities(Zone::of(&[
            ("203.0.113.2", "crawl-2.googlebot.com.", "203.0.113.99"),
            ("203.0.113.3", "googlebot.com.evil.test.", "203.0.113.3"),
            ("203.0.113.4", "4.gae.googleusercontent.com.", "203.0.113.4"),
            ("127.0.0.1", "crawl-7.googlebot.com.", "127.0.0.1"),
        ]));
        for address in ["203.0.113.2", "203.0.113.3", "203.0.113.4", "203.0.113.5", "127.0.0.1"] {
            assert!(!proves(&identities, "googlebot", address).await, "{address}");
        }
    }

    #[tokio::test]
    async fn an_answer_holds_for_a_day_a_refusal_for_an_hour_and_a_failure_for_minutes() {
        for (zone, kept_seconds) in [
            (Zone::of(&[("66.249.66.1", "a.googlebot.com.", "66.249.66.1")]), 24 * 3_600),
            (Zone::default(), 3_600),
            (Zone { fails: true, ..Zone::default() }, 300),
        ] {
            let (identities, zone, clock) = identities(zone);
            proves(&identities, "googlebot", "66.249.66.1").await;
            assert_eq!(zone.asked.load(Ordering::SeqCst), 1, "{zone:?}");
            clock.0.store(kept_seconds - 1, Ordering::SeqCst);
            proves(&identities, "googlebot", "66.249.66.1").await;
            assert_eq!(zone.asked.load(Ordering::SeqCst), 1, "{zone:?}");
            clock.0.store(kept_seconds, Ordering::SeqCst);
            // What has run out is no proof any more, even before the new answer is there.
            assert!(!identities.prove(find_bot("googlebot").unwrap(), at("66.249.66.1")));
            settle(&identities).await;
            assert_eq!(zone.asked.load(Ordering::SeqCst), 2, "{zone:?}");
        }
    }

    #[tokio::test]
    async fn a_dns_that_never_answers_is_asked_about_few_and_waited_for_by_nobody() {
        let (identities, zone, _) = identities(Zone { is_silent: true, ..Zone::default() });
        let google = find_bot("googlebot").unwrap();
        for host in 1..=200 {
            let address = at(&format!("203.0.113.{host}"));
            // No await: a page is made in the same breath.
            assert!(!identities.prove(google, address));
            assert!(!identities.prove(google, address));
        }
        assert_eq!(identities.count_under_way(), AT_ONCE);
        tokio::task::yield_now().await;
        assert!(zone.asked.load(Ordering::SeqCst) <= AT_ONCE);
    }

    #[tokio::test]
    async fn a_flood_of_pretenders_leaves_the_engine_known() {
        let (identities, zone, _) =
            identities(Zone::of(&[("66.249.66.1", "a.googlebot.com.", "66.249.66.1")]));
        assert!(proves(&identities, "googlebot", "66.249.66.1").await);
        for host in 1..=250 {
            assert!(!proves(&identities, "googlebot", &format!("203.0.113.{host}")).await);
        }
        assert!(identities.prove(find_bot("googlebot").unwrap(), at("66.249.66.1")));
        assert_eq!(zone.asked.load(Ordering::SeqCst), 251);
    }
}
