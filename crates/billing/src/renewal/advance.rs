use jiff::Timestamp;
use vocab::SubscriptionId;

use super::{TickReport, resolve::Resolution, step::Taken};
use crate::{
    Billing, BillingError,
    queries::{attempts, subscriptions},
};

/// How many steps one subscription may take in one go; more would be a loop.
const STEPS_MAX: u32 = 32;

impl Billing {
    /// Brings a claimed subscription to where nothing is due any more, and gives
    /// it back. What is not known is cleared up before anything new begins.
    pub(super) async fn advance(
        &self,
        id: SubscriptionId,
        lease: Timestamp,
        report: &mut TickReport,
    ) -> Result<(), BillingError> {
        for _ in 0..STEPS_MAX {
            if let Some(attempt) = attempts::find_unresolved(&self.db, id).await? {
                match self.resolve(id, &attempt, report).await? {
                    Resolution::Settled => continue,
                    Resolution::AskAgain(at) => {
                        return Ok(subscriptions::release(&self.db, id, lease, Some(at)).await?);
                    }
                }
            }
            match self.take_step(id, lease).await? {
                Taken::Step(count) => count(report),
                Taken::Rest => return Ok(()),
            }
        }
        Err(BillingError::fault("the subscription does not come to rest"))
    }
}
