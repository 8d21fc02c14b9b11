//! `masthead.toml`: every key with its default, read from the file, then the
//! environment (`MASTHEAD__PAPER__NAME`), then `--set`.

mod check;
mod engines;
mod load;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use meter::{Meter, Rule};
use outside::OutsideConfig;
use serde::{Deserialize, Serialize};
use web::FaceSettings;

pub use check::{Checked, DEMO_SECRETS};
pub use load::{ConfigProblem, Source, load};

/// Everything that can be configured.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The paper itself.
    pub paper: PaperConfig,
    /// How it looks.
    pub face: FaceSettings,
    /// How it is served.
    pub server: ServerConfig,
    /// Where everything is kept.
    pub store: StoreConfig,
    /// How mail leaves.
    pub mail: MailConfig,
    /// The meter.
    pub meter: MeterConfig,
    /// Stories that subscribers give away.
    pub gifts: GiftsConfig,
    /// Search engines.
    pub engines: EnginesConfig,
    /// Accounts.
    pub accounts: AccountsConfig,
    /// Payment gateways.
    pub gateway: GatewayConfig,
    /// Sites that keep their own pages.
    pub outside: OutsideConfig,
    /// The folder of the configuration file: relative paths begin here.
    #[serde(skip)]
    pub base: PathBuf,
}

/// `[paper]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PaperConfig {
    /// The paper's name.
    pub name: String,
    /// Where readers find it, without a slash at the end.
    pub url: String,
    /// In whose calendar it lives: an IANA name.
    pub time_zone: String,
    /// In what it charges: ISO 4217.
    pub currency: String,
    /// Its language: BCP 47, of English or Hindi.
    pub locale: String,
    /// The Indian State where it is registered for tax: ISO 3166-2:IN without `IN-`.
    pub state: String,
}

impl Default for PaperConfig {
    fn default() -> Self {
        Self {
            name: "The Masthead".to_owned(),
            url: "http://127.0.0.1:8080".to_owned(),
            time_zone: "Asia/Kolkata".to_owned(),
            currency: "INR".to_owned(),
            locale: "en-IN".to_owned(),
            state: "DL".to_owned(),
        }
    }
}

/// `[server]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerConfig {
    /// Address and port for readers.
    pub listen: String,
    /// Address and port for `/metrics`; empty for none.
    pub metrics_listen: String,
    /// Addresses or networks (`10.0.0.0/8`) whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
    /// The header in which those tell the visitor's country, as two letters; empty for none.
    pub country_header: String,
    /// Certificate and key, to serve TLS ourselves; both empty for plain HTTP.
    pub tls: TlsConfig,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            metrics_listen: "127.0.0.1:9090".to_owned(),
            trusted_proxies: Vec::new(),
            country_header: String::new(),
            tls: TlsConfig::default(),
        }
    }
}

/// `[server.tls]`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TlsConfig {
    /// A PEM file: the certificate and its chain.
    pub certificate: String,
    /// A PEM file: the private key.
    pub key: String,
}

/// `[store]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreConfig {
    /// `sqlite://FILE` or `postgres://…`.
    pub database: String,
    /// `embedded`, `redis://…` or `redis-cluster://host:port,…`.
    pub meter: String,
    /// `file://FOLDER` or `s3://bucket?endpoint=…`: where pictures are kept.
    pub media: String,
}

impl Default for StoreConfig {
    fn default() -> Self {
        Self {
            database: "sqlite://masthead.db".to_owned(),
            meter: "embedded".to_owned(),
            media: "file://media".to_owned(),
        }
    }
}

/// `[mail]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailConfig {
    /// `outbox://FOLDER`, `smtp://…` or `smtps://…`.
    pub transport: String,
    /// The sender's address; empty for `paper@` the host of `paper.url`.
    pub from: String,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self { transport: "outbox://outbox".to_owned(), from: String::new() }
    }
}

/// `[meter]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MeterConfig {
    /// Metered stories a month without a log-in.
    pub free_limit: u32,
    /// Metered stories a month with one.
    pub registered_limit: u32,
    /// The window of the meter for stories: `calendar-month`, `week`, `day`, `7-days`.
    pub window: String,
    /// Stories beyond the limit that open all the same.
    pub grace: u32,
    /// `prove-cookie` or `open`.
    pub newcomers: String,
    /// New devices an hour and network; 0 is unlimited. A network that many devices
    /// come back from may bring a tenth of those.
    pub network_allowance: u32,
    /// Further meters, which rules may count in.
    pub meters: Vec<Meter>,
    /// Rules in order, above the stories’ own levels.
    pub rules: Vec<Rule>,
}

impl Default for MeterConfig {
    fn default() -> Self {
        Self {
            free_limit: 5,
            registered_limit: 8,
            window: "calendar-month".to_owned(),
            grace: 0,
            newcomers: "prove-cookie".to_owned(),
            network_allowance: 60,
            meters: Vec::new(),
            rules: Vec::new(),
        }
    }
}

