use jiff::Timestamp;
use store::{Executor, Result, args, statement};
use vocab::{InvoiceId, ReaderId, SubscriptionId};

use crate::model::{Invoice, write_tax_lines};

macro_rules! invoice_query {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.subscription_id, i.period_index, i.period_starts_at, i.period_ends_at,
                i.number, i.issued_at, i.description, i.total_minor, i.taxable_minor, i.tax_lines,
                i.currency, i.place, i.paid_at, i.voided_at FROM invoices i ",
            $rest
        )
    };
}

statement! {
    FIND_INVOICE = invoice_query!("WHERE i.id = $1");
}

/// The invoice `id`.
pub(crate) async fn find(on: impl Executor, id: InvoiceId) -> Result<Option<Invoice>> {
    on.one(&FIND_INVOICE, args![id]).await?.as_ref().map(Invoice::read).transpose()
}

statement! {
    FIND_INVOICE_OF_PERIOD = invoice_query!("WHERE i.subscription_id = $1 AND i.period_index = $2
        AND i.voided_at IS NULL");
}

/// The one invoice of a period.
pub(crate) async fn find_of_period(
    on: impl Executor,
    subscription: SubscriptionId,
    index: u32,
) -> Result<Option<Invoice>> {
    on.one(&FIND_INVOICE_OF_PERIOD, args![subscription, index])
        .await?
        .as_ref()
        .map(Invoice::read)
        .transpose()
}

statement! {
    INSERT_INVOICE = "INSERT INTO invoices (id, subscription_id, period_index, period_starts_at,
            period_ends_at, description, total_minor, taxable_minor, tax_lines, currency, place, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
}

/// Keeps a draft; the index refuses a second one for the period.
pub(crate) async fn insert_draft(on: impl Executor, i: &Invoice, now: Timestamp) -> Result<()> {
    let args = args![
        i.id,
        i.subscription,
        i.period.index,
        i.period.starts_at,
        i.period.ends_at,
        &i.description,
        i.total.minor,
        i.breakdown.taxable_minor,
        write_tax_lines(&i.breakdown.lines),
        i.total.currency.code(),
        i.place.code(),
        now,
    ];
    on.run(&INSERT_INVOICE, args).await.map(drop)
}

statement! {
    MARK_INVOICE_PAID = "UPDATE invoices SET number = $2, issued_at = $3, paid_at = $3,
            period_starts_at = $4, period_ends_at = $5, voided_at = NULL
        WHERE id = $1 AND paid_at IS NULL";
}

/// Issues the invoice: with its number, paid, for its final period.
pub(crate) async fn mark_paid(
    on: impl Executor,
    invoice: &Invoice,
    number: &str,
    at: Timestamp,
) -> Result<()> {
    let period = invoice.period;
    let args = args![invoice.id, number, at, period.starts_at, period.ends_at];
    on.run(&MARK_INVOICE_PAID, args).await.map(drop)
}

statement! {
    VOID_DRAFTS = "UPDATE invoices SET voided_at = $3 WHERE subscription_id = $1
        AND period_index <> $2 AND paid_at IS NULL AND voided_at IS NULL";
}

/// Voids all drafts of a subscription but the one of period `keep`.
pub(crate) async fn void_drafts(
    on: impl Executor,
    subscription: SubscriptionId,
    keep: Option<u32>,
    now: Timestamp,
) -> Result<()> {
    let keep = keep.map_or(-1, i64::from);
    on.run(&VOID_DRAFTS, args![subscription, keep, now]).await.map(drop)
}

statement! {
    LIST_INVOICES_OF_SUBSCRIPTION = invoice_query!("WHERE i.subscription_id = $1
        ORDER BY i.period_index DESC, i.id DESC LIMIT 200");
}

/// All invoices of a subscription, drafts and void ones included, newest first.
pub(crate) async fn list_of_subscription(
    on: impl Executor,
    id: SubscriptionId,
) -> Result<Vec<Invoice>> {
    on.all(&LIST_INVOICES_OF_SUBSCRIPTION, args![id]).await?.iter().map(Invoice::read).collect()
}

statement! {
    LIST_ISSUED_OF_READER = invoice_query!("JOIN subscriptions s ON s.id = i.subscription_id
        WHERE s.reader_id = $1 AND i.number IS NOT NULL ORDER BY i.issued_at DESC, i.id DESC LIMIT 200");
}

/// The invoices that a reader has got, newest first.
pub(crate) async fn list_issued_of_reader(
    on: impl Executor,
    reader: ReaderId,
) -> Result<Vec<Invoice>> {
    on.all(&LIST_ISSUED_OF_READER, args![reader]).await?.iter().map(Invoice::read).collect()
}
