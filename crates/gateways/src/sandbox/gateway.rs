//! The sandbox as the paper sees it: one provider among others.

use jiff::Timestamp;
use store::{Executor, args};
use vocab::AttemptId;

use super::{FIND_MANDATE, INSERT_PAYMENT, MARK_MANDATE_REVOKED, MARK_REFUNDED, Sandbox};
use crate::{
    Answer, ChargeRequest, CheckoutRequest, Gateway, GatewayError, HostedPage, PaymentStatus,
    Progress,
};

impl Sandbox {
    async fn insert_checkout(&self, request: &CheckoutRequest) -> Result<HostedPage, GatewayError> {
        let id = format!("sbp_{}", self.ambient.uuid().simple());
        let CheckoutRequest { attempt, amount, description, return_url, cancel_url } = request;
        let args = args![
            id,
            *attempt,
            amount.minor,
            amount.currency.code(),
            description,
            return_url,
            cancel_url,
            "open",
            None::<String>,
            self.ambient.now(),
            None::<i64>,
        ];
        self.db.run(&INSERT_PAYMENT, args).await?;
        let payment = self.find_by_attempt(*attempt).await?;
        let url = format!("{}/sandbox/pay/{}", self.base_url, payment.id);
        Ok(HostedPage { reference: payment.id, url })
    }

    async fn insert_charge(
        &self,
        request: &ChargeRequest,
        at: Timestamp,
    ) -> Result<PaymentStatus, GatewayError> {
        let mandate = self.db.one(&FIND_MANDATE, args![&request.mandate]).await?;
        let good = match &mandate {
            Some(row) => {
                row.time_opt("revoked_at")?.is_none() && row.text("renewals")? == "success"
            }
            None => false,
        };
        let (status, captured_at) = if good { ("captured", Some(at)) } else { ("declined", None) };
        let id = format!("sbp_{}", self.ambient.uuid().simple());
        let ChargeRequest { attempt, amount, mandate, description } = request;
        let args = args![
            id,
            *attempt,
            amount.minor,
            amount.currency.code(),
            description,
            "",
            "",
            status,
            mandate,
            at,
            captured_at,
        ];
        self.db.run(&INSERT_PAYMENT, args).await?;
        Ok(self.find_by_attempt(*attempt).await?.status())
    }
}

impl Gateway for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    fn begin_checkout<'a>(&'a self, request: &'a CheckoutRequest) -> Answer<'a, HostedPage> {
        Box::pin(self.insert_checkout(request))
    }

    fn close_checkout<'a>(&'a self, attempt: AttemptId) -> Answer<'a, PaymentStatus> {
        Box::pin(async move {
            let payment = self.find_by_attempt(attempt).await?;
            if payment.progress == Progress::Open {
                self.finish(&payment, "abandoned", None).await?;
            }
            Ok(self.find_by_attempt(attempt).await?.status())
        })
    }

    fn charge<'a>(
        &'a self,
        request: &'a ChargeRequest,
        at: Timestamp,
    ) -> Answer<'a, PaymentStatus> {
        Box::pin(self.insert_charge(request, at))
    }

    fn lookup(&self, attempt: AttemptId) -> Answer<'_, PaymentStatus> {
        Box::pin(async move { Ok(self.find_by_attempt(attempt).await?.status()) })
    }

    fn refund(&self, attempt: AttemptId) -> Answer<'_, PaymentStatus> {
        Box::pin(async move {
            let payment = self.find_by_attempt(attempt).await?;
            self.db.run(&MARK_REFUNDED, args![&payment.id, self.ambient.now()]).await?;
            Ok(self.find_by_attempt(attempt).await?.status())
        })
    }

    fn revoke_mandate<'a>(&'a self, mandate: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            self.db.run(&MARK_MANDATE_REVOKED, args![mandate, self.ambient.now()]).await?;
            Ok(())
        })
    }
}
