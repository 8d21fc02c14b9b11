//! What is asked often is asked by an index.

use store::{Kind, Statement};

use super::support::on_both;

/// What reads a whole table on purpose: the few plans there are, and the books.
const WHOLE: [&str; 6] = [
    "plans::LIST_PLANS_ON_SALE",
    "plans::LIST_LATEST_PLANS",
    "plans::SET_POSITION",
    "ledger::LIST_UNBALANCED",
    "ledger::LIST_EMPTY_ENTRIES",
    "ledger::SUM_ACCOUNTS",
];

fn hot() -> impl Iterator<Item = &'static Statement> {
    let ours =
        |name: &str| name.starts_with("billing::queries::") || name.starts_with("gateways::");
    let whole = |name: &str| WHOLE.iter().any(|end| name.ends_with(end));
    Statement::all().filter(move |one| ours(one.name) && !whole(one.name))
}

#[test]
fn no_statement_scans_a_table() {
    on_both(async |paper| {
        assert!(hot().count() > 40, "the registry has lost some");
        if paper.db.kind() != Kind::Sqlite {
            return;
        }
        for statement in hot() {
            for step in explain(&paper.db, statement).await {
                assert!(!step.contains("SCAN"), "{}: {step}", statement.name);
            }
        }
    });
}

/// SQLite's plan for a statement, a line a step.
#[expect(clippy::disallowed_methods, reason = "the store's seam explains nothing")]
async fn explain(db: &store::Db, statement: &Statement) -> Vec<String> {
    use sqlx::{Connection as _, Row as _};
    let path = db.sqlite_path().unwrap().display();
    let mut connection =
        sqlx::SqliteConnection::connect(&format!("sqlite://{path}")).await.unwrap();
    let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", statement.sqlite));
    let rows = sqlx::raw_sql(sql).fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    rows.iter().map(|row| row.get("detail")).collect()
}
