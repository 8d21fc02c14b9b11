//! Other people's pages: stories of sites that keep their own CMS. Which there are, by
//! rules of the configuration and by what the sites tell; what the policy sees of them;
//! and decisions about them as tokens that an edge can verify alone.

mod address;
mod config;
mod keys;
mod model;
mod queries;
#[cfg(test)]
mod tests;
pub mod token;

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use meter::Decision;
use moka::sync::Cache;
use store::{
    Db, Result, audit, audit::Deed, feed, feed::Change, jobs::Handlers, schedule::Recurring,
};
use vocab::{Ambient, DeviceId, ReaderId};
use web::{Key, Site};

use token::{Claims, PublicKey, Verdict};

pub use address::normal_path;
pub use config::{OriginConfig, OutsideConfig, OutsideProblem, RuleConfig};
pub use keys::{KEYS_KEPT_SECONDS, revoke, rotate};
pub use model::{Origin, OutsideStory, PathRule, Registered};

/// The feed's topic for what sites told.
const TOPIC: &str = "outside";
const TURN_KEYS: &str = "decision_keys_turn";
/// Anybody may make up paths, so they are bounded by their bytes.
const TOLD_BYTES_MAX: u64 = 8 << 20;
const TOLD_BYTES_EACH: usize = 256;

/// The department: one pointer, cloned with each request.
#[derive(Clone)]
pub struct Outside(Arc<Parts>);

/// What the department is made of.
pub struct Parts {
    db: Db,
    ambient: Ambient,
    site: Site,
    origins: Vec<Origin>,
    token_seconds: i64,
    keys: keys::Keys,
    subjects: Key,
    /// By origin and path; absence is remembered too.
    told: Cache<(String, String), Option<Arc<Registered>>>,
    generation: AtomicU64,
}

impl Deref for Outside {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Who a decision is about.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    /// A reader who is logged in.
    Reader(ReaderId),
    /// A device without a log-in.
    Device(DeviceId),
}

/// What a site tells about one of its pages.
#[derive(Clone, Debug)]
pub struct Told {
    /// The path, in its normal form.
    pub path: String,
    /// What is known of it; none forgets it, and the rules hold again.
    pub facts: Option<Registered>,
}

impl Outside {
    /// What comes again by itself.
    pub const RECURRING: &'static [Recurring] =
        &[Recurring { kind: TURN_KEYS, cron: "25 2 * * *" }];

    /// Opens the department over checked origins.
    pub async fn open(
        db: Db,
        ambient: Ambient,
        site: Site,
        origins: Vec<Origin>,
        token_minutes: u32,
    ) -> Result<Self> {
        let keys = keys::Keys::open(&db).await?;
        let subjects = site.key().derive("subjects of decisions");
        let weigh = |(origin, path): &(String, String), _: &Option<Arc<Registered>>| {
            u32::try_from(origin.len() + path.len() + TOLD_BYTES_EACH).unwrap_or(u32::MAX)
        };
        let told = Cache::builder().max_capacity(TOLD_BYTES_MAX).weigher(weigh).build();
        let token_seconds = i64::from(token_minutes) * 60;
        let generation = AtomicU64::default();
        Ok(Self(Arc::new(Parts {
            db,
            ambient,
            site,
            origins,
            token_seconds,
            keys,
            subjects,
            told,
            generation,
        })))
    }

    /// The site with this host (and port); where none is named, the only one.
    pub fn origin(&self, host: Option<&str>) -> Option<&Origin> {
        match host {
            Some(host) => self.origins.iter().find(|own| own.host.eq_ignore_ascii_case(host)),
            None => self.origins.first().filter(|_| self.origins.len() == 1),
        }
    }

    /// The site of this origin, to the letter.
    pub fn origin_of_url(&self, url: &str) -> Option<&Origin> {
        self.origins.iter().find(|origin| origin.url == url)
    }

    /// The site and path that a full address names.
    pub fn locate(&self, address: &str) -> Option<(&Origin, String)> {
        let rest = |origin: &Origin| address.strip_prefix(&origin.url).map(str::to_owned);
        let (origin, rest) = self.origins.iter().find_map(|one| Some((one, rest(one)?)))?;
        let rest =
            if rest.starts_with(['?', '#']) || rest.is_empty() { format!("/{rest}") } else { rest };
        Some((origin, normal_path(&rest)?))
    }

