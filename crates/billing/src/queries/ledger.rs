use jiff::Timestamp;
use store::{Executor, Result, Tx, args, statement};
use vocab::{AttemptId, Currency};

statement! {
    INSERT_ENTRY = "INSERT INTO journal (id, kind, attempt_id, at) VALUES ($1, $2, $3, $4)";
}
statement! {
    INSERT_POSTING = "INSERT INTO postings (journal_id, line, account, amount_minor, currency)
        VALUES ($1, $2, $3, $4, $5)";
}

/// Writes one entry and its postings.
pub(crate) async fn insert_entry(
    tx: &mut Tx,
    (id, kind, attempt): (&str, &str, AttemptId),
    postings: &[(String, i64)],
    currency: Currency,
    now: Timestamp,
) -> Result<()> {
    tx.run(&INSERT_ENTRY, args![id, kind, attempt, now]).await?;
    for (line, (account, amount_minor)) in (0i64..).zip(postings) {
        tx.run(&INSERT_POSTING, args![id, line, account, *amount_minor, currency.code()]).await?;
    }
    Ok(())
}

statement! {
    LIST_UNBALANCED = "SELECT journal_id FROM postings GROUP BY journal_id, currency
        HAVING SUM(amount_minor) <> 0 ORDER BY journal_id LIMIT 100";
}
statement! {
    LIST_EMPTY_ENTRIES = "SELECT j.id AS journal_id FROM journal j
        LEFT JOIN postings p ON p.journal_id = j.id WHERE p.journal_id IS NULL LIMIT 100";
}

/// Entries whose postings do not sum to zero, or that have none.
pub(crate) async fn list_unbalanced(on: &store::Db) -> Result<Vec<String>> {
    let mut rows = on.all(&LIST_UNBALANCED, args![]).await?;
    rows.extend(on.all(&LIST_EMPTY_ENTRIES, args![]).await?);
    rows.iter().map(|row| row.text("journal_id")).collect()
}

statement! {
    SUM_ACCOUNTS = "SELECT account, currency, CAST(SUM(amount_minor) AS BIGINT) AS amount_minor
        FROM postings GROUP BY account, currency ORDER BY account, currency";
}

/// What stands on each account.
pub(crate) async fn sum_accounts(on: impl Executor) -> Result<Vec<(String, vocab::Money)>> {
    let rows = on.all(&SUM_ACCOUNTS, args![]).await?;
    rows.iter()
        .map(|row| {
            let amount = vocab::Money::new(row.int("amount_minor")?, row.parse("currency")?);
            Ok((row.text("account")?, amount))
        })
        .collect()
}
