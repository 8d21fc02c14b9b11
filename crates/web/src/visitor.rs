use std::{convert::Infallible, sync::Arc};

use axum::extract::FromRequestParts;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use http::request::Parts;
use vocab::{
    Ambient, BenefitSet, Country, DeviceId, Engine, Holding, Institution, ReaderId, SessionId,
};
use words::{Language, Words};

use crate::{ClientAddress, CookieKind, PageError, RoleSet, Site, read_cookie};

/// Who is logged in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The account.
    pub reader: ReaderId,
    /// The log-in.
    pub session: SessionId,
    /// Its address.
    pub email: Arc<str>,
    /// Its name, or the address where it has none.
    pub name: Arc<str>,
    /// Its roles at the desk; empty for readers.
    pub roles: RoleSet,
    /// Whether the address was proven to be the reader's.
    pub is_proven: bool,
}

/// Whoever makes this request. The front desk puts it there; everyone asks it.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The browser or app.
    pub device: DeviceId,
    /// Whether the device's cookie came with the request; if not, `device` is new.
    pub device_proven: bool,
    /// Who is logged in, if anybody.
    pub signed_in: Option<SignedIn>,
    /// What the reader has of the paper's business.
    pub holding: Arc<Holding>,
    /// The institution whose agreement covers the visitor.
    pub institution: Option<Arc<Institution>>,
    /// The visitor's country, where a trusted proxy tells.
    pub country: Option<Country>,
    /// The path at which the visit began, where that is remembered.
    pub entry: Option<Arc<str>>,
    /// Whether the request only fetches ahead, or only looks (HEAD): it uses nothing up.
    pub prefetch: bool,
    /// Whether the program says that it is a crawler.
    pub crawler: bool,
    /// The search engine that it has proven to be, where that may read whole stories.
    pub engine: Option<Engine>,
    /// Where the request comes from.
    pub address: ClientAddress,
    /// What the program calls itself, where an institution's visitors are told apart by it.
    pub agent: Option<Arc<str>>,
    /// In which language the paper's own words come.
    pub language: Language,
}

/// Everything about a visitor that a shared page depends on: pages are made and
/// kept once for each variant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Variant {
    /// Whether somebody is logged in.
    pub signed_in: bool,
    /// Whether a subscription gives the visitor anything: then none is offered.
    pub subscribes: bool,
    /// The language of the paper's own words.
    pub language: Language,
}

impl Visitor {
    /// What the reader's subscription includes.
    pub fn benefits(&self) -> &BenefitSet {
        &self.holding.benefits
    }

    /// Whether somebody is logged in.
    pub const fn is_signed_in(&self) -> bool {
        self.signed_in.is_some()
    }

    /// Which variant of a shared page this visitor gets.
    pub fn variant(&self) -> Variant {
        let subscribes = !self.benefits().is_empty();
        Variant { signed_in: self.is_signed_in(), subscribes, language: self.language }
    }

    /// The words to answer with.
    pub const fn words(&self) -> Words {
        Words::of(self.language)
    }

    /// The language that the browser was told to ask for, or the paper's own.
    pub fn language_of(site: &Site, headers: &http::HeaderMap) -> Language {
        let chosen = read_cookie(site, headers, CookieKind::Language);
        chosen.and_then(|code| code.parse().ok()).unwrap_or(site.config().language)
    }

    /// The reader who is logged in, or an error that leads to the log-in page.
    pub fn require_reader(&self, next: &str) -> Result<&SignedIn, PageError> {
        self.signed_in.as_ref().ok_or_else(|| PageError::log_in_first(next))
    }

    /// Whether the reader works here.
    pub fn is_staff(&self) -> bool {
        self.signed_in.as_ref().is_some_and(|signed_in| !signed_in.roles.is_empty())
    }

    /// Reads the device's cookie; a forged or missing one makes a new device.
    pub fn device_of(
        site: &Site,
        headers: &http::HeaderMap,
        ambient: &Ambient,
    ) -> (DeviceId, bool) {
        match read_cookie(site, headers, CookieKind::Device)
            .and_then(|text| open_device(site, text))
        {
            Some(device) => (device, true),
            None => (DeviceId::fresh(ambient), false),
        }
    }

    /// The signed token that the device's cookie holds.
    pub fn device_token(site: &Site, device: DeviceId) -> String {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&device.0);
        bytes[16..].copy_from_slice(&site.key().tag(&device.0)[..16]);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }
}

/// The device that a token names, if its signature holds.
fn open_device(site: &Site, token: &str) -> Option<DeviceId> {
    let mut bytes = [0; 32];
    let length = BASE64_URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).ok()?;
    let (id, tag) = bytes.split_at(16);
    let id: [u8; 16] = id.try_into().ok()?;
    (length == 32 && site.key().verifies(&id, tag)).then_some(DeviceId(id))
}

impl Visitor {
    /// The device that `token` names, if its signature holds: for `POST /api/v1/access`.
    pub fn device_from_token(site: &Site, token: &str) -> Option<DeviceId> {
        open_device(site, token)
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            PageError::internal(Words::error_failed, "the front desk did not see this request")
        })
    }
}

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let nowhere = Self(std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED));
        Ok(parts.extensions.get::<Self>().copied().unwrap_or(nowhere))
    }
}
