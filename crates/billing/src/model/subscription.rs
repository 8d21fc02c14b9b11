use jiff::{Timestamp, tz::TimeZone};
use store::Row;
use terms::{Agreement, IndianState, Schedule, Status};
use vocab::{ReaderId, SubscriptionId};
use words::Language;

use super::Plan;

/// A reader's agreement on one version of a plan.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// Its id.
    pub id: SubscriptionId,
    /// Whose; none while a new address has not paid yet.
    pub reader: Option<ReaderId>,
    /// The account's address.
    pub email: Option<String>,
    /// In which language the account is written to, if it said so.
    pub language: Option<Language>,
    /// On which version of a plan.
    pub plan: Plan,
    /// Where it stands.
    pub status: Status,
    /// The reader's State: the place of supply.
    pub state: IndianState,
    /// Which gateway collects.
    pub gateway: String,
    /// The gateway's id of the mandate.
    pub mandate: Option<String>,
    /// When the first period began.
    pub anchor_at: Timestamp,
    /// The period that is paid, or that a checkout is about.
    pub period_index: u32,
    /// The end of that period.
    pub period_ends_at: Timestamp,
    /// Whether the next period is collected without the reader.
    pub renews: bool,
    /// How many rungs of the ladder of retries are used up.
    pub declines: u32,
    /// Since when the renewal is declined.
    pub declined_since: Option<Timestamp>,
    /// When something is due.
    pub next_action_at: Option<Timestamp>,
    /// When the checkout began.
    pub created_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When a standing cancellation takes effect.
    pub cancels_at: Option<Timestamp>,
    /// When the account was closed at the desk.
    pub account_closed_at: Option<Timestamp>,
    /// The address that a checkout was begun with, while there is no account.
    pub(crate) checkout_email: Option<String>,
    pub(crate) lease_until: Option<Timestamp>,
}

impl Subscription {
    pub(crate) fn read(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.parse("id")?,
            reader: row.parse_opt("reader_id")?,
            email: row.text_opt("email")?,
            language: row.parse_opt("language")?,
            plan: Plan::read(row)?,
            status: row.parse("status")?,
            state: row.parse("state")?,
            gateway: row.text("gateway")?,
            mandate: row.text_opt("mandate")?,
            anchor_at: row.time("anchor_at")?,
            period_index: row.small("period_index")?,
            period_ends_at: row.time("period_ends_at")?,
            renews: row.bool("renews")?,
            declines: row.small("declines")?,
            declined_since: row.time_opt("declined_since")?,
            next_action_at: row.time_opt("next_action_at")?,
            created_at: row.time("created_at")?,
            ended_at: row.time_opt("ended_at")?,
            cancels_at: row.time_opt("cancels_at")?,
            account_closed_at: row.time_opt("account_closed_at")?,
            checkout_email: row.text_opt("checkout_email")?,
            lease_until: row.time_opt("lease_until")?,
        })
    }

    /// The facts that `terms` decides by.
    pub fn agreement(&self, zone: &TimeZone) -> Agreement {
        Agreement {
            status: self.status,
            schedule: Schedule { anchor: self.anchor_at, term: self.plan.term, zone: zone.clone() },
            period_index: self.period_index,
            renews: self.renews,
            cancels_at: self.cancels_at,
            declines: self.declines,
            declined_since: self.declined_since,
            created_at: self.created_at,
        }
    }

    /// Whose it is: account and address, once there is one.
    pub fn account(&self) -> Option<(ReaderId, &str)> {
        Some((self.reader?, self.email.as_deref()?))
    }

    /// Whether anything was ever paid for it.
    pub fn was_paid(&self) -> bool {
        !matches!(self.status, Status::Incomplete | Status::Abandoned)
    }

    /// Whether the next period is collected without anybody's doing.
    pub fn will_renew(&self) -> bool {
        self.status.is_running() && self.renews && self.cancels_at.is_none()
    }

    /// Whether the reader owes a period and may pay it by hand.
    pub fn may_be_revived(&self) -> bool {
        matches!(self.status, Status::PastDue | Status::OnHold) && self.cancels_at.is_none()
    }
}
