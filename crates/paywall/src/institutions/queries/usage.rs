use store::{Db, Executor, Row, Tx, args, statement};

use crate::institutions::usage::{Counts, UsageKey};

statement! {
    ADD_USAGE = "INSERT INTO institution_usage (institution, month, story, total_requests, unique_requests,
            total_investigations, unique_investigations, no_license)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (institution, month, story) DO UPDATE SET
            total_requests = institution_usage.total_requests + excluded.total_requests,
            unique_requests = institution_usage.unique_requests + excluded.unique_requests,
            total_investigations = institution_usage.total_investigations + excluded.total_investigations,
            unique_investigations = institution_usage.unique_investigations + excluded.unique_investigations,
            no_license = institution_usage.no_license + excluded.no_license";
}

pub(crate) async fn add_usage(tx: &mut Tx, key: &UsageKey, counts: &Counts) -> store::Result<()> {
    let (institution, month, story) = key;
    let args = args![
        &**institution,
        *month,
        i64::from(story.0),
        counts.total_requests,
        counts.unique_requests,
        counts.total_investigations,
        counts.unique_investigations,
        counts.no_license
    ];
    tx.run(&ADD_USAGE, args).await.map(drop)
}

fn read_counts(row: &Row) -> store::Result<Counts> {
    Ok(Counts {
        total_requests: row.int("total_requests")?,
        unique_requests: row.int("unique_requests")?,
        total_investigations: row.int("total_investigations")?,
        unique_investigations: row.int("unique_investigations")?,
        no_license: row.int("no_license")?,
    })
}

statement! {
    LIST_USAGE = "SELECT month, CAST(SUM(total_requests) AS BIGINT) AS total_requests,
            CAST(SUM(unique_requests) AS BIGINT) AS unique_requests,
            CAST(SUM(total_investigations) AS BIGINT) AS total_investigations,
            CAST(SUM(unique_investigations) AS BIGINT) AS unique_investigations,
            CAST(SUM(no_license) AS BIGINT) AS no_license
        FROM institution_usage WHERE institution = $1 GROUP BY month ORDER BY month DESC LIMIT $2";
}

/// Month by month as yyyymm, the latest first.
pub(crate) async fn list_usage(
    on: impl Executor,
    institution: &str,
    limit: u32,
) -> store::Result<Vec<(i32, Counts)>> {
    let rows = on.all(&LIST_USAGE, args![institution, limit]).await?;
    rows.iter().map(|row| Ok((row.small("month")?, read_counts(row)?))).collect()
}

statement! {
    LIST_USAGE_OF_ALL = "SELECT institution, CAST(SUM(total_requests) AS BIGINT) AS total_requests,
            CAST(SUM(unique_requests) AS BIGINT) AS unique_requests,
            CAST(SUM(total_investigations) AS BIGINT) AS total_investigations,
            CAST(SUM(unique_investigations) AS BIGINT) AS unique_investigations,
            CAST(SUM(no_license) AS BIGINT) AS no_license
        FROM institution_usage WHERE month = $1 GROUP BY institution";
}

/// What each institution used in a month.
pub(crate) async fn list_usage_of_all(
    on: impl Executor,
    month: i32,
) -> store::Result<Vec<(String, Counts)>> {
    let rows = on.all(&LIST_USAGE_OF_ALL, args![month]).await?;
    rows.iter().map(|row| Ok((row.text("institution")?, read_counts(row)?))).collect()
}

statement! {
    DELETE_USAGE_BEFORE = "DELETE FROM institution_usage WHERE month < $1";
}

/// Forgets what was used before a month.
pub(crate) async fn prune_usage(db: &Db, month: i32) -> store::Result<()> {
    db.run(&DELETE_USAGE_BEFORE, args![month]).await.map(drop)
}
