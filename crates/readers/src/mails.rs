use askama::Template;
use mail::Mail;
use store::{Executor, Result, jobs, jobs::NewJob};
use vocab::Ambient;

/// "Confirm your address": a new account.
#[derive(Template)]
#[template(path = "mails/confirm.txt")]
pub(crate) struct Confirm<'a> {
    pub(crate) paper: &'a str,
    pub(crate) link: &'a str,
}

/// "You have an account already": somebody registered an address again.
#[derive(Template)]
#[template(path = "mails/already.txt")]
pub(crate) struct Already<'a> {
    pub(crate) paper: &'a str,
    pub(crate) link: &'a str,
}

/// "Set a new password".
#[derive(Template)]
#[template(path = "mails/reset.txt")]
pub(crate) struct Reset<'a> {
    pub(crate) paper: &'a str,
    pub(crate) link: &'a str,
}

/// "Confirm your log-in": the staff's second factor.
#[derive(Template)]
#[template(path = "mails/second_factor.txt")]
pub(crate) struct SecondFactor<'a> {
    pub(crate) paper: &'a str,
    pub(crate) link: &'a str,
}

/// "Your password was changed".
#[derive(Template)]
#[template(path = "mails/changed.txt")]
pub(crate) struct Changed<'a> {
    pub(crate) paper: &'a str,
    pub(crate) link: &'a str,
}

/// Enqueues a mail, in the caller's transaction.
pub async fn post(
    on: impl Executor,
    ambient: &Ambient,
    to: &str,
    subject: String,
    text: &impl Template,
) -> Result<()> {
    let text = text.render().map_err(|error| store::StoreError::Schema(error.to_string()))?;
    let mail = Mail { to: to.to_owned(), subject, text };
    let payload = serde_json::to_value(&mail).unwrap_or_default();
    jobs::enqueue(on, ambient, NewJob::new(mail::JOB_KIND, payload)).await
}
