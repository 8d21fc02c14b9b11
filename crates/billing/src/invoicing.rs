//! Drafts, and the gapless numbers that they get when they are paid.

use jiff::Timestamp;
use store::{Tx, settings};
use terms::{FinancialYear, GST_RATE_BP, Period, gst_included};
use vocab::InvoiceId;
use words::Words;

use crate::{Billing, Subscription, model::Invoice};

impl Billing {
    /// The bill for `period`, without a number yet: it may never be paid.
    pub(crate) fn draft_invoice(&self, subscription: &Subscription, period: Period) -> Invoice {
        let (plan, place) = (&subscription.plan, subscription.state);
        // An invoice speaks the paper's language, whoever reads it.
        let say = Words::of(self.site.config().language);
        let term = say.term(plan.term.count, plan.term.unit);
        Invoice {
            id: InvoiceId::fresh(&self.ambient),
            subscription: subscription.id,
            period,
            number: None,
            issued_at: None,
            total: plan.price,
            breakdown: gst_included(plan.price.minor, GST_RATE_BP, self.home_state, place),
            place,
            description: say.checkout_item(&plan.name, term),
            paid_at: None,
            voided_at: None,
        }
    }

    /// The next number of the financial year, and the moment of issue. Whoever
    /// takes a number holds the sequence's row until the transaction ends, so
    /// numbers are gapless, and the moment is read after, so dates never go back.
    pub(crate) async fn take_invoice_number(
        &self,
        tx: &mut Tx,
    ) -> store::Result<(String, Timestamp)> {
        let zone = self.site.zone();
        let before = self.ambient.now();
        let year = FinancialYear::of(before, zone);
        let count = settings::advance_sequence(tx, &format!("invoices {year}")).await?;
        let now = self.ambient.now();
        let issued_at = if FinancialYear::of(now, zone) == year { now } else { before };
        Ok((year.invoice_number(count), issued_at))
    }
}
