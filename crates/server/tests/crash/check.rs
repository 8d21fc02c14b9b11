//! What must hold once everything has settled: the client's log against the
//! paper's database and the gateway's ledger.

use std::collections::BTreeMap;

use store::{Db, Executor as _, args, audit, jobs, statement};

use crate::buyers::{Choice, Facts};

statement! {
    CHECK_INTEGRITY = sqlite "PRAGMA integrity_check",
        postgres "SELECT 'ok' AS integrity_check";
}
statement! {
    /// What the gateway has decided and the paper does not know yet, and renewals
    /// of which the gateway has not heard.
    COUNT_UNSETTLED = "SELECT COUNT(*) AS count FROM attempts a
        JOIN invoices i ON i.id = a.invoice_id
        JOIN subscriptions s ON s.id = i.subscription_id
        LEFT JOIN sandbox_payments p ON p.idempotency_key = a.id
        WHERE a.outcome IN ('open', 'pending', 'refunding')
            AND (p.status NOT IN ('open', 'challenged') OR p.id IS NULL AND s.status <> 'incomplete')";
}
statement! {
    LIST_DOUBLE_PAYMENTS = "SELECT reference AS id FROM sandbox_payments
        WHERE status = 'captured' GROUP BY reference HAVING COUNT(*) > 1";
}
statement! {
    LIST_INVOICES_PAID_TWICE = "SELECT a.invoice_id AS id FROM attempts a
        JOIN sandbox_payments p ON p.idempotency_key = a.id WHERE p.status = 'captured'
        GROUP BY a.invoice_id HAVING COUNT(*) > 1";
}
statement! {
    LIST_PERIODS_BILLED_TWICE = "SELECT subscription_id AS id FROM invoices
        WHERE voided_at IS NULL GROUP BY subscription_id, period_index HAVING COUNT(*) > 1";
}
statement! {
    /// Money at the gateway, and what the paper made of it, must tell the same story.
    LIST_DISAGREEMENTS = "SELECT p.id FROM sandbox_payments p
        LEFT JOIN attempts a ON a.id = p.idempotency_key
        LEFT JOIN invoices i ON i.id = a.invoice_id
        LEFT JOIN journal j ON j.attempt_id = a.id AND j.kind = 'sale'
        WHERE (p.status = 'captured') <> COALESCE(a.outcome = 'captured', FALSE)
            OR (p.status = 'captured') <> (j.id IS NOT NULL)
            OR p.status = 'captured' AND (i.paid_at IS NULL OR i.number IS NULL OR i.voided_at IS NOT NULL)";
}
statement! {
    LIST_UNBALANCED = "SELECT journal_id AS id FROM postings GROUP BY journal_id, currency
        HAVING SUM(amount_minor) <> 0";
}
statement! {
    /// Access without a paid invoice for the period that gives it.
    LIST_UNPAID_ENTITLED = "SELECT s.id FROM subscriptions s
        WHERE s.status IN ('active', 'trialing', 'past_due') AND NOT EXISTS (
            SELECT 1 FROM invoices i JOIN attempts a ON a.invoice_id = i.id
            JOIN sandbox_payments p ON p.idempotency_key = a.id
            WHERE i.subscription_id = s.id AND i.period_index = s.period_index
                AND i.paid_at IS NOT NULL AND p.status = 'captured')";
}
statement! {
    LIST_INVOICE_NUMBERS = "SELECT number FROM invoices WHERE number IS NOT NULL ORDER BY number";
}
statement! {
    FIND_CUSTOMER = "SELECT s.status, s.period_ends_at,
            (SELECT COUNT(*) FROM cancellations c WHERE c.subscription_id = s.id
                AND c.withdrawn_at IS NULL) AS cancellations
        FROM readers r JOIN subscriptions s ON s.reader_id = r.id WHERE r.email = $1";
}
statement! {
    COUNT_MONEY_OF = "SELECT COUNT(*) AS count FROM checkouts c
        JOIN sandbox_payments p ON p.idempotency_key = c.attempt_id
        WHERE c.email = $1 AND p.status IN ('captured', 'pending')";
}
statement! {
    COUNT_CHECKOUTS_OF = "SELECT COUNT(*) AS count FROM checkouts WHERE email = $1";
}

