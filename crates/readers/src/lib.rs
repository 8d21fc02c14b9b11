//! Readers: accounts, log-ins, one-time links, the staff's roles.
//!
//! What a visitor could learn from answers or their timing stays the same
//! whether an address has an account or not: registering and resetting only
//! enqueue a job, and logging in always costs one password hash.

mod account;
mod desk;
mod jobs;
mod links;
mod mails;
mod model;
mod passwords;
mod queries;
mod routes;
mod sessions;
#[cfg(test)]
mod tests;
mod tries;

use std::{future::Future, pin::Pin, sync::Arc};

use axum::{Router, response::Response};
use http::HeaderMap;
use store::{Db, feed::Change, jobs::Handlers};
use vocab::{Ambient, DeviceId, ReaderId};
use web::{PageError, SafePath, Site, Visitor};

pub use account::{AccountPart, SessionLine};
pub use links::{Purpose, issue_link};
pub use mails::post as post_mail;
pub use model::Reader;
pub use passwords::{PasswordProblem, Passwords, check_strength};
pub use queries::{
    NewReader, count_readers, find_reader, find_reader_by_email, has_owner, insert_reader,
    list_readers, mark_verified, set_language, set_roles,
};
pub use sessions::{NewSession, Sessions};
pub use tries::count_try;

/// What the server does when a device logs in as a reader: unite their readings.
pub type AtLogin =
    Arc<dyn Fn(DeviceId, ReaderId) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// The department. Cheap to clone.
#[derive(Clone)]
pub struct Readers {
    pub(crate) db: Db,
    pub(crate) ambient: Ambient,
    pub(crate) site: Site,
    pub(crate) sessions: Sessions,
    pub(crate) passwords: Passwords,
    pub(crate) rules: LogInRules,
    pub(crate) at_login: AtLogin,
}

/// What logging in asks for.
#[derive(Clone, Copy, Debug)]
pub struct LogInRules {
    /// Tries per account and 15 minutes; 0 is unlimited.
    pub tries: u32,
    /// Whether the staff confirms each log-in by a link that is mailed.
    pub staff_second_factor: bool,
}

impl Readers {
    /// The jobs that come again: what is long past is removed each night.
    pub const RECURRING: &[store::schedule::Recurring] = jobs::RECURRING;

    /// The department over `db`.
    pub fn new(db: Db, ambient: Ambient, site: Site, rules: LogInRules, at_login: AtLogin) -> Self {
        let sessions = Sessions::new(db.clone(), ambient.clone());
        let passwords = Passwords::new(ambient.clone());
        Self { db, ambient, site, sessions, passwords, rules, at_login }
    }

    /// Whether `reader` needs more than a password, or more than a mailed link.
    pub(crate) fn asks_second_factor(&self, reader: &Reader) -> bool {
        self.rules.staff_second_factor && !reader.roles.is_empty()
    }

    /// Log-ins, for the front desk.
    pub const fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// The pool that hashes passwords.
    pub const fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    /// Begins a log-in of `reader` in the visitor's browser, as billing does for
    /// whoever has just paid with a new address, and leads it to `next`.
    pub async fn begin_session(
        &self,
        visitor: &Visitor,
        reader: &Reader,
        headers: &HeaderMap,
        next: &SafePath,
    ) -> Result<Response, PageError> {
        routes::begin_session(self, visitor, reader, headers, next.as_str()).await
    }

    /// Readers' pages.
    pub fn routes(&self) -> Router {
        routes::router(self.clone())
    }

    /// Staff's pages.
    pub fn desk_routes(&self) -> Router {
        desk::router(self.clone())
    }

    /// Background work.
    pub fn jobs(&self, handlers: &mut Handlers) {
        jobs::register(self, handlers);
    }

    /// Forgets what `change` made stale.
    pub fn forget(&self, change: &Change) {
        match &*change.topic {
            "session" => self.sessions.forget(&change.key),
            "clock" => self.sessions.forget_all(),
            _ => {}
        }
    }
}
