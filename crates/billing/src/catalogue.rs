//! The plans on sale: kept in memory, read anew when they change.

use std::sync::{Arc, PoisonError, RwLock};

use store::{
    audit::{self, Deed},
    feed,
};
use vocab::{BenefitSet, Offers, PlanId};
use words::Words;

use crate::{Billing, BillingError, NewPlan, Plan, PlanProblem, model, queries::plans};

/// The cache. Reading it asks no database.
#[derive(Default)]
pub(crate) struct Catalogue {
    on_sale: RwLock<Arc<OnSale>>,
    /// Held while the plans are read anew, so that an older reading never
    /// replaces a newer one.
    reading: tokio::sync::Mutex<()>,
}

/// What it holds.
#[derive(Default)]
struct OnSale {
    plans: Vec<Arc<Plan>>,
    offers: Arc<Offers>,
}

impl Catalogue {
    fn read(&self) -> Arc<OnSale> {
        self.on_sale.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, plans: Vec<Plan>) {
        let mut offers = Offers {
            plans: plans.iter().map(Plan::offer).collect(),
            included: model::sort_benefits(&common_benefits(&plans)),
        };
        // Of three, the middle one is what most readers come for.
        if let [_, middle, _] = offers.plans.as_mut_slice() {
            middle.recommended = true;
        }
        let plans = plans.into_iter().map(Arc::new).collect();
        let on_sale = Arc::new(OnSale { plans, offers: Arc::new(offers) });
        *self.on_sale.write().unwrap_or_else(PoisonError::into_inner) = on_sale;
    }

    pub(crate) fn offers(&self) -> Arc<Offers> {
        self.read().offers.clone()
    }

    /// The plan on sale that is called `slug`.
    pub(crate) fn find(&self, slug: &str) -> Option<Arc<Plan>> {
        self.read().plans.iter().find(|plan| plan.slug == slug).cloned()
    }
}

/// What every plan on sale includes: a list for all must be true of each.
fn common_benefits(plans: &[Plan]) -> BenefitSet {
    let Some((first, others)) = plans.split_first() else { return BenefitSet::default() };
    let in_all = |benefit: &&vocab::Benefit| others.iter().all(|plan| plan.benefits.holds(benefit));
    first.benefits.iter().filter(in_all).cloned().collect()
}

impl Billing {
    /// Reads the plans on sale anew.
    pub async fn reload_plans(&self) -> store::Result<()> {
        let _reading = self.catalogue.reading.lock().await;
        let plans = plans::list_plans_on_sale(&self.db).await?;
        self.catalogue.set(plans);
        Ok(())
    }

    /// Puts a new plan on sale, behind those that are. `actor` is a reader's id or `command`.
    pub async fn put_on_sale(&self, plan: NewPlan, actor: &str) -> Result<PlanId, BillingError> {
        plan.check(self.site.config().currency)?;
        let (id, now) = (PlanId::fresh(&self.ambient), self.ambient.now());
        let mut tx = self.db.begin().await?;
        if plans::find_latest_plan(&mut tx, &plan.slug).await?.is_some() {
            return Err(PlanProblem::SlugTaken.into());
        }
        let others = plans::list_latest_plans(&mut tx).await?;
        let position = others.iter().map(|other| other.position).max().unwrap_or(0) + 1;
        plans::insert_plan(&mut tx, id, &plan, (1, position), now).await.map_err(taken)?;
        let detail = describe(&plan);
        self.finish_change(
            tx,
            Deed { actor, action: "plan.add", subject: &plan.slug, detail: &detail },
        )
        .await?;
        Ok(id)
    }

    /// Sells a plan differently from now on: a new version. Who has a
    /// subscription keeps the version that it began with.
    pub(crate) async fn edit_plan(
        &self,
        plan: NewPlan,
        actor: &str,
    ) -> Result<PlanId, BillingError> {
        plan.check(self.site.config().currency)?;
        let (id, now) = (PlanId::fresh(&self.ambient), self.ambient.now());
        let mut tx = self.db.begin().await?;
        let latest =
            plans::find_latest_plan(&mut tx, &plan.slug).await?.ok_or_else(unknown_plan)?;
        plans::mark_withdrawn(&mut tx, latest.id, now).await?;
        let place = (latest.version + 1, latest.position);
        plans::insert_plan(&mut tx, id, &plan, place, now).await.map_err(changed_meanwhile)?;
        if latest.withdrawn_at.is_some() {
            // Editing what is not on sale does not put it there.
            plans::mark_withdrawn(&mut tx, id, now).await?;
        }
        let detail = describe(&plan);
        self.finish_change(
            tx,
            Deed { actor, action: "plan.edit", subject: &plan.slug, detail: &detail },
        )
        .await?;
        Ok(id)
    }

    /// Takes a plan off sale, or puts its latest version back.
    pub(crate) async fn set_on_sale(
        &self,
        slug: &str,
        on_sale: bool,
        actor: &str,
    ) -> Result<(), BillingError> {
        let now = self.ambient.now();
        let mut tx = self.db.begin().await?;
        let latest = plans::find_latest_plan(&mut tx, slug).await?.ok_or_else(unknown_plan)?;
        let changed = if on_sale {
            plans::mark_on_sale(&mut tx, latest.id).await?
        } else {
            plans::mark_withdrawn(&mut tx, latest.id, now).await?
        };
        if !changed {
            return Ok(());
        }
        let action = if on_sale { "plan.put_back" } else { "plan.withdraw" };
        self.finish_change(tx, Deed { actor, action, subject: slug, detail: "" }).await
    }

    /// Moves a plan one place up or down in the order of the desk.
    pub(crate) async fn move_plan(
        &self,
        slug: &str,
        up: bool,
        actor: &str,
    ) -> Result<(), BillingError> {
        let mut tx = self.db.begin().await?;
        let mut order: Vec<_> =
            plans::list_latest_plans(&mut tx).await?.into_iter().map(|plan| plan.slug).collect();
        let at = order.iter().position(|other| other == slug).ok_or_else(unknown_plan)?;
        let to = if up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < order.len()) };
        let Some(to) = to else { return Ok(()) };
        order.swap(at, to);
        for (position, slug) in (1..).zip(&order) {
            plans::set_position(&mut tx, slug, position).await?;
        }
        let detail = if up { "up" } else { "down" };
        self.finish_change(tx, Deed { actor, action: "plan.move", subject: slug, detail }).await
    }

    /// The audit log, the feed, the commit, this node's own cache.
    async fn finish_change(&self, mut tx: store::Tx, deed: Deed<'_>) -> Result<(), BillingError> {
        let now = self.ambient.now();
        audit::record(&mut tx, deed, now).await?;
        feed::announce(&mut tx, "plans", deed.subject, now).await?;
        tx.commit().await?;
        Ok(self.reload_plans().await?)
    }
}

fn describe(plan: &NewPlan) -> String {
    format!(
        "{}, {} for {}, {}",
        plan.name.trim(),
        plan.price.exact(),
        plan.term.label(),
        plan.benefits
    )
}

fn unknown_plan() -> BillingError {
    BillingError::refused(Words::plan_unknown)
}

fn taken(error: store::StoreError) -> BillingError {
    if error.is_duplicate() { PlanProblem::SlugTaken.into() } else { error.into() }
}

fn changed_meanwhile(error: store::StoreError) -> BillingError {
    if error.is_duplicate() {
        return BillingError::refused(Words::plan_overtaken);
    }
    error.into()
}
