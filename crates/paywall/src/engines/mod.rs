//! Search engines and other bots: who they are, what they may read, what
//! `robots.txt` asks of them.
//!
//! Whoever names itself after an engine and comes from one of its addresses is that
//! engine: its published ranges hold the address, or the address has a name in the
//! engine's domain and that name has the address. Everybody else who says so gets the
//! lead. Nothing is waited for on the way to a page.

mod bots;
mod desk;
mod identities;
mod names;
mod ranges;
mod refresh;
mod robots;

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, PoisonError, RwLock},
};

use axum::Router;
use http::{HeaderMap, header};
use identities::Identities;
use store::{Db, Executor, feed::Change, jobs::Handlers, schedule::Recurring, settings};
use vocab::{Ambient, Engine};
use web::{ClientAddress, Site, declares_itself_crawler};

use crate::Network;

pub use bots::{Bot, Group, bots, find_bot};
pub use names::{Dns, Names, NamesProblem};
pub use ranges::{RangesProblem, read_ranges};
pub use refresh::{RangesAddress, RangesAddressProblem};
pub use robots::{Answer, RobotsPolicy, RobotsProblem, RobotsProblemKind};

/// The feed's topic for what the desk says about bots.
const ROBOTS_TOPIC: &str = "robots";
/// The feed's topic for published ranges; the key is the engine's id.
const RANGES_TOPIC: &str = "engine_ranges";
/// The setting that holds what the desk says, as JSON.
const ROBOTS: &str = "robots";

/// Where the addresses of an engine come from.
#[derive(Clone, Debug)]
pub struct RangesSource {
    /// Whose they are.
    pub bot: &'static Bot,
    /// Those of a file beside the configuration.
    pub networks: Vec<Network>,
    /// Where new ones are fetched.
    pub address: Option<RangesAddress>,
}

/// What the configuration says about engines.
#[derive(Clone, Debug, Default)]
pub struct EnginesConfig {
    /// Whom to ask for names; the machine's own name servers where none is said.
    pub dns: Option<SocketAddr>,
    /// Published ranges.
    pub ranges: Vec<RangesSource>,
}

/// This part of the department: one pointer.
#[derive(Clone)]
pub struct Engines(Arc<Parts>);

struct Parts {
    db: Db,
    ambient: Ambient,
    site: Site,
    sources: Vec<RangesSource>,
    identities: Arc<Identities>,
    robots: RwLock<Arc<Robots>>,
    ranges: RwLock<Arc<HashMap<&'static str, Vec<Network>>>>,
}

/// The desk's policy, and what is asked of it with each request.
struct Robots {
    policy: RobotsPolicy,
    text: String,
    turns_any_away: bool,
    lets_any_read: bool,
}

impl Robots {
    fn new(policy: RobotsPolicy, site: &Site) -> Self {
        let meets = |answer| bots().iter().any(|bot| policy.answer(bot) == answer);
        Self {
            text: policy.robots_txt(&site.config().url),
            turns_any_away: meets(Answer::TurnAway),
            lets_any_read: meets(Answer::Full),
            policy,
        }
    }
}

impl Engines {
    /// Jobs of this part that come again.
    pub const RECURRING: &[Recurring] = &[Recurring { kind: refresh::JOB, cron: "50 4 * * *" }];

    /// Opens it; reads what the desk says and the ranges that were fetched last.
    pub async fn open(
        db: Db,
        ambient: Ambient,
        site: Site,
        names: Arc<dyn Names>,
        sources: Vec<RangesSource>,
    ) -> store::Result<Self> {
        let identities = Arc::new(Identities::new(names, ambient.clone()));
        let robots = RwLock::new(Arc::new(Robots::new(RobotsPolicy::default(), &site)));
        let ranges = RwLock::default();
        let parts = Parts { db, ambient, site, sources, identities, robots, ranges };
        let engines = Self(Arc::new(parts));
        engines.load_robots().await?;
        engines.load_ranges().await?;
        Ok(engines)
    }

