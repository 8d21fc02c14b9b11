//! Asking the gateway, with a limit on how long it may hang.

use std::time::Duration;

use gateways::{Answer, ChargeRequest, CheckoutRequest, GatewayError, HostedPage, PaymentStatus};
use vocab::AttemptId;
use web::SafePath;

use crate::{
    Billing,
    model::{Checkout, Invoice},
};

/// How long the gateway may think before its answer counts as none.
const PATIENCE: Duration = Duration::from_millis(if cfg!(test) { 300 } else { 20_000 });

/// Where a reader lands who gives a payment up: at the plans, which say that
/// nothing was charged and still know where to go afterwards.
fn after_giving_up(next: &str) -> String {
    let next = if next.is_empty() { String::new() } else { SafePath::parse(next).encoded() };
    let and = if next.is_empty() { "" } else { "&next=" };
    format!("/subscribe?ended=given-up{and}{next}")
}

async fn within_patience<T>(answer: Answer<'_, T>) -> Result<T, GatewayError> {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(answer) => answer,
        Err(_) => Err(GatewayError::NoAnswer("it took too long".to_owned())),
    }
}

impl Billing {
    /// How an attempt stands at the gateway.
    pub(crate) async fn look_up(&self, attempt: AttemptId) -> Result<PaymentStatus, GatewayError> {
        within_patience(self.gateway.lookup(attempt)).await
    }

    /// Closes an open payment, so that nobody can pay it any more.
    pub(crate) async fn close(&self, attempt: AttemptId) -> Result<PaymentStatus, GatewayError> {
        within_patience(self.gateway.close_checkout(attempt)).await
    }

    /// Gives a payment back. Repeating it gives back once.
    pub(crate) async fn give_back(
        &self,
        attempt: AttemptId,
    ) -> Result<PaymentStatus, GatewayError> {
        within_patience(self.gateway.refund(attempt)).await
    }

    /// Charges a mandate with the attempt's id as key: the same attempt never charges twice.
    pub(crate) async fn charge(
        &self,
        attempt: AttemptId,
        invoice: &Invoice,
        mandate: &str,
    ) -> Result<PaymentStatus, GatewayError> {
        let request = ChargeRequest {
            attempt,
            amount: invoice.total,
            mandate: mandate.to_owned(),
            description: self.statement_line(invoice),
        };
        within_patience(self.gateway.charge(&request, self.ambient.now())).await
    }

    /// The gateway's page for a checkout; the same attempt gets the same page.
    pub(crate) async fn hosted_page(
        &self,
        checkout: &Checkout,
        invoice: &Invoice,
    ) -> Result<HostedPage, GatewayError> {
        let request = CheckoutRequest {
            attempt: checkout.attempt,
            amount: invoice.total,
            description: self.statement_line(invoice),
            return_url: self.site.address(&format!("/checkout/return?checkout={}", checkout.id)),
            cancel_url: self.site.address(&after_giving_up(&checkout.next)),
        };
        within_patience(self.gateway.begin_checkout(&request)).await
    }

    /// Ends a mandate at the gateway.
    pub(crate) async fn revoke(&self, mandate: &str) -> Result<(), GatewayError> {
        within_patience(self.gateway.revoke_mandate(mandate)).await
    }

    fn statement_line(&self, invoice: &Invoice) -> String {
        format!("{}: {}", self.site.name(), invoice.description)
    }
}
