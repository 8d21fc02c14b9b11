use std::sync::{Arc, PoisonError, RwLock};

use http::HeaderValue;
use jiff::{Timestamp, tz::TimeZone};
use vocab::Currency;

use words::Language;

use crate::{Face, signing::Key};

/// What the configuration says about the paper, as pages need it.
#[derive(Clone, Debug)]
pub struct SiteConfig {
    /// Where readers find it, without a slash at the end: `https://paper.example`.
    pub url: String,
    /// In whose calendar and clock it lives.
    pub zone: TimeZone,
    /// In what it charges.
    pub currency: Currency,
    /// Its language, for whoever has chosen none.
    pub language: Language,
    /// Where gateways' hosted pages live, for `form-action`.
    pub payment_hosts: Vec<String>,
    /// Whether 127.0.0.1 and localhost count as one origin (the demo).
    pub loopback_twins: bool,
}

/// One entry of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// Where it leads.
    pub path: String,
    /// What it says.
    pub label: String,
}

/// The paper as all pages share it. Cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

struct Inner {
    config: SiteConfig,
    content_security_policy: HeaderValue,
    key: Key,
    navigation: RwLock<Arc<Vec<NavItem>>>,
    face: RwLock<Arc<Face>>,
}

impl Site {
    /// A site with its face and its signing key.
    pub fn new(config: SiteConfig, face: Face, key: Key) -> Self {
        let content_security_policy = crate::headers::content_security_policy(&config);
        let navigation = RwLock::new(Arc::new(Vec::new()));
        let face = RwLock::new(Arc::new(face));
        Self(Arc::new(Inner { config, content_security_policy, key, navigation, face }))
    }

    /// The configuration.
    pub fn config(&self) -> &SiteConfig {
        &self.0.config
    }

    /// The paper's name.
    pub fn name(&self) -> String {
        self.face().name.clone()
    }

    /// How it looks.
    pub fn face(&self) -> Arc<Face> {
        self.0.face.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces how it looks.
    pub fn set_face(&self, face: Face) {
        *self.0.face.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(face);
    }

    /// The paper's time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.0.config.zone
    }

    /// The midnight, in the paper's zone, with which the day of `now` began.
    pub fn midnight_before(&self, now: Timestamp) -> Timestamp {
        let date = self.zone().to_datetime(now).date();
        date.to_zoned(self.zone().clone()).map_or(now, |midnight| midnight.timestamp())
    }

    /// The key that signs devices' cookies.
    pub fn key(&self) -> &Key {
        &self.0.key
    }

    /// The full address of `path`, from the configured URL and nothing else.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.0.config.url)
    }

    /// The path of one of the paper's own addresses.
    pub fn own_path<'a>(&self, address: &'a str) -> Option<&'a str> {
        let twin = crate::headers::loopback_twin(&self.0.config.url);
        let twin = twin.filter(|_| self.0.config.loopback_twins);
        let ours = [Some(self.0.config.url.as_str()), twin.as_deref()];
        ours.into_iter().flatten().find_map(|url| address.strip_prefix(url))
    }

    /// Whether cookies must be `Secure`: everywhere but on a loopback URL over http.
    pub fn secure_cookies(&self) -> bool {
        !is_loopback_http(&self.0.config.url)
    }

    pub(crate) fn content_security_policy(&self) -> &HeaderValue {
        &self.0.content_security_policy
    }

    /// The sections, for the top of each page.
    pub fn navigation(&self) -> Arc<Vec<NavItem>> {
        if let Some(own) = &self.face().navigation {
            return own.clone();
        }
        self.0.navigation.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the navigation when sections change.
    pub fn set_navigation(&self, items: Vec<NavItem>) {
        *self.0.navigation.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(items);
    }
}

/// Whether `url` is `http` on 127.0.0.1, localhost or [::1].
fn is_loopback_http(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let authority = rest.split('/').next().unwrap_or("");
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(""),
        None => authority.split(':').next().unwrap_or(""),
    };
    matches!(host, "127.0.0.1" | "localhost" | "::1")
}
