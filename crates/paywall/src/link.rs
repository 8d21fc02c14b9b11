//! Links that open stories: their tokens, what a request brings of them, and the
//! cookie in which a campaign's is kept.
//!
//! A token is a random number and the proof, under the paper's key, that the paper
//! made it. So no table holds a token, its maker can be shown it again, and what
//! somebody made up is refused without asking the database.

use std::{fmt, str::FromStr};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use http::HeaderMap;
use jiff::Timestamp;
use vocab::{Ambient, DeviceId, ReaderId};
use web::{CookieKind, Key, Site, hex, read_cookie};

const ID_BYTES: usize = 16;
const TAG_BYTES: usize = 16;
const TOKEN_BYTES: usize = ID_BYTES + TAG_BYTES;
/// A campaign's number, until when it opens, and the proof for one device.
const GRANT_BYTES: usize = ID_BYTES + 8 + TAG_BYTES;

/// The number of a gift or a campaign: 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LinkId([u8; ID_BYTES]);

impl LinkId {
    /// One that nobody has seen before.
    pub fn fresh(ambient: &Ambient) -> Self {
        Self(ambient.bytes())
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkId({self})")
    }
}

/// The text is no number of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a link’s number has 32 hexadecimal digits")]
pub struct UnknownLink;

impl FromStr for LinkId {
    type Err = UnknownLink;

    fn from_str(text: &str) -> Result<Self, UnknownLink> {
        let plain = text.len() == 2 * ID_BYTES && text.bytes().all(|b| b.is_ascii_hexdigit());
        let number = u128::from_str_radix(text, 16).ok().filter(|_| plain).ok_or(UnknownLink)?;
        Ok(Self(number.to_be_bytes()))
    }
}

/// Makes and proves the tokens of one kind of link.
pub struct LinkKey {
    links: Key,
    devices: Key,
}

impl LinkKey {
    /// Of one kind: its tokens are worth nothing as another's.
    pub fn new(paper: &Key, kind: &str) -> Self {
        let key = paper.derive(kind);
        Self { devices: key.derive("devices"), links: key.derive("links") }
    }

    /// What stands in the link.
    pub fn token(&self, id: LinkId) -> String {
        let mut bytes = [0; TOKEN_BYTES];
        bytes[..ID_BYTES].copy_from_slice(&id.0);
        bytes[ID_BYTES..].copy_from_slice(&self.links.tag(&id.0)[..TAG_BYTES]);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The number that a token proves.
    pub fn open(&self, token: &str) -> Option<LinkId> {
        let bytes = decode::<TOKEN_BYTES>(token)?;
        let (id, tag) = bytes.split_first_chunk()?;
        self.links.verifies(id, tag).then_some(LinkId(*id))
    }

    /// What is kept of whoever opened a link: it tells nothing beside this link.
    pub(crate) fn opener(&self, id: LinkId, who: Opener) -> String {
        let mut message = id.0.to_vec();
        let (kind, bits) = match who {
            Opener::Device(device) => (b'd', device.as_u128()),
            Opener::Reader(reader) => (b'r', reader.as_u128()),
        };
        message.push(kind);
        message.extend(bits.to_be_bytes());
        hex(&self.devices.tag(&message)[..TAG_BYTES])
    }

    /// Lets `device` in until a moment, without asking again.
    pub fn grant(&self, id: LinkId, until: Timestamp, device: DeviceId) -> String {
        let mut bytes = [0; GRANT_BYTES];
        let message = grant_message(id, until, device);
        bytes[..ID_BYTES + 8].copy_from_slice(&message[..ID_BYTES + 8]);
        bytes[ID_BYTES + 8..].copy_from_slice(&self.devices.tag(&message)[..TAG_BYTES]);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What a grant lets this device into, and until when.
    pub fn open_grant(&self, text: &str, device: DeviceId) -> Option<(LinkId, Timestamp)> {
        let bytes = decode::<GRANT_BYTES>(text)?;
        let (id, rest) = bytes.split_first_chunk()?;
        let (until, tag) = rest.split_first_chunk()?;
        let until = Timestamp::from_microsecond(i64::from_be_bytes(*until)).ok()?;
        let id = LinkId(*id);
        let holds = self.devices.verifies(&grant_message(id, until, device), tag);
        holds.then_some((id, until))
    }
}

fn grant_message(id: LinkId, until: Timestamp, device: DeviceId) -> Vec<u8> {
    [&id.0[..], &until.as_microsecond().to_be_bytes(), &device.0, b"grant"].concat()
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let length = BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
    (length == N).then_some(bytes)
}

/// Whoever opens a link: a device that has shown its cookie, or a log-in without one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Opener {
    Device(DeviceId),
    Reader(ReaderId),
}

/// What a request brings of links.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ticket<'a> {
    /// The token of `gift=`.
    pub(crate) gift: Option<&'a str>,
    /// The token of `campaign=`.
    pub(crate) campaign: Option<&'a str>,
    /// What a campaign left on the device: a token, or a grant.
    pub(crate) kept: Option<&'a str>,
}

