use serde::{Deserialize, Serialize};
use store::{jobs::Handlers, schedule::Recurring};
use vocab::ReaderId;
use web::{RoleSet, SafePath};
use words::Language;

use crate::{
    NewReader, Purpose, Readers, find_reader_by_email, insert_reader, issue_link,
    links::{NewLink, insert_link},
    mails::{Letter, post_letter},
    queries, tries,
};

pub(crate) const REGISTRATION: &str = "readers_registration";
pub(crate) const RESET_REQUEST: &str = "readers_reset_request";
const PRUNE: &str = "readers_prune";

pub(crate) const RECURRING: &[Recurring] = &[Recurring { kind: PRUNE, cron: "10 3 * * *" }];

#[derive(Serialize, Deserialize)]
pub(crate) struct Registration {
    pub(crate) email: String,
    pub(crate) password_hash: String,
    pub(crate) next: String,
    pub(crate) browser_hash: String,
    /// In which language it was asked for; what an older version enqueued does not say.
    #[serde(default)]
    pub(crate) language: Option<Language>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct ResetRequest {
    pub(crate) email: String,
}

pub(crate) fn register(readers: &Readers, handlers: &mut Handlers) {
    let department = readers.clone();
    handlers.on(REGISTRATION, move |job| {
        let readers = department.clone();
        async move { open_account(&readers, job.payload()?).await }
    });
    let department = readers.clone();
    handlers.on(RESET_REQUEST, move |job| {
        let readers = department.clone();
        async move { send_reset(&readers, job.payload()?).await }
    });
    let department = readers.clone();
    handlers.on(PRUNE, move |_| {
        let readers = department.clone();
        async move {
            let before = readers.ambient.now() - jiff::SignedDuration::from_hours(30 * 24);
            tries::prune(&readers.db, before).await
        }
    });
}

type JobResult = Result<(), store::jobs::JobError>;

/// Opens the account, or tells its owner that there is one.
async fn open_account(readers: &Readers, asked: Registration) -> JobResult {
    let Readers { db, ambient, site, .. } = readers;
    let now = ambient.now();
    let next = SafePath::parse(&asked.next);
    let mut tx = db.begin().await?;
    let new = NewReader {
        id: ReaderId::fresh(ambient),
        email: &asked.email,
        name: "",
        password_hash: None,
        roles: &RoleSet::default(),
        verified: false,
    };
    insert_reader(&mut tx, &new, now).await?;
    let Some(mut reader) = find_reader_by_email(&mut tx, &asked.email).await? else {
        return Err("the account vanished while it was opened".into());
    };
    // Whose account is proven has chosen for themselves.
    if let (None, Some(language)) = (reader.verified_at, asked.language) {
        queries::set_language(&mut tx, reader.id, language).await?;
        reader.language = Some(language);
    }
    // The password waits in the link, for the browser that chose it.
    let password_hash = reader.verified_at.is_none().then_some(&*asked.password_hash);
    let link = NewLink {
        reader: reader.id,
        purpose: Purpose::LogIn,
        next: &next,
        password_hash,
        browser_hash: Some(&asked.browser_hash),
    };
    let token = insert_link(&mut tx, ambient, link).await?;
    let link = site.address(&format!("/register/confirm?token={token}"));
    let letter = reader.verified_at.map_or(Letter::Confirm, |_| Letter::Already);
    post_letter(&mut tx, ambient, site, &reader, letter, &link).await?;
    Ok(tx.commit().await?)
}

async fn send_reset(readers: &Readers, asked: ResetRequest) -> JobResult {
    let Readers { db, ambient, site, .. } = readers;
    let mut tx = db.begin().await?;
    let Some(reader) = find_reader_by_email(&mut tx, &asked.email).await? else { return Ok(()) };
    if reader.disabled_at.is_some() {
        return Ok(());
    }
    let next = SafePath::parse("/account");
    let token = issue_link(&mut tx, ambient, reader.id, Purpose::Reset, &next).await?;
    let link = site.address(&format!("/password/reset?token={token}"));
    post_letter(&mut tx, ambient, site, &reader, Letter::Reset, &link).await?;
    Ok(tx.commit().await?)
}
