use std::{net::SocketAddr, str::FromStr};

use http::HeaderName;
use jiff::tz::TimeZone;
use meter::{Meter, Policy};
use outside::Origin;
use paywall::{GiftRules, UnknownGiver};
use terms::IndianState;
use vocab::Currency;
use words::Language;

use super::{Config, ConfigProblem};
use crate::front_desk::TrustedProxies;

/// The secrets that everybody can read in the documentation: fit for the demo only.
pub const DEMO_SECRETS: [&str; 3] =
    ["whsec_demo_sandbox", "whsec_test_secret", "rzp_webhook_secret"];

/// The configuration with its values understood.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The paper's time zone.
    pub zone: TimeZone,
    /// The paper's currency.
    pub currency: Currency,
    /// In which language it speaks to whoever has chosen none.
    pub language: Language,
    /// Where it is registered for tax.
    pub state: IndianState,
    /// The meter's limits.
    pub policy: Policy,
    /// Who may give stories away.
    pub gifts: GiftRules,
    /// Search engines.
    pub engines: paywall::EnginesConfig,
    /// The sites that keep their own pages.
    pub origins: Vec<Origin>,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where it tells metrics, if it does.
    pub metrics_listen: Option<SocketAddr>,
    /// Whose word about the client's address is believed.
    pub trusted_proxies: TrustedProxies,
    /// The header in which those tell the visitor's country.
    pub country_header: Option<HeaderName>,
    /// The sender's address.
    pub mail_from: String,
    /// The host of `paper.url`, with its port.
    pub host: String,
}

impl Config {
    /// Understands all values, or names the first key that cannot work.
    pub fn check(&self) -> Result<Checked, ConfigProblem> {
        let wrong = |key: &str, problem: String| ConfigProblem::new(format!("key {key}"), problem);
        let paper = &self.paper;
        if paper.name.trim().is_empty() {
            return Err(wrong("paper.name", "must not be empty".to_owned()));
        }
        let zone = TimeZone::get(&paper.time_zone).map_err(|_| {
            wrong(
                "paper.time_zone",
                format!("“{}” is no time zone; write one like Asia/Kolkata", paper.time_zone),
            )
        })?;
        let currency = Currency::from_str(&paper.currency);
        let currency = currency.map_err(|problem| wrong("paper.currency", problem.to_string()))?;
        let state = IndianState::from_str(&paper.state);
        let state = state.map_err(|problem| wrong("paper.state", problem.to_string()))?;
        let host = host_of(&paper.url).ok_or_else(|| {
            let problem = "must be http:// or https://, a host, and nothing after it";
            wrong("paper.url", format!("“{}” {problem}", paper.url))
        })?;
        let language = Language::of_locale(&paper.locale);
        let language = language.map_err(|problem| wrong("paper.locale", problem.to_string()))?;
        if !self.face.name.is_empty() {
            return Err(wrong("face.name", "write the name as paper.name".to_owned()));
        }
        self.check_accounts()?;
        let media = &self.store.media;
        if !media.starts_with("file://") && !media.starts_with("s3://") {
            let problem = format!("“{media}” will not do; write file://FOLDER or s3://BUCKET");
            return Err(wrong("store.media", problem));
        }
        self.check_gateway()?;
        let (certificate, key) = (&self.server.tls.certificate, &self.server.tls.key);
        if certificate.is_empty() != key.is_empty() {
            return Err(wrong(
                "server.tls",
                "needs both certificate and key, or neither".to_owned(),
            ));
        }
        Ok(Checked {
            zone,
            currency,
            language,
            state,
            policy: self.policy()?,
            gifts: self.gifts()?,
            engines: self.engines()?,
            origins: self.origins()?,
            listen: address("server.listen", &self.server.listen)?,
            metrics_listen: match &*self.server.metrics_listen {
                "" => None,
                text => Some(address("server.metrics_listen", text)?),
            },
            trusted_proxies: TrustedProxies::parse(&self.server.trusted_proxies)
                .map_err(|problem| wrong("server.trusted_proxies", problem))?,
            country_header: self.country_header()?,
            mail_from: self.mail_from(&host)?,
            host,
        })
    }

