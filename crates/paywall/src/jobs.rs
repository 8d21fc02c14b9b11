use store::{jobs::Handlers, schedule::Recurring};

use crate::{Paywall, campaigns, gifts};

const PRUNE: &str = "paywall_prune";

pub(crate) const RECURRING: &[Recurring] = &[Recurring { kind: PRUNE, cron: "50 3 * * *" }];

pub(crate) fn register(paywall: &Paywall, handlers: &mut Handlers) {
    let department = paywall.clone();
    handlers.on(PRUNE, move |_| {
        let paywall = department.clone();
        async move { paywall.prune_passes().await }
    });
}

impl Paywall {
    /// Forgets who opened gifts that have expired and used campaigns that are over, and
    /// gifts that are older than a year.
    pub async fn prune_passes(&self) -> store::Result<()> {
        let now = self.ambient.now();
        let oldest = now.checked_sub(gifts::KEPT).unwrap_or(jiff::Timestamp::MIN);
        gifts::queries::prune(&self.db, now, oldest).await?;
        campaigns::queries::prune(&self.db, now).await
    }
}
