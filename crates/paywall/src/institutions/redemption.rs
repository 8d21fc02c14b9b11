//! Readers who join an institution by a code, and leave it.

use jiff::tz::TimeZone;
use store::feed;
use vocab::ReaderId;

use super::{Cover, Ground, Known, MEMBERS_TOPIC, Standing, codes, queries};
use crate::Paywall;

/// What became of a code that somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Redemption {
    /// The reader belongs to the institution of this slug, perhaps for longer than this.
    Member(String),
    /// The code opens nothing; which of all reasons it is is not told.
    Refused,
}

/// An institution to which a reader belongs by a code.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The institution's short name.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// When its last day begins.
    pub last_day: jiff::Timestamp,
    /// Whether it gives anything now.
    pub is_running: bool,
}

impl Paywall {
    /// Makes `reader` a member by the code that was typed, if it is good and has room.
    pub(crate) async fn redeem(&self, reader: ReaderId, typed: &str) -> store::Result<Redemption> {
        let Some(hash) = codes::hash_typed(typed) else { return Ok(Redemption::Refused) };
        let (now, zone) = (self.ambient.now(), self.site.zone());
        let mut tx = self.db.begin().await?;
        let found = queries::find_typed_code(&mut tx, &hash, reader).await?;
        let today = today(now, zone);
        let good = found.filter(|code| {
            code.revoked_at.is_none() && code.expires_on.is_none_or(|last| today <= last)
        });
        let Some(code) = good else { return Ok(Redemption::Refused) };
        let agreement = queries::find(&mut tx, &code.institution).await?;
        let standing = agreement.map(|agreement| agreement.standing(now, zone));
        if matches!(standing, None | Some(Standing::Over | Standing::Ended)) {
            return Ok(Redemption::Refused);
        }
        if !queries::set_member(&mut tx, reader, &code, now).await? {
            tx.rollback().await?;
            return Ok(Redemption::Member(code.institution));
        }
        // Who comes back by the code that was used before has a place already.
        let has_place = code.member_by == Some(code.id) && code.left_at.is_some();
        if !has_place && !queries::count_redemption(&mut tx, code.id).await? {
            tx.rollback().await?;
            return Ok(Redemption::Refused);
        }
        feed::announce(&mut tx, MEMBERS_TOPIC, &reader.to_string(), now).await?;
        tx.commit().await?;
        self.load_members(Some(reader)).await?;
        Ok(Redemption::Member(code.institution))
    }

    /// Ends a membership, from the next request on. False where there is none.
    pub(crate) async fn leave(&self, reader: ReaderId, institution: &str) -> store::Result<bool> {
        let now = self.ambient.now();
        let mut tx = self.db.begin().await?;
        if !queries::leave(&mut tx, reader, institution, now).await? {
            return Ok(false);
        }
        feed::announce(&mut tx, MEMBERS_TOPIC, &reader.to_string(), now).await?;
        tx.commit().await?;
        self.load_members(Some(reader)).await?;
        Ok(true)
    }

    /// The institutions to which a reader belongs by a code, for the account page.
    pub async fn memberships(&self, reader: ReaderId) -> store::Result<Vec<Membership>> {
        let (now, zone) = (self.ambient.now(), self.site.zone());
        let mut memberships = Vec::new();
        for slug in queries::list_memberships(&self.db, reader).await? {
            let Some(found) = queries::find(&self.db, &slug).await? else { continue };
            let standing = found.standing(now, zone);
            let last_day = found.ends_on.to_zoned(zone.clone());
            if standing != Standing::Over {
                memberships.push(Membership {
                    slug,
                    name: found.name,
                    last_day: last_day.map_or(now, |at| at.timestamp()),
                    is_running: standing == Standing::Running,
                });
            }
        }
        Ok(memberships)
    }

    /// The agreement that covers whoever asks without any code, for the account page.
    pub fn cover_without_code(&self, known: Known<'_>) -> Option<Cover> {
        self.recognise(known).filter(|cover| cover.ground != Ground::Code)
    }
}

/// The date in the paper's zone.
pub(crate) fn today(now: jiff::Timestamp, zone: &TimeZone) -> jiff::civil::Date {
    zone.to_datetime(now).date()
}
