use store::{jobs::Handlers, schedule::Recurring};

use jiff::{SignedDuration, Timestamp};
use vocab::PaperMonth;

use crate::{Paywall, campaigns, gifts, institutions};

/// Institutions compare years: this one and the two before it, and a month.
const USAGE_KEPT: SignedDuration = SignedDuration::from_hours(3 * 366 * 24 + 31 * 24);
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
    /// gifts that are older than a year, and institutions' counts that are older than three.
    pub async fn prune_passes(&self) -> store::Result<()> {
        let now = self.ambient.now();
        let oldest = now.checked_sub(gifts::KEPT).unwrap_or(Timestamp::MIN);
        gifts::queries::prune(&self.db, now, oldest).await?;
        campaigns::queries::prune(&self.db, now).await?;
        let oldest = now.checked_sub(USAGE_KEPT).unwrap_or(Timestamp::MIN);
        let month = PaperMonth::of(oldest, self.site.zone()).number();
        institutions::queries::prune_usage(&self.db, month).await
    }
}
