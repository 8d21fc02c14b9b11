use jiff::Timestamp;
use store::{Executor, Result, args, statement};
use vocab::PlanId;

use crate::{NewPlan, Plan};

/// A plan's columns, wherever `plans` is called `p`.
macro_rules! plan_columns {
    () => {
        "p.id AS plan_id, p.slug, p.version, p.name, p.price_minor, p.currency AS price_currency,
            p.term, p.benefits, p.position, p.withdrawn_at"
    };
}
pub(super) use plan_columns;

statement! {
    LIST_PLANS_ON_SALE = concat!("SELECT ", plan_columns!(), " FROM plans p
        WHERE p.withdrawn_at IS NULL ORDER BY p.position, p.slug");
}

/// The plans on sale, in the desk's order.
pub(crate) async fn list_plans_on_sale(on: impl Executor) -> Result<Vec<Plan>> {
    on.all(&LIST_PLANS_ON_SALE, args![]).await?.iter().map(Plan::read).collect()
}

statement! {
    LIST_LATEST_PLANS = concat!("SELECT ", plan_columns!(), " FROM plans p
        WHERE p.version = (SELECT MAX(o.version) FROM plans o WHERE o.slug = p.slug)
        ORDER BY p.position, p.slug");
}

/// The latest version of each plan, on sale or not, in the desk's order.
pub async fn list_latest_plans(on: impl Executor) -> Result<Vec<Plan>> {
    on.all(&LIST_LATEST_PLANS, args![]).await?.iter().map(Plan::read).collect()
}

statement! {
    FIND_LATEST_PLAN = concat!("SELECT ", plan_columns!(), " FROM plans p
        WHERE p.slug = $1 ORDER BY p.version DESC LIMIT 1");
}

/// The latest version of the plan `slug`, on sale or not.
pub(crate) async fn find_latest_plan(on: impl Executor, slug: &str) -> Result<Option<Plan>> {
    on.one(&FIND_LATEST_PLAN, args![slug]).await?.as_ref().map(Plan::read).transpose()
}

statement! {
    INSERT_PLAN = "INSERT INTO plans (id, slug, version, name, price_minor, currency, term, benefits,
            position, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
}

/// Puts version `version` of a plan on sale.
pub(crate) async fn insert_plan(
    on: impl Executor,
    id: PlanId,
    plan: &NewPlan,
    (version, position): (u32, i64),
    now: Timestamp,
) -> Result<()> {
    let args = args![
        id,
        &plan.slug,
        version,
        plan.name.trim(),
        plan.price.minor,
        plan.price.currency.code(),
        plan.term.to_string(),
        &plan.benefits,
        position,
        now,
    ];
    on.run(&INSERT_PLAN, args).await.map(drop)
}

statement! {
    MARK_PLAN_WITHDRAWN = "UPDATE plans SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL";
}

/// Takes a version off sale. False if it was not on sale.
pub(crate) async fn mark_withdrawn(on: impl Executor, id: PlanId, now: Timestamp) -> Result<bool> {
    Ok(on.run(&MARK_PLAN_WITHDRAWN, args![id, now]).await? > 0)
}

statement! {
    MARK_PLAN_ON_SALE = "UPDATE plans SET withdrawn_at = NULL WHERE id = $1 AND withdrawn_at IS NOT NULL";
}

/// Puts a version back on sale. False if it was on sale.
pub(crate) async fn mark_on_sale(on: impl Executor, id: PlanId) -> Result<bool> {
    Ok(on.run(&MARK_PLAN_ON_SALE, args![id]).await? > 0)
}

statement! {
    SET_PLAN_POSITION = "UPDATE plans SET position = $2 WHERE slug = $1";
}

/// Gives all versions of a plan their place.
pub(crate) async fn set_position(on: impl Executor, slug: &str, position: i64) -> Result<()> {
    on.run(&SET_PLAN_POSITION, args![slug, position]).await.map(drop)
}
