//! The books: double entry, whole minor units, each entry sums to zero.
//! Debits are positive, credits negative.

use jiff::Timestamp;
use store::Tx;
use vocab::{Ambient, AttemptId, Money};

use crate::{Billing, model::Invoice, queries::ledger};

/// What an entry is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EntryKind {
    /// A paid invoice.
    Sale,
    /// Money that came and is not ours to keep.
    Held,
    /// That money, given back.
    Refund,
}

impl EntryKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Held => "held",
            Self::Refund => "refund",
        }
    }
}

const REFUNDS_PAYABLE: &str = "liabilities:refunds";

fn receivable(gateway: &str) -> String {
    format!("assets:gateways:{gateway}")
}

/// Who books, for which attempt, when.
#[derive(Clone, Copy)]
pub(crate) struct Booking<'a> {
    pub(crate) ambient: &'a Ambient,
    pub(crate) attempt: AttemptId,
    pub(crate) gateway: &'a str,
    pub(crate) at: Timestamp,
}

impl Booking<'_> {
    /// A paid invoice: the gateway owes us the total, of which the tax is the State's.
    pub(crate) async fn book_sale(self, tx: &mut Tx, invoice: &Invoice) -> store::Result<()> {
        let mut postings = vec![
            (receivable(self.gateway), invoice.total.minor),
            ("income:subscriptions".to_owned(), -invoice.breakdown.taxable_minor),
        ];
        postings.extend(invoice.breakdown.lines.iter().map(|line| {
            let account = format!("liabilities:tax:{}", line.kind.as_str().to_ascii_lowercase());
            (account, -line.amount_minor)
        }));
        self.write(tx, EntryKind::Sale, &postings, invoice.total).await
    }

    /// Money that has to go back: no sale, no tax, a debt.
    pub(crate) async fn book_held(self, tx: &mut Tx, amount: Money) -> store::Result<()> {
        let postings =
            [(receivable(self.gateway), amount.minor), (REFUNDS_PAYABLE.to_owned(), -amount.minor)];
        self.write(tx, EntryKind::Held, &postings, amount).await
    }

    /// The debt, paid.
    pub(crate) async fn book_refund(self, tx: &mut Tx, amount: Money) -> store::Result<()> {
        let postings =
            [(REFUNDS_PAYABLE.to_owned(), amount.minor), (receivable(self.gateway), -amount.minor)];
        self.write(tx, EntryKind::Refund, &postings, amount).await
    }

    async fn write(
        self,
        tx: &mut Tx,
        kind: EntryKind,
        postings: &[(String, i64)],
        total: Money,
    ) -> store::Result<()> {
        let sum: i64 = postings.iter().map(|(_, amount)| amount).sum();
        if sum != 0 {
            let problem =
                format!("the {} of attempt {} is off by {sum}", kind.as_str(), self.attempt);
            return Err(store::StoreError::Schema(problem));
        }
        let id = self.ambient.uuid().to_string();
        let entry = (&*id, kind.as_str(), self.attempt);
        ledger::insert_entry(tx, entry, postings, total.currency, self.at).await
    }
}

impl Billing {
    /// Entries whose postings do not sum to zero: none, unless somebody has
    /// written into the books by hand.
    pub async fn find_unbalanced_entries(&self) -> store::Result<Vec<String>> {
        ledger::list_unbalanced(&self.db).await
    }

    /// What stands on each account of the books; debits are positive.
    pub async fn account_balances(&self) -> store::Result<Vec<(String, Money)>> {
        ledger::sum_accounts(&self.db).await
    }
}
