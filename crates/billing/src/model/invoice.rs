use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::Row;
use terms::{Breakdown, IndianState, Period, TaxLine};
use vocab::{InvoiceId, Money, SubscriptionId};

/// A bill for one period. It has a number from the moment it is paid.
#[derive(Clone, Debug)]
pub(crate) struct Invoice {
    pub(crate) id: InvoiceId,
    pub(crate) subscription: SubscriptionId,
    pub(crate) period: Period,
    pub(crate) number: Option<String>,
    pub(crate) issued_at: Option<Timestamp>,
    pub(crate) total: Money,
    pub(crate) breakdown: Breakdown,
    pub(crate) place: IndianState,
    pub(crate) description: String,
    pub(crate) paid_at: Option<Timestamp>,
    pub(crate) voided_at: Option<Timestamp>,
}

/// A tax line as the database keeps it.
#[derive(Serialize, Deserialize)]
struct StoredTax {
    kind: String,
    rate_bp: u32,
    amount_minor: i64,
}

impl Invoice {
    pub(crate) fn read(row: &Row) -> store::Result<Self> {
        let currency = row.parse("currency")?;
        Ok(Self {
            id: row.parse("id")?,
            subscription: row.parse("subscription_id")?,
            period: Period {
                index: row.small("period_index")?,
                starts_at: row.time("period_starts_at")?,
                ends_at: row.time("period_ends_at")?,
            },
            number: row.text_opt("number")?,
            issued_at: row.time_opt("issued_at")?,
            total: Money::new(row.int("total_minor")?, currency),
            breakdown: Breakdown {
                taxable_minor: row.int("taxable_minor")?,
                lines: read_tax_lines(row)?,
            },
            place: row.parse("place")?,
            description: row.text("description")?,
            paid_at: row.time_opt("paid_at")?,
            voided_at: row.time_opt("voided_at")?,
        })
    }
}

fn read_tax_lines(row: &Row) -> store::Result<Vec<TaxLine>> {
    let stored: Vec<StoredTax> = row.json("tax_lines")?;
    let line = |tax: StoredTax| {
        let kind = tax.kind.parse().map_err(|error: terms::UnknownTaxKind| {
            store::StoreError::Decode { column: "tax_lines".to_owned(), problem: error.to_string() }
        })?;
        Ok(TaxLine { kind, rate_bp: tax.rate_bp, amount_minor: tax.amount_minor })
    };
    stored.into_iter().map(line).collect()
}

/// Tax lines as the database keeps them.
pub(crate) fn write_tax_lines(lines: &[TaxLine]) -> String {
    let stored = lines.iter().map(|line| StoredTax {
        kind: line.kind.as_str().to_owned(),
        rate_bp: line.rate_bp,
        amount_minor: line.amount_minor,
    });
    serde_json::to_string(&stored.collect::<Vec<_>>()).unwrap_or_default()
}
