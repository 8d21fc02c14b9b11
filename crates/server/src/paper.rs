//! The whole paper, opened from its configuration: what serves, works and
//! answers commands.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use anyhow::Context as _;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use billing::{Billing, BillingParts, HookSecrets};
use counters::Counters;
use gateways::Sandbox;
use jiff::SignedDuration;
use mail::{Mailer, Sender};
use media::Media;
use outside::Outside;
use paywall::{Allowance, Departments, Dns, Engines, Paywall, PaywallParts};
use readers::{AtLogin, LogInRules, Readers};
use store::{Db, settings};
use stories::{OffersSource, Stories};
use terms::Patience;
use vocab::{Ambient, Holding};
use web::{FaceSettings, Key, Site, SiteConfig};

use crate::{
    api::KnownKeys,
    config::{Checked, Config},
    face,
    paywall_sources::Others,
};

/// Everything together: one pointer, cloned with each request.
#[derive(Clone)]
pub struct Paper(Arc<Parts>);

/// What a paper is made of.
pub struct Parts {
    /// The configuration as it was read.
    pub config: Config,
    /// The same, understood.
    pub checked: Checked,
    /// Time and randomness.
    pub ambient: Ambient,
    /// The database.
    pub db: Db,
    /// What all pages share.
    pub site: Site,
    /// The meter's counters.
    pub counters: Arc<Counters>,
    /// Pictures and other files.
    pub media: Media,
    /// How the paper looks where the desk says nothing.
    pub(crate) configured_face: FaceSettings,
    /// Sends mails.
    pub mailer: Mailer,
    /// The department of readers.
    pub readers: Readers,
    /// The department of billing.
    pub billing: Billing,
    /// Who may read what.
    pub paywall: Paywall,
    /// The department of stories.
    pub stories: Stories,
    /// Pages that other programs keep.
    pub outside: Outside,
    pub(crate) known_keys: KnownKeys,
    /// Whether only 127.0.0.1 and localhost are answered (the demo).
    pub only_loopback_hosts: bool,
    pub(crate) no_holding: Arc<Holding>,
    draining: AtomicBool,
    /// Half of each request's id: which process; and the other half: its count.
    pub(crate) process: u32,
    pub(crate) requests: AtomicU32,
}

impl Deref for Paper {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// How the paper is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Opening {
    /// The demo: loopback hosts only.
    pub demo: bool,
}

impl Paper {
    /// Opens the paper over an existing, current schema.
    pub async fn open(config: Config, ambient: Ambient, opening: Opening) -> anyhow::Result<Self> {
        let checked = config.check()?;
        config.require_database_file()?;
        let db = Db::open(&config.database_url()).await?;
        store::schema_state(&db).await?.require_current()?;
        load_clock(&db, &ambient).await?;
        let media = Media::open(&config.store.media, &config.base).context("key store.media")?;
        let configured_face = face::configured(&config, &media).await?;
        let site = Site::new(
            SiteConfig {
                url: config.paper.url.clone(),
                zone: checked.zone.clone(),
                currency: checked.currency,
                language: checked.language,
                payment_hosts: Vec::new(),
                loopback_twins: opening.demo,
            },
            face::load(&db, &configured_face).await?,
            signing_key(&db, &ambient).await?,
        );
        let others = Others::default();
        let departments = others.departments(&db, &ambient);
        let (counters, paywall) =
            open_paywall(&config, &checked, &db, &ambient, &site, departments).await?;
        let sender = Sender { name: config.paper.name.clone(), address: checked.mail_from.clone() };
        let mailer = Mailer::open(&config.mail.transport, &config.base, sender)?;
        let readers = Readers::new(
            db.clone(),
            ambient.clone(),
            site.clone(),
            LogInRules {
                tries: config.accounts.login_limit,
                staff_second_factor: config.accounts.staff_second_factor == "required",
            },
            unite_at_login(&paywall),
        );
        let billing = open_billing(&config, &checked, &db, &ambient, &site, &readers).await?;
        let offers: OffersSource = {
            let billing = billing.clone();
            Arc::new(move || billing.offers())
        };
        let stories =
            Stories::open(db.clone(), ambient.clone(), site.clone(), paywall.clone(), offers)
                .await?;
        others.set_billing(&billing);
        let outside = open_outside(&config, &checked, &db, &ambient, &site).await?;
        let process = u32::from_be_bytes(ambient.bytes::<4>());
        Ok(Self(Arc::new(Parts {
            config,
            checked,
            ambient,
            db,
            site,
            counters,
            media,
            configured_face,
            mailer,
            readers,
            billing,
            paywall,
            stories,
            outside,
            known_keys: KnownKeys::default(),
            only_loopback_hosts: opening.demo,
            no_holding: Arc::default(),
            draining: AtomicBool::default(),
            process,
            requests: AtomicU32::default(),
        })))
    }

