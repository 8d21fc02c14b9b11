//! A gateway that fails on purpose, in front of the sandbox.

use std::sync::{
    Mutex,
    atomic::{AtomicU32, Ordering},
};

use gateways::{
    Answer, ChargeRequest, CheckoutRequest, Gateway, GatewayError, HostedPage, PaymentStatus,
    Sandbox,
};
use jiff::Timestamp;
use vocab::{AttemptId, Money};

/// How the gateway behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Fault {
    /// As it should.
    #[default]
    None,
    /// Charges, and then says nothing of it.
    FailAfterCharging,
    /// Fails before it charges.
    FailBeforeCharging,
    /// Charges, and never answers.
    HangAfterCharging,
    /// Does not answer at all.
    Down,
    /// Reports another amount than it was asked for.
    WrongAmount,
    /// Gives no mandate with a payment.
    NoMandate,
}

pub(super) struct Rig {
    sandbox: Sandbox,
    fault: Mutex<Fault>,
    charges: AtomicU32,
}

impl Rig {
    pub(super) fn new(sandbox: Sandbox) -> Self {
        Self { sandbox, fault: Mutex::default(), charges: AtomicU32::new(0) }
    }

    pub(super) fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    /// How often a charge was asked for.
    pub(super) fn charges(&self) -> u32 {
        self.charges.load(Ordering::SeqCst)
    }

    fn fault(&self) -> Fault {
        *self.fault.lock().unwrap()
    }

    fn bend(&self, mut status: PaymentStatus) -> PaymentStatus {
        match self.fault() {
            Fault::WrongAmount => {
                status.amount = Money::new(status.amount.minor - 1, status.amount.currency);
            }
            Fault::NoMandate => status.mandate = None,
            _ => {}
        }
        status
    }

    async fn down(&self) -> Result<(), GatewayError> {
        match self.fault() {
            Fault::Down => Err(GatewayError::NoAnswer("it is down".to_owned())),
            _ => Ok(()),
        }
    }
}

impl Gateway for Rig {
    fn name(&self) -> &'static str {
        self.sandbox.name()
    }

    fn begin_checkout<'a>(&'a self, request: &'a CheckoutRequest) -> Answer<'a, HostedPage> {
        Box::pin(async move {
            self.down().await?;
            self.sandbox.begin_checkout(request).await
        })
    }

    fn close_checkout<'a>(&'a self, attempt: AttemptId) -> Answer<'a, PaymentStatus> {
        Box::pin(async move {
            self.down().await?;
            self.sandbox.close_checkout(attempt).await.map(|status| self.bend(status))
        })
    }

    fn charge<'a>(
        &'a self,
        request: &'a ChargeRequest,
        at: Timestamp,
    ) -> Answer<'a, PaymentStatus> {
        Box::pin(async move {
            self.charges.fetch_add(1, Ordering::SeqCst);
            self.down().await?;
            let lost = || GatewayError::NoAnswer("the connection broke".to_owned());
            if self.fault() == Fault::FailBeforeCharging {
                return Err(lost());
            }
            let status = self.sandbox.charge(request, at).await?;
            match self.fault() {
                Fault::FailAfterCharging => Err(lost()),
                Fault::HangAfterCharging => std::future::pending().await,
                _ => Ok(self.bend(status)),
            }
        })
    }

    fn lookup(&self, attempt: AttemptId) -> Answer<'_, PaymentStatus> {
        Box::pin(async move {
            self.down().await?;
            // Who loses the answer of a charge does not get one by asking at once either.
            if matches!(self.fault(), Fault::FailAfterCharging | Fault::HangAfterCharging) {
                return Err(GatewayError::NoAnswer("the connection broke".to_owned()));
            }
            self.sandbox.lookup(attempt).await.map(|status| self.bend(status))
        })
    }

    fn refund(&self, attempt: AttemptId) -> Answer<'_, PaymentStatus> {
        Box::pin(async move {
            self.down().await?;
            self.sandbox.refund(attempt).await
        })
    }

    fn revoke_mandate<'a>(&'a self, mandate: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            self.down().await?;
            self.sandbox.revoke_mandate(mandate).await
        })
    }
}
