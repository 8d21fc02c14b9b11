use serde::{Deserialize, Serialize};
use store::{
    jobs::{Handlers, JobError},
    schedule::Recurring,
};
use vocab::AttemptId;

use crate::Billing;

const TICK_JOB: &str = "billing_tick";
const JANITOR_JOB: &str = "billing_janitor";
/// Gives a payment back.
pub(crate) const REFUND_JOB: &str = "billing_refund";
/// Ends a mandate.
pub(crate) const REVOKE_JOB: &str = "billing_revoke";

pub(crate) const RECURRING: &[Recurring] = &[
    Recurring { kind: TICK_JOB, cron: "* * * * *" },
    Recurring { kind: JANITOR_JOB, cron: "*/5 * * * *" },
];

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RefundJob {
    pub(crate) attempt: AttemptId,
    /// The mandate that came with the payment and goes with it.
    pub(crate) mandate: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RevokeJob {
    pub(crate) mandate: String,
}

#[derive(Deserialize)]
struct SettleJob {
    id: String,
}

pub(crate) fn register(billing: &Billing, handlers: &mut Handlers) {
    let department = billing.clone();
    handlers.on(TICK_JOB, move |_| {
        let billing = department.clone();
        async move { billing.tick().await.map(drop) }
    });
    let department = billing.clone();
    handlers.on(JANITOR_JOB, move |_| {
        let billing = department.clone();
        async move { billing.resolve_leftovers().await.map(drop) }
    });
    let department = billing.clone();
    handlers.on(REFUND_JOB, move |job| {
        let billing = department.clone();
        async move { billing.refund(&job.payload()?).await }
    });
    let department = billing.clone();
    handlers.on(REVOKE_JOB, move |job| {
        let billing = department.clone();
        async move {
            let RevokeJob { mandate } = job.payload()?;
            Ok::<_, JobError>(billing.revoke(&mandate).await?)
        }
    });
    if let Some(sandbox) = billing.sandbox.clone() {
        handlers.on(gateways::SETTLE_JOB, move |job| {
            let sandbox = sandbox.clone();
            async move {
                let SettleJob { id } = job.payload()?;
                Ok::<_, JobError>(sandbox.settle_pending(&id).await?)
            }
        });
    }
}