    /// Whether the process is about to end and takes no new visitors.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// Tells `/readyz` that the process is about to end.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Writes what is not written yet and closes the database.
    pub async fn close(&self) {
        if let Err(error) = self.counters.flush().await {
            tracing::error!(%error, "the meter's last readings could not be written");
        }
        if let Err(error) = self.stories.flush_openings().await {
            tracing::error!(%error, "the last openings could not be written");
        }
        if let Err(error) = self.paywall.flush_usage().await {
            tracing::error!(%error, "what institutions used last could not be written");
        }
        self.db.close().await;
    }
}

/// Opens the meter's memory and the paywall over it.
async fn open_paywall(
    config: &Config,
    checked: &Checked,
    db: &Db,
    ambient: &Ambient,
    site: &Site,
    departments: Departments,
) -> anyhow::Result<(Arc<Counters>, Paywall)> {
    let counters = Arc::new(Counters::open(&config.store.meter, db, ambient.now()).await?);
    let names = Dns::open(checked.engines.dns).context("key engines.dns")?;
    let engines = Engines::open(
        db.clone(),
        ambient.clone(),
        site.clone(),
        Arc::new(names),
        checked.engines.ranges.clone(),
    )
    .await?;
    let paywall = Paywall::open(PaywallParts {
        db: db.clone(),
        ambient: ambient.clone(),
        site: site.clone(),
        counters: counters.clone(),
        allowance: Allowance::new(config.meter.network_allowance),
        configured: checked.policy.clone(),
        gifts: checked.gifts.clone(),
        departments,
        engines,
    })
    .await?;
    paywall.check_configured().await?.context("key meter")?;
    Ok((counters, paywall))
}

async fn open_outside(
    config: &Config,
    checked: &Checked,
    db: &Db,
    ambient: &Ambient,
    site: &Site,
) -> store::Result<Outside> {
    let (db, ambient, site) = (db.clone(), ambient.clone(), site.clone());
    Outside::open(db, ambient, site, checked.origins.clone(), config.outside.token_minutes).await
}

/// A log-in unites what the device and the reader have read.
fn unite_at_login(paywall: &Paywall) -> AtLogin {
    let paywall = paywall.clone();
    Arc::new(move |device, reader| {
        let paywall = paywall.clone();
        Box::pin(async move { paywall.unite(device, reader).await })
    })
}

async fn open_billing(
    config: &Config,
    checked: &Checked,
    db: &Db,
    ambient: &Ambient,
    site: &Site,
    readers: &Readers,
) -> anyhow::Result<Billing> {
    let gateway = &config.gateway;
    let settle_after = SignedDuration::from_secs(i64::from(gateway.sandbox.settle_after));
    let base_url = config.paper.url.clone();
    let sandbox = Sandbox::new(db.clone(), ambient.clone(), base_url, settle_after);
    let secrets = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let parts = BillingParts {
        db: db.clone(),
        ambient: ambient.clone(),
        site: site.clone(),
        readers: readers.clone(),
        gateway: Arc::new(sandbox.clone()),
        sandbox: Some(sandbox),
        hook_secrets: HookSecrets {
            sandbox: secrets(&gateway.sandbox.webhook_secret),
            stripe: secrets(&gateway.stripe.webhook_secret),
            razorpay: secrets(&gateway.razorpay.webhook_secret),
        },
        home_state: checked.state,
        patience: Patience::default(),
    };
    Ok(Billing::open(parts).await?)
}

/// The setting that says how far `renew --as-of` moved the paper's clock.
pub(crate) const CLOCK_AHEAD: &str = "clock_ahead_micros";

/// Moves the clock to where the paper's is.
pub(crate) async fn load_clock(db: &Db, ambient: &Ambient) -> anyhow::Result<()> {
    if let Some(text) = settings::find_setting(db, CLOCK_AHEAD).await? {
        ambient.clock().advance_to_offset(text.parse().unwrap_or(0));
    }
    Ok(())
}

/// The key that signs devices' cookies: made once, kept in the database, so
/// that all nodes share it.
async fn signing_key(db: &Db, ambient: &Ambient) -> anyhow::Result<Key> {
    const SETTING: &str = "signing_key";
    if settings::find_setting(db, SETTING).await?.is_none() {
        let fresh = BASE64_STANDARD.encode(ambient.bytes::<32>());
        settings::insert_setting(db, SETTING, &fresh).await?;
    }
    let text = settings::find_setting(db, SETTING).await?.unwrap_or_default();
    let bytes = BASE64_STANDARD.decode(text)?;
    anyhow::ensure!(
        bytes.len() >= 32,
        "the setting {SETTING} is damaged: restore it from a backup"
    );
    Ok(Key::new(&bytes))
}
