//! The checks themselves: each kind of damage that a crash could do is seen.

use server::demo;
use store::{Db, Executor as _, Statement, args, statement};
use testkit::{Options, TestDatabase, TestPaper};

use crate::check;

statement! {
    UNBALANCE = "UPDATE postings SET amount_minor = amount_minor + 1 WHERE line = 1
        AND journal_id = (SELECT MIN(journal_id) FROM postings)";
}
statement! {
    LOSE_A_NUMBER = "UPDATE invoices SET number = '26-27/0000999'
        WHERE number = (SELECT MIN(number) FROM invoices)";
}
statement! {
    FORGET_A_PAYMENT = "UPDATE attempts SET outcome = 'open'
        WHERE id = (SELECT MIN(id) FROM attempts WHERE outcome = 'captured')";
}
statement! {
    INVENT_A_PAYMENT = "UPDATE sandbox_payments SET status = 'open'
        WHERE id = (SELECT MIN(id) FROM sandbox_payments WHERE status = 'captured')";
}
statement! {
    CHARGE_TWICE = "INSERT INTO sandbox_payments (id, idempotency_key, reference, amount_minor,
            currency, description, return_url, cancel_url, status, created_at)
        SELECT 'twice', 'twice', reference, amount_minor, currency, description, '', '', status, 1
        FROM sandbox_payments WHERE status = 'captured' ORDER BY id LIMIT 1";
}
statement! {
    GIVE_FOR_NOTHING = "UPDATE subscriptions SET period_index = period_index + 1
        WHERE status = 'active'";
}
statement! {
    LOSE_A_BOOKING = "UPDATE journal SET kind = 'held' WHERE id = (SELECT MIN(id) FROM journal)";
}

async fn is_seen(database: &TestDatabase) -> bool {
    let db = Db::open(database.url()).await.expect("the database");
    let seen = tokio::spawn(async move { check::check_books(&db).await }).await;
    seen.is_err_and(|error| error.is_panic())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_checks_of_a_crash_see_each_damage() {
    let damages: [&'static Statement; 7] = [
        &UNBALANCE,
        &LOSE_A_NUMBER,
        &FORGET_A_PAYMENT,
        &INVENT_A_PAYMENT,
        &CHARGE_TWICE,
        &GIVE_FOR_NOTHING,
        &LOSE_A_BOOKING,
    ];
    for damage in damages {
        let mut paper = TestPaper::start(TestDatabase::sqlite(), Options::default()).await;
        let browser = paper.browser();
        browser.log_in("registered@demo.test", demo::PASSWORD).await;
        let fields = [("plan", "super-saver"), ("state", "DL"), ("renewal_consent", "yes")];
        let page = browser.post("/checkout", &fields).await.location();
        let back = browser.post(&page, &[("outcome", "success")]).await.location();
        browser.visit(&back).await;
        paper.settle().await;
        let database = paper.database.take().expect("its database");
        paper.stop().await;
        assert!(!is_seen(&database).await, "{} is not done yet", damage.name);
        let db = Db::open(database.url()).await.expect("the database");
        assert!(db.run(damage, args![]).await.expect("damage") > 0, "{}", damage.name);
        assert!(is_seen(&database).await, "{} is not seen", damage.name);
    }
}