    /// The page of `origin` at `path`, which is in its normal form. There is always one.
    pub async fn story(&self, origin: &Origin, path: String) -> Result<OutsideStory> {
        let told = self.told(origin, &path).await?;
        let told = told.as_deref().cloned().unwrap_or_default();
        let language = self.site.config().language.code();
        Ok(OutsideStory::new(origin, path, &told, language, self.site.key()))
    }

    async fn told(&self, origin: &Origin, path: &str) -> Result<Option<Arc<Registered>>> {
        let key = (origin.url.clone(), path.to_owned());
        if let Some(known) = self.told.get(&key) {
            return Ok(known);
        }
        let generation = self.generation.load(Ordering::Acquire);
        let found = queries::find_registered(&self.db, &origin.url, path).await?.map(Arc::new);
        // What was read before a change and kept after it would outlive it.
        if generation == self.generation.load(Ordering::Acquire) {
            self.told.insert(key.clone(), found.clone());
            if generation != self.generation.load(Ordering::Acquire) {
                self.told.invalidate(&key);
            }
        }
        Ok(found)
    }

    /// Keeps what a site tells about its pages, all of it or nothing, and returns how
    /// many of them that changed.
    pub async fn tell(&self, origin: &Origin, pages: &[Told], actor: &str) -> Result<usize> {
        let now = self.ambient.now();
        let mut changed = 0;
        let mut tx = self.db.begin().await?;
        for page in pages {
            let is_new = match &page.facts {
                Some(facts) => {
                    let text = serde_json::to_string(facts).map_err(|problem| {
                        store::StoreError::Schema(format!("a page’s facts: {problem}"))
                    })?;
                    queries::save_registered(&mut tx, &origin.url, &page.path, &text, now).await?
                }
                None => queries::delete_registered(&mut tx, &origin.url, &page.path).await?,
            };
            changed += usize::from(is_new);
        }
        if changed == 0 {
            return Ok(0);
        }
        let detail = format!("{changed} pages");
        let deed = Deed { actor, action: "outside.tell", subject: &origin.url, detail: &detail };
        audit::record(&mut tx, deed, now).await?;
        feed::announce(&mut tx, TOPIC, &origin.url, now).await?;
        tx.commit().await?;
        self.forget_told();
        Ok(changed)
    }

    /// The decision about a page at `path` of `audience` as a token for its edge.
    pub async fn token(
        &self,
        audience: &str,
        path: &str,
        subject: Subject,
        decision: &Decision,
    ) -> Result<String> {
        let iat = self.ambient.now().as_second();
        let claims = Claims {
            iss: self.site.config().url.clone(),
            aud: audience.to_owned(),
            sub: self.pseudonym(audience, subject),
            story: path.to_owned(),
            dec: if decision.is_open() { Verdict::Open } else { Verdict::Wall },
            because: decision.because().to_owned(),
            iat,
            exp: iat + self.token_seconds,
        };
        self.keys.sign(&self.db, &self.ambient, &claims).await
    }

    /// Who it is, to this site and no other.
    fn pseudonym(&self, audience: &str, subject: Subject) -> String {
        let who = match subject {
            Subject::Reader(reader) => reader.as_u128(),
            Subject::Device(device) => device.as_u128(),
        };
        let kind = if matches!(subject, Subject::Reader(_)) { "reader" } else { "device" };
        let tag = self.subjects.tag(format!("{audience}\n{kind}\n{who:032x}").as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(&tag[..16])
    }

    /// The keys that verify tokens now.
    pub async fn public_keys(&self) -> Result<Vec<PublicKey>> {
        self.keys.published(&self.db, &self.ambient).await
    }

    /// Learns what `change` changed.
    pub async fn forget(&self, change: &Change) -> Result<()> {
        match &*change.topic {
            TOPIC => self.forget_told(),
            keys::TOPIC => self.keys.reload(&self.db).await?,
            _ => {}
        }
        Ok(())
    }

    fn forget_told(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.told.invalidate_all();
    }

    /// Its background work.
    pub fn jobs(&self, handlers: &mut Handlers) {
        let outside = self.clone();
        handlers.on(TURN_KEYS, move |_| {
            let outside = outside.clone();
            async move { outside.keys.turn(&outside.db, &outside.ambient).await }
        });
    }
}