impl<'a> Ticket<'a> {
    /// From an address's query and the cookies.
    pub fn of(site: &Site, query: Option<&'a str>, headers: &'a HeaderMap) -> Self {
        let named = |name: &str| {
            let mut pairs = query.into_iter().flat_map(|query| query.split('&'));
            let value = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            value.filter(|value| !value.is_empty())
        };
        Self {
            gift: named("gift"),
            campaign: named("campaign"),
            kept: read_cookie(site, headers, CookieKind::Campaign),
        }
    }

    /// Whether the address itself bears a link: such a page is nobody's to list or to refer from.
    pub const fn is_in_address(&self) -> bool {
        self.gift.is_some() || self.campaign.is_some()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        !self.is_in_address() && self.kept.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: &[u8]) -> LinkKey {
        let key = Key::new(secret);
        LinkKey { devices: key.derive("devices"), links: key.derive("links") }
    }

    #[test]
    fn a_token_opens_for_its_maker_and_for_no_other() {
        let id = LinkId([7; 16]);
        let token = key(b"ours").token(id);
        assert_eq!(token.len(), 43);
        assert_eq!(key(b"ours").open(&token), Some(id));
        assert_eq!(key(b"theirs").open(&token), None);
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn whatever_was_made_up_or_cut_is_refused() {
        let ours = key(b"ours");
        let token = ours.token(LinkId([7; 16]));
        for at in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            // The last letter has two bits that mean nothing, and no other letter may set them.
            assert_eq!(ours.open(std::str::from_utf8(&forged).unwrap()), None, "{at}");
            assert_eq!(ours.open(&token[..at]), None, "{at}");
        }
        for text in ["", "é", "%00", &"A".repeat(43), &"A".repeat(10_000), &format!("{token}A")] {
            assert_eq!(ours.open(text), None, "{text}");
        }
    }

    #[test]
    fn a_grant_is_for_one_device() {
        let (ours, id) = (key(b"ours"), LinkId([7; 16]));
        let (device, until) = (DeviceId([1; 16]), Timestamp::from_second(1_800_000_000).unwrap());
        let grant = ours.grant(id, until, device);
        assert_eq!(ours.open_grant(&grant, device), Some((id, until)));
        assert_eq!(ours.open_grant(&grant, DeviceId([2; 16])), None);
        assert_eq!(ours.open_grant(&ours.token(id), device), None);
        assert_eq!(ours.open(&grant), None);
    }

    #[test]
    fn an_opener_is_another_for_each_link() {
        let (ours, who) = (key(b"ours"), Opener::Device(DeviceId([1; 16])));
        assert_ne!(ours.opener(LinkId([7; 16]), who), ours.opener(LinkId([8; 16]), who));
    }
}
