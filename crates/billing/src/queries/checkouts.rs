use jiff::Timestamp;
use store::{Executor, Result, args, statement};
use vocab::{AttemptId, ReaderId};

use crate::model::Checkout;

macro_rules! checkout_query {
    ($rest:literal) => {
        concat!(
            "SELECT id, attempt_id, subscription_id, email, reader_id, browser_hash, next, pay_url,
                created_at, made_account, language FROM checkouts ",
            $rest
        )
    };
}

statement! {
    FIND_CHECKOUT = checkout_query!("WHERE id = $1");
}

/// The checkout `id`.
pub(crate) async fn find(on: impl Executor, id: &str) -> Result<Option<Checkout>> {
    on.one(&FIND_CHECKOUT, args![id]).await?.as_ref().map(Checkout::read).transpose()
}

statement! {
    FIND_CHECKOUT_OF_ATTEMPT = checkout_query!("WHERE attempt_id = $1");
}

/// The checkout that an attempt belongs to; none if it charges a mandate.
pub(crate) async fn find_of_attempt(
    on: impl Executor,
    attempt: AttemptId,
) -> Result<Option<Checkout>> {
    on.one(&FIND_CHECKOUT_OF_ATTEMPT, args![attempt])
        .await?
        .as_ref()
        .map(Checkout::read)
        .transpose()
}

statement! {
    FIND_OPEN_CHECKOUT = checkout_query!("WHERE email_key = $1 AND closed_at IS NULL");
}

/// The open checkout of an address, in whatever letters it is written.
pub(crate) async fn find_open(on: impl Executor, email: &str) -> Result<Option<Checkout>> {
    let key = mail::address_key(email);
    on.one(&FIND_OPEN_CHECKOUT, args![key]).await?.as_ref().map(Checkout::read).transpose()
}

statement! {
    INSERT_CHECKOUT = "INSERT INTO checkouts (id, attempt_id, subscription_id, email, email_key, reader_id,
            browser_hash, next, pay_url, consented_at, created_at, made_account, language)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $9, FALSE, $10)";
}

/// Keeps a checkout; the index refuses a second open one for the address.
pub(crate) async fn insert(on: impl Executor, c: &Checkout) -> Result<()> {
    let args = args![
        &c.id,
        c.attempt,
        c.subscription,
        c.email.trim(),
        mail::address_key(&c.email),
        c.reader,
        c.browser_hash.clone(),
        &c.next,
        c.created_at,
        c.language.map(|language| language.code()),
    ];
    on.run(&INSERT_CHECKOUT, args).await.map(drop)
}

statement! {
    SET_PAY_URL = "UPDATE checkouts SET pay_url = $2 WHERE id = $1";
}

/// Keeps the address of the gateway's page.
pub(crate) async fn set_pay_url(on: impl Executor, id: &str, url: &str) -> Result<()> {
    on.run(&SET_PAY_URL, args![id, url]).await.map(drop)
}

statement! {
    FORGET_BROWSER = "UPDATE checkouts SET browser_hash = $3 WHERE id = $1 AND browser_hash <> $2";
}

/// A second browser joined: from now on neither is trusted with a log-in.
pub(crate) async fn forget_other_browser(
    on: impl Executor,
    id: &str,
    browser: &[u8; 32],
) -> Result<()> {
    on.run(&FORGET_BROWSER, args![id, browser.as_slice(), Vec::new()]).await.map(drop)
}

statement! {
    CLOSE_CHECKOUT = "UPDATE checkouts SET closed_at = COALESCE(closed_at, $2),
            reader_id = COALESCE($3, reader_id), made_account = $4
        WHERE id = $1";
}

/// Closes a checkout: paid for `reader`, or over.
pub(crate) async fn close(
    on: impl Executor,
    id: &str,
    reader: Option<ReaderId>,
    made_account: bool,
    now: Timestamp,
) -> Result<()> {
    on.run(&CLOSE_CHECKOUT, args![id, now, reader, made_account]).await.map(drop)
}

statement! {
    USE_LOG_IN = "UPDATE checkouts SET logged_in_at = $2 WHERE id = $1 AND made_account AND logged_in_at IS NULL";
}

/// Uses the checkout's one log-in up. Of two who try, one gets it.
pub(crate) async fn use_log_in(on: impl Executor, id: &str, now: Timestamp) -> Result<bool> {
    Ok(on.run(&USE_LOG_IN, args![id, now]).await? > 0)
}
