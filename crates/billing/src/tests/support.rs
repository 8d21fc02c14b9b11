//! A small paper to test on, in a temporary folder, and on PostgreSQL where
//! `MASTHEAD_TEST_POSTGRES` holds a server's URL.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use axum::body::Body;
use gateways::{PayOutcome, Sandbox, WEBHOOK_JOB, WebhookJob, sign_stripe};
use http::{Request, StatusCode};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use mail::Mail;
use readers::{NewReader, Readers, find_reader_by_email, insert_reader};
use store::{Db, Executor as _, jobs};
use tower::ServiceExt as _;
use vocab::{Ambient, Benefit, BenefitSet, Clock, Currency, Money, Random, ReaderId};
use web::{Face, FaceSettings, Key, RoleSet, Site, SiteConfig};
use words::{Language, Words};

use super::rig::Rig;
use crate::{
    Billing, BillingParts, HookSecrets, NewPlan, Subscription,
    checkout::{Begun, Order, Payer},
    queries::{checkouts, subscriptions},
};

pub(super) const ENGLISH: Words = Words::of(Language::English);
pub(super) const HINDI: Words = Words::of(Language::Hindi);
pub(super) const SECRET: &str = "whsec_sandbox_test";
/// A Monday morning in Delhi.
pub(super) const START: &str = "2026-11-23T04:30:00Z";

/// A clock that moves only when told to.
#[derive(Clone)]
pub(super) struct TestClock(Arc<AtomicI64>);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// SplitMix64: enough for ids and tokens that must differ.
pub(super) struct Seeded(AtomicU64);

impl Seeded {
    pub(super) const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Random for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

#[derive(Clone)]
pub(super) struct Paper {
    pub(super) billing: Billing,
    pub(super) sandbox: Sandbox,
    pub(super) rig: Arc<Rig>,
    pub(super) db: Db,
    pub(super) ambient: Ambient,
    pub(super) mails: Arc<Mutex<Vec<Mail>>>,
    clock: TestClock,
}

static COUNT: AtomicU64 = AtomicU64::new(0);

fn fresh_name() -> String {
    format!("billing_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst))
}

/// Runs a scenario on SQLite, and on PostgreSQL where there is one.
pub(super) fn on_both<F: AsyncFn(Paper)>(scenario: F) {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = std::env::temp_dir().join(fresh_name());
        std::fs::create_dir_all(&folder).unwrap();
        let paper = Paper::open(&format!("sqlite://{}", folder.join("paper.db").display())).await;
        scenario(paper.clone()).await;
        paper.check_books().await;
        paper.db.close().await;
        remove(&folder);
        match std::env::var("MASTHEAD_TEST_POSTGRES") {
            Ok(server) => {
                let name = fresh_name();
                administer(&server, &format!("CREATE DATABASE {name}")).await;
                let (base, _) = server.rsplit_once('/').unwrap();
                let paper = Paper::open(&format!("{base}/{name}")).await;
                scenario(paper.clone()).await;
                paper.check_books().await;
                paper.db.close().await;
                administer(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
            }
            Err(_) => eprintln!("MASTHEAD_TEST_POSTGRES is not set: SQLite only"),
        }
    });
}

fn remove(folder: &PathBuf) {
    std::fs::remove_dir_all(folder).unwrap();
}

#[expect(
    clippy::disallowed_methods,
    reason = "a database is made before the store's seam is there"
)]
async fn administer(server: &str, sql: &str) {
    use sqlx::Connection as _;
    let mut connection = sqlx::PgConnection::connect(server).await.unwrap();
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
}