    /// The engine behind a request from `address`, if it has proven itself and may read
    /// whole stories. Never waits.
    pub fn recognise(&self, headers: &HeaderMap, address: ClientAddress) -> Option<Engine> {
        let robots = self.robots();
        if !robots.lets_any_read {
            return None;
        }
        let bot = bots::named_in(agent(headers))
            .find(|bot| robots.policy.answer(bot) == Answer::Full && self.is_from(bot, address))?;
        Some(Engine { name: &bot.name, premium: robots.policy.premium })
    }

    /// Whether the address is known to be the engine's own.
    fn is_from(&self, bot: &Bot, address: ClientAddress) -> bool {
        let ranges = self.0.ranges.read().unwrap_or_else(PoisonError::into_inner).clone();
        let published = ranges.get(&*bot.id);
        published.is_some_and(|networks| networks.iter().any(|network| network.holds(address.0)))
            || !bot.domains.is_empty() && self.0.identities.prove(bot, address.0)
    }

    /// Whether nothing could prove the bot: it has no domain, and its ranges are not configured.
    fn lacks_ranges(&self, bot: &Bot) -> bool {
        bot.domains.is_empty() && !self.0.sources.iter().any(|source| source.bot.id == bot.id)
    }

    /// Whether the publisher turns away whoever names itself so.
    pub fn turns_away(&self, headers: &HeaderMap) -> bool {
        let robots = self.robots();
        // The first two questions spare readers the third.
        robots.turns_any_away
            && declares_itself_crawler(headers)
            && bots::named_in(agent(headers))
                .any(|bot| robots.policy.answer(bot) == Answer::TurnAway)
    }

    /// What `/robots.txt` says.
    pub fn robots_txt(&self) -> String {
        self.robots().text.clone()
    }

    /// Staff's pages.
    pub fn desk_routes(&self) -> Router {
        desk::router(self.clone())
    }

    /// Handles this part's jobs.
    pub fn jobs(&self, handlers: &mut Handlers) {
        let engines = self.clone();
        handlers.on(refresh::JOB, move |_| {
            let engines = engines.clone();
            async move { engines.refresh_ranges().await }
        });
    }

    /// Learns what `change` changed.
    pub async fn forget(&self, change: &Change) {
        let read = match &*change.topic {
            ROBOTS_TOPIC => self.load_robots().await,
            RANGES_TOPIC => self.load_ranges().await,
            _ => Ok(()),
        };
        if let Err(error) = read {
            tracing::error!(%error, "what is known of engines could not be read anew");
        }
    }

    fn robots(&self) -> Arc<Robots> {
        self.0.robots.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn load_robots(&self) -> store::Result<()> {
        let policy = find_policy(&self.0.db).await?;
        let robots = Arc::new(Robots::new(policy, &self.0.site));
        *self.0.robots.write().unwrap_or_else(PoisonError::into_inner) = robots;
        Ok(())
    }

    /// The ranges that were fetched last stand above those of the file.
    async fn load_ranges(&self) -> store::Result<()> {
        let mut all = HashMap::new();
        for source in &self.0.sources {
            let mut networks = source.networks.clone();
            if source.address.is_some()
                && let Some(kept) = refresh::find_kept(&self.0.db, source.bot).await?
            {
                match read_ranges(&kept) {
                    Ok(fetched) => networks = fetched,
                    Err(problem) => {
                        let engine = &*source.bot.id;
                        tracing::error!(%problem, engine, "the kept ranges are damaged");
                    }
                }
            }
            all.insert(&*source.bot.id, networks);
        }
        *self.0.ranges.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(all);
        Ok(())
    }
}

fn agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// What the desk says; the default where it has said nothing.
async fn find_policy(on: impl Executor) -> store::Result<RobotsPolicy> {
    let text = settings::find_setting(on, ROBOTS).await?.unwrap_or_default();
    if text.is_empty() {
        return Ok(RobotsPolicy::default());
    }
    serde_json::from_str(&text).map_err(|problem| store::StoreError::Decode {
        column: format!("settings.{ROBOTS}"),
        problem: problem.to_string(),
    })
}