/// `[gifts]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GiftsConfig {
    /// Gifts a giver and month; 0 where nobody gives.
    pub per_month: u32,
    /// For how many days a gift opens.
    pub days: u32,
    /// On how many devices a gift opens.
    pub openers: u32,
    /// Who may give: holders of these benefits, or of a plan (`plan:SLUG`).
    pub who: Vec<String>,
}

impl Default for GiftsConfig {
    fn default() -> Self {
        Self { per_month: 10, days: 14, openers: 10, who: vec!["unlimited".to_owned()] }
    }
}

/// `[engines]`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EnginesConfig {
    /// The name server that is asked for crawlers’ names, with its port; empty for
    /// those of the machine.
    pub dns: String,
    /// The addresses that engines publish as their own.
    pub ranges: Vec<RangesConfig>,
}

/// `[[engines.ranges]]`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RangesConfig {
    /// Whose: such as `googlebot`.
    pub engine: String,
    /// A file as the engine publishes it; empty for none.
    pub file: String,
    /// Where it is fetched anew each day; empty for never.
    pub url: String,
}

/// `[accounts]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountsConfig {
    /// `required`, or `off` in the demo.
    pub staff_second_factor: String,
    /// Tries to log in per account and 15 minutes; 0 is unlimited.
    pub login_limit: u32,
}

impl Default for AccountsConfig {
    fn default() -> Self {
        Self { staff_second_factor: "required".to_owned(), login_limit: 10 }
    }
}

/// `[gateway]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GatewayConfig {
    /// Which gateway takes new payments.
    pub default: String,
    /// The built-in one.
    pub sandbox: SandboxConfig,
    /// Stripe.
    pub stripe: WebhookConfig,
    /// Razorpay.
    pub razorpay: WebhookConfig,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            default: "sandbox".to_owned(),
            sandbox: SandboxConfig::default(),
            stripe: WebhookConfig::default(),
            razorpay: WebhookConfig::default(),
        }
    }
}

/// `[gateway.sandbox]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SandboxConfig {
    /// Signs its webhooks. Secret.
    pub webhook_secret: String,
    /// After how many seconds a pending payment settles.
    pub settle_after: u32,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self { webhook_secret: String::new(), settle_after: 5 }
    }
}

/// `[gateway.stripe]`, `[gateway.razorpay]`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebhookConfig {
    /// Proves its webhooks. Several, separated by spaces, while one is rotated. Secret.
    pub webhook_secret: String,
}

/// Keys that are secret or may hold one: each may be given as `…_file`.
pub(crate) const FILE_KEYS: [&str; 6] = [
    "gateway.sandbox.webhook_secret",
    "gateway.stripe.webhook_secret",
    "gateway.razorpay.webhook_secret",
    "store.database",
    "store.meter",
    "mail.transport",
];

/// Keys whose values never show.
const SECRET_KEYS: [&str; 3] = [
    "gateway.sandbox.webhook_secret",
    "gateway.stripe.webhook_secret",
    "gateway.razorpay.webhook_secret",
];

impl Config {
    /// A path of the configuration, relative to its file's folder.
    pub fn path(&self, text: &str) -> PathBuf {
        self.base.join(text)
    }

    /// The database's URL, with SQLite's file as a full path.
    pub fn database_url(&self) -> String {
        match self.store.database.strip_prefix("sqlite://") {
            Some(file) => format!("sqlite://{}", self.path(file).display()),
            None => self.store.database.clone(),
        }
    }

    /// Refuses a database file that is not there: opening it would make an empty one.
    pub fn require_database_file(&self) -> Result<(), ConfigProblem> {
        match self.store.database.strip_prefix("sqlite://").map(|file| self.path(file)) {
            Some(file) if !file.exists() => Err(ConfigProblem::new(
                "key store.database",
                format!("there is no file {}: run masthead migrate to make it", file.display()),
            )),
            _ => Ok(()),
        }
    }

    /// All keys and values in order, secrets and passwords masked: for the desk and the doctor.
    pub fn entries(&self) -> Vec<(String, String)> {
        let mut out = Vec::new();
        if let Ok(table) = toml::Table::try_from(self) {
            flatten("", &table, &mut out);
        }
        for (key, value) in &mut out {
            if SECRET_KEYS.contains(&&**key) && !value.is_empty() {
                "(set)".clone_into(value);
            }
            *value = mask_password(value);
        }
        out
    }
}

pub(crate) fn flatten(prefix: &str, table: &toml::Table, out: &mut Vec<(String, String)>) {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(inner) => flatten(&key, inner, out),
            toml::Value::String(text) => out.push((key, text.clone())),
            other => out.push((key, other.to_string())),
        }
    }
}

/// `postgres://user:…@host` instead of the password.
fn mask_password(value: &str) -> String {
    match (value.find("://"), value.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => match value[scheme + 3..at].split_once(':') {
            Some((user, _)) => format!("{}://{user}:…{}", &value[..scheme], &value[at..]),
            None => value.to_owned(),
        },
        _ => value.to_owned(),
    }
}

/// Where the configuration is looked for when no `--config` is given.
pub fn default_path() -> PathBuf {
    Path::new("masthead.toml").to_owned()
}
