use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use crate::wire::{Address, Reply, Request, Result, Wire, WireError};

/// A visitor of its own: cookies, and a browser's manners.
pub(crate) struct Browser {
    wire: Wire,
    /// What the paper calls itself, for `Origin`.
    origin: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// How many redirects are followed.
const HOPS_MAX: usize = 6;
const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

impl Browser {
    pub(crate) fn new(wire: &Wire, origin: &str) -> Self {
        Self { wire: wire.clone(), origin: origin.to_owned(), cookies: Mutex::default() }
    }

    /// One that has the same cookies.
    pub(crate) fn twin(&self) -> Self {
        let twin = Self::new(&self.wire, &self.origin);
        *twin.jar() = self.jar().clone();
        twin
    }

    fn jar(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) const fn wire(&self) -> &Wire {
        &self.wire
    }

    pub(crate) fn address(&self) -> &Address {
        self.wire.address()
    }

    pub(crate) fn cookies(&self) -> Vec<(String, String)> {
        self.jar().iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The first cookie whose name ends so.
    pub(crate) fn cookie(&self, suffix: &str) -> Option<(String, String)> {
        self.cookies().into_iter().find(|(name, _)| name.ends_with(suffix))
    }

    pub(crate) fn set_cookie(&self, name: &str, value: &str) {
        self.jar().insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn forget_cookies(&self) {
        self.jar().clear();
    }

    /// The request as a browser would send it; its own headers stand above these.
    pub(crate) fn dress(&self, request: &Request) -> Request {
        let mut dressed = request.clone();
        let has =
            |name: &str| request.headers.iter().any(|(key, _)| key.eq_ignore_ascii_case(name));
        for (name, value) in [("user-agent", AGENT), ("accept", ACCEPT)] {
            if !has(name) {
                dressed = dressed.with(name, value);
            }
        }
        let cookies = self.cookies();
        if !has("cookie") && !cookies.is_empty() {
            let pairs = cookies.iter().map(|(name, value)| format!("{name}={value}"));
            dressed = dressed.with("cookie", pairs.collect::<Vec<_>>().join("; "));
        }
        if request.method != "GET" && request.method != "HEAD" && !has("origin") {
            dressed = dressed.with("origin", self.origin.clone());
        }
        dressed
    }

    /// Keeps the cookies that an answer sets.
    pub(crate) fn keep(&self, reply: &Reply) {
        let mut jar = self.jar();
        for (_, line) in reply.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let Some((name, rest)) = line.split_once('=') else { continue };
            let value = rest.split(';').next().unwrap_or("").trim();
            if rest.contains("Max-Age=0") || value.is_empty() {
                jar.remove(name.trim());
            } else {
                jar.insert(name.trim().to_owned(), value.to_owned());
            }
        }
    }

    /// Sends a request, dressed, and keeps the cookies that come back.
    pub(crate) async fn send(&self, request: &Request) -> Result<Reply> {
        let reply = self.wire.send(&self.dress(request)).await?;
        self.keep(&reply);
        Ok(reply)
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Reply> {
        self.send(&Request::get(path)).await
    }

    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Result<Reply> {
        let request = headers
            .iter()
            .fold(Request::get(path), |request, (name, value)| request.with(name, *value));
        self.send(&request).await
    }

    /// GET, redirects within the paper followed.
    pub(crate) async fn visit(&self, path: &str) -> Result<Reply> {
        let mut reply = self.get(path).await?;
        for _ in 0..HOPS_MAX {
            if !reply.is_redirect() {
                return Ok(reply);
            }
            let Some(next) = self.path_of(reply.header("location")) else { return Ok(reply) };
            reply = self.get(&next).await?;
        }
        Err(WireError::NotHttp(format!("{path} redirects without end")))
    }

    /// A path of the paper, whether it calls itself as we do or as its configuration does.
    pub(crate) fn path_of(&self, location: &str) -> Option<String> {
        let own = location.strip_prefix(&self.origin).filter(|rest| rest.starts_with('/'));
        own.map(str::to_owned).or_else(|| self.address().path_of(location))
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Reply> {
        self.send(&Request::form(path, fields)).await
    }
}