    fn country_header(&self) -> Result<Option<HeaderName>, ConfigProblem> {
        let name = self.server.country_header.trim();
        if name.is_empty() {
            return Ok(None);
        }
        let read = name.parse().map(Some);
        read.map_err(|_| {
            let problem = format!("“{name}” is no header’s name; write one like CF-IPCountry");
            ConfigProblem::new("key server.country_header", problem)
        })
    }

    fn policy(&self) -> Result<Policy, ConfigProblem> {
        let meter = &self.meter;
        let wrong = |key: &str| {
            let key = format!("key meter.{key}");
            move |problem: String| ConfigProblem::new(key, problem)
        };
        let window = meter.window.parse().map_err(wrong("window"))?;
        let newcomers = meter.newcomers.parse().map_err(wrong("newcomers"))?;
        if meter.registered_limit < meter.free_limit {
            let problem = format!(
                "{} is less than meter.free_limit, {}: registering would take stories away",
                meter.registered_limit, meter.free_limit
            );
            return Err(ConfigProblem::new("key meter.registered_limit", problem));
        }
        let stories = Meter {
            name: meter::STORIES.to_owned(),
            window,
            free_limit: meter.free_limit,
            registered_limit: meter.registered_limit,
            grace: meter.grace,
        };
        let meters = [stories].into_iter().chain(meter.meters.iter().cloned()).collect();
        let policy = Policy { newcomers, meters, rules: meter.rules.clone() };
        policy.check().map_err(|problem| ConfigProblem::new("key meter", format!("{problem}")))?;
        Ok(policy)
    }

    fn gifts(&self) -> Result<GiftRules, ConfigProblem> {
        let gifts = &self.gifts;
        let within = |key: &str, value: u32, least: u32, most: u32| {
            if (least..=most).contains(&value) {
                return Ok(value);
            }
            let problem = format!("{value} will not do; write a number from {least} to {most}");
            Err(ConfigProblem::new(format!("key gifts.{key}"), problem))
        };
        let givers = gifts.who.iter().map(|who| who.trim().parse());
        let givers = givers
            .collect::<Result<_, UnknownGiver>>()
            .map_err(|problem| ConfigProblem::new("key gifts.who", problem.to_string()))?;
        Ok(GiftRules {
            per_month: within("per_month", gifts.per_month, 0, 1_000)?,
            days: within("days", gifts.days, 1, 365)?,
            openers: within("openers", gifts.openers, 1, 10_000)?,
            givers,
        })
    }

    fn origins(&self) -> Result<Vec<Origin>, ConfigProblem> {
        let checked = self.outside.check();
        checked.map_err(|wrong| ConfigProblem::new(format!("key {}", wrong.key), wrong.problem))
    }

    fn check_accounts(&self) -> Result<(), ConfigProblem> {
        match &*self.accounts.staff_second_factor {
            "required" | "off" => Ok(()),
            other => Err(ConfigProblem::new(
                "key accounts.staff_second_factor",
                format!("“{other}” will not do; write required, or off in the demo"),
            )),
        }
    }

    fn check_gateway(&self) -> Result<(), ConfigProblem> {
        if self.gateway.default != "sandbox" {
            return Err(ConfigProblem::new(
                "key gateway.default",
                format!(
                    "“{}” takes no payments in this version; write sandbox",
                    self.gateway.default
                ),
            ));
        }
        Ok(())
    }

    fn mail_from(&self, host: &str) -> Result<String, ConfigProblem> {
        if self.mail.from.is_empty() {
            let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
            let domain = if name.parse::<std::net::IpAddr>().is_ok() { "localhost" } else { name };
            return Ok(format!("paper@{domain}"));
        }
        if !mail::is_address(&self.mail.from) {
            let problem = format!("“{}” is not an address that mail can come from", self.mail.from);
            return Err(ConfigProblem::new("key mail.from", problem));
        }
        Ok(self.mail.from.clone())
    }
}

fn address(key: &str, text: &str) -> Result<SocketAddr, ConfigProblem> {
    text.parse().map_err(|_| {
        let problem = format!("“{text}” is no address; write one like 127.0.0.1:8080 or [::]:8080");
        ConfigProblem::new(format!("key {key}"), problem)
    })
}

/// The host and port of an `http(s)` URL without path.
fn host_of(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let plain = !rest.is_empty()
        && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    plain.then(|| rest.to_owned())
}
