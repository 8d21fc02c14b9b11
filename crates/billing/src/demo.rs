//! Subscriptions for the demo: the same functions that a real checkout runs,
//! in a moment of the past, through the sandbox's own ledger.

use std::sync::Arc;

use gateways::PayOutcome;
use jiff::{SignedDuration, Timestamp};
use terms::IndianState;
use vocab::{Ambient, Clock, Random, ReaderId};

use crate::{
    Billing, BillingError,
    cancellation::Asker,
    checkout::{Begun, Order, Payer},
    queries::{checkouts, subscriptions},
};

/// A subscription that the demo wants.
#[derive(Clone, Debug)]
pub struct DemoGrant {
    /// Whose.
    pub reader: ReaderId,
    /// On the plan with this short name, which must be on sale.
    pub plan: String,
    /// The reader's State.
    pub state: IndianState,
    /// When it was bought.
    pub begun_at: Timestamp,
    /// What became of it.
    pub course: DemoCourse,
}

/// What became of a demo subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoCourse {
    /// It runs; renewals that have come due since are for the tick.
    Runs,
    /// It was cancelled a day later and ended with its first period, which
    /// must lie in the past.
    Lapsed,
}

/// A clock that stands at a moment of the past.
struct Standing(Timestamp);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// The paper's own randomness.
struct Same(Ambient);

impl Random for Same {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            chunk.copy_from_slice(&self.0.bytes::<32>()[..chunk.len()]);
        }
    }
}

impl Billing {
    /// The department as it was at `moment`; none without the sandbox.
    fn at(&self, moment: Timestamp) -> Option<Self> {
        let ambient = Ambient::new(Standing(moment), Same(self.ambient.clone()));
        let sandbox = self.sandbox.as_ref()?.with_ambient(ambient.clone());
        let gateway = Arc::new(sandbox.clone());
        Some(Self { ambient, gateway, sandbox: Some(sandbox), ..self.clone() })
    }

    /// Makes a subscription that began in the past, with its real payment,
    /// invoice, attempt and postings. A reader who has one, or had one, is left alone.
    pub async fn grant_for_demo(&self, grant: &DemoGrant) -> Result<(), BillingError> {
        let no_sandbox = || BillingError::fault("demo subscriptions need the sandbox gateway");
        let current = self.current_subscription(grant.reader).await?;
        if current.is_some() {
            return Ok(());
        }
        let then = self.at(grant.begun_at).ok_or_else(no_sandbox)?;
        then.buy_for_demo(grant).await?;
        if grant.course == DemoCourse::Lapsed {
            then.let_lapse(grant.reader).await?;
        }
        self.benefits.forget(grant.reader);
        Ok(())
    }

    async fn buy_for_demo(&self, grant: &DemoGrant) -> Result<(), BillingError> {
        let unknown = || BillingError::fault(format!("there is no plan {} on sale", grant.plan));
        let plan = self.catalogue.find(&grant.plan).ok_or_else(unknown)?;
        let reader = readers::find_reader(&self.db, grant.reader).await?;
        let reader = reader.ok_or_else(|| BillingError::fault("there is no such reader"))?;
        let order = Order::Begin { plan, state: grant.state };
        let payer = Payer {
            email: reader.email.to_string(),
            reader: Some(reader.id),
            browser_hash: self.ambient.bytes(),
            next: String::new(),
            language: None,
        };
        let begun = self.begin_checkout(&order, &payer).await?;
        let checkout = checkouts::find_open(&self.db, &payer.email).await?;
        let (Begun::Pay(url), Some(checkout), Some(sandbox)) = (begun, checkout, &self.sandbox)
        else {
            return Err(BillingError::fault("the demo's checkout did not begin"));
        };
        let id = url.rsplit('/').next().unwrap_or("");
        sandbox.choose(id, PayOutcome::Success, false).await?;
        self.ask_and_settle(checkout.attempt).await.map(drop)
    }

    async fn let_lapse(&self, reader: ReaderId) -> Result<(), BillingError> {
        let Some(running) = subscriptions::find_running(&self.db, reader).await? else {
            return Ok(());
        };
        let later = |at: Timestamp, by| at.saturating_add(by).unwrap_or(at);
        let next_day = later(running.anchor_at, SignedDuration::from_hours(24));
        if let Some(then) = self.at(next_day) {
            then.request_cancellation(running.id, Asker::Reader).await?;
        }
        if let Some(then) = self.at(later(running.period_ends_at, SignedDuration::from_mins(1))) {
            then.advance_now(running.id).await?;
        }
        Ok(())
    }
}