async fn count(db: &Db, statement: &'static store::Statement, args: Vec<store::Value>) -> i64 {
    let row = db.one(statement, args).await.expect("a count").expect("a row");
    row.int("count").expect("a count")
}

/// Whether nothing is under way any more.
pub(crate) async fn is_settled(db: &Db) -> bool {
    let (waiting, parked) = jobs::count_waiting(db).await.expect("the queue");
    if parked > 0 {
        panic!("parked: {:?}", jobs::list_parked(db, 5).await.expect("the queue"));
    }
    waiting == 0 && count(db, &COUNT_UNSETTLED, args![]).await == 0
}

/// Everything that must hold of the database by itself. Gives how many
/// invoices there are.
pub(crate) async fn check_books(db: &Db) -> usize {
    let row = db.one(&CHECK_INTEGRITY, args![]).await.expect("a check").expect("an answer");
    assert_eq!(row.text("integrity_check").expect("an answer"), "ok");
    for statement in [
        &LIST_DOUBLE_PAYMENTS,
        &LIST_INVOICES_PAID_TWICE,
        &LIST_PERIODS_BILLED_TWICE,
        &LIST_DISAGREEMENTS,
        &LIST_UNPAID_ENTITLED,
    ] {
        let rows = db.all(statement, args![]).await.expect("a list");
        let ids: Vec<_> = rows.iter().map(|row| row.text("id").expect("an id")).collect();
        assert!(ids.is_empty(), "{}: {ids:?}", statement.name);
    }
    let unbalanced = db.all(&LIST_UNBALANCED, args![]).await.expect("a list");
    assert!(unbalanced.is_empty(), "{} entries do not balance", unbalanced.len());
    assert_eq!(audit::find_broken_link(db).await.expect("the log"), None, "the audit log's chain");
    check_numbers(db).await
}

/// Each financial year's numbers run from 1 without gaps.
async fn check_numbers(db: &Db) -> usize {
    let rows = db.all(&LIST_INVOICE_NUMBERS, args![]).await.expect("a list");
    let mut years: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in &rows {
        let number = row.text("number").expect("a number");
        let (year, count) = number.rsplit_once('/').expect("year and count");
        years.entry(year.to_owned()).or_default().push(count.parse().expect("a count"));
    }
    for (year, numbers) in years {
        let gapless: Vec<_> = (1..=numbers.len()).collect();
        assert_eq!(numbers, gapless, "the invoice numbers of {year}");
    }
    rows.len()
}

/// What was acknowledged to one buyer is so. True if that included a payment.
pub(crate) async fn check_facts(db: &Db, facts: &Facts) -> bool {
    let email = &*facts.email;
    if facts.begun {
        assert!(count(db, &COUNT_CHECKOUTS_OF, args![email]).await > 0, "{facts:?}");
    }
    let money = count(db, &COUNT_MONEY_OF, args![email]).await;
    assert!(money <= 1, "{email} paid {money} times");
    if facts.choice == Choice::Decline {
        assert_eq!(money, 0, "{email} was declined and has paid");
        return false;
    }
    let customers = db.all(&FIND_CUSTOMER, args![email]).await.expect("a customer");
    assert_eq!(customers.len(), usize::try_from(money).expect("a count"), "{facts:?}");
    let Some(customer) = customers.first() else {
        assert!(!facts.chosen, "an acknowledged payment is lost: {facts:?}");
        return false;
    };
    let status = customer.text("status").expect("a status");
    let cancellations = customer.int("cancellations").expect("a count");
    if facts.cancelled {
        assert_eq!(cancellations, 1, "an acknowledged cancellation is lost: {facts:?}");
    }
    let fine = status == "active" || status == "cancelled" && cancellations > 0;
    assert!(fine, "{email} has paid, every renewal succeeds, and it is {status}");
    facts.chosen
}