impl Paper {
    async fn open(url: &str) -> Self {
        let clock = TestClock(Arc::new(AtomicI64::new(
            START.parse::<Timestamp>().unwrap().as_microsecond(),
        )));
        let ambient = Ambient::new(clock.clone(), Seeded::new(7));
        let db = Db::open(url).await.unwrap();
        store::migrate(&db, ambient.now()).await.unwrap();
        let config = SiteConfig {
            url: "http://127.0.0.1:8080".to_owned(),
            zone: TimeZone::get("Asia/Kolkata").unwrap(),
            currency: Currency::INR,
            language: Language::English,
            payment_hosts: Vec::new(),
            loopback_twins: true,
        };
        let settings =
            FaceSettings { name: "The Test Daily".to_owned(), ..FaceSettings::default() };
        let face = Face::new(&settings).unwrap();
        let site = Site::new(config, face, Key::new(b"a key for tests"));
        let at_login: readers::AtLogin = Arc::new(|_, _| Box::pin(async {}));
        let rules = readers::LogInRules { tries: 0, staff_second_factor: false };
        let readers = Readers::new(db.clone(), ambient.clone(), site.clone(), rules, at_login);
        let base = site.address("");
        let sandbox = Sandbox::new(db.clone(), ambient.clone(), base, SignedDuration::from_secs(5));
        let rig = Arc::new(Rig::new(sandbox.clone()));
        let parts = BillingParts {
            db: db.clone(),
            ambient: ambient.clone(),
            site,
            readers,
            gateway: rig.clone(),
            sandbox: Some(sandbox.clone()),
            hook_secrets: HookSecrets {
                sandbox: vec!["whsec_old".to_owned(), SECRET.to_owned()],
                stripe: vec!["whsec_test_secret".to_owned()],
                razorpay: vec!["rzp_webhook_secret".to_owned()],
            },
            home_state: "DL".parse().unwrap(),
            patience: terms::Patience::default(),
        };
        let billing = Billing::open(parts).await.unwrap();
        let paper = Self { billing, sandbox, rig, db, ambient, mails: Arc::default(), clock };
        for (slug, name, minor, term) in [
            ("smart-quarterly", "Smart Quarterly", 90_000, "3m"),
            ("smart-essential", "Smart Essential", 270_000, "1y"),
            ("super-saver", "Super Saver", 390_000, "2y"),
        ] {
            paper.billing.put_on_sale(new_plan(slug, name, minor, term), "command").await.unwrap();
        }
        paper
    }

    /// The same paper as another node sees it: with caches of its own.
    pub(super) async fn second_node(&self) -> Billing {
        let Billing { db, ambient, site, readers, gateway, sandbox, home_state, patience, .. } =
            self.billing.clone();
        let hook_secrets = HookSecrets::default();
        let parts = BillingParts {
            db,
            ambient,
            site,
            readers,
            gateway,
            sandbox,
            hook_secrets,
            home_state,
            patience,
        };
        Billing::open(parts).await.unwrap()
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) fn move_to(&self, at: Timestamp) {
        self.clock.0.fetch_max(at.as_microsecond(), Ordering::SeqCst);
    }

    pub(super) fn pass(&self, duration: SignedDuration) {
        self.move_to(self.now() + duration);
    }

    pub(super) async fn make_reader(&self, email: &str) -> ReaderId {
        let id = ReaderId::fresh(&self.ambient);
        let (roles, password_hash) = (&RoleSet::default(), None);
        let new = NewReader { id, email, name: "", password_hash, roles, verified: true };
        assert!(insert_reader(&self.db, &new, self.now()).await.unwrap());
        id
    }

    pub(super) async fn close_account(&self, reader: ReaderId) {
        store::statement! {
            CLOSE_ACCOUNT = "UPDATE readers SET disabled_at = 1 WHERE id = $1";
        }
        self.db.run(&CLOSE_ACCOUNT, store::args![reader]).await.unwrap();
    }

    pub(super) async fn reader(&self, email: &str) -> Option<ReaderId> {
        find_reader_by_email(&self.db, email).await.unwrap().map(|reader| reader.id)
    }

    pub(super) fn order(&self, slug: &str) -> Order {
        let plan = self.billing.catalogue.find(slug).unwrap();
        Order::Begin { plan, state: "MH".parse().unwrap() }
    }

    /// Begins a checkout of `slug` and returns the hosted payment's id.
    pub(super) async fn begin(&self, email: &str, slug: &str) -> String {
        let begun = self.billing.begin_checkout(&self.order(slug), &payer(email)).await.unwrap();
        let Begun::Pay(url) = begun else { panic!("{begun:?}") };
        url.rsplit('/').next().unwrap().to_owned()
    }

    pub(super) async fn choose(&self, payment: &str, outcome: PayOutcome) {
        self.sandbox.choose(payment, outcome, false).await.unwrap().unwrap();
    }

    /// A whole purchase, settled by its webhook.
    pub(super) async fn buy(&self, email: &str, slug: &str) -> ReaderId {
        let payment = self.begin(email, slug).await;
        self.choose(&payment, PayOutcome::Success).await;
        self.work().await;
        self.reader(email).await.unwrap()
    }

    /// A whole purchase whose renewals will be declined.
    pub(super) async fn buy_with_failing_mandate(&self, email: &str, slug: &str) -> ReaderId {
        let payment = self.begin(email, slug).await;
        self.sandbox.choose(&payment, PayOutcome::Success, true).await.unwrap();
        self.work().await;
        self.reader(email).await.unwrap()
    }

    pub(super) async fn running(&self, reader: ReaderId) -> Option<Subscription> {
        subscriptions::find_running(&self.db, reader).await.unwrap()
    }

    pub(super) async fn status(&self, reader: ReaderId) -> String {
        let current = self.billing.current_subscription(reader).await.unwrap();
        current.map_or_else(|| "none".to_owned(), |current| current.status.to_string())
    }

    pub(super) async fn reads_premium(&self, reader: ReaderId) -> bool {
        self.billing.holding_of(reader).await.unwrap().benefits.holds(&Benefit::Premium)
    }

    pub(super) async fn open_checkout(&self, email: &str) -> crate::model::Checkout {
        checkouts::find_open(&self.db, email).await.unwrap().unwrap()
    }

    /// Works all due jobs: webhooks are signed and posted, mails are kept.
    pub(super) async fn work(&self) {
        let mut handlers = jobs::Handlers::default();
        self.billing.jobs(&mut handlers);
        let mails = self.mails.clone();
        handlers.on(mail::JOB_KIND, move |job| {
            let mails = mails.clone();
            async move {
                let mail: Mail = job.payload()?;
                mails.lock().unwrap().push(mail);
                Ok::<_, jobs::JobError>(())
            }
        });
        let paper = self.clone();
        handlers.on(WEBHOOK_JOB, move |job| {
            let paper = paper.clone();
            async move {
                let WebhookJob { body } = job.payload()?;
                let status = paper.post_hook(&body).await;
                let failed = || jobs::JobError::from(format!("webhook: {status}"));
                if status.is_success() { Ok(()) } else { Err(failed()) }
            }
        });
        let worker = jobs::Worker::new(self.db.clone(), self.ambient.clone(), handlers);
        worker.drain(500).await.unwrap();
    }

    pub(super) async fn post_hook(&self, body: &str) -> StatusCode {
        let signature = sign_stripe(SECRET, body.as_bytes(), self.now());
        self.post_signed("/hooks/sandbox", ("stripe-signature", &signature), body).await
    }

    pub(super) async fn post_signed(
        &self,
        path: &str,
        header: (&str, &str),
        body: &str,
    ) -> StatusCode {
        let request =
            Request::post(path).header(header.0, header.1).body(Body::from(body.to_owned()));
        self.billing.routes().oneshot(request.unwrap()).await.unwrap().status()
    }

    /// Subjects of the mails to `to` so far, emptied.
    pub(super) fn take_mails(&self, to: &str) -> Vec<Mail> {
        let mut mails = self.mails.lock().unwrap();
        let (taken, left) = mails.drain(..).partition(|mail| mail.to == to);
        *mails = left;
        taken
    }

    /// Every entry balances, and the gateway owes what was kept.
    pub(super) async fn check_books(&self) {
        assert_eq!(self.billing.find_unbalanced_entries().await.unwrap(), Vec::<String>::new());
        let sum: i64 = self
            .billing
            .account_balances()
            .await
            .unwrap()
            .iter()
            .map(|(_, money)| money.minor)
            .sum();
        assert_eq!(sum, 0);
    }

    pub(super) async fn balance(&self, account: &str) -> i64 {
        let balances = self.billing.account_balances().await.unwrap();
        balances.iter().find(|(name, _)| name == account).map_or(0, |(_, money)| money.minor)
    }
}

pub(super) fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

pub(super) fn payer(email: &str) -> Payer {
    Payer {
        email: email.to_owned(),
        reader: None,
        browser_hash: [1; 32],
        next: String::new(),
        language: None,
    }
}

pub(super) fn all_benefits() -> BenefitSet {
    "unlimited premium epaper newsletters smart-investor archive ad-free partner:the-lighthouse"
        .parse()
        .unwrap()
}

pub(super) fn new_plan(slug: &str, name: &str, minor: i64, term: &str) -> NewPlan {
    NewPlan {
        slug: slug.to_owned(),
        name: name.to_owned(),
        price: Money::new(minor, Currency::INR),
        term: term.parse().unwrap(),
        benefits: all_benefits(),
    }
}
